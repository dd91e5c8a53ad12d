// doctor beside the real go: every line that it prints is run by a shell, and repairs what it says; what --fix writes is
// what go reads.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { envFile, soundMachine, variablesOf, weakWorlds } from '../support/doctorworlds.ts'
import { go, goEnv } from '../support/go.ts'
import { put, runProgram, withUniverse, type Universe } from '../support/universe.ts'

const skip = !go.available && go.reason
const launcher = path.join(import.meta.dirname, '..', '..', 'bin', 'modwarden.mjs')

interface Report {
  readonly findings: ReadonlyArray<{
    readonly rule: string
    readonly severity: string
    readonly remedy: readonly string[]
  }>
}

/** The environment of a sound machine with the real go and a `modwarden` on its PATH. */
function machine(u: Universe): NodeJS.ProcessEnv {
  const { GOROOT: _fake, ...sound } = soundMachine(u)
  put(path.join(u.root, 'bin', 'modwarden'), `#!/bin/sh\nexec '${process.execPath}' '${launcher}' "$@"\n`)
  execFileSync('chmod', ['+x', path.join(u.root, 'bin', 'modwarden')])
  const PATH = [path.join(u.root, 'bin'), path.join(goEnv('GOROOT'), 'bin'), '/usr/bin', '/bin'].join(':')
  return { ...u.environment(), ...sound, PATH, GOTOOLCHAIN: 'local' }
}

/** `doctor` in a shell that has run `line` before. */
async function after(u: Universe, env: NodeJS.ProcessEnv, line: string): Promise<Report> {
  const script = `set -e\n${line}\nmodwarden doctor --format json || true`
  const ran = await runProgram('sh', ['-c', script], { cwd: u.project, env })
  assert.equal(ran.code, 0, `${line}\n${ran.stderr}`)
  return JSON.parse(ran.stdout.slice(ran.stdout.indexOf('{"schema":"modwarden/doctor/1"'))) as Report
}

function rules(report: Report): string[] {
  return report.findings.filter(({ severity }) => severity !== 'info').map(({ rule }) => rule)
}

/** What go says of itself. */
function said(env: NodeJS.ProcessEnv, ...names: readonly string[]): Record<string, string> {
  const text = execFileSync('go', ['env', '-json', ...names], { env, cwd: '/', encoding: 'utf8' })
  return JSON.parse(text) as Record<string, string>
}

test('doctor says no word where the real go is as it was installed', { skip }, () =>
  withUniverse(async (u) => {
    const { GOTOOLCHAIN: _local, ...env } = machine(u)
    // A Go with known holes, or one that is too old, is told wherever these tests run.
    const found = rules(await after(u, env, ':')).filter((rule) => !rule.startsWith('MW-ENV-GO-'))
    assert.deepEqual(found, [])
  }),
)

for (const world of weakWorlds) {
  const { name, rule, file, prepare } = world
  test(`the line of doctor repairs ${name}`, { skip }, () =>
    withUniverse(async (u) => {
      const here: NodeJS.ProcessEnv = { ...machine(u), ...variablesOf(world, u) }
      if (file?.startsWith('GOTOOLCHAIN=') === true) delete here['GOTOOLCHAIN']
      if (file !== undefined) put(envFile(u), file)
      prepare?.(u)
      const before = await after(u, here, ':')
      const found = before.findings.find((finding) => finding.rule === rule)
      assert.ok(found !== undefined, JSON.stringify(before.findings))
      const left = rules(await after(u, here, found.remedy.join('\n')))
      assert.ok(!left.includes(rule), `${found.remedy.join('\n')}\n${left.join(' ')}`)
      assert.deepEqual(
        left,
        rules(before).filter((other) => other !== rule),
      )
    }),
  )
}

test('what --fix writes is what go reads, and --undo brings back what it read before', { skip }, () =>
  withUniverse(async (u) => {
    const { GOTOOLCHAIN: _local, ...env } = machine(u)
    const names = ['GOSUMDB', 'GOFLAGS', 'GOPROXY', 'GOPRIVATE', 'GONOSUMDB', 'GOVCS', 'GOOS']
    const text = [
      '# kept',
      'GOSUMDB=off',
      'GOFLAGS=-mod=mod -trimpath',
      'GOPROXY=https://corp.example|direct',
      'GOPRIVATE=*,corp.example',
      'GOVCS=*:all',
      'GOOS=plan9',
      '',
    ].join('\n')
    put(envFile(u), text)
    const before = said(env, ...names)
    await after(u, env, 'modwarden doctor --fix >/dev/null || true')
    assert.deepEqual(said(env, ...names), {
      GOSUMDB: 'sum.golang.org',
      GOFLAGS: '-trimpath',
      GOPROXY: 'https://corp.example',
      GOPRIVATE: 'corp.example',
      GONOSUMDB: 'corp.example',
      GOVCS: '',
      GOOS: 'plan9',
    })
    assert.match(readFileSync(envFile(u), 'utf8'), /^# kept$/m)
    await after(u, env, 'modwarden doctor --undo >/dev/null || true')
    assert.equal(readFileSync(envFile(u), 'utf8'), text)
    assert.deepEqual(said(env, ...names), before)
  }),
)
