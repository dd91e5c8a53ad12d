// A campaign: one command is run undisturbed to see where the disk can fail, and then again for every such point and
// every fault, each time from a fresh copy of the same world. After each, the promises are checked, go is asked, and the
// next run must put everything right.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { mapLimit } from '../../src/base/once.ts'
import { go } from '../support/go.ts'
import { removeAll, Universe, withUniverse, type Report } from '../support/universe.ts'
import { pointsOf, pointText, type Point } from './points.ts'
import { brokenPromises, openChanges, remembered, unfinished, type Exceptions, type Memory } from './promises.ts'
import type { Situation } from './situations.ts'
import { FAULTS, happened, injected, run, traced, type Command, type Ended, type Fault } from './strace.ts'

/** One fault at one point, and what it broke. */
export interface Trial {
  readonly point: Point
  readonly fault: Fault
  readonly problems: readonly string[]
  /** What the disturbed run exited with; `undefined` where it was killed or the point was not reached. */
  readonly code: number | undefined
}

/** What all trials of one world gave. */
export interface Trials {
  readonly name: string
  readonly points: readonly Point[]
  readonly trials: readonly Trial[]
}

/** How a campaign goes. */
export interface CampaignOptions {
  /** The program: its file, for node. */
  readonly program: string
  /** Chooses what is tried; everything unless given. */
  readonly choose?: (trials: readonly (readonly [Point, Fault])[]) => readonly (readonly [Point, Fault])[]
  /** Trials at a time. */
  readonly lanes: number
  readonly onTrial?: (trial: Trial) => void
}

const repeatable = path.join(import.meta.dirname, 'repeatable.ts')

const DAY_MS = 24 * 60 * 60 * 1000

/** The next run comes later than anything that is still at work could take. */
const LATER_MS = 2 * DAY_MS

/** Runs one situation through all its points. */
export async function campaign(situation: Situation, options: CampaignOptions): Promise<Trials> {
  let result: Trials | undefined
  await withUniverse(async (origin) => {
    const runner = new Runner(situation, options.program, origin)
    await situation.prepare(origin, async (...args) => {
      const { code, stdout, stderr } = await runner.plain(origin, args)
      if (code !== 0) throw new Error(`${args.join(' ')}: exit ${code}\n${stdout}${stderr}`)
    })
    const seen = await runner.survey()
    const all = seen.points.flatMap((point) => FAULTS.map((fault) => [point, fault] as const))
    const chosen = options.choose?.(all) ?? all
    const trials = await mapLimit(chosen, options.lanes, async ([point, fault]): Promise<Trial> => {
      const trial = await runner.trial(point, fault, seen).catch((error: unknown) => ({
        point,
        fault,
        problems: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
        code: undefined,
      }))
      options.onTrial?.(trial)
      return trial
    })
    rmSync(`${origin.root}-gocache`, { recursive: true, force: true })
    result = { name: situation.name, points: seen.points, trials }
  })
  if (result === undefined) throw new Error('no result')
  return result
}

/** What the undisturbed command did and said. */
interface Survey {
  readonly points: readonly Point[]
  readonly before: Memory
  /** What `verify --offline` exits with before anything is run. */
  readonly offline: number | undefined
  readonly exceptions: Exceptions
}

class Runner {
  readonly #situation: Situation
  readonly #program: string
  readonly #origin: Universe
  #copies = 0
  /** The time that all runs take for now, and a little more. */
  readonly #began = Date.now()

  constructor(situation: Situation, program: string, origin: Universe) {
    this.#situation = situation
    this.#program = program
    this.#origin = origin
  }

