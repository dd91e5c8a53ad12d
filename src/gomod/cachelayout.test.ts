import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { utf8 } from '../base/bytes.ts'
import {
  cachePaths,
  isToolchain,
  isUnpackedFromGoroot,
  parseDownloadPath,
  parseFolderName,
  parseZipHash,
  rememberedHeadPath,
  sideLockPath,
  sumdbCachePath,
  sumdbLookupPath,
  toolchainOriginal,
} from './cachelayout.ts'

test('cachePaths escapes path and version', () => {
  assert.deepEqual(cachePaths('/m/', { path: 'github.com/Azure/x/v2', version: 'v2.0.0-RC1' }), {
    info: '/m/cache/download/github.com/!azure/x/v2/@v/v2.0.0-!r!c1.info',
    mod: '/m/cache/download/github.com/!azure/x/v2/@v/v2.0.0-!r!c1.mod',
    zip: '/m/cache/download/github.com/!azure/x/v2/@v/v2.0.0-!r!c1.zip',
    ziphash: '/m/cache/download/github.com/!azure/x/v2/@v/v2.0.0-!r!c1.ziphash',
    lock: '/m/cache/download/github.com/!azure/x/v2/@v/v2.0.0-!r!c1.lock',
    partial: '/m/cache/download/github.com/!azure/x/v2/@v/v2.0.0-!r!c1.partial',
    folder: '/m/github.com/!azure/x/v2@v2.0.0-!r!c1',
    list: '/m/cache/download/github.com/!azure/x/v2/@v/list',
  })
  assert.equal(sideLockPath('/m'), '/m/cache/lock')
})

test('cachePaths refuses what go would not cache', () => {
  for (const version of ['', 'master', 'v1', 'v1.2.3+meta', '../../x', 'v1.0.0/go.mod']) {
    assert.throws(() => cachePaths('/m', { path: 'a.b/c', version }), /not a canonical version/, version)
  }
  assert.throws(() => cachePaths('/m', { path: '../x', version: 'v1.0.0' }), /malformed module path/)
  assert.equal(
    cachePaths('/m', { path: 'a.b/c', version: 'v2.0.0+incompatible' }).folder,
    '/m/a.b/c@v2.0.0+incompatible',
  )
})

test('sumdbCachePath stays below the database’s folder, whose name may have slashes', () => {
  assert.equal(sumdbCachePath('/m', 'a.b/db', 'tile/8/0/000'), '/m/cache/download/sumdb/a.b/db/tile/8/0/000')
  assert.equal(
    sumdbLookupPath('/m', 'a.b', { path: 'x.y/Z', version: 'v1.0.0' }),
    '/m/cache/download/sumdb/a.b/lookup/x.y/!z@v1.0.0',
  )
  for (const bad of ['', '..', 'a/../b', '/a', 'a//b', 'a/', 'a\\b', 'a\0']) {
    assert.throws(() => sumdbCachePath('/m', bad, 'tile/8/0/000'), /not a path inside/, bad)
    assert.throws(() => sumdbCachePath('/m', 'a.b', bad), /not a path inside/, bad)
  }
})

test('rememberedHeadPath is below the first folder of GOPATH', () => {
  assert.equal(rememberedHeadPath('/go:/other', 'a.b/db'), '/go/pkg/sumdb/a.b/db/latest')
  assert.equal(rememberedHeadPath('C:/go;D:/x', 'a.b', ';'), 'C:/go/pkg/sumdb/a.b/latest')
  assert.equal(rememberedHeadPath('', 'a.b'), undefined)
  assert.equal(rememberedHeadPath(':/go', 'a.b'), undefined)
})

test('parseDownloadPath undoes cachePaths', () => {
  const mod = { path: 'github.com/Azure/x.zip', version: 'v1.0.0-a.mod' }
  const { info, zip, ziphash } = cachePaths('', mod)
  assert.deepEqual(parseDownloadPath(info.slice(1)), { ...mod, kind: 'info' })
  assert.deepEqual(parseDownloadPath(zip.slice(1)), { ...mod, kind: 'zip' })
  assert.deepEqual(parseDownloadPath(ziphash.slice(1)), { ...mod, kind: 'ziphash' })
})

