// Reading statements about vulnerabilities: OpenVEX (https://github.com/openvex/spec, v0.2.0) and CycloneDX's vulnerabilities
// (https://cyclonedx.org/docs/1.6/json/). Strict: a statement that lacks what it must have, or has a word that the
// specification does not, is an error with its place, never passed over. Products that are no Go modules are kept without
// one: whoever uses them decides.
import { textOf } from '../base/bytes.ts'
import { messageOf, WardenError } from '../base/errors.ts'

/** What a document says of one vulnerability. */
export interface ReadStatement {
  readonly id: string
  readonly aliases: readonly string[]
  /** In OpenVEX's words. */
  readonly status: 'not_affected' | 'affected' | 'fixed' | 'under_investigation'
  readonly justification?: string
  /** The modules that it is about, the ones within a product where it names some; empty: none that is a Go module. */
  readonly modules: readonly ReadModule[]
  /** The whole products. */
  readonly products: readonly string[]
}

/** A module that a statement is about. */
export interface ReadModule {
  readonly path: string
  /** Empty: every version. */
  readonly version: string
  /** Of it this package alone, by its path in the module. */
  readonly package?: string
  /** Of it only what these say, as in a purl: `goos=windows`. */
  readonly qualifiers?: string
  /** The module path of the product that holds it: of others the statement says nothing. */
  readonly within?: string
}

/** The most bytes of a document. */
export const maxVex: number = 16 << 20
const MOST_STATEMENTS = 20_000
const MOST_TEXT = 4000

const JUSTIFICATIONS: readonly string[] = [
  'component_not_present',
  'vulnerable_code_not_present',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'inline_mitigations_already_exist',
]

/** CycloneDX's states in OpenVEX's words. */
const STATES: Readonly<Record<string, ReadStatement['status']>> = {
  resolved: 'fixed',
  resolved_with_pedigree: 'fixed',
  exploitable: 'affected',
  in_triage: 'under_investigation',
  false_positive: 'not_affected',
  not_affected: 'not_affected',
}

/** Reads a document; `name` is how messages call it. Throws `parse`, `too-large`. */
export function readVex(bytes: Uint8Array, name: string): readonly ReadStatement[] {
  if (bytes.length > maxVex) throw new WardenError('too-large', `${name}: ${bytes.length} bytes, more than ${maxVex}`)
  const document = fieldsOf(jsonOf(bytes, name), name, 'it')
  const context = document['@context']
  if (typeof context === 'string' && context.startsWith('https://openvex.dev/ns')) return openVex(document, name)
  if (document['bomFormat'] === 'CycloneDX') return cycloneDx(document, name)
  throw bad(name, 'is neither OpenVEX nor CycloneDX')
}

type Fields = Readonly<Record<string, unknown>>

function openVex(document: Fields, name: string): readonly ReadStatement[] {
  const dated = optionalText(document, 'timestamp', name, 'it')
  const all = listOf(document, 'statements', name, 'it').map((value, i) => {
    const where = `statement ${i + 1}`
    const statement = fieldsOf(value, name, where)
    const named = statement['vulnerability']
    // Before v0.2.0 it was a plain text.
    const vulnerability = typeof named === 'string' ? { name: named } : fieldsOf(named, name, `${where}: vulnerability`)
    const status = textIn(statement, 'status', name, where)
    if (!isStatus(status)) throw bad(name, `${where}: ${JSON.stringify(status)} is no status`)
    const justification = optionalText(statement, 'justification', name, where)
    if (justification !== undefined && !JUSTIFICATIONS.includes(justification)) {
      throw bad(name, `${where}: ${JSON.stringify(justification)} is no justification`)
    }
    if (status === 'not_affected' && justification === undefined && statement['impact_statement'] === undefined) {
      throw bad(name, `${where}: not_affected without a justification or impact_statement`)
    }
    const products = optionalList(statement, 'products', name, where).map((one) => productOf(one, name, where))
    const read: ReadStatement = {
      id: textIn(vulnerability, 'name', name, where),
      aliases: optionalList(vulnerability, 'aliases', name, where).map((alias) =>
        asText(alias, name, `${where}: alias`),
      ),
      status,
      ...(justification === undefined ? {} : { justification }),
      modules: products.flatMap(({ id, parts }) => (parts.length > 0 ? modulesOf(parts, id) : modulesOf([id]))),
      products: products.map(({ id }) => id),
    }
    const at = Date.parse(optionalText(statement, 'timestamp', name, where) ?? dated ?? '')
    return { read, at: Number.isNaN(at) ? 0 : at }
  })
  return standing(all.toSorted((a, b) => a.at - b.at).map(({ read }) => read))
}

/**
 * What stands of statements in the order of time: a later one about the same flaw takes back what an earlier one said of
 * the same module, or of all that it is about where it names none. One that says that a version is not safe takes back what
 * was said more widely, too: what is left of that nobody said. https://github.com/openvex/spec (inheritance and time)
 */
