// All module versions of a run checked: hashed, asked about, fetched where they are missing, and judged.
import { isWardenError, messageOf } from '../../base/errors.ts'
import type { ModuleVersion } from '../../base/finding.ts'
import { createGate, mapLimit } from '../../base/once.ts'
import { isToolchain, type CachePaths } from '../../gomod/cachelayout.ts'
import { bytes as size, count, number } from '../../report/words.ts'
import type { Examined, ExamineRequest, Hashed } from '../../world/contents.ts'
import type { World } from '../../world/world.ts'
import type { Database } from '../database/database.ts'
import type { Subject } from '../project/modulegraph.ts'
import type { Hashing } from './hashing.ts'
import { installIntoModcache } from '../cache/install.ts'
import type { Evidence } from './evidence.ts'
import { judge, type Judgement } from './judge.ts'
import { namedAt, sumsOf, type Project } from '../project/project.ts'
import type { FetchedContents, GoModFile, Sources } from '../project/sources.ts'
import type { Counted } from './tally.ts'

/** How a verification is done. */
export interface VerifyOptions {
  readonly full: boolean
  readonly offline: boolean
  /** Puts fetched modules where go looks for them. */
  readonly intoModcache: boolean
  readonly requireProof: boolean
  readonly signal?: AbortSignal | undefined
  /** Hears what is under way; the text is made only when it is shown. */
  readonly onProgress?: (text: () => string) => void
}

/** What is to be checked. */
export interface Check {
  readonly project: Project | undefined
  readonly sources: Sources
  readonly database: Database
  readonly subjects: readonly Subject[]
  readonly hashing: Hashing
}

const ABSENT: Hashed = { kind: 'absent' }
const NOTHING: Examined = {
  zip: ABSENT,
  folder: ABSENT,
  differences: [],
  differenceCount: 0,
  ziphash: undefined,
  byIndex: false,
}
const ASKING = 64
const FETCHING = 8

/** Hashes, asks, fetches and judges every subject. */
export async function checkAll(
  world: World,
  run: Check,
  options: VerifyOptions,
): Promise<{ readonly judged: readonly Counted[]; readonly unused: number }> {
  const { hashing } = run
  const { subjects, unused } = await leaveOutUnused(run)
  const contents = subjects.filter((s) => !s.goModOnly)
  let judgedSoFar = 0
  options.onProgress?.(
    () =>
      `hashed ${number(hashing.count)} of ${count(hashing.total, 'module')}, ${size(hashing.bytes)} · checked ${number(judgedSoFar)} of ${number(subjects.length)}${fetchedSoFar(run.sources)}`,
  )
  hashing.add(contents.map((s) => s.module))
  const fetching = createGate(FETCHING)
  // All at once: each is judged as soon as its own bytes are hashed and its own record is proven, while the workers
  // are busy with the next ones. The client and the gate bound what is asked and fetched at a time.
  const judged = await Promise.all(
    subjects.map(async (subject) => {
      const counted = await judgeOne(world, run, subject, options, fetching)
      judgedSoFar++
      return counted
    }),
  )
  return { judged, unused }
}

function fetchedSoFar(sources: Sources): string {
  const bytes = sources.fetched()
  return bytes === 0 ? '' : ` · fetched ${size(bytes)}`
}

/**
 * Leaves out the modules of the build list of which nothing is here and nothing is promised: without a go.sum line and
 * without a file in the cache there is nothing to compare, and no build of this project uses them.
 */
async function leaveOutUnused(run: Check): Promise<{ readonly subjects: readonly Subject[]; readonly unused: number }> {
  const { project, sources, hashing } = run
  if (project === undefined) return { subjects: run.subjects, unused: 0 }
  const promised = (s: Subject): boolean => project.sums.has(`${s.module.path} ${s.module.version}`)
  const doubtful = run.subjects.filter((s) => !s.goModOnly && s.onlyListed === true && !promised(s))
  if (doubtful.length === 0) return { subjects: run.subjects, unused: 0 }
  hashing.add(doubtful.map((s) => s.module))
  await sources.preload(doubtful.map((s) => s.module))
  const here = await mapLimit(doubtful, ASKING, async (s) => {
    const { zip, folder } = await hashing.result(s.module)
    return (
      zip.kind !== 'absent' ||
      folder.kind !== 'absent' ||
      (await sources.goMod(s.module, false)).hashed.kind !== 'absent'
    )
  })
  const unused = new Set(doubtful.filter((_, i) => here[i] !== true))
  return { subjects: run.subjects.filter((s) => !unused.has(s)), unused: unused.size }
}

