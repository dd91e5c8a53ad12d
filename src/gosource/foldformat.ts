// Floats and quoted strings as Go's strconv writes them (https://pkg.go.dev/strconv).
import { quote } from '../gomod/goquote.ts'
import { decodeRune, fromText, toText } from './runes.ts'

/** A float as strconv.FormatFloat writes it, -1 for as many digits as are needed; `undefined` for other forms. */
export function formatFloat(value: number, form: string, precision: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  if (precision > 100) return undefined
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  const size = Math.abs(value)
  if (form === 'f') {
    if (precision < 0) return sign + plainDigits(size)
    return size < 1e21 ? sign + size.toFixed(precision) : undefined
  }
  const exponential = (places: number | undefined): string => {
    const [mantissa = '', exponent = '0'] = size.toExponential(places).split('e')
    const n = Number(exponent)
    return `${mantissa}e${n < 0 ? '-' : '+'}${String(Math.abs(n)).padStart(2, '0')}`
  }
  if (form === 'e' || form === 'E') {
    const shown = sign + exponential(precision < 0 ? undefined : precision)
    return form === 'E' ? shown.toUpperCase() : shown
  }
  if (form !== 'g' && form !== 'G') return undefined
  const significant = precision < 0 ? undefined : Math.max(1, precision)
  const scaled = significant === undefined ? size : Number(size.toPrecision(significant))
  const exponent = scaled === 0 ? 0 : Number(scaled.toExponential().split('e')[1])
  // For the shortest digits that are enough Go decides as for six of them.
  const limit = significant ?? 6
  if (exponent < -4 || exponent >= limit) {
    const [mantissa = '', power = ''] = scaled.toExponential().split('e')
    const n = Number(power)
    const shown = `${sign}${mantissa}e${n < 0 ? '-' : '+'}${String(Math.abs(n)).padStart(2, '0')}`
    return form === 'G' ? shown.toUpperCase() : shown
  }
  return sign + plainDigits(scaled)
}

/** All digits of a number, without an exponent. */
function plainDigits(size: number): string {
  const [mantissa = '', power = '0'] = size.toExponential().split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const all = whole + fraction
  const point = Number(power) + 1
  if (point <= 0) return `0.${'0'.repeat(-point)}${all}`.replace(/\.0*$/, '')
  if (point >= all.length) return all + '0'.repeat(point - all.length)
  return `${all.slice(0, point)}.${all.slice(point)}`
}

/** A string as %q shows it; bytes that are no UTF-8 as \x and their digits. */
export function quoted(bytes: string): string {
  const shown: string[] = []
  let start = 0
  const flush = (end: number): void => {
    if (end > start) shown.push(fromText(quote(toText(bytes.slice(start, end))).slice(1, -1)))
  }
  for (let at = 0; at < bytes.length;) {
    const { rune, width } = decodeRune(bytes, at)
    if (rune === 0xfffd && width === 1) {
      flush(at)
      shown.push(`\\x${bytes.charCodeAt(at).toString(16).padStart(2, '0')}`)
      start = at + 1
    }
    at += width
  }
  flush(bytes.length)
  return `"${shown.join('')}"`
}
