// A vulnerability database at a URL, and what is kept of it:
//
//   <store>/vulndb/<digest of the URL>.txt   line 1: when it was fetched and changed; line 2: its index; then a record a line,
//                                            `ID MODIFIED JSON`
//
// It is asked for what is new and of interest: first when it was changed last, then its index, then the records about the
// wanted modules that changed.
import { hash } from 'node:crypto'
import {
  DB_FILE,
  MODULES_FILE,
  MOST_INDEX_BYTES,
  parseDbFile,
  parseModulesFile,
  parseRecord,
  recordFile,
  unzipped,
} from '../../advisories/vulndb.ts'
import { compareBytes, textOf, utf8 } from '../../base/bytes.ts'
import { isWardenError, messageOf, WardenError } from '../../base/errors.ts'
import { mapLimit } from '../../base/once.ts'
import { shownSource } from '../known/feedsource.ts'
import {
  entriesOf,
  MOST_RECORD,
  NAME_A_DATABASE,
  type AdvisoryWorld,
  type ReadDatabase,
  type ReadFile,
} from './databasedisk.ts'

const MOST_STORED = 512 << 20
const AT_ONCE = 10
const TIMEOUT_MS = 60_000
const STORED = 'modwarden/vulndb-store/1'

/** What is kept of a database. */
export interface Kept {
  readonly modified: string
  readonly fetched: string
  readonly index: string
  readonly records: ReadonlyMap<string, KeptRecord>
}

interface KeptRecord {
  readonly modified: string
  readonly text: string
}

/** Reads it, as far as the wanted modules go; offline, what is kept. Throws as Http does, `parse`, and `refused` for an older one. */
export async function fromUrl(
  world: AdvisoryWorld,
  source: string,
  wanted: readonly string[] | undefined,
  offline: boolean,
  signal: AbortSignal | undefined,
): Promise<ReadDatabase> {
  const name = shownSource(source)
  const kept = await readKept(world, source)
  if (offline) {
    if (kept === undefined) {
      throw new WardenError('refused', `${name}: nothing of it is kept here, and --offline asks nobody`, {
        remedy: 'modwarden feed update, once with a network',
      })
    }
    return fromKept(kept, name, wanted, [`${name}: not asked (--offline)`])
  }
  const get = fetcher(world, source, signal)
  const dbBytes = await get(DB_FILE, 1 << 20)
  const modified = dbBytes === undefined ? '' : parseDbFile(dbBytes, `${name}/${DB_FILE}`)
  // An older date than the one that is kept, or none: somebody serves an old database, which forgets what came since.
  if (kept !== undefined && kept.modified > modified) {
    const served = modified === '' ? 'says no date' : `is of ${modified}`
    throw new WardenError('refused', `${name}: ${served}, and what is kept is of ${kept.modified}`, {
      remedy: 'somebody serves an old database; ask whoever runs it, or use what is kept: --offline',
    })
  }
  const same = kept !== undefined && modified !== '' && kept.modified === modified
  const indexText = same ? kept.index : textOf((await get(MODULES_FILE, MOST_INDEX_BYTES)) ?? new Uint8Array(0))
  if (indexText === undefined || indexText === '') {
    throw new WardenError('not-found', `${name}: no ${MODULES_FILE} there`, { remedy: NAME_A_DATABASE })
  }
  const index = parseModulesFile(utf8(indexText), `${name}/${MODULES_FILE}`)
  const records = new Map(kept?.records)
  const stale = entriesOf(index, wanted).filter(
    ({ id, modified: at }) => at === '' || records.get(id)?.modified !== at || !isWhole(records.get(id), id),
  )
  const left: string[] = []
  await mapLimit(stale, AT_ONCE, async ({ id, modified: at }) => {
    const place = `${name}/${recordFile(id)}`
    try {
      const bytes = await get(recordFile(id), MOST_RECORD)
      if (bytes === undefined) throw new WardenError('not-found', `${place}: its index names it, and it is not there`)
      // Read whole before it is kept.
      parseRecord(bytes, id, place)
      records.set(id, { modified: at, text: JSON.stringify(JSON.parse(textOf(bytes) ?? '')) })
    } catch (error) {
      if (!isWardenError(error) || error.code === 'aborted') throw error
      left.push(`${place}: ${messageOf(error)}${records.has(id) ? '; what was kept before counts' : ''}`)
    }
  })
  const next: Kept = {
    modified,
    fetched: world.clock.now().toISOString(),
    index: JSON.stringify(JSON.parse(indexText)),
    records,
  }
  // Only whole lines replace the file, in one step; a run that is killed leaves the old one.
  if (!same || stale.length > 0) await keep(world, source, next)
  return fromKept(next, name, wanted, [], left.toSorted(compareBytes))
}

