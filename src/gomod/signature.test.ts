import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { X509Certificate } from 'node:crypto'
import * as fc from 'fast-check'
import { selfSigned } from '../../test/support/certificate.ts'
import { confirms, personOf, signatureOf } from './signature.ts'

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
    const expected = { kind: 'SSH', signer: `ssh-ed25519 ${print}`, key: print }
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
  const { raw: certificate, fingerprint } = new X509Certificate(selfSigned().cert)
  const data = der(0x30, Buffer.from([2, 1, 1]), der(0x31), der(0x30), der(0xa0, certificate), der(0x31))
  const message = der(0x30, Buffer.from('06092a864886f70d010702', 'hex'), der(0xa0, data))
  const text = `-----BEGIN SIGNED MESSAGE-----\n${message.toString('base64')}\n-----END SIGNED MESSAGE-----\n`
  const key = fingerprint.replaceAll(':', '')
  const found = signatureOf(tag(text))
  assert.deepEqual(found, { kind: 'X.509', signer: 'CN=modwarden test', key, issuer: 'CN=modwarden test' })
  assert.equal(confirms(`[GNUPG:] GOODSIG ${key.toLowerCase()} CN=modwarden test\n`, found), true)
  assert.equal(confirms(`[GNUPG:] GOODSIG ${'0'.repeat(40)} CN=modwarden test\n`, found), false)
})

const issuer = (byte: number): Buffer => Buffer.from([9, 16, ...Buffer.alloc(8, byte)])
const armored = (hashed: Buffer, rest: Buffer): string => {
  const sized = (part: Buffer): Buffer => Buffer.concat([Buffer.from([part.length >> 8, part.length & 255]), part])
  const body = Buffer.concat([Buffer.from([4, 0, 22, 8]), sized(hashed), sized(rest), Buffer.alloc(4)])
  const packet = Buffer.concat([Buffer.from([0xc2, body.length]), body])
  return `-----BEGIN PGP SIGNATURE-----\n\n${packet.toString('base64')}\n-----END PGP SIGNATURE-----\n`
}

test('signatureOf believes what an OpenPGP signature hashes before what anybody can add to it', () => {
  const print = Buffer.from([22, 33, 4, ...Buffer.alloc(20, 2)])
  const user = Buffer.from([4, 28, ...Buffer.from('kim')])
  assert.equal(signatureOf(tag(armored(issuer(1), Buffer.concat([print, user]))))?.signer, 'key 0101010101010101')
  assert.equal(signatureOf(tag(armored(user, issuer(3))))?.signer, 'key 0303030303030303 kim')
})

test('signatureOf reads the signature that git verifies, and no other one', () => {
  const [first, second] = [armored(issuer(1), Buffer.alloc(0)), armored(issuer(2), Buffer.alloc(0))]
  const header = (name: string): string => `${name} ${first.trimEnd().replaceAll('\n', '\n ')}\n\n`
  const inHeader = tag('').replace('\n\n', `\n${header('gpgsig')}`)
  assert.equal(signatureOf(inHeader), undefined)
  assert.equal(signatureOf(inHeader + first + second)?.key, '0202020202020202')
  const other = commit(first).replace('gpgsig ', 'gpgsig-sha256 ')
  assert.equal(signatureOf(other), undefined)
  assert.equal(signatureOf(other.replace('1'.repeat(40), '1'.repeat(64)))?.key, '0101010101010101')
})

test('confirms holds only for the key that a signature names', () => {
  const openPgp = { kind: 'OpenPGP', signer: '', key: 'A'.repeat(16) } as const
  const valid = (print: string): string =>
    `[GNUPG:] GOODSIG ${'A'.repeat(16)} Kim\n[GNUPG:] VALIDSIG ${print} 2026-01-01\n`
  assert.equal(confirms(valid('B'.repeat(24) + 'A'.repeat(16)), openPgp), true)
  assert.equal(confirms(valid('A'.repeat(16) + 'B'.repeat(24)), openPgp), false)
  assert.equal(confirms(valid('B'.repeat(24) + 'A'.repeat(16)), { ...openPgp, key: '' }), false)
  const ssh = { kind: 'SSH', signer: '', key: 'SHA256:abc' } as const
  assert.equal(confirms('Good "git" signature for kim with ED25519 key SHA256:abc\n', ssh), true)
  assert.equal(confirms('Good "git" signature for kim with ED25519 key SHA256:abcd\n', ssh), false)
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
