// The same campaign for a guard: a client fetches modules through it, and every system call of the guard that opens,
// changes or syncs something on its disk is made to fail, or the guard is killed at it, each time in a fresh copy of the
// same world. What the client was given must be right; afterwards a guard over the same folder gives everything, and its
// store and its log prove themselves.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { mapLimit } from '../../src/base/once.ts'
import { urlOf } from '../support/guard.ts'
import { publish, removeAll, Universe, withUniverse, type Published } from '../support/universe.ts'
import type { CampaignOptions, Trial, Trials } from './campaign.ts'
import { pointsOf } from './points.ts'
import { FAULTS, happened, injected, run, traced, type Command, type Ended } from './strace.ts'

/** A world in which a guard has work to do. */
export interface Admission {
  readonly name: string
  /** Whether the guard's folder has another module already, and was closed properly. */
  readonly used: boolean
}

/** All of them. */
export const ADMISSIONS: readonly Admission[] = [
  { name: 'guard, first admission', used: false },
  { name: 'guard, another admission', used: true },
]

const quote = publish('rsc.io/quote', 'v1.5.2')
const sampler = publish('github.com/Acme/sampler', 'v1.3.0')
const before = publish('github.com/Acme/sampler', 'v1.2.0')

const repeatable = path.join(import.meta.dirname, 'repeatable.ts')
const fetcher = path.join(import.meta.dirname, 'fetcher.mjs')
const DAY_MS = 24 * 60 * 60 * 1000

/** Runs one through all its points, or those that are chosen. */
export async function admissionCampaign(
  { name, used }: Admission,
  { program, choose, lanes, onTrial }: CampaignOptions,
): Promise<Trials> {
  let result: Trials | undefined
  await withUniverse(async (origin) => {
    origin.db.fill(300)
    origin.serve([quote, sampler, before])
    origin.db.fill(20)
    const began = Date.now()
    let copies = 0
    const inCopy = async <T>(work: (u: Universe) => Promise<T>): Promise<T> => {
      const root = `${origin.root}-${copies++}`
      try {
        execFileSync('cp', ['-a', origin.root, root])
        return await work(new Universe(root, origin.base, origin.db.name))
      } finally {
        if (existsSync(root)) removeAll(root)
      }
    }
    const command = (u: Universe, urls: readonly string[], ahead: number): Command => ({
      args: [program, 'guard', '--data', dataOf(u), '--', process.execPath, fetcher, ...urls],
      cwd: u.root,
      env: {
        ...u.environment(),
        UV_THREADPOOL_SIZE: '1',
        MODWARDEN_WORKERS: '1',
        NODE_OPTIONS: `--import=${repeatable}`,
        FAULTS_CLOCK_MS: String(began + ahead),
      },
    })
    if (used) {
      const ended = await plainly(command(origin, urlsOf([before]), 0))
      wanted(answersOf(ended, [before]), ended)
    }
    const points = await inCopy(async (u) => {
      const ended = await traced(command(u, urlsOf(ASKED), DAY_MS / 2))
      wanted(answersOf(ended, ASKED), ended)
      return pointsOf(ended.log, u.root)
    })
    const all = points.flatMap((point) => FAULTS.map((fault) => [point, fault] as const))
    const trials = await mapLimit(choose?.(all) ?? all, lanes, async ([point, fault]): Promise<Trial> => {
      const trial = await inCopy(async (u) => {
        const ended = await injected(command(u, urlsOf(ASKED), DAY_MS / 2), u.root, point, fault)
        if (!happened(ended, fault)) return { point, fault, problems: ['not reached'], code: undefined }
        const problems = [...answersOf(ended, ASKED).wrong, ...(await afterwards(u, program, command))]
        return { point, fault, problems, code: ended.code }
      })
      onTrial?.(trial)
      return trial
    })
    result = { name, points, trials }
  })
  if (result === undefined) throw new Error('no result')
  return result
}

const ASKED: readonly Published[] = [quote, sampler]

function dataOf(u: Universe): string {
  return path.join(u.root, 'guard')
}

function urlsOf(modules: readonly Published[]): readonly string[] {
  return modules.flatMap((m) => (['info', 'mod', 'zip'] as const).map((kind) => urlOf(m, kind)))
}

/** Two days later: everything is given, everything is proven, and nothing is left over. */
async function afterwards(
  u: Universe,
  program: string,
  command: (u: Universe, urls: readonly string[], ahead: number) => Command,
): Promise<readonly string[]> {
  const again = await plainly(command(u, urlsOf(ASKED), 3 * DAY_MS))
  const { given, wrong } = answersOf(again, ASKED)
  const missing = given < urlsOf(ASKED).length ? [`only ${given} are given: ${shortened(again)}`] : []
  const found = [...wrong, ...missing].map((what) => `the next guard: ${what}`)
  for (const args of [
    ['store', 'verify'],
    ['log', 'verify'],
  ]) {
    const env = u.environment()
    const checked = await run(process.execPath, [program, ...args, '--data', dataOf(u)], { cwd: u.root, env })
    if (checked.code !== 0) found.push(`${args.join(' ')}: exit ${checked.code}: ${shortened(checked)}`)
  }
  const left = readdirSync(path.join(dataOf(u), 'tmp')).filter((name) => name.startsWith('fetch-'))
  return [...found, ...left.map((file) => `${file} is left over`)]
}

interface Answers {
  readonly given: number
  readonly wrong: readonly string[]
}

/** What a client was given: right bytes, or a failure that says whose it is. */
function answersOf({ stdout }: Pick<Ended, 'stdout'>, modules: readonly Published[]): Answers {
  const right = new Map(
    modules.flatMap((m) => [
      [urlOf(m, 'mod'), digest(m.goMod)],
      [urlOf(m, 'zip'), digest(m.zip)],
    ]),
  )
  let given = 0
  const wrong: string[] = []
  for (const line of stdout.split('\n').filter((text) => text.startsWith('{"path"'))) {
    const {
      path: url,
      status,
      sha256,
      text,
    } = JSON.parse(line) as Readonly<Record<'path' | 'sha256' | 'text', string>> & {
      readonly status: number
    }
    if (status === 200) {
      given++
      if (right.has(url) && right.get(url) !== sha256) wrong.push(`${url}: 200 with other bytes`)
    } else if (status !== 0 && status !== 503 && status !== 502) wrong.push(`${url}: ${status}: ${text}`)
  }
  return { given, wrong }
}

function wanted({ given, wrong }: Answers, ended: Omit<Ended, 'log'>): void {
  if (wrong.length > 0 || given === 0 || ended.code !== 0) throw new Error(`undisturbed: ${shortened(ended)}`)
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

async function plainly({ args, cwd, env }: Command): Promise<Omit<Ended, 'log'>> {
  return run(process.execPath, args, { cwd, env })
}

function shortened({ code, stdout, stderr }: Omit<Ended, 'log'>): string {
  const line = `${code} ${stdout} ${stderr}`.trim().replaceAll('\n', ' | ')
  return line.length > 900 ? `${line.slice(0, 450)} … ${line.slice(-450)}` : line
}
