// Pages for people: how to use the guard, and why something was stopped. No script, no outside resource; what strangers
// wrote is escaped.
import type { DecisionLog, LoggedDecision } from '../world/decisionlog.ts'
import { printable } from '../report/printable.ts'
import { text, type Handler, type Reply } from './exchange.ts'
import { badRequest, failureReply } from './failure.ts'

/** What the pages say. */
export interface PageService {
  readonly log: DecisionLog
  readonly origin: () => string
  /** The key of the checksum database; `undefined` where none is asked. */
  readonly database: string | undefined
  readonly mode: () => string
}

const SECURITY: Reply['headers'] = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}

/** The handler of `/`. */
export function serveHome({ log, origin: address, database, mode }: PageService): Handler {
  return async () => {
    const origin = address()
    const stopped = await log.stopped(MOST_STOPPED)
    const rows = stopped.map(
      (one) =>
        `<tr><td>${escaped(one.time)}<td>${escaped(one.action)}<td>${escaped(`${one.path}@${one.version}`)}<td><a href="${escaped(origin)}/e/${escaped(one.event)}">${escaped(one.event)}</a>`,
    )
    return page(200, 'home', 'modwarden', [
      `<h1>modwarden</h1><p>A guard for Go modules: what comes through it is proven, looked at and allowed. Mode: ${escaped(mode())}.`,
      `<h2>Use it</h2><pre>go env -w GOPROXY=${escaped(origin)}</pre>`,
      `<p>Nothing behind a comma or <code>|</code>: with <code>,direct</code> go fetches past the guard what the guard does not have.`,
      database === undefined
        ? `<p>No checksum database is asked by this guard.`
        : `<p>The checksum database is served here too; go keeps verifying with its own key: <code>${escaped(database)}</code>.`,
      `<h2>Check it</h2><pre>go env GOPROXY GONOPROXY GOPRIVATE</pre><p>The first must be the line above; modules that the other two name do not come through the guard.`,
      `<h2>Stopped lately</h2>`,
      rows.length === 0 ? '<p>Nothing.' : `<table><tr><th>time<th>what<th>module<th>event${rows.join('')}</table>`,
      `<p>${log.size()} decisions in the log, signed by <code>${escaped(log.key)}</code>.`,
    ])
  }
}

/** The handler of `/e/EVENT`. */
export function serveEvents({ log }: PageService): Handler {
  return async (ask) => {
    const [, event] = /^\/e\/(E-[A-Z2-7]{10})$/.exec(ask.path) ?? []
    if (event === undefined) return badRequest('no such event', 404)
    try {
      const found = await log.find(event)
      if (found === undefined) return text(404, 'event', `no event ${event} in this guard's log\n`)
      if (ask.header('accept')?.includes('application/json') === true) {
        return text(200, 'event', `${JSON.stringify(found, undefined, 2)}\n`, { 'content-type': 'application/json' })
      }
      return page(200, 'event', event, eventParts(found))
    } catch (error) {
      return failureReply('event', error)
    }
  }
}

const MOST_STOPPED = 50

const WORDS: Readonly<Record<string, string>> = {
  allow: 'allowed',
  warn: 'allowed with a warning',
  hold: 'held',
  block: 'blocked',
}

function eventParts(event: LoggedDecision): readonly string[] {
  const { path, version, action, enforced, reasons, findings, until, time, number, record, h1, policy, stage } = event
  const name = `${path}@${version}`
  return [
    `<h1>${escaped(name)}</h1><p class="${escaped(action)}">${escaped(WORDS[action] ?? action)}`,
    enforced === action ? '' : `<p>Without monitor mode it would be: ${escaped(WORDS[enforced] ?? enforced)}.`,
    until === undefined ? '' : `<p>It opens by itself at <b>${escaped(until)}</b>.`,
    `<h2>Why</h2>`,
    ...reasons.map(
      (one) =>
        `<p><b>${escaped(one.message)}</b> <code>${escaped(one.rule)}</code> ${escaped(one.action)}${one.file === undefined ? '' : ` at <code>${escaped(one.file)}${one.line === undefined ? '' : `:${one.line}`}</code>`}<br>${escaped(one.remedy)}`,
    ),
    findings.length === 0 ? '' : `<h2>Evidence</h2>`,
    ...findings.map((one) => findingPart(one)),
    `<h2>Record</h2><table>`,
    ...Object.entries({
      event: event.event,
      number,
      time,
      stage,
      h1,
      'checksum database record': record,
      policy,
    }).flatMap(([key, value]) =>
      value === undefined ? [] : [`<tr><th>${escaped(key)}<td><code>${escaped(String(value))}</code>`],
    ),
    `</table><p>To accept a finding of an exact version until a day: <code>modwarden waive RULE --module ${escaped(name)} --user --for 14d --reason … --owner …</code>`,
  ]
}

function findingPart(finding: LoggedDecision['findings'][number]): string {
  const { rule, severity, file, line, message, folded, trace, code } = finding
  const where = file === '' ? '' : `<code>${escaped(`${file}${line > 0 ? `:${line}` : ''}`)}</code> `
  const steps = trace.map(
    (step) =>
      `<li><code>${escaped(`${step.file}${step.line > 0 ? `:${step.line}` : ''}`)}</code> ${escaped(step.what)}`,
  )
  return [
    `<h3>${escaped(severity)}: ${escaped(message)} <code>${escaped(rule)}</code></h3>`,
    `<p>${where}${code === undefined ? '' : `<pre>${escaped(code)}</pre>`}`,
    folded.length === 0
      ? ''
      : `<p>As it is when it runs: ${folded.map((one) => `<code>${escaped(one)}</code>`).join(', ')}`,
    steps.length === 0 ? '' : `<ol>${steps.join('')}</ol>`,
  ].join('')
}

function page(status: number, route: string, title: string, parts: readonly string[]): Reply {
  const head = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${STYLE}</style>`
  return text(status, route, `${head}${parts.filter((part) => part !== '').join('\n')}\n`, SECURITY)
}

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}' +
  'pre,code{font:14px ui-monospace,monospace;overflow-wrap:anywhere;white-space:pre-wrap}' +
  'td,th{padding:.1rem 1rem .1rem 0;text-align:left;vertical-align:top}.block,.hold{font-weight:bold}'

function escaped(text: string): string {
  return printable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
