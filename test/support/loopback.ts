// Servers on loopback for tests, ended with the test.
import http from 'node:http'
import https from 'node:https'
import type { AddressInfo, Server, Socket } from 'node:net'

/** Runs `work` with the base URL of a server that answers with `handler`. */
export async function serving<T>(
  handler: http.RequestListener,
  work: (base: string, server: Server) => Promise<T>,
  tls?: { readonly cert: string; readonly key: string },
): Promise<T> {
  const server = tls === undefined ? http.createServer(handler) : https.createServer(tls, handler)
  return listening(server, (port) => work(`${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`, server))
}

/** Runs `work` with the port of any server; all its connections are ended afterwards. */
export async function listening<T>(server: Server, work: (port: number) => Promise<T>): Promise<T> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => sockets.add(socket.on('error', () => undefined)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    return await work((server.address() as AddressInfo).port)
  } finally {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
}
