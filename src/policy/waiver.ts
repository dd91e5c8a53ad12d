// Waivers: findings that somebody accepted, with owner, reason and end. Where they are written counts: a project's own
// file can accept what is doubtful, and never malware.

/** One waiver. */
export interface Waiver {
  /** A rule's id, or an advisory's; `undefined` for every rule. A waiver has a rule, a module or both. */
  readonly rule?: string
  /** A module's path. */
  readonly module?: string
  /** That version alone. */
  readonly version?: string
  /** A file of the module, or a folder of it. */
  readonly path?: string
  readonly reason: string
  readonly owner: string
  /** The last day on which it counts: `2026-12-02`. */
  readonly expires: string
  readonly ticket?: string
  /** The day on which it was made. */
  readonly created?: string
  readonly place: { readonly file: string; readonly line: number }
  /** Whose file it stands in. */
  readonly from: 'project' | 'user'
}

/** Whether a waiver's rule is the name of an advisory: `GO-2024-2887`, `CVE-2024-24790`, `GHSA-…`. */
export function isAdvisoryName(rule: string): boolean {
  return /^(?:GO-\d{4}-\d{4,}|CVE-\d{4}-\d{4,}|GHSA(?:-[0-9A-Z]{4}){3}|(?:OSV|MAL|BIT|GSD)-[\w.-]{1,60})$/i.test(rule)
}

/** What a waiver is held against. */
export interface Waivable {
  readonly rule: string
  readonly severity: string
  readonly module: string
  readonly version: string
  readonly file: string
}

/** No waiver lasts longer, in days: what is accepted for good is forgotten. */
export const LONGEST_DAYS = 90

/** Whether a waiver is about a finding, its end and its file's authority aside. */
export function concerns(waiver: Waiver, finding: Waivable): boolean {
  const { rule, module, version, path } = waiver
  if (rule !== undefined && rule !== finding.rule) return false
  if (module !== undefined && module !== finding.module) return false
  if (version !== undefined && version !== finding.version) return false
  return path === undefined || path === finding.file || finding.file.startsWith(path.endsWith('/') ? path : `${path}/`)
}

/** Whether a waiver may stand for a finding: confirmed malware is waived by no file of a project. */
export function mayWaive(waiver: Waiver, finding: Waivable): boolean {
  return waiver.from === 'user' || finding.severity !== 'critical'
}

/** Whole days from today to the end of a waiver; negative where it is over. Both days are `2026-12-02`, in UTC. */
export function daysLeft({ expires }: Pick<Waiver, 'expires'>, today: string): number {
  return Math.round((Date.parse(`${expires}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / 86_400_000)
}

/** The day of a time, in UTC: `2026-12-02`. */
export function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10)
}

/** The day so many days later. */
export function dayAfter(today: string, days: number): string {
  return dayOf(new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000))
}

/** Whether a text is a day of the calendar: `2026-02-30` is none. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return Number.isFinite(time) && dayOf(new Date(time)) === text
}

/** What a waiver is about, in words: `MW-DL-EXEC in example.com/m@v1.0.0, db.go`. */
export function waiverSubject({ rule, module, version, path }: Waiver): string {
  const where = module === undefined ? '' : `${module}${version === undefined ? '' : `@${version}`}`
  const what = rule === undefined ? where : where === '' ? rule : `${rule} in ${where}`
  return path === undefined ? what : `${what}, ${path}`
}
