// Which Go runs: GOTOOLCHAIN, and versions of Go whose own checks have known holes.
// https://go.dev/doc/toolchain, https://pkg.go.dev/vuln
import { compareGoVersions } from '../../gomod/goversion.ts'
import { isSet, valueOf, type EnvironmentFacts, type EnvironmentFinding, type EnvironmentRule } from './facts.ts'
import { changeLine, repairSetting, settingFinding } from './repair.ts'

const reference = 'https://go.dev/doc/toolchain'

const path: EnvironmentRule = {
  id: 'MW-ENV-TOOLCHAIN-PATH',
  title: 'GOTOOLCHAIN takes other Go toolchains from the PATH',
  severity: 'low',
  summary:
    'Where a project asks for another Go, any program of the right name on the PATH is run. A downloaded toolchain would be checked against the checksum database.',
  found: 'GOTOOLCHAIN is `path` or ends in `+path`.',
  remedy: 'go env -w GOTOOLCHAIN=auto, or local',
  references: [reference],
  check: (facts) => {
    const value = valueOf(facts, 'GOTOOLCHAIN')
    if (!isSet(facts, 'GOTOOLCHAIN') || (value !== 'path' && !value.endsWith('+path'))) return []
    const said = {
      message: `GOTOOLCHAIN=${value} runs any program of the right name`,
      because: 'a toolchain on the PATH is checked by nobody; one that go downloads is',
    }
    return [settingFinding(path, facts, 'GOTOOLCHAIN', said, repairSetting(facts, 'GOTOOLCHAIN', soundToolchain))]
  },
}

const fork: EnvironmentRule = {
  id: 'MW-ENV-TOOLCHAIN-FORK',
  title: "GOTOOLCHAIN names a Go that is not the Go project's",
  severity: 'medium',
  summary:
    "A toolchain with a suffix is somebody's own build: its checksum is in no public log, and it compiles everything.",
  found: 'The name in GOTOOLCHAIN has a suffix after the version: go1.26.8-corp.',
  remedy: 'go env -u GOTOOLCHAIN',
  references: [reference],
  check: (facts) => {
    const value = valueOf(facts, 'GOTOOLCHAIN')
    if (!isSet(facts, 'GOTOOLCHAIN') || !/^go[^+-]+-/.test(value)) return []
    const said = {
      message: `GOTOOLCHAIN=${value} is a Go of somebody else's`,
      because: 'no public log has its checksum, and it compiles everything',
    }
    return [settingFinding(fork, facts, 'GOTOOLCHAIN', said, repairSetting(facts, 'GOTOOLCHAIN', soundToolchain))]
  },
}

/** A hole in the go command's own checks. Fixed in each line of releases from the version on; older lines never. */
interface Flaw {
  readonly ids: string
  readonly what: string
  /** The line that it came with, where it was not always there. */
  readonly since?: string
  readonly fixed: readonly string[]
}

// https://vuln.go.dev, read on 2026-08-21: the entries about cmd/go by which a module or toolchain is accepted that was
// not agreed on, or a command is run by only fetching or naming one. Newest first.
const FLAWS: readonly Flaw[] = [
  {
    ids: 'CVE-2026-56865 GO-2026-6179',
    what: 'a checksum database tile may be believed without its proof',
    fixed: ['1.25.13', '1.26.6', '1.27rc3'],
  },
  {
    ids: 'CVE-2026-56864 GO-2026-6180',
    what: 'hash lines outside of the proven record are believed',
    fixed: ['1.25.13', '1.26.6', '1.27rc3'],
  },
  {
    ids: 'CVE-2026-42501 GO-2026-4984',
    what: 'a proxy can answer for the checksum database with nothing, and pass its own module',
    fixed: ['1.25.10', '1.26.3'],
  },
  {
    ids: 'CVE-2025-68119 GO-2026-4338',
    what: 'a version can be an option of the version control program',
    since: '1.25',
    fixed: ['1.25.6'],
  },
  {
    ids: 'CVE-2023-45285 GO-2023-2383',
    what: 'go get may fall back to insecure git',
    fixed: ['1.20.12', '1.21.5'],
  },
  {
    ids: 'CVE-2023-39320 GO-2023-2042',
    what: 'the toolchain line of a go.mod can run a program of the module',
    since: '1.21',
    fixed: ['1.21.1'],
  },
  {
    ids: 'CVE-2022-23773 GO-2022-0318',
    what: 'a branch can pass for a version tag',
    fixed: ['1.16.14', '1.17.7'],
  },
]

/** Releases of Go that get repairs, oldest first, when these data were made (November 2026). */
const SUPPORTED: readonly string[] = ['1.26', '1.27']

/** A version of a supported line that has no flaw of the list; what the remedy installs. */
const SOUND = '1.26.6'

