// The verdict on one module, from what servers say: a port that answers from a few words.
import assert from 'node:assert/strict'
import test from 'node:test'
import { WardenError } from '../../base/errors.ts'
import type { ComparedModule } from '../../report/compare.ts'
import type { Checkout, LineRange, Vcs } from '../../world/vcs.ts'
import { compareModule, type CompareTarget, type Comparing } from './module.ts'
import { createPlaceFinder } from './place.ts'

const PATH = 'github.com/a/b'
const [TODAY, THEN] = ['a'.repeat(40), 'b'.repeat(40)]
const TIME = 1_700_000_000

interface Said {
  readonly tag?: string
  /** Commits whose files are the zip's. */
  readonly same: readonly string[]
  readonly gone?: readonly string[]
  readonly changed?: ReadonlyMap<string, 'all' | readonly LineRange[]>
  readonly remote?: WardenError
}

function run(said: Said): { readonly run: Comparing; readonly disposed: string[] } {
  const disposed: string[] = []
  const fetch: Vcs['fetch'] = async (_, { commit }) => {
    if (said.gone?.includes(commit) === true) throw new WardenError('not-found', 'not given')
    const checkout: Checkout = {
      commit,
      commitText: `tree 1\ncommitter Kim <kim@example.com> ${TIME} +0000\n\nm\n`,
      tagText: undefined,
      file: async (name) => Promise.resolve(name === 'go.mod' ? Buffer.from(`module ${PATH}\n`) : undefined),
      archive: async () => Promise.resolve({ files: [], read: async () => Promise.resolve(new Uint8Array(0)) }),
      verified: async () => Promise.resolve(false),
      dispose: async () => Promise.resolve(void disposed.push(commit)),
    }
    last = commit
    return Promise.resolve(checkout)
  }
  let last = ''
  const refs = new Map(
    said.tag === undefined ? [] : [['refs/tags/v1.0.0', { object: said.tag, commit: said.tag }] as const],
  )
  const access = { isPrivate: false, insecure: false }
  const remote = async (): ReturnType<Vcs['remote']> => {
    if (said.remote !== undefined) throw said.remote
    return Promise.resolve({ url: `https://${PATH}`, access, refs })
  }
  const vcs: Vcs = {
    page: async () => Promise.reject(new Error('not asked')),
    remote,
    fetch,
    findCommit: async () => Promise.reject(new WardenError('too-large', 'too long a history')),
    history: async () => Promise.resolve([]),
    head: async () => Promise.resolve(undefined),
    tagsBefore: async () => Promise.resolve([]),
    zip: async () => Promise.reject(new Error('not asked')),
    compare: async () =>
      Promise.resolve({
        zip: 'h1:zip',
        source: said.same.includes(last) ? 'h1:zip' : 'h1:other',
        compared: 2,
        differences: said.same.includes(last) ? [] : [{ name: 'db.go', kind: 'changed' }],
        differenceCount: said.same.includes(last) ? 0 : 1,
        changed: said.changed ?? new Map(),
      }),
    close: async () => Promise.resolve(),
  }
  const places = createPlaceFinder(vcs, undefined)
  return { run: { vcs, places, remotes: remote, history: 'doubtful', signal: undefined }, disposed }
}

async function compared(
  said: Said,
  info: object | undefined,
  changes: Partial<CompareTarget> = {},
): Promise<ComparedModule> {
  const { run: comparing, disposed } = run(said)
  const found = await compareModule(comparing, {
    module: { path: PATH, version: 'v1.0.0' },
    direct: true,
    integrity: 'proven',
    zip: { file: '/m.zip' },
    info: info === undefined ? undefined : Buffer.from(JSON.stringify({ Version: 'v1.0.0', ...info })),
    permission: { kind: 'may', access: { isPrivate: false, insecure: false } },
    findings: [],
    ...changes,
  })
  // What was fetched is not kept until the end of the run.
  assert.equal(
    disposed.length,
    (found.contents === undefined || (found.commit === found.recordedCommit && found.recordedContents !== undefined)
      ? 0
      : 1) + (['same', 'differ'].includes(found.recordedContents ?? '') ? 1 : 0),
  )
  return found
}

const origin = (Hash: string): object => ({ Origin: { VCS: 'git', URL: `https://${PATH}`, Hash } })
const time = (seconds: number): object => ({ Time: new Date(seconds * 1000).toISOString() })
const verdict = async (said: Said, info: object | undefined): Promise<string> => {
  const m = await compared(said, info)
  return `${m.verdict} ${m.contents ?? '-'} ${m.recordedContents ?? '-'} ${m.findings.map((f) => f.severity).join()}`
}

