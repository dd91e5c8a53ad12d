// Ciphers, hashes and random numbers: what is decrypted comes from outside as far as a reader of the source can tell
// https://pkg.go.dev/crypto https://pkg.go.dev/golang.org/x/crypto

/** The calls, in the grammar of catalogue.ts. */
export const cryptoModel = `
package crypto/aes
func NewCipher(_) crypto/cipher.Block error : const

package crypto/des
func NewCipher(_) crypto/cipher.Block error : const
func NewTripleDESCipher(_) crypto/cipher.Block error : const

package crypto/rc4
func NewCipher(_) Cipher error : ?decrypted
func Cipher.XORKeyStream(_, _) : 0<-1 0<-self

package crypto/cipher
func NewGCM(_) AEAD error : const
func NewGCMWithNonceSize(_, _) AEAD error : const
func NewGCMWithTagSize(_, _) AEAD error : const
func NewGCMWithRandomNonce(_) AEAD error : const
func NewCTR(_, _) Stream : ?decrypted
func NewOFB(_, _) Stream : ?decrypted
func NewCFBDecrypter(_, _) Stream : ?decrypted
func NewCFBEncrypter(_, _) Stream : const
func NewCBCDecrypter(_, _) BlockMode : ?decrypted
func NewCBCEncrypter(_, _) BlockMode : const
func AEAD.NonceSize() int : const
func AEAD.Overhead() int : const
func AEAD.Open(_, _, _, _) []byte error : ?decrypted carries=2 0<-2 0<-?decrypted
func AEAD.Seal(_, _, _, _) []byte : carries=0,2 0<-2
func Block.BlockSize() int : const
func Block.Decrypt(_, _) : 0<-1 0<-?decrypted
func Block.Encrypt(_, _) : 0<-1
func BlockMode.BlockSize() int : const
func BlockMode.CryptBlocks(_, _) : 0<-1 0<-self
func Stream.XORKeyStream(_, _) : 0<-1 0<-self
field StreamReader.S Stream
field StreamReader.R io.Reader
func StreamReader.Read(_) int error : 0<-self const
field StreamWriter.S Stream
field StreamWriter.W io.Writer
func StreamWriter.Write(data) int error : !write
func StreamWriter.Close() error : const

package crypto
func Hash.New() hash.Hash : const
func Hash.Available() bool : const
func Hash.Size() int : const
func Decrypter.Decrypt(_, _, _) []byte error : ?decrypted carries=1
func Signer.Sign(_, _, _) []byte error : carries=1

package crypto/rsa
func DecryptPKCS1v15(_, _, _) []byte error : ?decrypted carries=2
func DecryptOAEP(_, _, _, _, _) []byte error : ?decrypted carries=3
func PrivateKey.Decrypt(_, _, _) []byte error : ?decrypted carries=1
func EncryptPKCS1v15(_, _, _) []byte error : carries=2
func EncryptOAEP(_, _, _, _, _) []byte error : carries=3
func GenerateKey(_, _) PrivateKey error : const
func SignPKCS1v15(_, _, _, _) []byte error : carries=3
func VerifyPKCS1v15(_, _, _, _) error : const
func VerifyPSS(_, _, _, _, _) error : const
embed PrivateKey PublicKey

package crypto/ed25519
func Verify(_, _, _) bool : const
func VerifyWithOptions(_, _, _, _) error : const
func Sign(_, _) []byte : carries=1
func GenerateKey(_) PublicKey PrivateKey error : const

package crypto/ecdsa
func Verify(_, _, _, _) bool : const
func VerifyASN1(_, _, _) bool : const
func GenerateKey(_, _) PrivateKey error : const

package crypto/hmac
func New(_, _) hash.Hash : const
func Equal(_, _) bool : const

package crypto/subtle
func ConstantTimeCompare(_, _) int : const
func XORBytes(_, _, _) int : 0<-1 0<-2 const

package crypto/md5
func New() hash.Hash : const
func Sum(_) []byte

package crypto/sha1
func New() hash.Hash : const
func Sum(_) []byte

package crypto/sha256
func New() hash.Hash : const
func New224() hash.Hash : const
func Sum256(_) []byte
func Sum224(_) []byte

package crypto/sha512
func New() hash.Hash : const
func New384() hash.Hash : const
func Sum512(_) []byte
func Sum384(_) []byte

package crypto/sha3
func New256() SHA3 : const
func New512() SHA3 : const
func Sum256(_) []byte
func Sum512(_) []byte

package crypto/pbkdf2
func Key(_, _, _, _, _) []byte error : const

package crypto/hkdf
func Key(_, _, _, _, _) []byte error : const

package crypto/rand
func Read(_) int error : const
func Int(_, _) math/big.Int error : const
func Prime(_, _) math/big.Int error : const
func Text() string : const
var Reader io.Reader

package crypto/x509
func ParseCertificate(_) Certificate error
func ParsePKCS1PrivateKey(_) crypto/rsa.PrivateKey error
func ParsePKCS8PrivateKey(_) _ error
func ParsePKIXPublicKey(_) _ error
func DecryptPEMBlock(_, _) []byte error : ?decrypted carries=0
func NewCertPool() CertPool : const
func SystemCertPool() CertPool error : const
func CertPool.AppendCertsFromPEM(_) bool : self<-0 const
func CertPool.AddCert(_) : self<-0
func Certificate.CheckSignature(_, _, _) error : const
func Certificate.Verify(_) [][]Certificate error : const

package hash/crc32
func ChecksumIEEE(_) uint32
func NewIEEE() hash.Hash32 : const
func New(_) hash.Hash32 : const

package hash/fnv
func New32() hash.Hash32 : const
func New32a() hash.Hash32 : const
func New64() hash.Hash64 : const
func New64a() hash.Hash64 : const

package hash/adler32
func New() hash.Hash32 : const
func Checksum(_) uint32

package math/rand
func Int() int : const
func Intn(_) int : const
func Int31() int32 : const
func Int31n(_) int32 : const
func Int63() int64 : const
func Int63n(_) int64 : const
func Float64() float64 : const
func Perm(_) []int : const
func Seed(_) : const
func Read(_) int error : const
func Shuffle(_, _) : calls=1
func New(_) Rand : const
func NewSource(_) Source : const
func Rand.Int() int : const
func Rand.Intn(_) int : const
func Rand.Int63() int64 : const
func Rand.Float64() float64 : const
func Rand.Read(_) int error : const
func Rand.Shuffle(_, _) : calls=1

package math/rand/v2
func Int() int : const
func IntN(_) int : const
func Int64() int64 : const
func Int64N(_) int64 : const
func Uint32() uint32 : const
func Uint64() uint64 : const
func Float64() float64 : const
func N(_) _ : const
func Perm(_) []int : const
func Shuffle(_, _) : calls=1
func New(_) math/rand.Rand : const
func NewPCG(_, _) math/rand.PCG : const
func NewChaCha8(_) math/rand.ChaCha8 : const

package golang.org/x/crypto/chacha20
func NewUnauthenticatedCipher(_, _) Cipher error : ?decrypted
func Cipher.XORKeyStream(_, _) : 0<-1 0<-self

package golang.org/x/crypto/chacha20poly1305
func New(_) crypto/cipher.AEAD error : const
func NewX(_) crypto/cipher.AEAD error : const

package golang.org/x/crypto/salsa20
func XORKeyStream(_, _, _, _) : 0<-1 0<-?decrypted

package golang.org/x/crypto/blowfish
func NewCipher(_) Cipher error : const
func NewSaltedCipher(_, _) Cipher error : const
func Cipher.Decrypt(_, _) : 0<-1 0<-?decrypted
func Cipher.Encrypt(_, _) : 0<-1

package golang.org/x/crypto/twofish
func NewCipher(_) Cipher error : const
func Cipher.Decrypt(_, _) : 0<-1 0<-?decrypted
func Cipher.Encrypt(_, _) : 0<-1

package golang.org/x/crypto/tea
func NewCipher(_) crypto/cipher.Block error : const
func NewCipherWithRounds(_, _) crypto/cipher.Block error : const

package golang.org/x/crypto/xtea
func NewCipher(_) Cipher error : const
func Cipher.Decrypt(_, _) : 0<-1 0<-?decrypted
func Cipher.Encrypt(_, _) : 0<-1

package golang.org/x/crypto/cast5
func NewCipher(_) Cipher error : const
func Cipher.Decrypt(_, _) : 0<-1 0<-?decrypted
func Cipher.Encrypt(_, _) : 0<-1

package golang.org/x/crypto/xts
func NewCipher(_, _) Cipher error : const
func Cipher.Decrypt(_, _, _) : 0<-1 0<-?decrypted
func Cipher.Encrypt(_, _, _) : 0<-1

package golang.org/x/crypto/nacl/secretbox
func Open(_, _, _, _) []byte bool : ?decrypted carries=1
func Seal(_, _, _, _) []byte : carries=0,1

package golang.org/x/crypto/nacl/box
func Open(_, _, _, _, _) []byte bool : ?decrypted carries=1
func OpenAfterPrecomputation(_, _, _, _) []byte bool : ?decrypted carries=1
func OpenAnonymous(_, _, _, _) []byte bool : ?decrypted carries=1
func Seal(_, _, _, _, _) []byte : carries=0,1
func SealAfterPrecomputation(_, _, _, _) []byte : carries=0,1
func SealAnonymous(_, _, _, _) []byte error : carries=0,1
func GenerateKey(_) []byte []byte error : const

package golang.org/x/crypto/pbkdf2
func Key(_, _, _, _, _) []byte : const

package golang.org/x/crypto/scrypt
func Key(_, _, _, _, _, _) []byte error : const

package golang.org/x/crypto/argon2
func Key(_, _, _, _, _, _) []byte : const
func IDKey(_, _, _, _, _, _) []byte : const

package golang.org/x/crypto/hkdf
func New(_, _, _, _) io.Reader : const

package golang.org/x/crypto/bcrypt
func CompareHashAndPassword(_, _) error : const
func GenerateFromPassword(_, _) []byte error : carries=0

package golang.org/x/crypto/openpgp
func ReadMessage(_, _, _, _) MessageDetails error : ?decrypted carries=0
func SymmetricallyEncrypt(_, _, _, _) io.WriteCloser error : carries=0
func Encrypt(_, _, _, _, _) io.WriteCloser error : carries=0
func CheckDetachedSignature(_, _, _) Entity error : const
func CheckArmoredDetachedSignature(_, _, _) Entity error : const
func ReadArmoredKeyRing(_) EntityList error
func ReadKeyRing(_) EntityList error
field MessageDetails.UnverifiedBody io.Reader

package golang.org/x/crypto/openpgp/armor
func Decode(_) Block error
func Encode(_, _, _) io.WriteCloser error : carries=0
field Block.Body io.Reader

package filippo.io/age
func Decrypt(_, _...) io.Reader error : ?decrypted carries=0
func Encrypt(_, _...) io.WriteCloser error : carries=0
`
