// One module version of go's cache mended: what is wrong is kept as evidence and replaced by what was agreed on, and the
// result is proven again. `repair` and `rebuild` do this for each of theirs; the steps on the disk are in install.ts.
//
// All of it happens under go's lock of the version, from looking to proving, so that no go command changes the files in
// between. Killed at any point it is begun again from the start: what is right by then stays as it is.
import type { ModuleVersion } from '../../base/finding.ts'
import type { CachePaths } from '../../gomod/cachelayout.ts'
import { hashGoMod } from '../../gomod/dirhash.ts'
import { goFlagValues } from '../../gomod/goflags.ts'
import { maxModFileSize } from '../../gomod/modlex.ts'
import { isWardenError, messageOf, WardenError } from '../../base/errors.ts'
import type { Part } from '../../report/verify.ts'
import type { Examined, ExamineRequest, Hashed } from '../../world/contents.ts'
import type { World } from '../../world/world.ts'
import type { Agreed } from '../verify/agreed.ts'
import { indexFile } from '../verify/hashing.ts'
import { placeFile, placeFolder, placeZip, removeLeftovers, takeAway, underVersionLock } from './install.ts'
import { evidenceFolder, keepEvidence, type Actor, type Keeping } from './keep.ts'
import { trailEnd, trailStart } from './trail.ts'

/** What is to be mended, and with what. */
export interface Mending {
  readonly action: Keeping['action']
  readonly module: ModuleVersion
  readonly paths: CachePaths
  /** GOMODCACHE. */
  readonly cache: string
  readonly agreed: Agreed
  /** A proven zip outside of the cache, for where the cache's is not the one; `undefined` where none could be had. */
  readonly zip: string | undefined
  /** A proven go.mod, for the same. */
  readonly goMod: Uint8Array | undefined
  /** Parts that are put there even where they are missing. */
  readonly complete: boolean
  /** Removes what is wrong and cannot be replaced. */
  readonly remove: boolean
}

/** How it went. */
export type Mended =
  | { readonly kind: 'sound'; readonly leftovers: number }
  | { readonly kind: 'added'; readonly leftovers: number; readonly added: readonly Part[] }
  | {
      readonly kind: 'repaired' | 'removed'
      readonly leftovers: number
      readonly bad: readonly Part[]
      readonly evidence: string
    }
  /** Nothing was changed: what would have to replace it is not to be had. */
  | {
      readonly kind: 'lacking'
      readonly leftovers: number
      readonly bad: readonly Part[]
      readonly unread: readonly string[]
    }
  /** It was replaced, and is wrong all the same. */
  | { readonly kind: 'broken'; readonly leftovers: number; readonly bad: readonly Part[]; readonly evidence?: string }

/**
 * Mends one module version. Throws `io`, `busy`, `too-large`, `aborted` (before anything was changed) and what the disk
 * says halfway: then go treats what is not right yet as not there, and the next run goes on.
 */
export async function mend(
  world: World,
  mending: Mending,
  actor: Actor,
  signal: AbortSignal | undefined,
): Promise<Mended> {
  const { paths, module } = mending
  return underVersionLock(world, paths, module, signal, async () => {
    const leftovers = await removeLeftovers(world, paths)
    const state = await look(world, mending, signal)
    const bad = badParts(state, mending.agreed)
    const plan = planFor(state, bad, mending)
    if (bad.length === 0 && plan.add.length === 0) {
      await finishPartial(world, paths, state, mending.agreed)
      return { kind: 'sound', leftovers }
    }
    if (plan.lacking && !(mending.remove && bad.length > 0))
      return { kind: 'lacking', leftovers, bad, unread: unreadOf(state) }
    if (bad.length === 0) {
      await replaceAll(world, mending, plan, actor)
      const left = await stillBad(world, mending)
      return left.length === 0
        ? { kind: 'added', leftovers, added: plan.add }
        : { kind: 'broken', leftovers, bad: left }
    }
    return { leftovers, bad, ...(await replaceBad(world, mending, state, plan, bad, actor, signal)) }
  })
}

/** Removes one module version from the cache; what is bad about it is kept first. Gives the evidence's folder. */
export async function removeBad(
  world: World,
  mending: Mending,
  actor: Actor,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const { paths, module } = mending
  return underVersionLock(world, paths, module, signal, async () => {
    const state = await look(world, mending, signal)
    const bad = badParts(state, mending.agreed)
    if (bad.length === 0) return undefined
    const plan: Plan = { add: [], zip: false, ziphash: false, folder: false, goMod: false, lacking: true }
    const { evidence } = await replaceBad(world, { ...mending, remove: true }, state, plan, bad, actor, signal)
    return evidence
  })
}

interface State {
  readonly examined: Examined
  readonly goMod: Hashed
  /** Whether there is something at `.ziphash`, torn or not. */
  readonly hasZiphash: boolean
  readonly hasPartial: boolean
}

const ABSENT: Hashed = { kind: 'absent' }

