// The policy of a guard.
import { WardenError } from '../base/errors.ts'
import { policyOf, type Policy } from '../policy/policy.ts'
import type { Files } from '../world/files.ts'

/** The policy of a file, or the one that is built in. Throws `config`, `io`. */
export async function guardPolicy(files: Files, file: string | undefined): Promise<Policy> {
  if (file === undefined) return policyOf()
  void files
  throw new WardenError('config', `${file}: policy files are not read yet`)
}
