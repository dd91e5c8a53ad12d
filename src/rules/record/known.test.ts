import assert from 'node:assert/strict'
import { test } from 'node:test'
import { builtinAdvisories, builtinDate } from '../../advisories/builtin.ts'
import { readFeed } from '../../advisories/feed.ts'
import { knowledgeOf, type Knowledge } from '../../advisories/known.ts'
import type { BehaviourFinding } from '../behaviour/finding.ts'
import { judgeKnown, silenceKnownGood } from './known.ts'
import { buildNameIndex } from './nameindex.ts'
import { likenessOf } from './names.ts'
import { popularPaths } from './popular.ts'

const GOOD = 'h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
const BAD = 'h1:57DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='

const builtin = await builtinAdvisories()

function knowledge(good: string, bad: string): Knowledge {
  const list = (
    kind: 'known-good' | 'known-bad',
    text: string,
  ): { source: string; feed: ReturnType<typeof readFeed> } => ({
    source: kind,
    feed: readFeed(kind, [{ name: kind, text: `# date 2030-01-02\n${text}\n` }], kind),
  })
  return knowledgeOf([
    {
      source: 'the built-in list',
      feed: { kind: 'malicious', date: builtinDate(builtin), advisories: builtin, hashes: [] },
    },
    list('known-good', good),
    list('known-bad', bad),
  ])
}

const known = knowledge(`${GOOD} example.com/m v1.0.0 read by kim`, `${BAD} example.com/n v1.0.0 wipes the disk`)

test('the built-in list has every publicly named module, with what is known of its sources', () => {
  assert.equal(builtin.length, 50)
  assert.deepEqual([builtin[0]?.id, builtin[49]?.id], ['MW-MAL-0001', 'MW-MAL-0050'])
  assert.equal(builtinDate(builtin), '2026-09')
  assert.deepEqual(builtin[0]?.aliases, ['MAL-2025-2545', 'GO-2025-3451'])
  assert.equal(builtin.filter(({ aliases }) => aliases.some((id) => id.startsWith('MAL-'))).length, 20)
})

test('judgeKnown says who knows it, since when and where to read of it', () => {
  const [finding, ...others] = judgeKnown(known, {
    path: 'github.com/boltdb-go/bolt',
    version: 'v1.3.1',
    h1: undefined,
  })
  assert.deepEqual(others, [])
  assert.deepEqual(
    [finding?.rule, finding?.severity, finding?.message],
    [
      'MW-KNOWN-BAD',
      'critical',
      'known malware: malicious code in github.com/boltdb-go/bolt: impersonates github.com/boltdb/bolt',
    ],
  )
  assert.deepEqual(
    finding?.trace.map(({ what }) => what),
    [
      'MW-MAL-0001, MAL-2025-2545, GO-2025-3451, by the built-in list of 2026-09',
      'https://socket.dev/blog/malicious-package-exploits-go-module-proxy-caching-for-persistence',
      'https://osv.dev/vulnerability/MAL-2025-2545',
      'https://pkg.go.dev/vuln/GO-2025-3451',
    ],
  )
})

test('judgeKnown knows versions, revisions and other spellings, and nothing besides', () => {
  const rules = (path: string, version: string, h1?: string): string[] =>
    judgeKnown(known, { path, version, h1 }).map(({ rule }) => rule)
  assert.deepEqual(rules('github.com/boltdb-go/bolt', 'v1.3.0'), [])
  assert.deepEqual(rules('github.com/bufferzonecorp/log-core', 'v0.1.0'), ['MW-KNOWN-BAD'])
  assert.deepEqual(rules('github.com/PromonLogicalis/asn1', 'v0.0.0-20240701000000-7bdca06d0edf'), ['MW-KNOWN-BAD'])
  assert.deepEqual(rules('github.com/PromonLogicalis/asn1', 'v0.0.0-20190101000000-abcdefabcdef'), [])
  assert.deepEqual(rules('github.com/boltdb/bolt', 'v1.3.1'), [])
  assert.deepEqual(rules('example.com/n', 'v1.0.0', BAD), ['MW-KNOWN-BAD'])
  assert.deepEqual(rules('example.com/n', 'v1.0.0', GOOD), [])
  const refusal = 'example.com/o@v1.0.0: status 403: SECURITY ERROR The mirror considers this module to be malicious'
  const found = judgeKnown(known, { path: 'example.com/o', version: 'v1.0.0', h1: undefined, refusal })
  assert.deepEqual(
    [found[0]?.rule, found[0]?.severity, found[0]?.trace[0]?.what],
    ['MW-KNOWN-REFUSED', 'critical', refusal],
  )
  assert.deepEqual(
    judgeKnown(known, { path: 'example.com/o', version: '', h1: undefined, refusal: '403 Forbidden' }),
    [],
  )
})

test('silenceKnownGood silences what was found in good bytes, never malware and never bytes that are not agreed on', () => {
  const finding: BehaviourFinding = {
    rule: 'MW-REVSHELL',
    severity: 'critical',
    file: 'a.go',
    line: 1,
    message: 'm',
    folded: [],
    trace: [],
    trigger: 'init',
    remedy: 'r',
  }
  const good = { path: 'example.com/m', version: 'v1.0.0', h1: GOOD, agreed: true }
  const silenced = silenceKnownGood(known, good, [finding, { ...finding, rule: 'MW-NAME-OWNER1' }])
  assert.deepEqual([silenced.findings, silenced.silenced, silenced.by?.item.reason], [[], 2, 'read by kim'])
  const stays = (subject: typeof good, found: readonly BehaviourFinding[] = [finding], by: Knowledge = known): void => {
    assert.deepEqual(silenceKnownGood(by, subject, found), { findings: found, silenced: 0, by: undefined })
  }
  stays({ ...good, agreed: false })
  stays({ ...good, h1: BAD })
  stays({ ...good, version: 'v1.0.1' })
  stays({ ...good, path: 'example.com/other' })
  stays(good, [finding, { ...finding, rule: 'MW-KNOWN-REFUSED' }])
  stays(good, [finding], knowledge(`${GOOD} example.com/m v1.0.0 read`, `${GOOD} example.com/m v1.0.0 and found bad`))
})

test('the named malicious modules: with the feed all are found, and by their names alone as many as imitate a known one', async () => {
  const popular = await popularPaths()
  const index = buildNameIndex(popular, [])
  const modules = builtin.flatMap(({ affected }) => affected)
  const withFeed = modules.filter(({ module, versions }) => {
    const version = versions[0] ?? 'v0.0.0-20240701000000-7bdca06d0edf'
    return judgeKnown(known, { path: module, version, h1: undefined }).length === 1
  })
  assert.equal(withFeed.length, 50)
  const names = modules.map(({ module }) => likenessOf(index, module))
  assert.equal(names.filter((name) => name?.severity === 'high').length, 5)
  assert.equal(names.filter((name) => name?.severity === 'low').length, 7)
  const original = buildNameIndex(popular, ['github.com/qiniu/qmgo'])
  assert.equal(likenessOf(original, 'github.com/qiniiu/qmgo')?.severity, 'medium')
  for (const path of popular) assert.deepEqual(judgeKnown(known, { path, version: 'v1.0.0', h1: undefined }), [], path)
})
