import assert from 'node:assert/strict'
import test from 'node:test'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { utf8 } from '../base/bytes.ts'
import type { Http } from '../world/http.ts'
import { createIdTokens, type IdTokenRule } from './idtokens.ts'

test('createIdTokens tells apart who two issuers of one host vouch for', async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k' }] }
  const http: Pick<Http, 'get'> = {
    get: async (url) => {
      const issuer = url.replace('/.well-known/openid-configuration', '')
      const said = url.endsWith('/keys') ? keys : { issuer, jwks_uri: `${issuer}/keys` }
      return Promise.resolve({ status: 200, headers: new Map(), body: utf8(JSON.stringify(said)) })
    },
  }
  const ruleOf = (issuer: string): IdTokenRule => ({
    issuer,
    audience: 'modwarden',
    role: 'reader',
    claims: { ok: 'true' },
    name: '{sub}',
  })
  const issuers = ['https://ci.example/a', 'https://ci.example/b', 'https://ci.example']
  const people = { personOf: async (name: string) => Promise.resolve(`p of ${name}`) }
  const verify = createIdTokens({ rules: issuers.map(ruleOf), people, http: http as Http })
  const names: string[] = []
  for (const issuer of issuers) {
    const token = await new SignJWT({ ok: true })
      .setProtectedHeader({ alg: 'ES256', kid: 'k' })
      .setIssuer(issuer)
      .setAudience('modwarden')
      .setSubject('job')
      .setExpirationTime('5m')
      .sign(privateKey)
    names.push((await verify(token, new Date())).name)
  }
  assert.deepEqual(names, ['ci.example/a:job', 'ci.example/b:job', 'ci.example:job'])
})
