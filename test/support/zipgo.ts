// Go for test/go/zip.test.ts and fuzz/differential: what Go says about zips, about folding, and about the cases of
// golang.org/x/mod/zip/testdata. It uses the library's exported functions only.

/** Prints each case-folding orbit of more than one code point, in hex, a line each. */
export const foldOracle: string = String.raw`package main

import (
	"bufio"
	"fmt"
	"os"
	"unicode"
)

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for r := rune(0); r <= unicode.MaxRune; r++ {
		least := r
		for s := unicode.SimpleFold(r); s != r; s = unicode.SimpleFold(s) {
			least = min(least, s)
		}
		if least != r || unicode.SimpleFold(r) == r {
			continue
		}
		fmt.Fprintf(out, "%x", r)
		for s := unicode.SimpleFold(r); s != r; s = unicode.SimpleFold(s) {
			fmt.Fprintf(out, " %x", s)
		}
		fmt.Fprintln(out)
	}
}
`

/** Go: `judge(module, zip, extract)`, for programs with a `work` folder and the imports that it needs. */
export const judge: string = String.raw`
func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

// judge gives HashZip's sum where every reader of the go command accepts the zip, and else what the first said.
func judge(m module.Version, data []byte, extract bool) (sum, refusal string) {
	file := filepath.Join(work, "m.zip")
	if err := os.WriteFile(file, data, 0666); err != nil {
		panic(err)
	}
	if _, err := modzip.CheckZip(m, file); err != nil {
		return "", "CheckZip: " + err.Error()
	}
	sum, err := dirhash.HashZip(file, dirhash.DefaultHash)
	if err != nil {
		return "", "HashZip: " + err.Error()
	}
	if extract {
		dir, err := os.MkdirTemp(work, "x")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(dir)
		if err := modzip.Unzip(dir, m, file); err != nil {
			return "", "Unzip: " + err.Error()
		}
	}
	return sum, ""
}
`

/**
 * Reads lines "kind TAB file" of x/mod's txtar cases. Prints two lines for each, of base64 fields between tabs: path,
 * version, zip, HashZip's sum, the refusal, the hash or error that the case wants. The first zip is what Create or
 * CreateFromDir makes of the case (or the archive as it stands, for check_zip and unzip); the second holds all its
 * files under the module's prefix, as a careless tool would pack them.
 */
export const txtarOracle: string = String.raw`package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/module"
	"golang.org/x/mod/sumdb/dirhash"
	modzip "golang.org/x/mod/zip"
)

var work string

type file struct {
	name string
	data []byte
}

func (f file) Path() string                 { return f.name }
func (f file) Lstat() (os.FileInfo, error)  { return f, nil }
func (f file) Open() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(f.data)), nil }
func (f file) Name() string                 { return filepath.Base(f.name) }
func (f file) Size() int64                  { return int64(len(f.data)) }
func (f file) Mode() os.FileMode            { return 0644 }
func (f file) ModTime() time.Time           { return time.Time{} }
func (f file) IsDir() bool                  { return false }
func (f file) Sys() any                     { return nil }

func parse(name string) (values map[string]string, files []file) {
	data, err := os.ReadFile(name)
	if err != nil {
		panic(err)
	}
	values = map[string]string{"path": "example.com/m", "version": "v1.0.0"}
	for _, line := range strings.SplitAfter(string(data), "\n") {
		text := strings.TrimSpace(line)
		if strings.HasPrefix(line, "-- ") && strings.HasSuffix(text, " --") {
			files = append(files, file{name: strings.TrimSpace(text[3 : len(text)-3])})
		} else if len(files) > 0 {
			last := &files[len(files)-1]
			last.data = append(last.data, line...)
		} else if key, value, ok := strings.Cut(text, "="); ok && !strings.HasPrefix(text, "#") {
			values[strings.TrimSpace(key)] = strings.TrimSpace(value)
		}
	}
	return values, files
}

func pack(prefix string, files []file) []byte {
	var buf bytes.Buffer
	zw := zip.NewWriter(&buf)
	for _, f := range files {
		w, err := zw.Create(prefix + f.name)
		if err != nil {
			panic(err)
		}
		w.Write(f.data)
	}
	if err := zw.Close(); err != nil {
		panic(err)
	}
	return buf.Bytes()
}

func create(kind string, m module.Version, files []file) ([]byte, error) {
	var buf bytes.Buffer
	if kind == "create" || kind == "check_files" {
		var list []modzip.File
		for _, f := range files {
			list = append(list, f)
		}
		err := modzip.Create(&buf, m, list)
		return buf.Bytes(), err
	}
	dir, err := os.MkdirTemp(work, "d")
	if err != nil {
		panic(err)
	}
	for _, f := range files {
		name := filepath.Join(dir, f.name)
		os.MkdirAll(filepath.Dir(name), 0777)
		os.WriteFile(name, f.data, 0666)
	}
	err = modzip.CreateFromDir(&buf, m, dir)
	return buf.Bytes(), err
}

func main() {
	var err error
	if work, err = os.MkdirTemp("", "zip-oracle-"); err != nil {
		panic(err)
	}
	defer os.RemoveAll(work)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		kind, name, _ := strings.Cut(in.Text(), "\t")
		values, files := parse(name)
		var kept []file
		for _, f := range files {
			if f.name != "want" || !strings.HasPrefix(kind, "check_") {
				kept = append(kept, f)
			}
		}
		m := module.Version{Path: values["path"], Version: values["version"]}
		print := func(data []byte, want string) {
			sum, refusal := judge(m, data, true)
			fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\t%s\n", b64(m.Path), b64(m.Version), b64(string(data)), b64(sum), b64(refusal), b64(want))
		}
		want := values["hash"]
		if values["wantErr"] != "" {
			want = "error: " + values["wantErr"]
		}
		if kind == "check_zip" || kind == "unzip" {
			print(pack("", kept), want)
		} else if data, err := create(kind, m, kept); err == nil {
			print(data, want)
		} else {
			print(data, "error: " + err.Error())
		}
		print(pack(m.Path+"@"+m.Version+"/", kept), "")
	}
}
${judge}`
