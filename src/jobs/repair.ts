// The commands that repair a module version whose parts disagree: remove what is bad, and let go fetch it again, proven.
// They are printed to be pasted, so nothing in them is more than a word to the shell.
import { moduleName, type ModuleVersion } from '../base/finding.ts'
import type { ModuleRecord, Part } from '../report/verify.ts'
import type { Evidence } from './evidence.ts'

/** The lines that repair a module version whose parts disagree. */
export function repairLines(evidence: Evidence, parts: ModuleRecord['parts']): string[] {
  const { paths, module, sent } = evidence
  const lines: string[] = []
  if (sent.zip || sent.goMod) lines.push('go env GOPROXY   # see which proxy answers, and ask whoever runs it')
  const kept: Readonly<Partial<Record<Part, boolean>>> = { zip: !sent.zip, '.mod': !sent.goMod }
  const bad = (part: Part): boolean => (parts[part] === 'differs' || parts[part] === 'damaged') && kept[part] !== false
  const remove: string[] = []
  if (bad('zip') || bad('.ziphash')) remove.push(paths.zip, paths.ziphash)
  if (bad('.mod')) remove.push(paths.mod)
  if (bad('folder') || bad('zip')) {
    lines.push(`chmod -R u+w ${shellQuote(paths.folder)} && rm -rf ${shellQuote(paths.folder)}`)
  }
  if (remove.length > 0) lines.push(`rm -f ${remove.map(shellQuote).join(' ')}`)
  if (bad('go.sum'))
    lines.push(`sed -i ${shellQuote(sumPattern(module))} go.sum   # then let go write what the database says`)
  if (remove.length > 0 || bad('folder') || bad('go.sum')) lines.push(`go mod download ${moduleName(module)}`)
  if (bad('folder') || bad('zip')) lines.push('go clean -cache   # drops build results made from the bad files')
  return lines
}

function sumPattern(module: ModuleVersion): string {
  return `\\#^${`${module.path} ${module.version}`.replaceAll(/[.*[\]^$\\#]/g, '\\$&')}[ /]#d`
}

/** A word for a POSIX shell: unchanged where it is harmless, otherwise in single quotes. */
export function shellQuote(word: string): string {
  return /^[\w@%+=:,./~!-]+$/.test(word) && !word.includes('!') ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
