// The packages net and net/netip, as far as addresses are put together and written (https://pkg.go.dev/net#IP.String,
// https://www.rfc-editor.org/rfc/rfc5952).
import type { Call } from './foldmachine.ts'
import { define, made, orError, type Raw, type Table } from './foldnative.ts'
import { basic, BYTES, INT, STRING, type Type } from './foldtype.ts'
import {
  bytesIn,
  bytesOf,
  errorOf,
  intOf,
  joinSteps,
  nilOf,
  numberValue,
  type ObjectValue,
  partialOf,
  partsOf,
  pointerTo,
  stepsOf,
  stringOf,
  tupleOf,
  unknown,
  type Value,
  withSteps,
} from './foldvalue.ts'

const IP: Type = { kind: 'named', name: 'net.IP', entity: undefined, underlying: BYTES }
const IP_MASK: Type = { kind: 'named', name: 'net.IPMask', entity: undefined, underlying: BYTES }

/** net and net/netip: addresses. */
export function netFunctions(table: Table, types: Map<string, Type>, zeros: Map<string, () => Value>): void {
  types.set('net.IP', BYTES)
  types.set('net.IPMask', BYTES)
  ipFunctions(table)
  addressTypes(table, types)
  netipFunctions(table)
  zeros.set('net/netip.Addr', () => made('net/netip.Addr', ''))
  table.set('net.JoinHostPort', joinHostPort)
  define(table, 'net.SplitHostPort', 's', (_, s) => {
    const parts = /^(?:\[([^[\]]*)\]|([^:[\]]*)):([^:[\]]*)$/.exec(s)
    if (parts === null) return undefined
    return tupleOf([stringOf(parts[1] ?? parts[2] ?? ''), stringOf(parts[3] ?? ''), nilOf()])
  })
}

function ipFunctions(table: Table): void {
  const ip = (bytes: Uint8Array | undefined): Value => (bytes === undefined ? nilOf(IP) : bytesOf(bytes, undefined, IP))
  define(table, 'net.IPv4', 'iiii', (_, a, b, c, d) => ip(mapped([a, b, c, d])))
  define(table, 'net.IPv4Mask', 'iiii', (_, a, b, c, d) => bytesOf(Uint8Array.of(a, b, c, d), undefined, IP_MASK))
  define(table, 'net.ParseIP', 's', (_, s) => {
    const bytes = parsed(s)
    return ip(bytes?.length === 4 ? mapped(bytes) : bytes)
  })
  define(table, 'net.IP.To4', 'b', (_, self) => ip(four(self)))
  define(table, 'net.IP.To16', 'b', (_, self) =>
    ip(self.length === 4 ? mapped(self) : self.length === 16 ? self.slice() : undefined),
  )
  define(table, 'net.IP.String', 'b', (_, self) => ipText(self))
  define(table, 'net.IP.Equal', 'bb', (_, self, other) => ipText(self) === ipText(other))
  define(table, 'net.IP.Mask', 'bb', (_, self, mask) => {
    const bytes = mask.length === 4 ? (four(self) ?? self) : self
    return bytes.length === mask.length ? ip(bytes.map((byte, i) => byte & (mask[i] ?? 0))) : undefined
  })
  define(table, 'net.CIDRMask', 'ii', (_, ones, bits) => {
    if ((bits !== 32 && bits !== 128) || ones < 0 || ones > bits) return nilOf(IP_MASK)
    const mask = Uint8Array.from(
      { length: bits / 8 },
      (_byte, i) => 255 & ~(255 >> Math.min(8, Math.max(0, ones - i * 8))),
    )
    return bytesOf(mask, undefined, IP_MASK)
  })
  define(table, 'net.IPMask.String', 'b', (_, self) => (self.length === 0 ? '<nil>' : hex(self)))
}

/** The bytes of four numbers as net.IPv4 keeps them: mapped into IPv6. */
function mapped(bytes: Iterable<number>): Uint8Array {
  return Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, ...bytes)
}

function four(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length === 4) return bytes.slice()
  const is = bytes.length === 16 && bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 255
  return is && bytes[11] === 255 ? bytes.slice(12) : undefined
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

/** A net.IP as text. */
export function ipText(bytes: Uint8Array): string {
  if (bytes.length === 0) return '<nil>'
  const short = four(bytes)
  if (short !== undefined) return short.join('.')
  return bytes.length === 16 ? sixText(bytes) : `?${hex(bytes)}`
}

/** An IPv6 address: the longest run of two zero groups or more is left out, the first of equal ones. */
function sixText(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[i * 2] ?? 0) << 8) | (bytes[i * 2 + 1] ?? 0))
  let from = -1
  let length = 1
  for (let i = 0; i < 8; i++) {
    let run = 0
    while (i + run < 8 && groups[i + run] === 0) run++
    if (run > length) [from, length] = [i, run]
  }
  const shown = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':')
  return from < 0 ? shown(groups) : `${shown(groups.slice(0, from))}::${shown(groups.slice(from + length))}`
}

