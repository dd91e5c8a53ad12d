import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { inFolder, rejectsWith } from '../../test/support/contracts.ts'
import { WardenError } from '../base/errors.ts'
import { diskError, errnoOf, isReadOnly } from './diskerror.ts'
import { createFiles } from './files.ts'

const files = createFiles()
const text = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString()

/** Runs `work` as a user to whom permissions apply: root gives its rights away meanwhile. */
async function asUser(folder: string, work: () => Promise<void>): Promise<void> {
  if (process.geteuid?.() !== 0) return work()
  fs.chownSync(folder, 65534, 65534)
  process.setegid?.(65534)
  process.seteuid?.(65534)
  try {
    await work()
  } finally {
    process.seteuid?.(0)
    process.setegid?.(0)
  }
}

test('Files.read gives undefined where nothing is, and where a folder above is a file', () =>
  inFolder(async (folder) => {
    fs.writeFileSync(path.join(folder, 'f'), 'x')
    assert.equal(await files.read(path.join(folder, 'none')), undefined)
    assert.equal(await files.read(path.join(folder, 'none', 'deeper')), undefined)
    assert.equal(await files.read(path.join(folder, 'f', 'deeper')), undefined)
  }))

test('Files.read takes exactly maxBytes and refuses one byte more', () =>
  inFolder(async (folder) => {
    const file = path.join(folder, 'f')
    fs.writeFileSync(file, 'x'.repeat(1000))
    assert.equal((await files.read(file, 1000))?.length, 1000)
    await rejectsWith(files.read(file, 999), 'too-large', /f: larger than 999 bytes/)
  }))

test('Files.read reads a file whose size the system does not tell', async (t) => {
  if (!fs.existsSync('/proc/self/status')) return t.skip('no /proc here')
  assert.match(text(await files.read('/proc/self/status')) ?? '', /^Name:/)
  await rejectsWith(files.read('/proc/self/status', 10), 'too-large')
})

test('Files.read refuses folders, devices and named pipes, and waits for none', () =>
  inFolder(async (folder) => {
    await rejectsWith(files.read(folder), 'io', /not a regular file/)
    await rejectsWith(files.read('/dev/zero'), 'io', /not a regular file/)
    execFileSync('mkfifo', [path.join(folder, 'pipe')])
    await rejectsWith(files.read(path.join(folder, 'pipe')), 'io', /not a regular file/)
  }))

test('Files.list orders names by their UTF-8 bytes and never follows a link', () =>
  inFolder(async (folder) => {
    for (const name of ['b', 'a', '\u{10000}', '\uffee']) fs.writeFileSync(path.join(folder, name), '')
    fs.mkdirSync(path.join(folder, 'c'))
    fs.symlinkSync('c', path.join(folder, 'd'))
    assert.deepEqual(await files.list(folder), [
      { name: 'a', kind: 'file' },
      { name: 'b', kind: 'file' },
      { name: 'c', kind: 'folder' },
      { name: 'd', kind: 'link' },
      { name: '\uffee', kind: 'file' },
      { name: '\u{10000}', kind: 'file' },
    ])
    assert.equal(await files.list(path.join(folder, 'none')), undefined)
  }))

test('Files.info tells a link from what it points to', () =>
  inFolder(async (folder) => {
    fs.writeFileSync(path.join(folder, 'f'), 'abc', { mode: 0o600 })
    fs.symlinkSync('f', path.join(folder, 'l'))
    const info = await files.info(path.join(folder, 'f'))
    assert.deepEqual([info?.kind, info?.size, info?.mode], ['file', 3, 0o600])
    assert.equal((await files.info(path.join(folder, 'l')))?.kind, 'link')
    assert.equal(await files.info(path.join(folder, 'none')), undefined)
  }))

test('Files.write replaces a file, makes missing folders and leaves nothing else', () =>
  inFolder(async (folder) => {
    const file = path.join(folder, 'a', 'b', 'f')
    await files.write(file, Buffer.from('one'))
    await files.write(file, Buffer.from('2'), { mode: 0o644, durable: false })
    assert.equal(fs.readFileSync(file, 'utf8'), '2')
    // A mode that is named is kept whatever the umask is.
    await files.write(file, Buffer.from('3'), { mode: 0o666 })
    assert.equal(fs.statSync(file).mode & 0o777, 0o666)
    await files.write(file, Buffer.from('two'), { mode: 0o600 })
    assert.equal(fs.readFileSync(file, 'utf8'), 'two')
    assert.equal(fs.statSync(file).mode & 0o777, 0o600)
    assert.deepEqual(fs.readdirSync(path.dirname(file)), ['f'])
  }))

test('Files.write replaces a planted link instead of writing through it', () =>
  inFolder(async (folder) => {
    fs.writeFileSync(path.join(folder, 'victim'), 'kept')
    fs.symlinkSync('victim', path.join(folder, 'f'))
    await files.write(path.join(folder, 'f'), Buffer.from('new'))
    assert.equal(fs.readFileSync(path.join(folder, 'victim'), 'utf8'), 'kept')
    assert.equal(fs.lstatSync(path.join(folder, 'f')).isFile(), true)
  }))

