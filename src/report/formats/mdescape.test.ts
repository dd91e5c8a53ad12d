import assert from 'node:assert/strict'
import test from 'node:test'
import { mdBlock, mdCell, mdCode, mdText } from './mdescape.ts'

test('mdText leaves plain words alone and takes the meaning from markup', () => {
  assert.equal(mdText('2 modules, 236 B (2 direct), go1.26.8'), '2 modules, 236 B (2 direct), go1.26.8')
  assert.equal(mdText('a*b_c`d[e](f)~g$'), 'a\\*b\\_c\\`d\\[e\\](f)\\~g\\$')
  assert.equal(mdText('<b>&amp;|\\'), '&lt;b&gt;&amp;amp;&#124;&#92;')
})

test('mdText takes the meaning from what begins a line', () => {
  assert.equal(mdText('# a'), '\\# a')
  assert.equal(mdText('- a'), '\\- a')
  assert.equal(mdText('1. a'), '1&#8203;. a')
  assert.equal(mdText('a\n# b\n- c'), 'a # b - c')
})

test('mdText notifies nobody and links nowhere', () => {
  assert.equal(
    mdText('@team https://e.example WWW.e.example'),
    '@<!-- -->team https:/<!-- -->/e.example WWW.<!-- -->e.example',
  )
})

test('mdCode is closed by nothing inside it', () => {
  assert.equal(mdCode('a'), '`a`')
  assert.equal(mdCode('a `` b'), '```a `` b```')
  assert.equal(mdCode('`a`'), '`` `a` ``')
  assert.equal(mdCode(''), '`  `')
  assert.equal(mdCode('a\n\nb\u001B'), '`a b\uFFFD`')
})

test('mdCell holds a pipe', () => {
  assert.equal(mdCell('a|b'), '<code>a&#124;b</code>')
})

test('mdBlock has a fence that no line of it can close', () => {
  assert.equal(mdBlock(['a', '````', 'b'], 'text'), '`````text\na\n````\nb\n`````')
  assert.equal(mdBlock(['a'], 'sh'), '```sh\na\n```')
})
