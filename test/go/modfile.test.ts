// go.mod and go.work files, asked of golang.org/x/mod/modfile: its own golden files, and the same verdict, values and
// printed form for generated files, right ones and wrong ones.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { isWardenError } from '../../src/base/errors.ts'
import { quote } from '../../src/gomod/goquote.ts'
import { modFileErrors } from '../../src/gomod/moddirective.ts'
import { formatGoMod, parseGoMod, summarizeGoMod } from '../../src/gomod/modfile.ts'
import type { GoMod, GoModSummary } from '../../src/gomod/modfile.ts'
import { formatGoWork, parseGoWork } from '../../src/gomod/gowork.ts'
import type { GoWork } from '../../src/gomod/gowork.ts'
import { formatSyntax } from '../../src/gomod/modprint.ts'
import { parseSyntax } from '../../src/gomod/modsyntax.ts'
import { runGo, xmod, xmodReason } from '../support/go.ts'

const skip = xmodReason()

type Mode = 'strict' | 'lax' | 'work'

interface Question {
  readonly mode: Mode
  readonly text: string
}

// Prints for each question one line of JSON: the errors, or the values and the formatted file.
const oracle = `package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/modfile"
)

type question struct{ Mode, Text string }
type answer struct {
	Errors []string
	Values []string
	Format string
}

func main() {
	in := json.NewDecoder(bufio.NewReader(os.Stdin))
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for in.More() {
		var q question
		if err := in.Decode(&q); err != nil {
			panic(err)
		}
		out.Encode(ask(q))
	}
}

func ask(q question) (a answer) {
	say := func(format string, args ...any) { a.Values = append(a.Values, fmt.Sprintf(format, args...)) }
	fail := func(err error) {
		for _, e := range err.(modfile.ErrorList) {
			// Columns in bytes: x/mod counts characters.
			column := e.Pos.Byte - strings.LastIndexByte(q.Text[:e.Pos.Byte], '\\n')
			e.Pos, e.Filename = modfile.Position{Line: e.Pos.Line}, ""
			a.Errors = append(a.Errors, fmt.Sprintf("%d%s", column, e.Error()))
		}
	}
	if q.Mode == "work" {
		f, err := modfile.ParseWork("f", []byte(q.Text), nil)
		if err != nil {
			fail(err)
			return
		}
		if f.Go != nil {
			say("go %s", f.Go.Version)
		}
		if f.Toolchain != nil {
			say("toolchain %s", f.Toolchain.Name)
		}
		for _, x := range f.Godebug {
			say("godebug %d %s %s", x.Syntax.Start.Line, x.Key, x.Value)
		}
		for _, x := range f.Use {
			say("use %d %s", x.Syntax.Start.Line, x.Path)
		}
		for _, x := range f.Replace {
			say("replace %d %s %s %s %s", x.Syntax.Start.Line, x.Old.Path, x.Old.Version, x.New.Path, x.New.Version)
		}
		a.Format = string(modfile.Format(f.Syntax))
		return
	}
	parse := modfile.Parse
	if q.Mode == "lax" {
		parse = modfile.ParseLax
	}
	f, err := parse("f", []byte(q.Text), nil)
	if err != nil {
		fail(err)
		return
	}
	if f.Module != nil {
		say("module %d %s %q", f.Module.Syntax.Start.Line, f.Module.Mod.Path, f.Module.Deprecated)
	}
	if f.Go != nil {
		say("go %s", f.Go.Version)
	}
	if f.Toolchain != nil {
		say("toolchain %s", f.Toolchain.Name)
	}
	for _, x := range f.Godebug {
		say("godebug %d %s %s", x.Syntax.Start.Line, x.Key, x.Value)
	}
	for _, x := range f.Require {
		say("require %d:%d %s %s %v", x.Syntax.Start.Line, x.Syntax.Start.LineRune, x.Mod.Path, x.Mod.Version, x.Indirect)
	}
	for _, x := range f.Exclude {
		say("exclude %d %s %s", x.Syntax.Start.Line, x.Mod.Path, x.Mod.Version)
	}
	for _, x := range f.Replace {
		say("replace %d %s %s %s %s", x.Syntax.Start.Line, x.Old.Path, x.Old.Version, x.New.Path, x.New.Version)
	}
	for _, x := range f.Retract {
		say("retract %d %s %s %q", x.Syntax.Start.Line, x.Low, x.High, x.Rationale)
	}
	for _, x := range f.Tool {
		say("tool %d %s", x.Syntax.Start.Line, x.Path)
	}
	for _, x := range f.Ignore {
		say("ignore %d %s", x.Syntax.Start.Line, x.Path)
	}
	a.Format = string(modfile.Format(f.Syntax))
	return
}
`

