// Compiled programs and the build info in them.
import assert from 'node:assert/strict'
import { parseBuildInfo, readBuildInfo, type BuildInfo, type BuiltModule } from '../../src/gomod/buildinfo.ts'
import type { FileSource } from '../../src/gomod/executable.ts'
import {
  infoText,
  inlineInfo,
  makeElf,
  makeFat,
  makeMachO,
  makePe,
  makePlan9,
  makeXcoff,
  pointerInfo,
  type ProgramText,
} from '../../test/support/programwriter.ts'
import { attempt, looseText, type Target } from '../target.ts'

const text: ProgramText = {
  main: { path: 'example.com/m', version: '(devel)' },
  deps: [
    { path: 'example.com/a', version: 'v1.0.0', sum: 'h1:x' },
    { path: 'example.com/b', version: 'v1.0.0', replace: { path: '../b', version: '(devel)' } },
  ],
  settings: ['-ldflags="-X main.v=\\"1\\""', 'GOOS=linux', '`a b`=c'],
}
const inline = inlineInfo(text)
const narrow = { wide: false, little: false }

/** The target. */
export const target: Target = {
  about:
    'readBuildInfo: whatever a file is, bounded reading and one answer; parseBuildInfo: what it reads is in the text',
  seeds: [
    makeElf(inline, {}),
    makeElf(inline, narrow),
    makeElf(pointerInfo(text, {}), { section: false }),
    makeElf(pointerInfo(text, narrow), narrow),
    makePe(inline, {}),
    makePe(inline, { wide: false }),
    makeMachO(inline, {}),
    makeMachO(inline, narrow),
    makeFat([makeMachO(inline, {}), makeMachO(inline, {})]),
    makeXcoff(inline, {}),
    makePlan9(inline, {}),
    infoText(text),
    'path\tx\nmod\tx\t(devel)\t\ndep\ta\tv1\th1:x\n=>\tb\tv2\th1:y\nbuild\t"a b"=`c`\n',
  ],
  dictionary: [
    'path\t',
    'mod\t',
    'dep\t',
    '=>\t',
    'build\t',
    '(devel)',
    '\t',
    '\n',
    '"',
    '`',
    '.go.buildinfo',
    '__go_buildinfo',
  ],
  run(input) {
    const reads = { count: 0, bytes: 0 }
    const read = attempt(['parse'], () => readBuildInfo(counted(input, reads)))
    // Each image is searched at most once, and no table is read twice.
    assert.ok(reads.bytes <= 64 * (input.length + 4096), `${reads.bytes} bytes read of ${input.length}`)
    if (read.ok && read.value !== undefined) {
      assert.notEqual(read.value.goVersion, '')
      wellFormed(read.value)
    }
    const said = looseText(input)
    const parsed = attempt(['parse'], () => parseBuildInfo(said))
    if (!parsed.ok) return
    const { path, main, deps } = parsed.value
    assert.ok(said.includes(path))
    for (const module of main === undefined ? deps : [main, ...deps]) {
      for (let m: BuiltModule | undefined = module; m !== undefined; m = m.replace) {
        assert.ok(said.includes(`\t${m.path}\t${m.version}`) && said.includes(m.sum))
      }
    }
    if (said.includes('\nbuild\t') || said.startsWith('build\t')) return
    const again = parseBuildInfo(printed(parsed.value))
    assert.deepEqual(again, parsed.value)
  },
}

/** The lines that say this; a replaced module's own sum is kept. */
function printed({ path, main, deps }: Omit<BuildInfo, 'goVersion'>): string {
  const columns = (m: BuiltModule): string => `${m.path}\t${m.version}\t${m.sum}\n`
  const line = (word: string, m: BuiltModule): string =>
    `${word}\t${columns(m)}${m.replace === undefined ? '' : `=>\t${columns(m.replace)}`}`
  return [
    `path\t${path}\n`,
    ...(main === undefined ? [] : [line('mod', main)]),
    ...deps.map((m) => line('dep', m)),
  ].join('')
}

function wellFormed({ path, deps, settings }: BuildInfo): void {
  for (const one of [path, ...deps.map((m) => m.path), ...settings.map((s) => s.key + s.value)]) {
    assert.ok(one.isWellFormed())
  }
}

/** The file, whose buffer is used again by the next read, and how much of it is read. */
function counted(input: Uint8Array, reads: { count: number; bytes: number }): FileSource {
  const buffer = Buffer.alloc(input.length)
  return {
    size: input.length,
    read(offset, length) {
      assert.ok(Number.isSafeInteger(offset) && offset >= 0 && length >= 0 && offset + length <= input.length)
      reads.count++
      reads.bytes += length
      buffer.fill(0xaa)
      buffer.set(input.subarray(offset, offset + length))
      return buffer.subarray(0, length)
    },
  }
}
