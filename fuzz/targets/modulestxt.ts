// vendor/modules.txt.
import assert from 'node:assert/strict'
import { trimSpace } from '../../src/base/fields.ts'
import { parseModulesTxt } from '../../src/gomod/modulestxt.ts'
import { checkImportPath } from '../../src/gomod/path.ts'
import { compareVersions, isValid } from '../../src/gomod/version.ts'
import { looseText, type Target } from '../target.ts'

/** The target. */
export const target: Target = {
  about: 'parseModulesTxt: never fails, and every package is of the module that stands above it',
  seeds: [
    '## workspace\n# example.com/a v1.2.3\n## explicit; go 1.21\nexample.com/a/p\nexample.com/a\n',
    '# example.com/b v1.0.0 => ../b\nexample.com/b\n# example.com/c => example.com/d v1.1.0\n',
    '# a.b/c v1.0.0\na.b/c\n# a.b/c v1.1.0\na.b/c\n# a.b/c => ./c\n',
    '# a v1\n# a\n# a b c\nx y\n# a v1 => b c d\n',
  ],
  dictionary: ['# ', '## ', ' => ', 'explicit', 'workspace', '; go 1.21', 'example.com/a', ' v1.2.3', '../b', '\n'],
  run(input) {
    const text = looseText(input)
    const { modules, moduleOf, selected, ignored, workspace } = parseModulesTxt(text, 'modules.txt')
    const rows = text.split('\n')
    assert.ok(!workspace || rows[0]?.includes('workspace') === true)
    const keys = new Set<string>()
    for (const module of modules) {
      const { path, version, packages, line, replacement } = module
      assert.ok(path !== '' && (version === '' || isValid(version)))
      assert.ok(rows[line - 1]?.startsWith('# ') === true && rows[line - 1]?.includes(path) === true)
      assert.ok(
        replacement === undefined ||
          (replacement.path !== '' && (replacement.version === '' || isValid(replacement.version))),
      )
      assert.ok(!keys.has(`${path} ${version}`))
      keys.add(`${path} ${version}`)
      for (const name of packages) {
        checkImportPath(name)
        assert.ok(moduleOf.get(name)?.packages.includes(name) === true)
        const greatest = selected.get(path)
        assert.ok(greatest?.path === path && compareVersions(greatest.version, version) >= 0)
      }
    }
    for (const [name, module] of moduleOf) assert.ok(module.packages.includes(name) && modules.includes(module))
    for (const line of ignored) assert.notEqual(trimSpace(rows[line - 1] ?? ''), '')
    assert.equal(new Set(ignored).size, ignored.length)
  },
}
