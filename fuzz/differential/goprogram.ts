// The Go side of differential fuzzing, one program: it is asked in batches and answers as the go command's code does.
//
//   batch  = length, 4 bytes little-endian; JSON {"Names": [...], "Mods": [...], "Sums": [...], "Zips": {...}}
//   answer = length, 4 bytes; JSON [answer, ...], one for each question
//
// go.sum is read by the go command's own function, whose text is taken from the Go installation when the program is
// built: golang.org/x/mod has none. It is never written into this repository.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { goEnv } from '../../test/support/go.ts'
import { namesAnswer } from '../../test/support/namesoracle.ts'
import { judge } from '../../test/support/zipgo.ts'
import { zipMaker } from '../../test/support/zipfuzz.ts'

/** The program's source. Throws where the Go installation has no readGoSum of the form that is expected. */
export function goProgram(): string {
  return [head, namesAnswer, modAnswer, sumAnswer(), zipMaker, judge].join('\n')
}

function sumAnswer(): string {
  const file = join(goEnv('GOROOT'), 'src/cmd/go/internal/modfetch/fetch.go')
  const text = readFileSync(file, 'utf8')
  const constant = /^const emptyGoModHash = "h1:[A-Za-z0-9+/=]+"$/m.exec(text)?.[0]
  const reader =
    /^func readGoSum\(dst map\[module\.Version\]\[\]string, file string, data \[\]byte\) \{\n[^]*?^\}$/m.exec(text)?.[0]
  if (constant === undefined || reader === undefined) throw new Error(`${file}: readGoSum has another form`)
  return `${constant}\n${reader}\n${sumShim}`
}

const head = String.raw`package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/flate"
	"debug/buildinfo"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"math/rand"
	"os"
	"path"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
	"golang.org/x/mod/sumdb/dirhash"
	modzip "golang.org/x/mod/zip"
)

type batch struct {
	Names [][]string
	Mods  []modQuestion
	Sums  [][]byte
	Programs [][]byte
	Zips  struct {
		Seed, Count int64
		Extract     bool
	}
}

func main() {
	var err error
	if work, err = os.MkdirTemp("", "differential-"); err != nil {
		panic(err)
	}
	defer os.RemoveAll(work)
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	size := make([]byte, 4)
	for {
		if _, err := io.ReadFull(in, size); err != nil {
			return
		}
		frame := make([]byte, binary.LittleEndian.Uint32(size))
		if _, err := io.ReadFull(in, frame); err != nil {
			panic(err)
		}
		var b batch
		if err := json.Unmarshal(frame, &b); err != nil {
			panic(err)
		}
		answers := []any{}
		for _, q := range b.Names {
			answers = append(answers, answerName(q))
		}
		for _, q := range b.Mods {
			answers = append(answers, answerMod(q))
		}
		for _, q := range b.Sums {
			answers = append(answers, answerSum(q))
		}
		for _, q := range b.Programs {
			answers = append(answers, answerProgram(q))
		}
		for i := range b.Zips.Count {
			answers = append(answers, answerZip(b.Zips.Seed+i, b.Zips.Extract))
		}
		var buf bytes.Buffer
		enc := json.NewEncoder(&buf)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(answers); err != nil {
			panic(err)
		}
		binary.LittleEndian.PutUint32(size, uint32(buf.Len()))
		out.Write(size)
		out.Write(buf.Bytes())
		if err := out.Flush(); err != nil {
			panic(err)
		}
	}
}

// answerProgram gives the build info as our parser names its parts, or the error's text.
func answerProgram(data []byte) any {
	info, err := buildinfo.Read(bytes.NewReader(data))
	if err != nil {
		return err.Error()
	}
	deps := []any{}
	for _, m := range info.Deps {
		deps = append(deps, builtModule(m))
	}
	settings := []any{}
	for _, s := range info.Settings {
		settings = append(settings, []string{s.Key, s.Value})
	}
	var main any
	if info.Main.Path != "" || info.Main.Version != "" || info.Main.Sum != "" {
		main = builtModule(&info.Main)
	}
	return []any{info.GoVersion, info.Path, main, deps, settings}
}

func builtModule(m *debug.Module) any {
	if m.Replace == nil {
		return []any{m.Path, m.Version, m.Sum}
	}
	return []any{m.Path, m.Version, m.Sum, builtModule(m.Replace)}
}

func answerZip(seed int64, extract bool) []string {
	data, done := makeZip(seed)
	sum, refusal := judge(module.Version{Path: "example.com/m", Version: "v1.0.0"}, data, extract)
	return []string{b64(string(data)), sum, refusal, done}
}
`

