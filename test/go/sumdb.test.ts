// The checksum database's client against Go's own code: golang.org/x/mod's tlog, note, client and server.
// Over 600 lines, because all tests here share one Go program, which is built once.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { equalBytes, utf8 } from '../../src/base/bytes.ts'
import { WardenError, isWardenError } from '../../src/base/errors.ts'
import { type SignedHead, openTreeHead, parseTreeHead } from '../../src/sumdb/checkpoint.ts'
import { createSumdbClient } from '../../src/sumdb/client.ts'
import { checkForkReport } from '../../src/sumdb/fork.ts'
import { openNote, parseVerifier } from '../../src/sumdb/note.ts'
import { ProvenTree } from '../../src/sumdb/proventree.ts'
import { parseAnswer } from '../../src/sumdb/record.ts'
import { parseTilePath, tileOf, tilePath } from '../../src/sumdb/tile.ts'
import { type Hash, type TreeNode, hashText, proveRecord, proveTree, treeHash } from '../../src/sumdb/tlog.ts'
import { runGo, xmodReason } from '../support/go.ts'
import { TestSumdb, signedNote, testKey, testOps } from '../support/sumdbserver.ts'

const skip = xmodReason()

// A program with a mode as its argument, so that it is built once for all tests here.
const ORACLE = String.raw`
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"

	"golang.org/x/mod/sumdb"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const signerKey = "PRIVATE+KEY+localhost.localdev/sumdb+00000c67+AXu6+oaVaOYuQOFrf1V59JK1owcFlJcHwwXHDfDGxSPk"

type store []tlog.Hash

func (s store) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = s[x]
	}
	return out, nil
}

func (s *store) add(n int64, text []byte) {
	hashes, err := tlog.StoredHashes(n, text, *s)
	check(err)
	*s = append(*s, hashes...)
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func texts[T fmt.Stringer](list []T) []string {
	out := []string{}
	for _, x := range list {
		out = append(out, x.String())
	}
	return out
}

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	print := json.NewEncoder(out).Encode
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(nil, 1<<28)
	switch os.Args[1] {
	case "path":
		path, err := os.Executable()
		check(err)
		print(path)

	case "proofs":
		var s store
		for n := int64(0); n < 100; n++ {
			s.add(n, []byte(fmt.Sprintf("leaf %d", n)))
			size := n + 1
			root, err := tlog.TreeHash(size, s)
			check(err)
			record := [][]string{}
			tree := [][]string{}
			for i := int64(0); i < size; i++ {
				p, err := tlog.ProveRecord(size, i, s)
				check(err)
				record = append(record, texts(p))
				q, err := tlog.ProveTree(size, i+1, s)
				check(err)
				tree = append(tree, texts(q))
			}
			print(map[string]any{"root": root.String(), "record": record, "tree": tree})
		}

	case "tamper":
		signer, err := note.NewSigner(signerKey)
		check(err)
		var s store
		for n := int64(0); n < 100; n++ {
			text := []byte(fmt.Sprintf("example.com/m%d v1.0.0 h1:leaf%d=\n", n, n))
			s.add(n, text)
			tree := tlog.Tree{N: n + 1}
			tree.Hash, err = tlog.TreeHash(tree.N, s)
			check(err)
			head, err := note.Sign(&note.Note{Text: string(tlog.FormatTree(tree))}, signer)
			check(err)
			tiles := map[string][]byte{}
			for _, t := range tlog.NewTiles(2, 0, tree.N) {
				tiles[t.Path()], err = tlog.ReadTileData(t, s)
				check(err)
			}
			answers := map[string]string{}
			for i := int64(0); i <= n; i++ {
				rec, err := tlog.FormatRecord(i, []byte(fmt.Sprintf("example.com/m%d v1.0.0 h1:leaf%d=\n", i, i)))
				check(err)
				answers[fmt.Sprintf("/lookup/example.com/m%d@v1.0.0", i)] = string(rec) + string(head)
			}
			// Every stored hash in turn: the hashes of its tile that it is made of become zero.
			type tampered struct {
				Level int
				Index int64
				Path  string
				Data  []byte
			}
			cases := []tampered{}
			for x := int64(0); x < tlog.StoredHashIndex(0, tree.N); x++ {
				level, index := tlog.SplitStoredHashIndex(x)
				narrow := tlog.TileForIndex(2, x)
				path := ""
				var data []byte
				for w := 4; w >= narrow.W; w-- {
					t := narrow
					t.W = w
					if d, ok := tiles[t.Path()]; ok {
						path, data = t.Path(), bytes.Clone(d)
						break
					}
				}
				if data == nil {
					check(errors.New("no tile"))
				}
				width := 1 << (level - narrow.L*2)
				clear(data[(narrow.W-width)*32 : narrow.W*32])
				cases = append(cases, tampered{level, index, path, data})
			}
			print(map[string]any{"head": string(head), "tiles": tiles, "answers": answers, "cases": cases})
		}

	case "parse":
		// Lines of base64; what each is as a note, a tree head, a record, a verifier key and a tile path.
		known, err := note.NewVerifier("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
		check(err)
		for input.Scan() {
			raw, err := base64.StdEncoding.DecodeString(input.Text())
			check(err)
			answer := map[string]any{}
			if n, err := note.Open(raw, note.VerifierList(known)); err == nil {
				answer["note"] = fmt.Sprintf("%q %d %d", n.Text, len(n.Sigs), len(n.UnverifiedSigs))
			}
			if t, err := tlog.ParseTree(raw); err == nil {
				answer["tree"] = fmt.Sprintf("%d %v", t.N, t.Hash)
			}
			if id, text, rest, err := tlog.ParseRecord(raw); err == nil {
				answer["record"] = fmt.Sprintf("%d %x %x", id, text, rest)
			}
			if v, err := note.NewVerifier(string(raw)); err == nil {
				answer["key"] = fmt.Sprintf("%s %d", v.Name(), v.KeyHash())
			}
			if t, err := tlog.ParseTilePath(string(raw)); err == nil {
				answer["tile"] = fmt.Sprintf("%d %d %d %d", t.H, t.L, t.N, t.W)
			}
			print(answer)
		}

	case "client":
		// Stories: a remembered head, what the database answers, and lookups; what go's own client says to them.
		for input.Scan() {
			var s story
			check(json.Unmarshal(input.Bytes(), &s))
			c := sumdb.NewClient(&s)
			c.SetTileHeight(s.Height)
			results := []any{}
			for _, m := range s.Lookups {
				path, version, _ := strings.Cut(m, "@")
				if lines, err := c.Lookup(path, version); err != nil {
					results = append(results, nil)
				} else {
					results = append(results, lines)
				}
			}
			print(map[string]any{"results": results, "latest": s.Latest, "security": s.security})
		}

	case "serve":
		server := sumdb.NewServer(sumdb.NewTestServer(signerKey, func(path, version string) ([]byte, error) {
			if strings.Contains(path, "missing") {
				return nil, os.ErrNotExist
			}
			return []byte(fmt.Sprintf("%s %s h1:zip=\n%s %s/go.mod h1:mod=\n", path, version, path, version)), nil
		}))
		l, err := net.Listen("tcp", "127.0.0.1:0")
		check(err)
		fmt.Println(l.Addr())
		go http.Serve(l, server)
		io.Copy(io.Discard, os.Stdin)
	}
}

type story struct {
	Key      string
	Height   int
	Latest   []byte
	Remote   map[string][]byte
	Lookups  []string
	security string
}

func (s *story) ReadRemote(path string) ([]byte, error) {
	if data, ok := s.Remote[path]; ok {
		return data, nil
	}
	return nil, os.ErrNotExist
}

func (s *story) ReadConfig(file string) ([]byte, error) {
	if file == "key" {
		return []byte(s.Key), nil
	}
	return s.Latest, nil
}

func (s *story) WriteConfig(file string, old, new []byte) error {
	if !bytes.Equal(old, s.Latest) {
		return sumdb.ErrWriteConflict
	}
	s.Latest = new
	return nil
}

func (s *story) ReadCache(file string) ([]byte, error)       { return nil, os.ErrNotExist }
func (s *story) WriteCache(file string, data []byte)         {}
func (s *story) Log(msg string)                              {}
func (s *story) SecurityError(msg string)                    { s.security = msg }
`

