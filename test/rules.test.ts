// The rules as a whole: their records, their pages, and that no two are the same.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { allRules, findRule } from '../src/rules/registry.ts'
import { rulePages } from './support/rulepages.ts'

const folder = join(import.meta.dirname, '..', 'docs', 'rules')

test('docs/rules/ has a page for each rule, written from its record (node tools/rules.ts)', () => {
  const pages = rulePages()
  assert.deepEqual(readdirSync(folder).toSorted(), [...pages.keys()].toSorted())
  for (const [name, text] of pages) assert.equal(readFileSync(join(folder, name), 'utf8'), text, name)
})

test('allRules have ids that are told apart, and records that say everything', () => {
  const ids = allRules.map((rule) => rule.id)
  assert.equal(new Set(ids).size, ids.length)
  assert.ok(ids.length >= 50)
  for (const { id, title, summary, found, remedy, references } of allRules) {
    assert.match(id, /^MW-[A-Z0-9]+(?:-[A-Z0-9]+)*$/)
    assert.match(title, /^(?:[a-z]|G[A-Z]|GO111)/, id)
    assert.doesNotMatch(title, /\.$/, id)
    for (const sentence of [summary, found]) assert.match(sentence, /\.$/, id)
    assert.ok(remedy.length > 5, id)
    assert.ok(references.length > 0 && references.every((url) => URL.canParse(url) && url.startsWith('https://')), id)
  }
})

test('findRule finds a rule in any case, and nothing for what is none', () => {
  assert.equal(findRule('mw-int-zip')?.id, 'MW-INT-ZIP')
  assert.equal(findRule('MW-ENV-SUMDB-OFF')?.severity, 'high')
  assert.equal(findRule('MW-INT'), undefined)
})
