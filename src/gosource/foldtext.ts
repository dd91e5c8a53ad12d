// Values of the standard library that stand for a text: addresses, what holds text that is read or was written,
// and what shows itself by a method.
import { methodOf } from './foldmethod.ts'
import { urlText } from './foldencoding.ts'
import { wholeOf } from './foldio.ts'
import { addressText, ipText, netipText } from './foldnet.ts'
import { drainedText } from './foldreader.ts'
import type { Call } from './foldmachine.ts'
import { bytesIn, stepsOf, stringOf, unknown, type Value } from './foldvalue.ts'

/** The text that an address is written as, or that a reader, builder or buffer holds; `undefined` for all others. */
export function textBehind(value: Value): Value | undefined {
  const inner = value.kind === 'pointer' ? value.place.get() : value
  const text = addressBehind(value.kind === 'pointer', inner)
  if (text !== undefined) return text
  if (inner.kind !== 'object' || inner.state.at < 0) return undefined
  if (inner.name === 'bytes.Buffer' || inner.name === 'strings.Builder') return wholeOf(inner)
  return drainedText(inner)
}

/** The text of what has a String method in net, netip and url. */
function addressBehind(pointer: boolean, inner: Value): Value | undefined {
  if (inner.kind === 'object' && inner.name.startsWith('net/netip.')) return netipText(inner)
  if (inner.type.kind !== 'named' || inner.type.entity !== undefined) return undefined
  const { name } = inner.type
  if (name === 'net.IP' && inner.kind === 'slice') {
    const bytes = bytesIn(inner)
    return bytes === undefined ? undefined : stringOf(ipText(bytes), stepsOf(inner))
  }
  if (!pointer || inner.kind !== 'struct') return undefined
  return name === 'net/url.URL'
    ? urlText(inner)
    : /^net\.(?:TCP|UDP|IP)Addr$/.test(name)
      ? addressText(inner)
      : undefined
}

/**
 * What a value's own method shows of it, not known where it cannot be run; `undefined` where it has none.
 * `hidden`: it stands in a field that is not exported, whose methods fmt does not call.
 */
export function shownBy(call: Call, value: Value, hidden: boolean): Value | undefined {
  const pointer = value.kind === 'pointer'
  const type = pointer && value.type.kind === 'pointer' ? value.type.elem : value.type
  if (type.kind !== 'named') return undefined
  if (type.entity === undefined) {
    if (value.kind === 'object' && value.name === 'error') return undefined
    // time.Duration and many others are not known here.
    return addressBehind(pointer, pointer ? value.place.get() : value) ?? unknown(type.name)
  }
  for (const name of ['Format', 'Error', 'String']) {
    const method = methodOf(call.machine, value, name)
    if (method?.kind !== 'func' || method.decl.kind !== 'FuncDecl') continue
    // A method of the pointer is none of the value.
    if (!pointer && method.decl.receiver?.[0]?.type?.kind === 'StarExpr') continue
    const result = method.decl.type.results[0]?.type
    if (name === 'Format' || hidden) return unknown('a value that shows itself')
    if (method.decl.type.params.length > 0 || result?.kind !== 'Ident' || result.name !== 'string') continue
    return call.apply(method, [])
  }
  return undefined
}
