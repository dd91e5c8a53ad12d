// The syntax tree of a Go file. Nodes have the names and parts of Go's own go/ast, so that a Go engineer finds them;
// positions are byte offsets, `pos` of the first byte and `end` behind the last one. Some 450 lines, because the nodes
// name each other and are read together, as the specification is.
import type { Entity } from './scope.ts'
import type { AssignOperator, BinaryOperator, LiteralToken } from './token.ts'

/** Where a node stands: bytes from the start of the file. */
export interface Span {
  readonly pos: number
  readonly end: number
}

/** A name. */
export interface Ident extends Span {
  readonly kind: 'Ident'
  readonly name: string
  /** What it means, where scope.ts found it: set there, once, and by nobody else. */
  entity: Entity | undefined
}

/** A number, rune or string literal; `text` is as written, a byte a character. */
export interface BasicLit extends Span {
  readonly kind: 'BasicLit'
  readonly token: LiteralToken
  readonly text: string
}

/** `T{…}`; without a type inside another literal. */
export interface CompositeLit extends Span {
  readonly kind: 'CompositeLit'
  readonly type: Expr | undefined
  readonly elements: readonly Expr[]
}

/** `func(…) {…}`. */
export interface FuncLit extends Span {
  readonly kind: 'FuncLit'
  readonly type: FuncType
  readonly body: BlockStmt
}

/** `(x)`. */
export interface ParenExpr extends Span {
  readonly kind: 'ParenExpr'
  readonly x: Expr
}

/** `x.name`. */
export interface SelectorExpr extends Span {
  readonly kind: 'SelectorExpr'
  readonly x: Expr
  readonly sel: Ident
}

/** `x[i]`, or `F[A, B]` with type arguments. */
export interface IndexExpr extends Span {
  readonly kind: 'IndexExpr'
  readonly x: Expr
  readonly indices: readonly Expr[]
}

/** `x[low:high:max]`. */
export interface SliceExpr extends Span {
  readonly kind: 'SliceExpr'
  readonly x: Expr
  readonly low: Expr | undefined
  readonly high: Expr | undefined
  readonly max: Expr | undefined
}

/** `x.(T)`; without a type it is `x.(type)`. */
export interface TypeAssertExpr extends Span {
  readonly kind: 'TypeAssertExpr'
  readonly x: Expr
  readonly type: Expr | undefined
}

/** `fun(args...)`; `spread` is the `...`. */
export interface CallExpr extends Span {
  readonly kind: 'CallExpr'
  readonly fun: Expr
  /** Where its parenthesis opens. */
  readonly lparen: number
  readonly args: readonly Expr[]
  readonly spread: boolean
}

/** `*x`: a value or a type. */
export interface StarExpr extends Span {
  readonly kind: 'StarExpr'
  readonly x: Expr
}

/** `op x`. */
export interface UnaryExpr extends Span {
  readonly kind: 'UnaryExpr'
  readonly op: '+' | '-' | '!' | '^' | '&' | '~' | '<-'
  readonly x: Expr
}

/** `x op y`. A chain of one operator leans left and may be thousands long: walk it with a loop. */
export interface BinaryExpr extends Span {
  readonly kind: 'BinaryExpr'
  readonly op: BinaryOperator
  readonly opPos: number
  readonly x: Expr
  readonly y: Expr
}

/** `key: value` in a composite literal. */
export interface KeyValueExpr extends Span {
  readonly kind: 'KeyValueExpr'
  readonly key: Expr
  readonly value: Expr
}

/** `[length]elem`, `[...]elem`, or `[]elem` without a length. */
export interface ArrayType extends Span {
  readonly kind: 'ArrayType'
  readonly length: Expr | undefined
  readonly elem: Expr
}

/** `...T` of a parameter, or `...` as an array's length. */
export interface Ellipsis extends Span {
  readonly kind: 'Ellipsis'
  readonly elem: Expr | undefined
}

/** `struct {…}`. */
export interface StructType extends Span {
  readonly kind: 'StructType'
  readonly fields: readonly Field[]
}

/** `func(…) …`, also a function's signature; `typeParams` only in a declaration. */
export interface FuncType extends Span {
  readonly kind: 'FuncType'
  readonly typeParams: readonly Field[] | undefined
  readonly params: readonly Field[]
  readonly results: readonly Field[]
}

