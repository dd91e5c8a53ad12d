// By what each kept version was judged last, as a port: what was not judged by what holds now is judged again, and a
// restart goes on where it was. Implemented in src/store/judgements.ts. Every method throws `io`.
import type { ModuleVersion } from '../base/finding.ts'

/** The record of it. */
export interface Judgements {
  /**
   * Kept versions that were judged by something else than `basis`, or whose time has come: those that were used last
   * first, and of a day those that are used most.
   */
  pending(basis: string, now: Date, most: number): Promise<readonly ModuleVersion[]>
  /** `until` is when the judgement may change by itself. A mark that is lost costs one more judgement. */
  mark(module: ModuleVersion, basis: string, until: Date | undefined): Promise<void>
  /** When the next judgement may change by itself. */
  next(): Promise<Date | undefined>
  /** How far a piece of background work is, as it said itself; `undefined` where it never began. */
  place(name: string): Promise<string | undefined>
  setPlace(name: string, document: string): Promise<void>
}
