import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, readFileSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { inFolder, rejectsWith } from '../../test/support/contracts.ts'
import { put } from '../../test/support/universe.ts'
import { keepTree } from './keep.ts'

test('keepTree copies every file of a folder and says what each was', () =>
  inFolder(async (folder) => {
    const from = path.join(folder, 'from')
    put(path.join(from, 'a/b.go'), 'package b\n')
    put(path.join(from, 'c.go'), 'package c\n')
    utimesSync(path.join(from, 'c.go'), 1, 1)
    const to = path.join(folder, 'evidence/folder')
    const kept = await keepTree({ from, to }, undefined)
    assert.deepEqual(
      kept.map((k) => k.name),
      ['a/b.go', 'c.go'],
    )
    assert.equal(readFileSync(path.join(to, 'a/b.go'), 'utf8'), 'package b\n')
    assert.equal(lstatSync(path.join(to, 'c.go')).mode & 0o777, 0o600)
    assert.equal(lstatSync(path.join(to, 'a')).mode & 0o777, 0o700)
    const [, c] = kept
    assert.equal(c?.mtime, '1970-01-01T00:00:01.000Z')
    assert.equal(c?.size, 10)
    assert.equal(c?.sha256, createHash('sha256').update('package c\n').digest('hex'))
  }))

test('keepTree copies one file under the name that it is given', () =>
  inFolder(async (folder) => {
    const from = put(path.join(folder, 'v1.zip'), 'PK')
    const [kept] = await keepTree({ from, to: path.join(folder, 'evidence/zip') }, undefined)
    assert.equal(kept?.name, '')
    assert.equal(readFileSync(path.join(folder, 'evidence/zip'), 'utf8'), 'PK')
  }))

test('keepTree follows no link and waits for no pipe, and says that they were there', () =>
  inFolder(async (folder) => {
    const from = path.join(folder, 'from')
    mkdirSync(from)
    put(path.join(folder, 'secret'), 'mine\n')
    symlinkSync('../secret', path.join(from, 'link'))
    execFileSync('mkfifo', [path.join(from, 'pipe')])
    const kept = await keepTree({ from, to: path.join(folder, 'to') }, undefined)
    assert.deepEqual(
      kept.map(({ name, kind, target, left }) => [name, kind, target, left]),
      [
        ['link', 'link', '../secret', 'a link: it is not followed'],
        ['pipe', 'other', undefined, 'not a file'],
      ],
    )
    const [alone] = await keepTree({ from: path.join(from, 'link'), to: path.join(folder, 'alone') }, undefined)
    assert.equal(alone?.kind, 'link')
  }))

test('keepTree keeps a small file beside one that is too large, and a name that is no UTF-8', () =>
  inFolder(async (folder) => {
    const from = path.join(folder, 'from')
    put(path.join(from, 'a-sparse'), '')
    truncateSync(path.join(from, 'a-sparse'), 3 * 2 ** 30)
    put(path.join(from, 'evil.go'), '// inert\n')
    const odd = Buffer.concat([Buffer.from(`${from}/`), Buffer.from([0xff, 0xfe])])
    writeFileSync(odd, 'odd')
    const to = path.join(folder, 'to')
    const kept = await keepTree({ from, to }, undefined)
    const of = (name: string): unknown => kept.find((k) => k.name === name)?.left
    assert.equal(of('a-sparse'), 'too large to be kept')
    assert.equal(of('evil.go'), undefined)
    assert.equal(readFileSync(path.join(to, 'not-utf8-fffe'), 'utf8'), 'odd')
  }))

test('keepTree is not stopped by a path that is too long for its copy', () =>
  inFolder(async (folder) => {
    const from = path.join(folder, 'from')
    const deep = path.join(from, ...Array.from({ length: 15 }, () => 'd'.repeat(250)))
    put(path.join(deep, 'x.go'), 'package x\n')
    const [kept] = await keepTree({ from, to: path.join(folder, 'e'.repeat(200), 'f'.repeat(200)) }, undefined)
    assert.match(kept?.left ?? '', /too long/)
  }))

test('keepTree throws where there is nothing, and where it is to stop', () =>
  inFolder(async (folder) => {
    await rejectsWith(keepTree({ from: path.join(folder, 'none'), to: path.join(folder, 'to') }, undefined), 'io')
    const from = put(path.join(folder, 'file'), 'x')
    await rejectsWith(keepTree({ from, to: path.join(folder, 'to') }, AbortSignal.abort()), 'aborted')
  }))
