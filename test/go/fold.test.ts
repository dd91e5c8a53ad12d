// What folding computes is what Go computes: expressions and generated programs, each a package variable, folded here and
// printed by the real Go.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { utf8 } from '../../src/base/bytes.ts'
import { createFolder } from '../../src/gosource/fold.ts'
import { formatFloat } from '../../src/gosource/foldformat.ts'
import { bytesIn, type Value } from '../../src/gosource/foldvalue.ts'
import { readModule } from '../../src/gosource/package.ts'
import { runGo, go } from '../support/go.ts'
import { generator, type Generator } from '../support/generate.ts'
import { expressions, declarations } from '../support/foldexpressions.ts'
import { libraryDeclarations, libraryExpressions } from '../support/foldlibrary.ts'

describe('fold and go', { skip: !go.available && go.reason }, () => {
  test('fold gives what Go gives for expressions of every family', () => {
    compare(expressions, declarations, '')
  })

  test('fold gives what Go gives for what the standard library hides values behind', () => {
    compare(libraryExpressions, `${declarations}${libraryDeclarations}`, '')
  })

  test('fold gives what Go gives for generated constants, loops and decoders', () => {
    const random = generator()
    const made = Array.from({ length: 300 }, () => program(random))
    compare(made, '', `TEST_SEED=${random.seed}`)
  })
})

const SHOW = `
func show(x any) string {
	v := reflect.ValueOf(x)
	switch v.Kind() {
	case reflect.String:
		return "s:" + hex.EncodeToString([]byte(v.String()))
	case reflect.Slice:
		return "b:" + hex.EncodeToString(v.Bytes())
	case reflect.Float32, reflect.Float64:
		return "f:" + strconv.FormatFloat(v.Float(), 'g', -1, 64)
	case reflect.Bool:
		return fmt.Sprint("t:", v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return fmt.Sprint("i:", v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return fmt.Sprint("i:", v.Uint())
	}
	return "?"
}
`

/** A folded value as `show` prints it. */
function shown(value: Value): string {
  switch (value.kind) {
    case 'string':
      return `s:${Buffer.from(value.text, 'latin1').toString('hex')}`
    case 'int':
      return `i:${value.value}`
    case 'bool':
      return `t:${value.value}`
    case 'float':
      return `f:${formatFloat(value.value, 'g', -1)}`
    case 'unknown':
      return `unknown: ${value.why}`
    default: {
      const bytes = bytesIn(value)
      return bytes === undefined ? value.kind : `b:${Buffer.from(bytes).toString('hex')}`
    }
  }
}

const PACKAGES =
  'archive/tar archive/zip bufio bytes cmp compress/gzip compress/zlib context crypto/aes crypto/cipher crypto/md5 crypto/rc4 crypto/sha1 crypto/sha256 encoding/ascii85 encoding/base32 encoding/base64 encoding/binary encoding/csv encoding/hex encoding/json encoding/pem errors fmt html io iter maps math math/big mime/quotedprintable net net/netip net/url os path path/filepath reflect regexp slices sort strconv strings sync text/template time unicode unicode/utf8'

function compare(cases: readonly string[], declarations: string, hint: string): void {
  const names = PACKAGES.split(' ')
  const body = `${declarations}\n${cases.map((x, i) => `var X${i} = ${x}`).join('\n')}\n`
  const imports = (more: readonly string[]): string => {
    const used = names.filter((name) => new RegExp(String.raw`\b${name.split('/').at(-1)}\.[A-Z]`).test(body))
    return [...new Set([...used, ...more])].map((name) => `import "${name}"\n`).join('')
  }
  const main = `func main() {\n${cases.map((_, i) => `\tfmt.Println(show(X${i}))\n`).join('')}}\n`
  const answers = runGo(
    `package main\n${imports(['encoding/hex', 'fmt', 'reflect', 'strconv'])}${body}${SHOW}${main}`,
    '',
  ).split('\n')
  const source = `package main\n${imports([])}${body}`
  const module = readModule('example.com/m', new Map([['x.go', utf8(source)]]))
  const folder = createFolder({ main: module, dependencies: [] })
  const differ = cases.flatMap((x, i) => {
    const entity = module.byPath.get('example.com/m')?.scope.names.get(`X${i}`)
    assert.ok(entity)
    const ours = shown(folder.foldName(entity))
    return ours === answers[i] ? [] : [`${x}\n  go:   ${answers[i]}\n  fold: ${ours} ${hint}`]
  })
  assert.deepEqual(differ, [])
}

const INTEGERS = ['int', 'int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64', 'uint']

/** One generated program: a function literal that computes and returns a value. */
function program(random: Generator): string {
  const kind = random.below(6)
  if (kind === 0) return arithmetic(random)
  if (kind === 1) return constants(random)
  if (kind === 2) return decoder(random)
  if (kind === 3) return text(random)
  if (kind === 4) return format(random)
  return control(random)
}

function arithmetic(random: Generator): string {
  const type = random.pick(INTEGERS)
  const lines = ['a', 'b', 'c'].map((name) => `var ${name} ${type} = ${random.below(127)}`)
  for (let i = 0; i < 6; i++) {
    const op = random.pick(['+', '-', '*', '&', '|', '^', '&^', '<<', '>>', '/', '%'])
    const right =
      op === '<<' || op === '>>'
        ? `${random.below(9)}`
        : op === '/' || op === '%'
          ? `(${random.pick(['a', 'b', 'c'])} | 1)`
          : random.pick(['a', 'b', 'c', '^a', `${1 + random.below(100)}`])
    lines.push(`${random.pick(['a', 'b', 'c'])} = ${random.pick(['a', 'b', 'c'])} ${op} ${right}`)
  }
  return `func() ${type} { ${lines.join('; ')}; return a ^ b + c }()`
}

