import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { isWardenError } from '../../base/errors.ts'
import { createFiles } from '../../io/files.ts'
import { addWaivers, parseWaivers, readWaivers, removeWaivers } from './waiverfile.ts'

const today = '2026-11-21'

test('parseWaivers reads every key, with the line of each waiver', async () => {
  const text = `# ours
- rule: mw-int-zip
  module: example.com/m
  version: v1.20.0
  path: internal
  reason: reviewed
  owner: kim
  expires: 2026-12-02
  ticket: SEC-118
  created: 2026-11-20
- {module: example.com/n, reason: r, owner: lee, expires: 2026-11-22}
`
  assert.deepEqual(await parseWaivers(Buffer.from(text), 'w.yaml', 'project', today), [
    {
      rule: 'MW-INT-ZIP',
      module: 'example.com/m',
      version: 'v1.20.0',
      path: 'internal',
      reason: 'reviewed',
      owner: 'kim',
      expires: '2026-12-02',
      ticket: 'SEC-118',
      created: '2026-11-20',
      place: { file: 'w.yaml', line: 2 },
      from: 'project',
    },
    {
      module: 'example.com/n',
      reason: 'r',
      owner: 'lee',
      expires: '2026-11-22',
      place: { file: 'w.yaml', line: 11 },
      from: 'project',
    },
  ])
})

for (const [text, said, line] of [
  ['- {module: a.com/b, reason: r, owner: k}', 'a waiver without expires', 1],
  ['- {module: a.com/b, owner: k, expires: 2026-12-02}', 'a waiver without reason', 1],
  ['- {reason: r, owner: k, expires: 2026-12-02}', 'a waiver names a rule, a module or both', 1],
  ['- {module: a.com/b, reason: r, owner: k, expires: 2027-12-02}', 'expires: more than 90 days ahead', 1],
  ['- {module: a.com/b, reason: r, owner: k, expires: 2026-02-30}', 'expires: "2026-02-30" is no day: 2026-12-02', 1],
  ['\n- {modul: a.com/b}', 'unknown key "modul" of a waiver', 2],
  ['- {rule: MW-NOTHING, reason: r, owner: k, expires: 2026-12-02}', '"MW-NOTHING": no such rule', 1],
  ['- {module: [a], reason: r, owner: k, expires: 2026-12-02}', 'module: must be a text', 1],
  ['- {module: "", reason: r, owner: k, expires: 2026-12-02}', 'module: empty', 1],
  ['waivers: []', 'must be a list of waivers', 1],
  ['- text', 'a waiver must be a map', 1],
  ['- &a {module: a.com/b}\n- *a', 'aliases are not supported', 2],
] as const) {
  test(`parseWaivers refuses ${JSON.stringify(text)}`, async () => {
    await assert.rejects(parseWaivers(Buffer.from(text), 'w.yaml', 'project', today), (error) => {
      assert.ok(isWardenError(error, 'config'))
      assert.deepEqual([error.message, error.place], [said, { file: 'w.yaml', line }])
      return true
    })
  })
}

test('addWaivers keeps what stands there, and removeWaivers takes out what it is told', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'modwarden-waivers-'))
  const files = createFiles()
  const file = path.join(folder, 'w.yaml')
  try {
    const one = { module: 'a.com/one', reason: 'yes: "this"\nand that', owner: 'kim', expires: '2026-12-02' }
    await addWaivers(files, file, [one], today)
    writeFileSync(
      file,
      `${readFileSync(file, 'utf8')}# said in the meeting\n- {module: a.com/two, reason: r, owner: k, expires: 2026-12-02} # soon\n`,
    )
    await addWaivers(files, file, [{ ...one, module: 'a.com/three' }], today)
    const read = await readWaivers(files, file, 'user', today)
    assert.deepEqual(
      read.map((w) => [w.module, w.reason, w.from]),
      [
        ['a.com/one', one.reason, 'user'],
        ['a.com/two', 'r', 'user'],
        ['a.com/three', one.reason, 'user'],
      ],
    )
    assert.match(readFileSync(file, 'utf8'), /# said in the meeting/)
    const lines = new Set([read[0]?.place.line ?? 0, read[2]?.place.line ?? 0])
    assert.equal(await removeWaivers(files, file, lines), 2)
    assert.deepEqual(
      (await readWaivers(files, file, 'user', today)).map((w) => w.module),
      ['a.com/two'],
    )
    assert.match(readFileSync(file, 'utf8'), /^# Findings that somebody accepted/)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
