// Hiding: values that matter and that the source does not show.
import type { Severity } from '../../base/finding.ts'
import type { Effect, KnownValue } from '../../gosource/facts.ts'
import type { Rule } from '../rule.ts'
import { type Draft, draft, quote } from './draft.ts'
import { cryptExec } from './loadingrules.ts'
import { argumentLists, placeOf, type Scene, standingOf } from './scene.ts'
import type { Hiding, TextClass, Unveiled } from './unveiling.ts'

const found =
  'Constants, lists, loops and the pure functions that attacks used are evaluated, within limits, and never run. A value is told where it is an address, a command or the place of a secret, what was done to it has no other use than to hide it, and no text of the source shows it.'
const remedy = 'do not use this code; good code has no reason to hide this value'
const references = ['https://attack.mitre.org/techniques/T1027/']
const technique = 'T1027 Obfuscated Files or Information'

/** Letters picked out of a list. */
export const hiddenIndex: Rule = {
  id: 'MW-OBF-INDEX',
  title: 'a value is put together out of pieces of a list',
  severity: 'critical',
  summary:
    'An address or a command is joined out of letters or syllables of a list, by their numbers, so that no search finds it.',
  found,
  remedy,
  references,
  technique,
}

/** Numbers that are letters. */
export const hiddenChars: Rule = {
  id: 'MW-OBF-CHARS',
  title: 'a value is written as numbers',
  severity: 'high',
  summary: 'An address or a command is written as bytes, code points, decimal texts or one large number.',
  found,
  remedy,
  references,
  technique,
}

/** Replaced, reversed and mapped. */
export const hiddenReplace: Rule = {
  id: 'MW-OBF-REPL',
  title: 'a value is made of another by replacing, turning round or mapping',
  severity: 'high',
  summary:
    'An address or a command appears only after letters of another text or number are replaced, turned round or mapped.',
  found,
  remedy,
  references,
  technique,
}

/** Encoded. */
export const hiddenEncoding: Rule = {
  id: 'MW-OBF-B64',
  title: 'a value is encoded',
  severity: 'high',
  summary:
    'An address, a command or a script is written in base64 or hex, packed, or xored with a key that stands beside it.',
  found,
  remedy,
  references,
  technique: 'T1027.013 Obfuscated Files or Information: Encrypted/Encoded File',
}

const RULES: Readonly<Record<Hiding, Rule>> = {
  index: hiddenIndex,
  chars: hiddenChars,
  replace: hiddenReplace,
  encode: hiddenEncoding,
  crypt: cryptExec,
}

const HOW: Readonly<Record<Hiding, string>> = {
  index: 'put together out of pieces of a list',
  chars: 'written as numbers',
  replace: 'made by replacing',
  encode: 'encoded',
  crypt: 'encrypted',
}

/** Judges the hidden values of a module, each where it is unveiled. */
export function judgeHiding(scene: Scene): readonly Draft[] {
  return scene.effects.flatMap((effect) =>
    effect.arguments.flatMap(({ values }) => values.flatMap((value) => ofValue(scene, effect, value))),
  )
}

function ofValue(scene: Scene, effect: Effect, value: KnownValue): readonly Draft[] {
  const unveiled = scene.unveil(value)
  if (unveiled === undefined) return []
  const rule = RULES[unveiled.how]
  const lists = effect.kind === 'process' ? argumentLists(effect).map((list) => list.join(' ')) : []
  const message = `${NAMES[unveiled.class]} is ${HOW[unveiled.how]}: ${quote(value.text)}`
  const severity = standingOf(effect).test ? 'low' : severityOf(unveiled)
  const one = draft(scene, rule, severity, effect, { message, folded: [value.text, ...lists], values: [value] })
  // The place is where the value appears, not where it is used.
  const { file, line } = unveiled.at
  return [{ ...one, touches: [...one.touches, placeOf(unveiled.at)], finding: { ...one.finding, file, line } }]
}

function severityOf({ how, class: kind }: Unveiled): Severity {
  const grave = kind === 'command' || kind === 'script' || kind === 'url' || kind === 'address'
  if (how === 'index' && grave) return kind === 'address' ? 'high' : 'critical'
  if (how === 'crypt') return kind === 'command' || kind === 'script' ? 'critical' : 'high'
  return grave ? 'high' : 'medium'
}

const NAMES: Readonly<Record<TextClass, string>> = {
  url: 'an address',
  address: 'an address',
  command: 'a command',
  script: 'a script',
  path: 'a path',
  name: 'the name of a secret',
  other: 'a value',
}
