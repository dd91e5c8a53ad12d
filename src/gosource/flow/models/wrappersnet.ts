// Libraries that open connections: WebSocket, QUIC, DNS, FTP, gRPC, message queues, mail, multiplexers, proxies

/** The calls, in the grammar of catalogue.ts. */
export const wrappersNetModel = `
package github.com/gorilla/websocket
var DefaultDialer Dialer
func Dialer.Dial(url, header) Conn net/http.Response error : !connect ?network @
func Dialer.DialContext(_, url, header) Conn net/http.Response error : !connect ?network @
func NewClient(_, url, header, _, _) Conn net/http.Response error : carries=0
func Conn.ReadMessage() int []byte error : carries=self
func Conn.ReadJSON(_) error : 0<-self const
func Conn.NextReader() int io.Reader error : carries=self
func Conn.NextWriter(_) io.WriteCloser error : carries=self
func Conn.WriteMessage(_, data) error : !write
func Conn.WriteJSON(data) error : !write
func Conn.WriteControl(_, data, _) error : !write
func Conn.WritePreparedMessage(data) error : !write
func Conn.NetConn() net.Conn
func Conn.UnderlyingConn() net.Conn
func Conn.Close() error : const
func Conn.SetReadDeadline(_) error : const
func Conn.SetWriteDeadline(_) error : const
func ReadJSON(_, _) error : 1<-0 const
func WriteJSON(_, data) error : !write:0
func NewPreparedMessage(_, data) PreparedMessage error
func JoinMessages(_, _) io.Reader : carries=0
func Upgrader.Upgrade(_, _, _) Conn error : ?network
func Upgrade(_, _, _, _, _) Conn error : ?network

package github.com/coder/websocket nhooyr.io/websocket
func Dial(_, url, _) Conn net/http.Response error : !connect ?network @
func Accept(_, _, _) Conn error : ?network
func NetConn(_, _, _) net.Conn : carries=1
func Conn.Read(_) MessageType []byte error : carries=self
func Conn.Reader(_) MessageType io.Reader error : carries=self
func Conn.Write(_, _, data) error : !write
func Conn.Writer(_, _) io.WriteCloser error : carries=self
func Conn.Close(_, _) error : const
func Conn.Ping(_) error : const
field DialOptions.HTTPHeader net/http.Header header
field DialOptions.HTTPClient net/http.Client

package github.com/coder/websocket/wsjson nhooyr.io/websocket/wsjson
func Read(_, _, _) error : 2<-1 const
func Write(_, _, data) error : !write:1

package github.com/gobwas/ws
func Dial(_, url) net.Conn bufio.Reader Handshake error : !connect ?network @
func Dialer.Dial(_, url) net.Conn bufio.Reader Handshake error : !connect ?network @
var DefaultDialer Dialer
func Upgrade(_) Handshake error : const
func UpgradeHTTP(_, _) net.Conn bufio.ReadWriter Handshake error : ?network
func ReadFrame(_) Frame error
func ReadHeader(_) Header error
func WriteFrame(_, data) error : !write:0
func WriteHeader(_, _) error : const
field Frame.Payload []byte
field Frame.Header Header
func NewTextFrame(_) Frame
func NewBinaryFrame(_) Frame

package github.com/gobwas/ws/wsutil
func ReadClientBinary(_) []byte error
func ReadClientData(_) []byte github.com/gobwas/ws.OpCode error
func ReadClientText(_) []byte error
func ReadServerBinary(_) []byte error
func ReadServerData(_) []byte github.com/gobwas/ws.OpCode error
func ReadServerText(_) []byte error
func WriteClientBinary(_, data) error : !write:0
func WriteClientText(_, data) error : !write:0
func WriteServerBinary(_, data) error : !write:0
func WriteServerText(_, data) error : !write:0
func WriteClientMessage(_, _, data) error : !write:0
func WriteServerMessage(_, _, data) error : !write:0
func WriteMessage(_, _, _, data) error : !write:0
func NewReader(_, _) Reader : carries=0
func NewWriter(_, _, _) Writer : carries=0
func Reader.Read(_) int error : 0<-self const
func Writer.Write(data) int error : !write
func Writer.Flush() error : const

package github.com/quic-go/quic-go
func Dial(_, _, host, _, _) Conn error : !connect ?network @
func DialEarly(_, _, host, _, _) Conn error : !connect ?network @
func DialAddr(_, host, _, _) Conn error : !connect ?network @
func DialAddrEarly(_, host, _, _) Conn error : !connect ?network @
func ListenAddr(host, _, _) Listener error : !listen @
func ListenAddrEarly(host, _, _) EarlyListener error : !listen @
func Listener.Accept(_) Conn error : ?network
func Conn.OpenStream() Stream error : carries=self
func Conn.OpenStreamSync(_) Stream error : carries=self
func Conn.OpenUniStream() SendStream error : carries=self
func Conn.OpenUniStreamSync(_) SendStream error : carries=self
func Conn.AcceptStream(_) Stream error : carries=self
func Conn.AcceptUniStream(_) ReceiveStream error : carries=self
func Conn.ReceiveDatagram(_) []byte error : carries=self
func Conn.SendDatagram(data) error : !write
func Stream.Read(_) int error : 0<-self const
func Stream.Write(data) int error : !write
func Stream.Close() error : const
func SendStream.Write(data) int error : !write
func SendStream.Close() error : const
func ReceiveStream.Read(_) int error : 0<-self const

package github.com/quic-go/quic-go/http3
func Transport.RoundTrip(object) net/http.Response error : !connect ?network
func ListenAndServeQUIC(host, _, _, _) error : !listen later=3 gives=?network
func ListenAndServeTLS(host, _, _, _) error : !listen later=3 gives=?network
type Server : @
field Server.Addr string host
field Server.Handler net/http.Handler
func Server.ListenAndServe() error : !listen
func Server.ListenAndServeTLS(_, _) error : !listen

package github.com/miekg/dns
func Exchange(data, host) Msg error : !connect ?dns
func ExchangeContext(_, data, host) Msg error : !connect ?dns
func ExchangeConn(_, data) Msg error : !write:0=1 ?dns
func Client.Exchange(data, host) Msg time.Duration error : !connect ?dns
func Client.ExchangeContext(_, data, host) Msg time.Duration error : !connect ?dns
func Client.ExchangeWithConn(data, _) Msg time.Duration error : !write:1=0 ?dns
func Client.Dial(host) Conn error : !connect ?dns @
func Client.DialContext(_, host) Conn error : !connect ?dns @
func Dial(network, host) Conn error : !connect ?dns @
func DialTimeout(network, host, _) Conn error : !connect ?dns @
func DialWithTLS(network, host, _) Conn error : !connect ?dns @
func Conn.ReadMsg() Msg error : carries=self
func Conn.WriteMsg(data) error : !write
func Conn.Read(_) int error : 0<-self const
func Conn.Write(data) int error : !write
func Msg.SetQuestion(_, _) Msg : self<-0
func Msg.Pack() []byte error
func Msg.Unpack(_) error : self<-0
field Msg.Question []Question
field Msg.Answer []RR
field Msg.Extra []RR
field Question.Name string
field TXT.Txt []string
field A.A net.IP
field CNAME.Target string
func Fqdn(_) string
func HandleFunc(_, _) : later=1 gives=?network
func ListenAndServe(host, network, _) error : !listen later=2 gives=?network
embed Conn net.Conn
embed Msg MsgHdr

package github.com/jlaffaye/ftp
func Dial(host, _...) ServerConn error : !connect ?network @
func DialTimeout(host, _) ServerConn error : !connect ?network @
func Connect(host) ServerConn error : !connect ?network @
func ServerConn.Login(header, header) error : @self const
func ServerConn.Stor(path, data) error : !write:self=1
func ServerConn.StorFrom(path, data, _) error : !write:self=1
func ServerConn.Append(path, data) error : !write:self=1
func ServerConn.Retr(_) Response error : ?network
func ServerConn.RetrFrom(_, _) Response error : ?network
func ServerConn.List(_) []Entry error : ?network
func ServerConn.NameList(_) []string error : ?network
func ServerConn.Quit() error : const
func ServerConn.ChangeDir(_) error : const
func Response.Read(_) int error : 0<-self const
func Response.Close() error : const

package google.golang.org/grpc
func Dial(host, _...) ClientConn error : !connect ?network @
func DialContext(_, host, _...) ClientConn error : !connect ?network @
func NewClient(host, _...) ClientConn error : !connect ?network @
func Invoke(_, _, data, _, _, _...) error : !write:4=2 3<-?network
func ClientConn.Invoke(_, _, data, _, _...) error : !write 3<-?network
func ClientConn.NewStream(_, _, _, _...) ClientStream error : carries=self
func ClientConn.Close() error : const
func ClientConnInterface.Invoke(_, _, data, _, _...) error : !write 3<-?network
func ClientConnInterface.NewStream(_, _, _, _...) ClientStream error : carries=self
func ClientStream.SendMsg(data) error : !write
func ClientStream.RecvMsg(_) error : 0<-?network
func ClientStream.CloseSend() error : const
func ServerStream.SendMsg(data) error : !write
func ServerStream.RecvMsg(_) error : 0<-?network
func NewServer(_...) Server : const
func Server.Serve(_) error : const
func Server.RegisterService(_, _) : later=1 gives=?network
func Server.Stop() : const
func Server.GracefulStop() : const

package github.com/nats-io/nats.go
func Connect(url, _...) Conn error : !connect ?network @
func Conn.Publish(_, data) error : !write
func Conn.PublishMsg(data) error : !write
func Conn.PublishRequest(_, _, data) error : !write
func Conn.Request(_, data, _) Msg error : !write ?network
func Conn.RequestMsg(data, _) Msg error : !write ?network
func Conn.RequestWithContext(_, _, data) Msg error : !write ?network
func Conn.Subscribe(_, _) Subscription error : later=1 gives=?network carries=self
func Conn.QueueSubscribe(_, _, _) Subscription error : later=2 gives=?network carries=self
func Conn.SubscribeSync(_) Subscription error : carries=self
func Conn.Flush() error : const
func Conn.Close() : const
func Subscription.NextMsg(_) Msg error : ?network
func Subscription.NextMsgWithContext(_) Msg error : ?network
func Msg.Respond(data) error : !write
field Msg.Subject string
field Msg.Data []byte
field Msg.Header Header
embed Conn Statistics

package github.com/eclipse/paho.mqtt.golang
func NewClientOptions() ClientOptions : @
func NewClient(_) Client : carries=0
type ClientOptions : @
func ClientOptions.AddBroker(url) ClientOptions : @self
func ClientOptions.SetClientID(_) ClientOptions : carries=self
func ClientOptions.SetUsername(header) ClientOptions : @self
func ClientOptions.SetPassword(header) ClientOptions : @self
func ClientOptions.SetTLSConfig(_) ClientOptions : carries=self
func ClientOptions.SetDefaultPublishHandler(_) ClientOptions : later=0 gives=?network carries=self
func ClientOptions.SetOnConnectHandler(_) ClientOptions : later=0 carries=self
func Client.Connect() Token : !connect
func Client.Publish(_, _, _, data) Token : !connect
func Client.Subscribe(_, _, _) Token : later=2 gives=?network
func Client.SubscribeMultiple(_, _) Token : later=1 gives=?network
func Client.AddRoute(_, _) : later=1 gives=?network
func Client.Disconnect(_) : const
func Message.Payload() []byte : ?network
func Message.Topic() string : ?network
func Token.Wait() bool : const
func Token.Error() error : const

package github.com/refraction-networking/utls
func UClient(_, _, _) UConn : carries=0
func Client(_, _) Conn : carries=0
func Dial(network, host, _) Conn error : !connect ?network @
func DialWithDialer(_, network, host, _) Conn error : !connect ?network @
func UConn.Handshake() error : const
embed UConn Conn
embed Conn net.Conn

package h12.io/socks
func Dial(host) func : !connect @

package github.com/hashicorp/yamux
func Client(_, _) Session error : carries=0
func Server(_, _) Session error : carries=0
func Session.Open() net.Conn error : carries=self
func Session.Accept() net.Conn error : carries=self

package github.com/xtaci/smux
func Client(_, _) Session error : carries=0
func Server(_, _) Session error : carries=0
func Session.OpenStream() Stream error : carries=self
func Session.AcceptStream() Stream error : carries=self
func Stream.Read(_) int error : 0<-self const
func Stream.Write(data) int error : !write

package github.com/xtaci/kcp-go
func Dial(host) net.Conn error : !connect ?network @
func DialWithOptions(host, _, _, _) UDPSession error : !connect ?network @
embed UDPSession net.Conn

package github.com/armon/go-socks5
func New(_) Server error : const
func Server.ListenAndServe(network, host) error : !listen

package gopkg.in/gomail
func NewMessage(_...) Message : @
func Message.SetHeader(_, header...) : @self
func Message.SetBody(_, data, _...) : @self
func Message.Attach(path, _...) : @self data=?file
func NewDialer(host, _, header, header) Dialer : @
func Dialer.DialAndSend(object...) error : !connect

package github.com/jordan-wright/email
func NewEmail() Email : @
type Email : @
field Email.Text []byte data
field Email.HTML []byte data
field Email.To []string header
func Email.Send(host, _) error : !connect

package github.com/redis/go-redis github.com/go-redis/redis
func NewClient(object) Client : !connect ?network @
func NewClusterClient(object) ClusterClient : !connect ?network @
func ParseURL(_) Options error
type Options : @
field Options.Addr string host
field Options.Username string header
field Options.Password string header
func Client.Subscribe(_, _...) PubSub : ?network
func Client.PSubscribe(_, _...) PubSub : ?network
func Client.Get(_, _) StringCmd : ?network
func Client.HGet(_, _, _) StringCmd : ?network
func Client.LPop(_, _) StringCmd : ?network
func Client.RPop(_, _) StringCmd : ?network
func Client.BLPop(_, _, _...) StringSliceCmd : ?network
func Client.BRPop(_, _, _...) StringSliceCmd : ?network
func Client.XRead(_, _) XStreamSliceCmd : ?network
func Client.Set(_, _, data, _) StatusCmd : !write
func Client.HSet(_, _, data...) IntCmd : !write
func Client.LPush(_, _, data...) IntCmd : !write
func Client.RPush(_, _, data...) IntCmd : !write
func Client.Publish(_, _, data) IntCmd : !write
func PubSub.Channel(_...) chan
func PubSub.ReceiveMessage(_) Message error
func PubSub.Receive(_) _ error
field Message.Channel string
field Message.Payload string
func StringCmd.Result() string error
func StringCmd.Val() string
func StringCmd.Bytes() []byte error
func StringSliceCmd.Result() []string error
func StringSliceCmd.Val() []string

package github.com/gomodule/redigo/redis
func Dial(network, host, _...) Conn error : !connect ?network @
func DialURL(url, _...) Conn error : !connect ?network @
func Conn.Do(_, data...) _ error : !write ?network
func Conn.Send(_, data...) error : !write
func Conn.Receive() _ error : ?network
func PubSubConn.Receive() _ : ?network
field PubSubConn.Conn Conn

package github.com/segmentio/kafka-go
func NewReader(object) Reader : !connect ?network @
func NewWriter(object) Writer : @
func DialLeader(_, network, host, _, _) Conn error : !connect ?network @
type ReaderConfig : @
field ReaderConfig.Brokers []string host
type WriterConfig : @
field WriterConfig.Brokers []string host
func Reader.ReadMessage(_) Message error : carries=self
func Reader.FetchMessage(_) Message error : carries=self
func Conn.ReadMessage(_) Message error : carries=self
func Writer.WriteMessages(_, data...) error : !connect
field Message.Value []byte
field Message.Key []byte

package github.com/rabbitmq/amqp091-go github.com/streadway/amqp
func Dial(url) Connection error : !connect ?network @
func DialTLS(url, _) Connection error : !connect ?network @
func Connection.Channel() Channel error : carries=self
func Channel.Consume(_, _, _, _, _, _, _) chan error : carries=self
func Channel.Get(_, _) Delivery bool error : carries=self
func Channel.Publish(_, _, _, _, data) error : !write
field Delivery.Body []byte
field Publishing.Body []byte
package github.com/rabbitmq/amqp091-go
func Channel.PublishWithContext(_, _, _, _, _, data) error : !write
`
