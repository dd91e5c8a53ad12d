// modwarden sbom: flags to one bill of materials, to stdout or to files.
import { realpath } from 'node:fs/promises'
import path from 'node:path'
import { utf8 } from '../base/bytes.ts'
import { isWardenError, WardenError } from '../base/errors.ts'
import { readFunctionNames } from '../gomod/functionnames.ts'
import { createModuleFiles } from '../io/modulefiles.ts'
import { createSourceFolders } from '../io/sourcefolders.ts'
import { openZipFile } from '../io/zipfile.ts'
import { openBillFiles, type BillFiles } from '../jobs/bill/files.ts'
import type { VerifyOptions } from '../jobs/verify/check.ts'
import { loadPackages } from '../jobs/project/packagegraph.ts'
import { loadProject, type Project } from '../jobs/project/project.ts'
import { billOfProject, exitOf, isoTime, type Uses } from '../jobs/bill/sbom.ts'
import { billOfPrograms, type ReadProgram } from '../jobs/bill/programs.ts'
import type { BinaryInput } from '../jobs/vulns/binary.ts'
import { moduleUses } from '../graph/packages.ts'
import type { Bill } from '../report/bom.ts'
import { cyclonedx } from '../report/cyclonedx.ts'
import { worstExit } from '../report/exit.ts'
import { printable } from '../report/printable.ts'
import { spdx } from '../report/spdx.ts'
import { vexStatements } from '../report/vexstatements.ts'
import type { ExitCode } from '../report/verify.ts'
import { count } from '../report/words.ts'
import { databaseOf } from './run/databaseof.ts'
import { epochOf, headOf } from './run/documentdate.ts'
import { errorText } from './run/errortext.ts'
import type { BillFormat, BillOutput } from './flags/sbom.ts'
import type { Invocation } from './flags/reportflags.ts'
import type { SettingValues } from './settings/settings.ts'
import { progressLine } from './run/terminal.ts'
import { VERSION } from './version.ts'
import { setUp, type Setup } from './run/world.ts'

/** The flags of `sbom`. */
export interface SbomFlags {
  /** What goes to stdout; `undefined` for nothing. */
  readonly format: BillFormat | undefined
  readonly outputs: readonly BillOutput[]
  readonly binary: string | undefined
  readonly image: string | undefined
  /** Of an image: `linux/arm64`. */
  readonly platform: string | undefined
  readonly vulns: boolean
  readonly db: string | undefined
  readonly scopes: boolean
  readonly unused: boolean
  readonly quiet: boolean
  readonly progress: boolean
  readonly settings: SettingValues
}

/** Runs `sbom`; gives the exit code. Throws what keeps it from making a document at all. */
export async function sbomCommand(folder: string, flags: SbomFlags, invocation: Invocation): Promise<ExitCode> {
  const { terminal, signal } = invocation
  const progress = progressLine(terminal, !flags.progress || flags.quiet)
  const notices = new Set<string>()
  let bill: Bill
  const setup = await setUp(terminal.env, folder, flags.settings, signal, (text) => void notices.add(text))
  try {
    bill = await makeBill(setup, folder, flags, invocation, (text) => progress.update(text))
  } finally {
    progress.end()
    for (const text of notices) if (!flags.quiet) terminal.stderr.write(`modwarden: ${printable(text)}\n`)
    await setup.close()
  }
  const codes: ExitCode[] = [bill.exitCode, await write(bill, setup, flags, invocation)]
  const code = worstExit(codes)
  if (!flags.quiet || code !== 0) terminal.stderr.write(printable(`${verdict(bill)}\n`))
  return code
}

