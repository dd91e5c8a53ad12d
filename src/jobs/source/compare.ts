// compare: is the zip that is installed what go makes of its source repository's tag? The order: verification says which
// zips are what was agreed on; each module's place is found; its tag or commit is fetched, a zip made of it again, and
// both are compared. One server is never asked for more than a few things at a time.
import { isWardenError } from '../../base/errors.ts'
import type { ModuleVersion, Severity } from '../../base/finding.ts'
import { moduleName } from '../../base/finding.ts'
import { mapLimit } from '../../base/once.ts'
import { isToolchain } from '../../gomod/cachelayout.ts'
import type { ComparedModule, CompareReport } from '../../report/compare.ts'
import type { ExitCode, ModuleRecord, VerifyReport } from '../../report/verify.ts'
import { worstExit } from '../../report/exit.ts'
import { number } from '../../report/words.ts'
import { SOURCE_VERDICTS } from '../../rules/record/source.ts'
import type { GoSettings } from '../../world/go.ts'
import type { Remote, Vcs } from '../../world/vcs.ts'
import type { World } from '../../world/world.ts'
import { compareModule, type CodeFinding, type Comparing, type CompareTarget } from './module.ts'
import { createPlaceFinder, mayAskSource } from './place.ts'
import { sumsOf, type Project } from '../project/project.ts'
import type { Privacy, Prover } from '../database/prove.ts'
import type { Sources } from '../project/sources.ts'

/** How a comparison is done. */
export interface CompareOptions {
  readonly go: GoSettings
  readonly privacy: Privacy
  readonly prover: Prover
  readonly history: 'all' | 'doubtful'
  readonly signal?: AbortSignal | undefined
  /** Hears what is under way; the text is made only when it is shown. */
  readonly onProgress?: ((text: () => string) => void) | undefined
}

/** What is to be compared, and what verification said of it. */
export interface CompareInput {
  readonly subject: CompareReport['subject']
  readonly verified: VerifyReport
  readonly sources: Sources
  readonly project: Project | undefined
  /** Findings about the code, by `path@version`. */
  readonly findings?: ReadonlyMap<string, readonly CodeFinding[]>
  /** When the run began, in ms. */
  readonly began: number
}

const AT_ONCE = 4
const MOST_INFO = 1 << 20

/** Compares every module version whose contents count. Throws `aborted`, `fork`; what else goes wrong is in the report. */
export async function compareSources(
  world: World,
  vcs: Vcs,
  input: CompareInput,
  options: CompareOptions,
): Promise<CompareReport> {
  const { signal, onProgress, history } = options
  // Kept where they fail too: a server that hangs is not waited for once for each of its modules.
  const asked = new Map<string, Promise<Remote>>()
  const run: Comparing = {
    vcs,
    places: createPlaceFinder(vcs, signal),
    remotes: async (url, access) => {
      const key = `${url} ${access.isPrivate} ${access.insecure}`
      const answer = asked.get(key) ?? vcs.remote(url, access, signal)
      asked.set(key, answer)
      return answer
    },
    history,
    signal,
  }
  const records = input.verified.modules.filter((record) => isWanted(record, input.project))
  let done = 0
  let latest = ''
  onProgress?.(() => `compared ${number(done)} of ${number(records.length)}${latest === '' ? '' : ` · ${latest}`}`)
  const modules = await mapLimit(records, AT_ONCE, async (record) => {
    latest = moduleName(record)
    const compared = await compareModule(run, await targetOf(world, record, input, options))
    done++
    return compared
  })
  return {
    schema: 'modwarden/compare/1',
    subject: input.subject,
    modules,
    summary: {
      modules: modules.length,
      verdicts: countsOf(SOURCE_VERDICTS, (verdict) => modules.filter((m) => m.verdict === verdict).length),
      findings: countsOf(
        SEVERITIES,
        (severity) => modules.flatMap((m) => m.findings).filter((f) => f.severity === severity).length,
      ),
      rebuilt: modules.filter((m) => m.contents === 'same').length,
      seconds: (world.clock.now().getTime() - input.began) / 1000,
    },
    exitCode: exitCodeFor(modules),
  }
}

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info']

