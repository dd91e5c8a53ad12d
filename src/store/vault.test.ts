import assert from 'node:assert/strict'
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { generator, type Generator } from '../../test/support/generate.ts'
import { flip, publish } from '../../test/support/universe.ts'
import { cachePaths } from '../gomod/cachelayout.ts'
import type { OpenZip, Vault } from '../world/vault.ts'
import { openTables } from './tables.ts'
import { openVault } from './vault.ts'

const quote = publish('rsc.io/quote', 'v1.5.2')
const info = Buffer.from('{"Version":"v1.5.2"}')

test('openVault gives back what it keeps, part by part, after it was closed too', async () => {
  await withVault(async ({ vault, reopened, at }) => {
    assert.equal(await vault.find(quote), undefined)
    assert.equal(await vault.openZip(quote), undefined)
    await keepAll(vault)
    for (const one of [vault, await reopened()]) {
      assert.deepEqual(await one.info(quote), info)
      assert.deepEqual(await one.goMod(quote), Buffer.from(quote.goMod))
      assert.deepEqual(await bytesOf(await one.openZip(quote)), Buffer.from(quote.zip))
      const { firstSeen, zip, goMod } = (await one.find(quote)) ?? {}
      assert.deepEqual([firstSeen, zip?.h1, goMod?.h1], ['2026-01-02T03:04:05.000Z', quote.h1, quote.goModH1])
    }
    assert.equal(await vault.zipFile(quote), at.zip)
  })
})

test('openVault loses no part of a version where all come in side by side', async () => {
  await withVault(async ({ vault }) => {
    const proof = { key: 'k', record: 7, zip: [quote.h1], goMod: [quote.goModH1] }
    await Promise.all([
      vault.keep(quote, { info }),
      vault.keep(quote, { goMod: { bytes: quote.goMod, h1: quote.goModH1 } }),
      vault.keep(quote, { proof }),
    ])
    const kept = await vault.find(quote)
    assert.deepEqual([kept?.info?.sha256.length, kept?.goMod?.h1, kept?.proof?.record], [64, quote.goModH1, 7])
  })
})

test('openVault gives nothing that was changed, cut, grown, linked or removed, and keeps it as evidence', async () => {
  for (const [what, harm] of [
    ['flipped', (file: string) => flip(file)],
    ['emptied', (file: string) => writeFileSync(file, '')],
    ['grown', (file: string) => appendFileSync(file, 'x')],
    ['linked', (file: string) => (rmSync(file), symlinkSync('/etc/hostname', file))],
  ] as const) {
    await withVault(async ({ vault, at, notices }) => {
      await keepAll(vault)
      await bytesOf(await vault.openZip(quote))
      for (const file of [at.info, at.mod, at.zip]) harm(file)
      const given = [await vault.info(quote), await vault.goMod(quote), await vault.openZip(quote)]
      assert.deepEqual([what, ...given], [what, undefined, undefined, undefined])
      assert.equal(vault.damaged(), 3)
      assert.match(
        notices[0] ?? '',
        /^rsc\.io\/quote@v1\.5\.2: v1\.5\.2\.info is not what was kept; it is put aside as /,
      )
      await keepAll(vault)
      assert.deepEqual(await bytesOf(await vault.openZip(quote)), Buffer.from(quote.zip))
    })
  }
})

test('openVault gives none of 1,000 files with a flipped bit, a cut or more bytes', async () => {
  await withVault(async ({ vault, at }) => {
    await keepAll(vault)
    const random = generator()
    const right = [
      [at.info, info, async () => vault.info(quote)],
      [at.mod, Buffer.from(quote.goMod), async () => vault.goMod(quote)],
      [at.zip, Buffer.from(quote.zip), async () => bytesOf(await vault.openZip(quote))],
    ] as const
    for (let i = 0; i < 1000; i++) {
      const [file, bytes, given] = right[i % 3] ?? assert.fail()
      writeFileSync(file, harmed(bytes, random))
      assert.equal(await given(), undefined, `file ${i}, TEST_SEED=${random.seed}`)
      writeFileSync(file, bytes)
      assert.deepEqual(await given(), bytes)
    }
    assert.equal(vault.damaged(), 1000)
  })
})

test('openVault reads a zip again whose times changed, and one that is the same is given', async () => {
  await withVault(async ({ vault, at }) => {
    await keepAll(vault)
    utimesSync(at.zip, 1, 1)
    assert.deepEqual(await bytesOf(await vault.openZip(quote)), Buffer.from(quote.zip))
    assert.equal(vault.damaged(), 0)
  })
})

test('openVault breaks off a zip that changes while it is read', async () => {
  await withVault(async ({ vault, at }) => {
    await keepAll(vault)
    const open = await vault.openZip(quote)
    assert.ok(open !== undefined)
    appendFileSync(at.zip, 'x')
    await assert.rejects(bytesOf(open), /changed while it was read/)
  })
})

