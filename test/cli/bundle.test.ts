// Proofs to carry: what `verify --bundle FILE` writes proves the same go.sum on a machine that has never seen the
// database and has no network at all, and proves nothing once anything in it was changed.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import {
  filesBelow,
  publish,
  runProgram,
  withUniverse,
  type Ran,
  type Report,
  type Universe,
} from '../support/universe.ts'

const quote = publish('rsc.io/quote', 'v1.5.2')
const sampler = publish('github.com/Acme/sampler', 'v1.3.0')
const launcher = path.join(import.meta.dirname, '..', '..', 'bin', 'modwarden.mjs')
const BUNDLE = 'go.sum.proofs'

/** How a process without any network is started here; `undefined` where that is not allowed. */
const unshare = [['-n'], ['-r', '-n']].find((flags) => spawnSync('unshare', [...flags, 'true']).status === 0)
const skip = unshare === undefined && 'unshare is missing or may not make a network namespace here'

interface Document {
  database: string
  head: string
  records: { path: string; version: string; id: number; text: string; proof: string[] }[]
}

/** Makes a bundle on one machine, and hands another one the project, the modules and the bundle: nothing else. */
async function carried(
  work: (there: Universe, bundle: Document, other: Document) => Promise<void>,
  database = 'sumdb.example/db',
): Promise<void> {
  const bundle = await madeBundle(database)
  const other = await madeBundle('other.example/db')
  await withUniverse(
    async (there) => {
      there.cache([quote, sampler])
      there.require([quote, sampler])
      there.lie = (_url, response) => response.writeHead(500).end() !== undefined
      await work(there, bundle, other)
    },
    { database },
  )
}

async function madeBundle(database: string): Promise<Document> {
  let made: Document | undefined
  await withUniverse(
    async (here) => {
      here.db.fill(300)
      here.sound([quote, sampler])
      here.db.fill(40)
      const { code, stderr } = await here.run(['verify', '--bundle', BUNDLE])
      assert.equal(code, 0, stderr)
      made = JSON.parse(readFileSync(path.join(here.project, BUNDLE), 'utf8')) as Document
    },
    { database },
  )
  assert.ok(made !== undefined)
  return made
}

/** Runs the program in a network namespace that has not even a loopback. */
async function withoutNetwork(u: Universe, args: readonly string[]): Promise<Ran> {
  const env = { ...u.environment(), PATH: process.env['PATH'] }
  const isolated = [...(unshare ?? []), '--', process.execPath, launcher, ...args]
  return runProgram('unshare', isolated, { cwd: u.project, env: { ...env, GOTOOLCHAIN: 'local' } })
}

test(
  'a bundle proves the same go.sum in an empty network namespace, with an empty GOPATH and store',
  { skip },
  async () => {
    await carried(async (there, bundle) => {
      // The control: without the bundle nothing is proven there, and no socket leads anywhere.
      const without = await withoutNetwork(there, ['verify', '--format', 'json'])
      assert.equal(without.code, 3, without.stdout)
      assert.deepEqual(there.requests, [])
      assert.ok(!existsSync(path.join(there.gopath, 'pkg', 'sumdb', there.db.name, 'latest')))

      there.write(BUNDLE, JSON.stringify(bundle))
      const ran = await withoutNetwork(there, ['verify', '--offline', '--full', '--bundle', BUNDLE, '--format', 'json'])
      assert.equal(ran.code, 0, ran.stdout + ran.stderr)
      const report = JSON.parse(ran.stdout) as Report
      assert.deepEqual(
        report.modules.map((m) => [m.path, m.status, m.parts['checksum database'], m.parts['zip'], m.parts['folder']]),
        [
          ['github.com/Acme/sampler', 'proven', 'ok', 'ok', 'ok'],
          ['rsc.io/quote', 'proven', 'ok', 'ok', 'ok'],
        ],
      )
      // Nobody compared its head with what other machines see, and the report must not say so.
      assert.equal(report.database?.consistentWith, 'not checked')
      assert.equal(report.database?.treeSize, 342)
      assert.deepEqual(there.requests, [])
      assert.deepEqual(there.leftovers(), [])
    })
  },
)

