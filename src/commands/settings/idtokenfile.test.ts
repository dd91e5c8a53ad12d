import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { isWardenError } from '../../base/errors.ts'
import { createFiles } from '../../io/files.ts'
import { readIdTokenRules } from './idtokenfile.ts'

const RIGHT = `- issuer: https://ci.example
  audience: modwarden
  role: reader
  claims: {owner: acme}
`

async function read(text: string): Promise<unknown> {
  const folder = mkdtempSync(path.join(tmpdir(), 'modwarden-idtokens-'))
  try {
    const file = path.join(folder, 'rules.yaml')
    writeFileSync(file, text)
    return await readIdTokenRules(createFiles(), file)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('readIdTokenRules reads issuer, audience, role, claims and name', async () => {
  assert.deepEqual(await read(RIGHT), [
    { issuer: 'https://ci.example', audience: 'modwarden', role: 'reader', claims: { owner: 'acme' }, name: '{sub}' },
  ])
})

test('readIdTokenRules refuses machines that are administrators, rules for everybody, and plain http', async () => {
  for (const [what, to, told] of [
    ['role: reader', 'role: admin', /^id-tokens: 0\.role: /],
    ['claims: {owner: acme}', 'claims: {}', /^id-tokens: 0\.claims: at least one/],
    ['https://ci', 'http://ci', /^id-tokens: 0\.issuer: an https address/],
    ['https://ci', 'https://a:b@ci', /^id-tokens: 0\.issuer: /],
    ['audience: modwarden', 'audiense: modwarden', /^id-tokens: 0/],
    ['- issuer', 'issuer', /^id-tokens: /],
    ['{owner: acme}', '&a {owner: *a}', /^id-tokens: /],
  ] as const) {
    await assert.rejects(
      read(RIGHT.replace(what, to)),
      (error) => isWardenError(error, 'config') && told.test(error.message),
      to,
    )
  }
})
