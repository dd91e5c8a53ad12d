// modwarden audit: everything about one project on one page. Today integrity; later parts add their lines.
import type { ExitCode } from '../report/verify.ts'
import { auditText, type AuditReport } from '../report/audit.ts'
import { emit, failed } from './output.ts'
import type { CommonFlags, Invocation } from './run.ts'
import { paintFor } from './terminal.ts'
import { makeReport } from './verify.ts'

/** Runs `audit`; gives the exit code. */
export async function auditCommand(
  folder: string,
  flags: CommonFlags & { readonly bundle?: string | undefined },
  invocation: Invocation,
): Promise<ExitCode> {
  const { terminal } = invocation
  return failed('modwarden/audit/1', flags, invocation, async () => {
    const verify = await makeReport(folder, flags, invocation)
    const report: AuditReport = { schema: 'modwarden/audit/1', verify, exitCode: verify.exitCode }
    const ink = paintFor(terminal.stdout, terminal.env, flags.color)
    emit(terminal, flags, report, () => auditText(report, ink, { verbose: flags.verbose }))
    return report.exitCode
  })
}