interface Answer {
  readonly Errors: readonly string[] | null
  readonly Values: readonly string[] | null
  readonly Format: string
}

function askGo(questions: readonly Question[]): Answer[] {
  const input = questions.map((q) => JSON.stringify({ Mode: q.mode, Text: q.text })).join('\n')
  return runGo(oracle, input)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer)
}

function askOurs({ mode, text }: Question): Answer {
  try {
    if (mode === 'work') {
      const work = parseGoWork(text, 'f')
      return { Errors: null, Values: orNull(workValues(work)), Format: formatGoWork(work) }
    }
    const mod = parseGoMod(text, 'f', { lax: mode === 'lax' })
    if (mode === 'lax') assert.deepEqual(summarizeGoMod(text, 'f'), summaryOf(mod))
    return { Errors: null, Values: orNull(modValues(mod)), Format: formatGoMod(mod) }
  } catch (error) {
    if (!isWardenError(error, 'parse')) throw error
    const errors = modFileErrors(error).map((e) => `${e.place?.column}:${e.place?.line}: ${e.message}`)
    return { Errors: errors, Values: null, Format: '' }
  }
}

function summaryOf({ module, go, require, retract }: GoMod): GoModSummary {
  return { module: module?.path, go: go?.version, deprecated: module?.deprecated ?? '', require, retract }
}

function workValues(f: GoWork): string[] {
  return [
    ...(f.go === undefined ? [] : [`go ${f.go.version}`]),
    ...(f.toolchain === undefined ? [] : [`toolchain ${f.toolchain.version}`]),
    ...f.godebug.map((x) => `godebug ${x.line} ${x.key} ${x.value}`),
    ...f.use.map((x) => `use ${x.line} ${x.path}`),
    ...f.replace.map((x) => `replace ${x.line} ${x.old.path} ${x.old.version} ${x.new.path} ${x.new.version}`),
  ]
}

function modValues(f: GoMod): string[] {
  return [
    ...(f.module === undefined ? [] : [`module ${f.module.line} ${f.module.path} ${quote(f.module.deprecated)}`]),
    ...(f.go === undefined ? [] : [`go ${f.go.version}`]),
    ...(f.toolchain === undefined ? [] : [`toolchain ${f.toolchain.version}`]),
    ...f.godebug.map((x) => `godebug ${x.line} ${x.key} ${x.value}`),
    ...f.require.map((x) => `require ${x.line}:${x.column} ${x.path} ${x.version} ${x.indirect}`),
    ...f.exclude.map((x) => `exclude ${x.line} ${x.path} ${x.version}`),
    ...f.replace.map((x) => `replace ${x.line} ${x.old.path} ${x.old.version} ${x.new.path} ${x.new.version}`),
    ...f.retract.map((x) => `retract ${x.line} ${x.low} ${x.high} ${quote(x.rationale)}`),
    ...f.tool.map((x) => `tool ${x.line} ${x.path}`),
    ...f.ignore.map((x) => `ignore ${x.line} ${x.path}`),
  ]
}

function orNull(list: string[]): string[] | null {
  return list.length === 0 ? null : list
}

