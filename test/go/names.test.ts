// Names, versions, pseudo-versions and patterns, held against Go itself: each function gets every string of x/mod's own
// tests and thousands of mutations of them, and must answer as Go's does. Then x/mod's tables from ../shared, where they
// are. Over 400 lines because the formatter gives each generated piece a line of its own.

import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import { isWardenError } from '../../src/base/errors.ts'
import { fields, trimSpace } from '../../src/base/fields.ts'
import { matchPath, matchPrefixPatterns } from '../../src/base/patterns.ts'
import { isLetter } from '../../src/gomod/letters.ts'
import {
  checkFilePath,
  checkImportPath,
  checkModule,
  checkPath,
  checkPathMajor,
  escapePath,
  escapeVersion,
  matchPathMajor,
  pathMajorPrefix,
  splitPathVersion,
  unescapePath,
  unescapeVersion,
} from '../../src/gomod/path.ts'
import {
  isPseudoVersion,
  isZeroPseudoVersion,
  pseudoVersion,
  pseudoVersionBase,
  pseudoVersionRev,
  pseudoVersionTime,
  zeroPseudoVersion,
} from '../../src/gomod/pseudo.ts'
import {
  build,
  canonical,
  canonicalVersion,
  compareVersions,
  isValid,
  major,
  majorMinor,
  maxVersion,
  prerelease,
  sortModules,
  sortVersions,
} from '../../src/gomod/version.ts'
import { generator } from '../support/generate.ts'
import { runGo, xmod, xmodReason } from '../support/go.ts'
import { lettersOracle, literalsOracle, namesOracle } from '../support/namesoracle.ts'

const skip = xmodReason()

/** One question: the function's name and its arguments, all strings. */
type Question = readonly [name: string, ...args: string[]]

/** What our functions say, in the words of the oracle below: a value, or null for an error. */
const ours: Readonly<Record<string, (...args: string[]) => unknown>> = {
  CheckPath: (p) => holds(() => checkPath(p)),
  CheckImportPath: (p) => holds(() => checkImportPath(p)),
  CheckFilePath: (p) => holds(() => checkFilePath(p)),
  Check: (p, v) => holds(() => checkModule(p, v)),
  EscapePath: (p) => orNull(() => escapePath(p)),
  EscapeVersion: (v) => orNull(() => escapeVersion(v)),
  UnescapePath: (p) => orNull(() => unescapePath(p)),
  UnescapeVersion: (v) => orNull(() => unescapeVersion(v)),
  SplitPathVersion: (p) => {
    const { prefix, pathMajor, ok } = splitPathVersion(p)
    return [prefix, pathMajor, ok, ok ? pathMajorPrefix(pathMajor) : '']
  },
  CheckPathMajor: (v, m) => [holds(() => checkPathMajor(v, m)), matchPathMajor(v, m)],
  CanonicalVersion: (v) => canonicalVersion(v),
  Parts: (v) => [isValid(v), canonical(v), major(v), majorMinor(v), prerelease(v), build(v)],
  Compare: (v, w) => [compareVersions(v, w), maxVersion(v, w)],
  SortVersions: (list) => sortVersions(list.split('\n')),
  SortModules: (list) =>
    sortModules(
      list.split('\n').map((line) => {
        const [path = '', version = ''] = line.split(' ')
        return { path, version }
      }),
    ).map((m) => `${m.path} ${m.version}`),
  Pseudo: (v) => [
    isPseudoVersion(v),
    isZeroPseudoVersion(v),
    orNull(() => pseudoVersionRev(v)),
    orNull(() => pseudoVersionBase(v)),
    orNull(() => `${pseudoVersionTime(v).toISOString().slice(0, 19)}Z`),
  ],
  PseudoVersion: (m, older, time, rev) => [pseudoVersion(m, older, new Date(time), rev), zeroPseudoVersion(m)],
  MatchPrefixPatterns: (globs, target) => matchPrefixPatterns(globs, target),
  Match: (pattern, name) => matchPath(pattern, name),
  Fields: (text) => [fields(text), trimSpace(text)],
}

