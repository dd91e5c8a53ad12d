// The answer of `why` as a person reads it at 80 columns: what it is, the ways to it, who decided, what of it is used.
import { moduleName } from '../base/finding.ts'
import { joinedLines, printableAll } from './printable.ts'
import { gapWords, outOfDateLines } from './tree.ts'
import type { Ink } from './verifytext.ts'
import type { WhyPackage, WhyReport, WhyRequirer } from './why.ts'
import { count, seconds } from './words.ts'

const MOST_WAYS = 8
const MOST_PACKAGES = 6
const MOST_SYMBOLS = 8
const MOST_ALONE = 6
const MOST_GAPS = 3
const WIDTH = 78

/** The whole text, with a final newline. */
export function whyText(report: WhyReport, ink: Ink, options: { readonly verbose?: boolean } = {}): string {
  const safe = printableAll(report)
  const verbose = options.verbose === true
  return joinedLines([
    ink.bold(whyVerdict(safe)),
    ...wayLines(safe, ink, verbose),
    ...decidedLines(safe),
    ...packageLines(safe, ink, verbose),
    ...aloneLines(safe, verbose),
    ...gapLines(safe, ink, verbose),
    ...outOfDateLines(safe.subject).map(ink.doubt),
    whyConclusion(safe),
  ])
}

/** The first line: `golang.org/x/text@v0.35.0: indirect, used by the project's code`. */
export function whyVerdict({ asked, module, packageCount, gaps }: WhyReport): string {
  if (module === undefined) {
    if (gaps.some(({ kind, what }) => kind === 'missing' && what === asked))
      return `${asked}: imported here, and no module of the build has it`
    return packageCount === 0 ? `${asked}: a package of Go itself` : `${asked}: a package of Go itself, imported here`
  }
  const name = module.version === '' ? module.path : moduleName(module)
  const of = asked === module.path ? name : `${asked} of ${name}`
  return `${of}: ${kindWords(module)}`
}

function kindWords({ direct, scope, version }: NonNullable<WhyReport['module']>): string {
  const words: Readonly<Record<typeof scope, string>> = {
    main: 'the project itself',
    code: "used by the project's code",
    test: 'used by tests alone',
    tool: 'used by tools alone',
    unused: 'no package of it is used',
    unknown: 'whether it is used could not be found out',
  }
  return version === '' ? words.main : `${direct ? 'direct' : 'indirect'}, ${words[scope]}`
}

/** The last line. */
export function whyConclusion(report: WhyReport): string {
  const { gaps, module, packageCount, asked, alone, subject, seconds: took } = report
  if (gaps.length > 0) {
    return `INCOMPLETE: ${count(gaps.length, 'thing')} could not be read; there may be more ways   ${seconds(took)}`
  }
  if (module === undefined || module.scope === 'main') return `ok: ${asked} is used   ${seconds(took)}`
  const words =
    packageCount === 0
      ? subject.platform === 'any platform'
        ? 'only its requirements count for the choice of versions'
        : `only its requirements count on ${subject.platform} (elsewhere: --all-tags)`
      : alone.length === 0
        ? 'it is used, and nothing else hangs on it'
        : `without it ${count(alone.length, 'other module')} would leave, too`
  return `ok: ${words}   ${seconds(took)}`
}

/** Ways to it: one a module that requires it, the shortest first. Those that only repeat it are counted. */
function wayLines({ requirers, requirerCount, module }: WhyReport, ink: Ink, verbose: boolean): string[] {
  if (module === undefined || requirers.length === 0) return []
  const meant = requirers.filter((r) => isWay(r) && !r.indirect)
  const shown = (meant.length > 0 ? meant : requirers.filter(isWay)).slice(0, verbose ? undefined : MOST_WAYS)
  const lines = shown.flatMap((r, i) => wayLine(r, i === 0 ? 'required by' : '', ink))
  const repeated = requirers.filter((r) => isWay(r) && r.indirect).length
  const old = requirers.filter((r) => !isWay(r)).length
  const more = meant.length - shown.length
  const rest = [
    ...(more > 0 ? [`${count(more, 'more way')} (-v)`] : []),
    ...(repeated > 0 && meant.length > 0 ? [`${repeated} that repeat it as // indirect`] : []),
    ...(old > 0 ? [`${count(old, 'version')} that no version in the build asks for`] : []),
    ...(requirerCount > requirers.length ? [`${requirerCount - requirers.length} not listed`] : []),
  ]
  return rest.length === 0 ? lines : [...lines, ...labelled('', `and ${rest.join(', ')}`).map(ink.dim)]
}

/** Whether versions that are in the build lead to it. */
function isWay(r: WhyRequirer): boolean {
  return r.selected && r.way.length > 0
}

function wayLine(r: WhyRequirer, label: string, ink: Ink): string[] {
  const [first, ...steps] = r.way.map((m, i) => (i === 0 ? `you (${r.line ?? m.path})` : `-> ${moduleName(m)}`))
  const asks = `needs ${r.needs}${r.decides ? ', decides' : ''}`
  const lines: string[] = []
  let line = first ?? ''
  for (const step of steps) {
    if (line.length + 1 + step.length > WIDTH - 18) {
      lines.push(line)
      line = `   ${step}`
    } else line = `${line} ${step}`
  }
  const painted = r.decides ? ink.good(asks) : ink.dim(asks)
  const room = WIDTH - 18 - line.length - asks.length
  if (room >= 2) lines.push(`${line}${' '.repeat(room)}${painted}`)
  else lines.push(line, `${' '.repeat(Math.max(2, WIDTH - 18 - asks.length))}${painted}`)
  return lines.map((text, i) => `  ${(i === 0 ? label : '').padEnd(16)}${text}`)
}

