// Compiled programs as questions: debug/buildinfo and readBuildInfo read the same build info, or both none.
import { isWardenError } from '../../src/base/errors.ts'
import { readBuildInfo, type BuiltModule } from '../../src/gomod/buildinfo.ts'
import { memorySource } from '../../src/gomod/zipformat.ts'

/** Both answers to a program in one form; `listed` where they may differ, and why. */
export function programAnswers(bytes: Uint8Array, theirs: unknown): ProgramAnswers {
  const ours = answerProgram(bytes)
  // Why there is none is said in other words.
  const go = typeof theirs === 'string' ? none : JSON.stringify(theirs)
  if (ours instanceof Error) {
    const listed = go === none ? 'both refuse' : listedRefusal(bytes)
    return { ours: ours.message, theirs: go, listed }
  }
  if (ours === go) return { ours, theirs: go, listed: undefined }
  return { ours, theirs: go, listed: go === none ? 'a program that Go cannot read' : misaligned(bytes) }
}

/** What `programAnswers` gives. */
export interface ProgramAnswers {
  readonly ours: string
  readonly theirs: string
  readonly listed: string | undefined
}

const none = 'none'
const magic = Buffer.from('\xff Go buildinf:', 'latin1')

function answerProgram(bytes: Uint8Array): string | Error {
  try {
    const info = readBuildInfo(memorySource(bytes))
    if (info === undefined) return none
    const { goVersion, path, main, deps, settings } = info
    const all = settings.map(({ key, value }) => [key, value])
    return JSON.stringify([goVersion, path, main === undefined ? null : built(main), deps.map(built), all])
  } catch (error) {
    if (isWardenError(error, 'parse')) return error
    throw error
  }
}

function built({ path, version, sum, replace }: BuiltModule): unknown[] {
  return replace === undefined ? [path, version, sum] : [path, version, sum, built(replace)]
}

/** What we refuse and Go reads. Of a fat file Go reads the first image only; we refuse it where another one is bad. */
function listedRefusal(bytes: Uint8Array): string | undefined {
  const isFat = bytes[0] === 0xca && bytes[1] === 0xfe && bytes[2] === 0xba && bytes[3] === 0xbe
  return isFat ? 'another image of a fat file' : undefined
}

/** Behind a magic that is not aligned, Go looks for the next one, and then reads at a wrong address (searchMagic). */
function misaligned(bytes: Uint8Array): string | undefined {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const first = all.indexOf(magic)
  return first >= 0 && all.indexOf(magic, first + 1) >= 0 ? 'a second magic' : undefined
}
