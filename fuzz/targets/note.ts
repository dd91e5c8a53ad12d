// Signed notes and verifier keys.
import assert from 'node:assert/strict'
import { decodeBase64, openNote, parseVerifier } from '../../src/sumdb/note.ts'
import { known, second, signed, signLine } from '../signing.ts'
import { attempt, bytesOf, looseText, type Target } from '../target.ts'

const keys = [known.verifier, second.verifier]

/** The target. */
export const target: Target = {
  about: 'openNote: what it accepts is signed as it stands, and nothing else has that signature',
  seeds: [
    `text\n\n${signLine}\n`,
    `two\n\nparts\n\n${signLine}\n{sign B}\n{sign C}\n`,
    `text\n\n${signLine}\n${signLine}\n— nobody.example AAAAAAA=\n`,
    `t\n\n— ${known.verifier.name} AAAAAAAA\n${signLine}\n`,
    `t\n\n${signLine}\n${'— a AAAAAAA=\n'.repeat(99)}`,
    known.verifier.key,
    known.signature('text\n'),
  ],
  dictionary: [
    signLine,
    '{sign B}',
    '{sign C}',
    '\n\n',
    '— ',
    `— ${known.verifier.name} `,
    known.verifier.key,
    '+',
    '=',
  ],
  run(input) {
    const text = looseText(input)
    const key = attempt(['parse'], () => parseVerifier(text))
    if (key.ok) {
      assert.equal(key.value.key, text)
      assert.ok(key.value.name !== '' && !/[+\s]/.test(key.value.name))
    }
    const decoded = decodeBase64(text)
    if (decoded !== undefined) {
      assert.equal(Buffer.from(decoded).toString('base64').length, text.length)
      assert.deepEqual(Buffer.from(decoded), Buffer.from(text, 'base64'))
    }

    const message = signed(input)
    const opened = attempt(['parse', 'mismatch'], () => openNote(message, keys))
    if (!opened.ok) return
    const { text: said, signatures, unverified } = opened.value
    const all = Buffer.from(message).toString('utf8')
    assert.equal(said, all.slice(0, all.lastIndexOf('\n\n') + 1))
    assert.ok(said.endsWith('\n') && !/[\0-\t\v-\x1f]/.test(all))
    assert.ok(signatures.length >= 1 && signatures.length + unverified.length <= 100)
    for (const { name, keyHash, base64 } of signatures) {
      const verifier = keys.find((k) => k.name === name && k.keyHash === keyHash)
      assert.ok(verifier?.verify(bytesOf(said), Buffer.from(base64, 'base64').subarray(4)))
    }
    for (const { name, keyHash } of unverified) {
      assert.equal(
        keys.some((k) => k.name === name && k.keyHash === keyHash),
        false,
      )
    }
    const lines = [...signatures, ...unverified].map(({ name, base64 }) => `— ${name} ${base64}\n`).join('')
    assert.deepEqual(openNote(bytesOf(`${said}\n${lines}`), keys), opened.value)
    const other = attempt(['parse', 'mismatch'], () => openNote(bytesOf(`x${said}\n${lines}`), keys))
    assert.equal(other.ok, false, 'another text has the same signature')
  },
}