const GO_KEY = 'localhost.localdev/sumdb+00000c67+AcTrnkbUA+TU4heY3hkjiSES/DSQniBqIeQ/YppAUtK6'

function askGo<T>(mode: string, input = ''): T[] {
  const output = runGo(ORACLE, input, { args: [mode] })
  return output
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as T)
}

test('treeHash, proveRecord and proveTree are those of x/mod up to 100 records', { skip }, () => {
  const db = new TestSumdb()
  const read = db.node.bind(db)
  const texts = (hashes: readonly Hash[]): string[] => hashes.map(hashText)
  let proofs = 0
  for (const expected of askGo<{ root: string; record: string[][]; tree: string[][] }>('proofs')) {
    db.addText(utf8(`leaf ${db.size}`))
    assert.equal(hashText(treeHash(db.size, read)), expected.root)
    for (let n = 0; n < db.size; n++) {
      assert.deepEqual(texts(proveRecord(db.size, n, read)), expected.record[n])
      assert.deepEqual(texts(proveTree(db.size, n + 1, read)), expected.tree[n])
      proofs += 2
    }
  }
  assert.equal(proofs, 10_100)
})

interface Tampered {
  readonly head: string
  readonly tiles: Readonly<Record<string, string>>
  readonly answers: Readonly<Record<string, string>>
  readonly cases: readonly {
    readonly Level: number
    readonly Index: number
    readonly Path: string
    readonly Data: string
  }[]
}

