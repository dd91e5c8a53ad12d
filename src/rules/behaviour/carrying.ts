// Carrying: programs and scripts that the module brings along in a form that nobody can read, and runs.
import type { Severity } from '../../base/finding.ts'
import type { Argument, Effect, Source } from '../../gosource/facts.ts'
import { type Draft, draft, quote } from './draft.ts'
import { carriedCode, opaqueCommand } from './loadingrules.ts'
import { commanding, isStream } from './loading.ts'
import {
  argumentLists,
  argumentsOf,
  comesFrom,
  destinationOf,
  functionOf,
  isAnnounced,
  isDecided,
  isUndisclosed,
  type Scene,
  standingOf,
  textsOf,
} from './scene.ts'
import { isOpaque } from './running.ts'
import { startsFileOf, writesByFile, writesFor } from './startedfiles.ts'

/** Judges what a module runs of what it carries. */
export function judgeCarrying(scene: Scene): readonly Draft[] {
  const writes = writesByFile(scene.effects.filter(writesCarried))
  let first = true
  return scene.effects.flatMap((effect) => {
    if (effect.kind !== 'process' && effect.kind !== 'interpret' && effect.kind !== 'load') return []
    const files = writesFor(effect, writes).filter((write) => write !== effect && startsFileOf(effect, write))
    // A table of commands, of which the system picks one, is not read either: several are one sign.
    const opaque = ofInput(scene, effect).map((one) => {
      if (one.finding.rule !== opaqueCommand.id || one.finding.severity !== 'medium') return one
      const severity: Severity = first && standingOf(effect).trigger !== 'main' ? 'medium' : 'low'
      first &&= severity !== 'medium'
      return { ...one, finding: { ...one.finding, severity } }
    })
    return [...files.flatMap((write) => ofFile(scene, effect, write)), ...opaque]
  })
}

/** Whether an effect writes a file with what the module carries: embedded, or made of its constants unseen. */
function writesCarried(effect: Effect): boolean {
  if (effect.kind !== 'file-write') return false
  const named = textsOf(effect, 'path').some((path) => /[^….\\/]/.test(path))
  return argumentsOf(effect, 'data').some(
    (data) => isCarried(data) || isProgram(data) || (named && isExecutable(effect) && isUndisclosed(data)),
  )
}

function isExecutable(effect: Effect): boolean {
  return textsOf(effect, 'mode').some((text) => /^\d{1,4}$/.test(text) && (Number(text) & 0o111) !== 0)
}

/** Whether the bytes of a program stand in the source, in whatever form. */
function isProgram({ values }: Argument): boolean {
  // ELF, PE, Mach-O.
  return values.some(({ text }) => /^(?:\x7fELF|MZ[^\t -~]|[\xce\xcf]\xfa\xed\xfe|\xca\xfe\xba\xbe)/.test(text))
}

function isCarried({ sources }: Argument): boolean {
  return comesFrom(sources, 'embed') && !comesFrom(sources, 'argument', 'stdin', 'file', 'decrypted')
}

function ofFile(scene: Scene, effect: Effect, write: Effect): readonly Draft[] {
  const data = argumentsOf(write, 'data')
  const sources = data.flatMap((one) => one.sources).filter(({ kind }) => kind === 'embed')
  const paths = textsOf(write, 'path')
  const standing = standingOf(effect)
  const known = data.some(({ values }) => values.some(({ text }) => isReadable(text)))
  const wrong =
    sources.length === 0 && data.some(isProgram) ? 'it is a program' : (falseName(sources) ?? hiddenName(paths))
  if (wrong === undefined && !standing.automatic) {
    // A tool that is brought along under its own name is no secret.
    if (known || isAnnounced(standing) || sharesName(sources, [...paths, ...textsOf(effect, 'command')])) return []
  }
  // A generator writes Go code and builds it; nobody imports one.
  const generates = standing.trigger === 'main' && paths.length > 0 && paths.every((path) => path.endsWith('.go'))
  const severity: Severity = wrong !== undefined || standing.automatic ? 'critical' : generates ? 'medium' : 'high'
  const what =
    sources.length > 0
      ? `${quote(assetsOf(sources).join(', '))}, which the module carries,`
      : 'what the module made of its constants'
  const as = paths.length > 0 ? ` as ${quote(paths.join(', '))}` : ''
  return [
    draft(scene, carriedCode, severity, effect, {
      message: `${what} is written${as} and run${wrong === undefined ? '' : `: ${wrong}`}`,
      folded: [...assetsOf(sources), ...paths],
      flows: sources,
      before: [{ file: write.file, line: write.line, what: write.call }],
      with: [write],
    }),
  ]
}

