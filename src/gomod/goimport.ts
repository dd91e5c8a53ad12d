// go-import meta tags: how a host that is in no table says where a module's repository is.
// https://go.dev/ref/mod#vcs-find; cmd/go/internal/vcs (parseMetaGoImports, matchGoImport, repoRootForImportDynamic).
//
//   <meta name="go-import" content="root vcs repository [folder]">      in the head of https://PATH?go-get=1
import { WardenError } from '../base/errors.ts'
import { fields } from '../base/fields.ts'
import { quoted } from '../base/quoted.ts'
import type { SourceRepository } from './origin.ts'
import { checkFilePath } from './path.ts'

/** One tag. */
export interface GoImport {
  readonly prefix: string
  /** `git`, another system, or `mod`: a module proxy. */
  readonly vcs: string
  readonly url: string
  readonly folder: string
}

/** The largest page that is read, in bytes. */
export const MOST_PAGE: number = 1 << 20

const MOST_TAGS = 1000

/** The address that is asked about a path. */
export function goImportUrl(modulePath: string, scheme: 'https' | 'http' = 'https'): string {
  return `${scheme}://${modulePath}?go-get=1`
}

/** The tags of a page, up to the end of its head. What is not well-formed is passed over; never throws. */
export function parseGoImports(page: string): GoImport[] {
  const found: GoImport[] = []
  const end = Math.min(page.length, MOST_PAGE)
  let at = 0
  while (at < end && found.length < MOST_TAGS) {
    const open = page.indexOf('<', at)
    if (open < 0 || open >= end) break
    if (page.startsWith('<!--', open)) {
      const close = page.indexOf('-->', open + 4)
      if (close < 0) break
      at = close + 3
      continue
    }
    const tag = readTag(page, open, end)
    at = tag.end
    if (tag.name === 'body' || tag.name === '/head') break
    if (tag.name !== 'meta' || tag.attributes.get('name') !== 'go-import') continue
    const [prefix, vcs, url, folder = '', more] = fields(tag.attributes.get('content') ?? '')
    if (prefix === undefined || vcs === undefined || url === undefined || more !== undefined) continue
    found.push({ prefix, vcs, url, folder })
  }
  return found
}

interface Tag {
  /** Lower-case; an end tag's begins with a slash. */
  readonly name: string
  /** By lower-case name; the first of a name counts. */
  readonly attributes: ReadonlyMap<string, string>
  readonly end: number
}

/** The tag that begins at `open`. Each character is looked at once. */
function readTag(page: string, open: number, end: number): Tag {
  const word = /\/?[A-Za-z][A-Za-z0-9:-]*/y
  word.lastIndex = open + 1
  const name = word.exec(page)?.[0].toLowerCase()
  if (name === undefined) return { name: '', attributes: new Map(), end: open + 1 }
  const attributes = new Map<string, string>()
  let at = word.lastIndex
  const attribute = /[\s/]*([^\s=/>"'<]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/y
  for (;;) {
    attribute.lastIndex = at
    const match = attribute.exec(page)
    if (match === null || attribute.lastIndex > end || attributes.size >= 100) break
    at = attribute.lastIndex
    const key = (match[1] ?? '').toLowerCase()
    if (!attributes.has(key)) attributes.set(key, unescaped(match[2] ?? match[3] ?? match[4] ?? ''))
  }
  const close = page.indexOf('>', at)
  return { name, attributes, end: close < 0 ? end : close + 1 }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescaped(text: string): string {
  return text.replaceAll(/&(amp|lt|gt|quot|apos);/g, (whole, name: string) => ENTITIES[name] ?? whole)
}

/**
 * The tag that holds for a path. A module proxy's tag counts only where there is no other: what is asked for here is the
 * repository. Throws `not-found` where none does, `parse` where several do.
 */
export function goImportFor(imports: readonly GoImport[], modulePath: string): GoImport {
  const matching = imports.filter(({ prefix }) => modulePath === prefix || modulePath.startsWith(`${prefix}/`))
  const repositories = matching.filter(({ vcs }) => vcs !== 'mod')
  const [first, second] = repositories.length > 0 ? repositories : matching
  if (first === undefined) throw new WardenError('not-found', `${modulePath}: no go-import tag is for this path`)
  if (second !== undefined) throw new WardenError('parse', `${modulePath}: several go-import tags are for this path`)
  return first
}

/**
 * The repository that a tag names. Throws `parse` for another system than git, for an address that is no URL, and for a
 * folder that is none.
 */
export function repositoryOf(tag: GoImport): SourceRepository {
  const { prefix, vcs, url, folder } = tag
  if (vcs === 'mod') throw new WardenError('parse', `${prefix}: is served by a module proxy (${quoted(url)}) alone`)
  if (vcs !== 'git') throw new WardenError('parse', `${prefix}: is kept in ${quoted(vcs)}, and only git is read`)
  if (!/^[a-z][a-z+]*:\/\/[!-~]+$/.test(url) || !URL.canParse(url)) {
    throw new WardenError('parse', `${prefix}: its repository ${quoted(url)} is no URL`)
  }
  if (folder !== '') {
    if (/^[/-]/.test(folder)) throw new WardenError('parse', `${prefix}: its folder ${quoted(folder)} is none`)
    checkFilePath(folder)
  }
  return { root: prefix, url, subfolder: folder }
}
