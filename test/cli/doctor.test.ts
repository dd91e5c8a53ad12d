// modwarden doctor from end to end: environments with one weakness each, a sound one, --fix and --undo. No Go is needed.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { envFile, soundMachine, variablesOf, weakWorlds } from '../support/doctorworlds.ts'
import { put, withUniverse, type Ran, type Universe } from '../support/universe.ts'

interface Report {
  readonly schema: string
  readonly findings: ReadonlyArray<{
    readonly rule: string
    readonly severity: string
    readonly remedy?: readonly string[]
    readonly fixable: boolean
    readonly file?: string
    readonly line?: number
  }>
  readonly settings: ReadonlyArray<{ readonly name: string; readonly value: string; readonly layer: string }>
  readonly changes: ReadonlyArray<{ readonly kind: string; readonly path: string; readonly what: string }>
  readonly undo?: string
  readonly unchecked: readonly string[]
  readonly exitCode: number
}

/** `doctor` on a machine with these variables beside the sound ones. */
async function doctor(
  u: Universe,
  args: readonly string[] = [],
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<Ran & { readonly report: Report }> {
  const ran = await u.run(['doctor', '--format', 'json', ...args], { env: { ...soundMachine(u), ...env } })
  return { ...ran, report: JSON.parse(ran.stdout) as Report }
}

function rules(report: Report): string[] {
  return report.findings.filter(({ severity }) => severity !== 'info').map(({ rule }) => rule)
}

test('doctor says no word on a sound machine and exits 0', async () => {
  await withUniverse(async (u) => {
    const env = soundMachine(u)
    assert.deepEqual(await u.run(['doctor'], { env }), { code: 0, stdout: '', stderr: '' })
    u.require([])
    assert.deepEqual(await u.run(['doctor'], { env: { ...env, CI: 'true' } }), { code: 0, stdout: '', stderr: '' })
    assert.deepEqual(u.requests, [])
  })
})

for (const world of weakWorlds) {
  const { name, rule, file, prepare } = world
  test(`doctor names ${name} once, as ${rule}`, async () => {
    await withUniverse(async (u) => {
      soundMachine(u)
      if (file !== undefined) put(envFile(u), file)
      prepare?.(u)
      const { code, report, stdout } = await doctor(u, [], variablesOf(world, u))
      assert.deepEqual(rules(report), [rule])
      const grave = report.findings.some(({ severity }) => severity === 'high' || severity === 'critical')
      assert.equal(code, grave ? 1 : 0)
      assert.equal(report.exitCode, code)
      assert.ok((report.findings[0]?.remedy?.length ?? 0) > 0)
      assert.doesNotMatch(stdout, /s3cret/)
    })
  })
}

test('doctor tells a finding with its place, its reason and the line', async () => {
  await withUniverse(async (u) => {
    const env = soundMachine(u)
    put(envFile(u), 'GOOS=linux\nGOSUMDB=off\n')
    const ran = await u.run(['doctor'], { env })
    assert.equal(ran.code, 1)
    assert.equal(
      ran.stdout,
      [
        'HIGH  GOSUMDB=off: new modules are accepted unchecked   MW-ENV-SUMDB-OFF',
        `  where     ${envFile(u)}:2`,
        '  found     GOSUMDB=off',
        '  because   nothing says whether a new module is the one that everybody else got',
        '  next      go env -u GOSUMDB',
        '',
        'FINDINGS  1 high   modwarden doctor --fix repairs it',
        '',
      ].join('\n'),
    )
    const verbose = await u.run(['doctor', '-v'], { env })
    assert.match(verbose.stdout, /^GOSUMDB +off {3}\(user file\)$/m)
    assert.match(verbose.stdout, /^GOPROXY +https:\/\/mirror\.example,direct {3}\(installation\)$/m)
  })
})

test('doctor never prints a password, in no format', async () => {
  await withUniverse(async (u) => {
    const env = { ...soundMachine(u), GOPROXY: 'https://u:s3cret@corp.example|direct', GOAUTH: '/x s3cret' }
    for (const format of ['text', 'json', 'ndjson', 'sarif', 'markdown', 'html', 'junit', 'github', 'gitlab']) {
      const ran = await u.run(['doctor', '-v', '--format', format], { env })
      assert.doesNotMatch(ran.stdout + ran.stderr, /s3cret/, format)
      assert.match(ran.stdout, /MW-ENV-PROXY-CREDENTIALS/i, format)
    }
  })
})

test('doctor shows no variable that only begins like one of go', async () => {
  await withUniverse(async (u) => {
    const env = { ...soundMachine(u), GOOGLE_API_KEY: 's3cret', GORELEASER_KEY: 's3cret' }
    for (const format of ['text', 'json'])
      assert.doesNotMatch((await u.run(['doctor', '-v', '--format', format], { env })).stdout, /s3cret/, format)
  })
})

test('--fix repairs the file of go env -w and open folders, and keeps all other bytes', async () => {
  await withUniverse(async (u) => {
    soundMachine(u)
    const before =
      '# mine\nGOFLAGS=-mod=mod -trimpath\n\nnot a line\nGOSUMDB=off\nGOPRIVATE=corp.example\r\nGOSUMDB=off'
    put(envFile(u), before)
    chmodSync(envFile(u), 0o640)
    chmodSync(u.modcache, 0o777)
    const { code, report } = await doctor(u, ['--fix'])
    assert.equal(code, 0)
    assert.deepEqual(rules(report), [])
    assert.equal(
      readFileSync(envFile(u), 'utf8'),
      '# mine\nGOFLAGS=-trimpath\n\nnot a line\nGOPRIVATE=corp.example\r\n',
    )
    assert.equal(statSync(envFile(u)).mode & 0o777, 0o640)
    assert.equal(statSync(u.modcache).mode & 0o777, 0o755)
    assert.deepEqual(report.changes.map(({ what }) => what).toSorted(), [
      'GOFLAGS=-trimpath written, was GOFLAGS=-mod=mod -trimpath',
      'GOSUMDB=off removed',
      'mode 0777 became 0755',
    ])
    assert.equal(statSync(report.undo ?? '').mode & 0o777, 0o600)

    const back = await doctor(u, ['--undo'])
    assert.equal(readFileSync(envFile(u), 'utf8'), before)
    assert.equal(statSync(envFile(u)).mode & 0o777, 0o640)
    assert.equal(statSync(u.modcache).mode & 0o777, 0o777)
    assert.equal(back.code, 1)
    assert.deepEqual(rules(back.report).toSorted(), ['MW-ENV-CACHE-WRITABLE', 'MW-ENV-FLAGS-MOD', 'MW-ENV-SUMDB-OFF'])
    assert.equal(existsSync(report.undo ?? ''), false)

    const again = await u.run(['doctor', '--undo'], { env: soundMachine(u) })
    assert.equal(again.code, 3)
    assert.match(again.stderr, /there is nothing to take back/)
  })
})

test('--fix changes nothing where nothing can be repaired safely, and says the lines', async () => {
  await withUniverse(async (u) => {
    const { code, report } = await doctor(u, ['--fix'], { GOSUMDB: 'off', GOAUTH: '/opt/login' })
    assert.equal(code, 1)
    assert.deepEqual(report.changes, [])
    assert.equal(report.undo, undefined)
    assert.deepEqual(rules(report), ['MW-ENV-SUMDB-OFF', 'MW-ENV-AUTH-COMMAND'])
    assert.equal(existsSync(path.join(u.store, 'undo')), false)
    assert.equal(existsSync(envFile(u)), false)
  })
})

test('--fix writes through a link, as those have it who keep their settings in a repository', async () => {
  await withUniverse(async (u) => {
    soundMachine(u)
    const real = put(path.join(u.root, 'home', 'dotfiles', 'goenv'), 'GOSUMDB=off\nGOOS=linux\n')
    mkdirSync(path.dirname(envFile(u)), { recursive: true })
    symlinkSync(real, envFile(u))
    const { report } = await doctor(u, ['--fix'])
    assert.deepEqual(rules(report), [])
    assert.equal(readFileSync(real, 'utf8'), 'GOOS=linux\n')
    assert.equal(readFileSync(envFile(u), 'utf8'), 'GOOS=linux\n')
    await doctor(u, ['--undo'])
    assert.equal(readFileSync(real, 'utf8'), 'GOSUMDB=off\nGOOS=linux\n')
  })
})

test('--fix makes the file where there is none, and --undo removes it', async () => {
  await withUniverse(async (u) => {
    const env = soundMachine(u)
    const goroot = env['GOROOT'] ?? ''
    const weak = 'GOPROXY=https://mirror.example,direct\nGOSUMDB=off\n'
    const run = async (...args: string[]): Promise<Ran> => u.run(['doctor', ...args], { env })
    writeFileSync(path.join(goroot, 'go.env'), weak)
    await run('--fix')
    assert.equal(readFileSync(envFile(u), 'utf8'), 'GOSUMDB=sum.golang.org\n')
    await run('--undo')
    assert.equal(existsSync(envFile(u)), false)
  })
})

test('--undo refuses where somebody changed the file since, and changes nothing', async () => {
  await withUniverse(async (u) => {
    soundMachine(u)
    put(envFile(u), 'GOSUMDB=off\n')
    chmodSync(u.modcache, 0o777)
    const { report } = await doctor(u, ['--fix'])
    put(envFile(u), 'GOOS=linux\n')
    const ran = await u.run(['doctor', '--undo'], { env: soundMachine(u) })
    assert.equal(ran.code, 4)
    assert.match(ran.stderr, /changed since modwarden doctor --fix, so nothing was undone/)
    assert.equal(readFileSync(envFile(u), 'utf8'), 'GOOS=linux\n')
    assert.equal(statSync(u.modcache).mode & 0o777, 0o755)
    assert.equal(existsSync(report.undo ?? ''), true)
  })
})

test('--undo takes back a repair that was killed half way', async () => {
  await withUniverse(async (u) => {
    soundMachine(u)
    put(envFile(u), 'GOSUMDB=off\n')
    chmodSync(u.modcache, 0o777)
    await doctor(u, ['--fix'])
    // As if the run had ended after the record and before the file; and the other way round.
    put(envFile(u), 'GOSUMDB=off\n')
    const { report } = await doctor(u, ['--undo'])
    assert.deepEqual(rules(report).toSorted(), ['MW-ENV-CACHE-WRITABLE', 'MW-ENV-SUMDB-OFF'])
  })
})

test('--undo does not believe a record that is none', async () => {
  await withUniverse(async (u) => {
    const env = soundMachine(u)
    for (const text of [
      '',
      '{}',
      '{"schema":"modwarden/undo/1","time":"x","modes":[{"path":"/etc","before":-1,"after":0}]}',
    ]) {
      put(path.join(u.store, 'undo', '2026.json'), text)
      const ran = await u.run(['doctor', '--undo'], { env })
      assert.equal(ran.code, 2, text)
      assert.match(ran.stderr, /no record of a repair/)
    }
    assert.deepEqual(readdirSync(path.join(u.store, 'undo')), ['2026.json'])
  })
})

test('--undo offers no name that somebody planted to a shell, and takes it for no record', async () => {
  await withUniverse(async (u) => {
    const env = { ...soundMachine(u), MODWARDEN_STORE: path.join(u.root, 'my store') }
    put(path.join(u.root, 'my store', 'undo', 'z;touch x;.json'), '{}')
    assert.match((await u.run(['doctor', '--undo'], { env })).stderr, /there is nothing to take back/)
    const record = { schema: 'modwarden/undo/1', time: 'x', modes: [{ path: '/etc', before: 0o755, after: 0o700 }] }
    const file = put(path.join(u.root, 'my store', 'undo', '2026.json'), JSON.stringify(record))
    assert.ok((await u.run(['doctor', '--undo'], { env })).stderr.includes(`remove it: rm '${file}'`))
  })
})

test('doctor looks at the environment although the project cannot be read, and says so', async () => {
  await withUniverse(async (u) => {
    u.write('go.mod', 'module\n')
    const { code, report } = await doctor(u)
    assert.equal(code, 3)
    assert.match(report.unchecked[0] ?? '', /^private paths of the project: .*go\.mod/)
  })
})

test('--undo writes nowhere but where go looks, whatever a planted record says', async () => {
  await withUniverse(async (u) => {
    const env = soundMachine(u)
    const victim = put(path.join(u.root, 'home', '.profile'), 'mine\n')
    const after = createHash('sha256').update('mine\n').digest('hex')
    const base = { schema: 'modwarden/undo/1', time: 'x', modes: [] }
    const evil = { path: victim, before: Buffer.from('evil\n').toString('base64'), mode: 0o644, after }
    for (const [record, mode] of [
      [{ ...base, file: evil }, 0o600],
      [{ ...base, modes: [{ path: victim, before: 0o777, after: 0o644 }] }, 0o600],
      [base, 0o666],
    ] as const) {
      const file = put(path.join(u.store, 'undo', '2026.json'), JSON.stringify(record))
      chmodSync(file, mode)
      const ran = await u.run(['doctor', '--undo'], { env })
      assert.equal(ran.code, 3, JSON.stringify(record))
      assert.match(ran.stderr, /not taken back: /)
      assert.equal(readFileSync(victim, 'utf8'), 'mine\n')
      assert.equal(statSync(victim).mode & 0o777, 0o644)
    }
  })
})

test('doctor refuses a folder that is not there', async () => {
  await withUniverse(async (u) => {
    const ran = await u.run(['doctor', 'nowhere'], { env: soundMachine(u) })
    assert.equal(ran.code, 2)
    assert.match(ran.stderr, /nowhere: no such folder/)
  })
})

test('doctor keeps to one of --fix, --undo and --ci', async () => {
  await withUniverse(async (u) => {
    const ran = await u.run(['doctor', '--fix', '--undo'], { env: soundMachine(u) })
    assert.equal(ran.code, 2)
    assert.match(ran.stderr, /go one at a time/)
  })
})
