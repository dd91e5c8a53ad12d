import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { makeFolders } from './makefolder.ts'

test('makeFolders makes what is missing, with its mode, and takes what is there', (t) => {
  const root = mkdtempSync(path.join(tmpdir(), 'modwarden-folders-'))
  t.after(() => rmSync(root, { recursive: true }))
  makeFolders(path.join(root, 'a/b/c'), 0o700)
  makeFolders(path.join(root, 'a/b/c'))
  assert.equal(statSync(path.join(root, 'a/b')).mode & 0o777, 0o700)
})

test('makeFolders ends where a file is in the way', (t) => {
  const root = mkdtempSync(path.join(tmpdir(), 'modwarden-folders-'))
  t.after(() => rmSync(root, { recursive: true }))
  writeFileSync(path.join(root, 'file'), '')
  assert.throws(() => makeFolders(path.join(root, 'file/x/y')), { code: /ENOTDIR|EEXIST/ })
  assert.throws(() => makeFolders(path.join(root, 'file')), { code: 'EEXIST' })
})

const noProc = existsSync('/proc/self') ? false : 'no /proc here'
test('makeFolders ends where the file system takes no new names', { skip: noProc }, () => {
  assert.throws(() => makeFolders('/proc/nope/store/tmp'), { code: 'ENOENT' })
})
