// The integrity rules: what `verify` finds where a module version is not the one that was agreed on. Who is believed:
// the checksum database's proven record; without one, go.sum. The findings are made in src/jobs/.
import type { Rule } from './rule.ts'

const checksums = 'https://go.dev/ref/mod#authenticating'
const cacheLayout = 'https://go.dev/ref/mod#module-cache'
const goSumFiles = 'https://go.dev/ref/mod#go-sum-files'
const database = 'https://go.dev/ref/mod#checksum-database'
const verifyIssue = 'https://go.dev/issue/47752'

/** In the order of the parts of a module version, then of a project. */
export const integrityRules: readonly Rule[] = [
  {
    id: 'MW-INT-ZIP',
    title: 'the cached zip is not what was agreed on',
    severity: 'critical',
    summary:
      'The zip in the module cache was replaced or damaged after its download, or a proxy sent another one. The next extraction puts code into a build that nobody else has.',
    found:
      'The zip is read by a strict reader, its h1 is computed and compared with the checksum database or go.sum. A zip that has not the form that it must have is damaged, whatever its hash.',
    remedy: 'modwarden repair MODULE@VERSION',
    references: [checksums, cacheLayout, verifyIssue],
  },
  {
    id: 'MW-INT-FOLDER',
    title: 'the extracted folder is not what was agreed on',
    severity: 'critical',
    summary:
      'Somebody or something edited the module cache after the download. go build compiles the extracted folder without hashing it again, so that builds since then used the changed files.',
    found:
      'Every file of the folder is hashed, and compared byte for byte with the zip where that is sound. Added and removed files, links and special files count as changes.',
    remedy: 'modwarden repair MODULE@VERSION, then go clean -cache',
    references: [checksums, cacheLayout, verifyIssue],
  },
  {
    id: 'MW-INT-ZIPHASH',
    title: 'the hash beside the zip is not what was agreed on',
    severity: 'critical',
    summary:
      'go trusts the .ziphash file instead of reading the zip again. With a changed one, go takes a changed zip for the one that go.sum names.',
    found:
      'The file is read as go reads it and compared with the checksum database or go.sum. A missing or torn one is harmless: go computes it anew.',
    remedy: 'modwarden repair MODULE@VERSION',
    references: [cacheLayout, verifyIssue],
  },
  {
    id: 'MW-INT-GOMOD',
    title: 'the cached go.mod is not what was agreed on',
    severity: 'critical',
    summary:
      'A changed go.mod of a dependency changes which versions a build selects, and can bring in modules that nobody asked for.',
    found:
      'The hash of the cached .mod file is compared with the checksum database or with the /go.mod line of go.sum.',
    remedy: 'modwarden repair MODULE@VERSION',
    references: [goSumFiles, cacheLayout],
  },
  {
    id: 'MW-INT-GOSUM',
    title: 'go.sum has another hash than was agreed on',
    severity: 'critical',
    summary:
      'go.sum is what go believes. A wrong line in it makes every build of the project accept bytes that the rest of the world never saw.',
    found:
      'Every h1 line is compared with the proven record of the checksum database; without a record, several lines for one version must agree. Lines that go never looks up are told as low.',
    remedy: 'modwarden repair --go-sum MODULE@VERSION; find out who changed the line: git log -p go.sum',
    references: [goSumFiles, checksums],
  },
  {
    id: 'MW-INT-DATABASE',
    title: "the checksum database's answer does not hold",
    severity: 'critical',
    summary:
      'An answer of the checksum database is not proven by the signed log, or contradicts what was seen before. Whoever answers lies or is broken.',
    found:
      'Signature, inclusion proof and consistency with the remembered head are checked for every answer, also for those that a proxy passes on or that lie in the cache.',
    remedy: 'See who answers: go env GOPROXY GOSUMDB; keep the evidence that modwarden names.',
    references: [database, 'https://research.swtch.com/tlog'],
  },
  {
    id: 'MW-INT-UNLISTED',
    title: 'the checksum database has no such version',
    severity: 'high',
    summary:
      'Nobody ever downloaded this version through a public mirror. It is private and should be named so, or it is not what it says it is.',
    found: 'The database answers 404 or 410 for the version, and no pattern makes its path private.',
    remedy: 'go env -w GOPRIVATE=PATTERN, only if the module is private',
    references: [database, 'https://go.dev/ref/mod#private-modules'],
  },
  {
    id: 'MW-INT-UNCHECKED',
    title: 'a module could not be checked',
    severity: 'medium',
    summary:
      'Nothing is known about this module version: a file, a server or a line of go.sum that is needed to judge it could not be had. Could not check is never a pass.',
    found:
      'Neither zip nor folder is there or readable, the database could not be asked or may not be (private?), or nothing says what the bytes should be.',
    remedy: 'modwarden verify, where the network and the files are in reach',
    references: [checksums],
  },
  {
    id: 'MW-INT-GRAPH',
    title: 'the build list may be incomplete',
    severity: 'medium',
    summary:
      'A go.mod file of the module graph could not be had, so that versions may be missing from what was checked.',
    found: 'The graph is loaded as go loads it; each go.mod that is needed and cannot be read is told.',
    remedy: 'go mod download, or modwarden verify where the proxy is in reach',
    references: ['https://go.dev/ref/mod#graph-pruning', 'https://go.dev/ref/mod#minimal-version-selection'],
  },
  {
    id: 'MW-INT-VENDOR',
    title: 'vendor/ is not what the modules hold',
    severity: 'critical',
    summary: 'A build from vendor/ runs code that nobody published: go never hashes vendored files.',
    found:
      "Every vendored file is compared with its module's proven zip, and vendor/modules.txt with go.mod. Files that belong to no module are told.",
    remedy: 'go mod vendor',
    references: ['https://go.dev/ref/mod#vendoring'],
  },
  {
    id: 'MW-INT-BINARY',
    title: 'a compiled program embeds another module than was agreed on',
    severity: 'critical',
    summary:
      'The program was built from bytes that the world did not agree on. Cleaning the cache does not help those who run it.',
    found:
      'The build information that the go linker embeds is read and each h1 in it is compared with the checksum database or go.sum. A sound sum does not prove the program: a build from an edited folder embeds the sound one.',
    remedy: 'Build it anew from a verified cache: modwarden repair --all, go clean -cache, go install',
    references: ['https://pkg.go.dev/runtime/debug#BuildInfo', 'https://pkg.go.dev/cmd/go#hdr-Print_Go_version'],
  },
  {
    id: 'MW-INT-RATE',
    title: 'fewer hashes match than should',
    severity: 'high',
    summary:
      'More of what was compared is something else than the setting match-rate allows: not one accident, but a disk, a proxy or somebody that changes many things.',
    found:
      'Of all zips, folders, go.mod files and vendored files that were compared, those that match are counted, in this run and over 30 days. One module that does not match is a finding of its own; the rate is one where there are two at least. The rate over 30 days is told as low.',
    remedy: 'modwarden verify --cache --full',
    references: [checksums],
  },
  {
    id: 'MW-INT-RETRIES',
    title: 'many fetches needed a second attempt',
    severity: 'low',
    summary:
      'The network or a server broke off, or was busy, more often than the setting retry-share allows. What came over it in pieces is verified from its bytes, whatever the index says.',
    found:
      'Requests that were sent again, or failed and were left to another source, are counted in each run with 20 requests at least. Time-outs, broken connections and the statuses 408, 429 and 5xx count.',
    remedy: 'modwarden statistics',
    references: ['https://go.dev/ref/mod#goproxy-protocol'],
  },
]
