// Reading Go: parsing and resolving an eighth of the folders of GOROOT/src, beside go/parser doing the same in this run, on one core.
//
//     node bench/gosource.ts [FOLDER]       a folder with Go files, all of which are taken
//
// Prints times, MB/s and go's time over ours: parsing alone beside go/parser with comments, and with every name resolved
// beside go/parser's own (weaker) resolution. Then the facts of all of it, and the folding of all arguments of calls, which
// have no peer.
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { createFolder } from '../src/gosource/fold.ts'
import { readModule } from '../src/gosource/package.ts'
import { parseFile } from '../src/gosource/parsedecl.ts'
import { readFacts } from '../src/gosource/readfacts.ts'
import { walk } from '../src/gosource/walk.ts'
import { go, goEnv, runGo } from '../test/support/go.ts'

const root = process.argv[2] ?? path.join(goEnv('GOROOT'), 'src')
const all = globSync('**/*.go', { cwd: root }).filter((name) => !name.includes('testdata'))
const folders = [...new Set(all.map((name) => path.dirname(name)))].toSorted()
const taken = new Set(folders.filter((_, i) => process.argv[2] !== undefined || i % 8 === 0))
const names = all.filter((name) => taken.has(path.dirname(name)))
const contents = new Map(names.map((name) => [name, new Uint8Array(readFileSync(path.join(root, name)))]))
const bytes = [...contents.values()].reduce((sum, source) => sum + source.length, 0)
const rate = (ms: number): string => `${(ms / 1000).toFixed(2)} s, ${(bytes / 1000 / ms).toFixed(0)} MB/s`

console.log(`${contents.size} files, ${(bytes / 1e6).toFixed(1)} MB`)
const parse = time(() => {
  for (const source of contents.values()) parseFile(source)
})
const resolve = time(() => readModule('std', contents))
console.log(`modwarden  parse ${rate(parse)}; with names ${rate(resolve)}`)
if (go.available) {
  const input = names.map((name) => path.join(root, name)).join('\n')
  const peer = (mode: string): number => Number(runGo(peerSource(), input, { args: [mode], env: { GOMAXPROCS: '1' } }))
  const [plain, resolved] = [peer('parse'), peer('resolve')]
  console.log(`go/parser  parse ${rate(plain)}; with names ${rate(resolved)}`)
  console.log(`ratio      parse ${(plain / parse).toFixed(2)}; with names ${(resolved / resolve).toFixed(2)}`)
}

const facts = time(() => readFacts('std', contents))
console.log(`facts      everything that scan finds out about a module: ${rate(facts)}`)

const main = readModule('std', contents)
const folder = createFolder({ main, dependencies: [] })
let looked = 0
let known = 0
const fold = time(() => {
  for (const file of main.packages.flatMap((one) => one.scope.files).slice(0, 100)) {
    walk(file.decls, (node) => {
      if (node.kind !== 'CallExpr' || node.fun.kind !== 'SelectorExpr') return undefined
      for (const arg of node.args) {
        if (arg.kind === 'BasicLit' || arg.kind === 'FuncLit') continue
        looked++
        if (folder.fold(file, arg).kind !== 'unknown') known++
      }
      return undefined
    })
  }
})
console.log(`fold       ${looked} arguments of 100 files, ${known} known: ${(fold / 1000).toFixed(2)} s`)

function time(work: () => unknown): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

function peerSource(): string {
  return `package main
import ("bufio";"fmt";"go/parser";"go/token";"os";"time")
func main() {
	mode := parser.ParseComments | parser.SkipObjectResolution
	if os.Args[1] == "resolve" { mode = parser.ParseComments }
	var sources [][]byte
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		source, err := os.ReadFile(in.Text())
		if err != nil { panic(err) }
		sources = append(sources, source)
	}
	start := time.Now()
	for _, source := range sources { parser.ParseFile(token.NewFileSet(), "x.go", source, mode) }
	fmt.Print(time.Since(start).Milliseconds())
}
`
}
