// Unveiling on what folding really gives: the steps of values of small modules.
import assert from 'node:assert/strict'
import test from 'node:test'
import { moduleOf, sinks } from '../../../test/support/folding.ts'
import { createFolder, textOfValue, waysOf } from '../../gosource/fold.ts'
import type { KnownValue } from '../../gosource/facts.ts'
import { unveil } from './unveiling.ts'

/** How the argument of `sink` was hidden, with the line that unveils; empty where it was not. */
function hiding(body: string, imports: string = ''): string {
  const module = moduleOf({ 'a.go': `package a\n${imports}\n${body}\n` })
  const folder = createFolder({ main: module, dependencies: [] })
  const [at] = sinks(module)
  assert.ok(at)
  const [value] = folder.foldAll(at.file, at.x)
  assert.ok(value)
  const text = textOfValue(value)
  assert.ok(text)
  const found = unveil({ text, plain: false, steps: waysOf(value) })
  return found === undefined ? '' : `${found.how} ${found.class} ${found.at.line}`
}

const bytes = (text: string, key: number = 0): string => [...text].map((char) => char.charCodeAt(0) ^ key).join(', ')
const URL = 'https://collect.example.com/x'

test('unveil tells pieces of a list, in one expression and in a loop', () => {
  const list = 'var w = []string{"h", "t", "p", "s", ":", "/", "e", "x", ".", "c", "o", "m"}'
  assert.equal(
    hiding(
      `${list}\nfunc f() {\nu := w[0] + w[1] + w[1] + w[2] + w[4] + w[5] + w[5] +\nw[6] + w[7] + w[8] + w[9] + w[10]\nsink(u)\n}`,
    ),
    'index url 5',
  )
  assert.equal(
    hiding(
      `${list}\nfunc f() {\ns := ""\nfor _, i := range []int{0, 1, 1, 2, 4, 5, 5, 6, 7, 8, 9, 10, 11} {\ns += w[i]\n}\nsink(s)\n}`,
    ),
    'index url 7',
  )
})

test('unveil tells numbers that are letters', () => {
  assert.equal(hiding(`func f() {\nb := []byte{${bytes(URL)}}\nsink(string(b))\n}`), 'chars url 4')
  assert.equal(
    hiding(
      `func f() {\nvar b []byte\nfor _, p := range strings.Split("${[...URL].map((char) => char.charCodeAt(0)).join('.')}", ".") {\nn, _ := strconv.Atoi(p)\nb = append(b, byte(n))\n}\nsink(string(b))\n}`,
      'import ("strconv"; "strings")',
    ),
    'chars url 7',
  )
})

test('unveil tells what is replaced, turned round and mapped', () => {
  assert.equal(
    hiding(`func f() {\nsink(strings.ReplaceAll("203x0x113x84:20022", "x", "."))\n}`, 'import "strings"'),
    'replace address 4',
  )
  const reversed = [...URL].toReversed().join('')
  assert.equal(
    hiding(
      `func f() {\nr := []rune("${reversed}")\nfor i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {\nr[i], r[j] = r[j], r[i]\n}\nsink(string(r))\n}`,
    ),
    'replace url 6',
  )
})

test('unveil tells what is encoded and xored', () => {
  const base64 = Buffer.from(URL).toString('base64')
  assert.equal(
    hiding(
      `func f() {\nb, _ := base64.StdEncoding.DecodeString("${base64}")\nsink(string(b))\n}`,
      'import "encoding/base64"',
    ),
    'encode url 4',
  )
  assert.equal(
    hiding(`func f() {\nb := []byte{${bytes(URL, 90)}}\nfor i := range b {\nb[i] ^= 90\n}\nsink(string(b))\n}`),
    'encode url 6',
  )
})

test('unveil leaves what the source shows, and what tells nothing', () => {
  const strings = 'import "strings"'
  assert.equal(
    hiding('func f() {\nsink(strings.ReplaceAll("https://{v}.example.com/", "{v}", "eu-central-1"))\n}', strings),
    '',
  )
  assert.equal(
    hiding('func f() {\nsink(strings.ReplaceAll("https://api.example.com/{v}", "{v}", "2"))\n}', strings),
    '',
  )
  assert.equal(hiding('func f() {\nsink(strings.ToLower("HTTPS://API.EXAMPLE.COM/"))\n}', strings), '')
  assert.equal(hiding('func f() {\nsink("https://" + "api.example.com")\n}'), '')
  assert.equal(
    hiding('var hosts = []string{"https://a.example.com", "https://b.example.com"}\nfunc f() { sink(hosts[1]) }'),
    '',
  )
  assert.equal(hiding('var tools = []string{"powershell", "pwsh"}\nfunc f() { sink(tools[0]) }'), '')
  assert.equal(hiding(`func f() {\nsink(string([]byte{${bytes('some words of a table')}}))\n}`), '')
  // A page names other pages.
  const page = '<!DOCTYPE html>\n<a href="http://www.example.org/a">a</a>'
  assert.equal(hiding(`func f() {\nsink(string([]byte{${bytes(page)}}))\n}`), '')
  assert.equal(hiding('func f() {\nsink(fmt.Sprintf("http://%s:%d/", "localhost", 8080))\n}', 'import "fmt"'), '')
})

test('unveil overlooks what changes nothing, as trimming a slash that is not there', () => {
  const step = (what: string): KnownValue => ({
    text: `${URL}/v2/`,
    plain: false,
    steps: [{ file: 'a.go', line: 4, what, by: 'strings.TrimRight', from: ['/'] }],
  })
  assert.equal(unveil(step(`strings.TrimRight("${URL}", "/") = "${URL}"`)), undefined)
  assert.equal(unveil(step(`strings.TrimRight("${URL}zzz", "z") = "${URL}"`))?.how, 'replace')
})

test('unveil passes over a pattern that is filled in with a word, and tells one whose letters are replaced', () => {
  const fill = (pattern: string, word: string, by: string): string =>
    hiding(`func f() {\nsink(strings.Replace("${pattern}", "${word}", "${by}", 1))\n}`, 'import "strings"')
  assert.equal(fill('https://sts.UNIVERSE_DOMAIN/v1/token', 'UNIVERSE_DOMAIN', 'example.com'), '')
  assert.equal(fill('https://stsQexampleQcom/v1', 'Q', '.'), 'replace url 4')
})
