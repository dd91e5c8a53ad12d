// Hides texts that give a payload away: each becomes an expression that makes it when the program runs.
import type { BasicLit, Decl, GenDecl } from '../../src/gosource/ast.ts'
import { stringValue } from '../../src/gosource/literal.ts'
import type { Entity, SourceFile } from '../../src/gosource/scope.ts'
import type { Random } from '../random.ts'
import type { Draft, Edit, GoPackage } from '../rewrite.ts'
import { freshName, importedAs, packagesOf, walkFile, withEdits } from '../rewrite.ts'

/** What is worth hiding: addresses, command lines, files and names that decide. */
const TELLING =
  /\.invalid|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|\b(?:curl|wget|certutil|bash)\b|\| ?sh\b|authorized_keys|GITHUB_|GOSUMDB|\.bashrc|systemd\/system|CurrentVersion/

interface Made {
  readonly expr: string
  /** A declaration at the end of the file. */
  readonly helper?: string
  /** Whether a constant may be made of it. */
  readonly constant?: boolean
}

interface Place {
  readonly random: Random
  readonly use: (path: string) => string
  readonly fresh: (base: string) => string
}

/** Hides every telling string literal that may be hidden; `undefined` where there are none. */
export function encode(draft: Draft, random: Random): Draft | undefined {
  const edits = new Map<string, Edit[]>()
  for (const pkg of packagesOf(draft)) {
    const taken = new Set(pkg.names)
    const constants = constantUses(pkg)
    for (const file of pkg.files) {
      if (file.text.includes('import "C"')) continue
      const wanted = new Map<string, { name: string; edits: readonly Edit[] }>()
      const place: Place = {
        random,
        use: (path) => {
          const found = wanted.get(path) ?? importedAs(pkg, file, path)
          wanted.set(path, found)
          return found.name
        },
        fresh: (base) => {
          const name = freshName(taken, base)
          taken.add(name)
          return name
        },
      }
      const list: Edit[] = []
      const helpers: string[] = []
      for (const { literal, group } of telling(file)) {
        const value = stringValue(literal.text) ?? ''
        const freed =
          group !== undefined && group.specs.length === 1 && !group.specs.some((spec) => isConstant(spec, constants))
        const kinds = group === undefined || freed ? ENCODERS : [joined]
        const made = (random.pick(kinds) ?? joined)(value, place)
        list.push({ pos: literal.pos, end: literal.end, text: made.expr })
        if (made.helper !== undefined) helpers.push(made.helper)
        if (group !== undefined && made.constant !== true)
          list.push({ pos: group.pos, end: group.pos + 5, text: 'var' })
      }
      if (list.length === 0) continue
      for (const found of wanted.values()) list.push(...found.edits)
      const { length } = file.text
      if (helpers.length > 0)
        list.push({ pos: length, end: length, text: helpers.map((helper) => `\n${helper}\n`).join('') })
      edits.set(file.name, list)
    }
  }
  return edits.size === 0 ? undefined : withEdits(draft, edits)
}

/** The telling literals of a file that are values, with the constant declaration that they are in. */
function telling(file: SourceFile): { literal: BasicLit; group: GenDecl | undefined }[] {
  const found: { literal: BasicLit; group: GenDecl | undefined }[] = []
  const fixed = new Set<unknown>()
  let group: GenDecl | undefined
  walkFile(file, (node) => {
    if (group !== undefined && node.pos >= group.end) group = undefined
    if (node.kind === 'GenDecl' && node.token === 'const') group = node
    if (node.kind === 'Field') fixed.add(node.tag)
    if (node.kind === 'CaseClause') for (const x of node.exprs ?? []) fixed.add(x)
    // A map may not have one key twice; a key stays as it is.
    if (node.kind === 'KeyValueExpr') fixed.add(node.key)
    if (node.kind !== 'BasicLit' || node.token !== 'string' || fixed.has(node)) return
    const value = stringValue(node.text) ?? ''
    if (value.length >= 6 && value.length <= 120 && /^[ -~]*$/.test(value) && TELLING.test(value))
      found.push({ literal: node, group })
  })
  return found
}

/** What stands where only a constant may: in other constants and in the lengths of arrays. */
function constantUses(pkg: GoPackage): ReadonlySet<Entity> {
  const used = new Set<Entity>()
  for (const file of pkg.files) {
    const within: { pos: number; end: number }[] = []
    walkFile(file, (node) => {
      if (node.kind === 'GenDecl' && node.token === 'const') within.push(node)
      if (node.kind === 'ArrayType' && node.length !== undefined) within.push(node.length)
      if (node.kind !== 'Ident' || node.entity === undefined || node.entity.ident === node) return
      if (within.some(({ pos, end }) => node.pos >= pos && node.end <= end)) used.add(node.entity)
    })
  }
  return used
}

