// go.sum files.
import assert from 'node:assert/strict'
import { judgeHash, oddLines, parseGoSum } from '../../src/gomod/gosum.ts'
import { sumPieces, sumText } from '../differential/sumtext.ts'
import { attempt, looseText, type Target } from '../target.ts'

/** The target. */
export const target: Target = {
  about: 'parseGoSum: every line that go would read, in its place, and the first h1 decides',
  seeds: [
    'a.example/m v1.0.0 h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n',
    'a.example/m v1.0.0/go.mod h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\n \na.example/m v1.0.0 h9:x\n',
    'a.example/m v1.0.0 h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=',
    'one two\n',
    'a.example/M v1 h1:x\na.example/M v1 h1:y',
  ],
  dictionary: sumPieces,
  generate: (random) => sumText(random),
  run(input) {
    const parsed = attempt(['parse'], () => parseGoSum(input, 'go.sum'))
    // As bytes and as text it is the same, where it is text.
    const asText = attempt(['parse'], () =>
      parseGoSum(new TextDecoder('utf-8', { ignoreBOM: true }).decode(input), 'go.sum'),
    )
    assert.equal(asText.ok, parsed.ok)
    if (!parsed.ok || !asText.ok) return
    const sum = parsed.value
    assert.equal(JSON.stringify(sum.lines), JSON.stringify(asText.value.lines))
    const rows = looseText(input).split('\n')
    let last = 0
    for (const { path, version, goMod, hash, line } of sum.lines) {
      assert.ok(line > last && line <= rows.length)
      last = line
      assert.ok(path !== '' && hash !== '' && !/\s/.test(path.replaceAll('\ufeff', '')))
      const all = sum.hashes(path, version, goMod)
      assert.ok(all.includes(hash))
      const mod = { path, version }
      const firstH1 = all.find((known) => known.startsWith('h1:'))
      const before = all.slice(0, firstH1 === undefined ? all.length : all.indexOf(firstH1) + 1)
      assert.equal(judgeHash(sum, mod, goMod, hash) === 'equal', before.includes(hash))
      assert.equal(
        judgeHash(sum, mod, goMod, 'h1:other'),
        firstH1 === undefined ? 'absent' : firstH1 === 'h1:other' ? 'equal' : 'different',
      )
    }
    const known = new Set(sum.lines.map(({ line }) => line))
    for (const { line, message } of oddLines(sum)) assert.ok(message !== '' && known.has(line))
  },
}
