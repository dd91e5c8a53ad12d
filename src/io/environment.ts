// The environment as a value: read once by src/cli.ts and handed on, so that nothing here depends on the process's own.
import { accessSync, constants, statSync } from 'node:fs'
import path from 'node:path'

/** Environment variables by name; an absent one is `undefined`, and an empty one means the same to go. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * The absolute path of a program on the PATH of `env`, or `undefined`. Relative and empty entries of the PATH are
 * skipped: they would run whatever lies in the folder that is examined.
 */
export function findProgram(env: Environment, name: string): string | undefined {
  for (const folder of (env['PATH'] ?? '').split(path.delimiter)) {
    if (!path.isAbsolute(folder)) continue
    const program = path.join(folder, process.platform === 'win32' ? `${name}.exe` : name)
    try {
      accessSync(program, constants.X_OK)
      if (statSync(program).isFile()) return program
    } catch {
      // Not there, or not for us: the next folder may have it.
    }
  }
  return undefined
}
