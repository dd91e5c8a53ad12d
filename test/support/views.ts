// Views of reports as commands make them, for tests of what is made of a view: sound, tampered, an outage, a wrong
// command line, findings in files, and one in which every text from outside is the same hostile one.
import type { Check, Located, View } from '../../src/report/view.ts'

const hash = (letter: string): string => `h1:${letter.repeat(43)}=`
const agreed = hash('N')
const other = hash('x')

/** All is well; `modules` module versions were looked at. */
export function soundView(modules = 63): View {
  return {
    command: 'verify',
    subject: 'example.com/shop',
    folder: '/home/kim/src/shop',
    findings: [],
    checks: Array.from({ length: modules }, (_, i) => soundCheck(i)),
    facts: [
      { name: 'modules', state: 'ok', text: `${modules} modules, 171 MB (15 direct), go1.26.8` },
      { name: 'go.sum', state: 'ok', text: `${modules}/${modules}` },
      { name: 'sumdb proofs', state: 'ok', text: `${modules}/${modules}` },
      { name: 'checked against', state: 'ok', text: 'sum.example.org, tree 71,769,961 (consistent)' },
      { name: 'note', state: 'skipped', text: '8 more go.mod files of the graph' },
      { name: 'note', state: 'skipped', text: '15 of the build list not here and not needed' },
    ],
    conclusion: 'ok: every module is the one the world agreed on.',
    exitCode: 0,
    error: undefined,
    seconds: 1.1,
    version: '0.1.0',
  }
}

/** One module of many was changed in the cache, with diffs. */
export function tamperedView(modules = 63): View {
  const module = { path: 'github.com/google/uuid', version: 'v1.6.0' }
  const folder = '/home/kim/go/pkg/mod/github.com/google/uuid@v1.6.0'
  const bad: Check = {
    name: 'github.com/google/uuid@v1.6.0',
    group: 'modules',
    module,
    state: 'bad',
    summary: 'tampered: folder, .ziphash',
    parts: [
      { name: 'go.sum', state: 'ok', text: 'as agreed' },
      { name: 'folder', state: 'bad', text: `differs: found ${other}` },
      { name: '.ziphash', state: 'bad', text: `differs: found ${other}` },
      { name: 'vendor', state: 'skipped', text: 'absent' },
    ],
    values: [
      { name: 'expected', value: agreed, by: 'checksum database, record 22,152,757' },
      { name: 'found', value: other, by: 'folder' },
      { name: 'found', value: other, by: '.ziphash' },
    ],
    reasons: [
      'someone or something edited the module cache after download; builds since then used it.',
      `expected ${agreed}, by the checksum database`,
    ],
    files: [
      {
        name: 'version4.go',
        text: 'changed, +2 -1, 2,057 B became 2,098 B',
        diff: ['15 - \tNameSpaceDNS = Must(Parse("6ba7b810-9dad-11d1"))', '77 + ', '78 + func init() { go beacon() }'],
      },
      { name: 'beacon.go', text: 'added, 431 B', diff: [] },
    ],
    remedy: [`chmod -R u+w ${folder} && rm -rf ${folder}`, 'go mod download github.com/google/uuid@v1.6.0'],
  }
  const findings: Located[] = (['MW-INT-FOLDER', 'MW-INT-ZIPHASH'] as const).map((rule) => ({
    rule,
    severity: 'critical',
    module,
    message: `the ${rule === 'MW-INT-FOLDER' ? 'folder' : 'hash'} of github.com/google/uuid@v1.6.0 is not what was agreed on`,
    file: folder,
    at: { file: 'go.mod', line: 11 },
    evidence: [`expected ${agreed}`, `found    ${other}`],
    remedy: bad.remedy,
  }))
  const sound = soundView(modules)
  return {
    ...sound,
    findings,
    checks: [...sound.checks.slice(1), bad],
    facts: [{ name: 'result', state: 'bad', text: `${modules - 1} of ${modules} ok · 1 tampered` }, ...sound.facts],
    conclusion: 'FAIL: integrity is broken. Do not build until it is repaired.',
    exitCode: 4,
  }
}

