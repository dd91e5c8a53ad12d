import assert from 'node:assert/strict'
import test from 'node:test'
import type { Examined, Hashed } from '../../world/contents.ts'
import type { Evidence } from './evidence.ts'
import { judge, type Judgement } from './judge.ts'

const module = { path: 'rsc.io/quote', version: 'v1.5.2' }
const good = 'h1:gooooooooooooooooooooooooooooooooooooooood0='
const evil = 'h1:eviiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiil0='
const goodMod = 'h1:modddddddddddddddddddddddddddddddddddddddd0='
const ABSENT: Hashed = { kind: 'absent' }
const hashed = (h1: string): Hashed => ({ kind: 'hashed', h1, files: 3, bytes: 100 })
const damaged: Hashed = { kind: 'damaged', why: 'no directory' }
const unreadable: Hashed = { kind: 'unreadable', why: 'permission denied' }
const line = (hash: string, n = 1): { hash: string; file: string; line: number } => ({ hash, file: 'go.sum', line: n })

const proven = { kind: 'proven', record: 7, h1: [good], goMod: [goodMod] } as const
const absent = { kind: 'absent' } as const
const unasked = { kind: 'unasked', why: 'GONOSUMDB keeps it' } as const
const unread = { kind: 'unread', why: 'no route' } as const
const hidden = { kind: 'private?', remedy: 'say so' } as const
const refuted = { kind: 'refuted', why: 'not in the log' } as const

const examined = (more: Partial<Examined> = {}): Examined => ({
  zip: hashed(good),
  folder: hashed(good),
  differences: [],
  differenceCount: 0,
  ziphash: good,
  byIndex: false,
  ...more,
})

/** Evidence of a sound, proven module version, changed where a case says so. */
const evidence = (more: Partial<Evidence> = {}): Evidence => ({
  module,
  direct: true,
  goModOnly: false,
  sums: { zip: [line(good)], goMod: [line(goodMod, 2)] },
  database: proven,
  examined: examined(),
  goMod: hashed(goodMod),
  contentsNeeded: true,
  missing: undefined,
  sent: { zip: false, goMod: false },
  paths: { zip: '/c/q.zip', ziphash: '/c/q.ziphash', mod: '/c/q.mod', folder: '/c/q@v1.5.2' },
  ...more,
})

const NONE = { zip: [], goMod: [] }

/** Evidence of a compiled program: nothing of the cache is looked at. */
function program(h1: string): Partial<Evidence> {
  return { examined: undefined, goMod: ABSENT, contentsNeeded: false, embedded: hashed(h1) }
}

