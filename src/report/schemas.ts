// Every document of modwarden as a zod schema: what `convert` accepts and what docs/schemas/ is made from
// (tools/schemas.ts). Loaded by those alone: zod costs more than a start. Each schema of a value that has a type is held
// equal to the type by the compiler. Some 400 lines: a schema is as long as its documents have members.
//
// A reader passes over members that it does not know: a later version may add some without a new number.
import { z } from 'zod'
import type { ErrorCode } from '../base/errors.ts'
import type { Finding, ModuleVersion } from '../base/finding.ts'
import type { AuditReport } from './audit.ts'
import type { AuditTree } from './audittree.ts'
import type { AuditScore } from './score.ts'
import type { DiffReport, DiffSide } from './diff.ts'
import type { DoctorReport } from './doctor.ts'
import type { FixReport } from './fix.ts'
import type { CleanItem, CleanReport } from './clean.ts'
import type { ComparedModule, CompareReport } from './compare.ts'
import type { OutdatedReport } from './outdated.ts'
import type { RebuildReport } from './rebuild.ts'
import type { RepairReport, SumRepair } from './repair.ts'
import type { ScannedModule, ScanReport } from './scan.ts'
import type { Statistics } from './statistics.ts'
import { TREE_ONLY, TREE_SCOPES, type TreeReport } from './tree.ts'
import type { ExitCode, ModuleRecord, Part, ProgramRecord, VerifyReport } from './verify.ts'
import type { VulnFinding, VulnsReport } from './vulns.ts'
import type { Document, Failure } from './view.ts'
import type { WhyReport } from './why.ts'
import { SOURCE_VERDICTS } from '../rules/record/source.ts'
import type { WaiverNote } from './waivers.ts'

/** The schema of each report, by the name that it has in `schema` between the slashes, newest number only. */
export function reportSchemas(): ReadonlyMap<
  string,
  { readonly number: number; readonly schema: z.ZodType<Document> }
> {
  return new Map([
    ['verify', { number: 1, schema: verifyReport }],
    ['audit', { number: 1, schema: auditReport }],
    ['doctor', { number: 1, schema: doctorReport }],
    ['repair', { number: 1, schema: repairReport }],
    ['clean', { number: 1, schema: cleanReport }],
    ['rebuild', { number: 1, schema: rebuildReport }],
    ['scan', { number: 1, schema: scanReport }],
    ['compare', { number: 1, schema: compareReport }],
    ['diff', { number: 1, schema: diffReport }],
    ['tree', { number: 1, schema: treeReport }],
    ['why', { number: 1, schema: whyReport }],
    ['outdated', { number: 1, schema: outdatedReport }],
    ['vulns', { number: 1, schema: vulnsReport }],
    ['fix', { number: 1, schema: fixReport }],
    ['error', { number: 1, schema: failure }],
  ])
}

/** The schema of the document of a run that ended before there was a report, whatever its `schema` says. */
export function failureSchema(): z.ZodType<Failure> {
  return failure
}

/** Every kind of document as JSON Schema (draft 7), by the name of its file in docs/schemas/. */
export function documentSchemas(): ReadonlyMap<string, object> {
  const schemas = new Map<string, object>()
  const all: readonly (readonly [string, z.ZodType])[] = [
    ...[...reportSchemas()].map(([name, { number, schema }]) => [`${name}-${number}`, schema] as const),
    ['ndjson-1', ndjsonLine],
    ['proofs-1', proofs],
    ['fork-1', fork],
    ['evidence-1', evidence],
  ]
  for (const [name, schema] of all) {
    schemas.set(`${name}.json`, z.toJSONSchema(schema, { target: 'draft-7', io: 'input' }))
  }
  return schemas
}

// --- holding a schema equal to its type

/** A type with every member in plain form: mutable, and optional where it may be undefined. */
type Plain<T> =
  T extends ReadonlyArray<infer Item>
    ? Plain<Item>[]
    : T extends object
      ? { [K in keyof T as undefined extends T[K] ? never : K]: Plain<T[K]> } & {
          [K in keyof T as undefined extends T[K] ? K : never]?: Plain<Exclude<T[K], undefined>>
        } extends infer O
        ? { -readonly [K in keyof O]: O[K] }
        : never
      : T

/** Whether two plain types are the same; plain assignability would let a missing optional member pass. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the compiler compares such functions exactly
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** Gives the schema back; does not compile where it describes anything but `T`. */
function of<T>(): <S extends z.ZodType>(
  schema: S,
  ...same: Same<Plain<z.output<S>>, Plain<T>> extends true ? [] : [differs: Plain<z.output<S>>, from: Plain<T>]
) => S {
  return (schema, ..._same) => schema
}

// --- what several documents have

const maybe = z.exactOptional
const strings = z.array(z.string())
const whole = z.int().min(0)

const exitCode = of<ExitCode>()(z.literal([0, 1, 2, 3, 4])).meta({
  description: '0 fine, 1 findings, 2 usage or configuration, 3 a check could not be completed, 4 integrity is broken',
})

const moduleVersion = of<ModuleVersion>()(z.object({ path: z.string(), version: z.string() })).meta({
  id: 'module-version',
})
const severity = z.enum(['critical', 'high', 'medium', 'low', 'info'])

const finding = of<Finding>()(
  z.object({
    rule: z
      .string()
      .regex(/^MW-[A-Z0-9-]+$/)
      .describe('its id, fixed once: MW-INT-FOLDER'),
    severity,
    module: maybe(moduleVersion),
    file: maybe(z.string()),
    line: maybe(z.int().min(1)),
    message: z.string(),
    evidence: maybe(strings),
    remedy: maybe(strings),
  }),
).meta({ id: 'finding' })