async function look(world: World, { module, paths, cache }: Mending, signal: AbortSignal | undefined): Promise<State> {
  const { zip, ziphash, folder } = paths
  // The index never answers here, and an entry that would vouch for what is replaced is dropped.
  const index = indexFile(world, folder)
  const request: ExamineRequest = { module, zip, ziphash, folder, root: cache, index, trustIndex: false }
  return {
    examined: await examineOne(world, request, signal),
    goMod: await hashOfGoMod(world, paths.mod),
    hasZiphash: (await world.files.info(ziphash)) !== undefined,
    hasPartial: (await world.files.info(paths.partial)) !== undefined,
  }
}

async function examineOne(world: World, request: ExamineRequest, signal: AbortSignal | undefined): Promise<Examined> {
  let examined: Examined | undefined
  await world.contents.examine([request], (_, result) => (examined = result), signal)
  if (examined === undefined) throw new Error(`${request.module.path}: not examined`)
  return examined
}

async function hashOfGoMod(world: World, file: string): Promise<Hashed> {
  try {
    const bytes = await world.files.read(file, maxModFileSize)
    if (bytes === undefined) return ABSENT
    return { kind: 'hashed', h1: hashGoMod(bytes), files: 1, bytes: bytes.length }
  } catch (error) {
    if (!isWardenError(error, 'io', 'too-large')) throw error
    return { kind: 'unreadable', why: messageOf(error) }
  }
}

/** What is there and not shown to be what was agreed on; of what nobody says anything, nothing is bad. */
function badParts({ examined, goMod, hasZiphash }: State, agreed: Agreed): Part[] {
  const bad: Part[] = []
  const wrong = (hashed: Hashed, expected: readonly string[]): boolean =>
    hashed.kind !== 'absent' && expected.length > 0 && !(hashed.kind === 'hashed' && expected.includes(hashed.h1))
  if (wrong(examined.zip, agreed.zip)) bad.push('zip')
  // A torn one is harmless: go makes it anew.
  const { ziphash } = examined
  if (hasZiphash && ziphash !== undefined && agreed.zip.length > 0 && !agreed.zip.includes(ziphash)) {
    bad.push('.ziphash')
  }
  if (wrong(examined.folder, agreed.zip)) bad.push('folder')
  if (wrong(goMod, agreed.goMod)) bad.push('.mod')
  return bad
}

/** Why parts could not be read, a sentence each. */
function unreadOf({ examined, goMod }: State): string[] {
  return [examined.zip, examined.folder, goMod].flatMap((part) => (part.kind === 'unreadable' ? [part.why] : []))
}

/** What is put in place. */
interface Plan {
  readonly zip: boolean
  readonly ziphash: boolean
  readonly folder: boolean
  readonly goMod: boolean
  /** Those of them where nothing was. */
  readonly add: readonly Part[]
  /** Whether bytes are missing for it. */
  readonly lacking: boolean
}

function planFor(state: State, bad: readonly Part[], mending: Mending): Plan {
  const { agreed, complete } = mending
  const { zip, folder, ziphash } = state.examined
  const wantsContents = complete && agreed.zip.length > 0
  const lacksFolder = bad.includes('folder') || (wantsContents && folder.kind === 'absent')
  // A folder is extracted from the zip that lies beside it, so that both are right.
  const lacksZip = bad.includes('zip') || (zip.kind === 'absent' && (lacksFolder || wantsContents))
  const plan = {
    zip: lacksZip,
    ziphash: lacksZip || bad.includes('.ziphash') || (ziphash === undefined && (lacksFolder || wantsContents)),
    folder: lacksFolder,
    goMod: bad.includes('.mod') || (complete && agreed.goMod.length > 0 && state.goMod.kind === 'absent'),
  }
  const parts = { zip: plan.zip, '.ziphash': plan.ziphash, folder: plan.folder, '.mod': plan.goMod } as const
  const add = complete ? (Object.keys(parts) as (keyof typeof parts)[]).filter((p) => parts[p] && !bad.includes(p)) : []
  const lacking = (plan.zip && mending.zip === undefined) || (plan.goMod && mending.goMod === undefined)
  return { ...plan, add, lacking }
}

