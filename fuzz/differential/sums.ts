// go.sum texts as questions: the go command's own readGoSum and parseGoSum find the same hashes, or the same bad line.
import { compareBytes, textOf } from '../../src/base/bytes.ts'
import { isWardenError } from '../../src/base/errors.ts'
import { parseGoSum } from '../../src/gomod/gosum.ts'

/** What both sides say about a file. */
export interface SumAnswer {
  /** The message of the line where reading stops; empty where there is none. */
  readonly Error: string
  readonly Sums:
    | readonly { readonly Path: string; readonly Version: string; readonly Hashes: readonly string[] }[]
    | null
}

/** Both answers to a go.sum in one form, so that equal texts are equal answers. */
export function sumAnswers(bytes: Uint8Array, theirs: SumAnswer): readonly [ours: string, theirs: string] {
  const ours = answerSum(bytes)
  // Go counts what is not UTF-8 byte by byte, and keys that differ in it only are one here: only their number is compared.
  const form = textOf(bytes) === undefined ? counted : ordered
  return [form(ours), form(theirs)]
}

function answerSum(bytes: Uint8Array): SumAnswer {
  try {
    const keys = new Map<string, { Path: string; Version: string; Hashes: string[] }>()
    const sum = parseGoSum(bytes, 'go.sum')
    for (const { path, version, goMod, hash } of sum.lines) {
      const Version = goMod ? `${version}/go.mod` : version
      const known = keys.get(`${path} ${Version}`)
      if (known === undefined) keys.set(`${path} ${Version}`, { Path: path, Version, Hashes: [hash] })
      else known.Hashes.push(hash)
    }
    for (const { Path, Version, Hashes } of keys.values()) {
      const goMod = Version.endsWith('/go.mod')
      const found = sum.hashes(Path, goMod ? Version.slice(0, -'/go.mod'.length) : Version, goMod)
      if (found.join(' ') !== Hashes.join(' '))
        throw new Error(`hashes of ${Path} ${Version} are not those of its lines`)
    }
    return { Error: '', Sums: [...keys.values()] }
  } catch (error) {
    if (!isWardenError(error, 'parse')) throw error
    const count = /wrong number of fields (\d+)$/.exec(error.message)?.[1]
    return { Error: `malformed go.sum:\ngo.sum:${error.place?.line}: wrong number of fields ${count}\n`, Sums: null }
  }
}

function ordered({ Error, Sums }: SumAnswer): string {
  const lines = (Sums ?? []).map(({ Path, Version, Hashes }) => JSON.stringify([Path, Version, Hashes]))
  return [Error, ...lines.toSorted(compareBytes)].join('\n')
}

function counted({ Error, Sums }: SumAnswer): string {
  return `${Error} ${(Sums ?? []).reduce((sum, { Hashes }) => sum + Hashes.length, 0)}`
}
