// Reports and views for tests of formats: sound, broken, and with names that try to break out of each format.
import type { ModuleRecord, ModuleStatus, VerifyReport } from '../../src/report/verify.ts'
import type { Located, View } from '../../src/report/view.ts'

/** A record of a module version. */
export function moduleRecord(path: string, status: ModuleStatus, more: Partial<ModuleRecord> = {}): ModuleRecord {
  return {
    path,
    version: 'v1.0.0',
    status,
    direct: true,
    goModOnly: false,
    parts: { 'checksum database': 'ok' },
    reasons: [],
    remedy: [],
    byIndex: false,
    ...more,
  }
}

/** A verify report of these modules. */
export function verifyReport(modules: readonly ModuleRecord[], more: Partial<VerifyReport> = {}): VerifyReport {
  const status: Record<ModuleStatus, number> = { proven: 0, unproven: 0, broken: 0, unlisted: 0, unchecked: 0 }
  for (const m of modules) status[m.status]++
  const none = { ok: 0, of: 0 }
  return {
    schema: 'modwarden/verify/1',
    subject: { kind: 'project', folder: '/p', modules: ['example.com/p'], go: 'go1.26.8' },
    database: {
      name: 'sum.example',
      treeSize: 71769961,
      rootHash: '',
      consistentWith: 'the remembered head',
      lookups: 0,
      cachedLookups: 0,
      tileRequests: 0,
      tileBytes: 0,
    },
    modules,
    files: [],
    findings: [],
    summary: {
      modules: modules.length,
      goModOnly: 0,
      direct: modules.length,
      status,
      zips: { ok: modules.length, of: modules.length },
      folders: none,
      files: none,
      goMods: none,
      goSum: none,
      proofs: none,
      vendor: none,
      unused: 0,
      replaced: 0,
      bytes: 2_100_000_000,
      byIndex: 0,
      rehashed: modules.length,
      fetched: 0,
      seconds: 1.94,
    },
    exitCode: status.broken > 0 ? 4 : status.unlisted > 0 ? 1 : status.unchecked > 0 ? 3 : 0,
    ...more,
  }
}

/** A view with nothing in it. */
export function emptyView(more: Partial<View> = {}): View {
  return {
    command: 'verify',
    subject: 'example.com/p',
    folder: '/repo/p',
    folderKind: 'project',
    root: '/repo',
    version: '0.1.0',
    findings: [],
    checks: [],
    facts: [],
    conclusion: 'ok: every module is the one the world agreed on.',
    exitCode: 0,
    error: undefined,
    seconds: 1,
    ...more,
  }
}

/** Words that mean something in one format or another. */
export const HOSTILE: readonly string[] = [
  '<script>alert(1)</script>',
  '</code></failure></testcase> ]]> <!-- --> &amp; &#0;',
  'a | b \\| c \\\\| d',
  '`code` ``two`` ```three\n```\n# heading\n- list\n1. one',
  '[link](https://evil.example) ![image](x) <https://evil.example> www.evil.example @everyone',
  '%0A::error::owned\r\n::set-env name=X::y\n##[error]owned',
  'file=a,line=1,title=b:c',
  '{0} {{1}} $x$ $(id) `id` \'quoted\' "double"',
  '\u0000\u0007\u001B[31mred\u001B[0m\u0085\u009B\u2028\u2029\u202Eabc\u2066\uFFFE\uFFFF\uD800',
  '*bold* _it_ ~~gone~~ #1 GH-1 :smile: | --- |',
]

/** A view in which every text from outside is hostile. */
export function hostileView(): View {
  const findings = HOSTILE.map((text): Located => ({
    rule: 'MW-INT-FOLDER',
    severity: 'critical',
    module: { path: `example.com/${text}`, version: text },
    file: `/cache/${text}`,
    line: 3,
    message: text,
    evidence: [text],
    remedy: [text],
    at: { file: `sub dir/${text.replaceAll('/', '')}.mod`, line: 7 },
  }))
  return emptyView({
    subject: HOSTILE.join(' '),
    exitCode: 4,
    conclusion: `FAIL: ${HOSTILE.join(' ')}`,
    findings,
    checks: HOSTILE.map((text) => ({
      name: text,
      group: text,
      state: 'bad',
      summary: text,
      parts: [{ name: text, state: 'bad', text }],
      reasons: [text],
      files: [{ name: text, text, diff: [`1 + ${text}`, text] }],
      remedy: [text],
    })),
    facts: HOSTILE.map((text) => ({ name: text, state: 'bad', text })),
  })
}

/** A view of a run that failed for hostile reasons. */
export function hostileFailure(text: string): View {
  const error = { code: 'config' as const, message: text, place: { file: `/repo/${text}`, line: 2 }, remedy: text }
  return emptyView({ subject: '', exitCode: 2, conclusion: `NOT RUN: ${text}`, error, seconds: undefined })
}
