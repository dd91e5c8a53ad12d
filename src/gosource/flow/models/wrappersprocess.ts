// Libraries that start programs, load code, read what a user types or shows, and files and settings by other names

/** The calls, in the grammar of catalogue.ts. */
export const wrappersProcessModel = `
package github.com/bitfield/script
func Exec(command) Pipe : !process ?process-output @
func ExecCommand(command, argument...) Pipe : !process ?process-output @
func Shell(command) Pipe : !process ?process-output @
func Pipe.Exec(command) Pipe : !process stdin=self ?process-output @
func Pipe.ExecCommand(command, argument...) Pipe : !process stdin=self ?process-output @
func Pipe.ExecForEach(command) Pipe : !process argument=self ?process-output carries=self @
func Pipe.Shell(command) Pipe : !process stdin=self ?process-output @
func Do(object) Pipe : !connect ?network
func Get(url) Pipe : !connect ?network
func Post(url) Pipe : !connect ?network
func Pipe.Do(object) Pipe : !connect ?network
func Pipe.Get(url) Pipe : !connect ?network
func Pipe.Post(url) Pipe : !connect data=self ?network
func File(path) Pipe : ?file %FILES
func FindFiles(path) Pipe : ?file %FILES
func ListFiles(path) Pipe : ?file %FILES
func Stdin() Pipe : ?stdin
func Args() Pipe : ?argument
func Echo(_) Pipe
func Slice(_) Pipe
func NewPipe() Pipe : @
func Pipe.Echo(_) Pipe : carries=0
func Pipe.AppendFile(path) int64 error : !file-write data=self
func Pipe.WriteFile(path) int64 error : !file-write data=self
func Pipe.Stdout() int error : const
func Pipe.Tee(_...) Pipe : 0<-self carries=self
func Pipe.WithReader(stdin) Pipe : @self
func Pipe.WithStdout(output) Pipe : @self
func Pipe.WithStderr(output) Pipe : @self
func Pipe.WithEnv(environment) Pipe : @self
func Pipe.WithHTTPClient(_) Pipe : carries=self
func Pipe.Read(_) int error : 0<-self const
func Pipe.Bytes() []byte error
func Pipe.String() string error
func Pipe.Slice() []string error
func Pipe.Filter(_) Pipe : calls=0
func Pipe.FilterLine(_) Pipe : calls=0
func Pipe.FilterScan(_) Pipe : calls=0
func Pipe.EachLine(_) Pipe : calls=0
func Pipe.Column(_) Pipe : carries=self
func Pipe.Concat() Pipe : ?file carries=self %FILES
func Pipe.DecodeBase64() Pipe
func Pipe.EncodeBase64() Pipe
func Pipe.First(_) Pipe : carries=self
func Pipe.Last(_) Pipe : carries=self
func Pipe.Freq() Pipe
func Pipe.JQ(_) Pipe : carries=self
func Pipe.Join() Pipe
func Pipe.Match(_) Pipe : carries=self
func Pipe.MatchRegexp(_) Pipe : carries=self
func Pipe.Reject(_) Pipe : carries=self
func Pipe.Replace(_, _) Pipe : carries=self,1
func Pipe.ReplaceRegexp(_, _) Pipe : carries=self,1
func Pipe.Close() error : const
func Pipe.Wait() error : const
func Pipe.Error() error : const
func Pipe.ExitStatus() int : const

package github.com/codeskyblue/go-sh
func Command(command, argument...) Session : !process @
func Echo(stdin) Session : @
func NewSession() Session : @
func InteractiveSession() Session : @
func Session.Command(command, argument...) Session : !process stdin=self @
func Session.Call(command, argument...) error : !process const
func Session.SetEnv(environment, environment) Session : @self
func Session.SetInput(stdin) Session : @self
func Session.SetStdin(stdin) Session : @self
func Session.SetDir(_) Session : carries=self
func Session.SetTimeout(_) Session : carries=self
func Session.Output() []byte error : ?process-output
func Session.CombinedOutput() []byte error : ?process-output
func Session.UnmarshalJSON(_) error : 0<-?process-output
func Session.UnmarshalXML(_) error : 0<-?process-output
func Session.WriteStdout(path) error : !file-write data=self
func Session.Run() error : const
func Session.Start() error : const
func Session.Wait() error : const
field Session.Stdin io.Reader stdin
field Session.Stdout io.Writer output
field Session.Stderr io.Writer output
field Session.Env map environment

package github.com/go-cmd/cmd
func NewCmd(command, argument...) Cmd : !process @
func NewCmdOptions(_, command, argument...) Cmd : !process @
type Cmd : !process @
field Cmd.Name string command
field Cmd.Args []string argument
field Cmd.Env []string environment
field Cmd.Stdout chan
field Cmd.Stderr chan
func Cmd.Start() chan : ?process-output
func Cmd.StartWithStdin(stdin) chan : ?process-output @self
func Cmd.Status() Status : ?process-output
func Cmd.Stop() error : const
field Status.Stdout []string
field Status.Stderr []string
embed Cmd sync.Mutex

package github.com/magefile/mage/sh
func Run(command, argument...) error : !process
func RunV(command, argument...) error : !process
func RunWith(environment, command, argument...) error : !process
func RunWithV(environment, command, argument...) error : !process
func Output(command, argument...) string error : !process ?process-output
func OutputWith(environment, command, argument...) string error : !process ?process-output
func Exec(environment, output, output, command, argument...) bool error : !process
func RunCmd(command, argument...) func : !process
func OutCmd(command, argument...) func : !process ?process-output
func Copy(path, _) error : !file-write
func Rm(path) error : !file-remove

package github.com/cli/safeexec
func LookPath(_) string error

package github.com/creack/pty
func Start(object) os.File error : !process ?process-output @stdin
func StartWithSize(object, _) os.File error : !process ?process-output @stdin
func StartWithAttrs(object, _, _) os.File error : !process ?process-output @stdin
func Open() os.File os.File error : @
func Setsize(_, _) error : const
func InheritSize(_, _) error : const

package github.com/kr/pty
func Start(object) os.File error : !process ?process-output @stdin

package github.com/ThomasRooney/gexpect
func Spawn(command) ExpectSubprocess error : !process ?process-output @
func SpawnAtDirectory(command, _) ExpectSubprocess error : !process ?process-output @
func Command(command) ExpectSubprocess error : !process ?process-output @
func ExpectSubprocess.Send(data) error : !write
func ExpectSubprocess.SendLine(data) error : !write
func ExpectSubprocess.ReadLine() string error : ?process-output
func ExpectSubprocess.ReadUntil(_) []byte error : ?process-output
func ExpectSubprocess.Collect() []byte : ?process-output
func ExpectSubprocess.Expect(_) error : const
func ExpectSubprocess.Start() error : const
func ExpectSubprocess.Wait() error : const

package github.com/google/goexpect
func Spawn(command, _, _...) GExpect chan error : !process ?process-output @
func SpawnWithArgs(command, _, _...) GExpect chan error : !process ?process-output @
func GExpect.Send(data) error : !write
func GExpect.Expect(_, _) string []string error : ?process-output
func GExpect.Close() error : const

package github.com/pkg/browser
func OpenFile(argument) error : !process
func OpenURL(argument) error : !process
func OpenReader(_) error : const

package github.com/skratchdot/open-golang/open
func Run(argument) error : !process
func Start(argument) error : !process
func RunWith(argument, command) error : !process
func StartWith(argument, command) error : !process

package github.com/ebitengine/purego
func Dlopen(path, _) uintptr error : !load @
func Dlsym(_, _) uintptr error
func Dlclose(_) error : const
func RegisterLibFunc(_, _, _) : %ARBITRARY_EXECUTION
func RegisterFunc(_, _) : %ARBITRARY_EXECUTION
func SyscallN(_, _...) uintptr uintptr uintptr : !memory
func NewCallback(_) uintptr : later=0

package github.com/atotto/clipboard
func ReadAll() string error : ?capture
func WriteAll(value) error : !setenv

package github.com/kbinani/screenshot
func Capture(_, _, _, _) image.RGBA error : ?capture
func CaptureDisplay(_) image.RGBA error : ?capture
func CaptureRect(_) image.RGBA error : ?capture
func NumActiveDisplays() int : const
func GetDisplayBounds(_) image.Rectangle : const

package github.com/howeyc/gopass
func GetPasswd() []byte error : ?secret-input
func GetPasswdMasked() []byte error : ?secret-input
func GetPasswdPrompt(_, _, _, _) []byte error : ?secret-input

package github.com/AlecAivazis/survey gopkg.in/AlecAivazis/survey
func Ask(_, _, _...) error : 1<-?secret-input
func AskOne(_, _, _...) error : 1<-?secret-input

package github.com/spf13/afero
func ReadFile(_, path) []byte error : ?file %FILES
func ReadDir(_, path) []os.FileInfo error : ?file %FILES
func ReadAll(_) []byte error
func WriteFile(_, path, data, mode) error : !file-write
func WriteReader(_, path, data) error : !file-write
func TempFile(_, _, path) File error : !file-write @
func Walk(_, _, _) error : calls=2 %FILES
func NewOsFs() Fs : const
func NewMemMapFs() Fs : const
func NewBasePathFs(_, _) Fs : carries=0
func NewReadOnlyFs(_) Fs : carries=0
func Fs.Open(path) File error : ?file @ %FILES
func Fs.Create(path) File error : !file-write @
func Fs.OpenFile(path, mode, mode) File error : !file-write ?file @ flags=1
func Fs.Rename(path, path) error : !file-write
func Fs.Remove(path) error : !file-remove
func Fs.RemoveAll(path) error : !file-remove
func Fs.Chmod(path, mode) error : !file-mode
func Fs.Mkdir(_, _) error : const %FILES
func Fs.MkdirAll(_, _) error : const %FILES
func Fs.Stat(_) os.FileInfo error : const %FILES
func Afero.ReadFile(path) []byte error : ?file %FILES
func Afero.WriteFile(path, data, mode) error : !file-write
func File.WriteString(data) int error : !write
func File.Name() string
func File.Stat() os.FileInfo error : const
func File.Readdir(_) []os.FileInfo error
embed Afero Fs
embed File io.Closer io.Reader io.ReaderAt io.Seeker io.Writer io.WriterAt

package github.com/shirou/gopsutil/host
func Info() InfoStat error : ?host-info %READ_SYSTEM_STATE
func InfoWithContext(_) InfoStat error : ?host-info %READ_SYSTEM_STATE
func HostID() string error : ?host-info %READ_SYSTEM_STATE
func KernelVersion() string error : ?host-info %READ_SYSTEM_STATE
func PlatformInformation() string string string error : ?host-info %READ_SYSTEM_STATE
func Users() []UserStat error : ?host-info %READ_SYSTEM_STATE
func Virtualization() string string error : ?host-info %READ_SYSTEM_STATE

package github.com/shirou/gopsutil/process
func Processes() []Process error : ?host-info %READ_SYSTEM_STATE
func Pids() []int32 error : ?host-info %READ_SYSTEM_STATE
func NewProcess(_) Process error : ?host-info %READ_SYSTEM_STATE
func Process.Name() string error : ?host-info %READ_SYSTEM_STATE
func Process.Cmdline() string error : ?host-info %READ_SYSTEM_STATE
func Process.Environ() []string error : ?environ %READ_SYSTEM_STATE

package github.com/alexellis/go-execute github.com/alexellis/go-execute/pkg/v1
type ExecTask : !process @
field ExecTask.Command string command
field ExecTask.Args []string argument
field ExecTask.Env []string environment
field ExecTask.Cwd string
func ExecTask.Execute() ExecResult error : ?process-output
field ExecResult.Stdout string
field ExecResult.Stderr string

package github.com/alexellis/go-execute/v2
type ExecTask : !process @
field ExecTask.Command string command
field ExecTask.Args []string argument
field ExecTask.Env []string environment
field ExecTask.Cwd string
func ExecTask.Execute(_) ExecResult error : ?process-output
field ExecResult.Stdout string
field ExecResult.Stderr string

package github.com/UserExistsError/conpty
func Start(command, _...) ConPty error : !process ?process-output @stdin
func ConPty.Read(_) int error : 0<-self const
func ConPty.Write(data) int error : !write

package golang.design/x/clipboard
func Write(_, value) chan : !setenv
func Read(_) []byte : ?capture
func Watch(_, _) chan : ?capture

package github.com/robotn/gohook
func Start(_...) chan : ?capture

package github.com/MarinX/keylogger
func New(_) KeyLogger error : const
func KeyLogger.Read() chan : ?capture

package github.com/denisbrodbeck/machineid
func ID() string error : ?host-info %READ_SYSTEM_STATE
func ProtectedID(_) string error : ?host-info %READ_SYSTEM_STATE

package github.com/mitchellh/go-homedir
func Dir() string error : const
func Expand(_) string error

package github.com/joho/godotenv
func Load(path...) error : const %FILES
func Read(path...) map error : ?file %FILES

package github.com/kelseyhightower/envconfig
func Process(_, _) error : 1<-?env %READ_SYSTEM_STATE
func MustProcess(_, _) : 1<-?env %READ_SYSTEM_STATE
`
