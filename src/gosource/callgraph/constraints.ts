// Which files of a folder are built: by their names and by their //go:build lines, under one system and set of tags
// (https://pkg.go.dev/cmd/go#hdr-Build_constraints).

/** What a build is for. */
export interface BuildContext {
  readonly goos: string
  readonly goarch: string
  readonly tags: readonly string[]
  readonly cgo: boolean
  readonly goVersion: string
}

const SYSTEMS = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos'.split(
    ' ',
  ),
)
const UNIX = new Set('aix android darwin dragonfly freebsd hurd illumos ios linux netbsd openbsd solaris'.split(' '))
const MACHINES = new Set(
  (
    '386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ppc64 ' +
    'ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm'
  ).split(' '),
)

/** Whether Go has these words for a system and a machine; not whether it builds for the one on the other. */
export function knowsPlatform(goos: string, goarch: string): boolean {
  return SYSTEMS.has(goos) && MACHINES.has(goarch)
}

/** Systems whose files another system builds too. */
const INCLUDES: ReadonlyMap<string, string> = new Map([
  ['android', 'linux'],
  ['illumos', 'solaris'],
  ['ios', 'darwin'],
])

/** The experiments of the current Go that are on where nobody says otherwise. */
const EXPERIMENTS = ['dwarf5', 'greenteagc', 'randomizedheapbase64']
/** Those that are on where the machine has register calls. */
const REGISTER_EXPERIMENTS = ['regabiwrappers', 'regabiargs']
const REGISTER_MACHINES = new Set(['amd64', 'arm64', 'loong64', 'ppc64', 'ppc64le', 'riscv64', 's390x'])

/** Which tags hold. */
export interface BuildTags {
  readonly system: string
  readonly machine: string
  readonly holds: (tag: string) => boolean
}

/** The tags that hold in a build. */
export function buildTags(context: BuildContext): BuildTags {
  const { goos, goarch } = context
  const on = new Set<string>([goos, goarch, 'gc', ...context.tags])
  const included = INCLUDES.get(goos)
  if (included !== undefined) on.add(included)
  if (UNIX.has(goos)) on.add('unix')
  if (context.cgo) on.add('cgo')
  for (const name of EXPERIMENTS) on.add(`goexperiment.${name}`)
  if (REGISTER_MACHINES.has(goarch)) for (const name of REGISTER_EXPERIMENTS) on.add(`goexperiment.${name}`)
  const baseline = new Map([
    ['amd64', 'amd64.v1'],
    ['arm64', 'arm64.v8.0'],
    ['386', '386.sse2'],
  ]).get(goarch)
  if (baseline !== undefined) on.add(baseline)
  const minor = Number(/^(?:go)?1\.(\d{1,4})/.exec(context.goVersion)?.[1] ?? '0')
  const holds = (tag: string): boolean => {
    const version = /^go1\.(\d{1,4})$/.exec(tag)?.[1]
    return version === undefined ? on.has(tag) : Number(version) <= minor
  }
  return { system: goos, machine: goarch, holds }
}

/** Whether a file's name lets it be built: `x_linux_amd64.go`. Tests are told apart by the caller. */
export function nameMatches(fileName: string, tags: BuildTags): boolean {
  if (fileName.startsWith('_') || fileName.startsWith('.')) return false
  // The first element is never a constraint: linux.go is built everywhere.
  // Go reads it up to its first dot: x_linux.pb.go is for linux.
  const parts = fileName
    .replace(/\..*$/s, '')
    .replace(/_test$/, '')
    .split('_')
    .slice(1)
  const last = parts.at(-1) ?? ''
  const before = parts.at(-2) ?? ''
  if (MACHINES.has(last)) {
    if (!tags.holds(last)) return false
    return !SYSTEMS.has(before) || tags.holds(before)
  }
  return !SYSTEMS.has(last) || tags.holds(last)
}

/** How deep parentheses of a constraint may nest; deeper ones do not hold. */
const MOST_DEPTH = 100

/** Whether the constraint in a file's head holds; a file without one is built. One that is no constraint is not. */
export function headMatches(text: string, tags: BuildTags): boolean {
  const old: string[] = []
  let at = text.startsWith('\u00EF\u00BB\u00BF') ? 3 : 0
  // Only comments and empty lines stand before the package clause.
  for (;;) {
    while (at < text.length && text.charCodeAt(at) <= 32) at++
    if (text.startsWith('/*', at)) {
      const end = text.indexOf('*/', at + 2)
      if (end < 0) break
      at = end + 2
      continue
    }
    if (!text.startsWith('//', at)) break
    const newline = text.indexOf('\n', at)
    const end = newline < 0 ? text.length : newline
    if (text.startsWith('//go:build', at)) {
      const line = text.slice(at + 10, end).replace(/\r$/, '')
      if (/^\s/.test(line)) return expressionHolds(line, tags)
    }
    const words = /^\/\/\s*\+build(\s.*)?$/.exec(text.slice(at, Math.min(end, at + 4096)).trimEnd())?.[1]
    if (words !== undefined) old.push(words.trim())
    at = end
  }
  return old.every((line) =>
    line.split(/\s+/).some((option) => option.split(',').every((term) => termHolds(term, tags))),
  )
}

function termHolds(term: string, tags: BuildTags): boolean {
  if (term.startsWith('!!')) return false
  return term.startsWith('!') ? !tags.holds(term.slice(1)) : tags.holds(term)
}

/** Whether `a && (b || !c)` holds. */
export function expressionHolds(text: string, tags: BuildTags): boolean {
  const tokens = text.slice(0, 4096).match(/&&|\|\||[()!]|[^\s()!&|]+|\S/g) ?? []
  let at = 0
  let bad = false
  const fail = (): boolean => {
    bad = true
    return false
  }
  const not = (depth: number): boolean => {
    const token = tokens[at++]
    if (token === undefined || depth > MOST_DEPTH) return fail()
    if (token === '!') return !not(depth + 1)
    if (token === '(') {
      const value = or(depth + 1)
      return tokens[at++] === ')' ? value : fail()
    }
    return /^[\p{L}\p{Nd}_.]/u.test(token) ? tags.holds(token) : fail()
  }
  const and = (depth: number): boolean => {
    let value = not(depth)
    while (tokens[at] === '&&') {
      at++
      // Both sides are read: what is behind must be Go's too.
      const right = not(depth)
      value &&= right
    }
    return value
  }
  const or = (depth: number): boolean => {
    let value = and(depth)
    while (tokens[at] === '||') {
      at++
      const right = and(depth)
      value ||= right
    }
    return value
  }
  const value = or(0)
  return value && !bad && at === tokens.length
}
