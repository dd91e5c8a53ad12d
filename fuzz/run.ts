// Fuzzes the program's parsers and checks: npm run fuzz -- [TARGET…] [--seconds N] [--jobs N] [--seed N] [--corpus DIR]
//
//   npm run fuzz                                    every target for a minute, two at a time
//   npm run fuzz -- zip note --seconds 3600         two of them for an hour
//   npm run fuzz -- zip --input FILE                one input again, as a finding's last line says
//   npm run fuzz -- --differential --inputs 10000000 --zips 100000
//                                                   names, texts and zips judged by Go and by us
//   npm run fuzz -- --keep 11000                    rewrite fuzz/corpus: what covers most, in so many bytes a target
//
// What it finds interesting is kept in --corpus (by default .cache/fuzz) and read again next time, beside fuzz/corpus.
// Findings are saved in .cache/fuzz/findings. Exit code 1 where there are any.
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { compareBytes } from '../src/base/bytes.ts'
import { mapLimit } from '../src/base/once.ts'
import { appendToCorpus, formatLine, readCorpus, writeCorpus } from './engine/corpus.ts'
import type { Finding } from './engine/protocol.ts'
import { watch, type Outcome } from './engine/watch.ts'

const root = join(import.meta.dirname, '..')
const cache = join(root, '.cache', 'fuzz')

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '60' },
    executions: { type: 'string', default: '0' },
    jobs: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 0x7fff_ffff)) },
    corpus: { type: 'string', default: cache },
    input: { type: 'string' },
    keep: { type: 'string' },
    differential: { type: 'boolean', default: false },
    inputs: { type: 'string', default: '100000' },
    zips: { type: 'string', default: '1000' },
    only: { type: 'string' },
  },
})
const all = readdirSync(join(import.meta.dirname, 'targets')).map((name) => name.replace(/\.ts$/, ''))
const names = positionals.length === 0 ? all : positionals
const unknown = names.filter((name) => !all.includes(name))
if (values.differential) {
  process.exitCode = await differential(whole('seed', values.seed))
} else if (unknown.length > 0) {
  say(`fuzz: no target ${unknown.join(', ')}; there are ${all.join(', ')}`)
  process.exitCode = 2
} else {
  const seed = whole('seed', values.seed)
  if (values.input === undefined) say(`fuzz: --seed ${seed}, ${values.seconds} s each, ${values.jobs} at a time`)
  const outcomes = await mapLimit(names, whole('jobs', values.jobs), (name) => fuzz(name, seed))
  for (const [i, outcome] of outcomes.entries()) say(row(names[i] ?? '', outcome, true))
  const findings = outcomes.reduce((sum, outcome) => sum + outcome.findings.length, 0)
  say(`fuzz: ${names.length} targets, ${findings} findings`)
  process.exitCode = findings === 0 ? 0 : 1
}

async function fuzz(name: string, seed: number): Promise<Outcome> {
  const folder = join(import.meta.dirname, 'corpus', name)
  const found = join(values.corpus, name)
  const replay = values.input
  const outcome = await watch(
    {
      root,
      target: join(import.meta.dirname, 'targets', `${name}.ts`),
      seed,
      milliseconds: replay === undefined && values.keep === undefined ? 1000 * whole('seconds', values.seconds) : 0,
      executions: whole('executions', values.executions),
      corpus: replay === undefined ? [...readCorpus(folder), ...readCorpus(found)] : [readFileSync(replay)],
    },
    {
      onInteresting: (input) => appendToCorpus(found, input),
      onFinding: (finding) => report(name, seed, finding),
      onStatus: (() => {
        let next = 60_000
        return (status, elapsedMs) => {
          if (elapsedMs < next) return
          next += 60_000
          say(row(name, { status, findings: [], elapsedMs, smallest: [] }, false))
        }
      })(),
    },
  )
  if (values.keep !== undefined) keep(folder, name, outcome.smallest, whole('keep', values.keep))
  return outcome
}

async function differential(seed: number): Promise<number> {
  const { compareBatch, compareWithGo, isKind } = await import('./differential/compare.ts')
  const { only } = values
  if (only !== undefined) {
    if (!isKind(only)) throw new Error(`--only ${only}: names, mods, sums, programs or zips`)
    const again = await compareBatch(only, seed)
    for (const difference of again) say(difference)
    return again.length === 0 ? 0 : 1
  }
  const plan = { seed, inputs: whole('inputs', values.inputs), zips: whole('zips', values.zips) }
  say(`fuzz: --differential --seed ${seed} --inputs ${plan.inputs} --zips ${plan.zips}`)
  const began = performance.now()
  let next = 60_000
  let told = 0
  const { inputs, tally, differences } = await compareWithGo(plan, (done) => {
    for (; told < done.differences.length; told++) say(`npm run fuzz -- --differential ${done.differences[told]}`)
    const elapsed = performance.now() - began
    if (elapsed < next) return
    next += 60_000
    say(`${(elapsed / 1000).toFixed(0)} s: ${done.inputs} inputs, ${done.differences.length} differences`)
  })
  for (const [kind, count] of Object.entries(tally).toSorted(([a], [b]) => compareBytes(a, b)))
    say(`  ${kind}: ${count}`)
  const seconds = (performance.now() - began) / 1000
  say(`fuzz: ${inputs} inputs judged by Go and by us in ${seconds.toFixed(0)} s, ${differences.length} differences`)
  return differences.length === 0 ? 0 : 1
}

function report(name: string, seed: number, { kind, text, input }: Finding): void {
  const folder = join(cache, 'findings')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${name}-${kind}-${createHash('sha256').update(input).digest('hex').slice(0, 12)}`)
  writeFileSync(file, input)
  say(`\n${name}: ${kind} (--seed ${seed}), ${input.length} bytes: ${formatLine(input).slice(0, 2000)}`)
  say(text.slice(0, 4000))
  say(`  npm run fuzz -- ${name} --input ${relative(process.cwd(), file)}\n`)
}

/** The shortest inputs first, as many as fit: they are in the order in which each added something. */
function keep(folder: string, name: string, smallest: readonly Uint8Array[], budget: number): void {
  let used = 0
  const kept = smallest.filter((input) => (used += formatLine(input).length + 1) <= budget)
  writeCorpus(folder, `Inputs of ${name} that each reach something new; written by npm run fuzz -- --keep`, kept)
  say(`${name}: ${kept.length} of ${smallest.length} inputs kept`)
}

function row(name: string, { status, findings, elapsedMs }: Outcome, final: boolean): string {
  const seconds = elapsedMs / 1000
  return [
    `${name.padEnd(12)} ${final ? 'done' : '...'} ${seconds.toFixed(0)} s, ${(status.cpuMs / 1000).toFixed(0)} s of processor time`,
    `${status.executions} executions (${Math.round((1000 * status.executions) / Math.max(status.cpuMs, 1))}/s)`,
    `corpus ${status.corpus}`,
    `${status.branches} branches`,
    `slowest ${status.slowestMs.toFixed(0)} ms`,
    `${(status.heldBytes / 1e6).toFixed(0)} MB held`,
    ...(final ? [`${findings.length} findings`] : []),
  ].join(', ')
}

function whole(name: string, text: string): number {
  const n = Number(text)
  if (Number.isSafeInteger(n) && n >= 0 && text !== '') return n
  throw new Error(`--${name}: ${JSON.stringify(text)} is not a whole number`)
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
