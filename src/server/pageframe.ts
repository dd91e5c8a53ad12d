// The frame of every page: no script, no outside resource, one style, whose hash the policy of the page names; and the
// one function that makes a stranger's words harmless.
import { hash } from 'node:crypto'
import { printable } from '../report/printable.ts'
import type { Identity } from '../world/people.ts'
import { text, type Reply } from './exchange.ts'

/** What a page shows. Parts are HTML: whatever comes from outside went through `escaped`. */
export interface Page {
  readonly status: number
  /** As `Reply` has it. */
  readonly route: string
  readonly title: string
  readonly parts: readonly string[]
}

/** What frames it. */
export interface Frame {
  /** The path of the guard: empty, or as `/mod`. */
  readonly base: string
  /** What everybody must know, in a sentence: that nothing is refused now. */
  readonly alarm: string | undefined
  readonly who: Identity | undefined
  /** What a form of this login brings; `undefined` without a login. */
  readonly csrf: string | undefined
}

/** The page as it is sent. */
export function framed({ status, route, title, parts }: Page, { base, alarm, who, csrf }: Frame): Reply {
  const person =
    who === undefined || csrf === undefined
      ? `<a href="${escaped(base)}/login">log in</a>`
      : `<form method="post" action="${escaped(base)}/logout"><b>${escaped(who.name)}</b> · ${escaped(who.role)} ${hidden('csrf', csrf)}<button class="quiet">log out</button></form>`
  const body = [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escaped(title)}</title><style>${STYLE}</style></head><body>`,
    `<header><a class="home" href="${escaped(base)}/">modwarden</a>${person}</header>`,
    alarm === undefined ? '' : `<p class="alarm" role="alert">${escaped(alarm)}</p>`,
    '<main>',
    ...parts,
    '</main></body></html>',
  ]
  return text(status, route, `${body.filter((part) => part !== '').join('\n')}\n`, HEADERS)
}

/** A field that is not shown. */
export function hidden(name: string, value: string): string {
  return `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`
}

/** A chip with an action in words, or in those that are given; its colour says the same once more. */
export function chip(action: string, words: string = WORDS[action] ?? action): string {
  return `<span class="chip ${/^(?:allow|warn|hold|block)$/.test(action) ? action : 'block'}">${escaped(words)}</span>`
}

const WORDS: Readonly<Record<string, string>> = {
  allow: 'allowed',
  warn: 'allowed, with a warning',
  hold: 'held',
  block: 'blocked',
}

/** A time as people read it: `2026-12-02 14:05 UTC`. */
export function timeShown(time: string): string {
  return `<time datetime="${escaped(time)}">${escaped(time.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*Z$/, '$1 $2 UTC'))}</time>`
}

/** Text as HTML: nothing in it is markup, and nothing hides or turns around what stands beside it. */
export function escaped(said: string): string {
  return printable(said)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

const STYLE = [
  ':root{color-scheme:light dark;--ground:#fff;--text:#1b1f24;--faint:#59636e;--line:#d1d9e0;--soft:#f6f8fa;--link:#0757ba;--red:#b3261e;--amber:#8a5300;--green:#1a6e34}',
  '@media(prefers-color-scheme:dark){:root{--ground:#0f1318;--text:#e8ecf1;--faint:#9aa6b2;--line:#323b45;--soft:#181e25;--link:#79b4ff;--red:#ff8f86;--amber:#f0b860;--green:#6fd08c}}',
  '*{box-sizing:border-box}',
  'body{font:16px/1.55 system-ui,sans-serif;margin:0;background:var(--ground);color:var(--text);overflow-wrap:anywhere}',
  'main{max-width:58rem;margin:0 auto;padding:.5rem 1rem 4rem}',
  'header{display:flex;flex-wrap:wrap;gap:.25rem 1rem;justify-content:space-between;align-items:center;border-bottom:1px solid var(--line);padding:.6rem max(1rem,calc(50vw - 28rem))}',
  'header form{margin:0}.home{font-weight:700;color:inherit;text-decoration:none}',
  'a{color:var(--link)}h1{font-size:1.5rem;line-height:1.25;margin:1.2rem 0 .6rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}h3{font-size:1rem;margin:1.2rem 0 .3rem}',
  'p{margin:.5rem 0}.faint{color:var(--faint)}',
  'code,pre{font:.875em/1.5 ui-monospace,monospace}pre{background:var(--soft);border:1px solid var(--line);border-radius:6px;padding:.7rem;white-space:pre-wrap}',
  '.alarm{margin:0;padding:.7rem max(1rem,calc(50vw - 28rem));background:#8c1d18;color:#fff;font-weight:600}',
  '.chip{display:inline-block;border:1px solid currentcolor;border-radius:1rem;padding:0 .7rem;font-weight:600}',
  '.block{color:var(--red)}.hold,.warn{color:var(--amber)}.allow{color:var(--green)}',
  '.box{border:1px solid var(--line);border-radius:8px;padding:.3rem 1rem .8rem;margin:1rem 0}.box h2{margin-top:.6rem}',
  '.reason{border-left:3px solid var(--line);padding-left:.8rem;margin:.8rem 0}',
  '.told{border-left:4px solid var(--green);background:var(--soft);padding:.6rem .9rem}.trouble{border-left-color:var(--red)}',
  'table{border-collapse:collapse;width:100%}td,th{padding:.35rem .8rem .35rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}th{font-weight:600}',
  '.facts th{width:11rem;color:var(--faint);font-weight:400}',
  'label{display:block;font-weight:600;margin:.7rem 0 .2rem}label.one{font-weight:400;margin:.25rem 0}fieldset{border:0;padding:0;margin:.7rem 0}legend{font-weight:600;padding:0}',
  'input,textarea,select,button{font:inherit;color:inherit}',
  'input:not([type=checkbox]),textarea,select{display:block;width:100%;max-width:34rem;background:var(--ground);border:1px solid var(--faint);border-radius:6px;padding:.4rem .6rem}',
  'input[type=number]{max-width:7rem}',
  'button{margin:.8rem .6rem .2rem 0;padding:.4rem 1rem;border:1px solid var(--link);border-radius:6px;background:var(--link);color:var(--ground);font-weight:600;cursor:pointer}',
  'button.quiet{margin:0;padding:.1rem .6rem;background:none;color:var(--link);font-weight:400}',
  ':focus-visible{outline:3px solid var(--link);outline-offset:2px}',
  '@media(max-width:36rem){.rows thead{display:none}.rows tr{display:block;border-bottom:1px solid var(--line);padding:.4rem 0}.rows td{display:block;border:0;padding:0}.facts th,.facts td{display:block;border:0;padding:0}.facts td{padding-bottom:.4rem;border-bottom:1px solid var(--line)}}',
].join('')

const HEADERS: Reply['headers'] = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${hash('sha256', STYLE, 'base64')}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  // Not none: a form would come from nowhere then, and could not be told from one of another site.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}
