// What the packages of a program declare: functions, types, variables and constants by name, methods with their types. Files
// are indexed once; a declaration is parsed when somebody asks for it (ondemand.ts).
import { indexFile, type Declared } from './declarations.ts'
import { readHead, readTable, readType, readValues } from './ondemand.ts'
import type {
  ConstDecl,
  FuncDecl,
  FuncHead,
  Package,
  Program,
  SourceFile,
  TypeDecl,
  VarDecl,
  VarSpec,
} from './program.ts'

/** From how many bytes on a variable may be a table that is worth not reading. */
const MIN_TABLE = 300
/** How many aliases of aliases a receiver's type may be. */
const MOST_ALIASES = 20

/** Finds what all packages declare. Once. */
export function declareAll(program: Program, signal: AbortSignal | undefined): void {
  for (const made of program.packages.values()) {
    signal?.throwIfAborted()
    declare(program, made)
  }
}

/** Enters what a package declares. */
function declare(program: Program, made: Package): void {
  const { path, objects } = made
  const methods: FuncDecl[] = []
  const aliases = new Set<string>()
  for (const source of made.files) {
    const { declared, linknames, exports, broken } = indexFile(source.text, source.head)
    if (broken) {
      program.troubles.push(`${source.name}: some of it is no Go that can be read; what it calls may be missing`)
    }
    let above: Declared | undefined
    for (const one of declared) {
      enter(program, source, one, above, methods)
      if (one.kind === 'type' && isAlias(source.text, one)) aliases.add(one.names[0] ?? '')
      if (one.kind === 'const') above = one.line > 0 && implicit(source.text, one) ? above : one
    }
    for (const { local, target } of linknames) {
      program.links.set(`${path}.${local}`, target)
      program.links.set(target, `${path}.${local}`)
    }
    made.exports.push(...exports)
  }
  for (const method of methods) {
    const owner = receiverOf(objects, aliases, method)
    if (owner === undefined) continue
    method.receiver = owner.name
    owner.methods.set(method.name, method)
  }
}

/** The type that a method belongs to: its receiver may be written as an alias of it. */
function receiverOf(
  objects: Package['objects'],
  aliases: ReadonlySet<string>,
  { receiver }: FuncDecl,
): TypeDecl | undefined {
  let owner = objects.get(receiver ?? '')
  for (let i = 0; i < MOST_ALIASES && owner?.kind === 'type'; i++) {
    if (!aliases.has(owner.name)) return owner
    const { type } = owner.spec()
    const named = type.kind === 'IndexExpr' ? type.x : type
    owner = named.kind === 'Ident' ? objects.get(named.name) : undefined
  }
  return undefined
}

/** Whether a type's declaration is an alias, without reading it. */
function isAlias(text: string, { pos, end, names }: Declared): boolean {
  let at = pos + (names[0] ?? '').length
  while (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9) at++
  const c = text.charCodeAt(at)
  return c === 61 || (c === 91 && /^\[[^\]]*\]\s*=/.test(text.slice(at, Math.min(end, at + 200))))
}

function implicit(text: string, { pos, end }: Declared): boolean {
  return !text.slice(pos, end).includes('=')
}

function enter(
  program: Program,
  file: SourceFile,
  one: Declared,
  above: Declared | undefined,
  methods: FuncDecl[],
): void {
  const { objects } = file.package
  const [name = ''] = one.names
  switch (one.kind) {
    case 'func': {
      const decl = funcDecl(program.nextId++, file, one)
      if (one.receiver !== undefined) methods.push(decl)
      else if (name === 'init') file.package.inits.push(decl)
      else if (name !== '_') objects.set(name, decl)
      return
    }
    case 'type': {
      let read: ReturnType<TypeDecl['spec']> | undefined
      const spec = (): ReturnType<TypeDecl['spec']> => (read ??= readType(file.text, one.pos))
      objects.set(name, { kind: 'type', id: program.nextId++, name, file, methods: new Map(), spec, scope: undefined })
      return
    }
    case 'var': {
      let read: ReturnType<VarSpec['read']> | undefined
      const spec: VarSpec = {
        file,
        pos: one.pos,
        end: one.end,
        names: one.names,
        read: () => (read ??= readValues(file.text, one.pos)),
        table: () => (one.names.length === 1 && one.end - one.pos > MIN_TABLE ? readTable(file.text, one) : undefined),
        idle: false,
        drop: () => {
          read = undefined
        },
        types: undefined,
      }
      one.names.forEach((name, index) => {
        const decl: VarDecl = { kind: 'var', name, index, spec, node: undefined }
        file.package.vars.push(decl)
        if (name !== '_') objects.set(name, decl)
      })
      return
    }
    case 'const': {
      const from = one.line > 0 && above !== undefined && implicit(file.text, one) ? above : one
      const read = (index: number): ReturnType<ConstDecl['read']> => {
        const { type, values } = readValues(file.text, from.pos)
        return { type, value: values[index] }
      }
      one.names.forEach((name, index) => {
        if (name === '_') return
        objects.set(name, { kind: 'const', name, index, file, read: () => read(index), type: undefined })
      })
    }
  }
}

function funcDecl(id: number, file: SourceFile, { names, receiver, pos, end }: Declared): FuncDecl {
  let head: FuncHead | undefined
  return {
    kind: 'func',
    id,
    name: names[0] ?? '',
    file,
    receiver,
    pos,
    end,
    head: () => (head ??= readHead(file.text, pos)),
  }
}
