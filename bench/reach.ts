// Reachability beside govulncheck: the same program, and a database made up of functions of everything that it imports,
// so that there are hundreds of verdicts to compare. Prints what each found, the time, the ratio and the memory. Ours runs
// in a process of its own; where Go's packages lie is asked of the go command before the clock starts, as govulncheck's
// own loading is part of its time and modwarden's is measured in bench/graph.ts.
//
//   BENCH_PROJECT=DIR BENCH_MODCACHE=DIR [BENCH_PATTERN=.] node bench/reach.ts
//
// govulncheck is taken from MODWARDEN_GOVULNCHECK or the PATH; without it only ours is measured.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { answerReach } from '../src/gosource/callgraph/answer.ts'
import { indexFile } from '../src/gosource/callgraph/declarations.ts'
import type { PackageSource, Target } from '../src/gosource/callgraph/question.ts'

/** How many functions are asked for. */
const wanted = 600

interface Listed {
  readonly ImportPath: string
  readonly Dir: string
  readonly Standard?: boolean
  readonly DepOnly?: boolean
  readonly Module?: { readonly Path: string; readonly Version?: string }
}

interface Measured {
  readonly found: readonly string[]
  readonly guessed: readonly string[]
  readonly ms: number
  readonly kilobytes: number
}

const [listFile, targetFile] = process.argv.slice(2)
if (listFile === undefined || targetFile === undefined) compare()
else
  console.log(JSON.stringify(measure(readListed(listFile), JSON.parse(readFileSync(targetFile, 'utf8')) as Target[])))

