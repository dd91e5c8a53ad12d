import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { array, assert as check, constantFrom, property } from 'fast-check'
import { WardenError } from '../../base/errors.ts'
import type { CallModel } from './catalogue.ts'
import { parseCatalogue } from './catalogueparse.ts'
import { standardCatalogue } from './cataloguestandard.ts'

/** A call whose line says nothing but its name. */
const silent: CallModel = {
  name: 'x.F',
  params: [],
  variadic: false,
  roles: [],
  results: [],
  effect: undefined,
  write: undefined,
  source: undefined,
  fills: [],
  object: false,
  joins: false,
  standsFor: undefined,
  carries: undefined,
  calls: [],
  starts: [],
  keeps: [],
  gives: undefined,
  flags: undefined,
  capability: undefined,
}

describe('parseCatalogue', () => {
  for (const [line, expected] of [
    ['F()', {}],
    [
      'F(command, argument...) : !process @',
      { params: ['command', 'argument'], variadic: true, effect: 'process', object: true },
    ],
    ['F(_, method, object)', { params: [undefined, 'method', 'object'] }],
    [
      'F() T []T []byte a.example/b/v2.C error _ map',
      {
        results: ['x.T', '[]x.T', '[]byte', 'a.example/b/v2.C', 'error', '_', 'map'],
      },
    ],
    ['F(url) : !connect ?network', { params: ['url'], effect: 'connect', source: 'network', carries: [] }],
    [
      'F(_, _, _) : ?decrypted carries=0,2',
      { params: [undefined, undefined, undefined], source: 'decrypted', carries: [0, 2] },
    ],
    ['F(_) : const', { params: [undefined], carries: [] }],
    ['F(_, data) : !write:0', { params: [undefined, 'data'], write: { to: 0, from: 1 }, carries: [] }],
    ['F(_, _) : !write:0=1', { params: [undefined, undefined], write: { to: 0, from: 1 }, carries: [] }],
    [
      'F(_, data, data...) : !write:0',
      {
        params: [undefined, 'data', 'data'],
        variadic: true,
        write: { to: 0, from: '*' },
        carries: [],
      },
    ],
    ['F(_, _) : !write:1=0 carries=0', { params: [undefined, undefined], write: { to: 1, from: 0 }, carries: [0] }],
    [
      'F(_, _) : 0<-1 1<-?stdin *<-0',
      {
        params: [undefined, undefined],
        fills: [
          { to: 0, from: 1 },
          { to: 1, from: { source: 'stdin' } },
          { to: '*', from: 0 },
        ],
      },
    ],
    [
      'F(_, _, _) : calls=0 go=1 later=2 gives=?network',
      {
        params: [undefined, undefined, undefined],
        calls: [0],
        starts: [1],
        keeps: [2],
        gives: 'network',
      },
    ],
    [
      'F(path, mode) : !file-write flags=1 data=?file %FILES',
      {
        params: ['path', 'mode'],
        effect: 'file-write',
        flags: 1,
        roles: [{ role: 'data', from: { source: 'file' } }],
        capability: 'FILES',
      },
    ],
    ['T.F(data) : !write', { name: 'x.T.F', params: ['data'], write: { to: 'self', from: 0 }, carries: [] }],
    ['T.F() : @stdin', { name: 'x.T.F', standsFor: 'stdin' }],
    ['T.F(header) T : @self', { name: 'x.T.F', params: ['header'], results: ['x.T'], joins: true }],
    [
      'T.F(_) : self<-0 stdin=self',
      {
        name: 'x.T.F',
        params: [undefined],
        fills: [{ to: 'self', from: 0 }],
        roles: [{ role: 'stdin', from: 'self' }],
      },
    ],
  ] as const) {
    test(`parseCatalogue reads func ${line}`, () => {
      const { calls } = parseCatalogue([`package x\nfunc ${line}\n`])
      assert.deepEqual([...calls.values()], [{ ...silent, ...expected }])
    })
  }

  test('parseCatalogue reads types, fields, embedded types and variables', () => {
    const catalogue = parseCatalogue([
      [
        '# A comment.',
        'package a.example/x',
        'type T : !process @',
        'field T.Path string command',
        'field T.Next []T',
        'embed T io.Reader Other',
        'var Default T : ?stdin',
        'var Plain string',
      ].join('\n'),
    ])
    assert.deepEqual(catalogue.types.get('a.example/x.T'), {
      name: 'a.example/x.T',
      object: true,
      effect: 'process',
      fields: new Map([
        ['Path', { type: 'string', role: 'command' }],
        ['Next', { type: '[]a.example/x.T', role: undefined }],
      ]),
      embeds: ['io.Reader', 'a.example/x.Other'],
      declared: true,
    })
    assert.deepEqual(
      [...catalogue.vars],
      [
        ['a.example/x.Default', 'a.example/x.T'],
        ['a.example/x.Plain', 'string'],
      ],
    )
    assert.deepEqual([...catalogue.sources], [['a.example/x.Default', 'stdin']])
    assert.deepEqual([...catalogue.packages], ['a.example/x'])
  })

  test('parseCatalogue gives each import path of a package line the lines below it', () => {
    const { calls } = parseCatalogue(['package a.example/x b.example/y\nfunc New() T\npackage z\nfunc Z() T'])
    assert.deepEqual(
      [...calls.values()].map(({ name, results }) => [name, ...results]),
      [
        ['a.example/x.New', 'a.example/x.T'],
        ['b.example/y.New', 'b.example/y.T'],
        ['z.Z', 'z.T'],
      ],
    )
  })

  test('parseCatalogue knows methods by their name alone', () => {
    const { calls } = parseCatalogue(['package *\nfunc Read(_) int error : 0<-self'])
    assert.deepEqual(calls.get('*.Read')?.fills, [{ to: 0, from: 'self' }])
  })

  for (const [why, text] of [
    ['a line above the first package', 'func F()'],
    ['a word that is none', 'package x\nfunk F()'],
    ['a package without a path', 'package'],
    ['a path that is none', 'package ../x'],
    ['a func without parentheses', 'package x\nfunc F'],
    ['a name of three parts', 'package x\nfunc A.B.C()'],
    ['a role that is none', 'package x\nfunc F(comand)'],
    ['dots before the last parameter', 'package x\nfunc F(_..., _)'],
    ['an effect that is none', 'package x\nfunc F() : !proces'],
    ['a source that is none', 'package x\nfunc F() : ?web'],
    ['a capability that is none', 'package x\nfunc F() : %FILE'],
    ['a mark that is none', 'package x\nfunc F() : constant'],
    ['an argument that is not there', 'package x\nfunc F(_) : 1<-0'],
    ['a callback that is not there', 'package x\nfunc F(_) : calls=1'],
    ['a callback that is the receiver', 'package x\nfunc T.F(_) : calls=self'],
    ['the receiver of a function', 'package x\nfunc F(_) : self<-0'],
    ['a write without a receiver', 'package x\nfunc F(data) : !write'],
    ['two effects', 'package x\nfunc F() : !process !connect'],
    ['const beside carries', 'package x\nfunc F(_) : const carries=0'],
    ['const beside a source', 'package x\nfunc F() : const ?env'],
    ['a type with blanks', 'package x\nfunc F() map[string]string'],
    ['a call twice', 'package x\nfunc F()\nfunc F(_)'],
    ['a type twice', 'package x\ntype T\ntype T'],
    ['a field twice', 'package x\nfield T.A string\nfield T.A string'],
    ['a variable twice', 'package x\nvar A string\nvar A string'],
    ['a field of two parts', 'package x\nfield T string'],
    ['a field with a role that is none', 'package x\nfield T.A string stdn'],
    ['a mark that types have not', 'package x\ntype T : const'],
    ['a variable with an effect', 'package x\nvar A string : !process'],
    ['an embed of nothing', 'package x\nembed T'],
    ['a type of the package of unknown types', 'package *\nfunc Read() T'],
    ['a method of a type in the package of unknown types', 'package *\nfunc T.Read()'],
  ] as const) {
    test(`parseCatalogue refuses ${why}, with its line`, () => {
      assert.throws(
        () => parseCatalogue(['package z', `\n${text}`]),
        (error) => {
          assert.ok(error instanceof WardenError)
          assert.equal(error.code, 'parse')
          assert.deepEqual(error.place, { file: 'catalogue 2', line: text.split('\n').length + 1 })
          return true
        },
      )
    })
  }

  test('parseCatalogue reads any text or refuses it with a place', () => {
    const word = constantFrom(
      'package',
      'func',
      'field',
      'x',
      'F(',
      '_',
      ')',
      ':',
      '!write',
      '?',
      '<-',
      '0',
      '=',
      '@',
      '\n',
      ' ',
    )
    check(
      property(array(word, { maxLength: 30 }), (words) => {
        try {
          parseCatalogue([words.join('')])
        } catch (error) {
          assert.ok(error instanceof WardenError)
          assert.equal(error.place?.file, 'catalogue 1')
        }
      }),
    )
  })
})

