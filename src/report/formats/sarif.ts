// SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html), as
// code scanning takes it: https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support
//
// - Every result has a physical location below %SRCROOT%; one without makes GitHub refuse the whole file. What has no
//   place in a repository is told as a notification of the run.
// - Findings in the module cache itself (`verify --cache`) and in compiled programs are placed below a base of their own,
//   GOMODCACHE or PROGRAMS, as scanners of images do with the files of an image.
// - GitHub takes the severity from the rule, never from the result: a finding milder than its rule gets a rule of its own.
import { moduleName, type Severity } from '../../base/finding.ts'
import { findRule } from '../../rules/registry.ts'
import { fingerprint, numbered } from './fingerprint.ts'
import { inRepository, isRepository, repositoryLine, worstFirst, type RepositoryLine } from '../views/located.ts'
import { mdCode, mdEscaped } from './mdescape.ts'
import { printable } from '../printable.ts'
import type { FlowStep, Located, View } from '../view.ts'
import { count, number } from '../words.ts'

/** GitHub shows 5,000 results of a run, cut without regard to their severity; nobody reads more than this. */
const MOST_RESULTS = 1000
const MOST_NOTIFICATIONS = 100
const MOST_TEXT = 4000
/** Steps of one flow; code scanning shows a hundred. */
const MOST_FLOW = 100

interface Descriptor {
  readonly id: string
  readonly rule: string
  readonly severity: Severity
}

/** The whole SARIF log, with a final newline. */
export function sarif(view: View): string {
  const findings = worstFirst(view.findings)
  const placed: { finding: Located; at: RepositoryLine }[] = []
  const homeless: Located[] = []
  for (const finding of findings) {
    const at = repositoryLine(view, finding)
    if (at === undefined) homeless.push(finding)
    else placed.push({ finding, at })
  }
  const shown = placed.slice(0, MOST_RESULTS)
  const descriptors = descriptorsOf([...shown.map(({ finding }) => finding), ...homeless])
  const indexes = new Map(descriptors.map(({ id }, index) => [id, index]))
  const base = isRepository(view) ? '%SRCROOT%' : view.folderKind === 'modcache' ? 'GOMODCACHE' : 'PROGRAMS'
  const ordinals = new Map<string, number>()
  const results = shown.map(({ finding, at }) => resultOf(view, finding, at, base, indexes, ordinals))
  const folder = isRepository(view) ? (view.root ?? view.folder) : view.folder
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'modwarden',
            ...(view.version === undefined ? {} : { version: view.version, semanticVersion: view.version }),
            rules: descriptors.map(ruleOf),
          },
        },
        automationDetails: { id: `${['modwarden', view.command, ...categoryOf(view)].join('/')}/` },
        ...(folder === undefined ? {} : { originalUriBaseIds: { [base]: { uri: folderUri(folder) } } }),
        columnKind: 'utf16CodeUnits',
        invocations: [invocationOf(view, homeless, placed.length - shown.length, indexes)],
        results,
      },
    ],
  }
  return `${JSON.stringify(log, undefined, 1)}\n`
}

/** Two uploads of one category replace each other, so that each project of a repository has its own. */
function categoryOf(view: View): string[] {
  const subject = view.subject.split(', ')[0] ?? ''
  const safe = printable(subject)
    .replaceAll(/[^\w./~-]+/g, '-')
    .slice(0, 200)
  return safe === '' ? [] : [safe]
}

function descriptorsOf(findings: readonly Located[]): Descriptor[] {
  const found = new Map<string, Descriptor>()
  for (const { rule, severity } of findings) {
    const id = descriptorId(rule, severity)
    if (!found.has(id)) found.set(id, { id, rule, severity })
  }
  return [...found.values()]
}

function descriptorId(rule: string, severity: Severity): string {
  const known = findRule(rule)
  return known === undefined || known.severity === severity ? rule : `${rule}/${severity}`
}

