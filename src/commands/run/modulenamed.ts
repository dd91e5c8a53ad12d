// A module version as it is named on the command line.
import { WardenError } from '../../base/errors.ts'
import type { ModuleVersion } from '../../base/finding.ts'
import { checkModule } from '../../gomod/path.ts'
import { canonicalVersion } from '../../gomod/version.ts'

/** `path@version`, exactly; `example` is how it is written. Throws `usage` for anything else. */
export function moduleNamed(name: string, example: string): ModuleVersion {
  const at = name.lastIndexOf('@')
  const module = { path: name.slice(0, Math.max(0, at)), version: name.slice(at + 1) }
  try {
    checkModule(module.path, module.version)
  } catch (error) {
    throw notAModule(name, example, error)
  }
  if (canonicalVersion(module.version) !== module.version) throw notAModule(name, example)
  return module
}

/**
 * Whether a word of the command line reads as a module version and not as a file: a path with a host, `@`, a version. A file
 * of such a name is meant by `./` before it.
 */
export function isModuleName(name: string): boolean {
  return /^[^/.][^/]*\.[^/]*(?:\/[^@]*)?@v\d/.test(name) && !name.endsWith('.zip')
}

function notAModule(name: string, example: string, cause?: unknown): WardenError {
  return new WardenError('usage', `${JSON.stringify(name)}: not a module version`, {
    remedy: `write path and exact version: ${example}`,
    cause,
  })
}
