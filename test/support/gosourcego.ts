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