function ruleOf({ id, rule, severity }: Descriptor): object {
  const known = findRule(rule)
  const score = SCORES[severity]
  const tags = ['security', 'supply-chain', 'go', family(rule)]
  const common = {
    defaultConfiguration: { level: LEVELS[severity] },
    properties: {
      tags,
      precision: rule.startsWith('MW-INT-') ? 'very-high' : 'high',
      ...(score === undefined ? {} : { 'security-severity': score }),
    },
  }
  if (known === undefined) {
    return { id, shortDescription: { text: id }, help: { text: id }, ...common }
  }
  const { title, summary, found, remedy, references } = known
  const text = `${summary}\n\nHow it is found: ${found}\n\nWhat to do: ${remedy}`
  const links = references.map((url) => `- <${url}>`).join('\n')
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: summary },
    ...(references[0] === undefined ? {} : { helpUri: references[0] }),
    help: {
      text: references.length === 0 ? text : `${text}\n\n${references.join('\n')}`,
      markdown: `${mdEscaped(summary)}\n\n**How it is found.** ${mdEscaped(found)}\n\n**What to do.** ${mdCode(remedy)}\n\n${links}`,
    },
    ...common,
  }
}

function family(rule: string): string {
  if (rule.startsWith('MW-INT-')) return 'integrity'
  return rule.startsWith('MW-ENV-') ? 'configuration' : 'dependencies'
}

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
}

/** GitHub's thresholds: critical over 9.0, high from 7.0, medium from 4.0, low from 0.1. */
const SCORES: Readonly<Record<Severity, string | undefined>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.5',
  info: undefined,
}

function resultOf(
  view: View,
  finding: Located,
  at: RepositoryLine,
  base: string,
  indexes: ReadonlyMap<string, number>,
  ordinals: Map<string, number>,
): object {
  const { rule, severity, module, file, line } = finding
  const ruleId = descriptorId(rule, severity)
  const identity = numbered(ordinals, fingerprint(finding, at.file))
  const name = module === undefined ? undefined : printable(moduleName(module))
  return {
    ruleId,
    ruleIndex: indexes.get(ruleId) ?? 0,
    level: LEVELS[severity],
    message: { text: messageText(finding) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: fileUri(at.file), uriBaseId: base },
          region: { startLine: at.line },
        },
        ...(name === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: name, kind: 'module' }] }),
      },
    ],
    ...flowsOf(view, finding, base),
    ...(finding.waived === undefined ? {} : { suppressions: [suppressionOf(finding.waived)] }),
    // code scanning looks at the first of these only, other consumers at any.
    partialFingerprints: { primaryLocationLineHash: identity, 'modwarden/v1': identity },
    properties: {
      severity,
      ...(name === undefined ? {} : { module: name }),
      ...(file === undefined ? {} : { where: cut(printable(line === undefined ? file : `${file}:${line}`)) }),
      ...(finding.remedy === undefined
        ? {}
        : { remedy: finding.remedy.slice(0, 20).map((text) => cut(printable(text))) }),
    },
  }
}

/** The way to what is found (§3.36), and its last step, which is where the finding is, as a related place. */
function flowsOf(view: View, { flow = [] }: Located, base: string): object {
  if (flow.length === 0) return {}
  const places = flow.slice(-MOST_FLOW).map((step) => ({
    physicalLocation: stepPlace(view, step, base),
    message: { text: plainMessage(step.what === '' ? 'here' : step.what) },
  }))
  const last = places.at(-1)
  return {
    codeFlows: [{ threadFlows: [{ locations: places.map((location) => ({ location })) }] }],
    ...(last === undefined ? {} : { relatedLocations: [{ id: 1, ...last }] }),
  }
}

