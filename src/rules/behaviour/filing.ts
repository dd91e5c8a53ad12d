// Filing: what is written, removed and set where it lasts: start files, trust of Go and CI, disks.
import type { Severity } from '../../base/finding.ts'
import type { Effect, KnownValue } from '../../gosource/facts.ts'
import type { Rule } from '../rule.ts'
import { type Draft, draft, quote } from './draft.ts'
import { isWholeTree, toolName } from './filepath.ts'
import { deedsOf } from './running.ts'
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

/** An import changes files. */
export const initFiles: Rule = {
  id: 'MW-INIT-FS',
  title: 'importing the package changes files',
  severity: 'medium',
  summary:
    'An init function or the value of a package variable writes, removes or changes files, wherever the package is imported.',
  found:
    'Every way from init functions and package variables to a call that changes files is followed. The first place of a module is medium, further ones are low.',
  remedy: 'ask the author to change files only when a caller asks for it',
  references: ['https://go.dev/ref/spec#Package_initialization'],
  technique: 'T1565 Data Manipulation',
}

/** A program is made to start by itself. */
export const persist: Rule = {
  id: 'MW-PERSIST',
  title: 'something is made to start by itself',
  severity: 'critical',
  summary:
    'The module writes a shell start file, a cron table, a unit, a launch agent, a Run key, a git hook or authorized_keys, or calls the program that does it: what it adds runs again after the module is gone.',
  found:
    'Paths of written files, registry keys and command lines are folded. A service installer that a caller starts with its own program and name is no finding.',
  remedy: 'do not run this code; look for what it added and remove it',
  references: ['https://attack.mitre.org/techniques/T1547/', 'https://attack.mitre.org/techniques/T1098/004/'],
  technique: 'T1547 Boot or Logon Autostart Execution',
}

/** The trust of Go or CI is changed. */
export const poisonedTrust: Rule = {
  id: 'MW-CI-POISON',
  title: 'what Go or CI trusts is changed',
  severity: 'critical',
  summary:
    'The module changes what later steps trust: variables of a workflow that switch the checksum database off or name another proxy, lines of go.sum, the folders of PATH, a program named go.',
  found:
    'Writes into the files that $GITHUB_ENV, $GITHUB_PATH and $BASH_ENV name, into go.sum, go.mod and the settings of Go, executables with the names of tools, and variables that an import sets. A helper that writes what its caller passes is no finding.',
  remedy: 'do not run this code in CI; where it ran, build again from a clean machine with go.sum from before',
  references: ['https://go.dev/ref/mod#environment-variables', 'https://attack.mitre.org/techniques/T1195/002/'],
  technique: 'T1195.002 Supply Chain Compromise: Compromise Software Supply Chain',
}

/** Disks and whole trees are destroyed. */
export const destroyed: Rule = {
  id: 'MW-DESTROY',
  title: 'a disk or a whole tree of files is destroyed',
  severity: 'critical',
  summary: 'The module writes to a disk as a device, or removes a home or system folder as a whole.',
  found: 'Paths that are written and removed are folded. Paths that a caller gives are no finding.',
  remedy: 'do not run this code',
  references: ['https://attack.mitre.org/techniques/T1485/', 'https://attack.mitre.org/techniques/T1561/'],
  technique: 'T1485 Data Destruction',
}

/** Judges the files, keys and variables that a module changes. */
export function judgeFiling(scene: Scene): readonly Draft[] {
  const found: Draft[] = []
  let first = true
  for (const effect of scene.effects) {
    if (effect.kind === 'file-write' || effect.kind === 'file-remove' || effect.kind === 'file-mode') {
      if (standingOf(effect).automatic) {
        found.push(ofImport(scene, effect, first))
        first = false
      }
      found.push(...ofPlace(scene, effect), ...ofTrust(scene, effect), ...ofDestruction(scene, effect))
    } else if (effect.kind === 'registry') found.push(...ofPlace(scene, effect))
    else if (effect.kind === 'setenv') found.push(...ofVariable(scene, effect))
    else if (effect.kind === 'process') found.push(...ofCommand(scene, effect))
  }
  return found
}

function ofImport(scene: Scene, effect: Effect, first: boolean): Draft {
  const paths = textsOf(effect, 'path')
  const does = effect.kind === 'file-write' ? 'writes' : effect.kind === 'file-remove' ? 'removes' : 'changes'
  const message = `importing the package ${does} ${paths.length > 0 ? quote(paths.join(', ')) : 'a file'}`
  return draft(scene, initFiles, first ? 'medium' : 'low', effect, {
    message,
    folded: paths,
    values: valuesOf(effect, 'path'),
  })
}