test('a bundle that lacks what an earlier run proved is no success', async () => {
  await withUniverse(async (u) => {
    u.sound([quote, sampler])
    assert.equal((await u.run(['verify'])).code, 0)
    rmSync(u.lookupFile(sampler))
    u.lie = (url, response) => url.includes('/sumdb/') && response.writeHead(500).end() !== undefined
    const control = await u.run(['verify'])
    assert.equal(control.code, 0, control.stdout)
    const { code, stderr } = await u.run(['verify', '--bundle', BUNDLE])
    assert.match(stderr, /lacks the proofs of 1 module version, which could not be had now/)
    assert.equal(code, 3)
  })
})

test('a bundle finds a go.sum line that was changed where there is no network', { skip }, async () => {
  await carried(async (there, bundle) => {
    there.write(BUNDLE, JSON.stringify(bundle))
    const sum = path.join(there.project, 'go.sum')
    writeFileSync(sum, readFileSync(sum, 'utf8').replace(quote.h1, sampler.h1))
    const { code, stdout } = await withoutNetwork(there, ['verify', '--offline', '--bundle', BUNDLE])
    assert.equal(code, 4)
    assert.match(stdout, /TAMPERED {2}rsc\.io\/quote@v1\.5\.2 {3}MW-INT-GOSUM/)
  })
})

const first = (d: Document): Document['records'][number] => d.records[0] as Document['records'][number]

/** The base64 of the same bytes, but one bit. */
function otherHash(base64: string): string {
  const bytes = Buffer.from(base64, 'base64')
  bytes[7] = (bytes[7] ?? 0) ^ 1
  return bytes.toString('base64')
}

const CHANGES: ReadonlyArray<readonly [what: string, change: (d: Document, other: Document) => void]> = [
  ['a hash line', (d) => (first(d).text = first(d).text.replace(/h1:(.)/, (_, c) => `h1:${c === 'A' ? 'B' : 'A'}`))],
  ['a hash of a proof', (d) => (first(d).proof[0] = otherHash(first(d).proof[0] ?? ''))],
  [
    'the signature',
    (d) => (d.head = d.head.replace(/(— \S+ )(\S+)/, (_, key, sig: string) => `${key}${otherHash(sig)}`)),
  ],
  ['the signed tree size', (d) => (d.head = d.head.replace('\n342\n', '\n343\n'))],
  ['the index of a record', (d) => (first(d).id += 1)],
  ['the name of a module', (d) => (first(d).path = 'rsc.io/quite')],
  ["another database's head", (d, other) => (d.head = other.head)],
  [
    "another database's proofs under this one's name",
    (d, other) => Object.assign(d, { head: other.head, records: other.records }),
  ],
]

test('a bundle in which anything was changed is refused with exit code 4, and nothing is proven with it', async () => {
  await carried(async (there, bundle, other) => {
    for (const [what, change] of CHANGES) {
      const document = structuredClone(bundle)
      change(document, other)
      assert.notDeepEqual(document, bundle, what)
      there.write(BUNDLE, JSON.stringify(document))
      const { code, report, stderr } = await there.json(['verify', '--offline', '--bundle', BUNDLE])
      assert.equal(code, 4, `${what}: ${stderr}`)
      assert.equal(report.error?.code, 'mismatch', what)
      assert.match(report.error?.message ?? '', /^the proof bundle does not hold: /, what)
      assert.equal(report.error?.place?.file, path.join(there.project, BUNDLE), what)
    }
    assert.deepEqual(there.requests, [])
    assert.deepEqual(
      filesBelow(there.gopath).filter((file) => file.includes('/sumdb/')),
      [],
    )
  })
})

test('a bundle that is cut short, or of another database, is refused with exit code 2', async () => {
  await carried(async (there, bundle, other) => {
    const whole = JSON.stringify(bundle)
    for (const length of [Math.floor(whole.length / 2), whole.length - 1]) {
      there.write(BUNDLE, whole.slice(0, length))
      const { code, report } = await there.json(['verify', '--offline', '--bundle', BUNDLE])
      assert.equal(code, 2, String(length))
      assert.match(report.error?.message ?? '', /^not a proof bundle: /)
    }
    there.write(BUNDLE, JSON.stringify(other))
    const { code, report } = await there.json(['verify', '--offline', '--bundle', BUNDLE])
    assert.equal(code, 2)
    assert.equal(report.error?.message, 'the proof bundle is of "other.example/db", not of sumdb.example/db')
    assert.deepEqual(there.requests, [])
  })
})
