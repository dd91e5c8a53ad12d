// Every format on every way that a run can end: a valid document, and the same exit code.
import assert from 'node:assert/strict'
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { licenceTexts } from '../../src/licence/texts.ts'
import { FORMATS } from '../../src/report/formats.ts'
import { checkSarif } from '../support/sarifschema.ts'
import { TestSumdb } from '../support/sumdbserver.ts'
import { publish, put, withUniverse, type Ran, type RunOptions, type Universe } from '../support/universe.ts'
import { VALID } from '../support/validformats.ts'

const quote = publish('rsc.io/quote', 'v1.5.2')
const other = publish('rsc.io/other', 'v1.0.0')

const outputs = FORMATS.flatMap((format) => ['-o', `${format}=out/${format}`])

/** Runs with every format to a file, and checks each. `code` is what the documents say. */
async function everywhere(u: Universe, args: readonly string[], code: number, options: RunOptions = {}): Promise<Ran> {
  const ran = await u.run([...args, '--no-progress', ...outputs], options)
  for (const format of FORMATS) {
    const file = path.join(u.project, 'out', format)
    assert.ok(existsSync(file), `no ${format}\n${ran.stdout}${ran.stderr}`)
    if (format === 'text') assert.notEqual(readFileSync(file, 'utf8'), '')
    try {
      VALID[format](readFileSync(file, 'utf8'), code)
    } catch (error) {
      throw new Error(`${format}: ${String(error)}`, { cause: error })
    }
  }
  return ran
}

for (const command of ['verify', 'audit'] as const) {
  test(`${command} in every format: a sound project, exit 0`, async () => {
    await withUniverse(async (u) => {
      u.sound([quote, other])
      const { code, stdout } = await everywhere(u, [command], 0)
      assert.equal(code, 0)
      assert.equal(readFileSync(path.join(u.project, 'out/text'), 'utf8'), stdout)
    })
  })

  test(`${command} in every format: a tampered module, exit 4`, async () => {
    await withUniverse(async (u) => {
      u.sound([quote, other])
      put(path.join(u.paths(quote).folder, 'quote.go'), 'package quote\n\nfunc init() { go report() }\n')
      assert.equal((await everywhere(u, [command], 4)).code, 4)
      const { log } = checkSarif(readFileSync(path.join(u.project, 'out/sarif'), 'utf8'))
      assert.deepEqual(
        log.runs[0]?.results.map((r) => [r.ruleId, r.locations[0]?.physicalLocation]),
        [['MW-INT-FOLDER', { artifactLocation: { uri: 'go.mod', uriBaseId: '%SRCROOT%' }, region: { startLine: 6 } }]],
      )
    })
  })

  test(`${command} in every format: a version that the database lacks, exit 1`, async () => {
    await withUniverse(async (u) => {
      u.sound([quote])
      u.serve([other], { unlogged: true })
      u.cache([other])
      u.require([quote, other])
      assert.equal((await everywhere(u, [command], 1)).code, 1)
    })
  })

  test(`${command} in every format: nothing is in reach, exit 3`, async () => {
    await withUniverse(async (u) => {
      u.sound([quote, other])
      assert.equal((await everywhere(u, [command, '--offline'], 3)).code, 3)
    })
  })

  test(`${command} in every format: a wrong flag, exit 2`, async () => {
    await withUniverse(async (u) => {
      u.sound([quote])
      assert.equal((await everywhere(u, [command, '--nonsense'], 2)).code, 2)
    })
  })

  test(`${command} in every format: a go.mod and a setting that cannot be read, exit 2`, async () => {
    await withUniverse(async (u) => {
      u.sound([quote])
      u.write('.modwarden.yaml', 'store: /x\n')
      assert.equal((await everywhere(u, [command], 2)).code, 2)
      u.write('.modwarden.yaml', '')
      u.write('go.mod', 'nonsense\n')
      assert.equal((await everywhere(u, [command], 2)).code, 2)
      const github = readFileSync(path.join(u.project, 'out/github'), 'utf8')
      assert.match(github, /^::error file=go\.mod,line=1,title=modwarden (verify|audit)::/)
    })
  })

  test(`${command} in every format: interrupted, exit 130, and the documents say that it is incomplete`, async () => {
    await withUniverse(async (u) => {
      u.serve([quote])
      u.require([quote])
      let kill: (signal: NodeJS.Signals) => void = () => undefined
      u.lie = (url, response) => {
        if (!/\/sumdb\/.*\/lookup\//.test(url)) return false
        response.writeHead(200, { 'content-length': 1000 })
        response.write('1')
        setTimeout(() => kill('SIGINT'), 200)
        return true
      }
      assert.equal((await everywhere(u, [command], 3, { onStart: (send) => (kill = send) })).code, 130)
    })
  })
}

test('verify --cache in every format: a tampered zip, exit 4', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    writeFileSync(u.paths(quote).ziphash, other.h1)
    assert.equal((await everywhere(u, ['verify', '--cache'], 4)).code, 4)
    const sarif = JSON.parse(readFileSync(path.join(u.project, 'out/sarif'), 'utf8'))
    assert.equal(
      sarif.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri,
      'cache/download/rsc.io/quote/%40v/v1.5.2.ziphash',
    )
  })
})

