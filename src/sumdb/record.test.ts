import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOf, utf8 } from '../base/bytes.ts'
import { isWardenError } from '../base/errors.ts'
import { parseAnswer, recordLines } from './record.ts'

const LINES = 'rsc.io/quote v1.5.2 h1:w5fc=\nrsc.io/quote v1.5.2/go.mod h1:LzX7=\nrsc.io/quote v1.5.2 h2:xyzzy\n'
const isParse = (error: unknown): boolean => isWardenError(error, 'parse')
const isMismatch = (error: unknown): boolean => isWardenError(error, 'mismatch')

test('parseAnswer takes number, text and head apart', () => {
  const answer = parseAnswer(utf8(`4273\n${LINES}\ngo.sum database tree\n1\n\n— a b\n`))
  assert.equal(answer.id, 4273)
  assert.equal(textOf(answer.text), LINES)
  assert.equal(textOf(answer.head), 'go.sum database tree\n1\n\n— a b\n')
})

test('parseAnswer refuses what is not an answer', () => {
  const bad = [
    '',
    '\n',
    '1',
    '1\n',
    '1\n\n',
    '1\n\n\n',
    '1\na',
    '1\na\n',
    `\n${LINES}\n`,
    `-1\n${LINES}\n`,
    `+1\n${LINES}\n`,
    `01\n${LINES}\n`,
    `1 \n${LINES}\n`,
    `1e2\n${LINES}\n`,
    `9007199254740992\n${LINES}\n`,
    `99999999999999999999999999\n${LINES}\n`,
    `1\n\n${LINES}\n`,
    `1\na\u0000b\n\n`,
    `1\na\r\n\n`,
    `1\na\tb\n\n`,
    '<html>\n\n<body>\n',
    '\n'.repeat(1_000_000),
    '1'.repeat(1_000_000),
  ]
  for (const text of bad) assert.throws(() => parseAnswer(utf8(text)), isParse, JSON.stringify(text.slice(0, 60)))
  assert.throws(() => parseAnswer(Buffer.from('1\n\xff\n\n', 'latin1')), isParse)
})

test('recordLines gives the hashes of zip and go.mod', () => {
  assert.deepEqual(recordLines(utf8(LINES), 'rsc.io/quote', 'v1.5.2'), {
    lines: ['rsc.io/quote v1.5.2 h1:w5fc=', 'rsc.io/quote v1.5.2/go.mod h1:LzX7=', 'rsc.io/quote v1.5.2 h2:xyzzy'],
    zip: ['h1:w5fc=', 'h2:xyzzy'],
    goMod: ['h1:LzX7='],
  })
})

test('recordLines refuses a record of anything else', () => {
  for (const [path, version] of [
    ['rsc.io/quot', 'v1.5.2'],
    ['rsc.io/quote/v3', 'v1.5.2'],
    ['rsc.io/Quote', 'v1.5.2'],
    ['rsc.io/quote', 'v1.5.3'],
    ['rsc.io/quote', 'v1.5'],
    ['rsc.io/quote', 'v1.5.2/go.mod'],
  ] as const) {
    assert.throws(() => recordLines(utf8(LINES), path, version), isMismatch, `${path} ${version}`)
  }
})

test('recordLines refuses a record with one line of something else, or no line', () => {
  for (const text of [
    `${LINES}rsc.io/other v1.5.2 h1:w5fc=\n`,
    `${LINES}rsc.io/quote v1.5.2\n`,
    `${LINES}rsc.io/quote v1.5.2 \n`,
    `${LINES}rsc.io/quote v1.5.2 h1:w5fc= more\n`,
    `${LINES} rsc.io/quote v1.5.2 h1:w5fc=\n`,
    `${LINES}rsc.io/quote  v1.5.2 h1:w5fc=\n`,
    `${LINES}rsc.io/quote v1.5.2 h1:\u009b31m\n`,
    '',
  ]) {
    assert.throws(() => recordLines(utf8(text), 'rsc.io/quote', 'v1.5.2'), isMismatch, JSON.stringify(text))
  }
})
