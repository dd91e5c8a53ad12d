// Types as far as they are evident from source: of names by their declarations, of calls by the results of what is
// called, of fields by their struct. Pointers are looked through: a method is found the same way.
import type { Expr, FuncType } from '../ast.ts'
import type { Modules } from '../package.ts'
import type { Entity, SourceFile } from '../scope.ts'
import type { CallCatalogue } from './catalogue.ts'
import { otherType, type GoType } from './gotype.ts'
import { createMembers, type Members } from './members.ts'
import { createNames, type Names } from './names.ts'

/** Finds types; keeps what it found. */
export interface Typing extends Names, Omit<Members, 'interfaceMethod'> {
  /** The type of an expression. */
  readonly typeOf: (x: Expr, file: SourceFile) => GoType | undefined
  /** What a type expression means. */
  readonly meant: (x: Expr, file: SourceFile) => GoType | undefined
}

/** How deep expressions and types are followed. */
const MOST_DEPTH = 40

/** Makes a typing of modules. */
export function createTyping(modules: Modules, catalogue: CallCatalogue): Typing {
  return new Types(modules, catalogue)
}

class Types implements Typing {
  readonly member: Names['member']
  readonly dotImported: Names['dotImported']
  readonly field: Members['field']
  readonly embedded: Members['embedded']
  readonly interfaceOf: Members['interfaceOf']
  readonly #interfaceMethod: Members['interfaceMethod']
  readonly #catalogue: CallCatalogue
  readonly #memo = new Map<Entity, GoType | undefined>()
  readonly #methods = new Map<Entity, Map<string, Entity | undefined>>()
  readonly #own = new Map<Entity, GoType>()
  readonly #findMethod: Members['method']
  #depth = 0

  constructor(modules: Modules, catalogue: CallCatalogue) {
    this.#catalogue = catalogue
    const names = createNames(modules, catalogue)
    this.member = names.member
    this.dotImported = names.dotImported
    const members = createMembers(modules, catalogue, this.meant)
    this.#findMethod = members.method
    this.field = members.field
    this.embedded = members.embedded
    this.interfaceOf = members.interfaceOf
    this.#interfaceMethod = members.interfaceMethod
  }

