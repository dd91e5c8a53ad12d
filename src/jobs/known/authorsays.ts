// What the author of a module says of its versions: which are taken back, and that the module is at its end. It stands in
// the go.mod of the newest version, which is read as go reads it. https://go.dev/ref/mod#go-mod-file-retract
import { isWardenError } from '../../base/errors.ts'
import type { ModuleVersion } from '../../base/finding.ts'
import { moduleName } from '../../base/finding.ts'
import { parseGoMod } from '../../gomod/modfile.ts'
import { build, compareVersions, prerelease } from '../../gomod/version.ts'
import type { GuardWorld } from '../guard/guardworld.ts'

/** What is said of one version; a member that is absent says nothing, an empty one gives no reason. */
export interface AuthorSays {
  readonly retracted?: string
  readonly deprecated?: string
}

/** Asks for it. Where the newest version cannot be read nothing is said. Throws `aborted`, `fork`. */
export type AskAuthor = (module: ModuleVersion) => Promise<AuthorSays>

const FRESH_MS = 300_000
const MOST_KEPT = 20_000

interface Said {
  readonly deprecated: string
  readonly retract: ReadonlyArray<{ readonly low: string; readonly high: string; readonly rationale: string }>
}

/** Makes it for one guard; `goModOf` gives a go.mod that is proven, `undefined` where it is not to be had. */
export function createAskAuthor(
  { world, signal }: Pick<GuardWorld, 'world' | 'signal'>,
  goModOf: (module: ModuleVersion) => Promise<Uint8Array | undefined>,
): AskAuthor {
  const kept = new Map<string, { readonly at: number; readonly said: Promise<Said | undefined> }>()
  const ask = async (path: string): Promise<Said | undefined> => {
    try {
      const versions = (await world.proxy.list(path, signal)).filter((version) => build(version) === '')
      const sorted = versions.toSorted(compareVersions)
      const version = sorted.findLast((one) => prerelease(one) === '') ?? sorted.at(-1)
      const bytes = version === undefined ? undefined : await goModOf({ path, version })
      if (bytes === undefined || version === undefined) return undefined
      const { module, retract } = parseGoMod(bytes, moduleName({ path, version }), { lax: true })
      return { retract, deprecated: module?.deprecated ?? '' }
    } catch (error) {
      if (!isWardenError(error) || error.code === 'aborted' || error.code === 'fork') throw error
      return undefined
    }
  }
  return async ({ path, version }) => {
    const now = world.clock.now().getTime()
    let known = kept.get(path)
    if (known === undefined || now - known.at > FRESH_MS) {
      if (kept.size >= MOST_KEPT) kept.clear()
      known = { at: now, said: ask(path) }
      kept.set(path, known)
    }
    const said = await known.said
    const row = said?.retract.find(
      ({ low, high }) => compareVersions(low, version) <= 0 && compareVersions(version, high) <= 0,
    )
    return {
      ...(row === undefined ? {} : { retracted: plain(row.rationale) }),
      ...(said === undefined || said.deprecated === '' ? {} : { deprecated: plain(said.deprecated) }),
    }
  }
}

/** One line of reasonable length. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, 300)
}
