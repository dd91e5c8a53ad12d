// A planted target for test/fuzz.test.ts: it takes all memory that there is.
import type { Target } from '../target.ts'

/** The target. */
export const target: Target = {
  about: 'fills the heap on "m"',
  seeds: ['a', 'm'],
  run(input) {
    const held: number[][] = []
    while (input[0] === 0x6d) held.push(Array.from({ length: 100_000 }, (_, i) => i + held.length))
  },
}
