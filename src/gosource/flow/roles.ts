// Which expressions are in which role of an effect: the call's own arguments, what its objects were made with, and what
// their fields are set to.
import type { CompositeLit, Expr } from '../ast.ts'
import type { EffectKind, Role } from '../facts.ts'
import type { Entity } from '../scope.ts'
import type { Candidate } from './candidates.ts'
import type { CallModel } from './catalogue.ts'
import { originsIn, type Subject } from './contexts.ts'
import type { Engine } from './engine.ts'
import { EXECVE, execveRoles } from './execve.ts'
import { kindOf, worksOn } from './objects.ts'
import type { Link } from './origin.ts'
import { inSlot, paramEntity } from './parameters.ts'
import { baseOf, fieldOf, type CallSite, type Unit } from './program.ts'

/** An expression in a role. */
export interface RoleExpr extends Subject {
  readonly role: Role
  /** Whether it is a list whose elements are in the role. */
  readonly spread: boolean
}

/** The expressions in the roles of a candidate, those of the objects that it works on included. */
export function rolesOf(engine: Engine, candidate: Candidate, links: readonly Link[]): RoleExpr[] {
  const { resolver } = engine
  const { site, model, unit, at } = candidate
  const found: RoleExpr[] = []
  if (site !== undefined && model === EXECVE)
    for (const one of execveRoles(site)) found.push({ ...one, unit, spread: false, links })
  if (site !== undefined && model !== undefined) {
    found.push(...ofArguments(engine, site, model, links))
    if (model.write !== undefined && !found.some(({ role }) => role === 'data')) {
      for (const x of inSlot(resolver, site, model.write.from))
        found.push({ role: 'data', x, unit, spread: false, links })
    }
    if (model.object) found.push(...ofParts(engine, givenTo(engine, site.call), unit, links))
  }
  if (at.kind === 'CompositeLit')
    found.push(...ofLiteral(engine, at, unit, links), ...ofParts(engine, givenTo(engine, at), unit, links))
  for (const x of worksOn(engine, candidate)) found.push(...ofObjects(engine, { x, unit, links }, candidate.kind))
  return unique(found)
}

function ofArguments({ resolver }: Engine, site: CallSite, model: CallModel, links: readonly Link[]): RoleExpr[] {
  const found: RoleExpr[] = []
  const { unit, call } = site
  call.args.forEach((x, i) => {
    const last = model.params.length - 1
    const role = model.params[model.variadic && i >= last ? last : i]
    if (role === undefined || role === 'object' || role === 'method') return
    found.push({ role, x, unit, spread: model.variadic && call.spread && i === call.args.length - 1, links })
  })
  for (const { role, from } of model.roles) {
    if (typeof from !== 'object')
      for (const x of inSlot(resolver, site, from)) found.push({ role, x, unit, spread: false, links })
  }
  return found
}

/** How deep objects that are made of others are looked at. */
const MOST_OBJECTS_DEEP = 4

/** The roles of the objects that an expression stands for. */
export function ofObjects(
  engine: Engine,
  subject: Subject,
  kind: EffectKind | undefined,
  depth: number = 0,
): RoleExpr[] {
  const { slicer, resolver } = engine
  const { x, unit, links } = subject
  const found: RoleExpr[] = []
  for (const { origin, via } of originsIn(engine, subject, slicer.objects).values()) {
    if (origin.kind === 'object') {
      // A file that a request carries is no part of where the request goes.
      const makes = kindOf(origin.model)
      if (kind !== undefined && makes !== undefined && makes !== kind) continue
      found.push(...ofArguments(engine, origin.site, origin.model, via))
      // A client that is made of its options.
      for (const [i, role] of origin.model.params.entries()) {
        const arg = role === 'object' ? origin.site.call.args[i] : undefined
        if (arg !== undefined && origin.model.object && depth < MOST_OBJECTS_DEEP)
          found.push(...ofObjects(engine, { x: arg, unit: origin.site.unit, links: via }, kind, depth + 1))
      }
      const { receiver } = resolver.callees(origin.site)
      // A program's standard input is a pipe of its own; a builder is its receiver already; a root is in front of a path.
      const within = origin.model.standsFor !== undefined || origin.model.name.startsWith('os.Root.')
      if (within && receiver !== undefined && receiver !== x && depth < MOST_OBJECTS_DEEP)
        found.push(...ofObjects(engine, { x: receiver, unit: origin.site.unit, links: via }, kind, depth + 1))
    } else if (origin.kind === 'literal') found.push(...ofLiteral(engine, origin.lit, origin.unit, via))
  }
  found.push(...ofParts(engine, slicer.objects(x, unit).entities, unit, links))
  return found
}

