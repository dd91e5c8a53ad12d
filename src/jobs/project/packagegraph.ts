// Reads the package graph of a project from source: imports alone, as `go list -deps` finds them, without compiling and
// without a Go installation. https://go.dev/ref/mod#resolve-pkg-mod
//
// Files come from the extracted folder of a module, its zip where it is not extracted, vendor/ where go would build from
// it, and the folders of replace lines; what is not here is fetched and proven, unless that is not wanted.
import { isWardenError, messageOf, WardenError } from '../../base/errors.ts'
import type { BuildModule, ModuleGraph } from '../../gomod/buildlist.ts'
import { fileBuilds, type Target } from '../../gosource/buildconstraint.ts'
import { buildTags, type BuildTags } from '../../gosource/callgraph/constraints.ts'
import { readHeader, type Header } from '../../gosource/header.ts'
import type { PackageGap, PackageGraph, PackageImport, SourcePackage } from '../../graph/packages.ts'
import type { GoSettings } from '../../world/go.ts'
import type { GoFile, ListedFolder, SourceFolder, SourceFolders } from '../../world/sourcefolders.ts'
import type { World } from '../../world/world.ts'
import { openModules, type OpenModule } from './openmodules.ts'
import { buildsFromVendor, type Project } from './project.ts'
import type { Sources } from './sources.ts'

/** How it is read. */
export interface PackageOptions {
  readonly target: Target
  /** Fetches modules that are not here. */
  readonly fetch: boolean
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((text: () => string) => void) | undefined
}

/** A package graph, and what opened the modules. */
export interface LoadedPackages {
  readonly graph: PackageGraph
  readonly open: OpenModule
  /** The same without fetching anything. */
  readonly here: OpenModule
  /** The folder that a package was read from; `SourcePackage.folder` is its name there. */
  readonly sourceOf: (importPath: string) => SourceFolder | undefined
  /** Whether packages come from vendor/. */
  readonly vendored: boolean
}

const MOST_PACKAGES = 100_000
const MOST_DEPTH = 64
const MOST_GAPS = 1000
const MOST_NAME = 4096

/** Reads it. Throws `aborted`, `fork`, and `too-large` over a hundred thousand packages. */
export async function loadPackages(
  world: World,
  folders: SourceFolders,
  settings: GoSettings,
  project: Project,
  graph: ModuleGraph,
  sources: Sources,
  options: PackageOptions,
): Promise<LoadedPackages> {
  const vendored = buildsFromVendor(project, settings)
  const open = openModules(world, folders, project, graph, sources, options.fetch)
  const here = options.fetch ? openModules(world, folders, project, graph, sources, false) : open
  const loader = new Loader(folders, project, graph, open, here, vendored, options)
  return { graph: await loader.load(), open, here, sourceOf: (name) => loader.sources.get(name), vendored }
}

/** A package whose files are found. */
interface Found {
  readonly module: string
  readonly folder: string
  readonly goFiles: readonly GoFile[]
  readonly source: SourceFolder
}

/** One load. */
class Loader {
  readonly #folders: SourceFolders
  readonly #project: Project
  readonly #open: OpenModule
  readonly #here: OpenModule
  readonly #options: PackageOptions
  readonly #vendored: boolean
  readonly #tags: BuildTags | 'any'
  /** By path; of those that can be a package's module, the longest path is asked first. */
  readonly #modules: ReadonlyMap<string, BuildModule>
  readonly #mains: readonly string[]
  readonly #packages = new Map<string, SourcePackage>()
  readonly sources: Map<string, SourceFolder> = new Map()
  readonly #standard = new Set<string>()
  readonly #gaps = new Map<string, PackageGap>()
  readonly #testedWith = new Set<string>()
  #vendor: SourceFolder | undefined

  constructor(
    folders: SourceFolders,
    project: Project,
    graph: ModuleGraph,
    open: OpenModule,
    here: OpenModule,
    vendored: boolean,
    options: PackageOptions,
  ) {
    this.#folders = folders
    this.#project = project
    this.#open = open
    this.#here = here
    this.#vendored = vendored
    this.#options = options
    this.#tags = options.target === 'any' ? 'any' : buildTags(options.target)
    this.#modules = new Map(graph.buildList.map((m) => [m.path, m]))
    this.#mains = graph.buildList.filter((m) => m.main).map((m) => m.path)
  }

