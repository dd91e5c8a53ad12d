// Findings as every format wants them: worst first, each once, with a place in the project's own files. Code hosts
// show a finding at a file of the repository; a path in somebody's module cache says nothing to them.
import path from 'node:path/posix'
import { compareBytes } from '../../base/bytes.ts'
import type { Severity } from '../../base/finding.ts'
import type { Located, View } from '../view.ts'

/** The severities, gravest first. */
const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info']

/** A line of a file, the file relative to the repository's root with slashes. */
export interface RepositoryLine {
  readonly file: string
  readonly line: number
}

/** Findings worst first, then by rule, module and place; of those that say the same only one. */
export function worstFirst(findings: readonly Located[]): Located[] {
  const kept = new Map<string, Located>()
  for (const finding of findings) {
    const { rule, module, file, line, message } = finding
    const key = JSON.stringify([rule, module?.path, module?.version, file, line, message])
    if (!kept.has(key)) kept.set(key, finding)
  }
  return [...kept.values()].sort(
    (a, b) =>
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      compareBytes(a.rule, b.rule) ||
      compareBytes(a.module?.path ?? '', b.module?.path ?? '') ||
      compareBytes(a.module?.version ?? '', b.module?.version ?? '') ||
      compareBytes(a.at?.file ?? a.file ?? '', b.at?.file ?? b.file ?? '') ||
      (a.at?.line ?? a.line ?? 0) - (b.at?.line ?? b.line ?? 0) ||
      compareBytes(a.message, b.message),
  )
}

/**
 * Where a code host shows a finding: its `at`, otherwise its own file where that lies in the repository, otherwise the
 * first line of the project's go.mod. `undefined` where there is no project. For a folder that is in no repository the
 * file is relative to that folder.
 */
export function repositoryLine(view: View, finding: Located): RepositoryLine | undefined {
  const { at, file, line } = finding
  return (
    (at === undefined ? undefined : inRepository(view, at.file, at.line)) ??
    (file === undefined ? undefined : inRepository(view, file, line ?? 1)) ??
    (view.folderKind === 'project' ? inRepository(view, 'go.mod', 1) : undefined)
  )
}

/** Whether the view's folder lies in a repository: not the module cache, nor a folder of programs. */
export function isRepository(view: View): boolean {
  return view.folderKind === undefined || view.folderKind === 'project'
}

/** A file, absolute or relative to the view's folder, as the repository names it; `undefined` for one outside it. */
export function inRepository(view: View, file: string, line: number): RepositoryLine | undefined {
  const folder = view.folder ?? view.root
  if (folder === undefined) return undefined
  const root = isRepository(view) ? (view.root ?? folder) : folder
  const relative = path.relative(root, path.resolve('/', folder, file))
  if (relative === '' || relative === '..' || relative.startsWith('../')) return undefined
  return { file: relative, line: Math.max(1, line) }
}
