// Numbers about the guard, for Prometheus. https://prometheus.io/docs/practices/naming/ Labels have few values: never the
// name of a module. A request that is answered from memory costs one observation of a child that is looked up once.
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { GuardEvent } from '../jobs/guard/guardworld.ts'

/** What is measured. */
export interface Metrics {
  request(route: string, status: number, seconds: number, hot: boolean): void
  event(event: GuardEvent): void
  /** The text of `/metrics`, and its content type. */
  text(): Promise<{ readonly body: string; readonly type: string }>
}

/** What is looked up when somebody reads the numbers. */
export interface Gauges {
  readonly version: string
  readonly node: string
  readonly treeSize: () => number
  readonly hotBytes: () => number
  readonly damaged: () => number
  readonly decisions: () => number
  /** `enforce`, `monitor` or `break-glass`. */
  readonly mode: () => string
  /** Waivers that count now. */
  readonly waivers: () => number
  /** Downloads that are counted and not written yet, and those that were lost. */
  readonly downloadsWaiting: () => number
  readonly downloadsLost: () => number
}

const BUCKETS = [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30]

/** Makes them, with a registry of their own. */
export function createMetrics(gauges: Gauges): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const requests = new Histogram({
    name: 'modwarden_http_request_duration_seconds',
    help: 'time from the request to the whole answer',
    labelNames: ['route', 'code'],
    buckets: BUCKETS,
    registers,
  })
  const downloads = new Counter({
    name: 'modwarden_downloads_total',
    help: 'answers to requests for files of modules',
    labelNames: ['kind', 'result'],
    registers,
  })
  const hits = new Counter({ name: 'modwarden_cache_hits_total', help: 'answers from memory', registers })
  const misses = new Counter({ name: 'modwarden_cache_misses_total', help: 'answers not from memory', registers })
  const blocks = new Counter({
    name: 'modwarden_blocks_total',
    help: 'decisions that keep a version back',
    labelNames: ['rule', 'action'],
    registers,
  })
  const unverified = new Counter({
    name: 'modwarden_verify_failures_total',
    help: 'files of the upstream that failed their proof',
    labelNames: ['stage'],
    registers,
  })
  const recalls = new Counter({
    name: 'modwarden_recalls_total',
    help: 'versions that were given and are kept back now',
    labelNames: ['action'],
    registers,
  })
  const rejudged = new Counter({
    name: 'modwarden_rejudged_total',
    help: 'kept versions that were judged again in the background',
    registers,
  })
  const scrubbed = new Counter({
    name: 'modwarden_scrubbed_bytes_total',
    help: 'bytes of kept files that were read again in the background',
    registers,
  })
  const scans = new Histogram({
    name: 'modwarden_scan_duration_seconds',
    help: 'time to look at the code of one module version',
    buckets: BUCKETS,
    registers,
  })
  const gauge = (name: string, help: string, value: () => number): void => {
    const made: Gauge = new Gauge({ name, help, registers, collect: (): void => made.set(value()) })
  }
  new Gauge({
    name: 'modwarden_build_info',
    help: 'the version of modwarden and of its runtime',
    labelNames: ['version', 'node'],
    registers,
  }).set({ version: gauges.version, node: gauges.node }, 1)
  gauge('modwarden_sumdb_tree_size', 'records in the tree of the checksum database that is trusted', gauges.treeSize)
  gauge('modwarden_cache_bytes', 'bytes of answers in memory', gauges.hotBytes)
  gauge('modwarden_damaged_files', 'stored files that were found changed since the start', gauges.damaged)
  gauge('modwarden_decisions', 'decisions in the log', gauges.decisions)
  const modes: Gauge<'mode'> = new Gauge({
    name: 'modwarden_mode',
    help: '1 for the mode that the guard is in; in all but enforce nothing is refused but what fails its proof',
    labelNames: ['mode'],
    registers,
    collect: (): void => {
      for (const mode of ['enforce', 'monitor', 'break-glass']) modes.set({ mode }, mode === gauges.mode() ? 1 : 0)
    },
  })
  const waivers: Gauge<'state'> = new Gauge({
    name: 'modwarden_waivers',
    help: 'waivers, by their state',
    labelNames: ['state'],
    registers,
    collect: (): void => waivers.set({ state: 'active' }, gauges.waivers()),
  })
  gauge(
    'modwarden_downloads_waiting',
    'counted downloads that a kill would lose: a second of them at most',
    gauges.downloadsWaiting,
  )
  gauge('modwarden_downloads_lost', 'downloads since the start that could not be recorded', gauges.downloadsLost)

  const children = new Map<string, Child>()
  const childOf = (route: string, status: number): Child => {
    const key = `${route} ${status}`
    const known = children.get(key)
    if (known !== undefined) return known
    const count = KINDS.has(route) ? downloads.labels(route, resultOf(status)) : undefined
    const made = { time: requests.labels(route, String(status)), count }
    children.set(key, made)
    return made
  }
  return {
    request(route, status, seconds, hot): void {
      const { time, count } = childOf(route, status)
      time.observe(seconds)
      count?.inc()
      if (count !== undefined) (hot ? hits : misses).inc()
    },
    event(event): void {
      if (event.kind === 'scan') scans.observe(event.seconds)
      else if (event.kind === 'unverified') unverified.inc({ stage: event.stage })
      else if (event.kind === 'recalled') recalls.inc({ action: event.action })
      else if (event.kind === 'rejudged') rejudged.inc()
      else if (event.kind === 'scrubbed') scrubbed.inc(event.bytes)
      else if (event.action === 'hold' || event.action === 'block')
        blocks.inc({ rule: event.rule, action: event.action })
    },
    text: async () => ({ body: await registry.metrics(), type: registry.contentType }),
  }
}

/** What one kind of request is counted with. */
interface Child {
  readonly time: Histogram.Internal<'route' | 'code'>
  readonly count: Counter.Internal | undefined
}

const KINDS: ReadonlySet<string> = new Set(['info', 'mod', 'zip', 'list', 'latest', 'query'])

function resultOf(status: number): string {
  if (status < 400) return 'given'
  if (status === 403) return 'stopped'
  return status === 404 ? 'absent' : 'failed'
}
