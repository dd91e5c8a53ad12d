import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { compareBytes } from '../base/bytes.ts'
import { createFiles } from '../io/files.ts'
import type { DecisionLog, NewDecision } from '../world/decisionlog.ts'
import { checkDecisionLog, decisionLeaves, openDecisionLog } from './decisionlog.ts'
import { openLogHead, openLogKey, type LogKey } from './logkey.ts'
import { openTables, type Database } from './tables.ts'

const decision = (version: string, action = 'allow'): NewDecision => ({
  event: `E-${version}`,
  path: 'example.com/m',
  version,
  time: '2026-01-02T03:04:05.000Z',
  stage: 'content',
  action,
  enforced: action,
  reasons: [],
  findings: [],
  policy: 'p',
})

test('openDecisionLog numbers decisions, finds them again, and goes on after it was closed', async () => {
  await withLog(async ({ open, tables, key }) => {
    const log = await open()
    const made = await Promise.all(['v1.0.0', 'v1.1.0', 'v1.2.0'].map(async (v) => log.append(decision(v))))
    assert.deepEqual(
      made.map(({ number }) => number),
      [0, 1, 2],
    )
    const again = await open()
    assert.equal(again.size(), 3)
    for (let i = 3; i < 40; i++) await again.append(decision(`v1.${i}.0`, i === 7 ? 'block' : 'allow'))
    assert.deepEqual(await checkDecisionLog(tables(), (note) => openLogHead(note, key().verifier), undefined), {
      size: 40,
      trouble: undefined,
    })
    const module = { path: 'example.com/m', version: 'v1.7.0' }
    assert.equal((await again.last(module, 'content'))?.number, 7)
    assert.equal(await again.last(module, 'metadata'), undefined)
    assert.equal((await again.find('E-v1.7.0'))?.action, 'block')
    assert.deepEqual(
      (await again.stopped(5)).map(({ version }) => version),
      ['v1.7.0'],
    )
    const leaves: string[] = []
    for await (const leaf of decisionLeaves(tables())) leaves.push(leaf)
    assert.equal(leaves.length, 40)
  })
})

test('openDecisionLog writes once what two processes decide at the same time', async () => {
  await withLog(async ({ open, tables, key, folder }) => {
    const script = `
      import { openDecisionLog } from ${JSON.stringify(new URL('decisionlog.ts', import.meta.url).href)}
      import { openLogKey } from ${JSON.stringify(new URL('logkey.ts', import.meta.url).href)}
      import { openTables } from ${JSON.stringify(new URL('tables.ts', import.meta.url).href)}
      import { createFiles } from ${JSON.stringify(new URL('../io/files.ts', import.meta.url).href)}
      const tables = openTables('guard.db')
      const log = openDecisionLog(tables, await openLogKey(createFiles(), 'log.key'))
      console.log('ready')
      await new Promise((resolve) => process.stdin.once('data', resolve))
      for (let n = 0; n < 60; n++) {
        const i = process.argv[1] === '1' ? n : 59 - n
        const decision = { ...${JSON.stringify(decision('', 'block'))}, version: 'v1.' + i + '.0', event: process.pid + ' ' + i }
        const { number, event } = await log.append(decision, ({ action }) => action === 'block')
        console.log(number + ' ' + event)
      }
      await tables.close()
      process.exit()`
    // One begins at the first, the other at the last.
    const children = ['1', '2'].map((name) => {
      const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script, name]
      return spawn(process.execPath, args, { cwd: folder(), stdio: ['pipe', 'pipe', 'inherit'] })
    })
    const said = ['', '']
    const ready = children.map(async ({ stdout }, i) => {
      stdout.on('data', (chunk: Buffer) => (said[i] += chunk.toString()))
      await once(stdout, 'data')
    })
    await Promise.all(ready)
    for (const { stdin } of children) stdin.write('go\n')
    await Promise.all(children.map(async (child) => once(child, 'close')))
    const [one, other] = said.map((text) => text.trim().split('\n').slice(1).toSorted(compareBytes))
    assert.equal(one?.length, 60)
    assert.deepEqual(one, other)
    assert.equal((await open()).size(), 60)
    assert.deepEqual(await checkDecisionLog(tables(), (note) => openLogHead(note, key().verifier), undefined), {
      size: 60,
      trouble: undefined,
    })
  })
})

