// modwarden policy replay: what a policy would have done with what came in, from the decision log, before it is enforced.
import { createReadStream } from 'node:fs'
import path from 'node:path'
import { isWardenError, WardenError } from '../base/errors.ts'
import { diskError } from '../io/diskerror.ts'
import { createClock } from '../io/clock.ts'
import type { Action } from '../policy/decision.ts'
import { readDecisionLine } from '../policy/decisionrecord.ts'
import type { Policy } from '../policy/policy.ts'
import { compareActions, replayed, type Replayed } from '../policy/replay.ts'
import { joinedLines, printable } from '../report/printable.ts'
import type { ExitCode } from '../report/verify.ts'
import type { Document } from '../report/view.ts'
import { count } from '../report/words.ts'
import type { Invocation, ReportFlags } from './flags/reportflags.ts'
import { emit, failed } from './run/output.ts'
import { policyHere } from './policy.ts'

/** The flags of `policy replay`. */
export interface ReplayFlags extends ReportFlags {
  readonly days: number
  readonly policy: string | undefined
}

/** One module version that would have come to another end. */
export interface ChangedDecision {
  readonly path: string
  readonly version: string
  readonly stage: string
  readonly before: Action
  readonly after: Action
  /** The rule and the message of the first reason of the stricter end. */
  readonly by: string
  readonly message: string
  /** The last event, and how many decisions there were. */
  readonly event: string
  readonly decisions: number
}

/** `modwarden/policy-replay/1`. */
export interface PolicyReplayDocument extends Document {
  readonly schema: 'modwarden/policy-replay/1'
  readonly policy: string
  readonly days: number
  readonly changed: readonly ChangedDecision[]
  readonly summary: {
    readonly decisions: number
    /** Older ones, and those that nothing can be decided from again. */
    readonly older: number
    readonly withoutBasis: number
    readonly stricter: number
    readonly laxer: number
  }
}

const DAY = 86_400_000
/** A decision with all its findings is some thousand bytes. */
const MOST_LINE = 8 << 20
const MOST_CHANGED = 100_000

/** Runs `policy replay`. Exit code 1 where something would have been refused that was not. */
export async function policyReplayCommand(log: string, flags: ReplayFlags, invocation: Invocation): Promise<ExitCode> {
  return failed('modwarden/policy-replay/1', flags, invocation, async () => {
    const { policy } = await policyHere(flags.policy, invocation)
    const from = createClock().now().getTime() - flags.days * DAY
    const file = log === '-' ? log : path.resolve(invocation.cwd, log)
    const stream = log === '-' ? invocation.terminal.stdin : createReadStream(file)
    const document = await documentOf(stream, file, policy, from, flags.days)
    return emit(flags, invocation, document, () => replayText(document))
  })
}

async function documentOf(
  stream: NodeJS.ReadableStream,
  file: string,
  policy: Policy,
  from: number,
  days: number,
): Promise<PolicyReplayDocument> {
  const changed = new Map<string, ChangedDecision>()
  let decisions = 0
  let older = 0
  let withoutBasis = 0
  for await (const { text, line } of linesOf(stream, file)) {
    const record = recordAt(text, file, line)
    if (record === undefined) withoutBasis++
    else if (record.time.getTime() < from) older++
    else {
      decisions++
      const again = replayed(policy, record)
      if (again.before !== again.after) note(changed, again)
    }
  }
  const all = [...changed.values()]
  const stricter = all.filter(({ before, after }) => compareActions(after, before) > 0).length
  const laxer = all.length - stricter
  const refused = all.some(
    ({ before, after }) => compareActions(before, 'hold') < 0 && compareActions(after, 'hold') >= 0,
  )
  return {
    schema: 'modwarden/policy-replay/1',
    policy: policy.digest,
    days,
    changed: all.toSorted((a, b) => compareActions(b.after, a.after)),
    summary: { decisions, older, withoutBasis, stricter, laxer },
    exitCode: refused ? 1 : 0,
  }
}

function recordAt(text: string, file: string, line: number): ReturnType<typeof readDecisionLine> {
  try {
    return readDecisionLine(text)
  } catch (error) {
    if (!isWardenError(error, 'parse')) throw error
    throw new WardenError('parse', error.message, { place: { file, line }, remedy: LOG_REMEDY, cause: error })
  }
}

const LOG_REMEDY = 'write it with: modwarden log export > decisions.ndjson'

function note(changed: Map<string, ChangedDecision>, { record, before, after, decision }: Replayed): void {
  const { path: modulePath, version, stage } = record.basis.known
  const key = `${stage} ${modulePath}@${version} ${before} ${after}`
  const [reason] = compareActions(after, before) > 0 ? decision.reasons : record.reasons
  if (!changed.has(key) && changed.size >= MOST_CHANGED) {
    throw new WardenError('too-large', `more than ${MOST_CHANGED} module versions would come to another end`, {
      remedy: 'look at fewer days: --days 7',
    })
  }
  changed.set(key, {
    path: modulePath,
    version,
    stage,
    before,
    after,
    by: reason?.rule ?? '',
    message: reason?.message ?? '',
    event: record.event,
    decisions: (changed.get(key)?.decisions ?? 0) + 1,
  })
}

/** The lines of a stream that hold anything, with their numbers. Throws `io`, and `too-large` for one that does not end. */
async function* linesOf(
  stream: NodeJS.ReadableStream,
  file: string,
): AsyncGenerator<{ readonly text: string; readonly line: number }> {
  let rest = ''
  let line = 0
  const decoder = new TextDecoder()
  try {
    for await (const chunk of stream) {
      rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
      const lines = rest.split('\n')
      rest = lines.pop() ?? ''
      for (const text of lines) {
        line++
        if (text.trim() !== '') yield { text, line }
      }
      if (rest.length > MOST_LINE) {
        throw new WardenError('too-large', 'a line that does not end', { place: { file, line: line + 1 } })
      }
    }
  } catch (error) {
    if (isWardenError(error)) throw error
    throw diskError(error, 'read', file)
  }
  if (rest.trim() !== '') yield { text: rest, line: line + 1 }
}

function replayText({ changed, summary, days, policy }: PolicyReplayDocument): string {
  const { decisions, stricter, laxer, withoutBasis } = summary
  const width = Math.max(0, ...changed.map((one) => one.path.length + one.version.length + 1))
  const rows = changed.map(
    (one) =>
      `${one.before} -> ${one.after}`.padEnd(14) +
      `  ${`${one.path}@${one.version}`.padEnd(width)}  ${one.by}: ${one.message}   ${one.event}`,
  )
  const without = withoutBasis === 0 ? '' : `; ${count(withoutBasis, 'record')} without a basis left out`
  const end = `${count(decisions, 'decision')} of ${count(days, 'day')} again by ${policy}: ${stricter} stricter, ${laxer} laxer${without}`
  return joinedLines([...rows, end].map(printable))
}