const isMismatch = (error: unknown): boolean => isWardenError(error, 'mismatch')

test('ProvenTree and the client accept none of the tamper cases of x/mod', { skip }, async () => {
  const verifier = parseVerifier(GO_KEY)
  let cases = 0
  for (const { head, tiles, answers, cases: tampered } of askGo<Tampered>('tamper')) {
    const good = new Map(Object.entries(tiles).map(([path, data]) => [path, Buffer.from(data, 'base64')]))
    const signed: SignedHead = openTreeHead(utf8(head), verifier)
    const all: TreeNode[] = tampered.map((c) => ({ level: c.Level, index: c.Index }))
    const get = (path: string): Uint8Array => {
      const bytes = path === '/latest' ? utf8(head) : (good.get(path.slice(1)) ?? answers[path])
      if (bytes === undefined) throw new WardenError('not-found', path)
      return typeof bytes === 'string' ? utf8(bytes) : bytes
    }
    const source = (badPath: string, bad: Uint8Array): ConstructorParameters<typeof ProvenTree>[1] => ({
      read: async (tile) => {
        const path = tilePath(tile)
        return { bytes: path === badPath ? bad : get(`/${path}`), cached: false }
      },
      save: (tile, bytes) => assert.ok(equalBytes(bytes, get(`/${tilePath(tile)}`)), 'a false tile was saved'),
      saved: async () => undefined,
    })
    const treeWith = (badPath: string, bad: Uint8Array): ProvenTree => {
      const tree = new ProvenTree(signed, source(badPath, bad), 2)
      tree.trust()
      return tree
    }
    // Without lies everything can be read.
    await treeWith('', new Uint8Array(0)).read(all)
    for (const { Level, Index, Path, Data } of tampered) {
      const node: TreeNode = { level: Level, index: Index }
      assert.equal(tilePath(tileOf(node, 2, signed.size)), Path)
      const bad = Buffer.from(Data, 'base64')
      await assert.rejects(treeWith(Path, bad).read([node]), isMismatch)
      await assert.rejects(treeWith(Path, bad).read(all), isMismatch)

      // The client, asked for a record below the node, whose tile lies on the record's way to the root.
      const record = Math.min(signed.size - 1, Index * 2 ** Level)
      const ops = testOps({ get })
      ops.lie = (path, honest) => (path === `/${Path}` ? bad : honest())
      const client = createSumdbClient({ verifier, ops, mayAsk: () => true, tileHeight: 2 })
      await assert.rejects(client.lookup(`example.com/m${record}`, 'v1.0.0'), isMismatch)
      for (const [file, bytes] of ops.cache) {
        assert.ok(equalBytes(bytes, get(file.slice(verifier.name.length))), `${file} is false`)
      }
      cases++
    }
  }
  assert.equal(cases, 9781)
})

// Numbers from a seed, so that a failure can be run again.
function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const NOTE =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n" +
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n' +
  '— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n'
