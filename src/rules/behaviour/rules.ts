// The behaviour rules, in the order in which they are listed.
import type { Rule } from '../rule.ts'
import { dropHost, initNet, rawAddress } from './connecting.ts'
import { gate, initEnv, testOnly, wrapper } from './context.ts'
import { exfilArg } from './exfilargs.ts'
import { exfilCred, exfilEnv, exfilHost } from './exfiltrating.ts'
import { destroyed, initFiles, persist } from './filing.ts'
import { hiddenChars, hiddenEncoding, hiddenIndex, hiddenReplace } from './hiding.ts'
import { injected } from './injecting.ts'
import {
  backdoor,
  carriedCode,
  cryptExec,
  downloadExec,
  loadedLibrary,
  memoryCode,
  opaqueCommand,
  reverseShell,
} from './loadingrules.ts'
import { initExec, pipeShell, shellNote } from './running.ts'
import { swapped } from './swapping.ts'
import { poisonedTrust } from './trusting.ts'

/** What an import does, what is run, sent and kept, where it leads, what is hidden, and what stands beside. */
export const behaviourRules: readonly Rule[] = measured([
  initExec,
  initNet,
  initFiles,
  initEnv,
  downloadExec,
  pipeShell,
  shellNote,
  reverseShell,
  backdoor,
  memoryCode,
  loadedLibrary,
  injected,
  exfilEnv,
  exfilCred,
  exfilArg,
  exfilHost,
  persist,
  poisonedTrust,
  swapped,
  destroyed,
  dropHost,
  rawAddress,
  hiddenIndex,
  hiddenChars,
  hiddenReplace,
  hiddenEncoding,
  cryptExec,
  opaqueCommand,
  carriedCode,
  gate,
  testOnly,
  wrapper,
])

/** The rules with what was measured on popular modules, where they say more than context. */
function measured(rules: readonly Rule[]): readonly Rule[] {
  return rules.map((rule) => (rule.severity === 'info' ? rule : { ...rule, precision: precisionOf(rule) }))
}

function precisionOf({ id }: Rule): string {
  const found =
    id === initFiles.id
      ? 'one module has a finding at medium, the others none above low'
      : 'none has a finding above low'
  return `Of 190 popular modules that are good code, examined with their tests and tools, ${found}.`
}
