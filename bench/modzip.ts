// Opening and hashing module zips, beside the go command's dirhash.HashZip on the same files and one core.
//
//     node bench/modzip.ts [FOLDER]       a module cache's cache/download folder; default: the one go names
//
// Prints both times and their ratio, and fails where an h1 is not the one in the .ziphash beside the zip.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { hashZip, openModuleZip } from '../src/gomod/modzip.ts'
import { unescapePath, unescapeVersion } from '../src/gomod/path.ts'
import { openZipFile } from '../src/io/zipfile.ts'
import { go, goEnv, runGo } from '../test/support/go.ts'

const root = process.argv[2] ?? join(goEnv('GOMODCACHE'), 'cache', 'download')
const zips = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.zip'))
  .map((name) => join(root, name))
if (zips.length === 0) throw new Error(`no zips in ${root}`)
for (const zip of zips) readFileSync(zip) // both find the files in the system's cache

let files = 0
let bytes = 0
let wrong = 0
const start = performance.now()
for (const zip of zips) {
  const [path = '', name = ''] = relative(root, zip).split(sep).join('/').split('/@v/')
  const mod = { path: unescapePath(path), version: unescapeVersion(name.slice(0, -'.zip'.length)) }
  using file = openZipFile(zip)
  const opened = openModuleZip(file, mod)
  const h1 = await hashZip(opened)
  files += opened.entries.length
  bytes += opened.entries.reduce((sum, entry) => sum + entry.size, 0)
  const beside = zip.replace(/\.zip$/, '.ziphash')
  if (existsSync(beside) && readFileSync(beside, 'utf8') !== h1) {
    wrong++
    console.error(`${zip}: ${h1} is not what ${beside} says`)
  }
}
const ours = performance.now() - start
const rate = (ms: number): string => `${(ms / 1000).toFixed(2)} s, ${(bytes / 1000 / ms).toFixed(0)} MB/s`
console.log(`${zips.length} zips, ${files} files, ${(bytes / 1e9).toFixed(2)} GB, ${wrong} wrong`)
console.log(`modwarden  ${rate(ours)}`)
if (go.available) {
  const theirs = Number(runGo(peerSource(), zips.join('\n'), { env: { GOMAXPROCS: '1' } }))
  console.log(`go         ${rate(theirs)}`)
  console.log(`ratio      ${(ours / theirs).toFixed(2)}`)
}
if (wrong > 0) process.exitCode = 1

function peerSource(): string {
  return `package main
import ("bufio";"fmt";"os";"time";"golang.org/x/mod/sumdb/dirhash")
func main() {
	start := time.Now()
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		if _, err := dirhash.HashZip(in.Text(), dirhash.DefaultHash); err != nil { panic(err) }
	}
	fmt.Print(time.Since(start).Milliseconds())
}
`
}
