// The command line: argv to one command. The only place that reads process.env and ends the process.
import { exitCodeOf } from './report/exit.ts'
import { isWardenError } from './base/errors.ts'
import { run } from './commands/run/run.ts'

const interrupted = new AbortController()
let signals = 0
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  process.on(signal, () => {
    signals++
    process.exitCode = code
    interrupted.abort()
    // Files are replaced in one step or not at all, so that stopping at once is safe too.
    if (signals > 1) process.exit(code)
  })
}
// A reader that has seen enough (`modwarden … | head`) is no failure, and must not hide the exit code.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return
    // A full disk behind a redirection: the report is lost, so the check counts as not completed.
    if (stream === process.stdout) process.stderr.write(`modwarden: cannot write the report: ${error.message}\n`)
    process.exit(3)
  })
}
const argv = process.argv.slice(2)
const invocation = {
  terminal: {
    get stdin() {
      return process.stdin
    },
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
  },
  cwd: process.cwd(),
  signal: interrupted.signal,
}
// Node would exit with 1, which says "findings"; a bug is a check that could not be completed. Who waits for a document
// gets one that says so, unless that fails too.
let crashed = false
process.on('uncaughtException', (error) => {
  process.stderr.write(`modwarden: a bug, please report it: ${error.stack ?? String(error)}\n`)
  if (crashed) process.exit(3)
  crashed = true
  void (async () => {
    try {
      const { writeCrashDocument } = await import('./commands/run/output.ts')
      await writeCrashDocument(argv, error, invocation)
    } finally {
      // After what is in the stream's buffer: a pipe takes 64 KiB at once.
      process.stdout.write('', () => process.exit(3))
    }
  })()
})

try {
  const code = await run(argv, invocation)
  process.exitCode ??= code
} catch (error) {
  if (!isWardenError(error)) throw error
  process.exitCode ??= exitCodeOf(error.code)
}
