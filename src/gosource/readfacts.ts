// Facts of a module from its bytes: the source is parsed and resolved, its calls are followed, and every file is looked
// at. Pure: nothing of the module is executed, built or generated. A module with much source is read in pieces, so that
// memory stays bounded: what matters most together, the rest folder by folder.
import { isWardenError } from '../base/errors.ts'
import { createContentReader } from './content/readcontent.ts'
import { capabilitiesOf } from './capabilities.ts'
import { FACTS_VERSION, type Capable, type Effect, type Facts, type Gap } from './facts.ts'
import { createResolver } from './flow/callees.ts'
import type { CallCatalogue } from './flow/catalogue.ts'
import { standardCatalogue } from './flow/cataloguestandard.ts'
import { findEffects } from './flow/effects.ts'
import { actingFolders } from './flow/inert.ts'
import { createSlicer } from './flow/origins.ts'
import { readProgram } from './flow/program.ts'
import { createReacher } from './flow/reach.ts'
import { createTyping } from './flow/typing.ts'
import { createFolder } from './fold.ts'
import { readModule, type GoModule } from './package.ts'
import { piecesOf } from './pieces.ts'
import type { SourceFile } from './scope.ts'

/** How many effects of a module are kept, the telling ones first. */
const MOST_EFFECTS = 2000

/** How many gaps of a module are kept. */
const MOST_GAPS = 1000

/** How much work the folds of test files may take together, in steps. */
const MOST_TEST_WORK = 150_000

/**
 * The facts of a module, whose files are given by their names in it; they are asked for once or twice each, in any order.
 * `catalogue` is of the calls outside the module. Never throws for what is in the files.
 */
export function readFacts(
  path: string,
  contents: ReadonlyMap<string, Uint8Array>,
  catalogue: CallCatalogue = standardCatalogue(),
): Facts {
  const content = createContentReader(contents)
  const { pieces, count, goFiles, goBytes } = piecesOf(path, contents)
  const gaps: Gap[] = []
  const effects: Effect[] = []
  const capabilities: Capable[] = []
  const one = (files: ReadonlyMap<string, Uint8Array>): Piece => {
    const module = readModule(path, files, (folders) => actingFolders(path, folders, catalogue))
    content.go(module.packages.flatMap(({ scope }) => scope.files))
    return readPiece(module, catalogue)
  }
  for (const files of pieces) {
    const read = one(files)
    gaps.push(...read.gaps)
    for (const effect of read.effects) effects.push(effect)
    capabilities.push(...read.capabilities)
  }
  if (count > 1) {
    const why = `large: ${Math.round(goBytes / 1e6)} MB of Go are followed in ${count} pieces, not from one into another`
    gaps.push({ file: '', line: 0, why, grave: false })
  }
  if (effects.length > MOST_EFFECTS) gaps.push({ file: '', line: 0, why: 'limit: too many effects', grave: true })
  return {
    version: FACTS_VERSION,
    path,
    goFiles,
    goBytes,
    files: contents.size,
    effects: effects.slice(0, MOST_EFFECTS),
    content: content.end(),
    capabilities: joined(capabilities),
    gaps: gaps.slice(0, MOST_GAPS),
  }
}

/** What was found in a piece. */
interface Piece {
  readonly effects: readonly Effect[]
  readonly gaps: readonly Gap[]
  readonly capabilities: readonly Capable[]
}

