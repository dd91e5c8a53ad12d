import assert from 'node:assert/strict'
import test from 'node:test'
import { judgeSource, type SourceFacts } from './source.ts'

const facts: SourceFacts = {
  verdict: 'same',
  contents: 'same',
  repository: 'https://github.com/a/b',
  revision: 'refs/tags/v1.0.0',
  files: [],
  fileCount: 0,
  falseRecord: [],
  inDifference: [],
}
const told = (changes: Partial<SourceFacts>): string[] =>
  judgeSource('github.com/a/b@v1.0.0', { ...facts, ...changes }).map((f) => `${f.severity} ${f.message}`)

test('judgeSource says nothing of what is the same or could not be compared', () => {
  assert.deepEqual(told({}), [])
  assert.deepEqual(told({ verdict: 'not-checkable' }), [])
  assert.deepEqual(told({ verdict: 'origin-missing' }), [])
})

test('judgeSource takes other files for grave, and other files for people for less', () => {
  const differs = { verdict: 'differs', contents: 'differ' } as const
  assert.deepEqual(told({ ...differs, files: ['b.go'], fileCount: 1 }), [
    'high the installed zip is not what tag v1.0.0 of https://github.com/a/b holds: 1 file differs',
  ])
  assert.deepEqual(told({ ...differs, files: ['README.md', 'docs/CHANGELOG'], fileCount: 2 }), [
    'medium the installed zip is not what tag v1.0.0 of https://github.com/a/b holds: 2 files differ',
  ])
  // A name that begins like a text is none yet, and what is not listed may be anything.
  assert.match(told({ ...differs, files: ['readme.go'], fileCount: 1 })[0] ?? '', /^high /)
  assert.match(told({ ...differs, files: ['README.md'], fileCount: 2 })[0] ?? '', /^high /)
  assert.match(told({ ...differs })[0] ?? '', /^high .*no longer holds the module/)
})

test('judgeSource weighs a tag that moved by what it moved to, and says which findings lie in the difference', () => {
  assert.deepEqual(
    told({
      verdict: 'tag-moved',
      contents: 'differ',
      files: ['db.go'],
      fileCount: 1,
      inDifference: ['MW-DL-EXEC db.go:40'],
    }),
    [
      'high tag v1.0.0 was moved after this version was published: 1 file differs from what is installed; a finding about its code lies in the difference',
    ],
  )
  assert.deepEqual(told({ verdict: 'tag-moved' }), [
    'low tag v1.0.0 leads to another commit than when it was recorded, with the same files',
  ])
})

test('judgeSource tells what is gone, and a record that cannot be true', () => {
  assert.deepEqual(told({ verdict: 'tag-gone', recordedContents: 'gone' }), [
    'medium https://github.com/a/b has no tag v1.0.0 any more',
  ])
  assert.deepEqual(told({ verdict: 'tag-gone', recordedContents: 'same' }), [
    'low https://github.com/a/b has no tag v1.0.0 any more; the commit is there and has the same files',
  ])
  assert.deepEqual(told({ verdict: 'repository-gone' }), [
    'medium its source repository is gone: https://github.com/a/b',
  ])
  assert.deepEqual(told({ falseRecord: ['it names x'] }), [
    "medium the proxy's record of where it comes from cannot be true: it names x",
  ])
  assert.deepEqual(told({ verdict: 'tag-gone', revision: '0123456789ab' }), [
    'medium https://github.com/a/b has no commit 0123456789ab any more',
  ])
})
