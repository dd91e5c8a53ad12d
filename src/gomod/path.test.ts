import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isWardenError } from '../base/errors.ts'
import {
  checkFilePath,
  checkImportPath,
  checkModule,
  checkPath,
  checkPathMajor,
  escapePath,
  escapeVersion,
  matchPathMajor,
  parsePathVersion,
  pathMajorPrefix,
  splitPathVersion,
  unescapePath,
  unescapeVersion,
} from './path.ts'

// Which of module (m), import (i) and file (f) path each is.
const kinds: Readonly<Record<string, string>> = {
  'x.y/z': 'mif',
  'x.y': 'mif',
  'github.com/Azure/azure-sdk-for-go/v68': 'mif',
  'x..y/z': 'mif',
  'x.y/z~2x': 'mif',
  'x.y/a_b-c.d': 'mif',
  '': '',
  '/x.y/z': '',
  'x.y//z': '',
  'x.y/z/': '',
  'x.y/../z': '',
  'x.y/./z': '',
  'x.y/z.': '',
  'x./z': '',
  'x.y/a\0b': '',
  'x.y/a\nb': '',
  'x.y/a\\b': '',
  'x.y/a:b': '',
  'x.y/\ud800': '',
  'x.y/\ufffd': '',
  'x.y/con': '',
  'x.y/Aux.txt': '',
  'x.y/COM9.tar.gz': '',
  'x.y/com0': 'mif',
  'x.y/com¹': '',
  'x.y/lpt1x': 'mif',
  'x/y': 'if',
  'X.y/z': 'if',
  'x_.y/z': 'if',
  '.x.y/z': 'if',
  'x.y/.z': 'if',
  'x.y/z/v1': 'if',
  'x.y/z/v0': 'if',
  'x.y/z/v02': 'if',
  'x.y/z/v1.2': 'if',
  'x.y/z/v10': 'mif',
  'gopkg.in/yaml.v2': 'mif',
  'gopkg.in/yaml.v0': 'mif',
  'gopkg.in/yaml.v02': 'if',
  'gopkg.in/yaml': 'if',
  'gopkg.in/yaml/v2': 'if',
  'gopkg.in/yaml.v2-unstable': 'mif',
  'x.y/a+b': 'if',
  'x.y/ſ': 'f',
  'x.y/été': 'f',
  'x.y/a b': 'f',
  'x.y/a@b': 'f',
  'x.y/!#$%&()+,-.=[]^_{}~x': 'f',
  'x.y/a~1': 'f',
  'x.y/a~12.go': 'f',
  '-x.y/z': 'f',
  'x.y/-z': 'mif',
  'x.y/\u{2ebe0}': 'f',
  'x.y/\u{2ebf0}': '',
}

describe('checkPath, checkImportPath and checkFilePath', () => {
  for (const [path, expected] of Object.entries(kinds)) {
    test(`${JSON.stringify(path)} is ${expected === '' ? 'no path' : `a path of ${expected}`}`, () => {
      const found = [['m', checkPath] as const, ['i', checkImportPath] as const, ['f', checkFilePath] as const].filter(
        ([, check]) => holds(() => check(path)),
      )
      assert.equal(found.map(([kind]) => kind).join(''), expected)
    })
  }

  test('a reason is given, and hostile text is shown escaped', () => {
    assert.throws(() => checkPath('x.y/a\u001b[0m'), {
      name: 'WardenError',
      code: 'parse',
      message: String.raw`malformed module path "x.y/a\u001b[0m": invalid char "\u001b"`,
    })
    assert.throws(() => checkPath('x/y'), /missing dot in first path element/)
    assert.throws(() => checkFilePath('a/NUL.go'), /"NUL" disallowed as path element component on Windows/)
  })
})

test('checkModule wants the major version of the path', () => {
  const good = [
    ['rsc.io/quote', 'v1.0.0'],
    ['rsc.io/quote', 'v0.0.0'],
    ['rsc.io/quote/v2', 'v2.1.0-pre'],
    ['rsc.io/quote', 'v2.0.0+incompatible'],
    ['gopkg.in/yaml.v2', 'v2.2.1'],
    ['gopkg.in/check.v1', 'v0.0.0-20161208181325-20d25e280405'],
    ['gopkg.in/yaml.v2-unstable', 'v2.0.0'],
    ['rsc.io/quote', 'v1'],
  ] as const
  const bad = [
    ['rsc.io/quote', '0.1.0'],
    ['rsc.io/quote', 'master'],
    ['rsc.io/quote', ''],
    ['rsc.io/quote', 'v2.0.0'],
    ['rsc.io/quote/v2', 'v1.0.0'],
    ['rsc.io/quote/v2', 'v3.0.0'],
    ['rsc.io/quote/v2', 'v3.0.0+incompatible'],
    ['gopkg.in/yaml.v2', 'v3.0.0'],
    ['gopkg.in/yaml.v2', 'v0.0.0-20161208181325-20d25e280405'],
    ['rsc io/quote', 'v1.0.0'],
  ] as const
  for (const [path, version] of good)
    assert.equal(
      holds(() => checkModule(path, version)),
      true,
      `${path} ${version}`,
    )
  for (const [path, version] of bad)
    assert.equal(
      holds(() => checkModule(path, version)),
      false,
      `${path} ${version}`,
    )
})

