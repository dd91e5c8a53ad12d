// sbom of compiled programs: what they say of themselves (gomod/buildinfo.ts), each sum compared as `verify --binary` does
// it. A program does not tell who required what: everything hangs on the program itself.
import { compareBytes } from '../../base/bytes.ts'
import { moduleName } from '../../base/finding.ts'
import type { BuildInfo, BuiltModule } from '../../gomod/buildinfo.ts'
import type { Bill, BillEdge, BillPart, Provenance } from '../../report/bom.ts'
import { worstExit } from '../../report/exit.ts'
import type { ModuleRecord } from '../../report/verify.ts'
import type { GoSettings } from '../../world/go.ts'
import type { World } from '../../world/world.ts'
import type { BillFiles } from './files.ts'
import type { VerifyOptions } from '../verify/check.ts'
import type { Database } from '../database/database.ts'
import { Hashing } from '../verify/hashing.ts'
import { compiledModule } from '../cache/programs.ts'
import { databaseOf, exitOf, provenanceOf, standardLibrary } from './sbom.ts'
import { createSources } from '../project/sources.ts'
import { verifyBinary } from '../verify/binary.ts'

/** A program, read. */
export interface ReadProgram {
  /** Names it among others: its path on the disk or in an image. */
  readonly file: string
  readonly info: BuildInfo
  /** Of the file, hexadecimal. */
  readonly sha256: string
  /** What is known of it besides, by name. */
  readonly facts: Readonly<Record<string, string>>
}

/** What a bill is made from. */
export interface ProgramsInput {
  readonly programs: readonly ReadProgram[]
  /** The image that they are in; without it the bill is about the one program. */
  readonly image?: BillPart | undefined
  readonly database: Database
  readonly files: BillFiles
  /** RFC 3339. */
  readonly timestamp: string | undefined
  readonly left: readonly string[]
  /** Whose go.sum may be the program's: absolute. */
  readonly folder: string
}

/** Makes the bill. Throws `fork`, `aborted`, `io`. */
export async function billOfPrograms(
  world: World,
  go: GoSettings,
  input: ProgramsInput,
  options: VerifyOptions,
): Promise<Bill> {
  const { database, image, files, programs } = input
  const left = [...input.left]
  const parts = new Map<string, BillPart>()
  const edges = new Map<string, Set<string>>()
  const subjects: BillPart[] = []
  const reader = partReader(world, go, input, options, left)
  for (const [i, program] of programs.entries()) {
    options.onProgress?.(() => `checked ${i} of ${programs.length} programs`)
    const records = await recordsOf(world, go, program, input, options)
    const own = programPart(program, image === undefined)
    subjects.push(own)
    const needs = new Set<string>()
    edges.set(own.ref, needs)
    for (const built of program.info.deps) {
      const part = await reader(built, records)
      // Two programs may embed different sums for one version.
      const ref =
        parts.get(part.ref)?.h1 === part.h1 || !parts.has(part.ref)
          ? part.ref
          : `${part.ref} ${part.h1 ?? program.file}`
      parts.set(ref, { ...part, ref })
      needs.add(ref)
    }
    const standard = standardLibrary(program.info.goVersion.replace(/[ -].*$/s, ''))
    parts.set(standard.ref, standard)
    needs.add(standard.ref)
  }
  await files.save()
  const subject = image ?? subjects[0]
  if (subject === undefined) throw new Error('a bill without a program')
  if (image !== undefined) edges.set(image.ref, new Set(subjects.map(({ ref }) => ref)))
  const all = [...(image === undefined ? [] : subjects), ...parts.values()]
  const used = database.use()
  return {
    subject,
    parts: all.toSorted((a, b) => compareBytes(a.ref, b.ref)),
    edges: [...edges].map(([from, to]): BillEdge => ({ from, to: [...to].toSorted(compareBytes) })),
    ...(input.timestamp === undefined ? {} : { timestamp: input.timestamp }),
    ...(used === undefined ? {} : { database: databaseOf(used) }),
    left,
    exitCode: worstExit([left.length > 0 ? 3 : 0, ...all.map(({ provenance }) => exitOf(provenance))]),
  }
}

/** How each module of a program stands, by name. */
async function recordsOf(
  world: World,
  go: GoSettings,
  { file, info }: ReadProgram,
  { database, folder }: ProgramsInput,
  options: VerifyOptions,
): Promise<ReadonlyMap<string, ModuleRecord>> {
  // The program was read already, maybe out of an image.
  const known: World = { ...world, programs: { ...world.programs, read: async () => Promise.resolve(info) } }
  const { requireProof, signal } = options
  const report = await verifyBinary(known, go, file, database, { requireProof, goSum: undefined, folder, signal })
  return new Map(report.modules.map((record) => [moduleName(record), record]))
}

type PartReader = (built: BuiltModule, records: ReadonlyMap<string, ModuleRecord>) => Promise<BillPart>

function partReader(
  world: World,
  go: GoSettings,
  { database, files }: ProgramsInput,
  options: VerifyOptions,
  left: string[],
): PartReader {
  const { full, signal } = options
  const sources = createSources(world, {
    modcache: go.GOMODCACHE,
    project: undefined,
    prover: database.prover,
    full,
    signal,
  })
  const hashing = new Hashing(world, sources, options)
  return async (built, records) => {
    const { module, sum, folder } = compiledModule(built)
    const record = records.get(moduleName(folder ? built : module)) ?? records.get(moduleName(module))
    const replaces = built.replace === undefined ? {} : { replaces: { path: built.path, version: built.version } }
    const provenance: Provenance =
      record === undefined ? { status: 'unchecked', reasons: ['nothing is known of it'] } : provenanceOf(record)
    const about = { direct: true, ...replaces, scope: 'required', provenance } as const
    if (folder) {
      const from = built.replace === undefined ? {} : { facts: { folder: module.path } }
      return { ...about, ref: built.path, kind: 'folder', path: built.path, version: '', ...from }
    }
    const name = {
      ref: moduleName(module),
      kind: 'module',
      ...module,
      ...about,
      ...(sum === '' ? {} : { h1: sum }),
    } as const
    if (record === undefined || (record.status !== 'proven' && record.status !== 'unproven')) return name
    hashing.add([module])
    // Licences and SHA-256 are those of a zip here with the very contents that the program names.
    const { zip } = await hashing.result(module)
    if (zip.kind !== 'hashed' || zip.h1 !== sum) return name
    const found = await files.ofZip(module, sources.paths(module).zip, sum, left)
    return found === undefined ? name : { ...name, sha256: found.sha256, licences: found.licences }
  }
}

function programPart({ file, info, sha256, facts }: ReadProgram, alone: boolean): BillPart {
  const { main, path: mainPackage, settings } = info
  const said = new Map(settings.map(({ key, value }) => [key, value]))
  const path = main?.path ?? (mainPackage === '' ? file : mainPackage)
  const platform = [said.get('GOOS'), said.get('GOARCH')].filter((part) => part !== undefined).join('/')
  return {
    ref: alone ? `${path} (program)` : file,
    kind: 'program',
    path,
    version: main?.version ?? '',
    direct: true,
    scope: 'required',
    sha256,
    facts: {
      ...(mainPackage === '' ? {} : { package: mainPackage }),
      ...(platform === '' ? {} : { platform }),
      ...(said.get('vcs.revision') === undefined ? {} : { commit: said.get('vcs.revision') ?? '' }),
      ...(said.get('vcs.modified') === undefined ? {} : { changed: said.get('vcs.modified') ?? '' }),
      ...facts,
    },
  }
}
