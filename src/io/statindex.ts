// The stat index: what the file system said about a module version's files when they were last read whole and found
// in agreement, so that a later run need not read them again.
//
// It guards against accidents and other users, not against whoever can write as this user: that person can also
// rewrite the index. So it lives outside GOMODCACHE in a folder of mode 0700, the output says how many modules it
// answered for, and `--full` ignores it. An entry holds only if device, inode, mode, size, mtime and ctime (in
// nanoseconds) of every file and folder are the same, and if all those times were more than two seconds old when the
// reading began: a change in the same tick as the reading would leave no trace in them (git calls this "racy").
import { hash } from 'node:crypto'
import fs from 'node:fs'
import { isAbsent } from './diskerror.ts'
import { writeDigested } from './temporary.ts'

/** How old (ms) every mtime and ctime must be before an entry may be made. */
const RACY_MS = 2000

/** The form of the file; another number is no entry. */
const FORMAT = 'modwarden stat index 1'

/** What was found when everything was read; the facts that the index gives back. */
export interface IndexedFacts {
  readonly zip: { readonly h1: string; readonly files: number; readonly bytes: number } | undefined
  readonly folder: { readonly h1: string; readonly files: number; readonly bytes: number } | undefined
  readonly ziphash: string | undefined
}

/** Gathers stat data while a module version is read; then either becomes an index entry or is dropped. */
export class Snapshot {
  readonly #names: string[] = []
  readonly #stats: fs.BigIntStats[] = []
  readonly #began = Date.now()
  #usable = true

  /** Adds one path, with stat data taken before its bytes were read. A missing path (`undefined`) counts too. */
  add(name: string, stats: fs.BigIntStats | undefined): void {
    if (stats === undefined || name.includes('\n')) {
      this.#usable = false
      return
    }
    if (this.#isFresh(stats)) this.#usable = false
    this.#names.push(name)
    this.#stats.push(stats)
  }

  #isFresh(stats: fs.BigIntStats | undefined): boolean {
    const fresh = BigInt(this.#began - RACY_MS) * 1_000_000n
    return stats === undefined || stats.mtimeNs >= fresh || stats.ctimeNs >= fresh
  }

  /**
   * Writes the entry; nothing is written where a time was too fresh. `above` are the folders above all that was read:
   * whoever renames one meanwhile, so that stat data and bytes are of different trees, leaves a fresh time in it. No fsync: a torn entry fails its digest and is
   * no entry. Failures are ignored, because the index only saves time.
   */
  save(file: string, facts: IndexedFacts, above: readonly string[] = []): void {
    if (!this.#usable || above.some((folder) => this.#isFresh(lstat(folder)))) return
    const packed = new BigUint64Array(this.#names.length * WORDS)
    this.#stats.forEach((stats, i) => pack(packed, i, stats))
    const head = JSON.stringify({ format: FORMAT, facts, stats: digest(packed) })
    writeDigested(file, [head, ...this.#names].join('\n'))
  }
}

/**
 * The facts of an entry, if every path in it still has the stat data that it had; otherwise `undefined`.
 * `locate` turns an entry's name into a path; `undefined` where the request no longer names such a path.
 */
export function readIndex(
  file: string,
  wanted: readonly string[],
  locate: (name: string) => string | undefined,
): IndexedFacts | undefined {
  let text: string
  try {
    text = fs.readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
  const body = text.slice(65)
  if (hash('sha256', body) !== text.slice(0, 64)) return undefined
  const [head = '', ...names] = body.split('\n')
  const entry = parseHead(head)
  if (entry === undefined || !wanted.every((name) => names.includes(name))) return undefined
  const packed = new BigUint64Array(names.length * WORDS)
  for (const [i, name] of names.entries()) {
    const where = locate(name)
    const stats = where === undefined ? undefined : lstat(where)
    if (stats === undefined) return undefined
    pack(packed, i, stats)
  }
  return digest(packed) === entry.stats ? entry.facts : undefined
}

/** The head of an entry whose digest held, so that only this program's own form is possible. */
function parseHead(head: string): { readonly facts: IndexedFacts; readonly stats: string } | undefined {
  const entry = JSON.parse(head) as { format: string; facts: IndexedFacts; stats: string }
  return entry.format === FORMAT ? entry : undefined
}

/** Removes a file of the index if it can be: what is in the way of an index must not end the run. */
export function drop(file: string): void {
  try {
    fs.rmSync(file, { force: true })
  } catch {
    // A file where a folder should be, or a disk that cannot be written: then there is no entry either.
  }
}

/** lstat with nanoseconds; `undefined` where it cannot be had. */
export function lstat(file: string): fs.BigIntStats | undefined {
  const found = lstatOrError(file)
  return found instanceof Error ? undefined : found
}

/** The same, and the error where the path may be there but cannot be looked at. */
export function lstatOrError(file: string): fs.BigIntStats | Error | undefined {
  try {
    return fs.lstatSync(file, LSTAT)
  } catch (error) {
    if (isAbsent(error)) return undefined
    return error instanceof Error ? error : new Error(String(error))
  }
}

const LSTAT = { bigint: true, throwIfNoEntry: false } as const
const WORDS = 6

function pack(into: BigUint64Array, index: number, stats: fs.BigIntStats): void {
  const at = index * WORDS
  into[at] = stats.dev
  into[at + 1] = stats.ino
  into[at + 2] = stats.mode
  into[at + 3] = stats.size
  into[at + 4] = stats.mtimeNs
  into[at + 5] = stats.ctimeNs
}

function digest(packed: BigUint64Array): string {
  return hash('sha256', new Uint8Array(packed.buffer))
}
