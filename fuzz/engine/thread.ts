// A fuzzing thread: runs one target on its corpus, then on mutations of it until the time is up. Started by watch.ts.
import { pathToFileURL } from 'node:url'
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { generator, type Generator } from '../../test/support/generate.ts'
import type { Target } from '../target.ts'
import { Coverage } from './coverage.ts'
import { instrumentSources } from './instrument.ts'
import { mutate } from './mutate.ts'
import { Moment, type Message, type Task } from './protocol.ts'
import { Running } from './running.ts'

/** How many different findings are told before the run ends: with more, the first ones are not understood yet. */
const MOST_FINDINGS = 20

if (!isMainThread && parentPort !== null) await main(workerData as Task) // watch.ts starts it with a Task

async function main(task: Task): Promise<void> {
  const instrumented = instrumentSources(task.root)
  const { target, bytesOf } = await load(task.target)
  const run = new Running(target, new Coverage(instrumented), new Moment(task.shared), say)
  const known = [...target.seeds.map((seed) => bytesOf(seed)), ...task.corpus]
  for (const input of known.toSorted((a, b) => a.length - b.length)) await run.try(input, true)
  const smallest = [...run.corpus]
  const dictionary = [...(target.dictionary ?? []), ...instrumented.literals].map((text) => bytesOf(text))
  const random = generator(task.seed)
  const end = performance.now() + task.milliseconds
  while (run.findings < MOST_FINDINGS && performance.now() < end) {
    if (task.executions > 0 && run.executions >= task.executions) break
    const input = next(target, run.corpus, dictionary, random)
    const kept = await run.try(input)
    if (kept !== undefined) say({ kind: 'interesting', input: kept })
    // Only so does the thread hear that it shall end, and promises of the target come to their end.
    if (run.executions % 256 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  say({ kind: 'done', status: run.status(), smallest })
}

function say(message: Message): void {
  parentPort?.postMessage(message)
}

async function load(file: string): Promise<{ target: Target; bytesOf: (input: string | Uint8Array) => Uint8Array }> {
  // Loaded here, so that the hook sees src/ first.
  const { bytesOf } = await import('../target.ts')
  const loaded = (await import(pathToFileURL(file).href)) as { readonly target: Target } // every target's file has one
  return { target: loaded.target, bytesOf }
}

function next(
  target: Target,
  corpus: readonly Uint8Array[],
  dictionary: readonly Uint8Array[],
  random: Generator,
): Uint8Array {
  const maxBytes = target.maxBytes ?? 8192
  const none = new Uint8Array(0)
  // Half of the time one of the newest: they are at the edge of what is known.
  const pick = (): Uint8Array => {
    if (corpus.length === 0) return none
    const from = random.below(2) === 0 ? Math.max(0, corpus.length - 16) : 0
    return corpus[from + random.below(corpus.length - from)] ?? none
  }
  const fresh = target.generate !== undefined && random.below(3) === 0 ? target.generate(random) : undefined
  if (fresh !== undefined && random.below(2) === 0) return fresh.subarray(0, maxBytes)
  return mutate(fresh ?? pick(), { random, dictionary, other: pick, maxBytes })
}
