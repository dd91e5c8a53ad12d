// docs/schemas/ is what the zod schemas say, and real documents of every command are what docs/schemas/ says.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { staleSchemas } from '../tools/schemas.ts'
import { schemaTroubles } from './support/jsonschemas.ts'
import { filesBelow, publish, put, withUniverse, type RunOptions, type Universe } from './support/universe.ts'
import { TestSumdb } from './support/sumdbserver.ts'

const quote = publish('rsc.io/quote', 'v1.5.2')
const other = publish('rsc.io/other', 'v1.0.0')

test('docs/schemas holds what node tools/schemas.ts writes', () => {
  assert.deepEqual(staleSchemas(), [])
})

test('a schema refuses a document with a wrong, a missing or an unnamed member', () => {
  const good = { schema: 'modwarden/error/1', error: { code: 'usage', message: 'x' }, exitCode: 2 }
  assert.deepEqual(schemaTroubles('error-1.json', good), [])
  assert.match(String(schemaTroubles('error-1.json', { ...good, exitCode: 7 })), /exitCode/)
  assert.match(String(schemaTroubles('error-1.json', { ...good, more: 1 })), /additional/)
  assert.match(String(schemaTroubles('error-1.json', { ...good, error: { code: 'usage' } })), /message/)
})

/** Runs with JSON and checks the document against its own schema. */
async function sound(u: Universe, args: readonly string[], code: number, options: RunOptions = {}): Promise<void> {
  const ran = await u.run([...args, '--json'], options)
  assert.equal(ran.code, code, ran.stdout + ran.stderr)
  const document = JSON.parse(ran.stdout)
  const name =
    'error' in document ? 'error-1.json' : `${document.schema.replace(/^modwarden\//, '').replace('/', '-')}.json`
  assert.deepEqual(schemaTroubles(name, document), [], args.join(' '))
}

test('documents of every command are what docs/schemas says', async () => {
  await withUniverse(async (u) => {
    u.sound([quote, other])
    await sound(u, ['verify'], 0)
    await sound(u, ['verify', '--nonsense'], 2)
    await sound(u, ['audit', '--offline'], 0)
    const ndjson = await u.run(['verify', '-f', 'ndjson'])
    for (const line of ndjson.stdout.trimEnd().split('\n')) {
      assert.deepEqual(schemaTroubles('ndjson-1.json', JSON.parse(line)), [], line)
    }
    await u.run(['verify', '--full', '--bundle', 'proofs.json'])
    const proofs = JSON.parse(readFileSync(path.join(u.project, 'proofs.json'), 'utf8'))
    assert.deepEqual(schemaTroubles('proofs-1.json', proofs), [])

    put(path.join(u.paths(quote).folder, 'quote.go'), 'package quote\n\nfunc init() { go report() }\n')
    put(u.paths(other).zip, 'no zip')
    await sound(u, ['audit'], 4)
    await sound(u, ['verify', '--cache'], 4)
    await sound(u, ['clean', '--bad'], 0)
    await sound(u, ['rebuild'], 0)
    await sound(u, ['repair', '--all'], 0)
    await sound(u, ['clean', '--all'], 0)
    const evidence = filesBelow(path.join(u.store, 'evidence')).find((file) => file.endsWith('repair.json'))
    assert.ok(evidence !== undefined)
    assert.deepEqual(schemaTroubles('evidence-1.json', JSON.parse(readFileSync(evidence, 'utf8'))), [])
    for (const args of [['version'], ['rules', 'list'], ['config', 'show']]) await sound(u, args, 0)
    // The runs above found what does not match.
    await sound(u, ['statistics'], 1)
    await sound(u, ['doctor'], 1, { env: { GOSUMDB: 'off', GOPROXY: `${u.base},direct` } })
  })
})

test('the evidence of a fork is what docs/schemas says', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    assert.equal((await u.run(['verify'])).code, 0)
    const liar = new TestSumdb(u.db.name)
    for (const m of [other, quote]) liar.add(m.path, m.version, `${m.path} ${m.version} ${m.h1}\n`)
    u.answerFrom(liar)
    u.require([quote, other])
    u.cache([other])
    await sound(u, ['verify'], 4)
    const folder = path.join(u.store, 'evidence')
    const [name = ''] = readdirSync(folder)
    const fork = JSON.parse(readFileSync(path.join(folder, name, 'fork.json'), 'utf8'))
    assert.deepEqual(schemaTroubles('fork-1.json', fork), [])
  })
})
