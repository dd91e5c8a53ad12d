// Memory: code that is run without a file: executable memory that is filled, threads that start in it, files that exist
// only as descriptors.
import type { Severity } from '../../base/finding.ts'
import type { Effect, SourceKind } from '../../gosource/facts.ts'
import { type Draft, draft, quote } from './draft.ts'
import { memoryCode } from './loadingrules.ts'
import {
  argumentsOf,
  comesFrom,
  originOf,
  placeOf,
  type Scene,
  sourcesOf,
  standingOf,
  textsOf,
  valuesOf,
} from './scene.ts'

/** Judges what is run out of memory. */
export function judgeMemory(scene: Scene): readonly Draft[] {
  const memory = scene.effects.filter(({ kind }) => kind === 'memory')
  const together = byTrigger(memory)
  return [
    ...memory.flatMap((effect) => [...ofFilling(scene, effect), ...ofStart(scene, effect, together)]),
    ...scene.effects.flatMap((effect) => (effect.kind === 'process' ? ofDescriptor(scene, effect, together) : [])),
  ]
}

/** Effects on memory by each trigger that reaches them, and by their functions. */
function byTrigger(memory: readonly Effect[]): ReadonlyMap<string, readonly Effect[]> {
  const found = new Map<string, Effect[]>()
  for (const effect of memory) {
    for (const key of keysOf(effect)) {
      const list = found.get(key)
      if (list === undefined) found.set(key, [effect])
      else if (list.length < MOST_TOGETHER) list.push(effect)
    }
  }
  return found
}

/** How many effects of one trigger are looked at together. */
const MOST_TOGETHER = 64

function keysOf({ reach, file, function: name }: Effect): readonly string[] {
  const triggers = reach.filter(({ trigger }) => trigger !== 'test').map((one) => `${one.trigger} ${one.name}`)
  return [...new Set([...triggers, `function ${file} ${name}`])]
}

/** The names of what an effect calls: the function's own and the one that it looked up. */
function namesOf(effect: Effect): readonly string[] {
  return [effect.call.slice(effect.call.lastIndexOf('.') + 1), ...textsOf(effect, 'name')]
}

const FILLS =
  /VirtualAlloc|VirtualProtect|WriteProcessMemory|NtWriteVirtualMemory|RtlMoveMemory|RtlCopyMemory|Create(?:Remote)?Thread|QueueUserAPC|^(?:Nt|Zw)(?:Alloc|Protect|Write|Map|Create|Queue)|Mmap|Mprotect|MapViewOf|memfd/i

const OUTSIDE: readonly SourceKind[] = ['network', 'dns', 'decrypted']

/** Bytes from outside, or hidden ones, that are put into memory. */
function ofFilling(scene: Scene, effect: Effect): readonly Draft[] {
  if (!namesOf(effect).some((name) => FILLS.test(name))) return []
  const sources = sourcesOf(effect, 'data', 'argument').filter(({ kind }) => OUTSIDE.includes(kind))
  const values = valuesOf(effect, 'data', 'argument').filter((value) => scene.unveil(value) !== undefined)
  if (sources.length === 0 && values.length === 0) return []
  const origins = sources.map((source) => originOf(scene, source))
  return [
    draft(scene, memoryCode, 'critical', effect, {
      message: 'bytes from outside are put into executable memory',
      folded: [...origins.flatMap(({ texts }) => texts), ...values.map(({ text }) => text)],
      flows: sources,
      values,
    }),
  ]
}

/** Calls that start code at an address. Good programs in Go start goroutines. */
const STARTS =
  /^(?:CreateThread|CreateRemoteThread(?:Ex)?|(?:Nt|Zw)CreateThread(?:Ex)?|RtlCreateUserThread|QueueUserAPC2?|(?:Nt|Zw)QueueApcThread(?:Ex2?)?|CreateFiber(?:Ex)?|SetThreadContext|(?:Nt|Zw)SetContextThread|CreateThreadpoolWait|SetThreadpoolWait|CreateTimerQueueTimer)$/

