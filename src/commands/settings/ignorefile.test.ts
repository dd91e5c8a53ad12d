import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, test } from 'node:test'
import { isWardenError } from '../../base/errors.ts'
import { createFiles } from '../../io/files.ts'
import type { Ignored } from '../../jobs/vulns/waivers.ts'
import { readIgnores } from './ignorefile.ts'

async function read(name: string, content: string): Promise<readonly Ignored[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'modwarden-ignores-'))
  try {
    const file = path.join(folder, name)
    writeFileSync(file, content)
    return await readIgnores(createFiles(), file, name)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function refusal(name: string, content: string): Promise<string> {
  try {
    await read(name, content)
    return 'none'
  } catch (error) {
    if (!isWardenError(error)) throw error
    return `${error.place?.line ?? 0}: ${error.message}`
  }
}

describe('readIgnores', () => {
  test('reads the ignored vulnerabilities of osv-scanner.toml, and no other table', async () => {
    const found = await read(
      'osv-scanner.toml',
      '# ours\n[[IgnoredVulns]]\nid = "GO-2024-2887"\nignoreUntil = 2026-12-01T00:00:00Z # soon\nreason = "a \\"quoted\\" one"\n\n[[PackageOverrides]]\nname = "x"\nignore = true\n\n[[IgnoredVulns]]\nid = \'CVE-2024-1234\'\n',
    )
    assert.deepEqual(
      found.map(({ id, expires, reason, place }) => [id, expires, reason, place.line]),
      [
        ['GO-2024-2887', '2026-12-01', 'a "quoted" one', 2],
        ['CVE-2024-1234', undefined, 'ignored without a reason', 11],
      ],
    )
  })

  test('reads .trivyignore and .trivyignore.yaml', async () => {
    const lines = await read('.trivyignore', '# comment\nCVE-2024-1234 exp:2026-12-01\nGO-2024-2887 # why\n')
    assert.deepEqual(
      lines.map(({ id, expires }) => [id, expires]),
      [
        ['CVE-2024-1234', '2026-12-01'],
        ['GO-2024-2887', undefined],
      ],
    )
    const yaml = await read(
      '.trivyignore.yaml',
      'vulnerabilities:\n  - id: CVE-2024-1234\n    expired_at: 2026-12-01\n    statement: not used\n    purls: [pkg:golang/golang.org/x/text@0.3.0]\n  - id: CVE-2024-9999\n    paths: [usr/bin/x]\n',
    )
    assert.deepEqual(
      yaml.map(({ id, expires, module, version, reason }) => [id, expires, module, version, reason]),
      [['CVE-2024-1234', '2026-12-01', 'golang.org/x/text', '0.3.0', 'not used']],
    )
  })

  test('takes from OpenVEX what is not affected or fixed, for the modules that it names', async () => {
    const found = await read(
      'vex.json',
      JSON.stringify({
        '@context': 'https://openvex.dev/ns/v0.2.0',
        statements: [
          {
            vulnerability: { name: 'GO-2024-2887' },
            products: [
              {
                '@id': 'pkg:golang/example.com/me',
                subcomponents: [{ '@id': 'pkg:golang/golang.org%2Fx%2Ftext@v0.3.0' }],
              },
            ],
            status: 'not_affected',
            justification: 'vulnerable_code_not_in_execute_path',
          },
          { vulnerability: 'CVE-2024-1234', products: [], status: 'affected' },
        ],
      }),
    )
    assert.deepEqual(
      found.map(({ id, module, version, reason }) => [id, module, version, reason]),
      [['GO-2024-2887', 'golang.org/x/text', 'v0.3.0', 'not_affected: vulnerable_code_not_in_execute_path']],
    )
  })

  test('takes nothing from VEX about packages of others, or about one system alone, and a part as a part', async () => {
    const found = await read(
      'vex.json',
      JSON.stringify({
        '@context': 'https://openvex.dev/ns/v0.2.0',
        statements: [
          ['pkg:npm/left-pad@1.0.0'],
          ['pkg:golang/example.com/a?goos=windows'],
          ['pkg:golang/example.com/b#sub'],
          [{ '@id': 'pkg:golang/example.com/me', subcomponents: ['pkg:golang/example.com/c'] }],
          ['pkg:oci/me@sha256%3Aabc'],
        ].map((products, i) => ({
          vulnerability: `CVE-2024-${1000 + i}`,
          products,
          status: 'fixed',
        })),
      }),
    )
    assert.deepEqual(
      found.map((one) => [one.id, one.module, one.package, one.within]),
      [
        ['CVE-2024-1002', 'example.com/b', 'example.com/b/sub', undefined],
        ['CVE-2024-1003', 'example.com/c', undefined, 'example.com/me'],
        ['CVE-2024-1004', undefined, undefined, undefined],
      ],
    )
  })

  test('takes from CycloneDX what its analysis calls no trouble', async () => {
    const found = await read(
      'bom.json',
      JSON.stringify({
        bomFormat: 'CycloneDX',
        vulnerabilities: [
          {
            id: 'CVE-2024-1234',
            analysis: { state: 'not_affected', detail: 'x' },
            affects: [{ ref: 'pkg:golang/example.com/m@v1.0.0' }],
          },
          { id: 'CVE-2024-1235', analysis: { state: 'in_triage' } },
        ],
      }),
    )
    assert.deepEqual(
      found.map(({ id, module }) => [id, module]),
      [['CVE-2024-1234', 'example.com/m']],
    )
  })

  test('refuses with the line what it does not understand', async () => {
    assert.match(await refusal('a.toml', '[[IgnoredVulns]]\nid = {\n'), /^2: neither a table nor a key/)
    assert.match(
      await refusal('a.toml', '\n[[IgnoredVulns]]\nreason = "x"\n'),
      /^2: an ignored vulnerability without id/,
    )
    assert.match(await refusal('.trivyignore', '\nall of them\n'), /^2: "all" is no advisory's name/)
    assert.match(await refusal('.trivyignore', 'CVE-2024-1234 exp:soon\n'), /^1: "soon" is no day/)
    assert.match(await refusal('x.yaml', 'vulnerabilities:\n  - [a\n'), /^\d: /)
    assert.match(await refusal('vex.json', '{'), /not JSON/)
    assert.match(await refusal('vex.json', '{}'), /neither OpenVEX nor CycloneDX/)
  })

  test('reads a line of a megabyte in no time', async () => {
    assert.match(await refusal('a.toml', `[[IgnoredVulns]]\nid = "${'\\'.repeat(1 << 20)}\n`), /^2: /)
  })
})
