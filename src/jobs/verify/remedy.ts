// The commands that repair a module version whose parts disagree. They are printed to be pasted, so nothing in them is
// more than a word to the shell.
import { moduleName } from '../../base/finding.ts'
import type { ModuleRecord, Part } from '../../report/verify.ts'
import type { Evidence } from './evidence.ts'
import { shellQuoted } from '../../base/shellword.ts'

/** The lines that repair a module version whose parts disagree. */
export function remedyLines(evidence: Evidence, parts: ModuleRecord['parts']): string[] {
  const { module, sent } = evidence
  const lines: string[] = []
  if (sent.zip || sent.goMod) lines.push('go env GOPROXY   # see which proxy answers, and ask whoever runs it')
  const kept: Readonly<Partial<Record<Part, boolean>>> = { zip: !sent.zip, '.mod': !sent.goMod }
  const bad = (part: Part): boolean => (parts[part] === 'differs' || parts[part] === 'damaged') && kept[part] !== false
  const name = shellQuoted(moduleName(module))
  if (bad('go.sum')) lines.push(`modwarden repair --go-sum ${name}`)
  else if (bad('zip') || bad('.ziphash') || bad('.mod') || bad('folder')) lines.push(`modwarden repair ${name}`)
  if (bad('folder') || bad('zip')) lines.push('go clean -cache   # drops build results made from the bad files')
  return lines
}
