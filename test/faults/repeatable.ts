// Loaded into the program before it starts (`--import`): what is random becomes a counter, so that two runs use the same
// names for their temporary files, and the clock stands still at a time that the caller chooses, so that files made a
// moment ago can be old. Nothing else of the program is changed.
import crypto from 'node:crypto'
import promises from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'

let drawn = 0

/** Every drawn name has these letters and eight digits in it; points.ts knows them. */
function drawnName(): string {
  return `rand${String(drawn++).padStart(8, '0')}`
}

const nine = 9
const randomBytes = crypto.randomBytes
crypto.randomBytes = (size: number) => (size === nine ? Buffer.from(drawnName(), 'base64url') : randomBytes(size))
// 0x77700000: known in decimal and in hexadecimal.
crypto.randomInt = () => 0x7770_0000 + drawn++
promises.mkdtemp = (async (prefix: string) => {
  const folder = `${prefix}${drawnName()}`
  await promises.mkdir(folder, 0o700)
  return folder
}) as typeof promises.mkdtemp
syncBuiltinESMExports()

// A clock that stands still: evidence and audit trail have the time in their names.
const now = Number(process.env['FAULTS_CLOCK_MS'])
const SystemDate = Date
globalThis.Date = class extends SystemDate {
  constructor(...args: readonly unknown[]) {
    if (args.length === 0) super(now)
    else super(...(args as ConstructorParameters<typeof SystemDate>))
  }

  static override now(): number {
    return now
  }
} as DateConstructor