test('verify in every format: a database with two histories, exit 4', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    assert.equal((await u.run(['verify'])).code, 0)
    const liar = new TestSumdb(u.db.name)
    for (const m of [other, quote]) liar.add(m.path, m.version, `${m.path} ${m.version} ${m.h1}\n`)
    u.answerFrom(liar)
    u.require([quote, other])
    u.serve([other], { unlogged: true })
    u.cache([other])
    assert.equal((await everywhere(u, ['verify'], 4)).code, 4)
  })
})

for (const format of FORMATS) {
  test(`verify --format ${format} prints what -o writes, alone on stdout`, async () => {
    await withUniverse(async (u) => {
      u.sound([quote])
      const { code, stdout, stderr } = await u.run(['verify', '--no-progress', '-f', format])
      assert.deepEqual([code, stderr], [0, ''])
      VALID[format](stdout, 0)
      const failed = await u.run(['verify', '-f', format, '--bundle', 'none', '--offline'])
      assert.equal(failed.code, 2)
      VALID[format](failed.stdout, 2)
      assert.match(failed.stderr, /^modwarden: /)
    })
  })
}

test('-o of a file that cannot be written: exit 3, and the others are written', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    mkdirSync(path.join(u.project, 'folder'))
    const args = ['-o', 'sarif=folder', '-o', 'junit=go.mod/x', '-o', 'json=ok.json']
    const { code, stderr } = await u.run(['verify', ...args])
    assert.equal(code, 3)
    assert.match(stderr, /folder: cannot write: it is a folder/)
    assert.match(stderr, /go\.mod: cannot make the folder: /)
    VALID.json(readFileSync(path.join(u.project, 'ok.json'), 'utf8'), 0)
  })
})

test('-o writes through a link, which stays one', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    const target = u.write('report.json', 'old')
    const link = path.join(u.project, 'link')
    symlinkSync(target, link)
    assert.equal((await u.run(['verify', '-q', '-o', 'json=link'])).code, 0)
    VALID.json(readFileSync(target, 'utf8'), 0)
    assert.ok(lstatSync(link).isSymbolicLink())
  })
})

test('files of a subfolder are named from the root of the repository', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    writeFileSync(u.paths(quote).ziphash, other.h1)
    mkdirSync(path.join(u.root, '.git'))
    const { stdout } = await u.run(['verify', '-f', 'github'])
    assert.match(stdout, /^::error file=project\/go\.mod,line=6,/)
  })
})

