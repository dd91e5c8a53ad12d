// Patterns that take modules out of a check: GOPRIVATE, GONOSUMDB, GONOPROXY and GOINSECURE. They are meant for one's
// own paths; one that is too wide takes the world's modules out too. https://go.dev/ref/mod#private-modules
import { matchPrefixPatterns } from '../../base/patterns.ts'
import { isPublicHost } from '../../sumdb/publichosts.ts'
import { valueOf, type EnvironmentFacts, type EnvironmentRule } from './facts.ts'
import { repairSetting, settingFinding } from './repair.ts'

const reference = 'https://go.dev/ref/mod#private-modules'

const privateWide: EnvironmentRule = {
  id: 'MW-ENV-PRIVATE-WIDE',
  title: 'GOPRIVATE covers public modules',
  severity: 'high',
  summary:
    "Modules under GOPRIVATE are neither asked of a proxy nor checked against the checksum database. A pattern that covers the world's modules takes the check away from all of them.",
  found: 'A pattern of GOPRIVATE is a whole public host, or matches a module that many projects use.',
  remedy: 'go env -w GOPRIVATE=YOUR.HOST/YOURS',
  references: [reference],
  check: (facts) => {
    const wide = widePatterns(valueOf(facts, 'GOPRIVATE'))
    const noSum = !overridden(facts, 'GONOSUMDB')
    const noProxy = !overridden(facts, 'GONOPROXY')
    if (wide.length === 0 || (!noSum && !noProxy)) return []
    const said = {
      severity: noSum ? 'high' : 'medium',
      message: `GOPRIVATE covers public modules: ${wide.join(', ')}`,
      because: noSum
        ? `${exampleOf(wide)} and its like are accepted without the checksum database`
        : `${exampleOf(wide)} and its like are fetched past the proxy`,
    } as const
    return [settingFinding(privateWide, facts, 'GOPRIVATE', said, repair(facts, 'GOPRIVATE'))]
  },
}

const noSumdbWide: EnvironmentRule = {
  id: 'MW-ENV-NOSUMDB-WIDE',
  title: 'GONOSUMDB covers public modules',
  severity: 'high',
  summary:
    'The checksum database is not asked about modules under GONOSUMDB: whatever is sent for a new version of them is accepted and written into go.sum.',
  found: 'A pattern of GONOSUMDB itself is a whole public host, or matches a module that many projects use.',
  remedy: 'go env -u GONOSUMDB',
  references: [reference],
  check: (facts) => wideSetting(noSumdbWide, facts, 'GONOSUMDB', 'are accepted without the checksum database'),
}

const noProxyWide: EnvironmentRule = {
  id: 'MW-ENV-NOPROXY-WIDE',
  title: 'GONOPROXY covers public modules',
  severity: 'medium',
  summary: 'Modules under GONOPROXY are fetched from their source: a proxy that is there to refuse some is not asked.',
  found: 'A pattern of GONOPROXY itself is a whole public host, or matches a module that many projects use.',
  remedy: 'go env -u GONOPROXY',
  references: [reference],
  check: (facts) => wideSetting(noProxyWide, facts, 'GONOPROXY', 'are fetched past the proxy'),
}

const insecure: EnvironmentRule = {
  id: 'MW-ENV-INSECURE',
  title: 'GOINSECURE lets go fetch without TLS',
  severity: 'medium',
  summary:
    'For these paths go follows plain http and does not check certificates. Whoever is on the way can send another module; private ones are checked by nobody else.',
  found: 'GOINSECURE is not empty; high where a pattern covers public modules.',
  remedy: 'go env -u GOINSECURE',
  references: [reference, 'https://go.dev/ref/mod#environment-variables'],
  check: (facts) => {
    const value = valueOf(facts, 'GOINSECURE')
    if (patternsOf(value).length === 0) return []
    const wide = widePatterns(value)
    const said = {
      severity: wide.length > 0 ? 'high' : 'medium',
      message: `GOINSECURE lets go fetch ${wide.length > 0 ? 'public modules' : 'modules'} without TLS`,
      because: 'whoever is on the way can send another module than the server has',
    } as const
    return [
      settingFinding(
        insecure,
        facts,
        'GOINSECURE',
        said,
        repairSetting(facts, 'GOINSECURE', () => ''),
      ),
    ]
  },
}

