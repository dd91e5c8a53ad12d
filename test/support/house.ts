// The house rules that a parser can check, one function a rule: what is wrong with one source file, in words.
// test/architecture.test.ts runs them over the repository and over planted bad sources.
import { parseSync, Visitor } from 'oxc-parser'
import type { Comment, ParamPattern, Program } from 'oxc-parser'
import { basename } from 'node:path'
import { importTrouble, roomOf, rooms } from './rooms.ts'

const longFile = 400
const forbiddenNames = /(^|[-_])(utils?|helpers?|common|types|manager|service)([-_]|$)/

/** Module-level state is made by these when nothing is passed to them: an empty collection can only be filled. */
const collections = ['Map', 'Set', 'WeakMap', 'WeakSet', 'Array', 'Once']

/** Globals that reach outside the program: only rooms that may touch the outside use them. */
const outsideCalls = ['fetch', 'setTimeout', 'setInterval', 'setImmediate']
const outsideObjects = ['process', 'console', 'performance', 'Bun', 'Deno']

/** What a file breaks, each a line `path:line: what`. `path` is relative to the repository, with slashes. */
export function troubles(path: string, text: string): string[] {
  const parsed = parseSync(path, text, { lang: 'ts' })
  const found: string[] = []
  const say = (offset: number, what: string): void => {
    found.push(`${path}:${text.slice(0, offset).split('\n').length}: ${what}`)
  }
  for (const error of parsed.errors) say(error.labels[0]?.start ?? 0, error.message)
  if (found.length > 0) return found

  const source: Source = { path, text, program: parsed.program, comments: parsed.comments, say }
  firstComment(source)
  fileName(source)
  syntax(source)
  if (roomOf(path) !== undefined) {
    imports(source)
    moduleState(source)
    if (!path.endsWith('.test.ts')) {
      docComments(source)
      outside(source)
    }
  }
  return found
}

interface Source {
  readonly path: string
  readonly text: string
  readonly program: Program
  readonly comments: readonly Comment[]
  readonly say: (offset: number, what: string) => void
}

/** Every file begins with a comment that says what it is; a long one says there why. A unit test is named for its file. */
function firstComment({ path, text, comments, say }: Source): void {
  const start = text.startsWith('#!') ? text.indexOf('\n') + 1 : 0
  const leading: Comment[] = []
  let end = start
  for (const comment of comments) {
    if (comment.start < start) continue
    if (text.slice(end, comment.start).trim() !== '') break
    if (leading.length > 0 && text.slice(end, comment.start).includes('\n\n')) break
    leading.push(comment)
    end = comment.end
  }
  const unitTest = roomOf(path) !== undefined && path.endsWith('.test.ts')
  if (!unitTest && leading[0]?.start !== start) return say(0, 'the first comment must say what the file is')
  const lines = text.split('\n').length - 1
  const saysWhy = /\blines\b/.test(leading.map((c) => c.value).join(' '))
  if (lines > longFile && !saysWhy) say(0, `${lines} lines, and the first comment does not say why (in lines)`)
}

function fileName({ path, say }: Source): void {
  const name = basename(path).replace(/(\.test)?\.ts$/, '')
  if (forbiddenNames.test(name)) say(0, `a file called ${name} could hold anything`)
}

/** Syntax that the style leaves out, and the bare sort that orders by UTF-16. */
function syntax({ path, program, say }: Source): void {
  const inSrc = roomOf(path) !== undefined
  const sorts = inSrc && !path.endsWith('.test.ts')
  const hasOwnCode = program.body.some((node) => node.type === 'ExportNamedDeclaration' && node.declaration !== null)
  new Visitor({
    ExportDefaultDeclaration: (node) => say(node.start, 'export default'),
    TSEnumDeclaration: (node) => say(node.start, 'enum'),
    TSModuleDeclaration: (node) => say(node.start, 'namespace'),
    TSAnyKeyword: (node) => inSrc && say(node.start, 'any'),
    ClassDeclaration: (node) => {
      const base = node.superClass
      if (inSrc && base !== null && !(base.type === 'Identifier' && base.name === 'Error')) {
        say(node.start, 'inheritance beyond Error')
      }
    },
    CallExpression: (node) => {
      const callee = node.callee
      if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return
      const name = callee.property.name
      if ((name === 'sort' || name === 'toSorted') && node.arguments.length === 0 && sorts) {
        say(node.start, `bare ${name}() orders by UTF-16: give it compareBytes`)
      }
    },
    ExportAllDeclaration: (node) => path !== 'src/index.ts' && inSrc && say(node.start, 'a barrel: export *'),
    ExportNamedDeclaration: (node) => {
      // A file may pass on what a sibling that it was split into declares; a file that only passes on is a barrel.
      if (inSrc && node.source !== null && path !== 'src/index.ts') {
        if (!/^\.\/[^/]+$/.test(node.source.value)) say(node.start, 'a barrel: passes on another room')
        else if (!hasOwnCode) say(node.start, 'a barrel: only index.ts re-exports')
      }
      if (path === 'src/index.ts' && node.source === null) say(node.start, 'index.ts only re-exports')
    },
  }).visit(program)
}

