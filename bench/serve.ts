// Warm answers of a guard beside static nginx on the same files in the same run: policy, log and metrics on, 32 connections
// over loopback, with wrk.
//
//   node bench/serve.ts             needs nginx and wrk
//
// Prints requests a second (or bytes), the 99th percentile, the guard's memory, and the guard's rate over nginx's.
import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { guarded, urlOf } from '../test/support/guard.ts'
import { publish } from '../test/support/universe.ts'

const SECONDS = 8
const CONNECTIONS = 32
const ROUNDS = 3
const SMALL = 200
const LARGE = 40

const small = Array.from({ length: SMALL }, (_, i) => publish(`rsc.io/small${i}`, `v1.${i % 10}.0`))
const large = Array.from({ length: LARGE }, (_, i) => publish(`rsc.io/large${i}`, 'v1.0.0', { 'data.bin': noise(i) }))

for (const program of ['nginx', 'wrk']) {
  if (spawnSync(program, ['-v'], { stdio: 'ignore' }).error === undefined) continue
  console.log(`skipped: ${program} is not installed`)
  process.exit(0)
}
await guarded([...small, ...large], async (guard, u) => {
  const files = path.join(u.root, 'www')
  for (const m of [...small, ...large]) {
    for (const kind of ['info', 'mod', 'zip'] as const) {
      const { status, body } = await guard.get(urlOf(m, kind))
      if (status !== 200) throw new Error(`${urlOf(m, kind)}: ${status}`)
      const file = path.join(files, urlOf(m, kind))
      mkdirSync(path.dirname(file), { recursive: true })
      writeFileSync(file, body)
    }
  }
  console.log(`${memory(guard.pid)} MB after ${small.length + large.length} admissions`)
  const port = 20_000 + (process.pid % 20_000)
  const nginx = await startNginx(u.root, files, port)
  try {
    for (const [name, modules, kind] of [
      ['.info', small, 'info'],
      ['.mod', small, 'mod'],
      ['1 MB zips', large, 'zip'],
    ] as const) {
      const script = path.join(u.root, 'paths.lua')
      writeFileSync(script, luaOf(modules.map((m) => urlOf(m, kind))))
      const peers: Measured[] = []
      const ours: Measured[] = []
      for (let round = 0; round < ROUNDS; round++) {
        peers.push(await measure(`http://127.0.0.1:${port}`, script))
        ours.push(await measure(guard.base, script))
      }
      const peer = median(peers)
      const own = median(ours)
      console.log(
        `${name}: nginx ${told(peer)}; guard ${told(own)}; ratio (guard / nginx) ${(own.rate / peer.rate).toFixed(2)}; ${memory(guard.pid)} MB`,
      )
    }
  } finally {
    nginx.kill()
  }
  console.log(`${memory(guard.pid)} MB at the end, ${memory(guard.pid, 'VmHWM')} MB at most`)
})

interface Measured {
  readonly rate: number
  readonly megabytes: number
  readonly p99: string
  readonly bad: number
}

function told({ rate, megabytes, p99, bad }: Measured): string {
  return `${Math.round(rate)} requests/s, ${megabytes.toFixed(0)} MB/s, 99th percentile ${p99}${bad === 0 ? '' : `, ${bad} failed`}`
}

/** Not synchronously: this process reads the guard's log meanwhile. */
async function measure(base: string, script: string): Promise<Measured> {
  const args = ['-t', '1', '-c', String(CONNECTIONS), '-d', `${SECONDS}s`, '--latency', '-s', script, base]
  const { stdout } = await promisify(execFile)('wrk', args)
  const [, rate = ''] = /Requests\/sec:\s+([\d.]+)/.exec(stdout) ?? []
  const [, amount = '', unit = ''] = /Transfer\/sec:\s+([\d.]+)([KMG]?)B/.exec(stdout) ?? []
  const [, p99 = ''] = /99%\s+(\S+)/.exec(stdout) ?? []
  const [, bad = '0'] = /Non-2xx or 3xx responses: (\d+)/.exec(stdout) ?? []
  const scale = { K: 1 / 1024, M: 1, G: 1024 }[unit] ?? 1 / 1024 / 1024
  return { rate: Number(rate), megabytes: Number(amount) * scale, p99, bad: Number(bad) }
}

function median(all: readonly Measured[]): Measured {
  const middle = all.toSorted((a, b) => a.rate - b.rate)[Math.floor(all.length / 2)]
  if (middle === undefined) throw new Error('nothing was measured')
  return middle
}

function luaOf(urls: readonly string[]): string {
  return `local paths = {${urls.map((url) => JSON.stringify(url)).join(',')}}
local i = 0
request = function()
  i = i % #paths + 1
  return wrk.format('GET', paths[i])
end
`
}

async function startNginx(root: string, files: string, port: number): Promise<ChildProcess> {
  const config = path.join(root, 'nginx.conf')
  writeFileSync(
    config,
    `daemon off; worker_processes 1; error_log stderr error; pid ${root}/nginx.pid;
events { worker_connections 1024; }
http {
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; open_file_cache max=10000;
  client_body_temp_path ${root}/n1; proxy_temp_path ${root}/n2; fastcgi_temp_path ${root}/n3;
  uwsgi_temp_path ${root}/n4; scgi_temp_path ${root}/n5;
  server { listen 127.0.0.1:${port}; root ${files}; default_type text/plain; }
}
`,
  )
  const child = spawn('nginx', ['-c', config, '-p', root, ...asUser()], { stdio: ['ignore', 'inherit', 'inherit'] })
  for (let i = 0; i < 100; i++) {
    const answer = await fetch(
      `http://127.0.0.1:${port}${urlOf(small[0] ?? publish('rsc.io/none', 'v1.0.0'), 'mod')}`,
    ).catch(() => undefined)
    if (answer !== undefined) return child
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('nginx did not start')
}

/** Its worker gives up root's rights, and could then not read the folder of this run. */
function asUser(): readonly string[] {
  return process.getuid?.() === 0 ? ['-g', 'user root;'] : []
}

function memory(pid: number, key: 'VmRSS' | 'VmHWM' = 'VmRSS'): number {
  const [, kilobytes = '0'] = new RegExp(`${key}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Math.round(Number(kilobytes) / 1024)
}

/** A megabyte that does not compress. */
function noise(seed: number): string {
  let text = ''
  for (let i = 0; text.length < 1_400_000; i++) text += createHash('sha512').update(`${seed} ${i}`).digest('base64')
  return text
}
