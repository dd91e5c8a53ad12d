// What go.mod files rest on, asked of Go's own packages: the order of Go's versions, quoted strings and white space.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSpace } from '../../src/base/fields.ts'
import { quote, unquote } from '../../src/gomod/goquote.ts'
import { compareToolchains } from '../../src/gomod/goversion.ts'
import { runGo, xmodReason } from '../support/go.ts'

const skip = xmodReason()

const tablesOracle = `package main

import (
	"encoding/json"
	"fmt"
	"go/version"
	"os"
	"strconv"
	"unicode"
)

func main() {
	var q struct{ Versions, Literals []string }
	if err := json.NewDecoder(os.Stdin).Decode(&q); err != nil {
		panic(err)
	}
	var orders []int
	for _, a := range q.Versions {
		for _, b := range q.Versions {
			orders = append(orders, version.Compare("go"+a, "go"+b))
		}
	}
	var values, quoted []string
	for _, l := range q.Literals {
		v, err := strconv.Unquote(l)
		if err != nil {
			v = "error"
		}
		values = append(values, v)
		quoted = append(quoted, strconv.Quote(l))
	}
	spaces := ""
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if unicode.IsSpace(r) {
			spaces += fmt.Sprintf("%x ", r)
		}
	}
	json.NewEncoder(os.Stdout).Encode(map[string]any{"orders": orders, "values": values, "quoted": quoted, "spaces": spaces})
}
`

test('compareGoVersions, unquote, quote and isSpace agree with Go’s packages', { skip }, () => {
  const parts = ['', '0', '1', '9', '10', '20', '21', '22', '021', 'x', '99999999999999999999']
  const versions = parts.flatMap((minor) =>
    ['', '.0', '.1', '.10', 'rc1', 'rc2', 'beta1', 'rc', '.1rc1', '.', '-corp', '.01', 'RC1'].map(
      (rest) => `1.${minor}${rest}`,
    ),
  )
  let state = 5
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const characters = [
    '\\',
    '\\',
    'x',
    'u',
    'U',
    'n',
    '"',
    "'",
    '0',
    '1',
    '7',
    '8',
    'a',
    'f',
    '4',
    'é',
    '😀',
    '\t',
    '\u00a0',
    '\u200b',
  ]
  const literals = Array.from({ length: 5000 }, () => {
    let text = ''
    for (let i = random(12); i > 0; i--) text += characters[random(characters.length)]
    return `"${text}"`
  })
  const answer = JSON.parse(runGo(tablesOracle, JSON.stringify({ Versions: versions, Literals: literals })))
  // go/version takes toolchain names, so a suffix after a dash is one that it drops: compareToolchains does too.
  const named = versions.map((v) => `go${v}`)
  assert.deepEqual(
    named.flatMap((a) => named.map((b) => Math.sign(compareToolchains(a, b)))),
    answer.orders,
  )
  literals.forEach((literal, index) => {
    // Bytes that are not UTF-8 arrive here as U+FFFD: those strings are refused on our side alone.
    if (!answer.values[index].includes('\ufffd'))
      assert.equal(unquote(literal) ?? 'error', answer.values[index], literal)
    assert.equal(quote(literal), answer.quoted[index])
  })
  let spaces = ''
  for (let unit = 0; unit < 0x10000; unit++) if (isSpace(unit)) spaces += `${unit.toString(16)} `
  assert.equal(spaces, answer.spaces)
})
