// `npm run build`: bundles src/ into dist/, what the package holds.
//
//   dist/cli.mjs          the command; commands that it imports on demand are chunks beside it
//   dist/index.mjs        the library, with its types in dist/types/
//   dist/worker-*.mjs     what runs in worker threads
//   dist/modwarden.1      the manual page
//   dist/LICENSES.txt     the licences of what was bundled
//
// Dependencies are bundled, so the package has none of its own (docs/decisions/0002-no-runtime-dependencies.md).
// Everything but the types lies flat in dist/: `import.meta.url` has the same folder in every file.
import { spawnSync } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { build } from 'esbuild'
import type { BuildOptions, Metafile, Plugin } from 'esbuild'

const root = import.meta.dirname
const out = join(root, 'dist')
const licencesAllowed = ['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'CC0-1.0']

/** In source, a worker's file is named so; a bundle's worker is another file, in the same folder as all others. */
const workerReference = /new URL\('(\.{1,2}\/[\w./-]+)\.ts', import\.meta\.url\)/g

const options = {
  absWorkingDir: root,
  entryPoints: [{ in: 'src/cli.ts', out: 'cli' }, { in: 'src/index.ts', out: 'index' }, ...workerEntries()],
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  outdir: out,
  outExtension: { '.js': '.mjs' },
  entryNames: '[name]',
  chunkNames: 'chunk-[hash]',
  legalComments: 'none',
  metafile: true,
  minifySyntax: true,
  minifyWhitespace: true,
  logLevel: 'warning',
  plugins: [workers()],
  alias: {
    // Its other build is CommonJS, of which an `import()` across chunks gets nothing but `default`.
    yaml: join(root, 'node_modules/yaml/browser/index.js'),
    // Its build for Node asks for packages that validate and write XML, which nobody here needs.
    '@cyclonedx/cyclonedx-library': join(root, 'node_modules/@cyclonedx/cyclonedx-library/dist.web/lib.js'),
  },
  // What a build for browsers calls the global object.
  define: { self: 'globalThis' },
  // What a bundled CommonJS package needs where there is no require.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
} satisfies BuildOptions

rmSync(out, { recursive: true, force: true })
mkdirSync(out)
const { metafile } = await build(options)
declarations()
writeFileSync(join(out, 'LICENSES.txt'), licences(metafile))
writeFileSync(join(out, 'modwarden.1'), manualPage())
for (const name of readdirSync(out).toSorted()) console.log(`dist/${name}`)

/** Every file that a `new URL('….ts', import.meta.url)` in src/ names is a bundle of its own. */
function workerEntries(): { in: string; out: string }[] {
  const entries = new Map<string, string>()
  for (const file of globSync('src/**/*.ts', { cwd: root })) {
    if (file.endsWith('.test.ts')) continue
    for (const [, reference] of readFileSync(join(root, file), 'utf8').matchAll(workerReference)) {
      const path = `${resolve(dirname(join(root, file)), reference ?? '')}.ts`
      const name = workerName(path)
      const other = entries.get(name)
      if (other !== undefined && other !== path) throw new Error(`build: two workers are called ${name}`)
      entries.set(name, path)
    }
  }
  return [...entries].map(([name, path]) => ({ in: path, out: name }))
}

function workerName(path: string): string {
  return `worker-${basename(path, '.ts')}`
}

function workers(): Plugin {
  return {
    name: 'workers',
    setup(bundle) {
      bundle.onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8')
        const contents = text.replaceAll(
          workerReference,
          (_, reference: string) => `new URL('./${workerName(`${reference}.ts`)}.mjs', import.meta.url)`,
        )
        return { contents, loader: 'ts' }
      })
    },
  }
}

/** Writes dist/types/ with TypeScript's own declarations of what index.ts reaches. */
function declarations(): void {
  const tsc = join(root, 'node_modules/.bin/tsc')
  const run = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
  if (run.status !== 0) throw new Error('build: the types do not compile')
}

/** The manual page, as the built program itself tells it. */
function manualPage(): string {
  const run = spawnSync(process.execPath, [join(out, 'cli.mjs'), 'man'], { encoding: 'utf8' })
  if (run.status !== 0) throw new Error(`build: the manual page cannot be made: ${run.stderr}`)
  return run.stdout
}

/** The licence text of every package that has a byte in the bundles; throws where one may not be shipped so. */
function licences(meta: Metafile): string {
  const folders = new Set<string>()
  for (const path of Object.keys(meta.inputs)) {
    const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]
    if (folder !== undefined) folders.add(folder)
  }
  const parts = ['modwarden contains the following packages.\n']
  for (const folder of [...folders].toSorted()) {
    const about = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Record<string, unknown>
    const licence = String(about['license'])
    if (!licencesAllowed.includes(licence)) throw new Error(`build: ${folder} is under ${licence}`)
    const file = readdirSync(join(root, folder)).find((name) => /^licen[cs]e/i.test(name))
    if (file === undefined) throw new Error(`build: ${folder} has no licence file`)
    const text = readFileSync(join(root, folder, file), 'utf8').trim()
    parts.push(`${String(about['name'])} ${String(about['version'])} (${licence})\n\n${text}\n`)
  }
  return parts.join(`\n${'-'.repeat(80)}\n\n`)
}
