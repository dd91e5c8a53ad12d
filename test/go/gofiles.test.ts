// go.sum, vendor/modules.txt and the module cache's layout, held against the files that the go command itself reads and
// writes.

import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { isWardenError } from '../../src/base/errors.ts'
import { cachePaths, parseDownloadPath, parseFolderName, parseZipHash } from '../../src/gomod/cachelayout.ts'
import { judgeHash, parseGoSum } from '../../src/gomod/gosum.ts'
import { parseModulesTxt } from '../../src/gomod/modulestxt.ts'
import { go, goEnv, xmodReason } from '../support/go.ts'

const skip = xmodReason()

describe('go.sum, modules.txt and the cache as the go command has them', { skip: !go.available && go.reason }, () => {
  let folder = ''
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'modwarden-names-'))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  test('parseGoSum and judgeHash find, miss and refuse the go.sum lines that go does', () => {
    // A proxy of files with one module, so that nothing is fetched.
    const module = 'a.example/m'
    writeFiles(folder, {
      'proxy/a.example/m/@v/v1.0.0.mod': `module ${module}\n`,
      'proxy/a.example/m/@v/v1.0.0.info': '{"Version":"v1.0.0","Time":"2020-01-01T00:00:00Z"}',
      'sum/go.mod': `module b.example/b\n\ngo 1.20\n\nrequire ${module} v1.0.0\n`,
    })
    const environment = {
      ...quiet(),
      GOPROXY: pathToFileURL(join(folder, 'proxy')).href,
      GONOSUMDB: '*',
      GOMODCACHE: join(folder, 'cache'),
    }
    const goReads = (sum: string): string => {
      writeFileSync(join(folder, 'sum/go.sum'), sum)
      const run = spawnSync('go', ['list', '-m', '-mod=readonly', 'all'], {
        cwd: join(folder, 'sum'),
        encoding: 'utf8',
        env: { ...environment, GOFLAGS: '-modcacherw' },
      })
      if (run.status === 0) return 'equal'
      if (run.stderr.includes('wrong number of fields')) return 'malformed'
      if (run.stderr.includes('checksum mismatch')) return 'different'
      return run.stderr.includes('missing go.sum entry') ? 'absent' : run.stderr
    }
    execFileSync('go', ['list', '-m', 'all'], { cwd: join(folder, 'sum'), env: environment })
    const version = `${module} v1.0.0/go.mod`
    const [, , right = ''] = readFileSync(join(folder, 'sum/go.sum'), 'utf8').trim().split(' ')
    assert.match(right, /^h1:.{43}=$/)
    const wrong = `h1:${'A'.repeat(43)}=`
    const cases: Readonly<
      Record<string, readonly [sum: string, answer: 'equal' | 'different' | 'absent' | 'malformed']>
    > = {
      plain: [`${version} ${right}\n`, 'equal'],
      'no newline at the end': [`${version} ${right}`, 'equal'],
      'carriage returns': [`${version} ${right}\r\n`, 'equal'],
      'blank and white lines': [`\n  \n\t\r\n${version} ${right}\n\n`, 'equal'],
      'tabs and runs of spaces': [`\t ${module}\tv1.0.0/go.mod \t ${right}  \n`, 'equal'],
      'U+0085 and U+00A0 as spaces': [`${module}\u0085v1.0.0/go.mod\u00a0${right}\n`, 'equal'],
      'a byte order mark': [`\ufeff${version} ${right}\n`, 'absent'],
      'a NUL in the path': [`${module}\0 v1.0.0/go.mod ${right}\n`, 'absent'],
      'another case': [`a.example/M v1.0.0/go.mod ${right}\n`, 'absent'],
      'two fields': [`${version}\n`, 'malformed'],
      'four fields': [`${version} ${right} x\n`, 'malformed'],
      'an odd line before': [`!../x nonsense h9:y\n${version} ${right}\n`, 'equal'],
      'an unknown algorithm before': [`${version} h9:y\n${version} ${right}\n`, 'equal'],
      'only an unknown algorithm': [`${version} h9:y\n`, 'absent'],
      'a wrong hash': [`${version} ${wrong}\n`, 'different'],
      'a wrong hash before the right one': [`${version} ${wrong}\n${version} ${right}\n`, 'different'],
      'a wrong hash after the right one': [`${version} ${right}\n${version} ${wrong}\n`, 'equal'],
      'the right hash twice': [`${version} ${right}\n${version} ${right}\n`, 'equal'],
      'a bare carriage return between lines': [`${version} ${right}\r${version} ${right}\n`, 'malformed'],
    }
    for (const [name, [sum, expected]] of Object.entries(cases)) {
      assert.equal(goReads(sum), expected, `go: ${name}`)
      assert.equal(weRead(sum, right), expected, `parseGoSum: ${name}`)
    }
  })

  test('parseModulesTxt reads what go mod vendor and go work vendor write', () => {
    const root = join(folder, 'vendored')
    writeFiles(root, {
      'go.mod': `module m.example/m\n\ngo 1.24\n\nrequire a.example/a v1.2.3\n\nreplace a.example/a => ./a\n\nreplace b.example/b v0.0.0 => ./b\n`,
      'm.go': 'package m\n\nimport _ "a.example/a/p"\n',
      'a/go.mod': 'module a.example/a\n\ngo 1.23\n\nrequire b.example/b v0.0.0\n',
      'a/a.go': 'package a\n',
      'a/p/p.go': 'package p\n\nimport _ "b.example/b"\n',
      'b/go.mod': 'module b.example/b\n',
      'b/b.go': 'package b\n',
    })
    const tidy = spawnSync('go', ['mod', 'tidy'], { cwd: root, env: quiet(), encoding: 'utf8' })
    assert.equal(tidy.status, 0, tidy.stderr)
    const vendor = spawnSync('go', ['mod', 'vendor'], { cwd: root, env: quiet(), encoding: 'utf8' })
    assert.equal(vendor.status, 0, vendor.stderr)
    const found = parseModulesTxt(readFileSync(join(root, 'vendor/modules.txt'), 'utf8'), 'vendor/modules.txt')
    assert.equal(found.workspace, false)
    assert.deepEqual(found.ignored, [])
    const [a, b, all] = found.modules
    assert.deepEqual([a?.path, a?.version, a?.explicit, a?.goVersion], ['a.example/a', 'v1.2.3', true, '1.23'])
    assert.deepEqual([a?.replacement, a?.packages], [{ path: './a', version: '' }, ['a.example/a/p']])
    assert.deepEqual([b?.path, b?.version, b?.replacement?.path], ['b.example/b', 'v0.0.0', './b'])
    assert.deepEqual([all?.path, all?.version, all?.packages], ['a.example/a', '', []])

    rmSync(join(root, 'vendor'), { recursive: true })
    writeFiles(root, { 'go.work': 'go 1.24\n\nuse .\n' })
    const work = spawnSync('go', ['work', 'vendor'], { cwd: root, env: { ...quiet(), GOWORK: '' }, encoding: 'utf8' })
    assert.equal(work.status, 0, work.stderr)
    const shared = parseModulesTxt(readFileSync(join(root, 'vendor/modules.txt'), 'utf8'), 'vendor/modules.txt')
    assert.equal(shared.workspace, true)
    assert.deepEqual(shared.ignored, [])
    assert.equal(shared.moduleOf.get('b.example/b')?.version, 'v0.0.0')
  })

  test('cachePaths names the files that go mod download names', { skip }, () => {
    const answer: unknown = JSON.parse(
      execFileSync('go', ['mod', 'download', '-json', 'golang.org/x/mod@v0.40.0'], {
        encoding: 'utf8',
        cwd: folder,
        env: quiet(),
      }),
    )
    const said = answer as Record<string, string>
    const cache = goEnv('GOMODCACHE')
    const paths = cachePaths(cache, { path: 'golang.org/x/mod', version: 'v0.40.0' })
    assert.deepEqual(
      [paths.info, paths.mod, paths.zip, paths.folder],
      [said['Info'], said['GoMod'], said['Zip'], said['Dir']],
    )
    assert.deepEqual(parseZipHash(readFileSync(paths.ziphash)), { kind: 'h1', hash: said['Sum'] })
    assert.ok(existsSync(paths.lock))
  })

  test('parseDownloadPath and parseFolderName undo cachePaths for all of this module cache', { skip }, (t) => {
    const cache = goEnv('GOMODCACHE')
    let files = 0
    let folders = 0
    const visit = (relative: string): void => {
      if (relative === 'cache/download/sumdb') return
      for (const entry of readdirSync(join(cache, relative), { withFileTypes: true })) {
        const name = relative === '' ? entry.name : `${relative}/${entry.name}`
        if (name.includes('@') && !name.startsWith('cache/')) {
          const mod = parseFolderName(name)
          if (mod === undefined) continue
          folders++
          assert.equal(cachePaths(cache, mod).folder, join(cache, name))
        } else if (entry.isDirectory()) visit(name)
        else if (/\/@v\/[^/]+\.(?:info|mod|zip|ziphash|lock|partial)$/.test(name)) {
          const file = parseDownloadPath(name)
          assert.ok(file !== undefined, name)
          assert.equal(cachePaths(cache, file)[file.kind], join(cache, name))
          files++
        }
      }
    }
    visit('')
    t.diagnostic(`${files} files and ${folders} folders`)
    assert.ok(files > 3 && folders > 0)
  })

  function weRead(sum: string, hash: string): string {
    try {
      return judgeHash(parseGoSum(sum, 'go.sum'), { path: 'a.example/m', version: 'v1.0.0' }, true, hash)
    } catch (error) {
      if (isWardenError(error, 'parse') && error.message.includes('wrong number of fields')) return 'malformed'
      throw error
    }
  }
})

function quiet(): NodeJS.ProcessEnv {
  return { ...process.env, GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'local', GOWORK: 'off' }
}

function writeFiles(root: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true })
    writeFileSync(join(root, name), text)
  }
}
