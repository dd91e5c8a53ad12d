// The ways in which a module's path can resemble another's, the likeliest imitation first. Measured on 4,501 well-known
// modules, each judged as though it were unknown: what is `high` here does not occur among them but for renames.
import type { Severity } from '../../base/finding.ts'
import { editDistance } from '../../base/similar.ts'
import { skeletonOf } from '../../gosource/content/homoglyph.ts'
import { coreOfOwner, coreOfRepo, decodedLabel, labelOfHost, skeletonOfName } from './looks.ts'
import { FORGES, ownerKey, type ModuleName } from './modulename.ts'
import { LEAST_NEAR, nearLookups, type NameIndex, type Target } from './nameindex.ts'
import { isCaseRename, isRename } from './renames.ts'

/** How a name resembles another. */
export type Likeness =
  | 'case'
  | 'homoglyph'
  | 'host'
  | 'owner1'
  | 'owner2'
  | 'affix'
  | 'swap'
  | 'gopkg'
  | 'vanity'
  | 'samename'

/** What is asked of a check. */
export interface Question {
  readonly index: NameIndex
  readonly name: ModuleName
  /** Whether its owner, or its host where that is its own, is well known. */
  readonly established: boolean
}

/** What it found. */
export interface Answer {
  readonly target: Target
  readonly how: string
  readonly severity: Severity
}

/** One way in which names resemble each other. */
export type Check = (question: Question) => Answer | undefined

/** The likeliest first: what is found by an earlier one is not told by a later one. */
export const NAME_CHECKS: ReadonlyArray<readonly [Likeness, Check]> = [
  ['case', caseTwin],
  ['homoglyph', homoglyph],
  ['host', otherHost],
  ['owner1', ownerAt(1)],
  ['affix', ownerAffix],
  ['owner2', ownerAt(2)],
  ['swap', swapped],
  ['gopkg', gopkg],
  ['vanity', vanity],
  ['samename', sameName],
]

/** Whether a module is on the list itself, under any major version. */
export function isListed(index: NameIndex, name: ModuleName): boolean {
  return index.byPrefix.get(name.prefix.toLowerCase())?.some((t) => t.known && t.prefix === name.prefix) === true
}

/** Whether its owner, or its host where that is its own, has another module on the list; with `unlisted`, but itself. */
export function isEstablished(index: NameIndex, name: ModuleName, unlisted: boolean): boolean {
  const own = index.byOwner.get(ownerKey(name)) ?? []
  return unlisted ? own.some((target) => !isSame(name, target)) : own.length > 0
}

/** Whether a target is the module itself, in any case and major version. */
export function isSame(name: ModuleName, target: Target): boolean {
  return name.prefix.toLowerCase() === target.prefix.toLowerCase()
}

/** The first target that another may have been mistaken for: not itself, not its own people. */
function pick(
  { name }: Question,
  targets: readonly Target[] | undefined,
  fits: (target: Target) => boolean = () => true,
): Target | undefined {
  return targets?.find(
    (target) =>
      !isSame(name, target) &&
      ownerKey(name) !== ownerKey(target) &&
      !isRename(name.prefix, target.prefix) &&
      fits(target),
  )
}

/** Two paths that differ by case alone are one folder on macOS and Windows, and two modules everywhere else. */
function caseTwin({ index, name }: Question): Answer | undefined {
  const target = index.byPrefix
    .get(name.prefix.toLowerCase())
    ?.find((other) => other.prefix !== name.prefix && !isCaseRename(name.prefix))
  return target && { target, how: 'differs from another module by the case of its letters alone', severity: 'high' }
}

function homoglyph(question: Question): Answer | undefined {
  const { index, name, established } = question
  if (!established) {
    const twin = pick(question, index.bySkeleton.get(skeletonOfName(name.prefix.toLowerCase())))
    if (twin !== undefined) {
      return { target: twin, how: 'looks like another module, letter for letter', severity: 'high' }
    }
  }
  if (!name.host.includes('xn--')) return undefined
  const decoded = name.host.split('.').map((label) => decodedLabel(label) ?? label)
  const looks = skeletonOf(decoded.join('.').normalize('NFKD').replaceAll(/\p{M}/gu, ''))
  if (looks === undefined) return undefined
  const hosts = index.byHost.get(looks)
  const target = pick(question, index.byPrefix.get(`${looks}/${name.rest}`)) ?? hosts?.[0]
  return (
    target && {
      target,
      how: `its host is written ${decoded.join('.')}, which only looks like ${target.host}`,
      severity: 'high',
    }
  )
}

