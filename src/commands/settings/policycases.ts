// Cases of a policy: module versions that somebody makes up, and what a policy must do with them. A list in YAML, each
// item a map; only `module` and `expect` are needed, the rest is an old, proven, clean version:
//
//   - name: our own modules pass at once
//     module: github.com/acme/log@v1.2.3
//     age: 0.5                        days since it was first logged, or unknown
//     findings: [{rule: MW-HOST-IP, severity: high}]
//     capabilities: [process]
//     licences: [MIT]
//     proof: proven                   or unproven, mismatch, absent, unreachable
//     stage: content                  or metadata: before the zip is read
//     expect: allow                   or warn, hold, block
//     by: MW-META-YOUNG               the rule that leads to it
import { z } from 'zod'
import { WardenError, type Place } from '../../base/errors.ts'
import type { ModuleVersion } from '../../base/finding.ts'
import { canonicalVersion } from '../../gomod/version.ts'
import { checkPath } from '../../gomod/path.ts'
import { ACTIONS, type Action } from '../../policy/decision.ts'
import type { Known, KnownContent, KnownFinding, LoggedBounds } from '../../policy/known.ts'
import type { Files } from '../../world/files.ts'
import { checkYaml, openYaml, placeOf, type YamlSource } from './yamlsource.ts'

/** One case. */
export interface PolicyCase {
  readonly name: string
  readonly known: Known
  readonly expect: Action
  /** The rule of the first reason that leads to it. */
  readonly by?: string
  readonly place: Place
}

const MOST_BYTES = 4 << 20
const DAY = 86_400_000

const text = z.string().min(1)
const caseSchema = z.strictObject({
  name: text.optional(),
  module: text,
  expect: z.enum(ACTIONS),
  by: text.optional(),
  stage: z.enum(['metadata', 'content']).optional(),
  proof: z.enum(['proven', 'unproven', 'mismatch', 'absent', 'unreachable']).optional(),
  age: z.union([z.number().min(0), z.literal('unknown')]).optional(),
  seen: z.number().min(0).optional(),
  origin: text.optional(),
  findings: z
    .array(
      z.strictObject({
        rule: text,
        severity: z.enum(['critical', 'high', 'medium', 'low', 'info']),
        file: text.optional(),
        message: text.optional(),
        path: z.array(text).optional(),
      }),
    )
    .optional(),
  repairs: z.array(text).optional(),
  retracted: z.boolean().optional(),
  deprecated: z.boolean().optional(),
  incomplete: z.boolean().optional(),
  capabilities: z.array(text).optional(),
  licences: z.array(text).optional(),
  source: z
    .enum(['same', 'differs', 'tag-moved', 'tag-gone', 'repository-gone', 'origin-missing', 'not-checkable'])
    .optional(),
  h1: text.optional(),
})
const casesSchema = z.array(caseSchema).max(10_000)

type SaidCase = z.output<typeof caseSchema>

/** Reads a file of cases, as of a moment. Throws `config` with the place, `io`. */
export async function readPolicyCases(files: Files, file: string, now: Date): Promise<readonly PolicyCase[]> {
  const bytes = await files.read(file, MOST_BYTES)
  if (bytes === undefined) throw new WardenError('config', 'no such file of cases', { place: { file } })
  const source = await openYaml(bytes, file)
  return checkYaml(source, casesSchema, []).map((said, i) => caseOf(said, source, i, now))
}

function caseOf(said: SaidCase, source: YamlSource, i: number, now: Date): PolicyCase {
  return {
    name: said.name ?? said.module,
    expect: said.expect,
    ...(said.by === undefined ? {} : { by: said.by.toUpperCase() }),
    place: placeOf(source, [i]),
    known: knownOf(said, moduleOf(said.module, source, i), now),
  }
}

function knownOf(said: SaidCase, module: ModuleVersion, now: Date): Known {
  const findings = (said.findings ?? []).map(findingOf)
  const about = {
    ...module,
    standing: said.proof ?? 'proven',
    logged: boundsOf(said.age ?? 365, now),
    ...(said.seen === undefined ? {} : { firstSeen: new Date(now.getTime() - said.seen * DAY) }),
    ...(said.origin === undefined ? {} : { origin: said.origin }),
    repairs: said.repairs ?? [],
    ...(said.retracted === true ? { retracted: '' } : {}),
    ...(said.deprecated === true ? { deprecated: '' } : {}),
  }
  if (said.stage === 'metadata') return { ...about, stage: 'metadata', findings }
  return { ...about, stage: 'content', findings: [], content: contentOf(said, findings) }
}

function contentOf(said: SaidCase, findings: readonly KnownFinding[]): KnownContent {
  return {
    h1: said.h1 ?? 'h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
    findings,
    incomplete: said.incomplete ?? false,
    capabilities: said.capabilities ?? [],
    ...(said.licences === undefined ? {} : { licences: said.licences }),
    ...(said.source === undefined ? {} : { source: said.source }),
  }
}

function moduleOf(name: string, source: YamlSource, i: number): ModuleVersion {
  const at = name.lastIndexOf('@')
  const [path, version] = [name.slice(0, Math.max(0, at)), name.slice(at + 1)]
  try {
    checkPath(path)
    if (canonicalVersion(version) === version && version !== '') return { path, version }
  } catch (error) {
    if (!(error instanceof WardenError)) throw error
  }
  throw new WardenError('config', `module: ${JSON.stringify(name)} is no module version`, {
    place: placeOf(source, [i, 'module']),
    remedy: 'write it as in go.mod: example.com/m@v1.2.3',
  })
}

function boundsOf(age: number | 'unknown', now: Date): LoggedBounds {
  if (age === 'unknown') return {}
  const at = new Date(now.getTime() - age * DAY)
  return { notBefore: at, notAfter: at }
}

/** All of a case are on one path unless it says otherwise. */
function findingOf({ rule, severity, file, message, path }: NonNullable<SaidCase['findings']>[number]): KnownFinding {
  const about = {
    rule: rule.toUpperCase(),
    severity,
    line: 1,
    remedy: '',
    trigger: 'init',
    path: path ?? ['x'],
  } as const
  return { ...about, file: file ?? 'a.go', message: message ?? 'a finding of this case' }
}
