// Names that imitate others: a module path against the well-known modules and those of the project's own build list.
// What good modules have in common with each other (the name of a repository, one letter of it) says little; what they
// hardly ever have says much: the same repository under an owner, a host or a spelling that is nearly another's.
// A name alone is never more than `high`: content and the overlap with the original decide (clone.ts).
import type { Severity } from '../../base/finding.ts'
import { isModulePath } from '../../gomod/path.ts'
import type { BehaviourFinding } from '../behaviour/finding.ts'
import { coreOfRepo } from './looks.ts'
import { nameOf, type ModuleName } from './modulename.ts'
import { isEstablished, isListed, isSame, NAME_CHECKS, type Likeness } from './namechecks.ts'
import type { NameIndex, Target } from './nameindex.ts'
import { isRename } from './renames.ts'

/** What a name resembles, and how much that says. */
export interface NameLikeness {
  readonly kind: Likeness
  readonly severity: Severity
  /** The path that was probably meant; with the same major version, where that is known. */
  readonly meant: string
  /** Whether that is a well-known module; otherwise one of the project. */
  readonly known: boolean
  /** How the two differ, in a few words. */
  readonly how: string
}

/** How a name is judged. */
export interface NameOptions {
  /** Whether nothing of the project's own imports the module: only somebody else's go.mod can do without it. */
  readonly indirect?: boolean
  /** Judges a well-known name as though it were not on the list, to measure how often the rules are wrong. */
  readonly unlisted?: boolean
}

/**
 * Judges a module's path: one finding at most, the gravest. None for a well-known module, for one of an owner or host
 * that is well known, for a known rename, and for what is no valid module path.
 */
export function judgeName(index: NameIndex, path: string, options: NameOptions = {}): BehaviourFinding[] {
  const likeness = likenessOf(index, path, options)
  if (likeness === undefined) return []
  const { kind, severity, meant, how, known } = likeness
  return [
    {
      rule: `MW-NAME-${kind.toUpperCase()}`,
      severity,
      file: '',
      line: 0,
      message: `${how}; ${severity === 'low' ? 'better known' : 'probably meant'}: ${meant}`,
      folded: [meant],
      trace: [{ file: '', line: 0, what: `${meant} is ${known ? 'well known' : 'in this project, too'}` }],
      trigger: 'record',
      remedy: replacing(path, meant, options.indirect === true),
    },
  ]
}

/** What a path resembles; as `judgeName`. */
export function likenessOf(index: NameIndex, path: string, options: NameOptions = {}): NameLikeness | undefined {
  if (!isModulePath(path)) return undefined
  const name = nameOf(path)
  if (name === undefined) return undefined
  const unlisted = options.unlisted === true
  if (!unlisted && isListed(index, name)) return undefined
  for (const [kind, find] of NAME_CHECKS) {
    const found = find({ index, name, established: isEstablished(index, name, unlisted) })
    if (found === undefined) continue
    const { target, how, severity } = found
    // Of two modules that one project has, either may be the copy.
    const grave = target.known || kind === 'case' || severity !== 'high' ? severity : 'medium'
    return { kind, severity: grave, meant: meantPath(index, name, target), known: target.known, how }
  }
  return undefined
}

/**
 * The modules that a path may be a copy of by its name: those of the same repository name first, most required first; at
 * most ten. Nothing is said about the module by being among them.
 */
export function namesakes(index: NameIndex, path: string): readonly string[] {
  const name = nameOf(path)
  if (name === undefined) return []
  const likeness = likenessOf(index, path)
  const others = [...(index.byRepo.get(name.repo) ?? []), ...(index.byCore.get(coreOfRepo(name.repo)) ?? [])].filter(
    (target) => !isSame(name, target) && !isRename(name.path, target.path),
  )
  const paths = [...(likeness === undefined ? [] : [likeness.meant]), ...others.map((target) => target.path)]
  return [...new Set(paths)].slice(0, MOST_NAMESAKES)
}

const MOST_NAMESAKES = 10

/** The module of the target's repository that has the same folder and major version, where there is one. */
function meantPath(index: NameIndex, name: ModuleName, target: Target): string {
  const repository = target.forge ? target.prefix.split('/').slice(0, 3).join('/').toLowerCase() : undefined
  const folder = repository !== undefined && name.folder !== '' ? `${repository}/${name.folder}` : undefined
  const named =
    (folder === undefined ? undefined : index.byPrefix.get(folder)) ??
    index.byPrefix.get(target.prefix.toLowerCase()) ??
    []
  const siblings = named.filter(({ prefix }) => prefix !== name.prefix)
  return (siblings.find(({ major }) => major === name.major) ?? siblings[0] ?? target).path
}

/**
 * The commands that replace a module. `go mod edit` alone changes no import; without the requirement, the build names each
 * one that is left. A replace directive would not do: what was meant imports its own packages by its own path.
 */
function replacing(path: string, meant: string, indirect: boolean): string {
  if (indirect) return `go mod why -m ${path}`
  return `go get ${meant}@latest && go mod edit -droprequire=${path} && go build -mod=readonly ./...`
}