  async load(): Promise<PackageGraph> {
    if (this.#vendored && this.#project.vendor !== undefined) {
      this.#vendor = this.#folders.folder(this.#project.vendor.folder)
    }
    const own: string[] = []
    for (const main of this.#mains) {
      for (const found of await this.#packagesOf(main)) {
        const made = this.#read(importPathOf(main, found.folder), found, true)
        if (made !== undefined) own.push(made.path)
      }
    }
    const tools = this.#project.mains.flatMap((main) => main.goMod.tool.map((tool) => tool.path))
    const pending: (PackageImport & { readonly from: string })[] = tools.map((tool) => ({
      path: tool,
      file: 'go.mod',
      line: 0,
      from: '',
    }))
    for (const name of own) this.#pushImports(name, pending)
    const seen = new Set(this.#packages.keys())
    for (let at = 0; at < pending.length; at++) {
      const next = pending[at]
      if (next === undefined || seen.has(next.path)) continue
      seen.add(next.path)
      this.#checkGoesOn()
      if (this.#packages.size % 64 === 0) this.#options.onProgress?.(() => `reading packages: ${this.#packages.size}`)
      const found = await this.#find(next)
      if (found === undefined) continue
      if (this.#read(next.path, found, false) !== undefined) this.#pushImports(next.path, pending)
    }
    const testedWith = await this.#modulesOfTests()
    return {
      target: this.#options.target,
      packages: this.#packages,
      own,
      tools: tools.filter((tool) => this.#packages.has(tool)),
      standard: this.#standard,
      testedWith,
      gaps: [...this.#gaps.values()],
    }
  }

  /**
   * The modules that tests of dependencies need, with what their packages import. Nothing is fetched for them, and what is
   * not here is no gap: a module that may have such a package counts.
   */
  async #modulesOfTests(): Promise<ReadonlySet<string>> {
    const modules = new Set<string>()
    // A set is walked in the order of insertion, and goes on to what is put in meanwhile.
    for (const name of this.#testedWith) {
      this.#checkGoesOn()
      for (const module of this.#candidates(name)) {
        const known = this.#packages.get(name)
        const source = known === undefined ? await this.#here(module) : undefined
        const folder = name.slice(module.length + 1)
        const goFiles =
          source === undefined || source instanceof WardenError ? [] : (this.#listed(source, folder, name) ?? [])
        if (known === undefined && !(source instanceof WardenError) && goFiles.length === 0) continue
        modules.add(known?.module ?? module)
        if (source === undefined || source instanceof WardenError) break
        for (const file of goFiles) {
          if (file.name.endsWith('_test.go')) continue
          const header = this.#header(name, { module, folder, goFiles, source }, file)
          for (const imported of header?.imports ?? []) this.#testedWith.add(imported.path)
        }
        break
      }
    }
    return modules
  }

  #pushImports(name: string, pending: (PackageImport & { readonly from: string })[]): void {
    const made = this.#packages.get(name)
    for (const imported of made?.imports ?? []) pending.push({ ...imported, from: name })
    for (const imported of made?.testImports ?? []) pending.push({ ...imported, from: name })
  }

  #checkGoesOn(): void {
    if (this.#options.signal?.aborted === true) throw new WardenError('aborted', 'reading packages was stopped')
    if (this.#packages.size > MOST_PACKAGES) {
      throw new WardenError('too-large', `${this.#project.folder}: more than ${MOST_PACKAGES} packages are imported`)
    }
  }

  /** What `./...` means: every package of a main module, without testdata, vendor and modules below it. */
  async #packagesOf(main: string): Promise<Found[]> {
    const source = await this.#open(main)
    if (source instanceof WardenError) {
      this.#gap({ path: main, why: messageOf(source), kind: 'absent' })
      return []
    }
    const ignored = new Set(
      this.#project.mains.flatMap(({ goMod }) =>
        goMod.module?.path === main ? goMod.ignore.map(({ path: name }) => name) : [],
      ),
    )
    const isIgnored = (folder: string, name: string): boolean =>
      ignored.has(`./${folder}`) || [...ignored].some((one) => !one.startsWith('./') && endsIn(folder, name, one))
    const found: Found[] = []
    const pending: { readonly folder: string; readonly depth: number }[] = [{ folder: '', depth: 0 }]
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      this.#checkGoesOn()
      const { folder, depth } = next
      const listed = this.#folder(source, folder, main)
      if (listed === undefined || (folder !== '' && listed.goMod)) continue
      if (listed.goFiles.length > 0) found.push({ module: main, folder, goFiles: listed.goFiles, source })
      for (const name of listed.folders.toReversed()) {
        const below = folder === '' ? name : `${folder}/${name}`
        if (/^[._]|^testdata$|^vendor$/.test(name) || isIgnored(below, name)) continue
        if (depth < MOST_DEPTH) pending.push({ folder: below, depth: depth + 1 })
        else this.#gap({ path: `${main}/${below}`, why: `deeper than ${MOST_DEPTH} folders`, kind: 'unread' })
      }
    }
    return found
  }

  /** The files of an imported package; `undefined` for the standard library, and with a gap where there are none. */
  async #find(wanted: PackageImport & { readonly from: string }): Promise<Found | undefined> {
    const { path: name } = wanted
    const from = wanted.from === '' ? 'go.mod' : `${wanted.from}/${wanted.file}:${wanted.line}`
    const candidates = this.#candidates(name)
    if (candidates.length === 0 && isStandard(name)) {
      this.#standard.add(name)
      return undefined
    }
    let absent: { readonly module: string; readonly error: WardenError } | undefined
    for (const module of candidates) {
      // go builds from vendor/ everything that is not its own.
      if (this.#vendor !== undefined && this.#modules.get(module)?.main !== true) continue
      const source = await this.#open(module)
      if (source instanceof WardenError) {
        absent ??= { module, error: source }
        continue
      }
      const folder = name.slice(module.length + 1)
      const listed = this.#listed(source, folder, name)
      if (listed !== undefined && listed.length > 0) return { module, folder, goFiles: listed, source }
    }
    if (this.#vendor !== undefined) return this.#findVendored(name, from)
    // A module's path may begin as a package of Go's does.
    if (absent === undefined && isStandard(name)) {
      this.#standard.add(name)
      return undefined
    }
    if (absent === undefined) {
      this.#gap({ path: name, why: 'no module of the build list has this package', from, kind: 'missing' })
    } else this.#gap({ path: absent.module, why: messageOf(absent.error), from, kind: 'absent' })
    return undefined
  }

  /** Modules of the build list that may have a package, the longest path first, as go looks. */
  #candidates(name: string): string[] {
    const found: string[] = []
    // No file has such a name, and a million slashes are a million questions.
    if (name.length > MOST_NAME) return found
    for (let prefix = name; prefix !== ''; prefix = prefix.slice(0, Math.max(0, prefix.lastIndexOf('/')))) {
      if (this.#modules.has(prefix)) found.push(prefix)
    }
    return found
  }

  #findVendored(name: string, from: string): Found | undefined {
    const module = this.#project.vendor?.modules.moduleOf.get(name)
    const listed = this.#vendor === undefined ? undefined : this.#listed(this.#vendor, name, name)
    if (module === undefined || this.#vendor === undefined || listed === undefined || listed.length === 0) {
      this.#gap({ path: name, why: 'vendor/ does not have this package', from, kind: 'missing' })
      return undefined
    }
    return { module: module.path, folder: name, goFiles: listed, source: this.#vendor }
  }

  /** The .go files of a folder, unless a go.mod below the module's root makes it part of another module. */
  #listed(source: SourceFolder, folder: string, name: string): readonly GoFile[] | undefined {
    const listed = this.#folder(source, folder, name)
    // Before go 1.17 vendor/ has the go.mod files of its modules.
    const isOther = folder !== '' && source !== this.#vendor && listed?.goMod === true
    return isOther ? undefined : listed?.goFiles
  }

  #folder(source: SourceFolder, folder: string, name: string): ListedFolder | undefined {
    try {
      return source.list(folder)
    } catch (error) {
      if (!isWardenError(error)) throw error
      this.#gap({ path: name, why: messageOf(error), kind: 'unread' })
      return undefined
    }
  }

