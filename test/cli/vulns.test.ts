// `modwarden vulns` as a user runs it: what is told, what is accepted, and that every format says the same.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, truncateSync } from 'node:fs'
import path from 'node:path'
import { describe, test } from 'node:test'
import { documentOf, withCalled } from '../support/vulnsproject.ts'

describe('vulns tells what is called', () => {
  test('vulns begins with its verdict and ends each flaw with a line to paste', async () => {
    await withCalled(async (_, database, vulns) => {
      const { code, stdout } = await vulns(['--db', database])
      assert.equal(code, 1)
      const lines = stdout.split('\n')
      assert.equal(lines[0], 'FAIL: 1 known flaw is called by this code.')
      assert.ok(lines.includes('  called    main.go:7  me.main -> vuln.Bad'), stdout)
      assert.ok(lines.includes('  next      go get example.com/vuln@v1.1.0'), stdout)
    })
  })

  test('vulns names the advisory in every format, and exits the same', async () => {
    await withCalled(async (u, database, vulns) => {
      const formats = ['json', 'ndjson', 'markdown', 'html', 'junit', 'github', 'gitlab']
      const outputs = formats.flatMap((format) => ['-o', `${format}=report.${format}`])
      const { code } = await vulns(['--db', database, '--format', 'sarif', ...outputs])
      assert.equal(code, 1)
      for (const format of formats) {
        assert.ok(readFileSync(path.join(u.project, `report.${format}`), 'utf8').includes('GO-9000-0001'), format)
      }
    })
  })

  test('vulns places a SARIF result at the call, with a fingerprint and the way to it', async () => {
    await withCalled(async (_, database, vulns) => {
      const { stdout } = await vulns(['--db', database, '--format', 'sarif'])
      const log = JSON.parse(stdout) as {
        readonly runs: readonly {
          readonly results: readonly {
            readonly ruleId: string
            readonly locations: readonly {
              readonly physicalLocation: {
                readonly artifactLocation: { readonly uri: string }
                readonly region: { readonly startLine: number }
              }
            }[]
            readonly partialFingerprints: Readonly<Record<string, string>>
            readonly codeFlows: readonly {
              readonly threadFlows: readonly { readonly locations: readonly unknown[] }[]
            }[]
          }[]
        }[]
      }
      const [result] = log.runs[0]?.results ?? []
      const at = result?.locations[0]?.physicalLocation
      assert.deepEqual([result?.ruleId, at?.artifactLocation.uri, at?.region.startLine], ['GO-9000-0001', 'main.go', 7])
      assert.match(result?.partialFingerprints['modwarden/v1'] ?? '', /^[0-9a-f]{32}:1$/)
      assert.equal(result?.codeFlows[0]?.threadFlows[0]?.locations.length, 2)
    })
  })

  test('vulns counts what is only imported from --level package on', async () => {
    await withCalled(async (_, database, vulns) => {
      const plain = await vulns(['--db', database])
      assert.equal(plain.code, 0)
      assert.match(plain.stdout, /^ok: no known flaw is called; 1 in packages that are imported and not called\.\n/)
      assert.equal((await vulns(['--db', database, '--level', 'package'])).code, 1)
    }, 'imported-only')
  })
})

test('vulns says that a file was not read, whoever it belongs to', async () => {
  await withCalled(async (u, database, vulns) => {
    truncateSync(path.join(u.modcache, 'example.com', 'vuln@v1.0.0', 'vuln.go'), 65 << 20)
    const { code, stdout } = await vulns(['--db', database])
    assert.equal(code, 3)
    assert.match(stdout, /^OPEN {2}\S+vuln\.go: more than 64 MiB; what is in it is not known$/m)
  }, 'imported-only')
})

test('vulns is not sure of code that names what nothing declares, and neither is VEX', async () => {
  await withCalled(async (u, database, vulns) => {
    u.write(
      'main.go',
      'package main\n\nimport "example.com/vuln"\n\nfunc main() { g := newGenerated(vuln.T{}); g.Do() }\n',
    )
    const { code, stdout } = await vulns(['--db', database])
    assert.equal(code, 3)
    assert.match(stdout, /^INCOMPLETE: /)
    assert.match(stdout, /^OPEN {2}main\.go: nothing declares newGenerated; what it calls is not known$/m)
    const statusOf = async (args: readonly string[]): Promise<string> => {
      const env = { GOROOT: path.join(u.root, 'goroot'), GOFLAGS: '-mod=mod' }
      const ran = await u.run(['vex', '--db', database, '--no-progress', ...args], { env })
      return (/"(?:status|state)": ?"(\w+)"/.exec(ran.stdout) ?? [])[1] ?? `${ran.stdout}${ran.stderr}`
    }
    assert.equal(await statusOf([]), 'under_investigation')
    assert.equal(await statusOf(['--format', 'cyclonedx']), 'in_triage')
    u.write('main.go', 'package main\n\nfunc main() { newGenerated() }\n')
    assert.equal(await statusOf([]), 'under_investigation')
  })
})

