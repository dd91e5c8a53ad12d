// The verify report put together from judgements: counts, files, findings and the exit code.
import path from 'node:path'
import type { Finding } from '../../base/finding.ts'
import { worstExit } from '../../report/exit.ts'
import type {
  Count,
  DatabaseUse,
  ExitCode,
  FileRecord,
  ModuleRecord,
  ModuleStatus,
  Part,
  PartState,
  VerifyReport,
} from '../../report/verify.ts'
import type { Examined, Hashed } from '../../world/contents.ts'
import type { Judgement } from './judge.ts'
import type { VendorResult } from './vendor.ts'

/** One judged module version with what was read of it. */
export interface Counted {
  readonly judgement: Judgement
  readonly examined: Examined | undefined
  readonly goMod: Hashed
  /** Whether its contents came over the network in this run. */
  readonly fetched: boolean
  readonly folder: string
}

/** Everything a report is made of. */
export interface Tally {
  readonly subject: VerifyReport['subject']
  readonly database: DatabaseUse | undefined
  readonly judged: readonly Counted[]
  readonly vendor: VendorResult
  /** How many go.mod files of the graph could not be had. */
  readonly graphMissing: number
  readonly findings: readonly Finding[]
  /** Whether something that had to be checked could not be, besides module versions. */
  readonly incomplete?: boolean
  readonly replaced: number
  readonly unused: number
  readonly requireProof: boolean
  readonly seconds: number
}

/** Makes the report. */
export function summarize(tally: Tally): VerifyReport {
  const { judged, vendor } = tally
  const modules = judged.map((c) => c.judgement.record)
  const files = judged.flatMap(fileRecords)
  const findings = [...judged.flatMap((c) => c.judgement.findings), ...vendor.findings, ...tally.findings]
  const contents = judged.filter((c) => !c.judgement.record.goModOnly)
  const status: Record<ModuleStatus, number> = { proven: 0, unproven: 0, broken: 0, unlisted: 0, unchecked: 0 }
  for (const m of modules) status[m.status]++
  const hashed = (part: 'zip' | 'folder'): number =>
    contents.filter((c) => c.examined !== undefined && c.examined[part].kind !== 'absent').length
  const listed = contents.filter((c) => hasLines(c.judgement.record.parts['go.sum']))
  const count = (part: Part, of: number): Count => ({
    ok: contents.filter((c) => c.judgement.record.parts[part] === 'ok').length,
    of,
  })
  const extracted = contents.map((c) => filesOf(c))
  const asked = modules.filter(
    (m) => m.parts['checksum database'] !== undefined && m.parts['checksum database'] !== 'unasked',
  )
  const withGoMod = judged.filter((c) => c.goMod.kind !== 'absent')
  const read = contents.filter((c) => isRead(c.examined))
  const byIndex = read.filter((c) => c.examined?.byIndex === true).length
  return {
    schema: 'modwarden/verify/1',
    subject: tally.subject,
    database: tally.database,
    modules,
    files: [...files, ...vendor.files],
    findings,
    summary: {
      modules: contents.length,
      goModOnly: modules.length - contents.length,
      direct: modules.filter((m) => m.direct).length,
      status,
      zips: count('zip', hashed('zip')),
      folders: count('folder', hashed('folder')),
      files: { ok: sum(extracted.map((e) => e.ok)), of: sum(extracted.map((e) => e.of)) },
      goMods: { ok: withGoMod.filter((c) => c.judgement.record.parts['.mod'] === 'ok').length, of: withGoMod.length },
      goSum: { ok: listed.filter((c) => c.judgement.record.parts['go.sum'] === 'ok').length, of: listed.length },
      proofs: { ok: asked.filter((m) => m.parts['checksum database'] === 'ok').length, of: asked.length },
      vendor: { ok: vendor.ok, of: vendor.of },
      ...(tally.subject.kind === 'binary'
        ? { embedded: count('binary', contents.filter((c) => c.judgement.record.parts.binary !== 'unread').length) }
        : {}),
      unused: tally.unused,
      replaced: tally.replaced,
      bytes: sum(read.map((c) => bytesOf(c.examined))),
      byIndex,
      rehashed: read.length - byIndex,
      fetched: judged.filter((c) => c.fetched).length,
      seconds: Math.round(tally.seconds * 1000) / 1000,
    },
    exitCode: exitOf(tally, modules, findings),
  }
}

function exitOf(tally: Tally, modules: readonly ModuleRecord[], findings: readonly Finding[]): ExitCode {
  const codes: ExitCode[] = []
  for (const m of modules) {
    if (m.status === 'broken') codes.push(4)
    if (m.status === 'unlisted') codes.push(1)
    if (m.status === 'unchecked') codes.push(3)
    if (m.status === 'unproven' && tally.requireProof) codes.push(3)
  }
  if (findings.some((f) => f.severity === 'critical')) codes.push(4)
  if (findings.some((f) => f.severity === 'high')) codes.push(1)
  if (tally.incomplete === true) codes.push(3)
  if (tally.graphMissing > 0 || tally.vendor.unchecked.some((u) => u.module.version !== '')) codes.push(3)
  return worstExit(codes)
}

function fileRecords(counted: Counted): FileRecord[] {
  const { path: modulePath, version } = counted.judgement.record
  // Where the folder is as agreed and its zip is not, the files that tell them apart are the zip's fault.
  if (counted.judgement.record.parts.folder === 'ok') return []
  return (counted.examined?.differences ?? []).map((difference) => ({
    ...difference,
    path: modulePath,
    version,
    part: 'folder',
    where: path.join(counted.folder, difference.name),
  }))
}

/** Extracted files and how many of them are what was agreed on. */
function filesOf(counted: Counted): Count {
  const { examined, judgement } = counted
  if (examined === undefined || examined.folder.kind !== 'hashed') return { ok: 0, of: 0 }
  const of = examined.folder.files
  if (judgement.record.parts.folder === 'ok') return { ok: of, of }
  const bad = examined.differences.filter((d) => d.kind !== 'removed').length
  return { ok: bad === 0 ? 0 : Math.max(0, of - Math.max(bad, examined.differenceCount)), of }
}

function hasLines(state: PartState | undefined): boolean {
  return state !== undefined && state !== 'absent'
}

function isRead(examined: Examined | undefined): boolean {
  return examined !== undefined && (examined.zip.kind === 'hashed' || examined.folder.kind === 'hashed')
}

function bytesOf(examined: Examined | undefined): number {
  if (examined?.zip.kind === 'hashed') return examined.zip.bytes
  return examined?.folder.kind === 'hashed' ? examined.folder.bytes : 0
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0)
}
