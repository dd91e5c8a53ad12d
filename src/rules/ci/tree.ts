// A YAML file as plain values with line numbers. src/commands/settings/yamltree.ts makes it, within limits, so that the rules
// need no parser; the helpers here read it without throwing, because whatever is there was written by strangers.

/** One value of a file. */
export type TreeNode =
  | { readonly kind: 'map'; readonly line: number; readonly entries: readonly TreeEntry[] }
  | { readonly kind: 'list'; readonly line: number; readonly items: readonly TreeNode[] }
  /** A string, number, boolean or null as written; `line` is that of its first line of text. */
  | { readonly kind: 'text'; readonly line: number; readonly text: string }

/** One key of a map. */
export interface TreeEntry {
  readonly key: string
  /** From 1. */
  readonly line: number
  readonly value: TreeNode
}

/** A text and where it stands. */
export interface Placed {
  readonly text: string
  readonly line: number
}

/** The entries of a map; none of anything else. */
export function entriesOf(node: TreeNode | undefined): readonly TreeEntry[] {
  return node?.kind === 'map' ? node.entries : []
}

/** The value of a key of a map. */
export function at(node: TreeNode | undefined, key: string): TreeNode | undefined {
  return entriesOf(node).find((entry) => entry.key === key)?.value
}

/** A text; `undefined` of anything else. */
export function textAt(node: TreeNode | undefined, key: string): Placed | undefined {
  const value = at(node, key)
  return value?.kind === 'text' ? { text: value.text, line: value.line } : undefined
}

/** The items of a list, and a single value as the only one. */
export function itemsOf(node: TreeNode | undefined): readonly TreeNode[] {
  if (node === undefined) return []
  return node.kind === 'list' ? node.items : [node]
}

/** All texts in a list, in nested lists too, or a single text. */
export function textsOf(node: TreeNode | undefined): readonly Placed[] {
  const texts: Placed[] = []
  const waiting = [...itemsOf(node)].toReversed()
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.kind === 'text') texts.push({ text: next.text, line: next.line })
    else if (next.kind === 'list') waiting.push(...next.items.toReversed())
  }
  return texts
}
