// GOAUTH as the go command has it: the same server, the same settings, and what the server and the programs saw of go and
// of this program's client.
import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { createHttp } from '../../src/io/http.ts'
import { selfSigned } from '../support/certificate.ts'
import { go } from '../support/go.ts'
import { serving } from '../support/loopback.ts'
import { removeAll, runProgram } from '../support/universe.ts'

const skip = go.available ? false : go.reason
const BELOW = '/example.com/m/@v/v1.0.0.info'

interface Seen {
  /** `path authorization x-token status` of each request. */
  readonly requests: readonly string[]
  /** What each run of the program was given. */
  readonly runs: string
}

for (const [what, goauth] of [
  ['netrc', 'netrc'],
  ['off', 'off'],
  ['a command', '{command} one'],
  ['a command before netrc', '{command} one; netrc'],
  ['netrc before a command', 'netrc; {command} one'],
  ['git', 'git {folder}'],
  ['git that knows nothing, and netrc', 'git {empty}; netrc'],
] as const) {
  test(`the client logs in as go does by GOAUTH of ${what}`, { skip }, async () => {
    for (const refusing of [401, 404, 403]) {
      const theirs = await seenBy(goauth, refusing, async (base, env, folder) => {
        const ran = await runProgram('go', ['mod', 'download', 'example.com/m@v1.0.0'], {
          cwd: folder,
          env: {
            ...env,
            GOPROXY: base,
            GOFLAGS: '-modcacherw',
            GOSUMDB: 'off',
            GOTOOLCHAIN: 'local',
            GOENV: 'off',
            GOPATH: path.join(folder, 'gopath'),
          },
        })
        assert.equal(ran.code, 1)
      })
      const ours = await seenBy(goauth, refusing, async (base, env) => {
        const client = createHttp({ env, version: '0', goauth: env['GOAUTH'] ?? '' })
        try {
          await client.get(`${base}${BELOW}`, { maxBytes: 1000 })
        } finally {
          client.close()
        }
      })
      // go sends the same request again where nothing new is there to be shown: that is left out.
      const once = (seen: Seen): Seen => ({
        ...seen,
        requests: seen.requests.filter((one, i, all) => one !== all[i - 1]),
      })
      // A file that is not there is no reason to start a program for whoever showed who they are.
      if (refusing === 404) assert.ok(once(theirs).requests.join('\n').startsWith(once(ours).requests.join('\n')))
      else assert.deepEqual(once(ours), once(theirs), `${refusing}`)
    }
  })
}

async function seenBy(
  goauth: string,
  refusing: number,
  work: (base: string, env: Readonly<Record<string, string>>, folder: string) => Promise<void>,
): Promise<Seen> {
  const folder = mkdtempSync(path.join(tmpdir(), 'modwarden-goauth-'))
  try {
    const tls = selfSigned()
    const at = (name: string): string => path.join(folder, name)
    for (const name of ['git', 'empty']) mkdirSync(at(name))
    writeFileSync(at('ca.pem'), tls.cert)
    // Only with a URL does it know anything: then of the host that is asked for.
    writeFileSync(
      at('login'),
      `#!/bin/sh
input=$(cat)
echo "$1|$(echo "$2" | sed 's,1:[0-9]*/,1/,')|$(echo "$input" | head -n 1)" >>${at('runs')}
if [ -n "$2" ]; then
  printf '%s\\n\\nAuthorization: Bearer s3cret\\nX-Token: t0ken\\n\\n' "$(echo "$2" | cut -d/ -f1-3)"
fi
`,
    )
    writeFileSync(at('helper'), `#!/bin/sh\n[ "$1" = get ] && printf 'username=me\\npassword=git\\n'\nexit 0\n`)
    for (const name of ['login', 'helper']) chmodSync(at(name), 0o755)
    const git = ['init', '-q', at('git')]
    assert.equal((await runProgram('git', git, { cwd: folder, env: { PATH: process.env['PATH'] } })).code, 0)
    writeFileSync(at('git/.git/config'), `[credential]\n\thelper = ${at('helper')}\n`)
    const requests: string[] = []
    const listener: RequestListener = ({ method, url, headers }, response) => {
      // go validates what git says with a HEAD request of its own, whenever it comes to it.
      if (method === 'HEAD') return void response.end()
      requests.push(`${url} ${headers.authorization} ${String(headers['x-token'])}`)
      response.writeHead(refusing, { 'content-type': 'text/plain' }).end('no')
    }
    await serving(
      listener,
      async (base) => {
        writeFileSync(at('netrc'), `machine ${new URL(base).host} login me password netrc\n`)
        const GOAUTH = goauth
          .replace('{command}', at('login'))
          .replace('{folder}', at('git'))
          .replace('{empty}', at('empty'))
        const env = {
          PATH: process.env['PATH'] ?? '',
          HOME: folder,
          NETRC: at('netrc'),
          SSL_CERT_FILE: at('ca.pem'),
          GIT_CONFIG_NOSYSTEM: '1',
          GOAUTH,
        }
        await work(base, env, folder)
      },
      tls,
    )
    return { requests, runs: goauth.includes('{command}') ? readFileSync(at('runs'), 'utf8') : '' }
  } finally {
    removeAll(folder)
    rmSync(folder, { recursive: true, force: true })
  }
}
