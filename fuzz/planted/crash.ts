// A planted target for test/fuzz.test.ts: it breaks on an input that only coverage leads to.
import type { Target } from '../target.ts'
import { isValid } from '../../src/gomod/version.ts'

/** The target. */
export const target: Target = {
  about: 'fails on a version with a prerelease',
  seeds: ['x'],
  run(input) {
    const text = Buffer.from(input).toString('latin1')
    if (isValid(text) && text.includes('-')) throw new Error(`planted: ${text}`)
  },
}
