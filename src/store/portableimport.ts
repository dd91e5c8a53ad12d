// Taking what `store export` wrote (src/store/portable.ts): bytes of a stranger. Each version is proven by its own proof
// under the checksum database's key of this guard, each go.mod and zip is hashed, and only then is it kept; names are
// parsed and paths are made from what they mean. What is here already is passed over, so an import that was stopped goes
// on. The log of the other guard is checked, and kept beside this one's own: they are never mixed.
import { createWriteStream, existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { isWardenError, messageOf, WardenError } from '../base/errors.ts'
import { moduleName, type ModuleVersion } from '../base/finding.ts'
import { stopIf } from '../base/stopped.ts'
import { textOf } from '../base/bytes.ts'
import { hashGoMod } from '../gomod/dirhash.ts'
import { maxModFileSize } from '../gomod/modlex.ts'
import { parseInfo } from '../gomod/origin.ts'
import { checkModule, unescapePath, unescapeVersion } from '../gomod/path.ts'
import { diskError } from '../io/diskerror.ts'
import { createFiles } from '../io/files.ts'
import { openBundle } from '../sumdb/bundle.ts'
import { parseVerifier, type Verifier } from '../sumdb/note.ts'
import type { KeptProof, Vault } from '../world/vault.ts'
import { checkLeaves } from './decisionlog.ts'
import { openLogHead } from './logkey.ts'
import { PORTABLE_ROOT, PORTABLE_SCHEMA, streamOf } from './portable.ts'
import { readTar, type TarFile } from './tar.ts'

/** Where it goes, and by what it is proven. */
export interface ImportOptions {
  readonly vault: Vault
  /** The guard's folder: the log of the other one is kept below it. */
  readonly data: string
  readonly verifier: Verifier
  /** The h1 of a zip by the strict reader. Throws `parse`, `io`. */
  readonly h1Of: (module: ModuleVersion, zip: string) => Promise<string>
  readonly signal: AbortSignal
  readonly onProgress: (versions: number, bytes: number) => void
}

/** What became of it. */
export interface Imported {
  /** Versions in it that are proven, and bytes of their files. */
  readonly versions: number
  readonly bytes: number
  /** Those of which everything was here. */
  readonly known: number
  readonly decisions: number
  readonly broken: ReadonlyArray<{ readonly what: string; readonly part: string; readonly why: string }>
}

/** The largest zip that go takes, and what other files may have. */
const MOST_ZIP = 500 << 20
const MOST_PROOF = 1 << 20
const MOST_INFO = 1 << 20
const MOST_MANIFEST = 64 * 1024
const MOST_HEADS = 1 << 28
const MOST_LEAF = 8 << 20

/** A version whose files are being read. */
interface Current extends ModuleVersion {
  readonly proof: KeptProof
  /** Whether all of it was here. */
  isHere: boolean
}

/** Takes the file. Throws `parse` for what is no such file, `aborted`, `io`; what is wrong with a version is `broken`. */
export async function importStore(file: string, options: ImportOptions): Promise<Imported> {
  const taking = new Taking(options)
  try {
    for await (const entry of readTar(streamOf(file))) {
      stopIf(options.signal)
      await taking.take(entry)
    }
    return await taking.end()
  } finally {
    await taking.close()
  }
}

/** Owns what was read so far. */
class Taking {
  readonly #options: ImportOptions
  readonly #broken: { what: string; part: string; why: string }[] = []
  #current: Current | undefined
  #manifest: { readonly log: string } | undefined
  #folder: string | undefined
  #versions = 0
  #known = 0
  #bytes = 0
  #decisions = 0

  constructor(options: ImportOptions) {
    this.#options = options
  }

  async take(entry: TarFile): Promise<void> {
    if (!entry.name.startsWith(PORTABLE_ROOT)) throw foreign(entry.name)
    const name = entry.name.slice(PORTABLE_ROOT.length)
    if (name === 'manifest.json') {
      this.#manifest = parseManifest(await entry.whole(MOST_MANIFEST))
      return
    }
    if (this.#manifest === undefined) throw new WardenError('parse', 'not an export of a store: it has no manifest')
    if (name === 'decisions.ndjson' || name === 'heads.ndjson') return this.#takeLog(name, entry)
    const [, escapedPath = '', escapedVersion = '', kind = ''] =
      /^(.+)\/@v\/([^/]+)\.(proof|mod|info|zip)$/.exec(name) ?? []
    if (kind === '') throw foreign(entry.name)
    const module = { path: unescapePath(escapedPath), version: unescapeVersion(escapedVersion) }
    checkModule(module.path, module.version)
    await this.#takePart(module, kind, entry)
  }

  async end(): Promise<Imported> {
    this.#count()
    if (this.#folder !== undefined) await this.#checkLog(this.#folder)
    return {
      versions: this.#versions,
      bytes: this.#bytes,
      known: this.#known,
      decisions: this.#decisions,
      broken: this.#broken,
    }
  }

  /** To be called once, whatever happened. */
  async close(): Promise<void> {
    if (this.#folder !== undefined) await createFiles().remove(this.#folder)
  }

  async #takePart(module: ModuleVersion, kind: string, entry: TarFile): Promise<void> {
    const what = moduleName(module)
    try {
      if (kind === 'proof') {
        this.#count()
        this.#current = { ...module, proof: this.#proofIn(module, await entry.whole(MOST_PROOF)), isHere: true }
        return
      }
      const current = this.#current
      // A version whose proof does not hold, or that has none, is not looked at.
      if (current === undefined || moduleName(current) !== what) return
      this.#bytes += entry.size
      if (kind === 'zip') await this.#takeZip(current, entry)
      else await this.#takeSmall(current, kind, entry)
    } catch (error) {
      if (!isWardenError(error) || error.code === 'io' || error.code === 'aborted') throw error
      if (kind === 'proof') this.#current = undefined
      else if (this.#current !== undefined) this.#current.isHere = false
      this.#broken.push({ what, part: kind, why: messageOf(error) })
    }
  }

  #proofIn(module: ModuleVersion, bytes: Uint8Array): KeptProof {
    const { verifier } = this.#options
    const record = openBundle(bytes, verifier, `${moduleName(module)}.proof`).lookup(module)
    if (record === undefined) throw new WardenError('mismatch', 'the proof is of another version')
    const onlyH1 = (hashes: readonly string[]): string[] => hashes.filter((hash) => hash.startsWith('h1:'))
    return { key: verifier.key, record: record.id, zip: onlyH1(record.zip), goMod: onlyH1(record.goMod) }
  }

  async #takeSmall(current: Current, kind: string, entry: TarFile): Promise<void> {
    const { vault } = this.#options
    const { proof } = current
    if (kind === 'mod') {
      if ((await vault.goMod(current)) !== undefined) return
      const bytes = await entry.whole(maxModFileSize)
      const h1 = hashGoMod(bytes)
      if (!proof.goMod.includes(h1)) throw new WardenError('mismatch', 'not the go.mod of the checksum database')
      await vault.keep(current, { goMod: { bytes, h1 }, proof })
    } else {
      if ((await vault.info(current)) !== undefined) return
      const info = await entry.whole(MOST_INFO)
      if (parseInfo(info).version !== current.version) throw new WardenError('mismatch', 'it is of another version')
      await vault.keep(current, { info, proof })
    }
    current.isHere = false
  }

  async #takeZip(current: Current, entry: TarFile): Promise<void> {
    const { vault, h1Of } = this.#options
    if (entry.size > MOST_ZIP) throw new WardenError('too-large', 'larger than go takes')
    if ((await vault.zipFile(current)) !== undefined) return
    const folder = await vault.temporaryFolder()
    try {
      const file = path.join(folder, 'module.zip')
      await writeTo(file, entry.bytes())
      const h1 = await h1Of(current, file)
      if (!current.proof.zip.includes(h1)) throw new WardenError('mismatch', 'not the zip of the checksum database')
      await vault.keep(current, { zip: { file, h1 }, proof: current.proof })
      current.isHere = false
    } finally {
      await createFiles().remove(folder)
    }
  }

  #count(): void {
    if (this.#current === undefined) return
    this.#versions++
    if (this.#current.isHere) this.#known++
    this.#current = undefined
    this.#options.onProgress(this.#versions, this.#bytes)
  }

  async #takeLog(name: string, entry: TarFile): Promise<void> {
    this.#folder ??= await this.#options.vault.temporaryFolder()
    const file = path.join(this.#folder, name)
    // Heads are read whole; a leaf has a limit of its own.
    if (existsSync(file) || (name === 'heads.ndjson' && entry.size > MOST_HEADS)) throw foreign(entry.name)
    await writeTo(file, entry.bytes())
  }

  /** The log must hold, and go on from what was kept of it before. */
  async #checkLog(folder: string): Promise<void> {
    const wrong = (why: string): unknown => this.#broken.push({ what: 'decision log', part: 'log', why })
    const leaves = path.join(folder, 'decisions.ndjson')
    const headsFile = path.join(folder, 'heads.ndjson')
    if (!existsSync(leaves) || !existsSync(headsFile)) return void wrong('it is not whole')
    try {
      const verifier = parseVerifier(this.#manifest?.log ?? '')
      const target = path.join(this.#options.data, 'imported', folderName(verifier))
      const keptHeads = await headsIn(path.join(target, 'heads.ndjson'))
      const heads = await headsIn(headsFile)
      const open = (note: string): ReturnType<typeof openLogHead> => openLogHead(note, verifier)
      const { size, trouble } = await checkLeaves(leavesIn(leaves), heads, open, keptHeads.at(-1))
      if (trouble !== undefined) return void wrong(trouble)
      this.#decisions = size
      const files = createFiles()
      await files.rename(leaves, path.join(target, 'decisions.ndjson'))
      await files.rename(headsFile, path.join(target, 'heads.ndjson'))
      await files.write(path.join(target, 'key'), Buffer.from(`${verifier.key}\n`))
    } catch (error) {
      if (!isWardenError(error) || error.code === 'io') throw error
      wrong(messageOf(error))
    }
  }
}

function parseManifest(bytes: Uint8Array): { readonly log: string } {
  let value: unknown
  try {
    value = JSON.parse(textOf(bytes) ?? '')
  } catch (error) {
    throw new WardenError('parse', 'not an export of a store: its manifest cannot be read', { cause: error })
  }
  const of = typeof value === 'object' && value !== null ? value : {}
  if (!('schema' in of) || of.schema !== PORTABLE_SCHEMA || !('log' in of) || typeof of.log !== 'string') {
    throw new WardenError('parse', `not an export of a store: its manifest says no "schema": "${PORTABLE_SCHEMA}"`)
  }
  return { log: of.log }
}

/** The signer's name and hash, as a folder: nothing of it is taken as it came. */
function folderName({ key }: Verifier): string {
  const [, id = '', hash = ''] = /^modwarden\/log-([0-9a-f]{8})\+([0-9a-f]{8})\+/.exec(key) ?? []
  if (id === '') throw new WardenError('parse', 'its log is signed by no key of a guard')
  return `log-${id}-${hash}`
}

async function headsIn(file: string): Promise<readonly string[]> {
  if (!existsSync(file)) return []
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw diskError(error, 'read', file)
  })
  if (text.length > MOST_HEADS) throw new WardenError('too-large', 'too many signed heads')
  return text.split('\n').flatMap((line) => {
    if (line === '') return []
    try {
      const note: unknown = JSON.parse(line)
      if (typeof note === 'string') return [note]
    } catch {
      // Said below.
    }
    throw new WardenError('parse', 'its signed heads cannot be read')
  })
}

async function* leavesIn(file: string): AsyncGenerator<{ readonly leaf: string }> {
  let parts: Buffer[] = []
  let length = 0
  for await (const chunk of streamOf(file)) {
    for (let from = 0; from < chunk.length;) {
      const end = chunk.indexOf(0x0a, from)
      const part = chunk.subarray(from, end < 0 ? chunk.length : end)
      parts.push(part)
      length += part.length
      from += part.length + 1
      if (length > MOST_LEAF) throw new WardenError('too-large', 'a decision is too long')
      if (end < 0) continue
      yield { leaf: textOf(Buffer.concat(parts)) ?? '' }
      parts = []
      length = 0
    }
  }
  if (length > 0) throw new WardenError('parse', 'its log ends in half a decision')
}

async function writeTo(file: string, bytes: AsyncIterable<Buffer>): Promise<void> {
  try {
    await pipeline(bytes, createWriteStream(file, { flags: 'wx', mode: 0o600 }))
  } catch (error) {
    throw diskError(error, 'write', file)
  }
}

function foreign(name: string): WardenError {
  return new WardenError('parse', `not an export of a store: ${JSON.stringify(name.slice(0, 200))} has no place in one`)
}
