// Calls that call what they are handed, at once, in a goroutine or later; places where values are kept
// https://pkg.go.dev/sync https://pkg.go.dev/slices

/** The calls, in the grammar of catalogue.ts. */
export const callbacksModel = `
package sync
func Once.Do(_) : calls=0
func OnceFunc(_) func : later=0
func OnceValue(_) func : later=0
func OnceValues(_) func : later=0
func WaitGroup.Go(_) : go=0
func WaitGroup.Add(_) : const
func WaitGroup.Done() : const
func WaitGroup.Wait() : const
func Mutex.Lock() : const
func Mutex.Unlock() : const
func RWMutex.Lock() : const
func RWMutex.Unlock() : const
func RWMutex.RLock() : const
func RWMutex.RUnlock() : const
func Map.Store(_, _) : self<-*
func Map.Load(_) _ bool : carries=self
func Map.LoadOrStore(_, _) _ bool : self<-* carries=self,1
func Map.LoadAndDelete(_) _ bool : carries=self
func Map.Swap(_, _) _ bool : self<-* carries=self
func Map.Range(_) : calls=0
func Map.Delete(_) : const
func Pool.Get() _
func Pool.Put(_) : self<-0
field Pool.New func

package sync/atomic
func Value.Store(_) : self<-0
func Value.Load() _
func Value.Swap(_) _ : self<-0 carries=self
func Value.CompareAndSwap(_, _) bool : self<-1 const
func Pointer.Store(_) : self<-0
func Pointer.Load() _
func Pointer.Swap(_) _ : self<-0 carries=self
func Pointer.CompareAndSwap(_, _) bool : self<-1 const
func Int32.Add(_) int32 : const
func Int32.Load() int32 : const
func Int32.Store(_) : const
func Int64.Add(_) int64 : const
func Int64.Load() int64 : const
func Int64.Store(_) : const
func Bool.Load() bool : const
func Bool.Store(_) : const
func Bool.CompareAndSwap(_, _) bool : const
func AddInt32(_, _) int32 : const
func AddInt64(_, _) int64 : const
func LoadInt32(_) int32 : const
func LoadInt64(_) int64 : const
func StoreInt32(_, _) : const
func StoreInt64(_, _) : const
func CompareAndSwapInt32(_, _, _) bool : const

package golang.org/x/sync/errgroup
func WithContext(_) Group context.Context : const
func Group.Go(_) : go=0
func Group.TryGo(_) bool : go=0 const
func Group.Wait() error : const
func Group.SetLimit(_) : const

package golang.org/x/sync/singleflight
func Group.Do(_, _) _ error bool : calls=1
func Group.DoChan(_, _) chan : go=1
func Group.Forget(_) : const

package context
func AfterFunc(_, _) func : go=1
func Background() Context : const
func TODO() Context : const
func WithCancel(_) Context CancelFunc : carries=0
func WithCancelCause(_) Context CancelCauseFunc : carries=0
func WithDeadline(_, _) Context CancelFunc : carries=0
func WithTimeout(_, _) Context CancelFunc : carries=0
func WithoutCancel(_) Context
func WithValue(_, _, _) Context : carries=0,2
func Cause(_) error : const
func Context.Value(_) _ : carries=self
func Context.Done() chan : const
func Context.Err() error : const
func Context.Deadline() time.Time bool : const

package sort
func Slice(_, _) : calls=1
func SliceStable(_, _) : calls=1
func SliceIsSorted(_, _) bool : calls=1 const
func Search(_, _) int : calls=1 const
func Find(_, _) int bool : calls=1 const
func Strings(_) : const
func Ints(_) : const
func Sort(_) : const
func Stable(_) : const
func SearchStrings(_, _) int : const

package slices
func All(_) iter.Seq2
func Values(_) iter.Seq
func Backward(_) iter.Seq2
func Collect(_) []_
func Sorted(_) []_
func SortedFunc(_, _) []_ : calls=1 carries=0
func SortedStableFunc(_, _) []_ : calls=1 carries=0
func Sort(_) : const
func SortFunc(_, _) : calls=1
func SortStableFunc(_, _) : calls=1
func IsSorted(_) bool : const
func Reverse(_) : const
func Clone(_) _
func Concat(_...) _
func Repeat(_, _) _ : carries=0
func Contains(_, _) bool : const
func ContainsFunc(_, _) bool : calls=1 const
func Equal(_, _) bool : const
func EqualFunc(_, _, _) bool : calls=2 const
func Index(_, _) int : const
func IndexFunc(_, _) int : calls=1 const
func BinarySearch(_, _) int bool : const
func BinarySearchFunc(_, _, _) int bool : calls=2 const
func Compact(_) _
func CompactFunc(_, _) _ : calls=1 carries=0
func DeleteFunc(_, _) _ : calls=1 carries=0
func MaxFunc(_, _) _ : calls=1 carries=0
func MinFunc(_, _) _ : calls=1 carries=0

package maps
func Keys(_) iter.Seq
func Values(_) iter.Seq
func All(_) iter.Seq2
func Collect(_) map
func Clone(_) _
func Copy(_, _) : 0<-1
func Insert(_, _) : 0<-1
func Equal(_, _) bool : const
func EqualFunc(_, _, _) bool : calls=2 const
func DeleteFunc(_, _) : calls=1

package iter
func Pull(_) func func
func Pull2(_) func func

package container/list
func New() List : const
func List.PushBack(_) Element : self<-0
func List.PushFront(_) Element : self<-0
func List.Front() Element
func List.Back() Element
func List.Remove(_) _ : carries=0
func List.Len() int : const
func Element.Next() Element
func Element.Prev() Element
field Element.Value _

package container/ring
func Ring.Do(_) : calls=0
func New(_) Ring : const
field Ring.Value _

package testing
func T.Run(_, _) bool : calls=1 const
func B.Run(_, _) bool : calls=1 const
func T.Cleanup(_) : later=0
func B.Cleanup(_) : later=0
func F.Cleanup(_) : later=0
func F.Fuzz(_) : calls=0
func M.Run() int : const
func Benchmark(_) BenchmarkResult : calls=0
func AllocsPerRun(_, _) float64 : calls=1 const
func T.TempDir() string : const
func B.TempDir() string : const
func T.Setenv(name, value) : !setenv
func T.Log(_...) : const
func T.Logf(_, _...) : const
func T.Error(_...) : const
func T.Errorf(_, _...) : const
func T.Fatal(_...) : const
func T.Fatalf(_, _...) : const
func T.Helper() : const
func T.Parallel() : const
func T.Skip(_...) : const
func T.Name() string : const
func T.Context() context.Context : const
func TB.Fatal(_...) : const
func TB.Fatalf(_, _...) : const
func TB.Errorf(_, _...) : const
func TB.Helper() : const
func TB.Cleanup(_) : later=0
func TB.TempDir() string : const
func TB.Setenv(name, value) : !setenv

package testing/quick
func Check(_, _) error : calls=0 const

package expvar
func Publish(_, _) : later=1
func Do(_) : calls=0
type Func

package database/sql
func Register(_, _) : later=1
func Open(_, _) DB error : @
func OpenDB(_) DB : @
func DB.Query(_, _...) Rows error : carries=self
func DB.QueryContext(_, _, _...) Rows error : carries=self
func DB.QueryRow(_, _...) Row : carries=self
func DB.QueryRowContext(_, _, _...) Row : carries=self
func DB.Exec(_, _...) Result error : const
func DB.ExecContext(_, _, _...) Result error : const
func DB.Ping() error : const
func DB.Close() error : const
func DB.Prepare(_) Stmt error
func DB.Begin() Tx error
func Rows.Scan(_...) error : 0<-self const
func Rows.Next() bool : const
func Rows.Close() error : const
func Rows.Err() error : const
func Row.Scan(_...) error : 0<-self const

package go/ast
func Inspect(_, _) : calls=1
func Walk(_, _) : calls=0

package encoding
func BinaryMarshaler.MarshalBinary() []byte error
func BinaryUnmarshaler.UnmarshalBinary(_) error : self<-0 const
func TextMarshaler.MarshalText() []byte error
func TextUnmarshaler.UnmarshalText(_) error : self<-0 const
`