const TREE = 'go.sum database tree\n71688409\nYKbGT4uCWTZUsAOYw6xmft30GlLu7X7wgr12m2oxslA=\nmore\n'
const RECORD = '4273\nrsc.io/quote v1.5.2 h1:w5fc=\nrsc.io/quote v1.5.2/go.mod h1:LzX7=\n\ngo.sum database tree\n'
const SEEDS = [
  NOTE,
  TREE,
  RECORD,
  'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  'EnochRoot+AF0CFE78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop',
  'tile/4/0/001',
  'tile/8/12/x123/x456/078.p/25',
  'tile/8/data/x003/x057/500',
]
const SPLICES = [
  '\n',
  '\n\n',
  ' ',
  '+',
  '=',
  '==',
  '0',
  '-',
  'x',
  '/',
  '.p/',
  '— ',
  '\u0000',
  '\r',
  '\u00a0',
  '\u0085',
  '\ufeff',
  '\ufffd',
]
SPLICES.push('— A AAAAAAAA\n', 'AAAA', '_', 'data', '000', '999', '\ud83d\ude00')

test('notes, tree heads, records, keys and tile paths are read as x/mod reads them', { skip }, () => {
  const random = randomFrom(20_260_807)
  const inputs: Buffer[] = SEEDS.map((seed) => Buffer.from(seed))
  while (inputs.length < 20_000) {
    let bytes = Buffer.from(SEEDS[random(SEEDS.length)] ?? '')
    for (let edits = 1 + random(3); edits > 0; edits--) {
      const at = random(bytes.length + 1)
      const kind = random(5)
      if (kind === 0) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random(4))])
      else if (kind === 1) bytes = Buffer.from(bytes.map((b, i) => (i === at ? b ^ (2 ** random(8)) : b)))
      else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(random(at + 1))])
      else {
        const splice = Buffer.from(SPLICES[random(SPLICES.length)] ?? '')
        bytes = Buffer.concat([bytes.subarray(0, at), splice, bytes.subarray(at)])
      }
    }
    inputs.push(bytes)
  }
  const expected = askGo<Record<string, string>>('parse', `${inputs.map((b) => b.toString('base64')).join('\n')}\n`)
  const known = parseVerifier('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW')
  const accepted = { note: 0, tree: 0, record: 0, key: 0, tile: 0 }
  let stricter = 0
  for (const [i, bytes] of inputs.entries()) {
    const theirs = expected[i] ?? {}
    const text = bytes.toString('utf8')
    const ours: Record<string, string | undefined> = {
      note: attempt(() => {
        const note = openNote(bytes, [known])
        return `${note.text.length} ${note.signatures.length} ${note.unverified.length}`
      }),
      tree: attempt(() => {
        const tree = parseTreeHead(text)
        return `${tree.size} ${hashText(tree.hash)}`
      }),
      record: attempt(() => {
        const answer = parseAnswer(bytes)
        const hex = (b: Uint8Array): string => Buffer.from(b).toString('hex')
        return `${answer.id} ${hex(answer.text)} ${hex(answer.head)}`
      }),
      key: attempt(() => {
        const key = parseVerifier(text)
        return `${key.name} ${key.keyHash}`
      }),
      tile: attempt(() => {
        const tile = parseTilePath(text)
        return `${tile.height} ${tile.level} ${tile.index} ${tile.width}`
      }),
    }
    if (theirs['note'] !== undefined) {
      const quoted = theirs['note'].slice(0, theirs['note'].lastIndexOf('"') + 1)
      assert.ok(ours['note'] !== undefined && quoted.length > 2, JSON.stringify(text))
      theirs['note'] = ours['note'].split(' ')[0] + theirs['note'].slice(quoted.length)
    }
    for (const kind of ['note', 'tree', 'record', 'key', 'tile'] as const) {
      if (theirs[kind] !== undefined) accepted[kind]++
      // Ours alone: numbers of records must be written as x/mod writes them, and no text begins with a blank line.
      if (kind === 'record' && ours[kind] === undefined && theirs[kind] !== undefined) {
        assert.match(text, /^(?:[+-]\d|0\d|\d{16,}|\d+\n\n)/)
        stricter++
        continue
      }
      // Numbers of 2^53 and more, and levels above 63, which no tree has.
      if (kind === 'tree' && ours[kind] === undefined && /\n\d{16,}\n/.test(text)) continue
      if (kind === 'tile' && ours[kind] === undefined && /^tile\/\d+\/(?:6[4-9]|[7-9]\d|\d{3,})\//.test(text)) continue
      // Go's base64 skips line ends; a note cannot have "\r", and a key comes from a setting of one line.
      if (kind === 'key' && ours[kind] === undefined && /[\r\n]/.test(text)) continue
      if (kind === 'tree' && ours[kind] === undefined && text.includes('\r')) continue
      assert.equal(ours[kind], theirs[kind], `${kind}: ${JSON.stringify(text)}`)
    }
  }
  for (const [kind, count] of Object.entries(accepted)) assert.ok(count > 30, `only ${count} of ${kind} were right`)
  assert.ok(stricter > 0)
})

