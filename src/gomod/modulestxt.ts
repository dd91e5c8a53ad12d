// vendor/modules.txt: which module version each vendored package came from. https://go.dev/ref/mod#go-mod-vendor
//
//   ## workspace                                        only first, only of `go work vendor`
//   # example.com/a v1.2.3                              a module version that has packages or is explicit
//   # example.com/b v1.0.0 => ../b                      replaced by a folder
//   # example.com/c => example.com/d v1.1.0             a replacement of all versions, without packages
//   ## explicit; go 1.21                                about the module above
//   example.com/a/package                               a package of the module above
//
// The go command ignores every line that it does not understand, and so does this; they are listed as `ignored`.

import { isWardenError } from '../base/errors.ts'
import { fields, trimSpace } from '../base/fields.ts'
import { checkImportPath } from './path.ts'
import { compareVersions, isValid } from './version.ts'

/** A module of the file. Lines with the same path and version are one module. */
export interface VendoredModule {
  readonly path: string
  /** Empty for a replacement of all versions. */
  readonly version: string
  /** Whether go.mod (in a workspace, any of them) requires it itself. */
  readonly explicit: boolean
  /** The `go` line of its go.mod, as `1.21`. */
  readonly goVersion?: string
  /** What it is replaced by: a module version, or a folder (`version` is empty). */
  readonly replacement?: { readonly path: string; readonly version: string }
  /** Import paths, in the file's order. */
  readonly packages: readonly string[]
  /** Where it is first named, from 1. */
  readonly line: number
}

/** A parsed modules.txt. */
export interface ModulesTxt {
  readonly file: string
  /** Whether `go work vendor` wrote it. */
  readonly workspace: boolean
  /** In the order of their first lines. */
  readonly modules: readonly VendoredModule[]
  /** The module that go takes a package from: the last one that lists it. */
  readonly moduleOf: ReadonlyMap<string, VendoredModule>
  /** For each path with packages, the version that go builds: the greatest that lists any. */
  readonly selected: ReadonlyMap<string, VendoredModule>
  /** Lines (from 1) that mean nothing to go and are not blank. */
  readonly ignored: readonly number[]
}

/** Parses a vendor/modules.txt as the go command does. Never throws; time and memory are linear. */
export function parseModulesTxt(text: string, file: string): ModulesTxt {
  const modules = new Map<string, Draft>()
  const moduleOf = new Map<string, VendoredModule>()
  const selected = new Map<string, VendoredModule>()
  const ignored: number[] = []
  let workspace = false
  let current: Draft | undefined
  for (const [i, row] of text.split('\n').entries()) {
    const line = i + 1
    if (row.startsWith('# ')) {
      const named = moduleLine(row)
      if (named === 'too short') {
        // Go reads over it, and what follows still belongs to the module before.
        ignored.push(line)
        continue
      }
      if (named === undefined) {
        ignored.push(line)
        current = undefined
        continue
      }
      const key = `${named.path} ${named.version}`
      current = modules.get(key)
      if (current === undefined) {
        current = { path: named.path, version: named.version, explicit: false, packages: [], line }
        modules.set(key, current)
      }
      if (named.replacement === 'malformed') ignored.push(line)
      else if (named.replacement !== undefined) current.replacement = named.replacement
    } else if (line === 1 && isForWorkspace(row)) {
      workspace = true
    } else if (current !== undefined && row.startsWith('## ')) {
      annotate(current, row)
    } else if (current !== undefined && isPackage(row)) {
      const [path = ''] = fields(row)
      current.packages.push(path)
      moduleOf.set(path, current)
      const other = selected.get(current.path)
      if (other === undefined || compareVersions(other.version, current.version) < 0)
        selected.set(current.path, current)
    } else if (trimSpace(row) !== '') {
      ignored.push(line)
    }
  }
  return { file, workspace, modules: [...modules.values()], moduleOf, selected, ignored }
}

/** The text of a modules.txt with these modules, in their order, as `go mod vendor` writes it. */
export function formatModulesTxt(modules: readonly Omit<VendoredModule, 'line'>[], workspace: boolean): string {
  const lines = modules.flatMap(({ path, version, replacement, explicit, goVersion, packages }) => {
    const notes = [...(explicit ? ['explicit'] : []), ...(goVersion === undefined ? [] : [`go ${goVersion}`])]
    return [
      ['#', path, version, ...(replacement === undefined ? [] : ['=>', replacement.path, replacement.version])],
      ...(notes.length === 0 ? [] : [['##', notes.join('; ')]]),
      ...packages.map((name) => [name]),
    ]
  })
  const texts = lines.map((words) => `${words.filter((word) => word !== '').join(' ')}\n`)
  return [...(workspace ? ['## workspace\n'] : []), ...texts].join('')
}

// Go looks at the first 512 bytes only.
function isForWorkspace(row: string): boolean {
  const entries = row.slice(0, 512).split(';')
  return (
    row.startsWith('## ') && entries.some((entry, i) => trimSpace(i === 0 ? entry.slice(3) : entry) === 'workspace')
  )
}

interface Draft extends VendoredModule {
  explicit: boolean
  goVersion?: string
  replacement?: { readonly path: string; readonly version: string }
  readonly packages: string[]
}

interface Named {
  readonly path: string
  readonly version: string
  readonly replacement?: { readonly path: string; readonly version: string } | 'malformed'
}

function moduleLine(row: string): Named | 'too short' | undefined {
  const [, path, second, ...rest] = fields(row)
  if (path === undefined || second === undefined) return 'too short'
  if (second === '=>') return { path, version: '', ...replacementOf([second, ...rest]) }
  return isValid(second) ? { path, version: second, ...replacementOf(rest) } : undefined
}

function replacementOf(f: readonly string[]): Pick<Named, 'replacement'> {
  const [arrow, path, version] = f
  if (arrow !== '=>' || path === undefined) return {}
  if (version === undefined) return { replacement: { path, version: '' } }
  return { replacement: f.length === 3 && isValid(version) ? { path, version } : 'malformed' }
}

function annotate(module: Draft, row: string): void {
  for (const item of row.slice('## '.length).split(';')) {
    const entry = trimSpace(item)
    if (entry === 'explicit') module.explicit = true
    if (entry.startsWith('go ')) module.goVersion = entry.slice('go '.length)
  }
}

function isPackage(row: string): boolean {
  const f = fields(row)
  const [path] = f
  if (path === undefined || f.length !== 1) return false
  try {
    checkImportPath(path)
    return true
  } catch (error) {
    if (isWardenError(error)) return false
    throw error
  }
}
