// sbom and vex end to end: projects, programs and images against a loopback proxy and checksum database. Over 400 lines: all
// of them share one project and its database.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { gzipSync } from 'node:zlib'
import { licenceTexts } from '../../src/licence/texts.ts'
import { cyclonedxTroubles } from '../support/cyclonedxschema.ts'
import { go } from '../support/go.ts'
import { digestOf, json, layoutFiles, tar, writeLayout, type TarInput } from '../support/imagewriter.ts'
import { makeProgram, withFunctions } from '../support/programwriter.ts'
import { flip, publish, put, withUniverse, type Ran, type Universe } from '../support/universe.ts'

const mit = new Map(licenceTexts).get('MIT') ?? ''
const log = publish('github.com/acme/log', 'v1.4.2', { LICENSE: mit })
const errors = publish('github.com/acme/errors', 'v0.9.1', {
  LICENSE: 'Ask us first, and pay: no other permission is granted to anybody at all.',
})

interface Component {
  readonly name: string
  readonly version?: string
  readonly scope?: string
  readonly hashes?: ReadonlyArray<{ readonly content: string }>
  readonly licenses?: ReadonlyArray<{ readonly license: { readonly id: string } }>
  readonly properties: ReadonlyArray<{ readonly name: string; readonly value: string }>
}
interface Document {
  readonly metadata: { readonly timestamp?: string; readonly component: Component }
  readonly components: readonly Component[]
  readonly dependencies: ReadonlyArray<{ readonly ref: string; readonly dependsOn?: readonly string[] }>
}

const of = ({ properties }: Component, name: string): string | undefined =>
  properties.find((one) => one.name === `modwarden:${name}`)?.value

/** A project that imports `log`, with both modules in its cache. */
function project(u: Universe): void {
  u.sound([log, errors])
  u.write(
    'main.go',
    `package main\n\nimport "${log.path}"\n\nfunc main() { _ = ${path.posix.basename(log.path)}.Hello }\n`,
  )
}

test('sbom tells proven hashes, licences and scopes of a project, and the same bytes again', async () => {
  await withUniverse(async (u) => {
    project(u)
    const { code, stdout, stderr } = await u.run(['sbom', '--no-progress'], {
      env: { SOURCE_DATE_EPOCH: '1767323045' },
    })
    assert.equal(stderr, 'ok  github.com/me/project: 2 modules, 2 with proven hashes, 1 with known licences\n')
    assert.equal(code, 0)
    const document = JSON.parse(stdout) as Document
    assert.deepEqual(cyclonedxTroubles(document, '1.6'), [])
    assert.equal(document.metadata.timestamp, '2026-01-02T03:04:05.000Z')
    const modules = document.components.filter(({ name }) => name !== 'stdlib')
    assert.deepEqual(
      modules.map((one) => [one.name, one.scope, of(one, 'provenance'), of(one, 'h1'), one.licenses?.[0]?.license.id]),
      [
        [errors.path, 'optional', 'proven', errors.h1, undefined],
        [log.path, 'required', 'proven', log.h1, 'MIT'],
      ],
    )
    const again = await u.run(['sbom', '-q'], { env: { SOURCE_DATE_EPOCH: '1767323045' } })
    assert.equal(again.stdout, stdout)
    assert.equal(again.stderr, '')
  })
})

