// The version of a main module, asked of Go: what `go build` stamps into a program (-buildvcs).
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { createGit } from '../../src/io/git.ts'
import { createPrograms } from '../../src/io/programs.ts'
import { stampedVersion } from '../../src/jobs/project/stampedversion.ts'
import { go } from '../support/go.ts'
import { put } from '../support/universe.ts'

const git = spawnSync('git', ['--version']).status === 0
const skip = !go.available ? go.reason : git ? false : 'git is not installed'

/** A step: a commit with tags, or a file that nobody committed. */
interface Case {
  readonly what: string
  readonly path?: string
  /** The module's folder in the repository. */
  readonly folder?: string
  readonly retract?: string
  /** The tags of each commit. */
  readonly commits: readonly (readonly string[])[]
  readonly dirty?: boolean
}

const cases: readonly Case[] = [
  { what: 'no tag', commits: [[]] },
  { what: 'a tag', commits: [['v1.2.3']] },
  { what: 'the highest of several tags', commits: [['v1.2.3', 'v1.10.0', 'v1.9.0', 'other', 'v1']] },
  { what: 'a tag before', commits: [['v1.2.3'], []] },
  { what: 'a pre-release before', commits: [['v1.3.0-rc.1'], []] },
  { what: 'files that nobody committed', commits: [['v1.2.3']], dirty: true },
  { what: 'files that nobody committed after a tag', commits: [['v1.2.3'], []], dirty: true },
  { what: 'a major version', path: 'example.com/m/v2', commits: [['v1.5.0', 'v2.0.1']] },
  { what: 'a major version without a tag', path: 'example.com/m/v3', commits: [['v1.5.0'], []] },
  { what: 'a tag of another major version', commits: [['v2.0.0']] },
  {
    what: 'a folder with tags of its own',
    path: 'example.com/m/sub',
    folder: 'sub',
    commits: [['v1.9.0', 'sub/v0.3.0']],
  },
  { what: 'a folder of a major version', path: 'example.com/m/v2', folder: 'v2', commits: [['v2.4.0', 'v2/v2.5.0']] },
  { what: 'a version that was taken back', retract: 'v1.2.3', commits: [['v1.2.3', 'v1.2.2']] },
]

for (const { what, path: modulePath = 'example.com/m', folder = '', retract, commits, dirty = false } of cases) {
  test(`stampedVersion is go's with ${what}`, { skip }, async () => {
    const root = mkdtempSync(path.join(tmpdir(), 'modwarden-stamp-'))
    try {
      const env = {
        ...process.env,
        GIT_CONFIG_GLOBAL: '/dev/null',
        GOFLAGS: '-buildvcs=true',
        GOTOOLCHAIN: 'local',
        GOWORK: 'off',
      }
      const run = (...args: readonly string[]): void =>
        void execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
          cwd: root,
          env,
          stdio: 'pipe',
        })
      const at = path.join(root, folder)
      const goMod = `module ${modulePath}\n\ngo 1.24\n${retract === undefined ? '' : `\nretract ${retract}\n`}`
      put(path.join(at, 'go.mod'), goMod)
      // go stamps nothing where the repository's root is no module.
      if (folder !== '') put(path.join(root, 'go.mod'), 'module example.com/m\n\ngo 1.24\n')
      put(path.join(at, 'main.go'), 'package main\n\nfunc main() {}\n')
      run('init', '-q')
      for (const [i, tags] of commits.entries()) {
        put(path.join(at, 'count.go'), `package main\n\nconst count = ${i}\n`)
        run('add', '-A')
        run('commit', '-qm', 'x')
        for (const tag of tags) run('tag', tag)
      }
      if (dirty) put(path.join(at, 'new.go'), 'package main\n')
      const program = path.join(root, '.git', 'program')
      execFileSync('go', ['build', '-o', program, '.'], { cwd: at, env, stdio: 'pipe' })
      const stamped = (await createPrograms().read(program))?.main?.version
      const head = await createGit(process.env).head(at)
      assert.ok(head !== undefined)
      assert.equal(await stampedVersion(modulePath, head, ''), stamped)
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  })
}
