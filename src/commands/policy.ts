// modwarden policy show, diff and facts: what a policy says. What it does is policytest.ts and policyreplay.ts.
import path from 'node:path'
import type { Place } from '../base/errors.ts'
import { createClock } from '../io/clock.ts'
import { createFiles } from '../io/files.ts'
import { decide } from '../policy/decide.ts'
import type { Action } from '../policy/decision.ts'
import { FACTS } from '../policy/facts.ts'
import type { Policy } from '../policy/policy.ts'
import { rowDifferences, rowsOf, type RowDifference } from '../policy/policyrows.ts'
import { compareActions } from '../policy/replay.ts'
import { situations } from '../policy/situations.ts'
import { joinedLines, printable } from '../report/printable.ts'
import type { ExitCode } from '../report/verify.ts'
import type { Document } from '../report/view.ts'
import { count } from '../report/words.ts'
import type { Invocation, ReportFlags } from './flags/reportflags.ts'
import { emit, failed } from './run/output.ts'
import { BUILT_IN, loadPolicy, type LoadedPolicy } from './settings/policies.ts'
import { loadSettings } from './settings/settings.ts'
import { waiverFiles } from './settings/waiverplaces.ts'

/** A setting in force, and where it stands; without a place nobody sets it. */
export interface ShownSetting {
  readonly name: string
  readonly value: string
  readonly place?: Place
}

/** `modwarden/policy/1`. */
export interface PolicyDocument extends Document {
  readonly schema: 'modwarden/policy/1'
  readonly digest: string
  /** The policy, and over it the project's: the stricter one counts. */
  readonly layers: ReadonlyArray<{ readonly name: string; readonly settings: readonly ShownSetting[] }>
}

/** `modwarden/policy-diff/1`. */
export interface PolicyDiffDocument extends Document {
  readonly schema: 'modwarden/policy-diff/1'
  readonly before: { readonly name: string; readonly digest: string }
  readonly after: { readonly name: string; readonly digest: string }
  readonly settings: readonly RowDifference[]
  /** What comes to another end. */
  readonly situations: ReadonlyArray<{ readonly name: string; readonly before: Action; readonly after: Action }>
}

/** `modwarden/policy-facts/1`. */
export interface PolicyFactsDocument extends Document {
  readonly schema: 'modwarden/policy-facts/1'
  readonly facts: ReadonlyArray<{
    readonly name: string
    readonly type: string
    readonly stage: string
    readonly about: string
  }>
}

/** The policy that a command is about: the file of the flag or the setting, with the project's over it. Throws `config`. */
export async function policyHere(file: string | undefined, { terminal, cwd }: Invocation): Promise<LoadedPolicy> {
  const files = createFiles()
  const set = file ?? (await loadSettings(files, terminal.env, cwd, {})).policy
  const project = path.dirname((await waiverFiles(files, terminal.env, cwd)).project)
  return loadPolicy(files, fileOf(set, cwd), project)
}

/** The policy of a file alone, or the default. Throws `config`. */
export async function policyNamed(name: string, { cwd }: Invocation): Promise<LoadedPolicy> {
  return loadPolicy(createFiles(), fileOf(name, cwd), undefined)
}

function fileOf(name: string | undefined, cwd: string): string | undefined {
  return name === undefined || name === BUILT_IN ? undefined : path.resolve(cwd, name)
}

/** Runs `policy show`. */
export async function policyShowCommand(
  file: string | undefined,
  flags: ReportFlags,
  invocation: Invocation,
): Promise<ExitCode> {
  return failed('modwarden/policy/1', flags, invocation, async () => {
    const { policy, layers } = await policyHere(file, invocation)
    const document: PolicyDocument = {
      schema: 'modwarden/policy/1',
      digest: policy.digest,
      layers: layers.map(({ layer, places }) => ({
        name: layer.name,
        settings: rowsOf(layer).map(({ name, value, place = places.get(name) }) => ({
          name,
          value,
          ...(place === undefined ? {} : { place }),
        })),
      })),
      exitCode: 0,
    }
    return emit(flags, invocation, document, () => showText(document, invocation.cwd))
  })
}

