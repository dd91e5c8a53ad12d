import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { inFolder, rejectsWith } from '../../test/support/contracts.ts'
import { fakeHttp, type Reply } from '../../test/support/fakes.ts'
import { WardenError } from '../base/errors.ts'
import type { ModuleProxy } from '../world/proxy.ts'
import { createModuleProxy, joinUrl, parseGoProxy } from './proxy.ts'

const mod = { path: 'rsc.io/Quote', version: 'v1.5.2' }
const down = new WardenError('unreachable', 'down')

/** A client for GOPROXY=`setting` over servers a, b and c that each answer everything alike. */
function over(
  setting: string,
  answers: Readonly<Record<string, Reply>>,
  GONOPROXY: string = '',
): { readonly proxy: ModuleProxy; readonly hosts: () => string[]; readonly asked: string[] } {
  const http = fakeHttp((url) => answers[new URL(url).hostname.charAt(0)])
  const proxy = createModuleProxy({ settings: { GOPROXY: setting, GONOPROXY }, http })
  return { proxy, asked: http.asked, hosts: () => http.asked.map((url) => new URL(url).hostname.charAt(0)) }
}

const [a, b] = ['https://a.example', 'https://b.example']

test('parseGoProxy reads items and what their separator means', () => {
  assert.deepEqual(parseGoProxy('https://a.example|http://b.example/p/, direct'), [
    { kind: 'proxy', url: 'https://a.example', fallBackOnError: true },
    { kind: 'proxy', url: 'http://b.example/p/', fallBackOnError: false },
    { kind: 'direct' },
  ])
})

test('parseGoProxy skips blank items, adds https to bare hosts, and ends at direct and off', () => {
  assert.deepEqual(parseGoProxy(' , a.example/mod ,|off,b.example'), [
    { kind: 'proxy', url: 'https://a.example/mod', fallBackOnError: false },
    { kind: 'off' },
  ])
  assert.deepEqual(parseGoProxy('localhost:3000'), [
    { kind: 'proxy', url: 'https://localhost:3000', fallBackOnError: false },
  ])
  assert.deepEqual(parseGoProxy('file:///srv/mod'), [{ kind: 'proxy', url: 'file:///srv/mod', fallBackOnError: false }])
})

test('parseGoProxy refuses what names no proxy, and repeats no password', () => {
  const refused = (setting: string, message: RegExp): void => {
    assert.throws(
      () => parseGoProxy(setting),
      (error) => error instanceof WardenError && error.code === 'config' && message.test(error.message),
    )
  }
  refused('', /^GOPROXY: not set, and there is no go command/)
  refused(' ,|', /^GOPROXY: names no proxy/)
  refused('proxy', /^GOPROXY: proxy: not a URL$/)
  refused('/srv/mod', /^GOPROXY: \/srv\/mod: not a URL$/)
  refused('ftp://u:secret@a.example', /^GOPROXY: ftp:\/\/xxxxx@a.example\/?: its scheme is none of/)
  refused('file://host/srv', /^GOPROXY: file:\/\/host\/srv: a file URL with more than a path$/)
})

test('joinUrl puts one slash between, and keeps user and query', () => {
  assert.equal(joinUrl('https://a.example', 'x/@v/list'), 'https://a.example/x/@v/list')
  assert.equal(joinUrl('https://a.example/p/', '/!x~y+z'), 'https://a.example/p/!x~y+z')
  assert.equal(joinUrl('https://u:p@a.example/p?t=1', 'x'), 'https://u:p@a.example/p/x?t=1')
  // A percent sign is one, and an address that has one already is left as it is.
  assert.equal(joinUrl('https://a.example/%7Ep', 'x/%2e%2e?#'), 'https://a.example/%7Ep/x/%252e%252e%3F%23')
})

test('goMod asks for the escaped path and gives the bytes', async () => {
  const { proxy, asked } = over(`${a}/base`, { a: 'module rsc.io/Quote\n' })
  assert.equal(Buffer.from(await proxy.goMod(mod)).toString(), 'module rsc.io/Quote\n')
  assert.deepEqual(asked, ['https://a.example/base/rsc.io/!quote/@v/v1.5.2.mod'])
})

test('after a comma the next proxy is asked on 404 and 410 only', async () => {
  for (const status of [404, 410]) {
    const { proxy, hosts } = over(`${a},${b}`, { a: { status }, b: 'x' })
    await proxy.goMod(mod)
    assert.deepEqual(hosts(), ['a', 'b'])
  }
  const codes = {
    401: 'refused',
    403: 'refused',
    451: 'refused',
    429: 'unreachable',
    500: 'unreachable',
    204: 'refused',
  }
  for (const [status, code] of Object.entries(codes)) {
    const { proxy, hosts } = over(`${a},${b}`, { a: { status: Number(status) }, b: 'x' })
    await rejectsWith(proxy.goMod(mod), code)
    assert.deepEqual(hosts(), ['a'])
  }
  const { proxy, hosts } = over(`${a},${b}`, { a: down, b: 'x' })
  await rejectsWith(proxy.goMod(mod), 'unreachable')
  assert.deepEqual(hosts(), ['a'])
})