for (const [what, more, status, parts, rules] of [
  ['all agree', {}, 'proven', {}, []],
  ['no database, go.sum agrees', { database: unasked }, 'unproven', { 'checksum database': 'unasked' }, []],
  [
    'no database and no go.sum line',
    { database: unasked, sums: NONE },
    'unchecked',
    { 'go.sum': 'absent', zip: 'unread', folder: 'unread', '.mod': 'unread' },
    [],
  ],
  [
    'no database and no project',
    { database: unasked, sums: undefined },
    'unchecked',
    { zip: 'unread', 'go.sum': undefined },
    [],
  ],
  [
    'a database that was not asked for privacy',
    { database: hidden },
    'unchecked',
    { 'checksum database': 'private?', zip: 'ok' },
    [],
  ],
  ['a database out of reach', { database: unread }, 'unchecked', { 'checksum database': 'unread', zip: 'ok' }, []],
  [
    'a database out of reach, and an edited folder',
    { database: unread, examined: examined({ folder: hashed(evil) }) },
    'broken',
    { folder: 'differs' },
    ['MW-INT-FOLDER'],
  ],
  [
    'a database that lacks it',
    { database: absent },
    'unlisted',
    { 'checksum database': 'absent', zip: 'ok' },
    ['MW-INT-UNLISTED'],
  ],
  [
    'a database that lacks it, and another zip',
    { database: absent, examined: examined({ zip: hashed(evil) }) },
    'broken',
    { zip: 'differs' },
    ['MW-INT-UNLISTED', 'MW-INT-ZIP'],
  ],
  ['a false answer', { database: refuted }, 'broken', { 'checksum database': 'differs' }, ['MW-INT-DATABASE']],
  [
    'another zip',
    { examined: examined({ zip: hashed(evil) }) },
    'broken',
    { zip: 'differs', folder: 'ok' },
    ['MW-INT-ZIP'],
  ],
  ['a damaged zip', { examined: examined({ zip: damaged }) }, 'broken', { zip: 'damaged' }, ['MW-INT-ZIP']],
  ['an unreadable zip', { examined: examined({ zip: unreadable }) }, 'unchecked', { zip: 'unread' }, []],
  [
    'an edited folder',
    { examined: examined({ folder: hashed(evil) }) },
    'broken',
    { folder: 'differs', zip: 'ok' },
    ['MW-INT-FOLDER'],
  ],
  [
    'a folder with a link',
    { examined: examined({ folder: damaged }) },
    'broken',
    { folder: 'damaged' },
    ['MW-INT-FOLDER'],
  ],
  [
    'zip, folder and .ziphash forged together',
    { examined: { ...examined(), zip: hashed(evil), folder: hashed(evil), ziphash: evil } },
    'broken',
    { zip: 'differs', folder: 'differs', '.ziphash': 'differs' },
    ['MW-INT-ZIP', 'MW-INT-FOLDER', 'MW-INT-ZIPHASH'],
  ],
  ['no .ziphash', { examined: examined({ ziphash: undefined }) }, 'proven', { '.ziphash': 'absent' }, []],
  [
    'only a folder',
    { examined: examined({ zip: ABSENT, ziphash: undefined }) },
    'proven',
    { zip: undefined, '.ziphash': undefined },
    [],
  ],
  [
    'another .ziphash',
    { examined: examined({ ziphash: evil }) },
    'broken',
    { '.ziphash': 'differs' },
    ['MW-INT-ZIPHASH'],
  ],
  ['another go.mod', { goMod: hashed(evil) }, 'broken', { '.mod': 'differs' }, ['MW-INT-GOMOD']],
  ['a damaged go.mod', { goMod: damaged }, 'broken', { '.mod': 'damaged' }, ['MW-INT-GOMOD']],
  ['an unreadable go.mod', { goMod: unreadable }, 'unchecked', { '.mod': 'unread' }, []],
  ['no go.mod here', { goMod: ABSENT }, 'proven', { '.mod': undefined }, []],
  [
    'another hash in go.sum',
    { sums: { zip: [line(evil)], goMod: [] } },
    'broken',
    { 'go.sum': 'differs', zip: 'ok' },
    ['MW-INT-GOSUM'],
  ],
  [
    'a second hash in go.sum',
    { sums: { zip: [line(good), line(evil, 2)], goMod: [] } },
    'broken',
    { 'go.sum': 'differs' },
    ['MW-INT-GOSUM'],
  ],
  [
    'another go.mod hash in go.sum',
    { sums: { zip: [], goMod: [line(evil)] } },
    'broken',
    { 'go.sum': 'differs' },
    ['MW-INT-GOSUM'],
  ],
  [
    'the same hash twice in go.sum',
    { sums: { zip: [line(good), line(good, 2)], goMod: [] } },
    'proven',
    { 'go.sum': 'ok' },
    [],
  ],
  [
    'two hashes in go.sum and no database',
    { database: unasked, sums: { zip: [line(good), line(evil, 2)], goMod: [line(goodMod)] } },
    'broken',
    { 'go.sum': 'differs' },
    ['MW-INT-GOSUM', 'MW-INT-GOSUM'],
  ],
  [
    'contents that are needed and nowhere',
    { examined: examined({ zip: ABSENT, folder: ABSENT, ziphash: undefined }), missing: 'status 404' },
    'unchecked',
    { zip: 'unread' },
    [],
  ],
  [
    'contents that nobody needs',
    { examined: examined({ zip: ABSENT, folder: ABSENT, ziphash: undefined }), contentsNeeded: false },
    'proven',
    { zip: undefined },
    [],
  ],
  ['only a go.mod', { goModOnly: true, examined: undefined }, 'proven', { zip: undefined, '.mod': 'ok' }, []],
  [
    'another zip from a proxy',
    {
      examined: examined({ zip: hashed(evil), folder: ABSENT, ziphash: undefined }),
      sent: { zip: true, goMod: false },
    },
    'broken',
    { zip: 'differs' },
    ['MW-INT-ZIP'],
  ],
  ['a program with the agreed sum', program(good), 'proven', { binary: 'ok', zip: undefined }, []],
  ['a program with another sum', program(evil), 'broken', { binary: 'differs' }, ['MW-INT-BINARY']],
  [
    'a program with another sum, and a database out of reach',
    { ...program(evil), database: unread },
    'broken',
    { binary: 'differs', 'go.sum': 'ok' },
    ['MW-INT-BINARY'],
  ],
  ['a program with the sum of go.sum, and no database', { ...program(good), database: unasked }, 'unproven', {}, []],
  [
    'a program whose module only has a go.mod line, and no database',
    { ...program(good), database: unasked, sums: { zip: [], goMod: [line(goodMod)] } },
    'unchecked',
    { binary: 'unread' },
    [],
  ],
  [
    'a program, no database and no go.sum',
    { ...program(good), database: unasked, sums: undefined },
    'unchecked',
    { binary: 'unread' },
    [],
  ],
  ['a program without a sum', { ...program(good), embedded: unreadable }, 'unchecked', { binary: 'unread' }, []],
  [
    'a program of a version that the database lacks',
    { ...program(good), database: absent },
    'unlisted',
    {},
    ['MW-INT-UNLISTED'],
  ],
  [
    'zip and folder that disagree, and nothing that says which is right',
    { database: unasked, sums: undefined, examined: examined({ folder: hashed(evil) }) },
    'broken',
    { folder: 'differs' },
    ['MW-INT-FOLDER'],
  ],
] as const satisfies readonly (readonly [string, Partial<Evidence>, string, object, readonly string[]])[]) {
  test(`judge calls ${status}: ${what}`, () => {
    const { record, findings }: Judgement = judge(evidence(more))
    assert.equal(record.status, status)
    const said = Object.fromEntries(
      Object.keys(parts).map((part) => [part, (record.parts as Record<string, string>)[part]]),
    )
    assert.deepEqual(said, parts)
    assert.deepEqual(
      findings.map((f) => f.rule),
      rules,
    )
    // What is not well says why, and what is broken how to repair it.
    if (status === 'unchecked' || status === 'unlisted') assert.notDeepEqual(record.reasons, [])
    const elsewhere = ['MW-INT-DATABASE', 'MW-INT-BINARY'].some((rule) => rules.includes(rule as never))
    if (status === 'broken' && !elsewhere) assert.notDeepEqual(record.remedy, [])
  })
}

