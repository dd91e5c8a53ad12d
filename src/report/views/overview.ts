// What the page of an audit shows besides: the score and its formula, what to do first, the known flaws, the licences and
// the modules as lists, and what all of it was made with.
import { compareBytes } from '../../base/bytes.ts'
import { moduleName } from '../../base/finding.ts'
import { auditFacts, NO_DATABASE, type AuditReport } from '../audit.ts'
import type { AuditModule, AuditTree } from '../audittree.ts'
import type { Cell, Listing, Overview, ScoreView, Step } from '../overview.ts'
import type { ScanReport } from '../scan.ts'
import { SCORE_RULES, type AuditScore } from '../score.ts'
import type { TreeScope } from '../tree.ts'
import { countFacts, databaseWords as hashesWords, fineWords, notesOf, sizeWords } from '../verifyfacts.ts'
import type { State } from '../view.ts'
import { countsFor, type VulnFinding, type VulnsReport } from '../vulns.ts'
import { builtWords, databaseWords, fixedWords, gravityWords, levelWords } from '../vulnswords.ts'
import { count, number } from '../words.ts'

/** Makes it. */
export function auditOverview(report: AuditReport): Overview {
  const { at, score, vulns, tree, scan } = report
  return {
    ...(at === undefined || at === '' ? {} : { at }),
    ...(score === undefined ? {} : { score: scoreView(score) }),
    steps: stepsOf(report),
    listings: [
      ...(vulns === undefined || vulns.findings.length === 0 ? [] : [flawList(vulns)]),
      ...(tree === undefined ? [] : [...licenceList(tree), ...moduleList(tree, scan, vulns)]),
    ],
    made: madeOf(report),
  }
}

function scoreView({ value, parts }: AuditScore): ScoreView {
  return {
    ...(value === undefined ? {} : { value }),
    of: 100,
    parts: parts.map((part) => ({
      ...part,
      why: part.points === part.of ? '' : part.why,
      rule: Object.entries(SCORE_RULES).find(([name]) => name === part.name)?.[1] ?? '',
    })),
    rules: [
      'The score is the sum of its parts; no part goes below 0. What is waived or in doubt takes nothing away. A flaw that is known to be exploited counts as critical; one without a rating counts as high where it is called.',
      'What was not looked at is not good: where a part is missing, there is no score.',
    ],
  }
}

/** The most urgent first. Each has a line to paste, or says where to look. */
function stepsOf({ verify, scan, vulns, tree, unchecked }: AuditReport): Step[] {
  const steps: Step[] = []
  const { broken, unlisted, unchecked: open } = verify.summary.status
  if (broken > 0) {
    steps.push({
      what: `Build nothing before this is repaired: ${count(broken, 'module version is', 'module versions are')} not what was agreed on.`,
      commands: ['modwarden repair --all', 'go clean -cache'],
    })
  }
  const suspects = (scan?.modules ?? []).filter((m) => m.role === 'version' && m.verdict !== 'clean')
  for (const m of suspects.filter((one) => one.verdict === 'malicious').slice(0, MOST_STEPS)) {
    const remedies = [...new Set(m.findings.map((f) => f.remedy))].filter((line) => COMMAND.test(line))
    steps.push({
      what: `${moduleName(m)} would do harm. Remove it, and replace every secret that a machine which built or ran it could read.`,
      commands: remedies.length > 0 ? remedies.slice(0, 2) : lineAbout(m.path, 'modwarden why'),
    })
  }
  if (unlisted > 0) {
    steps.push({
      what: `${count(unlisted, 'module version is', 'module versions are')} not in the checksum database: nobody can say that these are the bytes that others have.`,
      commands: ['modwarden verify -v'],
    })
  }
  if (vulns !== undefined) steps.push(...flawSteps(vulns))
  for (const m of suspects.filter((one) => one.verdict === 'suspicious').slice(0, MOST_STEPS)) {
    steps.push({
      what: `Read what ${moduleName(m)} does before you build it; accept it with a reason, or take another version.`,
      commands: lineAbout(moduleName(m), 'modwarden scan -v'),
    })
  }
  if (open > 0) {
    steps.push({
      what: `${count(open, 'module version')} could not be checked. Where the network was the reason, run it again.`,
      commands: ['modwarden verify -v'],
    })
  }
  if (unchecked?.vulns !== undefined && vulns === undefined) steps.push(databaseStep(unchecked.vulns))
  if ((tree?.retracted.length ?? 0) > 0) {
    steps.push({
      what: `${count(tree?.retracted.length ?? 0, 'version was', 'versions were')} taken back by ${tree?.retracted.length === 1 ? 'its author' : 'their authors'}: take another one.`,
      commands: ['modwarden outdated -v'],
    })
  }
  return steps
}

