// Libraries that send requests over HTTP, clients of chat services among them. A path stands for all its major versions
// Over 400 lines, for it is a list: a line a call.

/** The calls, in the grammar of catalogue.ts. */
export const wrappersHttpModel = `
package github.com/go-resty/resty gopkg.in/resty
func New() Client : @
func NewWithClient(_) Client : @
func NewWithLocalAddr(_) Client : @
func Client.R() Request : @
func Client.NewRequest() Request : @
func Client.GetClient() net/http.Client : const
func Client.SetBaseURL(url) Client : @self
func Client.SetHostURL(url) Client : @self
func Client.SetHeader(header, header) Client : @self
func Client.SetHeaders(header) Client : @self
func Client.SetAuthToken(header) Client : @self
func Client.SetBasicAuth(header, header) Client : @self
func Client.SetCookie(header) Client : @self
func Client.SetCookies(header) Client : @self
func Client.SetFormData(data) Client : @self
func Client.SetQueryParam(data, data) Client : @self
func Client.SetQueryParams(data) Client : @self
func Client.SetProxy(_) Client : carries=self
func Client.SetTimeout(_) Client : carries=self
func Client.SetTLSClientConfig(_) Client : carries=self
func Client.SetTransport(_) Client : carries=self
func Client.SetRetryCount(_) Client : carries=self
func Client.OnBeforeRequest(_) Client : later=0 carries=self
func Client.OnAfterResponse(_) Client : later=0 gives=?network carries=self
func Client.OnError(_) Client : later=0 carries=self
func Request.SetBody(data) Request : @self
func Request.SetFormData(data) Request : @self
func Request.SetFormDataFromValues(data) Request : @self
func Request.SetMultipartFormData(data) Request : @self
func Request.SetMultipartField(data, data, _, data) Request : @self
func Request.SetFile(_, path) Request : @self data=?file
func Request.SetFiles(path) Request : @self data=?file
func Request.SetFileReader(data, data, data) Request : @self
func Request.SetQueryParam(data, data) Request : @self
func Request.SetQueryParams(data) Request : @self
func Request.SetQueryParamsFromValues(data) Request : @self
func Request.SetQueryString(data) Request : @self
func Request.SetPathParam(_, data) Request : @self
func Request.SetPathParams(data) Request : @self
func Request.SetHeader(header, header) Request : @self
func Request.SetHeaders(header) Request : @self
func Request.SetAuthToken(header) Request : @self
func Request.SetAuthScheme(header) Request : @self
func Request.SetBasicAuth(header, header) Request : @self
func Request.SetCookie(header) Request : @self
func Request.SetCookies(header) Request : @self
func Request.SetContext(_) Request : carries=self
func Request.SetDoNotParseResponse(_) Request : carries=self
func Request.SetOutput(path) Request : @self
func Request.SetResult(_) Request : 0<-?network carries=self
func Request.SetError(_) Request : 0<-?network carries=self
func Request.Execute(method, url) Response error : !connect ?network
func Request.Get(url) Response error : !connect ?network
func Request.Head(url) Response error : !connect ?network
func Request.Post(url) Response error : !connect ?network
func Request.Put(url) Response error : !connect ?network
func Request.Patch(url) Response error : !connect ?network
func Request.Delete(url) Response error : !connect ?network
func Request.Options(url) Response error : !connect ?network
func Request.Send() Response error : !connect ?network
field Request.URL string url
field Request.Body _ data
field Request.Header net/http.Header header
func Response.Body() []byte
func Response.String() string
func Response.RawBody() io.ReadCloser
func Response.Header() net/http.Header
func Response.Cookies() []net/http.Cookie
func Response.Result() _
func Response.Error() _
func Response.StatusCode() int : const
func Response.Status() string : const
func Response.IsSuccess() bool : const
func Response.IsError() bool : const
field Response.RawResponse net/http.Response

package github.com/valyala/fasthttp
func Do(object, _) error : !connect 1<-?network
func DoTimeout(object, _, _) error : !connect 1<-?network
func DoDeadline(object, _, _) error : !connect 1<-?network
func DoRedirects(object, _, _) error : !connect 1<-?network
func Get(_, url) int []byte error : !connect ?network
func GetTimeout(_, url, _) int []byte error : !connect ?network
func GetDeadline(_, url, _) int []byte error : !connect ?network
func Post(_, url, data) int []byte error : !connect ?network
func Client.Do(object, _) error : !connect 1<-?network
func Client.DoTimeout(object, _, _) error : !connect 1<-?network
func Client.DoDeadline(object, _, _) error : !connect 1<-?network
func Client.DoRedirects(object, _, _) error : !connect 1<-?network
func Client.Get(_, url) int []byte error : !connect ?network
func Client.GetTimeout(_, url, _) int []byte error : !connect ?network
func Client.GetDeadline(_, url, _) int []byte error : !connect ?network
func Client.Post(_, url, data) int []byte error : !connect ?network
func HostClient.Do(object, _) error : !connect 1<-?network
func HostClient.DoTimeout(object, _, _) error : !connect 1<-?network
func HostClient.DoDeadline(object, _, _) error : !connect 1<-?network
func HostClient.DoRedirects(object, _, _) error : !connect 1<-?network
func HostClient.Get(_, url) int []byte error : !connect ?network
func HostClient.GetTimeout(_, url, _) int []byte error : !connect ?network
func HostClient.GetDeadline(_, url, _) int []byte error : !connect ?network
func HostClient.Post(_, url, data) int []byte error : !connect ?network
func PipelineClient.Do(object, _) error : !connect 1<-?network
field HostClient.Addr string host
func Dial(host) net.Conn error : !connect ?network @
func DialTimeout(host, _) net.Conn error : !connect ?network @
func DialDualStack(host) net.Conn error : !connect ?network @
func DialDualStackTimeout(host, _) net.Conn error : !connect ?network @
func AcquireRequest() Request : @
func AcquireResponse() Response : @
func AcquireArgs() Args : @
func AcquireURI() URI : @
func ReleaseRequest(_) : const
func ReleaseResponse(_) : const
type Request : @
field Request.Header RequestHeader
func Request.SetRequestURI(url) : @self
func Request.SetRequestURIBytes(url) : @self
func Request.SetURI(url) : @self
func Request.SetHost(host) : @self
func Request.SetHostBytes(host) : @self
func Request.SetBody(data) : @self
func Request.SetBodyRaw(data) : @self
func Request.SetBodyString(data) : @self
func Request.SetBodyStream(data, _) : @self
func Request.AppendBody(data) : @self
func Request.AppendBodyString(data) : @self
func Request.BodyWriter() io.Writer : carries=self
func Request.PostArgs() Args : carries=self
func Request.URI() URI : carries=self
func Request.Body() []byte
func Request.Reset() : const
func RequestHeader.Set(header, header) : @self
func RequestHeader.SetBytesKV(header, header) : @self
func RequestHeader.SetBytesV(header, header) : @self
func RequestHeader.Add(header, header) : @self
func RequestHeader.SetCookie(header, header) : @self
func RequestHeader.SetUserAgent(header) : @self
func RequestHeader.SetHost(host) : @self
func RequestHeader.SetRequestURI(url) : @self
func RequestHeader.SetMethod(_) : const
func RequestHeader.SetContentType(_) : const
func Response.Body() []byte : ?network
func Response.BodyStream() io.Reader : ?network
func Response.BodyGunzip() []byte error : ?network
func Response.BodyUncompressed() []byte error : ?network
func Response.BodyWriteTo(_) error : 0<-?network
func Response.StatusCode() int : const
func Args.Set(data, data) : @self
func Args.Add(data, data) : @self
func Args.SetBytesV(data, data) : @self
func Args.SetBytesKV(data, data) : @self
func URI.SetHost(host) : @self
func URI.SetPath(url) : @self
func URI.SetQueryString(data) : @self
func ListenAndServe(host, _) error : !listen later=1 gives=?network
func ListenAndServeTLS(host, _, _, _) error : !listen later=3 gives=?network
func Serve(_, _) error : later=1 gives=?network
func RequestCtx.PostBody() []byte : ?network
func RequestCtx.FormValue(_) []byte : ?network
func RequestCtx.QueryArgs() Args : ?network
func RequestCtx.Write(data) int error : !write
func RequestCtx.WriteString(data) int error : !write

package github.com/parnurzeal/gorequest
func New() SuperAgent : @
type SuperAgent : @
func SuperAgent.Get(url) SuperAgent : @self
func SuperAgent.Post(url) SuperAgent : @self
func SuperAgent.Head(url) SuperAgent : @self
func SuperAgent.Put(url) SuperAgent : @self
func SuperAgent.Delete(url) SuperAgent : @self
func SuperAgent.Patch(url) SuperAgent : @self
func SuperAgent.Options(url) SuperAgent : @self
func SuperAgent.CustomMethod(method, url) SuperAgent : @self
func SuperAgent.Send(data) SuperAgent : @self
func SuperAgent.SendMap(data) SuperAgent : @self
func SuperAgent.SendSlice(data) SuperAgent : @self
func SuperAgent.SendString(data) SuperAgent : @self
func SuperAgent.SendStruct(data) SuperAgent : @self
func SuperAgent.SendFile(data, data...) SuperAgent : @self
func SuperAgent.Query(data) SuperAgent : @self
func SuperAgent.Param(data, data) SuperAgent : @self
func SuperAgent.Set(header, header) SuperAgent : @self
func SuperAgent.SetBasicAuth(header, header) SuperAgent : @self
func SuperAgent.AddCookie(header) SuperAgent : @self
func SuperAgent.AddCookies(header) SuperAgent : @self
func SuperAgent.Type(_) SuperAgent : carries=self
func SuperAgent.Timeout(_) SuperAgent : carries=self
func SuperAgent.Proxy(_) SuperAgent : carries=self
func SuperAgent.TLSClientConfig(_) SuperAgent : carries=self
func SuperAgent.Retry(_, _, _...) SuperAgent : carries=self
func SuperAgent.End(_...) Response string []error : !connect ?network calls=0 gives=?network
func SuperAgent.EndBytes(_...) Response []byte []error : !connect ?network calls=0 gives=?network
func SuperAgent.EndStruct(_, _...) Response []byte []error : !connect ?network 0<-?network calls=1 gives=?network

package github.com/gojek/heimdall/httpclient
func NewClient(_...) Client : const
func Client.Do(object) net/http.Response error : !connect ?network
func Client.Get(url, header) net/http.Response error : !connect ?network
func Client.Delete(url, header) net/http.Response error : !connect ?network
func Client.Post(url, data, header) net/http.Response error : !connect ?network
func Client.Put(url, data, header) net/http.Response error : !connect ?network
func Client.Patch(url, data, header) net/http.Response error : !connect ?network

package github.com/gojek/heimdall/hystrix
func NewClient(_...) Client : const
func Client.Do(object) net/http.Response error : !connect ?network
func Client.Get(url, header) net/http.Response error : !connect ?network
func Client.Delete(url, header) net/http.Response error : !connect ?network
func Client.Post(url, data, header) net/http.Response error : !connect ?network
func Client.Put(url, data, header) net/http.Response error : !connect ?network
func Client.Patch(url, data, header) net/http.Response error : !connect ?network

package github.com/hashicorp/go-retryablehttp
func Get(url) net/http.Response error : !connect ?network
func Head(url) net/http.Response error : !connect ?network
func Post(url, _, data) net/http.Response error : !connect ?network
func PostForm(url, data) net/http.Response error : !connect ?network
func Client.Get(url) net/http.Response error : !connect ?network
func Client.Head(url) net/http.Response error : !connect ?network
func Client.Post(url, _, data) net/http.Response error : !connect ?network
func Client.PostForm(url, data) net/http.Response error : !connect ?network
func Client.Do(object) net/http.Response error : !connect ?network
func Client.StandardClient() net/http.Client : const
func RoundTripper.RoundTrip(object) net/http.Response error : !connect ?network
func NewClient() Client : const
func NewRequest(method, url, data) Request error : @
func NewRequestWithContext(_, method, url, data) Request error : @
func FromRequest(_) Request error
func Request.SetBody(data) error : @self
func Request.WithContext(_) Request : carries=self
field Client.HTTPClient net/http.Client
field Client.CheckRetry CheckRetry
field Client.ErrorHandler ErrorHandler
embed Request net/http.Request

package github.com/hashicorp/go-cleanhttp
func DefaultClient() net/http.Client : const
func DefaultPooledClient() net/http.Client : const
func DefaultTransport() net/http.Transport : const
func DefaultPooledTransport() net/http.Transport : const

package github.com/hashicorp/go-getter
func Get(path, url, _...) error : !connect
func GetAny(path, url, _...) error : !connect
func GetFile(path, url, _...) error : !connect
type Client : @
field Client.Src string url
field Client.Dst string path
func Client.Get() error : !connect

package github.com/dghubble/sling
func New() Sling : @
func Sling.New() Sling : carries=self
func Sling.Base(url) Sling : @self
func Sling.Path(url) Sling : @self
func Sling.Get(url) Sling : @self
func Sling.Post(url) Sling : @self
func Sling.Head(url) Sling : @self
func Sling.Put(url) Sling : @self
func Sling.Delete(url) Sling : @self
func Sling.Patch(url) Sling : @self
func Sling.Options(url) Sling : @self
func Sling.Body(data) Sling : @self
func Sling.BodyForm(data) Sling : @self
func Sling.BodyJSON(data) Sling : @self
func Sling.BodyProvider(data) Sling : @self
func Sling.QueryStruct(data) Sling : @self
func Sling.Set(header, header) Sling : @self
func Sling.Add(header, header) Sling : @self
func Sling.SetBasicAuth(header, header) Sling : @self
func Sling.Client(_) Sling : carries=self
func Sling.Doer(_) Sling : carries=self
func Sling.Request() net/http.Request error
func Sling.Do(object, _, _) net/http.Response error : !connect ?network 1<-?network 2<-?network
func Sling.Receive(_, _) net/http.Response error : !connect ?network 0<-?network 1<-?network
func Sling.ReceiveSuccess(_) net/http.Response error : !connect ?network 0<-?network

package github.com/guonaihong/gout
func GET(url, _...) github.com/guonaihong/gout/dataflow.DataFlow : @
func POST(url, _...) github.com/guonaihong/gout/dataflow.DataFlow : @
func HEAD(url, _...) github.com/guonaihong/gout/dataflow.DataFlow : @
func PUT(url, _...) github.com/guonaihong/gout/dataflow.DataFlow : @
func DELETE(url, _...) github.com/guonaihong/gout/dataflow.DataFlow : @
func PATCH(url, _...) github.com/guonaihong/gout/dataflow.DataFlow : @
func OPTIONS(url, _...) github.com/guonaihong/gout/dataflow.DataFlow : @
func New(_...) github.com/guonaihong/gout/dataflow.Gout : const
func NewWithOpt(_...) Client : const
func Client.GET(url) github.com/guonaihong/gout/dataflow.DataFlow : @
func Client.POST(url) github.com/guonaihong/gout/dataflow.DataFlow : @
func Client.HEAD(url) github.com/guonaihong/gout/dataflow.DataFlow : @
func Client.PUT(url) github.com/guonaihong/gout/dataflow.DataFlow : @
func Client.DELETE(url) github.com/guonaihong/gout/dataflow.DataFlow : @
func Client.PATCH(url) github.com/guonaihong/gout/dataflow.DataFlow : @
func Client.OPTIONS(url) github.com/guonaihong/gout/dataflow.DataFlow : @

package github.com/guonaihong/gout/dataflow
func DataFlow.GET(url, _...) DataFlow : @self
func DataFlow.POST(url, _...) DataFlow : @self
func DataFlow.HEAD(url, _...) DataFlow : @self
func DataFlow.PUT(url, _...) DataFlow : @self
func DataFlow.DELETE(url, _...) DataFlow : @self
func DataFlow.PATCH(url, _...) DataFlow : @self
func DataFlow.OPTIONS(url, _...) DataFlow : @self
func DataFlow.SetURL(url, _...) DataFlow : @self
func DataFlow.SetHost(host) DataFlow : @self
func DataFlow.SetBody(data) DataFlow : @self
func DataFlow.SetJSON(data) DataFlow : @self
func DataFlow.SetXML(data) DataFlow : @self
func DataFlow.SetYAML(data) DataFlow : @self
func DataFlow.SetForm(data...) DataFlow : @self
func DataFlow.SetWWWForm(data...) DataFlow : @self
func DataFlow.SetQuery(data...) DataFlow : @self
func DataFlow.SetHeader(header...) DataFlow : @self
func DataFlow.SetBasicAuth(header, header) DataFlow : @self
func DataFlow.SetCookies(header...) DataFlow : @self
func DataFlow.SetTimeout(_) DataFlow : carries=self
func DataFlow.SetProxy(_) DataFlow : carries=self
func DataFlow.WithContext(_) DataFlow : carries=self
func DataFlow.Debug(_...) DataFlow : carries=self
func DataFlow.Code(_) DataFlow : 0<-?network carries=self
func DataFlow.BindBody(_) DataFlow : 0<-?network carries=self
func DataFlow.BindJSON(_) DataFlow : 0<-?network carries=self
func DataFlow.BindXML(_) DataFlow : 0<-?network carries=self
func DataFlow.BindYAML(_) DataFlow : 0<-?network carries=self
func DataFlow.BindHeader(_) DataFlow : 0<-?network carries=self
func DataFlow.Callback(_) DataFlow : later=0 gives=?network carries=self
func DataFlow.Do() error : !connect
embed DataFlow Req

package github.com/carlmjohnson/requests github.com/earthboundkid/requests
func URL(url) Builder : @
func New(_...) Builder : @
type Builder : @
func Builder.BaseURL(url) Builder : @self
func Builder.Host(host) Builder : @self
func Builder.Hostf(host, host...) Builder : @self
func Builder.Path(url) Builder : @self
func Builder.Pathf(url, url...) Builder : @self
func Builder.Param(data, data...) Builder : @self
func Builder.Header(header, header...) Builder : @self
func Builder.Headers(header) Builder : @self
func Builder.Cookie(header, header) Builder : @self
func Builder.BasicAuth(header, header) Builder : @self
func Builder.Bearer(header) Builder : @self
func Builder.UserAgent(header) Builder : @self
func Builder.Body(data) Builder : @self
func Builder.BodyBytes(data) Builder : @self
func Builder.BodyForm(data) Builder : @self
func Builder.BodyJSON(data) Builder : @self
func Builder.BodyReader(data) Builder : @self
func Builder.BodyFile(path) Builder : @self data=?file
func Builder.BodyWriter(_) Builder : later=0 carries=self
func Builder.ToFile(path) Builder : @self
func Builder.ToJSON(_) Builder : 0<-?network carries=self
func Builder.ToString(_) Builder : 0<-?network carries=self
func Builder.ToBytesBuffer(_) Builder : 0<-?network carries=self
func Builder.ToWriter(_) Builder : 0<-?network carries=self
func Builder.Handle(_) Builder : later=0 gives=?network carries=self
func Builder.Client(_) Builder : carries=self
func Builder.Transport(_) Builder : carries=self
func Builder.Method(_) Builder : carries=self
func Builder.ContentType(_) Builder : carries=self
func Builder.Accept(_) Builder : carries=self
func Builder.Post() Builder : carries=self
func Builder.Put() Builder : carries=self
func Builder.Patch() Builder : carries=self
func Builder.Delete() Builder : carries=self
func Builder.Head() Builder : carries=self
func Builder.Clone() Builder : carries=self
func Builder.Config(_...) Builder : carries=self
func Builder.Request(_) net/http.Request error : carries=self
func Builder.Do(object) error : !connect
func Builder.Fetch(_) error : !connect

package github.com/gocolly/colly
func NewCollector(_...) Collector : const
func Collector.Visit(url) error : !connect
func Collector.Head(url) error : !connect
func Collector.Post(url, data) error : !connect
func Collector.PostRaw(url, data) error : !connect
func Collector.PostMultipart(url, data) error : !connect
func Collector.Request(method, url, data, _, header) error : !connect
func Collector.OnHTML(_, _) : later=1 gives=?network
func Collector.OnXML(_, _) : later=1 gives=?network
func Collector.OnResponse(_) : later=0 gives=?network
func Collector.OnRequest(_) : later=0
func Collector.OnError(_) : later=0 gives=?network
func Collector.OnScraped(_) : later=0 gives=?network
func Collector.Wait() : const
func Request.Visit(url) error : !connect
func Request.Post(url, data) error : !connect
func Request.PostRaw(url, data) error : !connect
field Request.URL net/url.URL url
field Request.Headers net/http.Header header
field Request.Body io.Reader data
field Response.Body []byte
field Response.Headers net/http.Header
func Response.Save(path) error : !file-write data=self
field HTMLElement.Text string
field HTMLElement.Response Response
func HTMLElement.Attr(_) string
func HTMLElement.ChildText(_) string
func HTMLElement.ChildAttr(_, _) string

package github.com/PuerkitoBio/goquery
func NewDocument(url) Document error : !connect ?network
func NewDocumentFromReader(_) Document error
func NewDocumentFromNode(_) Document
func NewDocumentFromResponse(_) Document error
func Selection.Text() string
func Selection.Html() string error
func Selection.Attr(_) string bool : carries=self
func Selection.AttrOr(_, _) string : carries=self,1
func Selection.Find(_) Selection : carries=self
func Selection.First() Selection
func Selection.Each(_) Selection : calls=0 carries=self
func Selection.Map(_) []string : calls=0
embed Document Selection

package github.com/go-telegram-bot-api/telegram-bot-api gopkg.in/telegram-bot-api
func NewBotAPI(header) BotAPI error : !connect @
func BotAPI.Send(data) Message error : !connect ?network
func BotAPI.Request(data) APIResponse error : !connect ?network
func BotAPI.GetFileDirectURL(_) string error : !connect ?network
func BotAPI.GetFile(_) File error : !connect ?network
func BotAPI.GetUpdates(_) []Update error : !connect ?network
func BotAPI.GetUpdatesChan(_) UpdatesChannel : !connect ?network
func BotAPI.MakeRequest(_, data) APIResponse error : !connect ?network
func BotAPI.UploadFiles(_, data, data) APIResponse error : !connect ?network
func NewMessage(_, _) MessageConfig : carries=1
func NewDocument(_, _) DocumentConfig : carries=1
func NewPhoto(_, _) PhotoConfig : carries=1
field FileBytes.Name string
field FileBytes.Bytes []byte
field FileReader.Reader io.Reader
field Update.Message Message
field Message.Text string

package github.com/go-telegram-bot-api/telegram-bot-api/v5
func NewBotAPIWithClient(header, url, _) BotAPI error : !connect @
func NewBotAPIWithAPIEndpoint(header, url) BotAPI error : !connect @

package github.com/bwmarrin/discordgo
func New(header) Session error : @
func Session.Open() error : !connect
func Session.Close() error : const
func Session.AddHandler(_) func : later=0 gives=?network
func Session.ChannelMessageSend(_, data, _...) Message error : !connect ?network
func Session.ChannelMessageSendComplex(_, data, _...) Message error : !connect ?network
func Session.ChannelMessageSendEmbed(_, data, _...) Message error : !connect ?network
func Session.ChannelMessageSendReply(_, data, _, _...) Message error : !connect ?network
func Session.ChannelFileSend(_, data, data, _...) Message error : !connect ?network
func Session.ChannelFileSendWithMessage(_, data, data, data, _...) Message error : !connect ?network
func Session.ChannelMessages(_, _, _, _, _, _...) []Message error : !connect ?network
func Session.WebhookExecute(_, _, _, data, _...) Message error : !connect ?network
func Session.Request(method, url, data, _...) []byte error : !connect ?network
field MessageCreate.Message Message
field Message.Content string
field WebhookParams.Content string
field MessageSend.Content string
embed Session sync.RWMutex
embed MessageCreate Message

package github.com/slack-go/slack
func New(header, _...) Client : @
func PostWebhook(url, data) error : !connect
func PostWebhookContext(_, url, data) error : !connect
func PostWebhookCustomHTTP(url, _, data) error : !connect
func PostWebhookCustomHTTPContext(_, url, _, data) error : !connect
func Client.PostMessage(_, data...) string string error : !connect ?network
func Client.PostMessageContext(_, _, data...) string string error : !connect ?network
func Client.PostEphemeral(_, _, data...) string error : !connect ?network
func Client.SendMessage(_, data...) string string string error : !connect ?network
func Client.SendMessageContext(_, _, data...) string string string error : !connect ?network
func Client.UploadFile(data) FileSummary error : !connect ?network
func Client.UploadFileContext(_, data) FileSummary error : !connect ?network
func Client.GetConversationHistory(_) GetConversationHistoryResponse error : !connect ?network
func MsgOptionText(_, _) MsgOption : carries=0
func MsgOptionBlocks(_...) MsgOption
func MsgOptionAttachments(_...) MsgOption
field WebhookMessage.Text string
field WebhookMessage.Attachments []Attachment
field UploadFileParameters.Content string
field UploadFileParameters.Reader io.Reader
field UploadFileParameters.File string

package github.com/go-git/go-git gopkg.in/src-d/go-git
func PlainClone(path, _, object) Repository error : !connect ?network
func PlainCloneContext(_, path, _, object) Repository error : !connect ?network
func Clone(_, _, object) Repository error : !connect ?network
func CloneContext(_, _, _, object) Repository error : !connect ?network
type CloneOptions : @
field CloneOptions.URL string url
field CloneOptions.Auth github.com/go-git/go-git/plumbing/transport.AuthMethod header
func Repository.Push(_) error : !connect
func Repository.Fetch(_) error : !connect
func Repository.Worktree() Worktree error
func Worktree.Pull(_) error : !connect
func Remote.Push(_) error : !connect
func Remote.Fetch(_) error : !connect

package github.com/imroc/req/v3
func C() Client : @
func NewClient() Client : @
func R() Request : @
func Client.R() Request : @
func Client.SetBaseURL(url) Client : @self
func Client.SetCommonHeader(header, header) Client : @self
func Client.SetCommonBearerAuthToken(header) Client : @self
func Get(url) Response error : !connect ?network
func Post(url) Response error : !connect ?network
func Put(url) Response error : !connect ?network
func Patch(url) Response error : !connect ?network
func Delete(url) Response error : !connect ?network
func Head(url) Response error : !connect ?network
func Options(url) Response error : !connect ?network
func MustGet(url) Response : !connect ?network
func MustPost(url) Response : !connect ?network
func MustPut(url) Response : !connect ?network
func MustPatch(url) Response : !connect ?network
func MustDelete(url) Response : !connect ?network
func MustHead(url) Response : !connect ?network
func MustOptions(url) Response : !connect ?network
func Request.Get(url...) Response error : !connect ?network
func Request.Post(url...) Response error : !connect ?network
func Request.Put(url...) Response error : !connect ?network
func Request.Patch(url...) Response error : !connect ?network
func Request.Delete(url...) Response error : !connect ?network
func Request.Head(url...) Response error : !connect ?network
func Request.Options(url...) Response error : !connect ?network
func Request.MustGet(url) Response : !connect ?network
func Request.MustPost(url) Response : !connect ?network
func Request.MustPut(url) Response : !connect ?network
func Request.MustPatch(url) Response : !connect ?network
func Request.MustDelete(url) Response : !connect ?network
func Request.MustHead(url) Response : !connect ?network
func Request.MustOptions(url) Response : !connect ?network
func SetURL(url) Request : @
func SetBody(data) Request : @
func SetBodyBytes(data) Request : @
func SetBodyString(data) Request : @
func SetBodyJsonString(data) Request : @
func SetBodyJsonBytes(data) Request : @
func SetBodyJsonMarshal(data) Request : @
func SetFormData(data) Request : @
func SetFormDataFromValues(data) Request : @
func SetQueryParam(data, data) Request : @
func SetQueryParams(data) Request : @
func SetQueryString(data) Request : @
func SetHeader(header, header) Request : @
func SetHeaders(header) Request : @
func SetBearerAuthToken(header) Request : @
func SetBasicAuth(header, header) Request : @
func SetFileBytes(_, _, data) Request : @
func SetFileReader(_, _, data) Request : @
func SetOutputFile(path) Request : @
func SetFile(_, path) Request : @ data=?file
func SetSuccessResult(_) Request : @ 0<-?network
func Request.SetURL(url) Request : @self
func Request.SetBody(data) Request : @self
func Request.SetBodyBytes(data) Request : @self
func Request.SetBodyString(data) Request : @self
func Request.SetBodyJsonString(data) Request : @self
func Request.SetBodyJsonBytes(data) Request : @self
func Request.SetBodyJsonMarshal(data) Request : @self
func Request.SetFormData(data) Request : @self
func Request.SetFormDataFromValues(data) Request : @self
func Request.SetQueryParam(data, data) Request : @self
func Request.SetQueryParams(data) Request : @self
func Request.SetQueryString(data) Request : @self
func Request.SetHeader(header, header) Request : @self
func Request.SetHeaders(header) Request : @self
func Request.SetBearerAuthToken(header) Request : @self
func Request.SetBasicAuth(header, header) Request : @self
func Request.SetFileBytes(_, _, data) Request : @self
func Request.SetFileReader(_, _, data) Request : @self
func Request.SetOutputFile(path) Request : @self
func Request.SetFile(_, path) Request : @self data=?file
func Request.SetSuccessResult(_) Request : carries=self 0<-?network
func Response.String() string
func Response.Bytes() []byte
func Response.ToString() string error
func Response.ToBytes() []byte error
func Response.Unmarshal(_) error : 0<-self const
func Response.Into(_) error : 0<-self const
embed Response net/http.Response

package github.com/imroc/req
func New() Req : const
func Get(url, data...) Resp error : !connect ?network
func Post(url, data...) Resp error : !connect ?network
func Put(url, data...) Resp error : !connect ?network
func Patch(url, data...) Resp error : !connect ?network
func Delete(url, data...) Resp error : !connect ?network
func Head(url, data...) Resp error : !connect ?network
func Options(url, data...) Resp error : !connect ?network
func Req.Get(url, data...) Resp error : !connect ?network
func Req.Post(url, data...) Resp error : !connect ?network
func Req.Put(url, data...) Resp error : !connect ?network
func Req.Patch(url, data...) Resp error : !connect ?network
func Req.Delete(url, data...) Resp error : !connect ?network
func Req.Head(url, data...) Resp error : !connect ?network
func Req.Options(url, data...) Resp error : !connect ?network
func Resp.String() string
func Resp.Bytes() []byte
func Resp.ToString() string error
func Resp.ToBytes() []byte error
func Resp.ToJSON(_) error : 0<-self const
func Resp.ToFile(path) error : !file-write data=self

package github.com/levigross/grequests
type RequestOptions : @
field RequestOptions.Data map data
field RequestOptions.Params map data
field RequestOptions.JSON _ data
field RequestOptions.XML _ data
field RequestOptions.RequestBody io.Reader data
field RequestOptions.Headers map header
field RequestOptions.UserAgent string header
field RequestOptions.Auth []string header
func Get(url, object) Response error : !connect ?network
func Post(url, object) Response error : !connect ?network
func Put(url, object) Response error : !connect ?network
func Patch(url, object) Response error : !connect ?network
func Delete(url, object) Response error : !connect ?network
func Head(url, object) Response error : !connect ?network
func Options(url, object) Response error : !connect ?network
func NewSession(_) Session : const
func Session.Get(url, object) Response error : !connect ?network
func Session.Post(url, object) Response error : !connect ?network
func Session.Put(url, object) Response error : !connect ?network
func Session.Patch(url, object) Response error : !connect ?network
func Session.Delete(url, object) Response error : !connect ?network
func Session.Head(url, object) Response error : !connect ?network
func Session.Options(url, object) Response error : !connect ?network
func Response.String() string
func Response.Bytes() []byte
func Response.JSON(_) error : 0<-self const
func Response.DownloadToFile(path) error : !file-write data=self

package github.com/monaco-io/request
type Client : @
field Client.URL string url
field Client.Header map header
field Client.Query map data
field Client.JSON _ data
func Client.Send() _ : !connect ?network

package github.com/cavaliergopher/grab github.com/cavaliercoder/grab
func Get(path, url) Response error : !connect
func NewRequest(path, url) Request error : @
func NewClient() Client : const
func Client.Do(object) Response : !connect
var DefaultClient Client

package github.com/melbahja/got
func New() Got : const
func Got.Download(url, path) error : !connect

package github.com/chromedp/chromedp
func Navigate(url) NavigateAction : !connect

package github.com/ethereum/go-ethereum/ethclient
func Dial(url) Client error : !connect ?network @
func DialContext(_, url) Client error : !connect ?network @
func Client.CallContract(_, data, _) []byte error : !write ?network

package github.com/ethereum/go-ethereum/rpc
func Dial(url) Client error : !connect ?network @
func DialContext(_, url) Client error : !connect ?network @
func Client.Call(_, _, data...) error : !write 0<-?network
func Client.CallContext(_, _, _, data...) error : !write 1<-?network

package github.com/minio/minio-go/v7
func New(host, header) Client error : @
func Client.PutObject(_, _, _, data, _, _) UploadInfo error : !connect
func Client.FPutObject(_, _, _, path, _) UploadInfo error : !connect data=?file
func Client.GetObject(_, _, _, _) Object error : !connect ?network
func Object.Read(_) int error : 0<-self const

package github.com/gin-gonic/gin
func Context.Query(_) string : ?network
func Context.DefaultQuery(_, _) string : ?network
func Context.GetQuery(_) string bool : ?network
func Context.QueryArray(_) []string : ?network
func Context.PostForm(_) string : ?network
func Context.DefaultPostForm(_, _) string : ?network
func Context.Param(_) string : ?network
func Context.GetHeader(_) string : ?network
func Context.Cookie(_) string error : ?network
func Context.GetRawData() []byte error : ?network
func Context.Bind(_) error : 0<-?network const
func Context.BindJSON(_) error : 0<-?network const
func Context.ShouldBind(_) error : 0<-?network const
func Context.ShouldBindJSON(_) error : 0<-?network const
func Context.ShouldBindQuery(_) error : 0<-?network const
func Context.FormFile(_) mime/multipart.FileHeader error : ?network
field Context.Request net/http.Request
field Context.Writer ResponseWriter

package github.com/labstack/echo
func Context.QueryParam(_) string : ?network
func Context.FormValue(_) string : ?network
func Context.Param(_) string : ?network
func Context.Bind(_) error : 0<-?network const
func Context.Request() net/http.Request : ?network

package github.com/gofiber/fiber
func Ctx.Query(_, _...) string : ?network
func Ctx.FormValue(_, _...) string : ?network
func Ctx.Params(_, _...) string : ?network
func Ctx.Get(_, _...) string : ?network
func Ctx.Cookies(_, _...) string : ?network
func Ctx.Body() []byte : ?network
func Ctx.BodyRaw() []byte : ?network
func Ctx.BodyParser(_) error : 0<-?network const
`
