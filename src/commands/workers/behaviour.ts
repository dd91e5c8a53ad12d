// The worker thread behind src/commands/scanning/scanner.ts: reads one module at a time, judges it, and keeps what it found.
import { parentPort, workerData } from 'node:worker_threads'
import { isWardenError, messageOf } from '../../base/errors.ts'
import type { BehaviourAnswer, BehaviourTask, BehaviourData } from '../scanning/scanner.ts'
import { standardCatalogue } from '../../gosource/flow/cataloguestandard.ts'
import { diffTrees, overlapOfTrees } from '../scanning/difftrees.ts'
import { reachModules } from '../scanning/reach.ts'
import { scanTree } from '../scanning/tree.ts'

// What the pool of src/commands/scanning/scanner.ts hands to its own threads.
const data = workerData as BehaviourData
// Parsed once a thread: it serves every module.
const catalogue = standardCatalogue()

parentPort?.on('message', (task: BehaviourTask) => void run(task))

async function run(task: BehaviourTask): Promise<void> {
  parentPort?.postMessage(await answerOf(task))
}

async function answerOf(task: BehaviourTask): Promise<BehaviourAnswer> {
  try {
    if (task.kind === 'reach') return { id: task.id, kind: 'reach', ways: reachModules(task.task) }
    if (task.kind === 'overlap') return { id: task.id, kind: 'overlap', overlap: await overlapOfTrees(task.task) }
    if (task.kind === 'diff') return { id: task.id, kind: 'diff', answer: await diffTrees(task.task, data, catalogue) }
    return { id: task.id, kind: 'scan', answer: await scanTree(task.task, data, catalogue) }
  } catch (error) {
    const why = whyFailed(error)
    if (why === undefined) throw error
    return { id: task.id, kind: 'failed', why }
  }
}

/** What a module's bytes made impossible; `undefined` for a bug. A stack or string beyond all limits is the module's doing. */
function whyFailed(error: unknown): string | undefined {
  if (isWardenError(error)) return messageOf(error)
  return error instanceof RangeError ? `it asks for more than there is: ${messageOf(error)}` : undefined
}
