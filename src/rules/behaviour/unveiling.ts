// Unveiling: how a value that matters was hidden in the source. A value is hidden where something was done to it whose
// only use is that nobody reads it (letters picked out of a list, numbers that are letters, xor, an encoding), it is of
// a telling kind (address, command, place of a secret), and no text of the source shows its telling part.
import type { At, KnownValue, Told } from '../../gosource/facts.ts'
import { classifyPath, toolName } from './filepath.ts'
import { classifyHost, partsOfAddress, urlsIn } from './hostname.ts'
import { isSecretName } from './secretname.ts'
import { judgeCommand, judgeShell } from './shellcommand.ts'

/** How a value was hidden; each is a rule of its own. */
export type Hiding = 'index' | 'chars' | 'replace' | 'encode' | 'crypt'

/** What a text is for. */
export type TextClass = 'url' | 'address' | 'command' | 'script' | 'path' | 'name' | 'other'

/** A value that was hidden. */
export interface Unveiled {
  readonly how: Hiding
  readonly class: TextClass
  /** The expression that unveils. */
  readonly at: At
  /** What was done, the shown steps. */
  readonly steps: readonly Told[]
}

/** How a value was hidden; `undefined` where it was not, or is of no interest. */
export function unveil(value: KnownValue): Unveiled | undefined {
  if (value.plain || value.text.length < 4) return undefined
  const { class: kind, pieces } = tellingPieces(value.text)
  if (kind === 'other' || pieces.length === 0) return undefined
  const decisive = decisiveStep(value.steps, value.text)
  if (decisive === undefined) return undefined
  const shown = value.steps.flatMap(({ from }) => from ?? []).map((text) => text.toLowerCase())
  // A part that stands in the source as it is hides nothing, in whatever letters.
  const isShown = (piece: string): boolean => shown.some((text) => text.includes(piece))
  // A pattern that is filled in, as addresses of regions are, shows its parts.
  const isFilled = (piece: string): boolean =>
    decisive.how === 'replace' && (covered(piece, shown) >= MOSTLY || covered(`//${piece}`, shown) >= MOSTLY)
  if (pieces.every((piece) => isShown(piece.toLowerCase()) || isFilled(piece.toLowerCase()))) return undefined
  const steps = value.steps.filter(({ quiet }) => quiet !== true)
  return { how: decisive.how, class: kind, at: { file: decisive.step.file, line: decisive.step.line }, steps }
}

/** How much of a text must stand in the source, in runs of at least so many letters or as whole texts. */
const MOSTLY = 0.85
const SHORTEST_RUN = 6

/** How much of a text is made of long runs of others, from 0 to 1. */
function covered(piece: string, texts: readonly string[]): number {
  let found = 0
  for (let at = 0; at < piece.length;) {
    const rest = piece.slice(at, at + 64)
    let run = Math.max(
      0,
      ...texts.filter((text) => text.length > 1 && rest.startsWith(text)).map((text) => text.length),
    )
    for (let end = SHORTEST_RUN; end <= rest.length && texts.some((text) => text.includes(rest.slice(0, end))); end++)
      run = Math.max(run, end)
    found += run
    at += Math.max(1, run)
  }
  return found / piece.length
}

/** What a text is for, and the parts of it that tell. */
function tellingPieces(text: string): { readonly class: TextClass; readonly pieces: readonly string[] } {
  const urls = urlsIn(text)
  const deeds = /\s/.test(text) ? judgeShell(text) : []
  if (deeds.length > 0 || judgeCommand([text]).length > 0)
    return { class: text.includes('\n') ? 'script' : 'command', pieces: piecesOf(urls, text) }
  if (/^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(text)) return { class: 'url', pieces: piecesOf([text], text) }
  if (isAddress(text)) return { class: 'address', pieces: [partsOfAddress(text).host] }
  // A page names other pages.
  if (/^\s*<(?:!doctype|html|\?xml|svg)\b/i.test(text)) return { class: 'other', pieces: [] }
  if (urls.length > 0) return { class: 'command', pieces: piecesOf(urls, text) }
  const place = classifyPath(text)
  if (place.kind !== 'other' && place.kind !== 'temporary') return { class: 'path', pieces: [baseName(text)] }
  if (toolName(text) !== undefined) return { class: 'path', pieces: [baseName(text)] }
  if (/^[A-Z][A-Z0-9_]{4,}$/.test(text) && isSecretName(text)) return { class: 'name', pieces: [text] }
  if (/^(?:\/(?:usr\/)?bin\/)(?:sh|bash)$|^(?:powershell|cmd)(?:\.exe)?$/.test(text))
    return { class: 'path', pieces: [text] }
  return { class: 'other', pieces: [] }
}

