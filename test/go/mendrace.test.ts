// `repair` and `clean` beside a running go command: the real go downloads and builds from a cache that somebody poisons
// again and again, while it is mended or the bad files are removed. Every run of go succeeds, or fails with an error that
// a poisoned file explains; at the end all is proven.
import assert from 'node:assert/strict'
import { appendFileSync, chmodSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { go, goEnv } from '../support/go.ts'
import { publish, runProgram, withUniverse, type Published, type Ran, type Universe } from '../support/universe.ts'

const skip = go.available ? false : go.reason
const names = ['one', 'two', 'three', 'four']
const modules = names.map((name) =>
  publish(`github.com/acme/${name}`, 'v1.0.0', {
    [`${name}.go`]: `package ${name}\n\n// Hello greets.\nfunc Hello() string { return "hello" }\n`,
    ...Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [`f${i}.go`, `package ${name}\n\nconst c${i} = ${i}\n`]),
    ),
  }),
)
const evil = (m: Published): Published => publish(m.path, m.version, { 'evil.go': '// inert\n' })

type Poison = (u: Universe, m: Published) => void

const editFolder: Poison = (u, m) => {
  const file = path.join(u.paths(m).folder, 'f0.go')
  chmodSync(file, 0o644)
  appendFileSync(file, '// x\n')
}
const forgeZip: Poison = (u, m) => writeFileSync(u.paths(m).zip, evil(m).zip)

/** What go does not look at again: it must not notice the repair either. */
const unseen: readonly Poison[] = [editFolder, forgeZip]

/** What go notices, and fails for until it is repaired. */
const seen: readonly Poison[] = [
  editFolder,
  (u, m) => writeFileSync(u.paths(m).ziphash, evil(m).h1),
  (u, m) => {
    writeFileSync(u.paths(m).ziphash, evil(m).h1)
    forgeZip(u, m)
  },
  (u, m) => appendFileSync(u.paths(m).mod, '// x\n'),
  (u, m) => {
    rmSync(u.paths(m).ziphash, { force: true })
    forgeZip(u, m)
  },
]

/** The only words that a go command beside `repair` may fail with. */
const CHECKSUM = /: checksum mismatch\n[\s\S]*SECURITY ERROR/

/** go reads a folder, and opens a zip that it found, without any lock: what is removed meanwhile is not there for it. */
const REMOVED = /: checksum mismatch\n[\s\S]*SECURITY ERROR|v1\.0\.0[^\n]*: no such file or directory/

function environment(u: Universe): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: path.join(u.root, 'home'),
    GOCACHE: goEnv('GOCACHE'),
    GOENV: 'off',
    GOFLAGS: '-mod=mod',
    GOTOOLCHAIN: 'local',
    GOWORK: 'off',
    GOPATH: u.gopath,
    GOMODCACHE: u.modcache,
    GOPROXY: u.base,
    GOSUMDB: u.db.key.verifier.key,
    CGO_ENABLED: '0',
  }
}

for (const [args, what, poisons, explained] of [
  [['repair', '--all'], 'poison that go does not see: no run of go fails', unseen, /^never$/],
  [['repair', '--all'], 'poison that go sees: it fails with checksum errors alone', seen, CHECKSUM],
  [['clean', '--bad', '--yes'], 'poison that go sees: it may miss what is removed under it', seen, REMOVED],
] as const) {
  test(`${args.join(' ')} beside go mod download and go build, with ${what}`, { skip }, async (t) => {
    await withUniverse(async (u) => {
      u.serve(modules)
      u.require(modules)
      const imports = names.map((name) => `\t"github.com/acme/${name}"\n`).join('')
      const calls = names.map((name) => `${name}.Hello()`).join(' + ')
      u.write('main.go', `package main\n\nimport (\n${imports})\n\nfunc main() { println(${calls}) }\n`)
      const env = environment(u)
      const runGo = async (...args: string[]): Promise<Ran> => runProgram('go', args, { cwd: u.project, env })
      assert.equal((await runGo('build', '-o', path.join(u.root, 'out'), '.')).code, 0)
      let going = true
      const ran: Ran[] = []
      const repaired: Ran[] = []
      const building = (async (): Promise<void> => {
        while (going) {
          ran.push(await runGo('mod', 'download'))
          ran.push(await runGo('build', '-o', path.join(u.root, 'out'), '.'))
          await sleep(50)
        }
      })()
      const poisoning = (async (): Promise<void> => {
        for (let i = 0; going; i++) {
          try {
            poisons[i % poisons.length]?.(u, modules[i % modules.length] as Published)
          } catch (error) {
            // The folder is being exchanged: this poison came too late.
            assert.match(String(error), /ENOENT|EACCES/)
          }
          await sleep(500)
        }
      })()
      // Two at a time: they meet at go's lock as go does.
      for (let i = 0; i < 3; i++) {
        repaired.push(...(await Promise.all([u.run(args), u.run(args)])))
      }
      going = false
      await Promise.all([building, poisoning])
      const last = await u.run(['repair', '--all'])
      assert.equal(last.code, 0, last.stdout)
      const failed = ran.filter((r) => r.code !== 0)
      t.diagnostic(
        `${ran.length} runs of go, ${failed.length} of them with an error, beside ${repaired.length} of modwarden`,
      )
      for (const { stderr } of failed) assert.match(stderr, explained)
      assert.ok(repaired.some((r) => /^REPAIRED|^removed/m.test(r.stdout)))
      // Whoever poisons takes no lock: what was put right may be wrong again before it is proven, and that is told.
      for (const { code, stdout, stderr } of repaired) {
        if (code !== 0) assert.match(stdout, /wrong again|changed while|could not be checked/, stdout + stderr)
      }
      const verified = await u.run(['verify', '--full'])
      assert.equal(verified.code, 0, verified.stdout)
      assert.equal((await runGo('mod', 'verify')).stdout, 'all modules verified\n')
      assert.deepEqual(u.leftovers(), [])
    })
  })
}
