// Any report in any format but text: what `-o` and `convert` call.
import type { DRAWINGS, Format } from './formats.ts'
import { drawing } from './formats/graphtext.ts'
import { github } from './formats/github.ts'
import { gitlab } from './formats/gitlab.ts'
import { html } from './html/html.ts'
import { junit } from './formats/junit.ts'
import { markdown } from './formats/markdown.ts'
import { ndjson } from './formats/ndjson.ts'
import { sarif } from './formats/sarif.ts'
import type { Document, View } from './view.ts'
import { treePage } from './html/treepage.ts'
import { isTree, viewOf } from './views/views.ts'

/** What a rendering needs to know besides the document. */
export interface About {
  /** The version of modwarden. */
  readonly version: string
  /** Where the run began: places of a failure are relative to it. */
  readonly cwd?: string
  /** The repository's root, where it is known; otherwise the document's own folder counts as it. */
  readonly root?: string | undefined
}

const RENDERERS: Readonly<
  Record<Exclude<Format, 'text' | 'json' | (typeof DRAWINGS)[number]>, (view: View) => string>
> = {
  ndjson,
  sarif,
  markdown,
  html,
  junit,
  github,
  gitlab,
}

/** The folder that a document's relative files lie in; `undefined` where it has none. */
export function folderOf(document: Document): string | undefined {
  return viewOf(document).folder
}

/** A document as a whole text in one format, with a final newline. */
export function render(format: Exclude<Format, 'text' | 'json'>, document: Document, about: About): string {
  if (format === 'dot' || format === 'mermaid') return drawing(format, document)
  if (format === 'html' && isTree(document)) return treePage(document, about.version)
  const { version, cwd, root } = about
  const view = viewOf(document)
  const folder = view.folder ?? cwd
  return RENDERERS[format]({ ...view, folder, version, ...(root === undefined ? {} : { root }) })
}
