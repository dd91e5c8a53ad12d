import assert from 'node:assert/strict'
import test from 'node:test'
import { WardenError } from '../../base/errors.ts'
import { utf8 } from '../../base/bytes.ts'
import { licenceTexts } from '../../licence/texts.ts'
import type { SourceFolder } from '../../world/sourcefolders.ts'
import { openLicences, rootLicences } from './keptlicences.ts'

const mit = utf8(new Map(licenceTexts).get('MIT') ?? '')
const state = { stamp: '1 2 3', h1: 'h1:a' }

/** A disk that keeps what is written. */
function disk(): Parameters<typeof openLicences>[0] {
  const kept = new Map<string, Uint8Array>()
  return {
    read: async (file) => Promise.resolve(kept.get(file)),
    write: async (file, bytes) => Promise.resolve(void kept.set(file, bytes)),
  }
}

test('openLicences keeps one answer for all who read the same files, and zips only as they were', async () => {
  const store = '/store'
  const files = disk()
  const first = await openLicences(files, store, false)
  const licences = await first.judge({ files: [{ name: 'LICENSE', bytes: mit }], large: [] })
  assert.equal(licences.expression, 'MIT')
  first.keepZip('/m.zip', state, { sha256: 'ab', licences })
  await first.save()
  const second = await openLicences(files, store, false)
  assert.deepEqual(second.zip('/m.zip', state), { sha256: 'ab', licences })
  assert.equal(second.zip('/m.zip', { ...state, stamp: '1 2 4' }), undefined)
  assert.equal(second.zip('/m.zip', { ...state, h1: 'h1:b' }), undefined)
  assert.equal((await openLicences(files, store, true)).zip('/m.zip', state), undefined)
  await files.write('/store/index/licences.json', utf8('null'))
  assert.equal((await openLicences(files, store, false)).zip('/m.zip', state), undefined)
})

test('rootLicences knows nothing where a licence file is too large to be read', async () => {
  const contents = new Map([
    ['LICENSE', mit],
    ['LICENSE.more', new Uint8Array((1 << 20) + 1)],
  ])
  const source: SourceFolder = {
    place: '/m',
    list: () => undefined,
    read: (file) => contents.get(file),
    files: (folder) => (folder === '' ? [...contents.keys()] : []),
  }
  const kept = await openLicences(disk(), '/store', false)
  const found = await rootLicences(kept, 'm', async () => Promise.resolve(source))
  assert.equal(found?.declared, 'NOASSERTION')
  const absent = async (): Promise<WardenError> => Promise.resolve(new WardenError('not-found', 'm: is not here'))
  assert.equal(await rootLicences(kept, 'm', absent), undefined)
})
