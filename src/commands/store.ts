// modwarden store: what a guard keeps, looked after: verified, read again, made smaller, carried to another guard. All of
// it works beside a guard that runs: rows are changed in transactions, files change their names in one step.
import path from 'node:path'
import { isWardenError, messageOf, WardenError } from '../base/errors.ts'
import { moduleName, type ModuleVersion } from '../base/finding.ts'
import { parseGoSum } from '../gomod/gosum.ts'
import { createClock } from '../io/clock.ts'
import { createFiles } from '../io/files.ts'
import { scrubOnce } from '../jobs/guard/scrub.ts'
import { collectGarbage } from '../jobs/guard/storegc.ts'
import { verifyStore } from '../jobs/guard/storeverify.ts'
import { printable } from '../report/printable.ts'
import { storeText, type StoreProblem, type StoreReport } from '../report/store.ts'
import type { ExitCode } from '../report/verify.ts'
import { bytes, count } from '../report/words.ts'
import { checkDecisionLog, openDecisionLog } from '../store/decisionlog.ts'
import { lastUse } from '../store/downloads.ts'
import { openJudgements } from '../store/judgements.ts'
import { openLogHead, openLogKey } from '../store/logkey.ts'
import { exportStore } from '../store/portable.ts'
import { importStore } from '../store/portableimport.ts'
import { openTables, type Database } from '../store/tables.ts'
import { openVault } from '../store/vault.ts'
import type { Vault } from '../world/vault.ts'
import type { World } from '../world/world.ts'
import type { Invocation, ReportFlags } from './flags/reportflags.ts'
import { dataFolder, logKeyFile, openDatabase, openGuardTables, tablesFile } from './guards/guardsetup.ts'
import { emit, failed } from './run/output.ts'
import { progressLine } from './run/terminal.ts'
import { setUp, type Setup } from './run/world.ts'

/** The flags of all of them. */
export interface StoreFlags extends ReportFlags {
  readonly data: string | undefined
}

/** The flags of `store gc`. */
export interface GcFlags extends StoreFlags {
  /** ms */
  readonly olderThan: number | undefined
  /** bytes */
  readonly maxSize: number | undefined
  readonly projects: readonly string[]
  readonly yes: boolean
}

const SCHEMA = 'modwarden/store/1'
const MEGABYTE = 1_000_000

type Body = Omit<StoreReport, 'schema' | 'data' | 'exitCode' | 'broken' | 'unchecked'> &
  Partial<Pick<StoreReport, 'broken' | 'unchecked'>>

/** Runs `store verify`: exit code 4 where something is not what was kept or agreed on. */
export async function storeVerifyCommand(flags: StoreFlags, invocation: Invocation): Promise<ExitCode> {
  return withStore(flags, invocation, false, async ({ setup, data, tables, vault, signal, progress, onNotice }) => {
    const { database } = await openDatabase({ setup, data, onNotice })
    const root = path.join(data, 'modules')
    const world = { vault, contents: setup.world.contents, database, root, signal }
    const found = await verifyStore(world, (versions, size) =>
      progress(() => `verified ${count(versions, 'version')}, ${bytes(size)}`),
    )
    const { verifier } = await openLogKey(setup.world.files, logKeyFile(data))
    const { size, trouble } = await checkDecisionLog(tables, (note) => openLogHead(note, verifier), undefined)
    const log: StoreProblem[] = trouble === undefined ? [] : [{ what: 'decision log', part: 'log', why: trouble }]
    return { action: 'verify', ...found, decisions: size, broken: [...found.broken, ...log] }
  })
}

