// Files of waivers: `.modwarden-waivers.yaml` beside a project's go.mod or go.work, and waivers.yaml in the user's own
// configuration. A list, each item a map:
//
//   - rule: MW-HOST-IP            a rule or an advisory (GO-2024-2887), a module, or both
//     module: example.com/m
//     version: v1.2.3             this one alone
//     path: internal/probe        a file of the module, or a folder
//     reason: health check of the appliance, reviewed
//     owner: kim
//     expires: 2026-12-02         the last day; at most 90 days ahead
//     ticket: SEC-118
//     created: 2026-11-18
import { textOf, utf8 } from '../../base/bytes.ts'
import { WardenError, type Place } from '../../base/errors.ts'
import { similar } from '../../base/similar.ts'
import { daysLeft, isAdvisoryName, isDay, LONGEST_DAYS, type Waiver } from '../../policy/waiver.ts'
import { allRules } from '../../rules/registry.ts'
import type { Files } from '../../world/files.ts'

const MOST_BYTES = 1 << 20
const KEYS = ['rule', 'module', 'version', 'path', 'reason', 'owner', 'expires', 'ticket', 'created'] as const
type WaiverKey = (typeof KEYS)[number]

/**
 * The waivers of a file; none where it is not there. `shown` is its name in errors. Throws `config` with file and line
 * for what is unknown, missing or of the wrong form.
 */
export async function readWaivers(
  files: Files,
  file: string,
  from: Waiver['from'],
  today: string,
): Promise<readonly Waiver[]> {
  const bytes = await files.read(file, MOST_BYTES)
  return bytes === undefined ? [] : parseWaivers(bytes, file, from, today)
}

/** The waivers in the bytes of a file. Throws as `readWaivers`. */
export async function parseWaivers(
  bytes: Uint8Array,
  file: string,
  from: Waiver['from'],
  today: string,
): Promise<readonly Waiver[]> {
  const text = textOf(bytes)
  if (text === undefined) throw new WardenError('config', 'not UTF-8 text', { place: { file } })
  // Loaded on demand: most projects have no such file.
  const { LineCounter, parseDocument, isMap, isScalar, isSeq, visit } = await import('yaml')
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter, strict: true, uniqueKeys: true })
  const place = (offset: number | undefined): Waiver['place'] => ({ file, line: counter.linePos(offset ?? 0).line })
  const [problem] = document.errors
  if (problem !== undefined) {
    const message = problem.message.split('\n')[0]?.toWellFormed() ?? 'not YAML'
    throw new WardenError('config', message, { place: place(problem.pos[0]) })
  }
  visit(document, {
    Alias: (_, node) => {
      throw new WardenError('config', 'aliases are not supported', { place: place(node.range?.[0]) })
    },
  })
  const { contents } = document
  if (contents === null || (isScalar(contents) && contents.value === null)) return []
  if (!isSeq(contents)) throw new WardenError('config', 'must be a list of waivers', { place: place(0) })
  return contents.items.map((item) => {
    const at = place(isMap(item) ? (item.range?.[0] ?? 0) : 0)
    if (!isMap(item)) throw new WardenError('config', 'a waiver must be a map', { place: at })
    const values = new Map<WaiverKey, string>()
    for (const { key, value } of item.items) {
      const name = isScalar(key) ? String(key.value) : ''
      const where = place(isScalar(key) ? key.range?.[0] : undefined)
      if (!isKey(name)) throw unknownKey(name, where)
      if (!isScalar(value)) throw new WardenError('config', `${name}: must be a text`, { place: where })
      // As it was written: `1.20` and `2026-12-02` stay what the author sees.
      const said = typeof value.value === 'string' ? value.value : (value.source ?? '')
      if (said.trim() === '') throw new WardenError('config', `${name}: empty`, { place: where })
      values.set(name, said)
    }
    return waiverOf(values, at, from, today)
  })
}

function isKey(name: string): name is WaiverKey {
  return (KEYS as readonly string[]).includes(name)
}

function unknownKey(name: string, place: Place): WardenError {
  const meant = similar(name, [...KEYS])
  return new WardenError('config', `unknown key ${JSON.stringify(name)} of a waiver`, {
    place,
    remedy: `${meant === undefined ? '' : `did you mean ${meant}? `}known keys: ${KEYS.join(', ')}`,
  })
}

