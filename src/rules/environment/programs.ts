// Settings by which go runs other programs while it fetches or builds: version control, credentials, compilers.
// https://pkg.go.dev/cmd/go#hdr-Controlling_version_control_with_GOVCS, https://pkg.go.dev/cmd/cgo
import { matchPrefixPatterns } from '../../base/patterns.ts'
import { isSet, valueOf, type EnvironmentRule } from './facts.ts'
import { widePatterns } from './patterns.ts'
import { repairSetting, settingFinding } from './repair.ts'

const vcs: EnvironmentRule = {
  id: 'MW-ENV-VCS-WIDE',
  title: 'GOVCS lets public modules choose any version control program',
  severity: 'medium',
  summary:
    "A public module's server then chooses which of bzr, fossil, hg, git and svn is run on its data. Their holes have been used to run code by a go get.",
  found: 'GOVCS allows more than git and hg for public paths; go allows no more by default.',
  remedy: 'go env -u GOVCS',
  references: ['https://pkg.go.dev/cmd/go#hdr-Controlling_version_control_with_GOVCS'],
  check: (facts) => {
    const wide = wideVcs(valueOf(facts, 'GOVCS'))
    if (wide.length === 0) return []
    const said = {
      message: `GOVCS lets public modules choose the version control program: ${wide.join(', ')}`,
      because: 'the server of a public module chooses which program is run on its data',
    }
    const repair = repairSetting(facts, 'GOVCS', (value) => {
      const bad = wideVcs(value)
      return value
        .split(',')
        .filter((item) => !bad.includes(item.trim()))
        .join(',')
    })
    return [settingFinding(vcs, facts, 'GOVCS', said, repair)]
  },
}

const auth: EnvironmentRule = {
  id: 'MW-ENV-AUTH-COMMAND',
  title: 'GOAUTH runs a command',
  severity: 'low',
  summary:
    'go runs this program to get credentials, before it fetches and again after a refusal; what it prints is sent to servers.',
  found: 'GOAUTH has a method that is not `off`, `netrc` or `git`. Only the name of the program is shown.',
  remedy: 'go env -w GOAUTH=netrc, if a ~/.netrc does',
  references: ['https://pkg.go.dev/cmd/go#hdr-GOAUTH_environment_variable'],
  check: (facts) => {
    const command = valueOf(facts, 'GOAUTH')
      .split(';')
      .map((method) => method.trim().split(/\s+/, 1)[0] ?? '')
      .find((name) => !['', 'off', 'netrc', 'git'].includes(name))
    if (command === undefined) return []
    const said = {
      message: `GOAUTH runs a command: ${command}`,
      because: 'it is run whenever go needs credentials, in whatever folder that is',
    }
    const { remedy } = repairSetting(facts, 'GOAUTH', (value) =>
      value
        .split(';')
        .filter((method) => ['off', 'netrc', 'git'].includes(method.trim().split(/\s+/, 1)[0] ?? ''))
        .join(';'),
    )
    // Without its credentials nothing private can be fetched: the user decides.
    return [settingFinding(auth, facts, 'GOAUTH', said, { remedy })]
  },
}

const cgoAllow: EnvironmentRule = {
  id: 'MW-ENV-CGO-ALLOW',
  title: 'cgo lets modules pass any flag to the compiler',
  severity: 'medium',
  summary:
    'go lets the #cgo lines of a module pass only harmless flags. A pattern that allows all of them lets every dependency load a compiler plugin, that is, run code by being built.',
  found: 'A CGO_…_ALLOW pattern matches a flag that loads a plugin or another linker, while cgo is on.',
  remedy: 'go env -u CGO_CFLAGS_ALLOW',
  references: ['https://pkg.go.dev/cmd/cgo#hdr-Using_cgo_with_the_go_command', 'https://go.dev/issue/23672'],
  check: (facts) => {
    if (valueOf(facts, 'CGO_ENABLED') === '0') return []
    return ALLOW.filter((name) => allowsAll(valueOf(facts, name))).map((name) =>
      settingFinding(
        cgoAllow,
        facts,
        name,
        {
          message: `${name} lets modules pass any flag to the compiler`,
          because: 'a flag can load a plugin, so that a dependency runs code by being built',
        },
        repairSetting(facts, name, (value) => (allowsAll(value) ? '' : value)),
      ),
    )
  },
}

