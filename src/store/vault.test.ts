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

test('openVault keeps no go.mod under a hash that is not its own', async () => {
  await withVault(async ({ vault, at }) => {
    const other = { bytes: Buffer.from('module other\n'), h1: quote.goModH1 }
    await assert.rejects(vault.keep(quote, { goMod: other }), /only under its own hash/)
    assert.equal(existsSync(at.info), false)
    assert.equal(await vault.find(quote), undefined)
  })
})

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
    reopened: () => Promise<Vault>
    at: ReturnType<typeof cachePaths>
    notices: readonly string[]
  }) => Promise<void>,
): Promise<void> {
  const data = mkdtempSync(path.join(tmpdir(), 'modwarden-vault-'))
  const notices: string[] = []
  const tables = openTables(path.join(data, 'guard.db'))
  const now = (): Date => new Date('2026-01-02T03:04:05Z')
  const open = (): Vault => openVault({ data, tables, now, onDamage: (text) => notices.push(text) })
  try {
    await work({
      vault: open(),
      reopened: async () => Promise.resolve(open()),
      at: cachePaths(path.join(data, 'modules'), quote),
      notices,
    })
    assert.ok(readFileSync(path.join(data, 'guard.db')).length > 0)
  } finally {
    await tables.close()
    rmSync(data, { recursive: true })
  }
}
