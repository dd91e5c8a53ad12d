// Ctrl-C while somebody answers slowly: the run ends at once with 130, and nothing half-written is left.
import assert from 'node:assert/strict'
import test from 'node:test'
import { filesBelow, publish, withUniverse, type Universe } from '../support/universe.ts'

const quote = publish('rsc.io/quote', 'v1.5.2')

for (const [what, slow, kept] of [
  ['a database is silent', /\/sumdb\/.*\/lookup\//, []],
  ['a proxy is silent about a go.mod', /\.mod$/, []],
  ['a proxy sends half of a zip', /\.zip$/, []],
] as const) {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    test(`verify ends by ${signal} with ${code} while ${what}`, async () => {
      await withUniverse(async (u) => {
        u.serve([quote])
        u.require([quote])
        const { code: ended, stdout } = await interrupted(u, slow, signal)
        assert.equal(ended, code)
        assert.equal(stdout, '')
        assert.deepEqual(u.leftovers(), [])
        assert.deepEqual(
          u.stored().filter((file) => file.endsWith('.zip')),
          kept,
        )
        assert.deepEqual(
          filesBelow(u.modcache).filter((file) => !file.includes('/sumdb/')),
          [],
        )
        // Nothing stands in the way of the next run.
        u.lie = () => false
        assert.equal((await u.run(['verify'])).code, 0)
      })
    })
  }
}

/** Runs `verify --into-modcache`; the first request that is slow gets half an answer, and then comes the signal. */
async function interrupted(
  u: Universe,
  slow: RegExp,
  signal: NodeJS.Signals,
): Promise<{ code: number; stdout: string }> {
  let kill: (signal: NodeJS.Signals) => void = () => undefined
  u.lie = (url, response) => {
    if (!slow.test(url)) return false
    response.writeHead(200, { 'content-length': 1000 })
    response.write('PK')
    setTimeout(() => kill(signal), 200)
    return true
  }
  return u.run(['verify', '--into-modcache'], { onStart: (send) => (kill = send) })
}