function constants(random: Generator): string {
  const big = (): string => `${random.below(1 << 30)}${random.below(1 << 30)}`
  const shift = random.below(60)
  return `func() uint64 { const ( p = ${big()} << ${shift}; q = (p | ${big()}) >> ${random.below(40)}; r = q * ${big()} - iota; s ); return uint64(s & 0x${'f'.repeat(1 + random.below(15))}) }()`
}

function decoder(random: Generator): string {
  const bytes = Array.from({ length: 3 + random.below(20) }, () => random.below(256))
  const key = random.below(256)
  const step = random.pick([
    `b[i] ^= ${key}`,
    `b[i] = b[i] - ${key} ^ byte(i)`,
    `b[i] = b[i]<<${1 + random.below(7)} | b[i]>>${1 + random.below(7)}`,
    `b[i], b[len(b)-1-i] = b[len(b)-1-i] + ${key}, b[i]`,
    `if i > 0 { b[i] ^= b[i-1] }`,
    `k = k*${3 + random.below(9)} + ${key}; b[i] ^= byte(k>>3)`,
  ])
  const out = random.pick([
    'string(b)',
    'strings.ToUpper(string(b))',
    'b',
    'hex.EncodeToString(b)',
    'string(append(b, b[1:]...))',
  ])
  const type = out === 'b' ? '[]byte' : 'string'
  return `func() ${type} { k := uint32(${key}); b := []byte{${bytes.join(', ')}}; for i := range b { ${step} }; _ = k; return ${out} }()`
}

function text(random: Generator): string {
  const letters = ['a', 'b', '1', '.', ':', '/', 'é', '世', ' ', '-', 'AB', 'x']
  const word = (): string => `"${Array.from({ length: random.below(8) }, () => random.pick(letters)).join('')}"`
  const w = word
  let x = w()
  for (let i = 0; i < 4; i++) {
    x = random.pick([
      `strings.ReplaceAll(${x}, ${w()}, ${w()})`,
      `strings.Replace(${x}, ${w()}, ${w()}, ${random.below(4) - 1})`,
      `strings.Join(strings.Split(${x}, ${w()}), ${w()})`,
      `strings.Trim(${x}, ${w()})`,
      `strings.TrimLeft(${x}, ${w()})`,
      `strings.ToUpper(${x})`,
      `strings.Join(strings.Fields(${x}), "_")`,
      `(${x} + ${w()})`,
      `strings.Repeat(${x}, ${random.below(3)})`,
      `strings.TrimPrefix(${x}, ${w()})`,
      `strings.Join(strings.SplitN(${x}, ${w()}, ${random.below(4)}), "+")`,
      `strings.Map(func(r rune) rune { if r == 'a' { return -1 }; return r + 1 }, ${x})`,
      `fmt.Sprint(strings.Index(${x}, ${w()}), strings.LastIndex(${x}, ${w()}), strings.Count(${x}, ${w()}))`,
      `strings.NewReplacer("a", "b", "AB", "x").Replace(${x})`,
      `base64.StdEncoding.EncodeToString([]byte(${x}))`,
      `string([]rune(${x}))`,
      `url.QueryEscape(${x})`,
    ])
  }
  return x
}

function format(random: Generator): string {
  const flags = random.pick(['', '-', '+', '#', ' ', '0'])
  const width = random.pick(['', '5', '12', '.2', '8.3'])
  const [verb, arg] = random.pick([
    ['d', '42'],
    ['d', '-7'],
    ['x', '255'],
    ['X', '"hi\\x80z"'],
    ['x', '[]byte("abc")'],
    ['s', '"héllo"'],
    ['s', '[]string{"a", "b"}'],
    ['q', '"a\\"b\\n"'],
    ['c', '0x4E16'],
    ['U', '0x1F600'],
    ['o', '8'],
    ['b', '5'],
    ['t', 'true'],
    ['f', '3.14159'],
    ['e', '123456.789'],
    ['g', '1e-7'],
    ['v', '1.5'],
    ['v', '[]int{1, -2}'],
    ['v', 'map[string]int{"b": 1, "a": 2}'],
    ['v', 'struct{A int; B string}{1, "x"}'],
    ['d', '[]int{3, 4}'],
    ['d', '"no"'],
    ['T', 'uint8(1)'],
  ] as const)
  // %#v and floats with # are not folded; composite values with widths are shown element by element.
  const safe = 'vefg'.includes(verb) && flags === '#' ? '' : flags
  return `fmt.Sprintf("<%${safe}${width}${verb}|%v>", ${arg}, ${random.below(100)})`
}

function control(random: Generator): string {
  const n = 2 + random.below(12)
  return `func() string {
	var sb strings.Builder
	m := map[int]string{0: "zero", 3: "three", 5: "five"}
outer:
	for i := 0; i < ${n}; i++ {
		switch x := i * ${1 + random.below(5)} % ${2 + random.below(7)}; {
		case x == ${random.below(4)}:
			continue outer
		case x > ${random.below(8)}:
			sb.WriteString("gt")
			fallthrough
		case x < 1:
			sb.WriteByte('a' + byte(x))
		default:
			for j, r := range "h\\u00e9y" {
				if j > ${random.below(4)} {
					continue outer
				}
				sb.WriteRune(r)
				if i == ${random.below(n)} {
					break outer
				}
			}
		}
		if v, ok := m[i]; ok {
			fmt.Fprintf(&sb, "[%s %d]", v, i)
		} else if i%2 == 0 {
			defer func() { _ = i }()
		}
	}
	return sb.String()
}()`
}