function isConstant(spec: Decl | GenDecl['specs'][number], constants: ReadonlySet<Entity>): boolean {
  return spec.kind === 'ValueSpec' && spec.names.some((name) => name.entity !== undefined && constants.has(name.entity))
}

function bytesOf(value: string): number[] {
  return [...Buffer.from(value, 'latin1')]
}

/** `"ab" + "cd"`. */
function joined(value: string, { random }: Place): Made {
  const parts: string[] = []
  for (let at = 0; at < value.length;) {
    const length = 2 + random.below(6)
    parts.push(JSON.stringify(value.slice(at, at + length)))
    at += length
  }
  return { expr: parts.join(' + '), constant: true }
}

/** `table[3] + table[1] + …`. */
function indexed(value: string, { random, fresh }: Place): Made {
  const letters = random.shuffled([...new Set([...value, ...'qzjxvk0'])])
  const name = fresh('table')
  return {
    expr: [...value].map((letter) => `${name}[${letters.indexOf(letter)}]`).join(' + '),
    helper: `var ${name} = []string{${letters.map((letter) => JSON.stringify(letter)).join(', ')}}`,
  }
}

/** `string([]byte{104, 116, …})`. */
function listed(value: string): Made {
  return { expr: `string([]byte{${bytesOf(value).join(', ')}})` }
}

function base64(value: string, { use, fresh }: Place): Made {
  const name = fresh('unpack')
  const pkg = use('encoding/base64')
  const helper = `func ${name}(s string) string {\n\tb, _ := ${pkg}.StdEncoding.DecodeString(s)\n\treturn string(b)\n}`
  return { expr: `${name}("${Buffer.from(value, 'latin1').toString('base64')}")`, helper }
}

function hex(value: string, { use, fresh }: Place): Made {
  const name = fresh('digits')
  const helper = `func ${name}(s string) string {\n\tb, err := ${use('encoding/hex')}.DecodeString(s)\n\tif err != nil {\n\t\treturn ""\n\t}\n\treturn string(b)\n}`
  return { expr: `${name}("${Buffer.from(value, 'latin1').toString('hex')}")`, helper }
}

/** A loop that xors with one byte. */
function masked(value: string, { random, fresh }: Place): Made {
  const name = fresh('blend')
  const key = 1 + random.below(254)
  const helper = `func ${name}(k byte, in ...byte) string {\n\tout := make([]byte, len(in))\n\tfor i := range in {\n\t\tout[i] = in[i] ^ k\n\t}\n\treturn string(out)\n}`
  return {
    expr: `${name}(${key}, ${bytesOf(value)
      .map((byte) => byte ^ key)
      .join(', ')})`,
    helper,
  }
}

function reversed(value: string, { fresh }: Place): Made {
  const name = fresh('flip')
  const helper = `func ${name}(s string) string {\n\tout := ""\n\tfor i := len(s) - 1; i >= 0; i-- {\n\t\tout += s[i : i+1]\n\t}\n\treturn out\n}`
  return { expr: `${name}(${JSON.stringify([...value].toReversed().join(''))})`, helper }
}

/** Two letters that stand for others. */
function replaced(value: string, { random, use }: Place): Made {
  const free = random.shuffled([...'QZXJVK~^'].filter((letter) => !value.includes(letter)))
  const inside = random.shuffled([...new Set(value)].filter((letter) => /[a-z./]/.test(letter)))
  const [a, b] = free
  const [x, y] = inside
  if (a === undefined || b === undefined || x === undefined || y === undefined) return listed(value)
  const pkg = use('strings')
  const text = JSON.stringify(value.replaceAll(x, a).replaceAll(y, b))
  return { expr: `${pkg}.ReplaceAll(${pkg}.ReplaceAll(${text}, "${a}", "${x}"), "${b}", "${y}")` }
}

/** `fmt.Sprintf("%c%c…", 104, …)`. */
function printed(value: string, { use }: Place): Made {
  return { expr: `${use('fmt')}.Sprintf("${'%c'.repeat(value.length)}", ${bytesOf(value).join(', ')})` }
}

const ENCODERS = [joined, indexed, listed, base64, hex, masked, reversed, replaced, printed]
