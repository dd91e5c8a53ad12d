// The worker thread behind src/io/contents.ts: examines module versions, a few at a time.
import { parentPort } from 'node:worker_threads'
import type { WorkerAnswer, WorkerTask } from '../../io/contents.ts'
import { examine } from '../../io/examine.ts'
import type { Examined } from '../../world/contents.ts'

parentPort?.on('message', (task: WorkerTask) => void run(task))

async function run(task: WorkerTask): Promise<void> {
  const results: Examined[] = []
  for (const request of task.requests) results.push(await examine(request))
  const answer: WorkerAnswer = { ids: task.ids, results }
  parentPort?.postMessage(answer)
}