const cgoProgram: EnvironmentRule = {
  id: 'MW-ENV-CGO-PROGRAM',
  title: 'a compiler is run from where others can put one',
  severity: 'medium',
  summary:
    'cgo runs the programs that CC, CXX and their like name. One that is named relative to the current folder, or lies in a folder for temporary files, can be put there by a project or by another user.',
  found: 'The program is a relative path with a slash, or lies below a folder that every user can write.',
  remedy: 'go env -u CC',
  references: ['https://pkg.go.dev/cmd/cgo#hdr-Using_cgo_with_the_go_command'],
  check: (facts) => {
    if (valueOf(facts, 'CGO_ENABLED') === '0') return []
    return PROGRAMS.filter((name) => isSet(facts, name) && isExposed(valueOf(facts, name))).map((name) =>
      settingFinding(
        cgoProgram,
        facts,
        name,
        {
          message: `${name} runs a program from where others can put one`,
          because: 'it is run in every build with cgo, and a project or another user can place it there',
        },
        repairSetting(facts, name, (value) => (isExposed(value) ? '' : value)),
      ),
    )
  },
}

const cacheProgram: EnvironmentRule = {
  id: 'MW-ENV-CACHEPROG',
  title: 'a program answers for the build cache',
  severity: 'low',
  summary:
    'GOCACHEPROG gives compiled packages to go in place of the build cache. Whoever controls it, or the store behind it, chooses what is linked; no checksum of a module notices.',
  found: 'GOCACHEPROG is set.',
  remedy: 'go env -u GOCACHEPROG, unless you trust the store behind it as you trust the compiler',
  references: ['https://pkg.go.dev/cmd/go/internal/cacheprog'],
  check: (facts) => {
    if (valueOf(facts, 'GOCACHEPROG') === '') return []
    const said = {
      message: 'GOCACHEPROG: a program gives compiled packages to go',
      because: 'whoever controls it or its store chooses what is linked, whatever the checksums say',
    }
    const { remedy } = repairSetting(facts, 'GOCACHEPROG', () => '')
    return [settingFinding(cacheProgram, facts, 'GOCACHEPROG', said, { remedy })]
  },
}

/** The rules about programs that go runs. */
export const programRules: readonly EnvironmentRule[] = [vcs, auth, cgoAllow, cgoProgram, cacheProgram]

/** The names of cgo's allow lists. */
const ALLOW: readonly string[] = ['CFLAGS', 'CPPFLAGS', 'CXXFLAGS', 'FFLAGS', 'LDFLAGS'].map(
  (flags) => `CGO_${flags}_ALLOW`,
)

/** The settings that name a program which a build with cgo runs. */
const PROGRAMS: readonly string[] = ['CC', 'CXX', 'FC', 'AR', 'GCCGO', 'PKG_CONFIG']

/** Entries of GOVCS that allow public paths more than go does by default. */
function wideVcs(value: string): string[] {
  const items = value.split(',').map((item) => item.trim())
  // The first entry that matches counts: none reaches a public path after one for all of them.
  const last = items.findIndex((item) => /^(?:public|\*)\s*:/.test(item))
  return items.slice(0, last < 0 ? items.length : last + 1).filter((item) => {
    const [pattern = '', programs = ''] = item.split(':', 2)
    const more = programs.split('|').some((program) => !['git', 'hg', 'off', ''].includes(program.trim()))
    return more && (pattern === 'public' || matchPrefixPatterns(pattern, '*') || widePatterns(pattern).length > 0)
  })
}

/**
 * Whether a Go regular expression lets everything through, or every -f flag, as people write it. The pattern is never
 * run: it is a stranger's, and a RegExp of JavaScript is not Go's.
 */
function allowsAll(pattern: string): boolean {
  const alternatives = pattern.replaceAll(/\(\?[imsU]*[:)]|(?<!\[)\^|[()$]/g, '').split('|')
  return alternatives.some((text) =>
    /^-{0,2}f?(?:(?:\.|\\S|\[\\s\\S\]|\[\\w\\W\]|\[\^[^\]]*\])(?:[*+]|\{[01],\})\??=?)+$|^-fplugin/.test(text),
  )
}

function isExposed(value: string): boolean {
  const program = value.trim().split(/\s+/, 1)[0] ?? ''
  if (/^(?:\/tmp|\/var\/tmp|\/dev\/shm)\//.test(program)) return true
  return program.includes('/') && !program.startsWith('/') && !/^[A-Za-z]:[\\/]/.test(program)
}

/** What the rules of this file read, for whoever gathers facts. */
export function programSettings(): readonly string[] {
  return ['GOVCS', 'GOAUTH', 'GOCACHEPROG', 'CGO_ENABLED', ...ALLOW, ...PROGRAMS]
}