function showText({ digest, layers }: PolicyDocument, cwd: string): string {
  const width = Math.max(...layers.flatMap(({ settings }) => settings.map(({ name }) => name.length)))
  const lines = layers.flatMap(({ name, settings }, i) => [
    ...(i === 0 ? [] : ['', `and besides, the stricter of both, ${shownFrom(cwd, name)}:`]),
    ...settings
      // Of what a project says, only what it says.
      .filter(({ place }) => i === 0 || place !== undefined)
      .map((row) => `${row.name.padEnd(width)}  ${row.value}   # ${originOf(row.place, cwd)}`),
  ])
  const beyond = 'beyond any policy: what fails its proof, known malware'
  return joinedLines([...lines, '', beyond, `policy ${digest}`].map(printable))
}

function originOf(place: Place | undefined, cwd: string): string {
  return place === undefined ? 'default' : `${shownFrom(cwd, place.file)}:${place.line ?? 1}`
}

/** A file as it is named from a folder. */
export function shownFrom(cwd: string, file: string): string {
  const below = path.relative(cwd, file)
  return path.isAbsolute(file) && !below.startsWith('..') ? below : file
}

/** Runs `policy diff`. Exit code 1 where the second one refuses less in any situation. */
export async function policyDiffCommand(
  names: readonly [string, string],
  flags: ReportFlags,
  invocation: Invocation,
): Promise<ExitCode> {
  return failed('modwarden/policy-diff/1', flags, invocation, async () => {
    const [before, after] = [await policyNamed(names[0], invocation), await policyNamed(names[1], invocation)]
    const changed = situationsThatChange(before.policy, after.policy, createClock().now())
    const document: PolicyDiffDocument = {
      schema: 'modwarden/policy-diff/1',
      before: { name: names[0], digest: before.policy.digest },
      after: { name: names[1], digest: after.policy.digest },
      settings: rowDifferences(before.policy.layers[0], after.policy.layers[0]),
      situations: changed,
      exitCode: changed.some((one) => compareActions(one.after, one.before) < 0) ? 1 : 0,
    }
    return emit(flags, invocation, document, () => diffText(document))
  })
}

function situationsThatChange(before: Policy, after: Policy, now: Date): PolicyDiffDocument['situations'] {
  const circumstances = { now, mode: { kind: 'enforce' }, waivers: [], overruled: [] } as const
  return situations(now)
    .map(({ name, known }) => ({
      name,
      before: decide(before, known, circumstances).action,
      after: decide(after, known, circumstances).action,
    }))
    .filter((one) => one.before !== one.after)
}

function diffText({ settings, situations: changed, exitCode }: PolicyDiffDocument): string {
  if (settings.length === 0) return 'the policies say the same\n'
  const rows = settings.flatMap(({ name, before, after }) => [
    ...(before === undefined ? [] : [`- ${name}  ${before}`]),
    ...(after === undefined ? [] : [`+ ${name}  ${after}`]),
  ])
  const width = Math.max(0, ...changed.map(({ name }) => name.length))
  const ends = changed.map(
    ({ name, before, after }) =>
      `${compareActions(after, before) < 0 ? 'laxer   ' : 'stricter'}  ${name.padEnd(width)}  ${before} -> ${after}`,
  )
  const end =
    changed.length === 0
      ? 'no situation of modwarden policy test comes to another end'
      : `${count(changed.length, 'situation')} ${changed.length === 1 ? 'comes' : 'come'} to another end${exitCode === 0 ? ', all of them stricter' : ''}`
  return joinedLines([...rows, '', ...ends, end].map(printable))
}

/** Runs `policy facts`. */
export async function policyFactsCommand(flags: ReportFlags, invocation: Invocation): Promise<ExitCode> {
  const facts = Object.entries(FACTS).map(([name, { type, stage, about }]) => ({
    name,
    type: type === 'findings' ? 'list<finding>' : type,
    stage,
    about,
  }))
  const document: PolicyFactsDocument = { schema: 'modwarden/policy-facts/1', facts, exitCode: 0 }
  return emit(flags, invocation, document, () =>
    joinedLines(facts.map(({ name, type, about }) => `${name.padEnd(12)}  ${type.padEnd(13)}  ${about}`)),
  )
}
