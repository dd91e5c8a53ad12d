// What must hold of a report in every format, whatever its texts are: they are text in it, never markup or a command.
import assert from 'node:assert/strict'
import { TREE_SCRIPT } from '../src/report/html/treescript.ts'
import type { Document } from '../src/report/view.ts'
import { render } from '../src/report/render.ts'

/** Renders a document in every format but text and JSON, and checks each. */
export function checkFormats(document: Document): void {
  checkTexts((format) => render(format, document, { version: '0.1.0', cwd: '/home/x' }))
}

type Rendered = 'html' | 'junit' | 'github' | 'gitlab' | 'markdown' | 'ndjson' | 'sarif'

/** Checks what `render` gives for each format. */
export function checkTexts(render: (format: Rendered) => string): void {
  const page = render('html')
  tags('html', withoutScripts(page), htmlTags, htmlVoid)
  const xml = render('junit')
  tags('xml', xml.replace(/^<\?xml [^?]*\?>/, ''), junitTags, new Set())
  const commands = render('github')
  for (const line of commands.split('\n').slice(0, -1)) {
    assert.match(line, /^::(?:error|warning|notice) (?:[a-z]+=[^,:]*,)*[a-z]+=[^,:]*::/)
  }
  const log = render('sarif')
  const { version, runs } = JSON.parse(log) as { readonly version: string; readonly runs: readonly unknown[] }
  assert.ok(version === '2.1.0' && runs.length === 1)
  const list = render('gitlab')
  assert.ok(Array.isArray(JSON.parse(list)))
  const lines = render('ndjson')
  for (const line of lines.split('\n').slice(0, -1)) assert.equal(typeof JSON.parse(line), 'object')
  const comment = render('markdown')
  assert.ok(comment.endsWith('\n') && comment.length < 1 << 20)
  for (const text of [page, xml, commands, log, list, lines, comment]) inert(text)
}

/** A page without its style and, where it is a tree's, without its one script and the data of it, which is JSON. */
function withoutScripts(page: string): string {
  return page
    .replace('<!DOCTYPE html>', '')
    .replace(/<style>[^<]*<\/style>/, '')
    .replace(`<script>${TREE_SCRIPT}</script>`, '')
    .replace(/<script type="application\/json" id="data">([^<]*)<\/script>/, (_, data: string) => {
      assert.equal(typeof JSON.parse(data), 'object')
      return ''
    })
}

/** Nothing in a text that a terminal or an editor would obey. */
export function inert(text: string): void {
  const control = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/.exec(text)
  assert.ok(control === null, `a control character in ${JSON.stringify(text.slice(control?.index).slice(0, 80))}`)
}

const htmlTags = new Set(
  (
    'html head meta title body svg symbol path rect circle use g line polyline div a main header footer nav section article ' +
    'h1 h2 h3 h4 p b i u span code pre ul ol li dl dt dd table caption thead tbody tr th td details summary br time ' +
    'input label select option canvas noscript button aside dialog'
  ).split(' '),
)
const htmlVoid = new Set(['meta', 'br', 'input'])
const junitTags = new Set(
  'testsuites testsuite testcase failure error skipped properties property system-out'.split(' '),
)

/** Every `<` begins a tag that is known, whose attributes are quoted and harmless; all are closed, in order. */
function tags(kind: 'html' | 'xml', text: string, known: ReadonlySet<string>, empty: ReadonlySet<string>): void {
  const open: string[] = []
  const tag = /<(\/?)([A-Za-z][A-Za-z0-9-]*)((?:\s+[a-zA-Z-:]+(?:="[^"<>]*")?)*)\s*(\/?)>/y
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', tag.lastIndex)) {
    tag.lastIndex = at
    const [, close, name = '', attributes = '', selfClosing] = tag.exec(text) ?? []
    assert.ok(known.has(name), `${kind}: ${text.slice(Math.max(0, at - 40), at + 60)}`)
    assert.ok(!/\s(?:on[a-z]+|style|srcdoc|action)(?![a-z-])/i.test(attributes.replaceAll(/"[^"]*"/g, '')), attributes)
    for (const [, attribute = '', value = ''] of attributes.matchAll(/([a-zA-Z-:]+)="([^"]*)"/g)) {
      if (attribute === 'href' || attribute === 'src') assert.match(value, /^#/)
    }
    if (close === '/') assert.equal(open.pop(), name)
    else if (selfClosing !== '/' && !empty.has(name)) open.push(name)
  }
  assert.deepEqual(open, [])
  const stray = /&(?!(?:amp|lt|gt|quot|#\d+|#x[0-9a-f]+|apos|nbsp);)/i.exec(text)
  assert.equal(stray, null, `${kind}: ${text.slice(stray?.index, (stray?.index ?? 0) + 40)}`)
}
