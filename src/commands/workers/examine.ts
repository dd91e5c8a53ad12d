// The worker thread behind src/io/contents.ts: examines module versions, a few at a time.
import { parentPort } from 'node:worker_threads'
import { createGate } from '../../base/once.ts'
import type { WorkerAnswer, WorkerTask } from '../../io/contents.ts'
import { examine } from '../../io/examine.ts'
import type { Examined } from '../../world/contents.ts'

parentPort?.on('message', (task: WorkerTask) => void run(task))

// Two at a time: where one waits for a large entry to be inflated elsewhere, the other goes on.
const lane = createGate(2)

async function run(task: WorkerTask): Promise<void> {
  const results: Examined[] = await Promise.all(task.requests.map(async (r) => lane(async () => examine(r))))
  const answer: WorkerAnswer = { ids: task.ids, results }
  parentPort?.postMessage(answer)
}
