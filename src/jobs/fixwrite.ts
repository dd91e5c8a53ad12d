// Writing go.sum, go.mod and, for another module, .go files. An upgrade leaves the project whole at every moment: as it was,
// or as it is to be. A replacement cannot, because code and go.mod are many files: what was written of one that is stopped in
// between is taken back by the next run (fixundo.ts).
import { randomInt } from 'node:crypto'
import path from 'node:path'
import { textOf, utf8 } from '../base/bytes.ts'
import { WardenError } from '../base/errors.ts'
import type { World } from '../world/world.ts'
import { asOnlyFix, keepUndoList, type UndoFile } from './fixundo.ts'
import { evidenceFolder, type Actor } from './keep.ts'
import { trailEnd, trailStart } from './trail.ts'

/** A file to be replaced; `before` is `undefined` for one that is not there. */
export interface FixWrite {
  readonly file: string
  readonly before: string | undefined
  readonly after: string
}

const MOST_FILE = 256 << 20

/**
 * Replaces the files in their order, each in one step, under the lock that go takes on it. Whoever calls puts go.sum
 * first: with more lines than it needs the old go.mod builds as before, so that a run that is killed in between leaves the
 * old state. Gives the folder with the files as they were. Throws `busy` where one was changed meanwhile, `aborted` before
 * the first one is written, `io`.
 */
export async function writeFixed(
  world: World,
  folder: string,
  writes: readonly FixWrite[],
  { who }: Actor,
  signal: AbortSignal | undefined,
): Promise<string> {
  return asOnlyFix(world, async () => writeAll(world, folder, writes, who, signal))
}

async function writeAll(
  world: World,
  folder: string,
  writes: readonly FixWrite[],
  who: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const evidence = evidenceFolder(world, 'repair', { path: 'go.mod', version: '' })
  const parts = writes.map(({ file }) => path.relative(folder, file))
  // 1. Nothing was changed since it was read; 2. the trail; 3. the old files and the list of them, on the disk; 4. each new
  // file; 5. the trail.
  for (const write of writes) await unchanged(world, write)
  if (signal?.aborted === true) throw new WardenError('aborted', `${folder}: stopped, nothing was written`)
  const id = await trailStart(world, {
    action: 'repair',
    path: folder,
    version: '',
    cache: folder,
    parts,
    evidence,
    who,
  })
  await world.files.makeFolder(evidence, 0o700)
  const kept = writes.map((write): UndoFile => ({
    ...write,
    copy: `${path.basename(write.file)}-${randomInt(2 ** 47)}`,
  }))
  for (const { before, copy } of kept) {
    if (before !== undefined) await world.files.create(`${evidence}/${copy}`, utf8(before), { mode: 0o600 })
  }
  await keepUndoList(world, evidence, kept)
  const written: (FixWrite & { readonly mode: number })[] = []
  try {
    for (const write of writes) {
      await world.locks.withLock(write.file, 'exclusive', async () => {
        await unchanged(world, write)
        const { mode } = (await world.files.info(write.file)) ?? { mode: 0o644 }
        await world.files.write(write.file, utf8(write.after), { mode })
        written.push({ ...write, mode })
      })
    }
  } catch (error) {
    for (const { file, before, mode } of written.toReversed()) {
      if (before === undefined) await world.files.remove(file)
      else await world.files.write(file, utf8(before), { mode })
    }
    await trailEnd(world, id, 'undone')
    throw error
  }
  await trailEnd(world, id, 'repaired')
  return evidence
}

async function unchanged(world: World, { file, before }: FixWrite): Promise<void> {
  const bytes = await world.files.read(file, MOST_FILE)
  // The lock makes an empty file where there is none.
  const now = bytes === undefined || bytes.length === 0 ? '' : textOf(bytes)
  if (now === (before ?? '')) return
  throw new WardenError('busy', `${file}: changed while the upgrade was planned`, { remedy: 'run the command again' })
}
