// What every implementation of a port promises: one suite a port, run by the real one and by the fake.
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { isWardenError } from '../../src/base/errors.ts'
import type { Clock } from '../../src/world/clock.ts'
import type { Http } from '../../src/world/http.ts'
import type { Locks } from '../../src/world/lock.ts'
import type { Reply } from './fakes.ts'

/** Asserts that `work` rejects with a `WardenError` of `code` whose message matches. */
export async function rejectsWith(work: Promise<unknown>, code: string, message: RegExp = /./): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(isWardenError(error), `not a WardenError: ${String(error)}`)
    assert.equal(error.code, code)
    assert.match(error.message, message)
    return true
  })
}

/** A folder for one test; it is removed afterwards, also while go's telemetry still writes into a home in it. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'modwarden-test-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
}

/** The promises of `Clock`. */
export function clockContract(name: string, make: () => Clock): void {
  test(`${name}: sleep resolves, and the time has not gone back`, async () => {
    const clock = make()
    const before = clock.now().getTime()
    assert.equal(await clock.sleep(1), undefined)
    assert.ok(clock.now().getTime() >= before)
  })
  test(`${name}: sleep rejects with aborted where the signal has fired`, async () => {
    await rejectsWith(make().sleep(60_000, AbortSignal.abort()), 'aborted')
  })
}

/** The promises of `Locks`, for one that is available. */
export function locksContract(name: string, make: () => Locks): void {
  test(`${name}: withLock gives back what the work gives and lets go where it throws`, () =>
    inFolder(async (folder) => {
      const locks = make()
      const file = path.join(folder, 'a', 'lock')
      assert.equal(await locks.withLock(file, 'exclusive', async () => 7), 7)
      await assert.rejects(
        locks.withLock(file, 'exclusive', () => Promise.reject(new Error('inner'))),
        /inner/,
      )
      assert.equal(await locks.withLock(file, 'exclusive', async () => 8, { timeoutMs: 0 }), 8)
    }))
  test(`${name}: withLock creates the file empty and leaves what is in it`, () =>
    inFolder(async (folder) => {
      const locks = make()
      const file = path.join(folder, 'lock')
      await locks.withLock(file, 'shared', async () => undefined)
      assert.equal(readFileSync(file, 'utf8'), '')
      writeFileSync(file, 'kept')
      await locks.withLock(file, 'exclusive', async () => undefined)
      assert.equal(readFileSync(file, 'utf8'), 'kept')
    }))
  test(`${name}: an exclusive lock keeps everyone else out`, () =>
    inFolder(async (folder) => {
      const locks = make()
      const file = path.join(folder, 'lock')
      await locks.withLock(file, 'exclusive', async () => {
        await rejectsWith(
          locks.withLock(file, 'exclusive', async () => 0, { timeoutMs: 0 }),
          'busy',
          /locked by/,
        )
        await rejectsWith(
          locks.withLock(file, 'shared', async () => 0, { timeoutMs: 0 }),
          'busy',
        )
      })
    }))
  test(`${name}: shared locks go together and keep an exclusive one out`, () =>
    inFolder(async (folder) => {
      const locks = make()
      const file = path.join(folder, 'lock')
      await locks.withLock(file, 'shared', async () => {
        assert.equal(await locks.withLock(file, 'shared', async () => 1, { timeoutMs: 0 }), 1)
        await rejectsWith(
          locks.withLock(file, 'exclusive', async () => 0, { timeoutMs: 0 }),
          'busy',
        )
      })
    }))
  test(`${name}: two files have two locks`, () =>
    inFolder(async (folder) => {
      const locks = make()
      const inner = (): Promise<number> =>
        locks.withLock(path.join(folder, 'b'), 'exclusive', async () => 2, { timeoutMs: 0 })
      assert.equal(await locks.withLock(path.join(folder, 'a'), 'exclusive', inner), 2)
    }))
  test(`${name}: whoever waits stops where the signal fires`, () =>
    inFolder(async (folder) => {
      const locks = make()
      const file = path.join(folder, 'lock')
      const stop = new AbortController()
      await locks.withLock(file, 'exclusive', async () => {
        const waiting = locks.withLock(file, 'exclusive', async () => 0, { signal: stop.signal })
        stop.abort()
        await rejectsWith(waiting, 'aborted')
      })
    }))
  test(`${name}: twenty who count under the lock lose no count`, () =>
    inFolder(async (folder) => {
      const locks = make()
      const file = path.join(folder, 'lock')
      let count = 0
      const add = (): Promise<void> =>
        locks.withLock(file, 'exclusive', async () => {
          const now = count
          await new Promise((resolve) => setImmediate(resolve))
          count = now + 1
        })
      await Promise.all(Array.from({ length: 20 }, add))
      assert.equal(count, 20)
    }))
}