/** What an interpreter is given that nobody can read: out of an embedded file, or made of constants unseen. */
function ofInput(scene: Scene, effect: Effect): readonly Draft[] {
  const standing = standingOf(effect)
  const carried = commanding(effect).filter(({ kind }) => kind === 'embed')
  const wrong = falseName(carried)
  if (carried.length > 0 && wrong !== undefined) {
    return [
      draft(scene, carriedCode, 'critical', effect, {
        message: `what is in ${quote(assetsOf(carried).join(', '))} is run: ${wrong}`,
        folded: assetsOf(carried),
        flows: carried,
      }),
    ]
  }
  if (carried.length > 0 || effect.kind === 'load') return []
  if (!isOpaque(scene, effect)) return []
  // Where the same function opens a connection of its own, that is where the text comes from.
  const connection = (scene.functions.get(functionOf(effect)) ?? []).find(
    (one) => one.kind === 'connect' && isDecided(destinationOf(scene, one)),
  )
  const severity: Severity =
    standing.automatic || (connection !== undefined && isStream(connection.call))
      ? 'critical'
      : connection === undefined
        ? 'medium'
        : 'high'
  const [line = ''] = argumentLists(effect).map((list) => list.join(' '))
  return [
    draft(scene, opaqueCommand, severity, effect, {
      message: `an interpreter runs what only this module knows, and its text does not show: ${quote(line)}`,
      folded: connection === undefined ? [] : textsOf(connection, 'host', 'url'),
      ...(connection === undefined ? {} : { with: [connection] }),
    }),
  ]
}

function assetsOf(sources: readonly Source[]): readonly string[] {
  return [...new Set(sources.flatMap(({ values }) => values))]
}

/** Whether text is one that a reader of the module could read: a script, not bytes. */
function isReadable(text: string): boolean {
  return text.length > 8 && !text.includes('…') && !/[^\t\n\r\x20-\x7e\x80-\xff]/.test(text.slice(0, 512))
}

/** Files that are for looking at, not for running. */
const PASSIVE =
  /\.(?:png|jpe?g|gif|webp|bmp|svg|ico|tiff?|ttf|otf|woff2?|eot|css|scss|html?|md|txt|rst|pdf|csv|tsv|json|xml|ya?ml|toml|ini|sql|db|pem|crt|cer|der|pb|proto|mp[34]|wav|ogg|map|tmpl|lock|sum|log|dic|po|mo|icc|geojson|srt)$/i

/** What is false about the name of an embedded file that is run. */
function falseName(sources: readonly Source[]): string | undefined {
  const name = assetsOf(sources).find((asset) => PASSIVE.test(asset))
  return name === undefined ? undefined : `${quote(name)} is not named like a program`
}

/** What is hidden about the name of a program. */
function hiddenName(paths: readonly string[]): string | undefined {
  const path = paths.find((one) => /(?:^|[/\\])\.[^./\\…][^/\\]*$/.test(one))
  return path === undefined ? undefined : `${quote(path)} is not listed with other files`
}

/** Whether a program is named after the file that it comes from, or one of them is not known in full. */
function sharesName(sources: readonly Source[], paths: readonly string[]): boolean {
  const assets = assetsOf(sources)
  const stems = assets.map((asset) => baseOf(asset).replace(/\..*$/, '').toLowerCase())
  if (assets.some((asset) => /[*…]/.test(asset) || !baseOf(asset).includes('.'))) return true
  return paths.some((path) => stems.some((stem) => stem.length > 1 && baseOf(path).toLowerCase().includes(stem)))
}

function baseOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}
