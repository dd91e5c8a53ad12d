// The corpus: every case is well-formed, inert and as its label says; Go's own opinion of it is asked in test/go/.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { Case } from '../corpus/case.ts'
import { formatCase, parseCase, parseTxtar, readCases, SEVERITIES, TRIGGERS, withRealHosts } from '../corpus/case.ts'
import { parseFile } from '../src/gosource/parsedecl.ts'

const folder = join(import.meta.dirname, '..', 'corpus')
const cases = readCases(folder)
const bad = cases.filter(({ name }) => name.startsWith('D'))

function caseOf(prefix: string): Case {
  const found = cases.find(({ name }) => name.startsWith(prefix))
  assert.ok(found !== undefined, prefix)
  return found
}

describe('the cases', () => {
  test('are D01 to D44 and B01 to B24, each once', () => {
    const numbers = (letter: string, n: number): string[] =>
      Array.from({ length: n }, (_, i) => `${letter}${String(i + 1).padStart(2, '0')}`)
    assert.deepEqual(
      cases.map(({ name }) => name.slice(0, 3)),
      [...numbers('B', 24), ...numbers('D', 44)],
    )
  })

  test('are judged as the list of attacks says', () => {
    const suspicious = new Set(['D34', 'D35', 'D41', 'D43'])
    for (const { name, verdict } of cases) {
      const wanted = name.startsWith('B') ? 'clean' : suspicious.has(name.slice(0, 3)) ? 'suspicious' : 'malicious'
      assert.equal(verdict, wanted, name)
    }
  })

  test('are in the one form of formatCase, so that lines are what the markers say', () => {
    for (const item of cases) {
      const archive = readFileSync(join(folder, `${item.name}.txtar`), 'latin1')
      assert.equal(formatCase(item), archive, `${item.name}: node corpus/relabel.ts mends it`)
      assert.deepEqual(parseCase(item.name, formatCase(item)), item)
    }
  })

  test('have labels whose markers stand once in the file, and whose words are known', () => {
    for (const { name, title, verdict, findings, files } of cases) {
      assert.match(title, /^[ -~]{20,160}$/, name)
      assert.equal(findings.length > 0, verdict !== 'clean', name)
      for (const { rule, severity, trigger, mark, line, or, folded } of findings) {
        assert.match(rule, /^MW-[A-Z]+(?:-[A-Z0-9]+)*$/, name)
        assert.ok(
          SEVERITIES.some((known) => known === severity),
          name,
        )
        assert.ok(
          TRIGGERS.some((known) => known === trigger),
          name,
        )
        assert.ok(
          folded.every((value) => value.length > 2),
          name,
        )
        for (const { file, text } of [mark, ...or]) {
          const bytes = files.get(file)
          assert.ok(bytes !== undefined, `${name}: ${file}`)
          if (text !== '@base64') assert.equal(bytes.split(text).length, 2, `${name}: ${file}: ${text}`)
        }
        if (mark.text !== '@base64') assert.ok(files.get(mark.file)?.split('\n')[line - 1]?.includes(mark.text), name)
      }
    }
  })

  test('have a finding in each module that is not clean, and none in one that is', () => {
    for (const { name, modules, findings } of cases) {
      for (const [module, verdict] of modules) {
        const own = findings.filter(({ mark }) => module === '.' || mark.file.startsWith(`${module}/`))
        assert.equal(own.length > 0, verdict !== 'clean', `${name}: ${module}`)
      }
    }
  })

  test('are modules of 60 lines of Go and more, with a go.mod of example.com and a licence, that parse', () => {
    for (const { name, modules, files } of cases) {
      for (const module of modules.keys()) {
        const inside = (file: string): boolean => module === '.' || file.startsWith(`${module}/`)
        const at = module === '.' ? '' : `${module}/`
        assert.match(files.get(`${at}go.mod`) ?? '', /^module example\.com\/[a-z0-9/-]+\n\ngo 1\.\d\d\n/, name)
        assert.ok(files.has(`${at}LICENSE`), name)
        const sources = [...files].filter(([file]) => file.endsWith('.go') && inside(file))
        const lines = sources.reduce((all, [, text]) => all + text.split('\n').length - 1, 0)
        assert.ok(lines >= 60, `${name}: ${module}: ${lines} lines`)
        for (const [file, text] of sources) {
          assert.deepEqual(parseFile(Buffer.from(text, 'latin1')).errors, [], `${name}: ${file}`)
          assert.equal(text.includes('//go:build ignore'), false, `${name}: ${file}`)
        }
        assert.ok(
          sources.some(([, text]) => /^\/\/ Package \w+ |^\/\/ Code generated/m.test(text)),
          name,
        )
      }
    }
  })

  test('name no folder, file or text that a scanner could tell a fixture by', () => {
    for (const { name, files } of cases) {
      for (const [file, text] of files) {
        if (file.endsWith('LICENSE') || !file.endsWith('.go')) continue
        assert.doesNotMatch(
          text,
          /malicious|malware|fixture|modwarden|corpus|\bevil|backdoor|exfil/i,
          `${name}: ${file}`,
        )
      }
    }
  })
})

