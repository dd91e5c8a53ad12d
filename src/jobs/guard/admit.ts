// admit: lets a module version through a guard once it is proven, looked at and allowed. Two stages, because go reads the
// .mod of versions that it never builds: a go.mod that is proven is data and is always given; an `.info` is given where
// what is known allows it; a zip is given when its bytes are proven, read and decided on. Each is fetched once, whoever
// asks; what is kept is never fetched again, and is decided on anew whenever something changes.
import { isWardenError, messageOf, WardenError } from '../../base/errors.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import { createGate } from '../../base/once.ts'
import { matchPrefixPatterns } from '../../base/patterns.ts'
import { isToolchain } from '../../gomod/cachelayout.ts'
import { hashGoMod } from '../../gomod/dirhash.ts'
import { parseInfo } from '../../gomod/origin.ts'
import type { Examined } from '../../world/contents.ts'
import type { KeptProof, KeptVersion, OpenZip } from '../../world/vault.ts'
import { isMalwareRefusal } from '../../advisories/refusal.ts'
import { wantedBy } from '../../policy/wanted.ts'
import { createAskAuthor } from '../known/authorsays.ts'
import { createFlights } from './flights.ts'
import {
  createDeciding,
  isStopped,
  type ContentFacts,
  type Deciding,
  type DecisionSubject,
  type Made,
} from './decide.ts'
import type { GuardWorld } from './guardworld.ts'
import { findProof, type ProofFound } from './standing.ts'

/** What a client gets: the thing itself, or the decision that keeps it back. */
export type Admitted<T> =
  | { readonly kind: 'given'; readonly value: T; readonly made: Made | undefined }
  | { readonly kind: 'stopped'; readonly made: Made }

/**
 * Gives what is asked for. With `fetch` false only what is kept already is given (`Disable-Module-Fetch`). All throw
 * `not-found` (every upstream said so), `refused`, `unreachable`, `too-large`, `parse`, `mismatch` (the upstream's
 * trouble), `busy`, `io`, `fork`.
 */
export interface Admission {
  info(module: ModuleVersion, fetch: boolean): Promise<Admitted<Uint8Array>>
  goMod(module: ModuleVersion, fetch: boolean): Promise<Admitted<Uint8Array>>
  /** The zip is to be closed by the caller. */
  zip(module: ModuleVersion, fetch: boolean): Promise<Admitted<OpenZip>>
  /** Decides on the contents, fetching what is missing, without giving them. */
  judge(module: ModuleVersion): Promise<Made>
  /** Decides by name, lists and age alone: nothing is fetched but the database's record. */
  judgeRecord(module: ModuleVersion): Promise<Made>
  /**
   * Decides anew on what is kept of a version, fetching nothing of it; of both stages the decision that must be made again
   * first. `undefined` where nothing of it was ever decided on.
   */
  rejudge(module: ModuleVersion): Promise<Made | undefined>
  readonly deciding: Deciding
}

const FETCHING_SMALL = 64
const FETCHING_ZIPS = 16

