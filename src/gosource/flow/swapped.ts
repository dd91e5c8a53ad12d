// What may be put in the place of what was copied: the texts that stand in the code which a value goes through on its
// way into the clipboard. A replacement is not worth anything that could be folded, as what is replaced is not known.
import type { Expr, FuncDecl, FuncLit, ValueSpec } from '../ast.ts'
import type { KnownValue } from '../facts.ts'
import { stringValue } from '../literal.ts'
import { walk } from '../walk.ts'
import type { Candidate } from './candidates.ts'
import type { Engine } from './engine.ts'
import { inSlot } from './parameters.ts'

/** How many texts are kept. */
const MOST_TEXTS = 64
/** How many nodes are looked at. */
const MOST_NODES = 20_000

/** Whether a call puts something into the clipboard. */
export function isCopying({ name }: Candidate): boolean {
  return /\bclipboard\.Write(?:All)?$/.test(name)
}

/** Whether a text may be an address, or a pattern for something as long: `0x[0-9a-f]{40}`. */
function isTelling(text: string): boolean {
  return /^\w{20,110}$/.test(text) || (text.length < 200 && /\]\{\d+(?:,\d+)?\}/.test(text))
}

/** The texts of one word, as addresses are, and patterns, in the code that a copied value goes through. */
export function textsOnTheWay({ resolver, slicer }: Engine, { site }: Candidate): readonly KnownValue[] {
  const args: readonly Expr[] = site === undefined ? [] : inSlot(resolver, site, '*')
  const code = new Set<FuncDecl | FuncLit | ValueSpec>()
  if (site !== undefined) code.add(site.unit.node)
  for (const x of args) {
    if (site === undefined) continue
    for (const { owner, decl, global } of slicer.of(x, site.unit).entities) {
      if (owner !== undefined) code.add(owner)
      else if (global && decl?.kind === 'ValueSpec') code.add(decl)
    }
  }
  const texts = new Set<string>()
  let nodes = 0
  // A table that this code goes through.
  walk([...code], (node) => {
    const decl = node.kind === 'Ident' && node.entity?.global === true ? node.entity.decl : undefined
    if (decl?.kind === 'ValueSpec' && code.size < MOST_TEXTS) code.add(decl)
    return ++nodes < MOST_NODES
  })
  nodes = 0
  walk([...code], (node) => {
    if (node.kind === 'BasicLit' && node.token === 'string') {
      const text = stringValue(node.text)
      if (text !== undefined && isTelling(text) && texts.size < MOST_TEXTS) texts.add(text)
    }
    return ++nodes < MOST_NODES
  })
  return [...texts].map((text) => ({ text, plain: true, steps: [] }))
}
