// The proof index: records that were proven to be in the tree of one signed head. It answers only while that head is
// the remembered one, byte for byte; whatever moved the head proved it consistent, and makes this file anew.
// Trusted like the stat index (src/io/statindex.ts), and ignored by `--full`.
import { createHash } from 'node:crypto'
import { textOf, utf8 } from '../../base/bytes.ts'
import { isWardenError } from '../../base/errors.ts'
import type { ModuleVersion } from '../../base/finding.ts'
import type { Files } from '../../world/files.ts'
import type { DatabaseAnswer } from '../verify/evidence.ts'

type Proven = Extract<DatabaseAnswer, { kind: 'proven' }>

/** Proven records by module version. */
export interface ProofIndex {
  get(module: ModuleVersion): Proven | undefined
  set(module: ModuleVersion, answer: Proven): void
  /** Writes what was learnt, for the head that is remembered now; does nothing where nothing is new. */
  save(head: Uint8Array): Promise<void>
}

const FORMAT = 'modwarden proof index 1'
const MOST_BYTES = 256 << 20

/** Reads the index at `file`; an empty one where it is absent, unreadable, damaged or of another head. */
export async function openProofIndex(files: Files, file: string, head: Uint8Array): Promise<ProofIndex> {
  const records = parse(await readIfPossible(files, file), head)
  let changed = false
  return {
    get: (module) => records.get(`${module.path} ${module.version}`),
    set(module, answer): void {
      records.set(`${module.path} ${module.version}`, answer)
      changed = true
    },
    async save(now): Promise<void> {
      if (!changed || now.length === 0) return
      const lines = [...records].map(([key, r]) => `${key} ${r.record} ${r.h1.join(',')} ${r.goMod.join(',')}`)
      const body = [FORMAT, digest(now), ...lines].join('\n')
      await files.write(file, utf8(`${digest(utf8(body))}\n${body}`), { mode: 0o600 })
    },
  }
}

/** The index only saves time: whatever keeps it from being read must not keep anything from being proven. */
async function readIfPossible(files: Files, file: string): Promise<Uint8Array | undefined> {
  try {
    return await files.read(file, MOST_BYTES)
  } catch (error) {
    if (isWardenError(error, 'io', 'too-large')) return undefined
    throw error
  }
}

function parse(bytes: Uint8Array | undefined, head: Uint8Array): Map<string, Proven> {
  const records = new Map<string, Proven>()
  const text = bytes === undefined ? undefined : textOf(bytes)
  if (text === undefined || head.length === 0) return records
  const body = text.slice(65)
  if (digest(utf8(body)) !== text.slice(0, 64)) return records
  const [format, of, ...lines] = body.split('\n')
  if (format !== FORMAT || of !== digest(head)) return records
  for (const line of lines) {
    const [path = '', version = '', record = '', h1 = '', goMod = ''] = line.split(' ')
    const hashes = (list: string): string[] => (list === '' ? [] : list.split(','))
    records.set(`${path} ${version}`, { kind: 'proven', record: Number(record), h1: hashes(h1), goMod: hashes(goMod) })
  }
  return records
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