function attempt(work: () => string): string | undefined {
  try {
    return work()
  } catch (error) {
    if (isWardenError(error, 'parse', 'mismatch')) return undefined
    throw error
  }
}

interface Story {
  readonly db: TestSumdb
  readonly latest: Uint8Array
  readonly remote: ReadonlyMap<string, Uint8Array>
  readonly lookups: readonly string[]
}

// Every tile of `db` at every size, so that neither client misses one, and the answers to `lookups`.
function remoteOf(db: TestSumdb, answers: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> {
  const remote = new Map(answers)
  for (const [level, row] of db.nodes.entries()) {
    if (level % db.tileHeight !== 0) continue
    const full = 2 ** db.tileHeight
    for (let index = 0; index * full < row.length; index++) {
      for (let width = 1; width <= Math.min(full, row.length - index * full); width++) {
        const tile = { height: db.tileHeight, level: level / db.tileHeight, index, width }
        remote.set(`/${tilePath(tile)}`, db.tile(tile))
      }
    }
  }
  return remote
}

test('the client says what x/mod says about forks, word for word', { skip }, async () => {
  const stories: Story[] = []
  for (let older = 2; older <= 60; older += 3) {
    const one = new TestSumdb('localhost.localdev/sumdb', 2).fill(older - 2)
    const other = one.fork()
    other.add('evil.example/x', 'v1.0.0')
    one.fill(62 - older)
    other.fill(61 - older)
    // The remembered head is the other history's, with its tiles, and this answer's head comes from ours.
    for (const [remembered, size] of [
      [one.signedHead(60), older],
      [one.signedHead(older), older],
    ] as const) {
      const answer = other.answerOf(0, other.signedHead(size))
      stories.push({
        db: one,
        latest: remembered,
        remote: remoteOf(one, new Map([['/lookup/example.com/m0@v1.0.0', answer]])),
        lookups: ['example.com/m0@v1.0.0'],
      })
    }
  }
  const answers = askGo<{ results: unknown[]; security: string | null }>('client', goStories(stories))
  let forks = 0
  for (const [i, { db, latest, remote }] of stories.entries()) {
    const ops = testOps({ get: (path) => remote.get(path) ?? notFound(path) })
    ops.head = latest
    const client = createSumdbClient({ verifier: db.key.verifier, ops, mayAsk: () => true, tileHeight: 2 })
    await assert.rejects(client.lookup('example.com/m0', 'v1.0.0'), (error) => isWardenError(error, 'fork'))
    const report = ops.evidence[0]
    assert.ok(report !== undefined && checkForkReport(report, db.key.verifier))
    assert.equal(report.text, askedText(answers[i]))
    forks++
  }
  assert.equal(forks, 40)
})

test('x/mod and the client agree about honest and lying databases', { skip }, async () => {
  const stories: Story[] = []
  const random = randomFrom(7)
  for (let n = 0; n < 300; n++) {
    const db = new TestSumdb('localhost.localdev/sumdb', 2).fill(1 + random(60))
    const lookups = Array.from({ length: 1 + random(3) }, () => `example.com/m${random(db.size)}@v1.0.0`)
    const answers = new Map(lookups.map((m) => [`/lookup/${m}`, db.answer(m, 1 + random(db.size))]))
    const remote = remoteOf(db, answers)
    if (random(3) > 0) {
      const paths = [...remote.keys()]
      for (let lies = random(4); lies > 0; lies--) {
        const path = paths[random(paths.length)] ?? ''
        const bytes = remote.get(path) ?? new Uint8Array(0)
        const at = random(bytes.length)
        remote.set(path, random(4) === 0 ? bytes.subarray(0, at) : bytes.with(at, (bytes[at] ?? 0) ^ (2 ** random(7))))
      }
    }
    const latest = random(2) === 0 ? new Uint8Array(0) : db.signedHead(1 + random(db.size))
    stories.push({ db, latest, remote, lookups })
  }
  const answers = askGo<{ results: (string[] | null)[] }>('client', goStories(stories))
  const counts = { proven: 0, refused: 0 }
  for (const [i, { db, latest, remote, lookups }] of stories.entries()) {
    const ops = testOps({ get: (path) => remote.get(path) ?? notFound(path) })
    ops.head = latest
    const client = createSumdbClient({ verifier: db.key.verifier, ops, mayAsk: () => true, tileHeight: 2 })
    for (const [k, module] of lookups.entries()) {
      const [path = '', version = ''] = module.split('@')
      const theirs = answers[i]?.results[k]
      const ours = await client.lookup(path, version).catch((error: unknown) => {
        if (!isWardenError(error)) throw error
        return undefined
      })
      if (ours !== undefined)
        assert.ok(
          ours.text.startsWith(`${path} ${version} `) && equalBytes(utf8(ours.text), db.records[ours.id] as Uint8Array),
        )
      // Ours remembers no failure and reads fewer tiles, so it may prove what x/mod gave up on; never the reverse.
      if (theirs !== null && theirs !== undefined) {
        assert.deepEqual(
          ours?.lines.filter((line) => line.startsWith(`${path} ${version} `)),
          theirs,
        )
        counts.proven++
      } else if (ours === undefined) counts.refused++
    }
  }
  assert.ok(counts.proven > 100 && counts.refused > 50, JSON.stringify(counts))
})

function notFound(path: string): never {
  throw new WardenError('not-found', path)
}

function askedText(answer: { readonly security: string | null } | undefined): string | null | undefined {
  return answer?.security
}

function goStories(stories: readonly Story[]): string {
  return stories
    .map(({ db, latest, remote, lookups }) => {
      const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
      return JSON.stringify({
        Key: db.key.verifier.key,
        Height: db.tileHeight,
        Latest: base64(latest),
        Remote: Object.fromEntries([...remote].map(([path, bytes]) => [path, base64(bytes)])),
        Lookups: lookups,
      })
    })
    .join('\n')
    .concat('\n')
}

test('the client proves what the server of x/mod answers over the network', { skip }, async () => {
  const binary = askGo<string>('path')[0] ?? ''
  const server = spawn(binary, ['serve'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = once(server, 'exit')
  try {
    const lines = createInterface({ input: server.stdout })
    const [address] = (await once(lines, 'line')) as [string]
    const ops = testOps({ get: notFound })
    ops.readRemote = async (path, maxBytes) => {
      ops.requests.push(path)
      const response = await fetch(`http://${address}${path}`)
      const bytes = new Uint8Array(await response.arrayBuffer())
      if (response.status === 404) throw new WardenError('not-found', path)
      if (response.status !== 200) throw new WardenError('unreachable', `${path}: ${response.status}`)
      assert.ok(bytes.length <= maxBytes)
      return bytes
    }
    const verifier = parseVerifier(GO_KEY)
    const open = (offline = false): ReturnType<typeof createSumdbClient> =>
      createSumdbClient({ verifier, ops, mayAsk: () => true, offline })
    const client = open()
    const modules = Array.from({ length: 600 }, (_, i) => [`example.com/Mod${i}`, `v1.${i}.0`] as const)
    for (const half of [modules.slice(0, 200), modules.slice(200)]) {
      const records = await Promise.all(half.map(async ([path, version]) => client.lookup(path, version)))
      for (const [i, [path, version]] of half.entries()) {
        assert.deepEqual(records[i]?.lines, [`${path} ${version} h1:zip=`, `${path} ${version}/go.mod h1:mod=`])
      }
    }
    await assert.rejects(client.lookup('example.com/missing', 'v1.0.0'), (error) => isWardenError(error, 'not-found'))
    assert.equal(client.head()?.size, 600)

    ops.requests.length = 0
    const again = open(true)
    const records = await Promise.all(modules.map(async ([path, version]) => again.lookup(path, version)))
    assert.equal(new Set(records.map((record) => record.id)).size, 600)
    assert.equal(ops.requests.length, 0)
  } finally {
    server.stdin.end()
    await exited
  }
})

test('the test key signs what x/mod signs', { skip }, () => {
  // The note of the package documentation, with a key of our own beside: x/mod opens it.
  const key = testKey('sumdb.example', 1)
  const note = Buffer.from(signedNote('text\n', key))
  const peter = parseVerifier('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW')
  const parsed = askGo<{ key?: string }>('parse', `${Buffer.from(key.verifier.key).toString('base64')}\n`)
  assert.equal(parsed[0]?.key, `sumdb.example ${key.verifier.keyHash}`)
  assert.equal(openNote(note, [key.verifier, peter]).signatures.length, 1)
})
