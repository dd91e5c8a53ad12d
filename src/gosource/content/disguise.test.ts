import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { test } from 'node:test'
import { makeZip } from '../../../test/support/zipwriter.ts'
import { coff, elf, facts, lines, noise, pe } from '../../../test/support/content.ts'

test('readContent says critical of an object that the linker takes in, and low where it does not or it is resources', () => {
  assert.deepEqual(lines({ 'a_linux.syso': elf(1), 'testdata/b.syso': elf(1) }), [
    'critical binary a_linux.syso:1 an ELF object named a_linux.syso, which go build links into every program that imports the package',
    'low binary testdata/b.syso:1 an ELF object named b.syso',
  ])
  assert.deepEqual(lines({ 'rsrc_windows_amd64.syso': coff('.rsrc$01', 0x40000040) }), [
    'low binary rsrc_windows_amd64.syso:1 an object file of Windows resources, without code',
  ])
  assert.equal(facts({ 'rsrc_windows_amd64.syso': coff('.text\0\0\0', 0x60000020) })[0]?.weight, 'critical')
})

test('readContent tells programs by their first bytes, milder in test data, high under a name of data', () => {
  assert.deepEqual(lines({ 'tools/run': elf(2), 'testdata/run': elf(2), 'assets/logo.dat': pe(), LICENSE: elf(3) }), [
    'high disguise LICENSE:1 an ELF program or shared library named LICENSE',
    'high disguise assets/logo.dat:1 a Windows executable named logo.dat',
    'low binary testdata/run:1 an ELF executable named run',
    'high binary tools/run:1 an ELF executable named run',
  ])
  // Text that begins with the letters of a Windows program.
  assert.deepEqual(lines({ 'mz.txt': `MZ ${'is text. '.repeat(40)}` }), [])
})

test('readContent tells scripts behind fonts and pictures, and no placeholder', () => {
  const script = "const os = require('os')\nfunction run() { return process.env }\nmodule.exports = run\n"
  assert.deepEqual(
    lines({
      'fonts/solid.woff2': script,
      'img/a.png': '#!/bin/sh\necho hello\n',
      'img/b.png': 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 10\n',
      'img/c.gif': 'not an image',
      'web/app.js': script,
    }),
    [
      'high disguise fonts/solid.woff2:1 a JavaScript script named solid.woff2',
      'high disguise img/a.png:1 a shell script named a.png',
      'low disguise img/b.png:1 text named b.png',
      'low disguise img/c.gif:1 text named c.gif',
    ],
  )
})

test('readContent tells archives and bytes without a form under a name of text, with their entropy', () => {
  assert.deepEqual(
    lines({
      'seed.sql': makeZip([{ name: 'run.txt', content: 'hello' }]),
      'tree.sql': noise(4096),
      'ok.sql': 'SELECT 1;\n'.repeat(100),
      'testdata/b.json': gzipSync('{}'),
      'web/dist.zip': makeZip([{ name: 'index.html', content: '<p>' }]),
      'web/tool.zip': makeZip([{ name: 'bin/tool', content: elf(2) }]),
      'data.csv': makeZip([{ name: 'x', content: 'x', flags: 1 }]),
    }),
    [
      'high disguise data.csv:1 a zip archive with a password named data.csv',
      'high disguise seed.sql:1 a zip archive named seed.sql',
      'low disguise testdata/b.json:1 gzip data named b.json',
      'high disguise tree.sql:1 bytes without a form (7.95 bits of entropy each) named tree.sql',
      'medium binary web/tool.zip:1 a zip archive that holds a program, named tool.zip | bin/tool: an ELF executable',
    ],
  )
})

test('readContent finds a program in base64, and what stands behind the end of a picture', () => {
  const png = Buffer.concat([
    Buffer.from('\u0089PNG\r\n\u001A\n', 'latin1'),
    Buffer.from([0, 0, 0, 0]),
    Buffer.from('IEND\u00AEB`\u0082', 'latin1'),
  ])
  assert.deepEqual(
    lines({
      'words.txt': Buffer.concat([elf(2), noise(1000)]).toString('base64'),
      'key.pem': `-----BEGIN KEY-----\n${noise(1000).toString('base64')}\n-----END KEY-----\n`,
      'plain.png': png,
      'more.png': Buffer.concat([png, makeZip([{ name: 'a', content: 'a' }])]),
    }),
    [
      'high disguise more.png:1 a zip archive behind a PNG image',
      'high disguise words.txt:1 an ELF executable in base64, named words.txt',
    ],
  )
})
