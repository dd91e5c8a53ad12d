// modwarden doctor: from facts about the environment to its report. Nothing is changed here; fix.ts does that.
import type { DoctorFinding, DoctorReport, DoctorSetting } from '../../report/doctor.ts'
import { doctorExit } from '../../report/doctor.ts'
import { checkEnvironment } from '../../rules/environment/check.ts'
import type { EnvironmentFacts, EnvironmentFinding } from '../../rules/environment/facts.ts'
import { isKnownSetting } from '../../rules/environment/names.ts'
import { shown } from '../../rules/environment/repair.ts'
import { gatherFacts, type DoctorWorld, type Surroundings } from './facts.ts'

/** Facts and what the rules say of them. */
export interface Examination {
  readonly facts: EnvironmentFacts
  readonly findings: readonly EnvironmentFinding[]
}

/** Examines the environment. Throws `config`, `io`, `aborted`. */
export async function examineEnvironment(
  world: DoctorWorld,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<Examination> {
  const facts = await gatherFacts(world, surroundings, signal)
  return { facts, findings: checkEnvironment(facts) }
}

/** The report of an examination. */
export function doctorReport(
  { facts, findings }: Examination,
  folder: string,
  done: Pick<DoctorReport, 'changes' | 'undo'> = { changes: [] },
): DoctorReport {
  return {
    schema: 'modwarden/doctor/1',
    subject: { kind: 'environment', folder, ...(facts.goVersion === undefined ? {} : { go: facts.goVersion }) },
    settings: settingsOf(facts),
    findings: findings.map(reported),
    ...done,
    unchecked: facts.unchecked,
    exitCode: doctorExit(findings, facts.unchecked.length),
  }
}

function reported({ fix, ...finding }: EnvironmentFinding): DoctorFinding {
  return { ...finding, fixable: fix !== undefined }
}

/**
 * The settings without their secrets, those of nobody's making last. Only go's own: other variables whose names begin
 * like them are other programs', and hold their keys (GOOGLE_API_KEY).
 */
function settingsOf(facts: EnvironmentFacts): readonly DoctorSetting[] {
  return [...facts.settings.values()]
    .filter(({ name }) => isKnownSetting(name))
    .map(({ name, value, layer }) => ({ name, value: shown(name, value), layer }))
}
