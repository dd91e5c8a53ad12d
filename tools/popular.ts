// `node tools/popular.ts ROOT… | --roots FILE | --list FILE` writes src/rules/record/populardata.ts anew.
//
//   ROOT          a module, with or without @VERSION: example.com/m, example.com/m@v1.2.3
//   --roots FILE  the same, one a line; what follows a # is a comment
//   --list FILE   lines of path, tab, count, as an earlier run printed them with --print: nothing is fetched
//   --print       prints those lines instead of writing
//
// Of each root the module graph is asked of the go command, with its own settings (`go mod graph` in an empty module of
// its own). Every go.mod that the graph needed lies in the module cache then; of each module its newest version there is
// read, and counted is by how many modules each path is required directly. A root that cannot be resolved is told and
// passed over. Go 1.21 or newer.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { compareBytes } from '../src/base/bytes.ts'
import { isWardenError } from '../src/base/errors.ts'
import { cachePaths } from '../src/gomod/cachelayout.ts'
import { parseGoMod } from '../src/gomod/modfile.ts'
import { compareVersions } from '../src/gomod/version.ts'
import { formatPopular } from '../src/rules/record/popular.ts'

const target = join(import.meta.dirname, '..', 'src/rules/record/populardata.ts')

/** The source of populardata.ts. */
export function popularSource(counts: ReadonlyMap<string, number>): string {
  const paths = [...counts].toSorted(([a, n], [b, m]) => m - n || compareBytes(a, b)).map(([path]) => path)
  return [
    '// Written by tools/popular.ts: the modules that others require directly, see popular.ts for the form.',
    '// Some 1,800 lines, one for each owner.',
    '',
    `/** ${paths.length} modules. */`,
    `export const popularText: string = \`\\`,
    `${formatPopular(paths)}\``,
    '',
  ].join('\n')
}

/** Lines of path, tab, count. Throws where one has another form. */
export function parseCounts(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const line of text.split('\n')) {
    if (line === '') continue
    const [, path, count] = /^([A-Za-z0-9][A-Za-z0-9._~/-]*)\t(\d+)$/.exec(line) ?? []
    if (path === undefined) throw new Error(`${JSON.stringify(line)}: not a path, a tab and a count`)
    counts.set(path, Number(count))
  }
  return counts
}

/** Counts by how many modules each path is required directly, over the graphs of all roots. */
function countGraphs(roots: readonly string[]): Map<string, number> {
  const newest = new Map<string, string>()
  for (const root of roots) {
    const folder = mkdtempSync(join(tmpdir(), 'popular-'))
    try {
      writeFileSync(join(folder, 'go.mod'), 'module popular.invalid/root\n\ngo 1.21\n')
      go(folder, ['get', root.includes('@') ? root : `${root}@latest`])
      for (const word of go(folder, ['mod', 'graph']).split(/\s+/)) {
        const at = word.indexOf('@')
        const [path, version] = [word.slice(0, at), word.slice(at + 1)]
        if (at < 0 || path === 'go' || path === 'toolchain') continue
        if (compareVersions(version, newest.get(path) ?? '') > 0) newest.set(path, version)
      }
    } catch (error) {
      process.stderr.write(`${root}: ${error instanceof Error ? error.message : String(error)}\n`)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  const modcache = go(tmpdir(), ['env', 'GOMODCACHE']).trim()
  const counts = new Map<string, number>()
  for (const [path, version] of newest) {
    const { mod } = cachePaths(modcache, { path, version })
    if (!existsSync(mod)) continue
    for (const required of directly(mod)) counts.set(required, (counts.get(required) ?? 0) + 1)
  }
  return counts
}

function directly(file: string): ReadonlySet<string> {
  try {
    const mod = parseGoMod(readFileSync(file), file, { lax: true })
    return new Set(mod.require.filter(({ indirect }) => !indirect).map(({ path }) => path))
  } catch (error) {
    if (!isWardenError(error)) throw error
    return new Set()
  }
}

function go(cwd: string, args: readonly string[]): string {
  const env = { ...process.env, GOFLAGS: '-mod=mod', GOWORK: 'off', GOTOOLCHAIN: 'local' }
  const run = spawnSync('go', args, { cwd, env, encoding: 'utf8', maxBuffer: 1 << 30 })
  if (run.error !== undefined) throw new Error(`go cannot be started: ${run.error.message}`)
  if (run.status !== 0) throw new Error(`go ${args.join(' ')}: ${run.stderr.trim().split('\n').at(-1) ?? ''}`)
  return run.stdout
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { roots: { type: 'string' }, list: { type: 'string' }, print: { type: 'boolean', default: false } },
  })
  const listed =
    values.roots === undefined
      ? []
      : readFileSync(values.roots, 'utf8')
          .split('\n')
          .map((line) => line.replace(/#.*/, '').trim())
          .filter((line) => line !== '')
  const counts =
    values.list === undefined
      ? countGraphs([...positionals, ...listed])
      : parseCounts(readFileSync(values.list, 'utf8'))
  if (counts.size === 0) throw new Error('no module is required by any: name roots that have dependencies')
  if (values.print) for (const [path, count] of counts) process.stdout.write(`${path}\t${count}\n`)
  else writeFileSync(target, popularSource(counts))
}
