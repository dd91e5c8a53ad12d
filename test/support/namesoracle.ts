// Go that is asked about names: what fuzz/differential asks, and the programs of test/go/names.test.ts.

/** Go: `answerName(question)`, where a question is a function's name and its arguments, for fuzz/differential. */
export const namesAnswer: string = `
func orNull(s string, err error) any {
	if err != nil {
		return nil
	}
	return s
}

func answerName(q []string) any {
	a := q[1:]
	var v any
	switch q[0] {
	case "CheckPath":
		v = module.CheckPath(a[0]) == nil
	case "CheckImportPath":
		v = module.CheckImportPath(a[0]) == nil
	case "CheckFilePath":
		v = module.CheckFilePath(a[0]) == nil
	case "Check":
		v = module.Check(a[0], a[1]) == nil
	case "EscapePath":
		v = orNull(module.EscapePath(a[0]))
	case "EscapeVersion":
		v = orNull(module.EscapeVersion(a[0]))
	case "UnescapePath":
		v = orNull(module.UnescapePath(a[0]))
	case "UnescapeVersion":
		v = orNull(module.UnescapeVersion(a[0]))
	case "SplitPathVersion":
		prefix, major, ok := module.SplitPathVersion(a[0])
		m := ""
		if ok {
			// For gopkg.in/a.v-unstable, which it splits itself, x/mod panics here.
			m = func() (prefix string) {
				defer func() { _ = recover() }()
				return module.PathMajorPrefix(major)
			}()
		}
		v = []any{prefix, major, ok, m}
	case "CheckPathMajor":
		v = []any{module.CheckPathMajor(a[0], a[1]) == nil, module.MatchPathMajor(a[0], a[1])}
	case "CanonicalVersion":
		v = module.CanonicalVersion(a[0])
	case "Parts":
		v = []any{semver.IsValid(a[0]), semver.Canonical(a[0]), semver.Major(a[0]), semver.MajorMinor(a[0]), semver.Prerelease(a[0]), semver.Build(a[0])}
	case "Compare":
		v = []any{semver.Compare(a[0], a[1]), semver.Max(a[0], a[1])}
	case "SortVersions":
		list := strings.Split(a[0], "\\n")
		semver.Sort(list)
		v = list
	case "SortModules":
		var list []module.Version
		for _, l := range strings.Split(a[0], "\\n") {
			p, w, _ := strings.Cut(l, " ")
			list = append(list, module.Version{Path: p, Version: w})
		}
		module.Sort(list)
		var lines []string
		for _, m := range list {
			lines = append(lines, m.Path+" "+m.Version)
		}
		v = lines
	case "Pseudo":
		rev, err := module.PseudoVersionRev(a[0])
		base, err2 := module.PseudoVersionBase(a[0])
		t, err3 := module.PseudoVersionTime(a[0])
		v = []any{module.IsPseudoVersion(a[0]), module.IsZeroPseudoVersion(a[0]), orNull(rev, err), orNull(base, err2), orNull(t.UTC().Format("2006-01-02T15:04:05Z"), err3)}
	case "PseudoVersion":
		t, err := time.Parse(time.RFC3339, a[2])
		if err != nil {
			panic(err)
		}
		v = []any{module.PseudoVersion(a[0], a[1], t, a[3]), module.ZeroPseudoVersion(a[0])}
	case "MatchPrefixPatterns":
		v = module.MatchPrefixPatterns(a[0], a[1])
	case "Match":
		ok, err := path.Match(a[0], a[1])
		v = ok && err == nil
	case "Fields":
		f := strings.Fields(a[0])
		if f == nil {
			f = []string{}
		}
		v = []any{f, strings.TrimSpace(a[0])}
	default:
		panic(q[0])
	}
	return v
}
`

/** Prints the string literals of the Go files that its arguments name: a list for each, as one JSON object. */
export const literalsOracle: string = `package main

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strconv"
	"unicode/utf8"
)

func main() {
	found := map[string][]string{}
	for _, name := range os.Args[1:] {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			panic(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
				if s, err := strconv.Unquote(l.Value); err == nil && utf8.ValidString(s) {
					found[name] = append(found[name], s)
				}
			}
			return true
		})
	}
	json.NewEncoder(os.Stdout).Encode(found)
}
`

/** Prints the code points from U+0080 on where letters begin and end in turn, one a line. */
export const lettersOracle: string = `package main

import (
	"fmt"
	"unicode"
)

func main() {
	in := false
	for r := rune(0x80); r <= unicode.MaxRune+1; r++ {
		if now := r <= unicode.MaxRune && unicode.IsLetter(r); now != in {
			fmt.Println(int(r))
			in = now
		}
	}
}
`
