// Streams and forms of data: readers and writers, encodings, compression, archives, text
// https://pkg.go.dev/io https://pkg.go.dev/bufio https://pkg.go.dev/encoding/json
// Over 400 lines, for it is a list: a line a call.

/** The calls, in the grammar of catalogue.ts. */
export const streamsModel = `
package io
func Copy(_, _) int64 error : !write:0=1
func CopyN(_, _, _) int64 error : !write:0=1
func CopyBuffer(_, _, _) int64 error : !write:0=1
func ReadAll(_) []byte error
func ReadFull(_, _) int error : 1<-0 const
func ReadAtLeast(_, _, _) int error : 1<-0 const
func WriteString(_, data) int error : !write:0
func TeeReader(_, _) Reader : !write:1=0 carries=0
func LimitReader(_, _) Reader : carries=0
func MultiReader(_...) Reader
func MultiWriter(_...) Writer
func NewSectionReader(_, _, _) SectionReader : carries=0
func NewOffsetWriter(_, _) OffsetWriter : carries=0
func NopCloser(_) ReadCloser
func Pipe() PipeReader PipeWriter : @
func PipeReader.Read(_) int error : 0<-self const
func PipeReader.Close() error : const
func PipeReader.CloseWithError(_) error : const
func PipeWriter.Write(data) int error : !write
func PipeWriter.Close() error : const
func PipeWriter.CloseWithError(_) error : const
func SectionReader.Read(_) int error : 0<-self const
func SectionReader.ReadAt(_, _) int error : 0<-self const
func OffsetWriter.Write(data) int error : !write
func LimitedReader.Read(_) int error : 0<-self const
field LimitedReader.R Reader
func Reader.Read(_) int error : 0<-self const
func ReaderAt.ReadAt(_, _) int error : 0<-self const
func ReaderFrom.ReadFrom(data) int64 error : !write
func RuneReader.ReadRune() rune int error
func ByteReader.ReadByte() byte error
func ByteWriter.WriteByte(data) error : !write
func Writer.Write(data) int error : !write
func WriterAt.WriteAt(data, _) int error : !write
func WriterTo.WriteTo(_) int64 error : !write:0=self
func StringWriter.WriteString(data) int error : !write
func Closer.Close() error : const
func Seeker.Seek(_, _) int64 error : const
var Discard Writer
embed ReadCloser Reader Closer
embed WriteCloser Writer Closer
embed ReadWriter Reader Writer
embed ReadWriteCloser Reader Writer Closer
embed ReadSeeker Reader Seeker
embed ReadSeekCloser Reader Seeker Closer
embed WriteSeeker Writer Seeker
embed ReadWriteSeeker Reader Writer Seeker
embed ByteScanner ByteReader
embed RuneScanner RuneReader

package bufio
func NewReader(_) Reader
func NewReaderSize(_, _) Reader : carries=0
func NewWriter(_) Writer
func NewWriterSize(_, _) Writer : carries=0
func NewReadWriter(_, _) ReadWriter
func NewScanner(_) Scanner
func Reader.Read(_) int error : 0<-self const
func Reader.ReadByte() byte error : carries=self
func Reader.ReadBytes(_) []byte error : carries=self
func Reader.ReadLine() []byte bool error : carries=self
func Reader.ReadRune() rune int error : carries=self
func Reader.ReadSlice(_) []byte error : carries=self
func Reader.ReadString(_) string error : carries=self
func Reader.Peek(_) []byte error : carries=self
func Reader.WriteTo(_) int64 error : !write:0=self
func Reader.Discard(_) int error : const
func Reader.Buffered() int : const
func Reader.Reset(_) : self<-0 const
func Reader.UnreadByte() error : const
func Writer.Write(data) int error : !write
func Writer.WriteByte(data) error : !write
func Writer.WriteRune(data) int error : !write
func Writer.WriteString(data) int error : !write
func Writer.ReadFrom(data) int64 error : !write
func Writer.Flush() error : const
func Writer.Available() int : const
func Writer.Reset(_) : self<-0 const
func Scanner.Scan() bool : const
func Scanner.Text() string : carries=self
func Scanner.Bytes() []byte : carries=self
func Scanner.Err() error : const
func Scanner.Buffer(_, _) : const
func Scanner.Split(_) : const
field ReadWriter.Reader Reader
field ReadWriter.Writer Writer
embed ReadWriter Reader Writer

package bytes
func NewBuffer(_) Buffer
func NewBufferString(_) Buffer
func NewReader(_) Reader
func Buffer.Write(_) int error : self<-0 const
func Buffer.WriteByte(_) error : self<-0 const
func Buffer.WriteRune(_) int error : self<-0 const
func Buffer.WriteString(_) int error : self<-0 const
func Buffer.ReadFrom(_) int64 error : self<-0 const
func Buffer.WriteTo(_) int64 error : !write:0=self
func Buffer.Read(_) int error : 0<-self const
func Buffer.ReadByte() byte error : carries=self
func Buffer.ReadBytes(_) []byte error : carries=self
func Buffer.ReadRune() rune int error : carries=self
func Buffer.ReadString(_) string error : carries=self
func Buffer.Bytes() []byte
func Buffer.String() string
func Buffer.Next(_) []byte : carries=self
func Buffer.AvailableBuffer() []byte
func Buffer.Grow(_) : const
func Buffer.Len() int : const
func Buffer.Reset() : const
func Buffer.Truncate(_) : const
func Reader.Read(_) int error : 0<-self const
func Reader.ReadAt(_, _) int error : 0<-self const
func Reader.ReadByte() byte error : carries=self
func Reader.WriteTo(_) int64 error : !write:0=self
func Reader.Seek(_, _) int64 error : const
func Reader.Len() int : const
func Reader.Reset(_) : self<-0 const
func Clone(_) []byte
func Join(_, _) []byte
func Split(_, _) [][]byte
func Cut(_, _) []byte []byte bool : carries=0
func CutPrefix(_, _) []byte bool : carries=0
func CutSuffix(_, _) []byte bool : carries=0
func Fields(_) [][]byte
func ReplaceAll(_, _, _) []byte
func TrimSpace(_) []byte
func Map(_, _) []byte : calls=0
func Compare(_, _) int : const
func Contains(_, _) bool : const
func ContainsAny(_, _) bool : const
func Count(_, _) int : const
func Equal(_, _) bool : const
func EqualFold(_, _) bool : const
func HasPrefix(_, _) bool : const
func HasSuffix(_, _) bool : const
func Index(_, _) int : const
func IndexByte(_, _) int : const
func LastIndex(_, _) int : const
func FieldsFunc(_, _) [][]byte : calls=1
func TrimFunc(_, _) []byte : calls=1
func IndexFunc(_, _) int : calls=1 const
func ContainsFunc(_, _) bool : calls=1 const

package strings
func NewReader(_) Reader
func NewReplacer(_...) Replacer
func Replacer.Replace(_) string
func Replacer.WriteString(_, _) int error : !write:0=1
func Builder.Write(_) int error : self<-0 const
func Builder.WriteByte(_) error : self<-0 const
func Builder.WriteRune(_) int error : self<-0 const
func Builder.WriteString(_) int error : self<-0 const
func Builder.String() string
func Builder.Grow(_) : const
func Builder.Len() int : const
func Builder.Reset() : const
func Reader.Read(_) int error : 0<-self const
func Reader.ReadAt(_, _) int error : 0<-self const
func Reader.ReadByte() byte error : carries=self
func Reader.ReadRune() rune int error : carries=self
func Reader.WriteTo(_) int64 error : !write:0=self
func Reader.Seek(_, _) int64 error : const
func Reader.Len() int : const
func Reader.Reset(_) : self<-0 const
func Split(_, _) []string
func Cut(_, _) string string bool : carries=0
func CutPrefix(_, _) string bool : carries=0
func CutSuffix(_, _) string bool : carries=0
func SplitN(_, _, _) []string
func Fields(_) []string
func Compare(_, _) int : const
func Contains(_, _) bool : const
func ContainsAny(_, _) bool : const
func ContainsRune(_, _) bool : const
func Count(_, _) int : const
func EqualFold(_, _) bool : const
func HasPrefix(_, _) bool : const
func HasSuffix(_, _) bool : const
func Index(_, _) int : const
func IndexAny(_, _) int : const
func IndexByte(_, _) int : const
func IndexRune(_, _) int : const
func LastIndex(_, _) int : const
func LastIndexByte(_, _) int : const
func Map(_, _) string : calls=0
func FieldsFunc(_, _) []string : calls=1
func FieldsFuncSeq(_, _) iter.Seq : calls=1
func TrimFunc(_, _) string : calls=1
func TrimLeftFunc(_, _) string : calls=1
func TrimRightFunc(_, _) string : calls=1
func IndexFunc(_, _) int : calls=1 const
func LastIndexFunc(_, _) int : calls=1 const
func ContainsFunc(_, _) bool : calls=1 const

package fmt
func Fprint(_, data...) int error : !write:0
func Fprintf(_, data, data...) int error : !write:0
func Fprintln(_, data...) int error : !write:0
func Print(_...) int error : const
func Printf(_, _...) int error : const
func Println(_...) int error : const
func Sprint(_...) string
func Sprintf(_, _...) string
func Sprintln(_...) string
func Append(_, _...) []byte
func Appendf(_, _, _...) []byte
func Appendln(_, _...) []byte
func Errorf(_, _...) error
func Fscan(_, _...) int error : 1<-0 const
func Fscanf(_, _, _...) int error : 2<-0 const
func Fscanln(_, _...) int error : 1<-0 const
func Scan(_...) int error : 0<-?stdin
func Scanf(_, _...) int error : 1<-?stdin
func Scanln(_...) int error : 0<-?stdin
func Sscan(_, _...) int error : 1<-0 const
func Sscanf(_, _, _...) int error : 2<-0 const
func Sscanln(_, _...) int error : 1<-0 const
func Stringer.String() string

package errors
func New(_) error
func Is(_, _) bool : const
func As(_, _) bool : 1<-0 const
func Join(_...) error
func Unwrap(_) error

package log
func Print(_...) : const
func Printf(_, _...) : const
func Println(_...) : const
func Fatal(_...) : const
func Fatalf(_, _...) : const
func Fatalln(_...) : const
func Panic(_...) : const
func Panicf(_, _...) : const
func Panicln(_...) : const
func Output(_, _) error : const
func SetFlags(_) : const
func SetPrefix(_) : const
func SetOutput(_) : const
func Default() Logger : const
func New(_, _, _) Logger : carries=0
func Logger.Print(data...) : !write
func Logger.Printf(data, data...) : !write
func Logger.Println(data...) : !write
func Logger.Fatal(data...) : !write
func Logger.Fatalf(data, data...) : !write
func Logger.Fatalln(data...) : !write
func Logger.Output(_, data) error : !write
func Logger.SetOutput(_) : self<-0
func Logger.Writer() io.Writer

package log/slog
func Debug(_, _...) : const
func Info(_, _...) : const
func Warn(_, _...) : const
func Error(_, _...) : const
func Default() Logger : const
func New(_) Logger
func NewTextHandler(_, _) TextHandler : carries=0
func NewJSONHandler(_, _) JSONHandler : carries=0
func Logger.Debug(data, data...) : !write
func Logger.Info(data, data...) : !write
func Logger.Warn(data, data...) : !write
func Logger.Error(data, data...) : !write
func Logger.With(_...) Logger

package encoding/json
func Marshal(_) []byte error
func MarshalIndent(_, _, _) []byte error : carries=0
func Unmarshal(_, _) error : 1<-0 const
func Valid(_) bool : const
func Compact(_, _) error : 0<-1 const
func Indent(_, _, _, _) error : 0<-1 const
func HTMLEscape(_, _) : 0<-1 const
func NewDecoder(_) Decoder
func NewEncoder(_) Encoder
func Decoder.Decode(_) error : 0<-self const
func Decoder.Token() Token error
func Decoder.Buffered() io.Reader
func Decoder.More() bool : const
func Encoder.Encode(data) error : !write
func Encoder.SetIndent(_, _) : const
func Encoder.SetEscapeHTML(_) : const
func Marshaler.MarshalJSON() []byte error
func Unmarshaler.UnmarshalJSON(_) error : self<-0 const
type RawMessage
embed Marshaler Marshaler
embed Unmarshaler Unmarshaler
embed RawMessage encoding/json/jsontext.Value

package encoding/xml
func Marshal(_) []byte error
func MarshalIndent(_, _, _) []byte error : carries=0
func Unmarshal(_, _) error : 1<-0 const
func NewDecoder(_) Decoder
func NewEncoder(_) Encoder
func Decoder.Decode(_) error : 0<-self const
func Decoder.DecodeElement(_, _) error : 0<-self const
func Decoder.Token() Token error
func Encoder.Encode(data) error : !write
func Encoder.Flush() error : const

package encoding/gob
func NewDecoder(_) Decoder
func NewEncoder(_) Encoder
func Decoder.Decode(_) error : 0<-self const
func Encoder.Encode(data) error : !write
func Register(_) : const

package encoding/csv
func NewReader(_) Reader
func NewWriter(_) Writer
func Reader.Read() []string error
func Reader.ReadAll() [][]string error
func Writer.Write(data) error : !write
func Writer.WriteAll(data) error : !write
func Writer.Flush() : const
func Writer.Error() error : const

package encoding/pem
func Decode(_) Block []byte
func Encode(_, data) error : !write:0
func EncodeToMemory(_) []byte
field Block.Type string
field Block.Bytes []byte

package encoding/asn1
func Marshal(_) []byte error
func Unmarshal(_, _) []byte error : 1<-0

package encoding/base64
var StdEncoding Encoding
var URLEncoding Encoding
var RawStdEncoding Encoding
var RawURLEncoding Encoding
func NewEncoding(_) Encoding
func NewDecoder(_, _) io.Reader : carries=1
func NewEncoder(_, _) io.WriteCloser : carries=1
func Encoding.AppendDecode(_, _) []byte error : carries=0,1
func Encoding.AppendEncode(_, _) []byte : carries=0,1
func Encoding.Decode(_, _) int error : 0<-1 const
func Encoding.DecodeString(_) []byte error : carries=0
func Encoding.DecodedLen(_) int : const
func Encoding.Encode(_, _) : 0<-1 const
func Encoding.EncodeToString(_) string : carries=0
func Encoding.EncodedLen(_) int : const
func Encoding.Strict() Encoding
func Encoding.WithPadding(_) Encoding

package encoding/base32
var StdEncoding Encoding
var HexEncoding Encoding
func NewEncoding(_) Encoding
func NewDecoder(_, _) io.Reader : carries=1
func NewEncoder(_, _) io.WriteCloser : carries=1
func Encoding.Decode(_, _) int error : 0<-1 const
func Encoding.DecodeString(_) []byte error : carries=0
func Encoding.DecodedLen(_) int : const
func Encoding.Encode(_, _) : 0<-1 const
func Encoding.EncodeToString(_) string : carries=0
func Encoding.EncodedLen(_) int : const
func Encoding.WithPadding(_) Encoding

package encoding/hex
func Decode(_, _) int error : 0<-1 const
func DecodeString(_) []byte error
func DecodedLen(_) int : const
func Encode(_, _) int : 0<-1 const
func EncodeToString(_) string
func EncodedLen(_) int : const
func Dump(_) string
func Dumper(_) io.WriteCloser
func NewDecoder(_) io.Reader
func NewEncoder(_) io.Writer

package encoding/ascii85
func Decode(_, _, _) int int error : 0<-1 const
func Encode(_, _) int : 0<-1 const
func MaxEncodedLen(_) int : const
func NewDecoder(_) io.Reader
func NewEncoder(_) io.WriteCloser

package encoding/binary
func Read(_, _, _) error : 2<-0 const
func Write(_, _, data) error : !write:0
func Decode(_, _, _) int error : 1<-0 const
func Encode(_, _, _) int error : 0<-2 const
func Append(_, _, _) []byte error : carries=0,2
func Size(_) int : const
func PutUvarint(_, _) int : 0<-1 const
func PutVarint(_, _) int : 0<-1 const
func ReadUvarint(_) uint64 error
func ReadVarint(_) int64 error
func ByteOrder.PutUint16(_, _) : 0<-1
func ByteOrder.PutUint32(_, _) : 0<-1
func ByteOrder.PutUint64(_, _) : 0<-1
func ByteOrder.Uint16(_) uint16 : carries=0
func ByteOrder.Uint32(_) uint32 : carries=0
func ByteOrder.Uint64(_) uint64 : carries=0
func AppendByteOrder.AppendUint16(_, _) []byte : carries=0,1
func AppendByteOrder.AppendUint32(_, _) []byte : carries=0,1
func AppendByteOrder.AppendUint64(_, _) []byte : carries=0,1
embed littleEndian ByteOrder AppendByteOrder
embed bigEndian ByteOrder AppendByteOrder
var LittleEndian littleEndian
var BigEndian bigEndian

package compress/gzip
func NewReader(_) Reader error
func NewWriter(_) Writer
func NewWriterLevel(_, _) Writer error : carries=0
func Reader.Read(_) int error : 0<-self const
func Reader.Close() error : const
func Reader.Reset(_) error : self<-0 const
func Writer.Write(data) int error : !write
func Writer.Flush() error : const
func Writer.Close() error : const
func Writer.Reset(_) : self<-0
embed Reader Header
embed Writer Header

package compress/zlib
func NewReader(_) io.ReadCloser error
func NewReaderDict(_, _) io.ReadCloser error : carries=0
func NewWriter(_) Writer
func NewWriterLevel(_, _) Writer error : carries=0
func NewWriterLevelDict(_, _, _) Writer error : carries=0
func Writer.Write(data) int error : !write
func Writer.Flush() error : const
func Writer.Close() error : const

package compress/flate
func NewReader(_) io.ReadCloser
func NewReaderDict(_, _) io.ReadCloser : carries=0
func NewWriter(_, _) Writer error : carries=0
func NewWriterDict(_, _, _) Writer error : carries=0
func Writer.Write(data) int error : !write
func Writer.Flush() error : const
func Writer.Close() error : const

package compress/bzip2
func NewReader(_) io.Reader

package compress/lzw
func NewReader(_, _, _) io.ReadCloser : carries=0
func NewWriter(_, _, _) io.WriteCloser : carries=0

package archive/zip
func OpenReader(path) ReadCloser error : ?file @ %FILES
func NewReader(_, _) Reader error : carries=0
func NewWriter(_) Writer
field Reader.File []File
func Reader.Open(_) io/fs.File error : carries=self
func ReadCloser.Close() error : const
field FileHeader.Name string
func FileHeader.FileInfo() io/fs.FileInfo : const
func File.Open() io.ReadCloser error
func File.OpenRaw() io.Reader error
func Writer.Create(_) io.Writer error : carries=self
func Writer.CreateHeader(_) io.Writer error : carries=self
func Writer.CreateRaw(_) io.Writer error : carries=self
func Writer.AddFS(data) error : !write
func Writer.Close() error : const
func Writer.Flush() error : const
embed ReadCloser Reader
embed File FileHeader

package archive/tar
func NewReader(_) Reader
func NewWriter(_) Writer
func Reader.Next() Header error
func Reader.Read(_) int error : 0<-self const
func Writer.Write(data) int error : !write
func Writer.WriteHeader(_) error : const
func Writer.AddFS(data) error : !write
func Writer.Close() error : const
func Writer.Flush() error : const
func FileInfoHeader(_, _) Header error
field Header.Name string
field Header.Linkname string
field Header.Mode int64
field Header.Typeflag byte

package text/template html/template
func New(_) Template : const
func Must(_, _) Template : carries=0
func ParseFiles(path...) Template error : ?file %FILES
func ParseGlob(path) Template error : ?file %FILES
func ParseFS(_, _...) Template error : carries=0
func Template.Parse(_) Template error
func Template.ParseFiles(path...) Template error : ?file carries=self %FILES
func Template.ParseFS(_, _...) Template error : carries=self,0
func Template.Funcs(_) Template
func Template.Delims(_, _) Template : carries=self
func Template.Lookup(_) Template : carries=self
func Template.New(_) Template : carries=self
func Template.Option(_...) Template : carries=self
func Template.Execute(_, data) error : !write:0 0<-self
func Template.ExecuteTemplate(_, _, data) error : !write:0 0<-self
func HTMLEscapeString(_) string

package strconv
func Itoa(_) string
func FormatInt(_, _) string : carries=0
func Quote(_) string
func Unquote(_) string error
func Atoi(_) int error
func ParseInt(_, _, _) int64 error : carries=0
func ParseUint(_, _, _) uint64 error : carries=0
func ParseBool(_) bool error
func ParseFloat(_, _) float64 error

package regexp
func Compile(_) Regexp error : const
func MustCompile(_) Regexp : const
func MatchString(_, _) bool error : const
func QuoteMeta(_) string
func Regexp.MatchString(_) bool : const
func Regexp.Match(_) bool : const
func Regexp.FindString(_) string : carries=0
func Regexp.Find(_) []byte : carries=0
func Regexp.FindAll(_, _) [][]byte : carries=0
func Regexp.FindAllString(_, _) []string : carries=0
func Regexp.FindSubmatch(_) [][]byte : carries=0
func Regexp.FindStringSubmatch(_) []string : carries=0
func Regexp.FindAllSubmatch(_, _) [][][]byte : carries=0
func Regexp.FindAllStringSubmatch(_, _) [][]string : carries=0
func Regexp.FindStringIndex(_) []int : const
func Regexp.FindIndex(_) []int : const
func Regexp.ReplaceAll(_, _) []byte : carries=0,1
func Regexp.ReplaceAllString(_, _) string : carries=0,1
func Regexp.ReplaceAllLiteralString(_, _) string : carries=0,1
func Regexp.ReplaceAllFunc(_, _) []byte : calls=1 carries=0,1
func Regexp.ReplaceAllStringFunc(_, _) string : calls=1 carries=0,1
func Regexp.Split(_, _) []string : carries=0
func Regexp.String() string : const

package text/scanner
func Scanner.Init(_) Scanner : self<-0
func Scanner.Scan() rune : const
func Scanner.TokenText() string
embed Scanner Position

package text/tabwriter
func NewWriter(_, _, _, _, _, _) Writer : carries=0
func Writer.Init(_, _, _, _, _, _) Writer : self<-0
func Writer.Write(data) int error : !write
func Writer.Flush() error : const

package hash
func Hash.Sum(_) []byte
func Hash.Reset() : const
func Hash.Size() int : const
func Hash.BlockSize() int : const
func Hash.Write(_) int error : self<-0 const
func Hash32.Sum32() uint32
func Hash64.Sum64() uint64
embed Hash io.Writer
embed Hash32 Hash
embed Hash64 Hash

package golang.org/x/text/transform
func NewReader(_, _) Reader : carries=0
func NewWriter(_, _) Writer : carries=0
func String(_, _) string int error : carries=1
func Bytes(_, _) []byte int error : carries=1
func Reader.Read(_) int error : 0<-self const
func Writer.Write(data) int error : !write
func Writer.Close() error : const

package gopkg.in/yaml go.yaml.in/yaml
func Marshal(_) []byte error
func Unmarshal(_, _) error : 1<-0 const
func NewDecoder(_) Decoder
func NewEncoder(_) Encoder
func Decoder.Decode(_) error : 0<-self const
func Encoder.Encode(data) error : !write
func Encoder.Close() error : const

package github.com/json-iterator/go github.com/goccy/go-json github.com/bytedance/sonic
func Marshal(_) []byte error
func Unmarshal(_, _) error : 1<-0 const

package github.com/BurntSushi/toml
func Unmarshal(_, _) error : 1<-0 const
func Decode(_, _) MetaData error : 1<-0
func DecodeFile(path, _) MetaData error : 1<-?file %FILES

package github.com/tidwall/gjson
func Get(_, _) Result : carries=0
func GetBytes(_, _) Result : carries=0
func Parse(_) Result
func Result.String() string
func Result.Get(_) Result : carries=self
func Result.Array() []Result

package image/png
func Encode(_, data) error : !write:0
func Encoder.Encode(_, data) error : !write:0
func Decode(_) image.Image error

package image/jpeg
func Encode(_, data, _) error : !write:0
func Decode(_) image.Image error

package image/gif
func Encode(_, data, _) error : !write:0
func Decode(_) image.Image error

package mime/quotedprintable
func NewReader(_) Reader
func NewWriter(_) Writer
func Reader.Read(_) int error : 0<-self const
func Writer.Write(data) int error : !write
func Writer.Close() error : const

package debug/buildinfo
func ReadFile(path) BuildInfo error : ?file %FILES
`
