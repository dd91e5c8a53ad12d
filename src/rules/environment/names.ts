// Settings that do not exist: go ignores a name that it does not know, and whoever wrote it believes in it.
// The names are those of internal/cfg.KnownEnv of Go 1.26 and of `go help environment`.
import { editDistance } from '../../base/similar.ts'
import type { EnvironmentFacts, EnvironmentFinding, EnvironmentRule } from './facts.ts'

/** Names that people believe in, and the setting that does what they mean; GONOSUMCHECK never was one. */
const BELIEVED: ReadonlyMap<string, string> = new Map([
  ['GONOSUMCHECK', 'GONOSUMDB'],
  ['GONOSUM', 'GONOSUMDB'],
  ['GONOVERIFY', 'GONOSUMDB'],
  ['GONOCHECKSUM', 'GONOSUMDB'],
  ['GOSUMCHECK', 'GOSUMDB'],
  ['GOCHECKSUM', 'GOSUMDB'],
  ['GOSUM', 'GOSUMDB'],
  ['GOCHECKSUMDB', 'GOSUMDB'],
  ['GOPROXYURL', 'GOPROXY'],
  ['GOPROXY_URL', 'GOPROXY'],
  ['GOMODPROXY', 'GOPROXY'],
  ['GOPRIVATEREPOS', 'GOPRIVATE'],
  ['GOMODFLAGS', 'GOFLAGS'],
  ['GOCACHEDIR', 'GOCACHE'],
  ['GOMODCACHEDIR', 'GOMODCACHE'],
])

/** Settings on which safety hangs; a name close to one of them is taken for a slip. */
const GUARDING: readonly string[] =
  'GOPROXY GOSUMDB GOPRIVATE GONOPROXY GONOSUMDB GOINSECURE GOFLAGS GOMODCACHE GOTOOLCHAIN GOVCS GOAUTH'.split(' ')

/** Everything that go, its tools and its runtime read. */
const KNOWN: ReadonlySet<string> = new Set(
  `AR CC CGO_CFLAGS CGO_CFLAGS_ALLOW CGO_CFLAGS_DISALLOW CGO_CPPFLAGS CGO_CPPFLAGS_ALLOW CGO_CPPFLAGS_DISALLOW
  CGO_CXXFLAGS CGO_CXXFLAGS_ALLOW CGO_CXXFLAGS_DISALLOW CGO_ENABLED CGO_FFLAGS CGO_FFLAGS_ALLOW CGO_FFLAGS_DISALLOW
  CGO_LDFLAGS CGO_LDFLAGS_ALLOW CGO_LDFLAGS_DISALLOW CXX FC GCCGO GCCGOTOOLDIR GIT_ALLOW_PROTOCOL GO111MODULE GO386
  GOAMD64 GOARCH GOARM GOARM64 GOAUTH GOBIN GOCACHE GOCACHEPROG GOCOVERDIR GODEBUG GOENV GOEXE GOEXPERIMENT GOFIPS140
  GOFLAGS GOGC GOGCCFLAGS GOHOSTARCH GOHOSTOS GOINSECURE GOMAXPROCS GOMEMLIMIT GOMIPS GOMIPS64 GOMOD GOMODCACHE
  GONOPROXY GONOSUMDB GOOS GOPACKAGESDRIVER GOPATH GOPPC64 GOPRIVATE GOPROXY GORACE GORISCV64 GOROOT GOROOT_BOOTSTRAP
  GOROOT_FINAL GOSUMDB GOTELEMETRY GOTELEMETRYDIR GOTMPDIR GOTOOLCHAIN GOTOOLDIR GOTRACEBACK GOVCS GOVERSION GOVULNDB
  GOWASM GOWORK GO_EXTLINK_ENABLED PKG_CONFIG`.split(/\s+/),
)