function countsOf<Key extends string>(keys: readonly Key[], count: (key: Key) => number): Record<Key, number> {
  return Object.fromEntries(keys.map((key) => [key, count(key)])) as Record<Key, number> // every key is there
}

/** A finding that is more than a note is 1; what could not be compared is 3, and never a pass. */
function exitCodeFor(modules: readonly ComparedModule[]): ExitCode {
  const findings = modules.flatMap((m) => m.findings)
  const isBad = findings.some(({ severity }) => severity !== 'low' && severity !== 'info')
  const isOpen = ({ verdict, by }: ComparedModule): boolean =>
    verdict === 'not-checkable' || verdict === 'origin-missing' || (verdict === 'same' && by === 'record')
  // That a zip is what its tag holds is little worth where another one is installed, or nobody knows which it should be.
  return worstExit([
    isBad ? 1 : 0,
    modules.some(isOpen) ? 3 : 0,
    ...modules.map((m): ExitCode => INTEGRITY[m.integrity] ?? 0),
  ])
}

const INTEGRITY: Readonly<Partial<Record<ComparedModule['integrity'], ExitCode>>> = {
  broken: 4,
  unlisted: 1,
  unchecked: 3,
}

/** Modules whose contents a build may use. The toolchains are no modules of a repository. */
function isWanted(record: ModuleRecord, project: Project | undefined): boolean {
  if (record.goModOnly || isToolchain(record)) return false
  const { parts, path, version } = record
  if (project === undefined || parts.folder !== undefined || parts.zip !== undefined) return true
  return sumsOf(project, path, version).zip.length > 0
}

async function targetOf(
  world: World,
  record: ModuleRecord,
  { sources, findings }: CompareInput,
  { go, privacy, prover, signal }: CompareOptions,
): Promise<CompareTarget> {
  const module: ModuleVersion = { path: record.path, version: record.version }
  const permission = await mayAskSource(module, go, privacy, prover)
  const isAsked = permission.kind === 'may'
  return {
    module,
    direct: record.direct,
    ...(record.at === undefined ? {} : { at: record.at }),
    integrity: record.status,
    zip: isAsked ? await zipOf(world, record, module, sources) : { why: 'not looked for' },
    info: isAsked ? await infoOf(world, module, sources, signal) : undefined,
    permission,
    findings: findings?.get(moduleName(module)) ?? [],
  }
}

/** The zip that was agreed on; otherwise the one that lies there, which the report calls unproven or broken. */
async function zipOf(
  world: World,
  record: ModuleRecord,
  module: ModuleVersion,
  sources: Sources,
): Promise<CompareTarget['zip']> {
  const { zip } = sources.paths(module)
  const isThere = async (): Promise<boolean> => (await world.files.info(zip)) !== undefined
  if (record.parts.zip === 'ok' && (await isThere())) return { file: zip }
  const got = await sources.contents(module)
  if (got.kind === 'here') return { file: got.zip }
  if (record.parts.zip !== undefined && record.parts.zip !== 'damaged' && (await isThere())) return { file: zip }
  return {
    why: got.kind === 'missing' ? `its zip is not here: ${got.why}` : 'a proxy sent another zip than was agreed on',
  }
}

/** What go keeps, otherwise what a proxy says now. It is only a record: without one the path alone says where to look. */
async function infoOf(
  world: World,
  module: ModuleVersion,
  sources: Sources,
  signal: AbortSignal | undefined,
): Promise<Uint8Array | undefined> {
  try {
    return (await world.files.read(sources.paths(module).info, MOST_INFO)) ?? (await world.proxy.info(module, signal))
  } catch (error) {
    if (!isWardenError(error) || error.code === 'aborted' || error.code === 'fork') throw error
    return undefined
  }
}