/** Files and keys that start programs. */
function ofPlace(scene: Scene, effect: Effect): readonly Draft[] {
  if (effect.kind === 'file-remove') return []
  const values = valuesOf(effect, 'path', 'name')
  const place = values
    .map((value) => ({ value, judged: scene.place(value.text) }))
    .find(({ judged }) => judged.kind === 'autostart')
  if (place === undefined || isOpening(scene, effect)) return []
  const standing = standingOf(effect)
  const given = comesFrom(sourcesOf(effect, 'path', 'name', 'data', 'value'), 'argument', 'stdin')
  const data = valuesOf(effect, 'data', 'value')
  const severity: Severity = standing.automatic
    ? 'critical'
    : given
      ? 'low'
      : /authorized_keys/.test(place.value.text) && data.length > 0
        ? 'critical'
        : isAnnounced(standing)
          ? 'medium'
          : 'high'
  return [
    draft(scene, persist, severity, effect, {
      message: `changes ${place.judged.what}: ${quote(place.value.text)}`,
      folded: [place.value.text, ...data.map(({ text }) => text)],
      values: [...values, ...data],
    }),
  ]
}

/** Whether an effect only opens a file that another one writes to: that one is told, with what it writes. */
function isOpening(scene: Scene, effect: Effect): boolean {
  if (effect.kind !== 'file-write' || argumentsOf(effect, 'data').length > 0) return false
  return effect.object.some((name) =>
    (scene.objects.get(name) ?? []).some(
      (other) =>
        other !== effect &&
        other.kind === 'file-write' &&
        argumentsOf(other, 'data').length > 0 &&
        argumentsOf(other, 'path').length > 0,
    ),
  )
}

/** Commands that make something start by itself. */
function ofCommand(scene: Scene, effect: Effect): readonly Draft[] {
  const deed = deedsOf(effect).find(({ kind }) => kind === 'persist')
  if (deed === undefined) return []
  const standing = standingOf(effect)
  const given = comesFrom(sourcesOf(effect, 'command', 'argument', 'stdin'), 'argument', 'stdin', 'file')
  const values = valuesOf(effect, 'command', 'argument', 'stdin')
  const severity: Severity = standing.automatic ? 'critical' : given || isAnnounced(standing) ? 'low' : 'medium'
  const lists = argumentLists(effect).map((list) => list.join(' '))
  return [
    draft(scene, persist, severity, effect, {
      message: `a command makes something start by itself: ${quote(deed.text)}`,
      folded: [...lists, ...values.map(({ text }) => text)],
      values,
    }),
  ]
}

/** Files that Go and CI trust. */
function ofTrust(scene: Scene, effect: Effect): readonly Draft[] {
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
    const trusts = data.find(({ text }) => TRUSTED_VARIABLES.test(text))
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
  if (trusted === undefined || !standing.automatic) return []
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

/** Variables of this process that decide what is built and run, set by an import. */
function ofVariable(scene: Scene, effect: Effect): readonly Draft[] {
  if (!standingOf(effect).automatic) return []
  const names = textsOf(effect, 'name')
  const name = names.find((text) => TRUSTED_VARIABLES.test(`${text}=`))
  if (name === undefined) return []
  const values = textsOf(effect, 'value')
  const off = values.some((text) => /^off$|^direct$|^\*$|insecure|-mod=mod|:\/\//.test(text))
  return [
    draft(scene, poisonedTrust, off ? 'critical' : 'high', effect, {
      message: `importing the package sets ${name}${values.length > 0 ? ` to ${quote(values.join(', '))}` : ''}`,
      folded: [name, ...values],
      values: valuesOf(effect, 'name', 'value'),
    }),
  ]
}

function ofDestruction(scene: Scene, effect: Effect): readonly Draft[] {
  const paths = textsOf(effect, 'path')
  const device = effect.kind === 'file-write' ? paths.find((path) => scene.place(path).kind === 'device') : undefined
  const tree = effect.kind === 'file-remove' && /RemoveAll/.test(effect.call) ? paths.find(isWholeTree) : undefined
  const path = device ?? tree
  if (path === undefined) return []
  const message = device === undefined ? `removes all of ${quote(path)}` : `writes to a disk: ${quote(path)}`
  return [draft(scene, destroyed, 'critical', effect, { message, folded: [path], values: valuesOf(effect, 'path') })]
}
