// Connections, listeners and name lookups, by Go's own packages: https://pkg.go.dev/net

/** The calls, in the grammar of catalogue.ts. */
export const netModel = `
package net
func Dial(network, host) Conn error : !connect ?network @
func DialTimeout(network, host, _) Conn error : !connect ?network @
func DialTCP(network, _, host) TCPConn error : !connect ?network @
func DialUDP(network, _, host) UDPConn error : !connect ?network @
func DialIP(network, _, host) IPConn error : !connect ?network @
func DialUnix(network, _, host) UnixConn error : !connect ?network @
func Dialer.Dial(network, host) Conn error : !connect ?network @
func Dialer.DialContext(_, network, host) Conn error : !connect ?network @
func Dialer.DialTCP(_, network, _, host) TCPConn error : !connect ?network @
func Dialer.DialUDP(_, network, _, host) UDPConn error : !connect ?network @
func Dialer.DialIP(_, network, _, host) IPConn error : !connect ?network @
func Dialer.DialUnix(_, network, _, host) UnixConn error : !connect ?network @
field Dialer.Resolver Resolver
field Dialer.LocalAddr Addr
field Dialer.Timeout time.Duration
field Dialer.Control func
func FileConn(_) Conn error
func FileListener(_) Listener error
func FilePacketConn(_) PacketConn error
func Pipe() Conn Conn : @
func Conn.Read(_) int error : 0<-self const
func Conn.Write(data) int error : !write
func Conn.Close() error : const
func Conn.LocalAddr() Addr
func Conn.RemoteAddr() Addr
func Conn.SetDeadline(_) error : const
func Conn.SetReadDeadline(_) error : const
func Conn.SetWriteDeadline(_) error : const
func PacketConn.ReadFrom(_) int Addr error : 0<-?network
func PacketConn.WriteTo(data, host) int error : !connect
func PacketConn.Close() error : const
func PacketConn.LocalAddr() Addr
func PacketConn.SetDeadline(_) error : const
embed TCPConn Conn
func TCPConn.File() os.File error
func TCPConn.ReadFrom(data) int64 error : !write
func TCPConn.WriteTo(_) int64 error : !write:0=self
func TCPConn.CloseRead() error : const
func TCPConn.CloseWrite() error : const
func TCPConn.SyscallConn() syscall.RawConn error
embed UDPConn Conn
func UDPConn.File() os.File error
func UDPConn.ReadFrom(_) int Addr error : 0<-?network
func UDPConn.ReadFromUDP(_) int UDPAddr error : 0<-?network
func UDPConn.ReadFromUDPAddrPort(_) int net/netip.AddrPort error : 0<-?network
func UDPConn.ReadMsgUDP(_, _) int int int UDPAddr error : 0<-?network
func UDPConn.WriteTo(data, host) int error : !connect
func UDPConn.WriteToUDP(data, host) int error : !connect
func UDPConn.WriteToUDPAddrPort(data, host) int error : !connect
func UDPConn.WriteMsgUDP(data, _, host) int int error : !connect
embed UnixConn Conn
func UnixConn.File() os.File error
func UnixConn.ReadFromUnix(_) int UnixAddr error : 0<-?network
func UnixConn.WriteToUnix(data, host) int error : !connect
embed IPConn Conn
func IPConn.File() os.File error
func IPConn.ReadFromIP(_) int IPAddr error : 0<-?network
func IPConn.WriteToIP(data, host) int error : !connect
func Buffers.WriteTo(_) int64 error : !write:0=self
func Buffers.Read(_) int error : 0<-self const
func Listen(network, host) Listener error : !listen @
func ListenTCP(network, host) TCPListener error : !listen @
func ListenUDP(network, host) UDPConn error : !listen @
func ListenIP(network, host) IPConn error : !listen @
func ListenUnix(network, host) UnixListener error : !listen @
func ListenUnixgram(network, host) UnixConn error : !listen @
func ListenPacket(network, host) PacketConn error : !listen @
func ListenMulticastUDP(network, _, host) UDPConn error : !listen @
func ListenConfig.Listen(_, network, host) Listener error : !listen @
func ListenConfig.ListenPacket(_, network, host) PacketConn error : !listen @
func Listener.Accept() Conn error : ?network
func Listener.Addr() Addr
func Listener.Close() error : const
func TCPListener.Accept() Conn error : ?network
func TCPListener.AcceptTCP() TCPConn error : ?network
func TCPListener.Addr() Addr
func TCPListener.Close() error : const
func UnixListener.Accept() Conn error : ?network
func UnixListener.AcceptUnix() UnixConn error : ?network
func UnixListener.Close() error : const
func LookupAddr(host) []string error : !connect ?dns
func LookupCNAME(host) string error : !connect ?dns
func LookupHost(host) []string error : !connect ?dns
func LookupIP(host) []IP error : !connect ?dns
func LookupMX(host) []MX error : !connect ?dns
func LookupNS(host) []NS error : !connect ?dns
func LookupSRV(_, _, host) string []SRV error : !connect ?dns
func LookupTXT(host) []string error : !connect ?dns
func LookupPort(_, _) int error : const
func Resolver.LookupAddr(_, host) []string error : !connect ?dns
func Resolver.LookupCNAME(_, host) string error : !connect ?dns
func Resolver.LookupHost(_, host) []string error : !connect ?dns
func Resolver.LookupIP(_, _, host) []IP error : !connect ?dns
func Resolver.LookupIPAddr(_, host) []IPAddr error : !connect ?dns
func Resolver.LookupMX(_, host) []MX error : !connect ?dns
func Resolver.LookupNetIP(_, _, host) []net/netip.Addr error : !connect ?dns
func Resolver.LookupNS(_, host) []NS error : !connect ?dns
func Resolver.LookupSRV(_, _, _, host) string []SRV error : !connect ?dns
func Resolver.LookupTXT(_, host) []string error : !connect ?dns
func Resolver.LookupPort(_, _, _) int error : const
field Resolver.PreferGo bool
field Resolver.Dial func
var DefaultResolver Resolver
field MX.Host string
field NS.Host string
field SRV.Target string
field SRV.Port uint16
field IPAddr.IP IP
func ResolveIPAddr(_, _) IPAddr error
func ResolveTCPAddr(_, _) TCPAddr error
func ResolveUDPAddr(_, _) UDPAddr error
func ResolveUnixAddr(_, _) UnixAddr error
field TCPAddr.IP IP
field TCPAddr.Port int
field UDPAddr.IP IP
field UDPAddr.Port int
field UnixAddr.Name string
field IPNet.IP IP
field IPNet.Mask IPMask
func Addr.Network() string : const
func Addr.String() string
func TCPAddr.String() string
func UDPAddr.String() string
func JoinHostPort(_, _) string
func SplitHostPort(_) string string error
func IPv4(_, _, _, _) IP
func ParseIP(_) IP
func ParseCIDR(_) IP IPNet error
func IP.String() string
func IP.To4() IP
func IP.To16() IP
func IP.Equal(_) bool : const
func IP.IsLoopback() bool : const
func IP.IsPrivate() bool : const
func IP.IsGlobalUnicast() bool : const
func IP.IsUnspecified() bool : const
func IPNet.Contains(_) bool : const
func Interfaces() []Interface error : ?host-info %READ_SYSTEM_STATE
func InterfaceAddrs() []Addr error : ?host-info %READ_SYSTEM_STATE
func InterfaceByIndex(_) Interface error : ?host-info %READ_SYSTEM_STATE
func InterfaceByName(_) Interface error : ?host-info %READ_SYSTEM_STATE
func Interface.Addrs() []Addr error : ?host-info %READ_SYSTEM_STATE
field Interface.Name string
field Interface.HardwareAddr HardwareAddr
field Interface.Flags Flags
func HardwareAddr.String() string

package crypto/tls
embed Conn net.Conn
func Conn.CloseWrite() error : const
func Conn.ConnectionState() ConnectionState
func Conn.Handshake() error : const
func Conn.HandshakeContext(_) error : const
func Conn.NetConn() net.Conn
func Dial(network, host, _) Conn error : !connect ?network @
func DialWithDialer(_, network, host, _) Conn error : !connect ?network @
func Dialer.Dial(network, host) net.Conn error : !connect ?network @
func Dialer.DialContext(_, network, host) net.Conn error : !connect ?network @
field Dialer.NetDialer net.Dialer
field Dialer.Config Config
func Client(_, _) Conn : carries=0
func Server(_, _) Conn : carries=0
func Listen(network, host, _) net.Listener error : !listen @
func NewListener(_, _) net.Listener : carries=0
func QUICClient(_) QUICConn
func LoadX509KeyPair(path, path) Certificate error : ?file %FILES
func X509KeyPair(_, _) Certificate error
func Config.Clone() Config
field Config.RootCAs crypto/x509.CertPool
field Config.InsecureSkipVerify bool
field Config.ServerName string
field Config.Certificates []Certificate

package net/smtp
func SendMail(host, _, _, _, data) error : !connect
func Dial(host) Client error : !connect ?network @
func NewClient(_, _) Client error : carries=0
func Client.Data() io.WriteCloser error : carries=self
func Client.Auth(_) error : const
func Client.Close() error : const
func Client.Hello(data) error : !write
func Client.Mail(data) error : !write
func Client.Rcpt(data) error : !write
func Client.Quit() error : const
func Client.StartTLS(_) error : const
func PlainAuth(_, _, _, _) Auth
func CRAMMD5Auth(_, _) Auth

package net/rpc
func Dial(network, host) Client error : !connect ?network @
func DialHTTP(network, host) Client error : !connect ?network @
func DialHTTPPath(network, host, _) Client error : !connect ?network @
func NewClient(_) Client
func NewClientWithCodec(_) Client
func Client.Call(_, data, _) error : !write 2<-?network
func Client.Go(_, data, _, _) Call : !write 2<-?network
func Client.Close() error : const
func Register(_) error : later=0 gives=?network
func RegisterName(_, _) error : later=1 gives=?network
func Server.Register(_) error : later=0 gives=?network
func Server.RegisterName(_, _) error : later=1 gives=?network
func NewServer() Server
func Server.Accept(_) : const
func Server.ServeConn(_) : const
func Server.HandleHTTP(_, _) : const
var DefaultServer Server

package net/rpc/jsonrpc
func Dial(network, host) net/rpc.Client error : !connect ?network @
func NewClient(_) net/rpc.Client
func NewClientCodec(_) net/rpc.ClientCodec
func NewServerCodec(_) net/rpc.ServerCodec

package net/textproto
func Dial(network, host) Conn error : !connect ?network @
func NewConn(_) Conn
func NewReader(_) Reader
func NewWriter(_) Writer
func Conn.Close() error : const
func Conn.Cmd(data, data...) uint error : !write
func Reader.ReadLine() string error
func Reader.ReadLineBytes() []byte error
func Reader.ReadContinuedLine() string error
func Reader.ReadDotBytes() []byte error
func Reader.ReadDotLines() []string error
func Reader.ReadMIMEHeader() MIMEHeader error
func Reader.ReadResponse(_) int string error
func Reader.ReadCodeLine(_) int string error
func Reader.DotReader() io.Reader
func Writer.PrintfLine(data, data...) error : !write
func Writer.DotWriter() io.WriteCloser
func MIMEHeader.Get(_) string
func MIMEHeader.Values(_) []string
func MIMEHeader.Set(_, _) : self<-*
func MIMEHeader.Add(_, _) : self<-*
func MIMEHeader.Del(_) : const
embed Conn Reader Writer Pipeline

package log/syslog
func Dial(network, host, _, _) Writer error : !connect @
func New(_, _) Writer error : @
func Writer.Write(data) int error : !write
func Writer.Emerg(data) error : !write
func Writer.Alert(data) error : !write
func Writer.Crit(data) error : !write
func Writer.Err(data) error : !write
func Writer.Warning(data) error : !write
func Writer.Notice(data) error : !write
func Writer.Info(data) error : !write
func Writer.Debug(data) error : !write
func Writer.Close() error : const

package syscall
func Socket(_, _, _) int error : @ %SYSTEM_CALLS
func Connect(object, host) error : !connect 0<-?network
func Bind(object, host) error : !listen
func Listen(object, _) error : !listen
func Accept(_) int Sockaddr error : ?network
func Sendto(_, data, _, host) error : !connect
func Recvfrom(_, _, _) int Sockaddr error : 1<-?network
field SockaddrInet4.Addr []byte
field SockaddrInet4.Port int
field SockaddrInet6.Addr []byte
field SockaddrInet6.Port int
field SockaddrUnix.Name string

package golang.org/x/sys/unix
func Socket(_, _, _) int error : @ %SYSTEM_CALLS
func Connect(object, host) error : !connect 0<-?network
func Bind(object, host) error : !listen
func Listen(object, _) error : !listen
func Accept(_) int Sockaddr error : ?network
func Sendto(_, data, _, host) error : !connect
func Send(_, data, _) error : !write:0
func Recvfrom(_, _, _) int Sockaddr error : 1<-?network
field SockaddrInet4.Addr []byte
field SockaddrInet4.Port int
field SockaddrInet6.Addr []byte
field SockaddrInet6.Port int
field SockaddrUnix.Name string

package golang.org/x/net/proxy
func SOCKS5(network, host, _, _) Dialer error : @
func FromURL(url, _) Dialer error : @
func FromEnvironment() Dialer
func FromEnvironmentUsing(_) Dialer
func Dial(_, network, host) net.Conn error : !connect ?network @
func Dialer.Dial(network, host) net.Conn error : !connect ?network @
func ContextDialer.DialContext(_, network, host) net.Conn error : !connect ?network @
var Direct direct
func direct.Dial(network, host) net.Conn error : !connect ?network @
func direct.DialContext(_, network, host) net.Conn error : !connect ?network @

package golang.org/x/net/icmp
func ListenPacket(network, host) PacketConn error : !listen @
func PacketConn.ReadFrom(_) int net.Addr error : 0<-?network
func PacketConn.WriteTo(data, host) int error : !connect
func PacketConn.Close() error : const
func Message.Marshal(_) []byte error
func ParseMessage(_, _) Message error

package golang.org/x/net/websocket
func Dial(url, _, _) Conn error : !connect ?network @
func DialConfig(object) Conn error : !connect ?network @
func NewConfig(url, _) Config error : @
func NewClient(_, _) Conn error : carries=1
func Config.DialContext(_) Conn error : !connect ?network @
func Conn.Read(_) int error : 0<-self const
func Conn.Write(data) int error : !write
func Conn.Close() error : const
func Conn.NewFrameReader() frameReader error
func Codec.Send(_, data) error : !write:0
func Codec.Receive(_, _) error : 1<-0 const
var Message Codec
var JSON Codec
field Config.Location net/url.URL url
field Config.Origin net/url.URL
field Config.Header net/http.Header header

package golang.org/x/net/html
func Parse(_) Node error
func ParseFragment(_, _) []Node error
func NewTokenizer(_) Tokenizer
func Tokenizer.Next() TokenType : const
func Tokenizer.Token() Token
func Tokenizer.Text() []byte
func Tokenizer.Raw() []byte
field Node.Data string
field Node.Attr []Attribute
field Node.FirstChild Node
field Node.NextSibling Node
field Node.Parent Node
field Attribute.Key string
field Attribute.Val string
field Token.Data string
field Token.Attr []Attribute

package golang.org/x/net/dns/dnsmessage
func Message.Pack() []byte error
func Message.Unpack(_) error : self<-0
func Builder.Finish() []byte error
func NewName(_) Name error
func MustNewName(_) Name
embed Message Header
`