/** A thread that starts in memory which was made executable on the same way. */
function ofStart(scene: Scene, effect: Effect, together: ReadonlyMap<string, readonly Effect[]>): readonly Draft[] {
  const name = namesOf(effect).find((one) => STARTS.test(one))
  if (name === undefined) return []
  const others = keysOf(effect).flatMap((key) => together.get(key) ?? [])
  const made = others.find(makesExecutable)
  if (made === undefined) return []
  const filled = others.find((one) => namesOf(one).some((other) => WRITES.test(other)))
  const parts = [made, ...(filled === undefined ? [] : [filled])]
  const given = [...parts, effect].some((one) => comesFrom(sourcesOf(one, 'data', 'argument'), 'argument', 'stdin'))
  const severity: Severity = given && !standingOf(effect).automatic ? 'high' : 'critical'
  return [
    draft(scene, memoryCode, severity, effect, {
      message: `${name} starts code in memory that was made executable`,
      folded: [...new Set([...parts, effect].flatMap((one) => textsOf(one, 'name')))],
      before: parts.map((one) => ({ file: one.file, line: one.line, what: textsOf(one, 'name')[0] ?? one.call })),
      with: parts,
    }),
  ]
}

const WRITES = /^(?:RtlMoveMemory|RtlCopyMemory|RtlCopyBytes|memcpy|WriteProcessMemory|(?:Nt|Zw)WriteVirtualMemory)$/

/** Where the rights of memory stand among the arguments of a call, and the bit or values that let code run there. */
const RIGHTS: readonly { readonly is: RegExp; readonly index: number; readonly runs: (rights: number) => boolean }[] = [
  { is: /^VirtualAlloc$/, index: 3, runs: isWindowsExecute },
  { is: /^VirtualAlloc(?:Ex|2|FromApp)$/, index: 4, runs: isWindowsExecute },
  { is: /^VirtualAllocExNuma$/, index: 4, runs: isWindowsExecute },
  { is: /^VirtualProtect(?:FromApp)?$/, index: 2, runs: isWindowsExecute },
  { is: /^VirtualProtectEx$/, index: 3, runs: isWindowsExecute },
  { is: /^(?:Nt|Zw)AllocateVirtualMemory(?:Ex)?$/, index: 5, runs: isWindowsExecute },
  { is: /^(?:Nt|Zw)ProtectVirtualMemory$/, index: 3, runs: isWindowsExecute },
  { is: /^CreateFileMapping[AW]?$/, index: 2, runs: isWindowsExecute },
  { is: /^(?:Nt|Zw)MapViewOfSection$/, index: 9, runs: isWindowsExecute },
  { is: /^HeapCreate$/, index: 0, runs: (rights) => (rights & 0x40000) !== 0 },
  { is: /^Mmap$/i, index: 3, runs: (rights) => (rights & 4) !== 0 },
  { is: /^Mprotect$/i, index: 1, runs: (rights) => (rights & 4) !== 0 },
]

function isWindowsExecute(rights: number): boolean {
  return (rights & 0xf0) !== 0
}

function makesExecutable(effect: Effect): boolean {
  const rights = RIGHTS.find(({ is }) => namesOf(effect).some((name) => is.test(name)))
  if (rights === undefined) return false
  const values = argumentsOf(effect, 'argument')[rights.index]?.values ?? []
  return values.some(({ text }) => /^\d{1,10}$/.test(text) && rights.runs(Number(text)))
}

/** A program that is started by the descriptor of an open file: no folder ever shows it. */
function ofDescriptor(
  scene: Scene,
  effect: Effect,
  together: ReadonlyMap<string, readonly Effect[]>,
): readonly Draft[] {
  const path = textsOf(effect, 'command').find((text) => /^\/(?:proc\/[^/]*\/fd|dev\/fd)(?:\/|$)/.test(text))
  if (path === undefined) return []
  const near = [...new Set(keysOf(effect).flatMap((key) => together.get(key) ?? []))]
  const made = near.filter((one) => namesOf(one).some((name) => MAKES_FILE.test(name)))
  // The descriptor may be one that the caller opened.
  const given = comesFrom(sourcesOf(effect, 'command'), 'argument', 'file', 'stdin')
  const severity: Severity = made.length > 0 || !given ? 'critical' : 'medium'
  return [
    draft(scene, memoryCode, severity, effect, {
      message: `a program without a file is started: ${quote(path)}`,
      folded: [path],
      before: made.map(({ file, line, call }) => ({ file, line, what: call })),
      with: made.filter((one) => placeOf(one) !== placeOf(effect)),
    }),
  ]
}

/** memfd_create by its names, and by its numbers on amd64, arm64 and 386. */
const MAKES_FILE = /^(?:MemfdCreate|memfd_create|SYS_MEMFD_CREATE|319|279|356)$/i