const modAnswer = String.raw`
type modQuestion struct{ Mode, Text string }
type modAnswer struct {
	Errors []string
	Values []string
	Format string
}

func answerMod(q modQuestion) (a modAnswer) {
	say := func(format string, args ...any) { a.Values = append(a.Values, fmt.Sprintf(format, args...)) }
	fail := func(err error) {
		for _, e := range err.(modfile.ErrorList) {
			// Columns in bytes: x/mod counts characters.
			column := e.Pos.Byte - strings.LastIndexByte(q.Text[:e.Pos.Byte], '\n')
			e.Pos, e.Filename = modfile.Position{Line: e.Pos.Line}, ""
			a.Errors = append(a.Errors, fmt.Sprintf("%d%s", column, e.Error()))
		}
	}
	if q.Mode == "work" {
		f, err := modfile.ParseWork("f", []byte(q.Text), nil)
		if err != nil {
			fail(err)
			return
		}
		if f.Go != nil {
			say("go %s", f.Go.Version)
		}
		if f.Toolchain != nil {
			say("toolchain %s", f.Toolchain.Name)
		}
		for _, x := range f.Godebug {
			say("godebug %d %s %s", x.Syntax.Start.Line, x.Key, x.Value)
		}
		for _, x := range f.Use {
			say("use %d %s", x.Syntax.Start.Line, x.Path)
		}
		for _, x := range f.Replace {
			say("replace %d %s %s %s %s", x.Syntax.Start.Line, x.Old.Path, x.Old.Version, x.New.Path, x.New.Version)
		}
		a.Format = string(modfile.Format(f.Syntax))
		return
	}
	parse := modfile.Parse
	if q.Mode == "lax" {
		parse = modfile.ParseLax
	}
	f, err := parse("f", []byte(q.Text), nil)
	if err != nil {
		fail(err)
		return
	}
	if f.Module != nil {
		say("module %d %s %q", f.Module.Syntax.Start.Line, f.Module.Mod.Path, f.Module.Deprecated)
	}
	if f.Go != nil {
		say("go %s", f.Go.Version)
	}
	if f.Toolchain != nil {
		say("toolchain %s", f.Toolchain.Name)
	}
	for _, x := range f.Godebug {
		say("godebug %d %s %s", x.Syntax.Start.Line, x.Key, x.Value)
	}
	for _, x := range f.Require {
		say("require %d:%d %s %s %v", x.Syntax.Start.Line, x.Syntax.Start.LineRune, x.Mod.Path, x.Mod.Version, x.Indirect)
	}
	for _, x := range f.Exclude {
		say("exclude %d %s %s", x.Syntax.Start.Line, x.Mod.Path, x.Mod.Version)
	}
	for _, x := range f.Replace {
		say("replace %d %s %s %s %s", x.Syntax.Start.Line, x.Old.Path, x.Old.Version, x.New.Path, x.New.Version)
	}
	for _, x := range f.Retract {
		say("retract %d %s %s %q", x.Syntax.Start.Line, x.Low, x.High, x.Rationale)
	}
	for _, x := range f.Tool {
		say("tool %d %s", x.Syntax.Start.Line, x.Path)
	}
	for _, x := range f.Ignore {
		say("ignore %d %s", x.Syntax.Start.Line, x.Path)
	}
	a.Format = string(modfile.Format(f.Syntax))
	return
}
`

// What readGoSum needs of the go command: to say what is wrong, and which command runs.
const sumShim = String.raw`
var cfg struct{ CmdName string }

type commandBase struct{}

var base commandBase

func (commandBase) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

type sumHashes struct {
	Path, Version string
	Hashes        []string
}
type sumAnswer struct {
	Error string
	Sums  []sumHashes
}

func answerSum(data []byte) (a sumAnswer) {
	defer func() {
		if err := recover(); err != nil {
			a = sumAnswer{Error: err.(string)}
		}
	}()
	dst := map[module.Version][]string{}
	readGoSum(dst, "go.sum", data)
	for m, hashes := range dst {
		a.Sums = append(a.Sums, sumHashes{m.Path, m.Version, hashes})
	}
	return a
}
`