test('sbom leaves out what only takes part in the choice of versions; what comes through it hangs on who requires that', async () => {
  const far = publish('github.com/acme/far', 'v1.0.0')
  const requires = (name: string, other: string): Record<string, string> => ({
    'go.mod': `module github.com/acme/${name}\n\ngo 1.16\n\nrequire github.com/acme/${other} v1.0.0\n`,
  })
  const mid = publish('github.com/acme/mid', 'v1.0.0', requires('mid', 'far'))
  const near = publish('github.com/acme/near', 'v1.0.0', requires('near', 'mid'))
  await withUniverse(async (u) => {
    u.sound([near, mid, far])
    // Before Go 1.17 a go.mod does not name all that is needed.
    u.write('go.mod', `module github.com/me/project\n\ngo 1.16\n\nrequire ${near.path} ${near.version}\n`)
    u.write('main.go', `package main\n\nimport (\n\t_ "${near.path}"\n\t_ "${far.path}"\n)\n\nfunc main() {}\n`)
    const run = async (...args: readonly string[]): Promise<Document> => {
      const { code, stdout, stderr } = await u.run(['sbom', '-q', ...args])
      assert.equal(code, 0, stderr)
      return JSON.parse(stdout) as Document
    }
    const names = ({ components }: Document): unknown =>
      components.filter(({ name }) => name !== 'stdlib').map(({ name, scope }) => [name, scope])
    const document = await run()
    assert.deepEqual(names(document), [
      [far.path, 'required'],
      [near.path, 'required'],
    ])
    const edges = document.dependencies.find(({ ref }) => ref.includes('/near@'))
    assert.deepEqual(edges?.dependsOn, [`pkg:golang/${far.path}@v1.0.0`])
    assert.deepEqual(names(await run('--unused')), [
      [far.path, 'required'],
      [mid.path, 'optional'],
      [near.path, 'required'],
    ])
  })
})

test('sbom -o writes files and nothing to stdout; with -f both', async () => {
  await withUniverse(async (u) => {
    project(u)
    const [one, two] = [path.join(u.root, 'a.json'), path.join(u.root, 'b.json')]
    const ran = await u.run(['sbom', '-q', '-o', `spdx=${one}`, '-o', `cyclonedx-1.7=${two}`])
    assert.deepEqual([ran.code, ran.stdout, ran.stderr], [0, '', ''])
    assert.equal((JSON.parse(readFileSync(one, 'utf8')) as { spdxVersion: string }).spdxVersion, 'SPDX-2.3')
    assert.deepEqual(cyclonedxTroubles(JSON.parse(readFileSync(two, 'utf8')), '1.7'), [])
    const spdx = await u.run(['sbom', '-q', '-f', 'spdx'])
    assert.equal(spdx.stdout, readFileSync(one, 'utf8'))
  })
})

test('sbom gives a module whose cached zip was changed no hash, and ends with 4', async () => {
  await withUniverse(async (u) => {
    project(u)
    flip(u.paths(log).zip)
    const { code, stdout, stderr } = await u.run(['sbom', '--full', '--no-progress'])
    assert.equal(code, 4)
    assert.match(stderr, /^BAD github\.com\/me\/project: 2 modules, 1 with proven hashes/m)
    const bad = (JSON.parse(stdout) as Document).components.find(({ name }) => name === log.path)
    assert.equal(bad?.hashes, undefined)
    assert.equal(bad !== undefined && of(bad, 'provenance'), 'broken')
  })
})

test('sbom refuses an epoch that is none, two subjects, and vulnerabilities in SPDX', async () => {
  await withUniverse(async (u) => {
    project(u)
    const epoch = await u.run(['sbom'], { env: { SOURCE_DATE_EPOCH: 'yesterday' } })
    assert.deepEqual([epoch.code, epoch.stdout], [2, ''])
    assert.match(epoch.stderr, /SOURCE_DATE_EPOCH=yesterday: not a number of seconds since 1970/)
    assert.equal((await u.run(['sbom', '.', '--binary', 'x'])).code, 2)
    assert.equal((await u.run(['sbom', '--vulns', '-f', 'spdx'])).code, 2)
    assert.equal((await u.run(['sbom', '--binary', 'none'])).code, 2)
    const built = await u.run(['sbom', '--binary', 'none', '--platform', 'linux/arm64'])
    assert.equal(built.code, 2)
    assert.match(built.stderr, /--platform goes with --image, once/)
  })
})