  /** The program without strace, at a time when nothing of the disturbed run can be at work any more. */
  plain(u: Universe, args: readonly string[]): Promise<Omit<Ended, 'log'>> {
    return run(process.execPath, [this.#program, ...args], this.#command(u, args, LATER_MS))
  }

  async survey(): Promise<Survey> {
    const { args, code = 0 } = this.#situation
    const before = remembered(this.#origin)
    const { bad, mayGo } = this.#situation
    const exceptions: Exceptions = {
      bad: new Set(bad?.(this.#origin)),
      mayGo: (name) => mayGo?.(name, this.#origin) === true,
    }
    const offline = await this.#inCopy(this.#origin, async (u) => (await this.plain(u, ['verify', '--offline'])).code)
    return this.#inCopy(this.#origin, async (fresh) => {
      const ended = await traced(this.#command(fresh, args, SETTLED_MS))
      const found = [
        ...(ended.code === code ? [] : [`exit ${ended.code}: ${ended.stdout}${ended.stderr}`]),
        ...brokenPromises(fresh, this.#origin, before, exceptions),
        ...openChanges(fresh),
        ...unfinished(fresh).map((file) => `${file}: left over`),
      ]
      if (found.length > 0) throw new Error(`${this.#situation.name}: undisturbed: ${found.join('\n')}`)
      return { points: pointsOf(ended.log, fresh.root), before, offline, exceptions }
    })
  }

  async trial(point: Point, fault: Fault, seen: Survey): Promise<Trial> {
    return this.#inCopy(this.#origin, async (u) => {
      const command = this.#command(u, this.#situation.args, SETTLED_MS)
      const ended = await injected(command, u.root, point, fault)
      if (!happened(ended, fault)) return { point, fault, problems: ['not reached'], code: undefined }
      const problems = [
        ...this.#said(ended, fault, u),
        ...brokenPromises(u, this.#origin, seen.before, seen.exceptions),
        ...(await this.#offline(u, seen)),
        ...(this.#situation.goAtOnce ? await this.#askGo(u) : []),
        ...(await this.#recovered(u, seen)),
      ]
      return { point, fault, problems, code: ended.code }
    })
  }

  /** What the disturbed run said and exited with. */
  #said(ended: Ended, fault: Fault, u: Universe): string[] {
    if (fault === 'SIGKILL') return ended.code === undefined ? [] : [`exit ${ended.code}, and was to be killed`]
    const { code = 0, disturbed = [3] } = this.#situation
    const text = ended.stdout + ended.stderr
    if (ended.code === undefined || ![code, ...disturbed].includes(ended.code)) {
      return [`exit ${ended.code}: ${shortened(text)}`]
    }
    const problems: string[] = []
    const report = parseReport(ended.stdout)
    if (report === undefined) problems.push(`no document on stdout: ${shortened(text)}`)
    else if (report.exitCode !== ended.code)
      problems.push(`exit ${ended.code}, and the document says ${report.exitCode}`)
    if (ended.code === 0 && !allProven(report)) problems.push('exit 0, and not everything is proven')
    if (ended.code === 3) {
      if (!/the disk reports an error|the disk is full/.test(text))
        problems.push(`exit 3 without the reason: ${shortened(text)}`)
      if (!text.includes(u.root)) problems.push(`exit 3 without a path: ${shortened(text)}`)
    }
    return problems
  }

  /** What could be proven without a network before can be so now. */
  async #offline(u: Universe, { offline }: Survey): Promise<string[]> {
    // What may be removed need not be proven.
    if (offline !== 0 || this.#situation.mayGo !== undefined) return []
    return this.#inCopy(u, async (copy) => {
      const { code, stdout, stderr } = await this.plain(copy, ['verify', '--offline'])
      return code === 0 ? [] : [`offline: exit ${code}: ${shortened(stdout + stderr)}`]
    })
  }

  /** The real go, on a copy: it must come to the same go.sum, and verify its cache. */
  async #askGo(u: Universe): Promise<string[]> {
    if (!go.available) return []
    return this.#inCopy(u, async (copy) => {
      const sum = path.join(copy.project, 'go.sum')
      const wanted = readFileSync(sum, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
      writeFileSync(sum, '')
      const env = {
        ...copy.environment(),
        PATH: process.env['PATH'],
        GOCACHE: `${this.#origin.root}-gocache`,
        GOFLAGS: '-mod=mod',
        GOTOOLCHAIN: 'local',
        GOWORK: 'off',
      }
      const problems: string[] = []
      for (const args of [
        ['mod', 'tidy'],
        ['mod', 'verify'],
      ]) {
        const ran = await run('go', args, { cwd: copy.project, env })
        if (ran.code !== 0) problems.push(`go ${args.join(' ')}: ${shortened(ran.stderr + ran.stdout)}`)
      }
      const got = readFileSync(sum, 'utf8').split('\n')
      const missing = wanted.filter((line) => !got.includes(line))
      if (problems.length === 0 && missing.length > 0) problems.push(`go.sum by go lacks ${missing.join(', ')}`)
      return problems
    })
  }

  /** The next run puts everything right, and leaves nothing of the disturbed one. */
  async #recovered(u: Universe, seen: Survey): Promise<string[]> {
    const { recovery, args, code = 0 } = this.#situation
    const asked = [...(recovery ?? args), '--format', 'json']
    const ended = await this.plain(u, asked)
    if (ended.code !== code) return [`the next run: exit ${ended.code}: ${shortened(ended.stdout + ended.stderr)}`]
    const report = parseReport(ended.stdout)
    return [
      ...(report === undefined ? [`the next run: no document: ${shortened(ended.stdout)}`] : []),
      ...(code === 0 && !allProven(report) ? ['the next run: not everything is proven'] : []),
      ...brokenPromises(u, this.#origin, seen.before, seen.exceptions).map((what) => `after the next run: ${what}`),
      ...stillBad(u, seen).map((file) => `after the next run: ${file} is as bad as before`),
      ...openChanges(u),
      ...unfinished(u).map((file) => `after the next run: ${file} is left over`),
      ...(this.#situation.goAtOnce || code !== 0
        ? []
        : (await this.#askGo(u)).map((what) => `after the next run: ${what}`)),
    ]
  }

  #command(u: Universe, args: readonly string[], ahead: number): Command {
    const json = args.includes('--format') ? [] : ['--format', 'json']
    return {
      args: [this.#program, ...args, ...json],
      cwd: u.project,
      env: {
        ...u.environment(),
        UV_THREADPOOL_SIZE: '1',
        MODWARDEN_WORKERS: '1',
        NODE_OPTIONS: `--import=${repeatable}`,
        FAULTS_CLOCK_MS: String(this.#began + (this.#situation.days ?? 0) * DAY_MS + ahead),
      },
    }
  }

  /** Works on a copy of a world, which is served by the same proxy and database, and removes it. */
  async #inCopy<T>(of: Universe, work: (copy: Universe) => Promise<T>): Promise<T> {
    const root = `${this.#origin.root}-${this.#copies++}`
    try {
      // Times count: they are what `clean` goes by.
      execFileSync('cp', ['-a', of.root, root])
      return await work(new Universe(root, of.base, of.db.name))
    } finally {
      if (existsSync(root)) removeAll(root)
    }
  }
}

/** All disturbed runs take it to be this much later, so that copies made until then are old enough for the stat index. */
const SETTLED_MS = DAY_MS / 2

function allProven(report: Partial<Report> | undefined): boolean {
  return report?.schema !== 'modwarden/verify/1' || report.modules?.every((m) => m.status === 'proven') === true
}

/** Files that were wrong and are unchanged. */
function stillBad(u: Universe, { before, exceptions }: Survey): string[] {
  return [...exceptions.bad].filter((name) => {
    const file = path.join(u.root, name)
    return existsSync(file) && Buffer.compare(readFileSync(file), before.get(name) ?? Buffer.alloc(0)) === 0
  })
}

function parseReport(stdout: string): Partial<Report> | undefined {
  try {
    return JSON.parse(stdout) as Partial<Report>
  } catch {
    return undefined
  }
}

function shortened(text: string): string {
  const line = text.trim().replaceAll('\n', ' | ')
  return line.length > 700 ? `${line.slice(0, 350)} … ${line.slice(-350)}` : line
}

/**
 * Whether a fault at a point tells something that no other does: at a call that only opens for reading, a kill leaves
 * what a kill at the next write leaves, and a full disk keeps nobody from reading.
 */
export function isTelling(point: Point, fault: Fault): boolean {
  return !point.reads || fault === 'EIO'
}

/** One line for each trial that broke something. */
export function failuresOf({ name, trials }: Trials): string[] {
  return trials
    .filter((trial) => trial.problems.length > 0)
    .map(({ point, fault, problems }) => `${name}: ${fault} at ${pointText(point)}:\n    ${problems.join('\n    ')}`)
}
