// From type expressions to types, and the zero value of each (https://go.dev/ref/spec#The_zero_value).
import type { Expr, Field } from './ast.ts'
import { evaluate } from './foldexpr.ts'
import { allocate, deeper, tick, type Frame, type Machine } from './foldmachine.ts'
import {
  basicTypes,
  INTERFACE,
  underlying,
  UNKNOWN_TYPE,
  type NamedType,
  type StructField,
  type Type,
} from './foldtype.ts'
import { boolOf, floatOf, intOf, MAX_VALUE, nilOf, storeOf, stringOf, unknown, type Value } from './foldvalue.ts'
import { stringValue } from './literal.ts'
import { importedPackage } from './package.ts'
import { importPath, type Entity } from './scope.ts'

/** The type that an expression denotes; `unknown` where that is not evident. */
export function typeOf(m: Machine, frame: Frame, x: Expr | undefined): Type {
  if (x === undefined) return UNKNOWN_TYPE
  tick(m)
  deeper(m)
  const type = typeOfInner(m, frame, x)
  m.nesting--
  return type
}

function typeOfInner(m: Machine, frame: Frame, x: Expr): Type {
  switch (x.kind) {
    case 'Ident':
      return x.entity === undefined ? UNKNOWN_TYPE : typeOfEntity(m, frame, x.entity)
    case 'ParenExpr':
      return typeOf(m, frame, x.x)
    case 'SelectorExpr':
      return memberType(m, frame, x)
    case 'StarExpr':
      return { kind: 'pointer', elem: typeOf(m, frame, x.x) }
    case 'IndexExpr':
      return typeOf(m, frame, x.x)
    case 'Ellipsis':
      return { kind: 'slice', elem: typeOf(m, frame, x.elem) }
    case 'ArrayType': {
      const elem = typeOf(m, frame, x.elem)
      if (x.length === undefined) return { kind: 'slice', elem }
      // The length of [...]T is its literal's; whoever makes the literal sets it.
      if (x.length.kind === 'Ellipsis') return { kind: 'array', elem, length: 0 }
      const length = evaluate(m, frame, x.length)
      return length.kind === 'int' && length.value >= 0n && length.value <= MAX_VALUE
        ? { kind: 'array', elem, length: Number(length.value) }
        : UNKNOWN_TYPE
    }
    case 'MapType':
      return { kind: 'map', key: typeOf(m, frame, x.key), elem: typeOf(m, frame, x.value) }
    case 'StructType':
      return { kind: 'struct', fields: x.fields.flatMap((field) => structFields(m, frame, field)) }
    case 'FuncType':
      return { kind: 'func' }
    case 'InterfaceType':
      return INTERFACE
    default:
      return UNKNOWN_TYPE
  }
}

/** Whether an expression denotes a type: then a call of it is a conversion. */
export function isType(m: Machine, x: Expr): boolean {
  let at = x
  while (at.kind === 'ParenExpr' || at.kind === 'StarExpr' || at.kind === 'IndexExpr') at = at.x
  switch (at.kind) {
    case 'Ident':
      return at.entity?.kind === 'type' || (at.entity?.kind === 'builtin' && builtinType(at.name) !== undefined)
    case 'SelectorExpr': {
      if (at.x.kind !== 'Ident' || at.x.entity?.kind !== 'package') return false
      const found = importedPackage(m.modules, at.x.entity)?.scope.names.get(at.sel.name)
      if (found !== undefined) return found.kind === 'type'
      return m.catalogue.types.has(`${pathOf(at.x.entity)}.${at.sel.name}`)
    }
    case 'ArrayType':
    case 'MapType':
    case 'StructType':
    case 'FuncType':
    case 'InterfaceType':
    case 'ChanType':
      return true
    default:
      return false
  }
}

/** The import path behind a package's name in a file. */
export function pathOf(entity: Entity): string {
  return entity.decl?.kind === 'ImportSpec' ? importPath(entity.decl) : ''
}

/** The zero value of a type. */
export function zero(m: Machine, type: Type): Value {
  tick(m)
  deeper(m)
  const value = zeroOf(m, type)
  m.nesting--
  return value
}

