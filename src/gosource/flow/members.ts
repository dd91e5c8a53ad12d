// Fields and methods of types, those of embedded ones too (https://go.dev/ref/spec#Selectors): level by level, so that
// the shallowest one is found.
import type { Expr, Field } from '../ast.ts'
import { packageOfFile, type Modules } from '../package.ts'
import type { Entity, SourceFile } from '../scope.ts'
import type { CallCatalogue } from './catalogue.ts'
import { otherType, type GoType } from './gotype.ts'

/** Finds fields and methods. */
export interface Members {
  /** The declaration of a method, promoted ones too. */
  readonly method: (type: GoType, name: string) => Entity | undefined
  /** The type of a field, promoted ones too. */
  readonly field: (type: GoType, name: string) => GoType | undefined
  /** The name of a type of another module, of embedded ones too, that has methods of its own: `os.File`. */
  readonly embedded: (type: GoType) => readonly string[]
  /** The interface of the modules that gives a type a method, as one that a struct embeds. */
  readonly interfaceOf: (type: GoType, name: string) => GoType | undefined
  /** The type of a method of an interface. */
  readonly interfaceMethod: (type: GoType, name: string) => GoType | undefined
}

/** How deep types are embedded in each other. */
const MOST_EMBEDDED = 6
/** How many types may be declared by each other. */
const MOST_NAMED = 10

/** What `meant` says of type expressions. */
type Meaning = (x: Expr, file: SourceFile) => GoType | undefined

/** Makes a finder of members; `meant` says what a type expression means. */
export function createMembers(modules: Modules, catalogue: CallCatalogue, meant: Meaning): Members {
  return {
    method(type, name) {
      return promoted(type, meant, ({ entity }) => {
        const pkg = entity.file === undefined ? undefined : packageOfFile(modules, entity.file)
        return pkg?.scope.methods.get(`${entity.name}.${name}`)
      })
    },
    field(type, name) {
      if (type.kind === 'other') {
        const field = catalogue.field(type.name, name)
        return field === undefined || field.type === '_' ? undefined : otherType(field.type)
      }
      return promoted(type, meant, ({ fields, file, struct }) => {
        if (!struct) return undefined
        const found = fields.find(({ names, type: own }) =>
          names.length === 0 ? embeddedName(own) === name : names.some((ident) => ident.name === name),
        )
        return found?.type === undefined ? undefined : meant(found.type, file)
      })
    },
    embedded(type) {
      if (type.kind === 'other') return [type.name]
      const names: string[] = []
      promoted(type, meant, ({ fields, file }) => {
        for (const field of fields) {
          if (field.names.length > 0 || field.type === undefined) continue
          const found = meant(field.type, file)
          if (found?.kind === 'other') names.push(found.name)
        }
        return undefined
      })
      return names
    },
    interfaceOf(type, name) {
      return promoted(type, meant, ({ entity, fields, struct }): GoType | undefined =>
        !struct && fields.some((field) => field.names.some((ident) => ident.name === name))
          ? { kind: 'own', entity }
          : undefined,
      )
    },
    interfaceMethod(type, name) {
      return promoted(type, meant, ({ fields, file }) => {
        const method = fields.find((field) => field.names.some((ident) => ident.name === name))
        return method?.type?.kind === 'FuncType' ? { kind: 'unnamed', x: method.type, file } : undefined
      })
    },
  }
}

/** A type of the modules, with the fields of a struct, or the methods and elements of an interface. */
interface Declared {
  readonly entity: Entity
  readonly fields: readonly Field[]
  readonly file: SourceFile
  readonly struct: boolean
}

/** Looks into a type and, where that gives nothing, into what it embeds, level by level. */
function promoted<T>(type: GoType, meant: Meaning, look: (own: Declared) => T | undefined): T | undefined {
  let level: GoType[] = [type]
  const seen = new Set<Entity>()
  for (let depth = 0; depth < MOST_EMBEDDED && level.length > 0; depth++) {
    const next: GoType[] = []
    for (const one of level) {
      if (one.kind !== 'own' || seen.has(one.entity)) continue
      seen.add(one.entity)
      const own = declaredBy(one.entity, meant)
      if (own === undefined) continue
      const found = look(own)
      if (found !== undefined) return found
      for (const field of own.fields) {
        if (field.names.length > 0 || field.type === undefined) continue
        const inner = meant(field.type, own.file)
        if (inner !== undefined) next.push(inner)
      }
    }
    level = next
  }
  return undefined
}

/** What a type is declared with; of a type that is declared as another one, with what that is. */
function declaredBy(first: Entity, meant: Meaning): Declared | undefined {
  let entity = first
  for (let i = 0; i < MOST_NAMED; i++) {
    const { decl, file } = entity
    if (decl?.kind !== 'TypeSpec' || file === undefined) break
    if (decl.type.kind === 'StructType') return { entity: first, fields: decl.type.fields, file, struct: true }
    if (decl.type.kind === 'InterfaceType') return { entity: first, fields: decl.type.methods, file, struct: false }
    const found = meant(decl.type, file)
    if (found?.kind !== 'own') break
    ;({ entity } = found)
  }
  return first.file === undefined ? undefined : { entity: first, fields: [], file: first.file, struct: false }
}

/** The name under which an embedded field is found. */
function embeddedName(type: Expr | undefined): string | undefined {
  let x = type
  while (x?.kind === 'StarExpr' || x?.kind === 'IndexExpr') x = x.x
  if (x?.kind === 'SelectorExpr') return x.sel.name
  return x?.kind === 'Ident' ? x.name : undefined
}
