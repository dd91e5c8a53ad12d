// The README is true: its commands exist and run, its links lead somewhere, its tables say what the program does, and
// its library example prints what it should.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { SETTINGS } from '../src/commands/settings/table.ts'

const root = join(import.meta.dirname, '..')
const readme = read('README.md')
const launcher = join(root, 'bin/modwarden.mjs')
const pages = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', ...decisions()]
const folder = mkdtempSync(join(tmpdir(), 'modwarden-readme-'))
after(() => rmSync(folder, { recursive: true, force: true }))

test('every npm script that the pages name is there', () => {
  const { scripts } = JSON.parse(read('package.json'))
  const named = pages.flatMap((page) => [
    ...read(page).matchAll(/\bnpm (?:run )?(start|test|check|bench|build|format)\b/g),
  ])
  assert.ok(named.length > 5)
  for (const [, name = ''] of named) assert.equal(typeof scripts[name], 'string', name)
})

test('.ci/run calls the test command of the README', () => {
  const command = blocks('sh')[1] ?? ''
  assert.equal(command, 'npm ci && npm test')
  assert.match(read('.ci/run'), /^ *npm ci && npm test$/m)
})

test('the README begins with what modwarden is, in three lines', () => {
  const lines = readme.split('\n')
  assert.equal(lines[0], '# modwarden')
  assert.equal(lines.slice(2).indexOf(''), 3)
})

test('every link and file that the pages name is there', () => {
  for (const page of pages) {
    const text = read(page)
    const links = [...text.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map((match) => join(dirname(page), match[1] ?? ''))
    const files = [...text.matchAll(/`((?:src|test|docs|examples|bin|tools)\/[\w./-]+)`/g)].map(
      (match) => match[1] ?? '',
    )
    for (const path of [...links.filter((link) => !link.includes('://')), ...files]) {
      assert.ok(existsSync(join(root, path)), `${page} names ${path}`)
    }
  }
})

test('the example has as many modules in its go.sum as the README says', () => {
  const names = new Set(
    read('examples/shop/go.sum')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' ', 1)[0]),
  )
  assert.equal(Number(/go\.sum names (\d+) modules/.exec(readme)?.[1]), names.size)
  assert.ok(names.size >= 60)
})

test('the commands of the README are those of --help', () => {
  const help = modwarden('--help')
  for (const [, name] of readme.matchAll(/^\| `modwarden (\w+)/gm)) {
    assert.match(help, new RegExp(`^\\s+(modwarden )?${name}\\b|^More commands: [^.]*\\b${name}\\b`, 'm'))
  }
  assert.ok(help.split('\n').length < 40)
})

test('the flags that the pages name are in --help', () => {
  const commands = [
    'audit',
    'scan',
    'compare',
    'diff',
    'feed update',
    'waive',
    'verify',
    'repair',
    'clean',
    'rebuild',
    'doctor',
    'convert',
    'sbom',
    'vex',
    'demo',
    'vulns',
    'fix',
    'why',
    'tree',
    'outdated',
    'who',
    'store export',
    'serve',
    'config show',
  ]
  const help = ['', ...commands].map((name) => modwarden(...name.split(' ').filter(Boolean), '--help')).join('\n')
  const named = ['README.md', 'SECURITY.md', 'CHANGELOG.md'].flatMap((page) => [
    ...read(page).matchAll(/`[^`\n]*?(--[a-z][a-z-]+)/g),
  ])
  assert.ok(named.length > 3)
  for (const [, flag = ''] of named) assert.match(help, new RegExp(`${flag}\\b`))
})

test('the settings of the README are those that modwarden knows, and a project may set', () => {
  const rows = [...readme.matchAll(/^\| ((?:`[a-z-]+`(?:, )?)+) \| (yes|no) \|/gm)]
  const listed = rows.flatMap(([, names = '', project]) =>
    [...names.matchAll(/`([a-z-]+)`/g)].map((match) => `${match[1]} ${project}`),
  )
  const known = Object.values(SETTINGS)
  assert.deepEqual(
    listed.toSorted(),
    known.map((spec) => `${spec.name} ${spec.project === 'no' ? 'no' : 'yes'}`).toSorted(),
  )
})

test('the exit codes of the README are those of the program', () => {
  const rows = [...readme.matchAll(/^\| (\d) \| /gm)].map((match) => Number(match[1]))
  assert.deepEqual(rows, [0, 1, 2, 3, 4])
  const wrong = spawnSync(process.execPath, [launcher, 'verify', '--no-such-flag'], { cwd: folder, encoding: 'utf8' })
  assert.equal(wrong.status, 2)
})

test('audit of the example says what it proved, also without the network', () => {
  const run = spawnSync(process.execPath, [launcher, 'audit', 'examples/shop', '--offline'], {
    cwd: root,
    encoding: 'utf8',
  })
  assert.match(run.stdout, /^example\.com\/shop /m)
  assert.match(run.stdout, /^ *integrity /m)
  assert.ok(run.status === 0 || run.status === 3, `exit code ${run.status}: ${run.stderr}`)
})

test('the library example of the README runs', () => {
  const [code = ''] = blocks('js')
  assert.match(code, /from 'modwarden'/)
  const file = join(folder, 'example.mjs')
  writeFileSync(file, code.replaceAll("'modwarden'", `'${pathToFileURL(join(root, 'src/index.ts')).href}'`))
  const run = spawnSync(process.execPath, [file], { encoding: 'utf8' })
  assert.deepEqual([run.stdout, run.stderr], ['example.com/m true\n', ''])
})

/** The code blocks of the README in one language, trimmed. */
function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map((match) =>
    (match[1] ?? '').trim(),
  )
}

function modwarden(...args: readonly string[]): string {
  const run = spawnSync(process.execPath, [launcher, ...args], { cwd: folder, encoding: 'utf8' })
  assert.equal(run.status, 0, run.stderr)
  return run.stdout
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

function decisions(): string[] {
  return readdirSync(join(root, 'docs/decisions')).map((name) => `docs/decisions/${name}`)
}
