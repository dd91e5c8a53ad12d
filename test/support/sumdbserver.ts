// A checksum database in memory, for tests: it keeps records, signs heads, answers as the protocol says, can be forked,
// and its answers can be replaced by lies. Beside it, operations that keep the client's memory in maps and lists.
import { type KeyObject, createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { utf8 } from '../../src/base/bytes.ts'
import { WardenError } from '../../src/base/errors.ts'
import { escapePath, escapeVersion } from '../../src/gomod/path.ts'
import { type TreeHead, formatTreeHead } from '../../src/sumdb/checkpoint.ts'
import type { SumdbOps } from '../../src/sumdb/client.ts'
import type { ForkReport } from '../../src/sumdb/fork.ts'
import { type Verifier, parseVerifier } from '../../src/sumdb/note.ts'
import { type Tile, parseTilePath } from '../../src/sumdb/tile.ts'
import { type Hash, type TreeNode, nodeHash, recordHash, treeHash } from '../../src/sumdb/tlog.ts'

/** A key that signs notes, made from a seed, so that tests can write down what it signs. */
export interface TestKey {
  readonly verifier: Verifier
  /** The signature line of `text`. */
  signature(text: string): string
}

/** Makes the key of `name` whose seed is 32 times the byte `seed`. */
export function testKey(name: string, seed: number): TestKey {
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, seed)])
  const key: KeyObject = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
  const bytes = Buffer.concat([
    Buffer.of(1),
    createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32),
  ])
  const keyHash = createHash('sha256').update(`${name}\n`).update(bytes).digest().subarray(0, 4)
  return {
    verifier: parseVerifier(`${name}+${keyHash.toString('hex')}+${bytes.toString('base64')}`),
    signature: (text) => `— ${name} ${Buffer.concat([keyHash, sign(null, utf8(text), key)]).toString('base64')}\n`,
  }
}

/** The note of `text`, signed by `key`. */
export function signedNote(text: string, key: TestKey): Uint8Array {
  return utf8(`${text}\n${key.signature(text)}`)
}

/** The go.sum lines of a module version whose hashes are made up from its name. */
export function testLines(path: string, version: string): string {
  const h1 = (what: string): string => createHash('sha256').update(`${path}@${version}${what}`).digest('base64')
  return `${path} ${version} h1:${h1('')}\n${path} ${version}/go.mod h1:${h1('/go.mod')}\n`
}

/** A checksum database in memory. */
export class TestSumdb {
  readonly key: TestKey
  readonly tileHeight: number
  readonly records: Uint8Array[] = []
  /** nodes[l][i] is the complete node i of level l. */
  readonly nodes: Hash[][] = []
  readonly #numbers = new Map<string, number>()

  constructor(name = 'sumdb.example/db', tileHeight = 8) {
    this.key = testKey(name, 7)
    this.tileHeight = tileHeight
  }

  get name(): string {
    return this.key.verifier.name
  }

  get size(): number {
    return this.records.length
  }

  /** Adds a record for a module version; its text is made up unless given. Gives its number. */
  add(path: string, version: string, text: string = testLines(path, version)): number {
    const number = this.addText(utf8(text))
    this.#numbers.set(`${escapePath(path)}@${escapeVersion(version)}`, number)
    return number
  }

  /** Adds the record of `text` that no lookup finds. */
  addText(text: Uint8Array): number {
    const number = this.records.push(text) - 1
    let hash = recordHash(text)
    for (let level = 0; ; level++) {
      const row = (this.nodes[level] ??= [])
      row.push(hash)
      if (row.length % 2 === 1) return number
      hash = nodeHash(row.at(-2) as Hash, hash)
    }
  }

  /** Adds records for `count` modules, example.com/m0@v1.0.0 and so on, numbered from the size there is. */
  fill(count: number): this {
    for (let i = 0; i < count; i++) this.add(`example.com/m${this.size}`, 'v1.0.0')
    return this
  }

  /** A database with the same key and records, which goes its own way from here. */
  fork(): TestSumdb {
    const copy = new TestSumdb(this.name, this.tileHeight)
    for (const text of this.records) copy.addText(text)
    for (const [module, number] of this.#numbers) copy.#numbers.set(module, number)
    return copy
  }

  node({ level, index }: TreeNode): Hash {
    const hash = this.nodes[level]?.[index]
    if (hash === undefined) throw new RangeError(`no node ${level}, ${index}`)
    return hash
  }

  /** The head of the tree of the first `size` records. */
  head(size: number = this.size): TreeHead {
    return { size, hash: treeHash(size, (node) => this.node(node)) }
  }

  /** The signed head of the tree of the first `size` records. */
  signedHead(size: number = this.size): Uint8Array {
    return signedNote(formatTreeHead(this.head(size)), this.key)
  }

  /** The answer to a lookup of a module, escaped, with a head of `size` records. */
  answer(module: string, size: number = this.size): Uint8Array {
    const number = this.#numbers.get(module)
    if (number === undefined) throw new WardenError('not-found', `${module}: not found`)
    return this.answerOf(number, this.signedHead(size))
  }

  /** The answer with record `number` and the head given. */
  answerOf(number: number, head: Uint8Array = this.signedHead()): Uint8Array {
    return Buffer.concat([utf8(`${number}\n`), this.records[number] as Uint8Array, utf8('\n'), head])
  }

  /** A tile's bytes. */
  tile(tile: Tile): Uint8Array {
    const level = tile.level * tile.height
    const first = tile.index * 2 ** tile.height
    const row = this.nodes[level] ?? []
    if (first + tile.width > row.length) throw new WardenError('not-found', 'no such tile')
    return Buffer.concat(row.slice(first, first + tile.width))
  }

  /** Answers `/latest`, `/lookup/…` and `/tile/…`. */
  get(path: string): Uint8Array {
    if (path === '/latest') return this.signedHead()
    if (path.startsWith('/lookup/')) return this.answer(path.slice('/lookup/'.length))
    return this.tile(parseTilePath(path.slice(1)))
  }
}

/** A client's memory in maps, and what it asked. */
export interface TestOps extends SumdbOps {
  /** Changes what the database answers; `honest` is what it would say. */
  lie: (path: string, honest: () => Uint8Array, maxBytes: number) => Uint8Array | Promise<Uint8Array>
  head: Uint8Array
  readonly cache: Map<string, Uint8Array>
  readonly requests: string[]
  readonly evidence: ForkReport[]
}

/** Operations on `db`, with an empty memory. */
export function testOps(db: { get(path: string): Uint8Array }): TestOps {
  const ops: TestOps = {
    lie: (_path, honest) => honest(),
    head: new Uint8Array(0),
    cache: new Map(),
    requests: [],
    evidence: [],
    readRemote: async (path, maxBytes) => {
      ops.requests.push(path)
      return ops.lie(path, () => db.get(path), maxBytes)
    },
    readHead: async () => ops.head,
    writeHead: async (old, head) => {
      if (Buffer.compare(old, ops.head) !== 0) return false
      ops.head = head
      return true
    },
    readCache: async (file) => ops.cache.get(file),
    writeCache: async (file, bytes) => void ops.cache.set(file, bytes),
    keepEvidence: async (report) => void ops.evidence.push(report),
  }
  return ops
}
