// Which hashes a module version was agreed to have, and who says so: the checksum database's proven record, otherwise
// go.sum. What the database refutes or surely lacks was agreed on by nobody.
import type { ModuleVersion } from '../../base/finding.ts'
import { sumsOf, type Project } from '../project/project.ts'
import type { Prover } from '../database/prove.ts'

/** The h1 hashes of a module version; lists are empty where nobody says what they should be. */
export interface Agreed {
  readonly zip: readonly string[]
  readonly goMod: readonly string[]
  readonly by: 'checksum database' | 'go.sum'
  /** The record's number in the checksum database. */
  readonly record?: number
}

/** What was agreed on. Throws `fork` and `aborted` only. */
export async function agreedOn(prover: Prover, project: Project | undefined, module: ModuleVersion): Promise<Agreed> {
  const answer = await prover.ask(module)
  if (answer.kind === 'proven') {
    return { zip: answer.h1, goMod: answer.goMod, by: 'checksum database', record: answer.record }
  }
  if (answer.kind === 'refuted' || answer.kind === 'absent' || project === undefined) {
    return { zip: [], goMod: [], by: 'go.sum' }
  }
  const { zip, goMod } = sumsOf(project, module.path, module.version)
  return { zip: zip.map((line) => line.hash), goMod: goMod.map((line) => line.hash), by: 'go.sum' }
}

/** Why nobody says what a module version should be, where the lists of `agreedOn` are empty. */
export async function whyUnsaid(prover: Prover, module: ModuleVersion): Promise<string> {
  const answer = await prover.ask(module)
  switch (answer.kind) {
    case 'proven':
      return 'the checksum database has no h1 hash of it'
    case 'absent':
      return 'the checksum database does not have it'
    case 'refuted':
      return `the checksum database: ${answer.why}`
    case 'private?':
      return 'go.sum has no line for it, and the checksum database was not asked: it may be private (--ask-all)'
    case 'unasked':
    case 'unread':
      return `go.sum has no line for it, and the checksum database was not read: ${answer.why}`
  }
}

/** Why nothing may be replaced: nobody, or more than one, says what it should be. */
export function whyUnsure({ zip, goMod, by }: Agreed): string | undefined {
  if (zip.length === 0 && goMod.length === 0) return 'nothing says what it should be: no go.sum line, no proven record'
  if (by === 'go.sum' && (new Set(zip).size > 1 || new Set(goMod).size > 1)) {
    return 'go.sum has two hashes for it, and no database says which is right'
  }
  return undefined
}
