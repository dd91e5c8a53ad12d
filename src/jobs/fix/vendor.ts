// vendor/ after an upgrade, as `go mod vendor` (`go work vendor`) would make it: modules.txt, and the packages of every module
// whose entry there changes, from proven zips. What does not change is left as it is.
// https://go.dev/ref/mod#go-mod-vendor; which files are copied: cmd/go/internal/modcmd/vendor.go
import path from 'node:path'
import { compareBytes, equalBytes, utf8 } from '../../base/bytes.ts'
import { WardenError } from '../../base/errors.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import { compareGoVersions, defaultGoVersion, defaultWorkVersion } from '../../gomod/goversion.ts'
import { maxModFileSize } from '../../gomod/modlex.ts'
import { summarizeGoMod } from '../../gomod/modfile.ts'
import { formatModulesTxt, type VendoredModule } from '../../gomod/modulestxt.ts'
import { sortRequirements } from '../../gomod/mvs.ts'
import { checkImportPath } from '../../gomod/path.ts'
import { replacementsOf } from '../../gomod/replacements.ts'
import { fileBuilds } from '../../gosource/buildconstraint.ts'
import { allEmbedPatterns, embeddedFiles } from '../../gosource/embed.ts'
import { readHeader } from '../../gosource/header.ts'
import { needsOf } from '../../graph/packages.ts'
import type { Examined } from '../../world/contents.ts'
import type { SourceFolder } from '../../world/sourcefolders.ts'
import { agreedOn } from '../verify/agreed.ts'
import type { Completed, FixReaders } from './complete.ts'
import type { FixWrite } from './write.ts'
import type { Project } from '../project/project.ts'

type Entry = Omit<VendoredModule, 'line'>

/** Files that go copies from the folders above a package, by the beginnings of their names. */
const METADATA = /^(?:AUTHORS|CONTRIBUTORS|COPYLEFT|COPYING|COPYRIGHT|LEGAL|LICENSE|NOTICE|PATENTS)/

const MOST_BYTES = 512 << 20
const MOST_DEPTH = 64

/**
 * The files of vendor/ that must change with the project; none where it has no vendor folder. Throws `not-found` where the
 * bytes of a module cannot be had and proven, `parse` for a module of modules.txt that is no path, `too-large` over 512 MiB,
 * `io`, `aborted`, `fork`.
 */
export async function vendorChanges(readers: FixReaders, project: Project, next: Completed): Promise<FixWrite[]> {
  const { vendor } = project
  if (vendor === undefined) return []
  const entries = await vendoredModules(readers, next)
  const wasTidy = haveSameRules(goVersionOf(project), goVersionOf(next.project))
  const built = entries.filter((m) => m.packages.length > 0)
  const staying = new Set(
    built.filter((m) => wasTidy && haveSameFiles(vendor.modules.selected.get(m.path), m)).map((m) => m.path),
  )
  const copies = new Copies()
  for (const m of built) if (!staying.has(m.path)) await copyModule(readers, next, m, copies)
  const owners = new Set([...vendor.modules.selected.keys(), ...built.map((m) => m.path)])
  // modules.txt is what the repository says: with `..` it would name folders outside of vendor/.
  for (const owner of owners) checkImportPath(owner)
  const writes: FixWrite[] = []
  for (const owner of owners) {
    if (staying.has(owner)) continue
    for (const name of await filesOf(readers, vendor.folder, owner, owners)) {
      const file = path.join(vendor.folder, name)
      if (!copies.files.has(name)) writes.push({ file, before: await readers.world.files.read(file), after: undefined })
    }
  }
  for (const [name, after] of [
    ...copies.files,
    ['modules.txt', utf8(formatModulesTxt(entries, vendor.modules.workspace))] as const,
  ]) {
    const file = path.join(vendor.folder, name)
    const before = await readers.world.files.read(file)
    if (before === undefined || !equalBytes(before, after)) writes.push({ file, before, after })
  }
  return writes
}

/** go copies go.mod files of dependencies before 1.17, and what their tests embed before 1.22. */
function haveSameRules(before: string, after: string): boolean {
  return ['1.17', '1.22'].every(
    (since) => compareGoVersions(before, since) >= 0 === compareGoVersions(after, since) >= 0,
  )
}

function goVersionOf({ work, mains }: Project): string {
  return work === undefined
    ? (mains[0]?.goMod.go?.version ?? defaultGoVersion)
    : (work.go?.version ?? defaultWorkVersion)
}

