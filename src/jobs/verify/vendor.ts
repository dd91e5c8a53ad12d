// vendor/, file by file against the zips of its modules.
//
// `go mod vendor` copies, of each package's folder, every file but tests, go.mod, go.sum and Go files whose build
// constraint asks to be ignored, and licence files of the folders above; so each vendored file must be in the zip, and
// each such file of a listed package must be in vendor/ (cmd/go/internal/modcmd/vendor.go).
import path from 'node:path'
import { moduleName, type Finding, type ModuleVersion } from '../../base/finding.ts'
import { isWardenError, messageOf } from '../../base/errors.ts'
import type { VendoredModule } from '../../gomod/modulestxt.ts'
import type { FileRecord } from '../../report/verify.ts'
import type { FileDifference, VendorRequest } from '../../world/contents.ts'
import type { World } from '../../world/world.ts'
import type { Project } from '../project/project.ts'

/** What comparing vendor/ gave. */
export interface VendorResult {
  readonly files: readonly FileRecord[]
  readonly findings: readonly Finding[]
  /** Files that were compared, and how many of them agree. */
  readonly of: number
  readonly ok: number
  /** Modules whose files could not be compared, and why. */
  readonly unchecked: readonly { readonly module: ModuleVersion; readonly why: string }[]
}

/** A module's zip that is proven (or agreed on), or why there is none. */
export type ProvenZip = (module: ModuleVersion) => Promise<{ readonly zip: string } | { readonly why: string }>

/** Compares the project's vendor folder. Throws `aborted` only. */
export async function verifyVendor(
  world: World,
  project: Project,
  selected: ReadonlyMap<string, ModuleVersion>,
  provenZip: ProvenZip,
  signal: AbortSignal | undefined,
): Promise<VendorResult> {
  const { vendor } = project
  if (vendor === undefined) return { files: [], findings: [], of: 0, ok: 0, unchecked: [] }
  const files: FileRecord[] = []
  const findings: Finding[] = []
  const unchecked: { module: ModuleVersion; why: string }[] = []
  const claimed = new Set<string>(['modules.txt'])
  const requests: { readonly module: ModuleVersion; readonly request: VendorRequest }[] = []
  const modules = vendor.modules.modules.filter((m) => m.packages.length > 0)
  for (const m of modules) {
    const actual = m.replacement ?? { path: m.path, version: m.version }
    const chosen = selected.get(m.path)
    if (chosen !== undefined && (chosen.path !== actual.path || chosen.version !== actual.version)) {
      findings.push(stale(m, actual, chosen))
    }
    const request: Omit<VendorRequest, 'zip'> = {
      module: actual,
      folder: vendor.folder,
      at: m.path,
      packages: m.packages.map((pkg) => relativeTo(m.path, pkg)),
    }
    if (actual.version === '') {
      unchecked.push({ module: actual, why: 'replaced by a folder: its bytes are the project’s own' })
      claimed.add(m.path)
      continue
    }
    const zip = await provenZip(actual)
    if ('zip' in zip) requests.push({ module: actual, request: { ...request, zip: zip.zip } })
    else {
      unchecked.push({ module: actual, why: zip.why })
      claimed.add(m.path)
    }
  }
  let of = 0
  let ok = 0
  const owners = modules.map((m) => m.path)
  for (const { module, request } of requests) {
    try {
      const result = await world.contents.compareVendor(request, owners, signal)
      of += result.compared
      ok += result.compared - result.differences.filter((d) => d.kind === 'changed').length
      of += result.differences.filter((d) => d.kind !== 'changed').length
      for (const difference of result.differences) files.push(record(vendor.folder, request.at, module, difference))
      for (const name of result.seen) claimed.add(name)
    } catch (error) {
      if (!isWardenError(error) || error.code === 'aborted') throw error
      unchecked.push({ module, why: messageOf(error) })
      claimed.add(request.at)
    }
  }
  for (const name of await unclaimed(world, vendor.folder, claimed)) {
    of++
    files.push(record(vendor.folder, '', { path: '', version: '' }, { name, kind: 'added' }))
  }
  for (const { module, why } of unchecked.filter((u) => u.module.version !== '')) {
    findings.push({
      rule: 'MW-INT-VENDOR',
      severity: 'medium',
      module,
      message: `vendor/ could not be compared with ${moduleName(module)}: ${why}`,
      remedy: ['run again with network, or: go mod vendor'],
    })
  }
  for (const file of files) {
    findings.push({
      rule: 'MW-INT-VENDOR',
      severity: 'critical',
      ...(file.path === '' ? {} : { module: { path: file.path, version: file.version } }),
      file: file.where,
      message: `vendor/ is not what the module holds: ${path.relative(project.folder, file.where)} is ${file.kind}`,
      remedy: ['go mod vendor'],
    })
  }
  return { files, findings, of, ok, unchecked }
}

function stale(m: VendoredModule, actual: ModuleVersion, chosen: ModuleVersion): Finding {
  return {
    rule: 'MW-INT-VENDOR',
    severity: 'high',
    module: actual,
    file: 'vendor/modules.txt',
    line: m.line,
    message: `vendor/modules.txt has ${m.path} at ${actual.version || actual.path}, go.mod selects ${chosen.version || chosen.path}`,
    remedy: ['go mod vendor'],
  }
}

function relativeTo(modulePath: string, pkg: string): string {
  return pkg === modulePath ? '' : pkg.slice(modulePath.length + 1)
}

function record(folder: string, at: string, module: ModuleVersion, difference: FileDifference): FileRecord {
  return { ...difference, ...module, part: 'vendor', where: path.join(folder, at, difference.name) }
}

/** Files below vendor/ that no module accounts for. A claimed folder claims all below it. */
async function unclaimed(world: World, folder: string, claimed: ReadonlySet<string>): Promise<string[]> {
  const found: string[] = []
  const pending = ['']
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    for (const { name, kind } of (await world.files.list(path.join(folder, at))) ?? []) {
      const here = at === '' ? name : `${at}/${name}`
      if (claimed.has(here)) continue
      if (kind === 'folder') pending.push(here)
      else found.push(here)
    }
  }
  return found
}
