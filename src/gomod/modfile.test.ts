// go.mod files without Go: what is read, what is refused and where, and how it is printed.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WardenError } from '../base/errors.ts'
import { modFileErrors } from './moddirective.ts'
import { formatGoMod, parseGoMod, summarizeGoMod } from './modfile.ts'

const whole = `// Deprecated: use example.com/n
module example.com/m

go 1.23.0

toolchain go1.23.4

godebug default=go1.21

require (
	example.com/a v1.2.3
	"example.com/b/v2" v2.0.0 // indirect
	gopkg.in/yaml.v2 v2.4.0 // indirect; tests
)

exclude example.com/a v1.2.2

replace (
	example.com/a => ../a
	example.com/c v1.0.0 => example.com/d v1.1.0
)

// leaks
retract [v1.0.0, v1.0.5]

tool example.com/a/cmd/gen

ignore ./node_modules
`

function refusal(content: Uint8Array | string, lax = false): WardenError {
  try {
    parseGoMod(content, 'go.mod', { lax })
  } catch (error) {
    assert.ok(error instanceof WardenError)
    return error
  }
  return assert.fail('it was not refused')
}

function placeOf(error: WardenError): string {
  return `${error.place?.file}:${error.place?.line}:${error.place?.column}: ${error.message}`
}

test('parseGoMod reads every directive with its place', () => {
  const mod = parseGoMod(whole, 'go.mod')
  assert.deepEqual(mod.module, { path: 'example.com/m', deprecated: 'use example.com/n', line: 2, column: 1 })
  assert.deepEqual(mod.go, { version: '1.23.0', line: 4, column: 1 })
  assert.deepEqual(mod.toolchain, { version: 'go1.23.4', line: 6, column: 1 })
  assert.deepEqual(mod.godebug, [{ key: 'default', value: 'go1.21', line: 8, column: 1 }])
  assert.deepEqual(mod.require, [
    { path: 'example.com/a', version: 'v1.2.3', indirect: false, line: 11, column: 2 },
    { path: 'example.com/b/v2', version: 'v2.0.0', indirect: true, line: 12, column: 2 },
    { path: 'gopkg.in/yaml.v2', version: 'v2.4.0', indirect: true, line: 13, column: 2 },
  ])
  assert.deepEqual(mod.exclude, [{ path: 'example.com/a', version: 'v1.2.2', line: 16, column: 1 }])
  assert.deepEqual(mod.replace, [
    { old: { path: 'example.com/a', version: '' }, new: { path: '../a', version: '' }, line: 19, column: 2 },
    {
      old: { path: 'example.com/c', version: 'v1.0.0' },
      new: { path: 'example.com/d', version: 'v1.1.0' },
      line: 20,
      column: 2,
    },
  ])
  assert.deepEqual(mod.retract, [{ low: 'v1.0.0', high: 'v1.0.5', rationale: 'leaks', line: 24, column: 1 }])
  assert.deepEqual(mod.tool, [{ path: 'example.com/a/cmd/gen', line: 26, column: 1 }])
  assert.deepEqual(mod.ignore, [{ path: './node_modules', line: 28, column: 1 }])
  assert.equal(mod.canonical, true)
})

test('formatGoMod prints a well-formed file as it is, but for quotes that nothing needs', () => {
  assert.equal(formatGoMod(parseGoMod(whole, 'go.mod')), whole.replace('"example.com/b/v2"', 'example.com/b/v2'))
})

test('formatGoMod keeps comments and single blank lines, and drops the rest', () => {
  const text =
    '\n\n//a\nmodule   m // b\r\n\n\n\n// c\n\nrequire(  // d\n\n x v1.0.0\n\n\n // e\n\n y v1.0.0//f\n\n) // g\n//h\n'
  assert.equal(
    formatGoMod(parseGoMod(text, 'go.mod', { lax: true })),
    '//a\nmodule m // b\n\n// c\n\nrequire ( // d\n\tx v1.0.0\n\n\t// e\n\n\ty v1.0.0 //f\n) // g\n\n//h\n',
  )
})

