import assert from 'node:assert/strict'
import test from 'node:test'
import { utf8 } from '../../base/bytes.ts'
import { readModule } from '../package.ts'
import { readFacts } from '../readfacts.ts'
import { parseCatalogue } from './catalogueparse.ts'
import { standardCatalogue } from './cataloguestandard.ts'
import { actingFolders } from './inert.ts'

/** The folders of a module, `example.com/m`, in which something is followed. */
function acting(files: Readonly<Record<string, string>>): string[] {
  const contents = new Map(Object.entries(files).map(([name, text]) => [name, utf8(text)]))
  const found: string[] = []
  readModule('example.com/m', contents, (folders) => {
    const all = actingFolders('example.com/m', folders, standardCatalogue())
    found.push(...all)
    return all
  })
  return found.toSorted((a, b) => (a < b ? -1 : 1))
}

test('actingFolders names who calls what has effects, who calls that, and what that calls', () => {
  const files = {
    'run/a.go': 'package run\nimport ("os/exec"; "example.com/m/words")\nfunc F() { exec.Command(words.W).Run() }\n',
    'words/a.go': 'package words\nconst W = "id"\n',
    'top/a.go': 'package top\nimport "example.com/m/run"\nfunc G() { run.F() }\n',
    'other/a.go': 'package other\nimport ("fmt"; "strings")\nfunc H() { fmt.Println(strings.ToUpper("x")) }\n',
  }
  assert.deepEqual(acting(files), ['run', 'top', 'words'])
})

test('actingFolders looks at names as they are parsed, not as they are written', () => {
  assert.deepEqual(acting({ 'a.go': 'package a\nimport "os/exec"\nvar _ = exec. /* . */\n\tCommand("id")\n' }), [''])
  assert.deepEqual(acting({ 'a.go': 'package a\nimport . "os/exec"\nvar _ = Command("id")\n' }), [''])
  assert.deepEqual(acting({ 'a.go': 'package a\nimport x "os/exec"\nvar _ x.Cmd\n' }), [''])
  assert.deepEqual(acting({ 'a.go': 'package a\nimport "os/exec"\nvar _ = exec.LookPath // exec.Command\n' }), [])
})

test('actingFolders names what is written elsewhere, and what a vendored package does', () => {
  assert.deepEqual(acting({ 'a.go': 'package a\nfunc spawn(p string)\n', 'b/b.go': 'package b\n' }), [''])
  const files = {
    'a.go': 'package a\nimport "example.org/v"\nfunc F() { v.F() }\n',
    'vendor/example.org/v/v.go': 'package v\nimport "os"\nfunc F() { os.Remove("x") }\n',
  }
  assert.deepEqual(acting(files), ['', 'vendor/example.org/v'])
})

test('catalogue.acting gives the names of effects, of the types too that calls and embedded types bring', () => {
  const catalogue = parseCatalogue([
    [
      'package a',
      'func Run(command) T error : !process',
      'func T.Wait() error',
      'package b',
      'func New() []a.T',
      'package c.go',
      'type C',
      'embed C b.X',
      'func X() b.X',
      'package d',
      'func Write(_, data) error : !write:0',
      '',
    ].join('\n'),
  ])
  const names = (path: string): string[] | undefined => {
    const found = catalogue.acting(path)
    return found === undefined ? undefined : [...found]
  }
  assert.deepEqual([names('a'), names('b'), names('c.go'), names('d')], [['Run'], ['Run'], ['Run'], undefined])
})

test('catalogue.acting: no call of a value of unknown type has an effect of its own, which no import would show', () => {
  const own = [...standardCatalogue().calls.values()].filter(({ name, effect }) => name.startsWith('*.') && effect)
  assert.deepEqual(own, [])
})

test('readFacts: a field is called whatever the name of its type means elsewhere', () => {
  const text = `package a

import "os/exec"

type int func()
type box struct{ run int }

func Open() { box{run: func() { exec.Command("id").Run() }}.run() }
`
  const [effect] = readFacts('example.com/m', new Map([['a.go', utf8(text)]]), standardCatalogue()).effects
  assert.deepEqual(
    effect?.reach.map(({ trigger, name }) => [trigger, name]),
    [['exported', 'Open']],
  )
})
