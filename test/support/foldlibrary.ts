// More Go for folding: what hides an address or a command behind the standard library and the language's own ways.

/** What the expressions use. */
export const libraryDeclarations = `
type mask struct { r io.Reader; key []byte; off int }
func (m *mask) Read(p []byte) (int, error) { n, err := m.r.Read(p); for i := range p[:n] { p[i] ^= m.key[m.off%len(m.key)]; m.off++ }; return n, err }
func mix(s string, key string) []byte { b := []byte(s); for i := range b { b[i] ^= key[i%len(key)] }; return b }
type drip struct { s string; at int }
func (d *drip) Read(p []byte) (int, error) { if d.at >= len(d.s) { return 0, io.EOF }; n := copy(p[:min(3, len(p))], d.s[d.at:]); d.at += n; return n, nil }
type row struct { ID int \`db:"id" k:"aHR0cDov"\`; Owner string \`db:"owner" k:"L2My"\`; inner string \`k:"LmludmFsaWQ="\` }
func tags(v any, key string) (out []string) { t := reflect.TypeOf(v); for i := 0; i < t.NumField(); i++ { out = append(out, t.Field(i).Tag.Get(key)) }; return out }
type Verbs struct{ base string }
func (v Verbs) Fetch(s string) string { return v.base + "/" + s }
func (v *Verbs) Push() string { return v.base + "!" }
func (v Verbs) String() string { return "verbs:" + v.base }
type feed struct { url string; opts map[string]string; audit }
type audit struct { addr [4]byte }
func (a audit) host() string { return fmt.Sprintf("%d.%d.%d.%d", a.addr[0], a.addr[1], a.addr[2], a.addr[3]) }
type option func(*feed)
func withURL(u string) option { return func(f *feed) { f.url = u } }
func withOpt(k, v string) option { return func(f *feed) { if f.opts == nil { f.opts = map[string]string{} }; f.opts[k] = v } }
func newFeed(opts ...option) *feed { f := &feed{url: "none"}; for _, o := range opts { o(f) }; return f }
type builder struct { parts []string }
func (b *builder) add(s ...string) *builder { b.parts = append(b.parts, s...); return b }
func (b *builder) end(sep string) string { return strings.Join(b.parts, sep) }
var onceHost = sync.OnceValue(func() string { raw := []byte("gsso"); for i := range raw { raw[i]++ }; return string(raw) })
var oncePair = sync.OnceValues(func() (string, error) { return "pair" + onceHost(), nil })
var handlers = map[string]func(string) string{"up": strings.ToUpper, "twice": func(s string) string { return s + s }}
var chosen = handlers["twice"]
func deferred() (s string) { defer func() { s += ".invalid" }(); s = "a"; return s + "b" }
func recovered() (s string) { defer func() { if r := recover(); r != nil { s = fmt.Sprint(r, "!") } }(); panic("c2.invalid") }
func ordered() (s string) { defer func() { s += "1" }(); defer func() { s += "2" }(); return "x" }
var stepwise string
func init() { for _, c := range []int{99, 50, 46} { stepwise += string(rune(c)) }; if len(stepwise) > 2 { stepwise += "invalid" } }
var filled [3]byte
func init() { fill(filled[:]) }
func fill(b []byte) { for i := range b { b[i] = byte('a' + i) } }
type stack[T any] struct { items []T }
func (s *stack[T]) push(v T) *stack[T] { s.items = append(s.items, v); return s }
func (s *stack[T]) pop() T { v := s.items[len(s.items)-1]; s.items = s.items[:len(s.items)-1]; return v }
func seq(n int) func(yield func(int, string) bool) { return func(yield func(int, string) bool) { for i := 0; i < n; i++ { if !yield(i, string(rune('a'+i))) { return } } } }
func one(s string) iter.Seq[string] { return func(yield func(string) bool) { for _, p := range strings.Split(s, ",") { if !yield(p) { return } } } }
type byLen []string
func (l byLen) Len() int { return len(l) }
func (l byLen) Less(i, j int) bool { return len(l[i]) < len(l[j]) }
func (l byLen) Swap(i, j int) { l[i], l[j] = l[j], l[i] }
type config struct { Host string \`json:"host"\`; Port int \`json:"port,omitempty"\`; Tags []string \`json:"tags"\`; Sub struct { Path string } \`json:"sub"\`; Skip string \`json:"-"\`; Opt *int \`json:"opt"\`; M map[string]any }
type ctxKey struct{}
func tea(v []uint32, k [4]uint32) []byte { out := make([]byte, 0); for i := 0; i+1 < len(v); i += 2 { a, b := v[i], v[i+1]; var sum uint32 = 0xC6EF3720; for n := 0; n < 32; n++ { b -= ((a << 4) + k[2]) ^ (a + sum) ^ ((a >> 5) + k[3]); a -= ((b << 4) + k[0]) ^ (b + sum) ^ ((b >> 5) + k[1]); sum -= 0x9E3779B9 }; out = binary.BigEndian.AppendUint32(out, a); out = binary.BigEndian.AppendUint32(out, b) }; return out }
func lfsr(data []byte, seed uint16) []byte { out := make([]byte, len(data)); s := seed; for i, b := range data { for range 8 { bit := (s ^ s>>2 ^ s>>3 ^ s>>5) & 1; s = s>>1 | bit<<15 }; out[i] = b ^ byte(s) }; return out }
const zipped = "UEsDBBQAAAAIAAAAIQAWFYUWBwAAABsAAAAEAAAAcy5zaMtMUcjEgQBQSwMEFAAAAAAAAAAhAM9iIBkFAAAABQAAAAEAAABwcGxhaW5QSwECFAMUAAAACAAAACEAFhWFFgcAAAAbAAAABAAAAAAAAAAAAAAAgAEAAAAAcy5zaFBLAQIUAxQAAAAAAAAAIQDPYiAZBQAAAAUAAAABAAAAAAAAAAAAAACAASkAAABwUEsFBgAAAAACAAIAYQAAAE0AAAAAAA=="
const tarball = "H4sIAAAAAAACA0vUK6koYaAtMAACMxMTMA0E6DQQmCKxQeJm5kaGDAoGDHQApcUliUVAKxlGJkjLLCouYRgFIxWkZBbpJw14/jdDz/9mZsaj+Z8eoDg1OT8vZTQfjIJRMApGwUgDAPLPr7QADAAA"
func rev(s string) string { b := []byte(s); slices.Reverse(b); return string(b) }
type shower interface { show() string }
type tone struct { shower; v string }
func (t tone) show() string { return "tone " + t.v }
func showAll(l ...shower) (s string) { for _, x := range l { s += x.show() + ";" }; return }
type level int
const ( low level = iota; high )
func (l level) String() string { return [...]string{"low", "high"}[l] }
`