describe('names as x/mod has them', { skip }, () => {
  let module: readonly string[] = []
  let semver: readonly string[] = []
  let pseudo: readonly string[] = []
  before(() => {
    const files = ['module/module_test.go', 'semver/semver_test.go', 'module/pseudo_test.go'].map((f) =>
      join(xmod(), f),
    )
    const found: unknown = JSON.parse(runGo(literalsOracle, '', { args: files }))
    ;[module, semver, pseudo] = files.map((f) => unique((found as Record<string, string[]>)[f] ?? [])) as [
      string[],
      string[],
      string[],
    ]
    assert.ok(
      module.length > 100 && semver.length > 40 && pseudo.length > 30,
      `${module.length} ${semver.length} ${pseudo.length}`,
    )
  })

  test('every function of a name answers as Go for every string in x/mod tests', () => {
    const all = unique([...module, ...semver, ...pseudo])
    const questions: Question[] = all.flatMap((s) => oneArgument.map((name): Question => [name, s]))
    for (const v of semver) for (const w of semver) questions.push(['Compare', v, w])
    const globs = module.filter((s) => /[*?,]/.test(s))
    for (const g of globs) for (const t of module) questions.push(['MatchPrefixPatterns', g, t])
    const paths = module.filter((s) => s.includes('/'))
    const versions = unique([...module.filter((s) => s.startsWith('v')), ...pseudo])
    for (const p of paths) for (const v of versions) questions.push(['Check', p, v])
    const majors = ['', '/v2', '.v0', '.v1', '.v2', '.v1-unstable', '.v2-unstable', '/v0', '/', 'v2', '/v1', '.']
    for (const v of versions) for (const m of majors) questions.push(['CheckPathMajor', v, m])
    agree(questions)
  })

  test('every function of a name answers as Go for mutated names', (t) => {
    const g = generator()
    t.diagnostic(`TEST_SEED=${g.seed}`)
    const paths = unique([...module.filter((s) => s.length < 80), ...morePaths])
    const versions = unique([...semver, ...pseudo, ...moreVersions])
    const questions: Question[] = []
    for (let i = 0; i < 6000; i++) {
      const path = g.mutated(paths, pathAlphabet)
      const version = g.mutated(versions, versionAlphabet)
      for (const name of ofPath) questions.push([name, path])
      for (const name of ofVersion) questions.push([name, version])
      questions.push(['Check', g.below(2) === 0 ? g.pick(morePaths) : path, version])
      questions.push(['Compare', version, g.mutated([version, ...moreVersions], versionAlphabet)])
      const pathMajor = g.mutated(['/v2', '.v1', '.v2-unstable', '', '/v10', '.v0'], ['v', '1', '0', '/', '.'])
      questions.push(['CheckPathMajor', g.below(2) === 0 ? g.pick(moreVersions) : version, pathMajor])
    }
    agree(questions, g.seed)
  })

  test('pseudoVersion makes what Go makes', (t) => {
    const g = generator()
    t.diagnostic(`TEST_SEED=${g.seed}`)
    const questions: Question[] = []
    const older = unique(['', ...semver, ...moreVersions, 'v1.2.9', 'v1.2.99', 'v1.9.199', 'v1.0.0-pre+incompatible'])
    for (const v of older) {
      for (const m of ['', 'v0', 'v1', 'v12']) {
        const seconds = g.below(2 ** 32) - 2 ** 30
        const time = `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`
        questions.push(['PseudoVersion', m, v, time, 'abcdef123456'])
      }
    }
    agree(questions, g.seed)
  })

  test('sortModules and sortVersions order as Go orders', (t) => {
    const g = generator()
    t.diagnostic(`TEST_SEED=${g.seed}`)
    // Without ties: Go's sort is not stable, and `v2.0.0+incompatible` equals `v2.0.0` for it.
    const byForm = new Map([...semver, ...moreVersions].map((v) => [canonical(v), canonicalVersion(v)]))
    const versions = [...byForm.values()].filter((v) => v !== '')
    const paths = ['a.b/c', 'a.b/C', 'a.b/c/v2', 'a.b/c-d', 'a.b/\u{1f600}', 'a.b/\ufb01', 'a.b/é']
    const questions: Question[] = []
    for (let i = 0; i < 200; i++) {
      const row = (): string => `${g.pick(paths)} ${g.pick(versions)}${g.pick(['', '/go.mod'])}`
      questions.push(['SortModules', unique(Array.from({ length: 30 }, row)).join('\n')])
      const list = Array.from({ length: 30 }, () => g.mutated(versions, versionAlphabet).replaceAll('\n', ''))
      questions.push(['SortVersions', unique(list).join('\n')])
    }
    agree(questions, g.seed)
  })

  test('matchPrefixPatterns and matchPath match what Go matches', (t) => {
    const g = generator()
    t.diagnostic(`TEST_SEED=${g.seed}`)
    const globs = unique([...module.filter((s) => /[*?,]/.test(s)), ...moreGlobs])
    const targets = [
      'rsc.io/quote',
      'rsc.io/quote/v3',
      'a.b/c',
      'a.b',
      'é.b/çx',
      'a.b/[c]-\\*',
      'github.com/A/b',
      '',
      '/',
    ]
    const questions: Question[] = []
    for (let i = 0; i < 20_000; i++) {
      const glob = g.mutated(globs, globAlphabet)
      const target = g.mutated(targets, ['/', 'é', 'c', '.', '\u{1f600}'])
      questions.push([i % 2 === 0 ? 'MatchPrefixPatterns' : 'Match', glob, target])
    }
    const letters = ['a', 'é', '*', '?', '[^a]', '[é-ü]', '/', '\\']
    for (let i = 0; i < 10_000; i++) {
      const text = (alphabet: readonly string[], n: number): string =>
        Array.from({ length: g.below(n) }, () => g.pick(alphabet)).join('')
      questions.push(['Match', text(letters, 7), text(['a', 'é', 'ü', '/', '😀'], 7)])
    }
    agree(questions, g.seed)
  })

  test('fields and trimSpace split where Go splits, at every code point', () => {
    const questions: Question[] = []
    for (let c = 0; c <= 0xffff; c++) {
      if (c >= 0xd800 && c <= 0xdfff) continue
      const s = String.fromCharCode(c)
      questions.push(['Fields', `${s}${s}a${s}b `])
    }
    agree(questions)
  })

  test('isLetter knows the letters that Go knows, at every code point', () => {
    const bounds = runGo(lettersOracle, '').trim().split('\n').map(Number)
    let letter = false
    let next = 0
    for (let c = 0x80; c <= 0x10ffff; c++) {
      if (bounds[next] === c) {
        letter = !letter
        next++
      }
      if (isLetter(c) !== letter) assert.fail(`U+${c.toString(16)}: Go says ${letter}`)
    }
    assert.ok(next > 1000)
  })
})

