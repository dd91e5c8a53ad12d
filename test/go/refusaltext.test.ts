// The text of a refusal as the go command shows it: whole, whatever modules are called and whatever findings quote.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { Reason } from '../../src/policy/decision.ts'
import { refusalText } from '../../src/report/refusaltext.ts'
import { go } from '../support/go.ts'
import { serving } from '../support/loopback.ts'

const pieces = [
  '\n',
  '\r\n',
  '\u001B[31m',
  '\u202E',
  '\u0000',
  ' ',
  '\n\n',
  'a',
  'é',
  '\uD800',
  '\u200B',
  '漢字',
  '`',
  'connects to 198.51.100.7:20022 ',
]
const hostile = fc.array(fc.constantFrom(...pieces), { maxLength: 80 }).map((parts) => parts.join(''))
const reasons = fc.record({ message: hostile, file: hostile, remedy: hostile, line: fc.nat() })

test('refusalText is shown whole by go mod download', { skip: !go.available && go.reason }, async () => {
  const texts = new Map<string, string>()
  const paths = fc.sample(reasons, { numRuns: 60, seed: 7 }).map(({ message, file, remedy, line }, i) => {
    const path = `example.com/m${i}/${'long-name/'.repeat(i % 9)}end`
    const reason: Reason = {
      rule: 'MW-REVSHELL',
      level: 'block',
      action: 'block',
      change: 'administrators',
      message,
      file,
      remedy,
      line,
    }
    const decision = { action: 'block', verdict: 'malicious', reasons: [reason] } as const
    const page = { page: `https://guard.example/${'e'.repeat(i)}` }
    texts.set(path, refusalText({ path, version: 'v1.0.0', event: 'E-ABCDEFG234', decision, ...page }))
    return path
  })
  const folder = mkdtempSync(join(tmpdir(), 'modwarden-go-'))
  try {
    await serving(
      (request, response) => {
        const text = texts.get((request.url ?? '').slice(1).split('/@v/')[0] ?? '')
        response.writeHead(text === undefined ? 404 : 403, { 'content-type': 'text/plain; charset=utf-8' }).end(text)
      },
      async (base) => {
        const said = await download(base, folder, paths)
        for (const [path, text] of texts) {
          const shown = `server response:\n${text}`.trimEnd().replaceAll('\n', '\n\t')
          assert.ok(said.get(path)?.includes(shown), `${said.get(path)}\n---\n${shown}`)
        }
        assert.equal(said.size, 60)
      },
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

/** What go says of each module. */
async function download(base: string, folder: string, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const env = {
    ...process.env,
    GOPROXY: base,
    GOSUMDB: 'off',
    GOMODCACHE: join(folder, 'mod'),
    GOFLAGS: '-modcacherw',
    GOWORK: 'off',
  }
  const child = spawn('go', ['mod', 'download', '-json', ...paths.map((path) => `${path}@v1.0.0`)], {
    cwd: folder,
    env,
  })
  let stdout = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  await new Promise((resolve) => child.on('close', resolve))
  const documents = stdout.split(/^\}$/m).filter((text) => text.trim() !== '')
  return new Map(
    documents.map((text) => {
      const { Path, Error: said } = JSON.parse(`${text}}`) as { readonly Path: string; readonly Error: string }
      return [Path, said]
    }),
  )
}
