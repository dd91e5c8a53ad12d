import assert from 'node:assert/strict'
import { test } from 'node:test'
import { proxyFor } from './httpproxy.ts'

const both = { HTTP_PROXY: 'http://plain.example:1', HTTPS_PROXY: 'http://secure.example:2' }
const at = (url: string, env: Readonly<Record<string, string>> = both): string | undefined =>
  proxyFor(new URL(url), env)

/** Whether NO_PROXY sends `url` around the proxy. */
const around = (noProxy: string, url: string): boolean => at(url, { ...both, NO_PROXY: noProxy }) === undefined

test('proxyFor takes the proxy of the scheme, upper case before lower case', () => {
  assert.equal(at('http://a.example/'), 'http://plain.example:1/')
  assert.equal(at('https://a.example/'), 'http://secure.example:2/')
  assert.equal(at('https://a.example/', { https_proxy: 'low.example:3' }), 'http://low.example:3/')
  assert.equal(
    at('https://a.example/', { HTTPS_PROXY: 'up.example', https_proxy: 'low.example' }),
    'http://up.example/',
  )
  assert.equal(at('https://a.example/', {}), undefined)
})

test('proxyFor never uses a proxy for loopback', () => {
  for (const host of ['localhost', '127.0.0.1', '127.1.2.3:80', '[::1]']) assert.equal(at(`http://${host}/`), undefined)
  assert.equal(at('http://localhost.example/'), 'http://plain.example:1/')
})

test('proxyFor matches names of NO_PROXY and the names below them', () => {
  assert.equal(around('a.example', 'https://a.example/'), true)
  assert.equal(around('a.example', 'https://b.a.example/'), true)
  assert.equal(around('a.example', 'https://ba.example/'), false)
  assert.equal(around('.a.example', 'https://a.example/'), false)
  assert.equal(around('.a.example', 'https://b.a.example/'), true)
  assert.equal(around('*.a.example', 'https://b.a.example/'), true)
  assert.equal(around(' x.example , A.Example ', 'https://a.example/'), true)
  assert.equal(around('*', 'https://any.example/'), true)
  assert.equal(around(',,', 'https://any.example/'), false)
})

test('proxyFor matches ports of NO_PROXY, with the default port of the scheme', () => {
  assert.equal(around('a.example:443', 'https://a.example/'), true)
  assert.equal(around('a.example:80', 'https://a.example/'), false)
  assert.equal(around('a.example:8443', 'https://a.example:8443/'), true)
})

test('proxyFor matches addresses and ranges of NO_PROXY', () => {
  assert.equal(around('192.0.2.1', 'https://192.0.2.1/'), true)
  assert.equal(around('192.0.2.1:444', 'https://192.0.2.1/'), false)
  assert.equal(around('192.0.2.0/24', 'https://192.0.2.77/'), true)
  assert.equal(around('192.0.2.0/24', 'https://192.0.3.77/'), false)
  assert.equal(around('192.0.2.0/99', 'https://192.0.2.77/'), false)
  assert.equal(around('2001:db8::/32', 'https://[2001:db8::5]/'), true)
  assert.equal(around('2001:db8::5', 'https://[2001:db8:0::5]/'), true)
  assert.equal(around('[2001:db8::5]:443', 'https://[2001:db8::5]/'), true)
  assert.equal(around('192.0.2.0/24', 'https://name.example/'), false)
})

test('proxyFor ignores HTTP_PROXY where a CGI server may have made it from a header', () => {
  assert.equal(at('http://a.example/', { ...both, REQUEST_METHOD: 'GET' }), undefined)
  assert.equal(at('https://a.example/', { ...both, REQUEST_METHOD: 'GET' }), 'http://secure.example:2/')
})

test('proxyFor refuses a proxy of another kind without repeating its password', () => {
  assert.throws(
    () => at('https://a.example/', { HTTPS_PROXY: 'socks5://me:secret@p.example' }),
    (error) =>
      error instanceof Error && error.message.startsWith('HTTPS_PROXY: not a proxy') && !/secret/.test(error.message),
  )
})