describe('names as the shared vectors have them', { skip: vectorsReason() }, () => {
  test('checkPath, checkImportPath and checkFilePath agree with checkPathTests', () => {
    for (const row of rows('module', 'checkPathTests')) {
      const path = String(row['path'])
      assert.equal(
        holds(() => checkPath(path)),
        row['ok'],
        `module ${path}`,
      )
      assert.equal(
        holds(() => checkImportPath(path)),
        row['importOK'],
        `import ${path}`,
      )
      assert.equal(
        holds(() => checkFilePath(path)),
        row['fileOK'],
        `file ${path}`,
      )
    }
  })

  test('checkModule agrees with checkTests', () => {
    for (const row of rows('module', 'checkTests')) {
      const [path, version] = [String(row['path']), String(row['version'])]
      assert.equal(
        holds(() => checkModule(path, version)),
        row['ok'],
        `${path} ${version}`,
      )
    }
  })

  test('escapePath and unescapePath agree with escapeTests and badUnescape', () => {
    for (const row of rows('module', 'escapeTests')) {
      const path = String(row['path'])
      const escaped = row['esc'] === '' ? path : String(row['esc'])
      assert.equal(escapePath(path), escaped)
      assert.equal(unescapePath(escaped), path)
    }
    const bad: unknown = vectors('module')['badUnescape']
    assert.ok(Array.isArray(bad) && bad.length > 0)
    for (const escaped of bad)
      assert.equal(
        orNull(() => unescapePath(String(escaped))),
        null,
        String(escaped),
      )
  })

  test('splitPathVersion agrees with splitPathVersionTests', () => {
    for (const row of rows('module', 'splitPathVersionTests')) {
      const [prefix, version] = [String(row['pathPrefix']), String(row['version'])]
      assert.deepEqual(splitPathVersion(prefix + version), { prefix, pathMajor: version, ok: true })
    }
  })

  test('pseudoVersion agrees with pseudoTests', () => {
    const time = new Date('2006-01-02T15:04:05Z')
    for (const row of rows('module', 'pseudoTests')) {
      const version = String(row['version'])
      assert.equal(pseudoVersion(String(row['major']), String(row['older']), time, 'hash'), version)
      assert.equal(pseudoVersionTime(version).getTime(), time.getTime())
      assert.equal(pseudoVersionRev(version), 'hash')
    }
  })

  test('canonical and isValid agree with the semver tests, and compareVersions with their order', () => {
    const tests = rows('semver', 'tests')
    for (const [i, a] of tests.entries()) {
      assert.equal(canonical(String(a['in'])), a['out'])
      assert.equal(isValid(String(a['in'])), a['out'] !== '')
      for (const [j, b] of tests.entries()) {
        const expected = a['out'] === b['out'] ? 0 : Math.sign(i - j)
        assert.equal(
          compareVersions(String(a['in']), String(b['in'])),
          expected,
          `${String(a['in'])} ${String(b['in'])}`,
        )
      }
    }
  })
})