test('openVault reads every file again, whatever it knows of it, and tells what is wrong', async () => {
  await withVault(async ({ vault, at }) => {
    await keepAll(vault)
    utimesSync(at.zip, 1, 1)
    await bytesOf(await vault.openZip(quote))
    let read = 0
    const recheck = async (): Promise<readonly string[]> =>
      vault.recheck(quote, (bytes) => {
        read += bytes
      })
    assert.deepEqual(await recheck(), [])
    assert.equal(read, info.length + quote.goMod.length + quote.zip.length)
    flip(at.zip)
    rmSync(at.mod)
    assert.deepEqual(await recheck(), ['mod', 'zip'])
    assert.equal(existsSync(at.zip), false)
    assert.deepEqual(await vault.recheck({ path: 'example.com/none', version: 'v1.0.0' }), [])
  })
})

test('openVault sees what another process kept, and neither loses the parts of the other', async () => {
  await withVault(async ({ vault, other }) => {
    await vault.keep(quote, { info })
    assert.equal((await other.find(quote))?.goMod, undefined)
    await vault.keep(quote, { goMod: { bytes: quote.goMod, h1: quote.goModH1 } })
    await other.keep(quote, { given: true })
    for (const one of [vault, other]) {
      const kept = await one.find(quote)
      assert.deepEqual([kept?.info?.sha256.length, kept?.goMod?.h1, kept?.given], [64, quote.goModH1, true])
    }
  })
})

test('openVault gives its rows in pages, and lets a zip go without its row', async () => {
  await withVault(async ({ vault, at }) => {
    await keepAll(vault)
    const more = ['v1.0.0', 'v1.10.0'].map((version) => ({ path: 'rsc.io/a', version }))
    for (const module of more) await vault.keep(module, { given: true })
    const first = await vault.page(undefined, 2)
    assert.deepEqual(
      first.map(({ path: modulePath, version }) => `${modulePath}@${version}`),
      ['rsc.io/a@v1.0.0', 'rsc.io/a@v1.10.0'],
    )
    assert.deepEqual(
      (await vault.page(first[1], 2)).map(({ version }) => version),
      ['v1.5.2'],
    )
    assert.equal(await vault.dropZip(quote), quote.zip.length)
    assert.deepEqual([existsSync(at.zip), existsSync(at.mod), await vault.dropZip(quote)], [false, true, 0])
    const kept = await vault.find(quote)
    assert.deepEqual([kept?.zip, kept?.goMod?.h1], [undefined, quote.goModH1])
  })
})

test('openVault keeps no go.mod under a hash that is not its own', async () => {
  await withVault(async ({ vault, at }) => {
    const other = { bytes: Buffer.from('module other\n'), h1: quote.goModH1 }
    await assert.rejects(vault.keep(quote, { goMod: other }), /only under its own hash/)
    assert.equal(existsSync(at.info), false)
    assert.equal(await vault.find(quote), undefined)
  })
})

/** A file with one bit flipped, cut anywhere, or longer. */
function harmed(bytes: Buffer, random: Generator): Buffer {
  const way = random.below(10)
  if (way === 0) return Buffer.concat([bytes, Buffer.of(random.below(256))])
  if (way < 4) return bytes.subarray(0, random.below(bytes.length))
  const copy = Buffer.from(bytes)
  const at = random.below(bytes.length)
  copy[at] = (copy[at] ?? 0) ^ (2 ** random.below(8))
  return copy
}

async function keepAll(vault: Vault): Promise<void> {
  const folder = await vault.temporaryFolder()
  writeFileSync(`${folder}/module.zip`, quote.zip)
  await vault.keep(quote, {
    info,
    goMod: { bytes: quote.goMod, h1: quote.goModH1 },
    zip: { file: `${folder}/module.zip`, h1: quote.h1 },
  })
}

async function bytesOf(zip: OpenZip | undefined): Promise<Buffer | undefined> {
  if (zip === undefined) return undefined
  try {
    const chunks: Uint8Array[] = []
    for await (const chunk of zip.read(0, zip.size)) chunks.push(chunk)
    return Buffer.concat(chunks)
  } finally {
    await zip.close()
  }
}

async function withVault(
  work: (at: {
    vault: Vault
    /** Of another process: other tables. */
    other: Vault
    reopened: () => Promise<Vault>
    at: ReturnType<typeof cachePaths>
    notices: readonly string[]
  }) => Promise<void>,
): Promise<void> {
  const data = mkdtempSync(path.join(tmpdir(), 'modwarden-vault-'))
  const notices: string[] = []
  const tables = openTables(path.join(data, 'guard.db'))
  const now = (): Date => new Date('2026-01-02T03:04:05Z')
  const others = openTables(path.join(data, 'guard.db'))
  const open = (of = tables): Vault => openVault({ data, tables: of, now, onDamage: (text) => notices.push(text) })
  try {
    await work({
      vault: open(),
      other: open(others),
      reopened: async () => Promise.resolve(open()),
      at: cachePaths(path.join(data, 'modules'), quote),
      notices,
    })
    assert.ok(readFileSync(path.join(data, 'guard.db')).length > 0)
  } finally {
    await tables.close()
    await others.close()
    rmSync(data, { recursive: true })
  }
}