test('parseDownloadPath refuses what go does not make', () => {
  for (const name of [
    'cache/download/a.b/c/@v/list',
    'cache/download/a.b/c/@v/v1.0.0.zip123.tmp',
    'cache/download/a.b/c/@v/v1.0.0.txt',
    'cache/download/a.b/c/@v/v1.0.zip',
    'cache/download/a.b/c/@v/master.info',
    'cache/download/a.b/c/@v/.zip',
    'cache/download/a.b/C/@v/v1.0.0.zip',
    'cache/download/a.b/../c/@v/v1.0.0.zip',
    'cache/download/a.b/c/@v/x/v1.0.0.zip',
    'cache/download/a.b/c/@v/v1.0.0.zip\n',
    'cache/download/sumdb/a.b/@v/v1.0.0.zip',
    'download/a.b/c/@v/v1.0.0.zip',
    '/cache/download/a.b/c/@v/v1.0.0.zip',
  ]) {
    assert.equal(parseDownloadPath(name), undefined, name)
  }
})

test('parseFolderName reads an extracted folder’s module version', () => {
  assert.deepEqual(parseFolderName('github.com/!azure/x@v2.0.0+incompatible'), {
    path: 'github.com/Azure/x',
    version: 'v2.0.0+incompatible',
  })
  for (const bad of [
    'github.com/x',
    'github.com/X@v1.0.0',
    'a.b/c@v1',
    'a.b/c@v1.0.0/d',
    'a.b/c@v1.0.0@v1',
    'a.b/c@',
    '@v1.0.0',
  ]) {
    assert.equal(parseFolderName(bad), undefined, bad)
  }
})

test('parseZipHash takes 47 bytes without NUL, as go does', () => {
  const hash = `h1:${'A'.repeat(43)}=`
  assert.deepEqual(parseZipHash(utf8(hash)), { kind: 'h1', hash })
  assert.deepEqual(parseZipHash(utf8(` ${hash}\r\n`)), { kind: 'h1', hash })
  assert.deepEqual(parseZipHash(utf8(hash.replace('h1', 'h2'))), { kind: 'foreign', text: hash.replace('h1', 'h2') })
  for (const torn of [
    '',
    hash.slice(1),
    `${hash}x`,
    `${hash.slice(0, 20)}${'\0'.repeat(27)}`,
    `${hash}\0`,
    'é'.repeat(47),
  ]) {
    assert.deepEqual(parseZipHash(utf8(torn)), { kind: 'torn' }, JSON.stringify(torn))
  }
  assert.deepEqual(parseZipHash(Buffer.alloc(5000, ' ')), { kind: 'torn' })
})

test('toolchains and the FIPS module are known by their paths', () => {
  assert.equal(isToolchain({ path: 'golang.org/toolchain', version: 'v0.0.1-go1.26.0.linux-amd64' }), true)
  assert.equal(isToolchain({ path: 'golang.org/x/mod', version: 'v0.40.0' }), false)
  assert.equal(isUnpackedFromGoroot({ path: 'golang.org/fips140', version: 'v1.0.0' }), true)
  assert.equal(isUnpackedFromGoroot({ path: 'golang.org/fips140/v2', version: 'v2.0.0' }), false)
})

test('toolchainOriginal names the file that go copied', () => {
  assert.equal(toolchainOriginal('src/go.mod'), 'src/_go.mod')
  assert.equal(toolchainOriginal('go.mod'), '_go.mod')
  assert.equal(toolchainOriginal('src/cargo.mod'), undefined)
  assert.equal(toolchainOriginal('src/_go.mod'), undefined)
})

test('parseDownloadPath and parseFolderName take only names that cachePaths makes, whatever they are given', () => {
  const piece = fc.constantFrom(
    '/',
    '@',
    '@v/',
    '.zip',
    '.mod',
    'v1.0.0',
    '!a',
    '!',
    '..',
    'a.b',
    'github.com',
    '-rc.1',
    '\0',
    'A',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), fc.string(), (pieces, noise) => {
      for (const middle of [pieces.join(''), noise]) {
        const name = `a.b/${middle}`
        const folder = parseFolderName(name)
        if (folder !== undefined) assert.equal(cachePaths('', folder).folder, `/${name}`)
        const file = parseDownloadPath(`cache/download/${name}`)
        if (file !== undefined) assert.equal(cachePaths('', file)[file.kind], `/cache/download/${name}`)
      }
    }),
    { numRuns: 2000 },
  )
})
