// Taking back what a run of fix had written when it was killed. Each run leaves a list beside the files as they were, with
// the hashes of both; a file that is neither the old nor the new one was changed by somebody else, and stays.
import { createHash } from 'node:crypto'
import path from 'node:path'
import { textOf, utf8 } from '../../base/bytes.ts'
import { WardenError } from '../../base/errors.ts'
import type { World } from '../../world/world.ts'
import { trailEnd, trailStart, unfinishedChanges } from '../cache/trail.ts'

/** A file that is to be written: `before` is `undefined` for one that is not there, `after` for one that goes. */
export interface UndoFile {
  readonly file: string
  readonly before: Uint8Array | undefined
  readonly after: Uint8Array | undefined
  /** The name of the copy. */
  readonly copy: string
  /** Permission bits of the file that is there. */
  readonly mode: number | undefined
}

const LIST = 'fix.json'
const MOST_LIST = 64 << 20
const MOST_FILE = 256 << 20

/** One entry of the list: hashes are SHA-256 in hexadecimal; without one there was, or is, no file. */
interface Entry {
  readonly file: string
  readonly copy?: string
  readonly before?: string
  readonly mode?: number
  readonly after?: string
}

/** Writes the list of a run beside its copies, which are on the disk already. Throws `io`. */
export async function keepUndoList(world: World, evidence: string, files: readonly UndoFile[]): Promise<void> {
  const entries = files.map(({ file, before, after, copy, mode }): Entry => ({
    file,
    ...(before === undefined ? {} : { copy, before: sha256(before), ...(mode === undefined ? {} : { mode }) }),
    ...(after === undefined ? {} : { after: sha256(after) }),
  }))
  await world.files.create(`${evidence}/${LIST}`, utf8(`${JSON.stringify({ files: entries }, undefined, 1)}\n`), {
    mode: 0o600,
  })
}

/** Runs `work` as the only one of this machine that writes what a fix writes. Throws `busy`, `io`. */
export async function asOnlyFix<T>(world: World, work: () => Promise<T>): Promise<T> {
  await world.files.makeFolder(world.store, 0o700)
  return world.locks.withLock(`${world.store}/fix.lock`, 'exclusive', work)
}

/**
 * Takes back what an earlier run left half done in the project at `folder`; gives the files that are as they were again, by
 * their path. Without `write` nothing is changed: `busy` where there is something. Throws `busy` too where a file was changed
 * since, `io`.
 */
export async function takeBack(world: World, folder: string, write: boolean): Promise<readonly string[]> {
  if ((await openFixes(world, folder)).length === 0) return []
  return asOnlyFix(world, async () => {
    // Again: another one may have been at work until now.
    const back: string[] = []
    for (const { id, evidence } of await openFixes(world, folder)) {
      const bytes = await world.files.read(`${evidence}/${LIST}`, MOST_LIST)
      // Without a list nothing had been written.
      const half = bytes === undefined ? [] : await halfDone(world, evidence, textOf(bytes) ?? '')
      if (half.length > 0 && !write) throw halfWritten(folder)
      await putBack(world, half)
      back.push(...half.map(({ file }) => file))
      if (write) await trailEnd(world, id, half.length === 0 ? 'nothing was written' : 'taken back by a later run')
    }
    return back
  })
}

/**
 * Makes everything in the project at `folder` as it was before a run that has ended, by its folder of evidence. Throws `busy`
 * where a file was changed since, then nothing is put back, `io`.
 */
export async function undo(world: World, folder: string, evidence: string, who: string): Promise<void> {
  await asOnlyFix(world, async () => {
    const bytes = await world.files.read(`${evidence}/${LIST}`, MOST_LIST)
    const half = await halfDone(world, evidence, bytes === undefined ? '' : (textOf(bytes) ?? ''))
    const parts = half.map(({ file }) => path.relative(folder, file))
    const id = await trailStart(world, {
      action: 'repair',
      path: folder,
      version: '',
      cache: folder,
      parts,
      // By it the next run ends what this one may not.
      evidence,
      who,
    })
    await putBack(world, half)
    await trailEnd(world, id, 'undone')
  })
}

async function putBack(world: World, half: readonly Half[]): Promise<void> {
  for (const { file, before, mode } of half)
    await underLock(world, file, async () => putFile(world, file, before, mode))
}

