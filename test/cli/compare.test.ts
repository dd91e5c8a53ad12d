// modwarden compare end to end: public modules found by go-import pages, git over HTTP, and hosts that lead elsewhere. The
// "internet" is a proxy on loopback that answers for every host, so that nothing leaves this machine.
import assert from 'node:assert/strict'
import { chmodSync, readFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { findProgram } from '../../src/io/environment.ts'
import type { CompareReport } from '../../src/report/compare.ts'
import { gitServer, type TestRepository } from '../support/gitrepos.ts'
import { goImport, withInternet, type Internet } from '../support/internet.ts'
import { schemaTroubles } from '../support/jsonschemas.ts'
import {
  publishExactly,
  put,
  withUniverse,
  type Published,
  type Ran,
  type RunOptions,
  type Universe,
} from '../support/universe.ts'

const skip = gitServer.reason
const PATH = 'src.example.com/log'
const goMod = `module ${PATH}\n\ngo 1.21\n`
const clean = 'package log\n\n// Hello greets.\nfunc Hello() string { return "hello" }\n'
const armed = `${clean}\nfunc init() { hidden() }\n\nfunc hidden() {}\n`

interface Scene {
  readonly u: Universe
  readonly repository: TestRepository
  readonly make: (name: string) => TestRepository
  readonly internet: Internet
  /** Origins that the module proxy's `.info` has, by `path@version`. */
  readonly origins: Map<string, object>
  readonly compare: (args: readonly string[], options?: RunOptions) => Promise<Ran>
  readonly json: (args: readonly string[]) => Promise<CompareReport>
}

async function withScene(work: (scene: Scene) => Promise<void>): Promise<void> {
  await withUniverse(async (u) =>
    withInternet(async (internet) => {
      internet.pages.set(PATH, goImport(PATH, 'http://git.example.com/log'))
      const origins = new Map<string, object>()
      u.lie = (url, response) => {
        const [, modulePath, version] = /^\/(.+)\/@v\/(.+)\.info$/.exec(url) ?? []
        const document = origins.get(`${modulePath}@${version}`)
        if (document !== undefined) response.end(JSON.stringify({ Version: version, ...document }))
        return document !== undefined
      }
      const compare = async (args: readonly string[], options: RunOptions = {}): Promise<Ran> =>
        u.run(['compare', '--no-progress', ...args], { ...options, env: { ...internet.env, ...options.env } })
      await work({
        u,
        repository: internet.make('log'),
        make: internet.make,
        internet,
        origins,
        compare,
        async json(args): Promise<CompareReport> {
          const ran = await compare([...args, '--json'])
          const report = JSON.parse(ran.stdout) as CompareReport
          assert.equal(ran.code, report.exitCode, ran.stderr)
          assert.deepEqual(schemaTroubles('compare-1.json', report), [])
          return report
        },
      })
      assert.deepEqual(u.leftovers(), [])
    }),
  )
}

/** Publishes what the tag holds, as the mirror would have it; `files` replace the tag's. */
function published(scene: Scene, version: string, files: Readonly<Record<string, string>>): Published {
  const m = publishExactly(PATH, version, files)
  scene.u.serve([m])
  return m
}

test('compare says that a zip is what go makes of the tag, and who signed', { skip }, async () => {
  await withScene(async (scene) => {
    const commit = scene.repository.commit({ 'go.mod': goMod, 'log.go': clean })
    scene.repository.git('tag', 'v1.0.0')
    published(scene, 'v1.0.0', { 'go.mod': goMod, 'log.go': clean })
    const ran = await scene.compare([`${PATH}@v1.0.0`, '--ask-all'])
    assert.equal(ran.code, 0, ran.stdout + ran.stderr)
    assert.match(ran.stdout, /^SAME {2}src\.example\.com\/log@v1\.0\.0$/m)
    assert.match(ran.stdout, /^ {2}source +http:\/\/git\.example\.com\/log, tag v1\.0\.0$/m)
    assert.match(ran.stdout, /^ {2}record +origin missing: the proxy's \.info names no source/m)
    assert.match(ran.stdout, new RegExp(`^ {2}tag today +commit ${commit}, 2023-11-14T22:13:20Z$`, 'm'))
    assert.match(ran.stdout, /^ {2}zip +h1:\S+ proven by the checksum database$/m)
    assert.match(ran.stdout, /^ {2}signed +no$/m)
    assert.match(ran.stdout, /^same: the zip is what go makes of the tag {2}/m)
  })
})

test(
  'compare --all shows a moved tag with the lines that only the zip has, at the line of go.mod',
  { skip },
  async () => {
    await withScene(async (scene) => {
      const { repository, origins, u } = scene
      const early = repository.commit({ 'go.mod': goMod, 'log.go': armed })
      origins.set(`${PATH}@v1.3.1`, {
        Time: '2023-11-14T22:13:20Z',
        Origin: { VCS: 'git', URL: 'http://git.example.com/log', Hash: early, Ref: 'refs/tags/v1.3.1' },
      })
      repository.commit({ 'log.go': clean }, { time: 1_800_000_000 })
      repository.git('tag', 'v1.3.1')
      u.require([published(scene, 'v1.3.1', { 'go.mod': goMod, 'log.go': armed })])
      const ran = await scene.compare(['--all', '--ask-all', '-o', 'sarif=report.sarif', '-o', 'html=report.html'])
      assert.equal(ran.code, 1, ran.stdout + ran.stderr)
      assert.match(ran.stdout, /^TAG MOVED {2}src\.example\.com\/log@v1\.3\.1 {3}high MW-ZIPTAG$/m)
      assert.match(
        ran.stdout,
        new RegExp(`^ {2}record +commit ${early}, 2023-11-14T22:13:20Z; its files are the zip's$`, 'm'),
      )
      assert.match(ran.stdout, /^ {6}6 \+ func init\(\) \{ hidden\(\) \}$/m)
      assert.match(ran.stdout, /^ {2}do {8}modwarden scan src\.example\.com\/log@v1\.3\.1 /m)
      assert.match(ran.stdout, /^0 of 1 module the same as the source · 1 tag moved {2}/m)
      const report = await scene.json(['--all', '--ask-all'])
      const [m] = report.modules
      assert.deepEqual(
        [m?.verdict, m?.record, m?.contents, m?.recordedContents],
        ['tag-moved', 'there', 'differ', 'same'],
      )
      assert.deepEqual(m?.at, { file: 'go.mod', line: 6 })
      const sarif = JSON.parse(readFileSync(path.join(u.project, 'report.sarif'), 'utf8'))
      const [result] = sarif.runs[0].results
      assert.equal(result.ruleId, 'MW-ZIPTAG')
      assert.equal(result.locations[0].physicalLocation.region.startLine, 6)
      assert.match(readFileSync(path.join(u.project, 'report.html'), 'utf8'), /MW-ZIPTAG/)
    })
  },
)

test('compare tells a tag and a repository that are gone from what could not be checked', { skip }, async () => {
  await withScene(async (scene) => {
    const { repository, u, internet } = scene
    repository.commit({ 'go.mod': goMod, 'log.go': clean })
    u.require([published(scene, 'v1.0.0', { 'go.mod': goMod, 'log.go': clean })])
    const verdict = async (): Promise<readonly unknown[]> => {
      const report = await scene.json(['--all', '--ask-all'])
      const [m] = report.modules
      return [m?.verdict, report.exitCode, m?.findings.map((f) => f.severity)]
    }
    assert.deepEqual(await verdict(), ['tag-gone', 1, ['medium']])
    internet.pages.set(PATH, goImport(PATH, 'http://git.example.com/nothing'))
    assert.deepEqual(await verdict(), ['repository-gone', 1, ['medium']])
    internet.pages.delete(PATH)
    assert.deepEqual(await verdict(), ['origin-missing', 3, []])
    internet.pages.set(PATH, { status: 503 })
    assert.deepEqual(await verdict(), ['not-checkable', 3, []])
    internet.pages.set(PATH, goImport(PATH, 'https://proxy.example.com', 'mod'))
    assert.deepEqual(await verdict(), ['not-checkable', 3, []])
  })
})

test('compare goes to no private address, whatever a page, a redirect or .info names', { skip }, async () => {
  await withScene(async (scene) => {
    const { repository, u, internet, origins } = scene
    repository.commit({ 'go.mod': goMod, 'log.go': clean })
    repository.git('tag', 'v1.0.0')
    u.require([published(scene, 'v1.0.0', { 'go.mod': goMod, 'log.go': clean })])
    const reason = async (): Promise<string> => {
      const report = await scene.json(['--all', '--ask-all'])
      assert.deepEqual([report.modules[0]?.verdict, report.exitCode], ['not-checkable', 3])
      return report.modules[0]?.reasons.join('; ') ?? ''
    }
    for (const url of [
      'http://169.254.169.254/latest',
      'http://127.0.0.1:22/log',
      'http://[::1]/log',
      'http://10.0.0.7/log',
      'ssh://git@git.example.com/log',
      'file:///etc/passwd',
      'git://git.example.com/log',
      'http://user:secret@git.example.com/log',
    ]) {
      internet.pages.set(PATH, goImport(PATH, url))
      assert.match(await reason(), /private network|such an address|only https|not an address/, url)
    }
    internet.pages.set(PATH, { status: 302, location: 'http://169.254.169.254/?go-get=1' })
    assert.match(await reason(), /such an address/)
    internet.pages.set(PATH, goImport(PATH, '--upload-pack=touch'))
    assert.match(await reason(), /no URL/)
    // A false record leads nowhere either: its repository is not the one that the path leads to.
    internet.pages.set(PATH, goImport(PATH, 'http://git.example.com/log'))
    origins.set(`${PATH}@v1.0.0`, { Origin: { VCS: 'git', URL: 'http://127.0.0.1/evil', Hash: 'a'.repeat(40) } })
    const [m] = (await scene.json(['--all', '--ask-all'])).modules
    assert.deepEqual([m?.verdict, m?.record, m?.findings.map((f) => f.severity)], ['same', 'false', ['medium']])
    assert.ok(internet.asked.every((place) => /^(?:src|git)\.example\.com\//.test(place)))
  })
})

test('compare follows a server that leads on to another public address, and says so', { skip }, async () => {
  await withScene(async (scene) => {
    const { repository, u, internet } = scene
    repository.commit({ 'go.mod': goMod, 'log.go': clean })
    repository.git('tag', 'v1.0.0')
    u.require([published(scene, 'v1.0.0', { 'go.mod': goMod, 'log.go': clean })])
    internet.pages.set(PATH, goImport(PATH, 'http://old.example.com/log'))
    internet.moved.set('old.example.com', 'http://git.example.com')
    const [m] = (await scene.json(['--all', '--ask-all'])).modules
    assert.deepEqual(
      [m?.verdict, m?.repository, m?.reasons],
      ['same', 'http://git.example.com/log', ['http://old.example.com/log leads on to http://git.example.com/log']],
    )
    internet.moved.set('old.example.com', 'http://127.0.0.1:9')
    assert.equal((await scene.json(['--all', '--ask-all'])).modules[0]?.verdict, 'not-checkable')
  })
})

test('compare asks nobody about a path that may be private, and with --offline nobody at all', { skip }, async () => {
  await withScene(async (scene) => {
    const { repository, u, internet } = scene
    repository.commit({ 'go.mod': goMod, 'log.go': clean })
    u.sound([published(scene, 'v1.0.0', { 'go.mod': goMod, 'log.go': clean })])
    const report = await scene.json(['--all'])
    assert.equal(report.exitCode, 3)
    assert.deepEqual(report.modules[0]?.reasons, ['not asked: the module may be private'])
    assert.match(report.modules[0]?.remedy[0] ?? '', /GOPRIVATE=src\.example\.com\/log .*--ask-all/)
    const offline = await scene.compare(['--all', '--offline', '--ask-all'])
    assert.equal(offline.code, 3)
    assert.match(offline.stderr, /--offline opens no connection/)
    assert.deepEqual(internet.asked, [])
  })
})

test(
  'compare gives git nothing of the user for a public module, and no secret in its arguments',
  { skip },
  async () => {
    await withScene(async (scene) => {
      const { repository, u, internet } = scene
      repository.commit({ 'go.mod': goMod, 'log.go': clean })
      repository.git('tag', 'v1.0.0')
      published(scene, 'v1.0.0', { 'go.mod': goMod, 'log.go': clean })
      const real = findProgram(process.env, 'git') ?? ''
      const [log, bin] = [path.join(u.root, 'log'), path.join(u.root, 'bin')]
      put(path.join(bin, 'git'), `#!/bin/sh\n{ echo "ARGS $*"; /usr/bin/env; } >> ${log}\nexec ${real} "$@"\n`)
      chmodSync(path.join(bin, 'git'), 0o755)
      put(
        path.join(u.root, 'home', '.gitconfig'),
        '[url "http://127.0.0.1:9/"]\n\tinsteadOf = http://git.example.com/\n',
      )
      put(path.join(u.root, 'home', '.netrc'), 'machine git.example.com login kim password canary\n')
      const ran = await scene.compare([`${PATH}@v1.0.0`, '--ask-all'], {
        env: {
          PATH: `${bin}:${path.dirname(real)}:/usr/bin:/bin`,
          HTTP_PROXY: internet.proxy.replace('http://', 'http://kim:canary@'),
          CI_TOKEN: 'canary',
          GIT_CONFIG_COUNT: '1',
          GIT_CONFIG_KEY_0: 'http.extraHeader',
          GIT_CONFIG_VALUE_0: 'X-Token: canary',
        },
      })
      assert.equal(ran.code, 0, ran.stdout + ran.stderr)
      const lines = readFileSync(log, 'utf8').split('\n')
      const args = lines.filter((line) => line.startsWith('ARGS '))
      assert.ok(args.some((line) => / fetch .*--depth=1 --end-of-options http:\/\/git\.example\.com\/log /.test(line)))
      assert.ok(args.every((line) => !line.includes('canary')))
      assert.ok(
        args.every((line) => line.includes('core.hooksPath=/dev/null') && line.includes('followRedirects=false')),
      )
      const names = new Set(lines.filter((line) => line.includes('canary')).map((line) => line.split('=')[0]))
      assert.deepEqual(names, new Set(['http_proxy', 'https_proxy']))
      assert.ok(!lines.some((line) => line === `HOME=${path.join(u.root, 'home')}`))
      assert.ok(lines.includes('GIT_CONFIG_GLOBAL=/dev/null') && lines.includes('GIT_TERMINAL_PROMPT=0'))
    })
  },
)

test('compare refuses a command line that names nothing or no module version', { skip }, async () => {
  await withScene(async ({ compare }) => {
    assert.equal((await compare([])).code, 2)
    assert.equal((await compare(['example.com/m'])).code, 2)
    assert.equal((await compare(['example.com/m@--upload-pack=x'])).code, 2)
  })
})

test('compare ends at once on Ctrl-C and leaves nothing behind', { skip }, async () => {
  await withScene(async (scene) => {
    const { repository, u, internet } = scene
    repository.commit({ 'go.mod': goMod, 'log.go': clean })
    u.require([published(scene, 'v1.0.0', { 'go.mod': goMod, 'log.go': clean })])
    internet.hang = true
    const ran = await scene.compare(['--all', '--ask-all'], {
      onStart: (kill) => {
        const looking = setInterval(() => {
          if (internet.asked.length === 0) return
          clearInterval(looking)
          kill('SIGINT')
        }, 20)
      },
    })
    assert.equal(ran.code, 130)
  })
})

test('compare is no pass where another zip or folder is installed than was agreed on', { skip }, async () => {
  await withScene(async (scene) => {
    const files = { 'go.mod': goMod, 'log.go': clean }
    scene.repository.commit(files)
    scene.repository.git('tag', 'v1.0.0')
    const m = published(scene, 'v1.0.0', files)
    scene.u.cache([m])
    scene.u.require([m])
    put(path.join(scene.u.paths(m).folder, 'log.go'), armed)
    const { code, stdout } = await scene.compare(['--all', '--ask-all'])
    assert.equal(code, 4)
    assert.match(stdout, /what lies in the module cache is not what was agreed on/)
    assert.match(stdout, /1 not what was agreed on: modwarden verify/)
  })
})

test(
  'compare does not take a proxy’s word for the repository while the path’s own host is out of reach',
  { skip },
  async () => {
    await withScene(async (scene) => {
      const files = { 'go.mod': goMod, 'log.go': armed }
      const other = scene.make('evil')
      other.commit(files)
      other.git('tag', 'v1.0.0')
      published(scene, 'v1.0.0', files)
      scene.internet.pages.set(PATH, { status: 503 })
      const Origin = { VCS: 'git', URL: 'http://git.example.com/evil', Ref: 'refs/tags/v1.0.0' }
      scene.origins.set(`${PATH}@v1.0.0`, { Time: '2023-11-14T22:13:20Z', Origin })
      assert.deepEqual(
        (await scene.json([`${PATH}@v1.0.0`, '--ask-all'])).modules.map((m) => m.verdict),
        ['not-checkable'],
      )
      scene.internet.pages.delete(PATH)
      const named = await scene.json([`${PATH}@v1.0.0`, '--ask-all'])
      assert.deepEqual([named.exitCode, named.modules[0]?.by], [3, 'record'])
    })
  },
)
