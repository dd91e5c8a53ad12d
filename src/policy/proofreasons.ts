// Reasons from the checksum database: no policy, list, waiver or mode has a say here.
import type { Reason } from './decision.ts'
import type { Known } from './known.ts'

/** What fails its proof: one reason, or none. What is unproven by configuration is the policy's to judge. */
export function proofReasons({ path, version, stage, standing }: Known): readonly Reason[] {
  const refused = { level: 'block', action: 'block', change: 'nobody' } as const
  switch (standing) {
    case 'proven':
    case 'unproven':
      return []
    case 'mismatch':
      return [
        {
          ...refused,
          rule: stage === 'content' ? 'MW-INT-ZIP' : 'MW-INT-GOMOD',
          severity: 'critical',
          message: `${stage === 'content' ? 'its zip' : 'its go.mod'} is not what the checksum database has on record`,
          remedy: 'tell whoever runs the guard: an upstream serves other bytes than the world agreed on',
        },
      ]
    case 'absent':
      return [
        {
          ...refused,
          rule: 'MW-INT-UNLISTED',
          severity: 'high',
          message: 'unproven: the checksum database has no such version',
          remedy: `if ${path} is private, name it so in the guard's settings (private: ${path})`,
        },
      ]
    case 'unreachable':
      return [
        {
          level: 'hold',
          action: 'hold',
          rule: 'MW-INT-UNCHECKED',
          severity: 'medium',
          change: 'retry',
          message: `the checksum database could not be asked about ${version}`,
          remedy: 'try again in a minute',
        },
      ]
  }
}
