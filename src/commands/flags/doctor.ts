// modwarden doctor [folder]
import path from 'node:path'
import { WardenError } from '../../base/errors.ts'
import { reportFlags, withReport, type Define, type RawReportFlags } from './reportflags.ts'

interface RawDoctorFlags extends RawReportFlags {
  readonly fix?: boolean
  readonly undo?: boolean
  readonly ci?: readonly string[] | true
}

/** Adds `doctor`. */
export const doctor: Define = (program, call) => {
  withReport(program.command('doctor').argument('[folder]', 'the project (default: this folder)'))
    .summary('settings that leak, bypass or weaken, with repairs')
    .description('settings that leak, bypass or weaken, each with the line that repairs it')
    .addHelpText(
      'before',
      'Examples:\n  modwarden doctor              no word where all is sound\n  modwarden doctor --fix        repair what is safe to repair\n  modwarden doctor --undo       take the last repair back\n  modwarden doctor --ci         look at the workflow files of the project\n',
    )
    .option('--fix', "change the user's go settings and permissions")
    .option('--undo', 'take back what the last --fix changed')
    .option('--ci [file...]', 'look at workflow files instead\n(default: those of the folder)')
    .action(async (folder: string | undefined, flags: RawDoctorFlags) =>
      call(async (invocation) => {
        if ([flags.fix, flags.undo, flags.ci].filter((flag) => flag !== undefined).length > 1) {
          throw new WardenError('usage', '--fix, --undo and --ci go one at a time', {
            remedy: 'workflow files are never changed; --undo takes back the last --fix',
          })
        }
        const { doctorCommand } = await import('../doctor.ts')
        const at = path.resolve(invocation.cwd, folder ?? '.')
        const named = flags.ci === true ? [at] : flags.ci
        return doctorCommand(
          at,
          { ...reportFlags(flags), fix: flags.fix === true, undo: flags.undo === true, ci: named },
          invocation,
        )
      }),
    )
}
