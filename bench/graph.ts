// The build list and the module graph beside `go list -m all` and `go mod graph`, and the packages beside `go list -deps
// ./...`, on the same project in the same run. What both find is compared first. Ours runs in a process of its own, from
// src/ and unbuilt: cold with an empty store, then with the graph of the run before. go's times hold the start of its
// processes, ours of the first three lines do not (Node's start and reading TypeScript); the last line holds all of both.
//
//   BENCH_PROJECT=DIR BENCH_MODCACHE=DIR node bench/graph.ts     a project whose modules are in that cache
//   node bench/graph.ts                                          makes one of some 90 modules; needs a module mirror
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const rounds = 5

if (process.env['BENCH_CHILD'] === undefined) compare()
else await child()

function compare(): void {
  const root = mkdtempSync(path.join(tmpdir(), 'bench-graph-'))
  const project = process.env['BENCH_PROJECT'] ?? path.join(root, 'project')
  const env = {
    ...process.env,
    GOMODCACHE: process.env['BENCH_MODCACHE'] ?? path.join(root, 'modcache'),
    GOFLAGS: '-mod=mod',
    GOTOOLCHAIN: 'local',
    CGO_ENABLED: '1',
    MODWARDEN_STORE: path.join(root, 'store'),
  }
  const timed = (file: string, args: readonly string[], more: object = {}): { ms: number; stdout: string } => {
    const began = performance.now()
    const run = spawnSync(file, args, { cwd: project, env: { ...env, ...more }, encoding: 'utf8', maxBuffer: 1 << 28 })
    if (run.status !== 0) throw new Error(`${file} ${args.join(' ')}: ${run.status}\n${run.stderr}`)
    return { ms: performance.now() - began, stdout: run.stdout }
  }
  try {
    if (process.env['BENCH_PROJECT'] === undefined) {
      mkdirSync(project)
      for (const args of [
        ['mod', 'init', 'example.com/bench'],
        ['get', 'k8s.io/kubectl@v0.37.2'],
        ['mod', 'download', 'all'],
      ])
        timed('go', args)
    }
    const ours = (cold: boolean): Measured => {
      if (cold) rmSync(path.join(root, 'store'), { recursive: true, force: true })
      const { ms, stdout } = timed(process.execPath, [import.meta.filename], { BENCH_CHILD: project })
      return { ...(JSON.parse(stdout) as Omit<Measured, 'wholeMs'>), wholeMs: ms }
    }
    const list: number[] = []
    const graph: number[] = []
    const deps: number[] = []
    const cold: Measured[] = []
    const warm: Measured[] = []
    for (let round = 0; round < rounds; round++) {
      const listed = timed('go', ['list', '-m', '-f', '{{.Path}} {{.Version}}', 'all'])
      const graphed = timed('go', ['mod', 'graph'])
      const format = '{{if not .Standard}}{{.ImportPath}}{{end}}'
      const packages = timed('go', ['list', '-e', '-deps', '-f', format, './...'])
      list.push(listed.ms)
      graph.push(graphed.ms)
      deps.push(packages.ms)
      cold.push(ours(true))
      const found = ours(false)
      warm.push(found)
      const edges = graphed.stdout.split('\n').filter((line) => line !== '' && !/(?:^| )(?:go|toolchain)@/.test(line))
      const same =
        found.list === listed.stdout.trimEnd() &&
        found.edges === edges.length &&
        found.packages === packages.stdout.split('\n').filter((line) => line !== '').length
      if (!same) throw new Error('go and modwarden found different things')
    }
    const of = (all: readonly Measured[], what: 'graphMs' | 'packagesMs' | 'wholeMs'): number =>
      median(all.map((one) => one[what]))
    const line = (name: string, theirs: number, mine: number): void =>
      console.log(
        `${name.padEnd(44)}${mine.toFixed(0)} ms, go ${theirs.toFixed(0)} ms, ratio ${(theirs / mine).toFixed(2)}`,
      )
    line('list and graph, nothing remembered', median(list) + median(graph), of(cold, 'graphMs'))
    line('list and graph, go.mod as in the run before', median(list) + median(graph), of(warm, 'graphMs'))
    line('packages (go list -deps ./...)', median(deps), of(warm, 'packagesMs'))
    line('all of it, from start to end', median(list) + median(graph) + median(deps), of(warm, 'wholeMs'))
  } finally {
    spawnSync('chmod', ['-R', 'u+w', root])
    rmSync(root, { recursive: true, force: true })
  }
}

interface Measured {
  readonly graphMs: number
  readonly packagesMs: number
  /** From the start of its process to the end. */
  readonly wholeMs: number
  readonly list: string
  readonly edges: number
  readonly packages: number
}

/** Loads everything once, and prints what it took: go.mod, go.sum and the graph; then the packages. */
async function child(): Promise<void> {
  const { databaseOf } = await import('../src/commands/run/databaseof.ts')
  const { setUp } = await import('../src/commands/run/world.ts')
  const { reachedFrom } = await import('../src/graph/packages.ts')
  const { createSourceFolders } = await import('../src/io/sourcefolders.ts')
  const { loadKeptGraph } = await import('../src/jobs/project/keptgraph.ts')
  const { loadPackages } = await import('../src/jobs/project/packagegraph.ts')
  const { loadProject } = await import('../src/jobs/project/project.ts')
  const { createSources } = await import('../src/jobs/project/sources.ts')
  const folder = process.env['BENCH_CHILD'] ?? ''
  const { signal } = new AbortController()
  const setup = await setUp(process.env, folder, { offline: true }, signal, () => undefined, { lateThreads: true })
  const { world, go } = setup
  const start = performance.now()
  const project = await loadProject(world.files, folder, go)
  const read = performance.now() - start
  const database = await databaseOf(setup, project)
  const options = { modcache: go.GOMODCACHE, project, prover: database.prover, full: false, signal }
  const sources = createSources(world, options)
  const began = performance.now()
  const graph = await loadKeptGraph(world, project, sources, false, signal)
  const loaded = performance.now()
  const target = { goos: 'linux', goarch: 'amd64', tags: [], cgo: true, goVersion: '1.26' }
  const found = await loadPackages(world, createSourceFolders(), go, project, graph, sources, {
    target,
    fetch: false,
    signal,
  })
  const measured: Omit<Measured, 'wholeMs'> = {
    graphMs: read + loaded - began,
    packagesMs: performance.now() - loaded,
    list: graph.buildList.map((m) => `${m.path} ${m.version}`).join('\n'),
    edges: graph.edges.length,
    packages: reachedFrom(found.graph, found.graph.own, false).size,
  }
  process.stdout.write(JSON.stringify(measured))
  await setup.close()
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
}
