// bin/modwarden.mjs: which Node and which program it runs, and that a process in between goes unnoticed.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { after, test } from 'node:test'

const root = mkdtempSync(join(tmpdir(), 'modwarden-launcher-'))
after(() => rmSync(root, { recursive: true, force: true }))

/** Makes this Node say that it is an old one; everything else about it stays. */
const actOld = [
  '--import',
  `data:text/javascript,${encodeURIComponent(
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })",
  )}`,
]
const oldNode = findOldNode()
const noOldNode = oldNode === undefined && 'no Node older than 24 in PATH'

/** The program: ends as it is told, and says where it runs once it is ready for that. */
const program = (name: string): string => `
if (process.argv[2] === 'exit') process.exitCode = Number(process.argv[3])
if (process.argv[2] === 'wait') setInterval(() => {}, 1000)
if (process.argv[2] === 'tidy') {
  setInterval(() => {}, 1000)
  process.on('SIGINT', () => process.exit(7))
}
process.stdout.write(JSON.stringify({ name: '${name}', pid: process.pid, args: process.argv.slice(2) }) + '\\n')
`

test('the launcher runs src/cli.ts of a checkout in its own process', () => {
  const launcher = house({ src: true, dist: true })
  const run = spawnSync(process.execPath, [launcher, 'exit', '4', '--', 'a b'], { encoding: 'utf8' })
  const said = JSON.parse(run.stdout)
  assert.deepEqual([said.name, said.pid, said.args], ['src', run.pid, ['exit', '4', '--', 'a b']])
  assert.equal(run.status, 4)
})

test('the launcher runs dist/cli.mjs of the package in its own process', () => {
  const launcher = house({ dist: true })
  const run = spawnSync(process.execPath, [launcher], { encoding: 'utf8' })
  const said = JSON.parse(run.stdout)
  assert.deepEqual([said.name, said.pid, said.args], ['dist', run.pid, []])
  assert.equal(run.status, 0)
})

test('the launcher starts the pinned Node where this one is too old', () => {
  const launcher = house({ src: true, pinned: true })
  const run = spawnSync(process.execPath, [...actOld, launcher, 'exit', '3', 'x\ny'], { encoding: 'utf8' })
  const said = JSON.parse(run.stdout)
  assert.deepEqual([said.name, said.args], ['src', ['exit', '3', 'x\ny']])
  assert.notEqual(said.pid, run.pid)
  assert.equal(run.status, 3)
})

test('the launcher starts the pinned Node from a Node that is really old', { skip: noOldNode }, () => {
  const launcher = house({ src: true, pinned: true })
  const run = spawnSync(oldNode ?? '', [launcher, 'exit', '1'], { encoding: 'utf8' })
  assert.equal(JSON.parse(run.stdout).name, 'src')
  assert.equal(run.status, 1)
})

test('the launcher says which Node it needs where it has none', { skip: noOldNode }, () => {
  const run = spawnSync(oldNode ?? '', [house({ dist: true }), '--help'], { encoding: 'utf8' })
  assert.match(run.stderr, /^modwarden: needs Node 24 or newer, and this is v\d/)
  assert.deepEqual([run.status, run.stdout], [2, ''])
})

test('the launcher passes a signal on and ends as the program does', async () => {
  const launcher = house({ src: true, pinned: true })
  assert.deepEqual(await interrupted(launcher, 'tidy', 'SIGINT'), [7, null])
  assert.deepEqual(await interrupted(launcher, 'wait', 'SIGTERM'), [143, null])
})

/** Starts the launcher with an old Node, sends `signal` once the program runs, and gives back how it ended. */
async function interrupted(launcher: string, how: string, signal: NodeJS.Signals): Promise<unknown[]> {
  const child = spawn(process.execPath, [...actOld, launcher, how], { stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = new Promise<unknown[]>((resolve) => child.once('close', (code, by) => resolve([code, by])))
  child.stdout.once('data', () => child.kill(signal))
  return await ended
}

/** A folder with the launcher in bin/ and what is asked for around it; gives back the launcher's path. */
function house(parts: { readonly src?: boolean; readonly dist?: boolean; readonly pinned?: boolean }): string {
  const folder = mkdtempSync(join(root, 'house-'))
  for (const name of ['bin', 'src', 'dist', 'node_modules/.bin']) mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  if (parts.src) writeFileSync(join(folder, 'src/cli.ts'), `${program('src')}const typed: number = 1\nvoid typed\n`)
  if (parts.dist) writeFileSync(join(folder, 'dist/cli.mjs'), program('dist'))
  if (parts.pinned) symlinkSync(process.execPath, join(folder, 'node_modules/.bin/node'))
  const launcher = join(folder, 'bin/modwarden.mjs')
  copyFileSync(join(import.meta.dirname, '../bin/modwarden.mjs'), launcher)
  chmodSync(launcher, 0o755)
  return launcher
}

function findOldNode(): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const node = join(folder, 'node')
    if (!existsSync(node)) continue
    const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout
    if (Number(/^v(\d+)\./.exec(version)?.[1] ?? 99) < 24) return node
  }
  return undefined
}