/** What to do where flaws were not looked up: nobody named a database, or it cannot be read. */
function databaseStep(why: string): Step {
  if (why === NO_DATABASE) {
    return {
      what: 'Known flaws were not looked up: no vulnerability database is named. Name one once and make this page again.',
      commands: ['modwarden vulns --help'],
    }
  }
  return {
    what: `Known flaws could not be looked up: ${why.replace(/^not checked: /, '')}. Where the network was the reason, run it again.`,
    commands: ['modwarden vulns'],
  }
}

const MOST_STEPS = 5

/** A line about a module to be pasted: a saved report may name one as nobody may. */
function lineAbout(name: string, command: string): string[] {
  return /^\w[\w@%+=:,./~-]*$/.test(name) ? [`${command} ${name}`] : []
}

/** What is a line for a shell, of all that a rule may say. */
const COMMAND = /^(?:go|modwarden) [a-z]/

function flawSteps(vulns: VulnsReport): Step[] {
  const urgent = vulns.findings.filter((one) => countsFor(vulns.threshold, one))
  const repairable = urgent.filter((one) => one.fixed !== undefined)
  const go = [...new Set(repairable.filter(isGo).map(fixedWords))].toSorted(compareBytes)
  const rest = urgent.length - repairable.length
  const called = vulns.threshold === 'symbol' ? 'that this code calls' : 'in what is built'
  return [
    ...(repairable.length === 0
      ? []
      : [
          {
            what: `${count(repairable.length, 'known flaw')} ${called} ${repairable.length === 1 ? 'has' : 'have'} a repair${go.length === 0 ? '' : ` (of Go itself: ${go.join(', ')})`}. The first line shows the smallest upgrade, the second makes and tests it.`,
            commands: ['modwarden fix', 'modwarden fix --yes --test'],
          },
        ]),
    ...(rest === 0
      ? []
      : [
          {
            what: `${count(rest, 'known flaw')} ${called} ${rest === 1 ? 'has' : 'have'} no repair yet. Read how the code comes there; accept each with a reason and a date, or do without it.`,
            commands: ['modwarden vulns -v'],
          },
        ]),
  ]
}

function isGo({ module }: VulnFinding): boolean {
  return module === 'stdlib' || module === 'toolchain'
}

function flawList(vulns: VulnsReport): Listing {
  const rows = vulns.findings.map((finding): Cell[] => [
    { text: finding.id, code: true, ...noted(finding.aliases.join(', ')) },
    { text: finding.summary === '' ? 'no summary' : finding.summary, ...noted(builtWords(finding)) },
    {
      text: finding.waived === undefined ? levelWords(finding) : 'waived',
      state: stateOf(vulns, finding),
      ...noted(
        finding.waived === undefined
          ? finding.doubt
          : `${finding.waived.reason} (${finding.waived.owner}, until ${finding.waived.expires})`,
      ),
    },
    { text: gravityWords(finding) },
    { text: fixedWords(finding), code: finding.fixed !== undefined },
  ])
  return {
    id: 'flaws',
    title: 'Known flaws',
    lead: 'Called: this code comes to it, and the way stands above. Imported: its package is built, no vulnerable function is called. Required: nothing vulnerable of it is built.',
    columns: ['Flaw', 'What it is, and in what', 'How close', 'How grave', 'Repaired in'],
    rows,
  }
}

function stateOf(vulns: VulnsReport, finding: VulnFinding): State {
  if (finding.waived !== undefined) return 'skipped'
  if (countsFor(vulns.threshold, finding)) return 'bad'
  return finding.doubt !== undefined || (finding.level === 'package' && !finding.certain) ? 'open' : 'ok'
}

function noted(text: string | undefined): { note?: string } {
  return text === undefined || text === '' ? {} : { note: text }
}

function licenceList({ licences, unlicensed, list }: AuditTree): Listing[] {
  if (licences.length === 0 && unlicensed.length === 0) return []
  const whose = new Map<string, string[]>()
  for (const { licence, path } of list ?? []) {
    if (licence !== undefined) whose.set(licence, [...(whose.get(licence) ?? []), path])
  }
  return [
    {
      id: 'licences',
      title: 'Licences',
      lead: 'Of the modules of which anything is built, by what the files in their root say, as SPDX expressions.',
      columns: ['Licence', 'Modules', 'Which'],
      rows: [
        ...(unlicensed.length === 0
          ? []
          : [
              [
                { text: 'not known', state: 'open' },
                { text: number(unlicensed.length) },
                { text: unlicensed.join(', '), code: true },
              ] satisfies Cell[],
            ]),
        ...licences.map(({ licence, modules }): Cell[] => [
          { text: licence },
          { text: number(modules) },
          { text: (whose.get(licence) ?? []).join(', '), code: true },
        ]),
      ],
    },
  ]
}

