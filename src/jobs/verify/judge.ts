// What all that was found about one module version says together: pure, from evidence to a record and findings.
//
// Who is believed: the checksum database's proven record; without one, go.sum. Nothing in a cache is evidence for
// itself: .ziphash, zip and folder that agree with each other prove nothing.
import { moduleName, type Finding, type ModuleVersion } from '../../base/finding.ts'
import type { ModuleRecord, ModuleStatus, Part, PartState } from '../../report/verify.ts'
import type { Examined, Hashed } from '../../world/contents.ts'
import type { Evidence, SumLine } from './evidence.ts'
import { remedyLines } from './remedy.ts'

/** The record and findings of one module version. */
export interface Judgement {
  readonly record: ModuleRecord
  readonly findings: readonly Finding[]
}

interface Draft {
  readonly parts: Partial<Record<Part, PartState>>
  readonly found: Partial<Record<Part, string>>
  readonly reasons: string[]
  readonly remedy: string[]
  readonly findings: Finding[]
  unchecked: boolean
}

/** Judges one module version. */
export function judge(evidence: Evidence): Judgement {
  const { module, database } = evidence
  const draft: Draft = { parts: {}, found: {}, reasons: [], remedy: [], findings: [], unchecked: false }
  const proven = database.kind === 'proven' ? database : undefined
  const expectedH1 = proven?.h1 ?? distinct(evidence.sums?.zip)
  const expectedGoMod = proven?.goMod ?? distinct(evidence.sums?.goMod)

  judgeDatabase(evidence, draft)
  judgeSums(evidence, draft)
  judgeGoMod(evidence, expectedGoMod, draft)
  if (evidence.examined !== undefined) judgeContents(evidence, evidence.examined, expectedH1, draft)
  if (evidence.embedded !== undefined) judgeHashed(evidence, 'binary', evidence.embedded, expectedH1, draft)
  if (evidence.notInstalled !== undefined) {
    draft.unchecked = true
    draft.reasons.push(`it could not be put where go looks: ${evidence.notInstalled}`)
  }

  const broken = Object.values(draft.parts).some((state) => state === 'differs' || state === 'damaged')
  if (broken) draft.remedy.push(...remedyLines(evidence, draft.parts))
  const status: ModuleStatus = broken
    ? 'broken'
    : database.kind === 'absent'
      ? 'unlisted'
      : draft.unchecked
        ? 'unchecked'
        : proven === undefined
          ? 'unproven'
          : 'proven'
  const h1 = evidence.goModOnly ? undefined : expectedH1[0]
  const goMod = expectedGoMod[0]
  return {
    record: {
      path: module.path,
      version: module.version,
      status,
      direct: evidence.direct,
      goModOnly: evidence.goModOnly,
      ...(evidence.at === undefined ? {} : { at: evidence.at }),
      parts: draft.parts,
      ...(h1 === undefined && goMod === undefined
        ? {}
        : {
            expected: {
              ...(h1 === undefined ? {} : { h1 }),
              ...(goMod === undefined ? {} : { goMod }),
              by: proven === undefined ? 'go.sum' : 'checksum database',
            },
          }),
      ...(Object.keys(draft.found).length === 0 ? {} : { found: draft.found }),
      ...(proven === undefined ? {} : { record: proven.record }),
      reasons: draft.reasons,
      remedy: draft.remedy,
      byIndex: evidence.examined?.byIndex ?? false,
    },
    findings: draft.findings,
  }
}

function judgeDatabase(evidence: Evidence, draft: Draft): void {
  const { database, module } = evidence
  switch (database.kind) {
    case 'proven':
      draft.parts['checksum database'] = 'ok'
      return
    case 'absent':
      draft.parts['checksum database'] = 'absent'
      draft.reasons.push(
        'the checksum database surely has no such version: nobody ever downloaded it through the mirror',
      )
      draft.findings.push({
        rule: 'MW-INT-UNLISTED',
        severity: 'high',
        module,
        message: `${moduleName(module)} is not in the checksum database`,
        remedy: database.remedy === undefined ? [] : [database.remedy],
      })
      return
    case 'unasked':
      draft.parts['checksum database'] = 'unasked'
      draft.reasons.push(database.why)
      if (evidence.sums === undefined || noLine(evidence)) {
        draft.unchecked = true
        draft.reasons.push('and go.sum has no line for it, so nothing says what it should be')
      }
      return
    case 'private?':
      draft.parts['checksum database'] = 'private?'
      draft.unchecked = true
      draft.reasons.push(
        'not asked (private?): its host is not a well-known public one, and asking would tell its name',
      )
      draft.remedy.push(database.remedy)
      return
    case 'refuted':
      draft.parts['checksum database'] = 'differs'
      draft.reasons.push(`the checksum database's answer does not hold: ${database.why}`)
      draft.findings.push({
        rule: 'MW-INT-DATABASE',
        severity: 'critical',
        module,
        message: `the checksum database's answer for ${moduleName(module)} does not hold: ${database.why}`,
        remedy: ['see which proxy answers: go env GOPROXY GOSUMDB'],
      })
      return
    case 'unread':
      draft.parts['checksum database'] = 'unread'
      draft.unchecked = true
      draft.reasons.push(`the checksum database could not be asked: ${database.why}`)
      if (database.remedy !== undefined) draft.remedy.push(database.remedy)
  }
}