/** An address as four or sixteen bytes; none with a zone. */
function parsed(text: string): Uint8Array | undefined {
  const dotted = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1)
  if (dotted !== undefined) {
    const wrong = dotted.some((part) => Number(part) > 255 || (part.length > 1 && part.startsWith('0')))
    return wrong ? undefined : Uint8Array.from(dotted, Number)
  }
  const at = text.lastIndexOf(':')
  if (at < 0 || text.length > 60) return undefined
  const tail = text.includes('.') ? parsed(text.slice(at + 1)) : undefined
  if (text.includes('.') && tail?.length !== 4) return undefined
  const plain =
    tail === undefined ? text : `${text.slice(0, at + 1)}${hex(tail.subarray(0, 2))}:${hex(tail.subarray(2))}`
  const [left = '', right, more] = plain.split('::')
  if (more !== undefined) return undefined
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'))
  const before = groups(left)
  const after = right === undefined ? [] : groups(right)
  const missing = 8 - before.length - after.length
  if (right === undefined ? missing !== 0 : missing < 1) return undefined
  const all = [...before, ...Array.from({ length: missing }, () => '0'), ...after]
  if (!all.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined
  return Uint8Array.from(all.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]))
}

/** Host and port, in brackets where the host has a colon; what is not known leaves a hole. */
function joinHostPort(call: Call): Value {
  const [host, port] = call.args
  if (host === undefined || port === undefined) return unknown('net.JoinHostPort', call.steps)
  if (host.kind === 'unknown' && port.kind === 'unknown') return unknown('net.JoinHostPort', call.steps)
  const parts = partsOf(host)
  const six = parts.some((part) => part?.includes(':') === true)
  return partialOf(six ? ['[', ...parts, ']:', ...partsOf(port)] : [...parts, ':', ...partsOf(port)], call.steps)
}

const ADDRESSES = [
  ['TCPAddr', 'tcp'],
  ['UDPAddr', 'udp'],
  ['IPAddr', 'ip'],
] as const

function addressTypes(table: Table, types: Map<string, Type>): void {
  for (const [name, network] of ADDRESSES) {
    const port = name !== 'IPAddr'
    const type: Type = {
      kind: 'struct',
      fields: [
        { name: 'IP', type: IP, embedded: false },
        ...(port ? [{ name: 'Port', type: INT, embedded: false }] : []),
        { name: 'Zone', type: STRING, embedded: false },
      ],
    }
    types.set(`net.${name}`, type)
    define(table, `net.${name}.Network`, 'v', () => network)
    define(table, `net.${name}.String`, 'v', (_, self) => addressText(self))
    if (!port) continue
    define(table, `net.${name}FromAddrPort`, 'o', (_, from) => {
      const { bytes, port: number } = portIn(from)
      const fields = new Map<string, Value>([
        ['IP', bytesOf(bytes, from.steps, IP)],
        ['Port', intOf(number, from.steps)],
        ['Zone', stringOf('')],
      ])
      const named: Type = { kind: 'named', name: `net.${name}`, entity: undefined, underlying: type }
      return pointerTo({ kind: 'struct', fields, state: { frozen: false }, type: named, steps: from.steps })
    })
  }
}

/** A net.TCPAddr, UDPAddr or IPAddr as text. */
export function addressText(self: Value): Value | undefined {
  if (self.kind !== 'struct') return undefined
  const ip = self.fields.get('IP')
  const port = self.fields.get('Port')
  const zone = self.fields.get('Zone')
  const bytes = ip === undefined ? undefined : bytesIn(ip)
  if (ip === undefined || zone?.kind !== 'string' || zone.text !== '') return undefined
  const host = bytes === undefined ? undefined : bytes.length === 0 ? '' : ipText(bytes)
  let steps = joinSteps(self.steps, stepsOf(ip))
  if (port === undefined) return host === undefined ? undefined : stringOf(host, steps)
  steps = joinSteps(steps, port.steps)
  const number = numberValue(port)
  if (host === undefined && number === undefined) return undefined
  const shown = host?.includes(':') === true ? `[${host}]` : host
  return partialOf([shown, ':', number === undefined ? undefined : String(number)], steps)
}

/** An address of netip, with its port where it has one. */
interface Addr {
  readonly bytes: Uint8Array
  readonly port: number
}

