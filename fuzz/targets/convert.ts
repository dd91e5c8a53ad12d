// Saved reports that convert reads: documents of every schema, right and wrong ones, in every format.
import assert from 'node:assert/strict'
import { utf8 } from '../../src/base/bytes.ts'
import { documentSchemas, failureSchema, reportSchemas } from '../../src/report/schemas.ts'
import { textOfDocument } from '../../src/report/texts.ts'
import type { Document } from '../../src/report/view.ts'
import type { Generator } from '../../test/support/generate.ts'
import { checkFormats, inert } from '../formats.ts'
import { looseText, type Target } from '../target.ts'

const schemas = reportSchemas()

/** The target. */
export const target: Target = {
  about: 'a document that its schema lets in can be shown in every format, and is only text there',
  seeds: [
    '{"schema":"modwarden/error/1","exitCode":3,"error":{"code":"io","message":"x"}}',
    '{"schema":"modwarden/verify/1","exitCode":0}',
    '[]',
  ],
  dictionary: [
    '"',
    ':',
    ',',
    '{',
    '}',
    '[',
    ']',
    'null',
    'true',
    '-1',
    '1e308',
    '"<b>"',
    '"\\u001b"',
    '"\\ud800"',
    '"__proto__":',
  ],
  maxBytes: 16_384,
  generate: (random) => utf8(JSON.stringify(document(random))),
  run(input) {
    let value: unknown
    try {
      value = JSON.parse(looseText(input))
    } catch {
      return
    }
    if (typeof value !== 'object' || value === null || !('schema' in value) || typeof value.schema !== 'string') return
    const known = schemas.get(/^modwarden\/([a-z]{1,20})\/1$/.exec(value.schema)?.[1] ?? '')
    if (known === undefined) return
    const parsed = ('error' in value ? failureSchema() : known.schema).safeParse(value)
    if (!parsed.success) return
    const read: Document = parsed.data
    checkFormats(read)
    for (const verbose of [false, true]) {
      const text = textOfDocument(read, plain, { verbose })
      assert.ok(text === '' || text.endsWith('\n'))
      inert(text)
    }
  },
}

const plain = new Proxy({} as Parameters<typeof textOfDocument>[1], { get: () => (text: string) => text })

/** The part of JSON Schema that zod writes. */
interface Schema {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly $ref?: string
  readonly definitions?: Readonly<Record<string, Schema>>
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema | readonly Schema[]
  readonly minimum?: number
  readonly maximum?: number
  readonly pattern?: string
}

const roots: readonly Schema[] = [...documentSchemas()]
  .filter(([name]) => schemas.has(name.replace(/-1\.json$/, '')))
  .map(([, schema]) => schema as Schema)

/** A document of one of the schemas; one value in twenty is of another kind. */
function document(random: Generator): unknown {
  const root = random.pick(roots)
  return valueOf(root, root, random, 0)
}

function valueOf(schema: Schema, root: Schema, random: Generator, depth: number): unknown {
  if (random.below(400) === 0) return random.pick([null, -1, '', [], {}, 1e300, true])
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return random.pick(schema.enum)
  const choice = schema.anyOf ?? schema.oneOf
  if (choice !== undefined) return valueOf(random.pick(choice), root, random, depth)
  if (schema.allOf !== undefined)
    return Object.assign({}, ...schema.allOf.map((one) => valueOf(one, root, random, depth)))
  if (schema.$ref !== undefined) {
    const target = root.definitions?.[schema.$ref.replace('#/definitions/', '')]
    return target === undefined || depth > 12 ? null : valueOf(target, root, random, depth + 1)
  }
  switch (schema.type) {
    case 'object':
      return objectOf(schema, root, random, depth)
    case 'array': {
      const items = Array.isArray(schema.items) ? schema.items : undefined
      if (items !== undefined) return items.map((item: Schema) => valueOf(item, root, random, depth + 1))
      const length = depth > 8 ? 0 : random.below(4)
      return Array.from({ length }, () => valueOf((schema.items ?? {}) as Schema, root, random, depth + 1))
    }
    case 'integer':
      return random.pick([schema.minimum ?? 0, 0, 1, 2, 7, 1000, 2 ** 31, schema.maximum ?? 2 ** 53 - 1])
    case 'number':
      return random.pick([schema.minimum ?? 0, 0, 0.5, 1, 1e9])
    case 'boolean':
      return random.below(2) === 0
    default:
      return random.pick(words) + (random.below(4) === 0 ? random.pick(words) : '')
  }
}

function objectOf(schema: Schema, root: Schema, random: Generator, depth: number): object {
  const entries = Object.entries(schema.properties ?? {})
    .filter(([name]) => schema.required?.includes(name) === true || random.below(2) === 0)
    .map(([name, one]) => {
      const value = name === 'rule' ? 'MW-INT-ZIP' : valueOf(one, root, random, depth + 1)
      return [name, value] as const
    })
  const more = schema.additionalProperties
  if (typeof more === 'object' && depth < 8) {
    for (let n = random.below(3); n > 0; n--) entries.push([random.pick(words), valueOf(more, root, random, depth + 1)])
  }
  return Object.fromEntries(entries)
}

const words = [
  ['example.com/m', 'v1.0.0', 'go.mod', 'a/b.go', '/home/x/a.go', '../x', '', 'zip', 'folder', 'go.sum', 'h1:x'],
  ['MW-INT-ZIP', '<b>', '"><img src=x onerror=1>', ']]>', '&amp;', '::error::x', '%0A', '\n', '\r\n::x', '`', '```\n'],
  ['|', '@all', '[x](y)', '\u001b[31m', '\u202e', '\u0000', '\ud800', '\u2028', '\ufeff', '\u0085', 'file:line'],
  ['https://evil.example', '2026-01-02T03:04:05Z'],
].flat()
