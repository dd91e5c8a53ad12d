// Writing go.sum, go.mod and, for another module, .go files. An upgrade leaves the project whole at every moment: as it was,
// or as it is to be. A replacement cannot, because code and go.mod are many files: what was written of one that is stopped in
// between is taken back by the next run (undo.ts).
import { randomInt } from 'node:crypto'
import path from 'node:path'
import { equalBytes } from '../../base/bytes.ts'
import { WardenError } from '../../base/errors.ts'
import type { World } from '../../world/world.ts'
import { asOnlyFix, keepUndoList, putFile, underLock, type UndoFile } from './undo.ts'
import { evidenceFolder, type Actor } from '../cache/keep.ts'
import { trailEnd, trailStart } from '../cache/trail.ts'

/** A file to be written; `before` is `undefined` for one that is not there, `after` for one that goes. */
export interface FixWrite {
  readonly file: string
  readonly before: Uint8Array | undefined
  readonly after: Uint8Array | undefined
}

const MOST_FILE = 256 << 20
const NOTHING = new Uint8Array(0)

/**
 * Replaces the files in their order, each in one step, under the lock that go takes on it. Whoever calls puts go.sum
 * first: with more lines than it needs the old go.mod builds as before, so that a run that is killed in between leaves the
 * old state. `roots` are the main modules' folders. Gives the folder with the files as they were. Throws `busy` where one was
 * changed meanwhile, `refused` for a symbolic link, `aborted` before the first one is written, `io`.
 */
export async function writeFixed(
  world: World,
  folder: string,
  roots: readonly string[],
  writes: readonly FixWrite[],
  { who }: Actor,
  signal: AbortSignal | undefined,
): Promise<string> {
  return asOnlyFix(world, async () => writeAll(world, folder, [folder, ...roots], writes, who, signal))
}

async function writeAll(
  world: World,
  folder: string,
  roots: readonly string[],
  writes: readonly FixWrite[],
  who: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const evidence = evidenceFolder(world, 'repair', { path: 'go.mod', version: '' })
  const parts = writes.map(({ file }) => path.relative(folder, file))
  // 1. Nothing was changed since it was read; 2. the trail; 3. the old files and the list of them, on the disk; 4. each new
  // file; 5. the trail.
  for (const write of writes) {
    await noLinks(world, roots, write.file)
    await unchanged(world, write)
  }
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
  const kept: UndoFile[] = []
  for (const write of writes) {
    const copy = `${path.basename(write.file)}-${randomInt(2 ** 47)}`
    kept.push({ ...write, copy, mode: (await world.files.info(write.file))?.mode })
  }
  for (const { before, copy } of kept) {
    if (before !== undefined) await world.files.create(`${evidence}/${copy}`, before, { mode: 0o600 })
  }
  await keepUndoList(world, evidence, kept)
  const written: UndoFile[] = []
  try {
    for (const write of kept) {
      await underLock(world, write.file, async () => {
        await unchanged(world, write)
        written.push(write)
        await putFile(world, write.file, write.after)
      })
    }
  } catch (error) {
    for (const { file, before, mode } of written.toReversed()) await putFile(world, file, before, mode)
    await trailEnd(world, id, 'undone')
    throw error
  }
  await trailEnd(world, id, 'repaired')
  return evidence
}

/**
 * A repository can hold links to anywhere: nothing is written through one, and none is made a file. The folders that the
 * user named are followed.
 */
async function noLinks(world: World, roots: readonly string[], file: string): Promise<void> {
  for (let at = file; !roots.includes(at) && at !== path.dirname(at); at = path.dirname(at)) {
    const kind = (await world.files.info(at))?.kind
    if (kind === undefined || kind === (at === file ? 'file' : 'folder')) continue
    throw new WardenError(
      'refused',
      `${at}: ${kind === 'link' ? 'a symbolic link' : `no ${at === file ? 'file' : 'folder'}`}, so it is not written`,
      { remedy: 'put the file itself there' },
    )
  }
}

async function unchanged(world: World, { file, before }: FixWrite): Promise<void> {
  // The lock makes an empty file where there is none.
  const now = (await world.files.read(file, MOST_FILE)) ?? NOTHING
  if (equalBytes(now, before ?? NOTHING)) return
  throw new WardenError('busy', `${file}: changed while the upgrade was planned`, { remedy: 'run the command again' })
}