describe('vulns knows what somebody accepted', () => {
  test('waive takes an advisory by any of its names, and vulns counts it no more', async () => {
    await withCalled(async (u, database, vulns) => {
      const waived = await u.run(['waive', 'go-9000-0001', '--reason', 'behind a flag', '--owner', 'kim'])
      assert.equal(waived.code, 0, waived.stderr)
      const document = documentOf(await vulns(['--db', database, '--format', 'json']))
      assert.deepEqual([document.exitCode, document.summary.symbol, document.summary.waived], [0, 0, 1])
      assert.deepEqual(document.findings[0]?.waived?.owner, 'kim')
    })
  })

  test('a waiver of a module alone silences nothing that is called', async () => {
    await withCalled(async (u, database, vulns) => {
      await u.run(['waive', 'example.com/vuln', '--reason', 'known', '--owner', 'kim'])
      assert.equal((await vulns(['--db', database])).code, 1)
    })
  })

  test('vulns --ignores takes osv-scanner.toml, until the day that it says', async () => {
    await withCalled(async (u, database, vulns) => {
      u.write(
        'osv-scanner.toml',
        '[[IgnoredVulns]]\nid = "GO-9000-0001"\nignoreUntil = 2099-01-01\nreason = "not reachable"\n',
      )
      assert.equal((await vulns(['--db', database, '--ignores', 'osv-scanner.toml'])).code, 0)
      u.write('osv-scanner.toml', '[[IgnoredVulns]]\nid = "GO-9000-0001"\nignoreUntil = 2020-01-01\n')
      const late = await vulns(['--db', database, '--ignores', 'osv-scanner.toml'])
      assert.equal(late.code, 1)
      assert.match(late.stdout, /EXPIRED WAIVER {2}GO-9000-0001 {3}osv-scanner\.toml:1/)
    })
  })

  test('vulns --baseline leaves out what a saved report has', async () => {
    await withCalled(async (_, database, vulns) => {
      await vulns(['--db', database, '-o', 'json=before.json'])
      const document = documentOf(await vulns(['--db', database, '--baseline', 'before.json', '--format', 'json']))
      assert.deepEqual([document.exitCode, document.findings.length, document.summary.before], [0, 0, 1])
    })
  })

  test('vulns --baseline git:main counts what is called now and was only imported', async () => {
    await withCalled(async (u, database, vulns) => {
      const git = (...args: readonly string[]): void => {
        execFileSync('git', ['-C', u.project, '-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args])
      }
      const calls = readFileSync(path.join(u.project, 'main.go'), 'utf8')
      u.write('main.go', calls.replace('vuln.Bad()', 'vuln.Good()'))
      git('init', '-q', '-b', 'main')
      git('add', '.')
      git('commit', '-q', '-m', 'first')
      const same = documentOf(await vulns(['--db', database, '--baseline', 'git:main', '--format', 'json']))
      assert.deepEqual([same.exitCode, same.findings.length, same.summary.before], [0, 0, 1])
      u.write('main.go', calls)
      const worse = documentOf(await vulns(['--db', database, '--baseline', 'git:main', '--format', 'json']))
      assert.deepEqual([worse.exitCode, worse.summary.symbol, worse.summary.before], [1, 1, 0])
      assert.match(worse.baseline ?? '', /^main \([0-9a-f]{10}\)$/)
    })
  })
})

test('audit has a line for known flaws, and says where none were looked up', async () => {
  await withCalled(async (u, database) => {
    const env = { GOROOT: path.join(u.root, 'goroot'), GOFLAGS: '-mod=mod' }
    const without = await u.run(['audit'], { env })
    assert.match(
      without.stdout,
      /^ {2}vulns {7}- {5}not checked: no vulnerability database is named \(modwarden vulns --help\)$/m,
    )
    const found = await u.run(['audit'], { env: { ...env, GOVULNDB: database } })
    assert.match(found.stdout, /^ {2}vulns {7}FAIL {2}1 called · 0 imported · 0 required/m)
    assert.match(found.stdout, /^ {2}score {7}- {5}none, because a part was not looked at: /m)
    assert.equal(found.code, 1)
  })
})
