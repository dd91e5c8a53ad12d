// What the C of a package does (https://pkg.go.dev/cmd/cgo): flags of the preamble, functions that run at load, and
// calls that start programs, connect, load code or make memory executable, from load or from Go.
import { normalize } from 'node:path/posix'
import type { ContentFact } from '../facts.ts'
import { lastCommentBefore } from '../lexer.ts'
import { importPath, type SourceFile } from '../scope.ts'
import { badFlags } from './cgoflags.ts'
import { judgeCommands } from './command.ts'
import { stringValue } from '../literal.ts'
import { commandOf, hitsFrom, isTelling, weightAtLoad, startsPrograms, weightFromGo, type Hit } from './cflow.ts'
import { readC, type CProgram, type CText } from './ctext.ts'
import { contentFact, lineAt, type Weight } from './fact.ts'
import { bufferOf } from './magic.ts'
import { folderOf, isForTests } from './place.ts'

/** How much C of one package is read, in bytes. */
const MOST_BYTES = 32 << 20
/** How many bad flags of one preamble are told, and how many direct calls of one package. */
const MOST_FLAGS = 100
const MOST_DIRECT = 50
/** How many C texts of one package are read. */
const MOST_INCLUDED = 5000
/** Facts of kind `cgo` of the files of one folder; `names` are those of all its files. */
export function readCgo(
  goFiles: readonly SourceFile[],
  names: readonly string[],
  files: ReadonlyMap<string, Uint8Array>,
): readonly ContentFact[] {
  const facts: ContentFact[] = []
  for (const file of goFiles) facts.push(...cgoDirectives(file))
  const preambles = goFiles.flatMap(preambleOf)
  if (preambles.length === 0) return facts
  for (const preamble of preambles) facts.push(...flagFacts(preamble))
  const compiled = names.filter((name) => /\.(?:c|cc|cpp|cxx|h|hh|hpp|hxx|m|mm)$/.test(name))
  const sources = withIncluded([...preambles, ...textsOf(compiled, files)], files)
  const callers = goFiles.filter(({ text }) => text.includes('"C"'))
  // Most C has none of these words, and needs no look at all.
  if (![...sources, ...callers].some(({ text }) => isTelling(text))) return facts
  const read = new Set(sources.map(({ file }) => file))
  const cut = compiled.some((name) => !read.has(name))
  return [...facts, ...callFacts(readC(sources), callers, cut)]
}

/** The C of a file's `import "C"`: the comment right above it, its marks blanked, so that lines are the file's. */
function preambleOf(file: SourceFile): readonly CText[] {
  const found: CText[] = []
  for (const decl of file.decls) {
    if (decl.kind !== 'GenDecl' || decl.token !== 'import') continue
    for (const spec of decl.specs) {
      if (spec.kind !== 'ImportSpec' || importPath(spec) !== 'C') continue
      const own = commentAbove(file, spec.pos)
      const start = own === undefined && decl.specs.length === 1 ? commentAbove(file, decl.pos) : own
      const { at, text } = start ?? { at: spec.pos, text: '' }
      found.push({ file: file.name, text, line: lineAt(file.text, at) })
    }
  }
  return found
}

function commentAbove(file: SourceFile, pos: number): { readonly at: number; readonly text: string } | undefined {
  const { text, comments } = file
  let at = pos
  let blanked = ''
  for (let i = lastCommentBefore(comments, pos); i >= 0; i -= 2) {
    const from = comments[i] ?? 0
    const to = comments[i + 1] ?? 0
    const between = text.slice(to, at)
    // A blank line ends the comment that belongs to the import.
    if (between.trim() !== '' || between.split('\n').length > 2) break
    const inner = text.startsWith('/*', from) ? `${text.slice(from + 2, to - 2)}  ` : text.slice(from + 2, to)
    blanked = `  ${inner}${between}${blanked}`
    at = from
  }
  return blanked === '' ? undefined : { at, text: blanked }
}

function textsOf(names: readonly string[], files: ReadonlyMap<string, Uint8Array>): readonly CText[] {
  let left = MOST_BYTES
  const sources: CText[] = []
  for (const name of names) {
    const bytes = files.get(name)
    if (bytes === undefined || bytes.length > left) continue
    left -= bytes.length
    sources.push({ file: name, text: bufferOf(bytes).toString('latin1'), line: 1 })
  }
  return sources
}

