// Unicode simple case folding as the go command does it: which file names collide on a disk that ignores case. Module
// zips with such names are refused (https://go.dev/ref/mod#zip-path-size-constraints).
//
// The table is Unicode 15.0's, which every Go from 1.21 to 1.26 carries. `toLowerCase` and `/iu` would be the host's
// Unicode (17.0 in Node 26) and also differ in kind: they know no orbits such as K, k and the Kelvin sign.
// test/go/zip.test.ts compares every code point with Go's unicode.SimpleFold.

/**
 * A key with which two names compare equal exactly where Go's `strings.EqualFold` says so: each code point becomes
 * the smallest of its folding orbit, A to Z become a to z. It is not for display.
 */
export function foldKey(text: string): string {
  if (!/[^\0-@[-\x7f]/.test(text)) return text
  if (!/[^\0-\x7f]/.test(text)) return text.toLowerCase()
  let key = ''
  for (const char of text) key += foldedChar(char)
  return key
}

function foldedChar(char: string): string {
  if (char <= '\x7f') return char.toLowerCase()
  const codePoint = char.codePointAt(0) ?? 0
  let low = 0
  let high = runs.length
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if ((runs[middle]?.first ?? Infinity) <= codePoint) low = middle + 1
    else high = middle
  }
  const run = runs[low - 1]
  if (run === undefined || codePoint > run.last || (codePoint - run.first) % run.stride !== 0) return char
  return String.fromCodePoint(codePoint - run.delta)
}

interface Run {
  readonly first: number
  readonly last: number
  /** 1 where each code point of the run folds, 2 where each second one does. */
  readonly stride: number
  /** How far below itself a code point's key is. */
  readonly delta: number
}

// Runs of code points above U+007F that are not their own key, in base 36: how far the first is from the end of the
// run before it, how many there are, ":" for each code point or "/" for each second one, and the delta.
const table = [
  '2o n:w 2 7:w 3 o/1 4 3/1 3 8/1 3 n/1 1 1:3d 2 3/1 1 1:7g 4 2/1 3 1:1 4 1:1 6 1:1 7 1:1 8 3/1 3 1:1 5 1:1 3 ',
  '1:1 4 2/1 3 1:1 4 1:1 8 1:1 1 1:2 2 1:1 1 1:2 2 1:1 1 1:2 2 8/1 1 1:27 2 9/1 3 1:1 1 1:2 2 1:1 1 1:2p 1 1:1k ',
  '2 k/1 1 1:3m 3 9/1 9 1:1 1 1:4j 5 1:1 1 1:5f 4 5/1 4 1:5u 1 1:5q 2 2:5p 2 1:5m 2 1:5n 5 1:5p 3 1:5r 5 1:5t 1 ',
  '1:5v 6 1:5v 3 1:5x 3 1:5y b 1:62 3 1:62 5 1:62 1 1:1x 1 2:61 1 1:1z 6 1:63 67 2/1 4 1:1 y 1:2c 3 1:kn g 1:12 ',
  '1 3:11 2 8:w 1 1:38 1 2:w 1 1:lj 1 5:w 1 1:v 1 9:w 1 1:1s 1 2:1r 2 1:1q 1 1:1l 4 1:1b 1 1:1i 1 1:8 2 c/1 1 ',
  '1:2e 1 1:28 2 1:38 1 1:2k 1 1:2o 3 1:1 1 1:7 2 1:1 2 3:3m 1d w:w 1 g:28 2 h/1 a r/1 3 7/1 1 1:f 2 1c/1 1e ',
  '12:1c 2uq 6:8 1oj 1:4tq 1 1:4tp 1 1:4tg 1 2:4te 1 1:4tf 1 1:4t8 1 1:4rp 9 17:2bk 3 3:2bk 8y 23/1 6 1:1n 3 ',
  '1:5vj 3 1c/1 9 8:8 9 6:8 b 8:8 9 8:8 9 6:8 c 4/8 9 8:8 p 8:8 9 8:8 9 8:8 9 2:8 1 2:22 1 1:9 2 1:5mh a 4:2e 1 ',
  '1:9 c 2:8 1 2:2s d 2:8 1 2:34 1 1:7 c 2:3k 1 2:3i 1 1:9 8a 1:5tp 4 1:6gv 1 1:6ee z 1:s y g:g 5 1:1 ng q:q ',
  '1fr 1c:1c 2 1:1 1 1:8af 1 1:2xy 1 1:89z 1 1:8bv 1 1:8bs 2 3/1 1 1:8bg 1 1:8al 1 1:8bj 1 1:8bi 3 1:1 3 1:1 8 ',
  '2:8cf 2 1e/1 9 2/1 5 1:1 d 12:5ls 2 1:5ls 6 1:5ls nx0 5/1 1 1:r7m 1 1:r7n 2 h/1 k e/1 3s 7/1 4 v/1 b 2/1 1 ',
  '1:r9g 2 5/1 5 1:1 1 1:wmg 4 2/1 4 a/1 1 1:wn8 1 1:wnj 1 1:wnf 1 1:wn5 1 1:wn8 2 1:wlu 1 1:wmi 1 1:wlx 3 8/1 ',
  '1 1:1c 1 1:wn7 1 1:raw 2 2/1 7 1:1 6 2/1 t 1:1 nx 1:ps t 28:tzk ghu q:w y6 14:14 3t 10:14 4c b:13 2 f:13 2 ',
  '7:13 2 2:13 1dw 1f:1s 2by w:w gw1 w:w o83 y:y ',
].join('')

const runs: readonly Run[] = runsOf(table.trimEnd())

function runsOf(text: string): Run[] {
  const words = text.split(' ')
  const found: Run[] = []
  let at = 0x80
  for (let i = 0; i + 1 < words.length; i += 2) {
    const first = at + Number.parseInt(words[i] ?? '', 36)
    const [count = '', delta = ''] = (words[i + 1] ?? '').split(/[:/]/)
    const stride = words[i + 1]?.includes('/') === true ? 2 : 1
    const last = first + (Number.parseInt(count, 36) - 1) * stride
    found.push({ first, last, stride, delta: Number.parseInt(delta, 36) })
    at = last
  }
  return found
}