/** `interface {…}`: methods, and embedded elements, which have no names. */
export interface InterfaceType extends Span {
  readonly kind: 'InterfaceType'
  readonly methods: readonly Field[]
}

/** `map[key]value`. */
export interface MapType extends Span {
  readonly kind: 'MapType'
  readonly key: Expr
  readonly value: Expr
}

/** `chan T`, `chan<- T`, `<-chan T`. */
export interface ChanType extends Span {
  readonly kind: 'ChanType'
  readonly direction: 'both' | 'send' | 'receive'
  /** Where its arrow stands, where it has one. */
  readonly arrow: number | undefined
  readonly value: Expr
}

/** What could not be read as an expression. */
export interface BadExpr extends Span {
  readonly kind: 'BadExpr'
}

/** An expression or a type. */
export type Expr =
  | Ident
  | BasicLit
  | CompositeLit
  | FuncLit
  | ParenExpr
  | SelectorExpr
  | IndexExpr
  | SliceExpr
  | TypeAssertExpr
  | CallExpr
  | StarExpr
  | UnaryExpr
  | BinaryExpr
  | KeyValueExpr
  | ArrayType
  | Ellipsis
  | StructType
  | FuncType
  | InterfaceType
  | MapType
  | ChanType
  | BadExpr

/** Fields, parameters, methods or type parameters of one type. */
export interface Field extends Span {
  readonly kind: 'Field'
  readonly names: readonly Ident[]
  readonly type: Expr | undefined
  readonly tag: BasicLit | undefined
}

/** A declaration among statements. */
export interface DeclStmt extends Span {
  readonly kind: 'DeclStmt'
  readonly decl: GenDecl
}

/** `label: stmt`. */
export interface LabeledStmt extends Span {
  readonly kind: 'LabeledStmt'
  readonly label: Ident
  readonly stmt: Stmt
}

/** An expression alone. */
export interface ExprStmt extends Span {
  readonly kind: 'ExprStmt'
  readonly x: Expr
}

/** `channel <- value`. */
export interface SendStmt extends Span {
  readonly kind: 'SendStmt'
  readonly channel: Expr
  readonly value: Expr
}

/** `x++`, `x--`. */
export interface IncDecStmt extends Span {
  readonly kind: 'IncDecStmt'
  readonly x: Expr
  readonly op: '++' | '--'
}

/** `left op right`. */
export interface AssignStmt extends Span {
  readonly kind: 'AssignStmt'
  readonly left: readonly Expr[]
  readonly op: AssignOperator
  readonly right: readonly Expr[]
}

/** `go call`. */
export interface GoStmt extends Span {
  readonly kind: 'GoStmt'
  readonly call: Expr
}

/** `defer call`. */
export interface DeferStmt extends Span {
  readonly kind: 'DeferStmt'
  readonly call: Expr
}

/** `return results`. */
export interface ReturnStmt extends Span {
  readonly kind: 'ReturnStmt'
  readonly results: readonly Expr[]
}

/** `break`, `continue`, `goto`, `fallthrough`. */
export interface BranchStmt extends Span {
  readonly kind: 'BranchStmt'
  readonly token: 'break' | 'continue' | 'goto' | 'fallthrough'
  readonly label: Ident | undefined
}

/** `{…}`. */
export interface BlockStmt extends Span {
  readonly kind: 'BlockStmt'
  readonly stmts: readonly Stmt[]
}

/** `if init; cond {…} else …`. */
export interface IfStmt extends Span {
  readonly kind: 'IfStmt'
  readonly init: Stmt | undefined
  readonly cond: Expr
  readonly body: BlockStmt
  readonly else: Stmt | undefined
}

/** `case exprs:` with its statements; no expressions for `default:`. */
export interface CaseClause extends Span {
  readonly kind: 'CaseClause'
  readonly exprs: readonly Expr[] | undefined
  readonly stmts: readonly Stmt[]
}

/** `switch init; tag {…}`. */
export interface SwitchStmt extends Span {
  readonly kind: 'SwitchStmt'
  readonly init: Stmt | undefined
  readonly tag: Expr | undefined
  readonly body: readonly CaseClause[]
}

