// The DecisionLog of src/world/decisionlog.ts: decisions are leaves of a Merkle tree of our own, with Go's own hashes and
// notes (src/sumdb/tlog.ts, note.ts), so that nobody can take one back unseen who does not also have the key. The leaf is
// the decision's JSON as it is kept. Whatever came in together is written together: one transaction has the leaves, the
// new nodes and the signed head.
//
//   head = a note: "modwarden decision log" NL size NL base64 of the tree's hash NL, signed by <data>/log.key
import { createGate } from '../base/once.ts'
import { utf8 } from '../base/bytes.ts'
import { WardenError, messageOf } from '../base/errors.ts'
import { nodeHash, recordHash, treeHash, type Hash, type TreeNode } from '../sumdb/tlog.ts'
import type { DecisionLog, LoggedDecision, NewDecision } from '../world/decisionlog.ts'
import { leavesWanted } from './decisionpage.ts'
import { formatLogHead, type LogKey } from './logkey.ts'
import type { Database, Statements, Tables } from './tables.ts'

interface Waiting {
  readonly decision: NewDecision
  readonly isSame: ((last: LoggedDecision) => boolean) | undefined
  readonly done: (logged: LoggedDecision) => void
  readonly failed: (error: unknown) => void
}

/** Opens the log of a database. Throws `io`. */
export function openDecisionLog(tables: Database, key: LogKey): DecisionLog {
  let { size, edge } = tables.atOnce((now) => stateOf(tables, now))
  let waiting: Waiting[] = []
  const writing = createGate(1)

  const flush = async (): Promise<void> => {
    const batch = waiting
    waiting = []
    if (batch.length === 0) return Promise.resolve()
    try {
      const after = tables.atOnce((now) => {
        // Another process may have written since.
        const state = sizeOf(tables, now) === size ? { size, edge: new Map(edge) } : stateOf(tables, now)
        return { ...writeAll(tables, now, key, batch, state), edge: state.edge }
      })
      size = after.size
      edge = after.edge
      for (const [i, one] of after.logged.entries()) batch[i]?.done(one)
    } catch (error) {
      const failure = new WardenError('io', `the decision log cannot be written: ${messageOf(error)}`, { cause: error })
      for (const one of batch) one.failed(failure)
    }
  }

  return {
    key: key.verifier.key,
    size: () => size,
    append: async (decision, isSame) => {
      const { promise, resolve, reject } = Promise.withResolvers<LoggedDecision>()
      // Whoever writes for all may fail it before anybody waits for it here.
      promise.catch(() => undefined)
      waiting.push({ decision, isSame, done: resolve, failed: reject })
      // A turn of the event loop, so that all who came in one are written, and synced, as one.
      await new Promise((next) => setImmediate(next))
      await writing(flush)
      return promise
    },
    last: async (module, stage) => {
      const row = await tables.rows
        .selectFrom('decisions')
        .select('leaf')
        .where('path', '=', module.path)
        .where('version', '=', module.version)
        .where('stage', '=', stage)
        .orderBy('number', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row === undefined ? undefined : parseLeaf(row.leaf)
    },
    history: async (path, version, most) => decisionsAbout(tables, path, version, most),
    find: async (event) => {
      const row = await tables.rows.selectFrom('decisions').select('leaf').where('event', '=', event).executeTakeFirst()
      return row === undefined ? undefined : parseLeaf(row.leaf)
    },
    stopped: async (most) => {
      const found = await tables.rows
        .selectFrom('decisions')
        .select('leaf')
        .where('action', 'in', ['block', 'hold'])
        .orderBy('number', 'desc')
        .limit(most)
        .execute()
      return found.map(({ leaf }) => parseLeaf(leaf))
    },
    page: async (query) => (await leavesWanted(tables, query)).map(parseLeaf),
  }
}

/** All decisions about a module version, or all versions of a module; the newest first, at most so many. */
export async function decisionsAbout(
  { rows }: Database,
  path: string,
  version: string | undefined,
  most: number,
): Promise<readonly LoggedDecision[]> {
  let wanted = rows.selectFrom('decisions').select('leaf').where('path', '=', path)
  if (version !== undefined) wanted = wanted.where('version', '=', version)
  const found = await wanted.orderBy('number', 'desc').limit(most).execute()
  return found.map(({ leaf }) => parseLeaf(leaf))
}

/** The leaves in order, as they were hashed: a JSON document each. */
export async function* decisionLeaves({ rows }: Database): AsyncIterable<string> {
  for (let from = 0; ; from += PAGE) {
    const found = await rows
      .selectFrom('decisions')
      .select('leaf')
      .where('number', '>=', from)
      .where('number', '<', from + PAGE)
      .orderBy('number')
      .execute()
    for (const { leaf } of found) yield leaf
    if (found.length === 0) return
  }
}

const PAGE = 500

/** What checking a log found. */
export interface LogCheck {
  readonly size: number
  /** What is wrong, in a sentence; `undefined` where everything agrees. */
  readonly trouble: string | undefined
}

/**
 * Checks everything: each leaf's number, every node from the leaves up, every signed head. `earlier` is a head that was
 * kept elsewhere: the log must begin with its tree.
 */
export async function checkDecisionLog(
  tables: Database,
  open: OpenHead,
  earlier: string | undefined,
): Promise<LogCheck> {
  const heads = await tables.rows.selectFrom('heads').select('note').orderBy('size').execute()
  const rows = tables.rows.selectFrom('decisions').selectAll().orderBy('number').stream()
  const notes = heads.map(({ note }) => note)
  return checkLeaves(rows, notes, open, earlier)
}

/** Opens a signed head; throws where it does not hold. */
export type OpenHead = (note: string) => { readonly size: number; readonly hash: string }

/** A leaf, and where it is known the row that it is found by. */
export type LeafRow = Tables['decisions'] | Pick<Tables['decisions'], 'leaf'>

/** The same for a log that lies elsewhere: its leaves and its heads in order. */
export async function checkLeaves(
  leaves: AsyncIterable<LeafRow>,
  heads: readonly string[],
  open: OpenHead,
  earlier: string | undefined,
): Promise<LogCheck> {
  const wanted = new Map<number, string>()
  const trouble = (size: number, text: string): LogCheck => ({ size, trouble: text })
  let newest = 0
  for (const [i, note] of [...heads, ...(earlier === undefined ? [] : [earlier])].entries()) {
    try {
      const head = open(note)
      const other = wanted.get(head.size)
      if (other !== undefined && other !== head.hash)
        return trouble(head.size, `two heads of ${head.size} decisions differ`)
      wanted.set(head.size, head.hash)
      if (i < heads.length) newest = Math.max(newest, head.size)
    } catch (error) {
      return trouble(0, `a signed head does not hold: ${messageOf(error)}`)
    }
  }
  const edge = new Map<number, Hash>()
  let size = 0
  for await (const row of leaves) {
    if (!isLeafOf(row, size)) return trouble(size, `decision ${size} is missing`)
    if ('event' in row && !isOfLeaf(row)) return trouble(size, `decision ${size} is not the one that was logged`)
    addLeaf(edge, size, recordHash(utf8(row.leaf)), () => undefined)
    size++
    const hash = wanted.get(size)
    if (hash !== undefined && hash !== hashOf(edge, size)) {
      return trouble(size, `the first ${size} decisions are not those of the head that was signed for them`)
    }
    wanted.delete(size)
  }
  const [missing] = wanted.keys()
  if (missing !== undefined) return trouble(size, `a head was signed for ${missing} decisions, and there are ${size}`)
  if (size > 0 && newest !== size) return trouble(size, `no head is signed for all ${size} decisions`)
  return { size, trouble: undefined }
}

function isLeafOf(row: LeafRow, number: number): boolean {
  if ('number' in row) return row.number === number
  try {
    return parseLeaf(row.leaf).number === number
  } catch {
    return false
  }
}

function writeAll(
  { rows }: Database,
  now: Statements,
  key: LogKey,
  batch: readonly Waiting[],
  { size: from, edge }: LogState,
): { readonly logged: readonly LoggedDecision[]; readonly size: number } {
  const logged: LoggedDecision[] = []
  let size = from
  for (const { decision, isSame } of batch) {
    // In the transaction: whoever else writes has done so before it, or will see what this one writes.
    const last = isSame === undefined ? undefined : lastOf(rows, now, decision)
    if (last !== undefined && isSame?.(last) === true) {
      logged.push(last)
      continue
    }
    const one: LoggedDecision = { number: size++, ...decision }
    logged.push(one)
    const { number, event, path, version, stage, action } = one
    const leaf = JSON.stringify(one)
    now.run(rows.insertInto('decisions').values({ number, event, path, version, stage, action, leaf }).compile())
    addLeaf(edge, number, recordHash(utf8(leaf)), (level, place, hash) => {
      now.run(rows.insertInto('nodes').values({ level, place, hash }).compile())
    })
  }
  if (size === from) return { logged, size }
  const note = key.sign(formatLogHead(size, hashOf(edge, size)))
  now.run(rows.insertInto('heads').values({ size, note }).compile())
  return { logged, size }
}

function lastOf(
  rows: Database['rows'],
  now: Statements,
  { path, version, stage }: NewDecision,
): LoggedDecision | undefined {
  const same = rows.selectFrom('decisions').select('leaf').where('path', '=', path).where('version', '=', version)
  const newest = same.where('stage', '=', stage).orderBy('number', 'desc').limit(1)
  return now.all(newest.compile(), (row) => parseLeaf(String(row['leaf'])))[0]
}

/** Adds the leaf with this number; `edge` has the last complete node of each level that waits for its neighbour. */
function addLeaf(
  edge: Map<number, Hash>,
  number: number,
  leaf: Hash,
  onNode: (level: number, place: number, hash: Hash) => void,
): void {
  let hash = leaf
  let place = number
  onNode(0, place, hash)
  for (let level = 0; ; level++) {
    const left = edge.get(level)
    if (place % 2 === 0 || left === undefined) {
      edge.set(level, hash)
      return
    }
    edge.delete(level)
    hash = nodeHash(left, hash)
    place = Math.floor(place / 2)
    onNode(level + 1, place, hash)
  }
}

function hashOf(edge: ReadonlyMap<number, Hash>, size: number): string {
  const read = ({ level }: TreeNode): Hash => edge.get(level) ?? missing(level)
  return Buffer.from(treeHash(size, read)).toString('base64')
}

function missing(level: number): never {
  throw new WardenError('io', `the decision log lacks a node of level ${level}`)
}

/** How far the log is. */
interface LogState {
  readonly size: number
  /** The nodes that wait for their neighbours, by level: one for each binary digit of the size. */
  readonly edge: Map<number, Hash>
}

function sizeOf({ rows }: Database, now: Statements): number {
  const last = rows.selectFrom('decisions').select('number').orderBy('number', 'desc').limit(1).compile()
  const [number] = now.all(last, (row) => Number(row['number']))
  return number === undefined ? 0 : number + 1
}

function stateOf(tables: Database, now: Statements): LogState {
  const size = sizeOf(tables, now)
  const edge = new Map<number, Hash>()
  let width = 1
  for (let level = 0; width <= size; level++, width *= 2) {
    const place = Math.floor(size / width) - 1
    if (place % 2 !== 0) continue
    const wanted = tables.rows.selectFrom('nodes').select('hash').where('level', '=', level).where('place', '=', place)
    const [node] = now.all(wanted.compile(), ({ hash }) => hash)
    edge.set(level, node instanceof Uint8Array ? node : missing(level))
  }
  return { size, edge }
}

/** Whether what a row is found by is what its leaf says. */
function isOfLeaf({ leaf, ...row }: Tables['decisions']): boolean {
  const logged = parseLeaf(leaf)
  return (['number', 'event', 'path', 'version', 'stage', 'action'] as const).every((key) => logged[key] === row[key])
}

function parseLeaf(leaf: Tables['decisions']['leaf']): LoggedDecision {
  // Only this program writes leaves; `log verify` shows whether somebody else did.
  return JSON.parse(leaf) as LoggedDecision
}