function compare(): void {
  const project = process.env['BENCH_PROJECT']
  if (project === undefined) throw new Error('BENCH_PROJECT names the folder of the program')
  const cache = process.env['BENCH_MODCACHE']
  const env = {
    ...process.env,
    GOFLAGS: '-mod=mod',
    GOWORK: 'off',
    ...(cache === undefined ? {} : { GOMODCACHE: cache }),
  }
  const pattern = process.env['BENCH_PATTERN'] ?? '.'
  const root = mkdtempSync(path.join(tmpdir(), 'bench-reach-'))
  const run = (file: string, args: readonly string[]): string => {
    const done = spawnSync(file, args, { cwd: project, env, encoding: 'utf8', maxBuffer: 1 << 30 })
    if (done.error !== undefined || (done.status !== 0 && done.status !== 3)) throw new Error(`${file}: ${done.stderr}`)
    return `${done.stdout}\n${done.stderr}`
  }
  try {
    const list = path.join(root, 'list.json')
    const listed = run('go', ['list', '-deps', '-json=ImportPath,Dir,Standard,DepOnly,Module', pattern])
    writeFileSync(list, `[${listed.trim().replaceAll('\n}\n{', '\n},\n{')}]`)
    const targets = path.join(root, 'targets.json')
    const database = path.join(root, 'db')
    writeFileSync(targets, JSON.stringify(makeDatabase(readListed(list), database)))
    const ours = JSON.parse(run(process.execPath, [import.meta.filename, list, targets]).trim()) as Measured
    console.log(
      `modwarden    ${(ours.ms / 1000).toFixed(1)} s, ${Math.round(ours.kilobytes / 1024)} MB, ${ours.found.length} called`,
    )
    const peer = process.env['MODWARDEN_GOVULNCHECK'] ?? 'govulncheck'
    const began = performance.now()
    const timed = run('/usr/bin/time', [
      '-f',
      'kilobytes %M',
      peer,
      '-db',
      `file://${database}`,
      '-format',
      'json',
      pattern,
    ])
    const ms = performance.now() - began
    const kilobytes = Number(/kilobytes (\d+)/.exec(timed)?.[1] ?? '0')
    const theirs = calledIn(timed.slice(0, timed.lastIndexOf('}') + 1))
    console.log(`govulncheck  ${(ms / 1000).toFixed(1)} s, ${Math.round(kilobytes / 1024)} MB, ${theirs.size} called`)
    const found = new Set(ours.found)
    const missing = [...theirs].filter((one) => !found.has(one))
    console.log(`ratio ${(ms / ours.ms).toFixed(1)} in time, ${(kilobytes / ours.kilobytes).toFixed(1)} in memory`)
    console.log(
      `only govulncheck ${missing.length} (${missing.filter((one) => ours.guessed.includes(one)).length} guessed by us)`,
    )
    console.log(`only modwarden ${ours.found.filter((one) => !theirs.has(one)).length}`)
    for (const one of missing) console.log(`  only govulncheck: ${one}`)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

function measure(listed: readonly Listed[], targets: readonly Target[]): Measured {
  const byPath = new Map(listed.map((one) => [one.ImportPath, one]))
  const load = (importPath: string): PackageSource | undefined => {
    const one = byPath.get(importPath)
    if (one === undefined) return undefined
    const files = goFiles(one.Dir).map((name) => ({ name, bytes: readFileSync(path.join(one.Dir, name)) }))
    const module = one.Standard === true ? { path: 'std', version: '' } : { path: one.Module?.Path ?? '', version: '' }
    return { importPath, module, files }
  }
  const began = performance.now()
  const { reached } = answerReach({
    roots: listed.filter((one) => one.DepOnly !== true).map((one) => one.ImportPath),
    load,
    goos: 'linux',
    goarch: process.arch === 'arm64' ? 'arm64' : 'amd64',
    tags: [],
    cgo: true,
    goVersion: '1.26',
    tests: false,
    targets,
  })
  const names = (certain: boolean): string[] =>
    reached.filter((one) => one.certain === certain).map((one) => `${one.package} ${one.symbol}`)
  const kilobytes = process.resourceUsage().maxRSS
  return { found: names(true), guessed: names(false), ms: performance.now() - began, kilobytes }
}

/** Writes a database in which some functions of every third package are vulnerable, one advisory each. */
function makeDatabase(listed: readonly Listed[], to: string): Target[] {
  const modified = '2026-01-01T00:00:00Z'
  const all = listed.flatMap((one) => {
    const module = one.Standard === true ? 'stdlib' : one.Module?.Version === undefined ? undefined : one.Module.Path
    if (module === undefined) return []
    return goFiles(one.Dir).flatMap((name) =>
      indexFile(readFileSync(path.join(one.Dir, name), 'latin1')).declared.flatMap(
        ({ kind, receiver, names: [symbol = ''] }) =>
          kind === 'func' && symbol !== 'init'
            ? [{ module, package: one.ImportPath, symbol: receiver === undefined ? symbol : `${receiver}.${symbol}` }]
            : [],
      ),
    )
  })
  const step = Math.max(1, Math.floor(all.length / wanted))
  const picked = all.filter((_, i) => i % step === 0)
  mkdirSync(path.join(to, 'ID'), { recursive: true })
  mkdirSync(path.join(to, 'index'))
  const modules = new Map<string, { id: string; modified: string }[]>()
  picked.forEach((one, i) => {
    const id = `GO-2026-${10_000 + i}`
    const affected = {
      package: { name: one.module, ecosystem: 'Go' },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }],
      ecosystem_specific: { imports: [{ path: one.package, symbols: [one.symbol] }] },
    }
    const entry = { schema_version: '1.3.1', id, modified, published: modified, affected: [affected] }
    writeFileSync(path.join(to, 'ID', `${id}.json`), JSON.stringify(entry))
    modules.set(one.module, [...(modules.get(one.module) ?? []), { id, modified }])
  })
  writeFileSync(path.join(to, 'index', 'db.json'), JSON.stringify({ modified }))
  const index = [...modules].map(([module, vulns]) => ({ path: module, vulns }))
  writeFileSync(path.join(to, 'index', 'modules.json'), JSON.stringify(index))
  return picked.map((one) => ({ package: one.package, symbols: [one.symbol] }))
}

/** The functions of govulncheck's findings that are called. */
function calledIn(output: string): Set<string> {
  const messages = JSON.parse(`[${output.replaceAll('\n}\n{', '\n},\n{')}]`) as readonly {
    readonly finding?: { readonly trace?: readonly { package?: string; function?: string; receiver?: string }[] }
  }[]
  const called = new Set<string>()
  for (const { finding } of messages) {
    const frame = finding?.trace?.[0]
    if (frame?.function === undefined) continue
    const receiver = frame.receiver
      ?.replace(/^\*/, '')
      .replace(/\[.*$/, '')
      .replace(/^.*[./]/, '')
    const name = frame.function.replace(/\[.*$/, '')
    called.add(`${frame.package ?? ''} ${receiver === undefined ? name : `${receiver}.${name}`}`)
  }
  return called
}

function readListed(file: string): Listed[] {
  return JSON.parse(readFileSync(file, 'utf8')) as Listed[]
}

function goFiles(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.go') && !name.endsWith('_test.go'))
}
