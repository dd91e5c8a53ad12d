import assert from 'node:assert/strict'
import test from 'node:test'
import { utf8 } from '../../base/bytes.ts'
import { readFacts } from '../../gosource/readfacts.ts'
import { judgeFacts } from './judge.ts'
import { isPaymentAddress, isPaymentPattern } from './swapping.ts'

function said(body: string): string[] {
  const text = `package a\n\nimport (\n\t"regexp"\n\t"strings"\n\n\t"github.com/atotto/clipboard"\n)\n\nvar _ = strings.Trim\n\n${body}\n`
  return judgeFacts(readFacts('example.com/m', new Map([['a.go', utf8(text)]])))
    .findings.filter(({ severity }) => severity !== 'info')
    .map(({ rule, severity, folded }) => `${rule} ${severity} ${folded.join(' ')}`)
}

const TO = '0x00000000219ab540356cBB839Cbe05303d7705Fa'
const FORM = 'var form = regexp.MustCompile(`0x[a-f0-9]{40}`)'

test('MW-CLIPBOARD: what is copied is replaced by an address of the module, however it is replaced', () => {
  const replaced = `${FORM}\nfunc Tidy() { s, _ := clipboard.ReadAll(); clipboard.WriteAll(form.ReplaceAllString(s, "${TO}")) }`
  assert.deepEqual(said(replaced), [`MW-CLIPBOARD critical ${TO}`])
  const table = `var forms = []struct{ re *regexp.Regexp; to string }{{regexp.MustCompile("x"), "${TO}"}}\nfunc tidy(s string) string { for _, f := range forms { s = f.re.ReplaceAllString(s, f.to) }; return s }\nfunc Tidy() { s, _ := clipboard.ReadAll(); clipboard.WriteAll(tidy(s)) }`
  assert.deepEqual(said(table), [`MW-CLIPBOARD critical ${TO}`])
  const matched = `${FORM}\nfunc Watch() { for { s, _ := clipboard.ReadAll(); if form.MatchString(s) { clipboard.WriteAll("${TO}") } } }`
  assert.deepEqual(said(matched), [`MW-CLIPBOARD critical ${TO}`])
})

test('MW-CLIPBOARD: no finding for a button that copies an address, nor for a history that trims', () => {
  assert.deepEqual(said(`func Donate() { clipboard.WriteAll("${TO}") }`), [])
  assert.deepEqual(said('func Tidy() { s, _ := clipboard.ReadAll(); clipboard.WriteAll(strings.TrimSpace(s)) }'), [])
})

test('isPaymentAddress knows addresses from hashes, words and identifiers', () => {
  for (const text of ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2', TO])
    assert.equal(isPaymentAddress(text), true, text)
  for (const text of [
    'da39a3ee5e6b4b0d3255bfef95601890afd80709',
    'TestHandlerReturnsNotFoundError',
    'LOCAL_MACHINE_SETTINGS_KEY',
  ])
    assert.equal(isPaymentAddress(text), false, text)
})

test('MW-CLIPBOARD: who looks for addresses in what was copied and writes it back has another one, however it is kept', () => {
  const kept = `type one struct{ re *regexp.Regexp; to []byte }\nvar forms = []one{{re: regexp.MustCompile(\`\\b0x[0-9a-fA-F]{40}\\b\`)}}\nfunc tidy(s string) string { for _, f := range forms { s = f.re.ReplaceAllString(s, string(f.to)) }; return s }\nfunc Tidy() { s, _ := clipboard.ReadAll(); clipboard.WriteAll(tidy(s)) }`
  assert.deepEqual(said(kept), ['MW-CLIPBOARD critical \\b0x[0-9a-fA-F]{40}\\b'])
  const cleaned = kept.replace('0x[0-9a-fA-F]{40}', '[?&]utm_[a-z]{4,10}=')
  assert.deepEqual(said(cleaned), [])
})

test('isPaymentPattern knows patterns of addresses from those of hashes and words', () => {
  for (const text of [
    '0x[a-fA-F0-9]{40}',
    '^(?:bc1)[a-z0-9]{25,62}$',
    '[13][a-km-zA-HJ-NP-Z1-9]{25,34}',
    'T[A-Za-z1-9]{33}',
  ])
    assert.equal(isPaymentPattern(text), true, text)
  for (const text of ['[0-9a-f]{40}', '[A-Za-z0-9_-]{36}', '[A-Za-z]{30}', 'ghp_[A-Za-z0-9]{36}'])
    assert.equal(isPaymentPattern(text), false, text)
})
