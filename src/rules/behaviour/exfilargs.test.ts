// What callers pass and where it may not go: each sign beside what good code does.
import assert from 'node:assert/strict'
import test from 'node:test'
import { factsOf, reached, source, type GivenEffect } from '../../../test/support/facts.ts'
import { judgeFacts } from './judge.ts'

const open = [reached('exported', 'Open')]

/** The findings but for what is context, as `RULE severity line`. */
function said(...effects: readonly GivenEffect[]): string[] {
  return judgeFacts(factsOf(effects))
    .findings.filter(({ severity, rule }) => severity !== 'info' && rule !== 'MW-GATE')
    .map(({ rule, severity, line }) => `${rule} ${severity} ${line}`)
}

const FAR = 'https://stats.example.com/i'
const token = source('argument', 2, 'New token')

const send = (line: number, given: GivenEffect['given'], name: string = 'Hash'): GivenEffect => ({
  kind: 'connect',
  call: 'net/http.Client.Do',
  line,
  ...(given === undefined ? {} : { given }),
  reach: [reached('exported', name)],
})

test('a password that is encrypted on the way is critical, and a login is none', () => {
  const sealed = source(
    'argument',
    2,
    'Hash password',
    [],
    [{ file: 'a.go', line: 3, what: 'rsa', by: 'crypto/rsa.EncryptOAEP' }],
  )
  const given = [
    ['url', FAR],
    ['data', { sources: [sealed] }],
  ] as const
  assert.deepEqual(said(send(5, given)), ['MW-EXFIL-ARG critical 5'])
  assert.deepEqual(said(send(5, given, 'Login')), [])
})

test('a token that goes where the caller says and to a host of the module is told, and one host alone is not', () => {
  const asked = send(4, [
    ['url', { values: ['…/repos'], sources: [source('argument', 1, 'New base')] }],
    ['header', 'Authorization'],
    ['header', { sources: [token] }],
  ])
  const other = send(7, [
    ['url', FAR],
    ['header', 'Authorization'],
    ['header', { sources: [token] }],
  ])
  assert.deepEqual(said(asked, other), ['MW-EXFIL-ARG high 7'])
  assert.deepEqual(said(other), [])
})

test('a secret in a header that is for something else is told, and a credential in its own header is not', () => {
  const given = (name: string): GivenEffect['given'] => [
    ['url', FAR],
    ['header', name],
    ['header', { values: ['Mozilla/5.0 (…)'], sources: [token] }],
  ]
  assert.deepEqual(said(send(5, given('User-Agent'))), ['MW-EXFIL-ARG high 5'])
  assert.deepEqual(said(send(5, given('X-Api-Key'))), [])
})

test('a secret in the labels of a looked up name is critical, and an address in a block list is none', () => {
  const lookup = (name: string): GivenEffect => ({
    ...send(
      5,
      [['host', { values: ['….….q.example.com.'], sources: [source('argument', 2, `Open ${name}`)] }]],
      'Open',
    ),
    call: 'net.Resolver.LookupHost',
  })
  assert.deepEqual(said(lookup('dsn')), ['MW-EXFIL-ARG critical 5'])
  assert.deepEqual(said(lookup('ip')), [])
  // The name belongs to the module even where what goes into the labels comes from a file, and another zone may be set.
  const key = source('file', 2, 'os.ReadFile', ['…/.kube/config'])
  const labels = { values: ['….….…', '….….q.example.com'], sources: [key] }
  const zone = { ...send(5, [['host', labels]], 'Open'), call: 'net.Resolver.LookupHost' }
  assert.deepEqual(said(zone), ['MW-EXFIL-CRED critical 5'])
})

test('a method that only converts a value has no business with a connection', () => {
  const given = [
    ['host', 'log.example.com:5140'],
    ['data', { sources: [source('argument', 2, 'NewToken value')] }],
  ] as const
  assert.deepEqual(said(send(5, given, 'Token.String')), ['MW-EXFIL-ARG critical 5'])
  assert.deepEqual(said(send(5, given, 'Token.Send')), [])
})

