// A module proxy in memory, for tests with the real go: tiny modules made from their names, and a checksum database
// beside them that go and our client can both ask through it.
import type { RequestListener } from 'node:http'
import { crc32 } from 'node:zlib'
import { isWardenError } from '../../src/base/errors.ts'
import { hash1, hashGoMod, sha256 } from '../../src/gomod/dirhash.ts'
import type { TestSumdb } from './sumdbserver.ts'

/** The go.mod file of a made-up module. */
export function madeGoMod(path: string): Uint8Array {
  return Buffer.from(`module ${path}\n\ngo 1.21\n`)
}

/** The zip of a made-up module: its go.mod file and nothing else. */
export function madeZip(path: string, version: string): Uint8Array {
  return storedZip(`${path}@${version}/go.mod`, madeGoMod(path))
}

/** The true go.sum lines of a made-up module. */
export function madeLines(path: string, version: string): string {
  const goMod = madeGoMod(path)
  const h1 = hash1([{ name: `${path}@${version}/go.mod`, sha256: sha256(goMod) }])
  return `${path} ${version} ${h1}\n${path} ${version}/go.mod ${hashGoMod(goMod)}\n`
}

/** What a proxy was asked, and what may be done before it answers. */
export interface TestProxyOptions {
  readonly db?: TestSumdb
  /** Called with each path before it is answered. */
  readonly onRequest?: (path: string) => void
}

/** A server for GOPROXY: every module and version exists; `/sumdb/<name>/` is `db`, where there is one. */
export function testProxy(options: TestProxyOptions): RequestListener {
  const { db, onRequest } = options
  return (request, response) => {
    const path = request.url ?? ''
    onRequest?.(path)
    try {
      const body = answer(path, db)
      if (body === undefined) response.writeHead(404, { 'content-type': 'text/plain' }).end('not here')
      else response.end(body)
    } catch (error) {
      if (!isWardenError(error, 'not-found')) throw error
      response.writeHead(404, { 'content-type': 'text/plain' }).end(error.message)
    }
  }
}

function answer(path: string, db: TestSumdb | undefined): Uint8Array | string | undefined {
  if (db !== undefined && path.startsWith(`/sumdb/${db.name}/`)) {
    const below = path.slice(`/sumdb/${db.name}`.length)
    return below === '/supported' ? '' : db.get(below)
  }
  const [, module = '', version = '', kind = ''] = /^\/(.+)\/@v\/(v[^/]+)\.(info|mod|zip)$/.exec(path) ?? []
  if (kind === 'info') return JSON.stringify({ Version: version, Time: '2020-01-01T00:00:00Z' })
  if (kind === 'mod') return madeGoMod(module)
  return kind === 'zip' ? madeZip(module, version) : undefined
}

/** A zip of one stored file; PKWARE's APPNOTE, 4.3. */
function storedZip(name: string, content: Uint8Array): Uint8Array {
  const file = Buffer.from(name)
  // version, flags, method, time, date, crc, size, size, name, extra: the part that both headers share
  const shared = Buffer.alloc(26)
  shared.writeUInt16LE(20, 0)
  shared.writeUInt32LE(crc32(content), 10)
  shared.writeUInt32LE(content.length, 14)
  shared.writeUInt32LE(content.length, 18)
  shared.writeUInt16LE(file.length, 22)
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared, file, content])
  const made = Buffer.from([20, 0])
  const central = Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), made, shared, Buffer.alloc(14), file])
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(local.length, 16)
  return Buffer.concat([local, central, end])
}
