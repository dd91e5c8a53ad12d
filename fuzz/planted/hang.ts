// A planted target for test/fuzz.test.ts: it never comes back from one input.
import type { Target } from '../target.ts'

/** The target. */
export const target: Target = {
  about: 'hangs on "h"',
  seeds: ['a', 'h'],
  run(input) {
    while (input[0] === 0x68) void 0
  },
}
