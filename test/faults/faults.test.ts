// A sample of all faults at all points, another one each time: `npm run faults` tries every one.
import assert from 'node:assert/strict'
import path from 'node:path'
import test from 'node:test'
import { generator, type Generator } from '../support/generate.ts'
import { campaign, failuresOf, isTelling } from './campaign.ts'
import { pathsOf, pointsOf, type Point } from './points.ts'
import { SITUATIONS } from './situations.ts'
import { straceReason, type Fault } from './strace.ts'

type Trials = readonly (readonly [Point, Fault])[]

const skip = straceReason()
const program = path.join(import.meta.dirname, '..', '..', 'bin', 'modwarden.mjs')
const random = generator()
const SITUATIONS_TRIED = 2
const TRIALS_EACH = 10

/** Where something went wrong once, and what: the situation, the fault, the call and its path. */
const ONCE_WRONG: ReadonlyArray<readonly [what: string, name: string, Fault, syscall: string, path: RegExp]> = [
  ['our copy of the head stayed behind', 'verify, first contact', 'SIGKILL', 'rename', /modwarden\/pkg\/sumdb\//],
  ['a fetched zip stayed in a temporary folder', 'verify, empty cache', 'SIGKILL', 'rmdir', /\/fetch-rand\*$/],
  ['a proxy was blamed for our disk', 'verify, empty cache', 'EIO', 'openat', /\/fetch-rand\*\/module\.zip$/],
  ['evidence that cannot be read was lost', 'repair --all', 'EIO', 'openat', /sampler@v1\.3\.0\/added\.go$/],
  ['a failed sync counted as a bug', 'repair --all', 'EIO', 'fsync', /-rsc\.io_quote@v1\.5\.2-hex\*\/folder$/],
  ['a replaced folder stayed beside the new one', 'repair --all', 'EIO', 'unlink', /\.tmp-int\*\/LICENSE$/],
  ['an unreadable file counted as wrong again', 'repair --all', 'EIO', 'openat', /sampler\/@v\/v1\.3\.0\.zip$/],
  ['a change of go.sum had no end in the trail', 'repair --all --go-sum', 'SIGKILL', 'rename', /project\/\.modwarden/],
]

for (const situation of SITUATIONS) {
  const once = ONCE_WRONG.filter(([, name]) => name === situation.name)
  if (once.length === 0) continue
  test(`${situation.name}: not again: ${once.map(([what]) => what).join('; ')}`, { skip }, async () => {
    const chosen = (all: Trials): Trials =>
      once.flatMap(([what, , fault, syscall, place]) => {
        const found = all.filter(([point, f]) => f === fault && point.syscall === syscall && place.test(point.path))
        assert.ok(found.length > 0, what)
        return found.slice(-1)
      })
    assert.deepEqual(failuresOf(await campaign(situation, { program, lanes: 2, choose: chosen })), [])
  })
}

const drawnSituations = drawn(SITUATIONS, SITUATIONS_TRIED, random)
for (const situation of drawnSituations) {
  test(
    `${situation.name}: a sample of failures leaves nothing wrong (TEST_SEED=${random.seed})`,
    { skip },
    async () => {
      const chosen = (all: Trials): Trials => {
        const telling = all.filter(([point, fault]) => isTelling(point, fault))
        return drawn(telling, TRIALS_EACH, random)
      }
      const result = await campaign(situation, { program, lanes: 2, choose: chosen })
      assert.equal(result.trials.length, TRIALS_EACH)
      assert.deepEqual(failuresOf(result), [])
    },
  )
}

/** Some of a list, without repetition. */
function drawn<T>(list: readonly T[], count: number, random: Generator): T[] {
  const rest = [...list]
  return Array.from({ length: Math.min(count, rest.length) }, () => rest.splice(random.below(rest.length), 1)).flat()
}

test('pointsOf tells calls on one path apart by their kind, their thread and their place', () => {
  const log = [
    '7 openat(AT_FDCWD</w/project>, "/w/project/go.mod", O_RDONLY|O_CLOEXEC) = 20</w/project/go.mod>',
    '7 openat(AT_FDCWD</w/project>, "/etc/ld.so.cache", O_RDONLY|O_CLOEXEC) = 3</etc/ld.so.cache>',
    '8 openat(AT_FDCWD</w/project>, "/w/.modwarden-rand00000003.tmp", O_WRONLY|O_CREAT|O_EXCL, 0644 <unfinished ...>',
    '8 <... openat resumed>) = 21</w/.modwarden-rand00000003.tmp>',
    '8 write(21</w/.modwarden-rand00000003.tmp>, ""..., 8) = 8',
    '9 write(21</w/.modwarden-rand00000004.tmp>, ""..., 8) = 8',
    '8 write(21</w/.modwarden-rand00000003.tmp>, ""..., 8) = 8',
    '8 rename("/w/.modwarden-rand00000003.tmp", "/w/latest") = 0',
    '8 write(1<pipe:[1]>, ""..., 8) = 8',
  ].join('\n')
  assert.deepEqual(pointsOf(log, '/w'), [
    { syscall: 'openat', path: '{root}/project/go.mod', nth: 1, drawn: 16, reads: true },
    { syscall: 'openat', path: '{root}/.modwarden-rand*.tmp', nth: 1, drawn: 16, reads: false },
    { syscall: 'write', path: '{root}/.modwarden-rand*.tmp', nth: 1, drawn: 16, reads: false },
    { syscall: 'write', path: '{root}/.modwarden-rand*.tmp', nth: 2, drawn: 16, reads: false },
    { syscall: 'rename', path: '{root}/.modwarden-rand*.tmp', nth: 1, drawn: 16, reads: false },
  ])
  const paths = pathsOf(
    { syscall: 'write', path: '{root}/.modwarden-rand*.tmp', nth: 2, drawn: 16, reads: false },
    '/v',
  )
  assert.deepEqual([paths.length, paths[3]], [16, '/v/.modwarden-rand00000003.tmp'])
})