async function judgeOne(
  world: World,
  run: Check,
  subject: Subject,
  options: VerifyOptions,
  fetching: ReturnType<typeof createGate>,
): Promise<Counted> {
  const { project, sources, database, hashing } = run
  const { module } = subject
  const sums = project === undefined ? undefined : sumsOf(project, module.path, module.version)
  const answer = await database.prover.ask(module)
  const found = subject.goModOnly ? undefined : await hashing.result(module)
  const paths = sources.paths(module)
  // Only a go.sum line for the zip says that a build of this project needs the contents.
  const contentsNeeded = !subject.goModOnly && (sums?.zip.length ?? 0) > 0
  let examined = found
  let got: FetchedContents | undefined
  if (found !== undefined && found.zip.kind === 'absent' && found.folder.kind === 'absent') {
    examined = NOTHING
    if (contentsNeeded) {
      got = await fetching(async () => sources.contents(module))
      if (got.kind !== 'missing') examined = got.examined
    }
  }
  // Contents that this project's go.sum does not name and no database vouches for are another project's matter.
  if (
    examined !== undefined &&
    sums !== undefined &&
    sums.zip.length === 0 &&
    sums.goMod.length > 0 &&
    answer.kind !== 'proven' &&
    answer.kind !== 'absent'
  ) {
    examined = NOTHING
  }
  const goModFile = isToolchain(module) ? undefined : await goModOf(sources, module, subject)
  const goMod = goModFile?.hashed ?? ABSENT
  const files = { zip: got?.kind === 'here' ? got.zip : undefined, goMod: goModFile?.bytes }
  const notInstalled = options.intoModcache ? await install(world, paths, module, files, options) : undefined
  const evidence: Evidence = {
    module,
    direct: subject.direct,
    goModOnly: subject.goModOnly,
    at: project === undefined ? undefined : namedAt(project, module),
    sums,
    database: answer,
    examined,
    goMod,
    contentsNeeded,
    missing: got?.kind === 'missing' ? got.why : undefined,
    ...(notInstalled === undefined ? {} : { notInstalled }),
    sent: { zip: got?.kind === 'wrong', goMod: goModFile?.fetched === true && goModFile.bytes === undefined },
    paths,
  }
  const judgement: Judgement = judge(evidence)
  const shown = await withDifferences(world, run, examined, judgement, fetching, options)
  return { judgement, examined: shown, goMod, fetched: got?.kind === 'here' && got.fetched, folder: paths.folder }
}

/** Why a module could not be put where go looks; one that cannot be written does not end the run for the others. */
async function install(
  world: World,
  paths: CachePaths,
  module: ModuleVersion,
  files: Parameters<typeof installIntoModcache>[3],
  { signal }: VerifyOptions,
): Promise<string | undefined> {
  try {
    await installIntoModcache(world, paths, module, files, signal)
    return undefined
  } catch (error) {
    if (!isWardenError(error, 'io', 'busy', 'too-large')) throw error
    return messageOf(error)
  }
}

/**
 * What differs in a bad folder, where the zip beside it is no measure: compared with the zip that was agreed on, from
 * the store or a proxy. Without that the report says that the folder differs, and not where.
 */
async function withDifferences(
  world: World,
  run: Check,
  examined: Examined | undefined,
  { record }: Judgement,
  fetching: ReturnType<typeof createGate>,
  options: VerifyOptions,
): Promise<Examined | undefined> {
  const { folder, zip } = record.parts
  if (examined === undefined || (folder !== 'differs' && folder !== 'damaged') || zip === 'ok') return examined
  const module = { path: record.path, version: record.version }
  const proven = await fetching(async () => run.sources.contents(module))
  if (proven.kind !== 'here') return examined
  const request: ExamineRequest = {
    module,
    zip: proven.zip,
    folder: run.sources.paths(module).folder,
    trustIndex: false,
  }
  let compared: Examined | undefined
  await world.contents.examine([request], (_, result) => (compared = result), options.signal)
  if (compared === undefined) return examined
  const { differences, differenceCount } = compared
  return { ...examined, differences, differenceCount }
}

/** The go.mod file of the cache; of one that go would read, otherwise of the store or a proxy. */
async function goModOf(sources: Sources, module: ModuleVersion, subject: Subject): Promise<GoModFile> {
  try {
    return await sources.goMod(module, subject.onlyListed !== true)
  } catch (error) {
    if (!isWardenError(error) || error.code === 'aborted' || error.code === 'fork') throw error
    return { bytes: undefined, file: '', hashed: { kind: 'unreadable', why: messageOf(error) }, fetched: false }
  }
}
