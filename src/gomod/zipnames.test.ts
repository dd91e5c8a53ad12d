import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ZipNames } from './zipnames.ts'

// Why the last of some names is refused; the ones before it must be taken. A folder ends in a slash.
function lastOf(...list: readonly string[]): string | undefined {
  const names = new ZipNames()
  const whys = list.map((name) => (name.endsWith('/') ? names.add(name.slice(0, -1), true) : names.add(name, false)))
  assert.deepEqual(whys.slice(0, -1).filter(Boolean), [])
  return whys.at(-1)
}

test('ZipNames.add takes files, folders before and after their files, and a folder again', () => {
  assert.equal(
    lastOf('a.go', 'd/', 'd/a.go', 'd/e/f/a.go', 'd/e/', 'd/e/f/b.go', 'd/', '世界.go', 'd/.x', 'a b'),
    undefined,
  )
})

test('ZipNames.add refuses a second file of the same name', () => {
  assert.equal(lastOf('d/a.go', 'd/a.go'), 'it is there twice')
})

test('ZipNames.add refuses names that differ in case only, of files and of folders on the way', () => {
  assert.equal(lastOf('readme', 'README'), '"readme" and "README" differ in case only')
  assert.equal(lastOf('dir/a', 'b', 'Dir/c'), '"dir" and "Dir" differ in case only')
  assert.equal(lastOf('dir/a', 'DIR'), '"dir" and "DIR" differ in case only')
  assert.equal(lastOf('k', '\u212a'), '"k" and "\u212a" differ in case only')
  assert.equal(lastOf('straße', 'STRASSE'), undefined)
})

test('ZipNames.add refuses what is a file and a folder', () => {
  assert.equal(lastOf('a', 'a/b'), '"a" is a file and a folder')
  assert.equal(lastOf('a/b', 'a'), '"a" is a file and a folder')
  assert.equal(lastOf('a', 'a/'), '"a" is a file and a folder')
  assert.equal(lastOf('x/a', 'x/a/b/c'), '"a" is a file and a folder')
})

test('ZipNames.add refuses paths that are not clean, relative and valid', () => {
  const bad = [
    '',
    '/',
    '/a',
    'a//b',
    './a',
    'a/./b',
    '../a',
    'a/..',
    'a/../b',
    'a\\b',
    'a:b',
    'a\nb',
    'con',
    'a/NUL.txt',
    'a.',
  ]
  for (const name of bad) assert.notEqual(lastOf(name), undefined, JSON.stringify(name))
  assert.notEqual(lastOf('a/b', 'a//c'), undefined)
  assert.notEqual(lastOf('a//'), undefined)
})

test('ZipNames.add refuses more folders than a zip may have, however long their paths are', () => {
  const names = new ZipNames()
  let why: string | undefined
  let added = 0
  for (; why === undefined && added < 1000; added++) why = names.add(`${added}/`.repeat(1000) + 'f', false)
  assert.equal(why, 'too many files and folders')
  assert.equal(added, 262)
})
