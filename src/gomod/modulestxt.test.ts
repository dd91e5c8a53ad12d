import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseModulesTxt } from './modulestxt.ts'

const text = `# a.b/one v1.2.3
## explicit; go 1.21
a.b/one
a.b/one/p
# a.b/two v0.0.0-20200101000000-abcdef123456 => ../two
## explicit
a.b/two
# a.b/three v1.0.0 => c.d/fork v1.1.0
## go 1.18
# a.b/three => c.d/fork v1.1.0
# a.b/four => ./four
`

test('parseModulesTxt reads modules, replacements, annotations and packages', () => {
  const found = parseModulesTxt(text, 'vendor/modules.txt')
  assert.deepEqual(found.modules, [
    {
      path: 'a.b/one',
      version: 'v1.2.3',
      explicit: true,
      goVersion: '1.21',
      packages: ['a.b/one', 'a.b/one/p'],
      line: 1,
    },
    {
      path: 'a.b/two',
      version: 'v0.0.0-20200101000000-abcdef123456',
      explicit: true,
      replacement: { path: '../two', version: '' },
      packages: ['a.b/two'],
      line: 5,
    },
    {
      path: 'a.b/three',
      version: 'v1.0.0',
      explicit: false,
      goVersion: '1.18',
      replacement: { path: 'c.d/fork', version: 'v1.1.0' },
      packages: [],
      line: 8,
    },
    {
      path: 'a.b/three',
      version: '',
      explicit: false,
      replacement: { path: 'c.d/fork', version: 'v1.1.0' },
      packages: [],
      line: 10,
    },
    {
      path: 'a.b/four',
      version: '',
      explicit: false,
      replacement: { path: './four', version: '' },
      packages: [],
      line: 11,
    },
  ])
  assert.equal(found.workspace, false)
  assert.deepEqual(found.ignored, [])
  assert.equal(found.moduleOf.get('a.b/one/p')?.path, 'a.b/one')
  assert.deepEqual([...found.selected.keys()], ['a.b/one', 'a.b/two'])
})

test('parseModulesTxt knows a workspace by its first line only', () => {
  assert.equal(parseModulesTxt('## workspace\n# a.b/c v1.0.0\n', 'f').workspace, true)
  assert.equal(parseModulesTxt('## x; workspace\r\n', 'f').workspace, true)
  assert.equal(parseModulesTxt('\n## workspace\n', 'f').workspace, false)
  assert.equal(parseModulesTxt('# a.b/c v1.0.0\n## workspace\n', 'f').workspace, false)
})

test('parseModulesTxt ignores what go ignores, and says which lines', () => {
  const odd = `a.b/before
# x
# a.b/c v1.0.0 => d v2 v3
a b
a.b/c
a.b/../c
-x
# a.b/d master
a.b/d
## explicit
#a.b/e v1.0.0
`
  const found = parseModulesTxt(odd, 'f')
  assert.deepEqual(found.ignored, [1, 2, 3, 4, 6, 7, 8, 9, 10, 11])
  assert.deepEqual(found.modules, [{ path: 'a.b/c', version: 'v1.0.0', explicit: false, packages: ['a.b/c'], line: 3 }])
})

test('parseModulesTxt joins lines of one module and selects the greatest version with packages', () => {
  const found = parseModulesTxt(
    '# a.b/c v1.10.0\na.b/c/x\n# a.b/c v1.9.0\na.b/c/x\na.b/c/y\n# a.b/c v1.10.0\n## explicit\r\na.b/c/z\r\n',
    'f',
  )
  assert.deepEqual(
    found.modules.map((m) => [m.version, m.explicit, m.packages.join()]),
    [
      ['v1.10.0', true, 'a.b/c/x,a.b/c/z'],
      ['v1.9.0', false, 'a.b/c/x,a.b/c/y'],
    ],
  )
  assert.equal(found.moduleOf.get('a.b/c/x')?.version, 'v1.9.0')
  assert.equal(found.selected.get('a.b/c')?.version, 'v1.10.0')
})
