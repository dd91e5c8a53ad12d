// A module zip compared with the files that it should be made of: the h1 of both, and where they are not the same, which
// files and lines.
import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { structuredPatch } from 'diff'
import { textOf } from '../base/bytes.ts'
import { WardenError } from '../base/errors.ts'
import { moduleName, type ModuleVersion } from '../base/finding.ts'
import { hash1, sha256 } from '../gomod/dirhash.ts'
import { hashContents, openModuleZip, readContents } from '../gomod/modzip.ts'
import type { FileDifference } from '../world/contents.ts'
import type { LineRange, SourceComparison, SourceTree, WantedFile } from '../world/vcs.ts'
import { unified } from './folderdiff.ts'
import { openZipFile } from './zipfile.ts'

/** How many differences are told, how many of them line by line, and of how many the changed lines are known. */
const MOST_TOLD = 100
const MOST_DIFFS = 20
const MOST_KNOWN = 1000
const MOST_TEXT = 256 << 10
const MOST_TEXTS = 32 << 20
/** Files may be made so that their lines take long to compare (ms): after that, in all, only names are told. */
const MOST_DIFF_MS = 3000
const MOST_FILE_MS = 500

/** Compares; throws `parse`, `io`, `too-large`, `aborted`. */
export async function compareWithSource(
  module: ModuleVersion,
  zipFile: string,
  tree: SourceTree,
  files: readonly WantedFile[],
  signal: AbortSignal | undefined,
): Promise<SourceComparison> {
  using source = openZipFile(zipFile)
  const zip = openModuleZip(source, module)
  const inZip = new Map<string, Sized>()
  let running = createHash('sha256')
  const zipHash = await hashContents(zip, (entry, chunk, last) => {
    if (signal?.aborted === true) throw new WardenError('aborted', `${moduleName(module)}: stopped`)
    running.update(chunk)
    if (!last) return
    inZip.set(entry.name, { size: entry.size, sha256: running.digest('hex') })
    running = createHash('sha256')
  })
  const wanted = new Map(files.map((file) => [file.name, file]))
  const sums = new Map(files.map((file) => [file.name, sizedOf(file)]))
  const prefix = `${moduleName(module)}/`
  const sourceHash = hash1([...sums].map(([name, file]) => ({ name: prefix + name, sha256: file.sha256 })))
  const names = [...new Set([...inZip.keys(), ...sums.keys()])]
  const different = names.filter((name) => inZip.get(name)?.sha256 !== sums.get(name)?.sha256).sort(tellingFirst)
  const compared = names.filter((name) => inZip.has(name) && sums.has(name)).length
  const known = different.slice(0, MOST_KNOWN)
  const texts = await textsOf(zip, new Set(known))
  const changed = new Map<string, 'all' | readonly LineRange[]>()
  const differences: FileDifference[] = []
  let left = MOST_DIFF_MS
  const timed = <T>(work: (ms: number) => T): T | undefined => {
    if (left < 1) return undefined
    const began = performance.now()
    const done = work(Math.floor(Math.min(left, MOST_FILE_MS)))
    left -= performance.now() - began
    return done
  }
  for (const [i, name] of known.entries()) {
    if (signal?.aborted === true) throw new WardenError('aborted', `${moduleName(module)}: stopped`)
    const ours = inZip.get(name)
    const theirs = wanted.get(name)
    const expected = sums.get(name)
    const before = theirs === undefined ? '' : await textOfSource(tree, theirs)
    const after = ours === undefined ? '' : texts.get(name)
    // Comparing lines holds up all else that this program does: the signal, and the connections of others.
    await setImmediate()
    const isReadable = before !== undefined && after !== undefined
    const isBoth = ours !== undefined && expected !== undefined
    const lines = isReadable && isBoth ? timed((ms) => changedLines(before, after, ms)) : undefined
    changed.set(name, lines ?? (ours === undefined ? [] : 'all'))
    if (i >= MOST_TOLD) continue
    const shown = isReadable && i < MOST_DIFFS ? timed((ms) => unified(before, after, undefined, ms)) : undefined
    differences.push({
      name,
      kind: ours === undefined ? 'removed' : expected === undefined ? 'added' : 'changed',
      ...(ours === undefined ? {} : { size: ours.size }),
      ...(expected === undefined ? {} : { expectedSize: expected.size }),
      ...shown,
    })
  }
  if (!source.unchanged()) throw new WardenError('io', `${zipFile}: changed while it was read; run again`)
  return { zip: zipHash, source: sourceHash, compared, differences, differenceCount: different.length, changed }
}

interface Sized {
  readonly size: number
  readonly sha256: string
}

function sizedOf(file: WantedFile): Sized {
  return 'tree' in file ? file.tree : { size: file.bytes.length, sha256: sha256(file.bytes) }
}

/** What go builds comes first, then by name. */
function tellingFirst(a: string, b: string): number {
  const weight = (name: string): number => (name.endsWith('_test.go') ? 1 : name.endsWith('.go') ? 0 : 2)
  return weight(a) - weight(b) || Buffer.compare(Buffer.from(a), Buffer.from(b))
}

async function textsOf(
  zip: ReturnType<typeof openModuleZip>,
  names: ReadonlySet<string>,
): Promise<Map<string, string>> {
  const texts = new Map<string, string>()
  if (names.size === 0) return texts
  let left = MOST_TEXTS
  await readContents(zip, (entry, chunk, last) => {
    if (!last || entry.size > Math.min(MOST_TEXT, left) || !names.has(entry.name)) return
    const text = plainText(chunk)
    if (text === undefined) return
    texts.set(entry.name, text)
    left -= entry.size
  })
  return texts
}

async function textOfSource(tree: SourceTree, file: WantedFile): Promise<string | undefined> {
  if (sizedOf(file).size > MOST_TEXT) return undefined
  return plainText('tree' in file ? await tree.read(file.tree) : file.bytes)
}

/** Text without NUL bytes: others have no lines. */
function plainText(bytes: Uint8Array): string | undefined {
  return bytes.includes(0) ? undefined : textOf(bytes)
}

/** The lines of `after` that are not in `before`; where lines are only missing, the one that they stood before. */
function changedLines(before: string, after: string, timeout: number): readonly LineRange[] | undefined {
  const patch = structuredPatch('', '', before, after, '', '', { context: 0, timeout })
  return patch?.hunks.map(({ newStart, newLines }) => ({ from: newStart, to: newStart + Math.max(newLines, 1) - 1 }))
}
