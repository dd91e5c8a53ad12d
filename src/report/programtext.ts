// Compiled programs in the text of a verify report: the one that was judged, and those that embed a broken module.
import { moduleName } from '../base/finding.ts'
import { embeddedWords } from './modulewords.ts'
import { printable } from './printable.ts'
import type { Ink } from './verifytext.ts'
import type { ModuleRecord, VerifyReport } from './verify.ts'
import { count, number } from './words.ts'

/** How many programs are named below one module before the rest is only counted. */
const MOST = 10

/** The program that was judged, below the first line of the conclusion; nothing for a project or a cache. */
export function subjectLines(report: VerifyReport): string[] {
  if (report.subject.kind !== 'binary') return []
  const { folder, go, program } = oneLine(report.subject)
  if (program === undefined) return [`    program   ${folder}`]
  const { main } = program
  const facts = [
    main === undefined
      ? program.package
      : program.package === main.path
        ? moduleName(main)
        : `${program.package} of ${moduleName(main)}`,
    ...(go === undefined ? [] : [`built by ${go}`]),
    ...(program.platform === undefined ? [] : [`for ${program.platform}`]),
    ...(program.revision === undefined ? [] : [`from ${program.revision}`]),
  ]
  return [
    `    program   ${folder}`,
    `    says      ${facts.join(', ')}`,
    ...worthLine(report),
    ...(program.goSum === undefined ? [] : [`    go.sum    ${program.goSum}`]),
  ]
}

/** What the sums are worth: they are the program's own words, and say nothing of a main module that is a folder. */
function worthLine(report: VerifyReport): string[] {
  const { status, modules } = report.summary
  const main = report.subject.program?.main
  if (main === undefined) return []
  const own = report.modules.some((m) => m.path === main.path && m.version === main.version)
  const rest = own ? '' : '; its own code is not checked'
  if (modules === 0) return []
  const proven = `${number(status.proven)} of ${count(modules, 'module')} proven`
  return [`    so        ${proven}, if nobody changed the program since it was built${rest}`]
}

/** The programs that embed one broken module version. */
export function programLines(report: VerifyReport, m: ModuleRecord): string[] {
  const all = (report.programs ?? []).filter((p) => p.path === m.path && p.version === m.version)
  const lines: string[] = []
  for (const p of all.slice(0, MOST).map(oneLine)) {
    const how = embeddedWords(p)
    lines.push(`  ${lines.length === 0 ? 'programs' : '        '}  ${p.file} ${how}`)
    if (p.install !== undefined) lines.push(`            go install ${p.install}`)
  }
  if (all.length > MOST) lines.push(`            and ${number(all.length - MOST)} more`)
  return lines
}

/** What could not be looked into for bad modules, told together. */
export function unreadProgramLines(report: VerifyReport, ink: Ink): string[] {
  const unread = report.unreadPrograms ?? []
  const [first] = unread.slice(0, 1).map(oneLine)
  if (first === undefined) return []
  return [
    `${ink.doubt('NOT LOOKED INTO')}  ${count(unread.length, 'file')} that may be programs with a broken module`,
    `  ${unread.length === 1 ? 'because' : 'such as'}   ${first.file}: ${first.why}`,
    '',
  ]
}

/** Safe to print, and without line breaks: a program's words and a file's name could make up lines of this report. */
function oneLine<T>(value: T): T {
  if (typeof value === 'string') return printable(value).replaceAll(/[\n\t]/g, '\uFFFD') as T & string
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, oneLine<unknown>(item)])) as T & object
}
