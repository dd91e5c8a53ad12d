// Methods of values whose type is not known, by the names that Go's own interfaces gave them

/** The calls, in the grammar of catalogue.ts. */
export const unknownModel = `
package *
func Read(_) int error : 0<-self const
func ReadAt(_, _) int error : 0<-self const
func ReadFrom(data) int64 error : !write
func ReadAll() []byte error : carries=self
func ReadByte() byte error : carries=self
func ReadBytes(_) []byte error : carries=self
func ReadLine() []byte bool error : carries=self
func ReadRune() rune int error : carries=self
func ReadString(_) string error : carries=self
func Scan(_...) _ : *<-self
func Text() string : carries=self
func Bytes() []byte : carries=self
func String() string : carries=self
func Write(data) int error : !write
func WriteAt(data, _) int error : !write
func WriteByte(data) error : !write
func WriteRune(data) int error : !write
func WriteString(data) int error : !write
func WriteTo(_) int64 error : !write:0=self
func Printf(data, data...) : !write
func Println(data...) : !write
func Encode(_...) _ : self<-*
func Decode(_...) _ : *<-self
func Marshal(_) []byte error
func MarshalJSON() []byte error
func Unmarshal(_, _) error : 1<-0 const
func Set(_...) _ : self<-*
func Add(_...) _ : self<-*
func Append(_...) _ : self<-*
func Put(_...) _ : self<-*
func Push(_...) _ : self<-*
func Store(_...) _ : self<-*
func Close() error : const
func Flush() error : const
func Sync() error : const
func Error() string : const
func Len() int : const
func Size() int : const
func Lock() : const
func Unlock() : const
func Done() : const
func Stop() : const
func Equal(_) bool : const
func IsNil() bool : const
func IsZero() bool : const
`
