// Expected failures as replies. A 404 is a promise that nobody upstream has it: go then asks the next proxy, or the host
// itself, and goes around the guard. So whatever else went wrong is never 404 or 410.
import { WardenError, type ErrorCode } from '../base/errors.ts'
import type { ModuleVersion } from '../base/finding.ts'
import type { Made } from '../jobs/guard/decide.ts'
import type { Instead } from '../jobs/known/instead.ts'
import { refusalText } from '../report/refusaltext.ts'
import { text, type Reply } from './exchange.ts'

const STATUS: Readonly<Record<ErrorCode, number>> = {
  'not-found': 404,
  // The upstream's own refusal is its trouble, not our decision.
  refused: 502,
  parse: 502,
  mismatch: 502,
  'too-large': 502,
  unreachable: 503,
  fork: 503,
  io: 503,
  busy: 503,
  aborted: 503,
  config: 500,
  usage: 400,
}

/** The reply to a request that failed. A bug is told to nobody but the log. */
export function failureReply(route: string, error: unknown): Reply {
  if (!(error instanceof WardenError)) {
    const reply = text(500, route, troubleText('internal error', 'tell whoever runs the guard to look at its log'))
    return { ...reply, note: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
  // Nobody has it, in the words of who was asked: go shows them as it would without a guard in between.
  if (error.code === 'not-found' && error.said !== undefined && error.said !== '') {
    return { ...text(404, route, `${error.said}\n`), note: `${error.code}: ${error.message}` }
  }
  const status = isLate(error) ? 504 : STATUS[error.code]
  const retry: Reply['headers'] = status === 503 ? { 'retry-after': '2' } : {}
  const note = `${error.code}: ${error.message}`
  // Paths of this machine are for its log.
  const own = error.code === 'io' || error.code === 'config'
  const body = own
    ? troubleText('the guard cannot read or write what it keeps', 'tell whoever runs it to look at its log')
    : troubleText(error.message, error.remedy)
  return { ...text(status, route, body, retry), note }
}

/** The reply to a request that cannot be answered whatever there is. */
export function badRequest(why: string, status: number = 400, headers: Reply['headers'] = {}): Reply {
  return text(status, 'bad', troubleText(why, undefined), headers)
}

/** The reply about a private module: our own refusal, the same whether or not there is such a module. */
export function privateReply(route: string, modulePath: string, isFromGit: boolean): Reply {
  const [why, remedy] = isFromGit
    ? ['private here: it is given to those who are known', 'put a token of this guard into ~/.netrc']
    : [
        'private here, and this guard serves no private modules',
        `go env -w GONOPROXY=${modulePath} fetches it from its own host`,
      ]
  return text(403, route, troubleText(`${modulePath}: ${why}`, remedy))
}

/** The reply that carries a decision, in the go command's own output; `origin` is the guard's address. */
export function stoppedReply(
  route: string,
  { decision, logged }: Made,
  module: ModuleVersion,
  origin: string,
  instead: Instead | undefined,
): Reply {
  if (decision.temporary || logged === undefined) {
    const [reason] = decision.reasons
    const said = `${module.path}@${module.version}: ${reason?.message ?? 'a check could not be made'}`
    return { ...text(503, route, troubleText(said, reason?.remedy), { 'retry-after': '2' }), note: 'temporary' }
  }
  const { path, version } = logged
  const page = `${origin}/e/${logged.event}`
  const body = refusalText({
    path,
    version,
    decision,
    event: logged.event,
    page,
    ...(instead === undefined ? {} : { instead }),
  })
  // Bytes that are not what the world agreed on say something about the upstream, and nothing about the module.
  const lies = decision.reasons.some(({ rule }) => rule === 'MW-INT-ZIP' || rule === 'MW-INT-GOMOD')
  return { ...text(lies ? 502 : 403, route, body), note: logged.event }
}

const COLUMNS = 75
const MOST_LINES = 6

/** Trouble in a few lines of plain ASCII, which go shows whole (see src/report/refusaltext.ts). */
function troubleText(message: string, remedy: string | undefined): string {
  const words = `[modwarden] ${message}${remedy === undefined ? '' : `; ${remedy}`}`
    .replaceAll(/[^!-~]+/g, ' ')
    .trim()
    .split(' ')
  const lines: string[] = []
  let line = ''
  for (const word of words) {
    if (line !== '' && line.length + 1 + word.length > COLUMNS) {
      lines.push(line)
      line = ''
    }
    line = (line === '' ? word : `${line} ${word}`).slice(0, COLUMNS)
  }
  return [...lines, line]
    .slice(0, MOST_LINES)
    .map((one) => `${one}\n`)
    .join('')
}

function isLate({ code, message }: WardenError): boolean {
  return code === 'unreachable' && /: (?:the server was silent|not finished) for \d|timed out/.test(message)
}
