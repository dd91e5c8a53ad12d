// The packages that a question is about, from the heads of their files, and what each import means. What they declare is
// entered in a second step (entities.ts), where something is to be looked for in them.
import { compareBytes } from '../../base/bytes.ts'
import type { Expr, Field, FuncType, Ident } from '../ast.ts'
import { buildTags, headMatches, nameMatches } from './constraints.ts'
import { readFileHead, type FileHead } from './declarations.ts'
import type { Type } from './gotype.ts'
import type { PackageSource, Question } from './question.ts'
import type { TypeScope } from './typeexpr.ts'

/** A package under the question's build constraints. */
export interface Package {
  readonly path: string
  readonly name: string
  readonly files: readonly SourceFile[]
  readonly objects: Map<string, Entity>
  /** Import paths, as they are loaded. */
  readonly imports: readonly string[]
  /** Whether it is the project's own. */
  readonly root: boolean
  /** Functions named init, and variables, in the order of the source. */
  readonly inits: FuncDecl[]
  readonly vars: VarDecl[]
  /** Functions that C may call. */
  readonly exports: string[]
}

/** A file that is built. */
export interface SourceFile {
  readonly name: string
  readonly text: string
  readonly head: FileHead
  readonly package: Package
  /** What its imports are called in it. */
  readonly names: Map<string, string>
  readonly dots: string[]
  /** Whether the name of an import is only guessed, as its source is not here. */
  guessed: boolean
  readonly test: boolean
}

/** What a package's name means. */
export type Entity = TypeDecl | FuncDecl | VarDecl | ConstDecl

/** A declared type; those inside functions too. */
export interface TypeDecl {
  readonly kind: 'type'
  readonly id: number
  readonly name: string
  readonly file: SourceFile
  /** Its methods with a receiver of that name. */
  readonly methods: Map<string, FuncDecl>
  readonly spec: () => { readonly params: readonly Field[]; readonly type: Expr; readonly alias: boolean }
  /** What is around it, where it is declared inside a function. */
  readonly scope: TypeScope | undefined
}

/** A function or method. */
export interface FuncDecl {
  readonly kind: 'func'
  readonly id: number
  readonly name: string
  readonly file: SourceFile
  /** The name of its receiver's type; an alias is replaced by what it stands for, once all declarations are known. */
  receiver: string | undefined
  readonly pos: number
  readonly end: number
  /** Its head, parsed once. `body` is where the brace opens, -1 where there is none. */
  readonly head: () => FuncHead
}

/** A function's receiver, parameters and results. */
export interface FuncHead {
  readonly receiver:
    | { readonly name: Ident | undefined; readonly pointer: boolean; readonly params: readonly string[] }
    | undefined
  readonly type: FuncType
  readonly body: number
}

/** A line of `var`: one type or list of values for all of its names. */
export interface VarSpec {
  readonly file: SourceFile
  readonly pos: number
  readonly end: number
  readonly names: readonly string[]
  readonly read: () => {
    readonly type: Expr | undefined
    readonly values: readonly Expr[]
    readonly names: readonly Ident[]
  }
  /** The type of a literal that calls nothing, where it is one: a table may be left unread if nothing in it matters. */
  readonly table: () => Expr | undefined
  /** Whether it was found to be such a table. */
  idle: boolean
  /** Forgets what was read: tables may be large. */
  readonly drop: () => void
  types: readonly Type[] | 'asked' | undefined
}

/** A package's variable. */
export interface VarDecl {
  readonly kind: 'var'
  readonly name: string
  readonly index: number
  readonly spec: VarSpec
  node: number | undefined
}

/** A constant: its type is written, or that of its value, or of the line above. */
export interface ConstDecl {
  readonly kind: 'const'
  readonly name: string
  readonly index: number
  readonly file: SourceFile
  readonly read: () => { readonly type: Expr | undefined; readonly value: Expr | undefined }
  type: Type | 'asked' | undefined
}

