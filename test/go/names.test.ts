// Names, versions, pseudo-versions, patterns, go.sum and the cache's layout, held against Go itself: each function gets
// every string of x/mod's own tests and thousands of mutations of them, and must answer as Go's does.

import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { isWardenError } from '../../src/base/errors.ts'
import { fields, trimSpace } from '../../src/base/fields.ts'
import { matchPath, matchPrefixPatterns } from '../../src/base/patterns.ts'
import { cachePaths, parseDownloadPath, parseFolderName, parseZipHash } from '../../src/gomod/cachelayout.ts'
import { judgeHash, parseGoSum } from '../../src/gomod/gosum.ts'
import { isLetter } from '../../src/gomod/letters.ts'
import { parseModulesTxt } from '../../src/gomod/modulestxt.ts'
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
import { go, goEnv, runGo, xmod, xmodReason } from '../support/go.ts'

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

const oracle = `package main

import (
	"bufio"
	"encoding/json"
	"os"
	"path"
	"strings"
	"time"

	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
)

func orNull(s string, err error) any {
	if err != nil {
		return nil
	}
	return s
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for {
		line, err := in.ReadBytes('\\n')
		if err != nil {
			return
		}
		var q []string
		if err := json.Unmarshal(line, &q); err != nil {
			panic(err)
		}
		a := q[1:]
		var v any
		switch q[0] {
		case "CheckPath":
			v = module.CheckPath(a[0]) == nil
		case "CheckImportPath":
			v = module.CheckImportPath(a[0]) == nil
		case "CheckFilePath":
			v = module.CheckFilePath(a[0]) == nil
		case "Check":
			v = module.Check(a[0], a[1]) == nil
		case "EscapePath":
			v = orNull(module.EscapePath(a[0]))
		case "EscapeVersion":
			v = orNull(module.EscapeVersion(a[0]))
		case "UnescapePath":
			v = orNull(module.UnescapePath(a[0]))
		case "UnescapeVersion":
			v = orNull(module.UnescapeVersion(a[0]))
		case "SplitPathVersion":
			prefix, major, ok := module.SplitPathVersion(a[0])
			m := ""
			if ok {
				m = module.PathMajorPrefix(major)
			}
			v = []any{prefix, major, ok, m}
		case "CheckPathMajor":
			v = []any{module.CheckPathMajor(a[0], a[1]) == nil, module.MatchPathMajor(a[0], a[1])}
		case "CanonicalVersion":
			v = module.CanonicalVersion(a[0])
		case "Parts":
			v = []any{semver.IsValid(a[0]), semver.Canonical(a[0]), semver.Major(a[0]), semver.MajorMinor(a[0]), semver.Prerelease(a[0]), semver.Build(a[0])}
		case "Compare":
			v = []any{semver.Compare(a[0], a[1]), semver.Max(a[0], a[1])}
		case "SortVersions":
			list := strings.Split(a[0], "\\n")
			semver.Sort(list)
			v = list
		case "SortModules":
			var list []module.Version
			for _, l := range strings.Split(a[0], "\\n") {
				p, w, _ := strings.Cut(l, " ")
				list = append(list, module.Version{Path: p, Version: w})
			}
			module.Sort(list)
			var lines []string
			for _, m := range list {
				lines = append(lines, m.Path+" "+m.Version)
			}
			v = lines
		case "Pseudo":
			rev, err := module.PseudoVersionRev(a[0])
			base, err2 := module.PseudoVersionBase(a[0])
			t, err3 := module.PseudoVersionTime(a[0])
			v = []any{module.IsPseudoVersion(a[0]), module.IsZeroPseudoVersion(a[0]), orNull(rev, err), orNull(base, err2), orNull(t.UTC().Format("2006-01-02T15:04:05Z"), err3)}
		case "PseudoVersion":
			t, err := time.Parse(time.RFC3339, a[2])
			if err != nil {
				panic(err)
			}
			v = []any{module.PseudoVersion(a[0], a[1], t, a[3]), module.ZeroPseudoVersion(a[0])}
		case "MatchPrefixPatterns":
			v = module.MatchPrefixPatterns(a[0], a[1])
		case "Match":
			ok, err := path.Match(a[0], a[1])
			v = ok && err == nil
		case "Fields":
			f := strings.Fields(a[0])
			if f == nil {
				f = []string{}
			}
			v = []any{f, strings.TrimSpace(a[0])}
		default:
			panic(q[0])
		}
		if err := enc.Encode(v); err != nil {
			panic(err)
		}
	}
}
`

const literalsOracle = `package main

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strconv"
	"unicode/utf8"
)

func main() {
	found := map[string][]string{}
	for _, name := range os.Args[1:] {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			panic(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
				if s, err := strconv.Unquote(l.Value); err == nil && utf8.ValidString(s) {
					found[name] = append(found[name], s)
				}
			}
			return true
		})
	}
	json.NewEncoder(os.Stdout).Encode(found)
}
`

