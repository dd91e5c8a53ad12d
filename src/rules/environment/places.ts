// Who may write where go looks: whoever can change the module cache, the remembered head or the settings can change
// what is built. Permission bits as POSIX has them (inode(7)); other systems' access lists are not looked at.
import type { Severity } from '../../base/finding.ts'
import type { PathLink, PathOwner } from '../../world/inodes.ts'
import type { EnvironmentFacts, EnvironmentFinding, EnvironmentRule, Fix, Place } from './facts.ts'
import { shellQuoted } from '../../base/shellword.ts'

interface Kind {
  readonly id: string
  readonly kind: Exclude<Place['kind'], 'netrc'>
  readonly severity: Severity
  readonly title: string
  readonly summary: string
  readonly because: string
}

const cache = 'https://go.dev/ref/mod#module-cache'

/** The owner that Linux shows inside a container for everybody who has no number there, root of the machine too. */
const UNMAPPED = 65534

/** In this order a folder that several places lie in is told once: for the first of them. */
const kinds: readonly Kind[] = [
  {
    id: 'MW-ENV-CACHE-WRITABLE',
    kind: 'module cache',
    severity: 'high',
    title: 'others can write the module cache',
    summary:
      'go compiles what lies extracted in the module cache without hashing it again. Whoever can write there can put code into every build of this user.',
    because: 'go builds from it without hashing it again, so they can put code into every build',
  },
  {
    id: 'MW-ENV-BUILDCACHE-WRITABLE',
    kind: 'build cache',
    severity: 'high',
    title: 'others can write the build cache',
    summary:
      'go links compiled packages from the build cache (GOCACHE) without compiling them again. Whoever can write there can put code into every program, and no checksum of a module notices.',
    because: 'go links compiled packages from it, so they can put code into every program',
  },
  {
    id: 'MW-ENV-HEAD-WRITABLE',
    kind: 'remembered head',
    severity: 'high',
    title: "others can write the checksum database's remembered head",
    summary:
      'The remembered head is how go and modwarden notice that the checksum database shows them another history than before. Whoever can replace it can make them forget.',
    because: 'whoever replaces it makes go forget which history the checksum database showed',
  },
  {
    id: 'MW-ENV-SETTINGS-WRITABLE',
    kind: 'settings',
    severity: 'high',
    title: "others can write go's settings",
    summary: 'The file of `go env -w` can turn every check off, and can name programs that go runs.',
    because: 'its lines can turn every check off and name programs that go runs',
  },
  {
    id: 'MW-ENV-GOROOT-WRITABLE',
    kind: 'Go',
    severity: 'high',
    title: 'others can write the Go installation',
    summary: 'Whoever can write GOROOT can change the compiler and the library, that is, every program that is built.',
    because: 'they can change the compiler and the standard library',
  },
  {
    id: 'MW-ENV-BIN-WRITABLE',
    kind: 'programs',
    severity: 'medium',
    title: 'others can write the folder of installed programs',
    summary: 'Programs that `go install` put there can be replaced, and others added that are run by name.',
    because: 'they can replace installed programs, and add ones that are run by name',
  },
  {
    id: 'MW-ENV-STORE-WRITABLE',
    kind: 'store',
    severity: 'medium',
    title: "others can write modwarden's store",
    summary:
      "modwarden's own copies, its index and its evidence lie there. What others could have written is not believed, so that every run reads everything again.",
    because: 'what earlier runs noted there is not believed, and evidence can be taken away',
  },
]

/** The rules about places. */
export const placeRules: readonly EnvironmentRule[] = kinds.map((kind) => {
  const rule: EnvironmentRule = {
    id: kind.id,
    title: kind.title,
    severity: kind.severity,
    summary: kind.summary,
    found:
      'The permission bits and owners of the place and of every folder above it are read, links resolved. The group that has the number of its user counts as nobody else.',
    remedy: 'chmod go-w FOLDER',
    references: [cache],
    check: (facts) => writable(rule, kind, facts),
  }
  return rule
})

