// The verdicts of `modwarden vulns` and govulncheck on real projects, in the same run, with the same database. Whoever runs
// it names the projects' folders, separated by colons: MODWARDEN_VULN_PROJECTS; their modules are in GOMODCACHE.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { govulncheck, govulncheckReason } from '../support/govulncheck.ts'

const snapshot = path.join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'vulndb-2026-08-21.tar.gz')
const launcher = path.join(import.meta.dirname, '..', '..', 'bin', 'modwarden.mjs')
const projects = (process.env['MODWARDEN_VULN_PROJECTS'] ?? '').split(':').filter((folder) => folder !== '')

interface Finding {
  readonly id: string
  readonly module: string
  readonly level: string
  readonly used: boolean
  readonly doubt?: string
}

function reason(): string | false {
  if (projects.length === 0) return 'MODWARDEN_VULN_PROJECTS names no projects'
  if (!existsSync(snapshot)) return 'the snapshot of the vulnerability database is not here'
  return govulncheckReason()
}

test('vulns and govulncheck agree on real projects', { skip: reason() }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'modwarden-vulndb-'))
  try {
    execFileSync('tar', ['xzf', snapshot, '-C', folder])
    for (const project of projects) {
      const env = { ...process.env, GOWORK: 'off', GOFLAGS: '-mod=mod', MODWARDEN_STORE: path.join(folder, 'store') }
      const theirs = govulncheck(project, path.join(folder, 'vulndb'), env)
      assert.equal(theirs.failed, '')
      const args = [launcher, 'vulns', project, '--db', snapshot, '--format', 'json', '--offline', '--no-progress']
      const ours = spawnSync(process.execPath, args, { env, encoding: 'utf8', maxBuffer: 256 << 20 })
      const { findings } = JSON.parse(ours.stdout) as { readonly findings: readonly Finding[] }
      // govulncheck knows only modules of which a package is imported, and nothing of the go command.
      const extra = ({ used, module, doubt }: Finding): boolean =>
        !used || module === 'toolchain' || doubt !== undefined
      const same = new Map(
        findings.filter((one) => theirs.levels.has(one.id) || !extra(one)).map(({ id, level }) => [id, level]),
      )
      const sorted = (levels: ReadonlyMap<string, string>): readonly string[] =>
        [...levels].map(([id, level]) => `${id} ${level}`).toSorted()
      assert.deepEqual(sorted(same), sorted(theirs.levels), path.basename(project))
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
