// repair and go.sum: whose word counts where the database is kept out, and which lines of it are replaced when.
import assert from 'node:assert/strict'
import { appendFileSync, chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { hashGoMod } from '../../src/gomod/dirhash.ts'
import { filesBelow, publish, put, sumLines, withUniverse, type Published, type Universe } from '../support/universe.ts'

const quote = publish('rsc.io/quote', 'v1.5.2')
const sampler = publish('rsc.io/sampler', 'v1.3.0')
/** What somebody would like a module to be; it does nothing. */
const evil = (m: Published): Published => publish(m.path, m.version, { 'evil.go': '// inert\n' })

function forge(u: Universe, m: Published): void {
  writeFileSync(u.paths(m).zip, evil(m).zip)
  writeFileSync(u.paths(m).ziphash, evil(m).h1)
  put(path.join(u.paths(m).folder, 'evil.go'), '// inert\n')
}

test('repair by go.sum where the database is kept out, and never where go.sum says two things', async () => {
  await withUniverse(async (u) => {
    u.sound([quote, sampler])
    forge(u, quote)
    const env = { GONOSUMDB: 'rsc.io/*' }
    const { code, stdout } = await u.run(['repair', '--all'], { env })
    assert.equal(code, 0, stdout)
    assert.match(stdout, /now {7}h1:\S+ {3}go\.sum$/m)
    assert.deepEqual(readFileSync(u.paths(quote).zip), Buffer.from(quote.zip))
    forge(u, quote)
    appendFileSync(path.join(u.project, 'go.sum'), sumLines(evil(quote)))
    const twice = await u.run(['repair', '--all'], { env })
    assert.equal(twice.code, 4, twice.stdout)
    assert.match(twice.stdout, /go\.sum has two hashes for it/)
    assert.deepEqual(readFileSync(u.paths(quote).zip), Buffer.from(evil(quote).zip))
  })
})

test('repair tells a wrong line of go.sum, and replaces it only where that is said', async () => {
  await withUniverse(async (u) => {
    u.sound([quote, sampler])
    const file = path.join(u.project, 'go.sum')
    const wrong = readFileSync(file, 'utf8').replace(quote.goModH1, hashGoMod(Buffer.from('module x\n')))
    writeFileSync(file, wrong)
    const told = await u.run(['repair', '--all'])
    assert.equal(told.code, 4)
    assert.match(told.stdout, /^BROKEN {2}go\.sum:2$/m)
    assert.ok(told.stdout.includes(`should be rsc.io/quote v1.5.2/go.mod ${quote.goModH1}\n`))
    assert.equal(readFileSync(file, 'utf8'), wrong)
    chmodSync(file, 0o600)
    const { code, report } = await u.json(['repair', '--go-sum', 'rsc.io/quote@v1.5.2'])
    assert.equal(code, 0)
    assert.equal(readFileSync(file, 'utf8'), sumLines(quote, sampler))
    assert.equal(statSync(file).mode & 0o777, 0o600)
    const { goSumEvidence } = report as unknown as { goSumEvidence: string }
    assert.deepEqual(
      filesBelow(goSumEvidence).map((kept) => readFileSync(kept, 'utf8')),
      [wrong],
    )
  })
})