const errorCode = of<ErrorCode | 'bug'>()(
  z.enum([
    'usage',
    'config',
    'parse',
    'not-found',
    'refused',
    'unreachable',
    'too-large',
    'mismatch',
    'fork',
    'io',
    'busy',
    'aborted',
    'bug',
  ]),
)

const failure = of<Failure>()(
  z.object({
    schema: z.string(),
    error: z.object({
      code: errorCode,
      message: z.string(),
      place: maybe(z.object({ file: z.string(), line: maybe(z.int()), column: maybe(z.int()) })),
      remedy: maybe(z.string()),
    }),
    exitCode,
  }),
).meta({
  title: 'A run that ended before there was a report',
  description: 'its schema is that of the command, or modwarden/error/1',
})

const part = of<Part>()(
  z.enum(['folder', 'zip', '.ziphash', '.mod', 'go.sum', 'checksum database', 'vendor', 'binary']),
).meta({ id: 'part' })

const program = of<ProgramRecord>()(
  moduleVersion.extend({
    file: z.string(),
    sum: z.string().describe('what the program says of the zip; empty where it says nothing'),
    replaced: z.boolean(),
    badSum: z.boolean().describe('it was built from other bytes than were agreed on'),
    install: maybe(z.string()),
  }),
).meta({ id: 'program' })
const unreadPrograms = z.array(z.object({ file: z.string(), why: z.string() }))

const difference = z.object({
  name: z.string().describe('relative to the root of the module'),
  kind: z.enum(['changed', 'added', 'removed', 'not a file']),
  size: maybe(whole),
  modified: maybe(z.string()),
  expectedSize: maybe(whole),
  diff: maybe(strings).describe('changed lines: the number, then + or -, then the line'),
  diffCut: maybe(z.boolean()),
})

// --- verify, audit

const count = z.object({ ok: whole, of: whole }).meta({ id: 'count' })
const status = z.enum(['proven', 'unproven', 'broken', 'unlisted', 'unchecked'])

const moduleRecord = of<ModuleRecord>()(
  moduleVersion.extend({
    status: status.describe(
      'proven: all that is there equals the checksum database’s record; unproven: equals go.sum; broken: parts disagree; unlisted: the database surely lacks it; unchecked: nothing is known',
    ),
    direct: z.boolean(),
    goModOnly: z.boolean().describe('only its go.mod matters'),
    at: maybe(z.object({ file: z.string(), line: z.int() })).describe(
      'the require, replace or go.sum line that brings it in, relative to the folder',
    ),
    parts: z.partialRecord(part, z.enum(['ok', 'differs', 'damaged', 'absent', 'unread', 'unasked', 'private?'])),
    expected: maybe(z.object({ h1: maybe(z.string()), goMod: maybe(z.string()), by: part })),
    found: maybe(z.partialRecord(part, z.string())),
    record: maybe(whole).describe('its number in the checksum database'),
    reasons: strings,
    remedy: strings,
    byIndex: z.boolean(),
  }),
).meta({ id: 'module-record' })

const runCounts = z.object({ compared: whole, matched: whole, fetches: whole, retried: whole, damaged: whole })

const statistics = of<Statistics>()(
  z.object({
    run: runCounts,
    window: runCounts.extend({ days: whole, runs: whole }),
    thresholds: z.object({ matchRate: z.number(), retryShare: z.number() }),
    crossed: z.array(z.enum(['match-rate', 'match-rate-window', 'retry-share'])),
    sample: maybe(z.object({ of: whole, read: whole, differing: whole })),
    full: maybe(z.enum(['retry-share', 'sample'])),
  }),
)

const verifyReport = of<VerifyReport>()(
  z.object({
    schema: z.literal('modwarden/verify/1'),
    subject: z.object({
      kind: z.enum(['project', 'cache', 'binary']),
      folder: z.string().describe('the folder of go.mod or go.work, or GOMODCACHE; of a binary its file'),
      modules: strings,
      go: maybe(z.string()),
      program: maybe(
        z.object({
          package: z.string(),
          main: maybe(moduleVersion),
          platform: maybe(z.string()),
          revision: maybe(z.string()),
          goSum: maybe(z.string()),
        }),
      ),
    }),
    database: maybe(
      z.object({
        name: z.string(),
        treeSize: whole,
        rootHash: z.string(),
        consistentWith: z.enum(['the remembered head', 'nothing: first contact', 'not checked']),
        lookups: whole,
        cachedLookups: whole,
        tileRequests: whole,
        tileBytes: whole,
        damaged: maybe(whole),
        unsaved: maybe(whole),
        unremembered: maybe(z.array(z.string())),
      }),
    ),
    modules: z.array(moduleRecord),
    files: z.array(
      difference.extend({ ...moduleVersion.shape, part: z.enum(['folder', 'vendor']), where: z.string() }),
    ),
    findings: z.array(finding),
    programs: maybe(z.array(program)),
    unreadPrograms: maybe(unreadPrograms),
    summary: z.object({
      modules: whole,
      goModOnly: whole,
      direct: whole,
      status: z.record(status, whole),
      zips: count,
      folders: count,
      files: count,
      goMods: count,
      goSum: count,
      proofs: count,
      vendor: count,
      embedded: maybe(count),
      unused: whole,
      replaced: whole,
      bytes: whole,
      byIndex: whole,
      rehashed: whole,
      fetched: whole,
      seconds: z.number().min(0),
    }),
    statistics: maybe(statistics),
    exitCode,
  }),
).meta({ title: 'What modwarden verify found' })