test('Files.write that fails leaves the old file and no temporary one', () =>
  inFolder(async (folder) => {
    fs.mkdirSync(path.join(folder, 'f'))
    await rejectsWith(files.write(path.join(folder, 'f'), Buffer.from('x')), 'io', /f: cannot write: it is a folder/)
    assert.deepEqual(fs.readdirSync(folder), ['f'])
  }))

test('Files.write without the right to write says so and names the path', () =>
  inFolder((folder) =>
    asUser(folder, async () => {
      fs.chmodSync(folder, 0o500)
      await rejectsWith(
        files.write(path.join(folder, 'f'), Buffer.from('x')),
        'io',
        /f: cannot write: permission denied/,
      )
      assert.deepEqual(fs.readdirSync(folder), [])
    }),
  ))

test('Files.remove takes read-only folders and follows no link', () =>
  inFolder((folder) =>
    asUser(folder, async () => {
      const outside = path.join(folder, 'outside')
      fs.writeFileSync(outside, 'kept')
      const tree = path.join(folder, 'tree')
      fs.mkdirSync(path.join(tree, 'a', 'b'), { recursive: true })
      fs.writeFileSync(path.join(tree, 'a', 'b', 'f'), '', { mode: 0o444 })
      fs.symlinkSync(folder, path.join(tree, 'a', 'link'))
      for (const sub of ['a/b', 'a', '']) fs.chmodSync(path.join(tree, sub), 0o555)
      await files.remove(tree)
      assert.deepEqual(fs.readdirSync(folder), ['outside'])
      await files.remove(tree)
    }),
  ))

test('Files.rename replaces a file and makes missing folders', () =>
  inFolder(async (folder) => {
    fs.writeFileSync(path.join(folder, 'a'), 'new')
    fs.writeFileSync(path.join(folder, 'b'), 'old')
    await files.rename(path.join(folder, 'a'), path.join(folder, 'b'))
    assert.equal(fs.readFileSync(path.join(folder, 'b'), 'utf8'), 'new')
    await files.rename(path.join(folder, 'b'), path.join(folder, 'x', 'y'))
    assert.equal(fs.readFileSync(path.join(folder, 'x', 'y'), 'utf8'), 'new')
    await rejectsWith(files.rename(path.join(folder, 'none'), path.join(folder, 'z')), 'io', /cannot rename/)
  }))

test('Files.temporaryFolder makes a private folder, in a place that it makes too', () =>
  inFolder(async (folder) => {
    const place = path.join(folder, 'a', 'b')
    const made = await createFiles({ temporary: place }).temporaryFolder('x-')
    assert.equal(path.dirname(made), place)
    assert.equal(fs.statSync(made).mode & 0o777, 0o700)
    fs.writeFileSync(path.join(folder, 'f'), '')
    const nowhere = createFiles({ temporary: path.join(folder, 'f') })
    await rejectsWith(nowhere.temporaryFolder('x-'), 'io', /f: cannot make/)
  }))

test('Files on a full disk throws io with the path, and leaves nothing', { skip: noFullDisk() }, () =>
  inFolder(async (folder) => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', folder])
    try {
      const file = path.join(folder, 'f')
      await rejectsWith(files.write(file, Buffer.alloc(200_000)), 'io', /f: cannot write: the disk is full/)
      assert.deepEqual(fs.readdirSync(folder), [])
    } finally {
      execFileSync('umount', [folder])
    }
  }),
)

test('Files on a read-only file system throws io that says so', { skip: noFullDisk() }, () =>
  inFolder(async (folder) => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k,ro', 'none', folder])
    try {
      await rejectsWith(files.write(path.join(folder, 'f'), Buffer.from('x')), 'io', /the file system is read-only/)
    } finally {
      execFileSync('umount', [folder])
    }
  }),
)

test('diskError names the path, the reason and a remedy for each known errno', () => {
  const full = diskError(Object.assign(new Error('x'), { code: 'ENOSPC' }), 'write', '/a/b')
  assert.equal(full.message, '/a/b: cannot write: the disk is full')
  assert.equal(full.remedy, 'free some space and run the command again')
  const many = diskError(Object.assign(new Error('x'), { code: 'EMFILE' }), 'read', '/a')
  assert.equal(many.message, '/a: cannot read: too many open files in this process')
  assert.equal(many.remedy, 'raise the limit: ulimit -n 4096')
  assert.equal(diskError(new Error('odd'), 'read', '/a').message, '/a: cannot read: odd')
})

test('diskError gives a WardenError back, and errnoOf finds the errno below it', () => {
  const inner = diskError(Object.assign(new Error('x'), { code: 'EROFS' }), 'write', '/a')
  assert.equal(diskError(inner, 'write', '/b'), inner)
  assert.equal(errnoOf(inner), 'EROFS')
  assert.equal(isReadOnly(inner), true)
  assert.equal(errnoOf(new WardenError('io', 'x')), '')
})