/** The same path on a host that is nearly another's, or on another code host. */
function otherHost(question: Question): Answer | undefined {
  const { index, name, established } = question
  const same = pick(
    question,
    index.byRest.get(name.rest),
    (t) => t.host !== name.host && (isNearHost(name.host, t.host) || (t.forge && name.forge && !areAliases(name, t))),
  )
  if (same !== undefined && !(established && name.forge)) {
    const how =
      same.forge && FORGES.has(name.host)
        ? 'is the path of another module on another code host'
        : 'is the path of another module on a host that is nearly the same'
    return { target: same, how, severity: 'high' }
  }
  if (established || name.host.length < LEAST_HOST || FORGES.has(name.host) || index.byHost.has(name.host)) {
    return undefined
  }
  const near = nearLookups(name.host).flatMap((key) => index.byNearHost.get(key) ?? [])
  const target = near.find((t) => t.host !== name.host && editDistance(t.host, name.host) === 1)
  return target && { target, how: `its host is one letter from ${target.host}`, severity: 'high' }
}

/** A host of the same words under another top-level domain, or one edit away. */
function isNearHost(a: string, b: string): boolean {
  const [x, y] = [labelOfHost(a), labelOfHost(b)]
  if (x === y) return x.length >= LEAST_LABEL
  return Math.abs(a.length - b.length) <= 1 && a.length < MOST_LETTERS && editDistance(a, b) === 1
}

/** gopkg.in serves what lies on GitHub. */
function areAliases(a: ModuleName, b: ModuleName): boolean {
  const hosts = new Set([a.host, b.host])
  return hosts.has('gopkg.in') && hosts.has('github.com')
}

/** The distance of owners, of modules with the same repository name; what is too short to tell is left out. */
function ownerAt(distance: 1 | 2): Check {
  return (question) => {
    const { index, name, established } = question
    if (established || !name.forge || name.owner.length > MOST_LETTERS) return undefined
    const target = pick(question, index.byRepo.get(name.repo), (other) => {
      if (!other.forge || Math.abs(other.owner.length - name.owner.length) > distance) return false
      const shorter = Math.min(other.owner.length, name.owner.length)
      if (distance === 2 ? shorter < LEAST_OWNER_2 : shorter <= 3 && name.repo.length < 5) return false
      return lettersApart(other.owner, name.owner) <= 2 * distance && editDistance(other.owner, name.owner) === distance
    })
    if (target === undefined) return undefined
    const letters = distance === 1 ? 'one letter' : 'two letters'
    // Of four letters two are half: people are called so.
    const severity =
      distance === 2 && Math.min(name.owner.length, target.owner.length) < SURE_OWNER_2 ? 'medium' : 'high'
    return {
      target,
      how: `its owner ${name.owner} is ${letters} from ${target.owner}, with the same repository name`,
      severity,
    }
  }
}

/** How many letters one has that the other lacks: a lower bound of the distance that costs little. */
function lettersApart(a: string, b: string): number {
  const counts = new Map<string, number>()
  for (const c of a) counts.set(c, (counts.get(c) ?? 0) + 1)
  for (const c of b) counts.set(c, (counts.get(c) ?? 0) - 1)
  let apart = 0
  for (const n of counts.values()) apart += Math.abs(n)
  return apart
}

function ownerAffix(question: Question): Answer | undefined {
  const { index, name, established } = question
  // gopkg.in/NAME.vN names no owner.
  if (established || !name.forge || (name.host === 'gopkg.in' && !name.rest.includes('/'))) return undefined
  const core = coreOfOwner(name.owner)
  const target = pick(
    question,
    index.byRepo.get(name.repo),
    (other) => other.forge && (coreOfOwner(other.owner) === core || plain(other.owner) === plain(name.owner)),
  )
  return (
    target && {
      target,
      how: `its owner ${name.owner} is ${target.owner} with something added or left out, with the same repository name`,
      severity: 'high',
    }
  )
}

function plain(owner: string): string {
  return owner.replaceAll(/[-_.]/g, '')
}

function swapped(question: Question): Answer | undefined {
  const { index, name, established } = question
  if (established || !name.forge || name.owner === name.repo) return undefined
  const target = pick(question, index.byPair.get(`${name.repo}/${name.owner}`))
  return target && { target, how: 'has owner and repository of another module swapped', severity: 'medium' }
}