function imports({ path, program, say }: Source): void {
  const check = (offset: number, specifier: string, typeOnly: boolean): void => {
    const trouble = importTrouble(path, specifier, typeOnly)
    if (trouble !== undefined) say(offset, trouble)
  }
  new Visitor({
    ImportDeclaration: (node) => check(node.start, node.source.value, node.importKind === 'type'),
    ExportNamedDeclaration: (node) => node.source && check(node.start, node.source.value, node.exportKind === 'type'),
    ExportAllDeclaration: (node) => check(node.start, node.source.value, node.exportKind === 'type'),
    TSImportType: (node) => check(node.start, node.source.value, true),
    ImportExpression: (node) => {
      if (node.source.type === 'Literal' && typeof node.source.value === 'string') {
        check(node.start, node.source.value, false)
      } else {
        say(node.start, 'import() of something that is computed')
      }
    },
  }).visit(program)
}

/** No variable of a module changes: no `let`, and no collection that begins empty and is not readonly. */
function moduleState({ path, program, say }: Source): void {
  // cli.ts is not imported by anything: what it holds is the process's own.
  if (path.endsWith('.test.ts') || path === 'src/cli.ts') return
  for (const statement of program.body) {
    const node = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (node?.type !== 'VariableDeclaration') continue
    if (node.kind === 'let' || node.kind === 'var') say(node.start, 'module-level state: let')
    for (const { id, init } of node.declarations) {
      const type = id.typeAnnotation?.typeAnnotation
      if (type?.type === 'TSTypeOperator' && type.operator === 'readonly') continue
      const empty =
        (init?.type === 'ArrayExpression' && init.elements.length === 0) ||
        (init?.type === 'NewExpression' &&
          init.callee.type === 'Identifier' &&
          collections.includes(init.callee.name) &&
          init.arguments.length === 0)
      if (empty) say(node.start, 'module-level state: a collection that begins empty')
    }
  }
}

/** Every export has a doc comment right above it. */
function docComments({ text, program, comments, say }: Source): void {
  const documented = new Set<number>()
  for (const comment of comments) {
    if (comment.type !== 'Block' || !comment.value.startsWith('*')) continue
    documented.add(comment.end + (/^\s*/.exec(text.slice(comment.end))?.[0].length ?? 0))
  }
  let overloaded = ''
  for (const node of program.body) {
    if (node.type !== 'ExportNamedDeclaration' || node.declaration === null) continue
    const declaration = node.declaration
    const name = 'id' in declaration && declaration.id?.type === 'Identifier' ? declaration.id.name : ''
    const first = name === '' || name !== overloaded
    if (first && !documented.has(node.start))
      say(node.start, `the export ${name} has no doc comment`.replace('  ', ' '))
    overloaded = declaration.type === 'TSDeclareFunction' ? name : ''
  }
}

/** Only cli.ts ends the process and reads its arguments and environment; pure rooms do not reach outside at all. */
function outside({ path, program, say }: Source): void {
  const room = rooms[roomOf(path) ?? '']
  const reaches = room === undefined || room.outside
  const declared = declaredNames(program)
  new Visitor({
    ImportDeclaration: (node) => {
      if (node.source.value === 'node:process' && path !== 'src/cli.ts') say(node.start, 'node:process is for cli.ts')
    },
    MemberExpression: (node) => {
      if (node.object.type !== 'Identifier' || declared.has(node.object.name)) return
      const object = node.object.name
      const property = node.property.type === 'Identifier' ? node.property.name : '?'
      if (object === 'process' && path !== 'src/cli.ts') {
        const forCli = ['exit', 'exitCode', 'env', 'argv', 'abort', 'reallyExit', '?'].includes(property)
        if (forCli || !reaches) return say(node.start, `process.${property} is for cli.ts`)
      }
      if (!reaches && outsideObjects.includes(object)) say(node.start, `${object}.${property} reaches outside`)
      if (!reaches && object === 'Date' && property === 'now') say(node.start, 'Date.now() is the clock: World has one')
      if (!reaches && object === 'Math' && property === 'random') say(node.start, 'Math.random() is not to be foreseen')
    },
    CallExpression: (node) => {
      if (reaches || node.callee.type !== 'Identifier' || declared.has(node.callee.name)) return
      if (outsideCalls.includes(node.callee.name)) say(node.start, `${node.callee.name}() reaches outside`)
    },
    NewExpression: (node) => {
      const now = node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0
      if (now && !reaches) say(node.start, 'new Date() is the clock: World has one')
    },
  }).visit(program)
}

/** The names that a file gives to something of its own, wherever in the file. */
function declaredNames(program: Program): ReadonlySet<string> {
  const names = new Set<string>()
  const parameters = ({ params }: { readonly params: readonly ParamPattern[] }): void => {
    for (const param of params) {
      if (param.type === 'Identifier') names.add(param.name)
      if (param.type !== 'ObjectPattern') continue
      for (const property of param.properties) {
        if (property.type === 'Property' && property.value.type === 'Identifier') names.add(property.value.name)
      }
    }
  }
  new Visitor({
    FunctionDeclaration: (node) => {
      if (node.id !== null) names.add(node.id.name)
      parameters(node)
    },
    FunctionExpression: parameters,
    ArrowFunctionExpression: parameters,
    VariableDeclarator: (node) => {
      if (node.id.type === 'Identifier') names.add(node.id.name)
    },
    ImportSpecifier: (node) => {
      names.add(node.local.name)
    },
  }).visit(program)
  return names
}
