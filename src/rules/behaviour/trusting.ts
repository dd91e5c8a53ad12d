// Trusting: what Go and CI take for granted: the files of a workflow, checksums, settings, programs on the path.
import type { Severity } from '../../base/finding.ts'
import type { Effect, KnownValue } from '../../gosource/facts.ts'
import type { Rule } from '../rule.ts'
import { type Draft, draft, quote } from './draft.ts'
import { toolName } from './filepath.ts'
import { isOpening } from './samefile.ts'
import {
  argumentLists,
  argumentsOf,
  comesFrom,
  isAnnounced,
  type Scene,
  sourcesOf,
  standingOf,
  textsOf,
  valuesOf,
} from './scene.ts'
import { programName } from './shellwords.ts'

/** The trust of Go or CI is changed. */
export const poisonedTrust: Rule = {
  id: 'MW-CI-POISON',
  title: 'what Go or CI trusts is changed',
  severity: 'critical',
  summary:
    'The module changes what later steps trust: variables of a workflow that switch the checksum database off or name another proxy, lines of go.sum, the folders of PATH, a program named go.',
  found:
    'Writes into the files that $GITHUB_ENV, $GITHUB_PATH and $BASH_ENV name, into go.sum, go.mod and the settings of Go, executables with the names of tools, variables that an import sets, and go commands that fetch a named module with the proof switched off. A helper that writes what its caller passes is no finding.',
  remedy: 'do not run this code in CI; where it ran, build again from a clean machine with go.sum from before',
  references: ['https://go.dev/ref/mod#environment-variables', 'https://attack.mitre.org/techniques/T1195/002/'],
  technique: 'T1195.002 Supply Chain Compromise: Compromise Software Supply Chain',
}

/** How much of a file that is written is read. */
const MOST_TEXT = 1 << 16

/** Judges writes to files that Go and CI trust. */
export function ofTrust(scene: Scene, effect: Effect): readonly Draft[] {
  if (isOpening(scene, effect)) return []
  const standing = standingOf(effect)
  const values = valuesOf(effect, 'path')
  const data = valuesOf(effect, 'data')
  const given = comesFrom(sourcesOf(effect, 'data'), 'argument', 'stdin')
  const folded = [...values, ...data].map(({ text }) => text)
  const say = (severity: Severity, message: string): readonly Draft[] => [
    draft(scene, poisonedTrust, severity, effect, {
      message,
      folded,
      flows: sourcesOf(effect, 'path'),
      values: [...values, ...data],
    }),
  ]
  const variable = workflowFile(effect)
  if (variable !== undefined && effect.kind !== 'file-mode') {
    const trusts = data.find(({ text }) => TRUSTED_VARIABLES.test(text) && !isHarmlessSetting(text))
    const what = `writes ${data.length > 0 ? quote(data.map(({ text }) => text).join(' ')) : 'something'} into the file of $${variable}`
    if (standing.automatic) return say('critical', what)
    if (trusts !== undefined && !given) return say('critical', what)
    return given || data.length === 0 ? [] : say('low', what)
  }
  const tool = values.find(({ text }) => toolName(text) !== undefined)
  if (tool !== undefined && isExecutable(scene, effect, tool)) {
    const message = `plants a program that is named like a tool: ${quote(tool.text)}`
    const fixed = !tool.text.includes('…') && !comesFrom(sourcesOf(effect, 'path'), 'argument')
    if (standing.automatic) return say('critical', message)
    return fixed && !isAnnounced(standing) ? say('high', message) : []
  }
  const trusted = values
    .map((value) => ({ value, judged: scene.place(value.text) }))
    .find(({ judged }) => judged.kind === 'trust')
  if (trusted === undefined) return []
  if (!standing.automatic) {
    if (given || comesFrom(sourcesOf(effect, 'data'), 'file', 'env')) return []
    const lines = data.flatMap(({ text }) => text.slice(0, MOST_TEXT).split('\n')).map((line) => line.trim())
    const off = lines.find(
      (line) => UNPROVEN.test(line) || /^(?:replace\s+)?\S+(?:\s+v\S+)?\s+=>\s+[\w-]+\.[\w.-]+\//.test(line),
    )
    if (off === undefined) return []
    return say(isAnnounced(standing) ? 'medium' : 'high', `writes ${quote(off)} into ${trusted.judged.what}`)
  }
  return say('critical', `changes ${trusted.judged.what}: ${quote(trusted.value.text)}`)
}