function haveSameFiles(a: Entry | undefined, b: Entry): boolean {
  const nameOf = (m: Entry): string => (m.replacement === undefined ? moduleName(m) : `=> ${moduleName(m.replacement)}`)
  return (
    a !== undefined && nameOf(a) === nameOf(b) && a.packages.toSorted(compareBytes).join(' ') === b.packages.join(' ')
  )
}

/** The entries of modules.txt: what go.mod requires and what has a package, then the replacements that nothing uses. */
async function vendoredModules(readers: FixReaders, { project, graph, packages }: Completed): Promise<Entry[]> {
  const { mains, work } = project
  const goVersion = goVersionOf(project)
  const isSince = (since: string): boolean => compareGoVersions(goVersion, since) >= 0
  // Without a go line go marks nothing: its rules of 1.11 hold.
  const isMarked = isSince('1.14') && (work !== undefined || mains[0]?.goMod.go !== undefined)
  const replacements = replacementsOf(
    mains.map(({ folder, goMod }) => ({
      dir: work === undefined ? '.' : path.relative(project.folder, folder) || '.',
      goMod,
    })),
    work,
  )
  const selected = new Map(graph.buildList.filter((m) => !m.main).map((m) => [m.path, m]))
  const used = new Map<string, string[]>()
  for (const name of needsOf(packages).keys()) {
    const module = packages.packages.get(name)?.module ?? ''
    if (!selected.has(module)) continue
    used.set(module, [...(used.get(module) ?? []), name])
  }
  const explicit = new Map<string, ModuleVersion>()
  if (isMarked)
    for (const { goMod } of mains)
      for (const r of goMod.require) explicit.set(moduleName(r), { path: r.path, version: r.version })
  const all = new Map(explicit)
  for (const m of used.keys()) {
    const { version = '' } = selected.get(m) ?? {}
    all.set(moduleName({ path: m, version }), { path: m, version })
  }
  const entries: Entry[] = []
  for (const m of sortRequirements([...all.values()])) {
    const replacement = replacements.find(m)
    const go = isSince('1.17') ? await goLineOf(readers, project, selected.get(m.path) ?? m) : undefined
    entries.push({
      ...m,
      explicit: explicit.has(moduleName(m)),
      ...(go === undefined ? {} : { goVersion: go }),
      ...(replacement === undefined ? {} : { replacement }),
      packages: selected.get(m.path)?.version === m.version ? (used.get(m.path) ?? []).toSorted(compareBytes) : [],
    })
  }
  if (!isMarked) return entries
  for (const { old } of [...(work?.replace ?? []), ...mains.flatMap(({ goMod }) => goMod.replace)]) {
    const replacement = replacements.find(old)
    if (replacement === undefined || entries.some((m) => m.path === old.path && m.version === old.version)) continue
    entries.push({ ...old, replacement, explicit: false, packages: [] })
  }
  return entries
}

/** The go line of what is built; `undefined` where it has none. */
async function goLineOf(
  { world, sources }: FixReaders,
  project: Project,
  m: ModuleVersion & { readonly replacedBy?: ModuleVersion },
): Promise<string | undefined> {
  const main = project.mains.find(({ goMod }) => goMod.module?.path === m.path)
  if (main !== undefined) return main.goMod.go?.version
  const actual = m.replacedBy ?? m
  const file = path.resolve(project.folder, actual.path, 'go.mod')
  const bytes =
    actual.version === '' ? await world.files.read(file, maxModFileSize) : (await sources.goMod(actual)).bytes
  return bytes === undefined ? undefined : summarizeGoMod(bytes, `${moduleName(actual)}/go.mod`).go
}

/** What is to be in vendor/, by name there, bounded. */
class Copies {
  readonly files: Map<string, Uint8Array> = new Map()
  #bytes = 0

  add(name: string, bytes: Uint8Array): void {
    if (this.files.has(name)) return
    this.#bytes += bytes.length
    if (this.#bytes > MOST_BYTES) {
      throw new WardenError('too-large', `vendor/: more than ${MOST_BYTES >> 20} MiB change`, {
        remedy: 'go get the versions above, then go mod vendor',
      })
    }
    this.files.set(name, bytes)
  }
}

