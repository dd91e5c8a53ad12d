// Which advisories a module version is the repair of: those that name exactly this version as the first without the flaw.
// A later version repairs nothing that this one had not: it has no more reason to pass an age gate than any other one.
import type { ModuleVersion } from '../base/finding.ts'
import { compareVersions, isValid } from '../gomod/version.ts'
import { isAffected } from './affects.ts'
import type { AdvisoryBook } from './book.ts'

/** Their ids, in the book's order. Records of malicious modules repair nothing: whoever attacks can name a version. */
export function repairsOf(book: AdvisoryBook, { path, version }: ModuleVersion): readonly string[] {
  if (!isValid(version)) return []
  return book
    .about(path)
    .filter(({ id, aliases }) => ![id, ...aliases].some((name) => name.startsWith('MAL-')))
    .filter(({ affected }) => {
      const own = affected.filter(({ module }) => module === path)
      const isNamed = own.some(({ ranges }) =>
        ranges.some(({ events }) =>
          events.some((event) => event.kind === 'fixed' && compareVersions(`v${event.version}`, version) === 0),
        ),
      )
      return isNamed && !own.some((one) => isAffected(one, version))
    })
    .map(({ id }) => id)
}