/** Makes the admission of one guard. */
export function createAdmission(guard: GuardWorld): Admission {
  const { vault, world, signal } = guard
  const flights = createFlights(world.clock)
  const deciding = createDeciding(
    guard,
    createAskAuthor(guard, async (module) => {
      const kept = await vault.goMod(module)
      if (kept !== undefined) return kept
      const got = await flights.run(`mod ${moduleName(module)}`, async () => fetchGoMod(module))
      return got instanceof Uint8Array ? got : undefined
    }),
  )
  const small = createGate(FETCHING_SMALL)
  const large = createGate(FETCHING_ZIPS)

  const proofOf = async (module: ModuleVersion, kept: KeptVersion | undefined): Promise<ProofFound> =>
    kept?.proof !== undefined && kept.proof.key === guard.database?.key
      ? { kind: 'proven', proof: kept.proof }
      : flights.run(`proof ${moduleName(module)}`, async () => findProof(guard.database, module, kept))

  /** The go.mod file, kept; or the decision about one that is not what was agreed on. */
  const fetchGoMod = async (module: ModuleVersion): Promise<Uint8Array | Made> => {
    const kept = await vault.find(module)
    const [bytes, found] = await Promise.all([
      small(async () => world.proxy.goMod(module, signal)),
      proofOf(module, kept),
    ])
    const h1 = hashGoMod(bytes)
    const standing = standingOf(found, found.kind === 'proven' && found.proof.goMod.includes(h1))
    if (standing !== 'proven' && standing !== 'unproven') {
      if (standing === 'mismatch') guard.onEvent({ kind: 'unverified', stage: 'goMod' })
      return deciding.decide({ module, stage: 'metadata', standing, ...numberOf(found) })
    }
    await vault.keep(module, { goMod: { bytes, h1 }, ...proofPart(found) })
    return bytes
  }

  /** Whether a go.mod that is kept is what the database has: it may be from a time in which nobody was asked about it. */
  const isStillAgreed = async (module: ModuleVersion): Promise<boolean> => {
    const kept = await vault.find(module)
    const found = await proofOf(module, kept)
    return found.kind === 'unproven' || (found.kind === 'proven' && found.proof.goMod.includes(kept?.goMod?.h1 ?? ''))
  }

  const metadataSubject = async (
    module: ModuleVersion,
    found: ProofFound,
    info: Uint8Array | undefined,
  ): Promise<DecisionSubject> => ({
    module,
    stage: 'metadata',
    standing: standingOf(found, true),
    ...numberOf(found),
    firstSeen: (await vault.find(module))?.firstSeen,
    committed: info === undefined ? undefined : parseInfo(info).time,
  })

  const decideRecord = async (module: ModuleVersion): Promise<Made> =>
    deciding.known(module, 'metadata') ??
    deciding.decide(await metadataSubject(module, await proofOf(module, await vault.find(module)), undefined))

  /** The `.info` document, fetched where it is not kept, and the decision on it; what is new is kept in one step. */
  const admitInfo = async (module: ModuleVersion, stored: Uint8Array | undefined): Promise<Admitted<Uint8Array>> => {
    const kept = await vault.find(module)
    // go asks for every prefix of a path: the database is asked only about what an upstream has.
    const bytes = stored ?? (await small(async () => world.proxy.info(module, signal)))
    const found = await proofOf(module, kept)
    const subject = await metadataSubject(module, found, bytes)
    const made = deciding.known(module, 'metadata') ?? (await deciding.decide(subject))
    if (made.decision.temporary) return stopped(made)
    const content = deciding.known(module, 'content')
    const strictest = content !== undefined && isStopped(content) ? content : made
    // Who has a held version already must be able to go on listing what they build.
    const isGiven = !isStopped(strictest) || (kept?.given === true && strictest.decision.action === 'hold')
    const isKnown = stored !== undefined && (kept?.given === true || !isGiven)
    if (!isKnown) {
      await vault.keep(module, {
        ...(stored === undefined ? { info: bytes } : {}),
        ...(isGiven ? { given: true } : {}),
        ...proofPart(found),
      })
    }
    return isGiven ? { kind: 'given', value: bytes, made: strictest } : stopped(strictest)
  }

  /** Fetches the zip into the vault and reads it. */
  const fetchZip = async (module: ModuleVersion, kept: KeptVersion | undefined, found: ProofFound): Promise<Made> => {
    const folder = await vault.temporaryFolder()
    try {
      const file = `${folder}/module.zip`
      await world.proxy.zip(module, file, { signal })
      const h1 = await hashOf(guard, module, file)
      const standing = standingOf(found, found.kind === 'proven' && found.proof.zip.includes(h1))
      // Bytes that nobody agreed on are not looked at.
      const unread: ContentFacts = { h1, findings: [], incomplete: true, capabilities: [] }
      const content = standing === 'mismatch' ? unread : await readContent(guard, module, file, h1)
      const subject = {
        module,
        stage: 'content',
        standing,
        ...numberOf(found),
        firstSeen: kept?.firstSeen,
        content,
      } as const
      if (standing === 'mismatch') {
        guard.onEvent({ kind: 'unverified', stage: 'zip' })
        return await deciding.decide(subject)
      }
      const made = await deciding.decide(subject)
      // What is held or blocked is kept too: it opens one day, or is looked at.
      if (standing === 'proven' || standing === 'unproven') {
        await vault.keep(module, { zip: { file, h1 }, ...proofPart(found) })
      }
      return made
    } finally {
      await world.files.remove(folder)
    }
  }

  const decideContent = async (module: ModuleVersion, fetch: boolean): Promise<Made> =>
    deciding.known(module, 'content') ??
    flights.run(`zip ${fetch} ${moduleName(module)}`, async () => {
      const kept = await vault.find(module)
      const file = await vault.zipFile(module)
      if (file === undefined && !fetch) throw notHere(module)
      const found = await proofOf(module, kept)
      if (found.kind === 'unreachable')
        throw new WardenError('unreachable', found.why, { remedy: 'try again in a minute' })
      if (found.kind === 'absent') return absent(module, found)
      if (file === undefined || kept?.zip === undefined) {
        const got = await refusedAsMalware(module, async () => large(async () => fetchZip(module, kept, found)))
        return 'refused' in got ? got.refused : got
      }
      const { h1 } = kept.zip
      const standing = standingOf(found, found.kind === 'proven' && found.proof.zip.includes(h1))
      const content = await readContent(guard, module, file, h1)
      return deciding.decide({
        module,
        stage: 'content',
        standing,
        ...numberOf(found),
        firstSeen: kept.firstSeen,
        content,
      })
    })

  /** A version that the database lacks: only where an upstream has it is there anything to decide. */
  const absent = async (module: ModuleVersion, found: ProofFound): Promise<Made> => {
    await small(async () => world.proxy.info(module, signal))
    return deciding.decide({ module, stage: 'metadata', standing: standingOf(found, false) })
  }

  /** An upstream that calls the module malicious says so with 403: that is our own 403, not its trouble. */
  const refusedAsMalware = async <T>(module: ModuleVersion, work: () => Promise<T>): Promise<T | Refused> => {
    try {
      return await work()
    } catch (error) {
      if (!isWardenError(error, 'refused') || !isMalwareRefusal(messageOf(error))) throw error
      const refusal = messageOf(error)
      const found = await proofOf(module, await vault.find(module))
      const subject = await metadataSubject(module, found, undefined)
      return { refused: await deciding.decide({ ...subject, refusal }) }
    }
  }

  return {
    deciding,
    judge: async (module) => {
      refusePrivate(guard, module.path)
      return decideContent(module, true)
    },
    judgeRecord: async (module) => {
      refusePrivate(guard, module.path)
      return decideRecord(module)
    },
    rejudge: async (module) => {
      const kept = await vault.find(module)
      const isHere = kept?.zip !== undefined && (await vault.zipFile(module)) !== undefined
      const content = isHere ? await decideContent(module, true) : undefined
      if (kept?.given !== true && (await guard.log.last(module, 'metadata')) === undefined) return content
      const known = deciding.known(module, 'metadata')
      if (known !== undefined) return soonest(content, known)
      const [found, info] = await Promise.all([proofOf(module, kept), vault.info(module)])
      return soonest(content, await deciding.decide(await metadataSubject(module, found, info)))
    },
    async goMod(module, fetch): Promise<Admitted<Uint8Array>> {
      refusePrivate(guard, module.path)
      const kept = await vault.goMod(module)
      if (kept !== undefined && (await isStillAgreed(module))) return { kind: 'given', value: kept, made: undefined }
      if (!fetch) throw notHere(module)
      const got = await flights.run(`mod ${moduleName(module)}`, async () =>
        refusedAsMalware(module, async () => fetchGoMod(module)),
      )
      if (got instanceof Uint8Array) return { kind: 'given', value: got, made: undefined }
      return stopped('refused' in got ? got.refused : got)
    },
    async info(module, fetch): Promise<Admitted<Uint8Array>> {
      refusePrivate(guard, module.path)
      const stored = await vault.info(module)
      if (stored !== undefined) return admitInfo(module, stored)
      if (!fetch) throw notHere(module)
      const got = await flights.run(`info ${moduleName(module)}`, async () =>
        refusedAsMalware(module, async () => admitInfo(module, undefined)),
      )
      return 'refused' in got ? stopped(got.refused) : got
    },
    async zip(module, fetch): Promise<Admitted<OpenZip>> {
      refusePrivate(guard, module.path)
      for (let tries = 0; ; tries++) {
        const made = await decideContent(module, fetch)
        if (isStopped(made)) return stopped(made)
        const value = await vault.openZip(module)
        if (value !== undefined) return { kind: 'given', value, made }
        // The file was changed since it was decided on: it is fetched again, once.
        if (!fetch || tries > 0) throw new WardenError('io', `${moduleName(module)}: what was kept is damaged`)
        await flights.run(`again ${moduleName(module)}`, async () => {
          const kept = await vault.find(module)
          return large(async () => fetchZip(module, kept, await proofOf(module, kept)))
        })
      }
    },
  }
}