async function replaceBad(
  world: World,
  mending: Mending,
  state: State,
  plan: Plan,
  bad: readonly Part[],
  actor: Actor,
  signal: AbortSignal | undefined,
): Promise<{ readonly kind: 'repaired' | 'removed' | 'broken'; readonly evidence: string }> {
  const { module, paths, agreed, action, cache } = mending
  const evidence = evidenceFolder(world, action, module)
  const start = { action, path: module.path, version: module.version, cache, parts: bad, evidence, who: actor.who }
  // 1. The trail: from here on an interruption is visible.
  const id = await trailStart(world, start)
  let changed = false
  try {
    // 2. The evidence, on the disk before anything is changed.
    const differences = await differencesOf(world, mending, state, plan, signal)
    const keeping: Keeping = {
      action,
      module,
      agreed,
      bad,
      found: foundOf(state),
      places: placesOf(paths, bad),
      ...differences,
    }
    await keepEvidence(world, evidence, keeping, actor, signal)
    // 3. The change: the steps of install.ts.
    changed = true
    if (plan.lacking) {
      await takeAway(world, paths, { contents: bad.some((part) => part !== '.mod'), goMod: bad.includes('.mod') })
    } else {
      await replaceAll(world, mending, plan, actor)
    }
    // 4. The proof: what lies there now.
    const left = await stillBad(world, mending)
    const kind = left.length > 0 ? 'broken' : plan.lacking ? 'removed' : 'repaired'
    // 5. The trail again.
    await trailEnd(world, id, kind, left.length > 0 ? `still wrong: ${left.join(', ')}` : undefined)
    return { kind, evidence }
  } catch (error) {
    // Halfway it stays open: the next run goes through it again, and clears away what is left of this one. The disk that
    // made it fail may refuse this line too.
    if (!changed) await trailEnd(world, id, 'failed', messageOf(error)).catch(() => undefined)
    throw error
  }
}

/** What is wrong after a change. Throws `io` for what cannot be read: that it is wrong would be too much to say. */
async function stillBad(world: World, mending: Mending): Promise<Part[]> {
  const state = await look(world, mending, undefined)
  const left = badParts(state, mending.agreed)
  const [unread] = unreadOf(state)
  if (left.length > 0 && unread !== undefined) throw new WardenError('io', unread)
  return left
}

/** Puts everything of the plan in place; zip and hash before the folder, which is extracted from them. */
async function replaceAll(world: World, mending: Mending, plan: Plan, actor: Actor): Promise<void> {
  const { paths, module, agreed, zip, goMod } = mending
  const [h1] = agreed.zip
  if (plan.goMod && goMod !== undefined) await placeFile(world, paths, paths.mod, goMod)
  if (plan.zip && zip !== undefined) await placeZip(world, paths, zip, h1)
  else if (plan.ziphash && h1 !== undefined) await placeFile(world, paths, paths.ziphash, Buffer.from(h1))
  if (!plan.folder) return
  try {
    await placeFolder(world, paths, module, { expected: agreed.zip, writable: keepsWritable(actor.go.GOFLAGS) })
  } catch (error) {
    // The zip was right a moment ago, so that the disk or another user is at work.
    if (!isWardenError(error, 'mismatch', 'parse')) throw error
    throw new WardenError('io', `the zip changed while it was extracted: ${messageOf(error)}`, { cause: error })
  }
}

/** A folder that is right and was not finished for go: its extraction is finished now. */
async function finishPartial(world: World, paths: CachePaths, state: State, agreed: Agreed): Promise<void> {
  const { folder, ziphash } = state.examined
  const right = folder.kind === 'hashed' && agreed.zip.includes(folder.h1)
  if (!state.hasPartial || !right || ziphash === undefined) return
  await world.files.remove(paths.partial, { durable: true })
}

/** Whether GOFLAGS has go leave the cache's folders writable. */
function keepsWritable(goflags: string): boolean {
  const flag = goFlagValues(goflags, 'modcacherw').at(-1)
  return flag !== undefined && !/^(?:0|f|F|false|FALSE|False)$/.test(flag)
}

/** What differs between the bad folder and the proven zip, wherever that lies. */
async function differencesOf(
  world: World,
  { module, zip, paths, agreed }: Mending,
  { examined }: State,
  plan: Plan,
  signal: AbortSignal | undefined,
): Promise<Pick<Keeping, 'differences' | 'differenceCount'>> {
  const cached = examined.zip.kind === 'hashed' && agreed.zip.includes(examined.zip.h1)
  if (cached || zip === undefined || !plan.folder) {
    const { differences, differenceCount } = cached ? examined : { differences: [], differenceCount: 0 }
    return { differences, differenceCount }
  }
  const compared = await examineOne(world, { module, zip, folder: paths.folder, trustIndex: false }, signal)
  return { differences: compared.differences, differenceCount: compared.differenceCount }
}

function placesOf(paths: CachePaths, bad: readonly Part[]): Record<string, string> {
  const places: Record<string, string> = {}
  if (bad.includes('zip')) places['zip'] = paths.zip
  if (bad.includes('zip') || bad.includes('.ziphash')) places['ziphash'] = paths.ziphash
  if (bad.includes('folder')) places['folder'] = paths.folder
  if (bad.includes('.mod')) places['mod'] = paths.mod
  return places
}

function foundOf({ examined, goMod }: State): Record<string, string> {
  const told = (hashed: Hashed): string => {
    if (hashed.kind === 'hashed') return hashed.h1
    return hashed.kind === 'absent' ? 'absent' : `${hashed.kind}: ${hashed.why}`
  }
  return {
    zip: told(examined.zip),
    '.ziphash': examined.ziphash ?? 'absent',
    folder: told(examined.folder),
    '.mod': told(goMod),
  }
}