function zeroOf(m: Machine, type: Type): Value {
  if (type.kind === 'named') {
    const known = m.catalogue.zeros.get(type.name)
    if (type.entity === undefined && known !== undefined) return known()
  }
  const below = underlying(type)
  switch (below.kind) {
    case 'basic':
      if (below.name === 'string') return stringOf('', undefined, type)
      if (below.name === 'bool') return boolOf(false, undefined, type)
      return below.name.startsWith('float') ? floatOf(0, undefined, type) : intOf(0n, undefined, type)
    case 'array': {
      allocate(m, below.length)
      const store = storeOf(below.elem, below.length, () => zero(m, below.elem))
      return { kind: 'array', store, length: below.length, type, steps: [] }
    }
    case 'struct': {
      const fields = below.fields.map((field): [string, Value] => [field.name, zero(m, field.type)])
      allocate(m, fields.length)
      return { kind: 'struct', fields: new Map(fields), state: { frozen: false }, type, steps: [] }
    }
    case 'named':
    case 'unknown':
      return unknown('a type that is not known')
    default:
      return nilOf(type)
  }
}

function builtinType(name: string): Type | undefined {
  if (name === 'byte') return basicTypes.get('uint8')
  if (name === 'rune') return basicTypes.get('int32')
  if (name === 'any' || name === 'error' || name === 'comparable') return INTERFACE
  if (name.startsWith('complex')) return name === 'complex' ? undefined : UNKNOWN_TYPE
  return basicTypes.get(name)
}

function typeOfEntity(m: Machine, frame: Frame, entity: Entity): Type {
  if (entity.kind === 'builtin') return builtinType(entity.name) ?? UNKNOWN_TYPE
  if (entity.kind !== 'type') return UNKNOWN_TYPE
  const { decl } = entity
  // A type parameter stands for what the call gives it.
  if (decl?.kind !== 'TypeSpec') return frame.types.get(entity) ?? UNKNOWN_TYPE
  const known = m.types.get(entity)
  if (known !== undefined) return known
  const inside =
    entity.global && entity.file !== undefined ? { ...frame, file: entity.file, types: new Map<Entity, Type>() } : frame
  if (decl.alias) {
    // An alias of itself is no Go.
    m.types.set(entity, UNKNOWN_TYPE)
    const type = typeOf(m, inside, decl.type)
    m.types.set(entity, type)
    return type
  }
  const named: NamedType = { kind: 'named', name: entity.name, entity, underlying: UNKNOWN_TYPE }
  m.types.set(entity, named)
  try {
    named.underlying = underlying(typeOf(m, inside, decl.type))
  } catch (error) {
    m.types.delete(entity)
    throw error
  }
  return named
}

function memberType(m: Machine, frame: Frame, x: Expr & { readonly kind: 'SelectorExpr' }): Type {
  if (x.x.kind !== 'Ident' || x.x.entity?.kind !== 'package') return UNKNOWN_TYPE
  const found = importedPackage(m.modules, x.x.entity)?.scope.names.get(x.sel.name)
  if (found !== undefined) return typeOfEntity(m, frame, found)
  const name = `${pathOf(x.x.entity)}.${x.sel.name}`
  return { kind: 'named', name, entity: undefined, underlying: m.catalogue.types.get(name) ?? UNKNOWN_TYPE }
}

function structFields(m: Machine, frame: Frame, field: Field): StructField[] {
  const type = typeOf(m, frame, field.type)
  const tag = field.tag === undefined ? undefined : stringValue(field.tag.text)
  const tagged = tag === undefined ? {} : { tag }
  if (field.names.length > 0)
    return field.names.map((ident) => ({ name: ident.name, type, embedded: false, ...tagged }))
  const plain = type.kind === 'pointer' ? type.elem : type
  const name = plain.kind === 'named' || plain.kind === 'basic' ? (plain.name.split('.').at(-1) ?? '') : ''
  return [{ name, type, embedded: true, ...tagged }]
}