  readonly typeOf = (x: Expr, file: SourceFile): GoType | undefined => {
    if (this.#depth >= MOST_DEPTH) return undefined
    this.#depth++
    try {
      return this.#typeOf(x, file, 0)
    } finally {
      this.#depth--
    }
  }

  readonly method = (type: GoType, name: string): Entity | undefined => {
    // Deep inside other types what is found may be cut short: that is not kept.
    if (type.kind !== 'own' || this.#depth > MOST_DEPTH / 2) return this.#findMethod(type, name)
    let known = this.#methods.get(type.entity)
    if (known === undefined) this.#methods.set(type.entity, (known = new Map<string, Entity | undefined>()))
    if (known.has(name)) return known.get(name)
    const found = this.#findMethod(type, name)
    known.set(name, found)
    return found
  }

  readonly meant = (first: Expr, file: SourceFile): GoType | undefined => {
    let x = first
    for (;;) {
      switch (x.kind) {
        case 'StarExpr':
        case 'ParenExpr':
        case 'IndexExpr':
          x = x.x
          continue
        case 'Ident': {
          const { entity } = x
          if (entity === undefined) {
            const found = this.dotImported(x.name, file)
            if (typeof found === 'object') return found.kind === 'type' ? this.#named(found) : undefined
            return found !== undefined && this.#catalogue.type(found) !== undefined ? otherType(found) : undefined
          }
          if (entity.kind === 'builtin') return otherType(entity.name)
          if (entity.kind !== 'type') return undefined
          return this.#named(entity)
        }
        case 'SelectorExpr': {
          const member = this.member(x)
          if (member === undefined) return undefined
          return typeof member === 'string' ? otherType(member) : this.#named(member)
        }
        case 'ArrayType':
        case 'MapType':
        case 'ChanType':
        case 'FuncType':
        case 'StructType':
        case 'InterfaceType':
        case 'Ellipsis':
          return { kind: 'unnamed', x, file }
        default:
          return undefined
      }
    }
  }

  #named(entity: Entity): GoType | undefined {
    const { decl, file } = entity
    if (decl?.kind === 'TypeSpec' && decl.alias && file !== undefined) {
      if (this.#depth >= MOST_DEPTH) return undefined
      this.#depth++
      try {
        return this.meant(decl.type, file)
      } finally {
        this.#depth--
      }
    }
    if (entity.kind !== 'type') return undefined
    let own = this.#own.get(entity)
    if (own === undefined) this.#own.set(entity, (own = { kind: 'own', entity }))
    return own
  }

  /** The type of the result `index` of an expression. */
  #typeOf(first: Expr, file: SourceFile, index: number): GoType | undefined {
    let x = first
    for (;;) {
      switch (x.kind) {
        case 'ParenExpr':
        case 'StarExpr':
        case 'SliceExpr':
          x = x.x
          continue
        case 'UnaryExpr':
          if (x.op === '<-') return this.#element(this.typeOf(x.x, file))
          x = x.x
          continue
        case 'Ident':
          if (x.entity !== undefined) return this.#entity(x.entity)
          return this.#dotted(x.name, file)
        case 'SelectorExpr': {
          const member = this.member(x)
          if (typeof member === 'string') {
            const type = this.#catalogue.variable(member)
            return type === undefined ? undefined : otherType(type)
          }
          if (member !== undefined) return this.#entity(member)
          const type = this.typeOf(x.x, file)
          return type === undefined ? undefined : this.field(type, x.sel.name)
        }
        case 'CallExpr':
          return this.#result(x, file, index)
        case 'CompositeLit':
          return x.type === undefined ? undefined : this.meant(x.type, file)
        case 'TypeAssertExpr':
          return x.type === undefined ? undefined : this.meant(x.type, file)
        case 'IndexExpr':
          return this.#element(this.typeOf(x.x, file))
        case 'BasicLit':
          return otherType(x.token === 'string' ? 'string' : 'int')
        case 'BinaryExpr':
          x = x.x
          continue
        case 'FuncLit':
          return { kind: 'unnamed', x: x.type, file }
        default:
          return this.meant(x, file)
      }
    }
  }

  #dotted(name: string, file: SourceFile): GoType | undefined {
    const found = this.dotImported(name, file)
    if (typeof found === 'object') return this.#entity(found)
    const type = found === undefined ? undefined : this.#catalogue.variable(found)
    return type === undefined ? undefined : otherType(type)
  }

