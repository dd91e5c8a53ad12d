// fix and the go command in one universe, for tests that compare them.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { compareBytes } from '../../src/base/bytes.ts'
import type { FixReport } from '../../src/report/fix.ts'
import { goEnv } from './go.ts'
import { schemaTroubles } from './jsonschemas.ts'
import { filesBelow, runProgram, type Universe } from './universe.ts'

/** Runs the go command in a folder of the universe, and fails where it does; gives what it prints. */
export async function mustGo(
  u: Universe,
  folder: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  const own = { PATH: process.env['PATH'] ?? '', GOROOT: goEnv('GOROOT'), GOCACHE: goEnv('GOCACHE') }
  const env = { ...u.environment(), ...own, GOTOOLCHAIN: 'local', GOFLAGS: '', ...more }
  // Not in this thread: the proxy answers here.
  const ran = await runProgram('go', args, { cwd: folder, env })
  assert.equal(ran.code, 0, `go ${args.join(' ')}: ${ran.stdout}${ran.stderr}`)
  return ran.stdout
}

/** Runs `fix` where go is installed; its document is of its schema. */
export async function fixed(
  u: Universe,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<FixReport & { readonly code: number }> {
  const own = { PATH: process.env['PATH'], GOROOT: goEnv('GOROOT'), GOCACHE: goEnv('GOCACHE'), GOTOOLCHAIN: 'local' }
  const ran = await u.run(['fix', ...args, '--format', 'json', '--no-progress'], { env: { ...own, ...env } })
  const document = JSON.parse(ran.stdout) as FixReport
  assert.deepEqual(schemaTroubles('fix-1.json', document), [])
  return { ...document, code: ran.code }
}

/** Every file of a project: its name, and its text or the hash of a long one. */
export function snapshot(folder: string): readonly string[] {
  return filesBelow(folder)
    .map((file) => {
      const text = readFileSync(file, 'latin1')
      return `${path.relative(folder, file)}: ${text.length < 1000 ? text : createHash('sha256').update(text).digest('hex')}`
    })
    .toSorted(compareBytes)
}
