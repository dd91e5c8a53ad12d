// The files of a project after an upgrade: go.mod, go.sum and go.work.sum, with what changes in them.
import path from 'node:path'
import { textOf, utf8 } from '../../base/bytes.ts'
import { isWardenError } from '../../base/errors.ts'
import { parseGoSum, type GoSumLine } from '../../gomod/gosum.ts'
import { compareGoVersions, defaultGoVersion, defaultWorkVersion } from '../../gomod/goversion.ts'
import type { GoWork } from '../../gomod/gowork.ts'
import { editGoWork } from '../../gomod/modedit.ts'
import { parseGoMod } from '../../gomod/modfile.ts'
import { maxModFileSize } from '../../gomod/modlex.ts'
import { moduleUses } from '../../graph/packages.ts'
import {
  completed,
  goSumText,
  hashesOf,
  missingRoots,
  neededSums,
  packagesOf,
  type Completed,
  type EditedMod,
  type FixReaders,
} from './complete.ts'
import type { World } from '../../world/world.ts'
import type { FixWrite } from './write.ts'
import { loadGraph } from '../project/modulegraph.ts'
import { loadSums, type Project } from '../project/project.ts'

const MOST_SUM = 256 << 20

/** The files to be written. */
export interface FileChanges {
  /** go.sum and go.work.sum. */
  readonly sums: readonly FixWrite[]
  /** go.work, before what it lists, and go.mod. */
  readonly mods: readonly FixWrite[]
  /** Hashes that nobody knows, in sentences. */
  readonly unknown: string[]
}

type SumLines = readonly Omit<GoSumLine, 'line'>[]

/**
 * The files to be written, go.sum and go.mod apart: a go.sum with more lines builds the old go.mod as well. In a workspace each
 * go.sum gets what its module needs to be built alone, as `go work sync` has it, and go.work.sum the rest. Throws as the
 * readers do, and `parse`, `io`.
 */
export async function changesOf(readers: FixReaders, project: Project, next: Completed): Promise<FileChanges> {
  const { lines, unknown } = await hashesOf(readers, project, neededSums(next.graph, next.packages))
  const [main] = project.mains
  if (project.work === undefined) {
    const file = (main?.goMod.file ?? path.join(project.folder, 'go.mod')).replace(/\.mod$/, '.sum')
    return { sums: await withLines(readers, file, lines), mods: modsOf(next.mods), unknown: [...unknown] }
  }
  const sums: FixWrite[] = []
  const mods: EditedMod[] = []
  const told = new Set<string>()
  for (const [i, mod] of next.mods.entries()) {
    const alone = mod.before === mod.after ? undefined : await memberAlone(readers, project, next, i)
    mods.push(alone?.mod ?? mod)
    if (alone === undefined) continue
    sums.push(...(await withLines(readers, mod.file.replace(/\.mod$/, '.sum'), alone.lines)))
    for (const line of alone.lines) told.add(keyOf(line))
  }
  const rest = lines.filter((line) => !told.has(keyOf(line)))
  sums.push(...(await withLines(readers, `${project.work.file}.sum`, rest)))
  return { sums, mods: [...(await workOf(readers, project.work, mods)), ...modsOf(mods)], unknown: [...unknown] }
}

/** go refuses a go.work file with a lower go line than that of a module which it lists. */
async function workOf({ world }: FixReaders, work: GoWork, mods: readonly EditedMod[]): Promise<FixWrite[]> {
  const highest = mods
    .map(({ after, file }) => parseGoMod(after, file).go?.version ?? '')
    .reduce((a, b) => (compareGoVersions(a, b) < 0 ? b : a), work.go?.version ?? defaultWorkVersion)
  const before = await world.files.read(work.file, maxModFileSize)
  if (before === undefined || compareGoVersions(highest, work.go?.version ?? defaultWorkVersion) <= 0) return []
  return [{ file: work.file, before, after: utf8(editGoWork(work, highest)) }]
}

function keyOf({ path: modulePath, version, goMod }: Omit<GoSumLine, 'line'>): string {
  return `${modulePath} ${version} ${goMod}`
}

function modsOf(mods: readonly EditedMod[]): FixWrite[] {
  return mods
    .filter(({ before, after }) => before !== after)
    .map(({ file, before, after }) => ({ file, before: utf8(before), after: utf8(after) }))
}

async function withLines({ world }: FixReaders, file: string, lines: SumLines): Promise<FixWrite[]> {
  if (lines.length === 0) return []
  const before = await world.files.read(file, MOST_SUM)
  const known = before === undefined ? [] : parseGoSum(before, file).lines
  return [{ file, before, after: utf8(goSumText([...known, ...lines])) }]
}