/** Copies the packages of one module. */
async function copyModule(readers: FixReaders, { project }: Completed, m: Entry, copies: Copies): Promise<void> {
  const source = await openProven(readers, project, m.replacement ?? m)
  const goVersion = goVersionOf(project)
  const copy = (name: string): void => {
    const bytes = source.read(name)
    if (bytes === undefined) throw new WardenError('not-found', `${source.place}: ${name} cannot be read`)
    copies.add(`${m.path}/${name}`, bytes)
  }
  for (const name of m.packages) {
    const folder = name.slice(m.path.length + 1)
    const at = folder === '' ? '' : `${folder}/`
    const files = source.files(folder)
    for (const file of files) if (isCopied(source, at, file, goVersion)) copy(at + file)
    for (let above = folder; above !== '';) {
      above = above.slice(0, Math.max(0, above.lastIndexOf('/')))
      for (const file of source.files(above)) if (METADATA.test(file)) copy(above === '' ? file : `${above}/${file}`)
    }
    const patterns = files
      .filter((file) => file.endsWith('.go') && !/^[._]/.test(file))
      .filter((file) => compareGoVersions(goVersion, '1.22') < 0 || !file.endsWith('_test.go'))
      .flatMap((file) => allEmbedPatterns(source.read(at + file) ?? new Uint8Array(0)))
    if (patterns.length > 0) for (const file of embeddedFiles(folder, patterns, filesBelow(source, folder))) copy(file)
  }
}

function isCopied(source: SourceFolder, at: string, file: string, goVersion: string): boolean {
  if (file.endsWith('_test.go')) return false
  if (file === 'go.mod' || file === 'go.sum') return compareGoVersions(goVersion, '1.17') < 0
  if (!file.endsWith('.go')) return true
  const { name, constraint } = readHeader(source.read(at + file) ?? new Uint8Array(0), true)
  // Its name says nothing here, and what is no Go is copied all the same.
  return name === '' || fileBuilds('any.go', constraint, 'any')
}

/** Every file below a folder of a module, without modules of their own. */
function filesBelow(source: SourceFolder, folder: string): string[] {
  const found: string[] = []
  const pending = [{ folder, depth: 0 }]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const at = next.folder === '' ? '' : `${next.folder}/`
    const listed = source.list(next.folder)
    if (listed === undefined || (next.depth > 0 && listed.goMod)) continue
    for (const name of source.files(next.folder)) found.push(at + name)
    if (next.depth < MOST_DEPTH)
      for (const name of listed.folders) pending.push({ folder: at + name, depth: next.depth + 1 })
  }
  return found
}

/** A module whose bytes are what was agreed on; a folder is the user's own. */
async function openProven(readers: FixReaders, project: Project, m: ModuleVersion): Promise<SourceFolder> {
  const { world, folders, sources, prover, signal } = readers
  const missing = (why: string): WardenError => new WardenError('not-found', `${moduleName(m)}: ${why}`)
  if (m.version === '') {
    const folder = path.resolve(project.folder, m.path)
    return folders.folder(folder) ?? fail(missing('no such folder, but a replace line names it'))
  }
  const { zip } = sources.paths(m)
  const agreed = (await agreedOn(prover, project, m)).zip
  let cached: Examined | undefined
  if ((await world.files.info(zip)) !== undefined)
    await world.contents.examine([{ module: m, zip, trustIndex: false }], (_, result) => (cached = result), signal)
  const { zip: hashed } = cached ?? {}
  if (hashed?.kind === 'hashed' && agreed.includes(hashed.h1)) return folders.zip(m, zip)
  const fetched = await sources.contents(m)
  if (fetched.kind === 'here') return folders.zip(m, fetched.zip)
  throw missing(fetched.kind === 'missing' ? fetched.why : 'a proxy sent something else than was agreed on')
}

function fail(error: WardenError): never {
  throw error
}

/** The files of a vendored module that are there, without those of modules nested in it. */
async function filesOf(
  { world }: FixReaders,
  vendor: string,
  owner: string,
  owners: ReadonlySet<string>,
): Promise<string[]> {
  const found: string[] = []
  const pending = [owner]
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (at !== owner && owners.has(at)) continue
    for (const { name, kind } of (await world.files.list(path.join(vendor, at))) ?? []) {
      const below = `${at}/${name}`
      if (kind === 'folder') pending.push(below)
      else if (kind === 'file') found.push(below)
    }
  }
  return found
}