/** Of two decisions about a version the one that is to be made again first. */
function soonest(content: Made | undefined, metadata: Made): Made {
  if (content === undefined || metadata.decision.temporary) return metadata
  const [a, b] = [content, metadata].map(({ decision }) => decision.validUntil?.getTime() ?? Number.POSITIVE_INFINITY)
  return (b ?? 0) < (a ?? 0) ? metadata : content
}

/** What came instead of something that an upstream refused as malware. */
interface Refused {
  readonly refused: Made
}

function stopped(made: Made): { readonly kind: 'stopped'; readonly made: Made } {
  return { kind: 'stopped', made }
}

function standingOf(found: ProofFound, agrees: boolean): DecisionSubject['standing'] {
  if (found.kind === 'proven') return agrees ? 'proven' : 'mismatch'
  return found.kind
}

function numberOf(found: ProofFound): { readonly record?: number } {
  return found.kind === 'proven' ? { record: found.proof.record } : {}
}

function proofPart(found: ProofFound): { readonly proof?: KeptProof } {
  return found.kind === 'proven' ? { proof: found.proof } : {}
}

/**
 * Throws `refused` for a private path that this guard has no repository for: nobody is asked about it, and the answer does
 * not say whether it exists.
 */
export function refusePrivate(guard: Pick<GuardWorld, 'private' | 'fromGit'>, modulePath: string): void {
  if (!matchPrefixPatterns(guard.private, modulePath) || guard.fromGit(modulePath)) return
  throw new WardenError('refused', `${modulePath}: private here, and this guard serves no private modules`, {
    remedy: `go env -w GONOPROXY=${modulePath} fetches it from its own host`,
  })
}

