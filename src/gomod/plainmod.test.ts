// Plain go.mod files: what is found in them without the parser, and that it is what the parser finds.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { summarizeGoMod, type GoModRequirements } from './modfile.ts'
import { plainRequirements } from './plainmod.ts'

const plain = `module example.com/m/v2

go 1.24.1

toolchain go1.25.0

require example.com/a v1.2.3

// What tests need.
require (
	example.com/b/v2 v2.0.0-rc.1 // indirect
	// Later ones are broken.
	gopkg.in/yaml.v2 v2.4.0 // indirect; tests

	example.com/c v3.0.0+incompatible // pinned (see above)
)

replace example.com/a => ../a

exclude (
	example.com/a v1.2.2 // broken
	// So is this one.
	example.com/a v1.2.1
)

retract [v2.0.0, v2.0.1] // leaks
`

test('plainRequirements finds module, go and require lines, and passes over what a dependency has no say in', () => {
  assert.deepEqual(plainRequirements(plain, new Map()), {
    module: 'example.com/m/v2',
    go: '1.24.1',
    require: [
      { path: 'example.com/a', version: 'v1.2.3', indirect: false },
      { path: 'example.com/b/v2', version: 'v2.0.0-rc.1', indirect: true },
      { path: 'gopkg.in/yaml.v2', version: 'v2.4.0', indirect: true },
      { path: 'example.com/c', version: 'v3.0.0+incompatible', indirect: false },
    ],
  })
  assert.deepEqual(plainRequirements('', new Map()), { module: undefined, go: undefined, require: [] })
})

test('plainRequirements shares what the lines of several files say', () => {
  const known = new Map()
  const first = plainRequirements('module a.io\nrequire b.io v1.0.0 // indirect\n', known)
  const second = plainRequirements('module c.io\nrequire (\n\tb.io v1.0.0 // indirect\n)', known)
  assert.equal(second?.require[0], first?.require[0])
  assert.equal(known.size, 1)
})

test('plainRequirements leaves to the parser what it does not know', () => {
  const others = [
    'module "a.io"',
    'module a.io // Deprecated: use b.io',
    'module a.io\nmodule b.io',
    'module a.io//b',
    'go 1.21\ngo 1.22',
    'go 1.021',
    'require a.io v1.0',
    'require a.io v2.0.0',
    'require a.io/v1 v1.0.0',
    'require a.io//b v1.0.0',
    'require "a.io" v1.0.0',
    'require a.io  v1.0.0',
    'require a.io v1.0.0 ',
    'require a.io v1.0.0\r',
    'require a.io v1.0.0 // \u00e9',
    'require (\n\ta.io v1.0.0',
    'require (\n  a.io v1.0.0\n)',
    'require ( // all\n)',
    'require (\n) // all',
    'require (\n(\n)',
    'replace (\n\ta.io => (\n)\n)',
    'replace a.io => "../a"',
    'retract v1.0.0 /* all */',
    'ignore ./x',
    'unknown x',
    ')',
    '\tgo 1.21',
    '// \0',
  ]
  for (const text of others) assert.equal(plainRequirements(`${text}\n`, new Map()), undefined, text)
  assert.equal(plainRequirements(new Uint8Array([0x2f, 0x2f, 0xc3, 0xa9]), new Map()), undefined)
})

test('plainRequirements finds in generated files what summarizeGoMod does, or leaves them to it', () => {
  const word = fc.oneof(
    fc.constantFrom('module', 'go', 'require', 'replace', 'exclude', 'retract', 'toolchain', 'tool', 'ignore', 'x'),
    fc.constantFrom('a.io', 'a.io/v2', 'a.io/v1', 'gopkg.in/b.v1', 'b.io//c', '"a.io"', '`x`', "'", '=>', '../a', '@'),
    fc.constantFrom(
      'v1.0.0',
      'v2.0.0',
      'v2.0.0+incompatible',
      'v1.0.0-rc.1',
      'v1',
      'v01.0.0',
      '1.21',
      '1.9',
      'go1.22.1',
    ),
    fc.constantFrom('(', ')', '[', ']', ',', '//', '// indirect', '//indirect', '/*', '*', '\\', '\u00e9', '\0', '\r'),
  )
  const odd = fc
    .array(fc.oneof(word, fc.constantFrom(' ', '\t', '\n', ' ', '\n')), { maxLength: 8 })
    .map((w) => w.join(''))
  const path = fc.constantFrom('a.io', 'b.io/c', 'a.io/v2', 'gopkg.in/b.v1', 'd.io/e-f_g~h')
  const version = fc.constantFrom(
    'v1.0.0',
    'v2.1.0',
    'v0.0.0-20200101000000-abcdefabcdef',
    'v3.0.0+incompatible',
    'v1.2',
  )
  const said = fc.constantFrom('', '', ' // indirect', ' // indirect; x', ' // indirect;x', ' // x', ' //indirect', ' ')
  const required = fc.tuple(path, version, said).map(([p, v, s]) => `${p} ${v}${s}`)
  const skipped = fc.constantFrom('a.io v1.0.0', 'a.io => ../a', '[v1.0.0, v1.1.0] // x', 'x=y', 'v1.0.0 // (x)', '"x"')
  const verb = fc.constantFrom('require', 'require', 'replace', 'exclude', 'retract', 'godebug', 'tool', 'toolchain')
  const inBlock = fc.oneof(
    { arbitrary: required.map((r) => `\t${r}`), weight: 6 },
    skipped.map((s) => `\t${s}`),
    fc.constantFrom('', '\t// x', '\t// Deprecated: y', '// x', '\t'),
    { arbitrary: odd, weight: 1 },
  )
  const block = fc
    .tuple(verb, fc.array(inBlock, { maxLength: 5 }), fc.constantFrom(')', ')', ')', ') // x', ''))
    .map(([v, lines, end]) => [`${v} (`, ...lines, end].join('\n'))
  const line = fc.oneof(
    block,
    fc.tuple(verb, fc.oneof(required, skipped)).map(([v, rest]) => `${v} ${rest}`),
    fc.constantFrom(
      'module a.io',
      'module b.io/c',
      'go 1.21',
      'go 1.22.1',
      'go 1.22rc1',
      '',
      '// Deprecated: x',
      '// x',
    ),
    odd,
  )
  let found = 0
  const known = new Map()
  fc.assert(
    fc.property(fc.array(line, { maxLength: 7 }), fc.boolean(), (lines, asBytes) => {
      const text = lines.join('\n')
      const content = asBytes ? new TextEncoder().encode(text) : text
      const quick = plainRequirements(content, known)
      if (quick === undefined) return
      found++
      assert.deepEqual(quick, withoutPlaces(summarizeGoMod(content, 'go.mod')))
    }),
    { numRuns: 20_000, seed: 1 },
  )
  assert.ok(found > 2000, `only ${found} files were plain`)
})

function withoutPlaces({ module, go, require }: GoModRequirements): GoModRequirements {
  return { module, go, require: require.map(({ path, version, indirect }) => ({ path, version, indirect })) }
}
