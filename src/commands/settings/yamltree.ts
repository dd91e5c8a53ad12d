// YAML text to the plain tree that rules read: with line numbers, and within limits, because the files of a project are
// a stranger's. Aliases and merge keys are followed (GitLab's files live on them), each use counted, so that ten lines
// cannot become a billion.
import { WardenError } from '../../base/errors.ts'
import type { TreeEntry, TreeNode } from '../../rules/ci/tree.ts'

/** How many values a file may hold once aliases are followed. */
const MOST_NODES = 50_000
const MOST_DEPTH = 100
/** How deep brackets may be nested in the text, where terminals' colour codes are brackets too. */
const MOST_NESTED = 5000

/** The documents of a file. Throws `parse` with the place for what is not YAML, `too-large` over the limits. */
export async function yamlTree(text: string, file: string): Promise<readonly TreeNode[]> {
  if (nesting(text) > MOST_NESTED) throw tooLarge(file, 1)
  const { LineCounter, parseAllDocuments, isAlias, isMap, isNode, isScalar, isSeq } = await import('yaml')
  const counter = new LineCounter()
  const documents = parseAllDocuments(text, {
    lineCounter: counter,
    strict: false,
    uniqueKeys: false,
    logLevel: 'silent',
  })
  const lineAt = (offset: number | undefined): number => counter.linePos(offset ?? 0).line
  let left = MOST_NODES
  // In the order of the text, as YAML has it: an alias means the anchor of its name that came last. The parser's own
  // way to find it walks the whole document for each alias.
  let anchors = new Map<string, unknown>()

  const nodeOf = (value: unknown, line: number, depth: number): TreeNode => {
    left--
    if (left < 0 || depth > MOST_DEPTH) throw tooLarge(file, line)
    if (isAlias(value)) return nodeOf(anchors.get(value.source), line, depth + 1)
    if (isNode(value) && value.anchor !== undefined) anchors.set(value.anchor, value)
    if (isScalar(value)) {
      // The text of a block begins on the line after its mark.
      const block = value.type === 'BLOCK_LITERAL' || value.type === 'BLOCK_FOLDED'
      const start = value.range === undefined || value.range === null ? line : lineAt(value.range[0])
      return { kind: 'text', line: block ? start + 1 : start, text: scalarText(value) }
    }
    if (isSeq(value)) {
      const at = value.range === undefined || value.range === null ? line : lineAt(value.range[0])
      return { kind: 'list', line: at, items: value.items.map((item) => nodeOf(item, at, depth + 1)) }
    }
    if (isMap(value)) {
      const at = value.range === undefined || value.range === null ? line : lineAt(value.range[0])
      const entries: TreeEntry[] = []
      const merged: TreeEntry[] = []
      for (const { key, value: item } of value.items) {
        const name = isScalar(key) ? scalarText(key) : ''
        const keyLine = isScalar(key) && key.range !== undefined && key.range !== null ? lineAt(key.range[0]) : at
        const child = nodeOf(item, keyLine, depth + 1)
        if (name === '<<') {
          for (const map of child.kind === 'list' ? child.items : [child]) {
            if (map.kind === 'map') merged.push(...map.entries)
          }
          left -= merged.length
        } else entries.push({ key: name, line: keyLine, value: child })
      }
      const own = new Set(entries.map((entry) => entry.key))
      return { kind: 'map', line: at, entries: [...entries, ...merged.filter((entry) => !own.has(entry.key))] }
    }
    return { kind: 'text', line, text: '' }
  }

  const trees: TreeNode[] = []
  for (const document of documents) {
    const [problem] = document.errors
    if (problem !== undefined) {
      throw new WardenError('parse', problem.message.split('\n')[0] ?? 'not YAML', {
        place: { file, line: lineAt(problem.pos[0]) },
      })
    }
    anchors = new Map()
    trees.push(nodeOf(document.contents, 1, 0))
  }
  return trees
}

/** A scalar as it was written: `0123`, `1.20` and `on` stay what the author sees. */
function scalarText(scalar: { readonly value: unknown; readonly source?: string }): string {
  if (typeof scalar.value === 'string') return scalar.value
  return scalar.source ?? ''
}

/** How deep brackets are nested, those in texts counted too: the parser is slow to give up on a hundred thousand. */
function nesting(text: string): number {
  let depth = 0
  let most = 0
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth = bracket === '[' || bracket === '{' ? depth + 1 : Math.max(0, depth - 1)
    most = Math.max(most, depth)
  }
  return most
}

function tooLarge(file: string, line: number): WardenError {
  return new WardenError('too-large', `${file}: more values or deeper ones than a workflow file has`, {
    place: { file, line },
    remedy: 'look at the file: aliases in it may stand for one another many times over',
  })
}