/** Nothing could be fetched: every module but one is open for the same reason. */
export function outageView(modules = 700): View {
  const sound = soundView(modules + 1)
  const checks = sound.checks.slice(1).map((check): Check => {
    const { path = '', version = '' } = check.module ?? {}
    return {
      ...check,
      state: 'open',
      summary: 'could not be checked',
      parts: [{ name: 'checksum database', state: 'open', text: 'unread' }],
      reasons: [
        `neither its zip nor its folder is here: https://proxy.example.org/${path}/@v/${version}.zip: no such host`,
      ],
      remedy: ['modwarden verify   # when the network is back'],
    }
  })
  const finding: Located = {
    rule: 'MW-INT-UNCHECKED',
    severity: 'medium',
    message: `${modules} modules could not be checked: no such host`,
    evidence: checks.map(({ name }) => name),
  }
  return {
    ...sound,
    findings: [finding],
    checks: [...sound.checks.slice(0, 1), ...checks],
    facts: [{ name: 'result', state: 'open', text: `1 of ${modules + 1} ok · ${modules} could not be checked` }],
    conclusion: 'INCOMPLETE: what could be checked is sound; nothing is known of the rest.',
    exitCode: 3,
  }
}

/** A run that ended before there was a report. */
export function failureView(): View {
  return {
    command: 'verify',
    subject: '',
    folder: undefined,
    findings: [],
    checks: [],
    facts: [],
    conclusion: 'NOT RUN: unknown directive: requires',
    exitCode: 2,
    error: {
      code: 'parse',
      message: 'unknown directive: requires',
      place: { file: '/home/kim/src/shop/go.mod', line: 4, column: 1 },
      remedy: 'go mod edit -fmt /home/kim/src/shop/go.mod',
    },
    seconds: undefined,
    version: '0.1.0',
  }
}

/** Findings in files, of each severity, with evidence and lines that settle them. */
export function findingsView(): View {
  const folder = '/home/kim/src/shop'
  const severities = ['critical', 'high', 'medium', 'low', 'info'] as const
  return {
    ...soundView(0),
    command: 'doctor',
    findings: severities.map((severity, i) => ({
      rule: 'MW-ENV-CI',
      severity,
      message: `step ${i + 1} runs an action by a tag that its owner can move`,
      file: `${folder}/.github/workflows/test.yml`,
      line: 14 + i,
      evidence: ['      - uses: example/setup@v5'],
      remedy: ['      - uses: example/setup@d35c59abb061a4a6fb18e82ac0862c26744d6ab5'],
    })),
    facts: [{ name: 'ci', state: 'bad', text: '5 findings' }],
    conclusion: 'FAIL: see the findings.',
    exitCode: 1,
  }
}

/** A whole project: a score, what to do, lists, and a flaw that the code calls. */
export function auditedView(): View {
  const name = 'GO-2026-0001 golang.org/x/image@v0.38.0'
  const way = 'codec.go:185  images.Codec.Decode -> tiff.Decode'
  const other = 'codec.go:190  images.Codec.Decode -> tiff.DecodeConfig'
  const remedy = ['go get golang.org/x/image@v0.43.0']
  const sound = soundView()
  const flaw: Check = {
    name,
    group: 'advisories',
    state: 'bad',
    summary: 'called, high (not rated), fixed in v0.43.0',
    parts: [],
    reasons: ['Panic in x/image/tiff', way, other],
    files: [],
    remedy,
  }
  const finding: Located = {
    rule: 'GO-2026-0001',
    about: name,
    severity: 'high',
    message: 'Panic in x/image/tiff (golang.org/x/image@v0.38.0: called, fixed in v0.43.0)',
    evidence: ['high (not rated)', way, other, 'also CVE-2026-0001'],
    flow: [
      { file: 'codec.go', line: 185, what: 'example.com/shop/images.Codec.Decode' },
      {
        file: '/home/kim/go/pkg/mod/golang.org/x/image@v0.38.0/tiff/reader.go',
        line: 618,
        what: 'golang.org/x/image/tiff.Decode',
        cached: 'golang.org/x/image@v0.38.0/tiff/reader.go',
      },
    ],
    remedy,
  }
  const mild = { ...finding, about: 'GO-2026-0002 golang.org/x/text@v0.1.0', severity: 'info', flow: [] } as const
  return {
    ...sound,
    command: 'audit',
    findings: [finding, { ...mild, message: 'only required' }],
    checks: [flaw, { ...flaw, name: mild.about, state: 'ok', summary: 'required only' }, ...sound.checks],
    facts: [
      { name: 'integrity', state: 'ok', text: '63/63 module versions proven' },
      { name: 'score', state: 'ok', text: '85 of 100' },
    ],
    conclusion: 'FAIL: 1 known flaw is called by this code.',
    exitCode: 1,
    overview: {
      at: '2026-11-22T00:06:23.000Z',
      score: {
        value: 85,
        of: 100,
        parts: [
          { name: 'integrity', points: 40, of: 40, why: '', rule: '40 × proven / all' },
          { name: 'vulns', points: 15, of: 25, why: '1 called', rule: '25, less 10 for each' },
        ],
        rules: ['The score is the sum of its parts.'],
      },
      steps: [{ what: '1 known flaw has a repair.', commands: ['modwarden fix', 'modwarden fix --yes --test'] }],
      listings: [
        {
          id: 'flaws',
          title: 'Known flaws',
          lead: 'Called: this code comes to it.',
          columns: ['Flaw', 'How close', 'Repaired in'],
          rows: [
            [
              { text: 'GO-2026-0001', code: true, note: 'CVE-2026-0001' },
              { text: 'called', state: 'bad' },
              { text: 'v0.43.0', code: true },
            ],
            [{ text: 'GO-2026-0002', code: true }, { text: '', state: 'open' }, { text: '' }],
          ],
        },
        {
          id: 'licences',
          title: 'Licences',
          lead: 'As SPDX expressions.',
          columns: ['Licence', 'Which'],
          rows: [[{ text: 'MIT' }, { text: sound.checks.map((one) => one.name).join(', '), code: true }]],
          folded: true,
        },
      ],
      made: [
        { name: 'Made', text: '2026-11-22 00:06:23 UTC' },
        { name: 'Tree head', text: 'KknkYm4hx0y71VQ4E6FoF3fdumxzXU5QwTwo+kVX+2I=', code: true },
      ],
    },
  }
}

