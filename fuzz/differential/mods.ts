// go.mod and go.work texts as questions that Go and we answer alike: the same errors in the same places, or the same
// values and the same printed file.
import { isWardenError } from '../../src/base/errors.ts'
import { isPrintable, quote } from '../../src/gomod/goquote.ts'
import { formatGoWork, parseGoWork, type GoWork } from '../../src/gomod/gowork.ts'
import { modFileErrors } from '../../src/gomod/moddirective.ts'
import { formatGoMod, parseGoMod, type GoMod } from '../../src/gomod/modfile.ts'
import type { ModQuestion } from './oracle.ts'

/** What both sides say about a text. */
export interface ModAnswer {
  readonly Errors: readonly string[] | null
  readonly Values: readonly string[] | null
  readonly Format: string
}

/** What we say. */
export function answerMod({ mode, text }: ModQuestion): ModAnswer {
  try {
    if (mode === 'work') {
      const work = parseGoWork(text, 'f')
      return { Errors: null, Values: orNull(workValues(work)), Format: formatGoWork(work) }
    }
    const mod = parseGoMod(text, 'f', { lax: mode === 'lax' })
    return { Errors: null, Values: orNull(modValues(mod)), Format: formatGoMod(mod) }
  } catch (error) {
    if (!isWardenError(error, 'parse')) throw error
    const errors = modFileErrors(error).map((e) => `${e.place?.column}:${e.place?.line}: ${e.message}`)
    return { Errors: errors, Values: null, Format: '' }
  }
}

/** Why two answers may differ, on purpose: the class that is listed; `undefined` where they may not. */
export function listedMod({ text }: ModQuestion, ours: ModAnswer, theirs: ModAnswer): string | undefined {
  // A string over two lines: Go takes it, to refuse it later or not.
  if (/\\\r?\n/.test(text)) return 'a backslash before a newline'
  if (!text.isWellFormed() || text.includes('\0')) return 'NUL, or not UTF-8'
  // No path or version may hold bytes that are not UTF-8; Go takes them from escapes.
  if (/\\x[89a-f]|\\[2-7][0-7]{2}/i.test(text)) return 'escapes of bytes'
  // What Go prints so that it cannot be read again: a retracted "version" that needs its quotes.
  if (text.includes('retract') && /"[^"]*[^\w.+"-][^"]*"|""/.test(text)) return 'a retracted version in quotes'
  // Here control characters from the file are escaped in messages; Go gives them to the terminal.
  const sameNumber = ours.Errors !== null && ours.Errors.length === theirs.Errors?.length
  if (sameNumber && theirs.Errors.some((e) => /[^\P{C}\n\t]/u.test(e))) return 'control characters in messages'
  if (newerThanGo(text, theirs)) return 'characters that are newer than the tables of Go'
  if (ours.Errors?.length === 100 && (theirs.Errors?.length ?? 0) > 100) return 'more than 100 errors'
  if (sameNumber && theirs.Errors.some((e) => e.length > 1000)) return 'messages of more than 1000 characters'
  return undefined
}

/** Whether Go escapes a character of the text that is printable here: Node's Unicode may be newer (goquote.ts). */
function newerThanGo(text: string, { Errors, Format }: ModAnswer): boolean {
  const said = [...(Errors ?? []), Format].join('\n')
  return [...said.matchAll(/\\(?:u([0-9a-f]{4})|U([0-9a-f]{8}))/g)].some(([, short, long]) => {
    const codePoint = Number.parseInt(short ?? long ?? '', 16)
    return codePoint <= 0x10ffff && isPrintable(codePoint) && text.includes(String.fromCodePoint(codePoint))
  })
}

function workValues(f: GoWork): string[] {
  return [
    ...(f.go === undefined ? [] : [`go ${f.go.version}`]),
    ...(f.toolchain === undefined ? [] : [`toolchain ${f.toolchain.version}`]),
    ...f.godebug.map((x) => `godebug ${x.line} ${x.key} ${x.value}`),
    ...f.use.map((x) => `use ${x.line} ${x.path}`),
    ...f.replace.map((x) => `replace ${x.line} ${x.old.path} ${x.old.version} ${x.new.path} ${x.new.version}`),
  ]
}

function modValues(f: GoMod): string[] {
  return [
    ...(f.module === undefined ? [] : [`module ${f.module.line} ${f.module.path} ${quote(f.module.deprecated)}`]),
    ...(f.go === undefined ? [] : [`go ${f.go.version}`]),
    ...(f.toolchain === undefined ? [] : [`toolchain ${f.toolchain.version}`]),
    ...f.godebug.map((x) => `godebug ${x.line} ${x.key} ${x.value}`),
    ...f.require.map((x) => `require ${x.line}:${x.column} ${x.path} ${x.version} ${x.indirect}`),
    ...f.exclude.map((x) => `exclude ${x.line} ${x.path} ${x.version}`),
    ...f.replace.map((x) => `replace ${x.line} ${x.old.path} ${x.old.version} ${x.new.path} ${x.new.version}`),
    ...f.retract.map((x) => `retract ${x.line} ${x.low} ${x.high} ${quote(x.rationale)}`),
    ...f.tool.map((x) => `tool ${x.line} ${x.path}`),
    ...f.ignore.map((x) => `ignore ${x.line} ${x.path}`),
  ]
}

function orNull(list: string[]): string[] | null {
  return list.length === 0 ? null : list
}
