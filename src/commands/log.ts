// modwarden log: what a guard decided, proven and exported, without the guard and without network.
import { textOf } from '../base/bytes.ts'
import { WardenError } from '../base/errors.ts'
import { createFiles } from '../io/files.ts'
import { count } from '../report/words.ts'
import { printable } from '../report/printable.ts'
import type { ExitCode } from '../report/verify.ts'
import { checkDecisionLog, decisionLeaves } from '../store/decisionlog.ts'
import { openLogHead, openLogKey } from '../store/logkey.ts'
import { logKeyFile } from './guards/guardsetup.ts'
import { withGuardTables } from './guards/guardtables.ts'
import type { Invocation } from './flags/reportflags.ts'

const MOST_HEAD = 64 * 1024

/** Runs `log verify`; `head` is a file with a signed head that was kept elsewhere. Exit code 4 where the log was changed. */
export async function logVerifyCommand(
  data: string | undefined,
  head: string | undefined,
  invocation: Invocation,
): Promise<ExitCode> {
  return withGuardTables<ExitCode>(data, invocation, async (tables, folder) => {
    const files = createFiles()
    const keyFile = logKeyFile(folder)
    // A key that is missing must not be made here.
    if ((await files.info(keyFile)) === undefined) throw new WardenError('usage', `${keyFile}: no such file`)
    const { verifier } = await openLogKey(files, keyFile)
    const earlier = head === undefined ? undefined : await files.read(head, MOST_HEAD)
    if (head !== undefined && earlier === undefined) throw new WardenError('usage', `${head}: no such file`)
    const kept = earlier === undefined ? undefined : (textOf(earlier) ?? '')
    const checked = await checkDecisionLog(tables, (note) => openLogHead(note, verifier), kept)
    const { stdout } = invocation.terminal
    if (checked.trouble !== undefined) {
      stdout.write(printable(`BROKEN  ${checked.trouble}\n  key   ${verifier.key}\n`))
      return 4
    }
    stdout.write(`ok  ${count(checked.size, 'decision')}, every head signed by ${verifier.key}\n`)
    return 0
  })
}

/** Runs `log export`: a JSON document a line. */
export async function logExportCommand(data: string | undefined, invocation: Invocation): Promise<ExitCode> {
  return withGuardTables<ExitCode>(data, invocation, async (tables) => {
    for await (const leaf of decisionLeaves(tables)) invocation.terminal.stdout.write(`${leaf}\n`)
    return 0
  })
}

/** Runs `log head`: the newest signed head, to be kept elsewhere. */
export async function logHeadCommand(data: string | undefined, invocation: Invocation): Promise<ExitCode> {
  return withGuardTables<ExitCode>(data, invocation, async ({ rows }) => {
    const last = await rows.selectFrom('heads').select('note').orderBy('size', 'desc').limit(1).executeTakeFirst()
    if (last === undefined) throw new WardenError('not-found', 'nothing was decided yet, so there is no head')
    invocation.terminal.stdout.write(last.note)
    return 0
  })
}