function standing(inTime: readonly ReadStatement[]): readonly ReadStatement[] {
  const later: Later = { said: new Set(), touched: new Set() }
  const kept: ReadStatement[] = []
  for (const statement of inTime.toReversed()) {
    const names = [statement.id, ...statement.aliases].map((one) => one.toUpperCase())
    const about = statement.modules.length === 0 ? [undefined] : statement.modules
    const stand = about.filter((one) => !names.some((id) => isTakenBack(later, id, one)))
    const isSafe = statement.status === 'not_affected' || statement.status === 'fixed'
    for (const id of names) for (const one of about) remember(later, id, one, isSafe)
    if (stand.length === 0) continue
    const modules = stand.flatMap((one) => one ?? [])
    kept.push(stand.length === about.length ? statement : { ...statement, modules })
  }
  return kept.toReversed()
}

/** What later statements are about: what each says, and what a part of is said not to be safe. */
interface Later {
  readonly said: Set<string>
  readonly touched: Set<string>
}

function isTakenBack({ said, touched }: Later, id: string, one: ReadModule | undefined): boolean {
  // Whatever is said of a whole is said of each part.
  return (
    versionsOf(one).some((v) => partsOf(one).some((part) => said.has(keyOf(id, one, v, part)))) ||
    touched.has(keyOf(id, one, one?.version ?? '', partsOf(one)[0] ?? ''))
  )
}

function remember({ said, touched }: Later, id: string, one: ReadModule | undefined, isSafe: boolean): void {
  said.add(keyOf(id, one, one?.version ?? '', partsOf(one)[0] ?? ''))
  if (isSafe) return
  for (const version of versionsOf(one)) for (const part of partsOf(one)) touched.add(keyOf(id, one, version, part))
  touched.add(keyOf(id, undefined, '', ''))
}

function keyOf(id: string, one: ReadModule | undefined, version: string, part: string): string {
  // Other tools write versions without their `v`.
  return JSON.stringify([id, one?.path.toLowerCase() ?? '', version.replace(/^(?:v|go)(?=\d)/, ''), part])
}

/** A version, and all of them. */
function versionsOf(one: ReadModule | undefined): readonly string[] {
  return one === undefined || one.version === '' ? [''] : [one.version, '']
}

/** The part of a module that is meant, in one product or in all, and the whole. */
function partsOf(one: ReadModule | undefined): readonly string[] {
  const part = [one?.within?.toLowerCase(), one?.package, one?.qualifiers]
  return part.every((word) => word === undefined) ? [''] : [JSON.stringify(part), '']
}

function productOf(
  value: unknown,
  name: string,
  where: string,
): { readonly id: string; readonly parts: readonly string[] } {
  if (typeof value === 'string') return { id: value, parts: [] }
  const product = fieldsOf(value, name, `${where}: product`)
  const parts = optionalList(product, 'subcomponents', name, where).map((part) =>
    typeof part === 'string' ? part : idOf(fieldsOf(part, name, `${where}: subcomponent`), name, where),
  )
  return { id: idOf(product, name, where), parts }
}

/** An `@id`, or else a purl among the identifiers. */
function idOf(fields: Fields, name: string, where: string): string {
  const id = optionalText(fields, '@id', name, where)
  if (id !== undefined) return id
  const identifiers = fields['identifiers']
  const purl =
    identifiers === undefined ? undefined : optionalText(fieldsOf(identifiers, name, where), 'purl', name, where)
  if (purl === undefined) throw bad(name, `${where}: a product without @id`)
  return purl
}

function cycloneDx(document: Fields, name: string): readonly ReadStatement[] {
  const purls = new Map<string, string>()
  for (const value of optionalList(document, 'components', name, 'it')) {
    const component = fieldsOf(value, name, 'a component')
    const [ref, purl] = [component['bom-ref'], component['purl']]
    if (typeof ref === 'string' && typeof purl === 'string') purls.set(ref, purl)
  }
  const about = productPurl(document, name)
  return optionalList(document, 'vulnerabilities', name, 'it').flatMap((value, i): ReadStatement[] => {
    const where = `vulnerability ${i + 1}`
    const vulnerability = fieldsOf(value, name, where)
    // Without an analysis nothing is said but that it is there.
    if (vulnerability['analysis'] === undefined) return []
    const analysis = fieldsOf(vulnerability['analysis'], name, `${where}: analysis`)
    const state = textIn(analysis, 'state', name, where)
    const status = Object.hasOwn(STATES, state) ? STATES[state] : undefined
    if (status === undefined) throw bad(name, `${where}: ${JSON.stringify(state)} is no state`)
    const justification = optionalText(analysis, 'justification', name, where)
    const refs = optionalList(vulnerability, 'affects', name, where).map((affect) =>
      textIn(fieldsOf(affect, name, `${where}: affects`), 'ref', name, where),
    )
    return [
      {
        id: textIn(vulnerability, 'id', name, where),
        aliases: optionalList(vulnerability, 'references', name, where).map((reference) =>
          textIn(fieldsOf(reference, name, `${where}: reference`), 'id', name, where),
        ),
        status,
        ...(justification === undefined ? {} : { justification }),
        // Our own refs keep the path's case; what is behind a `#` there is no package.
        modules: modulesOf(
          refs.map((ref) => (ref.includes('pkg:golang/') && !ref.includes('#') ? ref : (purls.get(ref) ?? ref))),
          about,
        ),
        products: refs,
      },
    ]
  })
}