function noLine(evidence: Evidence): boolean {
  const sums = evidence.sums
  if (sums === undefined) return true
  const present =
    evidence.embedded !== undefined || (evidence.examined !== undefined && evidence.examined.zip.kind !== 'absent')
  return evidence.goModOnly || !present ? sums.goMod.length === 0 : sums.zip.length === 0
}

/** go accepts a zip that equals any h1 line of go.sum, so every such line must be what the database says. */
function judgeSums(evidence: Evidence, draft: Draft): void {
  const { sums, database, module } = evidence
  if (sums === undefined) return
  const lines = [...sums.zip, ...sums.goMod]
  if (lines.length === 0) {
    draft.parts['go.sum'] = 'absent'
    return
  }
  draft.parts['go.sum'] = 'ok'
  const wrong: { readonly line: SumLine; readonly expected: string; readonly what: string }[] = []
  if (database.kind === 'proven') {
    for (const line of sums.zip)
      if (!database.h1.includes(line.hash)) wrong.push({ line, expected: join(database.h1), what: 'zip' })
    for (const line of sums.goMod)
      if (!database.goMod.includes(line.hash)) wrong.push({ line, expected: join(database.goMod), what: 'go.mod' })
  } else {
    if (distinct(sums.zip).length > 1)
      for (const line of sums.zip) wrong.push({ line, expected: 'one hash', what: 'zip' })
    if (distinct(sums.goMod).length > 1)
      for (const line of sums.goMod) wrong.push({ line, expected: 'one hash', what: 'go.mod' })
  }
  for (const { line, expected, what } of wrong) {
    draft.parts['go.sum'] = 'differs'
    draft.found['go.sum'] = line.hash
    draft.findings.push({
      rule: 'MW-INT-GOSUM',
      severity: 'critical',
      module,
      file: line.file,
      line: line.line,
      message: `go.sum has another hash for the ${what} of ${moduleName(module)} than was agreed on`,
      evidence: [`expected ${expected}`, `found    ${line.hash}`],
    })
  }
}

function judgeGoMod(evidence: Evidence, expected: readonly string[], draft: Draft): void {
  const { goMod, module, paths } = evidence
  switch (goMod.kind) {
    case 'absent':
      return
    case 'unreadable':
      draft.parts['.mod'] = 'unread'
      draft.unchecked = true
      draft.reasons.push(`the cached go.mod could not be read: ${goMod.why}`)
      return
    case 'damaged':
      draft.parts['.mod'] = 'damaged'
      draft.findings.push(
        broken(
          'MW-INT-GOMOD',
          module,
          paths.mod,
          `the cached go.mod of ${moduleName(module)} is damaged: ${goMod.why}`,
          [],
        ),
      )
      return
    case 'hashed':
      if (expected.length === 0) {
        draft.parts['.mod'] = 'unread'
        if (evidence.database.kind !== 'absent') noExpectation(evidence, draft)
        return
      }
      if (expected.includes(goMod.h1)) {
        draft.parts['.mod'] = 'ok'
        return
      }
      draft.parts['.mod'] = 'differs'
      draft.found['.mod'] = goMod.h1
      if (evidence.sent.goMod) {
        draft.findings.push(sentOther('MW-INT-GOMOD', module, 'go.mod', expected, goMod.h1))
        return
      }
      draft.findings.push(
        broken(
          'MW-INT-GOMOD',
          module,
          paths.mod,
          `the cached go.mod of ${moduleName(module)} is not the one that was agreed on`,
          [`expected ${join(expected)}`, `found    ${goMod.h1}`],
        ),
      )
  }
}

