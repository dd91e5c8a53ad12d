// Every fault at every point: `npm run faults`. Prints a table, and each failure with the point at which it happened.
//
//   node test/faults/run.ts [--built] [--lanes 2] [--only TEXT|=TEXT] [--fault SIGKILL] [--every] [--list]
import path from 'node:path'
import { parseArgs } from 'node:util'
import { ADMISSIONS, admissionCampaign } from './admission.ts'
import { campaign, failuresOf, isTelling, type CampaignOptions, type Trials } from './campaign.ts'
import { countBySyscall, pointText, type Point } from './points.ts'
import { SITUATIONS } from './situations.ts'
import { straceReason, type Fault } from './strace.ts'

const root = path.join(import.meta.dirname, '..', '..')
const { values } = parseArgs({
  options: {
    built: { type: 'boolean', default: false },
    lanes: { type: 'string', default: '2' },
    only: { type: 'string', default: '' },
    fault: { type: 'string', default: '' },
    every: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
})

const reason = straceReason()
if (reason !== false) {
  process.stderr.write(`faults: ${reason}\n`)
  process.exitCode = 2
} else {
  const program = path.join(root, ...(values.built ? ['dist', 'cli.mjs'] : ['bin', 'modwarden.mjs']))
  let failures = 0
  const all = [
    ...SITUATIONS.map((s) => ({ name: s.name, go: async (options: CampaignOptions) => campaign(s, options) })),
    ...ADMISSIONS.map((a) => ({ name: a.name, go: async (options: CampaignOptions) => admissionCampaign(a, options) })),
  ]
  for (const { name, go } of all.filter((one) => chosen(one.name))) {
    const began = performance.now()
    let done = 0
    const result = await go({
      program,
      lanes: Number(values.lanes),
      choose: (every) => (values.list ? [] : every.filter(isWanted)),
      onTrial: ({ point, fault, problems }) => {
        done++
        if (process.stderr.isTTY) process.stderr.write(`\r${name}: ${done}`)
        if (problems.length > 0) process.stderr.write(`\n${fault} at ${pointText(point)}: ${problems.join('\n  ')}\n`)
      },
    })
    if (values.list) process.stdout.write(`${result.points.map(pointText).join('\n')}\n`)
    print(result, (performance.now() - began) / 1000)
    failures += failuresOf(result).length
  }
  process.stdout.write(failures === 0 ? 'faults: nothing was lost\n' : `faults: ${failures} failures\n`)
  process.exitCode = failures === 0 ? 0 : 1
}

/** `--only TEXT` chooses by a part of the name, `--only =TEXT` by all of it. */
function chosen(name: string): boolean {
  const { only } = values
  return only.startsWith('=') ? name === only.slice(1) : name.includes(only)
}

function isWanted([point, fault]: readonly [Point, Fault]): boolean {
  return fault.includes(values.fault) && (values.every || isTelling(point, fault))
}

function print(result: Trials, seconds: number): void {
  const { name, points, trials } = result
  const lines = [`${name}   ${points.length} points, ${trials.length} trials, ${seconds.toFixed(0)} s`]
  for (const [syscall, count] of countBySyscall(points)) {
    const of = trials.filter((trial) => trial.point.syscall === syscall)
    const failed = of.filter((trial) => trial.problems.length > 0)
    const codes = new Map<string, number>()
    for (const { code } of of) codes.set(String(code ?? 'killed'), (codes.get(String(code ?? 'killed')) ?? 0) + 1)
    const said = [...codes].map(([code, n]) => `${code}: ${n}`).join(', ')
    lines.push(
      `  ${syscall.padEnd(16)} ${String(count).padStart(4)} points ${String(failed.length).padStart(4)} failures   exits ${said}`,
    )
  }
  process.stdout.write(
    `${lines.join('\n')}\n${failuresOf(result)
      .map((line) => `  FAILED ${line}\n`)
      .join('')}`,
  )
}
