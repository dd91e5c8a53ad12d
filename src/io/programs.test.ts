// Programs on a real disk: what is read, what is listed, and what is not followed.
import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { isWardenError } from '../base/errors.ts'
import { inFolder } from '../../test/support/contracts.ts'
import { makeProgram } from '../../test/support/programwriter.ts'
import { createPrograms } from './programs.ts'

const programs = createPrograms()
const text = { main: { path: 'example.com/tool', version: '(devel)' } }

test('read gives what a program says, through a link too, and undefined for another file', async () => {
  await inFolder(async (folder) => {
    const file = path.join(folder, 'tool')
    writeFileSync(file, makeProgram(text))
    symlinkSync(file, path.join(folder, 'link'))
    writeFileSync(path.join(folder, 'script'), '#!/bin/sh\n')
    writeFileSync(path.join(folder, 'empty'), '')
    assert.equal((await programs.read(file))?.path, 'example.com/tool')
    assert.equal((await programs.read(path.join(folder, 'link')))?.path, 'example.com/tool')
    assert.equal(await programs.read(path.join(folder, 'script')), undefined)
    assert.equal(await programs.read(path.join(folder, 'empty')), undefined)
  })
})

test('read refuses what is not there, what is no file, and what is malformed, by its name', async () => {
  await inFolder(async (folder) => {
    await assert.rejects(programs.read(path.join(folder, 'gone')), (error) => isWardenError(error, 'not-found'))
    await assert.rejects(programs.read(folder), (error) => isWardenError(error, 'io'))
    const file = path.join(folder, 'broken')
    const program = makeProgram(text)
    program.writeUInt16LE(0xffff, 54)
    writeFileSync(file, program)
    await assert.rejects(programs.read(file), (error) => isWardenError(error, 'parse') && error.place?.file === file)
  })
})

test('list gives regular files that may be programs, in order, and says what it left out', async () => {
  await inFolder(async (folder) => {
    const put = (name: string, mode: number): void => {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
      writeFileSync(path.join(folder, name), '')
      chmodSync(path.join(folder, name), mode)
    }
    put('b', 0o755)
    put('a', 0o700)
    put('notes.txt', 0o644)
    put('c.EXE', 0o644)
    put('lib.so.1', 0o644)
    put('linux_arm64/d', 0o755)
    put('outside/e', 0o755)
    symlinkSync(path.join(folder, 'b'), path.join(folder, 'link'))
    symlinkSync(path.join(folder, '..'), path.join(folder, 'linux_arm64', 'up'))
    const found = await programs.list(folder)
    const names = (files: readonly string[]): string[] => files.map((file) => path.relative(folder, file))
    assert.deepEqual(names(found?.files ?? []), ['a', 'b', 'c.EXE', 'lib.so.1', 'linux_arm64/d', 'outside/e'])
    assert.deepEqual(
      names(found?.left.map((l) => l.file) ?? []).toSorted((a, b) => (a < b ? -1 : 1)),
      ['link', 'linux_arm64/up'],
    )
    assert.equal(await programs.list(path.join(folder, 'gone')), undefined)
    await assert.rejects(programs.list(path.join(folder, 'a')), (error) => isWardenError(error, 'io'))
  })
})

test('list goes down a bounded way', async () => {
  await inFolder(async (folder) => {
    const deep = path.join(folder, ...Array.from({ length: 30 }, () => 'd'))
    mkdirSync(deep, { recursive: true })
    writeFileSync(path.join(deep, 'x'), '', { mode: 0o755 })
    const found = await programs.list(folder)
    assert.deepEqual(found?.files, [])
    assert.deepEqual(
      found?.left.map((l) => l.why),
      ['too deep'],
    )
  })
})