  #element(type: GoType | undefined): GoType | undefined {
    if (type?.kind === 'other') return type.name.startsWith('[]') ? otherType(type.name.slice(2)) : undefined
    const under = type?.kind === 'own' ? this.#underlying(type) : type
    if (under?.kind !== 'unnamed') return undefined
    const { x, file } = under
    if (x.kind === 'ArrayType' && x.elem.kind !== 'BadExpr') return this.meant(x.elem, file)
    if (x.kind === 'Ellipsis') return x.elem === undefined ? undefined : this.meant(x.elem, file)
    if (x.kind === 'MapType' || x.kind === 'ChanType') return this.meant(x.value, file)
    return undefined
  }

  #underlying(type: GoType): GoType | undefined {
    let found: GoType | undefined = type
    for (let i = 0; i < 10 && found?.kind === 'own'; i++) {
      const { decl, file }: Entity = found.entity
      if (decl?.kind !== 'TypeSpec' || file === undefined) return undefined
      found = this.meant(decl.type, file)
    }
    return found
  }

  #entity(entity: Entity): GoType | undefined {
    if (this.#memo.has(entity)) return this.#memo.get(entity)
    // A ring of declarations has no type.
    this.#memo.set(entity, undefined)
    const type = this.#declared(entity)
    this.#memo.set(entity, type)
    return type
  }

  #declared(entity: Entity): GoType | undefined {
    const { decl, file, index } = entity
    if (file === undefined) return undefined
    if (this.#depth >= MOST_DEPTH) return undefined
    this.#depth++
    try {
      switch (decl?.kind) {
        case 'Field':
          return decl.type === undefined ? undefined : this.meant(decl.type, file)
        case 'ValueSpec': {
          if (decl.type !== undefined) return this.meant(decl.type, file)
          const value = decl.values.length > 1 ? decl.values[index] : decl.values[0]
          return value === undefined ? undefined : this.#typeOf(value, file, decl.values.length > 1 ? 0 : index)
        }
        case 'AssignStmt': {
          const single = decl.right.length === decl.left.length
          const value = single ? decl.right[index] : decl.right[0]
          return value === undefined ? undefined : this.#typeOf(value, file, single ? 0 : index)
        }
        case 'RangeStmt':
          return index === 1 ? this.#element(this.typeOf(decl.x, file)) : this.#key(this.typeOf(decl.x, file))
        case 'CaseClause': {
          const [type, more] = decl.exprs ?? []
          return type === undefined || more !== undefined ? undefined : this.meant(type, file)
        }
        case 'FuncDecl':
          return { kind: 'unnamed', x: decl.type, file }
        default:
          return undefined
      }
    } finally {
      this.#depth--
    }
  }

  #key(type: GoType | undefined): GoType | undefined {
    if (type?.kind !== 'unnamed') return undefined
    if (type.x.kind === 'MapType') return this.meant(type.x.key, type.file)
    return type.x.kind === 'ChanType' ? this.meant(type.x.value, type.file) : undefined
  }

  #result(call: Extract<Expr, { kind: 'CallExpr' }>, file: SourceFile, index: number): GoType | undefined {
    let fun = call.fun
    while (fun.kind === 'ParenExpr' || fun.kind === 'IndexExpr') fun = fun.x
    if (fun.kind === 'Ident' && fun.entity?.kind === 'builtin') {
      const [first] = call.args
      if (fun.name === 'new' || fun.name === 'make') return first === undefined ? undefined : this.meant(first, file)
      if (fun.name === 'append') return first === undefined ? undefined : this.typeOf(first, file)
      return otherType(fun.name)
    }
    if (fun.kind === 'Ident' && fun.entity?.kind === 'type') return this.meant(fun, file)
    if (fun.kind === 'ArrayType' || fun.kind === 'MapType' || fun.kind === 'StarExpr') return this.meant(fun, file)
    if (fun.kind === 'SelectorExpr') {
      const member = this.member(fun)
      if (typeof member === 'string') return this.#catalogued(member, index)
      if (member?.kind === 'type') return this.meant(fun, file)
      if (member?.kind === 'func') return this.#resultOf(member, index)
      // A variable of another package that holds a function: var Read = func() (*Config, error) { … }.
      if (member !== undefined) return this.#functionResult(this.#entity(member), index)
      const type = this.typeOf(fun.x, file)
      if (type === undefined) return undefined
      const method = this.method(type, fun.sel.name)
      if (method !== undefined) return this.#resultOf(method, index)
      for (const name of this.embedded(type)) {
        const found = this.#catalogued(`${name}.${fun.sel.name}`, index)
        if (found !== undefined) return found
      }
      return this.#functionResult(this.field(type, fun.sel.name) ?? this.#interfaceMethod(type, fun.sel.name), index)
    }
    if (fun.kind === 'Ident' && fun.entity?.kind === 'func') return this.#resultOf(fun.entity, index)
    if (fun.kind === 'Ident' && fun.entity === undefined) {
      const found = this.dotImported(fun.name, file)
      if (typeof found === 'string') return this.#catalogued(found, index) ?? this.meant(fun, file)
      return found?.kind === 'func' ? this.#resultOf(found, index) : this.meant(fun, file)
    }
    return this.#functionResult(this.typeOf(fun, file), index)
  }

  #catalogued(name: string, index: number): GoType | undefined {
    const result = this.#catalogue.call(name)?.results[index]
    return result === undefined || result === '_' ? undefined : otherType(result)
  }

  #resultOf(entity: Entity, index: number): GoType | undefined {
    const { decl, file } = entity
    return decl?.kind === 'FuncDecl' && file !== undefined ? this.#nth(decl.type, file, index) : undefined
  }

  #functionResult(type: GoType | undefined, index: number): GoType | undefined {
    const under = type?.kind === 'own' ? this.#underlying(type) : type
    return under?.kind === 'unnamed' && under.x.kind === 'FuncType' ? this.#nth(under.x, under.file, index) : undefined
  }

  #nth(type: FuncType, file: SourceFile, index: number): GoType | undefined {
    let at = 0
    for (const field of type.results) {
      at += Math.max(1, field.names.length)
      if (index < at) return field.type === undefined ? undefined : this.meant(field.type, file)
    }
    return undefined
  }
}
