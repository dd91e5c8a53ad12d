// Where a feed comes from: a URL, a file, or a folder with files, and how a document of it is opened. What is fetched is
// bounded and comes from the host that was named or from nowhere.
import { posix } from 'node:path'
import { compareBytes, textOf, utf8 } from '../../base/bytes.ts'
import { isWardenError, WardenError } from '../../base/errors.ts'
import type { FeedDocument, FeedKind } from '../../advisories/feed.ts'
import { MOST_RECORD_BYTES } from '../../advisories/osv.ts'
import { openNote, type Verifier } from '../../sumdb/note.ts'
import type { World } from '../../world/world.ts'

/** What of the World feeds need. */
export type FeedWorld = Pick<World, 'files' | 'http' | 'clock' | 'store'>

/** What of it the store of feeds needs: reading it contacts nobody. */
export type FeedStoreWorld = Omit<FeedWorld, 'http'>

/** One configured feed: a URL, a file or a folder, by its absolute path. */
export interface FeedSource {
  readonly kind: FeedKind
  readonly source: string
}

/** Which feeds there are, and who signs them; from the user's or the system's settings. */
export interface FeedSettings {
  readonly sources: readonly FeedSource[]
  /** Where there are any, each document of a feed must be signed by one of them. */
  readonly keys: readonly Verifier[]
}

const MOST_BYTES = 64 << 20
const MOST_FILES = 50_000
const MOST_DEPTH = 12
const TIMEOUT_MS = 60_000

/**
 * The documents of a feed as they are, with their signatures. A folder that is a checkout of malicious packages of many
 * ecosystems (https://github.com/ossf/malicious-packages) is read for Go's alone. Throws as Http and Files do, `not-found`
 * where there is nothing, `refused` for plain http without a key, `too-large`.
 */
export async function fetchFeed(
  world: FeedWorld,
  { kind, source }: FeedSource,
  signed: boolean,
  signal: AbortSignal | undefined,
): Promise<readonly FeedDocument[]> {
  if (isUrl(source)) return [await fromUrl(world, source, signed, signal)]
  const info = await world.files.info(source)
  if (info === undefined) throw new WardenError('not-found', `${source}: there is no such file or folder`)
  // A link to a folder is one: with a dot behind it, what it leads to is asked about.
  const led = info.kind === 'link' ? await world.files.info(`${source}/.`) : info
  if (led?.kind !== 'folder') return [await fromFile(world, source, MOST_BYTES)]
  const names = kind === 'malicious' ? /\.(?:json|jsonl|ndjson|txt)$/ : /\.(?:txt|list|sum)$/
  const files = await filesBelow(world, await goFolder(world, source), names, signal)
  if (files.length === 0) {
    throw new WardenError(
      'not-found',
      `${source}: holds no file whose name ends in ${kind === 'malicious' ? '.json' : '.txt'}`,
    )
  }
  const documents: FeedDocument[] = []
  let bytes = 0
  for (const file of files) {
    const document = await fromFile(world, file, MOST_RECORD_BYTES)
    bytes += document.text.length
    if (bytes > MOST_BYTES) throw new WardenError('too-large', `${source}: holds more than ${MOST_BYTES} bytes`)
    documents.push(document)
  }
  return documents
}

/** A document without its signature, and whose signature it was; where there are keys, it must have one of theirs. */
export interface OpenedDocument extends FeedDocument {
  readonly signedBy: readonly string[]
}

/** Opens a document. Throws `refused` where it must be signed and is not, `mismatch` where a signature is wrong. */
export function openDocument({ name, text }: FeedDocument, keys: readonly Verifier[]): OpenedDocument {
  if (keys.length === 0) return { name, text: withoutSignatures(text), signedBy: [] }
  try {
    const note = openNote(utf8(text), keys)
    return { name, text: note.text, signedBy: [...new Set(note.signatures.map((one) => one.name))] }
  } catch (error) {
    if (isWardenError(error, 'mismatch') && error.message.includes('is wrong')) {
      throw new WardenError(
        'mismatch',
        `${shownSource(name)}: its signature is wrong: it was changed after it was signed`,
        {
          remedy: 'nothing of it was used; ask whoever signs it',
          cause: error,
        },
      )
    }
    if (!isWardenError(error)) throw error
    throw new WardenError('refused', `${shownSource(name)}: is not signed by a key of feed-keys`, {
      remedy: 'nothing of it was used; ask whoever runs it for the signed one',
      cause: error,
    })
  }
}

