import assert from 'node:assert/strict'
import test from 'node:test'
import { classifyHost, isGeneratedName, urlsIn } from './hostname.ts'

const kind = (text: string): string => classifyHost(text).kind

test('classifyHost tells public addresses, those for documentation too', () => {
  for (const text of [
    '203.0.113.84:20022',
    'https://198.51.100.7/x',
    '192.0.2.1',
    'http://user@93.184.216.34:80/a?b',
    '[2001:db8::1]:443',
    '2001:db8::1',
  ])
    assert.equal(kind(text), 'address', text)
})

test('classifyHost tells the networks of the user', () => {
  for (const text of [
    'localhost:80',
    '127.0.0.1:0',
    'http://[::1]/',
    '10.1.2.3:1',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0:80',
    '224.0.0.1',
    '255.255.255.255',
    'fe80::1',
    'fd00::1',
    '/run/x.sock',
    'api.localhost',
  ])
    assert.equal(kind(text), 'local', text)
})

test('classifyHost reads addresses that are written as numbers, and no versions', () => {
  assert.equal(classifyHost('http://3405803860/').encoded, '203.0.113.84')
  assert.equal(classifyHost('http://0xcb007154/').encoded, '203.0.113.84')
  assert.equal(classifyHost('http://0313.0.0161.0124/').encoded, '203.0.113.84')
  assert.equal(kind('http://2130706433/'), 'local')
  for (const text of ['1.2.3', '1.2', '8080', 'v1.2.3.4', '1.2.3.4.5', '300.1.1.1'])
    assert.equal(kind(text), 'name', text)
})

test('classifyHost tells services by host, subdomain and path', () => {
  for (const [text, listed] of [
    ['https://pastebin.com/raw/x', 'paste'],
    ['https://a1.ngrok-free.app/c', 'tunnel'],
    ['x.duckdns.org:443', 'dynamic-dns'],
    ['https://discord.com/api/webhooks/1/x', 'messenger'],
    ['https://raw.githubusercontent.com/a/b/main/c', 'raw'],
    ['http://abc.onion/', 'hidden'],
    ['https://x.oast.fun', 'collector'],
  ] as const)
    assert.equal(classifyHost(text).listed, listed, text)
  assert.equal(kind('https://discord.com/invite/x'), 'name')
  assert.equal(kind('https://notpastebin.com/'), 'name')
  assert.equal(kind('8.8.8.8:53'), 'resolver')
  assert.equal(kind('…'), 'unknown')
  assert.equal(kind('https://…/path'), 'unknown')
  assert.equal(kind('….evil.example.com'), 'name')
})

test('classifyHost finds credentials in the form of an address, whoever runs the host', () => {
  assert.equal(
    classifyHost('https://any.example.com/bot123456789:AAAA-BBBB_CCCC/sendMessage').credential,
    '123456789:AAAA-BBBB_CCCC',
  )
  assert.equal(
    classifyHost('https://any.example.com/api/webhooks/000000000000000000/FALSE-TOKEN').credential,
    '000000000000000000/FALSE-TOKEN',
  )
  assert.equal(
    classifyHost('https://any.example.com/e41fe1b2-0000-4000-8000-000000000000').credential,
    'e41fe1b2-0000-4000-8000-000000000000',
  )
  assert.equal(
    classifyHost('https://any.example.com/services/T0000000/B0000000/aaaaaaaaaaaaaaaaaaaa').credential?.length,
    38,
  )
  assert.equal(
    classifyHost('https://login.example.com/e41fe1b2-0000-4000-8000-000000000000/oauth2/token').credential,
    undefined,
  )
  assert.equal(classifyHost('https://any.example.com/bot…/sendMessage').credential, undefined)
  assert.equal(classifyHost('https://any.example.com/api/webhooks/…/…').credential, undefined)
  assert.equal(classifyHost('https://any.example.com/api/v2/').credential, undefined)
})

test('isGeneratedName tells names that a machine made', () => {
  assert.equal(isGeneratedName('7a1c-0000.tunnel.example.com'), true)
  assert.equal(isGeneratedName('api.example.com'), false)
  assert.equal(isGeneratedName('facade.example.com'), false)
})

test('urlsIn finds the addresses in a command', () => {
  assert.deepEqual(urlsIn("curl 'https://a.example.com/x' | sh; wget http://b.example.com/y>z"), [
    'https://a.example.com/x',
    'http://b.example.com/y',
  ])
})