test('after a bar the next proxy is asked on any error', async () => {
  for (const reply of [{ status: 403 }, { status: 500 }, { status: 404 }, down]) {
    const { proxy, hosts } = over(`${a}|${b}`, { a: reply, b: 'x' })
    await proxy.goMod(mod)
    assert.deepEqual(hosts(), ['a', 'b'])
  }
})

test('an earlier failure after a bar is never turned into not-found', async () => {
  const { proxy } = over(`${a}|${b}`, { a: down, b: { status: 404 } })
  await rejectsWith(proxy.goMod(mod), 'unreachable', /^down$/)
  const missing = over(`${a}|${b}`, { a: { status: 404 }, b: { status: 410 } })
  await rejectsWith(missing.proxy.goMod(mod), 'not-found', /a\.example.*status 404/)
})

test('whoever stops the first proxy stops all', async () => {
  const { proxy, hosts } = over(`${a}|${b}`, { a: new WardenError('aborted', 'stopped'), b: 'x' })
  await rejectsWith(proxy.goMod(mod), 'aborted')
  assert.deepEqual(hosts(), ['a'])
})

test('off and direct are refused, with an earlier failure before them', async () => {
  await rejectsWith(over('off', {}).proxy.goMod(mod), 'refused', /^rsc.io\/Quote@v1.5.2: GOPROXY says "off"/)
  await rejectsWith(over(`${a},direct`, {}).proxy.goMod(mod), 'refused', /"direct" is not supported: only proxies/)
  await rejectsWith(over(`${a}|direct`, { a: down }).proxy.goMod(mod), 'unreachable')
})

test('a module that GONOPROXY matches is asked of nobody', async () => {
  const { proxy, asked } = over(a, { a: 'x' }, 'corp.example,rsc.io')
  await rejectsWith(proxy.goMod(mod), 'refused', /private by GONOPROXY or GOPRIVATE/)
  await rejectsWith(proxy.zip(mod, '/nowhere'), 'refused')
  await rejectsWith(proxy.list('rsc.io/x'), 'refused')
  assert.deepEqual(asked, [])
})

test('an error names module and proxy, quotes plain text, and repeats no secret', async () => {
  const { proxy } = over('https://u:secret@a.example', { a: { status: 403, text: 'blocked:\n  by rule\n\nmore' } })
  const message =
    /^rsc.io\/Quote@v1.5.2: https:\/\/xxxxx@a.example\/rsc.io\/!quote\/@v\/v1.5.2.mod: status 403: blocked: by rule$/
  await rejectsWith(proxy.goMod(mod), 'refused', message)
})

test('an error quotes nothing that could move a cursor or turn a line', async () => {
  for (const text of ['a\u001b[2Jb', 'a\u202eb']) {
    const { proxy } = over(a, { a: { status: 403, text } })
    await rejectsWith(proxy.goMod(mod), 'refused', /status 403$/)
  }
})

test('goMod and zip refuse what is no canonical version of the path', async () => {
  const { proxy, asked } = over(a, { a: 'x' })
  await rejectsWith(proxy.goMod({ path: 'rsc.io/x', version: 'master' }), 'parse')
  await rejectsWith(proxy.goMod({ path: 'rsc.io/x', version: 'v2.0.0' }), 'parse')
  await rejectsWith(proxy.zip({ path: 'rsc.io/../x', version: 'v1.0.0' }, '/nowhere'), 'parse')
  assert.deepEqual(asked, [])
})

test('info gives the document, and refuses one of another version', async () => {
  const document = '{"Version":"v1.5.2","Time":"2018-02-14T15:44:20Z"}'
  assert.equal(Buffer.from(await over(a, { a: document }).proxy.info(mod)).toString(), document)
  await rejectsWith(over(a, { a: '{"Version":"v1.5.3"}' }).proxy.info(mod), 'mismatch', /\.info is of "v1.5.3" instead/)
  for (const bad of ['', '[]', 'null', '{}', '{"Version":1}', '<html>']) {
    await rejectsWith(over(a, { a: bad }).proxy.info(mod), 'parse')
  }
})

test('list gives the tagged versions in order', async () => {
  const body = 'v1.10.0 2020-01-01T00:00:00Z\nv1.2.0\n\nnonsense\nv0.0.0-20200101000000-abcdefabcdef\nv1.2.0-pre\n'
  assert.deepEqual(await over(a, { a: body }).proxy.list('rsc.io/quote'), ['v1.2.0-pre', 'v1.2.0', 'v1.10.0'])
  assert.deepEqual(await over(a, { a: '' }).proxy.list('rsc.io/quote'), [])
})

test('zip writes the file of the proxy that has it, and none where nobody has', () =>
  inFolder(async (folder) => {
    const file = path.join(folder, 'zip')
    await rejectsWith(over(`${a},${b}`, {}).proxy.zip(mod, file), 'not-found')
    assert.equal(existsSync(file), false)
    let heard = 0
    const { proxy } = over(`${a},${b}`, { b: 'PK' })
    await proxy.zip(mod, file, { onBytes: (n) => (heard += n) })
    assert.equal(readFileSync(file, 'utf8'), 'PK')
    assert.equal(heard, 2)
  }))