const netrc: EnvironmentRule = {
  id: 'MW-ENV-NETRC-READABLE',
  title: 'others can read ~/.netrc',
  severity: 'medium',
  summary:
    "The file holds passwords for module proxies and code hosts. Whoever reads it can fetch, and often push, in this user's name.",
  found: 'The file that NETRC names, or ~/.netrc, can be read or written by the group or by everyone.',
  remedy: 'chmod 600 ~/.netrc',
  references: ['https://go.dev/ref/mod#private-module-proxy-auth'],
  check: (facts) =>
    facts.places
      .filter((place) => place.kind === 'netrc')
      .flatMap((place) => {
        const [file] = place.chain
        if (
          file === undefined ||
          facts.user === undefined ||
          (file.mode & openBits(file, facts.user, false, 0o066)) === 0
        )
          return []
        const mode = file.mode & 0o700
        return [
          placeFinding(netrc, place, {
            severity: netrc.severity,
            message: `others can read ${place.path}`,
            because: 'it holds passwords for module proxies and code hosts',
            evidence: [`mode ${octal(file.mode)}`],
            remedy: [`chmod go-rwx ${shellQuoted(file.path)}`],
            ...(file.uid === facts.user.uid ? { fix: { kind: 'mode', path: file.path, mode } } : {}),
          }),
        ]
      }),
}

/** The rule about netrc. */
export const netrcRule: EnvironmentRule = netrc

function writable(rule: EnvironmentRule, kind: Kind, facts: EnvironmentFacts): readonly EnvironmentFinding[] {
  const { user } = facts
  if (user === undefined) return []
  const told = new Set<string>()
  for (const earlier of kinds) {
    if (earlier === kind) break
    for (const place of facts.places) {
      const weak = place.kind === earlier.kind ? weakest(place, user) : undefined
      if (weak !== undefined) told.add(weak.link.path)
    }
  }
  const findings: EnvironmentFinding[] = []
  for (const place of facts.places) {
    const weak = place.kind === kind.kind ? weakest(place, user) : undefined
    if (weak === undefined || told.has(weak.link.path)) continue
    told.add(weak.link.path)
    const { link, foreign } = weak
    const path = shellQuoted(link.path)
    const mode = link.mode & ~0o022
    findings.push(
      placeFinding(rule, place, {
        severity: kind.severity,
        message: foreign
          ? `${link.path} belongs to another user, who can change ${nameOf(place, link)}`
          : `others can write ${link.path}${link.path === place.chain[0]?.path ? '' : `, in which ${nameOf(place, link)} lies`}`,
        because: kind.because,
        evidence: [`mode ${octal(link.mode)}, owner ${link.uid}, group ${link.gid}`],
        remedy: [foreign ? `sudo chown "$(id -u)" ${path} && chmod go-w ${path}` : `chmod go-w ${path}`],
        // What lies above is root's for others too: only the user who has nothing else but own folders changes those.
        ...(link.uid === user.uid && (user.uid !== 0 || link.path === place.chain[0]?.path)
          ? { fix: { kind: 'mode', path: link.path, mode } }
          : {}),
      }),
    )
  }
  return findings
}

/** The element nearest to the place through which somebody else can change it. */
function weakest(place: Place, user: PathOwner): { readonly link: PathLink; readonly foreign: boolean } | undefined {
  for (const [i, link] of place.chain.entries()) {
    const above = i > 0 || !place.exists
    if (link.uid !== user.uid && link.uid !== 0 && link.uid !== UNMAPPED) return { link, foreign: true }
    if ((link.mode & openBits(link, user, above, 0o022)) === 0) continue
    // In a sticky folder others can add, not replace: above the place itself that does no harm, as with /tmp.
    if (above && (link.mode & 0o1000) !== 0) continue
    return { link, foreign: false }
  }
  return undefined
}

/**
 * The permission bits of `bits` that let somebody else in. A private group (its number is the user's) does not, nor
 * root's own; and the groups that may write the system's folders are as the system was set up (staff, admin).
 */
function openBits(link: PathLink, user: PathOwner, above: boolean, bits: number): number {
  const system = link.uid === 0 || link.uid === UNMAPPED
  const own = link.gid === 0 || (link.gid === user.gid && link.gid === link.uid) || (above && system)
  return own ? bits & 0o007 : bits
}

function nameOf(place: Place, link: PathLink): string {
  return link.path === place.path ? 'it' : `the ${place.kind} ${place.path}`
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0')
}

function placeFinding(
  rule: EnvironmentRule,
  place: Place,
  said: {
    readonly severity: Severity
    readonly message: string
    readonly because: string
    readonly evidence: readonly string[]
    readonly remedy: readonly string[]
    readonly fix?: Fix
  },
): EnvironmentFinding {
  return { rule: rule.id, file: place.path, subject: place.path, ...said }
}
