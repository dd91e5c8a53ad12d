// netrc files.
import assert from 'node:assert/strict'
import { basicAuth, parseNetrc } from '../../src/io/netrc.ts'
import { looseText, type Target } from '../target.ts'

/** The target. */
export const target: Target = {
  about: 'parseNetrc: never fails, and what it gives stands in the file',
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
  },
}
