// netrc files.
import assert from 'node:assert/strict'
import { basicAuth, entryFor, parseNetrc } from '../../src/io/netrc.ts'
import { looseText, type Target } from '../target.ts'

/** The target. */
export const target: Target = {
  about: 'parseNetrc and entryFor: never fail, and no credential goes to another host than its machine',
  seeds: [
    'machine proxy.example login user password secret\n',
    'machine a.example\nlogin u\npassword p\nmachine b.example login u2 password p2\n',
    'machine https://a.example/path/ login u password p\nmacdef init\nmachine evil.example login x password y\n\ndefault login d password d\n',
    'machine a.example:8080 login u password p account x\n',
    'default login d password d\nmachine a.example login u password p',
  ],
  dictionary: [
    'machine ',
    'login ',
    'password ',
    'default',
    'macdef ',
    'account ',
    'https://',
    'a.example',
    '/path',
    ':443',
  ],
  maxBytes: 2048,
  run(input) {
    const text = looseText(input)
    const entries = parseNetrc(text)
    const words = new Set(text.split(/\s+/))
    for (const { machine, login, password } of entries) {
      assert.ok(words.has(machine) && words.has(login) && words.has(password))
      assert.ok(/^Basic [A-Za-z0-9+/]+=*$/.test(basicAuth(login, password)))
    }
    const urls = [
      'https://a.example/path/x',
      'https://a.example',
      'https://proxy.example:8443/',
      'https://b.example/a.example',
    ]
    for (const { machine } of entries.slice(0, 4)) urls.push(machine, `https://${machine}`, `https://${machine}/x/y`)
    for (const candidate of urls) {
      const url = URL.parse(candidate)
      // Credentials go over https alone.
      if (url?.protocol !== 'https:') continue
      const found = entryFor(entries, url)
      if (found === undefined) continue
      const machine = found.machine.replace(/^https:\/\//, '').replace(/\/$/, '')
      assert.ok(machine === url.host || machine.startsWith(`${url.host}/`), `${machine} for ${url.host}`)
      assert.ok(`${url.host}${url.pathname}/`.startsWith(`${machine}/`), `${machine} for ${url.href}`)
    }
  },
}