function netipFunctions(table: Table): void {
  const addr = (bytes: Uint8Array): Value => addrOf('Addr', bytes, 0)
  const parse = (s: string): Value | undefined => {
    const bytes = parsed(s)
    return bytes === undefined ? undefined : addr(bytes)
  }
  const parsePort = (s: string): Value | undefined => {
    const parts = /^(?:\[([^\]]*)\]|([^:]*)):(\d{1,5})$/.exec(s)
    const bytes = parsed(parts?.[1] ?? parts?.[2] ?? '')
    const port = Number(parts?.[3])
    return bytes === undefined || port > 65_535 ? undefined : addrOf('AddrPort', bytes, port)
  }
  define(table, 'net/netip.AddrFrom4', 'b', (_, b) => (b.length === 4 ? addr(b.slice()) : undefined))
  define(table, 'net/netip.AddrFrom16', 'b', (_, b) => (b.length === 16 ? addr(b.slice()) : undefined))
  define(table, 'net/netip.AddrFromSlice', 'b', (_, b) =>
    b.length === 4 || b.length === 16
      ? tupleOf([addr(b.slice()), { kind: 'bool', value: true, type: basic('bool'), steps: [] }])
      : undefined,
  )
  define(table, 'net/netip.AddrPortFrom', 'oi', (_, of, port) => addrOf('AddrPort', portIn(of).bytes, port))
  for (const [name, make] of [
    ['Addr', parse],
    ['AddrPort', parsePort],
  ] as const) {
    define(table, `net/netip.Parse${name}`, 's', (_, s) => {
      const found = make(s)
      return found === undefined
        ? tupleOf([unknown('no address'), errorOf(`Parse${name}: unable to parse`)])
        : orError(found, '')
    })
    define(table, `net/netip.MustParse${name}`, 's', (_, s) => make(s))
  }
  const on = (method: string, run: (of: Addr) => Raw): void => {
    for (const name of ['Addr', 'AddrPort'])
      define(table, `net/netip.${name}.${method}`, 'o', (_, self) => run(portIn(self)))
  }
  define(table, 'net/netip.Addr.String', 'o', (_, self) => netipText(self))
  define(table, 'net/netip.AddrPort.String', 'o', (_, self) => netipText(self))
  on('IsValid', ({ bytes }) => bytes.length > 0)
  define(table, 'net/netip.AddrPort.Addr', 'o', (_, self) => addr(portIn(self).bytes))
  define(table, 'net/netip.AddrPort.Port', 'o', (_, self) => intOf(portIn(self).port, undefined, basic('uint16')))
  define(table, 'net/netip.Addr.Is4', 'o', (_, self) => portIn(self).bytes.length === 4)
  define(table, 'net/netip.Addr.Is6', 'o', (_, self) => portIn(self).bytes.length === 16)
  define(table, 'net/netip.Addr.AsSlice', 'o', (_, self) => portIn(self).bytes.slice())
  define(table, 'net/netip.Addr.Unmap', 'o', (_, self) => addr(four(portIn(self).bytes) ?? portIn(self).bytes))
  for (const [method, size] of [
    ['As4', 4],
    ['As16', 16],
  ] as const) {
    define(table, `net/netip.Addr.${method}`, 'o', (call, self) => {
      const { bytes } = portIn(self)
      const whole = size === 16 && bytes.length === 4 ? mapped(bytes) : size === 4 ? four(bytes) : bytes
      if (whole?.length !== size) return undefined
      const { store } = bytesOf(whole.slice(), call.steps)
      return {
        kind: 'array',
        store,
        length: size,
        type: { kind: 'array', elem: basic('uint8'), length: size },
        steps: call.steps,
      }
    })
  }
  for (const [method, by] of [
    ['Next', 1],
    ['Prev', 255],
  ] as const) {
    define(table, `net/netip.Addr.${method}`, 'o', (_, self) => {
      const bytes = portIn(self).bytes.slice()
      // Adding 255 to a byte takes one from it; a carry is what the byte below was, all zeros or all ones.
      for (let i = bytes.length - 1; i >= 0; i--) {
        bytes[i] = (bytes[i] ?? 0) + by
        if (bytes[i] !== (by === 1 ? 0 : 255)) return addr(bytes)
      }
      return undefined
    })
  }
}

function addrOf(name: 'Addr' | 'AddrPort', bytes: Uint8Array, port: number): ObjectValue {
  const of: Addr = { bytes, port }
  return made(`net/netip.${name}`, '', of)
}

function portIn(value: ObjectValue): Addr {
  const { more } = value.state
  if (!value.name.startsWith('net/netip.') || more === undefined) return { bytes: new Uint8Array(0), port: 0 }
  return more as Addr // addrOf alone makes them
}

/** An address of netip as text. */
export function netipText(value: ObjectValue): Value | undefined {
  const { bytes, port } = portIn(value)
  if (bytes.length === 0) return undefined
  const is4in6 = bytes.length === 16 && four(bytes) !== undefined
  const text = is4in6 ? `::ffff:${ipText(bytes)}` : ipText(bytes)
  const shown = value.name === 'net/netip.Addr' ? text : bytes.length === 4 ? `${text}:${port}` : `[${text}]:${port}`
  return withSteps(stringOf(shown), value.steps)
}
