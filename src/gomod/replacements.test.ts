// Which replacement counts, in a module and in a workspace.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WardenError } from '../base/errors.ts'
import { parseGoWork } from './gowork.ts'
import { parseGoMod } from './modfile.ts'
import { replacementsOf } from './replacements.ts'
import type { MainModule, Replacements } from './replacements.ts'

function main(dir: string, text: string): MainModule {
  return { dir, goMod: parseGoMod(text, `${dir}/go.mod`) }
}

function found(replacements: Replacements, path: string, version: string): string | undefined {
  const target = replacements.find({ path, version })
  return target === undefined ? undefined : `${target.path}@${target.version}`
}

test('replacementsOf prefers the directive for a version to the one for all', () => {
  const text = 'module m.io\nreplace a.io => ../a\nreplace a.io v1.0.0 => b.io v1.1.0\n'
  const replacements = replacementsOf([main('.', text)], undefined)
  assert.deepEqual(
    ['v1.0.0', 'v1.0.1'].map((version) => found(replacements, 'a.io', version)),
    ['b.io@v1.1.0', '../a@'],
  )
  assert.equal(found(replacements, 'c.io', 'v1.0.0'), undefined)
})

test('replacementsOf never replaces the main module itself', () => {
  const replacements = replacementsOf([main('.', 'module m.io\nreplace m.io => ../old\n')], undefined)
  assert.equal(found(replacements, 'm.io', ''), undefined)
  assert.equal(found(replacements, 'm.io', 'v1.0.0'), '../old@')
})

test('replacementsOf sees a module’s folders from go.work’s folder', () => {
  const work = parseGoWork('use ./x\nuse ../y\nreplace w.io => ./w\n', 'go.work')
  const replacements = replacementsOf(
    [
      main('./x', 'module x.io\nreplace (\n\ta.io => ../a\n\tb.io => ./b/\n\tc.io => /c\n\td.io => ../../..\n)\n'),
      main('../y', 'module y.io\nreplace e.io => ../e\n'),
    ],
    work,
  )
  assert.deepEqual(
    ['a.io', 'b.io', 'c.io', 'd.io', 'e.io', 'w.io'].map((path) => found(replacements, path, 'v1.0.0')),
    ['./a@', './x/b@', '/c@', '../..@', '../e@', './w@'],
  )
})

test('replacementsOf lets go.work decide between modules that differ', () => {
  const mains = [main('./x', 'module x.io\nreplace a.io => ../a\n'), main('./y', 'module y.io\nreplace a.io => ./a\n')]
  const work = parseGoWork('use ./x\nuse ./y\nreplace a.io => b.io v1.0.0\n', 'go.work')
  assert.equal(found(replacementsOf(mains, work), 'a.io', 'v1.0.0'), 'b.io@v1.0.0')
})

for (const [what, mains, work, message, file] of [
  [
    'one module replaces twice differently',
    ['module x.io\nreplace a.io => ../a\nreplace a.io => ../b\n'],
    undefined,
    'conflicting replacements for a.io: ../a and ../b',
    './0/go.mod',
  ],
  [
    'two modules of a workspace differ',
    ['module x.io\nreplace a.io v1.0.0 => ../a\n', 'module y.io\nreplace a.io v1.0.0 => ./a\n'],
    'go 1.25\n',
    'conflicting replacements for a.io@v1.0.0: ./a and ./1/a',
    './1/go.mod',
  ],
  [
    'go.work replaces a module of its own',
    ['module x.io\n'],
    'replace x.io => ./y\n',
    'workspace module x.io is replaced at all versions in the go.work file',
    'go.work',
  ],
] as const) {
  test(`replacementsOf refuses that ${what}`, () => {
    const modules = mains.map((text, index) => main(`./${index}`, text))
    assert.throws(
      () => replacementsOf(modules, work === undefined ? undefined : parseGoWork(work, 'go.work')),
      (error) => {
        assert.ok(error instanceof WardenError)
        assert.deepEqual([error.code, error.message, error.place?.file], ['config', message, file])
        return true
      },
    )
  })
}

test('Replacements.find refuses one module’s version against another one’s all', () => {
  const mains = [
    main('./x', 'module x.io\nreplace a.io => ../a\n'),
    main('./y', 'module y.io\nreplace a.io v1.0.0 => ./a\n'),
  ]
  const replacements = replacementsOf(mains, parseGoWork('go 1.25\n', 'go.work'))
  assert.equal(found(replacements, 'a.io', 'v1.0.1'), './a@')
  assert.throws(
    () => replacements.find({ path: 'a.io', version: 'v1.0.0' }),
    /conflicting replacements for a.io@v1.0.0/,
  )
})
