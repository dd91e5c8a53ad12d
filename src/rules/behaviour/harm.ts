// Harm: deeds that are critical wherever they stand, and what they are in a sentence.
import type { DeedKind } from './deeds.ts'

/** What a command line that does such a deed does. */
export const HARM: ReadonlyMap<DeedKind, string> = new Map([
  ['fetch-run', 'fetches a program and runs it'],
  ['decode-run', 'decodes a program and runs it'],
  ['destroy', 'destroys data'],
  ['remote-shell', 'gives a shell to a connection'],
  ['steal', 'sends secrets away'],
  ['disable', 'switches a protection off or removes traces'],
])
