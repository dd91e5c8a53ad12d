// The oracle for the catalogue of calls: what the Go files of a folder declare, by go/parser, under every build tag. Types
// are written as the catalogue writes them, in full.

/**
 * For each line on stdin, `IMPORTPATH<TAB>FOLDER`: a line a declaration, tab-separated, the import path first: `type NAME`,
 * `embed TYPE TYPE`, `field TYPE.NAME TYPE`, `var NAME TYPE` (`?` where it is not evident), `func NAME COUNT
 * fixed|variadic RESULTS`, for methods and fields with the type's name in front. Unexported types are told too, for what
 * exported ones embed of them.
 */
export const declarationsOracle = `package main

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

func main() {
	in := bufio.NewScanner(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for in.Scan() {
		path, dir, _ := strings.Cut(in.Text(), "\\t")
		files, _ := filepath.Glob(filepath.Join(dir, "*.go"))
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
			if err != nil {
				continue
			}
			d := dumper{out: out, path: path, imports: map[string]string{}}
			for _, im := range f.Imports {
				p, _ := strconv.Unquote(im.Path.Value)
				if im.Name != nil {
					d.imports[im.Name.Name] = p
				} else {
					d.imports[base(p)] = p
				}
			}
			d.file(f)
		}
	}
}

func base(p string) string {
	parts := strings.Split(p, "/")
	last := parts[len(parts)-1]
	if len(parts) > 1 && len(last) > 1 && last[0] == 'v' && last[1] >= '0' && last[1] <= '9' {
		last = parts[len(parts)-2]
	}
	if i := strings.LastIndex(last, ".v"); i > 0 {
		last = last[:i]
	}
	return strings.TrimPrefix(strings.TrimSuffix(last, ".go"), "go-")
}

type dumper struct {
	out     *bufio.Writer
	path    string
	imports map[string]string
	params  map[string]bool
}

func (d *dumper) say(parts ...string) {
	fmt.Fprintln(d.out, d.path+"\\t"+strings.Join(parts, "\\t"))
}

func (d *dumper) typeParams(lists ...*ast.FieldList) {
	d.params = map[string]bool{}
	for _, l := range lists {
		if l == nil {
			continue
		}
		for _, f := range l.List {
			for _, n := range f.Names {
				d.params[n.Name] = true
			}
		}
	}
}

func (d *dumper) file(f *ast.File) {
	for _, decl := range f.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			if !decl.Name.IsExported() {
				continue
			}
			name := decl.Name.Name
			d.typeParams(decl.Type.TypeParams)
			if decl.Recv != nil && len(decl.Recv.List) > 0 {
				recv, args := receiver(decl.Recv.List[0].Type)
				for _, a := range args {
					d.params[a] = true
				}
				name = recv + "." + name
			}
			d.fun(name, decl.Type)
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				switch spec := spec.(type) {
				case *ast.ValueSpec:
					for i, n := range spec.Names {
						t := "?"
						if spec.Type != nil {
							t = d.typ(spec.Type)
						} else if i < len(spec.Values) {
							t = d.value(spec.Values[i])
						}
						if n.IsExported() {
							d.say("var", n.Name, t)
							if ft, ok := spec.Type.(*ast.FuncType); ok {
								d.fun(n.Name, ft)
							}
							if i < len(spec.Values) {
								if fl, ok := spec.Values[i].(*ast.FuncLit); ok {
									d.fun(n.Name, fl.Type)
								}
							}
						}
					}
				case *ast.TypeSpec:
					d.typeParams(spec.TypeParams)
					d.spec(spec)
				}
			}
		}
	}
}

func (d *dumper) value(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.UnaryExpr:
		return d.value(x.X)
	case *ast.CompositeLit:
		if x.Type != nil {
			return d.typ(x.Type)
		}
	case *ast.FuncLit:
		return "func"
	}
	return "?"
}

func receiver(x ast.Expr) (string, []string) {
	switch x := x.(type) {
	case *ast.StarExpr:
		return receiver(x.X)
	case *ast.ParenExpr:
		return receiver(x.X)
	case *ast.IndexExpr:
		n, _ := receiver(x.X)
		if id, ok := x.Index.(*ast.Ident); ok {
			return n, []string{id.Name}
		}
		return n, nil
	case *ast.IndexListExpr:
		n, _ := receiver(x.X)
		var a []string
		for _, i := range x.Indices {
			if id, ok := i.(*ast.Ident); ok {
				a = append(a, id.Name)
			}
		}
		return n, a
	case *ast.Ident:
		return x.Name, nil
	}
	return "?", nil
}

func (d *dumper) spec(spec *ast.TypeSpec) {
	name := spec.Name.Name
	d.say("type", name)
	switch t := spec.Type.(type) {
	case *ast.StructType:
		for _, f := range t.Fields.List {
			if len(f.Names) == 0 {
				d.say("embed", name, d.typ(f.Type))
				r, _ := receiver(f.Type)
				if s, ok := strip(f.Type).(*ast.SelectorExpr); ok {
					r = s.Sel.Name
				}
				d.say("field", name+"."+r, d.typ(f.Type))
			}
			for _, n := range f.Names {
				if n.IsExported() {
					d.say("field", name+"."+n.Name, d.typ(f.Type))
				}
			}
		}
	case *ast.InterfaceType:
		for _, f := range t.Methods.List {
			if len(f.Names) == 0 {
				d.say("embed", name, d.typ(f.Type))
			}
			for _, n := range f.Names {
				if ft, ok := f.Type.(*ast.FuncType); ok && n.IsExported() {
					d.fun(name+"."+n.Name, ft)
				}
			}
		}
	default:
		d.say("embed", name, d.typ(spec.Type))
	}
}

func strip(x ast.Expr) ast.Expr {
	for {
		switch t := x.(type) {
		case *ast.StarExpr:
			x = t.X
		case *ast.IndexExpr:
			x = t.X
		case *ast.IndexListExpr:
			x = t.X
		default:
			return x
		}
	}
}

func (d *dumper) fun(name string, t *ast.FuncType) {
	n, variadic := 0, "fixed"
	for _, f := range t.Params.List {
		k := len(f.Names)
		if k == 0 {
			k = 1
		}
		n += k
		if _, ok := f.Type.(*ast.Ellipsis); ok {
			variadic = "variadic"
		}
	}
	results := []string{}
	if t.Results != nil {
		for _, f := range t.Results.List {
			k := len(f.Names)
			if k == 0 {
				k = 1
			}
			for i := 0; i < k; i++ {
				results = append(results, d.typ(f.Type))
			}
		}
	}
	d.say("func", name, strconv.Itoa(n), variadic, strings.Join(results, " "))
}

func (d *dumper) typ(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.Ident:
		if d.params[x.Name] || x.Name == "any" || x.Name == "comparable" {
			return "_"
		}
		switch x.Name {
		case "bool", "string", "error", "byte", "rune", "int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64", "uintptr", "float32", "float64", "complex64", "complex128":
			return x.Name
		}
		return d.path + "." + x.Name
	case *ast.StarExpr:
		return d.typ(x.X)
	case *ast.ParenExpr:
		return d.typ(x.X)
	case *ast.IndexExpr:
		return d.typ(x.X)
	case *ast.IndexListExpr:
		return d.typ(x.X)
	case *ast.SelectorExpr:
		id, ok := x.X.(*ast.Ident)
		if !ok {
			return "_"
		}
		if id.Name == "unsafe" {
			return "_"
		}
		p, ok := d.imports[id.Name]
		if !ok {
			return "?" + id.Name + "." + x.Sel.Name
		}
		return p + "." + x.Sel.Name
	case *ast.ArrayType:
		return "[]" + d.typ(x.Elt)
	case *ast.Ellipsis:
		return "[]" + d.typ(x.Elt)
	case *ast.MapType:
		return "map"
	case *ast.FuncType:
		return "func"
	case *ast.ChanType:
		return "chan"
	}
	return "_"
}
`