test('judge says who agreed on what, and what was found instead', () => {
  const { record } = judge(evidence({ examined: examined({ folder: hashed(evil) }) }))
  assert.deepEqual(record.expected, { h1: good, goMod: goodMod, by: 'checksum database' })
  assert.deepEqual(record.found, { folder: evil })
  assert.equal(record.record, 7)
  assert.equal(judge(evidence({ database: unasked })).record.expected?.by, 'go.sum')
})

test('judge names the command that repairs what is bad, and no other', () => {
  const remedy = (more: Partial<Evidence>): readonly string[] => judge(evidence(more)).record.remedy
  assert.deepEqual(remedy({ goMod: hashed(evil) }), ['modwarden repair rsc.io/quote@v1.5.2'])
  assert.deepEqual(remedy({ examined: examined({ folder: hashed(evil) }) }), [
    'modwarden repair rsc.io/quote@v1.5.2',
    'go clean -cache   # drops build results made from the bad files',
  ])
  assert.deepEqual(remedy({ sums: { zip: [line(evil)], goMod: [] } }), [
    'modwarden repair --go-sum rsc.io/quote@v1.5.2',
  ])
  // What a proxy sent was never kept: nothing is to be repaired.
  const sent = {
    examined: examined({ zip: hashed(evil), folder: ABSENT, ziphash: undefined }),
    sent: { zip: true, goMod: false },
  }
  assert.deepEqual(remedy(sent), ['go env GOPROXY   # see which proxy answers, and ask whoever runs it'])
})
