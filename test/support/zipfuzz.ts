// Go that makes hostile zips, for fuzz/differential. Over 400 lines, because it is one program: a zip writer with every
// field open to lies, and the lies.

/**
 * Go: `makeZip(seed)` makes a zip of example.com/m@v1.0.0, hostile in structure, names, sizes and deflate streams, and
 * says what was done to it. Needs the imports of fuzz/differential/goprogram.ts.
 */
export const zipMaker: string = String.raw`
var work string
var r *rand.Rand
var le = binary.LittleEndian
var log []string

const prefix = "example.com/m@v1.0.0/"

func did(format string, args ...any) { log = append(log, fmt.Sprintf(format, args...)) }
func one(n int) bool                 { return r.Intn(n) == 0 }
func rare(n int) int {
	if one(n) {
		return 1
	}
	return 0
}
func pick[T any](list ...T) T        { return list[r.Intn(len(list))] }

type entry struct {
	name                 string
	flags, method        uint16
	crc, csize, usize    uint64
	data                 []byte
	comment, extra       []byte
	descriptor           int // 0 none, 12, 16 or 24 bytes
	offset               int // where the directory says it is; -1 as it is
	local                *entry
	disk, external       int
}

func contents() []byte {
	switch r.Intn(8) {
	case 0:
		return nil
	case 1:
		return bytes.Repeat([]byte{pick(byte(0), 'a', 0x1f)}, r.Intn(70000))
	case 2:
		b := make([]byte, r.Intn(300))
		r.Read(b)
		return b
	case 3:
		return append(bytes.Repeat([]byte("x"), r.Intn(20)), 0x1f, 0x8b, 8, 0, 0)
	default:
		var b bytes.Buffer
		for n := r.Intn(60); n > 0; n-- {
			b.WriteString(pick("package m\n", "func ", "return ", "{\n", "}\n", "é", "x := 1\n"))
		}
		return b.Bytes()
	}
}

func deflate(data []byte) []byte {
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, pick(flate.NoCompression, 1, 6, 9, flate.HuffmanOnly))
	for len(data) > 0 {
		n := 1 + r.Intn(len(data))
		w.Write(data[:n])
		data = data[n:]
		if one(4) {
			w.Flush()
		}
	}
	w.Close()
	return b.Bytes()
}

func inflate(stream []byte) ([]byte, error) { return io.ReadAll(flate.NewReader(bytes.NewReader(stream))) }

func name() string {
	if one(12) {
		return pick("go.mod", "LICENSE", "Go.mod", "x/go.mod", "x/GO.mod", "a.go", "A.go", "d/", "d", "D/", "d/x", "D/x", "d/e/",
			"ſ.go", "s.go", "K.go", "k.go", "é.go", "É.go", "σ", "ς", "Σ", "ß", "ẞ", "ᲊ.go", "Ᲊ.go", "𐵐.go", "𐐨", "𐐀", "a//b", "../x", "a/./b", "./a",
			"", "/", "con", "aux.txt", "COM1", "com10", "a.", ".a", "...", "a\nb", "\xff", "a\\b", "a:b", "-x", "x~1", "a b", "a\x00b", "/a", "a/", "a/b", "~", "\ufeff", "\ufffd", "日本", "e\u0301",
			"d/..", "go.mod/", "go.mod/x", "GO.MOD", "go.mod", strings.Repeat("n", 200), strings.Repeat("d/", 50)+"f", strings.Repeat("p", 4090))
	}
	return fmt.Sprintf("%s%c%d.go", pick("", "", "a/", "b/", "a/c/"), 'a'+rune(r.Intn(20)), r.Intn(9))
}

func newEntry() *entry {
	e := &entry{name: prefix + name(), offset: -1}
	data := contents()
	if strings.HasSuffix(e.name, "/") && !one(6) {
		data = nil
	}
	e.crc, e.usize = uint64(crc32.ChecksumIEEE(data)), uint64(len(data))
	e.data = data
	if !one(4) {
		e.method = 8
		e.data = deflate(data)
		if one(12) {
			evilStream(e)
		}
	}
	e.csize = uint64(len(e.data))
	if !one(3) {
		e.flags |= 8
		e.descriptor = pick(16, 16, 16, 12, 24)
	}
	return e
}

// evilStream changes a deflate stream, and mostly makes size and CRC-32 fit what Go reads from it.
func evilStream(e *entry) {
	data := append([]byte(nil), e.data...)
	switch r.Intn(7) {
	case 0, 1, 2: // flipped bits, near the start more often
		for n := 1 + r.Intn(3); n > 0 && len(data) > 0; n-- {
			at := r.Intn(len(data))
			if one(2) {
				at = r.Intn(min(len(data), 12))
			}
			data[at] ^= 1 << r.Intn(8)
		}
	case 3: // cut off
		data = data[:r.Intn(len(data)+1)]
	case 4: // bytes after the end
		data = append(data, pick("\x00", "garbage", "\x00\x00\x00\x00\x00\x00\x00\x00\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff")...)
	case 5: // a dynamic block of chance
		b := make([]byte, 20+r.Intn(60))
		r.Read(b)
		b[0] = b[0]&^7 | 5
		data = b
	case 6: // a gzip member inside, with or without a header that swallows what follows
		inner := deflate(contents())
		tail := make([]byte, 8)
		out, _ := inflate(data)
		le.PutUint32(tail, crc32.ChecksumIEEE(out))
		le.PutUint32(tail[4:], uint32(len(out)))
		data = append(data, tail...)
		data = append(data, 0x1f, 0x8b, 8, pick(byte(0), 4, 8, 16), 0, 0, 0, 0, 0, 255)
		data = append(data, pick("", "\x12\x00", "x\x00")...)
		data = append(data, inner...)
		if one(2) {
			more, _ := inflate(inner)
			e.crc, e.usize = uint64(crc32.ChecksumIEEE(append(out, more...))), uint64(len(out)+len(more))
			e.data = data
			did("members")
			return
		}
	}
	e.data = data
	out, err := inflate(data)
	did("stream %v", err == nil)
	if !one(5) {
		e.usize, e.crc = uint64(len(out)), uint64(crc32.ChecksumIEEE(out))
		if err != nil && one(2) {
			e.crc, e.flags = 0, 0
		}
	}
}

func evilEntry(e *entry, all []*entry) {
	l := *e
	switch r.Intn(20) {
	case 0:
		e.crc = pick(0, e.crc^1)
	case 1:
		e.usize = pick(e.usize+1, e.usize-1, 0, 0xffffffff, 600<<20, 1<<40)
	case 2:
		e.csize = pick(e.csize+1, e.csize-1, 0, 0xffffffff, 1<<31, 1<<62)
	case 3:
		e.flags ^= 1 << r.Intn(16)
	case 4:
		e.method = pick(uint16(0), 8, 9, 12, 99)
	case 5:
		e.descriptor = pick(0, 12, 16, 24, 4)
	case 6:
		l.name = pick(prefix+"other.go", strings.ToUpper(l.name), l.name+"x", "")
		e.local = &l
	case 7:
		l.usize, l.csize, l.crc = pick(0, l.usize+1), pick(0, l.csize+1), pick(0, l.crc+1)
		e.local = &l
	case 8:
		l.method, l.flags = pick(l.method, 0, 8), pick(l.flags, l.flags^8, l.flags^1, l.flags^0x800)
		e.local = &l
	case 9:
		e.extra = []byte(pick("\x01\x00\x08\x00\x05\x00\x00\x00\x00\x00\x00\x00", "\x01\x00\x00\x00", "junk", "UT\x05\x00\x01\x00\x00\x00\x00", "\x01\x00\xff\xff", "a", "\x01\x00\x04\x00abcd\x01\x00\x00\x00"))
	case 10: // sizes in a zip64 field
		e.extra = []byte("\x01\x00\x10\x00")
		e.extra = le.AppendUint64(e.extra, e.usize+uint64(pick(0, 0, 0, 1)))
		e.extra = le.AppendUint64(e.extra, e.csize)
		l.extra = e.extra
		if one(2) {
			l.usize, l.csize = 0xffffffff, 0xffffffff
		}
		e.usize, e.csize = 0xffffffff, 0xffffffff
		e.local = &l
	case 11:
		e.offset = pick(0, 1, 30, 0xffffffff, r.Intn(500))
	case 12:
		e.disk = pick(1, 0xffff)
	case 13:
		e.external = pick(0xa1ff0000, 0x41ed0010, 0x10)
	case 14:
		e.comment = []byte(pick("comment", "PK\x05\x06", "\xff", "PK\x01\x02"))
	case 15:
		e.name = pick("example.com/m@v1.0.0", "example.com/m@v1.0.1/a", "EXAMPLE.com/m@v1.0.0/a", "x", "", "/"+e.name)
	case 16:
		o := pick(all...)
		e.name = pick(o.name, strings.ToUpper(o.name[len(o.name)/2:]), prefix+strings.ToUpper(strings.TrimPrefix(o.name, prefix)))
	case 17: // the same bytes again
		o := pick(all...)
		e.crc, e.csize, e.usize, e.method, e.flags = o.crc, o.csize, o.usize, o.method, o.flags
		e.offset = -2
	case 18:
		e.extra = bytes.Repeat([]byte("\xfe\xca\x00\x00"), r.Intn(40))
	case 19:
		e.crc = 0
		e.flags &^= 8
		e.descriptor = 0
	}
}

func build() []byte {
	var all []*entry
	for n := pick(0, 1, 1, 2, 3, 4, 8, 20); n > 0; n-- {
		all = append(all, newEntry())
	}
	for len(all) > 0 && one(3) {
		evilEntry(pick(all...), all)
		did("entry")
	}
	var b, dir []byte
	if one(30) {
		b = append(b, "#!/bin/sh\n"...)
		did("prefix")
	}
	offsets := map[*entry]int{}
	last := 0
	for _, e := range all {
		at := len(b)
		if e.offset == -2 {
			at = last
		} else if e.offset >= 0 {
			at = e.offset
		}
		offsets[e] = at
		last = at
		l := e.local
		if l == nil {
			c := *e
			l = &c
			if e.flags&8 != 0 && !one(4) {
				l.crc, l.csize, l.usize = 0, 0, 0
			}
		}
		b = le.AppendUint32(b, 0x04034b50)
		b = le.AppendUint16(b, 20)
		b = le.AppendUint16(b, l.flags)
		b = le.AppendUint16(b, l.method)
		b = le.AppendUint32(b, 0)
		b = le.AppendUint32(b, uint32(l.crc))
		b = le.AppendUint32(b, uint32(l.csize))
		b = le.AppendUint32(b, uint32(l.usize))
		b = le.AppendUint16(b, uint16(len(l.name)))
		b = le.AppendUint16(b, uint16(len(l.extra)))
		b = append(append(b, l.name...), l.extra...)
		b = append(b, e.data...)
		if e.descriptor > 12 {
			b = le.AppendUint32(b, 0x08074b50)
		}
		if e.descriptor > 0 {
			b = le.AppendUint32(b, uint32(e.crc)+uint32(rare(200)))
			b = append(b, make([]byte, max(0, e.descriptor-8))...)
		}
		if one(60) {
			b = append(b, "between"...)
			did("gap")
		}
	}
	for _, e := range all {
		dir = le.AppendUint32(dir, 0x02014b50)
		dir = le.AppendUint32(dir, 20<<16|20)
		dir = le.AppendUint16(dir, e.flags)
		dir = le.AppendUint16(dir, e.method)
		dir = le.AppendUint32(dir, 0)
		dir = le.AppendUint32(dir, uint32(e.crc))
		dir = le.AppendUint32(dir, uint32(min(e.csize, 0xffffffff)))
		dir = le.AppendUint32(dir, uint32(min(e.usize, 0xffffffff)))
		dir = le.AppendUint16(dir, uint16(len(e.name)))
		dir = le.AppendUint16(dir, uint16(len(e.extra)))
		dir = le.AppendUint16(dir, uint16(len(e.comment)))
		dir = le.AppendUint16(dir, uint16(e.disk))
		dir = le.AppendUint16(dir, 0)
		dir = le.AppendUint32(dir, uint32(e.external))
		dir = le.AppendUint32(dir, uint32(offsets[e]))
		dir = append(append(append(dir, e.name...), e.extra...), e.comment...)
	}
	end(&b, dir, len(all))
	return b
}

func end(b *[]byte, dir []byte, n int) {
	at, size, count := len(*b), len(dir), n
	*b = append(*b, dir...)
	evil := one(8)
	if evil {
		did("end")
		switch r.Intn(8) {
		case 0:
			at += pick(1, -1, 10)
		case 1:
			size += pick(1, -1, 46)
		case 2:
			count += pick(1, -1, 65536)
		case 3:
			*b = append(*b, "gap"...)
		}
	}
	if one(10) || evil && one(2) {
		did("zip64")
		p := len(*b)
		*b = le.AppendUint32(*b, 0x06064b50)
		*b = le.AppendUint64(*b, uint64(pick(44, 44, 44, 44, 45)))
		*b = le.AppendUint32(*b, 0)
		*b = le.AppendUint32(*b, uint32(pick(0, 0, 0, 0, 0, 1)))
		*b = le.AppendUint32(*b, 0)
		*b = le.AppendUint64(*b, uint64(count))
		*b = le.AppendUint64(*b, uint64(count))
		*b = le.AppendUint64(*b, uint64(size))
		*b = le.AppendUint64(*b, uint64(at+pick(0, 0, 0, 0, 1)))
		*b = le.AppendUint32(*b, 0x07064b50)
		*b = le.AppendUint32(*b, uint32(pick(0, 0, 0, 0, 0, 1)))
		*b = le.AppendUint64(*b, uint64(p+pick(0, 0, 0, 0, 0, 0, 1)))
		*b = le.AppendUint32(*b, uint32(pick(1, 1, 1, 1, 1, 1, 2)))
		if one(2) {
			count = 0xffff
		}
		if one(2) {
			size = pick(0xffffffff, 0xffff)
		}
		if one(2) {
			at = 0xffffffff
		}
	}
	comment := ""
	if one(10) {
		comment = pick("a comment", "PK\x05\x06 and eighteen bytes", string(make([]byte, 22)), "PK\x05\x06"+string(make([]byte, 18)), string(make([]byte, 1100)))
	}
	*b = le.AppendUint32(*b, 0x06054b50)
	*b = le.AppendUint16(*b, 0)
	*b = le.AppendUint16(*b, uint16(rare(100)))
	*b = le.AppendUint16(*b, uint16(count))
	*b = le.AppendUint16(*b, uint16(count))
	*b = le.AppendUint32(*b, uint32(size))
	*b = le.AppendUint32(*b, uint32(at))
	*b = le.AppendUint16(*b, uint16(len(comment)+pick(0, 0, 0, 0, 0, 0, 1, -1)*min(1, len(comment))))
	*b = append(*b, comment...)
	if one(40) {
		*b = append(*b, "after"...)
		did("after")
	}
}

// plain makes a zip with Go's own writer, for changes of single bytes.
func plain() []byte {
	var b bytes.Buffer
	zw := zip.NewWriter(&b)
	for n := 1 + r.Intn(5); n > 0; n-- {
		h := &zip.FileHeader{Name: fmt.Sprintf("%sf%d.go", prefix, n), Method: pick(zip.Deflate, zip.Deflate, zip.Store)}
		w, err := zw.CreateHeader(h)
		if err != nil {
			panic(err)
		}
		w.Write(contents())
	}
	if one(5) {
		zw.SetComment("comment")
	}
	zw.Close()
	return b.Bytes()
}

func change(b []byte) []byte {
	for n := 1 + r.Intn(3); n > 0 && len(b) > 60; n-- {
		switch r.Intn(6) {
		case 0: // in the end record
			b[len(b)-1-r.Intn(22)] ^= 1 << r.Intn(8)
		case 1, 2: // in a header
			sig := pick("PK\x01\x02", "PK\x03\x04", "PK\x07\x08")
			at := 0
			for k := r.Intn(5); k >= 0; k-- {
				if i := bytes.Index(b[at:], []byte(sig)); i >= 0 {
					at += i + 1
				}
			}
			if at > 0 && at+46 < len(b) {
				b[at+3+r.Intn(43)] = pick(byte(0), 1, 0xff, byte(r.Intn(256)))
			}
		case 3:
			b[r.Intn(len(b))] ^= 1 << r.Intn(8)
		case 4:
			at, n := r.Intn(len(b)), 1+r.Intn(8)
			b = append(b[:at:at], b[min(len(b), at+n):]...)
		case 5:
			at := r.Intn(len(b))
			b = append(b[:at:at], append([]byte(pick("\x00", "PK\x03\x04", "PK\x01\x02", "xxxx")), b[at:]...)...)
		}
	}
	return b
}

// makeZip makes the zip of a seed, and says what was done to it.
func makeZip(seed int64) ([]byte, string) {
	r = rand.New(rand.NewSource(seed))
	log = nil
	var data []byte
	if one(3) {
		data = change(plain())
		did("bytes")
	} else {
		data = build()
		if one(20) {
			data = change(data)
			did("bytes")
		}
	}
	return data, strings.Join(log, " ")
}
`
