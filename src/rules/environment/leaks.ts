// Private module paths that would be told to the world: a path is a name of a project, a customer or a product, and
// the checksum database's log is public. https://go.dev/ref/mod#private-modules
import { matchPrefixPatterns } from '../../base/patterns.ts'
import { isPublicHost } from '../../sumdb/publichosts.ts'
import { valueOf, type EnvironmentFacts, type EnvironmentFinding, type EnvironmentRule } from './facts.ts'
import { asksDatabase } from './gosumdb.ts'
import { changeLine } from './repair.ts'
import { shellQuoted } from '../../base/shellword.ts'

/** How many paths are named. */
const MOST_NAMED = 5

const leak: EnvironmentRule = {
  id: 'MW-ENV-LEAK',
  title: 'private module paths would be sent to public servers',
  severity: 'medium',
  summary:
    'go asks the public mirror and the checksum database about every module that no pattern keeps from them. The names of private modules end up in the logs of both.',
  found:
    "A module of go.mod or go.sum is private by one of: modwarden's own `private` setting; another module of its owner is covered by GOPRIVATE; its host is reserved for private use, or is the main module's own and not a public one. GOPRIVATE, GONOPROXY or GONOSUMDB do not cover it, and go has not asked about it before.",
  remedy: 'go env -w GOPRIVATE=YOUR.HOST/YOURS',
  references: ['https://go.dev/ref/mod#private-modules', 'https://go.dev/ref/mod#private-module-privacy'],
  check: (facts) => {
    const { project } = facts
    if (project === undefined) return []
    const open = targets(facts)
    if (open.length === 0) return []
    const leaking = project.paths.filter(
      (path) =>
        !project.asked.has(path) && isPrivate(path, facts) && open.some((target) => !covers(target, path, facts)),
    )
    if (leaking.length === 0) return []
    return [leakFinding(facts, leaking, open)]
  },
}

/** The rules about leaks. */
export const leakRules: readonly EnvironmentRule[] = [leak]

interface Target {
  readonly setting: 'GONOPROXY' | 'GONOSUMDB'
  readonly name: string
}

/** Public servers that go asks with these settings. A proxy of one's own is not one of them. */
function targets(facts: EnvironmentFacts): Target[] {
  const usual = facts.settings.get('GOPROXY')?.layers.installation?.split(/[,|]/, 1)[0]
  const proxies = valueOf(facts, 'GOPROXY').split(/[,|]/)
  return [
    ...(usual !== undefined && /^https?:/.test(usual) && proxies.includes(usual)
      ? [{ setting: 'GONOPROXY', name: 'the public mirror' } as const]
      : []),
    ...(asksDatabase(facts) ? [{ setting: 'GONOSUMDB', name: 'the checksum database' } as const] : []),
  ]
}

function covers(target: Target, path: string, facts: EnvironmentFacts): boolean {
  return matchPrefixPatterns(valueOf(facts, target.setting), path)
}

function isPrivate(path: string, facts: EnvironmentFacts): boolean {
  if (matchPrefixPatterns(facts.own.private.join(','), path)) return true
  const [host = ''] = path.split('/', 1)
  if (isReservedHost(host)) return true
  const owner = ownerOf(path)
  if (facts.project?.modules.some((main) => !isPublicHost(main) && ownerOf(main) === owner) === true) return true
  const patterns = valueOf(facts, 'GOPRIVATE')
  const known = [...(facts.project?.modules ?? []), ...(facts.project?.paths ?? [])]
  return (
    patterns !== '' &&
    known.some((other) => other !== path && ownerOf(other) === owner && matchPrefixPatterns(patterns, other))
  )
}

/** Host and owner on public hosts, the host alone elsewhere. */
function ownerOf(path: string): string {
  return path.split('/', isPublicHost(path) ? 2 : 1).join('/')
}

/** Hosts that the public network does not have: RFC 2606, RFC 6761, RFC 6762, RFC 8375, and names without a dot. */
function isReservedHost(host: string): boolean {
  return !host.includes('.') || /\.(?:internal|local|lan|corp|home|private|intranet|localdomain|home\.arpa)$/.test(host)
}

function leakFinding(facts: EnvironmentFacts, leaking: readonly string[], open: readonly Target[]): EnvironmentFinding {
  const names = leaking.slice(0, MOST_NAMED)
  const more = leaking.length > names.length ? ` and ${leaking.length - names.length} more` : ''
  const patterns = [...new Set(leaking.map(ownerOf))]
  // GONOPROXY and GONOSUMDB, where they are set, count instead of GOPRIVATE.
  const settings = new Set(
    open
      .filter((target) => leaking.some((path) => !covers(target, path, facts)))
      .map((target) =>
        (facts.settings.get(target.setting)?.layer ?? 'default') === 'default' ? 'GOPRIVATE' : target.setting,
      ),
  )
  const [single] = settings.size === 1 ? settings : []
  const writes = [...settings].map((name) => {
    const value = [...valueOf(facts, name).split(','), ...patterns].filter((p) => p !== '' && p !== 'none').join(',')
    const inEnvironment = facts.settings.get(name)?.layer === 'environment'
    const line = inEnvironment ? `export ${name}=${shellQuoted(value)}` : changeLine(facts, name, value)
    return { name, value, line, inEnvironment }
  })
  const [write] = writes
  return {
    rule: leak.id,
    severity: leak.severity,
    ...(facts.project === undefined ? {} : { file: facts.project.goMod }),
    message: `private module paths would be sent to ${open.map((target) => target.name).join(' and ')}: ${names.join(', ')}${more}`,
    subject: single ?? 'GOPRIVATE',
    because: 'no pattern keeps them from public servers, whose logs would have their names',
    evidence: names,
    remedy: [writes.map((w) => w.line).join(' && ')],
    ...(write !== undefined && writes.length === 1 && !write.inEnvironment && facts.userFile !== undefined
      ? { fix: { kind: 'setting', name: write.name, value: write.value } as const }
      : {}),
  }
}
