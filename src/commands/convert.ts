// modwarden convert: a saved JSON document to any format. The document is input like any other: capped, and checked
// against its schema before anything of it is shown.
import path from 'node:path'
import { addAbortSignal, Readable } from 'node:stream'
import type { z } from 'zod'
import { textOf } from '../base/bytes.ts'
import { messageOf, WardenError, type Place } from '../base/errors.ts'
import { quoted } from '../base/quoted.ts'
import { createFiles } from '../io/files.ts'
import { printable } from '../report/printable.ts'
import { failureSchema, reportSchemas } from '../report/schemas.ts'
import { textOfDocument } from '../report/texts.ts'
import type { ExitCode } from '../report/verify.ts'
import type { Document } from '../report/view.ts'
import type { Invocation, ReportFlags } from './flags/reportflags.ts'
import { emit, failed } from './run/output.ts'
import { VERSION } from './version.ts'

/** A report of a cache with a hundred thousand broken modules is smaller. */
const MOST_BYTES = 128 << 20
const MOST_ISSUES = 5

/** Runs `convert`; gives the exit code that the document has. */
export async function convertCommand(file: string, flags: ReportFlags, invocation: Invocation): Promise<ExitCode> {
  return failed('modwarden/error/1', flags, invocation, async () => {
    const { name, bytes } = await readInput(file, invocation)
    const document = parseDocument(bytes, { file: name })
    return emit(flags, invocation, document, (ink) => textOfDocument(document, ink, { verbose: flags.verbose }))
  })
}

async function readInput(
  file: string,
  { cwd, signal, terminal }: Invocation,
): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
  if (file === '-') return { name: 'stdin', bytes: await readStdin(terminal.stdin, signal) }
  const name = path.resolve(cwd, file)
  const bytes = await createFiles().read(name, MOST_BYTES)
  if (bytes === undefined) throw new WardenError('usage', `${file}: no such file`, { remedy: 'use - for stdin' })
  return { name, bytes }
}

async function readStdin(stdin: NodeJS.ReadableStream, signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of addAbortSignal(signal, Readable.from(stdin)) as AsyncIterable<Uint8Array>) {
      size += chunk.length
      if (size > MOST_BYTES) throw new WardenError('too-large', `stdin: larger than ${MOST_BYTES} bytes`)
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof WardenError) throw error
    const code = signal.aborted ? 'aborted' : 'io'
    throw new WardenError(code, `stdin: cannot read: ${messageOf(error)}`, { cause: error })
  }
  return Buffer.concat(chunks)
}

/** Reads one document. Throws `parse` with what is wrong where in it. */
export function parseDocument(bytes: Uint8Array, place: Place): Document {
  const wrong = (what: string, remedy?: string): WardenError =>
    new WardenError('parse', what, { place, ...(remedy === undefined ? {} : { remedy }) })
  let value: unknown
  try {
    value = JSON.parse(textOf(bytes) ?? '')
  } catch (error) {
    if (Buffer.from(bytes.subarray(0, 20)).toString('latin1').startsWith('{"kind":"start"'))
      throw wrong('NDJSON cannot be converted', 'save the report with --format json')
    throw wrong(`no JSON document: ${textOf(bytes) === undefined ? 'not UTF-8' : messageOf(error)}`)
  }
  const named = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined
  const schema = typeof named === 'string' ? /^modwarden\/([a-z]{1,20})\/(\d{1,6})$/.exec(named) : null
  if (schema === null) throw wrong('no report of modwarden: it has no "schema": "modwarden/…"')
  const isFailure = typeof value === 'object' && value !== null && 'error' in value
  const known = isFailure ? { number: 1, schema: failureSchema() } : reportSchemas().get(schema[1] ?? '')
  if (known === undefined) {
    throw wrong(`${quoted(schema[0])} is no report`, `reports are ${[...reportSchemas().keys()].join(', ')}`)
  }
  if (Number(schema[2]) !== known.number) {
    const what = `${quoted(schema[0])} is not known to modwarden ${VERSION}, which reads number ${known.number}`
    throw wrong(what, 'convert it with the modwarden that wrote it, or a newer one')
  }
  const parsed: z.ZodSafeParseResult<Document> = known.schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw wrong(`not what ${schema[0]} says it is: ${issuesOf(parsed.error)}`, 'was it written or changed by hand?')
}

/** `modules[3].status: Invalid option …`, the first few. */
function issuesOf({ issues }: z.ZodError): string {
  const shown = issues.slice(0, MOST_ISSUES).map(({ path: at, message }) => `${pathText(at)}: ${printable(message)}`)
  const more = issues.length > MOST_ISSUES ? [`and ${issues.length - MOST_ISSUES} more`] : []
  return [...shown, ...more].join('; ')
}

function pathText(at: readonly PropertyKey[]): string {
  let text = ''
  for (const key of at.slice(0, 20)) {
    if (typeof key === 'number') text += `[${key}]`
    else if (/^\w+$/.test(String(key))) text += `${text === '' ? '' : '.'}${String(key)}`
    else text += `[${quoted(String(key).slice(0, 80))}]`
  }
  return text === '' ? 'the document' : text
}