test('compareModule: the recorded commit, or its time, says whether the tag has moved', async () => {
  const moved = { tag: TODAY, same: [THEN] }
  assert.equal(await verdict({ tag: TODAY, same: [TODAY] }, origin(TODAY)), 'same same - ')
  assert.equal(await verdict({ tag: TODAY, same: [TODAY] }, undefined), 'same same - ')
  assert.equal(await verdict(moved, origin(THEN)), 'tag-moved differ same high')
  assert.equal(await verdict({ ...moved, gone: [THEN] }, origin(THEN)), 'tag-moved differ gone high')
  assert.equal(await verdict(moved, time(TIME - 5)), 'tag-moved differ - high')
  // The same commit with other files, or nothing that says when it was: it is simply not the same.
  assert.equal(await verdict(moved, origin(TODAY)), 'differs differ - high')
  assert.equal(await verdict(moved, time(TIME)), 'differs differ - high')
  assert.equal(await verdict(moved, undefined), 'differs differ - high')
  // Neither commit holds the zip.
  assert.equal(await verdict({ tag: TODAY, same: [] }, origin(THEN)), 'differs differ differ high')
  // A time alone makes no tag moved whose files are the same.
  assert.equal(await verdict({ tag: TODAY, same: [TODAY] }, time(TIME - 5)), 'same same - ')
  assert.equal(await verdict({ tag: TODAY, same: [TODAY, THEN] }, origin(THEN)), 'tag-moved same same low')
})

test('compareModule: what is gone, and what could not be asked', async () => {
  assert.equal(await verdict({ same: [THEN] }, origin(THEN)), 'tag-gone - same low')
  assert.equal(await verdict({ same: [], gone: [THEN] }, origin(THEN)), 'tag-gone - gone medium')
  assert.equal(await verdict({ same: [] }, undefined), 'tag-gone - - medium')
  assert.equal(await verdict({ same: [] }, origin(THEN)), 'differs differ differ high')
  const no = (code: 'not-found' | 'unreachable'): Said => ({ same: [], remote: new WardenError(code, 'no') })
  assert.equal(await verdict(no('not-found'), undefined), 'repository-gone - - medium')
  assert.equal(await verdict(no('unreachable'), undefined), 'not-checkable - - ')
})

test('compareModule: a false record is told, and none of it is used', async () => {
  const info = { Origin: { VCS: 'git', URL: 'https://github.com/evil/b', Hash: THEN } }
  const m = await compared({ tag: TODAY, same: [TODAY] }, info)
  assert.deepEqual([m.verdict, m.record, m.findings.map((f) => f.severity)], ['same', 'false', ['medium']])
  assert.equal((await compared({ tag: TODAY, same: [TODAY] }, { Version: 'v9.9.9' })).record, 'false')
})

test('compareModule says which findings lie in lines that only the zip has', async () => {
  const changed = new Map<string, 'all' | readonly LineRange[]>([
    ['db.go', [{ from: 10, to: 12 }]],
    ['x.bin', 'all'],
  ])
  const m = await compared({ tag: TODAY, same: [THEN], changed }, origin(THEN), {
    findings: [
      { rule: 'MW-DL-EXEC', file: 'db.go', line: 12 },
      { rule: 'MW-DL-EXEC', file: 'db.go', line: 13 },
      { rule: 'MW-BLOB', file: 'x.bin', line: 0 },
      { rule: 'MW-BLOB', file: 'other.bin', line: 0 },
    ],
  })
  assert.deepEqual(m.inDifference, ['MW-DL-EXEC db.go:12', 'MW-BLOB x.bin'])
  assert.match(m.findings[0]?.message ?? '', /2 findings about its code lie in the difference$/)
})

test('compareModule without a zip or a permission checks nothing and says why', async () => {
  const m = await compared({ tag: TODAY, same: [] }, undefined, { zip: { why: 'its zip is not here' } })
  assert.deepEqual([m.verdict, m.reasons], ['not-checkable', ['its zip is not here']])
  const permission = { kind: 'not', why: 'may be private', remedy: 'say so' } as const
  const kept = await compared({ tag: TODAY, same: [] }, undefined, { permission })
  assert.deepEqual([kept.verdict, kept.reasons, kept.remedy], ['not-checkable', ['may be private'], ['say so']])
})