function fromKept(
  kept: Kept,
  name: string,
  wanted: readonly string[] | undefined,
  notes: readonly string[],
  left: readonly string[] = [],
): ReadDatabase {
  const index = parseModulesFile(utf8(kept.index), name)
  const missing: string[] = []
  const advisories = entriesOf(index, wanted).flatMap(({ id }) => {
    const record = kept.records.get(id)
    const place = `${name}/${recordFile(id)}`
    if (isWhole(record, id)) return parseRecord(utf8(record.text), id, place)
    if (record !== undefined) missing.push(`${place}: what is kept of it is damaged`)
    else if (notes.length > 0) missing.push(`${place}: was never fetched, so that it is not known here`)
    return []
  })
  return {
    advisories,
    modified: kept.modified,
    fetched: kept.fetched,
    modules: index.size,
    left: [...left, ...missing],
  }
}

/** Whether a record is kept, and as it was written. */
function isWhole(record: KeptRecord | undefined, id: string): record is KeptRecord {
  return record !== undefined && isReadable(() => parseRecord(utf8(record.text), id, ''))
}

function isReadable(read: () => unknown): boolean {
  try {
    read()
    return true
  } catch (error) {
    if (!isWardenError(error, 'parse', 'too-large')) throw error
    return false
  }
}

/** Gets files of a layout over the network: gzipped where the server has them so. */
function fetcher(world: AdvisoryWorld, source: string, signal: AbortSignal | undefined): ReadFile {
  const base = source.replace(/\/+$/, '')
  const url = URL.parse(base)
  if (url?.protocol === 'http:' && !/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname)) {
    throw new WardenError('refused', `${shownSource(source)}: over plain http anybody on the way can change it`, {
      remedy: 'use https',
    })
  }
  return async (name, most) => {
    for (const file of [`${name}.gz`, name]) {
      const at = `${shownSource(base)}/${file}`
      const answer = await world.http.get(`${base}/${file}`, {
        maxBytes: most,
        timeoutMs: TIMEOUT_MS,
        signal,
        sameHost: true,
      })
      if (answer.status === 200) return unzipped(answer.body, most, at)
      if (answer.status === 404 || answer.status === 410) continue
      const code = answer.status >= 500 || answer.status === 429 ? 'unreachable' : 'refused'
      throw new WardenError(code, `${at}: status ${answer.status}`, {
        remedy: 'try again later, or use what is kept: --offline',
      })
    }
    return undefined
  }
}

function keptFile(world: AdvisoryWorld, source: string): string {
  return `${world.store}/vulndb/${hash('sha256', source).slice(0, 32)}.txt`
}

async function keep(world: AdvisoryWorld, source: string, { modified, fetched, index, records }: Kept): Promise<void> {
  const lines = [JSON.stringify({ schema: STORED, source, modified, fetched }), index]
  for (const [id, record] of records)
    lines.push(`${id} ${record.modified === '' ? '-' : record.modified} ${record.text}`)
  await world.files.write(keptFile(world, source), utf8(`${lines.join('\n')}\n`), { mode: 0o600 })
}

/** What is kept of a database; `undefined` where nothing is, or where it is damaged or of another form: then it is fetched again. */
export async function readKept(world: AdvisoryWorld, source: string): Promise<Kept | undefined> {
  const bytes = await world.files.read(keptFile(world, source), MOST_STORED)
  const text = bytes === undefined ? undefined : textOf(bytes)
  if (text === undefined || !text.endsWith('\n')) return undefined
  const [head = '', index = '', ...lines] = text.slice(0, -1).split('\n')
  const state = stateOf(head)
  if (state === undefined || state.source !== source || !isReadable(() => parseModulesFile(utf8(index), ''))) {
    return undefined
  }
  const records = new Map<string, KeptRecord>()
  for (const line of lines) {
    const [, id, modified = '', record] = /^(\S+) (\S+) (.*)$/s.exec(line) ?? []
    if (id !== undefined && record !== undefined)
      records.set(id, { modified: modified === '-' ? '' : modified, text: record })
  }
  return { modified: state.modified, fetched: state.fetched, index, records }
}

function stateOf(
  head: string,
): { readonly source: string; readonly modified: string; readonly fetched: string } | undefined {
  let value: unknown
  try {
    value = JSON.parse(head)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null || !('schema' in value) || value.schema !== STORED) return undefined
  const text = (key: string): string => {
    const found: unknown = Object.getOwnPropertyDescriptor(value, key)?.value
    return typeof found === 'string' ? found : ''
  }
  return { source: text('source'), modified: text('modified'), fetched: text('fetched') }
}