// --- scan

const fileLine = z.object({ file: z.string(), line: z.int().min(0) })
const step = fileLine.extend({
  what: z.string(),
  code: maybe(z.string()).describe('the source line, cut'),
  module: maybe(z.string()).describe('the module version that the file lies in, where it is another one'),
})

const scanFinding = z.object({
  rule: z.string().regex(/^MW-[A-Z0-9-]+$/),
  severity,
  file: z.string().describe('by its name in the module'),
  line: whole.describe('from 1; 0 for the file as a whole'),
  message: z.string(),
  folded: strings.describe('the telling values as they are when the code runs'),
  trace: z.array(step).describe('from the trigger to the call that acts'),
  trigger: z.enum(['init', 'var', 'exported', 'hook', 'main', 'test', 'build', 'ide', 'cgo', 'record']),
  remedy: z.string(),
  code: maybe(z.string()),
  waived: maybe(z.object({ owner: z.string(), reason: z.string(), expires: z.string() })),
})

const capability = z.enum([
  'FILES',
  'NETWORK',
  'RUNTIME',
  'READ_SYSTEM_STATE',
  'MODIFY_SYSTEM_STATE',
  'OPERATING_SYSTEM',
  'SYSTEM_CALLS',
  'ARBITRARY_EXECUTION',
  'CGO',
  'UNSAFE_POINTER',
  'REFLECT',
  'EXEC',
])

const scannedModule = of<ScannedModule>()(
  moduleVersion.extend({
    dir: z.string().describe('the folder or zip that was read; empty where there was nothing to read'),
    verdict: z.enum(['clean', 'suspicious', 'malicious']),
    incomplete: z.boolean().describe('a part is not known: its verdict is that of the rest'),
    role: z.enum(['main', 'local', 'vendored', 'version']),
    direct: maybe(z.boolean()),
    replaces: maybe(z.string()).describe('the path that a replace line puts it in the place of'),
    at: maybe(fileLine),
    h1: maybe(z.string()).describe('over the files that were read'),
    integrity: maybe(status),
    reasons: strings,
    findings: z.array(scanFinding),
    record: maybe(
      z.object({
        number: maybe(whole).describe('of its record in the checksum database'),
        logged: maybe(z.object({ after: maybe(z.string()), before: maybe(z.string()), askedHere: maybe(z.boolean()) })),
        committed: maybe(z.string()).describe('the date of its commit: its author chose it'),
        origin: maybe(z.object({ url: z.string(), ref: maybe(z.string()), hash: maybe(z.string()) })),
        source: maybe(
          z.object({
            verdict: z.enum(SOURCE_VERDICTS),
            checked: z.string(),
            note: maybe(z.string()).describe('what of it is missing or could not be compared'),
          }),
        ),
        knownGood: maybe(z.object({ by: z.string(), reason: z.string(), findings: whole })),
      }),
    ).describe('what is known besides its bytes'),
    capabilities: z.array(fileLine.extend({ capability, calls: whole })).describe('what the code can do; no findings'),
    coverage: z.object({
      files: whole,
      goFiles: whole,
      goBytes: whole,
      gaps: z.array(fileLine.extend({ why: z.string(), grave: z.boolean() })).describe('the first of gapCount'),
      gapCount: whole,
    }),
    reached: maybe(z.array(step)).describe('imports from the main module’s own code to it'),
    cached: z.boolean(),
  }),
).meta({ id: 'scanned-module' })

const waiverNote = of<WaiverNote>()(
  fileLine.extend({
    what: z.string(),
    owner: z.string(),
    reason: z.string(),
    expires: z.string(),
    days: z.int().describe('until it ends; negative where it is over'),
  }),
).meta({ id: 'waiver' })

const scanReport = of<ScanReport>()(
  z.object({
    schema: z.literal('modwarden/scan/1'),
    subject: z.object({
      kind: z.enum(['project', 'module', 'version', 'zip', 'cache', 'binary']),
      folder: z.string().describe('the folder of the project, GOMODCACHE, or the file'),
      modules: strings,
    }),
    modules: z.array(scannedModule).describe('the gravest first'),
    integrity: maybe(z.object({ exitCode, proven: whole, of: whole, reasons: strings })),
    baseline: maybe(z.object({ name: z.string(), modules: whole, findings: whole })),
    waivers: maybe(
      z.object({
        used: z.array(waiverNote),
        expired: z.array(waiverNote),
        unused: z.array(waiverNote),
        refused: z.array(waiverNote),
      }),
    ),
    failOn: z.enum(['malicious', 'suspicious', 'none']),
    summary: z.object({
      modules: whole,
      malicious: whole,
      suspicious: whole,
      clean: whole,
      incomplete: whole,
      waived: whole,
      findings: z.record(severity, whole),
      files: whole,
      goFiles: whole,
      goBytes: whole,
      cached: whole,
      seconds: z.number().min(0),
    }),
    exitCode,
  }),
).meta({ title: 'What modwarden scan found' })

// --- diff

const EFFECT_KINDS = [
  'process',
  'connect',
  'listen',
  'file-write',
  'file-remove',
  'file-mode',
  'load',
  'memory',
  'setenv',
  'registry',
  'interpret',
] as const
const CONTENT_KINDS = [
  'binary',
  'disguise',
  'autorun',
  'bidi',
  'off-screen',
  'homoglyph',
  'cgo',
  'assembly',
  'linkname',
  'generate',
  'script',
  'line-directive',
] as const

