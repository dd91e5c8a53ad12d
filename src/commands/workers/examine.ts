// The worker thread behind src/io/contents.ts: examines module versions and unpacks zips, a few at a time.
import { parentPort } from 'node:worker_threads'
import { createGate } from '../../base/once.ts'
import type { WorkerAnswer, WorkerRequest, WorkerResult, WorkerTask } from '../../io/contents.ts'
import { examine } from '../../io/examine.ts'
import { extract } from '../../io/extract.ts'

parentPort?.on('message', (task: WorkerTask) => void run(task))

// Two at a time: where one waits for a large entry to be inflated elsewhere, the other goes on.
const lane = createGate(2)

async function run(task: WorkerTask): Promise<void> {
  const results = await Promise.all(task.requests.map(async (r) => lane(async () => work(r))))
  const answer: WorkerAnswer = { ids: task.ids, results }
  parentPort?.postMessage(answer)
}

async function work(task: WorkerRequest): Promise<WorkerResult> {
  if (task.kind === 'examine') return { kind: 'examine', result: await examine(task.request) }
  return { kind: 'extract', result: await extract(task.request) }
}
