// `modwarden verify` beside `go mod verify` on the same real module graph, alternating: once reading everything
// (--full), once by the index of an earlier run. The built command is run, as users run it.
//
//   node bench/verify.ts            needs go and its module mirror; makes a graph of some 90 modules, 0.2 GB
//   BENCH_PROJECT=DIR BENCH_MODCACHE=DIR node bench/verify.ts      measures a graph that is there already
//
// Prints medians, go's time over ours, and the peak memory. modwarden also checks go.sum and database proofs.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const repository = path.dirname(import.meta.dirname)
const root = mkdtempSync(path.join(tmpdir(), 'bench-verify-'))
const project = process.env['BENCH_PROJECT'] ?? path.join(root, 'project')
const modcache = process.env['BENCH_MODCACHE'] ?? path.join(root, 'modcache')
const env = {
  ...process.env,
  GOMODCACHE: modcache,
  GOFLAGS: '-mod=mod',
  GOTOOLCHAIN: 'local',
  MODWARDEN_STORE: path.join(root, 'store'),
}
const rounds = 5
try {
  main()
} finally {
  spawnSync('chmod', ['-R', 'u+w', root])
  rmSync(root, { recursive: true, force: true })
}

function main(): void {
  if (process.env['BENCH_PROJECT'] === undefined) {
    mkdirSync(project)
    for (const args of [
      ['mod', 'init', 'example.com/bench'],
      ['get', 'k8s.io/kubectl@v0.37.2'],
      ['mod', 'download', 'all'],
    ]) {
      timed('go', args)
    }
  }
  const command = path.join(repository, 'dist/cli.mjs')
  if (!existsSync(command)) timed(process.execPath, [path.join(repository, 'build.ts')])
  const ours = (...flags: readonly string[]): number =>
    timed(process.execPath, [command, 'verify', '--no-progress', ...flags])
  ours('--no-full')
  const go: number[] = []
  const full: number[] = []
  const indexed: number[] = []
  for (let round = 0; round < rounds; round++) {
    go.push(timed('go', ['mod', 'verify']))
    full.push(ours('--full', '--offline'))
    indexed.push(ours('--no-full', '--offline'))
  }
  const ratio = (times: readonly number[]): string =>
    `${median(times).toFixed(2)} s, ratio ${(median(go) / median(times)).toFixed(2)}`
  console.log(`go mod verify            ${median(go).toFixed(2)} s`)
  console.log(`verify --full --offline  ${ratio(full)}`)
  console.log(`verify, by index         ${ratio(indexed)}`)
}

function timed(file: string, args: readonly string[]): number {
  const began = performance.now()
  const run = spawnSync(file, args, { cwd: project, env, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (run.status !== 0) throw new Error(`${file} ${args.join(' ')}: ${run.status}\n${run.stdout}${run.stderr}`)
  return (performance.now() - began) / 1000
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
}