const diffSide = of<DiffSide>()(
  moduleVersion.extend({
    dir: z.string(),
    verdict: z.enum(['clean', 'suspicious', 'malicious']),
    incomplete: z.boolean(),
    h1: maybe(z.string()),
    integrity: maybe(status),
    reasons: strings,
  }),
).meta({ id: 'diff-side' })

const diffReport = of<DiffReport>()(
  z.object({
    schema: z.literal('modwarden/diff/1'),
    from: diffSide,
    to: diffSide,
    step: z.enum(['patch', 'minor', 'major', 'other']),
    risk: z.enum(['critical', 'high', 'medium', 'low', 'info', 'none']).describe('the gravest of what was added'),
    because: z.string(),
    findings: z.array(scanFinding).describe('what is found in the second and was not in the first'),
    capabilities: z.object({ added: z.array(fileLine.extend({ capability, calls: whole })), removed: strings }),
    effects: z.array(
      fileLine.extend({
        kind: z.enum(EFFECT_KINDS),
        call: z.string(),
        function: z.string(),
        values: strings,
        hidden: z.boolean().describe('the source hides a value'),
        triggers: z.array(z.enum(['init', 'var', 'exported', 'hook', 'main', 'test'])),
        newKind: z.boolean().describe('the first does nothing of the kind'),
        reached: maybe(z.boolean()).describe('the project’s code imports its package'),
      }),
    ),
    removedEffects: whole,
    content: z.array(
      fileLine.extend({
        kind: z.enum(CONTENT_KINDS),
        what: z.string(),
        values: strings,
        weight: z.enum(['low', 'medium', 'high', 'critical']),
      }),
    ),
    requirements: z.array(
      z.object({ path: z.string(), before: maybe(z.string()), after: maybe(z.string()), indirect: z.boolean() }),
    ),
    files: z.array(difference).describe('the first of fileCount'),
    fileCount: whole,
    reached: maybe(strings).describe('folders of packages that the project’s code comes to'),
    exitCode,
    seconds: z.number().min(0),
  }),
).meta({ title: 'What modwarden diff found' })

// --- tree, why, outdated

const treeScope = z
  .enum(TREE_SCOPES)
  .describe('what of the project needs it; unused: it only takes part in the choice of versions')
const treeSubject = z.object({
  folder: z.string(),
  modules: strings,
  platform: z.string().describe('linux/amd64, with tags behind a comma, or any platform'),
  goVersion: z.string(),
  outOfDate: maybe(z.literal(true)).describe('go says "updates to go.mod needed": these are the modules after them'),
})
const treeGap = z
  .object({
    kind: z.enum(['go.mod', 'missing', 'absent', 'unread']),
    what: z.string(),
    why: z.string(),
    from: maybe(z.string()).describe('the first import of it'),
  })
  .meta({ id: 'tree-gap' })

const treeReport = of<TreeReport>()(
  z.object({
    schema: z.literal('modwarden/tree/1'),
    subject: treeSubject,
    modules: z.array(
      moduleVersion.extend({
        main: z.boolean(),
        direct: z.boolean(),
        scope: treeScope,
        replacedBy: maybe(moduleVersion).describe('a folder has an empty version'),
        retracted: maybe(z.string()).describe('the reason, which may be empty'),
        deprecated: maybe(z.string()),
        parent: z.string().describe('who requires it on the shortest way from the project'),
        depth: z.int().min(-1).describe('steps from the project; -1 where nothing leads to it'),
        packages: whole.describe('its packages that the project reaches'),
        bytes: whole.describe('the size of their Go files'),
        alone: whole.describe('how many modules would leave with it'),
      }),
    ),
    edges: z.array(z.object({ from: z.string(), to: z.string(), needs: z.string(), indirect: z.boolean() })),
    gaps: z.array(treeGap).describe('what could not be had, so that the tree may be wrong'),
    only: z.array(z.enum(TREE_ONLY)).describe('which modules the text shows; all where it is empty'),
    exitCode,
    seconds: z.number().min(0),
  }),
).meta({ title: 'What modwarden tree found' })

const whyReport = of<WhyReport>()(
  z.object({
    schema: z.literal('modwarden/why/1'),
    subject: treeSubject,
    asked: z.string(),
    module: maybe(
      moduleVersion.extend({
        direct: z.boolean(),
        scope: treeScope,
        replacedBy: maybe(moduleVersion),
        packages: whole.describe('how many it has'),
      }),
    ).describe('absent for a package of Go itself'),
    requirers: z.array(
      moduleVersion.extend({
        needs: z.string(),
        indirect: z.boolean(),
        selected: z.boolean().describe('this version of it is in the build'),
        decides: z.boolean().describe('it asks for the version that was chosen'),
        way: z.array(moduleVersion).describe('from the project to it'),
        line: maybe(z.string()),
      }),
    ),
    requirerCount: whole,
    without: maybe(z.string()).describe('what would be chosen without those that decide; absent where it would leave'),
    packages: z.array(
      z.object({
        path: z.string(),
        scope: z.enum(['code', 'test', 'tool']),
        chain: z.array(z.object({ package: z.string(), at: maybe(z.string()) })),
        importers: z.array(
          z.object({
            package: z.string(),
            module: z.string(),
            file: z.string(),
            line: whole,
            own: z.boolean(),
          }),
        ),
        importerCount: whole,
        symbols: z.array(z.object({ name: z.string(), at: z.string(), own: z.boolean() })),
        symbolCount: whole,
      }),
    ),
    packageCount: whole,
    alone: z.array(moduleVersion).describe('modules that would leave with it'),
    gaps: z.array(treeGap),
    exitCode,
    seconds: z.number().min(0),
  }),
).meta({ title: 'What modwarden why found' })

