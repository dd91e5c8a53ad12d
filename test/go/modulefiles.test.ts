// Which files of a tree make a module zip, against golang.org/x/mod/zip on thousands of made-up trees.
import assert from 'node:assert/strict'
import test from 'node:test'
import { isWardenError } from '../../src/base/errors.ts'
import { moduleFiles, type TreeFile } from '../../src/gomod/vcszip.ts'
import { runGo, xmodReason } from '../support/go.ts'
import { generator } from '../support/generate.ts'

const oracle = `
package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"

	"golang.org/x/mod/module"
	modzip "golang.org/x/mod/zip"
)

type file struct{ Name, Kind, Text string }

func (f file) Path() string                 { return f.Name }
func (f file) Lstat() (fs.FileInfo, error)  { return info{f}, nil }
func (f file) Open() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(f.Text)), nil }

type info struct{ f file }

func (i info) Name() string { return path.Base(i.f.Name) }
func (i info) Size() int64  { return int64(len(i.f.Text)) }
func (i info) Mode() fs.FileMode {
	if i.f.Kind == "link" {
		return fs.ModeSymlink | 0777
	}
	return 0644
}
func (i info) ModTime() time.Time { return time.Time{} }
func (i info) IsDir() bool        { return false }
func (i info) Sys() any           { return nil }

func main() {
	var trees [][]file
	if err := json.NewDecoder(os.Stdin).Decode(&trees); err != nil {
		panic(err)
	}
	answers := make([][]string, len(trees))
	for i, tree := range trees {
		files := make([]modzip.File, len(tree))
		for j, f := range tree {
			files[j] = f
		}
		var out bytes.Buffer
		m := module.Version{Path: "example.com/m", Version: "v1.0.0"}
		if err := modzip.Create(&out, m, files); err != nil {
			continue
		}
		z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
		if err != nil {
			panic(err)
		}
		answers[i] = []string{}
		for _, f := range z.File {
			answers[i] = append(answers[i], strings.TrimPrefix(f.Name, "example.com/m@v1.0.0/"))
		}
	}
	json.NewEncoder(os.Stdout).Encode(answers)
}
`

interface Made extends TreeFile {
  readonly text: string
}

const FOLDERS = ['a', 'b', 'vendor', 'vendor', 'sub', 'A', 'internal', 'x.y', 'ü']
const FILES = [
  'go.mod',
  'go.mod',
  'x.go',
  'y.go',
  'modules.txt',
  'LICENSE',
  'license',
  'GO.MOD',
  'Go.mod',
  '.hg_archival.txt',
  'vendor',
  'con.go',
  'a:b',
  'a',
  'é.go',
  'aux',
]
const LANGUAGES = ['1.20', '1.23', '1.23.9', '1.24', '1.24rc1', '1.24.0', '1.25', '1', 'x', '1.24.x', '']

test('moduleFiles chooses what x/mod/zip chooses', { skip: xmodReason() }, () => {
  const made = generator()
  const trees = Array.from({ length: 6000 }, () => {
    const names = new Map<string, Made>()
    const more = made.below(9)
    for (let i = 0; i <= more; i++) {
      const depth = made.below(4)
      const folders = Array.from({ length: depth }, () => made.pick(FOLDERS))
      // Odd names are rare, so that most trees make a zip.
      const base = made.below(8) > 0 ? made.pick(FILES.slice(0, 6)) : made.pick(FILES)
      const name = [...folders, base].join('/')
      const text = base.toLowerCase() === 'go.mod' ? `module example.com/m\n\ngo ${made.pick(LANGUAGES)}\n` : 'text'
      names.set(name, { name, kind: made.below(10) === 0 ? 'link' : 'file', size: text.length, text })
    }
    return [...names.values()]
  })
  const input = trees.map((tree) => tree.map(({ name, kind, text }) => ({ Name: name, Kind: kind, Text: text })))
  const answers = JSON.parse(runGo(oracle, JSON.stringify(input))) as (readonly string[] | null)[]
  let zips = 0
  for (const [i, tree] of trees.entries()) {
    const ours = chosen(tree)
    assert.deepEqual(ours, answers[i], `TEST_SEED=${made.seed} ${JSON.stringify(tree)}`)
    if (ours !== null) zips++
  }
  assert.ok(zips > 1000 && zips < trees.length, String(zips))
})

function chosen(tree: readonly Made[]): readonly string[] | null {
  const goMod = tree.find(({ name, kind }) => name === 'go.mod' && kind === 'file')
  try {
    return moduleFiles(tree, goMod === undefined ? undefined : Buffer.from(goMod.text)).map(({ name }) => name)
  } catch (error) {
    assert.ok(isWardenError(error, 'parse', 'too-large'), String(error))
    return null
  }
}
