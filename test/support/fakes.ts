// Worlds for tests: ports that keep everything in memory. Each passes the same contract (contracts.ts) as the real one.
import { appendFileSync, mkdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { WardenError } from '../../src/base/errors.ts'
import type { Clock } from '../../src/world/clock.ts'
import type { Answer, Http } from '../../src/world/http.ts'
import type { Locks } from '../../src/world/lock.ts'

/** A clock that stands at `start` and moves only when somebody sleeps, at once. */
export function fakeClock(start: string = '2026-01-02T03:04:05Z'): Clock {
  let now = new Date(start).getTime()
  return {
    now: () => new Date(now),
    sleep: async (ms, signal) => {
      if (signal?.aborted === true) throw new WardenError('aborted', 'stopped while waiting')
      now += ms
    },
  }
}

/** Locks among the callers of one test, on files that are there. A caller that has to wait is `busy` at once where `timeoutMs` is 0. */
export function fakeLocks(): Locks {
  const held = new Map<string, { shared: number; exclusive: boolean }>()
  return {
    available: true,
    withLock: async (path, kind, work, options = {}) => {
      mkdirSync(dirname(path), { recursive: true })
      appendFileSync(path, '')
      const state = held.get(path) ?? { shared: 0, exclusive: false }
      held.set(path, state)
      while (state.exclusive || (kind === 'exclusive' && state.shared > 0)) {
        if (options.signal?.aborted === true) throw new WardenError('aborted', `${path}: stopped`)
        if (options.timeoutMs === 0) throw new WardenError('busy', `${path}: locked by another test`)
        await new Promise((resolve) => setImmediate(resolve))
      }
      if (kind === 'shared') state.shared++
      else state.exclusive = true
      try {
        return await work()
      } finally {
        if (kind === 'shared') state.shared--
        else state.exclusive = false
      }
    },
  }
}

/** What a fake server gives: a body (200), a status with an optional body, or an error that is thrown. */
export type Reply = string | Uint8Array | { readonly status: number; readonly text?: string } | Error

/** A network of one function. `asked` has every URL in order; a URL that gets `undefined` is a 404. */
export function fakeHttp(reply: (url: string) => Reply | undefined): Http & { readonly asked: string[] } {
  const asked: string[] = []
  const get: Http['get'] = async (url, limits) => {
    if (limits.signal?.aborted === true) throw new WardenError('aborted', `${url}: stopped`)
    asked.push(url)
    const answer = answerOf(reply(url) ?? { status: 404, text: 'not found' })
    if (answer.status === 200 && answer.body.length > limits.maxBytes) {
      throw new WardenError('too-large', `${url}: longer than ${limits.maxBytes} bytes`)
    }
    return answer
  }
  return {
    asked,
    get,
    download: async (url, path, limits) => {
      const answer = await get(url, limits)
      if (answer.status !== 200) return answer
      await writeFile(path, answer.body, { flag: 'wx' }).catch((error: unknown) => {
        throw new WardenError('io', `${path}: cannot write`, { cause: error })
      })
      limits.onBytes?.(answer.body.length)
      return { ...answer, body: new Uint8Array(0) }
    },
  }
}

function answerOf(reply: Reply): Answer {
  if (reply instanceof Error) throw reply
  if (typeof reply === 'string') return { status: 200, headers: new Map(), body: Buffer.from(reply) }
  if (reply instanceof Uint8Array) return { status: 200, headers: new Map(), body: reply }
  const headers = new Map([['content-type', 'text/plain; charset=utf-8']])
  return { status: reply.status, headers, body: Buffer.from(reply.text ?? '') }
}
