// go.sum and go.work.sum: the hashes a project has agreed to. https://go.dev/ref/mod#go-sum-files
//
//   github.com/pkg/errors v0.9.1 h1:FEBLx1zS214owpjy7qsBeixbURkuhQAwrK5UwLGTwt4=
//   github.com/pkg/errors v0.9.1/go.mod h1:bwawxfHBFNV+L2hUp1rHADufV3IMtnDRdf1r5NINEl0=
//
// Whatever the go command reads is read here, odd lines too, because go would use their neighbours; `oddLines` says
// what is odd.

import { WardenError, messageOf } from '../base/errors.ts'
import { fields } from '../base/fields.ts'
import type { ModuleVersion } from '../base/finding.ts'
import { quoted } from '../base/quoted.ts'
import { checkModule } from './path.ts'
import { canonicalVersion } from './version.ts'

/** One line: the hash of a module's zip, or of its go.mod file. */
export interface GoSumLine {
  readonly path: string
  /** Without `/go.mod`. */
  readonly version: string
  /** Whether the hash is that of the go.mod file alone. */
  readonly goMod: boolean
  /** `h1:…`, or of an algorithm that nobody knows yet: such a hash matches nothing, and is to be warned of. */
  readonly hash: string
  /** From 1. */
  readonly line: number
}

/** A parsed go.sum. */
export interface GoSum {
  readonly file: string
  /** In the file's order, without blank lines and without the hash of an empty go.mod, an old go's mistake. */
  readonly lines: readonly GoSumLine[]
  /** All hashes of a module version's zip or go.mod, in the file's order; empty where there is none. */
  hashes(path: string, version: string, goMod: boolean): readonly string[]
}

/** Something in a go.sum that go ignores or never looks up. */
export interface OddLine {
  readonly line: number
  readonly message: string
  /** Whether go can never look the line up: no module has that name, or the hash is of no form that it knows. */
  readonly dead: boolean
}

/**
 * Parses a go.sum as the go command does. Throws `parse` with the line where one has not three fields: go stops there
 * too. Bytes that are not UTF-8 become U+FFFD, as which they are no module's path. Time and memory are linear.
 */
export function parseGoSum(content: string | Uint8Array, file: string): GoSum {
  const text = typeof content === 'string' ? content : lenientDecoder.decode(content)
  const lines: GoSumLine[] = []
  let number = 0
  for (const row of text.split('\n')) {
    number++
    const f = fields(row)
    if (f.length === 0) continue
    const [path, versionAndFile, hash] = f
    if (f.length !== 3 || path === undefined || versionAndFile === undefined || hash === undefined) {
      throw new WardenError('parse', `malformed go.sum: wrong number of fields ${f.length}`, {
        place: { file, line: number },
        remedy: 'restore the line from version control, or run `go mod tidy`, which drops malformed lines',
      })
    }
    if (hash === emptyGoModHash) continue
    const goMod = versionAndFile.endsWith(goModSuffix)
    const version = goMod ? versionAndFile.slice(0, -goModSuffix.length) : versionAndFile
    lines.push({ path, version, goMod, hash, line: number })
  }
  // Made for who asks: most read the lines alone.
  let byKey: Map<string, string[]> | undefined
  return {
    file,
    lines,
    hashes: (path, version, goMod) => (byKey ??= hashesByKey(lines)).get(keyOf({ path, version, goMod })) ?? [],
  }
}

/**
 * What go.sum says to a computed h1, in go's words and order: the first h1 line decides, even where a later one would
 * agree. `absent` where there is none, or only hashes of unknown algorithms: go would ask the checksum database.
 */
export function judgeHash(
  sum: GoSum,
  mod: ModuleVersion,
  goMod: boolean,
  hash: string,
): 'equal' | 'different' | 'absent' {
  for (const known of sum.hashes(mod.path, mod.version, goMod)) {
    if (known === hash) return 'equal'
    if (known.startsWith('h1:')) return 'different'
  }
  return 'absent'
}

/**
 * What a reader of the file should hear of although go reads over it: names that no module can have, hashes of an
 * unknown algorithm or form, and two different h1 hashes of one thing, of which go believes the first.
 */
export function oddLines(sum: GoSum): OddLine[] {
  const odd: OddLine[] = []
  const firstHash = new Map<string, GoSumLine>()
  let checked: { readonly path: string; readonly version: string; readonly why: string | undefined } | undefined
  for (const line of sum.lines) {
    // The two lines of a module version stand together: their name is checked once.
    if (checked?.path !== line.path || checked.version !== line.version) {
      checked = { path: line.path, version: line.version, why: whyNoModule(line) }
    }
    const dead = checked.why ?? whyNoHash(line)
    if (dead !== undefined) {
      odd.push({ line: line.line, message: dead, dead: true })
      continue
    }
    const name = nameOf(line)
    const first = firstHash.get(name)
    if (first === undefined) firstHash.set(name, line)
    else if (first.hash !== line.hash) {
      odd.push({ line: line.line, message: `${name}: another hash than in line ${first.line}`, dead: false })
    }
  }
  return odd
}

function whyNoModule({ path, version }: GoSumLine): string | undefined {
  try {
    checkModule(path, version)
    return canonicalVersion(version) === version ? undefined : `${path}@${quoted(version)}: not a canonical version`
  } catch (error) {
    if (error instanceof WardenError) return messageOf(error)
    throw error
  }
}

function whyNoHash(line: GoSumLine): string | undefined {
  if (/^h1:[A-Za-z0-9+/]{43}=$/.test(line.hash)) return undefined
  const what = line.hash.startsWith('h1:') ? 'malformed h1 hash' : 'unknown hash algorithm'
  return `${nameOf(line)}: ${what}: ${quoted(line.hash)}`
}

function nameOf(line: GoSumLine): string {
  return `${line.path}@${line.version}${line.goMod ? goModSuffix : ''}`
}

function hashesByKey(lines: readonly GoSumLine[]): Map<string, string[]> {
  const byKey = new Map<string, string[]>()
  for (const line of lines) {
    const key = keyOf(line)
    const known = byKey.get(key)
    if (known === undefined) byKey.set(key, [line.hash])
    else known.push(line.hash)
  }
  return byKey
}

/** With the space that no field has, where `nameOf` has an `@`: the names in a file may be no modules' names. */
function keyOf({ path, version, goMod }: Pick<GoSumLine, 'path' | 'version' | 'goMod'>): string {
  return `${path} ${version}${goMod ? goModSuffix : ''}`
}

const goModSuffix = '/go.mod'
// Old go wrote the hash of a go.mod with no bytes for what had no go.mod; go drops such lines on reading.
const emptyGoModHash = 'h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY='
// Go does not know byte order marks: one is part of the first path.
const lenientDecoder = new TextDecoder('utf-8', { ignoreBOM: true })