/** Runs `store scrub`: goes on from where the last one was, also the one of a guard that runs. */
export async function storeScrubCommand(
  rate: number | undefined,
  flags: StoreFlags,
  invocation: Invocation,
): Promise<ExitCode> {
  return withStore(flags, invocation, false, async ({ setup, tables, vault, signal, progress }) => {
    const guard = {
      vault,
      judgements: openJudgements(tables),
      signal,
      onEvent: (): void => undefined,
      world: setup.world,
    }
    const {
      versions,
      bytes: size,
      damaged,
      unread,
    } = await scrubOnce(guard, (rate ?? setup.settings.scrubRate) * MEGABYTE, (module, read) =>
      progress(() => `read ${bytes(read)}: ${moduleName(module)}`),
    )
    const broken = damaged.map((name) => {
      const at = name.lastIndexOf(' ')
      return { what: name.slice(0, at), part: name.slice(at + 1), why: 'gone, or not what was kept' }
    })
    const unchecked = unread.map(({ what, why }) => ({ what, part: 'files', why }))
    return { action: 'scrub', versions, bytes: size, broken, unchecked }
  })
}

/** Runs `store gc`; only says what, without `yes`. */
export async function storeGcCommand(flags: GcFlags, invocation: Invocation): Promise<ExitCode> {
  const { olderThan, maxSize, projects, yes } = flags
  return withStore(flags, invocation, false, async ({ setup, data, tables, vault, signal, progress }) => {
    if (olderThan === undefined && maxSize === undefined) {
      throw new WardenError('usage', 'gc of what?', {
        remedy: 'modwarden store gc --older-than 180d   or   modwarden store gc --max-size 50G',
      })
    }
    const needed = await neededBy(projects, invocation.cwd)
    const log = openDecisionLog(tables, await openLogKey(setup.world.files, logKeyFile(data)))
    const world = {
      vault,
      log,
      signal,
      now: setup.world.clock.now(),
      lastUse: async (module: ModuleVersion) => lastUse(tables, module),
    }
    const choice = { olderThan, maxBytes: maxSize, needed, yes }
    const { versions, removed, left } = await collectGarbage(world, choice, (text) => progress(() => text))
    return { action: 'gc', versions, bytes: removed.reduce((sum, one) => sum + one.bytes, 0), removed, left, done: yes }
  })
}

/** Runs `store export`. */
export async function storeExportCommand(
  file: string,
  since: Date | undefined,
  flags: StoreFlags,
  invocation: Invocation,
): Promise<ExitCode> {
  return withStore(flags, invocation, false, async ({ setup, data, tables, vault, signal, progress, onNotice }) => {
    const { database } = await openDatabase({ setup, data, onNotice })
    if (database === undefined) {
      throw new WardenError('config', 'GOSUMDB is off here, so nothing can be proven to whoever takes the export')
    }
    const { verifier } = await openLogKey(setup.world.files, logKeyFile(data))
    const { left, ...written } = await exportStore(path.resolve(invocation.cwd, file), {
      vault,
      tables,
      client: database.client,
      logKey: verifier.key,
      now: setup.world.clock.now(),
      since,
      signal,
      onProgress: (versions, size) => progress(() => `wrote ${count(versions, 'version')}, ${bytes(size)}`),
    })
    const unchecked = left.map(({ what, part, why }) => ({ what, part, why: `left out: ${why}` }))
    return { action: 'export', file, ...written, unchecked }
  })
}

/** Runs `store import`: exit code 4 where something in the file is not what it says. */
export async function storeImportCommand(file: string, flags: StoreFlags, invocation: Invocation): Promise<ExitCode> {
  return withStore(flags, invocation, true, async ({ setup, data, vault, signal, progress }) => {
    const { gosumdb, world } = setup
    if (gosumdb.kind === 'off') {
      throw new WardenError('config', 'GOSUMDB is off here, so nothing of an export can be proven')
    }
    const resolved = path.resolve(invocation.cwd, file)
    if ((await world.files.info(resolved)) === undefined) {
      throw new WardenError('not-found', `${file}: there is no such file`)
    }
    const taken = await importStore(resolved, {
      vault,
      data,
      verifier: gosumdb.verifier,
      h1Of: async (module, zip) => h1Of(world.contents, module, zip, signal),
      signal,
      onProgress: (versions, size) => progress(() => `took ${count(versions, 'version')}, ${bytes(size)}`),
    })
    return { action: 'import', file, ...taken }
  })
}