const outdatedReport = of<OutdatedReport>()(
  z.object({
    schema: z.literal('modwarden/outdated/1'),
    subject: treeSubject,
    modules: z.array(
      moduleVersion.extend({
        direct: z.boolean(),
        scope: treeScope,
        replacedBy: maybe(moduleVersion),
        state: z.enum(['current', 'outdated', 'unchecked', 'private']),
        why: maybe(z.string()),
        newest: maybe(z.string()),
        allowed: maybe(z.string()).describe('the highest that the policy lets in today'),
        held: maybe(z.string()).describe('why the newest may not come in today'),
        behind: whole,
        retracted: maybe(z.string()).describe('the reason, which may be empty'),
        deprecated: maybe(z.string()),
        majors: z.array(moduleVersion),
        source: maybe(z.string()).describe('what an earlier compare said of its source'),
        licence: maybe(z.string()).describe('an SPDX expression'),
        licenceTrouble: maybe(z.string()),
        at: maybe(z.object({ file: z.string(), line: z.int().min(1) })),
        released: maybe(z.string()),
      }),
    ),
    conflicts: z.object({
      majors: z.array(z.object({ name: z.string(), modules: z.array(moduleVersion) })),
      drags: z.array(z.object({ module: moduleVersion, by: moduleVersion, others: z.string() })),
    }),
    requirements: z.array(
      z.object({
        kind: z.enum(['unused', 'missing', 'should-be-direct', 'should-be-indirect']),
        path: z.string(),
        line: maybe(z.string()),
      }),
    ),
    remembered: maybe(z.object({ lists: whole, oldest: z.string(), hours: whole })).describe(
      'lists of versions that an earlier run asked for',
    ),
    gaps: z.array(treeGap),
    exitCode,
    seconds: z.number().min(0),
  }),
).meta({ title: 'What modwarden outdated found' })

// --- fix

const fixAdvisory = moduleVersion.extend({
  id: z.string(),
  aliases: strings,
  summary: z.string(),
  reached: maybe(z.boolean()).describe('the project’s code calls what is vulnerable; absent where nobody asked'),
})

const fixState = z.object({
  modules: whole,
  advisories: whole,
  reached: maybe(whole),
  integrity: maybe(z.object({ proven: whole, checked: whole, exitCode })),
})

const fixMove = z.object({
  path: z.string(),
  from: z.string().describe('empty for a module that is new'),
  to: z.string().describe('empty for one that goes'),
  asked: z.boolean().describe('go.mod asks for it; otherwise another one brings it along'),
  direct: z.boolean(),
  broughtBy: strings.describe('paths of the asked ones that bring it along'),
  because: maybe(z.string()).describe('why it moves where no requirement says so'),
  used: z.boolean().describe('a package of it is imported'),
  step: z.enum(['patch', 'minor', 'major', 'other', 'new', 'gone']),
  repairs: strings,
  proof: maybe(z.object({ h1: z.string(), by: z.enum(['checksum database', 'go.sum']), record: maybe(whole) })),
  adds: maybe(
    z.object({
      verdict: z.enum(['malicious', 'suspicious', 'clean']),
      incomplete: z.boolean(),
      risk: z.enum(['critical', 'high', 'medium', 'low', 'info', 'none']),
      because: z.string(),
      capabilities: strings,
      effects: whole,
      requirements: strings,
      files: whole,
    }),
  ),
  doubt: maybe(z.string()),
})

const fixReport = of<FixReport>()(
  z.object({
    schema: z.literal('modwarden/fix/1'),
    subject: z.object({ folder: z.string(), modules: strings }),
    scope: z.enum(['all', 'reachable', 'replace']),
    anyPrice: maybe(z.literal(true)).describe('whatever moves'),
    database: maybe(
      z.object({
        source: z.string(),
        modified: maybe(z.string()),
        fetched: maybe(z.string()),
        days: maybe(whole),
        modules: whole,
        offline: z.boolean(),
      }),
    ),
    status: z.enum(['nothing', 'planned', 'written', 'undone']),
    repaired: z.array(fixAdvisory),
    left: z.array(
      fixAdvisory.extend({
        kind: z
          .enum(['no-fix', 'held', 'major', 'replaced', 'conflict', 'dear', 'added', 'go'])
          .describe('dear: more modules would move than it is worth; added: it was not there before'),
        why: z.string(),
        moves: maybe(whole).describe('how many modules more would move'),
        next: maybe(z.string()).describe('a line that helps'),
      }),
    ),
    moves: z.array(fixMove),
    replaced: z.array(
      z.object({
        from: z.string(),
        to: z.string(),
        version: z.string(),
        files: z.array(z.object({ file: z.string(), imports: whole })),
        note: z.string(),
        source: z.string(),
      }),
    ),
    files: z.array(z.object({ file: z.string(), diff: strings })),
    goVersion: z.object({ before: z.string(), after: z.string() }),
    exact: z.boolean().describe('no better upgrade exists'),
    tried: whole.describe('build lists that were made'),
    before: fixState,
    after: maybe(fixState),
    tests: z.array(z.object({ command: z.string(), ok: z.boolean(), seconds: z.number().min(0), output: z.string() })),
    request: maybe(
      z.object({
        host: z.enum(['github', 'gitlab']),
        branch: z.string(),
        base: z.string(),
        title: z.string(),
        body: z.string(),
        url: maybe(z.string()),
        state: z.enum(['planned', 'created', 'updated', 'unchanged']),
      }),
    ),
    only: maybe(strings).describe('the advisories that were asked for, where not all were'),
    db: maybe(z.string()).describe('the database as --db named it'),
    takenBack: maybe(strings).describe('files of which an earlier run that was stopped was taken back first'),
    evidence: maybe(z.string()).describe('the folder with the files as they were'),
    unchecked: strings,
    next: strings,
    exitCode,
    seconds: z.number().min(0),
  }),
).meta({ title: 'What modwarden fix found and did' })