test('vex and vulns refuse a platform that Go does not know, for which nothing would be called', async () => {
  await withUniverse(async (u) => {
    for (const [command, platform] of [
      ['vex', 'linux/amd46'],
      ['vulns', 'linus/amd64'],
    ] as const) {
      const { code, stdout, stderr } = await u.run([command, '--platform', platform])
      assert.deepEqual([code, stdout], [2, ''])
      assert.match(stderr, /Write a system and a machine that Go knows, as in linux\/amd64/)
    }
  })
})

test('sbom --binary tells what a program embeds, with the licences of the same bytes here', async () => {
  await withUniverse(async (u) => {
    project(u)
    const deps = [
      { path: log.path, version: log.version, sum: log.h1 },
      { path: errors.path, version: errors.version, sum: log.h1 },
    ]
    const main = { path: 'github.com/me/tool', version: 'v1.0.0' }
    const settings = ['GOOS=linux', 'GOARCH=amd64', 'vcs.revision=0123456789abcdef']
    const file = put(path.join(u.root, 'tool'), makeProgram({ main, deps, settings }))
    const { code, stdout } = await u.run(['sbom', '--binary', file, '--no-progress'])
    // The second sum is not the one that everybody has.
    assert.equal(code, 4)
    const document = JSON.parse(stdout) as Document
    assert.deepEqual(cyclonedxTroubles(document, '1.6'), [])
    assert.deepEqual(
      [document.metadata.component.name, document.metadata.component.version],
      ['github.com/me/tool', 'v1.0.0'],
    )
    assert.equal(of(document.metadata.component, 'commit'), '0123456789abcdef')
    assert.deepEqual(
      document.components.map((one) => [one.name, of(one, 'provenance'), one.licenses?.[0]?.license.id]),
      [
        [errors.path, 'broken', undefined],
        [log.path, 'proven', 'MIT'],
        ['stdlib', undefined, 'BSD-3-Clause'],
      ],
    )
  })
})

test('sbom --binary says why it ends with 3', async () => {
  await withUniverse(async (u) => {
    project(u)
    const main = { path: 'github.com/me/tool', version: 'v1.0.0' }
    const local = { path: 'rsc.io/local', version: 'v0.0.0', replace: { path: './local', version: '(devel)' } }
    const file = put(path.join(u.root, 'tool'), makeProgram({ main, deps: [local] }))
    const { code, stderr } = await u.run(['sbom', '--binary', file, '--no-progress'])
    assert.equal(code, 3)
    assert.match(stderr, /^ {2}rsc\.io\/local: it was replaced by the folder \.\/local: .+\n\?\? /m)
  })
})

test('sbom --image tells the programs of an image and what each is made of', async () => {
  await withUniverse(async (u) => {
    project(u)
    const program = (name: string, dep: typeof log): Buffer => {
      const deps = [{ path: dep.path, version: dep.version, sum: dep.h1 }]
      return Buffer.concat([
        makeProgram({ main: { path: `github.com/me/${name}`, version: '(devel)' }, deps }),
        Buffer.alloc(8192),
      ])
    }
    const layer = tar([
      { name: 'bin/one', bytes: program('one', log) },
      { name: 'bin/two', bytes: program('two', errors) },
    ])
    const folder = writeLayout(path.join(u.root, 'image'), layoutFiles([gzipSync(layer)]))
    const { code, stdout, stderr } = await u.run(['sbom', '--image', folder, '--no-progress'])
    assert.equal(code, 0, stderr)
    const document = JSON.parse(stdout) as Document
    assert.deepEqual(cyclonedxTroubles(document, '1.6'), [])
    assert.equal(document.metadata.timestamp, '2026-01-02T03:04:05.000Z')
    assert.deepEqual(
      document.components.map(({ name }) => name),
      ['github.com/me/one', 'github.com/me/two', errors.path, log.path, 'stdlib'],
    )
    const one = document.dependencies.find(({ ref }) => ref === 'linux/amd64:/bin/one')
    assert.deepEqual(one?.dependsOn, [`pkg:golang/${log.path}@${log.version}`, 'pkg:golang/stdlib@go1.26.8'])
  })
})

