// Programs and code that a program starts or loads, by Go's own packages: https://pkg.go.dev/os/exec

/** The calls, in the grammar of catalogue.ts. */
export const processModel = `
package os/exec
type Cmd : !process @
field Cmd.Path string command
field Cmd.Args []string argument
field Cmd.Env []string environment
field Cmd.Dir string
field Cmd.Stdin io.Reader stdin
field Cmd.Stdout io.Writer output
field Cmd.Stderr io.Writer output
field Cmd.ExtraFiles []os.File
field Cmd.SysProcAttr syscall.SysProcAttr
field Cmd.Process os.Process
field Cmd.ProcessState os.ProcessState
func Command(command, argument...) Cmd : !process @
func CommandContext(_, command, argument...) Cmd : !process @
func Cmd.Run() error : const
func Cmd.Start() error : const
func Cmd.Wait() error : const
func Cmd.Output() []byte error : ?process-output
func Cmd.CombinedOutput() []byte error : ?process-output
func Cmd.StdoutPipe() io.ReadCloser error : ?process-output
func Cmd.StderrPipe() io.ReadCloser error : ?process-output
func Cmd.StdinPipe() io.WriteCloser error : @stdin
func Cmd.Environ() []string : ?environ %READ_SYSTEM_STATE
func Cmd.String() string
func LookPath(_) string error
field ExitError.Stderr []byte
func ExitError.Error() string : const
embed ExitError os.ProcessState

package golang.org/x/sys/execabs
func Command(command, argument...) os/exec.Cmd : !process @
func CommandContext(_, command, argument...) os/exec.Cmd : !process @
func LookPath(_) string error

package os
type ProcAttr : @
field ProcAttr.Dir string
field ProcAttr.Env []string environment
field ProcAttr.Files []File output
field ProcAttr.Sys syscall.SysProcAttr
field Process.Pid int
func StartProcess(command, argument, object) Process error : !process @
func FindProcess(_) Process error : const
func Process.Kill() error : const
func Process.Release() error : const
func Process.Signal(_) error : const
func Process.Wait() ProcessState error : const
func ProcessState.ExitCode() int : const
func ProcessState.Success() bool : const

package syscall
type ProcAttr : @
field ProcAttr.Dir string
field ProcAttr.Env []string environment
field ProcAttr.Files []uintptr output
field ProcAttr.Sys SysProcAttr
func Exec(command, argument, environment) error : !process
func ForkExec(command, argument, object) int error : !process
func StartProcess(command, argument, object) int uintptr error : !process
func CreateProcess(command, argument, _, _, _, _, environment, _, _, _) error : !process
func CreateProcessAsUser(_, command, argument, _, _, _, _, environment, _, _, _) error : !process

package golang.org/x/sys/unix
func Exec(command, argument, environment) error : !process

package golang.org/x/sys/windows
func CreateProcess(command, argument, _, _, _, _, environment, _, _, _) error : !process
func CreateProcessAsUser(_, command, argument, _, _, _, _, environment, _, _, _) error : !process
func ShellExecute(_, _, command, argument, _, _) error : !process
func ComposeCommandLine(_) string

package plugin
func Open(path) Plugin error : !load @
func Plugin.Lookup(_) Symbol error
`
