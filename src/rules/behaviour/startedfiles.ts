// Started files: which effects write the files that others start, interpret or load.
import type { Effect } from '../../gosource/facts.ts'
import { withoutPrefixes } from './fetching.ts'
import { INTERPRETERS, POWERSHELLS, SHELLS } from './programs.ts'
import { deedsOf } from './running.ts'
import { isSameFile } from './samefile.ts'
import { argumentLists, argumentsOf, textsOf } from './scene.ts'
import { programName } from './shellwords.ts'

/** Effects that write files, by `path …` and `root …`. */
export type Writes = ReadonlyMap<string, readonly Effect[]>

/** How many writes are followed to programs: more than good code has, and few enough for every program. */
const MOST_WRITES = 256

/** The files that some effects write, by their paths and by what they stand on; at most 256 effects. */
export function writesByFile(all: readonly Effect[]): Writes {
  const found = new Map<string, Effect[]>()
  for (const write of all.slice(0, MOST_WRITES)) {
    const files = write.kind === 'process' ? deedsOf(write).flatMap((deed) => deed.files ?? []) : textsOf(write, 'path')
    const roots = [...write.object, ...argumentsOf(write, 'path').flatMap((one) => one.roots)]
    for (const key of new Set([...files.map(fileKey), ...roots.map((root) => `root ${root}`)])) {
      const list = found.get(key)
      if (list === undefined) found.set(key, [write])
      else list.push(write)
    }
  }
  return found
}

/** Those of the effects that may write the file that another starts. */
export function writesFor(effect: Effect, writes: Writes): readonly Effect[] {
  if (writes.size === 0) return []
  const roles = ['command', 'argument', 'path'] as const
  const roots = [...effect.object, ...argumentsOf(effect, ...roles).flatMap((one) => one.roots)]
  const keys = [...textsOf(effect, ...roles).map(fileKey), ...roots.map((root) => `root ${root}`)]
  return [...new Set(keys.flatMap((key) => writes.get(key) ?? []))]
}

function fileKey(path: string): string {
  return `path ${path.replace(/^\.\//, '')}`
}

/** Whether an effect starts, interprets or loads the file that another writes. */
export function startsFileOf(effect: Effect, write: Effect): boolean {
  if (write.kind === 'process') {
    const files = deedsOf(write).flatMap((deed) => deed.files ?? [])
    const names = new Set(files.map((file) => file.replace(/^\.\//, '')))
    return textsOf(effect, 'command', 'argument', 'path').some((text) => names.has(text.replace(/^\.\//, '')))
  }
  if (effect.kind === 'load') return isSameFile(write, effect, ['path', 'command'])
  if (effect.kind === 'interpret') return isSameFile(write, effect, ['path', 'command'])
  if (isSameFile(write, effect, ['command'])) return true
  const takes = argumentLists(effect).some((list) => {
    const [program = ''] = withoutPrefixes(list)
    return readsScripts(list) || RUNS_FILES.has(programName(program))
  })
  return takes && isSameFile(write, effect, ['argument'])
}

const RUNS_FILES: ReadonlySet<string> = new Set(
  'rundll32 regsvr32 msiexec installer dpkg rpm insmod modprobe java dotnet wine chmod sudo env nohup setsid open start explorer qemu'.split(
    ' ',
  ),
)

/** Whether a command line is one of a program that runs what it is given: an interpreter, or `go run`. */
export function readsScripts(list: readonly string[]): boolean {
  const [program = '', verb = ''] = withoutPrefixes(list)
  const name = programName(program)
  // go compiles what it is given, and runs it when it is told to.
  if (name === 'go') return ['run', 'test', 'generate', 'tool', '…'].includes(verb)
  return SHELLS.has(name) || INTERPRETERS.has(name) || POWERSHELLS.has(name) || name === 'cmd' || name === 'ssh'
}