const ofPath = [
  'CheckPath',
  'CheckImportPath',
  'CheckFilePath',
  'EscapePath',
  'UnescapePath',
  'SplitPathVersion',
  'Fields',
] as const
const ofVersion = ['EscapeVersion', 'UnescapeVersion', 'CanonicalVersion', 'Parts', 'Pseudo', 'CheckFilePath'] as const
const oneArgument = unique([...ofPath, ...ofVersion])

const morePaths: readonly string[] = [
  'github.com/Azure/azure-sdk-for-go/v68',
  'gopkg.in/yaml.v3',
  'gopkg.in/yaml.v0-unstable',
  'gopkg.in/foo/bar.v10',
  'gopkg.in/x',
  'x.y/v2/v3',
  'x.y/z/v1.2',
  'x.y/con/aux.txt/lpt9.x',
  'x.y/COM1/nul',
  'x.y/a~1/b~b/c~12.go',
  'x.y/été/привет/日本語/𐐷.go',
  'github.com/!azure/!g!o',
  'x.y/a b/@c/#d{e}[f]',
  'a-b.c/d+e/f++',
]
const moreVersions: readonly string[] = [
  'v0.0.0-20161208181325-20d25e280405',
  'v1.2.4-0.20200101000000-abcdef123456',
  'v1.2.3-pre.0.20200101000000-abcdef123456',
  'v2.0.1-0.20200101000000-abcdef123456+incompatible',
  'v0.0.0-00010101000000-000000000000',
  'v1.0.0-0.20201301000000-abcdef123456',
  'v1.0.0-20200229235959-a',
  'v2.0.0-0.20200229235959-a.b',
  'v2.0.0+incompatible',
  'v2.0.0+meta.01',
  'v1.2.3-rc.1',
  'v1.2.3-01',
  'v1.2.3--',
  'v1.2.3-alpha.10.beta',
  'v99999999999999999999.0.18446744073709551616',
  'v1',
  'v1.2',
  'none',
  'master',
]
const moreGlobs: readonly string[] = [
  '*.corp.example.com,rsc.io/private',
  '[a-z]*.b/[^c]',
  'a.b/\\*',
  'a.b/[\\]\\-x]',
  '[]a]',
  '[-]',
  '[x-]',
  '[',
  '[^',
  '\\',
  '**/x',
  'a*b*c*d',
  'é*',
  '*[^é]',
]
const pathAlphabet = [
  ...'/.-_~!+@ vV012aZé日:*"<|\\\t\0',
  'con',
  'PRN',
  'com¹',
  '/v2',
  '/v0',
  '.v1',
  '..',
  'ſ',
  'K',
  '\ufffd',
  '\u{1f600}',
  '\u{10efe}',
  '\u{2ebf0}',
]
const versionAlphabet = [
  ...'v.-+0123456789aAzZ!_/ é\n',
  '-0.',
  '.0.',
  '+incompatible',
  '-2020',
  '20200101000000',
  '01',
  '--',
]
const globAlphabet = [...'*?[]^-\\,/abé.z', '[^', '[a-', '\u{1f600}', '**']

function agree(questions: readonly Question[], seed?: number): void {
  const answers = runGo(namesOracle, `${questions.map((q) => JSON.stringify(q)).join('\n')}\n`)
    .trimEnd()
    .split('\n')
  assert.equal(answers.length, questions.length)
  for (const [i, question] of questions.entries()) {
    const [name, ...args] = question
    // The one listed difference: x/mod takes gopkg.in/a.v-unstable for a path, and panics over its major version.
    if (args.some((arg) => /^gopkg\.in\/.*\.v-unstable$/.test(arg))) continue
    const mine = ours[name]?.(...args)
    const why = `${JSON.stringify(question)}${seed === undefined ? '' : ` (TEST_SEED=${seed})`}`
    assert.deepEqual(mine, JSON.parse(answers[i] ?? ''), why)
  }
}

function holds(check: () => void): boolean {
  return (
    orNull(() => {
      check()
      return ''
    }) !== null
  )
}

// Only an expected failure is an answer; anything else thrown is a bug.
function orNull(value: () => string): string | null {
  try {
    return value()
  } catch (error) {
    if (isWardenError(error, 'parse')) return null
    throw error
  }
}

function unique(list: readonly string[]): string[] {
  return [...new Set(list)]
}

function vectorsReason(): string | false {
  return existsSync(vectorsFolder()) ? false : '../shared/vectors is not there'
}

function vectorsFolder(): string {
  return join(import.meta.dirname, '../../../shared/vectors')
}

function vectors(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(vectorsFolder(), `${name}.json`), 'utf8')) as Record<string, unknown>
}

function rows(name: string, table: string): Record<string, unknown>[] {
  const found = vectors(name)[table]
  assert.ok(Array.isArray(found) && found.length > 0, `${name}.json has ${table}`)
  return found as Record<string, unknown>[]
}