/** `gopkg.in/NAME.vN` is the repository of an owner that anybody can register: go-NAME. */
function gopkg(question: Question): Answer | undefined {
  const { index, name } = question
  if (name.host !== 'gopkg.in' || name.rest.includes('/') || name.repo.length < 4) return undefined
  const target = (index.byHost.get('gopkg.in') ?? []).find(
    (other) =>
      !isSame(name, other) &&
      !other.rest.includes('/') &&
      Math.abs(other.repo.length - name.repo.length) <= 1 &&
      editDistance(other.repo, name.repo) === 1,
  )
  return (
    target && {
      target,
      how: `is one letter from another module, and ${name.owner}/${name.repo} on GitHub is anybody's`,
      severity: 'medium',
    }
  )
}

/** A module of a host of its own, under the same name on a code host. */
function vanity(question: Question): Answer | undefined {
  const { index, name, established } = question
  if (established) return undefined
  const target = pick(
    question,
    index.byRepo.get(name.repo),
    (other) => !other.forge && other.known && CORE_HOSTS.has(other.host),
  )
  if (target === undefined || (!alludes(name, target) && isNobodys(index, name))) return undefined
  return {
    target,
    how: `has the name of a module of ${target.host}${alludes(name, target) ? ', and an owner that alludes to it' : ''}`,
    severity: alludes(name, target) ? 'high' : 'low',
  }
}

/** Whether the owner, or the path, has the words of the host: `golang-x/crypto`, `example.com/x/crypto`. */
function alludes(name: ModuleName, target: Target): boolean {
  if (!name.forge) return name.rest === target.rest && target.rest.includes('/')
  const word = target.host.startsWith('go.') ? target.host.slice(3) : target.host
  const core = coreOfOwner(labelOfHost(word).replaceAll('.', '-'))
  return coreOfOwner(name.owner).includes(core) && core.length >= 3
}

/** Hosts whose modules nearly every program has, with mirrors that the table of renames knows. */
const CORE_HOSTS = new Set([
  'golang.org',
  'google.golang.org',
  'k8s.io',
  'sigs.k8s.io',
  'go.uber.org',
  'go.opentelemetry.io',
  'go.etcd.io',
  'cloud.google.com',
  'gonum.org',
  'go.mongodb.org',
])

/** The same repository name, or nearly: so are one in seven good modules. */
function sameName(question: Question): Answer | undefined {
  const { index, name, established } = question
  if (established || !name.forge) return undefined
  const core = coreOfRepo(name.repo)
  const alike = [...(index.byRepo.get(name.repo) ?? []), ...(index.byCore.get(core) ?? [])]
  const target = pick(question, alike)
  if (target !== undefined) {
    if (isNobodys(index, name)) return undefined
    const majors = majorsOf(index, target)
    const exact = target.repo === name.repo
    if (exact && name.major >= 2 && !majors.has(name.major) && majors.has(majorBefore(name.major))) {
      const how = `goes on with the major versions of another owner's module of the same name, which has no v${name.major}`
      return { target, how, severity: 'low' }
    }
    return { target, how: `has ${exact ? '' : 'nearly '}the name of another owner's module`, severity: 'low' }
  }
  if (core.length < LEAST_NEAR) return undefined
  const near = nearLookups(core).flatMap((key) => index.byNearCore.get(key) ?? [])
  const nearest = pick(question, near, (other) => editDistance(coreOfRepo(other.repo), core) === 1)
  return nearest && { target: nearest, how: "is one letter from the name of another owner's module", severity: 'low' }
}

/** Whether so many well-known modules have the name, or it is so short, that it says nothing. */
function isNobodys(index: NameIndex, name: ModuleName): boolean {
  const core = coreOfRepo(name.repo)
  if (core.length <= 3) return true
  const alike = [...(index.byRepo.get(name.repo) ?? []), ...(index.byCore.get(core) ?? [])]
  return new Set(alike.filter(({ known }) => known).map(ownerKey)).size > MOST_OWNERS
}

function majorsOf(index: NameIndex, target: Target): ReadonlySet<number> {
  return new Set((index.byPrefix.get(target.prefix.toLowerCase()) ?? []).map(({ major }) => major))
}

/** The major version before: of v2 it is what has no suffix. */
function majorBefore(major: number): number {
  return major === 2 ? 0 : major - 1
}

const LEAST_HOST = 8
const LEAST_LABEL = 3
const LEAST_OWNER_2 = 4
const SURE_OWNER_2 = 6
const MOST_LETTERS = 64
/** A name that so many well-known modules have is nobody's. */
const MOST_OWNERS = 6