function ofLiteral({ typing, catalogue }: Engine, lit: CompositeLit, unit: Unit, links: readonly Link[]): RoleExpr[] {
  const type = lit.type === undefined ? undefined : typing.meant(lit.type, unit.file)
  if (type?.kind !== 'other') return []
  const found: RoleExpr[] = []
  for (const element of lit.elements) {
    if (element.kind !== 'KeyValueExpr' || element.key.kind !== 'Ident') continue
    const role = catalogue.field(type.name, element.key.name)?.role
    if (role !== undefined) found.push({ role, x: element.value, unit, spread: role === 'argument', links })
  }
  return found
}

/** How many functions are looked into that one call may call to complete an object. */
const MOST_COMPLETING = 32

/** How deep functions are looked into that complete an object. */
const MOST_PARTS_DEEP = 2

/** Fields that are filled through methods of their own. */
const ROLE_FIELDS = ['Header', 'Body', 'Form', 'PostForm', 'URL', 'Stdin', 'Env', 'Args']

/** Roles that are set by assignment or through a method: `cmd.Stdin = x`, `req.Header.Set(k, v)`. */
function ofParts(
  engine: Engine,
  entities: Iterable<Entity>,
  unit: Unit,
  links: readonly Link[],
  depth: number = 0,
): RoleExpr[] {
  const { program, resolver, slicer, typing, catalogue } = engine
  const found: RoleExpr[] = []
  for (const entity of entities) {
    if (entity.file === undefined || entity.ident === undefined) continue
    const type = typing.typeOf(entity.ident, entity.file)
    if (type?.kind !== 'other') continue
    const at = (entity.owner === undefined ? undefined : program.unitOf.get(entity.owner)) ?? unit
    const roleOf = (name: string): Role | undefined => catalogue.field(type.name, name)?.role
    for (const { stmt } of entity.parts) {
      if (stmt.kind !== 'AssignStmt') continue
      stmt.left.forEach((left, i) => {
        const target = fieldOf(left)
        const value = stmt.left.length === stmt.right.length ? stmt.right[i] : stmt.right[0]
        if (target === undefined || value === undefined || baseOf(target.x) !== entity) return
        const role = roleOf(target.sel.name)
        if (role !== undefined) found.push({ role, x: value, unit: at, spread: role === 'argument', links })
      })
    }
    // Methods that add to it: req.AddCookie(c), opts.AddBroker(u).
    if (catalogue.type(type.name)?.object === true) {
      for (const site of resolver.joining(at)) {
        const { model, receiver } = resolver.callees(site)
        if (model !== undefined && receiver !== undefined && baseOf(receiver) === entity)
          found.push(...ofArguments(engine, site, model, links))
      }
      // Functions of the module that complete it: wire(cmd, conn), opt(req).
      for (const site of depth < MOST_PARTS_DEEP ? resolver.passing(at, entity) : []) {
        const { units, value } = resolver.callees(site)
        const index = site.call.args.findIndex((arg) => baseOf(arg) === entity)
        const values = value === undefined ? [] : slicer.functions(value, site.unit).made.slice(0, MOST_COMPLETING)
        for (const { unit: callee, via } of [...units.map((one) => ({ unit: one, via: [] })), ...values]) {
          const param = paramEntity(callee, index)
          if (param !== undefined)
            found.push(...ofParts(engine, [param], callee, [{ callee, site }, ...via, ...links], depth + 1))
        }
      }
    }
    for (const name of ROLE_FIELDS) {
      const role = roleOf(name)
      if (role === undefined) continue
      for (const site of program.fieldUses.get(name) ?? []) {
        const { receiver } = resolver.callees(site)
        if (receiver === undefined || baseOf(receiver) !== entity) continue
        for (const x of site.call.args) found.push({ role, x, unit: site.unit, spread: false, links })
      }
    }
  }
  return found
}

function givenTo({ program }: Engine, x: Expr): Entity[] {
  const entity = program.givenTo.get(x)
  return entity === undefined ? [] : [entity]
}

function unique(list: readonly RoleExpr[]): RoleExpr[] {
  const seen = new Set<string>()
  const ids = new Map<Expr, number>()
  return list.filter(({ role, x, links }) => {
    if (!ids.has(x)) ids.set(x, ids.size)
    const key = `${role} ${ids.get(x)} ${links.map(({ site }) => `${site.unit.file.name}:${site.call.pos}`).join(' ')}`
    return !seen.has(key) && seen.add(key)
  })
}
