// What `modwarden demo` serves from memory in the place of the internet: a module proxy with two versions of a harmless
// module, and a checksum database of its own, whose key is made for the run and forgotten with it.
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { utf8 } from '../../base/bytes.ts'
import { WardenError } from '../../base/errors.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import { hash1, hashGoMod, sha256 } from '../../gomod/dirhash.ts'
import { writeModuleZip } from '../../io/zipwrite.ts'
import { DEMO_ALLOWED, DEMO_MODULE } from '../../rules/record/demo.ts'
import { formatTreeHead } from '../../sumdb/checkpoint.ts'
import { nodeHash, recordHash } from '../../sumdb/tlog.ts'
import type { Answer, Http } from '../../world/http.ts'

/** The upstream. */
export interface DemoUpstream {
  readonly http: Http
  /** For GOPROXY of the guard. */
  readonly proxy: string
  /** For GOSUMDB of the guard, and without the address for its clients. */
  readonly database: { readonly key: string; readonly url: string }
}

const ORIGIN = 'http://demo.invalid'

/** Makes it; `folder` is for a moment's files. */
export async function makeDemoUpstream(folder: string): Promise<DemoUpstream> {
  const { path: modulePath } = DEMO_MODULE
  const files = new Map<string, Uint8Array>()
  const records: string[] = []
  for (const version of [DEMO_ALLOWED, DEMO_MODULE.version]) {
    const module = { path: modulePath, version }
    const { zip, goMod, lines } = await publish(module, folder)
    const at = `/${modulePath}/@v/${version}`
    files.set(`${at}.info`, utf8(JSON.stringify({ Version: version, Time: '2020-01-01T00:00:00Z' })))
    files.set(`${at}.mod`, goMod)
    files.set(`${at}.zip`, zip)
    files.set(`/db/lookup/${moduleName(module)}`, utf8(lines))
    records.push(lines)
  }
  files.set(`/${modulePath}/@v/list`, utf8(`${DEMO_ALLOWED}\n${DEMO_MODULE.version}\n`))
  files.set(`/${modulePath}/@latest`, files.get(`/${modulePath}/@v/${DEMO_MODULE.version}.info`) ?? new Uint8Array(0))
  const key = log(records, files)
  return { http: httpOf(files), proxy: ORIGIN, database: { key, url: `${ORIGIN}/db` } }
}

async function publish(
  module: ModuleVersion,
  folder: string,
): Promise<{ readonly zip: Uint8Array; readonly goMod: Uint8Array; readonly lines: string }> {
  const goMod = utf8(`module ${module.path}\n\ngo 1.21\n`)
  const files = [
    { name: 'LICENSE', bytes: utf8('Do with it what you like.\n') },
    {
      name: 'demo.go',
      bytes: utf8(
        `// Package demo does nothing: modwarden shows with it what a held module looks like.\npackage demo\n\n// Hello greets.\nfunc Hello() string { return "hello from ${moduleName(module)}" }\n`,
      ),
    },
    { name: 'go.mod', bytes: goMod },
  ]
  const file = path.join(folder, `${module.version}.zip`)
  const tree = { files: [], read: async () => Promise.resolve(new Uint8Array(0)) }
  await writeModuleZip(module, tree, files, file, undefined)
  const h1 = hash1(files.map(({ name, bytes }) => ({ name: `${moduleName(module)}/${name}`, sha256: sha256(bytes) })))
  const lines = `${module.path} ${module.version} ${h1}\n${module.path} ${module.version}/go.mod ${hashGoMod(goMod)}\n`
  return { zip: await readFile(file), goMod, lines }
}

/** Signs a tree of two records and puts its documents among the files; gives the key. */
function log(records: readonly string[], files: Map<string, Uint8Array>): string {
  // go remembers a head for each name: two runs are never taken for one database with two histories.
  const name = `modwarden-demo-${randomBytes(4).toString('hex')}.invalid`
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const bytes = Buffer.concat([Buffer.of(1), publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)])
  const keyHash = createHash('sha256').update(`${name}\n`).update(bytes).digest().subarray(0, 4)
  const [first, second] = records.map((text) => recordHash(utf8(text)))
  if (first === undefined || second === undefined) throw new Error('the demonstration has two records')
  const text = formatTreeHead({ size: 2, hash: nodeHash(first, second) })
  const signature = Buffer.concat([keyHash, sign(null, utf8(text), privateKey)]).toString('base64')
  const head = `${text}\n— ${name} ${signature}\n`
  files.set('/db/latest', utf8(head))
  files.set('/db/tile/8/0/000.p/2', Buffer.concat([first, second]))
  const lookups = [...files].filter(([at]) => at.startsWith('/db/lookup/'))
  for (const [i, [at, record]] of lookups.entries()) {
    files.set(at, utf8(`${i}\n${Buffer.from(record).toString()}\n${head}`))
  }
  return `${name}+${keyHash.toString('hex')}+${bytes.toString('base64')}`
}

/** No socket is opened: what is asked for is there, or is not. */
function httpOf(files: ReadonlyMap<string, Uint8Array>): Http {
  const get: Http['get'] = async (url, { maxBytes }) => {
    const body = url.startsWith(`${ORIGIN}/`) ? files.get(url.slice(ORIGIN.length)) : undefined
    if (body !== undefined && body.length > maxBytes) throw new WardenError('too-large', `${url}: too long`)
    const headers = new Map([['content-type', 'text/plain; charset=utf-8']])
    const answer: Answer =
      body === undefined
        ? { status: 404, headers, body: utf8('not found: the demonstration has one module') }
        : { status: 200, headers, body }
    return Promise.resolve(answer)
  }
  return {
    get,
    download: async (url, to, limits) => {
      const answer = await get(url, limits)
      if (answer.status !== 200) return answer
      await writeFile(to, answer.body, { flag: 'wx', mode: 0o600 })
      limits.onBytes?.(answer.body.length)
      return { ...answer, body: new Uint8Array(0) }
    },
  }
}
