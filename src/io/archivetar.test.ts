import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test from 'node:test'
import * as fc from 'fast-check'
import { isWardenError } from '../base/errors.ts'
import { TarReader, type StoredFile } from './archivetar.ts'

function entry(name: string, content: string, kind = '0'): Buffer {
  const header = Buffer.alloc(512)
  header.write(name, 0)
  header.write(Buffer.byteLength(content).toString(8).padStart(11, '0'), 124)
  header.write(kind, 156)
  return Buffer.concat([header, Buffer.from(content), Buffer.alloc((512 - (Buffer.byteLength(content) % 512)) % 512)])
}

const pax = (record: string): Buffer => entry('pax', `${record.length + 4} ${record}\n`, 'x')
const END = Buffer.alloc(1024)

/** Reads an archive in pieces of a size; gives its files and their bytes. */
function read(bytes: Buffer, piece = 100): readonly (StoredFile & { readonly text: string })[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'modwarden-tar-'))
  try {
    const place = path.join(folder, 'tree')
    const reader = new TarReader(place, 'p/sub/', 'p/')
    try {
      for (let at = 0; at < bytes.length; at += piece) reader.write(bytes.subarray(at, at + piece))
      reader.end()
    } finally {
      reader.close()
    }
    const kept = readFileSync(place)
    return reader.files.map((file) => ({ ...file, text: kept.toString('utf8', file.offset, file.offset + file.size) }))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('TarReader gives files and links in whatever pieces the archive comes', () => {
  const archive = Buffer.concat([
    entry('pax_global_header', '52 comment=x\n', 'g'),
    entry('p/', '', '5'),
    entry('p/sub/', '', '5'),
    entry('p/sub/a.go', 'package a\n'),
    entry('p/sub/l', '', '2'),
    entry('p/sub/empty', ''),
    pax('path=p/sub/long.go'),
    entry('short', 'long\n'),
    END,
  ])
  for (const piece of [1, 7, 512, 100_000]) {
    assert.deepEqual(
      read(archive, piece).map(({ name, kind, text }) => [name, kind, text]),
      [
        ['a.go', 'file', 'package a\n'],
        ['l', 'link', ''],
        ['empty', 'file', ''],
        ['long.go', 'file', 'long\n'],
      ],
    )
  }
})

test('TarReader refuses what is not whole, lies elsewhere or is no file', () => {
  const refused = (...parts: readonly Buffer[]): void =>
    assert.throws(
      () => read(Buffer.concat(parts)),
      (error) => isWardenError(error, 'parse'),
    )
  refused(entry('p/sub/a', 'x'))
  refused(entry('p/sub/a', 'x').subarray(0, 400), END.subarray(0, 0))
  refused(entry('q/a', 'x'), END)
  refused(entry('/etc/passwd', 'x'), END)
  refused(entry('p/sub/dev', '', '3'), END)
  refused(pax('path'), entry('p/sub/a', 'x'), END)
})

test('TarReader never throws anything but its own errors', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.constant(entry('p/sub/a', 'x')),
          fc.constant(pax('size=99')),
          fc.uint8Array({ minLength: 512, maxLength: 512 }),
        ),
        { maxLength: 5 },
      ),
      (parts) => {
        try {
          read(Buffer.concat(parts))
        } catch (error) {
          assert.ok(isWardenError(error), String(error))
        }
      },
    ),
    { numRuns: 200 },
  )
})
