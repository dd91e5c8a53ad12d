// The official JSON schema of SARIF 2.1.0, and what code scanning demands beyond it.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import Ajv from 'ajv'

const require = createRequire(import.meta.url)

/** A SARIF log as far as tests read it. */
export interface SarifLog {
  readonly runs: ReadonlyArray<{
    readonly tool: { readonly driver: { readonly rules: readonly SarifRule[] } }
    readonly automationDetails: { readonly id: string }
    readonly originalUriBaseIds?: Readonly<Record<string, { readonly uri: string }>>
    readonly invocations: ReadonlyArray<{
      readonly executionSuccessful: boolean
      readonly exitCode: number
      readonly toolExecutionNotifications?: readonly SarifNotification[]
      readonly toolConfigurationNotifications?: readonly SarifNotification[]
    }>
    readonly results: readonly SarifResult[]
  }>
}

interface SarifNotification {
  readonly level: string
  readonly message: { readonly text: string }
}

interface SarifRule {
  readonly id: string
  readonly help: { readonly text: string; readonly markdown?: string }
  readonly properties: {
    readonly tags: readonly string[]
    readonly precision: string
    readonly 'security-severity'?: string
  }
}

interface SarifResult {
  readonly ruleId: string
  readonly ruleIndex: number
  readonly level: string
  readonly message: { readonly text: string }
  readonly locations: ReadonlyArray<{
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string; readonly uriBaseId: string }
      readonly region: { readonly startLine: number }
    }
  }>
  readonly partialFingerprints: Readonly<Record<string, string>>
}

/** Parses a SARIF text and gives what is wrong with it by the schema and by code scanning's rules. */
export function checkSarif(text: string): { readonly log: SarifLog; readonly troubles: readonly string[] } {
  const log = JSON.parse(text) as SarifLog
  const validate = validator()
  const troubles = validate(log) === true ? [] : (validate.errors ?? []).map((e) => `${e.dataPath} ${e.message}`)
  if (troubles.length > 0) return { log, troubles }
  return { log, troubles: log.runs.flatMap(codeScanningTroubles) }
}

function validator(): Ajv.ValidateFunction {
  const file = require.resolve('@microsoft/jest-sarif/package.json').replace(/package\.json$/, '')
  const schema = JSON.parse(readFileSync(`${file}lib/schemas/sarif-2.1.0-rtm.5.json`, 'utf8')) as object
  const ajv = new Ajv({ schemaId: 'id', meta: false, allErrors: true })
  ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-04.json') as object)
  return ajv.compile(schema)
}

function codeScanningTroubles(run: SarifLog['runs'][number]): string[] {
  const troubles: string[] = []
  const say = (what: string): void => void troubles.push(what)
  const { rules } = run.tool.driver
  if (run.results.length > 25_000) say(`${run.results.length} results`)
  if (new Set(rules.map((rule) => rule.id)).size !== rules.length) say('two rules of one id')
  for (const rule of rules) {
    if (rule.properties.tags.length > 10) say(`${rule.id}: ${rule.properties.tags.length} tags`)
    if (rule.help.text === '') say(`${rule.id}: no help`)
    const score = rule.properties['security-severity']
    if (score !== undefined && !(Number(score) > 0 && Number(score) <= 10)) say(`${rule.id}: severity ${score}`)
  }
  const seen = new Set<string>()
  for (const [i, result] of run.results.entries()) {
    if (rules[result.ruleIndex]?.id !== result.ruleId) say(`result ${i}: ruleIndex is not of ${result.ruleId}`)
    if (result.locations.length !== 1) say(`result ${i}: ${result.locations.length} locations`)
    for (const { physicalLocation } of result.locations) {
      const { uri, uriBaseId } = physicalLocation.artifactLocation
      if (/^[a-z]+:|^\/|^$|(^|\/)\.\.(\/|$)/i.test(uri)) say(`result ${i}: ${uri} is not below the root`)
      if (run.originalUriBaseIds?.[uriBaseId]?.uri.endsWith('/') !== true) say(`result ${i}: no base ${uriBaseId}`)
      if (physicalLocation.region.startLine < 1) say(`result ${i}: line ${physicalLocation.region.startLine}`)
    }
    const fingerprint = result.partialFingerprints['primaryLocationLineHash']
    if (fingerprint === undefined || seen.has(fingerprint)) say(`result ${i}: fingerprint ${fingerprint}`)
    else seen.add(fingerprint)
  }
  return troubles
}
