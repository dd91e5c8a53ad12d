import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rejectsWith } from '../../test/support/contracts.ts'
import { createContents } from './contents.ts'

const worker = new URL('../commands/workers/examine.ts', import.meta.url)
const module = { path: 'rsc.io/quote', version: 'v1.5.2' }

test('contents that are closed end what is under way and begin nothing more: nobody waits for ever', async () => {
  const contents = createContents(worker, 1)
  const underWay = contents.examine([{ module, trustIndex: false }], () => undefined)
  const ended = rejectsWith(underWay, 'aborted')
  await contents.close()
  await ended
  await rejectsWith(
    contents.examine([{ module, trustIndex: false }], () => undefined),
    'aborted',
  )
})

test('contents whose threads start late examine as others do, and close without having started any', async () => {
  const idle = createContents(worker, 1, undefined, true)
  await idle.close()
  const late = createContents(worker, 1, undefined, true)
  const kinds: string[] = []
  await late.examine([{ module, zip: '/nowhere/x.zip', trustIndex: false }], (_, { zip }) => void kinds.push(zip.kind))
  await late.close()
  assert.deepEqual(kinds, ['absent'])
})
