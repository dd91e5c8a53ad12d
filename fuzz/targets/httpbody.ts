// Bodies of answers, in chunks of any size, under a cap: the first byte of an input is the cap, the second the chunks.
import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { WardenError } from '../../src/base/errors.ts'
import { collect, collectPart, type Cap } from '../../src/io/httpbody.ts'
import { attemptLater, type Target } from '../target.ts'

/** The target. */
export const target: Target = {
  about: 'collect and collectPart: the whole body up to the cap, and never more of it',
  seeds: [
    Buffer.from([0, 0]),
    Buffer.from('\u0005\u0002hello'),
    Buffer.from('\u0004\u0001hello'),
    Buffer.alloc(300, 7),
  ],
  maxBytes: 512,
  async run(input) {
    const maxBytes = input[0] ?? 0
    const size = 1 + (input[1] ?? 0)
    const body = input.subarray(2)
    const chunks = Array.from({ length: Math.ceil(body.length / size) }, (_, i) =>
      Buffer.from(body.subarray(i * size, (i + 1) * size)),
    )
    const cap: Cap = { maxBytes, error: () => new WardenError('too-large', 'longer than it may be') }
    const whole = await attemptLater(['too-large'], () => collect(Readable.from(chunks), cap))
    assert.equal(whole.ok, body.length <= maxBytes)
    if (whole.ok) assert.deepEqual(Buffer.from(whole.value), Buffer.from(body))
    assert.deepEqual(Buffer.from(await collectPart(Readable.from(chunks))), Buffer.from(body))
  },
}
