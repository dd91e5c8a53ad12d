// The view of a doctor report, which all formats but text and JSON are made of.
import type { DoctorReport } from '../doctor.ts'
import { severityWords, whereWords } from '../doctortext.ts'
import type { Check, Fact, View } from '../view.ts'
import { count } from '../words.ts'

/** The view of a `doctor` report. */
export function doctorView(report: DoctorReport): View {
  const { subject, findings, unchecked, exitCode } = report
  const sound = findings.length === 0 && unchecked.length === 0
  return {
    command: 'doctor',
    subject: subject.kind === 'workflows' ? 'workflow files' : 'the environment of go',
    folder: subject.folder,
    // What is no file of the repository, a setting, is shown at its go.mod.
    folderKind: 'project',
    findings,
    checks: [
      ...findings.map((finding): Check => ({
        name: `${finding.rule} ${finding.subject}`,
        state: 'bad',
        summary: finding.message,
        parts: [],
        reasons: [whereWords(finding), finding.because].filter((text) => text !== ''),
        files: [],
        remedy: finding.remedy ?? [],
      })),
      ...unchecked.map((what): Check => ({
        name: what,
        state: 'open',
        summary: what,
        parts: [],
        reasons: [],
        files: [],
        remedy: [],
      })),
    ],
    facts: [
      ...(subject.go === undefined ? [] : [{ name: 'go', state: 'ok', text: subject.go } as const]),
      ...(subject.files === undefined
        ? []
        : [{ name: 'files', state: 'ok', text: count(subject.files.length, 'workflow file') } as const]),
      ...report.changes.map((change): Fact => ({
        name: 'changed',
        state: 'ok',
        text: `${change.path}: ${change.what}`,
      })),
    ],
    conclusion: sound
      ? 'ok: nothing weakens the checks.'
      : exitCode === 1
        ? `FAIL: something makes the checks ineffective (${severityWords(report)}).`
        : exitCode === 3
          ? 'INCOMPLETE: not everything could be looked at.'
          : `ok: the checks hold, with notes (${severityWords(report)}).`,
    exitCode,
    error: undefined,
    seconds: undefined,
  }
}
