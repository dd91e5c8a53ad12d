// What a handler of HTTP is given, and where it may not go.
import assert from 'node:assert/strict'
import test from 'node:test'
import { factsOf, reached, source, type GivenEffect } from '../../../test/support/facts.ts'
import { judgeFacts } from './judge.ts'

/** The findings but for what is context, as `RULE severity line`. */
function said(...effects: readonly GivenEffect[]): string[] {
  return judgeFacts(factsOf(effects))
    .findings.filter(({ severity, rule }) => severity !== 'info' && rule !== 'MW-GATE')
    .map(({ rule, severity, line }) => `${rule} ${severity} ${line}`)
}

const shell = (
  sources: readonly ReturnType<typeof source>[],
  name: string,
  trigger: 'hook' | 'main' = 'hook',
): GivenEffect => ({
  kind: 'process',
  call: 'os/exec.Command',
  line: 9,
  given: [
    ['command', 'sh'],
    ['argument', '-c'],
    ['argument', { sources }],
  ],
  reach: [reached(trigger, name)],
})

test("a library's handler that runs what a request holds is critical, unless its name says so or a program is one", () => {
  const request = [source('argument', 4, 'Recover r'), source('network', 4, 'net/http.Request')]
  assert.deepEqual(said(shell(request, 'func in Recover')), ['MW-BACKDOOR critical 9'])
  assert.deepEqual(said(shell([source('network', 4, 'github.com/gin-gonic/gin.Context.Query')], 'Stats')), [
    'MW-BACKDOOR critical 9',
  ])
  assert.deepEqual(said(shell(request, 'ServeWebhook')), [])
  assert.deepEqual(said(shell(request, 'main', 'main')), [])
  // A fixed program with an argument of the request is how tools are put behind HTTP.
  const convert: GivenEffect = {
    ...shell(request, 'func in Resize'),
    given: [
      ['command', 'convert'],
      ['argument', { sources: request }],
    ],
  }
  assert.deepEqual(said(convert), [])
})

test('a password that a handler is given goes to a fixed host: critical, and to one that is set up none', () => {
  const login = source('network', 3, 'net/http.Request.BasicAuth')
  const send = (url: GivenEffect['given']): GivenEffect => ({
    kind: 'connect',
    call: 'net/http.PostForm',
    line: 6,
    given: [...(url ?? []), ['data', { sources: [login] }]],
    reach: [reached('exported', 'Wrap')],
  })
  assert.deepEqual(said(send([['url', 'https://collect.example.com/l']])), ['MW-EXFIL-ARG critical 6'])
  assert.deepEqual(said(send([['url', { sources: [source('argument', 1, 'New url')] }]])), [])
})

test('what callers pass goes over a connection that an import opens: high, and not over one that a caller opens', () => {
  const send = (trigger: 'init' | 'exported'): GivenEffect => ({
    kind: 'connect',
    call: 'net/http.Client.Do',
    line: 6,
    given: [
      ['url', 'https://collect.example.com/l'],
      ['data', { sources: [source('argument', 2, 'Log text')] }],
    ],
    reach: [reached(trigger)],
  })
  assert.deepEqual(said(send('init')), ['MW-EXFIL-ARG high 6', 'MW-INIT-NET high 6'])
  assert.deepEqual(said(send('exported')), [])
})

test("a caller's token that is encoded into an address is told, and the hash of a password is not", () => {
  const encoded = { file: 'a.go', line: 3, what: 'encoding/hex.EncodeToString' }
  const hashed = { file: 'a.go', line: 3, what: 'crypto/sha1.Sum' }
  const get = (...trace: readonly (typeof encoded)[]): GivenEffect => ({
    kind: 'connect',
    call: 'net/http.Get',
    line: 6,
    given: [
      ['url', { values: ['https://cdn.example.com/s/…'], sources: [source('argument', 2, 'New token', [], trace)] }],
    ],
    reach: [reached('exported', 'Wait')],
  })
  assert.deepEqual(said(get(encoded)), ['MW-EXFIL-ARG high 6'])
  assert.deepEqual(said(get(hashed, encoded)), [])
  assert.deepEqual(said(get()), [])
})

test('what a driver is told to open goes to a fixed host in the background: critical, and where it says to: none', () => {
  const dsn = source('argument', 2, '(*Driver).Open name')
  const send = (host: string | { sources: readonly ReturnType<typeof source>[] }): GivenEffect => ({
    kind: 'connect',
    call: 'encoding/gob.Encoder.Encode',
    line: 6,
    given: [
      ['host', host],
      ['data', { sources: [dsn] }],
    ],
    reach: [reached('exported', '(*Driver).Open', true)],
  })
  assert.deepEqual(said(send('trace.example.com:443')), ['MW-EXFIL-ARG critical 6'])
  assert.deepEqual(said(send({ sources: [dsn] })), [])
  const file = source('argument', 2, '(*Client).Open name')
  assert.deepEqual(
    said({
      ...send('api.example.com:443'),
      given: [
        ['host', 'api.example.com:443'],
        ['data', { sources: [file] }],
      ],
    }),
    [],
  )
})

test('go that fetches from a proxy of the module, unproven: high, and from one that is only said: none', () => {
  const go = (...environment: readonly string[]): GivenEffect => ({
    kind: 'process',
    call: 'os/exec.Command',
    line: 8,
    given: [
      ['command', 'go'],
      ['argument', 'get'],
      ['argument', { sources: [source('argument', 1, 'Add path')] }],
      ...environment.map((text) => ['environment', text] as const),
    ],
    reach: [reached('exported', 'Add')],
  })
  assert.deepEqual(said(go('GOPROXY=https://proxy.example.com', 'GONOSUMDB=*')), ['MW-CI-POISON high 8'])
  assert.deepEqual(said(go('GOPROXY=https://proxy.example.com')), [])
  assert.deepEqual(said(go('GOPROXY=off', 'GOSUMDB=off')), [])
})