function decidedLines({ requirers, module, without }: WhyReport): string[] {
  if (module === undefined || module.version === '' || requirers.length === 0) return []
  const deciding = requirers.filter((r) => r.decides)
  // Of one line of the project's own nothing more can be said.
  const isPlain = requirers.length === 1 && requirers[0]?.version === '' && without === undefined
  const names = deciding.slice(0, 2).map((r) => (r.version === '' ? (r.line ?? r.path) : r.path))
  const who = deciding.length > 2 ? `${names.join(', ')} and ${deciding.length - 2} more` : names.join(' and ')
  const them = deciding.length === 1 ? 'that' : 'them'
  const otherwise = without === undefined ? `without ${them} it would leave` : `without ${them} it would be ${without}`
  const words = `${who} ${deciding.length === 1 ? 'asks' : 'ask'} for the highest version; ${otherwise}`
  const replaced = module.replacedBy
  return [
    ...(deciding.length === 0 || isPlain ? [] : labelled('picked because', words)),
    ...(replaced === undefined ? [] : labelled('replaced by', moduleName(replaced).replace(/@$/, ''))),
  ]
}

function packageLines({ packages, packageCount, module, asked }: WhyReport, ink: Ink, verbose: boolean): string[] {
  const most = verbose ? packages.length : MOST_PACKAGES
  const prefix = module === undefined ? '' : `${module.path}/`
  const short = (path: string): string => (path.startsWith(prefix) && prefix !== '' ? path.slice(prefix.length) : path)
  const lines: string[] = []
  if (module !== undefined && module.scope !== 'main' && asked === module.path) {
    const names = packages.map((p) => short(p.path))
    const listed = names.slice(0, verbose ? undefined : 12).join(', ')
    const of = `(${packageCount} of ${module.packages})`
    const none = module.scope === 'unknown' ? 'not known' : `none of ${module.packages}`
    lines.push(...labelled('packages used', packageCount === 0 ? none : `${listed} ${of}`))
  }
  for (const p of packages.slice(0, most)) lines.push(...usedLines(p, short(p.path), ink, verbose))
  if (packages.some((p) => p.symbols.some((one) => !one.own)))
    lines.push(ink.dim('                  * only code of others uses it'))
  if (packageCount > most)
    lines.push(ink.dim(`                  and ${count(packageCount - most, 'more package')} (-v)`))
  return lines
}

function usedLines(p: WhyPackage, name: string, ink: Ink, verbose: boolean): string[] {
  const own = p.importers.filter((i) => i.own).length
  const scope = p.scope === 'code' ? '' : `, ${p.scope} only`
  const by = `imported by ${own} of yours, ${p.importerCount - own} of others${scope}`
  const lines = [`  ${ink.bold(name)}   ${ink.dim(by)}`]
  const chain = p.chain.slice(1)
  if (chain.length > 0) {
    const steps = chain.map(({ at }) => at ?? '').filter((at) => at !== '')
    lines.push(...labelled('  imported at', `${steps.slice(0, 4).join(' -> ')}${steps.length > 4 ? ' -> …' : ''}`))
  }
  const symbols = p.symbols.slice(0, verbose ? undefined : MOST_SYMBOLS)
  if (symbols.length > 0) {
    const more = p.symbolCount - symbols.length
    const words = symbols.map((s) => (s.own ? s.name : `${s.name}*`)).join(', ')
    lines.push(...labelled('  uses', more > 0 ? `${words} and ${more} more` : words))
    if (verbose) for (const s of symbols) lines.push(`                    ${s.name}  ${ink.dim(s.at)}`)
  }
  return lines
}

function aloneLines({ alone, module }: WhyReport, verbose: boolean): string[] {
  if (module === undefined || module.version === '') return []
  if (alone.length === 0) return labelled('hangs on it', 'nothing else')
  const names = alone.slice(0, verbose ? undefined : MOST_ALONE).map(({ path }) => path)
  const more = alone.length - names.length
  return labelled(
    'hangs on it',
    `${count(alone.length, 'module')}: ${names.join(', ')}${more > 0 ? ` and ${more} more (-v)` : ''}`,
  )
}

function gapLines({ gaps }: WhyReport, ink: Ink, verbose: boolean): string[] {
  const shown = gaps.slice(0, verbose ? undefined : MOST_GAPS)
  const lines = shown.flatMap((gap) => {
    const [first = '', ...rest] = labelled('not read', gapWords(gap))
    return [first.replace('not read', ink.doubt), ...rest]
  })
  const more = gaps.length - shown.length
  return more === 0 ? lines : [...lines, ink.dim(`                  and ${more} more (-v)`)]
}

/** A label and words in lines that fit. */
function labelled(label: string, words: string): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of words.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > WIDTH - 18) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  lines.push(line)
  return lines.map((text, i) => `  ${(i === 0 ? label : '').padEnd(16)}${text}`)
}
