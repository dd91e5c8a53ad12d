// Making an input smaller while it still does what it is kept for.

/**
 * `input` with as many bytes left out as `same` allows, in at most `tries` tries: halves first, then ever smaller
 * pieces, down to single bytes.
 */
export async function shrink(
  input: Uint8Array,
  same: (smaller: Uint8Array) => Promise<boolean>,
  tries: number = 2000,
): Promise<Uint8Array> {
  let best = input
  let left = tries
  for (let size = Math.ceil(best.length / 2); size >= 1 && left > 0; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < best.length && left > 0;) {
      const smaller = Buffer.concat([best.subarray(0, at), best.subarray(at + size)])
      left--
      if (await same(smaller)) best = smaller
      else at += size
    }
  }
  return best
}

/**
 * What makes two failures the same one: the kind of error and the first two places of ours; without any, the first line
 * without numbers and quoted text.
 */
export function failureOf(stack: string): string {
  const [first = ''] = stack.split('\n')
  const places = [...stack.matchAll(/\/((?:src|fuzz\/targets|fuzz\/planted)\/[^:)\s]+:\d+)/g)].map(([, place]) => place)
  if (places.length > 0) return [/^\w*/.exec(first)?.[0], ...places.slice(0, 2)].join(' ')
  return first.replaceAll(/"(?:[^"\\]|\\.)*"|'[^']*'|\d+/g, '#').slice(0, 120)
}