/** Every text that can come from outside is `text`. */
export function hostileView(text: string): View {
  const module = { path: text, version: 'v1.0.0' }
  const check = (state: Check['state']): Check => ({
    name: `${text}@v1.0.0`,
    group: text,
    module,
    state,
    summary: text,
    parts: [
      { name: text, state: 'bad', text },
      { name: 'zip', state: 'ok', text: 'as agreed' },
    ],
    values: [
      { name: 'expected', value: agreed, by: text },
      { name: 'found', value: text, by: text },
    ],
    reasons: [`because of ${text}`],
    files: [{ name: text, text, diff: [`1 + ${text}`, `2 - ${text}`, `… ${text}`] }],
    remedy: [`run ${text}`],
  })
  const loose: Located = {
    rule: text,
    severity: 'medium',
    message: `a finding, ${text}`,
    file: text,
    line: 3,
    at: { file: text, line: 4 },
    evidence: [`see ${text}`],
    remedy: [`do ${text}`],
  }
  return {
    ...soundView(3),
    command: 'verify',
    subject: text,
    folder: text,
    findings: [loose, { ...loose, module }],
    checks: [check('bad'), { ...check('open'), name: text }, check('skipped'), check('ok')],
    facts: [{ name: text, state: 'open', text }],
    conclusion: `FAIL: ${text}`,
    exitCode: 4,
    error: { code: 'parse', message: text, place: { file: text, line: 1, column: 2 }, remedy: text },
    again: text,
    version: text,
    overview: {
      at: text,
      score: { value: 1, of: 100, parts: [{ name: text, points: 1, of: 2, why: text, rule: text }], rules: [text] },
      steps: [{ what: text, commands: [text] }],
      listings: [
        {
          id: 'flaws',
          title: text,
          lead: text,
          columns: ['What', 'How'],
          rows: [
            [
              { text, code: true, note: text },
              { text, state: 'bad', note: text },
            ],
            [{ text }, { text: `${text}, `.repeat(200), code: true }],
          ],
        },
      ],
      made: [{ name: text, text, code: true }],
    },
  }
}

function soundCheck(i: number): Check {
  const module = { path: `github.com/example/some-module-${i}/with/a/long/path`, version: `v1.${i}.0` }
  return {
    name: `${module.path}@${module.version}`,
    group: i % 9 === 8 ? 'go.mod files' : 'modules',
    module,
    state: 'ok',
    summary: `proven, record ${20_000_000 + i}`,
    parts: [
      { name: 'checksum database', state: 'ok', text: 'as agreed' },
      { name: 'zip', state: 'ok', text: 'as agreed' },
    ],
    reasons: [],
    files: [],
    remedy: [],
  }
}