test('parseGoMod makes versions canonical and says so', () => {
  const mod = parseGoMod('module m.io\nrequire example.com/a v1.2\nrequire example.com/b v1.0.0+meta\n', 'go.mod')
  assert.deepEqual(
    mod.require.map((r) => r.version),
    ['v1.2.0', 'v1.0.0'],
  )
  assert.equal(mod.canonical, false)
})

test('parseGoMod reports every error of a file with its line, the first one first', () => {
  const error = refusal('module a.io\nfoo x\nrequire b.io\nrequire (\n\tb.io latest\n)\n')
  assert.equal(placeOf(error), 'go.mod:2:1: unknown directive: foo (and 2 more errors in this file)')
  assert.deepEqual(modFileErrors(error).map(placeOf), [
    'go.mod:2:1: unknown directive: foo',
    'go.mod:3:1: usage: require module/path v1.2.3',
    'go.mod:5:2: require b.io: version "latest" invalid: must be of the form v1.2.3',
  ])
})

test('parseGoMod keeps at most 100 errors', () => {
  assert.equal(modFileErrors(refusal('x\n'.repeat(5000))).length, 100)
})

for (const [text, expected] of [
  ['module m\nmodule m\n', 'go.mod:2:1: repeated module statement'],
  ['module\n', 'go.mod:1:1: usage: module module/path'],
  ["module 'm'\n", 'go.mod:1:1: invalid quoted string: unquoted string cannot contain quote'],
  ['module `m`\n', 'go.mod:1:1: invalid quoted string: unquoted string cannot contain quote'],
  ['module "\\q"\n', 'go.mod:1:1: invalid quoted string: invalid syntax'],
  ['go 1.21\ngo 1.21\n', 'go.mod:2:1: repeated go statement'],
  ['go 1.21.x\n', "go.mod:1:1: invalid go version '1.21.x': must match format 1.23.0"],
  ['toolchain 1.21\n', "go.mod:1:1: invalid toolchain version '1.21': must match format go1.23.0 or default"],
  ['godebug a,b=c\n', 'go.mod:1:1: usage: godebug key=value'],
  ['require a.io/v2 v1.0.0\n', 'go.mod:1:1: require a.io/v2: version "v1.0.0" invalid: should be v2, not v1'],
  ['require a.io v2.0.0\n', 'go.mod:1:1: require a.io: version "v2.0.0" invalid: should be v0 or v1, not v2'],
  ['require a.io/v1 v1.0.0\n', 'go.mod:1:1: invalid module path'],
  [
    'replace a.io => b.io\n',
    'go.mod:1:1: replacement module without version must be directory path (rooted or starting with . or ..)',
  ],
  ['replace a.io => b.io@v1\n', "go.mod:1:1: replacement module must match format 'path version', not 'path@version'"],
  ['replace a.io => ../b v1.0.0\n', 'go.mod:1:1: replacement module directory path "../b" cannot have version'],
  ['retract [v1.0.0 v1.1.0]\n', "go.mod:1:1: expected ',' after version"],
  ['retract v1.0.0 x\n', 'go.mod:1:1: unexpected token after version: "x"'],
  ['require x (\n)\n', 'go.mod:1:1: unknown block type: require x'],
  ['go (\n)\n', 'go.mod:1:1: unknown block type: go'],
  ['require (\n\ta.io v1.0.0\n', 'go.mod:3:1: syntax error (unterminated block started at go.mod:1:1)'],
  ['require (\n) x\n', 'go.mod:2:4: syntax error (expected newline after closing paren)'],
  ['module /* m */\n', 'go.mod:1:8: mod files must use // comments (not /* */ comments)'],
  ['module "m\n', 'go.mod:1:10: unexpected newline in string'],
  ['module "m\\\n"\n', 'go.mod:1:11: unexpected newline in string'],
  ['module "m', 'go.mod:1:8: unexpected EOF in string'],
  ['module m\u0007\n', "go.mod:1:9: unexpected input character '\\a'"],
  ['module é\u00a0\n', "go.mod:1:10: unexpected input character '\\u00a0'"],
  ['\ufeffmodule m\n', "go.mod:1:1: unexpected input character '\\ufeff'"],
  ['module m // \0\n', 'go.mod:1:13: NUL character'],
  ['module m\n// \ud800\n', 'go.mod:2:4: invalid UTF-8 encoding'],
] as const) {
  test(`parseGoMod refuses ${JSON.stringify(text)}`, () => {
    const error = refusal(text)
    assert.equal(error.code, 'parse')
    assert.equal(placeOf(error), expected)
  })
}