/** A network for the contract: an `Http` whose `base` is answered by `reply`, which is given the path. */
export type MakeHttp = (
  reply: (path: string) => Reply | undefined,
  work: (http: Http, base: string) => Promise<void>,
) => Promise<void>

/** The promises of `Http` that a fake can keep too. */
export function httpContract(name: string, run: MakeHttp): void {
  const limits = { maxBytes: 100 }
  test(`${name}: get gives any status as an answer, with its body`, () =>
    run(
      (p) => (p === '/a' ? 'hello' : p === '/b' ? { status: 403, text: 'no' } : undefined),
      async (http, base) => {
        const ok = await http.get(`${base}/a`, limits)
        assert.equal(ok.status, 200)
        assert.equal(Buffer.from(ok.body).toString(), 'hello')
        const no = await http.get(`${base}/b`, limits)
        assert.equal(no.status, 403)
        assert.equal(Buffer.from(no.body).toString(), 'no')
        assert.equal(no.headers.get('content-type'), 'text/plain; charset=utf-8')
        assert.equal((await http.get(`${base}/c`, limits)).status, 404)
      },
    ))
  test(`${name}: get takes a body of exactly maxBytes and refuses one byte more`, () =>
    run(
      (p) => 'x'.repeat(Number(p.slice(1))),
      async (http, base) => {
        assert.equal((await http.get(`${base}/100`, limits)).body.length, 100)
        await rejectsWith(http.get(`${base}/101`, limits), 'too-large')
      },
    ))
  test(`${name}: get throws aborted where the signal has fired`, () =>
    run(
      () => 'x',
      async (http, base) => {
        await rejectsWith(http.get(`${base}/a`, { ...limits, signal: AbortSignal.abort() }), 'aborted')
      },
    ))
  test(`${name}: download makes a new file and tells every byte`, () =>
    run(
      () => 'hello',
      (http, base) =>
        inFolder(async (folder) => {
          let heard = 0
          const file = path.join(folder, 'f')
          const answer = await http.download(`${base}/a`, file, { ...limits, onBytes: (n) => (heard += n) })
          assert.equal(answer.status, 200)
          assert.equal(readFileSync(file, 'utf8'), 'hello')
          assert.equal(heard, 5)
        }),
    ))
  test(`${name}: download never writes over a file`, () =>
    run(
      () => 'hello',
      (http, base) =>
        inFolder(async (folder) => {
          const file = path.join(folder, 'f')
          writeFileSync(file, 'mine')
          await rejectsWith(http.download(`${base}/a`, file, limits), 'io', /f: cannot write/)
          assert.equal(readFileSync(file, 'utf8'), 'mine')
        }),
    ))
  test(`${name}: download leaves no file for another status or too many bytes`, () =>
    run(
      (p) => (p === '/big' ? 'x'.repeat(101) : undefined),
      (http, base) =>
        inFolder(async (folder) => {
          const file = path.join(folder, 'f')
          assert.equal((await http.download(`${base}/gone`, file, limits)).status, 404)
          assert.equal(existsSync(file), false)
          await rejectsWith(http.download(`${base}/big`, file, limits), 'too-large')
          assert.equal(existsSync(file), false)
        }),
    ))
}
