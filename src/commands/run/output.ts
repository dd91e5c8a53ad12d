// Reports to stdout and to files. Every run ends with a valid document in each format that was asked for, failures too.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { utf8 } from '../../base/bytes.ts'
import { isWardenError, messageOf, type WardenError } from '../../base/errors.ts'
import { diskError } from '../../io/diskerror.ts'
import { createFiles } from '../../io/files.ts'
import { exitCodeOf, worstExit } from '../../report/exit.ts'
import { isFormat, type Format } from '../../report/formats.ts'
import { jsonText } from '../../report/formats/jsontext.ts'
import { printable } from '../../report/printable.ts'
import type { ExitCode } from '../../report/verify.ts'
import type { Ink } from '../../report/verifytext.ts'
import type { Document, Failure } from '../../report/view.ts'
import type { Files } from '../../world/files.ts'
import { errorText } from './errortext.ts'
import type { Invocation, Output, ReportFlags } from '../flags/reportflags.ts'
import { paintFor } from './terminal.ts'
import { VERSION } from '../version.ts'

/**
 * Writes a report in every format that was asked for; with `--quiet`, text only where something is not well. `filed` is
 * the text for files, where that is another one. Gives the exit code: the report's, and 3 where a file could not be
 * written.
 */
export async function emit(
  flags: ReportFlags,
  invocation: Invocation,
  report: Document,
  text: (ink: Ink) => string,
  filed: (ink: Ink) => string = text,
): Promise<ExitCode> {
  const { stdout, stderr, env } = invocation.terminal
  const files = createFiles()
  let root: string | undefined
  const rendered = async (format: Exclude<Format, 'text'>): Promise<string> => {
    if (format === 'json') return `${jsonText(report)}\n`
    const { render, folderOf } = await import('../../report/render.ts')
    root ??= await rootOf(files, folderOf(report) ?? invocation.cwd, invocation.cwd)
    return render(format, report, { version: VERSION, cwd: invocation.cwd, root })
  }
  if (flags.format !== 'text') stdout.write(await rendered(flags.format))
  else if (!flags.quiet || report.exitCode !== 0) stdout.write(text(paintFor(stdout, env, flags.color)))
  const codes: ExitCode[] = [report.exitCode]
  for (const output of flags.outputs) {
    try {
      const plain = paintFor(stdout, env, 'never')
      const document = output.format === 'text' ? filed(plain) : await rendered(output.format)
      await writeReport(files, path.resolve(invocation.cwd, output.file), utf8(document), output.implied === true)
      if (output.implied === true && !flags.quiet) stderr.write(`written to ${output.file}\n`)
    } catch (error) {
      if (!isWardenError(error)) throw error
      stderr.write(`${errorText(error, invocation.cwd)}\n`)
      codes.push(exitCodeOf(error.code))
    }
  }
  return worstExit(codes)
}

/**
 * Replaces a file in one step; writes through links, pipes and devices (`/dev/stdout`), which must stay what they are. Not
 * where nobody named the file: whoever made the folder may have put a link there.
 */
async function writeReport(files: Files, file: string, bytes: Uint8Array, implied: boolean): Promise<void> {
  const kind = implied ? 'file' : (await files.info(file))?.kind
  if (kind === undefined || kind === 'file') return files.write(file, bytes)
  try {
    await writeFile(file, bytes)
  } catch (error) {
    throw diskError(error, 'write', file)
  }
}

/** The folder that code hosts count files from: the nearest one above with `.git`, otherwise where the run began. */
async function rootOf(files: Files, folder: string, cwd: string): Promise<string> {
  for (let at = folder; ; at = path.dirname(at)) {
    if ((await files.info(path.join(at, '.git'))) !== undefined) return at
    if (at === path.dirname(at)) break
  }
  const below = path.relative(cwd, folder)
  return below === '..' || below.startsWith(`..${path.sep}`) ? folder : cwd
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
    const text = `${errorText(error, invocation.cwd)}\n`
    invocation.terminal.stderr.write(text)
    // On a terminal it stands there already.
    return emit(
      flags,
      invocation,
      failureOf(schema, error),
      () => '',
      () => text,
    )
  }
}

/** A document for a command line that cannot be parsed, where it asks for one. */
export async function writeUsageDocument(
  argv: readonly string[],
  error: WardenError,
  invocation: Invocation,
): Promise<void> {
  const text = `${errorText(error, invocation.cwd)}\n`
  await emit(
    flagsOf(argv),
    invocation,
    failureOf('modwarden/error/1', error),
    () => '',
    () => text,
  )
}

/**
 * A document for a run that crashed, where the command line asks for one. Where a part of another document is on stdout
 * already, only files get it: two documents are none.
 */
export async function writeCrashDocument(
  argv: readonly string[],
  error: unknown,
  invocation: Invocation,
): Promise<void> {
  const flags = flagsOf(argv)
  const written = invocation.terminal.stdout.bytesWritten > 0
  const message = `a bug in modwarden: ${messageOf(error)}`
  const report: Failure = {
    schema: 'modwarden/error/1',
    error: { code: 'bug', message, remedy: 'please report it' },
    exitCode: 3,
  }
  await emit(
    written ? { ...flags, format: 'text' } : flags,
    invocation,
    report,
    () => '',
    () => printable(`modwarden: ${message}\n`),
  )
}

function flagsOf(argv: readonly string[]): ReportFlags {
  return { ...wantedOf(argv), color: 'never', quiet: false, verbose: false, progress: false }
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
