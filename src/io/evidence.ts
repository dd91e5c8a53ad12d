// What is kept when a checksum database signed two histories: enough for anyone with its key to check it offline.
//
//   older.note, newer.note   the two signed heads, as they came
//   fork.json                the key, and the proof that the newer tree does not begin with the older one
//   report.txt               all of it for people, as the go command prints it
import { mkdir, readdir } from 'node:fs/promises'
import path from 'node:path'
import { utf8 } from '../base/bytes.ts'
import type { ForkReport } from '../sumdb/fork.ts'
import { diskError, errnoOf } from './diskerror.ts'
import type { SumdbOpsOptions } from './sumdbops.ts'
import { makeFolders } from './makefolder.ts'
import { clearUnfinished } from './temporary.ts'

/** Writes the evidence into a new folder of the store, whose path is given back. Throws `io`. */
export async function keepEvidence(
  report: ForkReport,
  { name, store, clock, files }: Pick<SumdbOpsOptions, 'name' | 'store' | 'clock' | 'files'>,
): Promise<string> {
  const time = clock
    .now()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '')
  const folder = await newFolder(
    path.join(store, 'evidence', `${time}-fork-${name.replaceAll(/[^A-Za-z0-9.-]/g, '_')}`),
  )
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
  const document = {
    schema: 'modwarden/fork/1',
    name: report.name,
    key: report.key,
    older: { size: report.older.size, hash: base64(report.older.hash) },
    newer: { size: report.newer.size, hash: base64(report.newer.hash) },
    olderInNewer: base64(report.olderInNewer),
    proof: report.proof.map(base64),
  }
  // The signed notes first: they alone prove the fork.
  await files.write(path.join(folder, 'older.note'), report.older.note)
  await files.write(path.join(folder, 'newer.note'), report.newer.note)
  await files.write(path.join(folder, 'fork.json'), utf8(`${JSON.stringify(document, undefined, 2)}\n`))
  await files.write(path.join(folder, 'report.txt'), utf8(`${report.text}\n`))
  return folder
}

/** Makes a folder that was not there: the name with a number where it is taken. */
async function newFolder(wanted: string): Promise<string> {
  try {
    makeFolders(path.dirname(wanted))
    // What a run that was killed here left unfinished in its own folder; what it had finished stays.
    for (const name of await readdir(path.dirname(wanted))) clearUnfinished(path.join(path.dirname(wanted), name))
    for (let n = 1; ; n++) {
      const folder = n === 1 ? wanted : `${wanted}-${n}`
      try {
        await mkdir(folder)
        return folder
      } catch (error) {
        if (errnoOf(error) !== 'EEXIST' || n === 1000) throw error
      }
    }
  } catch (error) {
    throw diskError(error, 'make the folder', wanted)
  }
}
