// Cold proofs: every module version of a real go.sum looked up and proven with nothing cached, beside the go command
// doing the same lookups (`go mod graph` with all go.mod files cached and no go.sum), then warm.
//
//   node bench/proofs.ts            needs go and its module mirror
//
// Prints wall times, lookups, tile requests, and go's time over ours.
import { spawnSync } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { mapLimit } from '../src/base/once.ts'
import { unescapePath, unescapeVersion } from '../src/gomod/path.ts'
import { createClock } from '../src/io/clock.ts'
import { createFiles } from '../src/io/files.ts'
import { createGo } from '../src/io/goenv.ts'
import { createHttp } from '../src/io/http.ts'
import { createLocks } from '../src/io/lock.ts'
import { createSumdbOps } from '../src/io/sumdbops.ts'
import { createSumdbClient, type SumdbClient } from '../src/sumdb/client.ts'
import { parseGoSumdb } from '../src/sumdb/gosumdb.ts'

const root = mkdtempSync(path.join(tmpdir(), 'bench-proofs-'))
try {
  await main()
} finally {
  spawnSync('chmod', ['-R', 'u+w', root])
  rmSync(root, { recursive: true, force: true })
}

async function main(): Promise<void> {
  const project = path.join(root, 'project')
  mkdirSync(project)
  const modcache = path.join(root, 'modcache')
  const env = {
    ...process.env,
    GOMODCACHE: modcache,
    GOPATH: path.join(root, 'gopath'),
    GOFLAGS: '-mod=mod',
    GOTOOLCHAIN: 'local',
  }
  // A dependency's go.mod as the main module's: with graph pruning, only a main module's requirements are all read.
  const got = spawnSync('go', ['mod', 'download', '-json', 'helm.sh/helm/v3@v3.22.0'], {
    cwd: project,
    env,
    encoding: 'utf8',
  })
  if (got.status !== 0) throw new Error(got.stdout + got.stderr)
  const goMod = `${readFileSync(String(JSON.parse(got.stdout).GoMod), 'utf8')}\nrequire github.com/hashicorp/vault/api v1.23.0\n`
  const graph = (): number => {
    writeFileSync(path.join(project, 'go.mod'), goMod)
    rmSync(path.join(project, 'go.sum'), { force: true })
    rmSync(path.join(root, 'gopath'), { recursive: true, force: true })
    rmSync(path.join(modcache, 'cache/download/sumdb'), { recursive: true, force: true })
    const began = performance.now()
    const run = spawnSync('go', ['mod', 'graph'], { cwd: project, env, encoding: 'utf8', maxBuffer: 1 << 28 })
    if (run.status !== 0) throw new Error(run.stderr)
    return (performance.now() - began) / 1000
  }
  graph()
  const go: number[] = []
  const ours: number[] = []
  let client: SumdbClient | undefined
  let modules = 0
  for (let round = 0; round < 3; round++) {
    go.push(graph())
    const wanted = lookedUp(modcache)
    modules = wanted.length
    const cold = await look(env, `cold-${round}`, wanted)
    ours.push(cold.seconds)
    client = cold.client
    if (round > 0) continue
    const warm = await look(env, 'cold-0', wanted)
    const { tileRequests, lookupRequests } = warm.client.stats
    console.log(`warm: ${tileRequests} tile requests, ${lookupRequests} lookups, ${warm.seconds.toFixed(2)} s`)
  }
  const tiles = globSync('cache/download/sumdb/**/tile/**', { cwd: modcache, withFileTypes: true }).filter((e) =>
    e.isFile(),
  )
  console.log(`go:   ${modules} module versions, ${tiles.length} tiles kept, ${median(go).toFixed(2)} s`)
  console.log(
    `ours: ${modules} module versions, ${client?.stats.tileRequests} tile requests, ${client?.stats.heads} heads, ${median(ours).toFixed(2)} s`,
  )
  console.log(`ratio (go / modwarden) ${(median(go) / median(ours)).toFixed(2)}`)
}

/** The module versions that go just looked up. */
function lookedUp(modcache: string): { readonly path: string; readonly version: string }[] {
  const cwd = path.join(modcache, 'cache/download/sumdb')
  return globSync('**/lookup/**', { cwd, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => file.slice(file.indexOf('/lookup/') + '/lookup/'.length))
    .map((name) => ({
      path: unescapePath(name.slice(0, name.indexOf('@'))),
      version: unescapeVersion(name.slice(name.indexOf('@') + 1)),
    }))
}

async function look(
  base: Readonly<Record<string, string | undefined>>,
  name: string,
  wanted: readonly { readonly path: string; readonly version: string }[],
): Promise<{ readonly client: SumdbClient; readonly seconds: number }> {
  const home = path.join(root, name)
  const env = { ...base, GOMODCACHE: path.join(home, 'modcache'), GOPATH: path.join(home, 'gopath') }
  mkdirSync(home, { recursive: true })
  const began = performance.now()
  const settings = await createGo({ env }).settings()
  const setting = parseGoSumdb(settings.GOSUMDB)
  if (setting.kind === 'off') throw new Error('GOSUMDB is off')
  const http = createHttp({ env, version: 'bench' })
  const ops = createSumdbOps({
    name: setting.name,
    url: setting.url,
    settings,
    http,
    files: createFiles(),
    locks: createLocks(env),
    clock: createClock(),
    store: path.join(home, 'store'),
  })
  const client = createSumdbClient({ verifier: setting.verifier, ops, mayAsk: () => true })
  await mapLimit(wanted, 64, async (m) => client.lookup(m.path, m.version))
  const seconds = (performance.now() - began) / 1000
  http.close()
  return { client, seconds }
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
}
