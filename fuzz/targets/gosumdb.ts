// GOSUMDB settings.
import assert from 'node:assert/strict'
import { rememberedHeadPath, sumdbCachePath } from '../../src/gomod/cachelayout.ts'
import { DEFAULT_SUMDB, parseGoSumdb } from '../../src/sumdb/gosumdb.ts'
import { known, second } from '../signing.ts'
import { attempt, looseText, type Target } from '../target.ts'

/** The target. */
export const target: Target = {
  about: 'parseGoSumdb: the name of a database stays inside of the folder that it names',
  seeds: [
    '',
    'off',
    DEFAULT_SUMDB,
    `${DEFAULT_SUMDB} https://mirror.example/x/`,
    'sum.golang.google.cn',
    known.verifier.key,
    `${second.verifier.key} file:///srv/db`,
    `${known.verifier.key} ftp://x`,
  ],
  dictionary: [known.verifier.key, second.verifier.key, DEFAULT_SUMDB, ' https://', '../', '/..', 'off', '+', ' '],
  maxBytes: 512,
  run(input) {
    const setting = looseText(input)
    const parsed = attempt(['config'], () => parseGoSumdb(setting))
    if (!parsed.ok || parsed.value.kind === 'off') return
    const { name, verifier, url } = parsed.value
    assert.equal(name, verifier.name)
    assert.ok(name.split('/').every((element) => !/^\.*$/.test(element)) && !/[\0-\x20\x7f\\]/.test(name))
    assert.equal(sumdbCachePath('/c', name, 'latest'), `/c/cache/download/sumdb/${name}/latest`)
    assert.equal(rememberedHeadPath('/g', name), `/g/pkg/sumdb/${name}/latest`)
    if (url === undefined) return
    const { protocol, search } = new URL(url)
    assert.ok(['https:', 'http:', 'file:'].includes(protocol) && search === '' && !url.endsWith('/'))
  },
}
