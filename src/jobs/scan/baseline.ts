// What was there before: modules and findings that a scan passes over, because an earlier state of the project has them.
// The earlier state is a commit, or the document of an earlier scan.
import path from 'node:path'
import { isWardenError, messageOf, WardenError } from '../../base/errors.ts'
import type { ModuleVersion } from '../../base/finding.ts'
import { parseGoSum, type GoSumLine } from '../../gomod/gosum.ts'
import { maxVersion } from '../../gomod/version.ts'
import type { ScannedModule, ScanFinding, ScanReport } from '../../report/scan.ts'
import type { Files } from '../../world/files.ts'
import type { Git } from '../../world/git.ts'
import { modulesBelow, planLocal, localFolder } from './local.ts'
import type { PlannedModule } from './plan.ts'
import type { ScanAnswer, Scanner } from './scanner.ts'

/** An earlier state. */
export interface Baseline {
  /** What it is called: `main (4f1c2d3e5a)`, `scan.json`. */
  readonly name: string
  /** Whether this very module version, with these bytes, was there. */
  has(plan: PlannedModule): boolean
  /** The newest version of a module that was there; `undefined` where there was none. */
  versionOf(modulePath: string): string | undefined
  /** The findings that a module in a folder had then, as `findingKey` names them. Throws `aborted`. */
  knownFindings(module: ScannedModule, scanner: Scanner): Promise<ReadonlySet<string>>
}

/** What makes a finding the same one: not its line, which every edit above it moves. */
export function findingKey({ rule, file, message, folded }: ScanFinding): string {
  return JSON.stringify([rule, file, message, folded])
}

const MOST_SUM = 64 << 20

/** The document of an earlier scan. Modules that were malicious or not known in full are looked at again. */
export function documentBaseline(name: string, report: ScanReport): Baseline {
  const clean = report.modules.filter((m) => m.verdict !== 'malicious' && !m.incomplete && m.h1 !== undefined)
  const known = new Set(clean.map((m) => `${m.path} ${m.version} ${m.h1}`))
  const local = new Map(report.modules.filter((m) => m.role !== 'version').map((m) => [localKey(m), m]))
  return {
    name,
    has: (plan) => isSound(plan) && known.has(`${plan.module.path} ${plan.module.version} ${plan.h1}`),
    versionOf: (modulePath) => newest(report.modules, modulePath),
    knownFindings: async (m) => Promise.resolve(new Set(local.get(localKey(m))?.findings.map(findingKey))),
  }
}

/** Whether the bytes of a module version are those of its h1. */
function isSound({ role, integrity, h1 }: PlannedModule): boolean {
  return role === 'version' && h1 !== undefined && (integrity === 'proven' || integrity === 'unproven')
}

function localKey({ path: modulePath, version, role }: ScannedModule): string {
  return `${role === 'vendored' ? 'vendor' : 'own'} ${modulePath} ${version}`
}

/** What a baseline of a commit needs of the world. */
export interface CommitWorld {
  readonly git: Git
  readonly files: Files
}

/**
 * The state of a project's folder at a commit: the module versions that its go.sum files name, by their hashes, and the
 * findings of its own code, which is read as it was then. Throws `io`.
 */
export async function commitBaseline(
  { git, files }: CommitWorld,
  folder: string,
  { name, commit }: { readonly name: string; readonly commit: string },
): Promise<Baseline> {
  const { folders } = await modulesBelow(files, folder)
  const sums = new Set<string>()
  const named: ModuleVersion[] = []
  const places = [...new Set([folder, ...folders])].flatMap((at) => [
    path.join(at, 'go.sum'),
    path.join(at, 'go.work.sum'),
  ])
  for (const place of places) {
    const below = path.relative(folder, place).split(path.sep).join('/')
    const bytes = await git.file(folder, commit, below, MOST_SUM)
    if (bytes === undefined) continue
    for (const { path: modulePath, version, hash } of sumLines(bytes, below)) {
      sums.add(`${modulePath} ${version} ${hash}`)
      named.push({ path: modulePath, version })
    }
  }
  return {
    name,
    has: (plan) => isSound(plan) && sums.has(`${plan.module.path} ${plan.module.version} ${plan.h1}`),
    versionOf: (modulePath) => newest(named, modulePath),
    async knownFindings(m, scanner): Promise<ReadonlySet<string>> {
      const below = path.relative(folder, m.dir)
      // A folder beside the project, or one that is no folder of the repository: all of it counts.
      if (below.startsWith('..') || path.isAbsolute(below)) return new Set()
      return findingsThen({ git, files }, m, commit, scanner)
    },
  }
}

function newest(modules: readonly ModuleVersion[], modulePath: string): string | undefined {
  const versions = modules.filter((m) => m.path === modulePath && m.version !== '').map((m) => m.version)
  return versions.length === 0 ? undefined : versions.reduce(maxVersion)
}

/** A go.sum that cannot be read then knows nothing. */
function sumLines(bytes: Uint8Array, file: string): readonly GoSumLine[] {
  try {
    const { lines } = parseGoSum(bytes, file)
    return lines.filter((line) => !line.goMod)
  } catch (error) {
    if (!isWardenError(error)) throw error
    return []
  }
}

/** The findings of a folder as it was; what cannot be read as it was counts as new. */
async function findingsThen(
  { git, files }: CommitWorld,
  m: ScannedModule,
  commit: string,
  scanner: Scanner,
): Promise<ReadonlySet<string>> {
  const into = await files.temporaryFolder('fetch-')
  try {
    await git.checkout(m.dir, commit, into)
    const [plan] = await planLocal(files, await localFolder(files, into), 'local', false)
    const tree = plan?.trees[0]?.tree
    if (tree === undefined) return new Set()
    let answer: ScanAnswer | undefined
    // Under the name that it has now: a folder without go.mod is called like the folder.
    const module = { path: m.path, version: m.version }
    await scanner.scan([{ tree: { ...tree, module } }], (_, said) => (answer = said))
    return answer?.kind === 'scanned' ? new Set(answer.findings.map(findingKey)) : new Set()
  } catch (error) {
    if (!isWardenError(error) || error.code === 'aborted') throw error
    throw new WardenError('io', `${m.dir}: cannot be compared with the baseline: ${messageOf(error)}`, {
      remedy: 'scan without --baseline',
      cause: error,
    })
  } finally {
    await files.remove(into)
  }
}
