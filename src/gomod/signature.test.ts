import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { X509Certificate } from 'node:crypto'
import * as fc from 'fast-check'
import { selfSigned } from '../../test/support/certificate.ts'
import { personOf, signatureOf } from './signature.ts'

const commit = (signature: string): string =>
  `tree ${'1'.repeat(40)}\nauthor A <a@example.com> 1 +0000\ncommitter Kim Doe <kim@example.com> 1700000000 +0100\n${signature === '' ? '' : `gpgsig ${signature.trimEnd().replaceAll('\n', '\n ')}\n`}\nmessage\n`
const tag = (signature: string): string =>
  `object ${'1'.repeat(40)}\ntype commit\ntag v1.0.0\ntagger Kim <kim@example.com> 1700000000 +0000\n\nrelease\n${signature}`
const has = (program: string): string | false =>
  spawnSync(program, ['--version']).error === undefined ? false : `${program} is not installed`

test('personOf reads who committed or tagged', () => {
  assert.deepEqual(personOf(commit('')), { name: 'Kim Doe', email: 'kim@example.com', time: 1_700_000_000 })
  assert.deepEqual(personOf(tag('')), { name: 'Kim', email: 'kim@example.com', time: 1_700_000_000 })
  assert.equal(personOf('tree 1\n\ncommitter Not A Header <x@example.com> 1 +0000'), undefined)
})

test('signatureOf finds none in what is not signed', () => {
  assert.equal(signatureOf(commit('')), undefined)
  assert.equal(signatureOf(tag('')), undefined)
  // Only a tag has one after its message.
  assert.equal(signatureOf(`${commit('')}-----BEGIN SSH SIGNATURE-----\nx\n-----END SSH SIGNATURE-----\n`), undefined)
})

test('signatureOf names the SSH key as ssh-keygen does', { skip: has('ssh-keygen') }, () => {
  inFolder((folder) => {
    const key = path.join(folder, 'key')
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key])
    writeFileSync(path.join(folder, 'text'), 'text')
    execFileSync('ssh-keygen', ['-q', '-Y', 'sign', '-n', 'git', '-f', key, path.join(folder, 'text')], {
      stdio: 'ignore',
    })
    const signature = readFileSync(path.join(folder, 'text.sig'), 'utf8')
    const [, print] = execFileSync('ssh-keygen', ['-lf', `${key}.pub`])
      .toString()
      .split(' ')
    const expected = { kind: 'SSH', signer: `ssh-ed25519 ${print}` }
    assert.deepEqual(signatureOf(commit(signature)), expected)
    assert.deepEqual(signatureOf(tag(signature)), expected)
  })
})

test('signatureOf names the OpenPGP key as gpg does', { skip: has('gpg') }, () => {
  inFolder((folder) => {
    const gpg = (...args: readonly string[]): string =>
      execFileSync(
        'gpg',
        ['--homedir', folder, '--batch', '--quiet', '--pinentry-mode', 'loopback', '--passphrase', '', ...args],
        { input: 'text', stdio: ['pipe', 'pipe', 'ignore'] },
      ).toString()
    gpg('--quick-gen-key', 'Kim <kim@example.com>', 'ed25519', 'sign', 'never')
    const print = /^fpr:+([0-9A-F]+):/m.exec(gpg('--with-colons', '--list-keys'))?.[1]
    const expected = { kind: 'OpenPGP', signer: `key ${print} Kim <kim@example.com>` }
    const found = signatureOf(commit(gpg('--armor', '--detach-sign')))
    assert.equal(found?.kind, 'OpenPGP')
    assert.ok([expected.signer, `key ${print}`, `key ${print} kim@example.com`].includes(found.signer), found.signer)
    spawnSync('gpgconf', ['--homedir', folder, '--kill', 'all'])
  })
})

test('signatureOf names the holder of an X.509 certificate', () => {
  const certificate = new X509Certificate(selfSigned().cert).raw
  const data = der(0x30, Buffer.from([2, 1, 1]), der(0x31), der(0x30), der(0xa0, certificate), der(0x31))
  const message = der(0x30, Buffer.from('06092a864886f70d010702', 'hex'), der(0xa0, data))
  const text = `-----BEGIN SIGNED MESSAGE-----\n${message.toString('base64')}\n-----END SIGNED MESSAGE-----\n`
  assert.deepEqual(signatureOf(tag(text)), { kind: 'X.509', signer: 'CN=modwarden test', issuer: 'CN=modwarden test' })
})

test('signatureOf never throws, whatever a signature is', () => {
  const begins = ['-----BEGIN PGP SIGNATURE-----', '-----BEGIN SSH SIGNATURE-----', '-----BEGIN SIGNED MESSAGE-----']
  const starts = [
    '',
    'SSHSIG',
    '\x88\xff',
    '\xc2\x0a\x04',
    '\xc2\xff\xff\xff\xff\xff\x04',
    '\x30\x80',
    '\x30\x84\xff\xff\xff\xff',
    '\x30\x03\x06\x01\x00',
  ]
  fc.assert(
    fc.property(
      fc.constantFrom(...begins),
      fc.constantFrom(...starts),
      fc.uint8Array({ maxLength: 80 }),
      (begin, start, rest) => {
        const body = Buffer.concat([Buffer.from(start, 'latin1'), rest]).toString('base64')
        const found = signatureOf(tag(`${begin}\n\n${body}\n-----END\n`))
        assert.equal(typeof found?.signer, 'string')
      },
    ),
    { numRuns: 500 },
  )
})

function der(kind: number, ...parts: readonly Buffer[]): Buffer {
  const value = Buffer.concat(parts)
  const length =
    value.length < 128 ? Buffer.from([value.length]) : Buffer.from([0x82, value.length >> 8, value.length & 255])
  return Buffer.concat([Buffer.from([kind]), length, value])
}

function inFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'modwarden-signature-'))
  try {
    work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
