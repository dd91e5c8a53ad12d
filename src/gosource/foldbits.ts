// Bits and numbers packed into bytes: math/bits, and the varints of encoding/binary
// (https://protobuf.dev/programming-guides/encoding/#varints).
import type { Call } from './foldmachine.ts'
import { define, type Table } from './foldnative.ts'
import { basic } from './foldtype.ts'
import { intOf, joinSteps, tupleOf, type Value, writable } from './foldvalue.ts'

/** math/bits and varints. */
export function bitFunctions(table: Table): void {
  for (const size of [8, 16, 32, 64]) {
    const type = basic(`uint${size}` as 'uint8') // each of the four is a basic type
    const mask = (1n << BigInt(size)) - 1n
    define(table, `math/bits.RotateLeft${size}`, 'Ii', (_, x, k) => {
      const by = BigInt(((k % size) + size) % size)
      return intOf(((x << by) | ((x & mask) >> (BigInt(size) - by))) & mask, undefined, type)
    })
    define(table, `math/bits.Reverse${size}`, 'I', (_, x) =>
      intOf(BigInt(`0b${[...(x & mask).toString(2).padStart(size, '0')].toReversed().join('')}`), undefined, type),
    )
    define(table, `math/bits.OnesCount${size}`, 'I', (_, x) => (x & mask).toString(2).replaceAll('0', '').length)
    define(table, `math/bits.Len${size}`, 'I', (_, x) => (x === 0n ? 0 : (x & mask).toString(2).length))
    if (size > 8)
      define(table, `math/bits.ReverseBytes${size}`, 'I', (_, x) => {
        const bytes = Buffer.from((x & mask).toString(16).padStart(size / 4, '0'), 'hex').reverse()
        return intOf(BigInt(`0x${bytes.toString('hex')}`), undefined, type)
      })
  }
  const unsigned = (data: Uint8Array): readonly [bigint, number] | undefined => {
    let value = 0n
    for (const [i, byte] of data.subarray(0, 10).entries()) {
      value |= BigInt(byte & 127) << BigInt(7 * i)
      if (byte < 128) return value < 1n << 64n ? [value, i + 1] : undefined
    }
    return undefined
  }
  const bytes = (value: bigint): Uint8Array => {
    const out: number[] = []
    let rest = BigInt.asUintN(64, value)
    for (; rest >= 128n; rest >>= 7n) out.push(Number(rest & 127n) | 128)
    out.push(Number(rest))
    return Uint8Array.from(out)
  }
  const zigzag = (value: bigint): bigint => (value < 0n ? -2n * value - 1n : 2n * value)
  define(table, 'encoding/binary.Uvarint', 'b', (_, data) => {
    const found = unsigned(data)
    return found === undefined ? undefined : tupleOf([intOf(found[0], undefined, basic('uint64')), intOf(found[1])])
  })
  define(table, 'encoding/binary.Varint', 'b', (_, data) => {
    const found = unsigned(data)
    if (found === undefined) return undefined
    const [value, count] = found
    return tupleOf([
      intOf((value & 1n) === 1n ? -(value >> 1n) - 1n : value >> 1n, undefined, basic('int64')),
      intOf(count),
    ])
  })
  define(
    table,
    'encoding/binary.AppendUvarint',
    'bI',
    (_, to, value) => new Uint8Array(Buffer.concat([to, bytes(value)])),
  )
  define(
    table,
    'encoding/binary.AppendVarint',
    'bI',
    (_, to, value) => new Uint8Array(Buffer.concat([to, bytes(zigzag(value))])),
  )
  define(table, 'encoding/binary.PutUvarint', 'vI', (call, to, value) =>
    put(call, to, bytes(value)) ? bytes(value).length : undefined,
  )
  define(table, 'encoding/binary.PutVarint', 'vI', (call, to, value) =>
    put(call, to, bytes(zigzag(value))) ? bytes(zigzag(value)).length : undefined,
  )
}

/** Puts bytes at the beginning of a slice; says whether there is room. */
export function put(call: Call, to: Value, data: Uint8Array): boolean {
  if (to.kind !== 'slice' || to.store.bytes === undefined || to.length < data.length) return false
  writable(to.store)
  to.store.bytes.set(data, to.start)
  to.store.steps = joinSteps(to.store.steps, call.steps)
  return true
}
