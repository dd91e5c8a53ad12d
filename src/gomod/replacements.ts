// The replace directives that count for a build, of one main module or of a workspace.
// https://go.dev/ref/mod#go-mod-file-replace and https://go.dev/ref/mod#go-work-file-replace

import posix from 'node:path/posix'
import { WardenError } from '../base/errors.ts'
import { moduleName } from '../base/finding.ts'
import type { ModuleVersion } from '../base/finding.ts'
import type { GoWork } from './gowork.ts'
import { isFolderPath } from './moddirective.ts'
import type { Replace } from './moddirective.ts'
import type { GoMod } from './modfile.ts'

/** A module whose source is in a folder of the user. */
export interface MainModule {
  /**
   * The module's folder, with slashes: in a workspace as its go.work file names it (relative to that file's folder, or
   * rooted), otherwise of no account.
   */
  readonly dir: string
  readonly goMod: GoMod
}

/** Which module stands in for another: a module version, or a folder (then `version` is empty). */
export interface Replacements {
  /**
   * The replacement of `m`, or `undefined`. A folder is relative to the go.mod's folder, in a workspace to go.work's.
   * Throws `config` where the main modules' directives for `m` differ.
   */
  find(m: ModuleVersion): ModuleVersion | undefined
}

/**
 * The replacements of a build. Throws a `WardenError` `config` where two directives disagree, or where go.work
 * replaces one of its own modules at every version; go refuses both.
 */
export function replacementsOf(mains: readonly MainModule[], work: GoWork | undefined): Replacements {
  const workTable = tableOf(work?.replace ?? [], work?.file ?? '')
  const tables = mains.map(({ dir, goMod }) => {
    const inWorkspace = (r: Replace): Replace => ({ ...r, new: withFolderFrom(dir, r.new) })
    return tableOf(work === undefined ? goMod.replace : goMod.replace.map(inWorkspace), goMod.file)
  })
  if (work !== undefined) {
    refuseReplacedMain(mains, workTable, work)
    refuseConflicts(mains, tables, workTable)
  }
  const mainPaths = new Set(mains.map(({ goMod }) => goMod.module?.path))
  return {
    find(m) {
      if (m.version === '' && mainPaths.has(m.path)) return undefined
      return lookup(workTable, m)?.target ?? agreed(mains, tables, m)
    },
  }
}

/** Path to version to replacement; the version is empty for all versions. */
type Table = Map<string, Map<string, ModuleVersion>>

function tableOf(replace: readonly Replace[], file: string): Table {
  const table: Table = new Map()
  for (const r of replace) {
    const versions = table.get(r.old.path) ?? new Map<string, ModuleVersion>()
    table.set(r.old.path, versions)
    const known = versions.get(r.old.version)
    if (known !== undefined && !same(known, r.new)) {
      throw conflict(r.old, known, r.new, { file, line: r.line, column: r.column })
    }
    versions.set(r.old.version, r.new)
  }
  return table
}

interface Found {
  readonly target: ModuleVersion
  /** The version that the directive names, or empty. */
  readonly from: string
}

function lookup(table: Table, m: ModuleVersion): Found | undefined {
  const versions = table.get(m.path)
  const exact = versions?.get(m.version)
  if (exact !== undefined) return { target: exact, from: m.version }
  const all = versions?.get('')
  return all === undefined ? undefined : { target: all, from: '' }
}

/** What the main modules say: one's directive for this very version must not differ from an earlier one's. */
function agreed(mains: readonly MainModule[], tables: readonly Table[], m: ModuleVersion): ModuleVersion | undefined {
  let known: ModuleVersion | undefined
  tables.forEach((table, index) => {
    const found = lookup(table, m)
    if (found === undefined) return
    // Where it is the later one that speaks for all versions go takes it without a word, and so must we.
    if (known !== undefined && found.from !== '' && !same(known, found.target)) {
      throw conflict(m, known, found.target, { file: mains[index]?.goMod.file ?? '' })
    }
    known = found.target
  })
  return known
}

function refuseReplacedMain(mains: readonly MainModule[], workTable: Table, work: GoWork): void {
  for (const { goMod } of mains) {
    const path = goMod.module?.path ?? ''
    if (workTable.get(path)?.has('') !== true) continue
    const message = `workspace module ${path} is replaced at all versions in the go.work file`
    const remedy = 'remove the replacement from go.work, or give the version at which to replace the module'
    throw new WardenError('config', message, { place: { file: work.file }, remedy })
  }
}

/** Two main modules must agree, unless go.work decides for them. */
function refuseConflicts(mains: readonly MainModule[], tables: readonly Table[], workTable: Table): void {
  const all: Table = new Map()
  tables.forEach((table, index) => {
    for (const [path, versions] of table) {
      if (workTable.has(path)) continue
      const known = all.get(path) ?? new Map<string, ModuleVersion>()
      all.set(path, known)
      for (const [version, target] of versions) {
        const other = known.get(version)
        if (other !== undefined && !same(other, target)) {
          throw conflict({ path, version }, other, target, { file: mains[index]?.goMod.file ?? '' })
        }
        known.set(version, target)
      }
    }
  })
}

function conflict(
  old: ModuleVersion,
  a: ModuleVersion,
  b: ModuleVersion,
  place: { file: string; line?: number; column?: number },
): WardenError {
  const name = moduleName(old)
  const message = `conflicting replacements for ${name}: ${moduleName(a)} and ${moduleName(b)}`
  return new WardenError('config', message, { place, remedy: `go work edit -replace ${name}=[override]` })
}

function same(a: ModuleVersion, b: ModuleVersion): boolean {
  return a.path === b.path && a.version === b.version
}

/** A replacement by a relative folder, seen from go.work's folder instead of the go.mod's folder `dir`. */
function withFolderFrom(dir: string, target: ModuleVersion): ModuleVersion {
  if (target.version !== '' || /^([\\/]|[A-Za-z]:)/.test(target.path)) return target
  const joined = posix.join(dir, target.path)
  const path = joined.length > 1 && joined.endsWith('/') ? joined.slice(0, -1) : joined
  return { path: isFolderPath(path) ? path : `./${path}`, version: '' }
}
