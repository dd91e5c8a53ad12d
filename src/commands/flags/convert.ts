// modwarden convert [file]
import { reportFlags, withReport, type Define, type RawReportFlags } from './reportflags.ts'

/** Adds `convert`. */
export const convert: Define = (program, call) => {
  withReport(program.command('convert').argument('[file]', 'saved JSON of any command (default: stdin)', '-'))
    .description('turn a saved JSON report into any format')
    .addHelpText(
      'before',
      'Examples:\n  modwarden convert report.json -f markdown\n  modwarden convert report.json -o sarif=r.sarif -o html=r.html\n  modwarden audit --json | modwarden convert - -f junit\n',
    )
    .action(async (file: string, flags: RawReportFlags) =>
      call(async (invocation) => {
        const { convertCommand } = await import('../convert.ts')
        return convertCommand(file, reportFlags(flags), invocation)
      }),
    )
}
