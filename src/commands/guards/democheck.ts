// modwarden demo --check: the demonstration plays itself, with the real go where it is installed: a refusal, its page, a
// waiver by the API, and the same command again.
import { spawn } from 'node:child_process'
import { messageOf } from '../../base/errors.ts'
import { moduleName } from '../../base/finding.ts'
import { stopIf } from '../../base/stopped.ts'
import { DEMO_MODULE } from '../../rules/record/demo.ts'
import { printable } from '../../report/printable.ts'
import type { ExitCode } from '../../report/verify.ts'
import type { Demo } from '../demo.ts'
import type { Invocation } from '../flags/reportflags.ts'

const FETCH_MS = 30_000

/** Plays it, and says what happened. */
export async function playDemo(
  demo: Demo,
  invocation: Invocation,
  go: string | undefined,
  say: (text: string) => void,
): Promise<ExitCode> {
  const { running, token } = demo
  const name = moduleName(DEMO_MODULE)
  const zip = `${running.origin}/${DEMO_MODULE.path}/@v/${DEMO_MODULE.version}.zip`
  const ask = go === undefined ? `GET ${zip}` : `go get ${name}`
  const once = async (): Promise<Tried> => (go === undefined ? fetched(zip) : getByGo(demo, invocation, go))
  const expect = (step: string, holds: boolean, shown: string): void => {
    for (const line of printable(shown).trimEnd().split('\n')) if (line !== '') say(`    ${line}`)
    say(`${holds ? 'ok  ' : 'FAIL'}  ${step}`)
    if (!holds) throw new Unexpected()
  }
  if (go === undefined) say('go is not installed: the guard is asked as go would ask it')
  try {
    say(`$ ${ask}`)
    const refused = await once()
    const event = /HELD (E-[A-Z2-7]{10}) /.exec(refused.said)?.[1]
    expect(`${name} is held, and the reason is told`, !refused.isGiven && event !== undefined, refused.said)
    const page = `${running.origin}/e/${event ?? ''}`
    const shown = await fetch(page, { signal: AbortSignal.timeout(FETCH_MS) })
    const html = await shown.text()
    expect(`its page says the same: ${page}`, shown.status === 200 && html.includes('MW-DEMO'), '')
    const waived = await fetch(`${running.origin}/api/v1/waivers`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ event, reason: 'to see it come in', days: 1 }),
      signal: AbortSignal.timeout(FETCH_MS),
    })
    const answer = await waived.text()
    expect('a waiver is granted: owner, reason, until tomorrow', waived.ok, waived.ok ? '' : answer)
    say(`$ ${ask}`)
    const given = await once()
    expect(`${name} comes in`, given.isGiven, given.said)
    return 0
  } catch (error) {
    // Whatever the user's Ctrl-C broke off is no failure of the demonstration.
    stopIf(invocation.signal)
    if (error instanceof Unexpected) return 1
    if (!(error instanceof TypeError)) throw error
    // What `fetch` throws where nobody answers.
    say(`FAIL  the guard did not answer: ${messageOf(error)}`)
    return 1
  }
}

class Unexpected extends Error {}

interface Tried {
  readonly isGiven: boolean
  readonly said: string
}

async function fetched(url: string): Promise<Tried> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(FETCH_MS) })
  const bytes = Buffer.from(await answer.arrayBuffer())
  return { isGiven: answer.status === 200, said: answer.status === 200 ? `${bytes.length} bytes` : bytes.toString() }
}

async function getByGo(demo: Demo, { terminal, signal }: Invocation, go: string): Promise<Tried> {
  const env = Object.fromEntries(Object.entries(terminal.env).filter(([name]) => !demo.unset.includes(name)))
  const child = spawn(go, ['get', moduleName(DEMO_MODULE)], {
    cwd: demo.project,
    env: { ...env, ...demo.env, NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const end = (): void => void child.kill()
  signal.addEventListener('abort', end, { once: true })
  const chunks: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
  // Its folder is removed only once it writes nothing more.
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  }).finally(() => signal.removeEventListener('abort', end))
  stopIf(signal)
  return { isGiven: code === 0, said: Buffer.concat(chunks).toString() }
}
