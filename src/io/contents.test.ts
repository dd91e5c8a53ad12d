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
