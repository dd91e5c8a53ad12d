// Module, import and file paths, versions in file names, and their escaped forms.
import assert from 'node:assert/strict'
import {
  checkFilePath,
  checkImportPath,
  checkModule,
  checkPath,
  checkPathMajor,
  escapePath,
  escapeVersion,
  matchPathMajor,
  parsePathVersion,
  pathMajorPrefix,
  splitPathVersion,
  unescapePath,
  unescapeVersion,
} from '../../src/gomod/path.ts'
import { isValid, major } from '../../src/gomod/version.ts'
import { morePaths, moreVersions, pathAlphabet } from '../differential/nametext.ts'
import { attempt, looseText, type Target } from '../target.ts'

/** The target. */
export const target: Target = {
  about: 'escapePath and escapeVersion: undone by their reverse, without case, and only of names that are valid',
  seeds: [...morePaths, ...moreVersions, 'example.com/a/v2@v2.0.0', 'example.com/A!b', 'a.b/c@-x'],
  dictionary: pathAlphabet,
  maxBytes: 512,
  run(input) {
    const text = looseText(input)
    const isModule = attempt(['parse'], () => checkPath(text)).ok
    const isImport = attempt(['parse'], () => checkImportPath(text)).ok
    const isFile = attempt(['parse'], () => checkFilePath(text)).ok
    assert.ok((!isModule || isImport) && (!isImport || isFile), 'each kind of path allows more than the one before')
    if (isFile) {
      assert.ok(!text.includes('\\') && !/[\0-\x1f\x7f:*?"<>|`']/.test(text))
      assert.ok(text.split('/').every((element) => !['', '.', '..'].includes(element)))
    }

    const escaped = attempt(['parse'], () => escapePath(text))
    assert.equal(escaped.ok, isModule)
    if (escaped.ok) {
      assert.equal(unescapePath(escaped.value), text)
      assert.ok(/^[^A-Z]+$/.test(escaped.value))
      assert.equal(attempt(['parse'], () => checkPath(escaped.value)).ok, escaped.value === text)
    }
    const unescaped = attempt(['parse'], () => unescapePath(text))
    if (unescaped.ok) assert.equal(escapePath(unescaped.value), text)

    const version = attempt(['parse'], () => escapeVersion(text))
    if (version.ok) {
      assert.equal(unescapeVersion(version.value), text)
      assert.ok(/^[^A-Z/\\]+$/.test(version.value))
    }
    const file = attempt(['parse'], () => unescapeVersion(text))
    if (file.ok) {
      const again = attempt(['parse'], () => escapeVersion(file.value))
      if (again.ok) assert.equal(again.value, text)
    }
    parts(text)
  },
}

function parts(text: string): void {
  const { prefix, pathMajor, ok } = splitPathVersion(text)
  assert.equal(prefix + pathMajor, text)
  if (ok) {
    const m = pathMajorPrefix(pathMajor)
    assert.ok(m === '' || (isValid(m) && major(m) === m), m)
  }
  const split = attempt(['parse'], () => parsePathVersion(text))
  if (!split.ok) return
  const { path, version } = split.value
  assert.equal(version === undefined ? path : `${path}@${version}`, text)
  if (version === undefined) return
  assert.ok(!path.includes('@') && !/^[-/]/.test(version))
  const whole = attempt(['parse'], () => checkModule(path, version))
  if (!whole.ok) return
  escapePath(path)
  const { pathMajor: suffix } = splitPathVersion(path)
  assert.ok(isValid(version) && matchPathMajor(version, suffix))
  checkPathMajor(version, suffix)
}
