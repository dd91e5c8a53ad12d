// modwarden audit: everything about one project on one page. Today integrity; later parts add their lines.
import type { ExitCode } from '../report/verify.ts'
import { auditText, type AuditReport } from '../report/audit.ts'
import type { CommonFlags, Invocation } from './flags/reportflags.ts'
import { emit, failed } from './output.ts'
import { makeReport } from './verify.ts'

/** Runs `audit`; gives the exit code. */
export async function auditCommand(folder: string, flags: CommonFlags, invocation: Invocation): Promise<ExitCode> {
  return failed('modwarden/audit/1', flags, invocation, async () => {
    const verify = await makeReport(folder, flags, invocation)
    const report: AuditReport = { schema: 'modwarden/audit/1', verify, exitCode: verify.exitCode }
    return emit(flags, invocation, report, (ink) => auditText(report, ink, { verbose: flags.verbose }))
  })
}
