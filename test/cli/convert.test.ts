// convert: a saved report gives the same documents as the run itself, and nothing is shown that is not a report.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { FORMATS } from '../../src/report/formats.ts'
import { VALID } from '../support/validformats.ts'
import { publish, put, runProgram, withUniverse, type Ran, type Universe } from '../support/universe.ts'

const quote = publish('rsc.io/quote', 'v1.5.2')
const other = publish('rsc.io/other', 'v1.0.0')
const launcher = path.join(import.meta.dirname, '..', '..', 'bin', 'modwarden.mjs')

const into = (folder: string): string[] => FORMATS.flatMap((format) => ['-o', `${format}=${folder}/${format}`])

/** Runs a command with every format, converts its JSON to every format, and compares. Gives the exit code of both. */
async function same(u: Universe, args: readonly string[]): Promise<number> {
  const direct = await u.run([...args, '--no-progress', ...into('direct')])
  const converted = await u.run(['convert', 'direct/json', ...into('converted')])
  const what = args.join(' ')
  assert.equal(converted.code, direct.code, what + converted.stderr)
  const text = (folder: string, format: string): string => readFileSync(path.join(u.project, folder, format), 'utf8')
  for (const format of FORMATS) {
    const [was, is] = [text('direct', format), text('converted', format)]
    VALID[format](was, direct.code)
    // The order of members is the schema's.
    if (format === 'json' || format === 'ndjson') assert.deepEqual(valuesOf(is), valuesOf(was), `${what}: ${format}`)
    else assert.equal(is, was, `${what}: ${format}`)
  }
  // stdout is the text of the run, too.
  assert.equal(converted.stdout, direct.stdout, what)
  return direct.code
}

function valuesOf(lines: string): unknown[] {
  return lines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)
}

test('convert gives what the run gave, of every command and format', async () => {
  await withUniverse(async (u) => {
    u.sound([quote, other])
    assert.equal(await same(u, ['audit']), 0)
    put(path.join(u.paths(quote).folder, 'quote.go'), 'package quote\n\nfunc init() { go report() }\n')
    const codes = []
    for (const args of [
      ['verify'],
      ['audit'],
      ['verify', '--cache'],
      ['clean', '--bad'],
      ['rebuild'],
      ['repair', '--all'],
      ['clean', '--all'],
      ['doctor'],
    ]) {
      codes.push(await same(u, args))
    }
    assert.deepEqual(codes.slice(0, 7), [4, 4, 4, 0, 0, 0, 0])
  })
})

test('convert of a failure: its exit code, and its words', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    u.write('go.mod', 'nonsense\n')
    const { stdout, stderr } = await u.run(['verify', '--json'])
    u.write('failed.json', stdout)
    const { code, stdout: text } = await u.run(['convert', 'failed.json'])
    assert.equal(code, 2)
    assert.equal(text, stderr.replace('modwarden: go.mod', `modwarden: ${path.join(u.project, 'go.mod')}`))
    assert.match((await u.run(['convert', 'failed.json', '-f', 'markdown'])).stdout, /^## modwarden verify\n\n❌/)
  })
})

test('convert reads stdin', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    assert.equal((await u.run(['verify', '-o', 'json=r.json', '-o', 'junit=r.xml'])).code, 0)
    const piped = async (args: string): Promise<Ran> =>
      runProgram('/bin/sh', ['-c', `"$0" "$1" convert ${args} < r.json`, process.execPath, launcher], {
        cwd: u.project,
        env: { HOME: u.root },
      })
    const junit = readFileSync(path.join(u.project, 'r.xml'), 'utf8')
    assert.deepEqual(await piped('-f junit'), { code: 0, stdout: junit, stderr: '' })
    assert.equal((await piped('- -f junit')).stdout, junit)
  })
})

test('convert of what is no report: exit 2, and says what is wrong where', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    const { stdout } = await u.run(['verify', '--json'])
    const report = JSON.parse(stdout)
    const changed = (change: (copy: typeof report) => void): string => {
      const copy = structuredClone(report)
      change(copy)
      return JSON.stringify(copy)
    }
    const refused = async (text: string | Uint8Array, expected: RegExp): Promise<void> => {
      writeFileSync(path.join(u.project, 'r.json'), text)
      const ran = await u.run(['convert', 'r.json'])
      assert.deepEqual([ran.code, ran.stdout], [2, ''], ran.stderr)
      assert.match(ran.stderr, expected)
      assert.doesNotMatch(ran.stderr, /[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/)
    }
    await refused('', /^modwarden: r\.json: no JSON document: /)
    await refused(Buffer.from([0x7b, 0xff]), /no JSON document: not UTF-8/)
    await refused('[]', /no report of modwarden: it has no "schema"/)
    await refused('{"schema":"modwarden/verify/1"}', /r\.json: not what modwarden\/verify\/1 says it is: subject: /)
    await refused(
      changed((r) => (r.modules[0].status = 'fine\u001B[31m')),
      /says it is: modules\[0\]\.status: Invalid option: expected one of "proven"/,
    )
    await refused(
      changed((r) => (r.modules[0].parts['a\u001B[31m'] = 'ok')),
      /modules\[0\]\.parts: /,
    )
    await refused(
      changed((r) => (r.exitCode = 5)),
      /exitCode: /,
    )
    await refused(
      changed((r) => (r.schema = 'modwarden/verify/2')),
      /"modwarden\/verify\/2" is not known to modwarden \d+\.\d+\.\d+, which reads number 1/,
    )
    await refused(
      changed((r) => (r.schema = 'modwarden/proofs/1')),
      /"modwarden\/proofs\/1" is no report\n {2}reports are verify, audit, /,
    )
    await refused(
      (await u.run(['verify', '-f', 'ndjson'])).stdout,
      /NDJSON cannot be converted\n {2}save the report with/,
    )
    await refused('['.repeat(5_000_000), /no JSON document/)
    await refused(`{"schema":"modwarden/verify/1","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, /subject: /)
    const none = await u.run(['convert', 'none.json', '-f', 'json'])
    assert.equal(none.code, 2)
    assert.match(JSON.parse(none.stdout).error.message, /none\.json: no such file/)
  })
})

test('convert passes over members that it does not know', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    const { stdout } = await u.run(['verify', '--json'])
    const more = JSON.stringify({ ...JSON.parse(stdout), later: { deep: [] } })
    u.write('r.json', more)
    const { code, stdout: json } = await u.run(['convert', 'r.json', '--json'])
    assert.equal(code, 0)
    assert.deepEqual(JSON.parse(json), JSON.parse(stdout))
  })
})

test('convert of hostile words prints none of them raw', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    put(u.paths(quote).ziphash, other.h1)
    const { stdout } = await u.run(['verify', '--json'])
    const evil = '\\u001b[2J\\u202e\\u0085<script>alert(1)</script>\\n::error::x'
    u.write('r.json', stdout.replaceAll('rsc.io/quote', evil).replaceAll('was replaced', evil))
    for (const format of FORMATS) {
      const ran = await u.run(['convert', 'r.json', '-f', format])
      assert.equal(ran.code, 4, ran.stderr)
      assert.doesNotMatch(ran.stdout, /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E]/, format)
      if (format === 'html') assert.doesNotMatch(ran.stdout, /<script/, format)
      if (format === 'github') assert.equal(ran.stdout.match(/^::/gm)?.length, ran.stdout.trimEnd().split('\n').length)
    }
  })
})
