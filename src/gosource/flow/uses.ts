// Where things are used inside a function and its literals: each function is walked once, when it is first asked about.
import type { CaseClause, CompositeLit, Expr, SendStmt } from '../ast.ts'
import type { Entity } from '../scope.ts'
import { walk } from '../walk.ts'
import type { Resolver } from './callees.ts'
import { baseOf, bodyOf, outermost, plain, type CallSite, type Program, type Unit } from './program.ts'

/** How local variables are used: calls that have them as an argument or receiver, and what is sent into them. */
interface Uses {
  readonly sites: Map<Entity, CallSite[]>
  readonly sends: Map<Entity, SendStmt[]>
  /** Elements of composite literals of named types that have them as their value. */
  readonly elements: Map<Entity, LiteralElement[]>
  /** What the variable of a type switch's clause is. */
  readonly switches: Map<CaseClause, Expr>
}

/** An element of a composite literal: `W: &out` of `cipher.StreamWriter{W: &out}`. */
interface LiteralElement {
  readonly lit: CompositeLit
  /** The field's name, or its number where there are none. */
  readonly key: string | number
}

/** Finds uses; keeps what it found. */
export interface UseFinder {
  /** The uses in the function that a unit stands in. */
  readonly around: (unit: Unit) => Uses
  /** The call that has an expression of a unit as its argument or receiver, behind `&` and parentheses. */
  readonly holderOf: (x: Expr, unit: Unit) => CallSite | undefined
  /** The site of a call: it may stand in a unit inside the given one, or around it. */
  readonly siteOf: (call: Expr, unit: Unit) => CallSite | undefined
}

/** Makes a finder of uses. */
export function createUseFinder(program: Program, resolver: Resolver): UseFinder {
  const known = new Map<Unit, Uses>()
  const sites = new Map<Expr, CallSite>()
  const sited = new Set<Unit>()
  const holders = new Map<Unit, ReadonlyMap<Expr, CallSite>>()

  const read = (root: Unit, uses: Uses): void => {
    const inside = (unit: Unit): void => {
      for (const site of unit.sites) {
        for (const arg of site.call.args) note(uses.sites, baseOf(arg), site)
        const { receiver } = resolver.callees(site)
        if (receiver !== undefined) note(uses.sites, baseOf(receiver), site)
      }
    }
    inside(root)
    walk(bodyOf(root), (node) => {
      if (node.kind === 'FuncLit') {
        const unit = program.unitOf.get(node)
        if (unit !== undefined) inside(unit)
      } else if (node.kind === 'SendStmt') note(uses.sends, baseOf(node.channel), node)
      else if (node.kind === 'CompositeLit' && (node.type?.kind === 'SelectorExpr' || node.type?.kind === 'Ident')) {
        for (const [index, element] of node.elements.entries()) {
          if (element.kind !== 'KeyValueExpr') note(uses.elements, baseOf(element), { lit: node, key: index })
          else if (element.key.kind === 'Ident')
            note(uses.elements, baseOf(element.value), { lit: node, key: element.key.name })
        }
      } else if (node.kind === 'TypeSwitchStmt') {
        const { assign } = node
        const right = assign.kind === 'AssignStmt' ? assign.right[0] : undefined
        if (right !== undefined) for (const clause of node.body) uses.switches.set(clause, right)
      }
      return undefined
    })
  }

  return {
    around(unit) {
      const root = outermost(unit)
      let uses = known.get(root)
      if (uses === undefined) {
        uses = { sites: new Map(), sends: new Map(), elements: new Map(), switches: new Map() }
        known.set(root, uses)
        read(root, uses)
      }
      return uses
    },
    holderOf(x, unit) {
      let found = holders.get(unit)
      if (found === undefined) {
        const made = new Map<Expr, CallSite>()
        for (const site of unit.sites) {
          const { receiver } = resolver.callees(site)
          for (const held of receiver === undefined ? site.call.args : [receiver, ...site.call.args])
            made.set(pointedAt(held), site)
        }
        found = made
        holders.set(unit, made)
      }
      return found.get(x)
    },
    siteOf(call, unit) {
      const root = outermost(unit)
      if (!sited.has(root)) {
        sited.add(root)
        const enter = (of: Unit): void => {
          for (const site of of.sites) sites.set(site.call, site)
        }
        enter(root)
        walk(bodyOf(root), (node) => {
          const inner = node.kind === 'FuncLit' ? program.unitOf.get(node) : undefined
          if (inner !== undefined) enter(inner)
          return undefined
        })
      }
      return sites.get(call)
    },
  }
}

/** An expression without parentheses and `&`. */
export function pointedAt(first: Expr): Expr {
  const x = plain(first)
  return x.kind === 'UnaryExpr' && x.op === '&' ? plain(x.x) : x
}

/** What every return statement of a unit gives. */
export function returnsOf(unit: Unit): (readonly Expr[])[] {
  const found: (readonly Expr[])[] = []
  walk(unit.node.kind === 'ValueSpec' ? [] : bodyOf(unit), (inner) => {
    if (inner.kind === 'ReturnStmt') found.push(inner.results)
    return inner.kind !== 'FuncLit'
  })
  return found
}

function note<V>(map: Map<Entity, V[]>, entity: Entity | undefined, value: V): void {
  if (entity === undefined) return
  const list = map.get(entity)
  if (list === undefined) map.set(entity, [value])
  else if (list.at(-1) !== value) list.push(value)
}