const lettersOracle = `package main

import (
	"fmt"
	"unicode"
)

func main() {
	in := false
	for r := rune(0x80); r <= unicode.MaxRune+1; r++ {
		if now := r <= unicode.MaxRune && unicode.IsLetter(r); now != in {
			fmt.Println(int(r))
			in = now
		}
	}
}
`

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

describe('go.sum, modules.txt and the cache as the go command has them', { skip: !go.available && go.reason }, () => {
  let folder = ''
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'modwarden-names-'))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  test('parseGoSum and judgeHash find, miss and refuse the go.sum lines that go does', () => {
    // A proxy of files with one module, so that nothing is fetched.
    const module = 'a.example/m'
    writeFiles(folder, {
      'proxy/a.example/m/@v/v1.0.0.mod': `module ${module}\n`,
      'proxy/a.example/m/@v/v1.0.0.info': '{"Version":"v1.0.0","Time":"2020-01-01T00:00:00Z"}',
      'sum/go.mod': `module b.example/b\n\ngo 1.20\n\nrequire ${module} v1.0.0\n`,
    })
    const environment = {
      ...quiet(),
      GOPROXY: pathToFileURL(join(folder, 'proxy')).href,
      GONOSUMDB: '*',
      GOMODCACHE: join(folder, 'cache'),
    }
    const goReads = (sum: string): string => {
      writeFileSync(join(folder, 'sum/go.sum'), sum)
      const run = spawnSync('go', ['list', '-m', '-mod=readonly', 'all'], {
        cwd: join(folder, 'sum'),
        encoding: 'utf8',
        env: { ...environment, GOFLAGS: '-modcacherw' },
      })
      if (run.status === 0) return 'equal'
      if (run.stderr.includes('wrong number of fields')) return 'malformed'
      if (run.stderr.includes('checksum mismatch')) return 'different'
      return run.stderr.includes('missing go.sum entry') ? 'absent' : run.stderr
    }
    execFileSync('go', ['list', '-m', 'all'], { cwd: join(folder, 'sum'), env: environment })
    const version = `${module} v1.0.0/go.mod`
    const [, , right = ''] = readFileSync(join(folder, 'sum/go.sum'), 'utf8').trim().split(' ')
    assert.match(right, /^h1:.{43}=$/)
    const wrong = `h1:${'A'.repeat(43)}=`
    const cases: Readonly<
      Record<string, readonly [sum: string, answer: 'equal' | 'different' | 'absent' | 'malformed']>
    > = {
      plain: [`${version} ${right}\n`, 'equal'],
      'no newline at the end': [`${version} ${right}`, 'equal'],
      'carriage returns': [`${version} ${right}\r\n`, 'equal'],
      'blank and white lines': [`\n  \n\t\r\n${version} ${right}\n\n`, 'equal'],
      'tabs and runs of spaces': [`\t ${module}\tv1.0.0/go.mod \t ${right}  \n`, 'equal'],
      'U+0085 and U+00A0 as spaces': [`${module}\u0085v1.0.0/go.mod\u00a0${right}\n`, 'equal'],
      'a byte order mark': [`\ufeff${version} ${right}\n`, 'absent'],
      'a NUL in the path': [`${module}\0 v1.0.0/go.mod ${right}\n`, 'absent'],
      'another case': [`a.example/M v1.0.0/go.mod ${right}\n`, 'absent'],
      'two fields': [`${version}\n`, 'malformed'],
      'four fields': [`${version} ${right} x\n`, 'malformed'],
      'an odd line before': [`!../x nonsense h9:y\n${version} ${right}\n`, 'equal'],
      'an unknown algorithm before': [`${version} h9:y\n${version} ${right}\n`, 'equal'],
      'only an unknown algorithm': [`${version} h9:y\n`, 'absent'],
      'a wrong hash': [`${version} ${wrong}\n`, 'different'],
      'a wrong hash before the right one': [`${version} ${wrong}\n${version} ${right}\n`, 'different'],
      'a wrong hash after the right one': [`${version} ${right}\n${version} ${wrong}\n`, 'equal'],
      'the right hash twice': [`${version} ${right}\n${version} ${right}\n`, 'equal'],
      'a bare carriage return between lines': [`${version} ${right}\r${version} ${right}\n`, 'malformed'],
    }
    for (const [name, [sum, expected]] of Object.entries(cases)) {
      assert.equal(goReads(sum), expected, `go: ${name}`)
      assert.equal(weRead(sum, right), expected, `parseGoSum: ${name}`)
    }
  })

  test('parseModulesTxt reads what go mod vendor and go work vendor write', () => {
    const root = join(folder, 'vendored')
    writeFiles(root, {
      'go.mod': `module m.example/m\n\ngo 1.24\n\nrequire a.example/a v1.2.3\n\nreplace a.example/a => ./a\n\nreplace b.example/b v0.0.0 => ./b\n`,
      'm.go': 'package m\n\nimport _ "a.example/a/p"\n',
      'a/go.mod': 'module a.example/a\n\ngo 1.23\n\nrequire b.example/b v0.0.0\n',
      'a/a.go': 'package a\n',
      'a/p/p.go': 'package p\n\nimport _ "b.example/b"\n',
      'b/go.mod': 'module b.example/b\n',
      'b/b.go': 'package b\n',
    })
    const tidy = spawnSync('go', ['mod', 'tidy'], { cwd: root, env: quiet(), encoding: 'utf8' })
    assert.equal(tidy.status, 0, tidy.stderr)
    const vendor = spawnSync('go', ['mod', 'vendor'], { cwd: root, env: quiet(), encoding: 'utf8' })
    assert.equal(vendor.status, 0, vendor.stderr)
    const found = parseModulesTxt(readFileSync(join(root, 'vendor/modules.txt'), 'utf8'), 'vendor/modules.txt')
    assert.equal(found.workspace, false)
    assert.deepEqual(found.ignored, [])
    const [a, b, all] = found.modules
    assert.deepEqual([a?.path, a?.version, a?.explicit, a?.goVersion], ['a.example/a', 'v1.2.3', true, '1.23'])
    assert.deepEqual([a?.replacement, a?.packages], [{ path: './a', version: '' }, ['a.example/a/p']])
    assert.deepEqual([b?.path, b?.version, b?.replacement?.path], ['b.example/b', 'v0.0.0', './b'])
    assert.deepEqual([all?.path, all?.version, all?.packages], ['a.example/a', '', []])

    rmSync(join(root, 'vendor'), { recursive: true })
    writeFiles(root, { 'go.work': 'go 1.24\n\nuse .\n' })
    const work = spawnSync('go', ['work', 'vendor'], { cwd: root, env: { ...quiet(), GOWORK: '' }, encoding: 'utf8' })
    assert.equal(work.status, 0, work.stderr)
    const shared = parseModulesTxt(readFileSync(join(root, 'vendor/modules.txt'), 'utf8'), 'vendor/modules.txt')
    assert.equal(shared.workspace, true)
    assert.deepEqual(shared.ignored, [])
    assert.equal(shared.moduleOf.get('b.example/b')?.version, 'v0.0.0')
  })

  test('cachePaths names the files that go mod download names', { skip }, () => {
    const answer: unknown = JSON.parse(
      execFileSync('go', ['mod', 'download', '-json', 'golang.org/x/mod@v0.40.0'], {
        encoding: 'utf8',
        cwd: folder,
        env: quiet(),
      }),
    )
    const said = answer as Record<string, string>
    const cache = goEnv('GOMODCACHE')
    const paths = cachePaths(cache, { path: 'golang.org/x/mod', version: 'v0.40.0' })
    assert.deepEqual(
      [paths.info, paths.mod, paths.zip, paths.folder],
      [said['Info'], said['GoMod'], said['Zip'], said['Dir']],
    )
    assert.deepEqual(parseZipHash(readFileSync(paths.ziphash)), { kind: 'h1', hash: said['Sum'] })
    assert.ok(existsSync(paths.lock))
  })

  test('parseDownloadPath and parseFolderName undo cachePaths for all of this module cache', { skip }, (t) => {
    const cache = goEnv('GOMODCACHE')
    let files = 0
    let folders = 0
    const visit = (relative: string): void => {
      if (relative === 'cache/download/sumdb') return
      for (const entry of readdirSync(join(cache, relative), { withFileTypes: true })) {
        const name = relative === '' ? entry.name : `${relative}/${entry.name}`
        if (name.includes('@') && !name.startsWith('cache/')) {
          const mod = parseFolderName(name)
          if (mod === undefined) continue
          folders++
          assert.equal(cachePaths(cache, mod).folder, join(cache, name))
        } else if (entry.isDirectory()) visit(name)
        else if (/\/@v\/[^/]+\.(?:info|mod|zip|ziphash|lock|partial)$/.test(name)) {
          const file = parseDownloadPath(name)
          assert.ok(file !== undefined, name)
          assert.equal(cachePaths(cache, file)[file.kind], join(cache, name))
          files++
        }
      }
    }
    visit('')
    t.diagnostic(`${files} files and ${folders} folders`)
    assert.ok(files > 3 && folders > 0)
  })

  function weRead(sum: string, hash: string): string {
    try {
      return judgeHash(parseGoSum(sum, 'go.sum'), { path: 'a.example/m', version: 'v1.0.0' }, true, hash)
    } catch (error) {
      if (isWardenError(error, 'parse') && error.message.includes('wrong number of fields')) return 'malformed'
      throw error
    }
  }
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
  const answers = runGo(oracle, `${questions.map((q) => JSON.stringify(q)).join('\n')}\n`)
    .trimEnd()
    .split('\n')
  assert.equal(answers.length, questions.length)
  for (const [i, question] of questions.entries()) {
    const [name, ...args] = question
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

function quiet(): NodeJS.ProcessEnv {
  return { ...process.env, GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'local', GOWORK: 'off' }
}

function writeFiles(root: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true })
    writeFileSync(join(root, name), text)
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
