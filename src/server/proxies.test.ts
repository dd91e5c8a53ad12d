import assert from 'node:assert/strict'
import test from 'node:test'
import { trustProxies } from './proxies.ts'

test('trustProxies believes nobody unless told', () => {
  const clientOf = trustProxies([])
  assert.equal(clientOf('198.51.100.7', '203.0.113.1'), '198.51.100.7')
  assert.equal(clientOf('::ffff:198.51.100.7', undefined), '198.51.100.7')
})

test('trustProxies goes back to the first address that is not one of ours', () => {
  const clientOf = trustProxies(['192.0.2.0/24', '2001:db8::1'])
  for (const [remote, header, client] of [
    ['192.0.2.5', '203.0.113.1', '203.0.113.1'],
    ['192.0.2.5', '10.0.0.1, 203.0.113.1, 192.0.2.9', '203.0.113.1'],
    ['2001:db8::1', '203.0.113.1', '203.0.113.1'],
    ['::ffff:192.0.2.5', '203.0.113.1', '203.0.113.1'],
    ['198.51.100.7', '203.0.113.1', '198.51.100.7'],
    ['192.0.2.5', 'localhost', '192.0.2.5'],
    ['192.0.2.5', '', '192.0.2.5'],
    ['192.0.2.5', '"<script>", 192.0.2.6', '192.0.2.6'],
  ] as const) {
    assert.equal(clientOf(remote, header), client, `${remote} ${header}`)
  }
})

test('trustProxies refuses what is no address', () => {
  for (const wrong of ['proxy.example', '192.0.2.0/33', '192.0.2', '*']) {
    assert.throws(() => trustProxies([wrong]), /^WardenError: trusted-proxies: /)
  }
})