function notHere(module: ModuleVersion): WardenError {
  return new WardenError(
    'not-found',
    `${moduleName(module)}: temporarily unavailable: not kept, and fetching is disabled`,
  )
}

/** The h1 of a zip that was fetched, by the strict reader. Throws `parse`, `io`. */
async function hashOf(guard: GuardWorld, module: ModuleVersion, zip: string): Promise<string> {
  let examined: Examined | undefined
  await guard.world.contents.examine(
    [{ module, zip, trustIndex: false }],
    (_, result) => (examined = result),
    guard.signal,
  )
  const hashed = examined?.zip
  if (hashed?.kind === 'hashed') return hashed.h1
  if (hashed?.kind === 'damaged') {
    guard.onEvent({ kind: 'unverified', stage: 'zip' })
    throw new WardenError('parse', `${moduleName(module)}: the upstream's zip is refused: ${hashed.why}`)
  }
  throw new WardenError(
    'io',
    `${moduleName(module)}: its zip could not be read${hashed?.kind === 'unreadable' ? `: ${hashed.why}` : ''}`,
  )
}

/**
 * What the code of a zip says. A toolchain is Go's own code: it is proven, and nothing that rules for modules say of
 * compilers and their tests would mean anything.
 */
async function readContent(guard: GuardWorld, module: ModuleVersion, zip: string, h1: string): Promise<ContentFacts> {
  if (isToolchain(module)) return { h1, findings: [], incomplete: false, capabilities: [] }
  const { scanner, world, signal, onEvent } = guard
  const began = world.clock.now().getTime()
  let facts: ContentFacts | undefined
  await scanner.scan(
    [{ tree: { kind: 'zip', module, zip }, h1 }],
    (_, answer) => {
      if (answer.kind === 'failed') facts = { h1, findings: [], incomplete: true, capabilities: [] }
      else {
        const capabilities = [...new Set(answer.capabilities.map(({ capability }) => capability))]
        facts = { h1, findings: answer.findings, incomplete: answer.incomplete, capabilities }
      }
    },
    signal,
  )
  onEvent({ kind: 'scan', seconds: (world.clock.now().getTime() - began) / 1000 })
  if (facts === undefined) throw new WardenError('io', `${moduleName(module)}: it was not looked at`)
  if (!wantedBy(guard.ruling().policy).licences) return facts
  return { ...facts, licences: await guard.licences(module, zip) }
}