test('parseGoMod names the byte that is not UTF-8', () => {
  const bytes = Uint8Array.from([...Buffer.from('module m\n// é'), 0xff, 0x0a])
  assert.equal(placeOf(refusal(bytes)), 'go.mod:2:6: invalid UTF-8 encoding')
  assert.equal(placeOf(refusal(Uint8Array.from([0x2f, 0x2f, 0xc3]))), 'go.mod:1:4: invalid UTF-8 encoding')
})

test('parseGoMod refuses more than 16 MiB', () => {
  assert.equal(refusal(new Uint8Array(16 * 1024 * 1024 + 1).fill(0x0a)).code, 'too-large')
})

test('parseGoMod with lax skips what only main modules have and what it does not know', () => {
  const text =
    'module m.io\nfuture x\nfuture (\n\tx\n)\nreplace nonsense\nexclude nonsense\nretract [v1, ∞)\ngo 1.21.future\n'
  const mod = parseGoMod(text, 'go.mod', { lax: true })
  assert.deepEqual([mod.replace, mod.exclude, mod.retract, mod.go?.version], [[], [], [], '1.21'])
  assert.equal(placeOf(refusal('require x\n', true)), 'go.mod:1:1: usage: require module/path v1.2.3')
})

test('parseGoMod takes a block’s comment for lines that have none', () => {
  const text =
    'module m.io\n\n// all bad\nretract (\n\tv1.0.0\n\tv1.1.0 // worse\n\n\t// first\n\t// second\n\tv1.2.0\n)\n'
  assert.deepEqual(
    parseGoMod(text, 'go.mod').retract.map((r) => r.rationale),
    ['all bad', 'worse', 'first\nsecond'],
  )
})

test('parseGoMod finds a deprecation in a paragraph of its own, to that paragraph’s end', () => {
  const deprecated = (comments: string): string | undefined =>
    parseGoMod(`${comments}module m.io\n`, 'go.mod').module?.deprecated
  assert.equal(deprecated('// About m.\n//\n// Deprecated: use n\n// instead.\n//\n// More.\n'), 'use n\ninstead.')
  assert.equal(deprecated('// About m.\n// Deprecated: no paragraph of its own\n'), '')
  assert.equal(parseGoMod('module m.io // Deprecated: in line\n', 'go.mod').module?.deprecated, 'in line')
})

test('summarizeGoMod gives what the module graph needs', () => {
  const { module, go, deprecated, require, retract } = summarizeGoMod(whole, 'go.mod')
  assert.deepEqual([module, go, deprecated], ['example.com/m', '1.23.0', 'use example.com/n'])
  assert.deepEqual([require.length, retract.length], [3, 1])
  assert.deepEqual(summarizeGoMod('', 'go.mod'), {
    module: undefined,
    go: undefined,
    deprecated: '',
    require: [],
    retract: [],
  })
})

test('parseGoMod reads generated garbage or throws a WardenError, and what it printed prints the same again', () => {
  const alphabet = [
    'require',
    'module',
    ' ',
    '\n',
    '(',
    ')',
    '"',
    '`',
    '\\',
    '//',
    'x',
    'v1.0.0',
    '=>',
    '[',
    ',',
    'é',
    '\r',
  ]
  let state = 1
  let accepted = 0
  for (let n = 0; n < 5000; n++) {
    let text = ''
    for (let i = 0; i < n % 30; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      text += alphabet[Math.floor((state / 2 ** 32) * alphabet.length)]
    }
    try {
      const printed = formatGoMod(parseGoMod(text, 'go.mod', { lax: true }))
      assert.equal(formatGoMod(parseGoMod(printed, 'go.mod', { lax: true })), printed, JSON.stringify(text))
      accepted++
    } catch (error) {
      assert.ok(error instanceof WardenError, String(error))
    }
  }
  assert.ok(accepted > 500 && accepted < 4500, `${accepted}`)
})
