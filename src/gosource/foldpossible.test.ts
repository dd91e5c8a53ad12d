import assert from 'node:assert/strict'
import test from 'node:test'
import { folded, moduleOf, sinks, told } from '../../test/support/folding.ts'
import { createFolder } from './fold.ts'

/** All that the arguments of `sink` may be. */
function all(source: string): string[][] {
  const module = moduleOf({ 'a.go': source })
  const folder = createFolder({ main: module, dependencies: [] })
  return sinks(module).map(({ file, x }) => folder.foldAll(file, x).map(told))
}

test('foldAll knows what literals, constructors and assignments put into a field, and fold does not say that it is that', () => {
  const feed = 'package a\ntype feed struct{ url string }\nfunc (f *feed) listen() { u := f.url + "/x"; sink(u) }\n'
  const literal = `${feed}func New() { go (&feed{url: "c2" + ".invalid"}).listen() }\n`
  assert.deepEqual(all(literal), [['…/x', 'c2.invalid/x']])
  assert.deepEqual(folded(literal), ['…/x'])
  assert.deepEqual(
    all(`${feed}func mk(u string) *feed { return &feed{u} }\nfunc New() { go mk("c2.invalid").listen() }\n`),
    [['…/x', 'c2.invalid/x']],
  )
  assert.deepEqual(all(`${feed}func (f *feed) set() { f.url = "h" }\n`), [['…/x', 'h/x']])
})

test('foldAll finds fields of embedded structs and of structs in fields', () => {
  const audit = 'package a\ntype audit struct{ addr [2]byte }\ntype token struct { v string; audit }\n'
  assert.deepEqual(
    all(
      `${audit}import "fmt"\nfunc New() token { return token{v: "x", audit: audit{[2]byte{203, 77}}} }\nfunc (a audit) f() { sink(fmt.Sprint(a.addr[1])) }\nfunc (t token) g() { sink(fmt.Sprint(t.addr[0])) }\n`,
    ),
    [['77'], ['203']],
  )
  assert.deepEqual(
    all(
      'package a\ntype o struct{ u string }\ntype c struct{ o *o }\nfunc New() *c { return &c{o: &o{u: "deep"}} }\nfunc (x *c) f() { sink(x.o.u) }\n',
    ),
    [['deep']],
  )
})

test('foldAll takes no value from the tests of a package', () => {
  const module = moduleOf({
    'a.go': 'package a\ntype feed struct{ url string }\nfunc (f *feed) listen() { sink(f.url) }\n',
    'a_test.go': 'package a\nvar f = &feed{url: "http://127.0.0.1"}\n',
  })
  const [at] = sinks(module)
  assert.ok(at)
  assert.deepEqual(createFolder({ main: module, dependencies: [] }).foldAll(at.file, at.x), [])
})

test('foldAll finds what another function puts into a context', () => {
  assert.deepEqual(
    all(
      'package a\nimport "context"\ntype k struct{}\nfunc Open(ctx context.Context) { run(context.WithValue(ctx, k{}, "plan")) }\nfunc run(ctx context.Context) { p, _ := ctx.Value(k{}).(string); sink(p) }\n',
    ),
    [['plan']],
  )
})

test('fold runs all that init functions do to a variable, and foldAll what one other function does', () => {
  assert.deepEqual(
    folded(
      'package a\nvar s string\nfunc init() { for _, c := range []int{99, 50} { s += string(rune(c)) }; if len(s) > 1 { s += "!" } }\nfunc f() { sink(s) }\n',
    ),
    ['c2!'],
  )
  const parts =
    'package a\nvar d = []byte{1, 2}\nfunc dec() { for i := range d { d[i] += 64 } }\nfunc f() { dec(); sink(d) }\n'
  assert.deepEqual(all(parts), [['AB']])
  assert.deepEqual(folded(parts), ['unknown: d is changed elsewhere'])
  assert.deepEqual(
    all(
      'package a\nimport "sync"\nvar h string\nvar o sync.Once\nfunc load() { o.Do(func() { h = "c2" + ".invalid" }) }\nfunc f() { load(); sink(h) }\n',
    ),
    [['c2.invalid']],
  )
})

test('fold receives what goroutines send, and forgets what they set where nobody waits', () => {
  const fn = (body: string): string => `package a\nimport "sync"\nfunc f(p string) {\n${body}\n}\n`
  assert.deepEqual(
    folded(
      fn(
        'c := make(chan string, 2); go func() { c <- "x"; c <- "y"; close(c) }(); s := ""; for p := range c { s += p }; sink(s)',
      ),
    ),
    ['xy'],
  )
  assert.deepEqual(folded(fn('x := "a"; go func() { x = "b" }(); sink(x)')), ['unknown: changed by a goroutine'])
  assert.deepEqual(
    folded(fn('var w sync.WaitGroup; x := "a"; w.Add(1); go func() { defer w.Done(); x = "b" }(); w.Wait(); sink(x)')),
    ['b'],
  )
  assert.deepEqual(folded(fn('c := make(chan string); sink(<-c)')), ['unknown: what comes from a channel'])
})

test('fold says an address as it is written', () => {
  assert.deepEqual(
    folded(
      'package a\nimport ("net"; "net/url")\nfunc f() { sink(&net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 80}); sink(net.IP{192, 0, 2, 1}); sink(&url.URL{Scheme: "https", Host: "c2.invalid"}) }\n',
    ),
    ['192.0.2.1:80', '192.0.2.1', 'https://c2.invalid'],
  )
})

test('fold joins a host that is known and a port that is not', () => {
  assert.deepEqual(folded('package a\nimport "net"\nfunc f(p string) { sink(net.JoinHostPort("c2.invalid", p)) }\n'), [
    'c2.invalid:…',
  ])
})

test('fold calls short methods of structs that are not known: what they give may hang on little of them', () => {
  const types =
    'package a\nimport "fmt"\ntype conf struct{ tls bool; port int }\ntype options struct { conf; names []string }\n'
  const host =
    'func (c conf) host() string { port := c.port; if port == 0 { port = 8080 }; return fmt.Sprintf("localhost:%d", port) }\n'
  assert.deepEqual(folded(`${types}${host}func f(c conf) { sink(c.host() + "/x") }\n`), ['localhost:…/x'])
  // Of what is embedded, through a pointer.
  assert.deepEqual(folded(`${types}${host}func f(o *options) { sink(o.host() + "/x") }\n`), ['localhost:…/x'])
  const scheme = 'func (c conf) scheme() string { if c.tls { return "https" }; return "http" }\n'
  assert.deepEqual(all(`${types}${scheme}func f(c conf) { sink(c.scheme() + "://h.invalid") }\n`), [
    ['…://h.invalid', 'https://h.invalid', 'http://h.invalid'],
  ])
})
