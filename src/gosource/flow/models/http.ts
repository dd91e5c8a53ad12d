// HTTP and addresses of it, by Go's own packages: https://pkg.go.dev/net/http

/** The calls, in the grammar of catalogue.ts. */
export const httpModel = `
package net/http
func Get(url) Response error : !connect ?network
func Head(url) Response error : !connect ?network
func Post(url, _, data) Response error : !connect ?network
func PostForm(url, data) Response error : !connect ?network
func Client.Do(object) Response error : !connect ?network
func Client.Get(url) Response error : !connect ?network
func Client.Head(url) Response error : !connect ?network
func Client.Post(url, _, data) Response error : !connect ?network
func Client.PostForm(url, data) Response error : !connect ?network
func Client.CloseIdleConnections() : const
field Client.Transport RoundTripper
field Client.CheckRedirect func
field Client.Jar CookieJar
field Client.Timeout time.Duration
func RoundTripper.RoundTrip(object) Response error : !connect ?network
func Transport.RoundTrip(object) Response error : !connect ?network
func Transport.Clone() Transport
func Transport.CloseIdleConnections() : const
func Transport.RegisterProtocol(_, _) : later=1
field Transport.Proxy func
field Transport.Dial func
field Transport.DialContext func
field Transport.DialTLS func
field Transport.DialTLSContext func
field Transport.TLSClientConfig crypto/tls.Config
func NewFileTransport(_) RoundTripper
func NewFileTransportFS(_) RoundTripper
type Request : @
field Request.Method string
field Request.URL net/url.URL url
field Request.Header Header header
field Request.Body io.ReadCloser data
field Request.Host string host
field Request.Form net/url.Values
field Request.PostForm net/url.Values
field Request.MultipartForm mime/multipart.Form
field Request.RemoteAddr string
field Request.RequestURI string
field Request.TLS crypto/tls.ConnectionState
field Request.Response Response
field Request.ContentLength int64
field Request.GetBody func
func NewRequest(method, url, data) Request error : @
func NewRequestWithContext(_, method, url, data) Request error : @
func ReadRequest(_) Request error
func ReadResponse(_, _) Response error : carries=0
func Request.AddCookie(header) : @self
func Request.SetBasicAuth(header, header) : @self
func Request.Clone(_) Request : carries=self
func Request.WithContext(_) Request : carries=self
func Request.Write(_) error : !write:0=self
func Request.WriteProxy(_) error : !write:0=self
func Request.Context() context.Context : const
func Request.BasicAuth() string string bool : ?network
func Request.Cookie(_) Cookie error : ?network
func Request.Cookies() []Cookie : ?network
func Request.CookiesNamed(_) []Cookie : ?network
func Request.FormValue(_) string : ?network
func Request.PostFormValue(_) string : ?network
func Request.FormFile(_) mime/multipart.File mime/multipart.FileHeader error : ?network
func Request.PathValue(_) string : ?network
func Request.Referer() string : ?network
func Request.UserAgent() string : ?network
func Request.MultipartReader() mime/multipart.Reader error : ?network
func Request.ParseForm() error : const
func Request.ParseMultipartForm(_) error : const
func Request.SetPathValue(_, _) : const
field Response.Status string
field Response.StatusCode int
field Response.Header Header
field Response.Body io.ReadCloser
field Response.Request Request
field Response.Trailer Header
field Response.TLS crypto/tls.ConnectionState
field Response.ContentLength int64
func Response.Cookies() []Cookie
func Response.Location() net/url.URL error
func Response.Write(_) error : !write:0=self
func Header.Add(_, _) : self<-*
func Header.Set(_, _) : self<-*
func Header.Get(_) string
func Header.Values(_) []string
func Header.Clone() Header
func Header.Del(_) : const
func Header.Write(_) error : !write:0=self
field Cookie.Name string
field Cookie.Value string
func Cookie.String() string
func CookieJar.Cookies(_) []Cookie
func CookieJar.SetCookies(_, _) : self<-1
func ListenAndServe(host, _) error : !listen later=1 gives=?network
func ListenAndServeTLS(host, _, _, _) error : !listen later=3 gives=?network
func Serve(_, _) error : later=1 gives=?network
func ServeTLS(_, _, _, _) error : later=1 gives=?network
func Handle(_, _) : later=1 gives=?network
func HandleFunc(_, _) : later=1 gives=?network
func ServeMux.Handle(_, _) : later=1 gives=?network
func ServeMux.HandleFunc(_, _) : later=1 gives=?network
func ServeMux.ServeHTTP(_, _)
func NewServeMux() ServeMux
type Server : @
field Server.Addr string host
field Server.Handler Handler
field Server.TLSConfig crypto/tls.Config
field Server.ConnState func
func Server.ListenAndServe() error : !listen
func Server.ListenAndServeTLS(_, _) error : !listen
func Server.Serve(_) error : const
func Server.ServeTLS(_, _, _) error : const
func Server.Shutdown(_) error : const
func Server.Close() error : const
func Server.RegisterOnShutdown(_) : later=0
func Handler.ServeHTTP(_, _)
func HandlerFunc.ServeHTTP(_, _)
func AllowQuerySemicolons(_) Handler
func StripPrefix(_, _) Handler : carries=1
func TimeoutHandler(_, _, _) Handler : carries=0
func MaxBytesHandler(_, _) Handler : carries=0
func MaxBytesReader(_, _, _) io.ReadCloser : carries=1
func FileServer(_) Handler
func FileServerFS(_) Handler
func ServeFile(_, _, _) : const %FILES
func ServeFileFS(_, _, _, _) : const
func ServeContent(_, _, _, _, data) : !write:0
func ResponseWriter.Header() Header : carries=self
func ResponseWriter.Write(data) int error : !write
func ResponseWriter.WriteHeader(_) : const
func NewResponseController(_) ResponseController
func ResponseController.Flush() error : const
func ResponseController.Hijack() net.Conn bufio.ReadWriter error : ?network
func Hijacker.Hijack() net.Conn bufio.ReadWriter error : ?network
func Flusher.Flush() : const
func Error(_, data, _) : !write:0
func NotFound(_, _) : const
func Redirect(_, _, _, _) : const
func SetCookie(_, data) : !write:0
func DetectContentType(_) string : const
func StatusText(_) string : const
func CanonicalHeaderKey(_) string
func ProxyFromEnvironment(_) net/url.URL error : const
func ProxyURL(_) func
func FS(_) FileSystem
func Dir.Open(path) File error : ?file %FILES
type File
type FileSystem
func FileSystem.Open(path) File error : carries=self
var DefaultClient Client
var DefaultTransport RoundTripper
var DefaultServeMux ServeMux
var NoBody noBody
embed File io.Closer io.Reader io.Seeker

package net/http/httputil
func DumpRequest(_, _) []byte error : carries=0
func DumpRequestOut(_, _) []byte error : carries=0
func DumpResponse(_, _) []byte error : carries=0
func NewSingleHostReverseProxy(url) ReverseProxy : @
func NewChunkedReader(_) io.Reader
func NewChunkedWriter(_) io.WriteCloser
func ReverseProxy.ServeHTTP(_, object) : !connect
field ReverseProxy.Director func
field ReverseProxy.Rewrite func
field ReverseProxy.Transport net/http.RoundTripper
field ReverseProxy.ModifyResponse func

package net/http/httptest
func NewServer(_) Server : later=0 gives=?network
func NewTLSServer(_) Server : later=0 gives=?network
func NewUnstartedServer(_) Server : later=0 gives=?network
func NewRecorder() ResponseRecorder : const
func NewRequest(method, url, data) net/http.Request : @
func Server.Client() net/http.Client : const
func Server.Close() : const
func Server.Start() : const
field Server.URL string
field ResponseRecorder.Body bytes.Buffer
field ResponseRecorder.Code int
func ResponseRecorder.Result() net/http.Response
func ResponseRecorder.Write(_) int error : self<-0 const
func ResponseRecorder.WriteString(_) int error : self<-0 const

package net/http/cookiejar
func New(_) Jar error : const
func Jar.Cookies(_) []net/http.Cookie
func Jar.SetCookies(_, _) : self<-1

package net/url
type URL : @
field URL.Scheme string
field URL.Opaque string
field URL.User Userinfo header
field URL.Host string host
field URL.Path string
field URL.RawPath string
field URL.RawQuery string data
field URL.Fragment string
func Parse(_) URL error
func ParseRequestURI(_) URL error
func ParseQuery(_) Values error
func JoinPath(_, _...) string error
func PathEscape(_) string
func PathUnescape(_) string error
func QueryEscape(_) string
func QueryUnescape(_) string error
func User(_) Userinfo
func UserPassword(_, _) Userinfo
func Userinfo.Username() string
func Userinfo.Password() string bool
func Userinfo.String() string
func URL.EscapedPath() string
func URL.Hostname() string
func URL.IsAbs() bool : const
func URL.JoinPath(_...) URL
func URL.Parse(_) URL error
func URL.Port() string
func URL.Query() Values
func URL.Redacted() string
func URL.RequestURI() string
func URL.ResolveReference(_) URL
func URL.String() string
func Values.Add(_, _) : self<-*
func Values.Set(_, _) : self<-*
func Values.Del(_) : const
func Values.Encode() string
func Values.Get(_) string
func Values.Has(_) bool : const

package mime/multipart
func NewWriter(_) Writer
func NewReader(_, _) Reader : carries=0
func Writer.CreateFormField(_) io.Writer error : carries=self
func Writer.CreateFormFile(_, _) io.Writer error : carries=self
func Writer.CreatePart(_) io.Writer error : carries=self
func Writer.WriteField(data, data) error : !write
func Writer.FormDataContentType() string : const
func Writer.Boundary() string : const
func Writer.SetBoundary(_) error : const
func Writer.Close() error : const
func Reader.NextPart() Part error
func Reader.NextRawPart() Part error
func Reader.ReadForm(_) Form error
func Part.Read(_) int error : 0<-self const
func Part.FileName() string
func Part.FormName() string
func Part.Close() error : const
field Part.Header net/textproto.MIMEHeader
field Form.Value map
field Form.File map
func FileHeader.Open() File error
field FileHeader.Filename string
embed File io.Reader io.ReaderAt io.Seeker io.Closer

package golang.org/x/net/http2
func Transport.RoundTrip(object) net/http.Response error : !connect ?network
func Transport.NewClientConn(_) ClientConn error
func ClientConn.RoundTrip(object) net/http.Response error : !connect ?network
func ConfigureTransport(_) error : const
func ConfigureTransports(_) Transport error : const

package golang.org/x/net/context/ctxhttp
func Do(_, _, object) net/http.Response error : !connect ?network
func Get(_, _, url) net/http.Response error : !connect ?network
func Head(_, _, url) net/http.Response error : !connect ?network
func Post(_, _, url, _, data) net/http.Response error : !connect ?network
func PostForm(_, _, url, data) net/http.Response error : !connect ?network
`
