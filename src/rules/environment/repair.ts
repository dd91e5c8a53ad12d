// The line that repairs a setting, right for where its value comes from: `go env -w` does nothing against an
// environment variable, and `unset` nothing against the user's file. https://pkg.go.dev/cmd/go#hdr-Environment_variables
import type { Severity } from '../../base/finding.ts'
import type { Rule } from '../rule.ts'
import type { EnvironmentFacts, EnvironmentFinding, Fix } from './facts.ts'
import { shellQuoted } from '../../base/shellword.ts'

/** How a setting is repaired. */
export interface Repair {
  readonly remedy: readonly string[]
  readonly fix?: Fix
}

/** What a finding says beside its rule. */
export interface Said {
  readonly severity?: Severity
  readonly message: string
  readonly because: string
  readonly evidence?: readonly string[]
}

/**
 * The line after which `name` is sound. `sound` gives the repaired form of a value: the value itself where it is
 * sound, '' for "go's own default". `fallback` is what to write where the installation's default is not sound either.
 */
export function repairSetting(
  facts: EnvironmentFacts,
  name: string,
  sound: (value: string) => string,
  fallback?: string,
): Repair {
  const layers = facts.settings.get(name)?.layers ?? {}
  const steps: string[] = []
  let comment = ''
  const inEnvironment = layers.environment
  if (inEnvironment !== undefined) {
    const better = sound(inEnvironment)
    comment = `   # and where it is set: your shell's profile, or the job's settings`
    if (better !== '') return { remedy: [`export ${name}=${shellQuoted(better)}${comment}`] }
    steps.push(`unset ${name}`)
  }
  const below = belowEnvironment(layers, name, sound, fallback)
  if (below.kind === 'stuck') return { remedy: [...steps, below.sentence] }
  if (below.kind === 'change') steps.push(changeLine(facts, name, below.value))
  return {
    remedy: [steps.join(' && ') + comment],
    ...(inEnvironment === undefined && below.kind === 'change' && facts.userFile !== undefined
      ? { fix: { kind: 'setting', name, value: below.value } }
      : {}),
  }
}

/** A finding about a setting. */
export function settingFinding(
  rule: Rule,
  facts: EnvironmentFacts,
  name: string,
  said: Said,
  repair: Repair,
): EnvironmentFinding {
  const setting = facts.settings.get(name)
  const layer = setting?.layer ?? 'default'
  const line = facts.userFile?.lines.findLast((l) => l.name === name)?.line
  return {
    rule: rule.id,
    severity: said.severity ?? rule.severity,
    ...(layer === 'user file' && facts.userFile !== undefined && line !== undefined
      ? { file: facts.userFile.file, line }
      : {}),
    message: said.message,
    subject: name,
    layer,
    because: said.because,
    evidence: said.evidence ?? [`${name}=${shown(name, setting?.value ?? '')}`],
    ...repair,
  }
}

/** A value as it may be shown: passwords and queries of URLs, and the arguments of commands, are left out. */
export function shown(name: string, value: string): string {
  if (name === 'GOAUTH') {
    return value
      .split(';')
      .map((method) => method.trim().split(/\s+/, 1)[0] ?? '')
      .join('; ')
  }
  if (name === 'GOCACHEPROG') return value.trim().replace(/\s[^]*$/, ' …')
  // Verifier keys have no "@"; a URL after one may have a password, as each of GOPROXY may, with its scheme or without.
  const nameless = value.replaceAll(/(^|[,|\s]|\/\/)[^/,|\s]*@/g, '$1…@')
  return name === 'GOPROXY' || name === 'GOSUMDB' ? nameless.replaceAll(/\?[^,|\s]+/g, '?…') : nameless
}

/** The line that sets a value below the environment, or takes it away: an export where `go env -w` is switched off. */
export function changeLine(facts: EnvironmentFacts, name: string, value: string | undefined): string {
  if (value === undefined) return `go env -u ${name}`
  return `${facts.userFile === undefined ? 'export' : 'go env -w'} ${name}=${shellQuoted(value)}`
}

type Below =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'change'; readonly value: string | undefined }
  | { readonly kind: 'stuck'; readonly sentence: string }

/** What has to be written to the user's file, so that what is left without the environment is sound. */
function belowEnvironment(
  layers: EnvironmentLayers,
  name: string,
  sound: (value: string) => string,
  fallback: string | undefined,
): Below {
  const user = layers['user file']
  const installed = layers.installation
  const better = user === undefined ? undefined : sound(user)
  if (user !== undefined && better === user) return { kind: 'nothing' }
  if (better !== undefined && better !== '') return { kind: 'change', value: better }
  if (installed === undefined || sound(installed) === installed) {
    return user === undefined ? { kind: 'nothing' } : { kind: 'change', value: undefined }
  }
  const instead = sound(installed) === '' ? fallback : sound(installed)
  if (instead !== undefined) return { kind: 'change', value: instead }
  return { kind: 'stuck', sentence: `write a sound value: go env -w ${name}=VALUE` }
}

type EnvironmentLayers = { readonly [K in 'environment' | 'user file' | 'installation']?: string }
