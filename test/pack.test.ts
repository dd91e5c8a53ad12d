// The package: what `npm pack` makes installs into an empty folder without the network and without install scripts,
// brings nothing along, and runs. `npm pack` builds first, so this is also the build's test.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { after, before, describe, test } from 'node:test'

const repository = join(import.meta.dirname, '..')
const version: unknown = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')).version

describe('the package', { skip: hasNpm() ? false : 'npm is not installed' }, () => {
  const root = mkdtempSync(join(tmpdir(), 'modwarden-pack-'))
  const home = join(root, 'empty')
  const installed = join(home, 'node_modules/modwarden')
  after(() => rmSync(root, { recursive: true, force: true }))

  before(() => {
    npm(repository, ['pack', '--pack-destination', root])
    mkdirSync(home)
    const tarball = join(root, `modwarden-${String(version)}.tgz`)
    npm(home, ['install', tarball, '--offline', '--ignore-scripts', '--no-audit', '--no-fund'])
  })

  test('npm install brings nothing but modwarden', () => {
    const names = readdirSync(join(home, 'node_modules')).filter((name) => !name.startsWith('.'))
    assert.deepEqual(names, ['modwarden'])
    const about = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
    assert.deepEqual(
      [about.dependencies, about.scripts.install, about.scripts.postinstall],
      [undefined, undefined, undefined],
    )
  })

  test('the tarball holds the program and its papers, and no source', () => {
    assert.deepEqual(readdirSync(installed).toSorted(), [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'bin',
      'dist',
      'package.json',
    ])
    const licences = readFileSync(join(installed, 'dist/LICENSES.txt'), 'utf8')
    for (const name of ['commander', 'yaml', 'zod']) assert.match(licences, new RegExp(`^${name} \\d`, 'm'))
  })

  test('npx modwarden --version prints the version', () => {
    assert.equal(npm(home, ['exec', '--offline', '--', 'modwarden', '--version']).trim(), version)
  })

  test('modwarden --help runs in this Node alone', () => {
    const command = join(home, 'node_modules/.bin/modwarden')
    const run = spawnSync(process.execPath, [command, '--help'], { cwd: home, encoding: 'utf8' })
    assert.equal(run.status, 0, run.stderr)
    assert.match(run.stdout, /modwarden verify/)
    assert.ok(run.stdout.split('\n').length < 40)
  })

  test('the program reads settings, waivers and a policy with conditions, with the parts that it loads on demand', () => {
    const project = join(root, 'project')
    mkdirSync(project)
    const write = (name: string, text: string): void => writeFileSync(join(project, name), text)
    write('go.mod', 'module example.com/x\n')
    write('.modwarden.yaml', 'match-rate: 100\n')
    write('policy.yaml', 'conditions:\n  - {name: old majors, when: major < 1, level: block}\n')
    const run = (...args: readonly string[]): string => {
      const command = join(home, 'node_modules/.bin/modwarden')
      const { stdout, stderr } = spawnSync(process.execPath, [command, ...args], { cwd: project, encoding: 'utf8' })
      assert.equal(stderr, '')
      return stdout
    }
    assert.match(run('config', 'show'), /^match-rate +100$/m)
    assert.match(run('policy', 'show', 'policy.yaml'), /^conditions +block where major < 1/m)
    run('waive', 'MW-INT-ZIP', '--reason', 'r', '--owner', 'kim')
    assert.match(run('waive', 'list'), /^MW-INT-ZIP /m)
  })

  test('the library can be imported and its worker files are there', () => {
    const script = "import * as library from 'modwarden'; console.log(Object.keys(library).length > 0)"
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: home, encoding: 'utf8' })
    assert.deepEqual([run.stdout, run.stderr], ['true\n', ''])
    const bundles = readdirSync(join(installed, 'dist')).filter((name) => name.endsWith('.mjs'))
    const text = bundles.map((name) => readFileSync(join(installed, 'dist', name), 'utf8')).join('\n')
    const workers = [...text.matchAll(/new URL\(["'`]\.\/(worker-[\w-]+\.mjs)["'`]/g)].map((match) => match[1] ?? '')
    assert.ok(workers.length > 0)
    for (const name of workers) assert.ok(existsSync(join(installed, 'dist', name)), name)
  })

  test('what is known of names and malware is there, in files that a start does not load', () => {
    const files = readdirSync(join(installed, 'dist')).filter((name) => name.endsWith('.mjs'))
    const holding = (text: string): string[] =>
      files.filter((name) => readFileSync(join(installed, 'dist', name), 'utf8').includes(text))
    for (const text of ['github.com/stretchr testify', 'github.com/boltdb-go/bolt\tv1.3.1']) {
      const [name = '', ...others] = holding(text)
      assert.match(name, /^chunk-/, text)
      assert.deepEqual(others, [])
      // Behind `import()` alone: a static import would name it without the parenthesis.
      for (const importer of holding(name)) {
        const source = readFileSync(join(installed, 'dist', importer), 'utf8')
        assert.equal(source.split(name).length, source.split(`import("./${name}")`).length, importer)
      }
    }
  })

  test('the types compile in a strict project', () => {
    writeFileSync(join(home, 'package.json'), '{"type":"module"}')
    writeFileSync(join(home, 'use.ts'), "import * as library from 'modwarden'\nexport const names: object = library\n")
    const flags = ['--strict', '--noEmit', '--module', 'nodenext', '--skipLibCheck', 'false', '--target', 'es2024']
    const tsc = join(repository, 'node_modules/.bin/tsc')
    const types = ['--types', 'node', '--typeRoots', join(repository, 'node_modules/@types'), '--lib', 'es2025,esnext']
    const run = spawnSync(process.execPath, [tsc, ...flags, ...types, 'use.ts'], { cwd: home, encoding: 'utf8' })
    assert.equal(run.stdout, '')
    assert.equal(run.status, 0)
  })

  function npm(cwd: string, args: readonly string[]): string {
    // A cache of its own: nothing that this machine has fetched before can help.
    const env = { ...cleanEnvironment(), npm_config_cache: join(root, 'cache'), npm_config_loglevel: 'error' }
    const run = spawnSync('npm', args, { cwd, env, encoding: 'utf8' })
    assert.equal(run.status, 0, `npm ${args[0]}: ${run.stderr}`)
    return run.stdout
  }
})

function hasNpm(): boolean {
  return spawnSync('npm', ['--version'], { env: cleanEnvironment() }).status === 0
}

/** This environment with this Node first in PATH, and without what an npm around it has set for its own project. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) && !name.startsWith('NODE_'))
  return { ...Object.fromEntries(kept), PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}` }
}