interface OpenStore {
  readonly setup: Setup
  readonly data: string
  readonly tables: Database
  readonly vault: Vault
  readonly signal: AbortSignal
  readonly progress: (text: () => string) => void
  readonly onNotice: (text: string) => void
}

/** Opens the folder's tables and vault, without a network; makes the folder only for who puts something in. */
async function withStore(
  flags: StoreFlags,
  invocation: Invocation,
  mayMake: boolean,
  work: (store: OpenStore) => Promise<Body>,
): Promise<ExitCode> {
  const { terminal, signal } = invocation
  return failed(SCHEMA, flags, invocation, async () => {
    const progress = progressLine(terminal, flags.quiet)
    const onNotice = (text: string): void => void terminal.stderr.write(`modwarden: ${printable(text)}\n`)
    const setup = await setUp(terminal.env, undefined, { data: flags.data, offline: true }, signal, onNotice)
    try {
      const data = dataFolder(setup.settings)
      if (!mayMake && (await setup.world.files.info(tablesFile(data))) === undefined) {
        throw new WardenError('usage', `${data}: no guard keeps its data here`, {
          remedy: 'name its folder: --data DIR',
        })
      }
      const tables = mayMake ? openGuardTables(data) : openTables(tablesFile(data))
      try {
        // What is damaged is told in the report.
        const vault = openVault({ data, tables, now: () => createClock().now(), onDamage: () => undefined })
        const body = await work({
          setup,
          data,
          tables,
          vault,
          signal,
          progress: (text) => progress.update(text),
          onNotice,
        })
        progress.end()
        const { broken = [], unchecked = [] } = body
        const exitCode = broken.length > 0 ? 4 : unchecked.length > 0 ? 3 : 0
        const report: StoreReport = { schema: SCHEMA, data, ...body, broken, unchecked, exitCode }
        return await emit(flags, invocation, report, (ink) => storeText(report, ink))
      } finally {
        await tables.close()
      }
    } finally {
      progress.end()
      await setup.close()
    }
  })
}

/** The h1 of a zip by the strict reader. Throws `parse`, `io`, `aborted`. */
async function h1Of(
  contents: World['contents'],
  module: ModuleVersion,
  zip: string,
  signal: AbortSignal,
): Promise<string> {
  let h1: string | undefined
  let why = 'it could not be read'
  await contents.examine(
    [{ module, zip, trustIndex: false }],
    (_, { zip: hashed }) => {
      if (hashed.kind === 'hashed') h1 = hashed.h1
      else if (hashed.kind !== 'absent') why = hashed.why
    },
    signal,
  )
  if (h1 === undefined) throw new WardenError('parse', why)
  return h1
}

/** The versions in the go.sum and go.work.sum of folders. Throws `usage` where there is none. */
async function neededBy(projects: readonly string[], cwd: string): Promise<ReadonlySet<string>> {
  const files = createFiles()
  const needed = new Set<string>()
  for (const project of projects) {
    const folder = path.resolve(cwd, project)
    let found = false
    for (const name of ['go.sum', 'go.work.sum']) {
      const file = path.join(folder, name)
      const content = await files.read(file)
      if (content === undefined) continue
      found = true
      try {
        for (const line of parseGoSum(content, file).lines) if (!line.goMod) needed.add(moduleName(line))
      } catch (error) {
        if (!isWardenError(error)) throw error
        throw new WardenError('parse', messageOf(error), { remedy: 'go mod tidy', cause: error })
      }
    }
    if (!found) throw new WardenError('usage', `${project}: has no go.sum`, { remedy: 'name the folder of a project' })
  }
  return needed
}