function piecesOf(urls: readonly string[], text: string): readonly string[] {
  const hosts = urls.map((url) => partsOfAddress(url).host).filter((host) => host.length > 3 && !host.includes('…'))
  if (hosts.length > 0) return hosts
  return urls.length > 0 ? [] : [text.slice(0, 64)]
}

/** `203.0.113.84:20022`, `host.example:443`, `203.0.113.84`. */
function isAddress(text: string): boolean {
  if (!/^\[?[A-Za-z0-9.:-]+\]?$/.test(text)) return false
  const { host, port } = partsOfAddress(text)
  const { kind } = classifyHost(text)
  if (kind === 'address') return true
  return /^[0-9]{1,5}$/.test(port) && host.includes('.') && (kind === 'name' || kind === 'listed')
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}

/**
 * The step that shows how it was hidden: of what is done to a value the strongest way, and of that its last step, for
 * picks out of a list the first.
 */
function decisiveStep(steps: readonly Told[], text: string): { readonly how: Hiding; readonly step: Told } | undefined {
  for (const { how, is } of WAYS) {
    const found = steps.filter((step) => is(step, steps, text) && !changesNothing(step))
    const step = how === 'index' ? found[0] : found.at(-1)
    if (step !== undefined) return { how, step }
  }
  return undefined
}

/** Whether what was done gave the text that it got, as trimming a slash that is not there does. */
function changesNothing({ what }: Told): boolean {
  const open = what.indexOf('("')
  const result = what.lastIndexOf(') = "')
  if (open < 0 || result < open) return false
  const given = what.slice(result + 5)
  return given.length > 1 && what.startsWith(given, open + 2)
}

type Is = (step: Told, steps: readonly Told[], text: string) => boolean

const by =
  (pattern: RegExp): Is =>
  (step) =>
    step.by !== undefined && pattern.test(step.by)

const WAYS: readonly { readonly how: Hiding; readonly is: Is }[] = [
  {
    how: 'crypt',
    is: by(
      /^crypto\/(?:aes|cipher|des|rc4|rsa)\b|^golang\.org\/x\/crypto\/(?:chacha20|nacl|salsa20|blowfish|twofish|xts)/,
    ),
  },
  { how: 'encode', is: by(/^xor$/) },
  { how: 'encode', is: by(/^encoding\/(?:base64|base32|hex|ascii85|pem)\.|^compress\/|^archive\//) },
  { how: 'chars', is: (step) => step.by === 'fmt.Sprintf' && /%(?:c|x|08b|\[\d+\]c)/.test(step.what) },
  { how: 'chars', is: by(/^math\/big\.Int\.(?:SetString|Bytes|FillBytes)$/) },
  {
    how: 'chars',
    is: (step, steps) => step.by === 'chars' && steps.some(({ by: other }) => NUMERIC.test(other ?? '')),
  },
  {
    how: 'replace',
    is: by(
      /^strings\.(?:Map|Replace|ReplaceAll|Replacer\.Replace|Trim\w*|Title|NewReplacer)$|^bytes\.(?:Map|Replace|ReplaceAll)$|^regexp\.Regexp\.ReplaceAll\w*$|^slices\.Reverse$|^swap$|^net\/url\.(?:PathUnescape|QueryUnescape)$/,
    ),
  },
  {
    how: 'replace',
    is: (step) => step.by === 'fmt.Sprintf' && /%d.*%d|%d%d/.test(step.what) && isNumericAddress(step.what),
  },
  { how: 'index', is: by(/^index$/) },
  { how: 'chars', is: by(/^(?:numbers|chars)$/) },
]

/** What shows that letters were numbers. */
const NUMERIC = /^strconv\.(?:Atoi|Parse\w+)$|^numbers$|^arithmetic$|^math\/big\./

/** Sprintf of numbers alone that gives dots and digits: an address out of parts is hidden only where no part is one. */
function isNumericAddress(what: string): boolean {
  return !/"%d\.%d\.%d\.%d/.test(what)
}
