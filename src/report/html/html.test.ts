import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import test from 'node:test'
import * as fc from 'fast-check'
import {
  auditedView,
  failureView,
  findingsView,
  hostileView,
  outageView,
  soundView,
  tamperedView,
} from '../../../test/support/views.ts'
import { html } from './html.ts'
import { troublesOf } from './troubles.ts'
import type { View } from '../view.ts'

const views: ReadonlyArray<readonly [string, View]> = [
  ['a sound project', soundView()],
  ['a tampered project', tamperedView()],
  ['an outage', outageView()],
  ['a failure', failureView()],
  ['findings in files', findingsView()],
  ['a whole project', auditedView()],
  ['hostile text', hostileView('"><script>alert(1)</script></style>')],
]

for (const [what, view] of views) {
  test(`html of ${what} is well formed, loads nothing and runs nothing`, () => {
    const { tags } = parse(html(view))
    const attributes = tags.flatMap((tag) => [...tag.attributes])
    assert.ok(tags.length > 20)
    assert.deepEqual(
      tags.filter((tag) => /^(script|link|img|iframe|object|embed|base|form|input|video|audio)$/.test(tag.name)),
      [],
    )
    assert.deepEqual(
      attributes.filter(([name, value]) => /^(on.*|style|src|srcset|action|ping)$/.test(name) || value.includes('://')),
      [],
    )
    const ids = attributes.filter(([name]) => name === 'id').map(([, value]) => value)
    assert.equal(new Set(ids).size, ids.length)
    for (const [name, value] of attributes) {
      if (name === 'href') assert.ok(value.startsWith('#') && ids.includes(value.slice(1)), value)
      if (name === 'aria-labelledby') assert.ok(ids.includes(value), value)
    }
  })

  test(`html of ${what} has one h1, no heading that skips a level, and the landmarks`, () => {
    const { tags } = parse(html(view))
    const levels = tags.flatMap((tag) => (/^h[1-6]$/.test(tag.name) ? [Number(tag.name[1])] : []))
    assert.deepEqual(
      levels.filter((level, i) => (i === 0 ? level !== 1 : level === 1 || level > (levels[i - 1] ?? 0) + 1)),
      [],
    )
    for (const landmark of ['header', 'main', 'footer']) {
      assert.equal(tags.filter((tag) => tag.name === landmark).length, 1, landmark)
    }
    for (const th of tags.filter((tag) => tag.name === 'th'))
      assert.match(th.attributes.get('scope') ?? '', /^(col|row)$/)
  })
}

