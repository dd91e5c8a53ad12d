// The worker thread behind src/io/contents.ts: examines module versions and answers one by one.
import { parentPort } from 'node:worker_threads'
import { examine } from '../../io/examine.ts'
import type { WorkerTask } from '../../io/contents.ts'

parentPort?.on('message', (task: WorkerTask) => void run(task))

async function run(task: WorkerTask): Promise<void> {
  for (const [i, request] of task.requests.entries()) {
    parentPort?.postMessage({ kind: 'done', index: task.indexes[i], result: await examine(request) })
  }
  parentPort?.postMessage({ kind: 'idle' })
}
