// Why an advisory stays after the best upgrade.

import { isWardenError } from '../base/errors.ts'
import { moduleName, type ModuleVersion } from '../base/finding.ts'
import { splitPathVersion } from '../gomod/path.ts'
import { isValid, major, prerelease, sortVersions } from '../gomod/version.ts'
import { badKey, type Bad, type Bench, type Outcome } from './upgradebench.ts'
import { settled } from './upgradefirst.ts'
import type { Left } from './upgrade.ts'

/** Says of each that stays, or is new, why. */
export async function whyLeft(bench: Bench, best: Outcome): Promise<readonly Left[]> {
  const left: Left[] = []
  for (const one of best.bad) {
    const reason = await reasonOf(bench, best, one)
    left.push(one.old ? reason : { ...reason, kind: 'added', why: addedWords(best, one, reason.why) })
  }
  return left
}

function addedWords({ edges, moves, selected }: Outcome, { path }: Bad, why: string): string {
  const moved = new Set(moves.map((m) => m.path))
  const needing = edges.filter(
    ({ from, to }) => to.path === path && moved.has(from.path) && selected.get(from.path) === from.version,
  )
  const [first, ...others] = [...new Set(needing.map(({ from }) => from.path))]
  if (first === undefined) return `its upgrade has it; ${why}`
  return others.length === 0
    ? `${first} needs ${path} now; ${why}`
    : `${first} and ${others.length} more need ${path} now; ${why}`
}

async function reasonOf(bench: Bench, best: Outcome, { path, version, id }: Bad): Promise<Left> {
  const { advisoriesOf } = bench.question
  const said = (kind: Left['kind'], why: string, fixed?: string, fixedPath = path): Left => ({
    path,
    version,
    id,
    kind,
    why,
    ...(fixed === undefined ? {} : { fixed: { path: fixedPath, version: fixed } }),
  })
  const replaced = bench.base.graph.buildList.find((m) => m.path === path)?.replacedBy
  if (replaced !== undefined) {
    return said('replaced', `a replace line puts ${moduleName(replaced)} in its place: change that line`)
  }
  const without = (await bench.newer(path, version)).filter((v) => !advisoriesOf(path, v).includes(id))
  const [lowest] = without
  if (lowest === undefined) {
    const next = await laterMajor(bench, path, version, id)
    return next === undefined
      ? said('no-fix', 'no released version is without it')
      : said('major', `fixed in ${moduleName(next)}, which has another import path`, next.version, next.path)
  }
  for (const v of without) {
    if ((await bench.refusal({ path, version: v })) !== undefined) continue
    const raises = new Map([[path, v]])
    const outcome = await bench.outcome(raises)
    if (outcome === undefined) return said('conflict', `fixed in ${v}, but ${bench.failureOf(raises)}`, v)
    const dear = await withRaise(bench, best, { path, version: v })
    if (dear?.bad.every((b) => b.id !== '' && (b.path !== path || b.id !== id)) === true) {
      const had = new Set(best.bad.map(badKey))
      const added = dear.bad.find((b) => !had.has(badKey(b)))
      if (added !== undefined)
        return said('conflict', `${path}@${v} brings in ${moduleName(added)}, ${await badWords(bench, added)}`, v)
      const moves = Math.max(0, dear.changed - best.changed)
      const more = moves === 1 ? '1 more module' : `${moves} more modules`
      return { ...said('dear', `fixed in ${v}, but ${more} would move with it`, v), moves }
    }
    const first = outcome.bad.find((b) => b.id === '')
    const why =
      first === undefined
        ? `${path}@${v} does not go with what else must be raised`
        : `${path}@${v} brings in ${moduleName(first)}, ${await badWords(bench, first)}`
    return said('conflict', why, v)
  }
  const refusal = await bench.refusal({ path, version: lowest })
  return said('held', `fixed in ${lowest}: ${refusal ?? 'it may not be used'}`, lowest)
}

/** An outcome with one raise more: with that alone, where nothing else must be raised because of it. */
async function withRaise(bench: Bench, best: Outcome, { path, version }: ModuleVersion): Promise<Outcome | undefined> {
  const raises = new Map(best.raises).set(path, version)
  const had = new Set(best.bad.map(badKey))
  const alone = await bench.outcome(raises)
  return alone?.bad.every((b) => had.has(badKey(b))) === true ? alone : settled(bench, raises)
}

async function badWords(bench: Bench, { path, version, id }: Bad): Promise<string> {
  if (id !== '') return `which has ${id}`
  return `but ${(await bench.refusal({ path, version })) ?? 'it may not be used'}`
}

const MOST_MAJORS = 3

/** The first version under a later major version's path that is without an advisory. */
async function laterMajor(
  bench: Bench,
  path: string,
  version: string,
  id: string,
): Promise<{ readonly path: string; readonly version: string } | undefined> {
  const { prefix, pathMajor, ok } = splitPathVersion(path)
  if (!ok || prefix.startsWith('gopkg.in/')) return undefined
  const now = pathMajor === '' ? Math.max(1, Number(major(version).slice(1))) : Number(pathMajor.slice(2))
  for (let next = now + 1; next <= now + MOST_MAJORS; next++) {
    const later = `${prefix}/v${next}`
    const versions = await released(bench, later)
    if (versions.length === 0) return undefined
    const found = versions.find((v) => !bench.question.advisoriesOf(later, v).includes(id))
    if (found !== undefined) return { path: later, version: found }
  }
  return undefined
}

async function released(bench: Bench, path: string): Promise<readonly string[]> {
  try {
    return sortVersions((await bench.question.versionsOf(path)).filter((v) => isValid(v) && prerelease(v) === ''))
  } catch (error) {
    // That there is another major version is a hint only.
    if (isWardenError(error, 'aborted') || !isWardenError(error)) throw error
    return []
  }
}