/** A file of a module cache is named as it lies there, under a base that each reader has elsewhere (§3.4.4). */
function stepPlace(view: View, { file, line, cached }: FlowStep, base: string): object {
  const region = { region: { startLine: Math.max(1, line) } }
  // A view of the cache itself has a base for it.
  const own = cached === undefined || !isRepository(view) ? inRepository(view, file, line) : undefined
  if (own !== undefined) return { artifactLocation: { uri: fileUri(own.file), uriBaseId: base }, ...region }
  if (cached !== undefined) return { artifactLocation: { uri: fileUri(cached), uriBaseId: 'GOMODCACHE' }, ...region }
  const uri = file.startsWith('/') ? `file://${fileUri(file)}` : fileUri(file)
  return { artifactLocation: { uri }, ...region }
}

function suppressionOf({ owner, reason, expires }: NonNullable<Located['waived']>): object {
  const justification = cut(printable(`${reason} (${owner}, until ${expires})`))
  return { kind: 'external', status: 'accepted', justification }
}

function messageText(finding: Located): string {
  const lines = [
    sentence(finding.message),
    ...(finding.evidence ?? []),
    ...(finding.remedy ?? []).map((remedy) => `next: ${remedy}`),
  ]
  return plainMessage(lines.join('\n'))
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`
}

/** Plain text in which nothing is an embedded link or a placeholder (§3.11.5, §3.11.6). */
function plainMessage(text: string): string {
  return cut(printable(text))
    .replaceAll(/[\\[\]]/g, '\\$&')
    .replaceAll(/[{}]/g, '$&$&')
}

function cut(text: string): string {
  return text.length <= MOST_TEXT ? text : `${text.slice(0, MOST_TEXT).toWellFormed()} …`
}

function invocationOf(
  view: View,
  homeless: readonly Located[],
  more: number,
  indexes: ReadonlyMap<string, number>,
): object {
  const { error, exitCode } = view
  const execution: object[] = homeless.slice(0, MOST_NOTIFICATIONS).map((finding) => {
    const id = descriptorId(finding.rule, finding.severity)
    return {
      level: LEVELS[finding.severity],
      message: { text: messageText(finding) },
      associatedRule: { id, index: indexes.get(id) ?? 0 },
    }
  })
  if (homeless.length > MOST_NOTIFICATIONS) {
    const rest = number(homeless.length - MOST_NOTIFICATIONS)
    execution.push({ level: 'warning', message: { text: `${rest} more findings without a place in the repository.` } })
  }
  if (more > 0) {
    const text = `${count(more, 'finding')} more than the ${number(MOST_RESULTS)} gravest that are in this file.`
    execution.push({ level: 'warning', message: { text } })
  }
  const configuration: object[] = []
  if (error !== undefined) {
    const { place, message, remedy } = error
    const where = place === undefined ? '' : `${place.file}${place.line === undefined ? '' : `:${place.line}`}: `
    const text = plainMessage([`${where}${sentence(message)}`, ...(remedy === undefined ? [] : [remedy])].join('\n'))
    ;(exitCode === 2 ? configuration : execution).push({ level: 'error', message: { text } })
  } else if (exitCode === 3) {
    execution.push({ level: 'error', message: { text: plainMessage(view.conclusion) } })
  }
  return {
    executionSuccessful: error === undefined && exitCode !== 2 && exitCode !== 3,
    exitCode,
    exitCodeDescription: printable(view.conclusion),
    ...(execution.length === 0 ? {} : { toolExecutionNotifications: execution }),
    ...(configuration.length === 0 ? {} : { toolConfigurationNotifications: configuration }),
  }
}

/** A relative path as a URI reference; a first segment with a colon would be read as a scheme (RFC 3986, §4.2). */
function fileUri(file: string): string {
  return file.split('/').map(encodeSegment).join('/')
}

function folderUri(folder: string): string {
  const below = folder.split('/').map(encodeSegment).join('/')
  return `file://${below.startsWith('/') ? '' : '/'}${below}${below.endsWith('/') ? '' : '/'}`
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.toWellFormed()).replaceAll(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)
}
