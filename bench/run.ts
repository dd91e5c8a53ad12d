// Runs the benchmarks one after another: `npm run bench`, or `npm run bench -- NAME…` for some of them.
//
// A benchmark is a file beside this one that measures one hot path on public input, beside its peer in the same run,
// and prints what it measured and the ratio. It ends with exit code 0 even where it is slow: a ratio is for reading.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'

const wanted = process.argv.slice(2)
const files = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.ts') && name !== basename(import.meta.filename))
  .filter((name) => wanted.length === 0 || wanted.includes(name.slice(0, -3)))

let failed = wanted.length > 0 && files.length < wanted.length
if (failed) console.error(`bench: there is not a benchmark for each of: ${wanted.join(' ')}`)
for (const name of files) {
  console.log(`${name.slice(0, -3)}:`)
  const run = spawnSync(process.execPath, [join(import.meta.dirname, name)], { stdio: 'inherit' })
  failed ||= run.status !== 0
}
if (files.length === 0) console.log('bench: nothing to run')
process.exitCode = failed ? 1 : 0
