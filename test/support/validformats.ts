// Whether a text is a document of a format, and does not say that all is well where it is not.
import assert from 'node:assert/strict'
import type { Format } from '../../src/report/formats.ts'
import { checkSarif } from './sarifschema.ts'
import { parseXml } from './xml.ts'

/** Throws where a text is no document of the format, or not one of a run that ended with the exit code. */
export const VALID: Readonly<Record<Format, (text: string, code: number) => void>> = {
  text: () => undefined,
  dot: (text) => assert.match(text, /^(\/\/ .*\n)?digraph modules \{[^]*\}\n$/),
  mermaid: (text) => assert.match(text, /^(%% .*\n)?flowchart LR\n/),
  json: (text, code) => {
    const document = JSON.parse(text)
    assert.match(document.schema, /^modwarden\/[a-z]+\/1$/)
    assert.equal(document.exitCode, code)
  },
  ndjson: (text, code) => {
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.equal(lines[0].schema, 'modwarden/ndjson/1')
    assert.equal(lines.at(-1).kind, 'end')
    assert.equal(lines.at(-1).exitCode, code)
  },
  sarif: (text, code) => {
    const { log, troubles } = checkSarif(text)
    assert.deepEqual(troubles, [])
    const [run] = log.runs
    assert.equal(run?.invocations[0]?.exitCode, code)
    const [invocation] = run?.invocations ?? []
    if (code === 0) assert.deepEqual([invocation?.executionSuccessful, run?.results], [true, []])
    if (code === 2 || code === 3) assert.equal(invocation?.executionSuccessful, false)
    // A finding is a result; a run that failed has none, and says so.
    else if (code !== 0) assert.equal((run?.results.length ?? 0) > 0, invocation?.executionSuccessful)
  },
  markdown: (text, code) => {
    assert.match(text, /^## modwarden /)
    assert.match(text, new RegExp(`exit code ${code}\\b`))
  },
  html: (text) => {
    assert.match(text, /^<!DOCTYPE html>\n<html lang="en">/)
    assert.match(text, /<\/html>\n$/)
  },
  junit: (text, code) => {
    const { attributes } = parseXml(text)
    const failing = Number(attributes.get('failures')) + Number(attributes.get('errors'))
    assert.equal(failing > 0, code !== 0)
  },
  github: (text, code) => {
    for (const line of text.split('\n')) assert.match(line, /^(::(error|warning|notice) [^:]*::.*)?$/)
    assert.equal(/^::(error|warning) /.test(text), code !== 0)
  },
  gitlab: (text, code) => {
    const issues = JSON.parse(text)
    assert.equal(issues.length > 0, code !== 0)
    for (const issue of issues) {
      assert.ok(issue.description.length > 0 && issue.check_name.length > 0 && issue.fingerprint.length > 0)
      assert.ok(issue.location.path.length > 0 && issue.location.lines.begin > 0)
    }
  },
}
