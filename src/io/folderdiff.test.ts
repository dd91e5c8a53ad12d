import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { describeDifferences } from './folderdiff.ts'

test('describeDifferences tells a change without its lines where the zip is gone by now', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'modwarden-folderdiff-'))
  try {
    writeFileSync(path.join(folder, 'a.go'), 'package a\n')
    const module = { path: 'example.com/a', version: 'v1.0.0' }
    const request = { module, zip: path.join(folder, 'gone.zip'), folder, trustIndex: false }
    const [told] = await describeDifferences(request, folder, [{ name: 'a.go', kind: 'changed' }])
    assert.deepEqual([told?.name, told?.kind, told?.size, told?.diff], ['a.go', 'changed', 10, undefined])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
