import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { isWardenError } from '../base/errors.ts'
import { goImportFor, goImportUrl, parseGoImports, repositoryOf } from './goimport.ts'

const tag = (content: string): string => `<meta name="go-import" content="${content}">`
const one = { prefix: 'go.example.com/m', vcs: 'git', url: 'https://git.example.com/m', folder: '' }

test('parseGoImports reads the tags of the head and nothing behind it', () => {
  const page = `<!DOCTYPE html><html><head><!-- ${tag('a b c')} --><title>x</title>
    <META content='go.example.com/m git https://git.example.com/m' name=go-import />
    ${tag('go.example.com/m mod https://proxy.example.com')}
    ${tag('two fields')} ${tag('a b c d e')} <meta name="other" content="a b c">
    </head><body>${tag('evil git https://evil.example')}</body>`
  assert.deepEqual(parseGoImports(page), [one, { ...one, vcs: 'mod', url: 'https://proxy.example.com' }])
  assert.deepEqual(parseGoImports(`<body>${tag('a git https://b')}`), [])
  assert.deepEqual(parseGoImports(`<head>${tag('a git https://b/?x=1&amp;y=2 sub')}`), [
    { prefix: 'a', vcs: 'git', url: 'https://b/?x=1&y=2', folder: 'sub' },
  ])
})

test('parseGoImports never throws and takes no long time', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom('<', '>', 'meta ', 'name="go-import"', ' content=', '"a b c"', "'", '=', '<!--', '/', 'x'),
        { maxLength: 60 },
      ),
      (parts) => {
        parseGoImports(parts.join(''))
      },
    ),
  )
  for (const part of ['<', '<meta ', '<!--', '<meta a=', '<meta "', '<a b c ', "<meta x='"]) {
    assert.deepEqual(parseGoImports(part.repeat(100_000)), [])
  }
})

test('goImportFor takes the one tag that is for the path, a repository before a module proxy', () => {
  const mod = { ...one, vcs: 'mod' }
  assert.deepEqual(goImportFor([mod, one], 'go.example.com/m/sub'), one)
  assert.deepEqual(goImportFor([mod], 'go.example.com/m'), mod)
  const code = (wanted: 'parse' | 'not-found') => (error: unknown) => isWardenError(error, wanted)
  assert.throws(() => goImportFor([one], 'go.example.com/mm'), code('not-found'))
  assert.throws(() => goImportFor([one, { ...one, url: 'https://x' }], 'go.example.com/m'), code('parse'))
})

test('repositoryOf refuses what is no git repository at a URL', () => {
  assert.deepEqual(repositoryOf(one), { root: 'go.example.com/m', url: 'https://git.example.com/m', subfolder: '' })
  for (const bad of [
    { vcs: 'mod' },
    { vcs: 'hg' },
    { url: '--upload-pack=touch' },
    { url: 'git@host:path' },
    { url: 'ext::sh' },
    { url: '/etc/passwd' },
    { folder: '/abs' },
    { folder: '-x' },
    { folder: '../up' },
  ]) {
    assert.throws(
      () => repositoryOf({ ...one, ...bad }),
      (error) => isWardenError(error, 'parse'),
      JSON.stringify(bad),
    )
  }
})

test('goImportUrl asks the path itself', () => {
  assert.equal(goImportUrl('go.example.com/m'), 'https://go.example.com/m?go-get=1')
})