/** Small file systems of one's own need root and a kernel that permits mounting. */
function noFullDisk(): string | false {
  if (process.geteuid?.() !== 0) return 'mounting needs root'
  const folder = fs.mkdtempSync(path.join(tmpdir(), 'modwarden-mount-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'none', folder], { stdio: 'ignore' })
    execFileSync('umount', [folder], { stdio: 'ignore' })
    return false
  } catch {
    return 'nothing can be mounted here'
  } finally {
    fs.rmdirSync(folder)
  }
}

test('Files.create writes a new file and never over one that is there, nor through a link', () =>
  inFolder(async (folder) => {
    const file = path.join(folder, 'a', 'f')
    await files.create(file, Buffer.from('x'), { mode: 0o600 })
    assert.equal(fs.readFileSync(file, 'utf8'), 'x')
    assert.equal(fs.statSync(file).mode & 0o777, 0o600)
    await rejectsWith(files.create(file, Buffer.from('y')), 'io', /f: cannot write/)
    assert.equal(fs.readFileSync(file, 'utf8'), 'x')
    fs.symlinkSync(path.join(folder, 'elsewhere'), path.join(folder, 'link'))
    await rejectsWith(files.create(path.join(folder, 'link'), Buffer.from('y')), 'io')
    assert.equal(fs.existsSync(path.join(folder, 'elsewhere')), false)
  }))

test('Files.appendLine adds whole lines, and ends one that was cut short', () =>
  inFolder(async (folder) => {
    const file = path.join(folder, 'a', 'trail')
    await files.appendLine(file, 'one')
    await files.appendLine(file, 'two')
    assert.equal(fs.readFileSync(file, 'utf8'), 'one\ntwo\n')
    assert.equal(fs.statSync(file).mode & 0o777, 0o600)
    fs.appendFileSync(file, 'cut')
    await files.appendLine(file, 'three')
    assert.equal(fs.readFileSync(file, 'utf8'), 'one\ntwo\ncut\nthree\n')
    fs.symlinkSync(file, path.join(folder, 'link'))
    await rejectsWith(files.appendLine(path.join(folder, 'link'), 'four'), 'io')
    assert.equal(fs.readFileSync(file, 'utf8'), 'one\ntwo\ncut\nthree\n')
  }))

test('Files.appendLine of many at once mixes no lines', () =>
  inFolder(async (folder) => {
    const file = path.join(folder, 'trail')
    const lines = Array.from({ length: 50 }, (_, i) => String(i).repeat(500))
    await Promise.all(lines.map(async (line) => files.appendLine(file, line)))
    assert.deepEqual(fs.readFileSync(file, 'utf8').trimEnd().split('\n').toSorted(), lines.toSorted())
  }))

test('Files.rename and Files.remove take read-only folders, whatever the names in them, as a user who is not root', () =>
  inFolder(async (folder) => {
    const cache = path.join(folder, 'm@v1')
    const odd = Buffer.concat([Buffer.from(`${cache}/`), Buffer.from([0xff])])
    await asUser(folder, async () => {
      fs.mkdirSync(cache)
      fs.mkdirSync(odd)
      fs.writeFileSync(Buffer.concat([odd, Buffer.from('/f')]), 'x')
      fs.chmodSync(odd, 0o555)
      fs.chmodSync(cache, 0o555)
      const moved = path.join(folder, 'other', 'm@v1')
      await files.rename(cache, moved)
      assert.equal(fs.existsSync(cache), false)
      fs.chmodSync(moved, 0o555)
      await files.remove(moved, { durable: true })
      assert.equal(fs.existsSync(moved), false)
    })
  }))

test('Files.exchange lets two read-only folders beside each other change names as a user who is not root', (t) =>
  inFolder(async (folder) => {
    await asUser(folder, async () => {
      const [a = '', b = ''] = ['a', 'b'].map((name) => path.join(folder, name))
      for (const place of [a, b]) {
        fs.mkdirSync(place)
        fs.writeFileSync(path.join(place, path.basename(place)), '')
        fs.chmodSync(place, 0o555)
      }
      const done = await files.exchange(a, b)
      if (!done) t.diagnostic('folders cannot be exchanged here in one step')
      assert.deepEqual(fs.readdirSync(a), [done ? 'b' : 'a'])
      assert.deepEqual(fs.readdirSync(b), [done ? 'a' : 'b'])
      for (const place of [a, b]) fs.chmodSync(place, 0o755)
    })
  }))

test('Files.copy gives the copy the mode that is asked for', () =>
  inFolder(async (folder) => {
    const from = path.join(folder, 'from')
    fs.writeFileSync(from, 'x', { mode: 0o600 })
    await files.copy(from, path.join(folder, 'to'), { mode: 0o644 })
    assert.equal(fs.statSync(path.join(folder, 'to')).mode & 0o777, 0o644)
  }))
