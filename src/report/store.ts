// What `store` says of what a guard keeps: what was checked, removed, written or taken, and what is wrong.
import type { ModuleVersion } from '../base/finding.ts'
import { printable } from './printable.ts'
import type { Ink } from './verifytext.ts'
import type { Document } from './view.ts'
import { bytes, count, number } from './words.ts'

/** A file or a record that is not what it must be, or that could not be checked. */
export interface StoreProblem {
  /** `example.com/m@v1.2.3`, or `decision log`. */
  readonly what: string
  /** `info`, `mod`, `zip`, `proof`, `log`. */
  readonly part: string
  readonly why: string
}

/** A version whose zip goes, or went. */
export interface StoreItem extends ModuleVersion {
  readonly bytes: number
  /** When it was fetched last, or first kept, RFC 3339. */
  readonly used: string
}

/** `modwarden/store/1`. */
export interface StoreReport extends Document {
  readonly schema: 'modwarden/store/1'
  readonly action: 'verify' | 'scrub' | 'gc' | 'export' | 'import'
  /** The guard's folder. */
  readonly data: string
  /** What `export` wrote, or `import` read. */
  readonly file?: string
  /** How many versions were looked at, or are in the file; and how many bytes of them. */
  readonly versions: number
  readonly bytes: number
  /** Of `verify`: how many are proven; of it and `export`, how many are unproven by configuration. */
  readonly proven?: number
  readonly unproven?: number
  /** Decisions that were checked, written or taken. */
  readonly decisions?: number
  /** Not what was kept, or not what was agreed on. Files are put aside as evidence, or not taken. */
  readonly broken: readonly StoreProblem[]
  /** What could not be checked. */
  readonly unchecked: readonly StoreProblem[]
  /** Of `gc`: what goes, whether it is gone, and what is left. */
  readonly removed?: readonly StoreItem[]
  readonly done?: boolean
  readonly left?: number
  /** Of `import`: versions that were here already. */
  readonly known?: number
}

const MOST_TOLD = 20

/** The whole text, with a final newline. */
export function storeText(report: StoreReport, ink: Ink): string {
  const { broken, unchecked } = report
  const told = (problems: readonly StoreProblem[], paint: (text: string) => string): string[] => [
    ...problems
      .slice(0, MOST_TOLD)
      .map(({ what, part, why }) => `${paint(part.padEnd(6))} ${printable(`${what}: ${why}`)}`),
    ...(problems.length > MOST_TOLD ? [`… and ${number(problems.length - MOST_TOLD)} more: --format json`] : []),
  ]
  const verdict =
    report.exitCode === 4 ? ink.bad('BROKEN') : report.exitCode === 3 ? ink.doubt('INCOMPLETE') : ink.good('ok')
  const items = (report.removed ?? []).slice(0, MOST_TOLD).map((item) => itemLine(item))
  const rest = (report.removed?.length ?? 0) - items.length
  return [
    `${verdict}  ${printable(words(report))}`,
    ...told(broken, ink.bad),
    ...told(unchecked, ink.doubt),
    ...items,
    ...(rest > 0 ? [`… and ${number(rest)} more: --format json`] : []),
    ...conclusion(report),
    '',
  ].join('\n')
}

function itemLine({ path, version, bytes: size, used }: StoreItem): string {
  return printable(`${bytes(size).padStart(8)}  ${used.slice(0, 10)}  ${path}@${version}`)
}

function words(report: StoreReport): string {
  const { action, versions, bytes: size, data, file = '', proven = 0, unproven = 0, decisions = 0 } = report
  const these = `${count(versions, 'version')}, ${bytes(size)}`
  switch (action) {
    case 'verify': {
      const open = unproven === 0 ? '' : `, ${number(unproven)} unproven by configuration`
      return `${these} in ${data}: ${number(proven)} proven${open}; ${count(decisions, 'decision')} in the log`
    }
    case 'scrub':
      return `${these} in ${data} read again`
    case 'gc': {
      const freed = (report.removed ?? []).reduce((sum, item) => sum + item.bytes, 0)
      const verb = report.done === true ? 'removed' : 'would go'
      return `${count(report.removed?.length ?? 0, 'zip')} of ${number(versions)} ${verb}: ${bytes(freed)}; ${bytes(report.left ?? 0)} left in ${data}`
    }
    case 'export': {
      const without = unproven === 0 ? '' : `; ${number(unproven)} unproven by configuration left out`
      return `${these} and ${count(decisions, 'decision')} written to ${file}${without}`
    }
    case 'import':
      return `${these} taken from ${file}, each proven; ${number(report.known ?? 0)} were here; ${count(decisions, 'decision')} beside them`
  }
}

function conclusion({ action, broken, unchecked, removed = [], done, data }: StoreReport): string[] {
  if (action === 'gc') {
    return done === true || removed.length === 0 ? [] : ['nothing is removed yet: the same with --yes does it.']
  }
  if (broken.length > 0 && action === 'import') return ['what is broken was not taken; the rest was.']
  if (broken.length > 0) {
    return [
      printable(
        `what is not as it was kept lies in ${data}/evidence/damaged, and is fetched and proven again when asked for.`,
      ),
    ]
  }
  if (unchecked.length > 0) return ['what could not be checked is not known to be wrong: run it again.']
  return []
}
