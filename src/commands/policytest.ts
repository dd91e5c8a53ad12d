// modwarden policy test: whether a policy file is well-formed, what it does with module versions of every kind, and
// whether that is what its cases expect.
import path from 'node:path'
import type { Place } from '../base/errors.ts'
import { createClock } from '../io/clock.ts'
import { createFiles } from '../io/files.ts'
import { decide } from '../policy/decide.ts'
import type { Action, Decision } from '../policy/decision.ts'
import type { Known } from '../policy/known.ts'
import type { Policy } from '../policy/policy.ts'
import { situations } from '../policy/situations.ts'
import { joinedLines, printable } from '../report/printable.ts'
import type { ExitCode } from '../report/verify.ts'
import type { Document } from '../report/view.ts'
import { count } from '../report/words.ts'
import type { Invocation, ReportFlags } from './flags/reportflags.ts'
import { emit, failed } from './run/output.ts'
import { policyNamed, shownFrom } from './policy.ts'

/** What became of a case or a situation. */
export interface TestedCase {
  readonly name: string
  readonly action: Action
  /** The rule of the first reason, where there is one. */
  readonly by?: string
  readonly message?: string
  /** Of a case: what it expects, where it stands, and whether that is so. */
  readonly expected?: { readonly action: Action; readonly by?: string; readonly place: Place; readonly met: boolean }
}

/** `modwarden/policy-test/1`. */
export interface PolicyTestDocument extends Document {
  readonly schema: 'modwarden/policy-test/1'
  readonly policy: { readonly name: string; readonly digest: string }
  readonly tested: readonly TestedCase[]
  readonly summary: { readonly cases: number; readonly failed: number }
}

/** Runs `policy test`. Exit code 1 where a case comes to another end than it expects. */
export async function policyTestCommand(
  name: string,
  cases: string | undefined,
  flags: ReportFlags,
  invocation: Invocation,
): Promise<ExitCode> {
  return failed('modwarden/policy-test/1', flags, invocation, async () => {
    const { policy } = await policyNamed(name, invocation)
    const now = createClock().now()
    const tested =
      cases === undefined
        ? situations(now).map((situation) => testedCase(situation.name, situation.known, policy, now))
        : await testedCases(path.resolve(invocation.cwd, cases), policy, now)
    const failures = tested.filter(({ expected }) => expected?.met === false).length
    const document: PolicyTestDocument = {
      schema: 'modwarden/policy-test/1',
      policy: { name, digest: policy.digest },
      tested,
      summary: { cases: cases === undefined ? 0 : tested.length, failed: failures },
      exitCode: failures === 0 ? 0 : 1,
    }
    return emit(flags, invocation, document, () => testText(document, cases !== undefined, invocation.cwd))
  })
}

async function testedCases(file: string, policy: Policy, now: Date): Promise<readonly TestedCase[]> {
  const { readPolicyCases } = await import('./settings/policycases.ts')
  const cases = await readPolicyCases(createFiles(), file, now)
  return cases.map(({ name, known, expect, by, place }): TestedCase => {
    const tested = testedCase(name, known, policy, now)
    const met = tested.action === expect && (by === undefined || tested.by === by)
    return { ...tested, expected: { action: expect, ...(by === undefined ? {} : { by }), place, met } }
  })
}

function testedCase(name: string, known: Known, policy: Policy, now: Date): TestedCase {
  const { action, reasons } = decide(policy, known, { now, mode: { kind: 'enforce' }, waivers: [], overruled: [] })
  return { name, action, ...first(reasons) }
}

function first([reason]: Decision['reasons']): Pick<TestedCase, 'by' | 'message'> {
  return reason === undefined ? {} : { by: reason.rule, message: reason.message }
}

function testText({ policy, tested, summary }: PolicyTestDocument, hasCases: boolean, cwd: string): string {
  if (!hasCases) {
    const width = Math.max(...tested.map(({ name }) => name.length))
    const rows = tested.map(({ name, action, by = '' }) =>
      `  ${name.padEnd(width)}  ${action.padEnd(5)}  ${by}`.trimEnd(),
    )
    return joinedLines([`what ${policy.name} does (${policy.digest}):`, ...rows].map(printable))
  }
  const wrong = tested.flatMap(({ name, action, by, message, expected }) => {
    if (expected === undefined || expected.met) return []
    const { place } = expected
    return [
      `NOT AS EXPECTED  ${name}   ${shownFrom(cwd, place.file)}:${place.line ?? 1}`,
      `  expected  ${outcome(expected.action, expected.by)}`,
      `  decided   ${outcome(action, by)}${message === undefined ? '' : `: ${message}`}`,
    ]
  })
  const met = summary.cases - summary.failed
  return joinedLines([...wrong, `${met} of ${count(summary.cases, 'case')} as expected`].map(printable))
}

function outcome(action: Action, by: string | undefined): string {
  return by === undefined ? action : `${action} by ${by}`
}