async function makeBill(
  setup: Setup,
  folder: string,
  flags: SbomFlags,
  invocation: Invocation,
  onProgress: (text: () => string) => void,
): Promise<Bill> {
  const { world, go, settings } = setup
  const epoch = epochOf(invocation.terminal.env['SOURCE_DATE_EPOCH'])
  const ports = { files: world.files, modules: createModuleFiles() }
  const files = await openBillFiles(ports, world.store, settings.full)
  if (flags.binary !== undefined || flags.image !== undefined) {
    return makeProgramsBill(setup, folder, flags, invocation, {
      files,
      sha256: (file) => ports.modules.sha256(file),
      epoch,
      onProgress,
    })
  }
  const project = await loadProject(world.files, folder, go)
  const database = await databaseOf(setup, project)
  const { bill } = await billOfProject(
    world,
    go,
    {
      project,
      database,
      files,
      head: await headOf(project.folder, invocation),
      epoch,
      unused: flags.unused,
      uses: flags.scopes ? usesOf(setup, project, invocation) : undefined,
    },
    optionsOf(setup, invocation, onProgress),
  )
  if (!flags.vulns) return bill
  const { vulnsOfProject } = await import('./vulns.ts')
  const asked = {
    db: flags.db,
    level: 'symbol',
    tags: [],
    platform: undefined,
    tests: false,
    engine: 'modwarden',
  } as const
  const found = await vulnsOfProject(setup, project, asked, invocation, onProgress)
  const { waivedReport } = await import('./vulnswaived.ts')
  const vulns = await waivedReport(setup, found, project.folder, undefined, [], invocation)
  // That something is vulnerable is no failure of a document that says so; that it could not be looked at is one.
  return {
    ...bill,
    vulns,
    left: [...new Set([...bill.left, ...vulns.left])],
    exitCode: worstExit([bill.exitCode, vulns.exitCode === 1 ? 0 : vulns.exitCode]),
  }
}

function optionsOf(
  { settings }: Setup,
  { signal }: Invocation,
  onProgress: VerifyOptions['onProgress'],
): VerifyOptions {
  const { full, offline } = settings
  return {
    full,
    offline,
    intoModcache: false,
    requireProof: false,
    signal,
    ...(onProgress === undefined ? {} : { onProgress }),
  }
}

interface ProgramTools {
  readonly files: BillFiles
  readonly sha256: (file: string) => string
  readonly epoch: number | undefined
  readonly onProgress: (text: () => string) => void
}

async function makeProgramsBill(
  setup: Setup,
  folder: string,
  flags: SbomFlags,
  invocation: Invocation,
  { files, sha256, epoch, onProgress }: ProgramTools,
): Promise<Bill> {
  const { world, go } = setup
  const database = await databaseOf(setup, undefined)
  const options = optionsOf(setup, invocation, onProgress)
  const timestamp = epoch === undefined ? undefined : isoTime(new Date(epoch * 1000))
  const common = { database, files, folder, timestamp, left: [] }
  if (flags.image !== undefined) {
    const { createImages } = await import('../io/images.ts')
    onProgress?.(() => 'reading the image')
    const wanted = { platform: flags.platform, functions: flags.vulns, signal: invocation.signal }
    const image = await createImages().read(path.resolve(invocation.cwd, flags.image), wanted)
    // An archive of old may say no digest.
    const ref = image.digest === '' ? 'image' : image.digest
    const part = { ref, kind: 'image', path: image.name, version: image.digest, direct: true } as const
    const named = namesOnce()
    const programs = image.programs.map((one): ReadProgram => ({
      file: named(one.platform === '' ? one.path : `${one.platform}:${one.path}`),
      info: one.info,
      sha256: one.sha256,
      facts: { file: one.path },
    }))
    const dated = { ...common, timestamp: timestamp ?? image.created, left: image.left, image: part, programs }
    const bill = await billOfPrograms(world, go, dated, options)
    if (!flags.vulns) return bill
    const read = programs.map(({ file, info }, i) => ({
      ref: file,
      file,
      info,
      functions: image.programs[i]?.functions,
    }))
    return withProgramVulns(setup, bill, read, folder, flags, invocation)
  }
  const file = await realpath(path.resolve(invocation.cwd, flags.binary ?? '')).catch((error: unknown) => {
    throw new WardenError('usage', `${flags.binary}: no such file`, {
      remedy: 'name the file of a compiled Go program',
      cause: error,
    })
  })
  const info = await world.programs.read(file)
  if (info === undefined) {
    throw new WardenError('usage', `${flags.binary}: no Go program, or what Go embeds was taken away`, {
      remedy: 'name the file of a compiled Go program',
    })
  }
  const program = { file: path.basename(file), info, sha256: sha256(file), facts: {} }
  const bill = await billOfPrograms(world, go, { ...common, programs: [program] }, options)
  if (!flags.vulns) return bill
  using source = openZipFile(file)
  const read = { ref: bill.subject.ref, file: path.basename(file), info, functions: readFunctionNames(source) }
  return await withProgramVulns(setup, bill, [read], folder, flags, invocation)
}

