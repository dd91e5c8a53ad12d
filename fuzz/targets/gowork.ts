// go.work files: parsed, printed and parsed again.
import assert from 'node:assert/strict'
import { formatGoWork, parseGoWork, type GoWork } from '../../src/gomod/gowork.ts'
import { modFileErrors } from '../../src/gomod/moddirective.ts'
import { modPieces, modText, workLines } from '../differential/modtext.ts'
import { attempt, type Target } from '../target.ts'

/** The target. */
export const target: Target = {
  about: 'parseGoWork: what is printed is parsed to the same and printed the same',
  seeds: [...workLines, 'go 1.21\n\nuse ./a\n'],
  dictionary: modPieces,
  generate: (random) => modText(random, workLines),
  run(input) {
    const parsed = attempt(['parse'], () => parseGoWork(input, 'go.work'))
    if (!parsed.ok) {
      for (const error of modFileErrors(parsed.error)) assert.equal(error.place?.file, 'go.work')
      return
    }
    const text = formatGoWork(parsed.value)
    const again = parseGoWork(text, 'go.work')
    assert.equal(formatGoWork(again), text)
    assert.deepEqual(meaning(again), meaning(parsed.value))
    for (const { old, new: to } of parsed.value.replace) {
      assert.ok(old.path !== '' || to.path !== '' || text.includes('""'))
      assert.equal(to.version === '', /^(\.\.?$|\.\.?[\\/]|[\\/]|[A-Za-z]:)/.test(to.path))
    }
  },
}

function meaning(work: GoWork): unknown {
  return [
    work.go?.version,
    work.toolchain?.version,
    work.godebug.map(({ key, value }) => [key, value]),
    work.use.map(({ path }) => path),
    work.replace.map(({ old, new: to }) => [old, to]),
  ]
}
