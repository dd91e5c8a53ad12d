// The view of a why report.
import { moduleName } from '../../base/finding.ts'
import type { View } from '../view.ts'
import type { WhyReport } from '../why.ts'
import { whyConclusion, whyVerdict } from '../whytext.ts'
import { gapFinding } from './tree.ts'

/** The view of a `why` report. */
export function whyView(report: WhyReport): View {
  const { subject, asked, requirers, packages, module, without, alone } = report
  const deciding = requirers.filter((r) => r.decides).map((r) => (r.version === '' ? r.path : moduleName(r)))
  return {
    command: 'why',
    subject: asked,
    folder: subject.folder,
    folderKind: 'project',
    findings: report.gaps.map(gapFinding),
    checks: [
      ...requirers
        .filter((r) => r.selected)
        .map((r) => ({
          name: r.version === '' ? r.path : moduleName(r),
          group: 'required by',
          state: 'ok' as const,
          summary: `asks for ${r.needs}${r.indirect ? ', // indirect' : ''}${r.decides ? ', decides' : ''}`,
          parts: [],
          reasons: [],
          files: [],
          remedy: [],
        })),
      ...packages.map((p) => ({
        name: p.path,
        group: 'packages used',
        state: 'ok' as const,
        summary: `${p.scope}, imported by ${p.importerCount}${p.symbols.length === 0 ? '' : `: ${p.symbols.map((s) => s.name).join(', ')}`}`,
        parts: [],
        reasons: [],
        files: [],
        remedy: [],
      })),
    ],
    facts: [
      { name: 'what', state: 'ok', text: whyVerdict(report) },
      ...(module === undefined || deciding.length === 0
        ? []
        : [
            {
              name: 'version',
              state: 'ok' as const,
              text: `${deciding.join(', ')}; without: ${without ?? 'not in the build'}`,
            },
          ]),
      { name: 'alone', state: 'ok', text: `${alone.length} modules hang on it` },
    ],
    conclusion: whyConclusion(report),
    exitCode: report.exitCode,
    error: undefined,
    seconds: report.seconds,
    again: `modwarden why ${asked}`,
  }
}