/** How many packages and bytes of source a question may have. */
const MOST_PACKAGES = 20_000
const MOST_BYTES = 1 << 30
/** How large a file may be. */
const MOST_FILE_BYTES = 64 << 20

/** All packages that the roots need. */
export interface Program {
  readonly packages: ReadonlyMap<string, Package>
  readonly roots: readonly Package[]
  readonly troubles: string[]
  /** Functions that `//go:linkname` makes one, as `path.name`, in both directions. */
  readonly links: Map<string, string>
  /** What own files name and nothing that is built here declares. */
  readonly undeclared: Map<SourceFile, Set<string>>
  /** For ids of declarations. */
  nextId: number
}

/** Finds the roots and what they import, breadth first; what they declare, only after `declareAll` (entities.ts). Never throws for what is in them. */
export function loadProgram(question: Question, signal: AbortSignal | undefined): Program {
  const packages = new Map<string, Package>()
  const troubles: string[] = []
  const program: Program = { packages, roots: [], troubles, links: new Map(), undeclared: new Map(), nextId: 1 }
  const tags = buildTags(question)
  const queue = [...question.roots]
  const asked = new Set<string>(queue)
  const rootSet = new Set(question.roots)
  const roots: Package[] = []
  const limits = { bytes: 0 }
  for (let i = 0; i < queue.length; i++) {
    signal?.throwIfAborted()
    const path = queue[i] ?? ''
    const source = question.load(path)
    if (source === undefined) {
      troubles.push(`${path}: there is no source of this package, so nothing is known of what it calls`)
      continue
    }
    if (packages.size >= MOST_PACKAGES || limits.bytes > MOST_BYTES) {
      troubles.push(`${path}: left out, the program has too many packages or too much source`)
      break
    }
    const root = rootSet.has(path)
    const made = readPackage(program, source, tags, root, question.tests, limits)
    for (const one of made) {
      packages.set(one.path, one)
      if (root) roots.push(one)
      for (const to of one.imports) {
        if (asked.has(to)) continue
        asked.add(to)
        queue.push(to)
      }
    }
  }
  for (const made of packages.values()) bindImports(program, made)
  const circle = circleIn(packages, roots)
  if (circle !== undefined) {
    const [first = '', ...others] = circle
    const over = others.length === 0 ? '' : ` over ${others.slice(0, 3).join(', ')}${others.length > 3 ? ', …' : ''}`
    troubles.push(`${first}: it imports itself${over}, which Go does not build`)
  }
  return { ...program, roots }
}

/** Packages each of which imports the next one, and the last the first. */
function circleIn(packages: ReadonlyMap<string, Package>, roots: readonly Package[]): readonly string[] | undefined {
  const done = new Set<string>()
  for (const root of roots) {
    // The way from the root to the package that is looked at, with how many imports of each were followed.
    const way = [{ path: root.path, at: 0 }]
    const on = new Set([root.path])
    for (let last = way.at(-1); last !== undefined; last = way.at(-1)) {
      const to = done.has(last.path) ? undefined : packages.get(last.path)?.imports[last.at++]
      if (to === undefined) {
        done.add(last.path)
        on.delete(last.path)
        way.pop()
      } else if (on.has(to)) {
        return way.slice(way.findIndex(({ path }) => path === to)).map(({ path }) => path)
      } else if (!done.has(to)) {
        way.push({ path: to, at: 0 })
        on.add(to)
      }
    }
  }
  return undefined
}

/** A standard library package, by the form of its path: no dot in its first element. */
function isStandard(path: string): boolean {
  const slash = path.indexOf('/')
  return !(slash < 0 ? path : path.slice(0, slash)).includes('.')
}

