// Situations: module versions as they come, one of each kind, on which a policy can be tried without a log. What a policy
// does with them is what people ask about it first.
import type { Severity } from '../base/finding.ts'
import type { Known, KnownContent, KnownFinding, Standing } from './known.ts'

/** A module version that may come. */
export interface Situation {
  readonly name: string
  readonly known: Known
}

const HOUR = 3_600_000

/** All of them, at a moment. */
export function situations(now: Date): readonly Situation[] {
  const ago = (hours: number): Date => new Date(now.getTime() - hours * HOUR)
  const young = { logged: { notBefore: ago(2), notAfter: ago(1) } }
  const comes = (about: Partial<Omit<Known, 'stage' | 'content'>>, content: Partial<KnownContent> = {}): Known => ({
    path: 'example.com/m',
    version: 'v1.2.3',
    standing: 'proven',
    logged: { notBefore: ago(9001), notAfter: ago(9000) },
    findings: [],
    repairs: [],
    ...about,
    stage: 'content',
    content: { h1: EMPTY_H1, findings: [], incomplete: false, capabilities: [], ...content },
  })
  const found = (...findings: KnownFinding[]): Known => comes({}, { findings })
  const proof = (standing: Standing): Known => comes({ standing })
  return [
    { name: 'old, proven and clean', known: comes({}) },
    { name: 'first logged an hour ago', known: comes(young) },
    { name: 'first logged an hour ago, repairs an advisory', known: comes({ ...young, repairs: ['GO-2026-0001'] }) },
    { name: 'first logged five days ago', known: comes({ logged: { notBefore: ago(121), notAfter: ago(120) } }) },
    { name: 'nobody can say when it was first logged', known: comes({ logged: {} }) },
    { name: 'a critical finding', known: found(finding('MW-DL-EXEC', 'critical')) },
    { name: 'a high finding', known: found(finding('MW-HOST-IP', 'high')) },
    { name: 'a medium finding', known: found(finding('MW-CGO', 'medium')) },
    {
      name: 'two high findings on one path',
      known: found(finding('MW-HOST-IP', 'high'), finding('MW-INIT-EXEC', 'high')),
    },
    { name: 'two medium findings', known: found(finding('MW-CGO', 'medium'), finding('MW-ASM', 'medium')) },
    { name: 'known malware', known: comes({ findings: [finding('MW-KNOWN-BAD', 'critical')] }) },
    { name: 'other bytes than the database has on record', known: proof('mismatch') },
    { name: 'the database has no such version', known: proof('absent') },
    { name: 'the database is not asked, by configuration', known: proof('unproven') },
    { name: 'not looked at in full', known: comes({}, { incomplete: true }) },
    { name: 'retracted', known: comes({ retracted: '' }) },
    { name: 'deprecated', known: comes({ deprecated: '' }) },
    { name: 'its tag was moved', known: comes({}, { source: 'tag-moved' }) },
    { name: 'it differs from its tag', known: comes({}, { source: 'differs' }) },
    { name: 'no licence was found', known: comes({}, { licences: [] }) },
    { name: 'under a strong copyleft licence', known: comes({}, { licences: ['AGPL-3.0-only'] }) },
  ]
}

const EMPTY_H1 = 'h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='

function finding(rule: string, severity: Severity): KnownFinding {
  return { rule, severity, file: 'a.go', line: 1, message: 'an example', remedy: '', trigger: 'init', path: ['a'] }
}