// --- vulns

const vulnLevel = z.enum(['symbol', 'package', 'module'])
const vulnFinding = of<VulnFinding>()(
  z.object({
    id: z.string().describe('GO-2024-2887'),
    aliases: strings,
    module: z
      .string()
      .describe('as it is built: the replacement, where there is one; stdlib and toolchain are Go itself'),
    version: z.string(),
    replaces: maybe(z.string()).describe('the module that it stands in for'),
    direct: z.boolean(),
    level: vulnLevel.describe('a vulnerable function is called, its package is imported, its module is required'),
    certain: z.boolean().describe('false where a function of an imported package may be called after all'),
    fixed: maybe(z.string()).describe('the first version with the repair'),
    severity,
    rated: z.boolean().describe('whether the severity comes from a CVSS vector'),
    score: maybe(z.number().min(0).max(10)),
    vector: maybe(z.string()),
    epss: maybe(z.number().min(0).max(1)),
    exploited: z.boolean().describe('whether it is known to be exploited'),
    reviewed: z.boolean(),
    used: z.boolean().describe('whether any package of the module is imported'),
    summary: z.string(),
    published: z.string(),
    doubt: maybe(z.string()).describe('why it may not hold; it counts for nothing then'),
    systems: strings.describe('the systems on which alone it holds'),
    packages: z.array(z.object({ path: z.string(), symbols: strings })),
    traces: z.array(
      z.object({
        package: z.string(),
        symbol: z.string(),
        certain: z.boolean(),
        steps: z.array(
          z.object({
            function: z.string(),
            package: z.string(),
            file: z.string(),
            line: whole,
            module: maybe(z.string()).describe('absent for the own code of the project'),
          }),
        ),
      }),
    ),
    imports: strings.describe('a chain of imports to a vulnerable package'),
    at: maybe(fileLine).describe('the line of the project that brings the module in'),
    remedy: z.string(),
    references: strings,
    waived: maybe(z.object({ owner: z.string(), reason: z.string(), expires: z.string() })),
  }),
).meta({ id: 'vulnerability' })

const vulnsReport = of<VulnsReport>()(
  z.object({
    schema: z.literal('modwarden/vulns/1'),
    subject: z.object({ kind: z.enum(['project', 'binary']), folder: z.string(), modules: strings }),
    engine: z.enum(['modwarden', 'govulncheck']),
    database: z.object({
      source: z.string(),
      modified: maybe(z.string()),
      fetched: maybe(z.string()),
      days: maybe(whole).describe('since it was changed'),
      modules: whole,
      offline: z.boolean(),
    }),
    go: maybe(
      z.object({
        version: z.string(),
        from: z.enum(['installed', 'toolchain line', 'go line', 'GOTOOLCHAIN', 'program']),
      }),
    ),
    threshold: vulnLevel.describe('from which level on a finding makes exit code 1'),
    platform: z.object({ goos: z.string(), goarch: z.string(), tags: strings, tests: z.boolean() }),
    findings: z.array(vulnFinding).describe('worst first'),
    left: strings.describe('what could not be looked at'),
    notes: strings,
    baseline: maybe(z.string()),
    waivers: maybe(
      z.object({
        used: z.array(waiverNote),
        expired: z.array(waiverNote),
        unused: z.array(waiverNote),
        refused: z.array(waiverNote),
      }),
    ),
    summary: z.object({
      symbol: whole,
      package: whole,
      module: whole,
      doubtful: whole,
      waived: whole,
      before: whole,
      modules: whole,
      packages: whole,
      seconds: z.number().min(0),
    }),
    exitCode,
  }),
).meta({ title: 'What modwarden vulns found' })

const auditScore = of<AuditScore>()(
  z.object({
    value: maybe(whole).describe('0 to 100; absent where a part was not looked at'),
    parts: z.array(z.object({ name: z.string(), points: whole, of: whole, why: z.string() })),
  }),
)

const auditTree = of<AuditTree>()(
  z.object({
    modules: whole,
    used: whole,
    tests: whole,
    tools: whole,
    retracted: z.array(z.string()),
    deprecated: z.array(z.string()),
    licences: z.array(z.object({ licence: z.string(), modules: whole })),
    unlicensed: z.array(z.string()),
    gaps: whole,
    list: maybe(
      z.array(
        z.object({
          path: z.string(),
          version: z.string(),
          replacedBy: maybe(moduleVersion),
          direct: z.boolean(),
          scope: z.enum(TREE_SCOPES),
          parent: z.string().describe('the module that requires it on the shortest way; empty: the project'),
          alone: whole.describe('how many others would leave with it'),
          licence: maybe(z.string()),
        }),
      ),
    ),
  }),
).describe('the modules beside the project, in numbers; licences as SPDX expressions')

const auditReport = of<AuditReport>()(
  z.object({
    schema: z.literal('modwarden/audit/1'),
    verify: verifyReport,
    scan: maybe(scanReport),
    vulns: maybe(vulnsReport),
    tree: maybe(auditTree),
    unchecked: maybe(z.object({ vulns: maybe(z.string()), tree: maybe(z.string()) })).describe(
      'parts that were not looked at, and why',
    ),
    at: maybe(z.string()).describe('when it was made'),
    source: maybe(z.object({ version: z.string(), commit: z.string(), changed: z.boolean() })).describe(
      'what is checked out',
    ),
    score: maybe(auditScore),
    exitCode,
  }),
).meta({ title: 'What modwarden audit found' })