test('sbom --vulns of a program and an image says what each program holds, and what is not known', async () => {
  await withUniverse(async (u) => {
    project(u)
    const db = database(u)
    const program = (name: string, functions: readonly string[]): Buffer => {
      const deps = [{ path: log.path, version: log.version, sum: log.h1 }]
      const made = makeProgram({ main: { path: `github.com/me/${name}`, version: 'v1.0.0' }, deps })
      const whole = functions.length === 0 ? made : withFunctions(made, ['main.main', 'runtime.main', ...functions])
      return Buffer.concat([whole, Buffer.alloc(8192)])
    }
    const said = (text: string): unknown => {
      const document = JSON.parse(text) as {
        readonly vulnerabilities: ReadonlyArray<{
          readonly id: string
          readonly analysis: { readonly state: string; readonly justification?: string }
          readonly affects: ReadonlyArray<{ readonly ref: string }>
        }>
      }
      assert.deepEqual(cyclonedxTroubles(document, '1.6'), [])
      return document.vulnerabilities.map(({ id, analysis, affects }) => [
        id,
        analysis.state,
        analysis.justification,
        ...affects.map(({ ref }) => ref),
      ])
    }
    const module = `pkg:golang/${log.path}@${log.version}`
    const spills = put(path.join(u.root, 'spills'), program('spills', [`${log.path}.Spill`]))
    const one = await u.run(['sbom', '--binary', spills, '--vulns', '--db', db, '--no-progress'])
    assert.equal(one.code, 0, one.stderr)
    assert.match(one.stderr, /^ok .*, 1 known flaw that it is affected by$/m)
    assert.deepEqual(said(one.stdout), [
      ['GO-2026-0001', 'exploitable', undefined, 'github.com/me/spills (program)', module],
    ])
    const layer = tar([
      { name: 'spills', bytes: program('spills', [`${log.path}.Spill`]) },
      { name: 'prints', bytes: program('prints', [`${log.path}.Print`]) },
    ])
    const folder = writeLayout(path.join(u.root, 'image'), layoutFiles([layer]))
    const two = await u.run(['sbom', '--image', folder, '--vulns', '--db', db, '--no-progress'])
    assert.equal(two.code, 0, two.stderr)
    assert.deepEqual(said(two.stdout), [
      ['GO-2026-0001', 'exploitable', undefined, 'linux/amd64:/spills', module],
      ['GO-2026-0001', 'not_affected', 'code_not_present', 'linux/amd64:/prints'],
    ])
    // Without a table of functions, and with names that somebody changed, nothing is said not to be there.
    for (const functions of [[], ['a1b2c3.X9', 'k4.Y8']]) {
      const hidden = put(path.join(u.root, 'hidden'), program('hidden', functions))
      const none = await u.run(['sbom', '--binary', hidden, '--vulns', '--db', db, '--no-progress'])
      assert.equal(none.code, 3)
      assert.match(
        none.stderr,
        /hidden: holds no (?:table of its functions|function of any module that it names), so which/,
      )
      assert.match(none.stdout, /"in_triage"/)
      assert.doesNotMatch(none.stdout, /not_affected/)
    }
  })
})

