// Files, by Go's own packages: https://pkg.go.dev/os

/** The calls, in the grammar of catalogue.ts. */
export const filesModel = `
package os
func ReadFile(path) []byte error : ?file %FILES
func WriteFile(path, data, mode) error : !file-write
func Open(path) File error : ?file @ %FILES
func Create(path) File error : !file-write @
func OpenFile(path, mode, mode) File error : !file-write ?file @ flags=1
func CreateTemp(_, path) File error : !file-write @
func MkdirTemp(_, _) string error : const %FILES
func Mkdir(_, _) error : const %FILES
func MkdirAll(_, _) error : const %FILES
func NewFile(_, path) File : @
func OpenInRoot(_, path) File error : ?file @ %FILES
func OpenRoot(path) Root error : @
func Rename(path, path) error : !file-write
func Link(path, path) error : !file-write
func Symlink(path, path) error : !file-write
func CopyFS(path, data) error : !file-write
func Truncate(path, _) error : !file-write
func Remove(path) error : !file-remove
func RemoveAll(path) error : !file-remove
func Chmod(path, mode) error : !file-mode
func Chown(_, _, _) error : const %FILES
func Lchown(_, _, _) error : const %FILES
func Chtimes(_, _, _) error : const %FILES
func ReadDir(path) []DirEntry error : ?file %FILES
func Readlink(path) string error : ?file %FILES
func DirFS(path) io/fs.FS : ?file %FILES
func Stat(_) FileInfo error : const %FILES
func Lstat(_) FileInfo error : const %FILES
func SameFile(_, _) bool : const
func Pipe() File File error : @
func IsExist(_) bool : const
func IsNotExist(_) bool : const
func IsPermission(_) bool : const
func IsTimeout(_) bool : const
func File.Read(_) int error : 0<-self const
func File.ReadAt(_, _) int error : 0<-self const
func File.ReadFrom(data) int64 error : !write
func File.Write(data) int error : !write
func File.WriteAt(data, _) int error : !write
func File.WriteString(data) int error : !write
func File.WriteTo(_) int64 error : !write:0=self
func File.Chmod(mode) error : !file-mode
func File.Chown(_, _) error : const %FILES
func File.Close() error : const
func File.Fd() uintptr
func File.Name() string
func File.ReadDir(_) []DirEntry error
func File.Readdir(_) []FileInfo error
func File.Readdirnames(_) []string error
func File.Seek(_, _) int64 error : const
func File.Stat() FileInfo error : const
func File.Sync() error : const
func File.SyscallConn() syscall.RawConn error
func File.Truncate(_) error : const
func Root.Open(path) File error : ?file @ %FILES
func Root.Create(path) File error : !file-write @
func Root.OpenFile(path, mode, mode) File error : !file-write ?file @ flags=1
func Root.OpenRoot(path) Root error : @
func Root.ReadFile(path) []byte error : ?file %FILES
func Root.WriteFile(path, data, mode) error : !file-write
func Root.Rename(path, path) error : !file-write
func Root.Link(path, path) error : !file-write
func Root.Symlink(path, path) error : !file-write
func Root.Remove(path) error : !file-remove
func Root.RemoveAll(path) error : !file-remove
func Root.Chmod(path, mode) error : !file-mode
func Root.Mkdir(_, _) error : const %FILES
func Root.MkdirAll(_, _) error : const %FILES
func Root.Readlink(path) string error : ?file %FILES
func Root.Stat(_) FileInfo error : const %FILES
func Root.Lstat(_) FileInfo error : const %FILES
func Root.FS() io/fs.FS : ?file
func Root.Close() error : const
var Stdin File : ?stdin
var Stdout File
var Stderr File
var DevNull string
type DirEntry
type FileInfo
type FileMode
embed DirEntry io/fs.DirEntry
embed FileInfo io/fs.FileInfo
embed FileMode io/fs.FileMode

package io/ioutil
func ReadFile(path) []byte error : ?file %FILES
func WriteFile(path, data, mode) error : !file-write
func ReadDir(path) []io/fs.FileInfo error : ?file %FILES
func ReadAll(_) []byte error
func NopCloser(_) io.ReadCloser
func TempFile(_, path) os.File error : !file-write @
func TempDir(_, _) string error : const %FILES
var Discard io.Writer

package io/fs
func FS.Open(path) File error : carries=self
func ReadFileFS.ReadFile(path) []byte error : carries=self
func ReadDirFS.ReadDir(path) []DirEntry error : carries=self
func GlobFS.Glob(_) []string error : carries=self
func SubFS.Sub(_) FS error : carries=self
func StatFS.Stat(_) FileInfo error : const
func ReadFile(_, path) []byte error : carries=0
func ReadDir(_, path) []DirEntry error : carries=0
func Glob(_, _) []string error
func Sub(_, _) FS error : carries=0
func Stat(_, _) FileInfo error : const
func WalkDir(_, _, _) error : calls=2
func ValidPath(_) bool : const
func File.Read(_) int error : 0<-self const
func File.Close() error : const
func File.Stat() FileInfo error : const
func ReadDirFile.ReadDir(_) []DirEntry error
func DirEntry.Name() string
func DirEntry.IsDir() bool : const
func DirEntry.Type() FileMode : const
func DirEntry.Info() FileInfo error : const
func FileInfo.Name() string
func FileInfo.Size() int64 : const
func FileInfo.Mode() FileMode : const
func FileInfo.ModTime() time.Time : const
func FileInfo.IsDir() bool : const
func FileInfo.Sys() _
func FileMode.IsDir() bool : const
func FileMode.IsRegular() bool : const
func FileMode.Perm() FileMode : const
embed ReadFileFS FS
embed ReadDirFS FS
embed GlobFS FS
embed SubFS FS
embed StatFS FS
embed ReadDirFile File

package embed
func FS.Open(path) io/fs.File error : ?embed
func FS.ReadFile(path) []byte error : ?embed
func FS.ReadDir(path) []io/fs.DirEntry error : ?embed

package path/filepath
func Walk(_, _) error : calls=1 %FILES
func WalkDir(_, _) error : calls=1 %FILES
func Glob(_) []string error : %FILES
func EvalSymlinks(_) string error : %FILES
func Abs(_) string error
func Match(_, _) bool error : const
func IsAbs(_) bool : const
func IsLocal(_) bool : const

package path
func IsAbs(_) bool : const
func Match(_, _) bool error : const

package syscall
func Open(path, mode, mode) int error : !file-write ?file @ flags=1
func Creat(path, mode) int error : !file-write @
func Read(_, _) int error : 1<-0 const
func Pread(_, _, _) int error : 1<-0 const
func Write(_, data) int error : !write:0
func Pwrite(_, data, _) int error : !write:0
func Sendfile(_, _, _, _) int error : !write:0=1
func Rename(path, path) error : !file-write
func Link(path, path) error : !file-write
func Symlink(path, path) error : !file-write
func Truncate(path, _) error : !file-write
func Unlink(path) error : !file-remove
func Rmdir(path) error : !file-remove
func Chmod(path, mode) error : !file-mode
func Fchmod(_, mode) error : !file-mode
func Close(_) error : const
func CreateFile(path, mode, _, _, _, _, _) Handle error : !file-write ?file @
func WriteFile(_, data, _, _) error : !write:0
func ReadFile(_, _, _, _) error : 1<-0 const
func DeleteFile(path) error : !file-remove
func MoveFile(path, path) error : !file-write

package golang.org/x/sys/unix
func Open(path, mode, mode) int error : !file-write ?file @ flags=1
func Openat(_, path, mode, mode) int error : !file-write ?file @ flags=2
func Creat(path, mode) int error : !file-write @
func Read(_, _) int error : 1<-0 const
func Pread(_, _, _) int error : 1<-0 const
func Write(_, data) int error : !write:0
func Pwrite(_, data, _) int error : !write:0
func Sendfile(_, _, _, _) int error : !write:0=1
func Rename(path, path) error : !file-write
func Renameat(_, path, _, path) error : !file-write
func Link(path, path) error : !file-write
func Symlink(path, path) error : !file-write
func Truncate(path, _) error : !file-write
func Unlink(path) error : !file-remove
func Unlinkat(_, path, _) error : !file-remove
func Rmdir(path) error : !file-remove
func Chmod(path, mode) error : !file-mode
func Fchmod(_, mode) error : !file-mode
func Fchmodat(_, path, mode, _) error : !file-mode
func MemfdCreate(path, _) int error : !file-write @
func Close(_) error : const

package golang.org/x/sys/windows
func Open(path, mode, mode) Handle error : !file-write ?file @ flags=1
func CreateFile(path, mode, _, _, _, _, _) Handle error : !file-write ?file @
func WriteFile(_, data, _, _) error : !write:0
func ReadFile(_, _, _, _) error : 1<-0 const
func Write(_, data) int error : !write:0
func Read(_, _) int error : 1<-0 const
func DeleteFile(path) error : !file-remove
func RemoveDirectory(path) error : !file-remove
func MoveFile(path, path) error : !file-write
func MoveFileEx(path, path, _) error : !file-write
func Rename(path, path) error : !file-write
func CloseHandle(_) error : const

package golang.org/x/exp/mmap
func Open(path) ReaderAt error : ?file %FILES
func ReaderAt.ReadAt(_, _) int error : 0<-self const
func ReaderAt.At(_) byte
func ReaderAt.Len() int : const
func ReaderAt.Close() error : const

package debug/elf
func Open(path) File error : ?file %FILES

package debug/pe
func Open(path) File error : ?file %FILES

package debug/macho
func Open(path) File error : ?file %FILES
`
