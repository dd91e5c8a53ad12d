import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { isWardenError } from '../../base/errors.ts'
import { checkWorkflows } from '../../rules/ci/check.ts'
import { at, itemsOf, textAt, textsOf } from '../../rules/ci/tree.ts'
import { readWorkflow } from '../../rules/ci/workflow.ts'
import { yamlTree } from './yamltree.ts'

test('yamlTree gives every value with the line of its text', async () => {
  const [root] = await yamlTree(
    '# one\non: push\njobs:\n  a:\n    run: |\n      first\n      second\n    list: [x,\n      1.20]\n',
    'f.yml',
  )
  assert.deepEqual(textAt(root, 'on'), { text: 'push', line: 2 })
  const job = at(at(root, 'jobs'), 'a')
  assert.deepEqual(textAt(job, 'run'), { text: 'first\nsecond\n', line: 6 })
  assert.deepEqual(textsOf(at(job, 'list')), [
    { text: 'x', line: 8 },
    { text: '1.20', line: 9 },
  ])
})

test('yamlTree follows aliases and merge keys, whose own keys win', async () => {
  const [root] = await yamlTree('base: &b {x: 1, y: 2}\na: {<<: *b, y: 3}\nb: *b\nc: {<<: [*b, {z: 4}]}\n', 'f.yml')
  assert.equal(textAt(at(root, 'a'), 'x')?.text, '1')
  assert.equal(textAt(at(root, 'a'), 'y')?.text, '3')
  assert.equal(textAt(at(root, 'b'), 'y')?.text, '2')
  assert.equal(textAt(at(root, 'c'), 'z')?.text, '4')
})

test('yamlTree reads several documents, empty ones and tags that it does not know', async () => {
  const trees = await yamlTree('spec: {inputs: {}}\n---\nx: !reference [a, b]\n---\n', 'f.yml')
  assert.equal(trees.length, 3)
  assert.deepEqual(itemsOf(at(trees[1], 'x')).length, 2)
})

test('yamlTree refuses aliases that stand for one another a billion times', async () => {
  const rows = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
  for (let i = 1; i < 12; i++) rows.push(`a${i}: &a${i} [${Array.from({ length: 10 }, () => `*a${i - 1}`).join(', ')}]`)
  await assert.rejects(yamlTree(rows.join('\n'), 'f.yml'), (error) => isWardenError(error, 'too-large'))
})

test('yamlTree refuses what is nested too deeply, and an alias to itself', async () => {
  await assert.rejects(yamlTree(`a: ${'['.repeat(5000)}${']'.repeat(5000)}`, 'f.yml'), (error) =>
    isWardenError(error, 'too-large', 'parse'),
  )
  await assert.rejects(yamlTree('a: &a [*a]\n', 'f.yml'), (error) => isWardenError(error, 'too-large', 'parse'))
})

test('yamlTree says where a file is no YAML', async () => {
  await assert.rejects(
    yamlTree('a: 1\nb: [\n', 'f.yml'),
    (error) => isWardenError(error, 'parse') && error.place?.file === 'f.yml' && (error.place.line ?? 0) >= 2,
  )
})

test('whatever a file holds, it is read or refused', async () => {
  const words = fc.constantFrom(
    'on:',
    'jobs:',
    ' steps:',
    '  - uses: actions/cache@v4',
    '  - run: |',
    '    go test',
    'script:',
    '<<: *a',
    '&a',
    '*a',
    ...'- |{|}|[|]|"|:|  |? |!x|>|#|---|\t'.split('|'),
    '\n',
    '|',
    '${{ github.head_ref }}',
    'permissions: write-all',
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(words, words, fc.string({ maxLength: 6 })), { maxLength: 40 }),
      async (parts) => {
        try {
          const workflow = readWorkflow('f.yml', await yamlTree(parts.join(''), 'f.yml'))
          if (workflow !== undefined) checkWorkflows([workflow], { usualProxy: undefined })
        } catch (error) {
          if (!isWardenError(error, 'parse', 'too-large')) throw error
        }
      },
    ),
    { numRuns: 1500 },
  )
})