function compare(questions: readonly Question[]): { parsed: number; refused: number } {
  const answers = askGo(questions)
  let refused = 0
  questions.forEach((question, index) => {
    const ours = askOurs(question)
    const theirs = answers[index]
    if (ours.Errors !== null) refused++
    // Here control characters from the file are escaped in messages; Go gives them to the terminal.
    if (theirs?.Errors?.some((e) => /[^\P{C}\n\t]/u.test(e)) === true) {
      assert.equal(ours.Errors?.length, theirs.Errors.length, JSON.stringify(question.text))
      return
    }
    assert.deepEqual(ours, theirs, `${question.mode}: ${JSON.stringify(question.text)}`)
  })
  return { parsed: questions.length - refused, refused }
}

/** A small generator of numbers that is the same on every run. */
function randomOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const pieces = [
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

const lines = [
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

function* generated(count: number, seed: number): Generator<Question> {
  const random = randomOf(seed)
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T
  for (let n = 0; n < count; n++) {
    let text = ''
    if (n % 3 === 0) {
      for (let i = random(40); i >= 0; i--) text += pick(pieces) + pick(['', ' ', ' '])
    } else {
      for (let i = random(8); i >= 0; i--) text += `${pick(lines)}${pick(['\n', '\n\n', '\r\n', '\n\n\n', ' \n'])}`
      // Most lines are right, so that one change is what is judged.
      for (let i = n % 3 === 1 ? 0 : 1 + random(3); i > 0; i--) {
        const at = random(text.length)
        text = text.slice(0, at) + (random(3) === 0 ? '' : pick(pieces)) + text.slice(at + random(4))
      }
    }
    // What Go takes and this refuses, on purpose: a string over two lines and halves of characters.
    if (/\\\r?\n/.test(text) || !text.isWellFormed()) continue
    // What Go prints so that it cannot be read again: a retracted "version" that needs its quotes.
    if (text.includes('retract') && /"[^"]*[^\w.+"-][^"]*"|""/.test(text)) continue
    yield { mode: pick(['strict', 'strict', 'lax', 'work'] as const), text }
  }
}

test('parseGoMod and formatGoMod agree with x/mod on generated files', { skip }, () => {
  const { parsed, refused } = compare([...generated(6000, 1)])
  assert.ok(parsed > 500 && refused > 500, `${parsed} parsed, ${refused} refused`)
})

test('parseGoMod and parseGoWork agree with x/mod on its own test files', { skip }, () => {
  const questions: Question[] = []
  for (const folder of ['testdata', 'testdata/work']) {
    for (const file of modfileFiles(folder)) {
      const text = readFileSync(join(xmod(), 'modfile', folder, file), 'utf8')
      for (const mode of ['strict', 'lax', 'work'] as const) questions.push({ mode, text })
    }
  }
  assert.ok(questions.length >= 90, `${questions.length}`)
  compare(questions)
})

test('formatGoMod and formatGoWork print x/mod’s .in files as its .golden files', { skip }, () => {
  let count = 0
  for (const folder of ['testdata', 'testdata/work']) {
    for (const file of modfileFiles(folder)) {
      if (!file.endsWith('.golden')) continue
      const golden = readFileSync(join(xmod(), 'modfile', folder, file), 'utf8')
      assert.equal(formatSyntax(parseSyntax(golden, file)), golden, file)
      const input = file.replace('.golden', '.in')
      if (!modfileFiles(folder).includes(input)) continue
      const text = readFileSync(join(xmod(), 'modfile', folder, input))
      const printed = folder.endsWith('work') ? formatGoWork(parseGoWork(text, input)) : printMod(text, input)
      assert.equal(printed, golden, input)
      count++
    }
  }
  assert.ok(count >= 14, `${count}`)
})

/** Some of the .in files are no valid go.mod files: those are printed from their syntax alone. */
function printMod(text: Uint8Array, file: string): string {
  try {
    return formatGoMod(parseGoMod(text, file))
  } catch (error) {
    if (!isWardenError(error, 'parse')) throw error
    return formatSyntax(parseSyntax(text, file))
  }
}

function modfileFiles(folder: string): string[] {
  return readdirSync(join(xmod(), 'modfile', folder)).filter((name) => /\.(in|golden)$/.test(name))
}
