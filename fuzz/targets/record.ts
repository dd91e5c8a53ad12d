// Answers of a checksum database to a lookup.
import assert from 'node:assert/strict'
import { parseAnswer, recordLines } from '../../src/sumdb/record.ts'
import { testLines } from '../../test/support/sumdbserver.ts'
import { attempt, type Target } from '../target.ts'

const head = 'go.sum database tree\n9\nAAAA\n\n— x AAAA\n'

/** The target. */
export const target: Target = {
  about: 'parseAnswer and recordLines: the parts are the answer, and the lines are of the module that was asked for',
  seeds: [
    `7\n${testLines('example.com/m', 'v1.0.0')}\n${head}`,
    `0\nexample.com/m v1.0.0 h1:x\nexample.com/m v1.0.0 h2:y\n\n`,
    `9007199254740991\nexample.com/m v1.0.0/go.mod h1:x\nexample.org/n v1.0.0 h1:z\n\n${head}`,
    `1\nrsc.io/Q v1.0.0+incompatible h1:x extra\n\n${head}`,
  ],
  dictionary: ['\n\n', '/go.mod', ' h1:', head, 'example.com/m v1.0.0 '],
  run(input) {
    const parsed = attempt(['parse'], () => parseAnswer(input))
    if (!parsed.ok) return
    const { id, text, head: signed } = parsed.value
    assert.deepEqual(Buffer.concat([Buffer.from(`${id}\n`), text, Buffer.from('\n'), signed]), Buffer.from(input))
    const said = Buffer.from(text).toString('utf8')
    assert.ok(said.endsWith('\n') && !said.includes('\n\n') && !said.startsWith('\n'))
    const [path = '', version = ''] = (said.split('\n')[0] ?? '').split(' ')
    for (const [p, v] of [
      [path, version],
      [path, version.replace(/\/go\.mod$/, '')],
      ['example.com/m', 'v1.0.0'],
    ] as const) {
      const found = attempt(['mismatch'], () => recordLines(text, p, v))
      if (!found.ok) continue
      const { lines, zip, goMod } = found.value
      assert.equal(`${lines.join('\n')}\n`, said)
      assert.equal(lines.length, zip.length + goMod.length)
      for (const line of lines) {
        const ofZip = line.startsWith(`${p} ${v} `)
        assert.ok(ofZip || line.startsWith(`${p} ${v}/go.mod `), line)
        assert.ok((ofZip ? zip : goMod).includes(line.slice(line.lastIndexOf(' ') + 1)))
      }
    }
  },
}
