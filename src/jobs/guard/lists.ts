// The lists of a guard: `@v/list`, `@latest` and queries by branch, commit or short version, as the upstream has them,
// without what would be refused a second later. go picks from these lists: a version that is in them and is then refused
// would break `go get -u` and `go list -m -u all` for everybody.
import { isWardenError, WardenError } from '../../base/errors.ts'
import { textOf, utf8 } from '../../base/bytes.ts'
import { fields } from '../../base/fields.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import { mapLimit } from '../../base/once.ts'
import { parseGoMod } from '../../gomod/modfile.ts'
import { parseInfo } from '../../gomod/origin.ts'
import { checkModule } from '../../gomod/path.ts'
import { isPseudoVersion } from '../../gomod/pseudo.ts'
import {
  build,
  canonicalVersion,
  compareVersions,
  isValid,
  major,
  majorMinor,
  prerelease,
} from '../../gomod/version.ts'
import { refusePrivate, type Admission, type Admitted } from './admit.ts'
import { isToolchainAllowed } from '../../policy/toolchains.ts'
import { createFlights } from './flights.ts'
import { isStopped, type Made } from './decide.ts'
import type { GuardWorld } from './guardworld.ts'
import { chooseInstead, type Instead } from '../known/instead.ts'

/** A list as it is given. */
export interface GivenList {
  readonly bytes: Uint8Array
  /** Whether the upstream could not be asked, and this is what it said before. */
  readonly stale: boolean
}

/** The lists. All throw as `Admission` does. */
export interface Lists {
  list(modulePath: string, fetch: boolean): Promise<GivenList>
  latest(modulePath: string, fetch: boolean): Promise<Admitted<Uint8Array>>
  /** `query` is a branch, a commit or a part of a version, not escaped. */
  query(modulePath: string, escapedQuery: string, query: string, fetch: boolean): Promise<Admitted<Uint8Array>>
  /** What may be taken instead of what is kept back; `undefined` where nothing is known within seconds. Throws bugs only. */
  instead(made: Made): Promise<Instead | undefined>
}

const MAX_LIST_BYTES = 16 << 20
const MAX_INFO_BYTES = 1 << 20
/** How long (ms) an upstream's list counts. */
const FRESH_MS = 30_000
/** How long (ms) a list waits for contents to be judged. */
const JUDGING_MS = 10_000
/** So many of a list's lines of releases are looked at by age, and so many of a major version by content. */
const MOST_MINORS = 24
const MOST_JUDGED = 4
const MOST_LISTS = 20_000
/** So many versions are looked at for one that may be taken instead. */
const MOST_LOOKED = 8
const TOOLCHAIN = 'golang.org/toolchain'
/** How long (ms) a refusal waits for what may be taken instead, and how long that counts. */
const INSTEAD_MS = 3000
const INSTEAD_FRESH_MS = 10_000

interface Line {
  readonly text: string
  readonly version: string
}