describe('the cases are inert', () => {
  test('hosts in addresses are reserved ones', () => {
    for (const { name, files } of cases) {
      for (const [file, text] of files) {
        for (const [, host = ''] of text.matchAll(/\b(?:https?|wss?|tcp):\/\/(?:[\w-]+@)?([^\s/"'`:)?\\<>]+)/g)) {
          if (/^(?:%|\$|host$)/.test(host)) continue
          assert.match(
            host,
            /(?:\.invalid|^example\.(?:com|org|net)|\.example\.(?:com|org|net)|^127\.0\.0\.1)$|^203\.0\.113\.\d+$|^198\.51\.100\.\d+$|^192\.0\.2\.\d+$/,
            `${name}: ${file}`,
          )
        }
      }
    }
  })

  test('names of hosts without a scheme are reserved ones too', () => {
    for (const { name, files } of cases) {
      for (const [file, text] of files) {
        if (!file.endsWith('.go')) continue
        for (const [, host = ''] of text.matchAll(
          /\b((?:[a-z0-9-]+\.)+(?:com|org|net|io|site|app|ru|cn|sh|me|xyz|icu|tech|dev|co))\b(?!\.invalid|[\w/(]|\.\w)/g,
        )) {
          if (host === 'example.com' || host === 'p.sh' || host === 'run.sh' || host === 'u.sh') continue
          const line = text.split('\n').find((one) => one.includes(host)) ?? ''
          if (/"(?:github\.com|google\.golang\.org)\//.test(line) || line.includes('.invalid')) continue
          assert.fail(`${name}: ${file}: ${host}`)
        }
      }
    }
  })

  test('addresses of four numbers are for documentation, private, or parts of a network table', () => {
    const reserved =
      /^(?:203\.0\.113\.|198\.51\.100\.|192\.0\.2\.|127\.|10\.|0\.0\.0\.0|100\.64\.|169\.254\.|172\.16\.|192\.0\.0\.|192\.168\.|198\.18\.|240\.0|255\.255\.255\.255)/
    for (const { name, files } of cases) {
      for (const [file, text] of files) {
        for (const [address] of text.matchAll(/(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g)) {
          // Object identifiers have this form too: certificates' fields, and a signature algorithm.
          if (file === 'oid.go' && /^(?:2\.5\.\d+\.\d+|1\.3\.101\.112)$/.test(address)) continue
          assert.match(address, reserved, `${name}: ${file}`)
        }
      }
    }
  })

  test('folded addresses are reserved ones', () => {
    for (const { name, findings } of cases) {
      for (const { folded } of findings) {
        for (const value of folded) {
          for (const [, host = ''] of value.matchAll(/https?:\/\/([^/\s:]+)/g))
            assert.match(host, /\.invalid$|^203\.0\.113\.|^198\.51\.100\.|^192\.0\.2\./, name)
        }
      }
    }
  })

  test('what malicious code writes lies below /nonexistent, and env secrets travel by https only', () => {
    for (const { name, findings, files } of bad) {
      for (const { rule, folded } of findings) {
        if (rule === 'MW-PERSIST' || rule === 'MW-CI-POISON') {
          for (const value of folded) if (value.startsWith('/')) assert.ok(value.startsWith('/nonexistent/'), name)
        }
      }
      const source = [...files]
        .filter(([file]) => file.endsWith('.go'))
        .map(([, text]) => text)
        .join('\n')
      assert.doesNotMatch(
        source,
        /os\.(?:UserHomeDir|UserConfigDir|RemoveAll|MkdirAll|MkdirTemp|TempDir|CreateTemp)\b/,
        name,
      )
      assert.doesNotMatch(source, /"http:\/\//, name)
      assert.doesNotMatch(source, /\bof=\/dev\/(?!null)|\brm -rf\b|mkfs|:\(\)\{/, name)
    }
  })

  test('executables of the corpus are a header and a text', () => {
    const { files } = caseOf('D42')
    for (const name of ['resize_linux_amd64.syso', 'testdata/lanczos.golden']) {
      const bytes = Buffer.from(files.get(name) ?? '', 'latin1')
      assert.equal(bytes.subarray(0, 4).toString('latin1'), '\u007FELF')
      // No entry point, no program headers, no section headers.
      assert.deepEqual([bytes.readBigUInt64LE(24), bytes.readUInt16LE(56), bytes.readUInt16LE(60)], [0n, 0, 0])
      assert.match(bytes.subarray(64).toString('latin1'), /^inert: [ -~]+\0+$/)
    }
  })
})

describe('txtar', () => {
  test('parseTxtar keeps comment, order and bytes', () => {
    const { comment, files } = parseTxtar('a\nb\n-- x/y.go --\npackage x\n\n-- z --\n-- no marker\n')
    assert.equal(comment, 'a\nb\n')
    assert.deepEqual(
      [...files],
      [
        ['x/y.go', 'package x\n\n'],
        ['z', '-- no marker\n'],
      ],
    )
  })

  test('parseTxtar refuses a name twice', () => {
    assert.throws(() => parseTxtar('-- a --\n-- a --\n'), /a twice/)
  })

  test('parseCase refuses a label that it does not know', () => {
    const archive = (line: string): string => `title: a\nverdict: clean\n${line}\n\n-- go.mod --\nmodule m\n`
    assert.equal(parseCase('x', archive('cgo: yes')).cgo, true)
    for (const line of ['verdikt: clean', 'finding: MW-X high a.go init', 'marker: x', 'folded: x']) {
      assert.throws(() => parseCase('x', archive(line)), /^Error: x: /)
    }
    assert.throws(() => parseCase('x', 'title: a\nverdict: bad\n'), /no verdict/)
  })

  test('withRealHosts puts the services back, in files and labels', () => {
    const { files, findings } = withRealHosts(caseOf('D34'))
    assert.match(files.get('notify.go') ?? '', /"https:\/\/api\.telegram\.org\/bot000000000/)
    assert.match(findings[0]?.folded[0] ?? '', /^https:\/\/api\.telegram\.org\/bot/)
  })
})