/**
 * What one module of a workspace needs to be built without it, as CI often does; `undefined` where it could not be before
 * either: siblings that only go.work knows, or a go.sum that lacks lines already.
 */
async function memberAlone(
  readers: FixReaders,
  workspace: Project,
  next: Completed,
  index: number,
): Promise<{ readonly mod: EditedMod; readonly lines: SumLines } | undefined> {
  const [main, edited] = [workspace.mains[index], next.project.mains[index]]
  if (main === undefined || edited === undefined) return undefined
  const file = main.goMod.file
  const sums = await loadSums(readers.world.files, main.folder, [file.replace(/\.mod$/, '.sum')])
  const project: Project = { ...workspace, ...sums, folder: main.folder, mains: [main], work: undefined }
  try {
    const graph = await loadGraph(readers.world, project, readers.sources, readers.signal)
    if (graph.missing.length > 0) return undefined
    const packages = await packagesOf(readers, project, graph)
    if (neededSums(graph, packages).some((n) => !isListed(project, n))) return undefined
    const was = {
      missing: new Set(missingRoots(project, graph, packages).map((r) => r.path)),
      built: new Set(moduleUses(packages).keys()),
    }
    const texts = new Map([[file, next.mods[index]?.before ?? '']])
    const after = withEdited(readers, next.mods)
    const { require, go } = edited.goMod
    let made = await completed(
      after,
      project,
      texts,
      [{ require, ...goLine(main.goMod.go?.version, go?.version) }],
      was,
    )
    const needed = made.graph.goVersion
    if (compareGoVersions(needed, go?.version ?? defaultGoVersion) > 0)
      made = await completed(after, project, texts, [{ require, goVersion: needed }], was)
    if (made.graph.missing.length > 0) return undefined
    const { lines, unknown } = await hashesOf(readers, project, neededSums(made.graph, made.packages))
    const [mod] = made.mods
    return mod === undefined || unknown.length > 0 ? undefined : { mod, lines }
  } catch (error) {
    // Its own build list cannot be known: the workspace's is, and counts.
    if (isWardenError(error, 'aborted', 'fork') || !isWardenError(error)) throw error
    return undefined
  }
}

/** What reads the go.mod files of replaced siblings as they will be. */
function withEdited(readers: FixReaders, mods: readonly EditedMod[]): FixReaders {
  const { world } = readers
  const texts = new Map(mods.map(({ file, after }) => [file, utf8(after)]))
  const read: World['files']['read'] = async (file, most) => texts.get(file) ?? world.files.read(file, most)
  return { ...readers, world: { ...world, files: { ...world.files, read } } }
}

function goLine(before: string | undefined, after: string | undefined): { readonly goVersion?: string } {
  return after === undefined || after === before ? {} : { goVersion: after }
}

function isListed(
  { sums }: Project,
  { path: modulePath, version, goMod }: ReturnType<typeof neededSums>[number],
): boolean {
  const known = sums.get(`${modulePath} ${version}`)
  return ((goMod ? known?.goMod : known?.zip) ?? []).length > 0
}

const MOST_CELLS = 4_000_000

/** The lines that differ, `-` and `+` first, in the order of the files; none for what is no text. */
export function lineDiff(write: FixWrite): string[] {
  const [before, after] = [textIn(write.before), textIn(write.after)]
  if (before === undefined || after === undefined) return []
  const [old, now] = [before.split('\n'), after.split('\n')]
  let start = 0
  while (start < old.length && start < now.length && old[start] === now[start]) start++
  let end = 0
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end++
  const [a, b] = [old.slice(start, old.length - end), now.slice(start, now.length - end)]
  if (a.length * b.length > MOST_CELLS) return setDiff(a, b)
  // The longest common subsequence, from the end.
  const width = b.length + 1
  const length = new Uint32Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const at = i * width + j
      length[at] =
        a[i] === b[j] ? (length[at + width + 1] ?? 0) + 1 : Math.max(length[at + width] ?? 0, length[at + 1] ?? 0)
    }
  }
  const diff: string[] = []
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      i++
      j++
    } else if (
      j >= b.length ||
      (i < a.length && (length[(i + 1) * width + j] ?? 0) >= (length[i * width + j + 1] ?? 0))
    ) {
      diff.push(`-${a[i++] ?? ''}`)
    } else diff.push(`+${b[j++] ?? ''}`)
  }
  return diff
}

function textIn(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? '' : textOf(bytes)
}

/** For large files: both are sorted lists of lines. */
function setDiff(a: readonly string[], b: readonly string[]): string[] {
  const [old, now] = [new Set(a), new Set(b)]
  return [
    ...a.filter((line) => !now.has(line)).map((line) => `-${line}`),
    ...b.filter((line) => !old.has(line)).map((line) => `+${line}`),
  ]
}
