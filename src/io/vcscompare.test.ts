import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { mod, prefix } from '../../test/support/modzips.ts'
import { makeZip } from '../../test/support/zipwriter.ts'
import { isWardenError } from '../base/errors.ts'
import type { SourceFile, SourceTree, WantedFile } from '../world/vcs.ts'
import { compareWithSource } from './vcscompare.ts'

async function withZip(
  contents: Readonly<Record<string, string>>,
  work: (zip: string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'modwarden-vcscompare-'))
  try {
    const zip = path.join(folder, 'm.zip')
    const entries = Object.entries(contents).map(([name, content]) => ({ name: prefix + name, content }))
    writeFileSync(zip, makeZip(entries))
    await work(zip)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const nothing: SourceTree = { files: [], read: async () => Promise.resolve(new Uint8Array(0)) }
const wanted = (name: string, text: string): WantedFile => ({ name, bytes: Buffer.from(text) })

test('compareWithSource names the lines that the zip has instead', async () => {
  await withZip({ 'a.go': 'package a\n\nvar x = 2\n', 'b.go': 'package a\n' }, async (zip) => {
    const files = [wanted('a.go', 'package a\n\nvar x = 1\n'), wanted('b.go', 'package a\n')]
    const found = await compareWithSource(mod, zip, nothing, files, undefined)
    assert.deepEqual([...found.changed], [['a.go', [{ from: 3, to: 3 }]]])
    assert.deepEqual(found.differences[0]?.diff, ['3 - var x = 1', '3 + var x = 2'])
  })
})

test('compareWithSource tells names alone after its time for lines', async () => {
  const lines = (seed: number): string => Array.from({ length: 40_000 }, (_, i) => `${(i * seed) % 9973}`).join('\n')
  const names = Array.from({ length: 12 }, (_, i) => `f${String(i).padStart(2, '0')}.go`)
  await withZip(Object.fromEntries([...names, 'z.go'].map((name) => [name, lines(7)])), async (zip) => {
    const files = [...names.map((name) => wanted(name, lines(11))), wanted('z.go', `${lines(7)}\n`)]
    const found = await compareWithSource(mod, zip, nothing, files, undefined)
    // The last one would take no time.
    assert.equal(found.changed.get('z.go'), 'all')
    assert.equal(found.differenceCount, 13)
  })
})

test('compareWithSource lets a signal in between files', async () => {
  const stop = new AbortController()
  const file = (name: string): SourceFile => ({ name, kind: 'file', size: 1, sha256: '0'.repeat(64) })
  const tree: SourceTree = {
    files: [],
    read: async () => {
      setImmediate(() => stop.abort())
      return Promise.resolve(Buffer.from('x'))
    },
  }
  await withZip({ 'a.go': 'a', 'b.go': 'b' }, async (zip) => {
    const files = ['a.go', 'b.go'].map((name) => ({ name, tree: file(name) }))
    await assert.rejects(compareWithSource(mod, zip, tree, files, stop.signal), (e) => isWardenError(e, 'aborted'))
  })
})
