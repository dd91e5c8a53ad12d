// Which files of a module say what it is licensed under, by their names. LICENSE, as pkg.go.dev and others look for it, and
// what else people write; never Go source, settings or data of that name.
const LICENCE = /^(?:(?:[a-z0-9.+]+[-_])?(?:un)?licen[cs]es?|copying)(?:[-_.][\w.+-]*)?$/i
const COPYRIGHT = /^copyright(?:[-_.][\w.+-]*)?$/i
const NOTICE = /^(?:notices?|patents?|third[-_]?party[-_]?(?:notices?|licen[cs]es?))(?:[-_.][\w.+-]*)?$/i
/** Of a file that is text for people. `LICENSE.libyaml` has none of another kind either. */
const OTHER =
  /\.(?:c|cc|cpp|css|csv|gif|go|h|html?|ico|java|jpe?g|js|json|jsx|mod|pdf|png|prototext|proto|py|rb|rs|sh|sum|svg|tmpl|toml|tpl|ts|tsx|vue|xml|ya?ml)$/i

/**
 * What a file is for licences: one that states terms, one that says whose the work is and may state some, one that may
 * quote those of others; `undefined` for any other.
 */
export function licenceFileKind(name: string): 'licence' | 'copyright' | 'notice' | undefined {
  const parts = name.split('/')
  // go builds nothing in these, and what is in testdata is no part of the module's work.
  if (parts.slice(0, -1).some((folder) => folder === 'testdata' || /^[._]/.test(folder))) return undefined
  const base = parts.at(-1) ?? ''
  if (base.length > 100 || OTHER.test(base)) return undefined
  if (LICENCE.test(base)) return 'licence'
  if (COPYRIGHT.test(base)) return 'copyright'
  if (NOTICE.test(base)) return 'notice'
  // https://reuse.software: each text in a file that is called like it.
  return parts.length === 2 && parts[0] === 'LICENSES' && base.endsWith('.txt') ? 'licence' : undefined
}

/** Whether a file, by its path in the module, is one that `licencesOf` reads. */
export function isLicenceFile(name: string): boolean {
  return licenceFileKind(name) !== undefined
}
