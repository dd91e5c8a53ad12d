// modwarden report [folder]
import path from 'node:path'
import { common, withCommon, type Define, type RawFlags } from './reportflags.ts'

/** Adds `report`. */
export const report: Define = (program, call) => {
  withCommon(program.command('report').argument('[folder]', 'the project', '.'))
    .summary('one file about a project: HTML')
    .description(
      'everything about a project in one HTML file: audit, with what to do first,\nknown flaws, licences and the tree; written to modwarden-report.html',
    )
    .addHelpText(
      'before',
      'Examples:\n  modwarden report                          writes modwarden-report.html\n  modwarden report ../shop -f html > shop.html\n  modwarden report -o html=shop.html -o json=shop.json\n',
    )
    .action(async (folder: string, flags: RawFlags) =>
      call(async (invocation) => {
        const { reportCommand } = await import('../audit.ts')
        return reportCommand(path.resolve(invocation.cwd, folder), common(flags), invocation)
      }),
    )
}
