// A disk that is really full: a small file system under the store, under go's module cache, or under go's remembered
// heads. The run says so, leaves nothing half written, and the next one with room is as if nothing had been.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { publish, withUniverse, type Universe } from '../support/universe.ts'
import { brokenPromises, remembered, unfinished } from './promises.ts'
import { mounted, mountReason } from './smalldisk.ts'

const quote = publish('rsc.io/quote', 'v1.5.2')
// Not compressible to nothing: it has no room in what a full file system may have left.
const large = publish('github.com/Acme/sampler', 'v1.3.0', {
  'data.txt': Array.from({ length: 20_000 }, (_, i) => (i * 7919) % 65_521).join('\n'),
})

const skip = mountReason()

interface Full {
  readonly what: string
  readonly folder: (u: Universe) => string
  readonly args: readonly string[]
  readonly cached: boolean
  readonly code: number
  readonly says: RegExp
}

const FULL: readonly Full[] = [
  {
    what: 'the store, while modules are fetched',
    folder: (u) => u.store,
    args: ['verify'],
    cached: false,
    code: 3,
    says: /the disk is full/,
  },
  {
    what: 'the store, where go has the modules',
    folder: (u) => u.store,
    args: ['verify'],
    cached: true,
    code: 0,
    says: /our own copy of the head of sumdb\.example\/db could not be kept: .*the disk is full/,
  },
  {
    what: "go's module cache: the proofs are kept elsewhere",
    folder: (u) => u.modcache,
    args: ['verify'],
    cached: false,
    code: 0,
    says: /the proofs of sumdb\.example\/db are kept in .*: the disk is full/,
  },
  {
    what: "go's module cache, which is to be filled",
    folder: (u) => u.modcache,
    args: ['verify', '--into-modcache'],
    cached: false,
    code: 3,
    says: /the disk is full/,
  },
  {
    what: "the folder of go's remembered heads",
    folder: (u) => path.join(u.gopath, 'pkg', 'sumdb'),
    args: ['verify'],
    cached: true,
    code: 0,
    says: /the newest head of sumdb\.example\/db could not be remembered: .*the disk is full/,
  },
]

for (const { what, folder, args, cached, code, says } of FULL) {
  test(
    `a full disk under ${what}: exit ${code}, nothing torn, and well again when there is room`,
    { skip },
    async () => {
      await withUniverse(async (u) => {
        u.db.fill(300)
        u.serve([quote, large])
        u.require([quote, large])
        if (cached) u.cache([quote, large])
        const before = remembered(u)
        await mounted(folder(u), async (fill, empty) => {
          fill()
          const { code: ended, stdout, stderr } = await u.run(args)
          assert.equal(ended, code, stdout + stderr)
          assert.match(stdout + stderr, says)
          assert.deepEqual(brokenPromises(u, u, before), [])
          assert.deepEqual(unfinished(u), [])

          empty()
          const again = await u.run([...args, '-q'])
          assert.equal(again.code, 0, again.stdout + again.stderr)
          assert.equal(again.stdout + again.stderr, '')
          assert.deepEqual(brokenPromises(u, u, before), [])
          assert.deepEqual(unfinished(u), [])
          assert.ok(existsSync(path.join(u.gopath, 'pkg', 'sumdb', u.db.name, 'latest')))
          assert.equal((await u.run(['verify', '--offline', '--full'])).code, 0)
        })
      })
    },
  )
}
