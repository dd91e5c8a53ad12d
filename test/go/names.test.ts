// Names, versions, pseudo-versions and patterns, held against Go itself: each function gets every string of x/mod's own
// tests and mutations of them, and must answer as Go's does. Then x/mod's tables from ../shared, where they are. More
// mutations of more words: differential.test.ts.

import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { isLetter } from '../../src/gomod/letters.ts'
import {
  checkFilePath,
  checkImportPath,
  checkModule,
  checkPath,
  escapePath,
  splitPathVersion,
  unescapePath,
} from '../../src/gomod/path.ts'
import { pseudoVersion, pseudoVersionRev, pseudoVersionTime } from '../../src/gomod/pseudo.ts'
import { canonical, canonicalVersion, compareVersions, isValid } from '../../src/gomod/version.ts'
import {
  answerName,
  isListedName,
  nameQuestions,
  ofPath,
  ofVersion,
  type NameQuestion as Question,
  holds,
  orNull,
  unique,
} from '../../fuzz/differential/names.ts'
import { moreGlobs, morePaths, moreVersions, versionAlphabet } from '../../fuzz/differential/nametext.ts'
import { startOracle, type Oracle } from '../../fuzz/differential/oracle.ts'
import { generator } from '../support/generate.ts'
import { runGo, xmod, xmodReason } from '../support/go.ts'
import { lettersOracle, literalsOracle } from '../support/namesoracle.ts'

const skip = xmodReason()

/** Go's side, started by the first question. */
let oracle: Oracle | undefined
after(async () => oracle?.close())

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

  test('every function of a name answers as Go for every string in x/mod tests', async () => {
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
    await agree(questions)
  })

  test('every function of a name answers as Go for mutations of the strings in x/mod tests', async (t) => {
    const g = generator()
    t.diagnostic(`TEST_SEED=${g.seed}`)
    const words = {
      paths: unique([...module.filter((s) => s.length < 80), ...morePaths]),
      versions: unique([...semver, ...pseudo, ...moreVersions]),
      globs: unique([...module.filter((s) => /[*?,]/.test(s)), ...moreGlobs]),
    }
    await agree(Array.from({ length: 5000 }, () => nameQuestions(g, words)).flat(), g.seed)
  })

  test('pseudoVersion makes what Go makes', async (t) => {
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
    await agree(questions, g.seed)
  })

  test('sortModules and sortVersions order as Go orders', async (t) => {
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
    await agree(questions, g.seed)
  })

  test('fields and trimSpace split where Go splits, at every code point', async () => {
    const questions: Question[] = []
    for (let c = 0; c <= 0xffff; c++) {
      if (c >= 0xd800 && c <= 0xdfff) continue
      const s = String.fromCharCode(c)
      questions.push(['Fields', `${s}${s}a${s}b `])
    }
    await agree(questions)
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

const oneArgument = unique([...ofPath, ...ofVersion])

async function agree(questions: readonly Question[], seed?: number): Promise<void> {
  oracle ??= startOracle()
  const answers = await oracle.ask({ names: questions })
  assert.equal(answers.length, questions.length)
  for (const [i, question] of questions.entries()) {
    if (isListedName(question)) continue
    const why = `${JSON.stringify(question)}${seed === undefined ? '' : ` (TEST_SEED=${seed})`}`
    assert.deepEqual(answerName(question), answers[i], why)
  }
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