/** What needs a module, in words. */
const SCOPE_WORDS: Readonly<Record<TreeScope, string>> = {
  main: 'the project',
  code: 'code',
  test: 'tests alone',
  tool: 'tools alone',
  unused: 'nothing',
  unknown: 'not known',
}

const SCOPE_ORDER: readonly TreeScope[] = ['code', 'test', 'tool', 'unknown', 'unused', 'main']

function moduleList(tree: AuditTree, scan: ScanReport | undefined, vulns: VulnsReport | undefined): Listing[] {
  const { list = [] } = tree
  if (list.length === 0) return []
  const dates = new Map(
    (scan?.modules ?? []).map(({ path, version, record }) => [
      moduleName({ path, version }),
      (record?.logged?.after ?? record?.logged?.before ?? '').slice(0, 10),
    ]),
  )
  const flaws = new Map<string, number>()
  for (const { module, waived } of vulns?.findings ?? []) {
    if (waived === undefined) flaws.set(module, (flaws.get(module) ?? 0) + 1)
  }
  const order = (m: AuditModule): number => (m.direct ? 0 : 10) + SCOPE_ORDER.indexOf(m.scope)
  const rows = list
    .toSorted((a, b) => order(a) - order(b) || compareBytes(a.path, b.path))
    .map((m): Cell[] => {
      const actual = m.replacedBy ?? m
      const found = flaws.get(actual.path) ?? 0
      const noticed = [
        ...(m.replacedBy === undefined ? [] : [`replaced by ${moduleName(m.replacedBy)}`]),
        ...(tree.retracted.includes(moduleName(m)) ? ['retracted'] : []),
        ...(tree.deprecated.includes(m.path) ? ['deprecated'] : []),
        ...(found === 0 ? [] : [count(found, 'known flaw')]),
      ]
      return [
        { text: moduleName(m), code: true, ...noted(noticed.join(', ')) },
        { text: m.direct ? 'go.mod' : m.parent, code: !m.direct },
        { text: SCOPE_WORDS[m.scope] },
        { text: m.licence ?? (m.scope === 'unused' ? '' : 'not known') },
        { text: dates.get(moduleName(actual)) ?? '' },
        { text: m.alone === 0 ? '' : number(m.alone) },
      ]
    })
  return [
    {
      id: 'modules',
      title: 'The tree',
      lead: 'Every module with what requires it on the shortest way, what needs it, and how many others would leave with it; what go.mod requires itself comes first. For the drawing: modwarden tree -o html=tree.html',
      columns: ['Module', 'Through', 'Needed by', 'Licence', 'In the log', 'Brings'],
      rows,
      folded: true,
    },
  ]
}

function madeOf(report: AuditReport): Overview['made'] {
  const { verify, vulns, at, source } = report
  const { database, subject } = verify
  const hashes = hashesWords(verify)
  const rows: Array<{ name: string; text: string; code?: boolean }> = []
  const add = (name: string, text: string | undefined, code = false): void => {
    if (text !== undefined && text !== '') rows.push({ name, text, ...(code ? { code } : {}) })
  }
  add('Made', at?.replace('T', ' ').replace(/(?:\.\d+)?Z$/, ' UTC'))
  add('Of', source === undefined ? undefined : sourceWords(source))
  add('Go', subject.go === undefined ? 'not installed' : subject.go)
  add('Read', [sizeWords(verify), fineWords(verify), ...notesOf(verify)].join(' · '))
  add(
    'Compared',
    countFacts(verify)
      .map(({ name, text }) => `${name} ${text}`)
      .join(' · '),
  )
  add('Hashes against', hashes)
  add('Tree head', database === undefined || database.treeSize === 0 ? undefined : database.rootHash, true)
  if (vulns !== undefined) {
    const { goos, goarch, tags, tests } = vulns.platform
    add('Flaws from', databaseWords(vulns))
    add(
      'Reached how',
      `${vulns.engine === 'govulncheck' ? 'govulncheck' : 'call graph from source, nothing compiled'}, for ${[`${goos}/${goarch}`, ...tags].join(', ')}${tests ? ' with tests' : ''}${vulns.go === undefined ? '' : `, standard library of ${vulns.go.version} (${vulns.go.from})`}`,
    )
  }
  for (const { name, text } of auditFacts(report))
    if (name === 'age') add('Dates by', `the log's order of records: ${text}`)
  return rows
}

function sourceWords({ version, commit, changed }: NonNullable<AuditReport['source']>): string {
  return `${version === '' ? '' : `${version}, `}commit ${commit}${changed ? ', with changes that are not committed' : ''}`
}