describe('a catalogue', () => {
  const text = [
    'package a.example/x gopkg.in/x',
    'func New() T',
    'func T.Do(_) : const',
    'field T.Path string command',
    'var Default T : ?stdin',
    'package a.example/x/v3',
    'func New(_) T',
    'package a.example/y',
    'embed U a.example/x.T',
    'embed V U',
    'embed Loop Loop',
  ].join('\n')
  const catalogue = parseCatalogue([text])

  test('call finds a function under any major version, and one that is listed for its own', () => {
    assert.equal(catalogue.call('a.example/x.New')?.params.length, 0)
    assert.equal(catalogue.call('a.example/x/v2.New')?.params.length, 0)
    assert.equal(catalogue.call('gopkg.in/x.v4.New')?.params.length, 0)
    assert.equal(catalogue.call('a.example/x/v3.New')?.params.length, 1)
    assert.equal(catalogue.call('a.example/x/v3.T.Do')?.name, 'a.example/x.T.Do')
    assert.equal(catalogue.call('a.example/x.Old'), undefined)
    assert.equal(catalogue.call('b.example/x.New'), undefined)
  })

  test('call and field look into what a type embeds, and end where it embeds itself', () => {
    assert.equal(catalogue.call('a.example/y.V.Do')?.name, 'a.example/x.T.Do')
    assert.equal(catalogue.call('a.example/y/v2.U.Do')?.name, 'a.example/x.T.Do')
    assert.deepEqual(catalogue.field('a.example/y.V', 'Path'), { type: 'string', role: 'command' })
    assert.equal(catalogue.call('a.example/y.Loop.Do'), undefined)
  })

  test('lookup, type, variable and sourceOf know a package under any major version', () => {
    assert.equal(catalogue.lookup('a.example/x/v3'), 'a.example/x/v3')
    assert.equal(catalogue.lookup('a.example/x/v4'), 'a.example/x')
    assert.equal(catalogue.lookup('gopkg.in/x.v2'), 'gopkg.in/x')
    assert.equal(catalogue.lookup('a.example/z'), undefined)
    assert.equal(catalogue.type('a.example/x/v9.T')?.name, 'a.example/x.T')
    assert.equal(catalogue.variable('a.example/x/v9.Default'), 'a.example/x.T')
    assert.equal(catalogue.sourceOf('a.example/x/v9.Default'), 'stdin')
    assert.equal(catalogue.sourceOf('a.example/x.T'), undefined)
  })
})

