// Libraries that reach other machines: SSH, SFTP, Windows remote management

/** The calls, in the grammar of catalogue.ts. */
export const wrappersSshModel = `
package golang.org/x/crypto/ssh
func Dial(network, host, _) Client error : !connect ?network @
func NewClient(_, _, _) Client : carries=0
func NewClientConn(_, host, _) Conn chan chan error : carries=0
func NewServerConn(_, _) ServerConn chan chan error : ?network carries=0
func Client.NewSession() Session error : carries=self
func Client.Dial(network, host) net.Conn error : !connect ?network @
func Client.DialContext(_, network, host) net.Conn error : !connect ?network @
func Client.DialTCP(network, _, host) net.Conn error : !connect ?network @
func Client.Listen(network, host) net.Listener error : !listen @
func Client.ListenTCP(host) net.Listener error : !listen @
func Client.HandleChannelOpen(_) chan : ?network
func Conn.Close() error : const
func Conn.Wait() error : const
func Conn.OpenChannel(_, data) Channel chan error : !write carries=self
func Conn.SendRequest(_, _, data) bool []byte error : !write carries=self
func Session.Run(data) error : !write
func Session.Start(data) error : !write
func Session.Output(data) []byte error : !write ?network
func Session.CombinedOutput(data) []byte error : !write ?network
func Session.Shell() error : const
func Session.Setenv(data, data) error : !write
func Session.SendRequest(_, _, data) bool error : !write
func Session.RequestPty(_, _, _, _) error : const
func Session.RequestSubsystem(_) error : const
func Session.StdinPipe() io.WriteCloser error : carries=self
func Session.StdoutPipe() io.Reader error : ?network
func Session.StderrPipe() io.Reader error : ?network
func Session.Wait() error : const
func Session.Close() error : const
field Session.Stdin io.Reader data
field Session.Stdout io.Writer
field Session.Stderr io.Writer
func NewChannel.Accept() Channel chan error : ?network
func NewChannel.ExtraData() []byte : ?network
func Channel.Read(_) int error : 0<-?network
func Channel.Write(data) int error : !write
func Channel.Close() error : const
func Channel.CloseWrite() error : const
func Channel.Stderr() io.ReadWriter : carries=self
type ClientConfig : @
field ClientConfig.User string header
field ClientConfig.Auth []AuthMethod header
field ClientConfig.HostKeyCallback HostKeyCallback
func Password(_) AuthMethod
func PasswordCallback(_) AuthMethod : later=0
func PublicKeys(_...) AuthMethod
func PublicKeysCallback(_) AuthMethod : later=0
func KeyboardInteractive(_) AuthMethod : later=0
func ParsePrivateKey(_) Signer error
func ParsePrivateKeyWithPassphrase(_, _) Signer error : carries=0
func ParseRawPrivateKey(_) _ error
func ParsePublicKey(_) PublicKey error
func ParseAuthorizedKey(_) PublicKey string []string []byte error
func MarshalAuthorizedKey(_) []byte
func FixedHostKey(_) HostKeyCallback : const
func InsecureIgnoreHostKey() HostKeyCallback : const
func NewSignerFromKey(_) Signer error
embed Client Conn
embed Conn ConnMetadata
embed ClientConfig Config

package golang.org/x/crypto/ssh/agent
func NewClient(_) ExtendedAgent
func NewKeyring() Agent : const
func ForwardToAgent(_, _) error : const
func ForwardToRemote(_, host) error : !connect
func RequestAgentForwarding(_) error : const
func Agent.List() []Key error : ?host-info
func Agent.Signers() []golang.org/x/crypto/ssh.Signer error
func Agent.Sign(_, _) golang.org/x/crypto/ssh.Signature error
func Agent.Add(_) error : const

package golang.org/x/crypto/ssh/knownhosts
func New(path...) golang.org/x/crypto/ssh.HostKeyCallback error : ?file %FILES
func Line(_, _) string
func Normalize(_) string

package github.com/melbahja/goph
func New(_, host, header) Client error : !connect ?network @
func NewUnknown(_, host, header) Client error : !connect ?network @
func NewConn(object) Client error : !connect ?network @
func Dial(_, object) golang.org/x/crypto/ssh.Client error : !connect ?network @
type Config : @
field Config.User string header
field Config.Addr string host
field Config.Auth Auth header
func Client.Run(data) []byte error : !write ?network
func Client.RunContext(_, data) []byte error : !write ?network
func Client.Command(data, data...) Cmd error : !write carries=self
func Client.CommandContext(_, data, data...) Cmd error : !write carries=self
func Client.Upload(path, _) error : !write data=?file
func Client.Download(_, path) error : !file-write
func Client.NewSftp(_...) github.com/pkg/sftp.Client error : carries=self
func Client.Close() error : const
func Cmd.Run() error : const
func Cmd.Start() error : const
func Cmd.Output() []byte error : ?network
func Cmd.CombinedOutput() []byte error : ?network
func Key(path, _) Auth error : ?file %FILES
func Password(_) Auth
func RawKey(_, _) Auth error
func UseAgent() Auth error : const
embed Client golang.org/x/crypto/ssh.Client
embed Cmd golang.org/x/crypto/ssh.Session

package github.com/pkg/sftp
func NewClient(_, _...) Client error : carries=0
func NewClientPipe(_, _, _...) Client error : carries=0,1
func Client.Open(_) File error : ?network carries=self
func Client.Create(_) File error : ?network carries=self
func Client.OpenFile(_, _) File error : ?network carries=self
func Client.ReadDir(_) []os.FileInfo error : ?network
func Client.Glob(_) []string error : ?network
func Client.Mkdir(_) error : const
func Client.MkdirAll(_) error : const
func Client.Remove(_) error : const
func Client.Rename(_, _) error : const
func Client.Chmod(_, _) error : const
func Client.Stat(_) os.FileInfo error : const
func Client.Close() error : const
func File.Read(_) int error : 0<-self const
func File.ReadAt(_, _) int error : 0<-self const
func File.Write(data) int error : !write
func File.WriteAt(data, _) int error : !write
func File.ReadFrom(data) int64 error : !write
func File.WriteTo(_) int64 error : !write:0=self
func File.Close() error : const
func File.Name() string

package github.com/masterzen/winrm
func NewEndpoint(host, _, _, _, _, _, _, _) Endpoint : @
func NewClient(object, header, header) Client error : !connect ?network @
func NewClientWithParameters(object, header, header, _) Client error : !connect ?network @
func Client.Run(data, _, _) int error : !write 1<-?network 2<-?network
func Client.RunWithInput(data, _, _, data) int error : !write 1<-?network 2<-?network
func Client.RunWithString(data, data) string string int error : !write ?network
func Client.RunPSWithString(data, data) string string int error : !write ?network
func Client.CreateShell() Shell error : carries=self
func Shell.Execute(data, data...) Command error : !write carries=self
func Powershell(_) string
embed Client Parameters

package github.com/appleboy/easyssh-proxy
type MakeConfig : @
field MakeConfig.User string header
field MakeConfig.Server string host
field MakeConfig.Port string
field MakeConfig.Key string header
field MakeConfig.Password string header
func MakeConfig.Run(data, _...) string string bool error : !connect ?network
func MakeConfig.Scp(path, _) error : !connect data=?file

package github.com/hirochachacha/go-smb2
func Dialer.Dial(_) Session error : carries=0
func Session.Mount(_) Share error : carries=self
func Share.ReadFile(_) []byte error : ?network
func Share.WriteFile(_, data, _) error : !write
func Share.Open(_) File error : carries=self
func Share.Create(_) File error : carries=self
func File.Read(_) int error : 0<-self const
func File.Write(data) int error : !write
`
