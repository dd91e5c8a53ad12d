// Facts of a module from its bytes: the source is parsed and resolved, its calls are followed, and every file is looked
// at. Pure: nothing of the module is executed, built or generated.
import { isWardenError } from '../base/errors.ts'
import { readContent } from './content/readcontent.ts'
// CONTENT
import {
  FACTS_VERSION,
  type Capable,
  type Capability,
  type Effect,
  type EffectKind,
  type Facts,
  type Gap,
} from './facts.ts'
import { createResolver } from './flow/callees.ts'
import type { CallCatalogue } from './flow/catalogue.ts'
import { standardCatalogue } from './flow/cataloguestandard.ts'
import { findEffects } from './flow/effects.ts'
import { createSlicer } from './flow/origins.ts'
import { readProgram, type Program } from './flow/program.ts'
import { createReacher } from './flow/reach.ts'
import { createTyping } from './flow/typing.ts'
import { createFolder } from './fold.ts'
import { readModule, type GoModule } from './package.ts'
import { importPath, type SourceFile } from './scope.ts'

/** How many effects of a module are kept, the telling ones first. */
const MOST_EFFECTS = 2000

/** How much work the folds of test files may take together, in steps. */
const MOST_TEST_WORK = 150_000

/** The facts of a module, whose files are given by their names in it. `catalogue` is of the calls outside it. */
export function readFacts(
  path: string,
  contents: ReadonlyMap<string, Uint8Array>,
  catalogue: CallCatalogue = standardCatalogue(),
): Facts {
  const module = readModule(path, contents)
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
  const reacher = createReacher(program, resolver, slicer)
  const folder = createFolder(modules)
  const testFolder = createFolder(modules, MOST_TEST_WORK)
  let effects: readonly Effect[] = []
  try {
    effects = findEffects(
      { program, typing, resolver, slicer, reacher, folder, testFolder, catalogue, lineOf },
      (unit, at, why) => gaps.push({ file: unit.file.name, line: lineOf(unit.file, at.pos), why, grave: false }),
    )
  } catch (error) {
    // The engine's own limits on hostile source: what was not followed is said, never passed over.
    if (!(error instanceof RangeError) && !isWardenError(error)) throw error
    gaps.push({ file: '', line: 0, why: `not followed: ${error.message}`, grave: true })
  }
  if (folder.spent()) gaps.push({ file: '', line: 0, why: 'limit: too many steps of folding', grave: true })
  const first = effects.filter(isTelling)
  // What works on the same object belongs to it, whatever it says by itself.
  const objects = new Set(first.flatMap(({ object }) => object))
  const made = new Set(first.flatMap(({ arguments: args }) => args.flatMap(({ roots }) => roots)))
  const telling = effects.filter(
    (effect) => isTelling(effect) || effect.object.some((object) => objects.has(object) || made.has(object)),
  )
  if (telling.length > MOST_EFFECTS) gaps.push({ file: '', line: 0, why: 'limit: too many effects', grave: true })
  let goBytes = 0
  for (const file of files) goBytes += file.text.length
  return {
    version: FACTS_VERSION,
    path,
    goFiles: files.length,
    goBytes,
    files: contents.size,
    effects: telling.slice(0, MOST_EFFECTS),
    content: readContent(contents, files),
    capabilities: capabilitiesOf(module, program, effects),
    gaps: gaps.slice(0, 1000),
  }
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
  const ignored = /(?:^|\/)(?:testdata|[._][^/]*)(?:\/|$)/.test(file.name)
  return [{ file: file.name, line, why: `not Go: ${first.message}`, grave: !ignored }]
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

const BY_EFFECT: Readonly<Record<EffectKind, Capability>> = {
  process: 'EXEC',
  connect: 'NETWORK',
  listen: 'NETWORK',
  'file-write': 'FILES',
  'file-remove': 'FILES',
  'file-mode': 'FILES',
  load: 'ARBITRARY_EXECUTION',
  memory: 'SYSTEM_CALLS',
  setenv: 'MODIFY_SYSTEM_STATE',
  registry: 'MODIFY_SYSTEM_STATE',
  interpret: 'ARBITRARY_EXECUTION',
}

const BY_IMPORT: ReadonlyMap<string, Capability> = new Map([
  ['unsafe', 'UNSAFE_POINTER'],
  ['reflect', 'REFLECT'],
  ['C', 'CGO'],
  ['plugin', 'ARBITRARY_EXECUTION'],
  ['syscall', 'SYSTEM_CALLS'],
  ['golang.org/x/sys/unix', 'SYSTEM_CALLS'],
  ['golang.org/x/sys/windows', 'SYSTEM_CALLS'],
])

/** What the module's own code can do, tests left out. */
function capabilitiesOf(module: GoModule, _program: Program, effects: readonly Effect[]): Capable[] {
  const found = new Map<Capability, Capable>()
  const add = (capability: Capability, file: string, line: number): void => {
    const known = found.get(capability)
    found.set(
      capability,
      known === undefined ? { capability, calls: 1, file, line } : { ...known, calls: known.calls + 1 },
    )
  }
  for (const { scope } of module.packages) {
    for (const file of scope.files) {
      if (file.name.endsWith('_test.go')) continue
      for (const decl of file.decls) {
        if (decl.kind !== 'GenDecl' || decl.token !== 'import') continue
        for (const spec of decl.specs) {
          const capability = spec.kind === 'ImportSpec' ? BY_IMPORT.get(importPath(spec)) : undefined
          if (capability !== undefined) add(capability, file.name, 1)
        }
      }
    }
  }
  for (const { kind, file, line } of effects) if (!file.endsWith('_test.go')) add(BY_EFFECT[kind], file, line)
  return [...found.values()]
}