function readPiece(module: GoModule, catalogue: CallCatalogue): Piece {
  const files = module.packages.flatMap(({ scope }) => scope.files)
  const gaps: Gap[] = [
    ...module.unread.map((file) => ({ file, line: 0, why: 'too large to be read', grave: true })),
    ...files.flatMap(gapsOf),
  ]
  const lineOf = lineFinder()
  const modules = { main: module, dependencies: [] }
  const program = readProgram(modules)
  const typing = createTyping(modules, catalogue)
  const resolver = createResolver(program, typing, catalogue)
  const slicer = createSlicer(program, typing, resolver, catalogue)
  const reacher = createReacher(program, typing, resolver, slicer, catalogue)
  const folder = createFolder(modules)
  const testFolder = createFolder(modules, MOST_TEST_WORK)
  const engine = { program, typing, resolver, slicer, reacher, folder, testFolder, catalogue, lineOf }
  let effects: readonly Effect[] = []
  try {
    effects = findEffects(engine, (unit, at, why, grave) =>
      gaps.push({ file: unit.file.name, line: lineOf(unit.file, at.pos), why, grave }),
    )
  } catch (error) {
    // The engine's own limits on hostile source: what was not followed is said, never passed over.
    if (!(error instanceof RangeError) && !isWardenError(error)) throw error
    gaps.push({ file: '', line: 0, why: `not followed: ${error.message}`, grave: true })
  }
  if (slicer.spent()) gaps.push({ file: '', line: 0, why: 'limit: too much data to follow', grave: true })
  const first = effects.filter(isTelling)
  // What works on the same object belongs to it, whatever it says by itself.
  const objects = new Set(first.flatMap(({ object }) => object))
  const made = new Set(first.flatMap(({ arguments: args }) => args.flatMap(({ roots }) => roots)))
  const telling = effects.filter(
    (effect) => isTelling(effect) || effect.object.some((object) => objects.has(object) || made.has(object)),
  )
  return { effects: telling, gaps, capabilities: capabilitiesOf(module, effects) }
}

/** Whether a rule may say something about an effect: not where a caller alone decides all of it. */
function isTelling({ reach, arguments: args }: Effect): boolean {
  if (reach.some(({ trigger }) => trigger === 'init' || trigger === 'var')) return true
  return args.some(
    ({ role, values, sources }) =>
      (values.length > 0 && role !== 'mode' && role !== 'network') || sources.some(({ kind }) => kind !== 'argument'),
  )
}

function gapsOf(file: SourceFile): Gap[] {
  const [first] = file.errors
  if (first === undefined) return []
  let line = 1
  for (let at = file.text.indexOf('\n'); at >= 0 && at < first.pos; at = file.text.indexOf('\n', at + 1)) line++
  // go ignores what is below testdata and what begins with a dot or an underscore: such files may be broken on purpose.
  const ignored = /(?:^|\/)(?:testdata|[._][^/]*)(?:\/|$)/.test(file.name) || isNeverBuilt(file)
  // What a newer Go may allow is read all the same.
  const newer = file.errors.every(({ message }) => message === 'a method has no type parameters')
  return [{ file: file.name, line, why: `not Go: ${first.message}`, grave: !ignored && !newer }]
}

/** Whether a file says that no build has it, as templates of Go code do. */
function isNeverBuilt({ text }: SourceFile): boolean {
  const [header = ''] = /^(?:[ \t]*(?:\/\/[^\n]*)?\r?\n)*/.exec(text.slice(0, 4096)) ?? []
  return /^\/\/(?:go:build ignore|[ \t]*\+build ignore)[ \t]*\r?$/m.test(header)
}

/** Finds lines; each file's line starts are found once. */
function lineFinder(): (file: SourceFile, pos: number) => number {
  const starts = new Map<SourceFile, readonly number[]>()
  return (file, pos) => {
    let lines = starts.get(file)
    if (lines === undefined) {
      const found = [0]
      for (let at = file.text.indexOf('\n'); at >= 0; at = file.text.indexOf('\n', at + 1)) found.push(at + 1)
      lines = found
      starts.set(file, lines)
    }
    let low = 0
    let high = lines.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((lines[middle] ?? 0) <= pos) low = middle
      else high = middle
    }
    return low + 1
  }
}

/** Capabilities of all pieces, each once. */
function joined(capabilities: readonly Capable[]): Capable[] {
  const found = new Map<string, Capable>()
  for (const one of capabilities) {
    const known = found.get(one.capability)
    found.set(one.capability, known === undefined ? one : { ...known, calls: known.calls + one.calls })
  }
  return [...found.values()]
}
