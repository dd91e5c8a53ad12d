// modwarden demo: a guard on this machine that holds a harmless module, so that anyone can see what that looks like, from
// go's own output to the page and the waiver. Everything lies in one folder that is removed in the end; nothing is asked of
// the internet, and nothing of the user's own settings counts or changes.
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { moduleName } from '../base/finding.ts'
import { findProgram } from '../io/environment.ts'
import { DEMO_MODULE } from '../rules/record/demo.ts'
import type { ExitCode } from '../report/verify.ts'
import type { Log } from '../server/accesslog.ts'
import { parseGoSumdb } from '../sumdb/gosumdb.ts'
import { playDemo } from './guards/democheck.ts'
import { makeDemoUpstream, type DemoUpstream } from './guards/demoupstream.ts'
import type { Invocation } from './flags/reportflags.ts'
import { startGuard, type RunningGuard } from './guards/guardrun.ts'
import { VERSION } from './version.ts'
import { setUp, type Setup } from './run/world.ts'

/** What a demonstration is made of. */
export interface Demo {
  readonly running: RunningGuard
  /** The folder of a Go project. */
  readonly project: string
  /** What go is to be told, beside what its settings file says. */
  readonly env: Readonly<Record<string, string>>
  /** Variables that would count more than that file. */
  readonly unset: readonly string[]
  readonly token: string
}

/** Runs `demo`; with `check` it plays the whole story by itself: 1 where it goes otherwise. */
export async function demoCommand(check: boolean, invocation: Invocation): Promise<ExitCode> {
  const folder = mkdtempSync(path.join(tmpdir(), 'modwarden-demo-'))
  const { terminal, signal } = invocation
  const say = (text: string): void => void terminal.stdout.write(`${text}\n`)
  try {
    const ending = new AbortController()
    const upstream = await makeDemoUpstream(folder)
    const isolated = { ...invocation, terminal: { ...terminal, env: isolatedEnv(terminal.env, folder) } }
    const setup = await setUp(isolated.terminal.env, undefined, flagsIn(folder), ending.signal, () => undefined)
    try {
      const place = { host: '127.0.0.1', port: 0, base: '' }
      const running = await startGuard(setupOver(setup, upstream), place, silent, ending, isolated)
      try {
        const demo = makeProject(folder, running, upstream, terminal.env)
        if (check) return await playDemo(demo, isolated, findProgram(terminal.env, 'go'), say)
        say(introduction(demo, folder))
        await narrate(demo, signal, say)
        say('the demonstration is over; its folder is removed')
        return 0
      } finally {
        await running.stop()
      }
    } finally {
      await setup.close()
    }
  } finally {
    removeFolder(folder)
  }
}

/** Settings of the user and of modwarden's variables would make another guard of it. */
function isolatedEnv(env: Invocation['terminal']['env'], folder: string): Invocation['terminal']['env'] {
  const kept = Object.entries(env).filter(([name]) => !name.startsWith('MODWARDEN_'))
  return { ...Object.fromEntries(kept), XDG_CONFIG_HOME: path.join(folder, 'config') }
}

function flagsIn(folder: string): Parameters<typeof setUp>[2] {
  return { store: path.join(folder, 'store'), data: path.join(folder, 'guard'), offline: true }
}

/** The world with the demonstration in the place of the internet; a settings file of the machine has no say either. */
function setupOver(setup: Setup, { http, proxy, database }: DemoUpstream): Setup {
  return {
    ...setup,
    world: { ...setup.world, http },
    go: { ...setup.go, GOPROXY: proxy, GONOPROXY: '', GONOSUMDB: '', GOPRIVATE: '' },
    gosumdb: parseGoSumdb(`${database.key} ${database.url}`),
    floorHeads: [],
    settings: {
      ...setup.settings,
      private: [],
      privateGit: [],
      toolchains: [],
      policy: undefined,
      mode: 'enforce',
      url: undefined,
      malwareFeeds: [],
      knownGood: [],
      knownBad: [],
      vulndb: undefined,
      requireIdentity: false,
      tlsCert: undefined,
      tlsKey: undefined,
    },
  }
}

/** Its events are told in other words. */
const silent: Log = { request: () => undefined, note: () => undefined, flush: () => undefined }

function makeProject(
  folder: string,
  running: RunningGuard,
  { database }: DemoUpstream,
  env: Invocation['terminal']['env'],
): Demo {
  const project = path.join(folder, 'project')
  mkdirSync(project)
  writeFileSync(path.join(project, 'go.mod'), 'module example.invalid/try\n\ngo 1.21\n')
  const settings = {
    GOPROXY: running.origin,
    GOSUMDB: database.key,
    GOPATH: path.join(folder, 'go'),
    GOCACHE: path.join(folder, 'gocache'),
    GOFLAGS: '-mod=mod -modcacherw',
    GOTOOLCHAIN: 'local',
    GOVCS: '*:off',
  }
  const file = path.join(folder, 'go.env')
  writeFileSync(
    file,
    Object.entries(settings)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  )
  const others = ['GOMODCACHE', 'GOPRIVATE', 'GONOPROXY', 'GONOSUMDB', 'GOWORK', 'GO111MODULE']
  const unset = [...Object.keys(settings), ...others].filter((name) => (env[name] ?? '') !== '')
  const token = readFileSync(path.join(folder, 'guard', 'admin.token'), 'utf8').trim()
  return { running, project, env: { GOENV: file }, unset, token }
}

function introduction({ running, project, env, unset, token }: Demo, folder: string): string {
  const words = [...(unset.length > 0 ? ['env', ...unset.map((name) => `-u ${name}`)] : []), `GOENV=${env['GOENV']}`]
  return `modwarden ${VERSION}: a guard at ${running.origin} holds one harmless module.
Paste these two lines into another terminal:

  cd ${project}
  ${words.join(' ')} go get ${moduleName(DEMO_MODULE)}

go is refused, and says why and where to ask. Open that address in a browser,
log in with the token below, and ask for a waiver; then paste the second line
again.

  ${token}

Without go: curl -i ${running.origin}/${DEMO_MODULE.path}/@v/${DEMO_MODULE.version}.zip
Ctrl-C ends it, and leaves nothing: all of it is in ${folder}
`
}

/** Tells what the guard decides, until the user has seen enough. */
async function narrate({ running }: Demo, signal: AbortSignal, say: (text: string) => void): Promise<void> {
  const { log } = running.guard
  let told = log.size()
  while (!signal.aborted) {
    await new Promise<void>((resolve) => {
      const later = setTimeout(resolve, 300)
      signal.addEventListener('abort', () => (clearTimeout(later), resolve()), { once: true })
    })
    const size = log.size()
    if (size === told) continue
    for (const one of (await log.history(DEMO_MODULE.path, DEMO_MODULE.version, 20)).toReversed()) {
      if (one.number < told) continue
      say(
        one.action === 'hold' || one.action === 'block'
          ? `held: ${moduleName(one)}, ${running.origin}/e/${one.event}`
          : `given: ${moduleName(one)}, the waiver counts`,
      )
    }
    told = size
  }
}

/** go makes what it unpacks read-only. */
function removeFolder(folder: string): void {
  try {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isDirectory()) chmodSync(path.join(entry.parentPath, entry.name), 0o700)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}