test('sbom --image --platform takes one of several systems, and says which there are', async () => {
  await withUniverse(async (u) => {
    project(u)
    const layer = (name: string): Buffer =>
      tar([
        {
          name: 'app',
          bytes: Buffer.concat([
            makeProgram({ main: { path: `github.com/me/${name}`, version: 'v1.0.0' } }),
            Buffer.alloc(8192),
          ]),
        },
      ])
    const files = layoutFiles([layer('one')])
    const other = layoutFiles([layer('two')], { os: 'linux', architecture: 'arm64' })
    const manifests = [files, other].flatMap(
      (all) => (JSON.parse(String(all.get('index.json'))) as { manifests: object[] }).manifests,
    )
    const both = new Map([...files, ...other, ['index.json', json({ schemaVersion: 2, manifests })] as const])
    const folder = writeLayout(path.join(u.root, 'image'), both)
    const digests: unknown[] = []
    const names = async (...args: readonly string[]): Promise<readonly string[]> => {
      const { code, stdout, stderr } = await u.run(['sbom', '-q', '--image', folder, ...args])
      assert.equal(code, 0, stderr)
      const document = JSON.parse(stdout) as Document & { readonly metadata: { component: { version: string } } }
      digests.push(document.metadata.component.version)
      return document.components.map(({ name }) => name)
    }
    assert.deepEqual(await names(), ['github.com/me/one', 'github.com/me/two', 'stdlib'])
    assert.deepEqual(await names('--platform', 'linux/arm64'), ['github.com/me/two', 'stdlib'])
    // The one that is told, not the first one of the layout.
    assert.equal(digests[1], (manifests[1] as { readonly digest: string }).digest)
    const none = await u.run(['sbom', '--image', folder, '--platform', 'windows/amd64'])
    assert.equal(none.code, 2)
    assert.match(none.stderr, /is not for windows\/amd64: it is for linux\/amd64, linux\/arm64/)
  })
})

test('sbom --image keeps every program where an archive has several images with files of one name', async () => {
  await withUniverse(async (u) => {
    project(u)
    const entries: TarInput[] = []
    const list = ['one', 'two'].map((name) => {
      const config = json({ os: 'linux', architecture: 'amd64', name })
      const hex = digestOf(config).slice(7)
      const bytes = Buffer.concat([
        makeProgram({ main: { path: `github.com/me/${name}`, version: 'v1.0.0' } }),
        Buffer.alloc(8192),
      ])
      entries.push(
        { name: `${hex}.json`, bytes: config },
        { name: `${name}/layer.tar`, bytes: tar([{ name: 'app', bytes }]) },
      )
      return { Config: `${hex}.json`, RepoTags: [`${name}:v1`], Layers: [`${name}/layer.tar`] }
    })
    const file = put(path.join(u.root, 'two.tar'), tar([...entries, { name: 'manifest.json', bytes: json(list) }]))
    const { code, stdout, stderr } = await u.run(['sbom', '--image', file, '--no-progress'])
    assert.equal(code, 0, stderr)
    const document = JSON.parse(stdout) as Document
    assert.deepEqual(cyclonedxTroubles(document, '1.6'), [])
    assert.deepEqual(
      document.components.map((one) => [one.name, (one as unknown as { 'bom-ref': string })['bom-ref']]),
      [
        ['github.com/me/one', 'linux/amd64:/app'],
        ['github.com/me/two', 'linux/amd64:/app (2)'],
        ['stdlib', 'pkg:golang/stdlib@go1.26.8'],
      ],
    )
  })
})

/** A database with one advisory, about a function of `log`. */
function database(u: Universe): string {
  const folder = path.join(u.root, 'vulndb')
  const record = {
    schema_version: '1.3.1',
    id: 'GO-2026-0001',
    modified: '2026-01-01T00:00:00Z',
    published: '2026-01-01T00:00:00Z',
    aliases: ['CVE-2026-0001'],
    summary: 'It logs too much',
    details: 'It logs too much.',
    affected: [
      {
        package: { ecosystem: 'Go', name: log.path },
        ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.5.0' }] }],
        ecosystem_specific: { imports: [{ path: log.path, symbols: ['Spill'] }] },
      },
    ],
    database_specific: { url: 'https://advisories.example/GO-2026-0001', review_status: 'REVIEWED' },
  }
  put(path.join(folder, 'ID', 'GO-2026-0001.json'), JSON.stringify(record))
  const index = { path: log.path, vulns: [{ id: record.id, modified: record.modified, fixed: '1.5.0' }] }
  put(path.join(folder, 'index', 'modules.json'), JSON.stringify([index]))
  put(path.join(folder, 'index', 'vulns.json'), JSON.stringify([{ id: record.id, modified: record.modified }]))
  put(path.join(folder, 'index', 'db.json'), JSON.stringify({ modified: record.modified }))
  return folder
}