const flawed: EnvironmentRule = {
  id: 'MW-ENV-GO-FLAWED',
  title: 'this Go has known holes in its checks',
  severity: 'high',
  summary:
    'The go command itself accepts what it should refuse: its checksum check can be got around by a proxy or a module.',
  found:
    "The version of the go command, or the one that GOTOOLCHAIN names, is older than the repair of a flaw in cmd/go's own checks. The list is part of modwarden.",
  remedy: `go env -w GOTOOLCHAIN=go${SOUND}+auto, or install a newer Go`,
  references: [
    'https://pkg.go.dev/vuln/GO-2026-6179',
    'https://pkg.go.dev/vuln/GO-2026-6180',
    'https://pkg.go.dev/vuln/GO-2026-4984',
    'https://go.dev/doc/devel/release',
  ],
  check: (facts) => {
    const version = runningVersion(facts)
    const [first, ...rest] = version === undefined ? [] : FLAWS.filter((flaw) => isFlawed(version, flaw))
    if (version === undefined || first === undefined) return []
    const more = rest.length === 0 ? '' : `, and ${rest.length} more`
    return [
      versionFinding(flawed, facts, {
        message: `go${version} has known holes in its checks: ${first.ids}${more}`,
        because: first.what,
        evidence: [first, ...rest].map((flaw) => `${flaw.ids}: ${flaw.what}`),
      }),
    ]
  },
}

const old: EnvironmentRule = {
  id: 'MW-ENV-GO-OLD',
  title: 'this Go gets no more repairs',
  severity: 'medium',
  summary: 'The Go project repairs the two newest releases only. Holes that are found now stay open in this one.',
  found: 'The version of the go command is of an older line than the two newest that this modwarden knows.',
  remedy: `go env -w GOTOOLCHAIN=go${SOUND}+auto, or install a newer Go`,
  references: ['https://go.dev/doc/devel/release#policy'],
  check: (facts) => {
    const version = runningVersion(facts)
    // One reason to install another Go is enough.
    if (version === undefined || FLAWS.some((flaw) => isFlawed(version, flaw))) return []
    if (compareGoVersions(version, SUPPORTED[0] ?? '') >= 0) return []
    return [
      versionFinding(old, facts, {
        message: `go${version} gets no more repairs`,
        because: `the Go project repairs ${SUPPORTED.join(' and ')} only`,
        evidence: [`go${version}`],
      }),
    ]
  },
}

/** The rules about the Go that runs. */
export const toolchainRules: readonly EnvironmentRule[] = [path, fork, flawed, old]

/** The Go that builds: the one that GOTOOLCHAIN names, otherwise the installed one; without `go` and suffix. */
function runningVersion(facts: EnvironmentFacts): string | undefined {
  const named = /^go(\d[^+-]*)/.exec(valueOf(facts, 'GOTOOLCHAIN'))?.[1]
  // A development build ("devel go1.28-…") is newer than any list.
  return named ?? /^go(\d[^\s-]*)/.exec(facts.goVersion ?? '')?.[1]
}

function isFlawed(version: string, flaw: Flaw): boolean {
  if (flaw.since !== undefined && compareGoVersions(version, flaw.since) < 0) return false
  const line = lineOf(version)
  const fixedHere = flaw.fixed.find((fixed) => lineOf(fixed) === line)
  if (fixedHere !== undefined) return compareGoVersions(version, fixedHere) < 0
  // Lines after the newest repaired one never had it; those before were not repaired any more.
  return compareGoVersions(version, flaw.fixed.at(-1) ?? '') < 0
}

/** `1.26` of `1.26.8` and of `1.26rc1`. */
function lineOf(version: string): string {
  return /^\d+\.\d+/.exec(version)?.[0] ?? version
}

function versionFinding(
  rule: EnvironmentRule,
  facts: EnvironmentFacts,
  said: { readonly message: string; readonly because: string; readonly evidence: readonly string[] },
): EnvironmentFinding {
  const setting = facts.settings.get('GOTOOLCHAIN')
  const named = /^go\d/.test(setting?.value ?? '')
  const wanted = `go${SOUND}+auto`
  const installed = /^go(\d[^\s-]*)/.exec(facts.goVersion ?? '')?.[1] ?? ''
  // Before 1.21 the go command knows no GOTOOLCHAIN.
  if (compareGoVersions(installed, '1.21') < 0) {
    return {
      rule: rule.id,
      severity: rule.severity,
      subject: 'Go',
      ...said,
      remedy: [`install Go ${SOUND} or newer from where this one came`],
    }
  }
  // Any other value is not sound here, so that the line always writes the wanted one, over what is set now.
  const repair = repairSetting(facts, 'GOTOOLCHAIN', (value) => (value === '' ? '' : wanted), wanted)
  const unset = setting === undefined || Object.keys(setting.layers).length === 0
  const remedy = unset ? [changeLine(facts, 'GOTOOLCHAIN', wanted)] : repair.remedy
  const { fix: _never, ...finding } = settingFinding(rule, facts, named ? 'GOTOOLCHAIN' : 'Go', said, { remedy })
  return finding
}

function soundToolchain(value: string): string {
  if (value === 'path' || value.endsWith('+path')) return 'auto'
  return /^go[^+-]+-/.test(value) ? '' : value
}
