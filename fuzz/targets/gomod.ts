// go.mod files: parsed strictly and laxly, printed and parsed again.
import assert from 'node:assert/strict'
import { canonicalVersion, isValid } from '../../src/gomod/version.ts'
import { modFileErrors } from '../../src/gomod/moddirective.ts'
import { formatGoMod, parseGoMod, summarizeGoMod, type GoMod } from '../../src/gomod/modfile.ts'
import { plainRequirements } from '../../src/gomod/plainmod.ts'
import { modLines, modPieces, modText } from '../differential/modtext.ts'
import { attempt, type Target } from '../target.ts'

/** The target. */
export const target: Target = {
  about: 'parseGoMod: what is printed is parsed to the same and printed the same; lax accepts what strict does',
  seeds: [...modLines, modLines.join('\n')],
  dictionary: modPieces,
  generate: (random) => modText(random),
  run(input) {
    const strict = attempt(['parse'], () => parseGoMod(input, 'go.mod'))
    const lax = attempt(['parse'], () => parseGoMod(input, 'go.mod', { lax: true }))
    const summary = attempt(['parse'], () => summarizeGoMod(input, 'go.mod'))
    assert.equal(lax.ok, summary.ok)
    if (lax.ok && summary.ok) {
      const { module, go, require, retract } = lax.value
      const told = { module: module?.path, go: go?.version, deprecated: module?.deprecated ?? '', require, retract }
      assert.equal(JSON.stringify(summary.value), JSON.stringify(told))
    }
    const plain = plainRequirements(input, new Map())
    if (plain !== undefined) {
      assert.ok(summary.ok, 'what is no go.mod file is taken for a plain one')
      const { module, go, require } = summary.value
      const told = { module, go, require: require.map(({ path, version, indirect }) => ({ path, version, indirect })) }
      assert.equal(JSON.stringify(plain), JSON.stringify(told))
    }
    if (!strict.ok) {
      for (const error of modFileErrors(strict.error)) assert.equal(error.place?.file, 'go.mod')
      return
    }
    assert.ok(lax.ok, 'strict accepts it and lax does not')
    const mod = strict.value
    assert.equal(JSON.stringify(lax.value.require), JSON.stringify(mod.require))
    for (const { path, version } of [...mod.require, ...mod.exclude]) {
      assert.ok(path !== '' && isValid(version) && canonicalVersion(version) === version, `${path}@${version}`)
    }
    const text = formatGoMod(mod)
    // What Go prints so that it cannot be read again: a retracted "version" that needs its quotes.
    if (mod.retract.some(({ low, high }) => /[^\w.+-]|^$/.test(low + high))) return
    const again = parseGoMod(text, 'go.mod')
    assert.equal(meaning(again), meaning(mod))
    assert.equal(formatGoMod(again), text)
  },
}

/** What a file says, without places, as one text: comparing trees would take most of the time. */
function meaning(mod: GoMod): string {
  return JSON.stringify([
    [mod.module?.path, mod.module?.deprecated, mod.go?.version, mod.toolchain?.version],
    mod.godebug.map(({ key, value }) => [key, value]),
    mod.require.map(({ path, version, indirect }) => [path, version, indirect]),
    mod.exclude.map(({ path, version }) => [path, version]),
    mod.replace.map(({ old, new: to }) => [old.path, old.version, to.path, to.version]),
    mod.retract.map(({ low, high, rationale }) => [low, high, rationale]),
    [mod.tool, mod.ignore].map((list) => list.map(({ path }) => path)),
  ])
}
