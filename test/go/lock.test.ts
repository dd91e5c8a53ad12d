// Our locks and go's are the same locks: raced with a Go program that locks as cmd/go/internal/lockedfile does, and
// with the go command itself.
import assert from 'node:assert/strict'
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { createFiles } from '../../src/io/files.ts'
import { createHttp, offlineHttp } from '../../src/io/http.ts'
import { createClock } from '../../src/io/clock.ts'
import { createLocks } from '../../src/io/lock.ts'
import { createSumdbOps } from '../../src/io/sumdbops.ts'
import { createSumdbClient } from '../../src/sumdb/client.ts'
import { inFolder, rejectsWith } from '../support/contracts.ts'
import { go } from '../support/go.ts'
import { madeLines, testProxy } from '../support/goproxy.ts'
import { serving } from '../support/loopback.ts'
import { TestSumdb } from '../support/sumdbserver.ts'

const locks = createLocks(process.env)
const skip = !go.available ? go.reason : !locks.available && 'no flock here'

/**
 * Adds 1 to the number in a file, again and again, each time under its lock. With a third argument it reads the number
 * under one lock and adds under another, if the number still is the same: compare and swap, as go treats the remembered
 * head. With "hold" it only locks, prints "locked", and waits for its stdin to end.
 */
const counter = `package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"syscall"
	"time"
)

func main() {
	name := os.Args[1]
	if os.Args[2] == "hold" {
		f := open(name)
		fmt.Println("locked")
		io.Copy(io.Discard, os.Stdin)
		f.Close()
		return
	}
	times, _ := strconv.Atoi(os.Args[2])
	for done := 0; done < times; {
		var before []byte
		if len(os.Args) > 3 {
			f := open(name)
			before, _ = io.ReadAll(f)
			check(f.Close())
			// As slow as those beside it, so that all are at it together.
			time.Sleep(time.Millisecond)
		}
		f := open(name)
		old, err := io.ReadAll(f)
		check(err)
		if len(os.Args) > 3 && string(old) != string(before) {
			check(f.Close())
			continue
		}
		done++
		n, _ := strconv.Atoi(string(old))
		check(f.Truncate(0))
		_, err = f.WriteAt([]byte(strconv.Itoa(n+1)), 0)
		check(err)
		check(syscall.Flock(int(f.Fd()), syscall.LOCK_UN))
		check(f.Close())
	}
}

func open(name string) *os.File {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o666)
	check(err)
	for {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX)
		if err != syscall.EINTR {
			break
		}
	}
	check(err)
	return f
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
`

/** Builds the Go program in `folder` and gives its path. */
function built(folder: string): string {
  writeFileSync(path.join(folder, 'main.go'), counter)
  const env = { ...process.env, GOFLAGS: '', GOTOOLCHAIN: 'local', GOWORK: 'off', GO111MODULE: 'off' }
  execFileSync('go', ['build', '-o', 'counter', 'main.go'], { cwd: folder, env })
  return path.join(folder, 'counter')
}

/** Resolves when the child has ended; rejects with what it said where it failed. */
function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`ended with ${code}: ${said}`))))
  })
}