/** A source for people: a URL without user, password and query, each of which may hold a secret. */
export function shownSource(source: string): string {
  if (!isUrl(source)) return source
  const url = URL.parse(source)
  if (url === null) return source.replace(/^.*@/s, '')
  url.username = ''
  url.password = ''
  return url.href.replace(/[?#].*$/s, '')
}

/** Whether a source is a URL; otherwise it is a path. */
export function isUrl(source: string): boolean {
  return /^(?:https?|file):\/\//.test(source)
}

async function fromUrl(
  world: FeedWorld,
  source: string,
  signed: boolean,
  signal: AbortSignal | undefined,
): Promise<FeedDocument> {
  const name = shownSource(source)
  const url = URL.parse(source)
  if (url?.protocol === 'http:' && !signed && !LOOPBACK.test(url.hostname)) {
    throw new WardenError('refused', `${name}: over plain http and without a key, anybody on the way can change it`, {
      remedy: 'use https, or set feed-keys to the key that signs it',
    })
  }
  const answer = await world.http.get(source, { maxBytes: MOST_BYTES, timeoutMs: TIMEOUT_MS, signal, sameHost: true })
  if (answer.status !== 200) {
    const missing = answer.status === 404 || answer.status === 410
    const code = missing ? 'not-found' : answer.status >= 500 || answer.status === 429 ? 'unreachable' : 'refused'
    throw new WardenError(code, `${name}: status ${answer.status}`, {
      remedy: missing ? 'look at the address in the settings' : 'try again later, or ask whoever runs this server',
    })
  }
  return { name, text: textIn(answer.body, name) }
}

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/

async function fromFile(world: FeedWorld, file: string, most: number): Promise<FeedDocument> {
  const bytes = await world.files.read(file, most)
  if (bytes === undefined) throw new WardenError('not-found', `${file}: there is no such file`)
  return { name: file, text: textIn(bytes, file) }
}

function textIn(bytes: Uint8Array, name: string): string {
  const text = textOf(bytes)
  if (text === undefined) throw new WardenError('parse', `${name}: not UTF-8 text`)
  return text
}

/** The folder of Go's records where the one given is a checkout of them all. */
async function goFolder(world: FeedWorld, folder: string): Promise<string> {
  for (const below of ['osv/malicious/go', 'malicious/go']) {
    const at = posix.join(folder, below)
    if ((await world.files.info(at))?.kind === 'folder') return at
  }
  return folder
}

/** The files below a folder whose names fit, in order; links are not followed, and what begins with a dot is left out. */
async function filesBelow(
  world: FeedWorld,
  folder: string,
  names: RegExp,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const found: string[] = []
  const pending = [{ at: folder, depth: 0 }]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (signal?.aborted === true) throw new WardenError('aborted', 'stopped')
    const entries = (await world.files.list(next.at)) ?? []
    for (const { name, kind } of entries) {
      const at = `${next.at}/${name}`
      if (name.startsWith('.')) continue
      if (kind === 'folder' && next.depth < MOST_DEPTH) pending.push({ at, depth: next.depth + 1 })
      if (kind === 'file' && names.test(name)) found.push(at)
    }
    if (found.length > MOST_FILES || pending.length > MOST_FILES) {
      throw new WardenError('too-large', `${folder}: more than ${MOST_FILES} files`, {
        remedy: 'name the folder with the records about Go',
      })
    }
  }
  return found.toSorted(compareBytes)
}

/** The text of a note whose signatures nobody asked for; of anything else all of it. */
function withoutSignatures(text: string): string {
  const at = text.lastIndexOf('\n\n— ')
  return at < 0 || !text.endsWith('\n') ? text : text.slice(0, at + 1)
}