/** The rules about patterns. */
export const patternRules: readonly EnvironmentRule[] = [privateWide, noSumdbWide, noProxyWide, insecure]

/** The patterns of a comma list that go uses: no empty ones. */
function patternsOf(value: string): string[] {
  return value.split(',').filter((pattern) => pattern !== '' && pattern !== '/')
}

/** Those patterns of a list that cover modules which are surely public. */
export function widePatterns(value: string): string[] {
  return patternsOf(value).filter(isWide)
}

function wideSetting(
  rule: EnvironmentRule,
  facts: EnvironmentFacts,
  name: 'GONOSUMDB' | 'GONOPROXY',
  happens: string,
): ReturnType<EnvironmentRule['check']> {
  // Where it is not set itself, its value is GOPRIVATE's, which has its own rule.
  const wide = overridden(facts, name) ? widePatterns(valueOf(facts, name)) : []
  if (wide.length === 0) return []
  const said = {
    message: `${name} covers public modules: ${wide.join(', ')}`,
    because: `${exampleOf(wide)} and its like ${happens}`,
  }
  return [settingFinding(rule, facts, name, said, repair(facts, name))]
}

function overridden(facts: EnvironmentFacts, name: string): boolean {
  return (facts.settings.get(name)?.layer ?? 'default') !== 'default'
}

/** What is narrow stays; where nothing does, the setting goes. */
function repair(facts: EnvironmentFacts, name: string): ReturnType<typeof repairSetting> {
  return repairSetting(facts, name, (value) =>
    widePatterns(value).length === 0
      ? value
      : patternsOf(value)
          .filter((pattern) => !isWide(pattern))
          .join(','),
  )
}

function isWide(pattern: string): boolean {
  // `github.com/*` has all that `github.com` has.
  const host = pattern.replace(/(?:\/\*?)+$/, '')
  if (!host.includes('/') && isPublicHost(host)) return true
  return WELL_KNOWN.some((path) => matchPrefixPatterns(pattern, path))
}

function exampleOf(wide: readonly string[]): string {
  const list = wide.join(',')
  return WELL_KNOWN.find((path) => matchPrefixPatterns(list, path)) ?? `what lies below ${wide[0] ?? ''}`
}

/** Modules that thousands of projects require, on many hosts and of many owners: nobody's private ones. */
const WELL_KNOWN: readonly string[] = `
  github.com/stretchr/testify github.com/google/uuid github.com/pkg/errors github.com/spf13/cobra
  github.com/prometheus/client_golang github.com/sirupsen/logrus github.com/aws/aws-sdk-go-v2 github.com/gin-gonic/gin
  github.com/Azure/azure-sdk-for-go/sdk/azcore github.com/hashicorp/go-multierror github.com/klauspost/compress
  github.com/golang/protobuf github.com/gorilla/mux github.com/davecgh/go-spew github.com/fsnotify/fsnotify
  golang.org/x/crypto google.golang.org/grpc google.golang.org/protobuf gopkg.in/yaml.v3 go.uber.org/zap
  go.opentelemetry.io/otel k8s.io/client-go sigs.k8s.io/yaml cloud.google.com/go go.etcd.io/bbolt modernc.org/sqlite
  go.mongodb.org/mongo-driver rsc.io/quote mvdan.cc/sh/v3 filippo.io/age gorm.io/gorm gonum.org/v1/gonum
  honnef.co/go/tools gotest.tools/v3 go.yaml.in/yaml/v3 connectrpc.com/connect gitlab.com/gitlab-org/api/client-go
  codeberg.org/gruf/go-kv bitbucket.org/creachadair/shell git.sr.ht/sircmpwn/getopt lukechampine.com/blake3
  storj.io/common knative.dev/pkg istio.io/api helm.sh/helm/v3 buf.build/gen/go
`
  .trim()
  .split(/\s+/)