function judgeContents(evidence: Evidence, examined: Examined, expected: readonly string[], draft: Draft): void {
  const { module, paths } = evidence
  const name = moduleName(module)
  judgeHashed(evidence, 'zip', examined.zip, expected, draft)
  judgeHashed(evidence, 'folder', examined.folder, expected, draft)
  if (examined.ziphash === undefined) {
    // go computes a missing or torn .ziphash anew from the zip, so this is harmless (CONTRACTS §3).
    if (examined.zip.kind !== 'absent') draft.parts['.ziphash'] = 'absent'
  } else if (expected.length === 0) {
    draft.parts['.ziphash'] = 'unread'
  } else if (expected.includes(examined.ziphash)) {
    draft.parts['.ziphash'] = 'ok'
  } else {
    draft.parts['.ziphash'] = 'differs'
    draft.found['.ziphash'] = examined.ziphash
    draft.findings.push(
      broken('MW-INT-ZIPHASH', module, paths.ziphash, `.ziphash of ${name} is not the hash that was agreed on`, [
        `expected ${join(expected)}`,
        `found    ${examined.ziphash}`,
      ]),
    )
  }
  const { zip, folder } = examined
  if (expected.length === 0 && zip.kind === 'hashed' && folder.kind === 'hashed' && zip.h1 !== folder.h1) {
    draft.parts.folder = 'differs'
    draft.found.folder = folder.h1
    draft.findings.push(
      broken('MW-INT-FOLDER', module, paths.folder, `the extracted folder of ${name} is not what its zip holds`, [
        `zip    ${zip.h1}`,
        `folder ${folder.h1}`,
      ]),
    )
  }
  if (zip.kind === 'absent' && folder.kind === 'absent' && evidence.contentsNeeded) {
    draft.parts.zip = 'unread'
    draft.unchecked = true
    draft.reasons.push(
      `neither its zip nor its folder is here${evidence.missing === undefined ? '' : `: ${evidence.missing}`}`,
    )
  }
}

/** What holds or witnesses a module version's contents. */
const CONTENTS = {
  zip: { rule: 'MW-INT-ZIP', what: 'zip' },
  folder: { rule: 'MW-INT-FOLDER', what: 'extracted folder' },
  binary: { rule: 'MW-INT-BINARY', what: 'embedded sum' },
} as const

function judgeHashed(
  evidence: Evidence,
  part: keyof typeof CONTENTS,
  hashed: Hashed,
  expected: readonly string[],
  draft: Draft,
): void {
  const { module, paths } = evidence
  const name = moduleName(module)
  const { rule, what } = CONTENTS[part]
  switch (hashed.kind) {
    case 'absent':
      return
    case 'unreadable':
      draft.parts[part] = 'unread'
      draft.unchecked = true
      draft.reasons.push(part === 'binary' ? hashed.why : `its ${what} could not be read: ${hashed.why}`)
      return
    case 'damaged':
      draft.parts[part] = 'damaged'
      if (part === 'zip' && evidence.sent.zip) {
        draft.findings.push(sentOther(rule, module, part, expected, hashed.why))
        return
      }
      draft.reasons.push(hashed.why)
      draft.findings.push(
        broken(rule, module, paths[part] ?? '', `the ${what} of ${name} is damaged: ${hashed.why}`, []),
      )
      return
    case 'hashed':
      if (expected.length === 0) {
        draft.parts[part] = 'unread'
        if (evidence.database.kind !== 'absent') noExpectation(evidence, draft)
        return
      }
      if (expected.includes(hashed.h1)) {
        draft.parts[part] = 'ok'
        return
      }
      draft.parts[part] = 'differs'
      draft.found[part] = hashed.h1
      if (part === 'zip' && evidence.sent.zip) {
        draft.findings.push(sentOther(rule, module, part, expected, hashed.h1))
        return
      }
      draft.findings.push(
        broken(rule, module, paths[part] ?? '', `the ${what} of ${name} is not what was agreed on`, [
          `expected ${join(expected)}`,
          `found    ${hashed.h1}`,
        ]),
      )
  }
}

function noExpectation(evidence: Evidence, draft: Draft): void {
  draft.unchecked = true
  const text =
    evidence.sums === undefined
      ? 'nothing says what it should be'
      : 'neither go.sum nor the checksum database says what it should be'
  if (!draft.reasons.includes(text)) draft.reasons.push(text)
}

function broken(
  rule: string,
  module: ModuleVersion,
  file: string,
  message: string,
  evidence: readonly string[],
): Finding {
  return { rule, severity: 'critical', module, file, message, evidence }
}

/** A finding without a file: what a proxy sent was not kept. */
function sentOther(
  rule: string,
  module: ModuleVersion,
  what: string,
  expected: readonly string[],
  found: string,
): Finding {
  return {
    rule,
    severity: 'critical',
    module,
    message: `a proxy sent another ${what} of ${moduleName(module)} than was agreed on; it was not kept`,
    evidence: [`expected ${join(expected)}`, `found    ${found}`],
  }
}

function distinct(lines: readonly SumLine[] | undefined): readonly string[] {
  return [...new Set((lines ?? []).map((line) => line.hash))]
}

function join(hashes: readonly string[]): string {
  return hashes.length === 0 ? 'no hash' : hashes.join(' or ')
}