// --- doctor

const layer = z.enum(['environment', 'user file', 'installation', 'default'])

const doctorReport = of<DoctorReport>()(
  z.object({
    schema: z.literal('modwarden/doctor/1'),
    subject: z.object({
      kind: z.enum(['environment', 'workflows']),
      folder: z.string(),
      go: maybe(z.string()),
      files: maybe(strings),
    }),
    settings: z.array(z.object({ name: z.string(), value: z.string(), layer })),
    findings: z.array(
      finding.extend({
        subject: z.string().describe('the setting or path that it is about'),
        layer: maybe(layer),
        because: z.string(),
        fixable: z.boolean(),
      }),
    ),
    changes: z.array(z.object({ kind: z.enum(['setting', 'mode', 'file']), path: z.string(), what: z.string() })),
    undo: maybe(z.string()).describe('the record that --undo uses'),
    unchecked: strings,
    exitCode,
  }),
).meta({ title: 'What modwarden doctor found' })

// --- compare

const sourceVerdict = z.enum(SOURCE_VERDICTS)

const comparedModule = of<ComparedModule>()(
  moduleVersion.extend({
    verdict: sourceVerdict,
    direct: z.boolean(),
    at: maybe(z.object({ file: z.string(), line: z.int() })),
    by: maybe(z.enum(['path', 'record'])).describe('who says where the repository is'),
    record: z.enum(['there', 'missing', 'false']).describe("what the proxy's .info says of the source"),
    repository: maybe(z.string()),
    folder: maybe(z.string()),
    revision: maybe(z.string()).describe('refs/tags/…, or the beginning of a commit'),
    commit: maybe(z.string()).describe('where the tag leads today'),
    commitTime: maybe(z.string()),
    recordedCommit: maybe(z.string()),
    recordedTime: maybe(z.string()),
    contents: maybe(z.enum(['same', 'differ'])),
    recordedContents: maybe(z.enum(['same', 'differ', 'gone'])),
    h1: maybe(z.string()),
    sourceH1: maybe(z.string()),
    integrity: status,
    compared: whole.describe('files that are in both'),
    differences: z.array(difference).describe('the first of differenceCount'),
    differenceCount: whole,
    inDifference: strings.describe('findings about the code that lie in the difference'),
    signing: maybe(
      z.object({
        by: z.enum(['tag', 'commit', 'none']),
        kind: maybe(z.enum(['OpenPGP', 'SSH', 'X.509'])),
        signer: maybe(z.string()),
        issuer: maybe(z.string()),
        verified: z.boolean(),
        committer: maybe(z.string()),
        earlier: whole.describe('earlier tags that were looked at'),
        newSigner: z.boolean(),
        newCommitter: z.boolean(),
      }),
    ),
    findings: z.array(
      z.object({ rule: z.string(), severity, message: z.string(), evidence: strings, remedy: z.string() }),
    ),
    reasons: strings,
    remedy: strings,
  }),
)

const compareReport = of<CompareReport>()(
  z.object({
    schema: z.literal('modwarden/compare/1'),
    subject: z.object({ kind: z.enum(['project', 'version']), folder: z.string(), modules: strings }),
    modules: z.array(comparedModule),
    summary: z.object({
      modules: whole,
      verdicts: z.record(sourceVerdict, whole),
      findings: z.record(severity, whole),
      rebuilt: whole.describe('zips made again from the source with the same h1'),
      seconds: z.number().min(0),
    }),
    exitCode,
  }),
).meta({ title: 'What modwarden compare found' })

// --- repair, clean, rebuild

const repairStatus = z.enum(['repaired', 'removed', 'sound', 'broken', 'failed', 'unchecked'])

const sumRepair = of<SumRepair>()(
  moduleVersion.extend({
    file: z.string(),
    line: z.int().min(1),
    found: z.string(),
    right: z.string(),
    status: z.enum(['told', 'replaced']),
  }),
)

const repairReport = of<RepairReport>()(
  z.object({
    schema: z.literal('modwarden/repair/1'),
    subject: z.object({ kind: z.enum(['project', 'cache']), folder: z.string() }),
    modules: z.array(
      moduleVersion.extend({
        status: repairStatus,
        parts: z.array(part),
        expected: maybe(z.object({ h1: maybe(z.string()), goMod: maybe(z.string()), by: z.string() })),
        evidence: maybe(z.string()).describe('the folder with the bad files and repair.json'),
        interrupted: maybe(z.string()).describe('when an earlier run began with it and was interrupted'),
        reasons: strings,
        remedy: strings,
      }),
    ),
    goSum: z.array(sumRepair),
    goSumEvidence: maybe(z.string()),
    goSumReason: maybe(z.string()).describe('why lines that were to be replaced were not'),
    vendor: z.boolean(),
    findings: z.array(finding),
    programs: maybe(z.array(program)),
    unreadPrograms: maybe(unreadPrograms),
    summary: z.object({
      checked: whole,
      status: z.record(repairStatus, whole),
      leftovers: whole,
      seconds: z.number().min(0),
    }),
    exitCode,
  }),
).meta({ title: 'What modwarden repair did' })

const cleanItem = of<CleanItem>()(
  z.object({
    name: z.string(),
    module: maybe(moduleVersion),
    bytes: whole,
    files: whole,
    used: maybe(z.string()),
    status: z.enum(['planned', 'removed', 'kept', 'failed']),
    evidence: maybe(z.string()),
    reason: maybe(z.string()),
  }),
)

