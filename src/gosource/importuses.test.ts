import assert from 'node:assert/strict'
import test from 'node:test'
import { importUses } from './importuses.ts'

const wanted = new Map([
  ['example.com/go-yaml', 'yaml'],
  ['example.com/text', 'text'],
  ['example.com/dot', 'dot'],
])

const uses = (text: string): ReturnType<typeof importUses> => importUses('a.go', Buffer.from(text), wanted)

test('importUses finds the names that a file uses, by the package name and not the path', () => {
  const found = uses(`package a

import (
	"example.com/go-yaml"
	t "example.com/text"
	. "example.com/dot"
	"example.com/other"
)

func f(n yaml.Node) (t.Tag, error) {
	other.Do()
	return t.Parse(""), yaml.Unmarshal(nil, &n)
}

var _ = yaml.Marshal
var again = yaml.Marshal
`)
  assert.deepEqual(found.uses, [
    { path: 'example.com/go-yaml', symbol: 'Node', line: 10 },
    { path: 'example.com/text', symbol: 'Tag', line: 10 },
    { path: 'example.com/text', symbol: 'Parse', line: 12 },
    { path: 'example.com/go-yaml', symbol: 'Unmarshal', line: 12 },
    { path: 'example.com/go-yaml', symbol: 'Marshal', line: 15 },
  ])
  assert.deepEqual(found.whole, ['example.com/dot'])
})

test('importUses is not deceived by what is nearer than the import', () => {
  const found = uses(`package a

import "example.com/text"

func f(text T) { text.Hidden() }

func g() {
	text := h()
	text.AlsoHidden()
}

func k() { text.Seen() }
`)
  assert.deepEqual(found.uses, [{ path: 'example.com/text', symbol: 'Seen', line: 12 }])
})