function readPackage(
  program: Program,
  source: PackageSource,
  tags: ReturnType<typeof buildTags>,
  root: boolean,
  tests: boolean,
  limits: { bytes: number },
): Package[] {
  const standard = isStandard(source.importPath) && /^(?:std|stdlib|)$/.test(source.module.path)
  const groups = new Map<string, Draft[]>()
  for (const { name, bytes } of source.files) {
    const base = name.slice(name.lastIndexOf('/') + 1)
    const test = base.endsWith('_test.go')
    if ((test && !(root && tests)) || !base.endsWith('.go') || !nameMatches(base, tags)) continue
    if (bytes.length > MOST_FILE_BYTES) {
      program.troubles.push(`${name}: too large to be read`)
      continue
    }
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
    if (!headMatches(text, tags)) continue
    limits.bytes += bytes.length
    const head = readFileHead(text)
    if (!tags.holds('cgo') && head.imports.some(({ value }) => value === 'C')) continue
    if (head.packageName === 'documentation') continue
    const outside = test && head.packageName.endsWith('_test')
    const key = outside ? '_test' : head.packageName
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [{ head, text, name, test }])
    else group.push({ head, text, name, test })
  }
  const made: Package[] = []
  // One package a folder, besides its tests: where there are more, the one with the most files is meant.
  const [main, ...others] = [...groups].filter(([key]) => key !== '_test').toSorted((a, b) => b[1].length - a[1].length)
  if (root && main !== undefined && others.length > 0) {
    const names = others.map(([key]) => key).join(', ')
    program.troubles.push(
      `${source.importPath}: its files are of several packages; those of ${names} were not read beside ${main[0]}`,
    )
  }
  for (const [key, files] of groups) {
    if (key !== '_test' && key !== main?.[0]) continue
    const path = key === '_test' ? `${source.importPath}_test` : source.importPath
    made.push(makePackage(path, files, root, standard))
  }
  return made
}

/** A file that is built, before its package is made. */
interface Draft {
  readonly head: FileHead
  readonly text: string
  readonly name: string
  readonly test: boolean
}

function makePackage(path: string, drafts: readonly Draft[], root: boolean, standard: boolean): Package {
  const files: SourceFile[] = []
  const imports: string[] = []
  const made: Package = {
    path,
    name: drafts[0]?.head.packageName ?? '',
    files,
    objects: new Map(),
    imports,
    root,
    inits: [],
    vars: [],
    exports: [],
  }
  for (const draft of drafts.toSorted((a, b) => compareBytes(a.name, b.name))) {
    const source: SourceFile = { ...draft, package: made, names: new Map(), dots: [], guessed: false }
    files.push(source)
    for (const spec of draft.head.imports) {
      if (spec.value === '' || spec.value === 'C') continue
      const to = standard && !isStandard(spec.value) ? `vendor/${spec.value}` : spec.value
      if (to !== 'unsafe') imports.push(to)
      // The name of a package is known when it is read; until then its path stands for it.
      if (spec.name?.name === '.') source.dots.push(to)
      else if (spec.name?.name !== '_') source.names.set(spec.name?.name ?? `"${to}`, to)
    }
  }
  imports.splice(0, imports.length, ...[...new Set(imports)].toSorted(compareBytes))
  return made
}

/** Gives each file's imports the names of the packages they mean. */
function bindImports(program: Program, made: Package): void {
  for (const file of made.files) {
    for (const [name, path] of Array.from(file.names)) {
      if (!name.startsWith('"')) continue
      const found = path === 'unsafe' ? path : program.packages.get(path)?.name
      if (found === undefined) file.guessed = true
      file.names.delete(name)
      file.names.set(found ?? guessedName(path), path)
    }
  }
}

/** What a package is probably called whose source is not there. */
function guessedName(path: string): string {
  const parts = path.split('/')
  let last = parts.at(-1) ?? ''
  if (/^v\d+$/.test(last) && parts.length > 1) last = parts.at(-2) ?? last
  return last.replace(/\.v\d+$/, '').replace(/^go-|-go$/g, '')
}
