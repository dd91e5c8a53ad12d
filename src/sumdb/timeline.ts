// Our view of a database's history: the tree that is trusted, and the head of it that is remembered on disk.
// https://research.swtch.com/tlog#verifying_a_log
//
// A head counts only if it is consistent with the remembered one: one of the two trees begins with the other,
// recomputed from proven tiles. Every head that arrives is checked, whether it came from the network, the cache or the
// release; a newer one moves ours forward. Where two are not consistent, the database forked: the evidence is kept and
// nothing counts any more.
import { hash } from 'node:crypto'
import { equalBytes } from '../base/bytes.ts'
import { WardenError, isWardenError, messageOf } from '../base/errors.ts'
import { createGate, Once } from '../base/once.ts'
import { type SignedHead, openTreeHead } from './checkpoint.ts'
import { type ForkReport, forkReport } from './fork.ts'
import type { Verifier } from './note.ts'
import { ProvenTree } from './proventree.ts'
import type { TileSource } from './tilesource.ts'
import { treeHash } from './tlog.ts'

/** What remembers heads, and the evidence against a database. */
export interface HeadOps {
  /** The remembered head, `$GOPATH/pkg/sumdb/<name>/latest`; empty where there is none. */
  readHead(): Promise<Uint8Array>
  /** Replaces the remembered head if it still is `old` (compare-and-swap under go's lock); false where it is not. */
  writeHead(old: Uint8Array, head: Uint8Array): Promise<boolean>
  /** Keeps the evidence of a fork; called before the error is thrown. */
  keepEvidence(report: ForkReport): Promise<void>
}

/** What a timeline begins with. */
export interface TimelineOptions {
  readonly verifier: Verifier
  readonly ops: HeadOps
  readonly source: TileSource
  readonly tileHeight: number
  /** Signed heads known from before, beside the remembered one. */
  readonly floorHeads: readonly Uint8Array[]
  /** Hears of a head that is checked, one whose tiles are out of reach, a damaged file, and a failure to remember. */
  readonly count: (what: 'head' | 'unchecked' | 'damaged' | 'unremembered', detail: string) => void
}

/** The trusted tree of one database. All methods throw `fork` once the database was seen to sign two histories. */
export class Timeline {
  readonly #options: TimelineOptions
  readonly #name: string
  /** Heads that were checked, by hash of their notes: a note may be a megabyte of signatures of strangers. */
  readonly #merges = new Once<void>()
  readonly #steps = new Once<void>()
  /** Only one call at a time moves the trusted tree or the remembered head. */
  readonly #moving = createGate(1)
  /** The tree in which everything is proven; only `#move` sets it, never to a smaller one. */
  #trusted: ProvenTree
  /** Heads known from before whose tiles were out of reach at the start. */
  #leftOver: readonly SignedHead[] = []
  #fork: WardenError | undefined

  constructor(options: TimelineOptions) {
    this.#options = options
    this.#name = options.verifier.name
    this.#trusted = this.#tree(NOTHING)
  }

  /** The tree in which records are proven now. A later one begins with it. */
  get tree(): ProvenTree {
    return this.#trusted
  }

