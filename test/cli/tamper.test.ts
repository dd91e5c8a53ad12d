// Every way to tamper with a module cache that ../shared/conformance/tamper.mjs knows, rebuilt without Go, and more:
// a harmful one is exit 4 and names the module on stdout, a harmless one is exit 0. Each is done to a module of its own,
// so that one run of the program sees all harmful ones and another one all harmless ones.
import assert from 'node:assert/strict'
import {
  appendFileSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { flip, publish, put, sumLines, withUniverse, type Published, type Universe } from '../support/universe.ts'
import { makeZip, numbers } from '../support/zipwriter.ts'

const quote = publish('rsc.io/quote', 'v1.5.2')
const sampler = publish('rsc.io/sampler', 'v1.3.0')
/** What somebody would like a module to be. */
const evil = (m: Published): Published =>
  publish(m.path, m.version, { 'evil.go': 'package quote\n\nfunc init() { println("evil") }\n' })

interface Files {
  readonly zip: string
  readonly ziphash: string
  readonly mod: string
  readonly partial: string
  readonly folder: string
  readonly gosum: string
}

const edit = (f: Files): void => appendFileSync(path.join(f.folder, 'quote.go'), '// x\n')
const forge = (f: Files, m: Published): void => {
  writeFileSync(f.zip, evil(m).zip)
  put(path.join(f.folder, 'evil.go'), evil(m).files.get('evil.go') ?? '')
  writeFileSync(f.ziphash, evil(m).h1)
}
const inSum = (f: Files, change: (text: string) => string): void =>
  writeFileSync(f.gosum, change(readFileSync(f.gosum, 'utf8')))

interface Tampering {
  readonly what: string
  readonly change: (f: Files, m: Published) => void
  /** Which parts the report says are wrong; none for a harmless change. */
  readonly bad: readonly string[]
}

const tamperings: readonly Tampering[] = [
  { what: 'nothing', change: () => undefined, bad: [] },
  { what: 'an extracted file edited', change: edit, bad: ['folder'] },
  {
    what: 'a file added to the folder',
    change: (f) => put(path.join(f.folder, 'zz.go'), 'package quote\n'),
    bad: ['folder'],
  },
  {
    what: 'a link added to the folder',
    change: (f) => symlinkSync('/nonexistent', path.join(f.folder, 'zz.txt')),
    bad: ['folder'],
  },
  { what: 'a file removed from the folder', change: (f) => rmSync(path.join(f.folder, 'LICENSE')), bad: ['folder'] },
  { what: 'the zip altered', change: (f, m) => writeFileSync(f.zip, evil(m).zip), bad: ['zip'] },
  { what: 'zip, folder and .ziphash altered together', change: forge, bad: ['.ziphash', 'folder', 'zip'] },
  {
    what: 'zip, folder, .ziphash and go.sum altered together',
    change: (f, m) => {
      forge(f, m)
      inSum(f, (text) => text.replace(m.h1, evil(m).h1))
    },
    bad: ['.ziphash', 'folder', 'go.sum', 'zip'],
  },
  {
    what: '.ziphash removed and the folder edited',
    change: (f) => {
      rmSync(f.ziphash)
      edit(f)
    },
    bad: ['folder'],
  },
  {
    what: 'the zip removed and the folder edited',
    change: (f) => {
      rmSync(f.zip)
      edit(f)
    },
    bad: ['folder'],
  },
  {
    what: 'zip and .ziphash removed and the folder edited',
    change: (f) => {
      rmSync(f.zip)
      rmSync(f.ziphash)
      edit(f)
    },
    bad: ['folder'],
  },
  { what: 'the cached go.mod edited', change: (f) => appendFileSync(f.mod, '// x\n'), bad: ['.mod'] },
  {
    what: 'its lines of go.sum removed and the folder edited',
    change: (f, m) => {
      inSum(f, (text) => text.replace(sumLines(m), ''))
      edit(f)
    },
    bad: ['folder'],
  },
  { what: '.ziphash removed', change: (f) => rmSync(f.ziphash), bad: [] },
  { what: 'a .partial marker left', change: (f) => put(f.partial, ''), bad: [] },
  {
    what: 'a second, wrong h1 line in go.sum',
    change: (f, m) => inSum(f, (text) => `${text}${sumLines(evil(m)).split('\n')[0]}\n`),
    bad: ['go.sum'],
  },
  {
    what: 'the line of go.sum alone altered',
    change: (f, m) => inSum(f, (text) => text.replace(m.h1, evil(m).h1)),
    bad: ['go.sum'],
  },
  { what: '.ziphash alone altered', change: (f, m) => writeFileSync(f.ziphash, evil(m).h1), bad: ['.ziphash'] },
  {
    what: '.mod and its line of go.sum altered together',
    change: (f, m) => {
      const other = publish(m.path, m.version, { 'go.mod': `module ${m.path}\n\ngo 1.20\n` })
      writeFileSync(f.mod, other.goMod)
      inSum(f, (text) => text.replace(m.goModH1, other.goModH1))
    },
    bad: ['.mod', 'go.sum'],
  },
  { what: 'the zip cut short', change: (f, m) => truncateSync(f.zip, m.zip.length - 40), bad: ['zip'] },
  { what: 'a bomb in place of the zip', change: (f, m) => writeFileSync(f.zip, bomb(m)), bad: ['zip'] },
]

for (const [kind, cases, exit] of [
  ['harmful', tamperings.filter((t) => t.bad.length > 0), 4],
  ['harmless', tamperings.filter((t) => t.bad.length === 0), 0],
] as const) {
  test(`verify of a cache with ${kind} changes: exit ${exit}`, async (t) => {
    await withUniverse(async (u) => {
      const modules = cases.map((_, i) => publish(`rsc.io/case${i}/quote`, 'v1.5.2'))
      u.sound([sampler, ...modules])
      cases.forEach(({ change }, i) => {
        const m = modules[i] as Published
        change(filesOf(u, m), m)
      })
      const { code, report } = await u.json(['verify'])
      assert.equal(code, exit)
      assert.equal(report.modules.find((m) => m.path === 'rsc.io/sampler')?.status, 'proven')
      const text = await u.run(['verify', '-v'])
      assert.equal(text.code, exit)
      for (const [i, { what, bad }] of cases.entries()) {
        await t.test(what, () => {
          const record = report.modules.find((m) => m.path === `rsc.io/case${i}/quote`)
          const parts = Object.entries(record?.parts ?? {})
          const wrong = parts.filter(([, state]) => state === 'differs' || state === 'damaged')
          assert.deepEqual(wrong.map(([part]) => part).toSorted(), bad)
          assert.equal(record?.status, bad.length === 0 ? 'proven' : 'broken')
          // Only a folder that is wrong has files that are.
          const files = report.files.filter((f) => f.path === record?.path)
          assert.ok(bad.includes('folder') || files.length === 0)
          assert.equal(text.stdout.includes(`TAMPERED  rsc.io/case${i}/quote@v1.5.2`), bad.length > 0)
        })
      }
    })
  })
}

test('verify of a project without go.sum and an edited folder: exit 4', async () => {
  await withUniverse(async (u) => {
    u.sound([quote, sampler])
    const f = filesOf(u, quote)
    rmSync(f.gosum)
    edit(f)
    const { code, stdout } = await u.run(['verify'])
    assert.equal(code, 4)
    assert.match(stdout, /TAMPERED {2}rsc\.io\/quote@v1\.5\.2/)
  })
})

test('verify tells what was tampered with as a person reads it: where, which lines, and how to repair it', async () => {
  await withUniverse(async (u) => {
    u.sound([quote, sampler])
    const { folder } = filesOf(u, quote)
    appendFileSync(path.join(folder, 'quote.go'), 'func init() {} // \u001B[31m\n')
    const { code, stdout, stderr } = await u.run(['verify'])
    assert.equal(code, 4)
    assert.equal(stderr, '')
    const text = stdout.replaceAll(u.root, '')
    assert.match(text, /^TAMPERED {2}rsc\.io\/quote@v1\.5\.2 {3}MW-INT-FOLDER$/m)
    assert.match(text, /^ {2}where {5}\/gopath\/pkg\/mod\/rsc\.io\/quote@v1\.5\.2$/m)
    assert.match(text, /^ {2}differs {3}folder; checksum database, go\.sum, \.mod, zip, \.ziphash are as agreed$/m)
    assert.match(text, /^ {2}expected {2}h1:\S{44} {3}checksum database record 0$/m)
    assert.match(text, /^ {2}file {6}quote\.go {3}changed, \+1 -0, 71 B became \d+ B, mtime /m)
    assert.match(text, /^ {6}5 \+ func init\(\) \{\} \/\/ \uFFFD\[31m$/m)
    assert.match(text, /^ {2}next {6}modwarden repair rsc\.io\/quote@v1\.5\.2$/m)
    assert.match(text, /^ {12}go clean -cache {3}# drops build results made from the bad files$/m)
    assert.match(text, /^BROKEN {2}2 modules/m)
    assert.match(text, /1 of 2 module versions ok · 1 tampered/)
    // The last lines of `audit` do not call it well either, and `-q` is not silent.
    const page = await u.run(['audit', '-q'])
    assert.equal(page.code, 4)
    assert.match(page.stdout, /TAMPERED[\s\S]*FAIL: integrity is broken/)
  })
})

test('verify sees what changed after a first run, times put back and size kept', async () => {
  await withUniverse(async (u) => {
    u.sound([quote, sampler])
    // The first run makes a folder for lookups in the cache. Only what is older than two seconds is indexed, and only
    // where the folders above it are.
    assert.equal((await u.run(['verify'])).code, 0)
    await sleep(2100)
    const { folder } = filesOf(u, quote)
    const file = path.join(folder, 'quote.go')
    assert.equal((await u.run(['verify'])).code, 0)
    const warm = await u.run(['verify'])
    assert.equal(warm.code, 0)
    assert.match(warm.stdout, /0 re-hashed, 2 by index \(--full reads all\)/)
    const full = await u.run(['verify', '--full'])
    assert.doesNotMatch(full.stdout, /by index/)
    const inCI = await u.run(['verify'], { env: { CI: 'true' } })
    assert.doesNotMatch(inCI.stdout, /by index/)
    const { atime, mtime } = statSync(file)
    flip(file)
    utimesSync(file, atime, mtime)
    const after = await u.json(['verify'])
    assert.equal(after.code, 4)
    assert.deepEqual(
      after.report.modules.map((m) => [m.path, m.status, m.byIndex]),
      [
        ['rsc.io/quote', 'broken', false],
        ['rsc.io/sampler', 'proven', true],
      ],
    )
  })
})

test('verify says why when a project without database has two hashes for one zip', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    const other = sumLines(evil(quote)).split('\n')[0]
    writeFileSync(path.join(u.project, 'go.sum'), `${sumLines(quote)}${other}\n`)
    const { code, stdout } = await u.run(['verify'], { env: { GOSUMDB: 'off' } })
    assert.equal(code, 4)
    assert.match(stdout, /where {5}go\.sum:1$[\s\S]*where {5}go\.sum:3$/m)
  })
})

function filesOf(u: Universe, m: Published): Files {
  return { ...u.paths(m), gosum: path.join(u.project, 'go.sum') }
}

/** A zip with an entry that says it has ten bytes and inflates to 64 MiB of zeros. */
function bomb(m: Published): Uint8Array {
  const zeros = Buffer.alloc(64 << 20)
  const prefix = `${m.path}@${m.version}`
  return makeZip([
    { name: `${prefix}/go.mod`, content: m.goMod },
    { name: `${prefix}/quote.go`, content: zeros, size: 10, descriptor: numbers(4, 0x08074b50, 4, 0, 4, 0, 4, 10) },
  ])
}

test('verify shows what was put into a folder whose zip and hash were forged with it', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    forge(filesOf(u, quote), quote)
    const { code, report } = await u.json(['verify'])
    assert.equal(code, 4)
    // The forged zip is no measure: the folder was compared with the proven one, from the proxy.
    assert.deepEqual(
      report.files.map((f) => [f.name, f.kind, f.diff]),
      [['evil.go', 'added', ['1 + package quote', '2 + ', '3 + func init() { println("evil") }']]],
    )
    const offline = await u.json(['verify', '--offline'])
    assert.equal(offline.code, 4)
  })
})
