// Lines of go.sum that name other bytes than were agreed on. They are told, and replaced only where the user says so: a
// go.sum is the project's own file, and who changed it matters more than the line.
import { randomInt } from 'node:crypto'
import path from 'node:path'
import { textOf, utf8 } from '../../base/bytes.ts'
import { WardenError } from '../../base/errors.ts'
import { fields } from '../../base/fields.ts'
import { mapLimit } from '../../base/once.ts'
import type { ModuleVersion } from '../../base/finding.ts'
import type { SumRepair } from '../../report/repair.ts'
import type { World } from '../../world/world.ts'
import type { Database } from '../database/database.ts'
import type { SumLine } from '../verify/evidence.ts'
import { moduleOf } from '../project/modulegraph.ts'
import { evidenceFolder, type Actor } from './keep.ts'
import type { Project } from '../project/project.ts'
import type { RepairTarget } from './repair.ts'
import { trailEnd, trailStart } from './trail.ts'

const MOST_SUM = 256 << 20
const ASKING = 64

/** The wrong lines of a project's go.sum files, in the files' order. Only a proven record says that a line is wrong. */
export async function wrongSums(
  database: Database,
  project: Project,
  target: RepairTarget,
): Promise<readonly SumRepair[]> {
  const chosen = [...project.sums].filter(([key]) => isChosen(moduleOf(key), target))
  const wrong = await mapLimit(chosen, ASKING, async ([key, lines]): Promise<readonly SumRepair[]> => {
    const module = moduleOf(key)
    const answer = await database.prover.ask(module)
    if (answer.kind !== 'proven') return []
    return [...wrongOf(module, '', lines.zip, answer.h1), ...wrongOf(module, '/go.mod', lines.goMod, answer.goMod)]
  })
  return wrong.flat()
}

function isChosen(module: ModuleVersion, target: RepairTarget): boolean {
  return target.kind === 'all' || target.modules.some((m) => m.path === module.path && m.version === module.version)
}

function wrongOf(
  module: ModuleVersion,
  suffix: '' | '/go.mod',
  lines: readonly SumLine[],
  hashes: readonly string[],
): SumRepair[] {
  const [h1] = hashes
  if (h1 === undefined) return []
  const right = `${module.path} ${module.version}${suffix} ${h1}`
  return lines
    .filter(({ hash }) => !hashes.includes(hash))
    .map(({ hash, file, line }) => ({ ...module, file, line, found: hash, right, status: 'told' }))
}

/**
 * Replaces wrong lines, each file in one step, under the lock that go takes on it. A line that has become the same as
 * another is left out. Throws `io` and `busy`, also where a file was changed meanwhile.
 */
export async function repairSums(
  world: World,
  project: Project,
  wrong: readonly SumRepair[],
  actor: Actor,
  signal: AbortSignal | undefined,
): Promise<{ readonly sums: readonly SumRepair[]; readonly evidence?: string }> {
  if (wrong.length === 0) return { sums: wrong }
  const evidence = evidenceFolder(world, 'repair', { path: 'go.sum', version: '' })
  const { who } = actor
  const start = {
    action: 'repair',
    path: project.folder,
    version: '',
    cache: project.folder,
    parts: ['go.sum'],
  } as const
  // 1. The trail; 2. the old files, on the disk; 3. each new file in one step; 4. the trail.
  const id = await trailStart(world, { ...start, evidence, who })
  await world.files.makeFolder(evidence, 0o700)
  for (const file of new Set(wrong.map((s) => s.file))) {
    const place = path.resolve(project.folder, file)
    const mine = wrong.filter((s) => s.file === file)
    await world.locks.withLock(
      place,
      'exclusive',
      async () => {
        const bytes = await world.files.read(place, MOST_SUM)
        if (bytes === undefined) throw changed(place)
        await world.files.create(`${evidence}/${path.basename(file)}-${randomInt(2 ** 32)}`, bytes, { mode: 0o600 })
        const { mode } = (await world.files.info(place)) ?? { mode: 0o644 }
        await world.files.write(place, utf8(replaced(textOf(bytes), mine, place)), { mode })
      },
      { signal },
    )
  }
  await trailEnd(world, id, 'repaired')
  return { sums: wrong.map((s) => ({ ...s, status: 'replaced' })), evidence }
}

function replaced(text: string | undefined, wrong: readonly SumRepair[], place: string): string {
  if (text === undefined) throw new WardenError('parse', `${place}: not UTF-8 text`)
  const rows: (string | undefined)[] = text.split('\n')
  const right = new Set(rows.map((row) => fields(row ?? '').join(' ')))
  for (const { line, found, right: better, path: modulePath } of wrong) {
    const [foundPath, , hash] = fields(rows[line - 1] ?? '')
    if (foundPath !== modulePath || hash !== found) throw changed(place)
    rows[line - 1] = right.has(better) ? undefined : better
    right.add(better)
  }
  return rows.filter((row) => row !== undefined).join('\n')
}

function changed(place: string): WardenError {
  return new WardenError('busy', `${place}: changed while it was looked at`, { remedy: 'run the command again' })
}