/** Waits until somebody waits for a lock on `file`. */
async function waitedFor(file: string): Promise<void> {
  const inode = String(statSync(file).ino)
  for (let tries = 0; tries < 5000; tries++) {
    const waiting = readFileSync('/proc/locks', 'latin1')
      .split('\n')
      .some((line) => line.includes('->') && line.includes(`:${inode} `))
    if (waiting) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error(`nobody waits for ${file}`)
}

test('withLock is busy while a Go program holds the lock, and has it afterwards', { skip }, () =>
  inFolder(async (folder) => {
    const file = path.join(folder, 'lock')
    const holder = spawn(built(folder), [file, 'hold'], { stdio: ['pipe', 'pipe', 'inherit'] })
    const over = ended(holder)
    try {
      await new Promise((resolve) => holder.stdout.once('data', resolve))
      await rejectsWith(
        locks.withLock(file, 'exclusive', async () => 0, { timeoutMs: 0 }),
        'busy',
        /\(counter\)/,
      )
      await rejectsWith(
        locks.withLock(file, 'shared', async () => 0, { timeoutMs: 0 }),
        'busy',
      )
      const waiting = locks.withLock(file, 'exclusive', async () => 'had it')
      holder.stdin.end()
      assert.equal(await waiting, 'had it')
    } finally {
      holder.stdin.end()
    }
    await over
  }),
)

test('four Go programs and two of ours that count under one lock lose no count', { skip }, () =>
  inFolder(async (folder) => {
    const program = built(folder)
    const file = path.join(folder, 'count')
    const ours = async (): Promise<void> => {
      for (let i = 0; i < 100; i++) {
        await locks.withLock(file, 'exclusive', async () => {
          const n = Number(readFileSync(file, 'utf8'))
          await new Promise((resolve) => setImmediate(resolve))
          writeFileSync(file, String(n + 1))
        })
      }
    }
    const theirs = Array.from({ length: 4 }, () =>
      ended(spawn(program, [file, '250'], { stdio: ['ignore', 'ignore', 'pipe'] })),
    )
    await Promise.all([...theirs, ours(), ours()])
    assert.equal(readFileSync(file, 'utf8'), '1200')
  }),
)

test('writeHead and Go programs compare and swap one file, and no step is lost', { skip }, () =>
  inFolder(async (folder) => {
    const program = built(folder)
    const name = 'db.example/sumdb'
    const file = path.join(folder, 'go/pkg/sumdb', name, 'latest')
    const settings = { GOPROXY: 'off', GOPATH: `${folder}/go`, GOMODCACHE: `${folder}/mod` }
    const world = { files: createFiles(), locks, clock: createClock(), http: offlineHttp(), store: `${folder}/store` }
    const ours = async (): Promise<void> => {
      const ops = createSumdbOps({ name, settings, ...world })
      for (let done = 0; done < 50;) {
        const old = await ops.readHead()
        if (await ops.writeHead(old, Buffer.from(String(Number(Buffer.from(old).toString()) + 1)))) done++
      }
    }
    mkdirSync(path.dirname(file), { recursive: true })
    const theirs = [1, 2].map(() =>
      ended(spawn(program, [file, '200', 'cas'], { stdio: ['ignore', 'ignore', 'pipe'] })),
    )
    await Promise.all([...theirs, ours(), ours()])
    assert.equal(readFileSync(file, 'utf8'), '500')
  }),
)

/** The environment of a go command whose whole world is `folder` and the proxy at `base`. */
function goWorld(folder: string, base: string, more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const world = { HOME: folder, GOPATH: `${folder}/go`, GOMODCACHE: `${folder}/mod`, GOCACHE: `${folder}/cache` }
  const off = { GOENV: 'off', GOTOOLCHAIN: 'local', GOWORK: 'off', GOPRIVATE: '', GONOPROXY: '', GONOSUMDB: '' }
  return { PATH: process.env['PATH'], ...world, ...off, GOFLAGS: '-modcacherw', GOPROXY: base, ...more }
}

function goDownload(folder: string, modules: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  return ended(spawn('go', ['mod', 'download', ...modules], { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] }))
}

const noTable = !existsSync('/proc/locks') && 'no /proc/locks here'

test('go mod download waits while we hold the lock of the version', { skip: skip || noTable }, () =>
  inFolder((folder) =>
    serving(testProxy({}), async (base) => {
      const versions = path.join(folder, 'mod/cache/download/m.example/a/@v')
      mkdirSync(versions, { recursive: true })
      const lock = path.join(versions, 'v1.0.0.lock')
      let downloading: Promise<void> | undefined
      await locks.withLock(lock, 'exclusive', async () => {
        downloading = goDownload(folder, ['m.example/a@v1.0.0'], goWorld(folder, base, { GOSUMDB: 'off' }))
        await waitedFor(lock)
        assert.equal(existsSync(path.join(versions, 'v1.0.0.zip')), false)
      })
      await downloading
      assert.equal(existsSync(path.join(versions, 'v1.0.0.zip')), true)
    }),
  ),
)

