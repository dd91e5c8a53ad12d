// What `who` says: for each version of a module who fetched it, what was decided then, and what is decided now.
import type { ModuleVersion } from '../base/finding.ts'
import { printable } from './printable.ts'
import type { Ink } from './verifytext.ts'
import type { Document } from './view.ts'
import { count } from './words.ts'

/** A decision, as far as it matters here. */
export interface WhoDecision {
  readonly event: string
  /** RFC 3339. */
  readonly time: string
  /** `allow`, `warn`, `hold` or `block`; `enforced` is what it would be outside of monitor mode. */
  readonly action: string
  readonly enforced: string
  /** The first reason's message; empty where nothing is against it. */
  readonly reason: string
  /** When it may change by itself, RFC 3339. */
  readonly until?: string
}

/** Somebody who fetched a version. */
export interface WhoRow {
  /** A reference to an identity, or `anonymous`. */
  readonly who: string
  /** The name that it refers to, where it was not erased. */
  readonly name?: string
  /** The address, where addresses are recorded. */
  readonly client?: string
  /** How often what was fetched; without a zip, they do not have its code. */
  readonly zips: number
  readonly mods: number
  readonly infos: number
  /** Minutes, RFC 3339; of a day long ago its last one. */
  readonly first: string
  readonly last: string
  /** What was decided when they fetched it last; absent where nothing was then. */
  readonly decided?: WhoDecision
}

/** A version. */
export interface WhoVersion extends ModuleVersion {
  /** What is decided now; absent where nothing ever was. */
  readonly now?: WhoDecision
  readonly fetched: readonly WhoRow[]
}

/** `modwarden/who/1`. */
export interface WhoReport extends Document {
  readonly schema: 'modwarden/who/1'
  /** A module's path, with a version where one was asked for. */
  readonly asked: string
  /** RFC 3339: earlier downloads were not looked at. */
  readonly since?: string
  readonly versions: readonly WhoVersion[]
  /** When downloads may be missing: a guard was killed some time after, and lost so many seconds at most. */
  readonly gaps: ReadonlyArray<{ readonly after: string; readonly seconds: number }>
  readonly summary: {
    readonly versions: number
    /** Who has a zip of any of them, as far as they can be told apart. */
    readonly holders: number
    readonly zips: number
    /** Versions that are blocked now, or would be outside of monitor mode, and whose zip somebody has. */
    readonly bad: number
  }
}

/** Whether a decision says that nobody should have it. */
export function isBad({ action, enforced }: WhoDecision): boolean {
  return action === 'block' || enforced === 'block'
}

/** The whole text, with a final newline. */
export function whoText(report: WhoReport, ink: Ink): string {
  const { asked, versions, summary, gaps, since } = report
  const fetched = versions.filter((one) => one.fetched.length > 0)
  const span = since === undefined ? '' : ` since ${moment(since)}`
  const verdict =
    summary.bad > 0
      ? ink.bad(
          `FETCHED  ${asked}: ${count(summary.bad, 'version')} blocked now, and somebody has ${them(summary.bad)}`,
        )
      : summary.holders > 0
        ? ink.good(`ok  ${asked}: fetched by ${count(summary.holders, 'client')}, ${count(summary.zips, 'zip')}${span}`)
        : ink.good(`ok  ${asked}: nobody fetched its code through this guard${span}`)
  const lost = gaps.map(
    ({ after, seconds }) =>
      `a guard was killed after ${moment(after)}: up to ${count(seconds, 'second')} of downloads before are missing`,
  )
  return [
    printable(verdict),
    ...fetched.flatMap((one) => versionLines(one, ink)),
    ...lost,
    conclusion(report),
    '',
  ].join('\n')
}

function versionLines({ path, version, now, fetched }: WhoVersion, ink: Ink): string[] {
  const said = now === undefined ? 'nothing was decided on it' : decisionWords(now)
  const mark = now !== undefined && isBad(now) ? ink.bad : (text: string): string => text
  const rows = fetched.map((row) => [
    `${row.name ?? row.who}${row.client === undefined ? '' : ` ${row.client}`}`,
    thing(row),
    row.first === row.last ? moment(row.last) : `${moment(row.first)} to ${moment(row.last)}`,
    row.decided === undefined ? '' : `then ${ACTIONS[row.decided.action] ?? row.decided.action}`,
  ])
  const widths = [0, 1, 2].map((i) => Math.max(...rows.map((cells) => cells[i]?.length ?? 0)))
  return [
    '',
    mark(printable(`${path}@${version}  ${said}`)),
    ...rows.map((cells) => printable(`  ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd())),
    '',
  ]
}

function thing({ zips, mods, infos }: WhoRow): string {
  if (zips > 0) return count(zips, 'zip')
  return mods > 0 ? 'its go.mod only' : `asked for it ${count(infos, 'time')}`
}

const ACTIONS: Readonly<Record<string, string>> = {
  allow: 'allowed',
  warn: 'allowed with a warning',
  hold: 'held',
  block: 'blocked',
}

function decisionWords({ action, enforced, reason, event, time, until }: WhoDecision): string {
  const opens = action === 'hold' && until !== undefined ? ` until ${moment(until)}` : ''
  const really = enforced === action ? '' : ` (by the policy: ${ACTIONS[enforced] ?? enforced})`
  const why = reason === '' ? '' : `: ${reason}`
  return `${ACTIONS[action] ?? action}${really}${opens} since ${moment(time)}${why}  ${event}`
}

function conclusion({ summary, asked }: WhoReport): string {
  if (summary.bad === 0)
    return 'clients without a token are one: anonymous. What came from a warm cache is not seen here.'
  return printable(
    `whoever is named has its code: look at their machines, and take it from their caches:\nmodwarden clean --bad --yes   or   go clean -modcache\nmodwarden who ${asked} --format json   for a program`,
  )
}

function them(n: number): string {
  return n === 1 ? 'it' : 'them'
}

/** `2026-11-21 20:14Z`. */
function moment(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')}Z`
}