/** The expressions: each is a value that is known. */
export const libraryExpressions: readonly string[] = [
  // net
  'net.IPv4(198, 51, 100, 7).String()',
  'net.IP{198, 51, 100, 7}.String() + net.IP([]byte{10, 0, 0, 1}).String()',
  'func() string { ip := make(net.IP, 4); binary.BigEndian.PutUint32(ip, 0xC6336417); return "https://" + ip.String() + "/c" }()',
  'net.ParseIP("2001:db8::1").String() + net.ParseIP("::ffff:198.51.100.7").String() + fmt.Sprint(net.ParseIP("x") == nil)',
  'net.ParseIP("192.0.2.1").To4().String() + strconv.Itoa(len(net.ParseIP("192.0.2.1"))) + strconv.Itoa(len(net.ParseIP("192.0.2.1").To4()))',
  'net.ParseIP("192.0.2.77").Mask(net.CIDRMask(24, 32)).String() + net.IPv4Mask(255, 255, 0, 0).String()',
  'net.IP{0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1}.String()',
  'net.JoinHostPort(net.IPv4(192, 0, 2, 1).String(), strconv.Itoa(8080)) + net.JoinHostPort("2001:db8::1", "53")',
  '(&net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 4444}).String() + (&net.UDPAddr{IP: net.ParseIP("2001:db8::1"), Port: 53}).String()',
  'func() string { a := net.TCPAddr{Port: 80}; a.IP = net.IP{192, 0, 2, 9}; return a.String() + a.Network() }()',
  'func() string { h, p, err := net.SplitHostPort("[2001:db8::1]:53"); return fmt.Sprint(h, "|", p, err) }()',
  'netip.AddrFrom4([4]byte{198, 51, 100, 7}).String()',
  'netip.AddrPortFrom(netip.AddrFrom4([4]byte{192, 0, 2, 140}), 8125).String()',
  'netip.AddrPortFrom(netip.MustParseAddr("2001:db8::5"), 53).String() + netip.MustParseAddrPort("192.0.2.1:99").Addr().String()',
  'func() string { a, err := netip.ParseAddr("192.0.2.3"); if err != nil { return "" }; b := a.As4(); return fmt.Sprint(a, b[3], a.Next(), a.Is4()) }()',
  'net.UDPAddrFromAddrPort(netip.AddrPortFrom(netip.AddrFrom4([4]byte{192, 0, 2, 1}), 9)).String()',
  'netip.AddrFrom16([16]byte{0x20, 1, 0xd, 0xb8, 15: 1}).String()',
  'fmt.Sprintf("%s|%v|%v", net.IPv4(192, 0, 2, 1), net.IP{10, 1, 2, 3}, &net.TCPAddr{IP: net.IP{10, 0, 0, 1}, Port: 1})',
  'string(binary.BigEndian.AppendUint16(binary.LittleEndian.AppendUint32(nil, 0x41424344), 0x4546))',
  'func() string { n, v := binary.Uvarint([]byte{0xac, 0x02}); return fmt.Sprint(n, v) + string(binary.AppendUvarint(nil, 65)) }()',
  '(&url.URL{Scheme: "https", Host: net.JoinHostPort("c2.invalid", "443"), Path: "x", RawQuery: url.Values{"b": {"2"}, "a": {"1 2"}}.Encode()}).String()',
  'func() string { q, _ := url.ParseQuery("a=1&b=x%20y&a=2"); return q.Get("b") + strings.Join(q["a"], ",") + q.Encode() }()',
  // sync, functions as values, defer
  'onceHost() + onceHost()',
  'func() string { s, err := oncePair(); return fmt.Sprint(s, err) }()',
  'func() string { s := ""; f := sync.OnceFunc(func() { s += "x" }); f(); f(); return s }()',
  'handlers["up"]("abc") + chosen("d")',
  'Verbs.Fetch(Verbs{"c2"}, "x") + (*Verbs).Push(&Verbs{"p"})',
  'func() string { f := Verbs{"b"}.Fetch; g := (*builder).add; b := &builder{}; g(b, "q"); return f("y") + b.end("") }()',
  'deferred() + recovered() + ordered()',
  // reflect
  'strings.Join(tags(row{}, "k"), "") + strings.Join(tags(row{}, "db"), ",")',
  'func() string { t := reflect.TypeOf(row{}); f, ok := t.FieldByName("Owner"); v, has := f.Tag.Lookup("k"); return fmt.Sprint(t.Name(), t.Kind() == reflect.Struct, f.Name, f.Type.Name(), ok, v, has, t.NumField()) }()',
  'reflect.ValueOf(row{Owner: "o", ID: 7}).Field(1).String() + strconv.Itoa(int(reflect.ValueOf(row{ID: 7}).FieldByName("ID").Int()))',
  'reflect.ValueOf(Verbs{"r"}).MethodByName("Fetch").Call([]reflect.Value{reflect.ValueOf("z")})[0].String()',
  'reflect.ValueOf(Verbs{"r"}).MethodByName("Fetch").Call([]reflect.Value{reflect.ValueOf("z")})[0].Interface().(string)',
  'reflect.ValueOf(strings.ToUpper).Call([]reflect.Value{reflect.ValueOf("up")})[0].String()',
  'reflect.TypeOf((*row)(nil)).Elem().Field(0).Tag.Get("db") + reflect.TypeFor[row]().Field(1).Name',
  'func() string { r := row{}; v := reflect.ValueOf(&r).Elem(); v.Field(1).SetString("set"); v.FieldByName("ID").SetInt(3); return r.Owner + strconv.Itoa(r.ID) }()',
  // structs, options, builders, generics, iterators
  'newFeed(withURL("http://c2.invalid"), withOpt("k", "v")).url + newFeed(withOpt("k", "v")).opts["k"]',
  '(&feed{url: "u", audit: audit{[4]byte{203, 0, 113, 77}}}).host()',
  'new(builder).add("a").add("b", "c").end(".")',
  'func() string { s := &stack[string]{}; s.push("a").push("b"); return s.pop() + s.pop() }()',
  'func() int { s := stack[int]{}; s.push(4); s.push(5); return s.pop() * 10 + len(s.items) }()',
  'func() string { s := ""; for i, c := range seq(5) { if i == 3 { break }; s += c }; return s }()',
  'func() string { s := ""; for p := range one("x,y,z") { if p == "y" { continue }; s += p }; return s }()',
  'func() (s string) { for range seq(2) { s += "t" }; return }()',
  'strings.Join(slices.Collect(one("b,a")), "") + strings.Join(slices.Sorted(maps.Keys(map[string]int{"z": 1, "y": 2})), "")',
  'func() string { i := 0; s := ""; loop: if i < 3 { s += string(rune(97+i)); i++; goto loop }; return s }()',
  'func() string { s := ""; outer: for i := range 4 { for j := range 4 { if j == 2 { continue outer }; if i == 2 { break outer }; s += strconv.Itoa(i*10 + j) + " " } }; return s }()',
  'func() string { m := map[string]int{"a": 1, "b": 2}; clear(m); l := []int{3, 1, 2}; clear(l[:1]); return fmt.Sprint(len(m), l, min("b", "a"), max(2.5, 1)) }()',
  'func() string { var fs []func() string; for _, p := range []string{"a", "b"} { fs = append(fs, func() string { return p }) }; return fs[0]() + fs[1]() }()',
  'showAll(tone{v: "a"}, tone{v: "b"})',
  'fmt.Sprint(high, low) + fmt.Sprintf("%s %d %v", high, high, Verbs{"x"}) + fmt.Sprint(&Verbs{"p"}, errors.New("e"))',
  'string([]byte{0x7f}[:1]) + func() string { a := [4]byte([]byte("abcd")); return string(a[:]) }() + string((*[2]byte)([]byte("xy"))[:])',
  // sort, slices, maps
  'func() string { l := []string{"ccc", "a", "bb"}; sort.Slice(l, func(i, j int) bool { return len(l[i]) < len(l[j]) }); return strings.Join(l, "") }()',
  'func() string { m := map[int]string{3: "c", 1: "a", 2: "b"}; var keys []int; for k := range m { keys = append(keys, k) }; sort.Ints(keys); s := ""; for _, k := range keys { s += m[k] }; return s }()',
  'func() string { m := map[string]int{"sh": 2, "-c": 1, "id": 0}; keys := make([]string, 0); for k := range m { keys = append(keys, k) }; sort.Slice(keys, func(i, j int) bool { return m[keys[i]] > m[keys[j]] }); return strings.Join(keys, " ") }()',
  'func() string { l := []string{"x", "yy", "z"}; sort.SliceStable(l, func(i, j int) bool { return len(l[i]) > len(l[j]) }); return strings.Join(l, "") }()',
  'func() string { l := byLen{"ccc", "a", "bb"}; sort.Sort(l); s := strings.Join(l, ""); sort.Sort(sort.Reverse(l)); return s + strings.Join(l, "") }()',
  'func() string { l := []row{{ID: 2, Owner: "b"}, {ID: 1, Owner: "a"}}; slices.SortFunc(l, func(a, b row) int { return cmp.Compare(a.ID, b.ID) }); return l[0].Owner + l[1].Owner }()',
  'func() string { l := slices.Sorted(maps.Values(map[string]string{"a": "2", "b": "1"})); return strings.Join(l, "") }()',
  'func() string { l := []int{1, 2, 3, 4}; l = slices.DeleteFunc(l, func(n int) bool { return n%2 == 0 }); l = slices.Insert(l, 1, 9, 8); return fmt.Sprint(l, slices.Contains(l, 9), slices.Index(l, 8), slices.Max(l), slices.Min(l)) }()',
  'fmt.Sprint(slices.Concat([]int{1}, []int{2, 3}), slices.Repeat([]string{"a"}, 2), slices.Compact([]int{1, 1, 2}), slices.Equal([]int{1}, []int{1}), slices.IndexFunc([]int{5, 6}, func(n int) bool { return n > 5 }))',
  'func() string { s := sort.StringSlice{"b", "a"}; s.Sort(); sort.Sort(sort.Reverse(sort.IntSlice([]int{1}))); return s[0] + strconv.Itoa(sort.SearchInts([]int{1, 3, 5}, 4)) + strconv.Itoa(sort.Search(10, func(i int) bool { return i*i > 30 })) }()',
  'func() string { m := maps.Clone(map[string]int{"a": 1}); maps.Copy(m, map[string]int{"b": 2}); return fmt.Sprint(m) }()',
  // text
  'func() string { t := template.Must(template.New("x").Parse(`{{range $i, $w := .Words}}{{if $i}}.{{end}}{{$w | printf "%s"}}{{end}}:{{.Port}}{{with .None}}no{{else}}!{{end}}`)); var b strings.Builder; t.Execute(&b, map[string]any{"Words": []string{"c2", "invalid"}, "Port": 80, "None": ""}); return b.String() }()',
  'func() string { t, err := template.New("x").Funcs(template.FuncMap{"rot": rev}).Parse("{{- /* c */ -}} {{rot .Host}}/{{index .List 1}}{{len .List}} {{- if and (eq .N 2) (gt 3 .N)}} yes{{else if .No}}x{{end}}{{define `p`}}<{{.}}>{{end}}{{template `p` .Host}}"); if err != nil { return err.Error() }; var b bytes.Buffer; if err := t.Execute(&b, struct { Host string; List []int; N int; No bool }{"abc", []int{7, 8}, 2, false}); err != nil { return err.Error() }; return b.String() }()',
  'func() string { t := template.Must(template.New("").Parse(`{{$x := "a"}}{{range .}}{{$x = printf "%s%s" $x .}}{{end}}{{$x}}{{html "<a>"}}{{slice "abcd" 1 3}}{{not false}}{{or "" "z"}}{{print 1 2 "x"}}`)); var b strings.Builder; _ = t.Execute(&b, []string{"b", "c"}); return b.String() }()',
  'os.Expand("$a-${b}x$", func(k string) string { return strings.ToUpper(k) })',
  'func() string { var a string; var n int; c, err := fmt.Sscanf("host:8080", "%4s:%d", &a, &n); return fmt.Sprint(a, n, c, err) }()',
  'func() string { var a, b string; var n int; fmt.Sscan("x y 12", &a, &b, &n); var h int; fmt.Sscanf("ff", "%x", &h); return fmt.Sprint(b, a, n, h) }()',
  'func() string { r := strings.NewReplacer("0", "a", "1", "b", "01", "no"); return r.Replace("0101") }()',
  'strings.ContainsFunc("abc", unicode.IsUpper) == false && strings.LastIndexFunc("a1b", unicode.IsDigit) == 1',
  'func() string { s := ""; for p := range strings.SplitSeq("a,b", ",") { s += p + ";" }; for p := range strings.FieldsSeq(" x y ") { s += p }; return s }()',
  'func() string { b := strings.Builder{}; w := bufio.NewWriter(&b); w.WriteString("q"); fmt.Fprint(w, 1); w.Flush(); return b.String() }()',
  'html.UnescapeString("&lt;a&gt;&#x41;&#66;&amp;") + html.EscapeString("<b>")',
  'func() string { s, err := strconv.Unquote(`"\\x63\\u0032\\."`); t, _ := strconv.Unquote(`"\\x63\\u0032"`); return fmt.Sprint(s, err != nil, t) }()',
  'string(strconv.AppendInt([]byte("n"), 42, 10)) + string(strconv.AppendQuote(nil, "q")) + string(fmt.Appendf(nil, "%d", 7))',
  // encodings
  'func() string { var c config; err := json.Unmarshal([]byte(`{"host":"c2.invalid","port":8443,"tags":["a","b"],"sub":{"Path":"/x"},"Skip":"s","opt":5,"M":{"k":[1,true,null]}}`), &c); return fmt.Sprint(c.Host, c.Port, c.Tags, c.Sub.Path, c.Skip, *c.Opt, c.M["k"], err) }()',
  'func() string { var v any; json.Unmarshal([]byte(`{"a":{"b":["x",2.5]}}`), &v); m := v.(map[string]any); l := m["a"].(map[string]any)["b"].([]any); return l[0].(string) + fmt.Sprint(l[1]) }()',
  'func() string { var l []string; json.Unmarshal([]byte(`["sh","-c","i\\u0064"]`), &l); var n map[string]int; json.Unmarshal([]byte(`{"b":1}`), &n); return strings.Join(l, " ") + fmt.Sprint(n) }()',
  'func() string { b, _ := json.Marshal(map[string]any{"b": []int{1}, "a": "x<y", "c": nil}); d, _ := json.Marshal(config{Host: "h", Tags: []string{"t"}}); return string(b) + string(d) }()',
  'func() string { var l []int; err := json.NewDecoder(strings.NewReader("[1,2]")).Decode(&l); return fmt.Sprint(l, err) }()',
  'func() string { var x struct{ A string; b string }; json.Unmarshal([]byte(`{"a":"case","b":"no"}`), &x); return x.A + x.b }()',
  'func() string { r, err := csv.NewReader(strings.NewReader("a,\\"b,c\\"\\n1,2\\n")).ReadAll(); return fmt.Sprint(r, len(r), err) }()',
  'func() string { p, rest := pem.Decode([]byte("-----BEGIN X-----\\naGVsbG8=\\n-----END X-----\\nrest")); return p.Type + string(p.Bytes) + string(rest) }()',
  'func() string { b := make([]byte, 32); n, _, err := ascii85.Decode(b, []byte("87cURD]i,"), true); return string(b[:n]) + fmt.Sprint(err) }()',
  'func() string { b, _ := io.ReadAll(quotedprintable.NewReader(strings.NewReader("a=3Db=\\nc"))); return string(b) }()',
  'string(must(base64.NewEncoding("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_").WithPadding(base64.NoPadding).DecodeString("ahrOCdoVlW")))',
  'string(must(hex.AppendDecode(nil, []byte("6869"))))',
  'func() string { d, err := base64.StdEncoding.DecodeString("aGk"); return fmt.Sprint(err != nil, len(d)) }()',
  // channels and goroutines
  'func() string { c := make(chan string, 3); c <- "a"; c <- "b"; close(c); s := ""; for p := range c { s += p }; return s }()',
  'func() string { c := make(chan string); go func() { defer close(c); for _, p := range []string{"x", "y"} { c <- p } }(); s := ""; for p := range c { s += p }; return s }()',
  'func() string { c := make(chan int, 1); c <- 4; v, ok := <-c; close(c); w, more := <-c; return fmt.Sprint(v, ok, w, more) }()',
  'func() string { c := make(chan string); go func() { c <- "one"; c <- "two" }(); a := <-c; b := <-c; return a + b }()',
  'func() string { out := make([]string, 2); var wg sync.WaitGroup; for i, p := range []string{"h", "i"} { wg.Add(1); go func() { defer wg.Done(); out[i] = p } () }; wg.Wait(); return strings.Join(out, "") }()',
  // readers
  'func() string { b, err := io.ReadAll(&mask{r: bytes.NewReader(mix("payload", "iso")), key: []byte("iso")}); return fmt.Sprint(string(b), err) }()',
  'func() string { b, _ := io.ReadAll(&drip{s: "http://c2.invalid"}); return string(b) }()',
  'func() string { var b bytes.Buffer; n, err := io.Copy(&b, &drip{s: "abcdefgh"}); return fmt.Sprint(b.String(), n, err) }()',
  'func() string { s := bufio.NewScanner(&drip{s: "l1\\nl2\\n"}); out := ""; for s.Scan() { out += s.Text() + ";" }; return out }()',
  'func() string { s := bufio.NewScanner(strings.NewReader("a b  c")); s.Split(bufio.ScanWords); out := ""; for s.Scan() { out += s.Text() + ";" }; return out }()',
  'func() string { r := bufio.NewReader(strings.NewReader("k=v\\nrest")); l, err := r.ReadString(10); b, _ := io.ReadAll(r); return fmt.Sprint(l, err, string(b)) }()',
  'func() string { r := io.MultiReader(strings.NewReader("a"), strings.NewReader("b")); b, _ := io.ReadAll(io.TeeReader(r, io.Discard)); return string(b) }()',
  'func() string { b := make([]byte, 3); n, err := io.ReadFull(&drip{s: "abcd"}, b); return fmt.Sprint(n, err, string(b)) }()',
  // archives
  'func() string { z, err := gzip.NewReader(bytes.NewReader(must(base64.StdEncoding.DecodeString(tarball)))); if err != nil { return "" }; r := tar.NewReader(z); s := ""; for { h, err := r.Next(); if err == io.EOF { break }; d, _ := io.ReadAll(r); s += h.Name + ":" + string(d) + ";" }; return s }()',
  'func() string { d := must(base64.StdEncoding.DecodeString(zipped)); r, err := zip.NewReader(bytes.NewReader(d), int64(len(d))); if err != nil { return err.Error() }; s := ""; for _, f := range r.File { o, _ := f.Open(); b, _ := io.ReadAll(o); s += f.Name + ":" + string(b) + ";" }; return s }()',
  // context, ciphers
  'func() string { ctx := context.WithValue(context.Background(), ctxKey{}, "plan"); ctx = context.WithValue(ctx, "k", 1); s, _ := ctx.Value(ctxKey{}).(string); _, ok := ctx.Value("none").(string); return fmt.Sprint(s, ok, ctx.Value("k")) }()',
  'func() string { ctx, cancel := context.WithCancel(context.WithValue(context.Background(), ctxKey{}, "p")); defer cancel(); ctx, stop := context.WithTimeout(ctx, 5); defer stop(); return ctx.Value(ctxKey{}).(string) }()',
  'hex.EncodeToString(tea([]uint32{1, 2, 3, 4}, [4]uint32{5, 6, 7, 8}))',
  'hex.EncodeToString(lfsr([]byte("linear feedback shift register, some bytes of it"), 0xACE1))',
]