test('vex says what is not known where there is no Go to read', async () => {
  await withUniverse(async (u) => {
    project(u)
    const { code, stdout, stderr } = await u.run(['vex', '--db', database(u), '--no-progress'])
    assert.equal(code, 3)
    assert.match(
      stderr,
      /^\?\? {2}github\.com\/me\/project: 1 statement: 0 affected, 0 not affected, 1 under investigation$/m,
    )
    assert.match(stdout, /"status": "under_investigation"/)
  })
})

test(
  'vex says what does not reach, is read back by vulns, and is in the bill',
  { skip: go.available ? false : go.reason },
  async () => {
    await withUniverse(async (u) => {
      project(u)
      const db = database(u)
      const env = { PATH: process.env['PATH'], GOTOOLCHAIN: 'local', GOFLAGS: '-mod=mod' }
      const run = async (...args: readonly string[]): Promise<Ran> => u.run([...args, '--db', db], { env })
      const { code, stdout, stderr } = await run('vex', '-q')
      assert.equal(code, 0, stderr)
      const { statements, timestamp } = JSON.parse(stdout) as {
        readonly timestamp: string
        readonly statements: ReadonlyArray<{ readonly status: string; readonly justification?: string }>
      }
      assert.deepEqual(
        statements.map(({ status, justification }) => [status, justification]),
        [['not_affected', 'vulnerable_code_not_in_execute_path']],
      )
      assert.equal(timestamp, '2026-01-01T00:00:00Z')
      const file = path.join(u.root, 'vex.json')
      writeFileSync(file, stdout)
      const report = await run('vulns', '--level', 'module', '--ignores', file, '-f', 'json', '--no-progress')
      const { summary } = JSON.parse(report.stdout) as { readonly summary: { readonly waived: number } }
      assert.deepEqual([report.code, summary.waived], [0, 1])
      const inside = await run('sbom', '--vulns', '-q')
      assert.deepEqual(cyclonedxTroubles(JSON.parse(inside.stdout), '1.6'), [])
      assert.match(inside.stdout, /"code_not_reachable"/)
      writeFileSync(file, '{"@context":"https://openvex.dev/ns/v0.2.0","statements":[{}]}')
      const broken = await run('vex', '--since', file)
      assert.deepEqual([broken.code, broken.stdout], [2, ''])
      assert.match(broken.stderr, /statement 1: vulnerability: is no JSON object/)
    })
  },
)

test('sbom and vex give the version of the tag that is checked out', async (t) => {
  const found = spawnSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' })
  if (found.status !== 0) return t.skip('git is not installed')
  // Its folder alone: whatever else is installed there, no go is.
  const env = { PATH: path.dirname(found.stdout.trim()) }
  await withUniverse(async (u) => {
    project(u)
    const dated = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_COMMITTER_DATE: '2026-02-03T04:05:06Z' }
    const git = (...args: readonly string[]): void =>
      void execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
        cwd: u.project,
        env: dated,
        stdio: 'pipe',
      })
    git('init', '-q')
    git('add', '-A')
    git('commit', '-qm', 'x')
    git('tag', 'v1.2.3')
    const { metadata } = JSON.parse((await u.run(['sbom', '-q'], { env })).stdout) as Document
    assert.deepEqual([metadata.component.version, metadata.timestamp], ['v1.2.3', '2026-02-03T04:05:06.000Z'])
    u.write('new.go', 'package main\n')
    const changed = JSON.parse((await u.run(['sbom', '-q'], { env })).stdout) as Document
    assert.equal(changed.metadata.component.version, 'v1.2.3+dirty')
  })
})
