// modwarden diff module@version module@version
import { common, withCommon, type Define, type RawFlags } from './reportflags.ts'

interface RawDiffFlags extends RawFlags {
  readonly source?: boolean
}

const EXAMPLES = `Examples:
  modwarden diff example.com/m@v1.2.3 v1.3.0      what an upgrade adds
  modwarden diff example.com/m@v1.2.3 v1.3.0 --source
  modwarden diff github.com/boltdb/bolt@v1.3.1 github.com/boltdb-go/bolt@v1.3.1
  modwarden diff example.com/m@v1.2.3 ../fork     a working copy
`

/** Adds `diff`. */
export const diff: Define = (program, call) => {
  withCommon(
    program
      .command('diff')
      .argument('<from>', 'module@version, a folder or a module zip')
      .argument('<to>', 'the same, or a version of the same module'),
  )
    .summary('what one version does that another does not')
    .description('what an upgrade adds: capabilities, calls, values, requirements, files; nothing of it is run')
    .addHelpText('before', EXAMPLES)
    .option('--source', 'also the changed lines')
    .action(async (from: string, to: string, flags: RawDiffFlags) =>
      call(async (invocation) => {
        const { diffCommand } = await import('../diff.ts')
        return diffCommand(from, to, { ...common(flags), source: flags.source === true }, invocation)
      }),
    )
}
