// How names look and sound: forms in which two names that a reader takes for one are the same.

/**
 * A name as it looks at a glance, in lower case: `0` and `o`, `1`, `l` and `i`, `rn` and `m`, `vv` and `w` are the same
 * (https://www.unicode.org/reports/tr39/#Confusable_Detection, what of it a module path can hold).
 */
export function skeletonOfName(lower: string): string {
  return lower.replaceAll('rn', 'm').replaceAll('vv', 'w').replaceAll('0', 'o').replaceAll(/[1i]/g, 'l')
}

/** An owner without what is put before or behind names to make another of them: `boltdb-go`, `nats-io`, `acmelabs`. */
export function coreOfOwner(lower: string): string {
  let core = lower.replaceAll(/[-_.]+/g, '-').replace(/^-|-$/g, '')
  // Two rounds: `go-acme-io`.
  for (let round = 0; round < 2; round++) {
    const [, shorter = core] = /^(?:go|golang|the|real|official|get)-(.{3,})$/.exec(core) ?? []
    const [, shortest = shorter] = AFFIX.exec(shorter) ?? []
    core = shortest
  }
  return core.replaceAll('-', '')
}

const AFFIX =
  /^(.{3,}?)(?:-(?:go|golang|io|org|com|dev|net|labs?|hq|inc|team|project|official|oss|dao|app|tech|sdk|core|community|foundation)|io|org|labs|hq|inc|official)$/

/** A repository's name without what only says that it is Go: `go-uuid`, `uuid-go` and `uuid` are the same. */
export function coreOfRepo(lower: string): string {
  const plain = lower.replace(/^(?:go|golang)[-_.]/, '').replace(/[-_.](?:go|golang)$/, '')
  const core = plain.replaceAll(/[-_.]/g, '')
  return core === '' ? lower : core
}

/** The words of a host before its top-level domain: `golang` of golang.org; empty where it has none. */
export function labelOfHost(host: string): string {
  return host.slice(0, Math.max(0, host.lastIndexOf('.')))
}

/**
 * The name that an internationalised label (`xn--…`) stands for; `undefined` where it is none or cannot be read.
 * https://www.rfc-editor.org/rfc/rfc3492#section-6.2
 */
export function decodedLabel(label: string): string | undefined {
  if (!label.startsWith('xn--') || label.length > MOST_LABEL) return undefined
  const body = label.slice(4)
  const hyphen = body.lastIndexOf('-')
  const output = Array.from(body.slice(0, Math.max(0, hyphen)), (c) => c.charCodeAt(0))
  let code = 128
  let at = 0
  let bias = 72
  for (let i = hyphen + 1; i < body.length;) {
    const before = at
    let weight = 1
    for (let k = BASE; ; k += BASE) {
      const digit = digitOf(body.charCodeAt(i++))
      if (digit === undefined) return undefined
      at += digit * weight
      const threshold = Math.min(Math.max(k - bias, 1), 26)
      if (digit < threshold) break
      weight *= BASE - threshold
      if (weight > MOST_CODE * MOST_LABEL) return undefined
    }
    const length = output.length + 1
    bias = adapted(at - before, length, before === 0)
    code += Math.floor(at / length)
    at %= length
    if (code > MOST_CODE) return undefined
    output.splice(at++, 0, code)
  }
  return String.fromCodePoint(...output)
}

const BASE = 36
/** A label of the domain name system has 63 letters at most. */
const MOST_LABEL = 63
const MOST_CODE = 0x10ffff

function digitOf(unit: number): number | undefined {
  if (unit >= 0x61 && unit <= 0x7a) return unit - 0x61
  return unit >= 0x30 && unit <= 0x39 ? unit - 0x30 + 26 : undefined
}

function adapted(delta: number, length: number, first: boolean): number {
  let d = first ? Math.floor(delta / 700) : Math.floor(delta / 2)
  d += Math.floor(d / length)
  let k = 0
  for (; d > 455; k += BASE) d = Math.floor(d / 35)
  return k + Math.floor((36 * d) / (d + 38))
}
