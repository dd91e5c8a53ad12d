// Names of files and folders in a module cache, and .ziphash files.
import assert from 'node:assert/strict'
import { cachePaths, parseDownloadPath, parseFolderName, parseZipHash } from '../../src/gomod/cachelayout.ts'
import { checkModule } from '../../src/gomod/path.ts'
import { attempt, looseText, type Target } from '../target.ts'

/** The target. */
export const target: Target = {
  about: 'parseDownloadPath and parseFolderName: a name means one module version, whose file has that name',
  seeds: [
    'cache/download/github.com/!azure/x/@v/v1.0.0.zip',
    'cache/download/example.com/m/v2/@v/v2.0.0+incompatible.ziphash',
    'cache/download/a.b/c/@v/v0.0.0-20200101000000-abcdefabcdef.lock',
    'github.com/!azure/x@v1.0.0',
    'golang.org/toolchain@v0.0.1-go1.21.0.linux-amd64',
    'h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n',
    'h2:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
  ],
  dictionary: [
    'cache/download/',
    '/@v/',
    '.zip',
    '.ziphash',
    '.mod',
    '.info',
    '.lock',
    '.partial',
    '@',
    '!',
    'v1.0.0',
    '/v2',
  ],
  maxBytes: 512,
  run(input) {
    const name = looseText(input)
    const file = parseDownloadPath(name)
    if (file !== undefined) {
      const { kind, ...mod } = file
      assert.equal(cachePaths('/r', mod)[kind], `/r/${name}`)
    }
    const folder = parseFolderName(name)
    if (folder !== undefined) assert.equal(cachePaths('/r', folder).folder, `/r/${name}`)
    const hash = parseZipHash(input)
    if (hash.kind === 'h1') assert.ok(hash.hash.startsWith('h1:') && Buffer.byteLength(hash.hash) === 47)

    const at = name.indexOf('@')
    const mod = { path: name.slice(0, Math.max(0, at)), version: name.slice(at + 1) }
    const paths = attempt(['parse'], () => cachePaths('/r', mod))
    if (!paths.ok) return
    for (const path of Object.values<string>({ ...paths.value })) {
      assert.ok(path.startsWith('/r/') && !path.split('/').includes('..') && !/[A-Z\\\0]/.test(path), path)
    }
    assert.deepEqual(parseFolderName(paths.value.folder.slice(3)), mod)
    assert.deepEqual(parseDownloadPath(paths.value.zip.slice(3)), { ...mod, kind: 'zip' })
    if (attempt(['parse'], () => checkModule(mod.path, mod.version)).ok) assert.ok(paths.ok)
  },
}