test('a crash: exit 3, the bug on stderr, and a document that says so in every format', async () => {
  await withUniverse(async (u) => {
    u.serve([quote])
    u.require([quote])
    u.lie = (url) => /\/lookup\//.test(url)
    const crash = `data:text/javascript,setTimeout(() => { throw new Error("boom <&>") }, 700)`
    const ran = await everywhere(u, ['verify'], 3, { env: { NODE_OPTIONS: `--import=${encodeURI(crash)}` } })
    assert.equal(ran.code, 3)
    assert.match(ran.stderr, /^modwarden: a bug, please report it: Error: boom <&>/)
    const report = JSON.parse(readFileSync(path.join(u.project, 'out/json'), 'utf8'))
    assert.deepEqual(report.error, {
      code: 'bug',
      message: 'a bug in modwarden: boom <&>',
      remedy: 'please report it',
    })
  })
})

test('report writes one page with a list of the tree and how it was made, and the text to stdout', async () => {
  await withUniverse(async (u) => {
    u.sound([quote, other])
    const { code, stdout, stderr } = await u.run(['report', '--no-progress'])
    assert.deepEqual([code, stderr], [0, 'written to modwarden-report.html\n'])
    assert.match(stdout, /^ok: every module is the one the world agreed on\./m)
    const page = readFileSync(path.join(u.project, 'modwarden-report.html'), 'utf8')
    VALID.html(page, 0)
    for (const id of ['score', 'next', 'modules', 'made']) assert.match(page, new RegExp(`<h2 id="${id}">`))
    assert.match(
      page,
      /<th scope="row"><code>rsc\.io\/quote@v1\.5\.2<\/code><\/th><td data-name="Through">go\.mod<\/td>/,
    )
    const piped = await u.run(['report', '--no-progress', '-f', 'html'])
    assert.deepEqual([piped.code, piped.stderr], [0, ''])
    VALID.html(piped.stdout, 0)
    const named = await u.run(['report', '-q', '--no-progress', '-o', 'json=all.json'])
    assert.deepEqual([named.code, named.stdout, named.stderr], [0, '', ''])
    VALID.json(readFileSync(path.join(u.project, 'all.json'), 'utf8'), 0)
  })
})

test('report writes through no link that lies where its page goes, and says that a page was written only where it was', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    const page = path.join(u.project, 'modwarden-report.html')
    const target = put(path.join(u.root, 'precious'), 'precious')
    symlinkSync(target, page)
    const { code, stderr } = await u.run(['report', '--no-progress'])
    assert.deepEqual([code, stderr], [0, 'written to modwarden-report.html\n'])
    assert.equal(readFileSync(target, 'utf8'), 'precious')
    assert.ok(lstatSync(page).isFile())
    rmSync(page)
    mkdirSync(page)
    const refused = await u.run(['report', '--no-progress'])
    assert.equal(refused.code, 3)
    assert.match(refused.stderr, /modwarden-report\.html: cannot write: it is a folder/)
    assert.doesNotMatch(refused.stderr, /written to/)
  })
})

test('audit knows the licences of modules that are not in the cache of go', async () => {
  const mit = new Map(licenceTexts).get('MIT') ?? ''
  const free = publish('rsc.io/free', 'v1.0.0', { LICENSE: mit })
  await withUniverse(async (u) => {
    u.serve([free])
    u.require([free])
    u.write('main.go', `package main\n\nimport _ "${free.path}"\n\nfunc main() {}\n`)
    const { stdout, stderr } = await u.run(['audit', '--json', '--no-progress'])
    const { tree } = JSON.parse(stdout) as { readonly tree: { licences: unknown; unlicensed: unknown; list: unknown } }
    assert.deepEqual([tree.licences, tree.unlicensed], [[{ licence: 'MIT', modules: 1 }], []], stderr)
    assert.deepEqual(tree.list, [
      {
        path: free.path,
        version: free.version,
        direct: true,
        scope: 'code',
        parent: 'github.com/me/project',
        alone: 0,
        licence: 'MIT',
      },
    ])
  })
})

test('-o refuses a file that is named twice', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    const { code, stderr } = await u.run(['verify', '-o', 'sarif=out.x', '-o', 'html=./out.x'])
    assert.equal(code, 2)
    assert.match(stderr, /is named twice/)
  })
})