/** Makes the lists of one guard. */
export function createLists(guard: GuardWorld, admission: Admission): Lists {
  const { world, signal } = guard
  const flights = createFlights(world.clock)
  const kept = new Map<string, { readonly body: Uint8Array; readonly at: number }>()

  const upstream = async (
    modulePath: string,
    fetch: boolean,
  ): Promise<{ readonly body: Uint8Array; readonly stale: boolean }> => {
    const known = kept.get(modulePath)
    if (known !== undefined && (!fetch || world.clock.now().getTime() - known.at < FRESH_MS)) {
      return { body: known.body, stale: false }
    }
    if (!fetch) throw notHere(modulePath)
    try {
      const body = await flights.run(modulePath, async () =>
        world.proxy.raw(modulePath, '@v/list', MAX_LIST_BYTES, signal),
      )
      if (kept.size >= MOST_LISTS) kept.clear()
      kept.set(modulePath, { body, at: world.clock.now().getTime() })
      return { body, stale: false }
    } catch (error) {
      if (known === undefined || !isWardenError(error, 'unreachable', 'refused')) throw error
      return { body: known.body, stale: true }
    }
  }

  /** The lines of a list that may be given; `all` are those of the upstream. */
  const allowed = async (modulePath: string, all: readonly Line[]): Promise<readonly Line[]> => {
    // Thousands of versions of some hundred megabytes: which may come in is told by their names, and the rest at the zip.
    if (modulePath === TOOLCHAIN) return all.filter(({ version }) => isToolchainAllowed(guard.toolchains, version))
    const releases = all
      .filter(({ version }) => !isPseudoVersion(version))
      .toSorted((a, b) => compareVersions(b.version, a.version))
    const hidden = new Map<string, Made | undefined>()
    const hide = (version: string, made: Made | undefined): void => void hidden.set(version, made)
    const hideKnown = (): void => {
      for (const { version } of releases) {
        const made = admission.deciding.known({ path: modulePath, version }, 'content')
        if (made !== undefined && isStopped(made)) hide(version, made)
      }
    }
    hideKnown()
    // By age: what is young is the newest of its line of releases.
    const young = firstOfEach(
      releases.filter(({ version }) => !hidden.has(version)),
      ({ version }) => `${majorMinor(version)} ${prerelease(version) === ''}`,
    ).slice(0, MOST_MINORS)
    await mapLimit(young, MOST_MINORS, async ({ version }) => {
      const made = await judged(async () => admission.judgeRecord({ path: modulePath, version }))
      if (made !== 'unknown' && isStopped(made)) hide(version, made)
    })
    // By content: the version that `go get -u` would choose, of each major version.
    const majors = [...new Set(releases.map(({ version }) => major(version)))]
    await mapLimit(majors, MOST_MINORS, async (of) => {
      let looked = 0
      let taken: ((version: string) => boolean) | undefined
      for (const { version } of choices(releases.filter((line) => major(line.version) === of))) {
        if (hidden.has(version) || taken?.(version) === true) continue
        if (looked++ === MOST_JUDGED) return
        const made = await within(
          guard,
          judged(async () => admission.judge({ path: modulePath, version })),
        )
        if (made === 'unknown') return
        if (made === undefined || isStopped(made)) {
          hide(version, made)
          continue
        }
        // The newest one may take itself back, and others: then go chooses the next that is left.
        taken ??= await retractedBy(admission, modulePath, [version])
        if (!taken(version)) return
      }
    })
    hideKnown()
    // What hidden held versions retract: without their go.mod in the list go would choose what its author took back. A
    // blocked version says nothing: it may be the attacker's.
    const held = [...hidden].filter(([, made]) => made?.decision.action === 'hold').map(([version]) => version)
    const taken = await retractedBy(admission, modulePath, held)
    return all.filter(({ version }) => !hidden.has(version) && !taken(version))
  }

  /**
   * The newest release that is allowed by its contents and not taken back; other ones only where there is no release. Only
   * what must be looked at for that is: nobody asked for the rest, and each look is a decision in the log.
   */
  const newest = async (modulePath: string): Promise<string | undefined> => {
    refusePrivate(guard, modulePath)
    const { body } = await upstream(modulePath, true)
    const lines = linesOf(body).filter(({ version }) => !isPseudoVersion(version))
    const sorted = lines.toSorted((a, b) => compareVersions(b.version, a.version))
    const compatible = sorted.filter(({ version }) => build(version) === '')
    const taken: ((version: string) => boolean)[] = []
    let looked = 0
    for (const { version } of choices(compatible.length > 0 ? compatible : sorted)) {
      if (taken.some((isTaken) => isTaken(version))) continue
      const module = { path: modulePath, version }
      const known = admission.deciding.known(module, 'content')
      if (known === undefined && looked++ === MOST_LOOKED) return undefined
      const made = known ?? (await judged(async () => wholly(admission, module)))
      if (made === 'unknown' || made.decision.action === 'block') continue
      // A held version counts for what it takes back, as in the lists, and the first that is allowed for itself too.
      taken.push(await retractedBy(admission, modulePath, [version]))
      if (!isStopped(made) && taken.at(-1)?.(version) !== true) return version
    }
    return undefined
  }

  const proposed = new Map<
    string,
    { readonly at: number; readonly epoch: number; readonly version: string | undefined }
  >()
  /** The same for all who are refused within some seconds. */
  const newestNow = async (modulePath: string): Promise<string | undefined> => {
    const now = world.clock.now().getTime()
    const { epoch } = guard.ruling()
    const found = proposed.get(modulePath)
    if (found?.epoch === epoch && now - found.at < INSTEAD_FRESH_MS) return found.version
    const version = await flights.run(`${modulePath} newest`, async () => newest(modulePath)).catch(passedOver)
    if (proposed.size >= MOST_LISTS) proposed.clear()
    proposed.set(modulePath, { at: now, epoch, version })
    return version
  }

  return {
    async instead(made): Promise<Instead | undefined> {
      return within(guard, chooseInstead(made, newestNow), INSTEAD_MS)
    },
    async list(modulePath, fetch): Promise<GivenList> {
      refusePrivate(guard, modulePath)
      const { body, stale } = await upstream(modulePath, fetch)
      const lines = linesOf(body)
      const given = fetch ? await allowed(modulePath, lines) : lines
      return { bytes: utf8(given.map(({ text }) => `${text}\n`).join('')), stale }
    },
    async latest(modulePath, fetch): Promise<Admitted<Uint8Array>> {
      refusePrivate(guard, modulePath)
      if (!fetch) throw notHere(modulePath)
      const bytes = await flights.run(`${modulePath} latest`, async () =>
        world.proxy.raw(modulePath, '@latest', MAX_INFO_BYTES, signal),
      )
      const module = { path: modulePath, version: versionOf(modulePath, bytes) }
      const made = await within(
        guard,
        judged(async () => admission.judge(module)),
      )
      if (made === 'unknown' || (made !== undefined && !isStopped(made))) {
        return { kind: 'given', value: bytes, made: made === 'unknown' ? undefined : made }
      }
      const { body } = await upstream(modulePath, fetch)
      const [best] = choices(
        (await allowed(modulePath, linesOf(body))).toSorted((a, b) => compareVersions(b.version, a.version)),
      )
      if (best !== undefined) return admission.info({ path: modulePath, version: best.version }, fetch)
      if (made !== undefined) return { kind: 'stopped', made }
      throw new WardenError('unreachable', `${moduleName(module)}: is being looked at`, {
        remedy: 'ask again in a minute',
      })
    },
    async query(modulePath, escaped, query, fetch): Promise<Admitted<Uint8Array>> {
      refusePrivate(guard, modulePath)
      if (!fetch) throw notHere(modulePath)
      const key = `${modulePath} query ${query}`
      const bytes = await flights.run(key, async () =>
        world.proxy.raw(modulePath, `@v/${escaped}.info`, MAX_INFO_BYTES, signal),
      )
      const made = await admission.judgeRecord({ path: modulePath, version: versionOf(modulePath, bytes) })
      return isStopped(made) ? { kind: 'stopped', made } : { kind: 'given', value: bytes, made }
    },
  }
}

