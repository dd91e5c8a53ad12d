// Files that are written together: whole, undone, or taken back by the next run.
import assert from 'node:assert/strict'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { utf8 } from '../src/base/bytes.ts'
import { WardenError } from '../src/base/errors.ts'
import { createFiles } from '../src/io/files.ts'
import { fakeClock, fakeLocks } from './support/fakes.ts'
import type { World } from '../src/world/world.ts'
import { takeBack, undo } from '../src/jobs/fix/undo.ts'
import { writeFixed, type FixWrite } from '../src/jobs/fix/write.ts'

interface Place {
  readonly world: World
  readonly folder: string
  readonly writes: readonly FixWrite[]
}

/** A project with two .go files of one name, go.sum missing. */
async function within(work: (place: Place) => Promise<void>): Promise<void> {
  const root = mkdtempSync(path.join(tmpdir(), 'fixwrite-'))
  try {
    const folder = path.join(root, 'project')
    const files = createFiles()
    const world = { files, locks: fakeLocks(), clock: fakeClock(), store: path.join(root, 'store') }
    await files.makeFolder(path.join(folder, 'sub'))
    const put = (name: string, before: string | undefined, after: string): FixWrite => {
      const file = path.join(folder, name)
      if (before !== undefined) writeFileSync(file, before)
      return { file, before: before === undefined ? undefined : utf8(before), after: utf8(after) }
    }
    const writes = [
      put('go.sum', undefined, 'sum\n'),
      put('main.go', 'old main\n', 'new main\n'),
      put('sub/main.go', 'old sub\n', 'new sub\n'),
      put('go.mod', 'old mod\n', 'new mod\n'),
    ]
    chmodSync(path.join(folder, 'main.go'), 0o755)
    // More than the umask leaves to a new file.
    chmodSync(path.join(folder, 'go.mod'), 0o666)
    // What is written here asks for no more of the world.
    await work({ world: world as unknown as World, folder, writes })
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

function contents({ folder }: Place): readonly string[] {
  return ['go.sum', 'main.go', 'sub/main.go', 'go.mod'].map((name) => {
    try {
      return readFileSync(path.join(folder, name), 'utf8').trim()
    } catch {
      return ''
    }
  })
}

function modes({ folder }: Place): readonly number[] {
  return ['main.go', 'go.mod'].map((name) => statSync(path.join(folder, name)).mode & 0o777)
}

const MODES = [0o755, 0o666]
const OLD = ['', 'old main', 'old sub', 'old mod']
const NEW = ['sum', 'new main', 'new sub', 'new mod']
const ACTOR = { who: 'me@host.example' } as Parameters<typeof writeFixed>[4]

/** A world whose `at`th replacement of a file goes as `how` says. */
function stopping(world: World, at: number, how: () => Promise<void>): World {
  let n = 0
  return {
    ...world,
    // The dead hold no locks.
    locks: fakeLocks(),
    files: {
      ...world.files,
      write: async (file, bytes, options) => (n++ === at ? how() : world.files.write(file, bytes, options)),
    },
  }
}

/** Runs until the program is "killed" before its `at`th replacement: nothing of it happens after that. */
async function killed({ world, folder, writes }: Place, at: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const dying = stopping(world, at, async () => {
      resolve()
      return new Promise(() => undefined)
    })
    void writeFixed(dying, folder, [], writes, ACTOR, undefined)
  })
}

test('writeFixed writes every file, keeps the old ones and their modes, and leaves nothing to take back', async () => {
  await within(async (place) => {
    const evidence = await writeFixed(place.world, place.folder, [], place.writes, ACTOR, undefined)
    assert.deepEqual(contents(place), NEW)
    assert.deepEqual(modes(place), MODES)
    assert.equal(readdirSync(evidence).length, 4)
    assert.deepEqual(await takeBack(place.world, place.folder, true), [])
    assert.deepEqual(contents(place), NEW)
  })
})

test('writeFixed puts everything back where one file cannot be written', async () => {
  await within(async (place) => {
    const world = stopping(place.world, 3, async () => Promise.reject(new WardenError('io', 'the disk is full')))
    await assert.rejects(writeFixed(world, place.folder, [], place.writes, ACTOR, undefined), /the disk is full/)
    assert.deepEqual(contents(place), OLD)
    assert.deepEqual(modes(place), MODES)
    assert.deepEqual(await takeBack(place.world, place.folder, false), [])
  })
})

test('writeFixed writes nothing where a file was changed meanwhile', async () => {
  await within(async (place) => {
    writeFileSync(path.join(place.folder, 'go.mod'), 'mine\n')
    await assert.rejects(writeFixed(place.world, place.folder, [], place.writes, ACTOR, undefined), { code: 'busy' })
    assert.deepEqual(contents(place), ['', 'old main', 'old sub', 'mine'])
  })
})

