import assert from 'node:assert/strict'
import {
  existsSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { createFiles } from './files.ts'
import { clearFolders, clearUnfinished, LEFT_OVER_MS, temporaryBeside } from './temporary.ts'

const long = new Date(Date.now() - LEFT_OVER_MS - 60_000)

function inFolder(work: (folder: string) => void | Promise<void>): () => Promise<void> {
  return async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'modwarden-test-'))
    try {
      await work(folder)
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
}

function put(file: string, time?: Date): string {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, 'x')
  if (time !== undefined) utimesSync(file, time, time)
  return file
}

test(
  'clearUnfinished removes what a killed run left an hour ago, and nothing else',
  inFolder((folder) => {
    const file = path.join(folder, 'latest')
    const dead = put(temporaryBeside(file), long)
    const living = put(temporaryBeside(file))
    const others = ['.modwarden-short.tmp', '.modwarden.yaml', 'x.tmp', '.modwarden-abcdefghijkl.tmp.txt'].map((name) =>
      put(path.join(folder, name), long),
    )
    const target = put(path.join(folder, 'target'), long)
    const link = path.join(folder, '.modwarden-aaaaaaaaaaaa.tmp')
    symlinkSync(target, link)
    lutimesSync(link, long, long)
    const directory = path.join(folder, '.modwarden-bbbbbbbbbbbb.tmp')
    put(path.join(directory, 'kept'), long)
    utimesSync(directory, long, long)
    clearUnfinished(folder)
    assert.ok(!existsSync(dead))
    assert.ok(existsSync(living))
    assert.deepEqual(
      others.filter((name) => !existsSync(name)),
      [],
    )
    assert.ok(existsSync(target) && existsSync(path.join(directory, 'kept')))
    assert.ok(!readdirSync(folder).includes('.modwarden-aaaaaaaaaaaa.tmp'))
  }),
)

test(
  'clearFolders leaves a folder in which a file still grows',
  inFolder((folder) => {
    const dead = path.dirname(put(path.join(folder, 'fetch-aB3dE6', 'module.zip'), long))
    const living = path.dirname(put(path.join(folder, 'fetch-xY3zZ6', 'module.zip')))
    const other = path.dirname(put(path.join(folder, 'fetched', 'module.zip'), long))
    for (const made of [dead, living, other]) utimesSync(made, long, long)
    clearFolders(folder, 'fetch-')
    assert.deepEqual(readdirSync(folder).toSorted(), ['fetch-xY3zZ6', 'fetched'])
  }),
)

test('nothing is cleared where there is no folder', () => {
  clearUnfinished('/nonexistent/folder')
  clearFolders('/nonexistent/folder', 'fetch-')
})

test(
  'write clears the folder that it writes into',
  inFolder(async (folder) => {
    const file = path.join(folder, 'a', 'latest')
    put(temporaryBeside(file), long)
    await createFiles().write(file, Buffer.from('head'))
    assert.deepEqual(readdirSync(path.dirname(file)), ['latest'])
  }),
)
