// modwarden waive: writes, lists and prunes waivers. Reading them is src/commands/settings/waiverfile.ts, what they do
// src/jobs/scan/waivers.ts.
import { isWardenError, messageOf, WardenError } from '../base/errors.ts'
import { checkImportPath } from '../gomod/path.ts'
import { canonicalVersion } from '../gomod/version.ts'
import { createClock } from '../io/clock.ts'
import { createFiles } from '../io/files.ts'
import { createGo } from '../io/goenv.ts'
import { loadProject, type Project } from '../jobs/project/project.ts'
import {
  dayAfter,
  dayOf,
  daysLeft,
  isAdvisoryName,
  LONGEST_DAYS,
  waiverSubject,
  type Waiver,
} from '../policy/waiver.ts'
import { joinedLines, printable } from '../report/printable.ts'
import type { WaiverNote } from '../report/waivers.ts'
import { agoWords } from '../report/waivertext.ts'
import type { ExitCode } from '../report/verify.ts'
import type { Document } from '../report/view.ts'
import { count } from '../report/words.ts'
import type { Files } from '../world/files.ts'
import type { Invocation, ReportFlags } from './flags/reportflags.ts'
import { emit, failed } from './run/output.ts'
import { rulesNamed } from './rules.ts'
import { addWaivers, readWaivers, removeWaivers, type NewWaiver } from './settings/waiverfile.ts'
import { waiverFiles } from './settings/waiverplaces.ts'

/** The flags of `waive`. */
export interface WaiveFlags {
  readonly module: string | undefined
  readonly path: string | undefined
  readonly reason: string | undefined
  readonly owner: string | undefined
  readonly ticket: string | undefined
  /** `14d`, `6w`. */
  readonly lasts: string
  readonly user: boolean
}

/** `modwarden/waivers/1`. */
export interface WaiversDocument extends Document {
  readonly schema: 'modwarden/waivers/1'
  readonly waivers: readonly WaiverNote[]
}

/** Runs `waive`: writes one waiver for each rule or module named. */
export async function waiveCommand(
  what: readonly string[],
  flags: WaiveFlags,
  invocation: Invocation,
): Promise<ExitCode> {
  const { terminal, cwd } = invocation
  const files = createFiles()
  const today = dayOf(createClock().now())
  const days = daysOf(flags.lasts)
  const subjects = what.map((name) => subjectOf(name, flags.module))
  const all = subjects.length === 0 && flags.module !== undefined ? [moduleOf(flags.module)] : subjects
  if (all.length === 0) {
    throw new WardenError('usage', 'nothing is named that should be waived', {
      remedy: 'modwarden waive RULE --module MODULE --reason … --owner …',
    })
  }
  const reason = needed(flags.reason, '--reason')
  const owner = needed(flags.owner, '--owner')
  const added = all.map((subject): NewWaiver => ({
    ...subject,
    ...(flags.path === undefined ? {} : { path: flags.path }),
    reason,
    owner,
    expires: dayAfter(today, days),
    ...(flags.ticket === undefined ? {} : { ticket: flags.ticket }),
    created: today,
  }))
  const places = await waiverFiles(files, terminal.env, cwd)
  const file = flags.user ? places.user : places.project
  if (file === undefined) throw new WardenError('config', '--user: neither HOME nor XDG_CONFIG_HOME is set')
  await addWaivers(files, file, added, today)
  const shown = added.map(
    (w) =>
      `waived  ${waiverSubject({ ...w, place: { file, line: 1 }, from: 'project' })}   until ${w.expires}, by ${w.owner}`,
  )
  terminal.stdout.write(joinedLines([...shown.map(printable), printable(`        in ${file}`)]))
  return 0
}

function needed(value: string | undefined, flag: string): string {
  if (value !== undefined && value.trim() !== '') return value
  throw new WardenError('usage', `${flag} is missing`, { remedy: 'who accepts a finding says why, and answers for it' })
}

type Subject = Pick<NewWaiver, 'rule' | 'module' | 'version'>

/** A rule, in the module that the flag names; or a module. */
function subjectOf(name: string, module: string | undefined): Subject {
  if (isAdvisoryName(name)) return { rule: name.toUpperCase(), ...(module === undefined ? {} : moduleOf(module)) }
  if (/^mw-/i.test(name)) {
    const [rule] = rulesNamed([name])
    return { ...(rule === undefined ? {} : { rule: rule.id }), ...(module === undefined ? {} : moduleOf(module)) }
  }
  if (module !== undefined) {
    throw new WardenError('usage', `${JSON.stringify(name)}: no rule, and --module names a module already`)
  }
  return moduleOf(name)
}