  /**
   * Reads what is remembered, once: the largest head becomes the trusted tree, the others are checked against it.
   * Throws `parse` where the remembered head is damaged and no other is known, `mismatch` where it is not properly
   * signed or does not go with its tiles, `unreachable` where the tiles of no known head can be had.
   */
  start(): Promise<void> {
    return this.#steps.get('start', async () => {
      const known = this.#options.floorHeads.map((note) => openTreeHead(note, this.#options.verifier))
      const remembered = this.#openRemembered(await this.#options.ops.readHead(), known.length > 0)
      if (remembered !== undefined) known.push(remembered)
      known.sort((a, b) => b.size - a.size)
      const leftOver: SignedHead[] = []
      let cause: unknown
      for (const head of known) {
        try {
          await this.#mergeHead(head)
        } catch (error) {
          // Its tiles are out of reach, but a smaller head may have its own in the cache.
          if (!isWardenError(error, 'unreachable')) throw error
          leftOver.push(head)
          this.#options.count('unchecked', String(head.size))
          cause = error
        }
      }
      if (leftOver.length > 0 && leftOver.length === known.length) {
        throw new WardenError('unreachable', `${this.#name}: the tiles of the remembered tree cannot be had`, { cause })
      }
      this.#leftOver = leftOver
      await this.#keepRemembered(remembered, known)
    })
  }

  // Remembers again what go remembers, where no other head that we know of is as large: go alone moved it, or a run of
  // ours was killed between writing it and writing our own copy. What is remembered twice is not lost with one file.
  async #keepRemembered(remembered: SignedHead | undefined, known: readonly SignedHead[]): Promise<void> {
    if (remembered === undefined || this.#leftOver.includes(remembered)) return
    if (known.some((head) => head !== remembered && head.size >= remembered.size)) return
    try {
      await this.#options.source.saved()
      await this.#moving(() => this.#options.ops.writeHead(remembered.note, remembered.note))
    } catch (error) {
      if (!isWardenError(error)) throw error
      this.#options.count('unremembered', error.message)
    }
  }

  /**
   * Checks the heads that `start` could not check. Nothing that the database says anew may count before that.
   * Throws as `merge` does.
   */
  checkLeftOver(): Promise<void> {
    return this.#steps.get('left over', async () => {
      for (const head of this.#leftOver) await this.#mergeHead(head)
    })
  }

  /**
   * Verifies a signed head, checks it against ours, and moves ours forward where it is newer; once for each head.
   * Throws `parse` where it is malformed, `mismatch` where it is not properly signed or does not go with its tiles,
   * `unreachable` where they cannot be had, and what `HeadOps` throws.
   */
  async merge(note: Uint8Array): Promise<void> {
    await this.#merges.get(keyOf(note), async () => this.#check(openTreeHead(note, this.#options.verifier)))
  }

  /** Throws where a fork was seen. */
  refuseForked(): void {
    if (this.#fork !== undefined) throw this.#fork
  }

  #mergeHead(head: SignedHead): Promise<void> {
    return this.#merges.get(keyOf(head.note), async () => this.#check(head))
  }

  async #check(head: SignedHead): Promise<void> {
    this.refuseForked()
    this.#options.count('head', String(head.size))
    if (head.size <= this.#trusted.head.size) return this.#checkOlder(head, this.#trusted)
    await this.#moving(async () => {
      await this.#move(head)
      await this.#rememberHead()
    })
  }

  // Moves the trusted tree to a newer head, in memory. Runs inside `#moving`.
  async #move(head: SignedHead): Promise<void> {
    const trusted = this.#trusted
    if (head.size <= trusted.head.size) return this.#checkOlder(head, trusted)
    const next = this.#tree(head)
    await next.ready()
    await this.#checkOlder(trusted.head, next)
    next.trust(trusted)
    this.#trusted = next
  }

  // Writes the trusted head where go remembers it. Whatever is there now may be another process's: it is merged, and
  // never replaced by a smaller one. Runs inside `#moving`.
  async #rememberHead(): Promise<void> {
    for (let tries = 0; tries < MAX_CONFLICTS; tries++) {
      const note = await this.#options.ops.readHead()
      // A torn file is replaced: the trusted tree holds all that we know.
      const current = this.#openRemembered(note, true)
      if (current !== undefined) await this.#move(current)
      const trusted = this.#trusted.head
      if (current !== undefined && current.size >= trusted.size) return
      // The tiles go first: a remembered head without its tiles would prove nothing while offline.
      await this.#options.source.saved()
      try {
        if (await this.#options.ops.writeHead(note, trusted.note)) return
      } catch (error) {
        // What is proven is proven, even where the disk is full or read-only; only our memory stays behind.
        if (!isWardenError(error)) throw error
        return this.#options.count('unremembered', error.message)
      }
    }
    this.#options.count('unremembered', `others changed it ${MAX_CONFLICTS} times`)
  }

  // Checks that the tree of `newer` begins with the tree of `older`; otherwise the database forked.
  async #checkOlder(older: SignedHead, newer: ProvenTree): Promise<void> {
    const same = older.size === newer.head.size
    // Two heads of one size need no tiles: their hashes are equal or they are a fork.
    const found = same ? newer.head.hash : await newer.treeHash(older.size)
    if (equalBytes(found, older.hash)) return
    const proof = same ? [] : await newer.proveTree(older.size)
    throw await this.#forked(forkReport(this.#options.verifier, older, newer.head, found, proof))
  }

  async #forked(report: ForkReport): Promise<WardenError> {
    // The first evidence is enough.
    if (this.#fork !== undefined) return this.#fork
    const sizes = `${report.older.size} and ${report.newer.size} records`
    const message = `${this.#name}: signed two histories, in its heads of ${sizes}`
    const remedy = 'trust no new module until the operator of the database has explained the evidence that was kept'
    const fork = new WardenError('fork', message, { remedy })
    this.#fork = fork
    try {
      await this.#options.ops.keepEvidence(report)
    } catch (error) {
      const lost = `${message}; the evidence could not be kept (${messageOf(error)}):\n${report.text}`
      this.#fork = new WardenError('fork', lost, { remedy, cause: error })
    }
    return this.#fork
  }

  // go truncates the file before it writes it, so after a crash it may be empty or torn. A torn one counts as empty
  // where another head is known; otherwise the user must know that the memory is gone.
  #openRemembered(note: Uint8Array, otherKnown: boolean): SignedHead | undefined {
    if (note.length === 0) return undefined
    try {
      return openTreeHead(note, this.#options.verifier)
    } catch (error) {
      if (!isWardenError(error, 'parse')) throw error
      this.#options.count('damaged', `${this.#name}/latest: ${messageOf(error)}`)
      if (otherKnown) return undefined
      throw new WardenError('parse', `${this.#name}: the remembered head is damaged`, {
        place: { file: `${this.#name}/latest` },
        remedy: `find out why, then remove $(go env GOPATH)/pkg/sumdb/${this.#name}/latest`,
        cause: error,
      })
    }
  }

  #tree(head: SignedHead): ProvenTree {
    return new ProvenTree(head, this.#options.source, this.#options.tileHeight)
  }
}

const MAX_CONFLICTS = 100

// First contact: the empty tree, which every tree begins with and nobody signed.
const NOTHING: SignedHead = {
  size: 0,
  hash: treeHash(0, () => new Uint8Array(0)),
  note: new Uint8Array(0),
}

function keyOf(note: Uint8Array): string {
  return hash('sha256', note)
}
