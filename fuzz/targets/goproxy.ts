// GOPROXY settings, and what a module proxy answers.
import assert from 'node:assert/strict'
import { redactUrl } from '../../src/io/httperrors.ts'
import { createModuleProxy, joinUrl, parseGoProxy } from '../../src/io/proxy.ts'
import { isPseudoVersion } from '../../src/gomod/pseudo.ts'
import { compareVersions, isValid } from '../../src/gomod/version.ts'
import { fakeHttp } from '../../test/support/fakes.ts'
import { attempt, attemptLater, looseText, type Target } from '../target.ts'

const secret = 'hunter2secret'

/** The target. */
export const target: Target = {
  about: 'parseGoProxy and the client: no password in a message, no answer for another version, no unordered list',
  seeds: [
    'https://proxy.example,direct',
    'https://a.example/x?y|http://b.example,off',
    'proxy.example/path , file:///srv/proxy|direct',
    `https://user:${secret}@proxy.example/p,x:/y`,
    `proxy.example:8443,ftp://u:${secret}@h`,
    'v1.0.0\nv1.2.0 2020-01-01T00:00:00Z\nv1.1.0\nv0.0.0-20200101000000-abcdefabcdef\nnonsense\n',
    '{"Version":"v1.0.0","Time":"2020-01-01T00:00:00Z"}',
    '{"Version":"v1.0.1"}',
    '[{"Version":1}]',
  ],
  dictionary: [
    'direct',
    'off',
    ',',
    '|',
    'https://',
    'http://',
    'file://',
    `u:${secret}@`,
    '@',
    '/',
    '?',
    '#',
    'v1.0.0',
    '\n',
  ],
  maxBytes: 2048,
  async run(input) {
    const text = looseText(input)
    list(text)
    const proxy = createModuleProxy({
      settings: { GOPROXY: 'https://proxy.example', GONOPROXY: '' },
      http: fakeHttp(() => input),
    })
    const versions = await proxy.list('example.com/m')
    for (const [i, version] of versions.entries()) {
      assert.ok(isValid(version) && !isPseudoVersion(version))
      assert.ok(i === 0 || compareVersions(versions[i - 1] ?? '', version) <= 0)
    }
    const module = { path: 'example.com/m', version: 'v1.0.0' }
    const info = await attemptLater(['parse', 'mismatch'], () => proxy.info(module))
    if (info.ok)
      assert.equal((JSON.parse(Buffer.from(info.value).toString('utf8')) as { Version: unknown }).Version, 'v1.0.0')
  },
}

function list(text: string): void {
  const parsed = attempt(['config'], () => parseGoProxy(text))
  // A password stands between ":" and "@" before the first slash of an item's host: it is in nothing that is printed.
  const inHost = new RegExp(`(?:^|[,|]\\s*)(?:[a-z]+://)?[^/@,|\\s?#:]*:${secret}@`)
  const hidden = inHost.test(text) && text.split(secret).length === 2
  if (!parsed.ok) {
    assert.ok(!hidden || !parsed.error.message.includes(secret), parsed.error.message)
    return
  }
  assert.ok(parsed.value.length > 0)
  for (const [i, item] of parsed.value.entries()) {
    if (item.kind !== 'proxy') {
      assert.equal(i, parsed.value.length - 1)
      continue
    }
    const base = new URL(item.url)
    assert.ok(['https:', 'http:', 'file:'].includes(base.protocol))
    const joined = new URL(joinUrl(item.url, 'example.com/m/@v/list'))
    assert.ok(joined.origin === base.origin && joined.username === base.username && joined.search === base.search)
    assert.ok(joined.pathname.endsWith('/example.com/m/@v/list'))
    const shown = redactUrl(item.url)
    assert.ok(!hidden || !shown.includes(secret), shown)
    assert.equal(URL.parse(shown)?.password ?? '', '')
  }
}