/** The purl of what a CycloneDX document is about, where it is a Go module. */
function productPurl(document: Fields, name: string): string | undefined {
  if (document['metadata'] === undefined) return undefined
  const { component } = fieldsOf(document['metadata'], name, 'metadata')
  return component === undefined
    ? undefined
    : optionalText(fieldsOf(component, name, 'metadata: component'), 'purl', name, 'metadata: component')
}

/** The Go modules among products; `product` is what they are parts of. */
function modulesOf(ids: readonly string[], product?: string): readonly ReadModule[] {
  const within = product === undefined ? undefined : moduleOf(product)?.path
  return ids.flatMap((id) => {
    const module = moduleOf(id)
    if (module === undefined) return []
    return within === undefined || within === module.path ? [module] : [{ ...module, within }]
  })
}

/**
 * `pkg:golang/golang.org/x/text@v0.3.0?goos=windows#unicode/norm`, also behind a document's name: `urn:cdx:…#pkg:golang/…`.
 * That it is a module is what it is without a word.
 */
function moduleOf(id: string): ReadModule | undefined {
  const at = id.indexOf('pkg:golang/')
  const [, path, version = '', qualified = '', subpath = ''] =
    at < 0
      ? []
      : (/^([^@?#\s]+)(?:@([^?#\s]+))?(?:\?([^#\s]*))?(?:#(\S*))?/.exec(id.slice(at + 'pkg:golang/'.length)) ?? [])
  if (path === undefined) return undefined
  const qualifiers = qualified
    .split('&')
    .filter((one) => one !== '' && !PLAIN_QUALIFIERS.test(one))
    .join('&')
  return {
    path: decoded(path),
    version: decoded(version),
    ...(subpath === '' ? {} : { package: decoded(subpath) }),
    ...(qualifiers === '' ? {} : { qualifiers }),
  }
}

/** Those that say where a module is had, and not which part of it is meant. */
const PLAIN_QUALIFIERS = /^(?:type=module|(?:repository_url|download_url|vcs_url|checksum|file_name)=.*)$/

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // No valid escape: it is what it is.
    return text
  }
}

function isStatus(word: string): word is ReadStatement['status'] {
  return ['not_affected', 'affected', 'fixed', 'under_investigation'].includes(word)
}

function jsonOf(bytes: Uint8Array, name: string): unknown {
  const text = textOf(bytes)
  if (text === undefined) throw bad(name, 'is not UTF-8 text')
  try {
    return JSON.parse(text)
  } catch (error) {
    // A RangeError: nested too deep.
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error
    throw bad(name, `is not JSON: ${messageOf(error).slice(0, 200)}`)
  }
}

function fieldsOf(value: unknown, name: string, where: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw bad(name, `${where}: is no JSON object`)
  // Members as they stand there: `__proto__` and `constructor` are none unless written.
  return Object.assign(Object.create(null), value) as Fields
}

function listOf(fields: Fields, key: string, name: string, where: string): readonly unknown[] {
  const list = fields[key]
  if (!Array.isArray(list)) throw bad(name, `${where}: has no list of ${key}`)
  if (list.length > MOST_STATEMENTS)
    throw new WardenError('too-large', `${name}: ${where}: more than ${MOST_STATEMENTS} ${key}`)
  return list
}

function optionalList(fields: Fields, key: string, name: string, where: string): readonly unknown[] {
  return fields[key] === undefined ? [] : listOf(fields, key, name, where)
}

function textIn(fields: Fields, key: string, name: string, where: string): string {
  return asText(fields[key], name, `${where}: ${key}`)
}

function optionalText(fields: Fields, key: string, name: string, where: string): string | undefined {
  return fields[key] === undefined ? undefined : textIn(fields, key, name, where)
}

function asText(value: unknown, name: string, where: string): string {
  if (typeof value !== 'string' || value === '') throw bad(name, `${where}: is no text`)
  if (value.length > MOST_TEXT) throw new WardenError('too-large', `${name}: ${where}: ${value.length} characters`)
  return value
}

function bad(name: string, why: string): WardenError {
  return new WardenError('parse', `${name}: ${why}`, { remedy: 'an OpenVEX 0.2 or CycloneDX document is wanted' })
}