test('openDecisionLog goes on where another process has written meanwhile', async () => {
  await withLog(async ({ open, tables, key }) => {
    const [one, other] = [await open(), await open()]
    for (let i = 0; i < 6; i++) await (i % 3 === 0 ? one : other).append(decision(`v1.${i}.0`))
    assert.deepEqual(await checkDecisionLog(tables(), (note) => openLogHead(note, key().verifier), undefined), {
      size: 6,
      trouble: undefined,
    })
  })
})

test('openDecisionLog fails all that came in together where one cannot be written, and goes on', async () => {
  await withLog(async ({ open }) => {
    const log = await open()
    await log.append(decision('v1.0.0'))
    const all = await Promise.allSettled(['v1.1.0', 'v1.0.0', 'v1.2.0'].map(async (v) => log.append(decision(v))))
    assert.deepEqual(
      all.map(({ status }) => status),
      ['rejected', 'rejected', 'rejected'],
    )
    assert.equal((await log.append(decision('v1.3.0'))).number, 1)
  })
})

for (const [what, statement, expected] of [
  [
    'a changed decision',
    `UPDATE decisions SET leaf = replace(leaf, '"policy":"p"', '"policy":"q"') WHERE number = 1`,
    /the first \d decisions are not those/,
  ],
  [
    'another action beside the leaf',
    `UPDATE decisions SET action = 'block' WHERE number = 2`,
    /decision 2 is not the one that was logged/,
  ],
  ['a missing decision', 'DELETE FROM decisions WHERE number = 1', /decision 1 is missing/],
  ['decisions cut off', 'DELETE FROM decisions WHERE number > 1', /a head was signed for \d decisions/],
  [
    'decisions and their heads cut off',
    'DELETE FROM decisions WHERE number = 3; DELETE FROM heads WHERE size > 1',
    /no head is signed for all/,
  ],
  [
    'a forged head',
    `UPDATE heads SET note = replace(note, 'decision log', 'decision logs')`,
    /a signed head does not hold/,
  ],
] as const) {
  test(`checkDecisionLog finds ${what}`, async () => {
    await withLog(async ({ open, tables, key, damage }) => {
      const log = await open()
      for (const version of ['v1.0.0', 'v1.1.0', 'v1.2.0', 'v1.3.0']) await log.append(decision(version))
      damage(statement)
      const { trouble } = await checkDecisionLog(tables(), (note) => openLogHead(note, key().verifier), undefined)
      assert.match(trouble ?? 'none', expected)
    })
  })
}

test('checkDecisionLog holds the log against a head that was kept elsewhere', async () => {
  await withLog(async ({ open, tables, key, damage }) => {
    const log = await open()
    await log.append(decision('v1.0.0'))
    const head = await tables().rows.selectFrom('heads').select('note').executeTakeFirstOrThrow()
    damage('DELETE FROM decisions; DELETE FROM heads; DELETE FROM nodes')
    const other = await open()
    await other.append(decision('v2.0.0'))
    const { trouble } = await checkDecisionLog(tables(), (note) => openLogHead(note, key().verifier), head.note)
    assert.equal(trouble, 'two heads of 1 decisions differ')
  })
})

async function withLog(
  work: (at: {
    open: () => Promise<DecisionLog>
    tables: () => Database
    key: () => LogKey
    folder: () => string
    damage: (statement: string) => void
  }) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'modwarden-log-'))
  const key = await openLogKey(createFiles(), path.join(folder, 'log.key'))
  const tables = openTables(path.join(folder, 'guard.db'))
  try {
    await work({
      open: async () => openDecisionLog(tables, await openLogKey(createFiles(), path.join(folder, 'log.key'))),
      tables: () => tables,
      key: () => key,
      folder: () => folder,
      damage: (statement) =>
        tables.atOnce((now) => statement.split(';').forEach((sql) => now.run({ sql, parameters: [] }))),
    })
  } finally {
    await tables.close()
    rmSync(folder, { recursive: true })
  }
}