function waiverOf(
  values: ReadonlyMap<WaiverKey, string>,
  place: Waiver['place'],
  from: Waiver['from'],
  today: string,
): Waiver {
  const needed = (key: WaiverKey): string => {
    const value = values.get(key)
    if (value === undefined) throw new WardenError('config', `a waiver without ${key}`, { place })
    return value
  }
  const optional = <K extends WaiverKey>(key: K): { readonly [P in K]?: string } => {
    const value = values.get(key)
    // One key, and its value is a text.
    return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: string })
  }
  const rule = values.get('rule')?.toUpperCase()
  if (rule === undefined && !values.has('module')) {
    throw new WardenError('config', 'a waiver names a rule, a module or both', { place })
  }
  if (rule !== undefined && !isAdvisoryName(rule) && !allRules.some((known) => known.id === rule)) {
    const meant = similar(
      rule,
      allRules.map((known) => known.id),
    )
    const remedy = meant === undefined ? 'modwarden rules list' : `did you mean ${meant}?`
    throw new WardenError('config', `${JSON.stringify(rule)}: no such rule`, { place, remedy })
  }
  const expires = needed('expires')
  for (const [key, day] of [
    ['expires', expires],
    ['created', values.get('created')],
  ] as const) {
    if (day !== undefined && !isDay(day)) {
      throw new WardenError('config', `${key}: ${JSON.stringify(day)} is no day: 2026-12-02`, { place })
    }
  }
  if (daysLeft({ expires }, today) > LONGEST_DAYS) {
    throw new WardenError('config', `expires: more than ${LONGEST_DAYS} days ahead`, {
      place,
      remedy: 'what is accepted for good is forgotten: choose an earlier day and renew it',
    })
  }
  return {
    ...(rule === undefined ? {} : { rule }),
    ...optional('module'),
    ...optional('version'),
    ...optional('path'),
    reason: needed('reason'),
    owner: needed('owner'),
    expires,
    ...optional('ticket'),
    ...optional('created'),
    place,
    from,
  }
}

/** A waiver to be written. */
export type NewWaiver = Omit<Waiver, 'place' | 'from'>

const HEAD = `# Findings that somebody accepted: what, why, who, and until when. modwarden waive adds to it.
`

/** Adds waivers at the end of a file; what stands in it stays, comments too. Throws `config` where it is malformed, `io`. */
export async function addWaivers(
  files: Files,
  file: string,
  added: readonly NewWaiver[],
  today: string,
): Promise<void> {
  await readWaivers(files, file, 'project', today)
  const { parseDocument, isSeq, stringify } = await import('yaml')
  const bytes = await files.read(file, MOST_BYTES)
  const text = bytes === undefined ? HEAD : (textOf(bytes) ?? '')
  const document = parseDocument(text, { strict: true, uniqueKeys: true })
  const options = { lineWidth: 0 }
  if (isSeq(document.contents)) {
    document.contents.flow = false
    for (const waiver of added) document.add(document.createNode(entryOf(waiver)))
    await files.write(file, utf8(document.toString(options)))
    return
  }
  const before = text === '' || text.endsWith('\n') ? text : `${text}\n`
  await files.write(file, utf8(before + stringify(added.map(entryOf), options)))
}

/** Removes the waivers at these lines; gives their number. Throws `config`, `io`. */
export async function removeWaivers(files: Files, file: string, lines: ReadonlySet<number>): Promise<number> {
  const { LineCounter, parseDocument, isMap, isSeq } = await import('yaml')
  const bytes = await files.read(file, MOST_BYTES)
  if (bytes === undefined) return 0
  const counter = new LineCounter()
  const document = parseDocument(textOf(bytes) ?? '', { lineCounter: counter, strict: true, uniqueKeys: true })
  const { contents } = document
  if (!isSeq(contents)) return 0
  const kept = contents.items.filter((item) => !(isMap(item) && lines.has(counter.linePos(item.range?.[0] ?? 0).line)))
  const removed = contents.items.length - kept.length
  contents.items = kept
  if (removed === 0) return 0
  const text = kept.length === 0 ? '' : document.toString({ lineWidth: 0 })
  // The head stands before the first waiver, and would go with it.
  await files.write(file, utf8(text.startsWith(HEAD) ? text : HEAD + text))
  return removed
}

function entryOf(waiver: NewWaiver): Readonly<Record<string, string>> {
  const entries = KEYS.map((key) => [key, waiver[key]] as const).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as Readonly<Record<string, string>>
}
