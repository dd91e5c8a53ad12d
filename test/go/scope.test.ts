// Names as go/types resolves them: over packages of GOROOT and of the module cache, every name means the same
// declaration. By default a sample; MODWARDEN_ALL=1 takes every package.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { env } from 'node:process'
import { describe, test } from 'node:test'
import { compareBytes, utf8 } from '../../src/base/bytes.ts'
import type { Ident } from '../../src/gosource/ast.ts'
import { parseFile } from '../../src/gosource/parsedecl.ts'
import { resolvePackage, type SourceFile } from '../../src/gosource/scope.ts'
import { walk } from '../../src/gosource/walk.ts'
import { go, goEnv, runGo } from '../support/go.ts'
import { framed, namesOracle } from '../support/gosourcego.ts'

const all = env['MODWARDEN_ALL'] === '1'

describe('resolvePackage and go/types', { skip: !go.available && go.reason }, () => {
  test('resolvePackage finds the declarations that go/types finds in GOROOT', () => {
    compare(packagesBelow(path.join(goEnv('GOROOT'), 'src'), all ? 1 : 12))
  })

  test('resolvePackage finds the declarations that go/types finds in what was written to try go/types out', () => {
    const files = globSync('internal/types/testdata/{check,spec,examples}/*.go', {
      cwd: path.join(goEnv('GOROOT'), 'src'),
    })
    // In constdecl.go one name stands for two declarations: of a constant, and of the line that repeats its value.
    const single = files.filter((name) => !name.endsWith('/check/constdecl.go'))
    const sources = single.map((name) => source(path.join(goEnv('GOROOT'), 'src', name)))
    compare(sources.filter((file) => file.errors.length === 0).map((file) => [file]))
  })

  test('resolvePackage finds the declarations that go/types finds in the module cache', () => {
    compare(packagesBelow(goEnv('GOMODCACHE'), all ? 1 : 150))
  })
})

/** Every n-th folder's packages below a root. */
function packagesBelow(root: string, nth: number): SourceFile[][] {
  const folders = Map.groupBy(
    globSync('**/*.go', { cwd: root }).filter((name) => !name.includes('testdata')),
    (name) => path.dirname(name),
  )
  const taken = [...folders].toSorted(([a], [b]) => compareBytes(a, b)).filter((_, i) => i % nth === 0)
  return taken.flatMap(([, names]) => {
    const files = names.toSorted().map((name) => source(path.join(root, name)))
    const good = files.filter((file) => file.errors.length === 0)
    return [...Map.groupBy(good, (file) => file.package.name).values()]
  })
}

function source(name: string): SourceFile {
  return { name, ...parseFile(readFileSync(name)) }
}

function compare(packages: readonly (readonly SourceFile[])[]): void {
  assert.ok(packages.length > 10, 'there are packages to compare')
  const differ: string[] = []
  let compared = 0
  for (let i = 0; i < packages.length; i += 200) {
    const part = packages.slice(i, i + 200)
    const input = part.flatMap((files) => [
      utf8(`${files.length}\n`),
      framed(files.map((file) => Buffer.from(file.text, 'latin1'))),
    ])
    const answers = runGo(namesOracle, Buffer.concat(input), { timeoutMs: 600_000 }).split('end\n')
    part.forEach((files, at) => {
      const lines = (answers[at] ?? '').split('\n').filter(Boolean)
      compared += lines.length
      differ.push(...differences(files, lines))
    })
  }
  assert.ok(compared > 1000, 'there are names to compare')
  assert.deepEqual(differ.slice(0, 10), [])
}

function differences(files: readonly SourceFile[], lines: readonly string[]): string[] {
  resolvePackage('', files)
  const idents = files.map((file) => {
    const found = new Map<number, Ident>()
    walk(file.decls, (node) => {
      if (node.kind === 'Ident') found.set(node.pos, node)
    })
    return found
  })
  return lines.flatMap((line) => {
    const [file = '', offset = '', how, declFile, declOffset, kind] = line.split(' ')
    // Fields and labels are not resolved by their scope; of methods only their declarations are known here.
    if (kind === 'Field' || kind === 'Label') return []
    const ident = idents[Number(file)]?.get(Number(offset))
    const entity = ident?.entity
    // The names of parameters in the type of a function, and of an interface's methods, declare nothing.
    if (how === 'def' && entity === undefined) return []
    const at =
      entity === undefined
        ? 'nothing'
        : entity.file === undefined
          ? '-1 -1'
          : `${files.indexOf(entity.file)} ${entity.ident?.pos ?? entity.decl?.pos}`
    if (at === `${declFile} ${declOffset}`) return []
    const where = files[Number(file)]
    const row = where?.text.slice(0, Number(offset)).split('\n').length
    return [`${where?.name}:${row}: ${ident?.name}: go/types: ${declFile} ${declOffset} ${kind}, ours: ${at}`]
  })
}