/** The decision on the contents; where the record is enough to stop it, nothing is fetched. */
async function wholly(admission: Admission, module: ModuleVersion): Promise<Made> {
  const made = await admission.judgeRecord(module)
  return made.decision.temporary || isStopped(made) ? made : admission.judge(module)
}

/** The decision, or that the upstream or the database has trouble with it, which go will see for itself. */
async function judged(work: () => Promise<Made>): Promise<Made | 'unknown'> {
  try {
    const made = await work()
    return made.decision.temporary ? 'unknown' : made
  } catch (error) {
    if (!isWardenError(error) || error.code === 'aborted' || error.code === 'fork') throw error
    return 'unknown'
  }
}

/** What comes within the time; the work goes on, so that a later list has it. */
async function within<T>(guard: GuardWorld, work: Promise<T>, ms: number = JUDGING_MS): Promise<T | undefined> {
  const stop = new AbortController()
  try {
    const late = guard.world.clock.sleep(ms, stop.signal).then(() => undefined)
    late.catch(() => undefined)
    work.catch(() => undefined)
    return await Promise.race([work, late])
  } finally {
    stop.abort()
  }
}

/** What is refused is refused all the same, whatever is wrong with what may be taken instead. */
function passedOver(error: unknown): undefined {
  if (!isWardenError(error)) throw error
}

/** What go would choose first: releases, then pre-releases, the newest first. */
function choices(newestFirst: readonly Line[]): readonly Line[] {
  const isRelease = ({ version }: Line): boolean => prerelease(version) === ''
  return [...newestFirst.filter(isRelease), ...newestFirst.filter((line) => !isRelease(line))]
}

function firstOfEach(lines: readonly Line[], keyOf: (line: Line) => string): readonly Line[] {
  const first = new Map<string, Line>()
  for (const line of lines) if (!first.has(keyOf(line))) first.set(keyOf(line), line)
  return [...first.values()]
}

/** What the go.mod files of some versions take back. */
async function retractedBy(
  admission: Admission,
  modulePath: string,
  versions: readonly string[],
): Promise<(version: string) => boolean> {
  const ranges: { readonly low: string; readonly high: string }[] = []
  for (const version of versions) {
    const module = { path: modulePath, version }
    try {
      const got = await admission.goMod(module, true)
      if (got.kind === 'given') ranges.push(...parseGoMod(got.value, moduleName(module), { lax: true }).retract)
    } catch (error) {
      if (!isWardenError(error) || error.code === 'aborted' || error.code === 'fork') throw error
    }
  }
  return (version) =>
    ranges.some(({ low, high }) => compareVersions(low, version) <= 0 && compareVersions(version, high) <= 0)
}

/** A list's lines as go reads them: the first field is a version, what is none is passed over. */
function linesOf(body: Uint8Array): readonly Line[] {
  const text = textOf(body)
  if (text === undefined) throw new WardenError('parse', 'the upstream’s list of versions is no text')
  return text.split('\n').flatMap((line) => {
    const [version = '', time] = fields(line)
    if (!isValid(version) || version.length > 300) return []
    return [{ version, text: time !== undefined && /^[\d:TZ.+-]{10,40}$/.test(time) ? `${version} ${time}` : version }]
  })
}

/** The version of an `.info` document that answers a query. Throws `parse` where it cannot be one of the module. */
function versionOf(modulePath: string, bytes: Uint8Array): string {
  const { version } = parseInfo(bytes)
  checkModule(modulePath, version)
  if (canonicalVersion(version) === version) return version
  throw new WardenError('parse', `${modulePath}: the upstream's answer names no canonical version`)
}

function notHere(modulePath: string): WardenError {
  return new WardenError('not-found', `${modulePath}: temporarily unavailable: not kept, and fetching is disabled`)
}
