// Reports to stdout, and failures as a valid document too.
import { isWardenError, type WardenError } from '../base/errors.ts'
import { exitCodeOf } from '../report/exit.ts'
import type { ExitCode } from '../report/verify.ts'
import { errorText, type CommonFlags, type Invocation } from './run.ts'
import type { Terminal } from './terminal.ts'

/** Writes a report; with `--quiet` text only where something is not well. */
export function emit(
  terminal: Terminal,
  flags: CommonFlags,
  report: { readonly exitCode: ExitCode },
  text: () => string,
): void {
  if (flags.format === 'json') terminal.stdout.write(`${JSON.stringify(report)}\n`)
  else if (!flags.quiet || report.exitCode !== 0) terminal.stdout.write(text())
}

/** Runs `work`; an expected failure is printed, and with `--format json` is a document of the same schema. */
export async function failed(
  schema: string,
  flags: CommonFlags,
  invocation: Invocation,
  work: () => Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    return await work()
  } catch (error) {
    if (!isWardenError(error)) throw error
    const { stdout, stderr } = invocation.terminal
    if (flags.format === 'json') stdout.write(`${JSON.stringify(errorDocument(schema, error))}\n`)
    stderr.write(`${errorText(error, invocation.cwd)}\n`)
    return exitCodeOf(error.code)
  }
}

function errorDocument(schema: string, error: WardenError): object {
  const { code, message, place, remedy } = error
  return {
    schema,
    error: { code, message, ...(place === undefined ? {} : { place }), ...(remedy === undefined ? {} : { remedy }) },
    exitCode: exitCodeOf(code),
  }
}
