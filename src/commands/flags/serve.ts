// modwarden serve
import type { Define } from './reportflags.ts'

interface RawServeFlags {
  readonly listen?: string
  readonly url?: string
  readonly data?: string
  readonly upstream?: string
  readonly gosumdb?: string
  readonly policy?: string
  readonly mode?: string
  readonly requireIdentity?: boolean
  readonly tlsCert?: string
  readonly tlsKey?: string
}

const EXAMPLES = `Examples:
  modwarden serve                                     on 127.0.0.1:4080
  modwarden serve --listen :4080 --url https://guard.example --data /var/lib/modwarden
  go env -w GOPROXY=http://127.0.0.1:4080             what clients set
`

/** Adds `serve`. */
export const serve: Define = (program, call) => {
  program
    .command('serve')
    .summary('a module proxy that lets nothing unproven in')
    .description('serves modules and their checksum database: proven, examined, and allowed by the policy')
    .addHelpText('before', EXAMPLES)
    .option('--listen <address>', 'HOST:PORT; :PORT for every address (default: 127.0.0.1:4080)')
    .option('--url <url>', 'the address that clients know; with a path, everything is below it')
    .option('--data <folder>', 'what it keeps (default: guard in the store)')
    .option('--upstream <list>', 'instead of GOPROXY')
    .option('--gosumdb <database>', "instead of GOSUMDB: 'NAME+KEY [URL]'")
    .option('--policy <file>', 'what is refused (default: built in)')
    .option('--mode <mode>', 'enforce, or monitor: refuse only what fails its proof')
    .option('--require-identity', 'answer only to who shows a token (modwarden token)')
    .option('--tls-cert <file>', 'certificate chain, PEM; read again when it changes')
    .option('--tls-key <file>', 'its key, PEM')
    .action(async (flags: RawServeFlags) =>
      call(async (invocation) => {
        const { serveCommand } = await import('../serve.ts')
        return serveCommand({ ...flags }, invocation)
      }),
    )
}
