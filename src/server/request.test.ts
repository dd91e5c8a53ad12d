import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import test from 'node:test'
import { rejectsWith } from '../../test/support/contracts.ts'
import { askOf } from './request.ts'

test('askOf gives no body that never comes: whoever went away meanwhile is not waited for', async () => {
  const server = http.createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const socket = net.connect((server.address() as AddressInfo).port, '127.0.0.1')
    socket.write('POST /login HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nabc')
    const [request] = (await once(server, 'request')) as [http.IncomingMessage]
    const gone = once(request, 'close')
    socket.destroy()
    await gone.catch(() => undefined)
    const ask = askOf(request, '/login', '', '127.0.0.1', 'id')
    assert.ok(!(ask instanceof Error))
    await rejectsWith(ask.body(100), 'unreachable', /broke off/)
  } finally {
    server.close()
  }
})
