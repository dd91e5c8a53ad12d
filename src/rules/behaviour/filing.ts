// Filing: what is written, removed and set where it lasts: start files, trust of Go and CI, disks.
import type { Severity } from '../../base/finding.ts'
import type { Effect } from '../../gosource/facts.ts'
import type { Rule } from '../rule.ts'
import { type Draft, draft, quote } from './draft.ts'
import { isWholeTree } from './filepath.ts'
import { HARM } from './harm.ts'
import { harmInFile } from './planting.ts'
import { deedsOf } from './running.ts'
import { ofTrust, ofUnprovenFetch, ofVariable } from './trusting.ts'
import { isOpening } from './samefile.ts'
import {
  argumentLists,
  argumentsOf,
  comesFrom,
  isAnnounced,
  type Scene,
  type Standing,
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
    'Paths of written files, registry keys and command lines are folded, and what is written is judged: content that fetches and runs is critical whoever says where it lies. A service installer that a caller starts with its own program and name is low.',
  remedy: 'do not run this code; look for what it added and remove it',
  references: ['https://attack.mitre.org/techniques/T1547/', 'https://attack.mitre.org/techniques/T1098/004/'],
  technique: 'T1547 Boot or Logon Autostart Execution',
}

/** Disks and whole trees are destroyed. */
export const destroyed: Rule = {
  id: 'MW-DESTROY',
  title: 'a disk or a whole tree of files is destroyed',
  severity: 'critical',
  summary:
    'The module writes to a disk as a device, or removes or overwrites a home or system folder, as a whole or file by file.',
  found:
    'Paths that are written and removed are folded, and followed from calls that go through a tree of files. Paths that a caller gives are no finding.',
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
    else if (effect.kind === 'process') found.push(...ofCommand(scene, effect), ...ofUnprovenFetch(scene, effect))
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
  const sources = sourcesOf(effect, 'path', 'name', 'data', 'value')
  const data = valuesOf(effect, 'data', 'value')
  const harm = harmInFile(place.value.text, data)
  const severity = severityOfPlace(effect, standing, place.value.text, harm !== undefined)
  const what = `changes ${place.judged.what}: ${quote(place.value.text)}`
  return [
    draft(scene, persist, severity, effect, {
      message:
        harm === undefined ? what : `${what}, with what ${HARM.get(harm.kind) ?? 'does harm'}: ${quote(harm.text)}`,
      folded: [place.value.text, ...data.map(({ text }) => text)],
      flows: sources.filter(({ kind }) => kind === 'network' || kind === 'dns' || kind === 'decrypted'),
      values: [...values, ...data],
    }),
  ]
}

function severityOfPlace(effect: Effect, standing: Standing, path: string, harm: boolean): Severity {
  if (standing.automatic || harm) return 'critical'
  const data = argumentsOf(effect, 'data', 'value')
  const content = sourcesOf(effect, 'data', 'value')
  const given = comesFrom(content, 'argument', 'stdin')
  if (comesFrom(content, 'network', 'dns', 'decrypted') && !given && !isAnnounced(standing)) return 'critical'
  if (given || comesFrom(sourcesOf(effect, 'path', 'name'), 'argument', 'stdin')) return 'low'
  if (/authorized_keys/.test(path) && data.some(({ values }) => values.length > 0)) return 'critical'
  return isAnnounced(standing) || standing.trigger === 'main' ? 'medium' : 'high'
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

function ofDestruction(scene: Scene, effect: Effect): readonly Draft[] {
  const paths = textsOf(effect, 'path')
  const walked = walkedTree(effect, paths)
  if (walked !== undefined) {
    const does = effect.kind === 'file-remove' ? 'removes' : 'overwrites'
    const severity: Severity = standingOf(effect).trigger === 'main' ? 'high' : 'critical'
    return [
      draft(scene, destroyed, severity, effect, {
        message: `${does} the files below ${quote(walked)}, through which it goes`,
        folded: [walked],
        flows: sourcesOf(effect, 'path'),
      }),
    ]
  }
  const device = effect.kind === 'file-write' ? paths.find((path) => scene.place(path).kind === 'device') : undefined
  const tree = effect.kind === 'file-remove' && /RemoveAll/.test(effect.call) ? paths.find(isWholeTree) : undefined
  const path = device ?? tree
  if (path === undefined) return []
  const message = device === undefined ? `removes all of ${quote(path)}` : `writes to a disk: ${quote(path)}`
  return [draft(scene, destroyed, 'critical', effect, { message, folded: [path], values: valuesOf(effect, 'path') })]
}

/** The whole home or system whose files are gone through, where an effect destroys each of them; nobody else says where. */
function walkedTree(effect: Effect, paths: readonly string[]): string | undefined {
  // A library may work on a file system of its own.
  if (!REMOVES.test(effect.call) && !OVERWRITES.test(effect.call)) return undefined
  // A known part of the path makes it a part of the tree.
  if (paths.some((path) => /\w/.test(path))) return undefined
  const sources = sourcesOf(effect, 'path')
  if (comesFrom(sources, 'argument', 'env', 'environ', 'stdin')) return undefined
  const roots = sources.flatMap(({ kind, call, values }) =>
    kind === 'file' && LISTS.test(call) ? [values.map((text) => text.replace(/\/…$/, '') || '/')] : [],
  )
  if (roots.length === 0) return undefined
  const whole = roots.flat().find((root) => isWholeTree(root))
  if (whole !== undefined) return whole
  const home = sources.some(({ call }) => call === 'os.UserHomeDir' || call === 'os/user.Current')
  return home && !roots.flat().some((root) => /\w/.test(root)) ? '~' : undefined
}

/** Calls that give the files of a folder, or below it. */
const LISTS = /^(?:path\/filepath|os|io\/ioutil)\.(?:\w+\.)?(?:Walk|WalkDir|ReadDir|Readdir|Readdirnames|Glob)$/
/** Calls that remove the file that they name. */
const REMOVES = /^(?:os\.Remove(?:All)?|(?:syscall|golang\.org\/x\/sys\/unix)\.(?:Unlink|Rmdir))$/
/** Calls that empty the file that they name. */
const OVERWRITES = /^(?:os|io\/ioutil)\.(?:WriteFile|Create|Truncate|OpenFile)$/
