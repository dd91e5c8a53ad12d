// The files of a project after an upgrade: go.mod, go.sum and go.work.sum, with what changes in them.
import path from 'node:path'
import { textOf } from '../base/bytes.ts'
import { parseGoSum, type GoSumLine } from '../gomod/gosum.ts'
import type { World } from '../world/world.ts'
import { goSumText, type Completed } from './fixcomplete.ts'
import type { FixWrite } from './fixwrite.ts'
import type { Project } from './project.ts'

const MOST_SUM = 256 << 20

/**
 * The files to be written, go.sum and go.mod apart: a go.sum with more lines builds the old go.mod as well. New hashes go into the
 * go.sum of the only main module; in a workspace into go.work.sum, as go does.
 */
export async function changesOf(
  world: World,
  project: Project,
  next: Completed,
  lines: readonly Omit<GoSumLine, 'line'>[],
): Promise<readonly [sums: readonly FixWrite[], mods: readonly FixWrite[]]> {
  const sums: FixWrite[] = []
  if (lines.length > 0) {
    const file = sumFileOf(project)
    const bytes = await world.files.read(file, MOST_SUM)
    const before = bytes === undefined ? undefined : (textOf(bytes) ?? '')
    const known = before === undefined ? [] : parseGoSum(before, file).lines
    const after = goSumText([...known, ...lines])
    sums.push({ file, before, after })
  }
  const mods = next.mods.filter(({ before, after }) => before !== after)
  return [sums, mods.map(({ file, before, after }) => ({ file, before, after }))]
}

function sumFileOf(project: Project): string {
  if (project.work !== undefined) return `${project.work.file}.sum`
  const [main] = project.mains
  return (main?.goMod.file ?? path.join(project.folder, 'go.mod')).replace(/\.mod$/, '.sum')
}

const MOST_CELLS = 4_000_000

/** The lines that differ, `-` and `+` first, in the order of the files. */
export function lineDiff(before: string, after: string): string[] {
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

/** For large files: both are sorted lists of lines. */
function setDiff(a: readonly string[], b: readonly string[]): string[] {
  const [old, now] = [new Set(a), new Set(b)]
  return [
    ...a.filter((line) => !now.has(line)).map((line) => `-${line}`),
    ...b.filter((line) => !old.has(line)).map((line) => `+${line}`),
  ]
}