test('html lets in its own style sheet by hash, and nothing else', () => {
  const page = html(soundView())
  const style = /<style>([^]*?)<\/style>/.exec(page)?.[1] ?? ''
  assert.ok(style.length > 1000)
  assert.doesNotMatch(style, /url\(|@import|expression|http/)
  const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(page)?.[1]
  const digest = createHash('sha256').update(style).digest('base64')
  assert.equal(policy, `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`)
  assert.ok(page.indexOf('Content-Security-Policy') < page.indexOf('<style>'))
})

test('html makes no tag of any text, whatever it is', () => {
  const skeleton = (text: string): string[] => parse(html(hostileView(text))).tags.map((tag) => tag.source)
  const special = fc.constantFrom(
    '</style><style>*{display:none}</style>',
    '</title><script>alert(1)</script>',
    '<!--',
    ']]>',
    '" onclick="alert(1)',
    "' onclick='alert(1)",
    '&lt;b&gt;',
    '`${1}`',
    '\uD800',
    '\u0000\u001B[31m',
  )
  fc.assert(
    fc.property(fc.oneof(special, fc.string({ unit: 'binary', minLength: 1 })), (text) => {
      // The same shape as for a harmless text of that length: what is long or short decides on the layout.
      assert.deepEqual(skeleton(text), skeleton('x'.repeat(text.length)))
    }),
    { numRuns: 100 },
  )
})

test('html shows text as it is, and what hides in it', () => {
  const page = html({ ...soundView(1), subject: 'a<b>&"c"', conclusion: 'ok: x\u202Ey\u0007\u200Bz\uFEFF' })
  assert.match(page, /<h1>a&lt;b&gt;&amp;&quot;c&quot;<\/h1>/)
  assert.match(page, /x\uFFFDy\uFFFD⟨U\+200B⟩z⟨U\+FEFF⟩/)
})

test('html says how each run ended', () => {
  const ends = ([0, 1, 2, 3, 4] as const).map((exitCode) => {
    const page = html({ ...soundView(1), exitCode, seconds: undefined })
    return [/<title>([^:]*):/.exec(page)?.[1], /<p>(Exit code [^<]*)<\/p>/.exec(page)?.[1]]
  })
  assert.deepEqual(ends, [
    ['OK', 'Exit code 0: fine'],
    ['Problem', 'Exit code 1: there are findings'],
    ['Not checked', 'Exit code 2: the command line or a setting is wrong'],
    ['Not checked', 'Exit code 3: a check could not be completed'],
    ['Problem', 'Exit code 4: integrity is broken'],
  ])
})

test('html tells a tampered module with its evidence, each thing once', () => {
  const text = textOf(html(tamperedView()))
  const article = text.slice(text.indexOf('What is wrong'), text.indexOf('What the rules mean'))
  for (const [part, times] of [
    ['github.com/google/uuid@v1.6.0 tampered: folder, .ziphash', 1],
    ['critical MW-INT-FOLDER the folder of github.com/google/uuid@v1.6.0 is not what was agreed on', 1],
    ['/home/kim/go/pkg/mod/github.com/google/uuid@v1.6.0, brought in by go.mod:11', 2],
    [`Expected h1:${'N'.repeat(43)}= checksum database, record 22,152,757`, 1],
    [`h1:${'N'.repeat(43)}=`, 1],
    [`Found h1:${'x'.repeat(43)}= folder, .ziphash`, 1],
    [`h1:${'x'.repeat(43)}=`, 1],
    ['version4.go changed, +2 -1, 2,057 B became 2,098 B', 1],
    ['15 − NameSpaceDNS = Must(Parse("6ba7b810-9dad-11d1"))', 1],
    ['78 + func init() { go beacon() }', 1],
    ['someone or something edited the module cache after download; builds since then used it.', 1],
    ['go mod download github.com/google/uuid@v1.6.0', 1],
  ] as const) {
    assert.equal(article.split(part).length - 1, times, part)
  }
})

test('html hides no evidence because it holds what was found', () => {
  const view = tamperedView(1)
  const [bad] = view.checks
  const [finding] = view.findings
  assert.ok(bad !== undefined && finding !== undefined)
  const values = [{ name: 'found', value: 'e', by: '.ziphash' }] as const
  const evidence = ['the line', 'found    e', 'e: x']
  const text = textOf(html({ ...view, checks: [{ ...bad, values }], findings: [{ ...finding, evidence }] }))
  assert.match(text, / the line e: x /)
  assert.match(text, /someone or something edited/)
})

test('html gives no line to paste that is cut or that ends inside', () => {
  const view = findingsView()
  const [finding] = view.findings
  assert.ok(finding !== undefined)
  const remedy = ['go clean\nrm -rf x', `rm -rf /${'y'.repeat(20_000)}`]
  const page = html({ ...view, findings: [{ ...finding, remedy }] })
  assert.match(page, /<pre class="lines paste"><code>go clean\uFFFDrm -rf x<\/code><\/pre>/)
  assert.match(page, /A line of 20,008 characters is in the JSON report\./)
  assert.doesNotMatch(page, /yyy/)
})

test('html calls findings wrong only where one is grave', () => {
  const view = findingsView()
  const mild = view.findings.filter((f) => f.severity === 'low' || f.severity === 'medium')
  assert.match(html({ ...view, findings: mild }), /<h2 id="wrong">Findings<\/h2>/)
  assert.match(html(view), /<h2 id="wrong">What is wrong<\/h2>/)
})

test('html tells a check and the finding that says the same once', () => {
  const view = findingsView()
  const checks = view.findings.map((f, i) => ({
    name: `${f.rule} step ${i + 1}`,
    state: 'bad' as const,
    summary: f.message,
    parts: [],
    reasons: [`step ${i + 1} of the job test`],
    files: [],
    remedy: f.remedy ?? [],
  }))
  const page = html({ ...view, checks })
  const text = textOf(page)
  assert.equal(text.split('Because step 3 of the job test').length - 1, 1)
  // In its article, and in the table.
  assert.equal(text.split('step 3 runs an action by a tag').length - 1, 2)
  assert.equal(text.split('example/setup@d35c59abb061a4a6fb18e82ac0862c26744d6ab5').length - 1, 5)
  assert.match(text, /Finding, medium: step 3/)
  const cells = [...page.matchAll(/<td class="state (\w+)">.*?<\/svg>(\w+)</g)].map(([, state, word]) => [state, word])
  assert.deepEqual(cells, [
    ['bad', 'Problem'],
    ['bad', 'Problem'],
    ['open', 'Finding'],
    ['skipped', 'Finding'],
    ['skipped', 'Finding'],
  ])
  const mild = textOf(
    html({ ...view, findings: view.findings.slice(3), checks: checks.slice(3), facts: [], exitCode: 0 }),
  )
  assert.match(mild, /2 looked at: 2 findings/)
  assert.doesNotMatch(mild, /[Pp]roblem|wrong/)
})

test('html tells findings of several modules together only where they have the same evidence', () => {
  const view = findingsView()
  const of = (name: string, evidence: string): View['findings'][number] => ({
    rule: 'MW-INT-GOSUM',
    severity: 'low',
    module: { path: name, version: 'v1.0.0' },
    message: `go.sum has a line for ${name} that nothing needs`,
    evidence: [evidence],
  })
  const text = textOf(
    html({ ...view, findings: [of('a.example', 'one'), of('b.example', 'one'), of('c.example', 'two')] }),
  )
  assert.match(text, /go\.sum has a line for … that nothing needs .* one These a\.example@v1\.0\.0 b\.example@v1\.0\.0/)
  assert.match(text, /go\.sum has a line for c\.example that nothing needs .* two/)
})

test('html tells a go.mod that could not be had as not checked, and one that is another as wrong', () => {
  const of = (severity: 'medium' | 'critical'): string =>
    html({ ...findingsView(), findings: [{ rule: 'MW-INT-GRAPH', severity, message: 'a.example: its go.mod' }] })
  assert.match(of('medium'), /<h2 id="unchecked">/)
  assert.doesNotMatch(of('medium'), /<h2 id="wrong">/)
  assert.match(of('critical'), /<h2 id="wrong">What is wrong</)
  assert.doesNotMatch(of('critical'), /<h2 id="unchecked">/)
})

test('html offers to run a command again only where that changes nothing', () => {
  assert.match(textOf(html(soundView(1))), /again, in the same folder: modwarden verify -o html=report\.html/)
  assert.match(textOf(html({ ...soundView(1), folderKind: 'modcache' })), /again: modwarden verify --cache -o html=/)
  assert.doesNotMatch(textOf(html({ ...soundView(1), command: 'repair' })), /page again/)
})

test('html tells what shares a reason once, with all names', () => {
  const text = textOf(html(outageView(700)))
  assert.equal(text.split('neither its zip nor its folder is here').length - 1, 1)
  assert.match(
    text,
    /700 modules Because neither its zip nor its folder is here: https:\/\/proxy\.example\.org\/…\/@v\/…\.zip/,
  )
  assert.match(text, /Show all 700/)
  assert.match(text, /What could not be checked Nothing is known of these\. That is not a pass\./)
  assert.doesNotMatch(text, /MW-INT-UNCHECKED/)
})

test('html tells what could not be looked at beside other checks that could not be made', () => {
  const left = {
    rule: 'MW-SCAN-INCOMPLETE',
    severity: 'medium',
    message: 'a.example/p: its files could not be read',
  } as const
  for (const count of [1, 700]) {
    const view = outageView(count)
    const { wrongCount, uncheckedCount } = troublesOf({ ...view, findings: [...view.findings, left] })
    assert.deepEqual([wrongCount, uncheckedCount], [0, troublesOf(view).uncheckedCount + 1])
    assert.match(textOf(html({ ...view, findings: [...view.findings, left] })), /its files could not be read/)
  }
})

test('html lists every check, the worst first, and links the bad ones to their evidence', () => {
  const { tags } = parse(html(tamperedView(748)))
  const states = tags.filter((tag) => tag.name === 'td' && tag.attributes.get('class')?.startsWith('state '))
  assert.equal(states.length, 748)
  assert.equal(states[0]?.attributes.get('class'), 'state bad')
  assert.ok(tags.some((tag) => tag.attributes.get('href') === '#wrong-1'))
  assert.equal(tags.filter((tag) => tag.name === 'details' && tag.attributes.has('open')).length, 0)
})

test('html of a whole project: the score with its rules, what to do first, a flaw by its way, lists, how it was made', () => {
  const page = html(auditedView())
  const text = textOf(page)
  for (const [part, times] of [
    ['85 of 100', 1],
    ['vulns 15 of 25 1 called', 1],
    ['How it is counted The score is the sum of its parts. integrity 40 × proven / all', 1],
    [
      'What to do next The most urgent first. One click selects a whole line. 1 known flaw has a repair. modwarden fix',
      1,
    ],
    ['Exit code 1: there are findings, after 1.1 s, on 2026-11-22', 1],
    ['What is wrong (1)', 1],
    // Its sentence, how grave, the way step by step, the other way, and no step or line twice.
    [
      [
        'GO-2026-0001 golang.org/x/image@v0.38.0 Panic in x/image/tiff How grave high called, high (not rated), fixed in v0.43.0',
        'Reached example.com/shop/images.Codec.Decode codec.go:185',
        'golang.org/x/image/tiff.Decode golang.org/x/image@v0.38.0/tiff/reader.go:618',
        'Besides codec.go:190 images.Codec.Decode -> tiff.DecodeConfig also CVE-2026-0001',
        'What to do go get golang.org/x/image@v0.43.0',
      ].join(' '),
      1,
    ],
    ['Flaw How close Repaired in GO-2026-0001 CVE-2026-0001 called v0.43.0', 1],
    ['How this was made By modwarden 0.1.0 Made 2026-11-22 00:06:23 UTC Tree head Kknk', 1],
  ] as const) {
    assert.equal(text.split(part).length - 1, times, `${part}\n${text.slice(0, 4000)}`)
  }
  assert.doesNotMatch(text, /only required/)
})

test('html shows why there is no report, and what to do', () => {
  const text = textOf(html(failureView()))
  assert.match(text, /No report Unknown directive: requires Exit code 2/i)
  assert.match(text, /Where \/home\/kim\/src\/shop\/go\.mod:4, column 1/)
  assert.match(text, /What to do go mod edit -fmt \/home\/kim\/src\/shop\/go\.mod/)
})

test('html shows files below its folder without the folder', () => {
  assert.match(textOf(html(findingsView())), / Where \.github\/workflows\/test\.yml:14 /)
})

test('html caps what is endless and says so', () => {
  const view = tamperedView(2)
  const bad = view.checks.find((check) => check.state === 'bad')
  assert.ok(bad !== undefined)
  const file = {
    name: 'a.go',
    text: 'changed',
    diff: Array.from({ length: 5000 }, (_, i) => `${i} + ${'y'.repeat(9000)}`),
  }
  const files = Array.from({ length: 300 }, (_, i) => ({ ...file, name: `${i}.go`, diff: i === 0 ? file.diff : [] }))
  const checks = Array.from({ length: 300 }, (_, i) => ({
    ...bad,
    name: `m${i}@v1.0.0`,
    module: { path: `m${i}`, version: 'v1.0.0' },
    files,
  }))
  const page = html({ ...view, findings: [], checks })
  assert.ok(page.length < 15_000_000, String(page.length))
  const text = textOf(page)
  assert.match(text, /… 4,880 more changed lines/)
  assert.match(text, /and 260 more files, in the JSON report/)
  assert.match(text, /100 more problems are in the JSON report\./)
  assert.equal(parse(page).tags.filter((tag) => tag.name === 'tr').length, 301)
})

interface Tag {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly source: string
}

/**
 * The opening tags of a page that is written strictly: every element but meta and br is closed in order, attributes
 * stand in double quotes, no paragraph holds a block, and nothing else begins with `<`. Chromium says the same of the
 * page in test/browser, where there is one.
 */
function parse(page: string): { readonly tags: readonly Tag[] } {
  assert.ok(page.startsWith('<!DOCTYPE html>\n<html lang="en">\n') && page.endsWith('</html>\n'))
  const body = page.slice('<!DOCTYPE html>'.length).replace(/<style>[^<]*<\/style>/, '<style></style>')
  const open: string[] = []
  const tags: Tag[] = []
  let end = 0
  for (const match of body.matchAll(/<(\/?)([a-z][a-z0-9]*)((?: [a-zA-Z-]+(?:="[^"<>]*")?)*)>/g)) {
    assert.doesNotMatch(body.slice(end, match.index), /[<>]/)
    end = match.index + match[0].length
    const [source, closing, name = '', rest = ''] = match
    if (closing === '/') {
      assert.equal(open.pop(), name)
      continue
    }
    const parent = open.at(-1) ?? ''
    if (/^(p|h[1-6]|dt|code|summary|caption)$/.test(parent)) assert.match(name, /^(b|i|u|a|br|code|span|svg)$/, parent)
    if (/^(ul|ol)$/.test(parent)) assert.equal(name, 'li')
    if (name === 'li') assert.match(parent, /^(ul|ol)$/)
    if (name !== 'meta' && name !== 'br') open.push(name)
    const attributes = new Map<string, string>()
    for (const [, key = '', value = ''] of rest.matchAll(/ ([a-zA-Z-]+)(?:="([^"]*)")?/g)) {
      assert.ok(!attributes.has(key), `${name} has two ${key}`)
      attributes.set(key, value)
    }
    tags.push({ name, attributes, source })
  }
  assert.doesNotMatch(body.slice(end), /[<>]/)
  assert.deepEqual(open, [])
  return { tags }
}

/** What a reader gets of a page, in one line. */
function textOf(page: string): string {
  return page
    .slice(page.indexOf('<body>'))
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(' ,', ',')
}
