// Planting: scripts that the module writes into files, whoever starts them.
import type { Severity } from '../../base/finding.ts'
import type { Effect, KnownValue } from '../../gosource/facts.ts'
import type { Deed } from './deeds.ts'
import { type Draft, draft, quote } from './draft.ts'
import { judgeScript } from './foreignscript.ts'
import { HARM } from './harm.ts'
import { quotedTexts } from './quotedtexts.ts'
import { pipeShell } from './running.ts'
import { isOpening } from './samefile.ts'
import { type Scene, standingOf, textsOf, valuesOf } from './scene.ts'
import { isScript, judgeShell } from './shellcommand.ts'

/** Judges the scripts that a module writes. */
export function judgePlanting(scene: Scene): readonly Draft[] {
  return scene.effects.flatMap((effect) =>
    effect.kind === 'file-write' && !isOpening(scene, effect) ? ofFile(scene, effect) : [],
  )
}

function ofFile(scene: Scene, effect: Effect): readonly Draft[] {
  const standing = standingOf(effect)
  const paths = textsOf(effect, 'path')
  const values = valuesOf(effect, 'data')
  const deed =
    paths.length > 0
      ? paths.map((path) => harmInFile(path, values)).find((one) => one !== undefined)
      : harmInFile('', values)
  if (deed === undefined) return []
  // What is there to be read does not run; what a tool sets up for machines of others installs as they are installed.
  const read = paths.length > 0 && paths.every((path) => READ.test(path))
  if (read && !standing.automatic) return []
  const severity: Severity = standing.automatic ? 'critical' : 'high'
  return [
    draft(scene, pipeShell, severity, effect, {
      message: `writes a script that ${HARM.get(deed.kind) ?? 'does harm'}: ${quote(deed.text)}`,
      folded: [...values.map(({ text }) => text), ...paths],
      values,
    }),
  ]
}

/** What is for reading, or for building an image: there an installer is piped into a shell every day. */
const READ =
  /\.(?:md|markdown|rst|adoc|html?|txt|tmpl|golden)$|(?:^|[/\\])(?:Dockerfile|Containerfile|README|Vagrantfile)[^/\\]*$|\.(?:dockerfile|ya?ml)$/i

/** The harm that a file of this name would do with such content; `undefined` where it would do none. */
export function harmInFile(path: string, data: readonly KnownValue[]): Deed | undefined {
  const other = /\.(?:py|pth|pyw|js|mjs|cjs|rb|pl|pm|php|lua)$|(?:^|[/\\])(?:site|user)customize/i.test(path)
  return data
    .flatMap(({ text: whole }) => {
      const text = whole.slice(0, MOST_TEXT)
      if (/\.(?:json|jsonc|code-workspace)$/i.test(path)) return quotedTexts(text).flatMap((one) => judgeShell(one))
      if (/(?:^|[/\\])(?:GNU)?[Mm]akefile$|\.mk$/.test(path))
        return judgeShell([...text.matchAll(/^\t[@-]*(.*)$/gm)].map(([, line = '']) => line).join('\n'))
      if (other) return judgeScript(text)
      // Prose that names a command is no script: it has an interpreter's line, or begins with a command.
      return isScript(text) || isCommandLike(text) ? judgeShell(text) : []
    })
    .find(({ kind }) => HARM.has(kind))
}

/** How much of a file is read. */
const MOST_TEXT = 1 << 16

function isCommandLike(text: string): boolean {
  const line =
    text
      .trimStart()
      .split('\n')
      .find((one) => one.trim() !== '' && !one.trimStart().startsWith('#')) ?? ''
  // Long lines are no commands of people, and would be slow to match.
  return /^[\s({@!*\d/,-]*(?:[A-Za-z_]\w*=\S*\s+)*(?:[\w./-]*(?:curl|wget|sh|bash|zsh|eval|exec|nohup|python3?|perl|base64|echo|printf|sudo|command|export|if|test|\[|alias|function|trap|setsid|nc|rm|dd|\.|source))\b/.test(
    line.slice(0, 256),
  )
}