function moduleOf(name: string): Subject {
  const at = name.indexOf('@')
  const module = at < 0 ? name : name.slice(0, at)
  const version = at < 0 ? undefined : name.slice(at + 1)
  try {
    checkImportPath(module)
    if (version === undefined || canonicalVersion(version) === version) {
      return { module, ...(version === undefined ? {} : { version }) }
    }
  } catch (error) {
    if (!isWardenError(error)) throw error
    throw new WardenError('usage', messageOf(error), { remedy: 'name a rule, or a module: example.com/m@v1.2.3' })
  }
  throw new WardenError('usage', `${name}: not an exact version`, { remedy: 'write it as in go.mod' })
}

function daysOf(text: string): number {
  const [, digits = '', unit] = /^(\d{1,4})([dw]?)$/.exec(text) ?? []
  const days = Number(digits) * (unit === 'w' ? 7 : 1)
  if (digits === '' || days < 1 || days > LONGEST_DAYS) {
    throw new WardenError('usage', `--for ${JSON.stringify(text)}: from 1d to ${LONGEST_DAYS}d`)
  }
  return days
}

/** Runs `waive list`. */
export async function waiveListCommand(flags: ReportFlags, invocation: Invocation): Promise<ExitCode> {
  return failed('modwarden/waivers/1', flags, invocation, async () => {
    const today = dayOf(createClock().now())
    const waivers = await allWaivers(invocation, today)
    const notes = waivers.map((w): WaiverNote => ({
      ...w.place,
      what: waiverSubject(w),
      owner: w.owner,
      reason: w.reason,
      expires: w.expires,
      days: daysLeft(w, today),
    }))
    const document: WaiversDocument = { schema: 'modwarden/waivers/1', waivers: notes, exitCode: 0 }
    return emit(flags, invocation, document, () => listText(notes))
  })
}

function listText(notes: readonly WaiverNote[]): string {
  if (notes.length === 0) return 'no waivers\n'
  const lines = notes.flatMap((w) => [
    `${w.what}   ${agoWords(w)} (${w.expires})`,
    `  by ${w.owner}: ${w.reason}   ${w.file}:${w.line}`,
  ])
  return joinedLines(lines.map(printable))
}

async function allWaivers({ terminal, cwd }: Invocation, today: string): Promise<Waiver[]> {
  const files = createFiles()
  const places = await waiverFiles(files, terminal.env, cwd)
  const own = places.user === undefined ? [] : await readWaivers(files, places.user, 'user', today)
  return [...(await readWaivers(files, places.project, 'project', today)), ...own]
}

/** Runs `waive prune`: what is over, and what names a module version that the project no longer has. */
export async function waivePruneCommand(invocation: Invocation): Promise<ExitCode> {
  const { terminal, cwd } = invocation
  const files = createFiles()
  const today = dayOf(createClock().now())
  const waivers = await allWaivers(invocation, today)
  const project = await projectOf(files, invocation)
  const idle = waivers.filter((w) => daysLeft(w, today) < 0 || (w.from === 'project' && isGone(w, project)))
  const places = await waiverFiles(files, terminal.env, cwd)
  let removed = 0
  for (const file of [places.project, ...(places.user === undefined ? [] : [places.user])]) {
    const lines = new Set(idle.filter((w) => w.place.file === file).map((w) => w.place.line))
    if (lines.size > 0) removed += await removeWaivers(files, file, lines)
  }
  const shown = idle.map(
    (w) =>
      `removed  ${waiverSubject(w)}   ${daysLeft(w, today) < 0 ? agoWords({ days: daysLeft(w, today) }) : 'the project has no such module version'}`,
  )
  terminal.stdout.write(
    joinedLines([...shown.map(printable), `${count(removed, 'waiver')} removed, ${waivers.length - removed} left`]),
  )
  return 0
}

async function projectOf(files: Files, { terminal, cwd }: Invocation): Promise<Project | undefined> {
  try {
    return await loadProject(files, cwd, await createGo({ env: terminal.env }).settings())
  } catch (error) {
    if (!isWardenError(error, 'usage')) throw error
    return undefined
  }
}

/** Whether go.sum and go.mod no longer name what a waiver is about. */
function isGone({ module, version }: Waiver, project: Project | undefined): boolean {
  if (module === undefined || project === undefined) return false
  if (project.mains.some((main) => main.goMod.module?.path === module)) return false
  if (version !== undefined) return !project.sums.has(`${module} ${version}`)
  return ![...project.sums.keys()].some((key) => key.startsWith(`${module} `))
}
