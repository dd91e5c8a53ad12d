// The quick way through a go.mod file that is written as `go mod tidy` writes it: line by line, without tokens, a tree
// or places. It knows the few forms of lines that nearly all files are made of and gives up at the first other one, so
// that what it accepts is what `summarizeGoMod` would find, and what it does not is left to that one.
//
//   file     = { "\n" | "// …" | "module path" | "go version" | "require " required | skipped | block }
//   required = path " " version [ " // …" ]
//   skipped  = verb " " plain
//   block    = "require (" { "\t" required | "\t// …" | "\n" } ")" | verb " (" { "\t" plain | "\t// …" | "\n" } ")"
//   verb     = "toolchain" (no block) | "godebug" | "exclude" | "replace" | "retract" | "tool"
//
// All is printable ASCII. No path has `//` in it, which would begin a comment; nothing plain has a quote, a parenthesis or
// a star, at which the parser could stop, and what it says is nothing to the graph: those verbs are of no meaning in a
// dependency's file, `retract` is none of its requirements, and neither is an error there, whatever it looks like.

import { majorProblem, saysIndirect } from './moddirective.ts'
import type { GoModRequirements, Requirement } from './modfile.ts'
import { maxModFileSize } from './modlex.ts'
import { splitPathVersion } from './path.ts'
import { canonicalVersion } from './version.ts'

/**
 * What the go.mod file of a dependency says, or `undefined` where it is not so plain that a look at its lines tells.
 * `known` remembers the requirements that lines of blocks stand for: the files of one graph repeat them over and over.
 */
export function plainRequirements(
  content: Uint8Array | string,
  known: Map<string, Requirement>,
): GoModRequirements | undefined {
  if (content.length > maxModFileSize) return undefined
  // A byte beyond ASCII becomes a character that no line may have.
  const text = typeof content === 'string' ? content : latin1(content)
  const require: Requirement[] = []
  let module: string | undefined
  let go: string | undefined
  let block: 'none' | 'require' | 'skipped' = 'none'
  let end: number
  for (let start = 0; start < text.length; start = end + 1) {
    end = text.indexOf('\n', start)
    if (end < 0) end = text.length
    if (end === start) continue
    const line = text.slice(start, end)
    if (block !== 'none') {
      if (line === ')') block = 'none'
      else if (block === 'require') {
        const requirement = known.get(line) ?? required(line, known)
        if (requirement !== undefined) require.push(requirement)
        else if (!commentInBlock.test(line)) return undefined
      } else if (!plainInBlock.test(line) && !commentInBlock.test(line)) return undefined
    } else if (line === 'require (') block = 'require'
    else if (line.startsWith('require ')) {
      // As in a block, where the tab stands for the word.
      const inBlock = `\t${line.slice('require '.length)}`
      const requirement = known.get(inBlock) ?? required(inBlock, known)
      if (requirement === undefined) return undefined
      require.push(requirement)
    } else if (line.startsWith('module ')) {
      const path = moduleLine.exec(line)?.[1]
      if (path === undefined || module !== undefined) return undefined
      module = path
    } else if (line.startsWith('go ')) {
      const version = goVersionLine.exec(line)?.[1]
      if (version === undefined || go !== undefined) return undefined
      go = version
    } else if (skippedBlock.test(line)) block = 'skipped'
    else if (!skippedLine.test(line) && !comment.test(line)) return undefined
  }
  return block === 'none' ? { module, go, require } : undefined
}

const comment = /^\/\/[ -~\t]*$/
const commentInBlock = /^\t\/\/[ -~\t]*$/
const moduleLine = /^module ([\w.~-]+(?:\/[\w.~-]+)*)$/
const goVersionLine = /^go ([1-9][0-9]*\.(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*))?(?:[a-z]+[0-9]+)?)$/
const skippedBlock = /^(?:godebug|exclude|replace|retract|tool) \($/
const skippedLine = /^(?:toolchain|godebug|exclude|replace|retract|tool) [\t !#-'+-_a-~]*$/
const plainInBlock = /^\t[\t !#-'+-_a-~]*$/
const requiredInBlock = /^\t([\w.~-]+(?:\/[\w.~-]+)*) (v[\w.+-]+)(?: (\/\/[ -~\t]*))?$/

/** The requirement of a line in a block, where its path and version need no word said about them. */
function required(line: string, known: Map<string, Requirement>): Requirement | undefined {
  const [, path, version, said] = requiredInBlock.exec(line) ?? []
  if (path === undefined || version === undefined || canonicalVersion(version) !== version) return undefined
  const { pathMajor, ok } = splitPathVersion(path)
  if (!ok || majorProblem(version, pathMajor) !== undefined) return undefined
  const requirement = { path, version, indirect: said !== undefined && saysIndirect(said) }
  known.set(line, requirement)
  return requirement
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}
