// Values to decide on in tests: an old, proven, clean module version, and what can be different about it.
import { decide, type Circumstances } from '../../src/policy/decide.ts'
import type { Decision } from '../../src/policy/decision.ts'
import type { Overruling } from '../../src/policy/dispute.ts'
import type { Known, KnownContent, KnownFinding } from '../../src/policy/known.ts'
import { DEFAULT_LAYER, policyOf, type Layer } from '../../src/policy/policy.ts'
import type { Waiver } from '../../src/policy/waiver.ts'

/** The moment of the tests. */
export const NOW: Date = new Date('2026-11-21T12:00:00Z')
/** The hash of the zip. */
export const H1: string = 'h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
/** The module's path. */
export const PATH: string = 'github.com/acme/log'

/** A finding of a rule. */
export const finding = (
  rule: string,
  severity: KnownFinding['severity'],
  more: Partial<KnownFinding> = {},
): KnownFinding => ({
  rule,
  severity,
  file: 'a.go',
  line: 3,
  message: 'it does that',
  remedy: 'do not use it',
  trigger: 'init',
  ...more,
})
/** What was read in the zip. */
export const content = (more: Partial<KnownContent> = {}): KnownContent => ({
  h1: H1,
  findings: [],
  incomplete: false,
  capabilities: [],
  ...more,
})
/** So many hours before now. */
export const ago = (hours: number): Date => new Date(NOW.getTime() - hours * 3_600_000)
/** An old, proven, clean version. */
export const known = (more: Partial<Extract<Known, { stage: 'content' }>> = {}): Known => ({
  path: PATH,
  version: 'v1.2.3',
  stage: 'content',
  standing: 'proven',
  logged: { notBefore: ago(2000), notAfter: ago(1960) },
  findings: [],
  repairs: [],
  content: content(),
  ...more,
})
/** Circumstances without waivers. */
export const at = (more: Partial<Circumstances> = {}): Circumstances => ({
  now: NOW,
  mode: { kind: 'enforce' },
  waivers: [],
  overruled: [],
  ...more,
})
/** A waiver of the version. */
export const waiver = (more: Partial<Waiver> = {}): Waiver => ({
  module: PATH,
  version: 'v1.2.3',
  reason: 'reviewed',
  owner: 'kim',
  expires: '2026-12-02',
  created: '2026-11-20',
  place: { file: 'w.yaml', line: 1 },
  from: 'user',
  ...more,
})
/** The default with something different. */
export const layer = (more: Partial<Layer>): Layer => ({ ...DEFAULT_LAYER, name: 'policy.yaml', ...more })
/** What is decided by one layer. */
export const decided = (k: Known, l: Layer = DEFAULT_LAYER, c: Partial<Circumstances> = {}): Decision =>
  decide(policyOf(l), k, at(c))
/** A decision in short: the action, then rule, level and changer of each reason. */
export const told = ({ action, reasons }: Decision): string[] => [
  action,
  ...reasons.map((r) => `${r.rule} ${r.level} ${r.change}`),
]
/** The version with findings about its code. */
export const withFindings = (...findings: KnownFinding[]): Known => known({ content: content({ findings }) })

/** Two administrators overruled the verdict on the version. */
export const overruling: Overruling = {
  path: PATH,
  version: 'v1.2.3',
  h1: H1,
  reason: 'a test of the parser',
  expires: '2026-12-02',
  by: ['kim', 'lee'],
}
