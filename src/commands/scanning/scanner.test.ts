import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { isWardenError } from '../../base/errors.ts'
import type { ScanAnswer } from '../../jobs/scan/scanner.ts'
import { createScanner } from './scanner.ts'

/** Scans one folder with a Go file twice, in one scanner. */
async function twice(limits: { readonly ms: number; readonly heapMb: number }): Promise<ScanAnswer[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'modwarden-scanner-'))
  writeFileSync(path.join(folder, 'a.go'), 'package a\n')
  const scanner = createScanner({ store: path.join(folder, 'store'), full: true, workers: 1, limits })
  const module = { path: 'example.com/m', version: '' }
  const task = { tree: { kind: 'local', module, folder, leave: ['store'] } } as const
  const answers: ScanAnswer[] = []
  try {
    await scanner.scan([task, task], (_, answer) => answers.push(answer))
    return answers
  } finally {
    await scanner.close()
    rmSync(folder, { recursive: true })
  }
}

test('a module that takes too long is not known, and the next one is looked at by another thread', async () => {
  assert.deepEqual(await twice({ ms: 1, heapMb: 512 }), [
    { kind: 'failed', why: 'more than 0 s were needed' },
    { kind: 'failed', why: 'more than 0 s were needed' },
  ])
})

test('a module that takes too much memory is not known, and the run goes on', async () => {
  assert.deepEqual(await twice({ ms: 60_000, heapMb: 4 }), [
    { kind: 'failed', why: 'more memory was needed than there is for one module' },
    { kind: 'failed', why: 'more memory was needed than there is for one module' },
  ])
})

test('scan stops when it is told to', async () => {
  const scanner = createScanner({ store: tmpdir(), full: true, workers: 1 })
  const stop = new AbortController()
  const module = { path: 'example.com/m', version: '' }
  const task = { tree: { kind: 'local', module, folder: import.meta.dirname, leave: [] } } as const
  const scanning = scanner.scan([task], () => undefined, stop.signal)
  stop.abort()
  await assert.rejects(scanning, (error) => isWardenError(error, 'aborted'))
  await scanner.close()
})