/** With the files that others include by a name in quotes, whatever their extension and folder. */
function withIncluded(sources: readonly CText[], files: ReadonlyMap<string, Uint8Array>): readonly CText[] {
  const all = [...sources]
  const known = new Set(sources.map(({ file }) => file))
  let left = MOST_BYTES
  // The list grows while it is walked: what is included may include.
  for (const { file, text } of all) {
    for (const [, path = ''] of text.matchAll(/^[ \t]*#[ \t]*(?:include|import)[ \t]+"([^"\n]{1,300})"/gm)) {
      const name = normalize(folderOf(file) === '' ? path : `${folderOf(file)}/${path}`)
      const bytes = known.has(name) || name.endsWith('.go') ? undefined : files.get(name)
      known.add(name)
      if (bytes === undefined || bytes.length > left || all.length > MOST_INCLUDED) continue
      left -= bytes.length
      all.push({ file: name, text: bufferOf(bytes).toString('latin1'), line: 1 })
    }
  }
  return all
}

/** Go that calls a process start of C itself: no call of os/exec shows it. */
function directCall(name: string, text: string, call: string, index: number): ContentFact {
  const given = /^C\.\w+\(\s*C\.CString\(\s*("(?:[^"\\\n]|\\.)*"|`[^`]*`)/.exec(text.slice(index, index + 4096))?.[1]
  const command = given === undefined ? undefined : stringValue(given)
  const { deed } = judgeCommands(command ?? '')
  const grave = (deed === 'fetch-run' || deed === 'decode-run') && !isForTests(name)
  const values = command === undefined ? [] : [command]
  return contentFact('cgo', grave ? 'critical' : 'medium', name, lineAt(text, index), `Go code calls C.${call}`, values)
}

/** Directives that only cgo itself may write: they pass flags to the linker (CVE-2023-39323 and earlier). */
function cgoDirectives(file: SourceFile): readonly ContentFact[] {
  if (!file.text.includes('//go:cgo_ldflag')) return []
  const facts: ContentFact[] = []
  for (let i = 0; i < file.comments.length; i += 2) {
    const comment = file.text.slice(file.comments[i], file.comments[i + 1])
    if (!/^\/\/go:cgo_ldflag\b/.test(comment)) continue
    const line = lineAt(file.text, file.comments[i] ?? 0)
    facts.push(
      contentFact('cgo', 'high', file.name, line, "a directive that passes flags to the linker past go's own check", [
        comment,
      ]),
    )
  }
  return facts
}

function flagFacts(preamble: CText): readonly ContentFact[] {
  const facts: ContentFact[] = []
  for (const found of preamble.text.matchAll(/^[ \t]*#cgo[ \t]([^\n:]*):([^\n]*)$/gm)) {
    if (facts.length >= MOST_FLAGS) break
    const kind = (found[1] ?? '').trim().split(/\s+/).at(-1) ?? ''
    const line = preamble.line + lineAt(preamble.text, found.index) - 1
    for (const { flag, why } of badFlags(kind, found[2] ?? '')) {
      facts.push(contentFact('cgo', 'high', preamble.file, line, `a #cgo flag that ${why}`, [flag]))
    }
  }
  return facts
}

function callFacts(program: CProgram, goFiles: readonly SourceFile[], cut: boolean): readonly ContentFact[] {
  const facts = new Map<string, ContentFact>()
  const tell = (hit: Hit, weight: Weight | undefined, how: string): void => {
    if (weight === undefined) return
    const { source, call, path } = hit
    const line = source.line + lineAt(source.text, call.at) - 1
    const place = `${source.file}:${line}`
    if (facts.has(place)) return
    const what = `${path[0] ?? ''}, which ${how}, ${path.length > 1 ? 'leads to' : 'calls'} ${call.value}`
    const milder = isForTests(source.file) && weight !== 'low' ? 'medium' : weight
    facts.set(place, contentFact('cgo', milder, source.file, line, what, commandOf(hit, program)))
  }
  for (const hit of hitsFrom(program.atLoad, program))
    tell(hit, weightAtLoad(hit, program), 'runs without being called')
  const called = new Set<string>()
  for (const { name, text } of goFiles) {
    for (const { 1: c = '', index } of text.matchAll(/\bC\.([A-Za-z_]\w*)/g)) {
      if (startsPrograms(c) && facts.size < MOST_DIRECT) facts.set(`${name}:${index}`, directCall(name, text, c, index))
      called.add(c)
    }
  }
  for (const hit of hitsFrom(called, program)) tell(hit, weightFromGo(hit, program), 'Go calls')
  const [first] = goFiles
  if ((program.cut || cut) && first !== undefined) {
    facts.set('', contentFact('cgo', 'medium', first.name, 1, 'a package with more C than is read'))
  }
  return [...facts.values()]
}