for (const at of [0, 1, 2, 3]) {
  test(`takeBack brings the old files back after a run that was killed before file ${at + 1} of 4`, async () => {
    await within(async (place) => {
      await killed(place, at)
      assert.deepEqual(contents(place), [...NEW.slice(0, at), ...OLD.slice(at)])
      await assert.rejects(takeBack(place.world, place.folder, false), { code: 'busy' })
      const back = await takeBack(place.world, place.folder, true)
      // The lock has made an empty go.sum.
      assert.equal(back.length, Math.max(at, 1))
      assert.deepEqual(contents(place), OLD)
      assert.equal(existsSync(path.join(place.folder, 'go.sum')), false)
      assert.deepEqual(modes(place), MODES)
      // Once: then the trail has its end.
      assert.deepEqual(await takeBack(place.world, place.folder, true), [])
    })
  })
}

test('takeBack leaves what somebody changed since, and says where the old files are', async () => {
  await within(async (place) => {
    await killed(place, 3)
    writeFileSync(path.join(place.folder, 'main.go'), 'mine\n')
    await assert.rejects(
      takeBack(place.world, place.folder, true),
      /main\.go: changed since an earlier fix was stopped/,
    )
    assert.deepEqual(contents(place), ['sum', 'mine', 'new sub', 'old mod'])
  })
})

test('takeBack trusts no list and no copy that are damaged', async () => {
  await within(async (place) => {
    await killed(place, 2)
    const [run = ''] = readdirSync(path.join(place.world.store, 'evidence'))
    const evidence = path.join(place.world.store, 'evidence', run)
    const copy = readdirSync(evidence).find(
      (name) => name.startsWith('main.go-') && readFileSync(path.join(evidence, name), 'utf8') === 'old main\n',
    )
    writeFileSync(path.join(evidence, copy ?? ''), utf8('forged\n'))
    await assert.rejects(takeBack(place.world, place.folder, true), /gone or damaged/)
    writeFileSync(path.join(evidence, 'fix.json'), '{"files":[{"file":"relative","after":""}]}')
    await assert.rejects(takeBack(place.world, place.folder, true), { code: 'parse' })
    assert.deepEqual(contents(place), ['sum', 'new main', 'old sub', 'old mod'])
  })
})

test('writeFixed removes what goes with folders that are empty then, and undo brings every byte back', async () => {
  await within(async ({ world, folder, writes }) => {
    const file = path.join(folder, 'vendor', 'm', 'gone.bin')
    const bytes = new Uint8Array([0, 255, 13, 10])
    await world.files.write(file, bytes, { mode: 0o755 })
    const locked = path.join(folder, 'vendor', 'n', 'go.mod')
    await world.files.write(locked, bytes)
    const all = [file, locked].map((one): FixWrite => ({ file: one, before: bytes, after: undefined }))
    const evidence = await writeFixed(world, folder, [], [...all, ...writes], ACTOR, undefined)
    assert.equal(existsSync(path.join(folder, 'vendor')), false)
    await undo(world, folder, evidence, 'me')
    for (const one of [file, locked]) assert.deepEqual([...readFileSync(one)], [...bytes])
    assert.equal(statSync(file).mode & 0o777, 0o755)
    assert.deepEqual(contents({ world, folder, writes }), OLD)
    assert.deepEqual(await takeBack(world, folder, true), [])
  })
})

for (const at of [0, 1, 2]) {
  test(`takeBack ends an undo that was killed before file ${at + 1}`, async () => {
    await within(async (place) => {
      const evidence = await writeFixed(place.world, place.folder, [], place.writes, ACTOR, undefined)
      await new Promise<void>((resolve) => {
        const dying = stopping(place.world, at, async () => {
          resolve()
          return new Promise(() => undefined)
        })
        void undo(dying, place.folder, evidence, 'me')
      })
      assert.notDeepEqual(contents(place), OLD)
      await assert.rejects(takeBack(place.world, place.folder, false), { code: 'busy' })
      await takeBack(place.world, place.folder, true)
      assert.deepEqual(contents(place), OLD)
      assert.deepEqual(modes(place), MODES)
      assert.deepEqual(await takeBack(place.world, place.folder, true), [])
    })
  })
}

test('undo puts nothing back where a file was changed since', async () => {
  await within(async (place) => {
    const evidence = await writeFixed(place.world, place.folder, [], place.writes, ACTOR, undefined)
    writeFileSync(path.join(place.folder, 'main.go'), 'mine\n')
    await assert.rejects(undo(place.world, place.folder, evidence, 'me'), { code: 'busy' })
    assert.deepEqual(contents(place), ['sum', 'mine', 'new sub', 'new mod'])
  })
})

test('writeFixed writes into no folder that is a link, but for the ones that the user named', async () => {
  await within(async ({ world, folder, writes }) => {
    const elsewhere = path.join(folder, '..', 'elsewhere')
    await world.files.makeFolder(elsewhere)
    symlinkSync(elsewhere, path.join(folder, 'vendor'))
    const file = path.join(folder, 'vendor', 'm', 'm.go')
    const write = { file, before: undefined, after: utf8('package m\n') }
    await assert.rejects(writeFixed(world, folder, [], [...writes, write], ACTOR, undefined), { code: 'refused' })
    assert.deepEqual(contents({ world, folder, writes }), OLD)
    await writeFixed(world, folder, [path.join(folder, 'vendor')], [write], ACTOR, undefined)
    assert.equal(readFileSync(path.join(elsewhere, 'm', 'm.go'), 'utf8'), 'package m\n')
  })
})