/** The bill with the flaws of each program in it. */
async function withProgramVulns(
  setup: Setup,
  bill: Bill,
  programs: ReadonlyArray<Pick<BinaryInput, 'file' | 'info' | 'functions'> & { readonly ref: string }>,
  folder: string,
  { db }: SbomFlags,
  invocation: Invocation,
): Promise<Bill> {
  const { vulnsOfPrograms } = await import('./vulnsbinary.ts')
  const reports = await vulnsOfPrograms(setup, programs, { db, level: 'symbol', ignores: [] }, folder, invocation)
  const programVulns = reports.map((report, i) => ({ ref: programs[i]?.ref ?? '', report }))
  return {
    ...bill,
    programVulns,
    left: [...new Set([...bill.left, ...reports.flatMap(({ left }) => left)])],
    // That something is vulnerable is no failure of a document that says so; that it could not be looked at is one.
    exitCode: worstExit([bill.exitCode, ...reports.map(({ exitCode }): ExitCode => (exitCode === 1 ? 0 : exitCode))]),
  }
}

/** Tells apart by a number what has one name: `docker save` puts several images into one archive. */
function namesOnce(): (name: string) => string {
  const times = new Map<string, number>()
  return (name) => {
    const time = (times.get(name) ?? 0) + 1
    times.set(name, time)
    return time === 1 ? name : `${name} (${time})`
  }
}

/** For every platform and all build tags: a bill is about the source, not about one machine. */
function usesOf(
  { world, go, settings }: Setup,
  project: Project,
  { signal }: Invocation,
): Parameters<typeof billOfProject>[2]['uses'] {
  return async (graph, sources): Promise<Uses | undefined> => {
    const options = { target: 'any', fetch: !settings.offline, signal } as const
    const loaded = await loadPackages(world, createSourceFolders(), go, project, graph, sources, options)
    // Of a project without packages, a list of requirements alone, nothing is said.
    const { graph: packages } = loaded
    if (packages.own.length === 0) return undefined
    return { modules: moduleUses(packages), whole: packages.gaps.length === 0 }
  }
}

async function write(bill: Bill, { world }: Setup, flags: SbomFlags, { terminal, cwd }: Invocation): Promise<ExitCode> {
  const rendered = (format: BillFormat): string => {
    if (format === 'spdx') return spdx(bill, VERSION)
    return cyclonedx(bill, format === 'cyclonedx' ? '1.6' : '1.7', VERSION)
  }
  if (flags.format !== undefined) terminal.stdout.write(rendered(flags.format))
  let code: ExitCode = 0
  for (const { format, file } of flags.outputs) {
    try {
      await world.files.write(path.resolve(cwd, file), utf8(rendered(format)))
    } catch (error) {
      if (!isWardenError(error)) throw error
      terminal.stderr.write(`${errorText(error, cwd)}\n`)
      code = 3
    }
  }
  return code
}

/** The last word, on stderr: stdout is the document's. */
function verdict({ parts, left, subject, exitCode, vulns, programVulns }: Bill): string {
  const reports = [...(vulns === undefined ? [] : [vulns]), ...(programVulns ?? []).map(({ report }) => report)]
  const affected = reports.flatMap(vexStatements).filter(({ status }) => status === 'affected')
  const flaws =
    reports.length === 0
      ? ''
      : `, ${count(new Set(affected.map(({ id }) => id)).size, 'known flaw')} that it is affected by`
  const modules = parts.filter(({ kind }) => kind === 'module')
  const proven = modules.filter(({ provenance }) => provenance?.status === 'proven').length
  const licensed = modules.filter(
    ({ licences }) => licences !== undefined && licences.declared !== 'NOASSERTION',
  ).length
  const name = subject.version === '' ? subject.path : `${subject.path} ${subject.version}`
  // Whatever makes the exit code has a line.
  const bad = parts.filter(({ provenance }) => exitOf(provenance) !== 0)
  return [
    ...left.slice(0, 20).map((why) => `  ${why}`),
    ...(left.length > 20 ? [`  and ${left.length - 20} more`] : []),
    ...bad.slice(0, 20).map(({ ref, provenance }) => `  ${ref}: ${provenance?.reasons.join('; ') ?? ''}`),
    ...(bad.length > 20 ? [`  and ${bad.length - 20} more`] : []),
    `${exitCode === 0 ? 'ok ' : exitCode === 4 ? 'BAD' : '?? '} ${name}: ${count(modules.length, 'module')}, ${proven} with proven hashes, ${licensed} with known licences${flaws}`,
  ].join('\n')
}
