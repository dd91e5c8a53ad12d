import assert from 'node:assert/strict'
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { inFolder } from '../../test/support/contracts.ts'
import { publish, publishExactly, type Published } from '../../test/support/universe.ts'
import { makeZip } from '../../test/support/zipwriter.ts'
import { isWardenError } from '../base/errors.ts'
import type { ExtractRequest } from '../world/contents.ts'
import { extract, extracted, type Extracted } from './extract.ts'

const quote = publish('rsc.io/quote', 'v1.5.2', { 'a/b/c.go': 'package b\n', 'a/empty.txt': '', 'ä.txt': 'ü\n' })

/** Unpacks a zip below `folder`; gives what became of it and the request. */
async function unpack(
  folder: string,
  m: Pick<Published, 'path' | 'version' | 'zip' | 'h1'>,
  more: Partial<ExtractRequest> = {},
): Promise<{ readonly request: ExtractRequest; readonly result: Extracted }> {
  const zip = path.join(folder, 'module.zip')
  writeFileSync(zip, m.zip)
  const module = { path: m.path, version: m.version }
  const request = { module, zip, folder: path.join(folder, 'out'), expected: [m.h1], writable: false, ...more }
  return { request, result: await extract(request) }
}

test('extract makes the files of a zip, 0444 in folders of 0555', () =>
  inFolder(async (folder) => {
    const { request, result } = await unpack(folder, quote)
    assert.deepEqual(result, { kind: 'done' })
    for (const [name, content] of quote.files) {
      assert.equal(readFileSync(path.join(request.folder, name), 'utf8'), content)
      assert.equal(lstatSync(path.join(request.folder, name)).mode & 0o777, 0o444)
    }
    assert.equal(readdirSync(request.folder, { recursive: true }).length, quote.files.size + 2)
    for (const name of ['', 'a', 'a/b']) assert.equal(lstatSync(path.join(request.folder, name)).mode & 0o777, 0o555)
  }))

test('extract leaves folders writable where go would', () =>
  inFolder(async (folder) => {
    const { request } = await unpack(folder, quote, { writable: true })
    assert.equal(lstatSync(path.join(request.folder, 'a/b')).mode & 0o200, 0o200)
    assert.equal(lstatSync(path.join(request.folder, 'quote.go')).mode & 0o777, 0o444)
  }))

test('extract of a large file, which comes in pieces, writes every byte of it', () =>
  inFolder(async (folder) => {
    const content = 'a line of text that is long enough\n'.repeat(300_000)
    const large = publishExactly('rsc.io/large', 'v1.0.0', { 'go.mod': 'module rsc.io/large\n', 'data.txt': content })
    const { request, result } = await unpack(folder, large)
    assert.deepEqual(result, { kind: 'done' })
    assert.equal(readFileSync(path.join(request.folder, 'data.txt'), 'utf8'), content)
  }))

test('extract leaves nothing of a zip that was not agreed on, is damaged, or leads out of the folder', () =>
  inFolder(async (folder) => {
    const prefix = 'rsc.io/quote@v1.5.2/'
    const hostile = (name: string): Uint8Array => makeZip([{ name: prefix + name, content: 'x' }])
    const cases: ReadonlyArray<readonly [Uint8Array, string]> = [
      [publish('rsc.io/quote', 'v1.5.2').zip, 'mismatch'],
      [quote.zip.subarray(0, quote.zip.length - 30), 'parse'],
      [hostile('../out.go'), 'parse'],
      [hostile('/etc/out.go'), 'parse'],
      [hostile('a\\..\\out.go'), 'parse'],
      [makeZip([{ name: 'rsc.io/other@v1.0.0/x.go', content: 'x' }]), 'parse'],
    ]
    for (const [zip, code] of cases) {
      const { request, result } = await unpack(folder, { ...quote, zip })
      assert.equal(result.kind === 'failed' ? result.code : result.kind, code)
      assert.equal(existsSync(request.folder), false)
      assert.deepEqual(readdirSync(folder), ['module.zip'])
      assert.throws(
        () => extracted(result, request),
        (error) => isWardenError(error, 'mismatch', 'parse'),
      )
    }
  }))

test('extract writes into nothing that is there: neither a folder nor what a link leads to', () =>
  inFolder(async (folder) => {
    const outside = path.join(folder, 'outside')
    mkdirSync(outside)
    writeFileSync(path.join(outside, 'mine'), 'mine')
    symlinkSync(outside, path.join(folder, 'out'))
    const { result } = await unpack(folder, quote)
    assert.equal(result.kind === 'failed' ? result.code : result.kind, 'io')
    assert.deepEqual(readdirSync(outside), ['mine'])
    assert.deepEqual(readdirSync(folder), ['module.zip', 'out', 'outside'])
  }))