const cleanReport = of<CleanReport>()(
  z.object({
    schema: z.literal('modwarden/clean/1'),
    subject: z.object({ kind: z.literal('cache'), folder: z.string() }),
    choice: z.enum(['bad', 'unused', 'older-than', 'all']),
    dryRun: z.boolean(),
    items: z.array(cleanItem),
    notes: strings,
    unchecked: whole,
    summary: z.object({
      modules: whole,
      chosen: whole,
      bytes: whole,
      leftovers: whole,
      seconds: z.number().min(0),
    }),
    exitCode,
  }),
).meta({ title: 'What modwarden clean removed or would remove' })

const rebuildStatus = z.enum(['sound', 'ready', 'added', 'replaced', 'broken', 'lacking'])

const rebuildReport = of<RebuildReport>()(
  z.object({
    schema: z.literal('modwarden/rebuild/1'),
    subject: z.object({ kind: z.literal('project'), folder: z.string(), cache: z.string() }),
    dryRun: z.boolean(),
    modules: z.array(
      moduleVersion.extend({
        status: rebuildStatus,
        goModOnly: z.boolean(),
        parts: z.array(part),
        evidence: maybe(z.string()),
        reasons: strings,
      }),
    ),
    goSum: z.array(sumRepair),
    others: z.array(cleanItem),
    notes: strings,
    summary: z.object({
      modules: whole,
      goModOnly: whole,
      status: z.record(rebuildStatus, whole),
      fetchedBytes: whole,
      otherBytes: whole,
      seconds: z.number().min(0),
    }),
    exitCode,
  }),
).meta({ title: 'What modwarden rebuild did or would do' })

// --- lines of ndjson

const state = z.enum(['ok', 'bad', 'open', 'skipped'])
const checkMembers = {
  name: z.string(),
  group: maybe(z.string()),
  state,
  summary: z.string(),
  parts: z.array(z.object({ name: z.string(), state, text: z.string() })),
  reasons: strings,
  values: maybe(z.array(z.object({ name: z.enum(['expected', 'found']), value: z.string(), by: z.string() }))),
  remedy: strings,
}

const ndjsonLine = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('start'),
      schema: z.literal('modwarden/ndjson/1'),
      version: maybe(z.string()),
      command: z.string(),
      subject: z.string(),
      folder: maybe(z.string()),
    }),
    z.object({ kind: z.literal('fact'), name: z.string(), state, text: z.string() }),
    z.object({ kind: z.literal('module'), ...moduleVersion.shape, ...checkMembers }),
    z.object({ kind: z.literal('check'), ...checkMembers }),
    z.object({ kind: z.literal('file'), of: z.string(), name: z.string(), text: z.string(), diff: strings }),
    finding.extend({
      kind: z.literal('finding'),
      rule: z
        .string()
        .regex(/^[A-Z][\w.-]+$/)
        .describe('the id of a rule, or of an advisory: GO-2024-2887'),
      at: maybe(z.object({ file: z.string(), line: z.int() })),
    }),
    z.object({
      kind: z.literal('end'),
      exitCode,
      conclusion: z.string(),
      seconds: maybe(z.number().min(0)),
      error: maybe(failure.shape.error),
    }),
  ])
  .meta({ title: 'One line of any report as NDJSON', description: 'the first line is start, the last one end' })

// --- what is kept in files

const base64 = z.string().regex(/^[A-Za-z0-9+/]+=*$/)

const proofs = z
  .object({
    schema: z.literal('modwarden/proofs/1'),
    database: z.string(),
    head: z.string().describe('the signed tree head as the database gave it: a note'),
    records: z.array(
      moduleVersion.extend({
        id: whole.describe('the record’s number'),
        text: z.string().describe('the record: go.sum lines'),
        proof: z.array(base64).max(64).describe('RFC 6962 audit path, the deepest hash first'),
      }),
    ),
  })
  .meta({ title: 'Proofs of a checksum database, to be carried to where it cannot be asked' })

const tree = z.object({ size: whole, hash: base64 })

const fork = z
  .object({
    schema: z.literal('modwarden/fork/1'),
    name: z.string(),
    key: z.string().describe('the verifier key that signed both heads'),
    older: tree,
    newer: tree,
    olderInNewer: base64.describe('the hash that the newer tree has for as many records as the older one'),
    proof: z.array(base64).describe('of olderInNewer in the newer tree'),
  })
  .meta({ title: 'Evidence that a checksum database signed two histories' })

const evidence = z
  .object({
    schema: z.literal('modwarden/evidence/1'),
    action: z.enum(['repair', 'clean', 'rebuild']),
    time: z.string(),
    who: z.string(),
    program: z.string(),
    go: z.record(z.string(), z.string()),
    module: moduleVersion,
    expected: z.object({
      zip: strings,
      goMod: strings,
      by: z.enum(['checksum database', 'go.sum']),
      record: maybe(whole),
    }),
    bad: z.array(part),
    found: z.record(z.string(), z.string()),
    files: z.array(
      z.object({
        part: z.string(),
        at: z.string(),
        name: z.string(),
        kind: z.enum(['file', 'link', 'other']),
        size: whole,
        mode: z.string(),
        mtime: z.string(),
        sha256: maybe(z.string()),
        target: maybe(z.string()),
        left: maybe(z.string()).describe('why there is no copy'),
      }),
    ),
    differences: z.array(difference),
    differenceCount: whole,
  })
  .meta({ title: 'What was kept of a module version before bad files were replaced: repair.json' })