/** `switch init; x := y.(type) {…}`. */
export interface TypeSwitchStmt extends Span {
  readonly kind: 'TypeSwitchStmt'
  readonly init: Stmt | undefined
  readonly assign: Stmt
  readonly body: readonly CaseClause[]
}

/** A case of `select`; no statement for `default:`. */
export interface CommClause extends Span {
  readonly kind: 'CommClause'
  readonly comm: Stmt | undefined
  readonly stmts: readonly Stmt[]
}

/** `select {…}`. */
export interface SelectStmt extends Span {
  readonly kind: 'SelectStmt'
  readonly body: readonly CommClause[]
}

/** `for init; cond; post {…}`. */
export interface ForStmt extends Span {
  readonly kind: 'ForStmt'
  readonly init: Stmt | undefined
  readonly cond: Expr | undefined
  readonly post: Stmt | undefined
  readonly body: BlockStmt
}

/** `for key, value := range x {…}`; `op` is absent without variables. */
export interface RangeStmt extends Span {
  readonly kind: 'RangeStmt'
  readonly key: Expr | undefined
  readonly value: Expr | undefined
  readonly op: '=' | ':=' | undefined
  readonly x: Expr
  readonly body: BlockStmt
}

/** `;` alone. */
export interface EmptyStmt extends Span {
  readonly kind: 'EmptyStmt'
}

/** What could not be read as a statement. */
export interface BadStmt extends Span {
  readonly kind: 'BadStmt'
}

/** A statement. */
export type Stmt =
  | DeclStmt
  | LabeledStmt
  | ExprStmt
  | SendStmt
  | IncDecStmt
  | AssignStmt
  | GoStmt
  | DeferStmt
  | ReturnStmt
  | BranchStmt
  | BlockStmt
  | IfStmt
  | SwitchStmt
  | TypeSwitchStmt
  | SelectStmt
  | ForStmt
  | RangeStmt
  | EmptyStmt
  | BadStmt

/** `name "path"`. */
export interface ImportSpec extends Span {
  readonly kind: 'ImportSpec'
  /** A name, `.` or `_`, where one is written. */
  readonly name: Ident | undefined
  readonly path: BasicLit
  /** What the path is; empty where there is none. */
  readonly value: string
}

/** `names type = values`; in a `const` group both may be left to the line above. */
export interface ValueSpec extends Span {
  readonly kind: 'ValueSpec'
  readonly names: readonly Ident[]
  readonly type: Expr | undefined
  readonly values: readonly Expr[]
  /** The number of the line in its group: the value of iota. */
  readonly iota: number
}

/** `name[params] type`, or `name = type`. */
export interface TypeSpec extends Span {
  readonly kind: 'TypeSpec'
  readonly name: Ident
  readonly typeParams: readonly Field[] | undefined
  readonly alias: boolean
  readonly type: Expr
}

/** One line of a declaration. */
export type Spec = ImportSpec | ValueSpec | TypeSpec

/** `import`, `const`, `var` or `type`, alone or as a group in parentheses. */
export interface GenDecl extends Span {
  readonly kind: 'GenDecl'
  readonly token: 'import' | 'const' | 'var' | 'type'
  readonly specs: readonly Spec[]
}

/** A function or method; without a body it is written elsewhere, in assembly or by linkname. */
export interface FuncDecl extends Span {
  readonly kind: 'FuncDecl'
  readonly receiver: readonly Field[] | undefined
  readonly name: Ident
  readonly type: FuncType
  readonly body: BlockStmt | undefined
}

/** What could not be read as a declaration. */
export interface BadDecl extends Span {
  readonly kind: 'BadDecl'
}

/** A declaration. */
export type Decl = GenDecl | FuncDecl | BadDecl

/** A place where the source is not Go. */
export interface SyntaxError extends Span {
  readonly message: string
}

/** A file. */
export interface File {
  /** The source, a byte a character, so that offsets are bytes. */
  readonly text: string
  readonly package: Ident
  readonly decls: readonly Decl[]
  /** Starts and ends of the comments, in order. */
  readonly comments: readonly number[]
  /** All names that stand behind a dot. */
  readonly selected: ReadonlySet<string>
  /** Empty for a file that go/parser accepts; at most 20 are kept. */
  readonly errors: readonly SyntaxError[]
}