test('parsePathVersion splits at the first @ and refuses versions that a tool would take for an option', () => {
  assert.deepEqual(parsePathVersion('a.b/c@v1.0.0'), { path: 'a.b/c', version: 'v1.0.0' })
  assert.deepEqual(parsePathVersion('a.b/c'), { path: 'a.b/c', version: undefined })
  assert.deepEqual(parsePathVersion('a.b/c@'), { path: 'a.b/c', version: '' })
  assert.deepEqual(parsePathVersion('a.b/c@x@y'), { path: 'a.b/c', version: 'x@y' })
  for (const version of ['--config=alias.x=!sh', '-x', '/etc/passwd']) {
    assert.throws(() => parsePathVersion(`a.b/c@${version}`), /invalid module version/)
  }
})

test('splitPathVersion finds the major version, or none, or a wrong one', () => {
  const split = (path: string): unknown[] => Object.values(splitPathVersion(path))
  assert.deepEqual(split('x.y/z'), ['x.y/z', '', true])
  assert.deepEqual(split('x.y/z/v2'), ['x.y/z', '/v2', true])
  assert.deepEqual(split('x.y/v/v33'), ['x.y/v', '/v33', true])
  assert.deepEqual(split('x.y/z/v1'), ['x.y/z/v1', '', false])
  assert.deepEqual(split('x.y/z/v2.3'), ['x.y/z/v2.3', '', false])
  assert.deepEqual(split('x.y/zv2'), ['x.y/zv2', '', true])
  assert.deepEqual(split('/v2'), ['', '/v2', true])
  assert.deepEqual(split('v2'), ['v2', '', true])
  assert.deepEqual(split('gopkg.in/yaml.v2'), ['gopkg.in/yaml', '.v2', true])
  assert.deepEqual(split('gopkg.in/yaml.v2-unstable'), ['gopkg.in/yaml', '.v2-unstable', true])
  assert.deepEqual(split('gopkg.in/yaml.v0-unstable'), ['gopkg.in/yaml.v0-unstable', '', false])
  assert.deepEqual(split('gopkg.in/yaml.v'), ['gopkg.in/yaml.v', '', false])
})

test('matchPathMajor and checkPathMajor agree', () => {
  const rows = [
    ['v0.0.0', '', true],
    ['v0.0.0', '/v2', false],
    ['v0.0.0', '.v0', true],
    ['v0.0.0-20190510104115-cbcb75029529', '.v1', true],
    ['v1.0.0', '/v2', false],
    ['v1.0.0', '.v1', true],
    ['v1.0.0', '.v1-unstable', true],
    ['v2.0.0+incompatible', '', true],
    ['v2.0.0', '', false],
    ['v2.0.0', '/v2', true],
    ['v2.0.0', '.v2', true],
  ] as const
  for (const [version, pathMajor, expected] of rows) {
    assert.equal(matchPathMajor(version, pathMajor), expected, `${version} ${pathMajor}`)
    assert.equal(
      holds(() => checkPathMajor(version, pathMajor)),
      expected,
    )
  }
  assert.throws(() => checkPathMajor('v1.0.0', '.v2-unstable'), /"v1.0.0" invalid: should be v2, not v1/)
})

test('pathMajorPrefix gives the tag prefix, and takes nothing but what splitPathVersion gives', () => {
  assert.deepEqual(['', '/v2', '.v0', '.v2-unstable'].map(pathMajorPrefix), ['', 'v2', 'v0', 'v2'])
  assert.throws(() => pathMajorPrefix('v2'), /not a major version suffix/)
  assert.throws(() => pathMajorPrefix('/2'), /not a major version suffix/)
})

test('escapePath and unescapePath are each other’s reverse', () => {
  assert.equal(escapePath('github.com/GoogleCloudPlatform/omega'), 'github.com/!google!cloud!platform/omega')
  assert.equal(unescapePath('github.com/!google!cloud!platform/omega'), 'github.com/GoogleCloudPlatform/omega')
  assert.throws(() => escapePath('github.com/a!b'), /invalid char "!"/)
  for (const bad of [
    'github.com/A',
    'github.com/!',
    'github.com/!!a',
    'github.com/!0',
    'github.com/!A',
    'x',
    '',
    'a.b/é',
  ]) {
    assert.throws(() => unescapePath(bad), /invalid escaped module path/, bad)
  }
})

test('escapeVersion takes any one file name without ! and unescapeVersion gives it back', () => {
  assert.equal(escapeVersion('v1.0.0-RC1'), 'v1.0.0-!r!c1')
  assert.equal(unescapeVersion('v1.0.0-!r!c1'), 'v1.0.0-RC1')
  assert.equal(escapeVersion('master'), 'master')
  for (const bad of ['', 'a/b', 'a!b', '..', 'é', 'a\0', 'con', 'a\\b']) {
    assert.throws(() => escapeVersion(bad), /disallowed version string/, bad)
  }
  for (const bad of ['', 'A', 'a/b', '!', '..', 'é', '../x']) {
    assert.throws(() => unescapeVersion(bad), /invalid escaped version/, bad)
  }
})

test('checkFilePath reads a megabyte of elements', () => {
  checkFilePath('a/é/'.repeat(250_000) + 'b')
})

function holds(check: () => void): boolean {
  try {
    check()
    return true
  } catch (error) {
    if (isWardenError(error, 'parse')) return false
    throw error
  }
}
