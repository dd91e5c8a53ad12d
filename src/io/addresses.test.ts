import assert from 'node:assert/strict'
import test from 'node:test'
import { isWardenError } from '../base/errors.ts'
import { addressKind, allowedAddresses, checkHostName } from './addresses.ts'

test('addressKind tells public, private and never apart, whatever form hides an address', () => {
  const of = (kind: string, ...addresses: readonly string[]): void => {
    for (const address of addresses) assert.equal(addressKind(address), kind, address)
  }
  of('public', '1.1.1.1', '2001:4860:4860::8888', '64:ff9b::808:808', '2606:4700::1111', '::ffff:8.8.8.8', '172.32.0.1')
  of('private', '127.0.0.1', '127.255.0.9', '10.0.0.1', '172.16.9.9', '192.168.1.1', '100.64.0.1', '::1', 'fd00::1')
  of('never', '0.0.0.0', '169.254.169.254', '224.0.0.1', '255.255.255.255', '::', 'fe80::1', 'ff02::1', 'fe80::1%eth0')
  of('never', '192.0.2.1', '198.51.100.1', '203.0.113.7', '2001:db8::1', '3fff::1', '2001:20::1', '2001::1', '5f00::1')
  of('never', '100::1', 'fec0::1', '::1:0:0', '::ffff:0:10.0.0.1', '::ffff:0:8.8.8.8', '64:ff9b:1::808:808')
  // Inside of another address nobody means a private one.
  of('never', '::ffff:127.0.0.1', '::ffff:a9fe:a9fe', '64:ff9b::7f00:1', '2002:7f00:1::', '::10.0.0.1', 'no address')
})

test('allowedAddresses refuses private ones unless they are allowed, and link-local ones always', async () => {
  const refused = async (host: string, allow: boolean): Promise<void> =>
    assert.rejects(allowedAddresses(host, allow), (error) => isWardenError(error, 'refused'), host)
  assert.deepEqual(await allowedAddresses('127.0.0.1', true), ['127.0.0.1'])
  assert.deepEqual(await allowedAddresses('[2606:4700::1111]', false), ['2606:4700::1111'])
  await refused('127.0.0.1', false)
  await refused('localhost', false)
  await refused('[::1]', false)
  await refused('169.254.169.254', true)
})

test('checkHostName refuses names that only a private network has', () => {
  for (const name of [
    'localhost',
    'metadata',
    'metadata.google.internal',
    'printer.local',
    'x.home.arpa',
    'a.internal.',
  ]) {
    assert.throws(
      () => checkHostName(name),
      (error) => isWardenError(error, 'refused'),
      name,
    )
  }
  for (const name of ['github.com', 'git.example.com', '203.0.113.7', '[2606:4700::1111]', 'internal.example.com']) {
    checkHostName(name)
  }
})
