// Reports to stdout and to files. Every run ends with a valid document in each format that was asked for, failures too.
import path from 'node:path'
import { utf8 } from '../base/bytes.ts'
import { isWardenError, type WardenError } from '../base/errors.ts'
import { createFiles } from '../io/files.ts'
import { exitCodeOf, worstExit } from '../report/exit.ts'
import { isFormat, type Format } from '../report/formats.ts'
import type { ExitCode } from '../report/verify.ts'
import type { Ink } from '../report/verifytext.ts'
import type { Document, Failure } from '../report/view.ts'
import { errorText } from './errortext.ts'
import type { Invocation, Output, ReportFlags } from './flags/common.ts'
import { paintFor } from './terminal.ts'

/**
 * Writes a report in every format that was asked for; with `--quiet`, text only where something is not well. Gives the
 * exit code: the report's, and 3 where a file could not be written.
 */
export async function emit(
  flags: ReportFlags,
  invocation: Invocation,
  report: Document,
  text: (ink: Ink) => string,
): Promise<ExitCode> {
  const { stdout, stderr, env } = invocation.terminal
  const rendered = async (format: Format, color: ReportFlags['color']): Promise<string> => {
    if (format === 'text') return text(paintFor(stdout, env, color))
    if (format === 'json') return `${JSON.stringify(report)}\n`
    const { render } = await import('../report/render.ts')
    return render(format, report)
  }
  if (flags.format !== 'text' || !flags.quiet || report.exitCode !== 0) {
    stdout.write(await rendered(flags.format, flags.color))
  }
  const codes: ExitCode[] = [report.exitCode]
  const files = createFiles()
  for (const output of flags.outputs) {
    try {
      const document = await rendered(output.format, 'never')
      await files.write(path.resolve(invocation.cwd, output.file), utf8(document))
    } catch (error) {
      if (!isWardenError(error)) throw error
      stderr.write(`${errorText(error, invocation.cwd)}\n`)
      codes.push(exitCodeOf(error.code))
    }
  }
  return worstExit(codes)
}

/** Runs `work`; an expected failure is printed, and is a document of the same schema in every format asked for. */
export async function failed(
  schema: string,
  flags: ReportFlags,
  invocation: Invocation,
  work: () => Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    return await work()
  } catch (error) {
    if (!isWardenError(error)) throw error
    invocation.terminal.stderr.write(`${errorText(error, invocation.cwd)}\n`)
    const report = failureOf(schema, error)
    // The text of a failure is what stands on stderr already.
    return emit(flags, invocation, report, () => '')
  }
}

/** A document for a command line that cannot be parsed, where it asks for one. */
export async function writeUsageDocument(
  argv: readonly string[],
  error: WardenError,
  invocation: Invocation,
): Promise<void> {
  const report = failureOf('modwarden/error/1', error)
  const flags: ReportFlags = {
    ...wantedOf(argv),
    color: 'never',
    quiet: false,
    verbose: false,
    progress: false,
  }
  await emit(flags, invocation, report, () => '')
}

function failureOf(schema: string, error: WardenError): Failure {
  const { code, message, place, remedy } = error
  return {
    schema,
    error: { code, message, ...(place === undefined ? {} : { place }), ...(remedy === undefined ? {} : { remedy }) },
    exitCode: exitCodeOf(code),
  }
}

/** The formats that a command line asks for, read without the parser that refused it. */
function wantedOf(argv: readonly string[]): { readonly format: Format; readonly outputs: readonly Output[] } {
  let format: Format = 'text'
  const outputs: Output[] = []
  for (const [i, arg] of argv.entries()) {
    const value = (long: string, short: string): string => {
      if (arg === long || arg === short) return argv[i + 1] ?? ''
      if (arg.startsWith(`${long}=`)) return arg.slice(long.length + 1)
      return arg.startsWith(short) ? arg.slice(short.length) : ''
    }
    const asked = arg === '--json' ? 'json' : value('--format', '-f')
    if (isFormat(asked)) format = asked
    const pair = value('--output', '-o')
    const equals = pair.indexOf('=')
    const wanted = pair.slice(0, Math.max(0, equals))
    if (isFormat(wanted) && pair.length > equals + 1) outputs.push({ format: wanted, file: pair.slice(equals + 1) })
  }
  return { format, outputs }
}
