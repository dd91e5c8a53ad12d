// The machine and the system below: environment, host, users, terminals, system calls, memory, libraries, registry
// https://pkg.go.dev/os https://pkg.go.dev/syscall https://pkg.go.dev/golang.org/x/sys

/** The calls, in the grammar of catalogue.ts. */
export const systemModel = `
package os
func Getenv(name) string : ?env %READ_SYSTEM_STATE
func LookupEnv(name) string bool : ?env %READ_SYSTEM_STATE
func Environ() []string : ?environ %READ_SYSTEM_STATE
func ExpandEnv(name) string : ?env carries=0 %READ_SYSTEM_STATE
func Expand(_, _) string : calls=1
func Setenv(name, value) error : !setenv
func Unsetenv(name) error : !setenv
func Clearenv() : !setenv
func Hostname() string error : ?host-info %READ_SYSTEM_STATE
func Getwd() string error : ?host-info %READ_SYSTEM_STATE
func Getuid() int : ?host-info %READ_SYSTEM_STATE
func Geteuid() int : ?host-info %READ_SYSTEM_STATE
func Getgid() int : ?host-info %READ_SYSTEM_STATE
func Getegid() int : ?host-info %READ_SYSTEM_STATE
func Getgroups() []int error : ?host-info %READ_SYSTEM_STATE
func Getpid() int : const
func Getppid() int : const
func Getpagesize() int : const
func Executable() string error : const
func UserHomeDir() string error : ?host-info
func UserConfigDir() string error : const
func UserCacheDir() string error : const
func TempDir() string : const
func Chdir(_) error : const %MODIFY_SYSTEM_STATE
func Exit(_) : const
var Args []string : ?argument

package os/user
func Current() User error : ?host-info %READ_SYSTEM_STATE
func Lookup(_) User error : ?host-info %READ_SYSTEM_STATE
func LookupId(_) User error : ?host-info %READ_SYSTEM_STATE
func LookupGroup(_) Group error : ?host-info %READ_SYSTEM_STATE
func LookupGroupId(_) Group error : ?host-info %READ_SYSTEM_STATE
func User.GroupIds() []string error : ?host-info %READ_SYSTEM_STATE
field User.Uid string
field User.Gid string
field User.Username string
field User.Name string
field User.HomeDir string
field Group.Name string

package runtime
var GOOS string : ?host-info
var GOARCH string : ?host-info
var Compiler string
func NumCPU() int : ?host-info %RUNTIME
func GOMAXPROCS(_) int : const %RUNTIME
func NumGoroutine() int : const
func Version() string : const
func GOROOT() string : const
func Caller(_) uintptr string int bool : const
func Callers(_, _) int : const
func CallersFrames(_) Frames : const
func Frames.Next() Frame bool : const
field Frame.Function string
field Frame.File string
func GC() : const %RUNTIME
func Gosched() : const
func Goexit() : const
func KeepAlive(_) : const
func LockOSThread() : const
func UnlockOSThread() : const
func ReadMemStats(_) : const
func Stack(_, _) int : const
func SetFinalizer(_, _) : later=1
func AddCleanup(_, _, _) Cleanup : later=1

package runtime/debug
func ReadBuildInfo() BuildInfo bool : const %READ_SYSTEM_STATE
func FreeOSMemory() : const %RUNTIME
func SetGCPercent(_) int : const %RUNTIME
func Stack() []byte : const
func PrintStack() : const
field BuildInfo.Main Module
field BuildInfo.Deps []Module
field BuildInfo.Path string
field Module.Path string
field Module.Version string

package reflect
func ValueOf(_) Value : later=0
func TypeOf(_) Type : const
func Indirect(_) Value
func New(_) Value : const
func MakeFunc(_, _) Value : later=1 %REFLECT
func Copy(_, _) int : 0<-1 const %REFLECT
func DeepEqual(_, _) bool : const
func Append(_, _...) Value
func Value.Call(_) []Value : %REFLECT
func Value.CallSlice(_) []Value : %REFLECT
func Value.Elem() Value
func Value.Field(_) Value
func Value.FieldByName(_) Value
func Value.Index(_) Value
func Value.Interface() _
func Value.Kind() Kind : const
func Value.Len() int : const
func Value.MapIndex(_) Value
func Value.Method(_) Value : %REFLECT
func Value.MethodByName(_) Value : %REFLECT
func Value.Bytes() []byte
func Value.String() string
func Value.Set(_) : self<-0 %REFLECT
func Value.SetBytes(_) : self<-0 %REFLECT
func Value.SetString(_) : self<-0 %REFLECT
func Value.SetMapIndex(_, _) : self<-* %REFLECT
func Value.SetInt(_) : self<-0 %REFLECT
func Value.UnsafePointer() _ : %REFLECT
func Value.Pointer() uintptr : %REFLECT
func Value.IsNil() bool : const
func Value.IsValid() bool : const
func Value.NumField() int : const

package syscall
func Getenv(name) string bool : ?env %READ_SYSTEM_STATE
func Environ() []string : ?environ %READ_SYSTEM_STATE
func Setenv(name, value) error : !setenv
func Unsetenv(name) error : !setenv
func Clearenv() : !setenv
func Getwd() string error : ?host-info %READ_SYSTEM_STATE
func Getuid() int : ?host-info %READ_SYSTEM_STATE
func Geteuid() int : ?host-info %READ_SYSTEM_STATE
func Uname(_) error : 0<-?host-info %READ_SYSTEM_STATE
func Sysinfo(_) error : 0<-?host-info %READ_SYSTEM_STATE
func Sysctl(_) string error : ?host-info %READ_SYSTEM_STATE
func ComputerName() string error : ?host-info %READ_SYSTEM_STATE
func Dup(_) int error : %SYSTEM_CALLS
func Dup2(_, _) error : %SYSTEM_CALLS
func Dup3(_, _, _) error : %SYSTEM_CALLS
func Kill(_, _) error : const %SYSTEM_CALLS
func Chroot(_) error : const %MODIFY_SYSTEM_STATE
func Mount(_, _, _, _, _) error : const %MODIFY_SYSTEM_STATE
func Unmount(_, _) error : const %MODIFY_SYSTEM_STATE
func Setuid(_) error : const %MODIFY_SYSTEM_STATE
func Setgid(_) error : const %MODIFY_SYSTEM_STATE
func Reboot(_) error : const %MODIFY_SYSTEM_STATE
func Syscall(name, _, _, _) uintptr uintptr Errno : !memory
func Syscall6(name, _, _, _, _, _, _) uintptr uintptr Errno : !memory
func Syscall9(name, _, _, _, _, _, _, _, _, _) uintptr uintptr Errno : !memory
func Syscall12(name, _, _, _, _, _, _, _, _, _, _, _, _, _) uintptr uintptr Errno : !memory
func Syscall15(name, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _) uintptr uintptr Errno : !memory
func Syscall18(name, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _) uintptr uintptr Errno : !memory
func SyscallN(name, _...) uintptr uintptr Errno : !memory
func RawSyscall(name, _, _, _) uintptr uintptr Errno : !memory
func RawSyscall6(name, _, _, _, _, _, _) uintptr uintptr Errno : !memory
func Mmap(_, _, _, mode, _) []byte error : !memory
func Mprotect(_, mode) error : !memory
func Munmap(_) error : const
func PtraceAttach(_) error : !memory
func PtracePokeText(_, _, data) int error : !memory
func PtracePokeData(_, _, data) int error : !memory
func LoadLibrary(path) Handle error : !load @
func LoadDLL(path) DLL error : !load @
func MustLoadDLL(path) DLL : !load @
func NewLazyDLL(path) LazyDLL : !load @
func GetProcAddress(_, _) uintptr error
func DLL.FindProc(name) Proc error : @
func DLL.MustFindProc(name) Proc : @
func LazyDLL.NewProc(name) LazyProc : @
func LazyDLL.Load() error : const
func LazyDLL.Handle() uintptr
func Proc.Call(argument...) uintptr uintptr error : !memory
func Proc.Addr() uintptr
func LazyProc.Call(argument...) uintptr uintptr error : !memory
func LazyProc.Addr() uintptr
func LazyProc.Find() error : const
func NewCallback(_) uintptr : later=0
func NewCallbackCDecl(_) uintptr : later=0
func VirtualLock(_, _) error : const
func BytePtrFromString(_) byte error
func ByteSliceFromString(_) []byte error
func StringBytePtr(_) byte
func StringToUTF16(_) []uint16
func StringToUTF16Ptr(_) uint16
func UTF16FromString(_) []uint16 error
func UTF16PtrFromString(_) uint16 error
func UTF16ToString(_) string
func RegOpenKeyEx(_, name, _, _, _) error : %READ_SYSTEM_STATE
var Stdin int : ?stdin
var Stdout int
var Stderr int
type SysProcAttr
type Handle

package golang.org/x/sys/unix
func Getenv(name) string bool : ?env %READ_SYSTEM_STATE
func Environ() []string : ?environ %READ_SYSTEM_STATE
func Setenv(name, value) error : !setenv
func Unsetenv(name) error : !setenv
func Clearenv() : !setenv
func Getwd() string error : ?host-info %READ_SYSTEM_STATE
func Getuid() int : ?host-info %READ_SYSTEM_STATE
func Geteuid() int : ?host-info %READ_SYSTEM_STATE
func Uname(_) error : 0<-?host-info %READ_SYSTEM_STATE
func Sysinfo(_) error : 0<-?host-info %READ_SYSTEM_STATE
func Sysctl(_) string error : ?host-info %READ_SYSTEM_STATE
func Dup(_) int error : %SYSTEM_CALLS
func Dup2(_, _) error : %SYSTEM_CALLS
func Dup3(_, _, _) error : %SYSTEM_CALLS
func Kill(_, _) error : const %SYSTEM_CALLS
func Chroot(_) error : const %MODIFY_SYSTEM_STATE
func Mount(_, _, _, _, _) error : const %MODIFY_SYSTEM_STATE
func Unmount(_, _) error : const %MODIFY_SYSTEM_STATE
func Setuid(_) error : const %MODIFY_SYSTEM_STATE
func Reboot(_) error : const %MODIFY_SYSTEM_STATE
func Syscall(name, _, _, _) uintptr uintptr syscall.Errno : !memory
func Syscall6(name, _, _, _, _, _, _) uintptr uintptr syscall.Errno : !memory
func SyscallNoError(name, _, _, _) uintptr uintptr : !memory
func RawSyscall(name, _, _, _) uintptr uintptr syscall.Errno : !memory
func RawSyscall6(name, _, _, _, _, _, _) uintptr uintptr syscall.Errno : !memory
func Mmap(_, _, _, mode, _) []byte error : !memory
func MmapPtr(_, _, _, _, mode, _) _ error : !memory
func Mprotect(_, mode) error : !memory
func Mremap(_, _, _) []byte error : !memory
func Munmap(_) error : const
func PtraceAttach(_) error : !memory
func PtracePokeText(_, _, data) int error : !memory
func PtracePokeData(_, _, data) int error : !memory
func ProcessVMWritev(_, data, _, _) int error : !memory
func InitModule(data, _) error : !load
func FinitModule(_, _, _) error : !load
func BytePtrFromString(_) byte error
func ByteSliceFromString(_) []byte error
func ByteSliceToString(_) string
func IoctlGetTermios(_, _) Termios error : const

package golang.org/x/sys/windows
func Getenv(name) string bool : ?env %READ_SYSTEM_STATE
func Environ() []string : ?environ %READ_SYSTEM_STATE
func Setenv(name, value) error : !setenv
func ComputerName() string error : ?host-info %READ_SYSTEM_STATE
func Getwd() string error : ?host-info %READ_SYSTEM_STATE
func LoadLibrary(path) Handle error : !load @
func LoadLibraryEx(path, _, _) Handle error : !load @
func LoadDLL(path) DLL error : !load @
func MustLoadDLL(path) DLL : !load @
func NewLazyDLL(path) LazyDLL : !load @
func NewLazySystemDLL(path) LazyDLL : !load @
func GetProcAddress(_, _) uintptr error
func GetProcAddressByOrdinal(_, _) uintptr error
func GetModuleHandleEx(_, _, _) error : const
func DLL.FindProc(name) Proc error : @
func DLL.MustFindProc(name) Proc : @
func LazyDLL.NewProc(name) LazyProc : @
func LazyDLL.Load() error : const
func LazyDLL.Handle() uintptr
func Proc.Call(argument...) uintptr uintptr error : !memory
func Proc.Addr() uintptr
func LazyProc.Call(argument...) uintptr uintptr error : !memory
func LazyProc.Addr() uintptr
func LazyProc.Find() error : const
func NewCallback(_) uintptr : later=0
func NewCallbackCDecl(_) uintptr : later=0
func VirtualAlloc(_, _, _, mode) uintptr error : !memory
func VirtualProtect(_, _, mode, _) error : !memory
func VirtualProtectEx(_, _, _, mode, _) error : !memory
func WriteProcessMemory(_, _, data, _, _) error : !memory
func ReadProcessMemory(_, _, _, _, _) error : !memory
func OpenProcess(_, _, _) Handle error : %SYSTEM_CALLS
func CreateToolhelp32Snapshot(_, _) Handle error : %READ_SYSTEM_STATE
func UTF16FromString(_) []uint16 error
func UTF16PtrFromString(_) uint16 error
func UTF16PtrToString(_) string
func UTF16ToString(_) string
func BytePtrFromString(_) byte error
func ByteSliceFromString(_) []byte error
func StringToUTF16(_) []uint16
func StringToUTF16Ptr(_) uint16

package golang.org/x/sys/windows/registry
func OpenKey(_, name, _) Key error : @ %READ_SYSTEM_STATE
func OpenRemoteKey(_, _) Key error : const
func CreateKey(_, name, _) Key bool error : !registry @
func DeleteKey(_, name) error : !registry
func Key.SetStringValue(name, value) error : !registry
func Key.SetExpandStringValue(name, value) error : !registry
func Key.SetStringsValue(name, value) error : !registry
func Key.SetBinaryValue(name, value) error : !registry
func Key.SetDWordValue(name, value) error : !registry
func Key.SetQWordValue(name, value) error : !registry
func Key.DeleteValue(name) error : !registry
func Key.GetStringValue(_) string uint32 error : ?host-info %READ_SYSTEM_STATE
func Key.GetStringsValue(_) []string uint32 error : ?host-info %READ_SYSTEM_STATE
func Key.GetBinaryValue(_) []byte uint32 error : ?host-info %READ_SYSTEM_STATE
func Key.GetIntegerValue(_) uint64 uint32 error : ?host-info %READ_SYSTEM_STATE
func Key.GetMUIStringValue(_) string error : ?host-info %READ_SYSTEM_STATE
func Key.ReadSubKeyNames(_) []string error : ?host-info %READ_SYSTEM_STATE
func Key.ReadValueNames(_) []string error : ?host-info %READ_SYSTEM_STATE
func Key.Close() error : const
var LOCAL_MACHINE Key
var CURRENT_USER Key
var CLASSES_ROOT Key
var USERS Key
embed Key syscall.Handle

package golang.org/x/sys/windows/svc
func Run(_, _) error : later=1
func IsWindowsService() bool error : const

package golang.org/x/sys/windows/svc/mgr
func Connect() Mgr error : const
func Mgr.CreateService(name, value, _, value...) Service error : !registry @
func Mgr.OpenService(name) Service error : @
func Mgr.Disconnect() error : const
func Service.Start(_...) error : const
func Service.Delete() error : const
func Service.Close() error : const

package golang.org/x/term golang.org/x/crypto/ssh/terminal
func ReadPassword(_) []byte error : ?secret-input
func IsTerminal(_) bool : const
func MakeRaw(_) State error : const
func Restore(_, _) error : const
func GetSize(_) int int error : const
func NewTerminal(_, _) Terminal : carries=0
func Terminal.ReadLine() string error : ?stdin
func Terminal.ReadPassword(_) string error : ?secret-input
func Terminal.Write(data) int error : !write

package os/signal
func Notify(_, _...) : const
func Ignore(_...) : const
func Stop(_) : const
func Reset(_...) : const
func NotifyContext(_, _...) context.Context context.CancelFunc : const

package time
func Now() Time : const
func Since(_) Duration : const
func Until(_) Duration : const
func Sleep(_) : const
func After(_) chan : const
func Tick(_) chan : const
func AfterFunc(_, _) Timer : go=1
func NewTimer(_) Timer : const
func NewTicker(_) Ticker : const
func Date(_, _, _, _, _, _, _, _) Time : const
func Unix(_, _) Time : const
func Parse(_, _) Time error : const
func ParseDuration(_) Duration error : const
func Time.After(_) bool : const
func Time.Before(_) bool : const
func Time.Equal(_) bool : const
func Time.Add(_) Time : const
func Time.Sub(_) Duration : const
func Time.Unix() int64 : const
func Time.UnixNano() int64 : const
func Time.Format(_) string : const
func Time.String() string : const
func Time.Weekday() Weekday : const
func Time.Year() int : const
func Time.Hour() int : const
func Duration.Seconds() float64 : const
func Duration.String() string : const
func Ticker.Stop() : const
func Timer.Stop() bool : const
func Timer.Reset(_) bool : const
field Ticker.C chan
field Timer.C chan

package flag
func Parse() : const
func Arg(_) string : ?argument
func Args() []string : ?argument
func NArg() int : const
func String(_, _, _) string : ?argument carries=1
func Int(_, _, _) int : ?argument carries=1
func Bool(_, _, _) bool : ?argument carries=1
func Duration(_, _, _) time.Duration : ?argument carries=1
func StringVar(_, _, _, _) : 0<-2 0<-?argument
func IntVar(_, _, _, _) : 0<-2 0<-?argument
func BoolVar(_, _, _, _) : 0<-2 0<-?argument
func Func(_, _, _) : later=2 gives=?argument
func NewFlagSet(_, _) FlagSet : const
func FlagSet.Parse(_) error : self<-0 const
func FlagSet.Arg(_) string : ?argument
func FlagSet.Args() []string : ?argument
func FlagSet.String(_, _, _) string : ?argument carries=1
func FlagSet.Int(_, _, _) int : ?argument carries=1
func FlagSet.Bool(_, _, _) bool : ?argument carries=1
func FlagSet.StringVar(_, _, _, _) : 0<-2 0<-?argument
func FlagSet.IntVar(_, _, _, _) : 0<-2 0<-?argument
func FlagSet.BoolVar(_, _, _, _) : 0<-2 0<-?argument
`
