// Hostile zips as questions: we never accept what a reader of the go command refuses, refuse of what it accepts only
// what is listed, and else give its h1.
import { WardenError } from '../../src/base/errors.ts'
import { hashZip, memorySource, openModuleZip } from '../../src/gomod/modzip.ts'

/** What Go accepts and we refuse, by the words of our refusal: the classes in zipformat.ts and modzip.ts, and no other. */
const listedZips: readonly (readonly [name: string, words: RegExp])[] = [
  ['end', /bytes follow the end record|central directory (?:does not end at|is cut off)|end record disagrees/],
  ['end', /zip64 end record is not where|entries are declared and/],
  // Where a record of the directory is malformed, Go takes it for the directory's end if the number of entries fits.
  ['end', /its zip64 field is missing/],
  ['disks', /one of several disks|on another disk/],
  ['overlap', /it overlaps another entry/],
  ['headers', /the local header has (?:another|other|a zip64 field)/],
  ['encrypted', /it is encrypted or a patch/],
  ['zip64', /two zip64 fields|zip64 field is too short or too large/],
  ['limits', /the name has \d+ bytes|entries in a directory of|too many files and folders/],
  ['folders', /\/": it is there twice/],
]

/** What we say about a zip. */
export async function zipVerdict(
  zip: Uint8Array,
  path: string,
  version: string,
): Promise<{ h1?: string; error?: WardenError }> {
  try {
    return { h1: await hashZip(openModuleZip(memorySource(zip), { path, version })) }
  } catch (error) {
    if (error instanceof WardenError) return { error }
    throw error
  }
}

/** What came of one made-up zip: the class that it belongs to, or a difference in words. */
export async function judgeZip(answer: unknown): Promise<{ readonly kind: string } | { readonly difference: string }> {
  const [zip = '', sum = '', refusal = '', done = ''] = answer as readonly string[] // goprogram.ts: answerZip
  const ours = await zipVerdict(Buffer.from(zip, 'base64'), 'example.com/m', 'v1.0.0')
  if (ours.h1 !== undefined && ours.h1 === sum) return { kind: 'same' }
  if (ours.h1 === undefined && refusal !== '') return { kind: 'both refuse' }
  const name = listedZips.find(([, words]) => words.test(ours.error?.message ?? ''))?.[0]
  if (ours.h1 === undefined && name !== undefined) return { kind: `listed: ${name}` }
  return { difference: `(${done}): Go says ${refusal || sum}, we ${ours.h1 ?? ours.error?.message}` }
}