/** Runs `work` under the lock that go takes on a file, where it takes one. */
export async function underLock(world: World, file: string, work: () => Promise<void>): Promise<void> {
  return /\.(?:mod|sum)$/.test(file) ? world.locks.withLock(file, 'exclusive', work) : work()
}

/**
 * A file's new content, with `mode`, or the one that it has; `undefined` removes it, and folders that are empty then. Throws
 * `io`.
 */
export async function putFile(
  world: World,
  file: string,
  content: Uint8Array | undefined,
  mode?: number,
): Promise<void> {
  if (content !== undefined) {
    const kept = mode ?? (await world.files.info(file))?.mode
    return world.files.write(file, content, kept === undefined ? {} : { mode: kept })
  }
  await world.files.remove(file)
  for (let at = path.dirname(file); (await world.files.list(at))?.length === 0; at = path.dirname(at)) {
    await world.files.remove(at)
  }
}

async function openFixes(
  world: World,
  folder: string,
): Promise<readonly { readonly id: string; readonly evidence: string }[]> {
  return (await unfinishedChanges(world, folder)).flatMap(({ id, path: changed, evidence }) =>
    // Only what lies where evidence lies, whatever the trail says.
    changed === folder &&
    evidence !== undefined &&
    path.dirname(evidence) === `${world.store}/evidence` &&
    path.basename(evidence).includes('-repair-go.mod-')
      ? [{ id, evidence }]
      : [],
  )
}

interface Half {
  readonly file: string
  /** `undefined`: there was none. */
  readonly before: Uint8Array | undefined
  readonly mode: number | undefined
}

/** The files of a run that have its new content, the last one first: go.mod goes back before what it builds from. */
async function halfDone(world: World, evidence: string, text: string): Promise<Half[]> {
  const half: Half[] = []
  for (const { file, copy, before, after, mode } of parsed(text, evidence).toReversed()) {
    const now = await world.files.read(file, MOST_FILE)
    const hash = now === undefined ? undefined : sha256(now)
    if (hash === before) continue
    // The lock makes an empty file where there is none.
    const isOfLock = now?.length === 0 && (before === undefined || after === undefined)
    if (hash !== after && !isOfLock) {
      throw new WardenError('busy', `${file}: changed since an earlier fix was stopped while it wrote`, {
        remedy: `the files as they were are in ${evidence}; remove ${evidence}/${LIST} when all is well`,
      })
    }
    const old = copy === undefined ? undefined : await world.files.read(`${evidence}/${path.basename(copy)}`, MOST_FILE)
    if (before !== undefined && (old === undefined || sha256(old) !== before)) {
      throw new WardenError('io', `${evidence}: the copy of ${file} is gone or damaged`, {
        remedy: 'git checkout, or your own copy',
      })
    }
    half.push({ file, before: old, mode })
  }
  return half
}

function parsed(text: string, evidence: string): Entry[] {
  const bad = (): WardenError =>
    new WardenError('parse', `${evidence}/${LIST}: not a list of files`, {
      remedy: 'remove it when the project is as it should be',
    })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw bad()
  }
  const files = memberOf(value, 'files')
  if (!Array.isArray(files)) throw bad()
  return files.map((entry: unknown) => {
    const [file, copy, before, after, mode] = ['file', 'copy', 'before', 'after', 'mode'].map((name) =>
      memberOf(entry, name),
    )
    if (typeof file !== 'string' || !path.isAbsolute(file)) throw bad()
    if (after !== undefined && typeof after !== 'string') throw bad()
    const target = after === undefined ? {} : { after }
    if (before === undefined) return { file, ...target }
    if (typeof before !== 'string' || typeof copy !== 'string') throw bad()
    if (mode === undefined) return { file, copy, before, ...target }
    if (typeof mode !== 'number' || !Number.isInteger(mode) || mode < 0 || mode > 0o777) throw bad()
    return { file, copy, before, mode, ...target }
  })
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function halfWritten(folder: string): WardenError {
  return new WardenError('busy', `${folder}: an earlier fix was stopped while it wrote`, {
    remedy: 'modwarden fix --yes   # takes back what it had written first',
  })
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