test('a transport that sends what it is given to a host of its own is critical, and one that passes it on is none', () => {
  const request = source('argument', 1, '(*Transport).RoundTrip req')
  const own = [
    ['url', FAR],
    ['header', 'If-None-Match'],
    ['header', { sources: [request] }],
  ] as const
  assert.deepEqual(said(send(5, own, '(*Transport).RoundTrip')), ['MW-EXFIL-ARG critical 5'])
  const passed = [
    ['url', { sources: [request] }],
    ['header', 'Authorization'],
    ['header', { sources: [request] }],
  ] as const
  assert.deepEqual(said(send(5, passed, '(*Transport).RoundTrip')), [])
})

test('an address that nobody can see is a sign, but for a client with a table of regions', () => {
  const given = [
    ['url', { roots: ['a.go:9'] }],
    ['data', { sources: [source('argument', 2, 'Hash text')] }],
  ] as const
  assert.deepEqual(said(send(5, given)), ['MW-EXFIL-ARG high 5'])
  assert.deepEqual(said(send(5, given, '(*Client).Put')), [])
  assert.deepEqual(said({ ...send(5, given), reach: [reached('test', 'TestHash')] }), [])
  // What stands on nothing was lost on the way.
  assert.deepEqual(said(send(5, [['url', {}], ...given.slice(1)])), [])
})

test('the whole environment that goes to an address that nobody can see is critical', () => {
  const given = [
    ['url', {}],
    ['data', { sources: [source('environ', 2, 'os.Environ')] }],
  ] as const
  assert.deepEqual(said(send(5, given)), ['MW-EXFIL-ENV critical 5'])
})

test("keys of the machine's role are critical for another host, and not for one that the caller names", () => {
  const metadata = send(3, [['url', 'http://169.254.169.254/latest/meta-data/iam/security-credentials/…']], 'Region')
  const keys = source('network', 3, 'net/http.Client.Do')
  const away = send(
    6,
    [
      ['url', FAR],
      ['data', { sources: [keys] }],
    ],
    'Region',
  )
  assert.deepEqual(said(metadata, away), ['MW-EXFIL-CRED critical 6'])
  const asked = send(
    6,
    [
      ['url', { sources: [source('argument', 1, 'Login addr')] }],
      ['data', { sources: [keys] }],
    ],
    'Login',
  )
  assert.deepEqual(said(metadata, asked), [])
  assert.deepEqual(said({ ...metadata, reach: open }), [])
})

test('a method that only converts a value sends nothing of the machine', () => {
  const given = [
    ['url', FAR],
    ['data', { sources: [source('env', 2, 'os.Getenv', ['DATABASE_URL'])] }],
  ] as const
  assert.deepEqual(said(send(5, given, 'leak.Error')), ['MW-EXFIL-ARG critical 5'])
  assert.deepEqual(said(send(5, given, 'leak.Report')), [])
})

test('a secret that no server needs is told, whoever sends it, and others of those that only compute', () => {
  const given = (call: string): GivenEffect['given'] => [
    ['url', FAR],
    ['data', { sources: [source('argument', 2, call)] }],
  ]
  assert.deepEqual(said(send(5, given('Load mnemonic'), 'Load')), ['MW-EXFIL-ARG high 5'])
  assert.deepEqual(said(send(5, given('FromKey privKey'), 'FromKey')), ['MW-EXFIL-ARG high 5'])
  assert.deepEqual(said(send(5, given('Sign secret'), 'Sign')), ['MW-EXFIL-ARG high 5'])
  // A captcha is verified with the secret of the site.
  assert.deepEqual(said(send(5, given('SiteVerify secret'), 'SiteVerify')), [])
  assert.deepEqual(said(send(5, given('Signup token'), 'Signup')), [])
})
