// Go's quoted strings, and lines of go's environment file.
import assert from 'node:assert/strict'
import { fields, trimSpace } from '../../src/base/fields.ts'
import { isPrintable, quote, unquote, unquoteBytes } from '../../src/gomod/goquote.ts'
import { parseEnvFile } from '../../src/io/goenv.ts'
import { printable } from '../../src/report/printable.ts'
import { looseText, type Target } from '../target.ts'

/** The target. */
export const target: Target = {
  about: 'quote, unquote, fields, printable and parseEnvFile: what is quoted is the text, and nothing a terminal obeys',
  seeds: [
    'plain',
    '"\\x41\\n\\u00e9\\U0001F600\\101"',
    '"a\\"b"',
    'a\u0000\u001b[31m\u202e',
    'GOPROXY=off\n#x\nGO=a=b\r\n',
    ' a\u0085b\u3000',
  ],
  dictionary: ['"', '\\', '\\x', '\\u', '\\U', '\\377', '\\ud800', '\\U00110000', '=', 'GO'],
  maxBytes: 1024,
  run(input) {
    const text = looseText(input)
    const quoted = quote(text)
    assert.equal(unquote(quoted), text)
    for (const char of quoted) assert.ok(isPrintable(char.codePointAt(0) ?? 0))
    const value = unquote(text)
    if (value !== undefined) {
      assert.equal(unquote(quote(value)), value)
      assert.deepEqual(Buffer.from(unquoteBytes(text) ?? []), Buffer.from(value))
    }
    const found = fields(text)
    assert.deepEqual(fields(found.join(' ')), found)
    assert.equal(trimSpace(trimSpace(text)), trimSpace(text))
    assert.deepEqual(fields(trimSpace(text)), found)
    assert.ok(!/[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/.test(printable(text)))
    for (const [name, setting] of parseEnvFile(text)) {
      assert.ok(/^[A-Z]/.test(name) && !name.includes('=') && !setting.includes('\n'))
      assert.ok(text.includes(`${name}=${setting}`))
    }
  },
}
