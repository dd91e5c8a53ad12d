// What to take instead of a module version that is kept back: the module that was probably meant or that its authors name,
// otherwise the newest version of it that is allowed. Nothing is named that this guard would refuse a second later.
import { isToolchain } from '../../gomod/cachelayout.ts'
import { isModulePath } from '../../gomod/path.ts'
import { isStopped, type Made } from '../guard/decide.ts'

/** What may be taken instead. */
export interface Instead {
  readonly path: string
  readonly version: string
  /** What it is, in a few words: `newest allowed`. */
  readonly what: string
}

/** Chooses. `newest` gives the newest version of a module that is allowed, judged by its contents. */
export async function chooseInstead(
  made: Made,
  newest: (modulePath: string) => Promise<string | undefined>,
): Promise<Instead | undefined> {
  const { decision, logged } = made
  if (decision.temporary || logged === undefined || !isStopped(made)) return undefined
  // Nobody gets a toolchain by its path, and to look at others would cost hundreds of megabytes.
  if (isToolchain(logged)) return undefined
  // An older version of what imitates another module is the last thing that anybody wants.
  const meant = logged.findings.find(
    ({ rule, severity }) => rule.startsWith('MW-NAME-') && severity !== 'low' && severity !== 'info',
  )?.folded[0]
  const [first] = decision.reasons
  const named = first?.rule === 'MW-POLICY-DEPRECATED' ? successorIn(first.message) : undefined
  for (const [path, what] of [
    [meant, 'probably meant'],
    [named, 'what its authors name'],
    [logged.path, 'newest allowed'],
  ] as const) {
    if (path === undefined || (path === logged.path && what !== 'newest allowed')) continue
    const version = await newest(path)
    if (version !== undefined && !(path === logged.path && version === logged.version)) return { path, version, what }
  }
  return undefined
}

/** The module path that a deprecation names: `use example.com/new instead`. The first that can be one. */
export function successorIn(said: string): string | undefined {
  for (const [found] of said
    .slice(0, MOST_SAID)
    .matchAll(/(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?:\/[\w.~-]{1,100}){0,12}/g)) {
    const path = found.replace(/[.]+$/, '')
    if (path.includes('/') && isModulePath(path)) return path
  }
  return undefined
}

const MOST_SAID = 1000