describe('standardCatalogue', () => {
  const catalogue = standardCatalogue()

  test('standardCatalogue knows what a program, a request and a file are made of', () => {
    assert.equal(catalogue.call('os/exec.CommandContext')?.effect, 'process')
    assert.deepEqual(catalogue.call('os/exec.Command')?.params, ['command', 'argument'])
    assert.deepEqual(catalogue.field('os/exec.Cmd', 'Stdin'), { type: 'io.Reader', role: 'stdin' })
    assert.equal(catalogue.call('net/http.Get')?.results[0], 'net/http.Response')
    assert.equal(catalogue.field('net/http.Response', 'Body')?.type, 'io.ReadCloser')
    assert.deepEqual(catalogue.call('io.ReadCloser.Read')?.fills, [{ to: 0, from: 'self' }])
    assert.equal(catalogue.variable('net/http.DefaultClient'), 'net/http.Client')
    assert.equal(catalogue.call('os.OpenFile')?.flags, 1)
    assert.equal(catalogue.sourceOf('runtime.GOOS'), 'host-info')
    assert.equal(catalogue.call('net.TCPConn.Write')?.name, 'net.Conn.Write')
  })

  test('standardCatalogue lists at least 60 modules of others', () => {
    const modules = [...catalogue.packages]
      .filter((name) => (name.split('/')[0] ?? '').includes('.'))
      .map((name) => name.split('/').slice(0, 3).join('/'))
    assert.ok(new Set(modules).size >= 60, String(new Set(modules).size))
  })

  test('standardCatalogue gives no type that only its own module can name', () => {
    const unknown = [...catalogue.calls.values()].filter(({ results }) =>
      results.some((type) => type.includes('internal/')),
    )
    assert.deepEqual(unknown, [])
  })
})
