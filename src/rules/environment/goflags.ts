// GOFLAGS: flags that every go command gets, so that one line changes every build of a user.
// https://pkg.go.dev/cmd/go#hdr-Environment_variables; the quoting is that of cmd/internal/quoted.
import type { Severity } from '../../base/finding.ts'
import { splitGoFlags } from '../../gomod/goflags.ts'
import { valueOf, type EnvironmentFacts, type EnvironmentRule } from './facts.ts'
import { repairSetting, settingFinding } from './repair.ts'

/** One flag that matters: how it is recognised and what is said of it. */
interface Weak {
  readonly id: string
  readonly severity: Severity
  readonly name: string
  /** Only this value of it; any where absent. */
  readonly value?: string
  readonly title: string
  readonly summary: string
  readonly because: string
  readonly reference: string
}

const buildFlags = 'https://pkg.go.dev/cmd/go#hdr-Compile_packages_and_dependencies'
const modCommands = 'https://go.dev/ref/mod#build-commands'

const weak: readonly Weak[] = [
  {
    id: 'MW-ENV-FLAGS-MOD',
    severity: 'medium',
    name: 'mod',
    value: 'mod',
    title: 'GOFLAGS has -mod=mod',
    summary:
      'Every build may change go.mod and go.sum: a missing line is written instead of stopping the build, so that nobody sees that a dependency or a hash is new.',
    because: 'a build writes missing lines of go.mod and go.sum instead of failing',
    reference: modCommands,
  },
  {
    id: 'MW-ENV-FLAGS-VENDOR',
    severity: 'info',
    name: 'mod',
    value: 'vendor',
    title: 'GOFLAGS has -mod=vendor',
    summary: 'Every build uses vendor/, whose files go never hashes. modwarden verify compares them with the modules.',
    because: 'go never hashes the files of vendor/; modwarden verify does',
    reference: 'https://go.dev/ref/mod#vendoring',
  },
  {
    id: 'MW-ENV-FLAGS-INSECURE',
    severity: 'medium',
    name: 'insecure',
    title: 'GOFLAGS has -insecure',
    summary:
      'The flag let go get fetch over plain http and skip the checksum database; it was removed in Go 1.17. An older go obeys it, a newer one refuses to run.',
    because: 'a go before 1.17 skips TLS and the checksum database with it, a newer one does not start',
    reference: 'https://go.dev/doc/go1.17#go-command',
  },
  {
    id: 'MW-ENV-FLAGS-CACHERW',
    severity: 'low',
    name: 'modcacherw',
    title: 'GOFLAGS has -modcacherw',
    summary:
      'Folders of the module cache are made writable, so that an editor or a test can change a dependency by accident, and go build does not notice.',
    because: 'any program of yours can change a dependency in the cache, and go build does not look again',
    reference: 'https://go.dev/ref/mod#module-cache',
  },
  {
    id: 'MW-ENV-FLAGS-TOOLEXEC',
    severity: 'high',
    name: 'toolexec',
    title: 'GOFLAGS has -toolexec',
    summary:
      'Another program is run in place of compiler and linker and can change what is built. No checksum of a module notices.',
    because: 'that program runs in place of the compiler in every build, and decides what is compiled',
    reference: buildFlags,
  },
  {
    id: 'MW-ENV-FLAGS-OVERLAY',
    severity: 'high',
    name: 'overlay',
    title: 'GOFLAGS has -overlay',
    summary:
      "Files are replaced by others at build time, those of dependencies and of Go's own library too. No checksum of a module notices.",
    because: 'other files are compiled than those that were checked',
    reference: buildFlags,
  },
  {
    id: 'MW-ENV-FLAGS-MODFILE',
    severity: 'medium',
    name: 'modfile',
    title: 'GOFLAGS has -modfile',
    summary:
      'Another file than go.mod decides on the versions, and another than go.sum on their hashes, in every module root. Reviewers look at the usual ones.',
    because: 'another go.mod and go.sum decide than those that everybody looks at',
    reference: buildFlags,
  },
]

/** The rules about GOFLAGS, one a flag. */
export const goflagsRules: readonly EnvironmentRule[] = weak.map((flag) => {
  const rule: EnvironmentRule = {
    id: flag.id,
    title: flag.title,
    severity: flag.severity,
    summary: flag.summary,
    found: 'GOFLAGS is split as go splits it, and the flag is in it, with one dash or two.',
    remedy: 'go env -u GOFLAGS, or GOFLAGS without the flag',
    references: [flag.reference],
    check: (facts) => {
      const found = splitGoFlags(valueOf(facts, 'GOFLAGS')).find((text) => matches(flag, text))
      if (found === undefined) return []
      const said = { message: `GOFLAGS has ${found}`, because: flag.because }
      return [settingFinding(rule, facts, 'GOFLAGS', said, repairFlags(facts, flag))]
    },
  }
  return rule
})

function matches(flag: Weak, text: string): boolean {
  const [, name, value] = /^--?([^=]+)(?:=(.*))?$/s.exec(text) ?? []
  if (name !== flag.name) return false
  return flag.value === undefined ? value !== 'false' && value !== '0' : value === flag.value
}

/** One line for all flags that weaken; what only deserves a note stays, unless it is what is asked about. */
function repairFlags(facts: EnvironmentFacts, asked: Weak): ReturnType<typeof repairSetting> {
  const gone = weak.filter((flag) => flag.severity !== 'info' || flag === asked)
  const repair = repairSetting(facts, 'GOFLAGS', (value) => {
    const flags = splitGoFlags(value)
    const kept = flags.filter((text) => !gone.some((flag) => matches(flag, text)))
    return kept.length === flags.length ? value : kept.map(flagQuoted).join(' ')
  })
  return asked.severity === 'info' ? { remedy: repair.remedy } : repair
}

function flagQuoted(text: string): string {
  if (!/[\s'"]/.test(text)) return text
  return text.includes("'") ? `"${text}"` : `'${text}'`
}