const unknown: EnvironmentRule = {
  id: 'MW-ENV-UNKNOWN',
  title: 'a setting that does not exist',
  severity: 'medium',
  summary:
    'go ignores names that it does not know. Whoever set it believes that modules are private, or a check is on or off, and nothing of it is so.',
  found:
    'An environment variable or a line of the file of `go env -w` is a name that is often believed in, such as GONOSUMCHECK, or one slip away from a setting that matters.',
  remedy: 'unset NAME, and set the one that is meant',
  references: ['https://pkg.go.dev/cmd/go#hdr-Environment_variables'],
  check: (facts) => {
    const inFile = new Map((facts.userFile?.lines ?? []).map((line) => [line.name, line.line]))
    const names = new Set([...facts.variables, ...inFile.keys()])
    return [...names].flatMap((name) => {
      const meant = meantBy(name)
      return meant === undefined ? [] : [unknownFinding(facts, name, meant, inFile.get(name))]
    })
  },
}

/** Whether go, its tools or its runtime read this name: of any other, the value is nobody's business here. */
export function isKnownSetting(name: string): boolean {
  return KNOWN.has(name)
}

/** The rules about names. */
export const nameRules: readonly EnvironmentRule[] = [unknown]

/** What the file of `go env -w` sets, where no other finding names it: it holds for every project, and is forgotten. */
export const overrideRule: Omit<EnvironmentRule, 'check'> = {
  id: 'MW-ENV-OVERRIDE',
  title: 'go env -w changed how go fetches and checks',
  severity: 'info',
  summary:
    "A setting that was written once holds for every project and every shell of this user, until somebody takes it out. It is in no project's files.",
  found: 'The file of `go env -w` sets one of the settings on which safety hangs, and no other rule names it.',
  remedy: 'go env -u NAME, where it is not wanted any more',
  references: ['https://pkg.go.dev/cmd/go#hdr-Environment_variables'],
}

/** At most one finding, over all settings that `named` does not hold. */
export function overrides(facts: EnvironmentFacts, named: ReadonlySet<string>): readonly EnvironmentFinding[] {
  const lines = (facts.userFile?.lines ?? []).filter(
    (line) =>
      GUARDING.includes(line.name) && !named.has(line.name) && facts.settings.get(line.name)?.layer === 'user file',
  )
  const names = [...new Set(lines.map((line) => line.name))]
  const [first] = lines
  if (first === undefined || facts.userFile === undefined) return []
  return [
    {
      rule: overrideRule.id,
      severity: overrideRule.severity,
      file: facts.userFile.file,
      line: first.line,
      message: `go env -w has set ${names.join(', ')}`,
      subject: names.join(' '),
      layer: 'user file',
      because: 'it holds for every project and shell of this user until it is taken out',
      evidence: names,
      remedy: [`go env -u ${names.join(' ')}   # where it is not wanted any more`],
    },
  ]
}

function unknownFinding(
  facts: EnvironmentFacts,
  name: string,
  meant: string,
  line: number | undefined,
): EnvironmentFinding {
  const inEnvironment = facts.variables.includes(name)
  const steps = [...(inEnvironment ? [`unset ${name}`] : []), ...(line === undefined ? [] : [`go env -u ${name}`])]
  return {
    rule: unknown.id,
    severity: BELIEVED.has(name) ? 'low' : 'medium',
    ...(line === undefined || facts.userFile === undefined ? {} : { file: facts.userFile.file, line }),
    message: `${name} is no setting of go, so it does nothing`,
    subject: name,
    layer: inEnvironment ? 'environment' : 'user file',
    because: `go ignores it; ${meant} is meant, perhaps`,
    evidence: [name],
    remedy: [`${steps.join(' && ')}   # if ${meant} is meant, set that`],
    ...(inEnvironment || facts.userFile === undefined
      ? {}
      : { fix: { kind: 'setting', name, value: undefined } as const }),
  }
}

/** The setting that a name was meant to be; `undefined` where the name is right, or means something else. */
function meantBy(name: string): string | undefined {
  if (KNOWN.has(name)) return undefined
  const believed = BELIEVED.get(name)
  if (believed !== undefined) return believed
  if (!/^_?GO[A-Z_0-9]{2,14}$/.test(name)) return undefined
  // One slip in a short name, two in a long one: GO_PROXY, GOPRIVAT, GONOSMUDB.
  return GUARDING.find((known) => editDistance(name, known) <= (known.length > 8 ? 2 : 1))
}
