import assert from 'node:assert/strict'
import test from 'node:test'
import { deflateRawSync } from 'node:zlib'
import { folded } from '../../test/support/folding.ts'

test('fold ends on readers, sequences, goroutines and templates that do not', () => {
  const hostile = [
    'read(io.ReadAll(&endless{}))',
    'read(io.ReadAll(&silent{}))',
    'func() string { s := ""; for x := range forever { s += x }; return s }()',
    'func() string { c := make(chan string); go func() { for { c <- "x" } }(); return <-c }()',
    'func() string { c := make(chan string); spawn(c); return <-c }()',
    'func() string { c := make(chan string); go func() { <-c }(); return <-c }()',
    'run(`{{define "a"}}{{template "a" .}}{{end}}{{template "a" .}}`)',
    'run(`{{range .}}{{range $}}{{range $}}{{range $}}x{{end}}{{end}}{{end}}{{end}}`)',
    `run("${'{{if .}}'.repeat(5000)}")`,
    `run("{{${'('.repeat(5000)}")`,
    'func() string { var v any; json.Unmarshal([]byte(strings.Repeat("[", 100000)), &v); return v.(string) }()',
    'func() string { l := make([]int, 5000); sort.Slice(l, func(i, j int) bool { for {}; return true }); return string(rune(l[0])) }()',
    'func() string { defer func() { recover() }(); for { } }()',
    'func() string { i := 0; loop: i++; goto loop }()',
    'sync.OnceValue(func() string { return self() })()',
  ]
  const source = `package a
import ("bytes"; "encoding/json"; "io"; "sort"; "strings"; "sync"; "text/template")
type endless struct{}
func (*endless) Read(p []byte) (int, error) { return len(p), nil }
type silent struct{}
func (*silent) Read(p []byte) (int, error) { return 0, nil }
func read(b []byte, err error) string { return string(b) }
func forever(yield func(string) bool) { for yield("x") {} }
func spawn(c chan string) { go func() { spawn(c) }() }
var self = sync.OnceValue(func() string { return self() })
func run(s string) string { t, _ := template.New("").Parse(s); var b bytes.Buffer; t.Execute(&b, make([]int, 1000)); return b.String() }
${hostile.map((x) => `var _ = sink(${x})`).join('\n')}
`
  const results = folded(source)
  assert.equal(results.length, hostile.length)
  // The first letter of a channel that is filled for ever would be known; nobody says when its goroutine stops.
  assert.deepEqual(
    results.filter((result) => !result.startsWith('unknown: ')),
    [],
  )
})

test('fold takes no zip that unpacks to more than a value may hold', () => {
  const packed = deflateRawSync(new Uint8Array(4 << 20))
  const local = Buffer.alloc(31)
  local.writeUInt32LE(0x04034b50)
  local.writeUInt16LE(1, 26)
  local.write('x', 30)
  const central = Buffer.alloc(47)
  central.writeUInt32LE(0x02014b50)
  central.writeUInt16LE(8, 10)
  central.writeUInt32LE(packed.length, 20)
  central.writeUInt16LE(1, 28)
  central.write('x', 46)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(local.length + packed.length, 16)
  const zip = new Uint8Array(Buffer.concat([local, packed, central, end]))
  const source = `package a
import ("archive/zip"; "bytes"; _ "embed"; "io")
//go:embed a.zip
var data []byte
func f() { r, err := zip.NewReader(bytes.NewReader(data), int64(len(data))); if err != nil { return }; o, _ := r.File[0].Open(); b, _ := io.ReadAll(o); sink(b) }
`
  const [result] = folded({ 'a.go': source, 'a.zip': zip })
  assert.match(result ?? '', /^unknown: /)
})
