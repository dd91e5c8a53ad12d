// Texts like go.mod and go.work files, right ones and wrong ones, for differential tests and fuzzing.
import { utf8 } from '../../src/base/bytes.ts'
import type { Generator } from '../../test/support/generate.ts'

/** Tokens and pieces of them. */
export const modPieces: readonly string[] = [
  ['module', 'go', 'toolchain', 'godebug', 'require', 'exclude', 'replace', 'retract', 'tool', 'ignore', 'use'],
  ['unknown', 'module', 'require', 'require', 'replace', 'retract', '=>', '=>', '(', ')', '(\n', '\n)\n', '( )'],
  ['[', ']', ',', '{', '}', '\n', '\n', '\n', '\n', '\n\n', '\r\n', ' ', '\t', '// indirect', '// indirect; x\n'],
  ['// Deprecated: no\n', '//\n', '// why\n', '/* no */', '//indirect\n', '// indirect\n', '"', '`', "'", '\\'],
  ['example.com/a', 'example.com/a/v2', 'example.com/b', 'gopkg.in/yaml.v2', 'gopkg.in/x', 'example.com/a/v1'],
  ['"example.com/q"', '"a b"', '"\\x41\\n"', '"\\u00e9"', '"\\8"', '`raw`', '"//x"', '""', "'x'", 'é', 'x@v1'],
  ['v1.0.0', 'v1.2.3', 'v2.0.0', 'v2.0.0+incompatible', 'v1', 'v1.2', 'v1.2.3+meta', '"v1.2.3"', 'latest', '1.2.3'],
  ['v0.0.0-20200101000000-abcdefabcdef', 'v1.2.3-pre', '../x', './y', '/z', 'C:\\w', '..\\w', '"./a b"', '.'],
  ['1.21', '1.21.3', '1.21rc1', 'v1.21', '1.21.x', '1.2.3.4', 'go1.21.3', 'default', 'go2', 'k=v', 'k', 'a,b=c'],
  ['\u00a0', '\u200b', '\ufeff', '😀', '\v', '\u0001', '\u007f', '/', 'a//b', 'a/*b', '//x // indirect'],
].flat()

/** Whole directives. */
export const modLines: readonly string[] = [
  'module example.com/m',
  'module "example.com/m" // Deprecated: use n',
  '// Deprecated: old\n// and tired\n//\n// more\nmodule example.com/m',
  'go 1.21',
  'go v1.22.beta',
  'toolchain go1.21.3',
  'require example.com/a v1.0.0 // indirect',
  'require (\n\texample.com/b v1.2 // why\n\n\t// one\n\t"example.com/c" "v1.0.0" // indirect; two\n\n)',
  'require ( // open\n\texample.com/d/v3 v3.1.0\n\t// last\n) // close',
  'require ()',
  'require ( ) // none',
  'exclude example.com/a v1.0.1+incompatible',
  'replace example.com/a => ../a',
  'replace example.com/a v1.0.0 => example.com/z v1.0.0',
  'replace (\n\texample.com/b => "./with space"\n)',
  'retract v1.0.0 // broken',
  'retract [v1.0.0, "v1.9.9"]',
  '// all of these\nretract (\n\tv1.1.0\n\t[v1.2.0, v1.3.0] // worse\n\n\t// alone\n\tv1.4.0\n)',
  'tool example.com/a/cmd/t',
  'ignore (\n\t./node_modules\n\tstatic\n)',
  'godebug default=go1.21',
  'godebug (\n\tpanicnil=1\n)',
  'use ./a',
  'use (\n\t. // here\n\t"./b c"\n)',
  '// a comment\n// of its own',
  'unknown (\n\tx y z\n)',
  'unknown x ( y ) z',
]

/** Those that a go.work file may have too. */
export const workLines: readonly string[] = modLines.filter((line) =>
  /^(?:go|toolchain|godebug|use|replace)\b|^\/\/ a comment/.test(line),
)

/** A text of chance: pieces (a third), or lines with none to three changes: mostly right, so that one is judged. */
export function modText(random: Generator, directives: readonly string[] = modLines): Uint8Array {
  let text = ''
  if (random.below(3) === 0) {
    for (let i = random.below(40); i >= 0; i--) text += random.pick(modPieces) + random.pick(['', ' ', ' '])
    return utf8(text)
  }
  for (let i = random.below(8); i >= 0; i--) {
    text += `${random.pick(directives)}${random.pick(['\n', '\n\n', '\r\n', '\n\n\n', ' \n'])}`
  }
  for (let i = random.below(4); i > 0; i--) {
    const at = random.below(text.length)
    const piece = random.below(3) === 0 ? '' : random.pick(modPieces)
    text = text.slice(0, at) + piece + text.slice(at + random.below(4))
  }
  return utf8(text)
}
