// YAML sources: a file of settings as a plain value, with the file, line and column of every part of it, so that who wrote
// something wrong is told where and what to write instead.
import type { Document as YamlDocument, LineCounter as Counter } from 'yaml'
import { z } from 'zod'
import { textOf, utf8 } from '../../base/bytes.ts'
import { WardenError, type Place } from '../../base/errors.ts'
import { similar } from '../../base/similar.ts'

/** Reads the bytes of a file. Throws `config` with the place for what is not YAML, or uses aliases. */
export async function openYaml(bytes: Uint8Array, file: string): Promise<YamlSource> {
  const text = textOf(bytes)
  if (text === undefined) throw new WardenError('config', 'not UTF-8 text', { place: { file } })
  // Loaded on demand: most runs have no such file.
  const { LineCounter, parseDocument, visit } = await import('yaml')
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter, strict: true, uniqueKeys: true })
  const source: YamlSource = { file, text, counter, document }
  const [problem] = document.errors
  if (problem !== undefined) {
    const message = problem.message.split('\n')[0]?.toWellFormed() ?? 'not YAML'
    throw new WardenError('config', message.replace(/ at line \d+, column \d+:?$/, ''), {
      place: placeAt(source, problem.pos[0]),
    })
  }
  visit(document, {
    Alias: (_, node) => {
      throw new WardenError('config', 'aliases are not supported', {
        place: placeAt(source, node.range?.[0] ?? 0),
        remedy: 'write it out',
      })
    },
  })
  return source
}

/** The value of a source by a schema; `empty` where there is none. Throws `config` for the first thing that is wrong. */
export function checkYaml<T>(source: YamlSource, schema: z.ZodType<T>, empty: T): T {
  const { contents } = source.document
  const value: unknown = contents === null ? null : source.document.toJS({ maxAliasCount: 0 })
  if (value === null) return empty
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw malformed(
    source,
    schema,
    result.error.issues[0] ?? { code: 'custom', path: [], message: 'malformed', input: value },
  )
}

/** A file that is being read. */
export interface YamlSource {
  readonly file: string
  readonly text: string
  readonly counter: Counter
  readonly document: YamlDocument
}

/** The way to a value: keys and numbers of items. */
export type Path = readonly PropertyKey[]

function placeAt({ file, text, counter }: YamlSource, offset: number): Place & { readonly line: number } {
  const { line, col } = counter.linePos(offset)
  const begin = offset - (col - 1)
  return { file, line, column: utf8(text.slice(begin, offset)).length + 1 }
}

/** Where a value stands; of one that is not there, what would hold it. */
export function placeOf(source: YamlSource, path: Path): Place & { readonly line: number } {
  return placeAt(source, offsetOf(source, path))
}

function offsetOf({ document }: YamlSource, path: Path): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node: unknown = document.getIn(path.slice(0, depth), true)
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) {
      return Number(node.range[0])
    }
  }
  return 0
}

/** Where the key of a map stands; the map where it has no such key. */
export function keyPlace(source: YamlSource, path: Path, key: string): Place {
  const offset = keyOffset(source, path, key)
  return offset === undefined ? placeOf(source, path) : placeAt(source, offset)
}

function keyOffset({ document }: YamlSource, path: Path, key: string): number | undefined {
  const map: unknown = path.length === 0 ? document.contents : document.getIn(path, true)
  if (typeof map !== 'object' || map === null || !('items' in map) || !Array.isArray(map.items)) return undefined
  for (const item of map.items as readonly unknown[]) {
    const node = typeof item === 'object' && item !== null && 'key' in item ? item.key : undefined
    if (typeof node !== 'object' || node === null || !('value' in node) || String(node.value) !== key) continue
    if ('range' in node && Array.isArray(node.range)) return Number(node.range[0])
  }
  return undefined
}

type Issue = z.core.$ZodIssue

/** The first thing that is wrong, as a person can put it right. */
function malformed(source: YamlSource, schema: z.ZodType, issue: Issue): WardenError {
  const { path } = issue
  const name = path.filter((part) => typeof part === 'string').join('.')
  const subject = name === '' ? 'the file' : name
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? ''
    const known = keysOf(schema, path)
    const meant = similar(key, known)
    return new WardenError('config', `${name === '' ? '' : `${name}: `}unknown key ${JSON.stringify(key)}`, {
      place: keyPlace(source, path, key),
      remedy: `${meant === undefined ? '' : `did you mean ${meant}? `}known keys: ${known.join(', ')}`,
    })
  }
  const place = placeOf(source, path)
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String)
    const said = source.document.getIn(path)
    const meant = typeof said === 'string' ? similar(said, values) : undefined
    return new WardenError('config', `${subject}: must be ${values.join(', ')}`, {
      place,
      ...(meant === undefined ? {} : { remedy: `did you mean ${meant}?` }),
    })
  }
  return new WardenError('config', `${subject}: ${wordsOf(issue, source)}`, { place })
}

function wordsOf(issue: Issue, source: YamlSource): string {
  const missing = source.document.getIn(issue.path) === undefined
  if (missing) return 'is missing'
  if (issue.code === 'invalid_type') return `must be ${FORMS[issue.expected] ?? issue.expected}`
  if (issue.code === 'invalid_union') return 'must be a text, or a list of texts'
  if (issue.code === 'too_small') return issue.origin === 'number' ? `at least ${issue.minimum}` : 'empty'
  if (issue.code === 'too_big') return `at most ${issue.maximum}`
  return issue.message
}

const FORMS: Readonly<Record<string, string>> = {
  string: 'a text, in quotes where it looks like something else',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
}

/** A place in a value, where the value stands in the file as it is. */
export function within(source: YamlSource, path: Path, value: string, offset: number): Place {
  const start = offsetOf(source, path)
  for (const skip of [0, 1]) {
    if (source.text.startsWith(value, start + skip)) return placeAt(source, start + skip + offset)
  }
  return placeAt(source, start)
}

/** The keys of the map that a schema has at a path; none where it has no map there. */
function keysOf(schema: z.ZodType, path: Path): readonly string[] {
  let at: unknown = schema
  for (const key of path) {
    at = plain(at)
    if (at instanceof z.ZodArray) at = at.element
    else if (at instanceof z.ZodObject) at = at.shape[String(key)]
  }
  at = plain(at)
  return at instanceof z.ZodObject ? Object.keys(at.shape) : []
}

function plain(schema: unknown): unknown {
  return schema instanceof z.ZodOptional ? schema.unwrap() : schema
}