test('go and our client move one remembered head forward together', { skip }, () =>
  inFolder(async (folder) => {
    const db = new TestSumdb('db.example/sumdb')
    const names = Array.from({ length: 24 }, (_, i) => `m.example/n${i}`)
    for (const name of names) db.add(name, 'v1.0.0', madeLines(name, 'v1.0.0'))
    let newest = 0
    const onRequest = (asked: string): void => {
      // The log grows under their hands: every lookup comes with a newer head than the one before.
      if (!asked.includes('/lookup/') && !asked.endsWith('/latest')) return
      db.fill(3)
      newest = db.size
    }
    await serving(testProxy({ db, onRequest }), async (base) => {
      const GOSUMDB = db.key.verifier.key
      const http = createHttp({ env: {}, version: '0.0.0' })
      const settings = { GOPROXY: base, GOPATH: `${folder}/go`, GOMODCACHE: `${folder}/mod` }
      const ours = async (some: readonly string[]): Promise<void> => {
        const world = { files: createFiles(), locks, clock: createClock(), http, store: `${folder}/store` }
        const ops = createSumdbOps({ name: db.name, settings, ...world })
        for (const name of some) {
          // A client of its own for each, as a process of its own would be.
          const client = createSumdbClient({ verifier: db.key.verifier, ops, mayAsk: () => true })
          const record = await client.lookup(name, 'v1.0.0')
          assert.deepEqual(record.lines.join('\n'), madeLines(name, 'v1.0.0').trim())
        }
      }
      const theirs = async (some: readonly string[]): Promise<void> => {
        for (const name of some) await goDownload(folder, [`${name}@v1.0.0`], goWorld(folder, base, { GOSUMDB }))
      }
      const part = (n: number): string[] => names.slice(n * 6, n * 6 + 6)
      await Promise.all([theirs(part(0)), ours(part(2)), theirs(part(1)), ours(part(3))])
      http.close()
    })
    const head = readFileSync(path.join(folder, 'go/pkg/sumdb/db.example/sumdb/latest'))
    assert.deepEqual(head, Buffer.from(db.signedHead(newest)))
    const own = readFileSync(path.join(folder, 'store/pkg/sumdb/db.example/sumdb/latest'))
    assert.match(own.toString(), /^go\.sum database tree\n/)
  }),
)

test('go reads what our client has cached, and asks the database no more for it', { skip }, () =>
  inFolder(async (folder) => {
    const db = new TestSumdb('db.example/sumdb')
    db.fill(300).add('m.example/a', 'v1.0.0', madeLines('m.example/a', 'v1.0.0'))
    const asked: string[] = []
    await serving(testProxy({ db, onRequest: (p) => void asked.push(p) }), async (base) => {
      const http = createHttp({ env: {}, version: '0.0.0' })
      const settings = { GOPROXY: base, GOPATH: `${folder}/go`, GOMODCACHE: `${folder}/mod` }
      const world = { files: createFiles(), locks, clock: createClock(), http, store: `${folder}/store` }
      const ops = createSumdbOps({ name: db.name, settings, ...world })
      await createSumdbClient({ verifier: db.key.verifier, ops, mayAsk: () => true }).lookup('m.example/a', 'v1.0.0')
      http.close()
      assert.ok(asked.some((p) => p.startsWith('/sumdb/')))
      asked.length = 0
      await goDownload(folder, ['m.example/a@v1.0.0'], goWorld(folder, base, { GOSUMDB: db.key.verifier.key }))
      assert.deepEqual(
        asked.filter((p) => p.startsWith('/sumdb/')),
        [],
      )
    })
  }),
)
