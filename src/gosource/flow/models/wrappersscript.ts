// Libraries that interpret a script inside the process: shells, JavaScript, Lua, Go, WebAssembly and others

/** The calls, in the grammar of catalogue.ts. */
export const wrappersScriptModel = `
package mvdan.cc/sh/interp
func New(_...) Runner error
func Runner.Run(_, command) error : !interpret
func Runner.Subshell() Runner
func Env(_) RunnerOption
func Dir(_) RunnerOption : const
func Params(_...) RunnerOption
func StdIO(_, _, _) RunnerOption
func ExecHandler(_) RunnerOption : later=0
func ExecHandlers(_...) RunnerOption : later=0
func OpenHandler(_) RunnerOption : later=0
func CallHandler(_) RunnerOption : later=0

package mvdan.cc/sh/syntax
func NewParser(_...) Parser : const
func Parser.Parse(_, _) File error : carries=0
func Parser.Stmts(_, _) error : calls=1
func Parser.Document(_) Word error
func Parser.Words(_, _) error : calls=1

package mvdan.cc/sh/shell
func Expand(command, _) string error : !interpret calls=1
func Fields(command, _) []string error : !interpret calls=1

package github.com/dop251/goja
func New() Runtime : const
func Compile(_, _, _) Program error : carries=1
func MustCompile(_, _, _) Program : carries=1
func Parse(_, _, _...) github.com/dop251/goja/ast.Program error : carries=1
func Runtime.RunString(command) Value error : !interpret
func Runtime.RunScript(_, command) Value error : !interpret
func Runtime.RunProgram(command) Value error : !interpret
func Runtime.Set(_, _) error : later=1
func Runtime.Get(_) Value : carries=self
func Runtime.ToValue(_) Value : carries=0
func Runtime.ExportTo(_, _) error : 1<-0
func Value.Export() _
func Value.String() string

package github.com/robertkrimen/otto
func New() Otto : const
func Run(command) Otto Value error : !interpret
func Otto.Run(command) Value error : !interpret
func Otto.Eval(command) Value error : !interpret
func Otto.Call(command, _, _...) Value error : !interpret
func Otto.Object(command) Object error : !interpret
func Otto.Compile(_, _) Script error : carries=1
func Otto.Set(_, _) error : later=1
func Otto.Get(_) Value error : carries=self
func Value.Export() _ error
func Value.ToString() string error
func Value.String() string

package github.com/yuin/gopher-lua
func NewState(_...) LState : const
func LState.DoString(command) error : !interpret
func LState.DoFile(path) error : !interpret
func LState.Load(command, _) LFunction error : !interpret
func LState.LoadString(command) LFunction error : !interpret
func LState.LoadFile(path) LFunction error : !interpret
func LState.SetGlobal(_, _) : self<-1
func LState.NewFunction(_) LFunction : later=0 carries=0
func LState.Register(_, _) : later=1

package github.com/Shopify/go-lua
func NewState() State : const
func DoString(_, command) error : !interpret
func DoFile(_, path) error : !interpret
func LoadString(_, command) error : !interpret
func LoadBuffer(_, command, _, _) error : !interpret
func LoadFile(_, path, _) error : !interpret
func State.Load(command, _, _) error : !interpret
func State.Register(_, _) : later=1
func State.PushGoFunction(_) : later=0

package github.com/traefik/yaegi/interp
func New(_) Interpreter : const
func Interpreter.Eval(command) reflect.Value error : !interpret
func Interpreter.EvalWithContext(_, command) reflect.Value error : !interpret
func Interpreter.EvalPath(path) reflect.Value error : !interpret
func Interpreter.EvalPathWithContext(_, path) reflect.Value error : !interpret
func Interpreter.Compile(_) Program error : carries=0
func Interpreter.CompilePath(path) Program error : !interpret
func Interpreter.Execute(command) reflect.Value error : !interpret
func Interpreter.ExecuteWithContext(_, command) reflect.Value error : !interpret
func Interpreter.Use(_) error : const

package github.com/d5/tengo
func NewScript(command) Script : @
func Script.Add(_, _) error : later=1
func Script.Run() Compiled error : !interpret
func Script.RunContext(_) Compiled error : !interpret
func Script.Compile() Compiled error : carries=self
func Compiled.Run() error : !interpret
func Compiled.RunContext(_) error : !interpret
func Compiled.Get(_) Variable : carries=self
func Eval(_, command, _) _ error : !interpret

package github.com/tetratelabs/wazero
func NewRuntime(_) Runtime : const
func NewRuntimeWithConfig(_, _) Runtime : const
func NewModuleConfig() ModuleConfig : const
func ModuleConfig.WithStdin(_) ModuleConfig
func ModuleConfig.WithStdout(_) ModuleConfig
func ModuleConfig.WithStderr(_) ModuleConfig
func ModuleConfig.WithArgs(_...) ModuleConfig
func ModuleConfig.WithEnv(_, _) ModuleConfig
func ModuleConfig.WithFS(_) ModuleConfig
func ModuleConfig.WithFSConfig(_) ModuleConfig
func Runtime.CompileModule(_, _) CompiledModule error : carries=1
func Runtime.Instantiate(_, command) github.com/tetratelabs/wazero/api.Module error : !interpret
func Runtime.InstantiateWithConfig(_, command, _) github.com/tetratelabs/wazero/api.Module error : !interpret
func Runtime.InstantiateModule(_, command, _) github.com/tetratelabs/wazero/api.Module error : !interpret
func Runtime.Close(_) error : const
embed Runtime github.com/tetratelabs/wazero/api.Closer

package github.com/tetratelabs/wazero/api
func Module.ExportedFunction(_) Function : carries=self
func Module.Memory() Memory
func Function.Call(_, _...) []uint64 error : carries=self,1
func Memory.Read(_, _) []byte bool : carries=self
func Memory.Write(_, _) bool : self<-1 const
embed Module fmt.Stringer Closer

package go.starlark.net/starlark
func ExecFile(_, _, command, _) StringDict error : !interpret
func ExecFileOptions(_, _, _, command, _) StringDict error : !interpret
func Eval(_, _, command, _) Value error : !interpret
func EvalOptions(_, _, _, command, _) Value error : !interpret
func SourceProgram(_, _, _) go.starlark.net/syntax.File Program error : carries=1
func Program.Init(_, _) StringDict error : carries=self
func Call(_, _, _, _) Value error
func NewBuiltin(_, _) Builtin : later=1

package rogchap.com/v8go github.com/rogchap/v8go
func NewContext(_...) Context : const
func Context.RunScript(command, _) Value error : !interpret
func Value.String() string

package github.com/mattn/anko/vm
func Execute(_, _, command) _ error : !interpret
func ExecuteContext(_, _, _, command) _ error : !interpret
`