/** The variable of a workflow whose file is written; `undefined` where it is none. */
function workflowFile(effect: Effect): string | undefined {
  const names = [
    ...sourcesOf(effect, 'path').flatMap(({ kind, values }) => (kind === 'env' ? values : [])),
    ...textsOf(effect, 'path').flatMap((text) => /\$\{?(\w+)/.exec(text)?.[1] ?? []),
  ]
  return names.find(
    (name) =>
      /^(?:GITHUB_(?:ENV|PATH|OUTPUT|STATE)|BASH_ENV|BUILDKITE_ENV_FILE|CIRCLE_(?:ENV|BASH_ENV)|DRONE_ENV)$/.test(
        name,
      ) &&
      name !== 'GITHUB_OUTPUT' &&
      name !== 'GITHUB_STATE',
  )
}

/** Variables that decide what is built, fetched and run. */
const TRUSTED_VARIABLES =
  /(?:^|[\s"';])(?:export\s+)?(?:GOPROXY|GOSUMDB|GONOSUMDB|GONOSUMCHECK|GONOPROXY|GOFLAGS|GOINSECURE|GOPRIVATE|GOTOOLCHAIN|GOENV|GOROOT|GOAUTH|GOCACHEPROG|CC|CXX|PATH|LD_PRELOAD|LD_LIBRARY_PATH|DYLD_INSERT_LIBRARIES|NODE_OPTIONS|BASH_ENV|PYTHONPATH|PYTHONSTARTUP|GIT_SSH(?:_COMMAND)?|GIT_CONFIG_\w+|HTTPS?_PROXY|https?_proxy|ALL_PROXY|NPM_CONFIG_REGISTRY|PIP_INDEX_URL)\s*(?:=|<<)/

/** Whether a line sets a variable to what anybody may set it to: no other proxy, no command, nothing left unproven. */
function isHarmlessSetting(text: string): boolean {
  const [, name = '', rest = ''] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*(?:=|<<\w*\s)([\s\S]*)$/.exec(text) ?? []
  const value = rest
    .replace(/\n\w+\s*$/, '')
    .trim()
    .replaceAll(/^["']|["']$/g, '')
  if (value.includes('\n') || value === '') return false
  switch (name) {
    case 'GOFLAGS':
      return !/-(?:tool)?exec|-insecure|-overlay|-modfile|-mod=mod|-ldflags|…/.test(value)
    case 'GOTOOLCHAIN':
      return /^(?:local|auto|path|go1[\w.]+(?:\+auto|\+path)?)$/.test(value)
    case 'GOPRIVATE':
    case 'GONOPROXY':
      return /^[\w.-]+\.[\w-]+(?:\/[^,*…]*\*?)?(?:,[\w.-]+\.[\w-]+(?:\/[^,…]*)?)*$/.test(value)
    case 'CC':
    case 'CXX':
      return /^(?:gcc|g\+\+|clang|clang\+\+|cc|c\+\+|zig (?:cc|c\+\+)[\w .=-]*)$/.test(value)
    default:
      return false
  }
}

/** Switches that let go fetch what no checksum database knows, or from elsewhere. */
const UNPROVEN =
  /^(?:GOSUMDB=off|GONOSUMDB=(?:[^,=]*,)*\*(?:,|$)|GONOSUMCHECK=(?!0)|GOINSECURE=.|GOPRIVATE=(?:[^,=]*,)*\*(?:,|$)|GOFLAGS=.*-insecure|GOPROXY=http:\/\/(?!localhost|127\.|\[::1\]))/

/** Judges a go command that fetches a module which the module names, with the proof switched off. */
export function ofUnprovenFetch(scene: Scene, effect: Effect): readonly Draft[] {
  // What callers of the module may pass is theirs.
  const off = argumentsOf(effect, 'environment')
    .filter(({ sources }) => !comesFrom(sources, 'argument'))
    .flatMap(({ values }) => values.flatMap(({ text }) => (UNPROVEN.test(text) ? text : [])))
  if (off.length === 0) return []
  const list = argumentLists(effect).find(
    ([program = '', verb = '', ...rest]) =>
      programName(program) === 'go' &&
      /^(?:get|install|run|mod|build)$/.test(verb) &&
      rest.some((word) => /^[\w.-]+\.[a-z]{2,}\/\S+$/i.test(word) && !word.includes('…')),
  )
  if (list === undefined) return ofForeignProxy(scene, effect, off)
  const line = list.join(' ')
  return [
    draft(scene, poisonedTrust, isAnnounced(standingOf(effect)) ? 'high' : 'critical', effect, {
      message: `fetches a module that nobody proves: ${quote(`${off.join(' ')} ${line}`)}`,
      folded: [line, ...off],
      values: valuesOf(effect, 'environment', 'argument'),
    }),
  ]
}

/** A go command that fetches whatever it is told to from a proxy that the module chose, with the proof switched off. */
function ofForeignProxy(scene: Scene, effect: Effect, off: readonly string[]): readonly Draft[] {
  const standing = standingOf(effect)
  const proxy = textsOf(effect, 'environment').find((text) => /^GOPROXY=https?:\/\/[\w.-]+\.[a-z]{2,}/.test(text))
  const goes = textsOf(effect, 'command').some((program) => programName(program) === 'go')
  if (proxy === undefined || !goes || standing.test || standing.trigger === 'main') return []
  return [
    draft(scene, poisonedTrust, 'high', effect, {
      message: `go fetches from a proxy of the module's choice, and proves nothing: ${quote([proxy, ...off].join(' '))}`,
      folded: [proxy, ...off],
      values: valuesOf(effect, 'environment'),
    }),
  ]
}

function isExecutable(scene: Scene, effect: Effect, path: KnownValue): boolean {
  if (executableMode(effect) || /\.exe$/i.test(path.text)) return true
  return scene.effects.some(
    (one) => one.kind === 'file-mode' && executableMode(one) && textsOf(one, 'path').includes(path.text),
  )
}

function executableMode(effect: Effect): boolean {
  return textsOf(effect, 'mode').some(
    (text) => /^\d+$/.test(text) && (Number(text) & 0o111) !== 0 && Number(text) <= 0o7777,
  )
}

/** Judges variables of this process that decide what is built and run, set by an import. */
export function ofVariable(scene: Scene, effect: Effect): readonly Draft[] {
  if (!standingOf(effect).automatic) return []
  const names = textsOf(effect, 'name')
  const name = names.find((text) => TRUSTED_VARIABLES.test(`${text}=`))
  if (name === undefined) return []
  const values = textsOf(effect, 'value')
  if (values.length > 0 && values.every((value) => isHarmlessSetting(`${name}=${value}`))) return []
  const off = values.some((text) => /^off$|^direct$|^\*$|insecure|-mod=mod|:\/\//.test(text))
  return [
    draft(scene, poisonedTrust, off ? 'critical' : 'high', effect, {
      message: `importing the package sets ${name}${values.length > 0 ? ` to ${quote(values.join(', '))}` : ''}`,
      folded: [name, ...values],
      values: valuesOf(effect, 'name', 'value'),
    }),
  ]
}
