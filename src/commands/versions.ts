// modwarden version: this program, what it runs on, the keys and forms of documents that it knows. Opens no connection.
import { isWardenError } from '../base/errors.ts'
import { createGo } from '../io/goenv.ts'
import { printable } from '../report/printable.ts'
import type { ExitCode } from '../report/verify.ts'
import type { Document } from '../report/view.ts'
import { DEFAULT_SUMDB, parseGoSumdb } from '../sumdb/gosumdb.ts'
import type { Invocation, ReportFlags } from './flags/reportflags.ts'
import { emit } from './run/output.ts'
import { VERSION } from './version.ts'

/** `modwarden/version/1`. */
export interface VersionDocument extends Document {
  readonly schema: 'modwarden/version/1'
  readonly version: string
  readonly runtime: { readonly name: 'node' | 'bun'; readonly version: string }
  /** `linux/x64`. */
  readonly platform: string
  /** `go1.26.8`; `null` where no go command is found, or it does not work. */
  readonly go: string | null
  /** Verifier keys of the checksum databases that are known by name. */
  readonly databases: readonly string[]
  /** Every form of document that this version writes. */
  readonly schemas: readonly string[]
}

/** The forms of documents, each with its number. */
const SCHEMAS: readonly string[] = [
  'modwarden/audit/1',
  'modwarden/clean/1',
  'modwarden/compare/1',
  'modwarden/config/1',
  'modwarden/diff/1',
  'modwarden/doctor/1',
  'modwarden/error/1',
  'modwarden/evidence/1',
  'modwarden/feed/1',
  'modwarden/fix/1',
  'modwarden/fork/1',
  'modwarden/ndjson/1',
  'modwarden/outdated/1',
  'modwarden/policy-diff/1',
  'modwarden/policy-facts/1',
  'modwarden/policy-replay/1',
  'modwarden/policy-test/1',
  'modwarden/policy/1',
  'modwarden/proofs/1',
  'modwarden/rebuild/1',
  'modwarden/repair/1',
  'modwarden/rules/1',
  'modwarden/scan/1',
  'modwarden/statistics/1',
  'modwarden/store/1',
  'modwarden/tokens/1',
  'modwarden/tree/1',
  'modwarden/verify/1',
  'modwarden/version/1',
  'modwarden/vulns/1',
  'modwarden/waivers/1',
  'modwarden/who/1',
  'modwarden/why/1',
]

/** Runs `version`. */
export async function versionCommand(flags: ReportFlags, invocation: Invocation): Promise<ExitCode> {
  const database = parseGoSumdb(DEFAULT_SUMDB)
  const { bun } = process.versions
  const document: VersionDocument = {
    schema: 'modwarden/version/1',
    version: VERSION,
    runtime: { name: bun === undefined ? 'node' : 'bun', version: bun ?? process.versions.node },
    platform: `${process.platform}/${process.arch}`,
    go: await goVersion(invocation),
    databases: database.kind === 'on' ? [database.verifier.key] : [],
    schemas: SCHEMAS,
    exitCode: 0,
  }
  return emit(flags, invocation, document, () => versionText(document))
}

async function goVersion({ terminal }: Invocation): Promise<string | null> {
  try {
    return (await createGo({ env: terminal.env }).settings()).goVersion ?? null
  } catch (error) {
    // A broken go, or none of the folders it needs: what version this is can be said all the same.
    if (isWardenError(error, 'config', 'io')) return null
    throw error
  }
}

function versionText(document: VersionDocument): string {
  const { runtime } = document
  const lines = [
    `modwarden  ${document.version}`,
    `${runtime.name.padEnd(9)}  ${runtime.version}, ${document.platform}`,
    `go         ${document.go ?? 'not found'}`,
    ...document.databases.map((key) => `database   ${key}`),
    `schemas    ${document.schemas.map((schema) => schema.replace('modwarden/', '')).join(' ')}`,
  ]
  return printable(`${lines.join('\n')}\n`)
}