  /** Reads what its files import, and enters the package; `undefined` where no file is built. */
  #read(name: string, found: Found, own: boolean): SourcePackage | undefined {
    const imports = new Map<string, PackageImport>()
    const testImports = new Map<string, PackageImport>()
    const files: string[] = []
    const { target } = this.#options
    let clause = ''
    let bytes = 0
    let tests = 0
    for (const file of found.goFiles) {
      const test = file.name.endsWith('_test.go')
      // Those of others are read where `go mod tidy` reads them, too.
      if (test && !own && target !== 'any') continue
      // Many names say enough, and an unopened file costs nothing.
      if (!fileBuilds(file.name, undefined, this.#tags)) continue
      const header = this.#header(name, found, file)
      if (header === undefined || header.name === 'documentation') continue
      if (!fileBuilds(file.name, header.constraint, this.#tags)) continue
      if (header.name === '' && target !== 'any') {
        this.#gap({ path: `${name}/${file.name}`, why: 'no Go file: it has no package clause', kind: 'unread' })
      }
      const cgo = header.imports.some((imported) => imported.path === 'C')
      if (cgo && target !== 'any' && !target.cgo) continue
      if (test && !own) {
        for (const imported of header.imports) this.#testedWith.add(imported.path)
        continue
      }
      if (test) tests++
      else {
        if (clause === '' || clause === 'main') clause = header.name
        files.push(file.name)
        bytes += header.size
      }
      const into = test ? testImports : imports
      for (const imported of header.imports) {
        if (imported.path === 'C' || into.has(imported.path)) continue
        into.set(imported.path, { path: imported.path, file: file.name, line: imported.line })
      }
    }
    if (files.length === 0 && tests === 0) return undefined
    for (const imported of imports.keys()) testImports.delete(imported)
    const made: SourcePackage = {
      path: name,
      module: found.module,
      folder: found.folder,
      name: clause,
      files,
      bytes,
      imports: [...imports.values()],
      testImports: [...testImports.values()],
    }
    this.#packages.set(name, made)
    this.sources.set(name, found.source)
    return made
  }

  #header(
    importPath: string,
    { source, folder }: Found,
    file: GoFile,
  ): (Header & { readonly size: number }) | undefined {
    const name = folder === '' ? file.name : `${folder}/${file.name}`
    try {
      const read = file.head()
      if (read === undefined) return undefined
      const header = readHeader(read.head, read.head.length >= read.size)
      if (header.whole) return { ...header, size: read.size }
      const bytes = source.read(name)
      return bytes === undefined ? undefined : { ...readHeader(bytes, true), size: bytes.length }
    } catch (error) {
      if (!isWardenError(error)) throw error
      this.#gap({ path: `${importPath}/${file.name}`, why: messageOf(error), kind: 'unread' })
      return undefined
    }
  }

  #gap(gap: PackageGap): void {
    const key = `${gap.kind} ${gap.path}`
    if (this.#gaps.size < MOST_GAPS && !this.#gaps.has(key)) this.#gaps.set(key, gap)
  }
}

function importPathOf(module: string, folder: string): string {
  return folder === '' ? module : `${module}/${folder}`
}

/** A path whose first element has no dot is the standard library's where no module of the build list claims it. */
function isStandard(name: string): boolean {
  const slash = name.indexOf('/')
  return !(slash < 0 ? name : name.slice(0, slash)).includes('.')
}

function endsIn(folder: string, name: string, ignored: string): boolean {
  return ignored.includes('/') ? folder === ignored || folder.endsWith(`/${ignored}`) : name === ignored
}
