// Contents over worker threads: one queue, largest first, each worker asking for the next as it finishes one.
import os from 'node:os'
import { Worker } from 'node:worker_threads'
import { WardenError } from '../base/errors.ts'
import type { Contents, Examined, ExamineRequest } from '../world/contents.ts'
import { compareVendor } from './comparevendor.ts'
import { lstat } from './statindex.ts'

/** What a worker hears. */
export interface WorkerTask {
  readonly indexes: readonly number[]
  readonly requests: readonly ExamineRequest[]
}

/** What a worker answers. */
export type WorkerAnswer =
  | { readonly kind: 'done'; readonly index: number; readonly result: Examined }
  | { readonly kind: 'idle' }

/** Requests handed over at a time once only small ones are left; large ones go alone. */
const BATCH = 8
const LARGE_BYTES = 4 << 20

/** `entry` is the worker's module (src/commands/workers/examine.ts); `workers` defaults to the usable cores. */
export function createContents(entry: URL, workers: number = os.availableParallelism()): Contents {
  const threads: Worker[] = []
  return {
    async examine(requests, onDone, signal): Promise<void> {
      if (requests.length === 0) return
      const queue = bySize(requests)
      while (threads.length < Math.min(workers, queue.length)) threads.push(new Worker(entry))
      let next = 0
      await Promise.all(
        threads.map(async (thread) => {
          await new Promise<void>((resolve, reject) => {
            const give = (): void => {
              if (signal?.aborted === true) {
                finish(() => reject(new WardenError('aborted', 'stopped')))
                return
              }
              const batch = queue.slice(next, next + ((queue[next]?.bytes ?? 0) > LARGE_BYTES ? 1 : BATCH))
              if (batch.length === 0) {
                finish(resolve)
                return
              }
              next += batch.length
              const task: WorkerTask = { indexes: batch.map((item) => item.index), requests: batch.map((item) => item.request) }
              thread.postMessage(task)
            }
            const hear = (answer: WorkerAnswer): void => {
              if (answer.kind === 'done') onDone(answer.index, answer.result)
              else if (answer.kind === 'idle') give()
            }
            const fail = (error: unknown): void => finish(() => reject(error))
            const finish = (settle: () => void): void => {
              thread.off('message', hear).off('error', fail)
              settle()
            }
            thread.on('message', hear).on('error', fail)
            give()
          })
        }),
      )
    },
    compareVendor: async (request, owners) => compareVendor(request, owners),
    async close(): Promise<void> {
      await Promise.all(threads.splice(0).map((thread) => thread.terminate()))
    },
  }
}

interface Queued {
  readonly index: number
  readonly request: ExamineRequest
  readonly bytes: number
}

/** Largest zip first, so that the last worker does not end long after the others. */
function bySize(requests: readonly ExamineRequest[]): Queued[] {
  return requests
    .map((request, index) => ({ index, request, bytes: Number(request.zip === undefined ? 0 : (lstat(request.zip)?.size ?? 0)) }))
    .sort((a, b) => b.bytes - a.bytes)
}
