// The oracle for Go source: go/parser reads what is on stdin and prints its tree, a node a line, or that it is no Go.
import { walk } from '../../src/gosource/walk.ts'
import type { File } from '../../src/gosource/ast.ts'

/** Sources for the oracle: each with its length in front. */
export function framed(sources: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(sources.flatMap((source) => [Buffer.from(`${source.length}\n`), source]))
}

/** Our tree as the oracle prints go/parser's; `undefined` where the file has errors. */
export function dump(file: File): string | undefined {
  if (file.errors.length > 0) return undefined
  const utf8 = (text: string): string => Buffer.from(text, 'latin1').toString('utf8')
  const lines = [`Ident ${file.package.pos} ${file.package.end} ${utf8(file.package.name)}\n`]
  walk(file.decls, (node) => {
    if (node.kind === 'EmptyStmt') return
    let more = ''
    if (node.kind === 'Ident') more = utf8(node.name)
    else if (node.kind === 'BasicLit') more = node.token.toUpperCase()
    else if (node.kind === 'BinaryExpr' || node.kind === 'UnaryExpr' || node.kind === 'AssignStmt') more = node.op
    else if (node.kind === 'CallExpr') more = String(node.spread)
    else if (node.kind === 'ChanType') more = node.direction
    lines.push(`${node.kind} ${node.pos} ${node.end} ${more}\n`)
  })
  return lines.join('')
}

/** For each source on stdin: `ok` and the SHA-256 of the tree's lines, or `error` and why. With `-dump`, the lines. */
export const oracle = `package main

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"reflect"
	"strings"
)

func main() {
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for {
		var n int
		if _, err := fmt.Fscanf(in, "%d\\n", &n); err != nil {
			return
		}
		source := make([]byte, n)
		if _, err := io.ReadFull(in, source); err != nil {
			panic(err)
		}
		lines, err := dump(source)
		switch {
		case err != nil:
			fmt.Fprintf(out, "error %s\\n", strings.ReplaceAll(err.Error(), "\\n", " "))
		case len(os.Args) > 1:
			fmt.Fprint(out, lines)
		default:
			fmt.Fprintf(out, "ok %x\\n", sha256.Sum256([]byte(lines)))
		}
	}
}

func dump(source []byte) (string, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "x.go", source, parser.SkipObjectResolution|parser.ParseComments)
	if err != nil {
		return "", err
	}
	base := files.File(file.FileStart).Base()
	bodies := map[ast.Node]bool{}
	var b strings.Builder
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case nil, *ast.File, *ast.FieldList, *ast.Comment, *ast.CommentGroup, *ast.EmptyStmt:
			return true
		case *ast.SwitchStmt:
			bodies[n.Body] = true
		case *ast.TypeSwitchStmt:
			bodies[n.Body] = true
		case *ast.SelectStmt:
			bodies[n.Body] = true
		}
		if bodies[n] {
			return true
		}
		kind := strings.TrimPrefix(reflect.TypeOf(n).String(), "*ast.")
		if kind == "IndexListExpr" {
			kind = "IndexExpr"
		}
		more := ""
		switch n := n.(type) {
		case *ast.Ident:
			more = n.Name
		case *ast.BasicLit:
			more = n.Kind.String()
		case *ast.BinaryExpr:
			more = n.Op.String()
		case *ast.UnaryExpr:
			more = n.Op.String()
		case *ast.AssignStmt:
			more = n.Tok.String()
		case *ast.CallExpr:
			more = fmt.Sprint(n.Ellipsis.IsValid())
		case *ast.ChanType:
			more = map[ast.ChanDir]string{ast.SEND: "send", ast.RECV: "receive", ast.SEND | ast.RECV: "both"}[n.Dir]
		}
		fmt.Fprintf(&b, "%s %d %d %s\\n", kind, int(n.Pos())-base, int(n.End())-base, more)
		return true
	})
	return b.String(), nil
}
`

/**
 * go/types as the oracle for names. On stdin packages, each a number of files and the files framed; for each name that
 * go/types resolves outside selectors one line, `file offset how declaring-file declaring-offset kind`, and `end`.
 */
export const namesOracle = `package main

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"path"
	"regexp"
	"strconv"
)

type empty map[string]*types.Package

func (e empty) Import(name string) (*types.Package, error) {
	if e[name] == nil {
		e[name] = types.NewPackage(name, guessed(name))
		e[name].MarkComplete()
	}
	return e[name], nil
}

// No package is read, so its name is guessed.
func guessed(name string) string {
	last := path.Base(name)
	if regexp.MustCompile("^v[0-9]+$").MatchString(last) {
		return path.Base(path.Dir(name))
	}
	return last
}

// A guess that another import of the file says is its own name is wrong, because the file compiles.
func dropWrongGuesses(file *ast.File) {
	said := map[string]bool{}
	for _, spec := range file.Imports {
		if spec.Name != nil {
			said[spec.Name.Name] = true
		}
	}
	for _, spec := range file.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		if err == nil && spec.Name == nil && said[guessed(name)] {
			spec.Name = &ast.Ident{NamePos: spec.Path.Pos(), Name: "_"}
		}
	}
}

func main() {
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for {
		var count int
		if _, err := fmt.Fscanf(in, "%d\\n", &count); err != nil {
			return
		}
		set := token.NewFileSet()
		var files []*ast.File
		number := map[*token.File]int{}
		for i := range count {
			var n int
			if _, err := fmt.Fscanf(in, "%d\\n", &n); err != nil {
				panic(err)
			}
			source := make([]byte, n)
			if _, err := io.ReadFull(in, source); err != nil {
				panic(err)
			}
			file, err := parser.ParseFile(set, fmt.Sprintf("f%d.go", i), source, parser.SkipObjectResolution)
			if err != nil {
				panic(err)
			}
			dropWrongGuesses(file)
			number[set.File(file.FileStart)] = i
			files = append(files, file)
		}
		info := &types.Info{Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
		config := types.Config{Importer: empty{}, FakeImportC: true, Error: func(error) {}}
		config.Check("p", set, files, info)
		place := func(pos token.Pos) string {
			file := set.File(pos)
			return fmt.Sprintf("%d %d", number[file], file.Offset(pos))
		}
		for _, file := range files {
			members := map[*ast.Ident]bool{}
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.SelectorExpr:
					members[n.Sel] = true
				case *ast.Ident:
					how, object := "use", info.Uses[n]
					if object == nil {
						how, object = "def", info.Defs[n]
					}
					if object == nil || members[n] {
						break
					}
					kind := fmt.Sprintf("%T", object)[7:]
					if v, ok := object.(*types.Var); ok && v.IsField() {
						kind = "Field"
					}
					at := "-1 -1"
					if object.Pos().IsValid() {
						at = place(object.Pos())
					}
					fmt.Fprintf(out, "%s %s %s %s\\n", place(n.Pos()), how, at, kind)
				}
				return true
			})
		}
		fmt.Fprintln(out, "end")
	}
}
`
