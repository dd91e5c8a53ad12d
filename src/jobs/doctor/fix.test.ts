import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { changedLines } from './fix.ts'

const change = (text: string, settings: Record<string, string | undefined>): string =>
  changedLines(text, new Map(Object.entries(settings)))

test('changedLines keeps all other lines byte for byte', () => {
  const text = '# a\n\n  GOOS=x\nGOFLAGS=-a\r\nodd\nGOPROXY=p'
  assert.equal(change(text, { GOSUMDB: undefined }), text)
  assert.equal(change(text, { GOPROXY: 'q' }), '# a\n\n  GOOS=x\nGOFLAGS=-a\r\nodd\nGOPROXY=q\n')
  assert.equal(change(text, { GOFLAGS: undefined }), '# a\n\n  GOOS=x\nodd\nGOPROXY=p')
})

test('changedLines adds a new name at the end, on a line of its own', () => {
  assert.equal(change('', { GOVCS: 'x' }), 'GOVCS=x\n')
  assert.equal(change('GOOS=x', { GOVCS: 'y' }), 'GOOS=x\nGOVCS=y\n')
})

test('changedLines replaces the last line of a name and drops those before it, as go env -w does', () => {
  assert.equal(change('GOSUMDB=a\nGOOS=x\nGOSUMDB=b\n', { GOSUMDB: 'c' }), 'GOOS=x\nGOSUMDB=c\n')
  assert.equal(change('GOSUMDB=a\nGOOS=x\nGOSUMDB=b\n', { GOSUMDB: undefined }), 'GOOS=x\n')
})

test('changedLines changes what go reads of these names, and of no other', () => {
  const line = fc.oneof(
    fc
      .tuple(fc.constantFrom('GOA', 'GOB', 'GOC', '#GOA', 'goa', ''), fc.constantFrom('=', '', '==', '=x='))
      .map(([a, b]) => a + b),
    fc.string({ maxLength: 5 }).filter((text) => !text.includes('\n')),
  )
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 8 }).map((lines) => lines.join('\n')),
      fc.constantFrom('GOA', 'GOB'),
      fc.option(fc.constantFrom('', 'new', 'a=b'), { nil: undefined }),
      (text, name, value) => {
        const before = read(text)
        if (value === undefined) before.delete(name)
        else before.set(name, value)
        assert.deepEqual(read(change(text, { [name]: value })), before)
      },
    ),
    { numRuns: 2000 },
  )
})

/** As cmd/go/internal/cfg.readEnvFile reads it: the last line of a name counts. */
function read(text: string): Map<string, string> {
  const values = new Map<string, string>()
  for (const line of text.split('\n')) {
    const equals = line.indexOf('=')
    if (equals >= 0 && /^[A-Z]/.test(line)) values.set(line.slice(0, equals), line.slice(equals + 1))
  }
  return values
}
