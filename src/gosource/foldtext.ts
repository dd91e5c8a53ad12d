// Values of the standard library that stand for a text: addresses, and what holds text that is read or was written.
import { urlText } from './foldencoding.ts'
import { wholeOf } from './foldio.ts'
import { addressText, ipText, netipText } from './foldnet.ts'
import { drainedText } from './foldreader.ts'
import { bytesIn, stepsOf, stringOf, type Value } from './foldvalue.ts'

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
export function addressBehind(pointer: boolean, inner: Value): Value | undefined {
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
