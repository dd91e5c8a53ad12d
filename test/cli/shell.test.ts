// What modwarden says about itself: rules, settings, version, completion scripts and the manual page. The shells are
// asked themselves where they are installed.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import test, { before } from 'node:test'
import { allRules } from '../../src/rules/registry.ts'
import { schemaTroubles } from '../support/jsonschemas.ts'
import { put, runProgram, withUniverse, type Universe } from '../support/universe.ts'

const root = path.join(import.meta.dirname, '..', '..')
const scripts = new Map<string, string>()

before(async () => {
  await withUniverse(async (u) => {
    for (const shell of ['bash', 'zsh', 'fish', 'powershell']) {
      const { code, stdout } = await u.run(['completion', shell])
      assert.equal(code, 0)
      scripts.set(shell, stdout)
    }
  })
})

/** Why a test cannot be run here; `false` where it can. */
function lacks(program: string, ...args: readonly string[]): string | false {
  const { error, status } = spawnSync(program, args, { stdio: 'ignore' })
  return error === undefined && status === 0 ? false : `${program} is not installed`
}

/** Runs a shell of the system in the universe's folder, with a script's text in a file. */
async function shell(u: Universe, program: string, args: readonly string[]): Promise<string> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: path.join(u.root, 'home'), TERM: 'dumb', LC_ALL: 'C' }
  const { stdout, stderr } = await runProgram(program, args, { cwd: u.project, env })
  return `${stdout}${stderr}`
}

// --- rules

test('explain prints the record of a rule, in any case and by its beginning', async () => {
  await withUniverse(async (u) => {
    const { code, stdout } = await u.run(['explain', 'mw-int-ziph', 'MW-INT-ZIP'])
    assert.equal(code, 0)
    assert.match(stdout, /^MW-INT-ZIPHASH {2}the hash beside the zip is not what was agreed on {2}\(critical\)$/m)
    assert.match(stdout, /^MW-INT-ZIP {2}the cached zip is not what was agreed on/m)
    for (const part of ['meaning', 'found', 'next', 'see']) assert.match(stdout, new RegExp(`^ {2}${part} +\\S`, 'm'))
    assert.match(stdout, /^ {2}page {6}docs\/rules\/MW-INT-ZIP\.md$/m)
    assert.ok(stdout.split('\n').every((line) => line.length <= 100 || line.includes('https://')))
  })
})

for (const [id, said] of [
  ['MW-INT-ZPI', /"MW-INT-ZPI": no such rule\n {2}did you mean MW-INT-ZIP\? All of them: modwarden rules list/],
  ['nonsense', /"nonsense": no such rule\n {2}modwarden rules list/],
  ['MW-INT-G', /MW-INT-G: the beginning of 3 rules\n {2}MW-INT-GOMOD, MW-INT-GOSUM, MW-INT-GRAPH/],
  ['', /"": no such rule/],
] as const) {
  test(`explain ${id === '' ? 'nothing' : id}: exit 2, and helps`, async () => {
    await withUniverse(async (u) => {
      const { code, stdout, stderr } = await u.run(['explain', id])
      assert.deepEqual([code, stdout], [2, ''])
      assert.match(stderr, said)
    })
  })
}

test('rules list has every rule once, and rules show the whole record', async () => {
  await withUniverse(async (u) => {
    const { stdout } = await u.run(['rules', 'list'])
    assert.deepEqual(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split(' ', 1)[0]),
      allRules.map((rule) => rule.id),
    )
    const shown = await u.run(['rules', 'show', 'MW-INT-RATE', 'mw-int-rate', '--json'])
    const record = allRules.find((rule) => rule.id === 'MW-INT-RATE')
    assert.deepEqual(JSON.parse(shown.stdout), { schema: 'modwarden/rules/1', rules: [record], exitCode: 0 })
    const listed = JSON.parse((await u.run(['rules', 'list', '-f', 'json'])).stdout) as { rules: unknown[] }
    assert.equal(listed.rules.length, allRules.length)
    const wrong = await u.json(['rules', 'show', 'MW-INT-ZPI'])
    assert.deepEqual([wrong.code, wrong.report.schema, wrong.report.error?.code], [2, 'modwarden/rules/1', 'usage'])
  })
})

// --- settings

test('config show says what is in force and where it comes from, without passwords', async () => {
  await withUniverse(async (u) => {
    u.write('go.mod', 'module example.com/m\n')
    u.write('.modwarden.yaml', 'private: [corp.example]\nrequire-proof: true\n')
    const user = put(path.join(u.root, 'home/.config/modwarden/config.yaml'), '# mine\nworkers: 2\nask-all: true\n')
    const env = {
      MODWARDEN_ASK_ALL: 'false',
      MODWARDEN_UPSTREAM: 'https://me:s3cr3t@proxy.example/x?auth=t0p,direct',
      GOPRIVATE: 'own.example',
    }
    const { code, stdout } = await u.run(['config', 'show', '--origin'], { env })
    assert.equal(code, 0)
    const lines = new Map(stdout.split('\n').map((line) => [line.split(' ', 1)[0], line.replaceAll(/ +/g, ' ')]))
    assert.equal(lines.get('workers'), `workers 2 # ${user}:2`)
    assert.equal(lines.get('ask-all'), 'ask-all false # MODWARDEN_ASK_ALL')
    assert.equal(lines.get('private'), 'private corp.example # .modwarden.yaml:1')
    assert.equal(lines.get('require-proof'), 'require-proof true # .modwarden.yaml:2')
    assert.equal(lines.get('match-rate'), 'match-rate 99.9 # default')
    assert.equal(lines.get('GOPROXY'), 'GOPROXY https://xxxxx@proxy.example/x?…,direct # setting upstream')
    assert.equal(lines.get('GONOPROXY'), 'GONOPROXY own.example,corp.example # go env, setting private')
    assert.doesNotMatch(stdout, /s3cr3t|t0p/)
    const json = await u.run(['config', 'show', '--json'], { env })
    assert.doesNotMatch(json.stdout, /s3cr3t|t0p/)
    const document = JSON.parse(json.stdout) as { settings: ReadonlyArray<{ name: string }> }
    assert.deepEqual(
      document.settings.find((row) => row.name === 'workers'),
      { name: 'workers', value: 2, origins: [{ kind: 'file', file: user, line: 2 }] },
    )
    assert.doesNotMatch((await u.run(['config', 'show'], { env })).stdout, /#/)
  })
})

test('config schema prints the schemas of docs/schemas', async () => {
  await withUniverse(async (u) => {
    for (const name of ['config', 'project']) {
      const { stdout } = await u.run(['config', 'schema', '--of', name])
      assert.equal(stdout, readFileSync(path.join(root, 'docs/schemas', `${name}.json`), 'utf8'))
    }
    const project = JSON.parse((await u.run(['config', 'schema', '--of', 'project'])).stdout) as {
      properties: Readonly<Record<string, unknown>>
    }
    assert.equal(project.properties['upstream'], undefined)
    assert.notEqual(project.properties['private'], undefined)
  })
})

// --- version

test('version says this version, what it runs on, the key of the database, and every form of document', async () => {
  await withUniverse(async (u) => {
    const { stdout, code } = await u.run(['version', '--json'])
    const { schemas, ...rest } = JSON.parse(stdout) as Readonly<Record<string, unknown>>
    const about = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string }
    assert.deepEqual(
      [code, rest],
      [
        0,
        {
          schema: 'modwarden/version/1',
          version: about.version,
          runtime: { name: 'node', version: process.versions.node },
          platform: `${process.platform}/${process.arch}`,
          go: null,
          databases: ['sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8'],
          exitCode: 0,
        },
      ],
    )
    const files = readdirSync(path.join(root, 'docs/schemas')).filter((name) => /-\d+\.json$/.test(name))
    assert.deepEqual(schemas, files.map((name) => `modwarden/${name.replace(/-(\d+)\.json$/, '/$1')}`).toSorted())
    assert.equal(u.requests.length, 0)
    assert.match((await u.run(['version'])).stdout, /^go {9}not found$/m)
  })
})

test('config, rules, statistics and version print what their schemas in docs/schemas say', async () => {
  await withUniverse(async (u) => {
    assert.equal((await u.run(['verify', '--cache'])).code, 0)
    for (const [args, name] of [
      [['config', 'show'], 'config-1.json'],
      [['rules', 'list'], 'rules-1.json'],
      [['statistics'], 'statistics-1.json'],
      [['version'], 'version-1.json'],
    ] as const) {
      const { stdout } = await u.run([...args, '--json'])
      assert.deepEqual(schemaTroubles(name, JSON.parse(stdout)), [])
    }
  })
})

// --- completion

const cases = [
  ['modwarden explai', 'explain'],
  ['modwarden verify --form', '--format'],
  ['modwarden verify --format js', 'json'],
  ['modwarden rules sho', 'show'],
  ['modwarden rules show MW-INT-ZIPH', 'MW-INT-ZIPHASH'],
  ['modwarden verify -o sari', 'sarif='],
  ['modwarden verify -o sarif=go.m', 'sarif=go.mod'],
  ['modwarden verify --bundle go.m', 'go.mod'],
  ['modwarden verify --no-progress src', 'srcfolder'],
  ['modwarden config schema --of proj', 'project'],
  ['modwarden completion pow', 'powershell'],
  ['modwarden verify --format json --offl', '--offline'],
] as const

test('bash completes commands, flags, words and files', { skip: lacks('bash', '-c', 'true') }, async () => {
  await withUniverse(async (u) => {
    u.write('go.mod', '')
    u.write('srcfolder/x', '')
    const script = put(path.join(u.root, 'completion.bash'), scripts.get('bash') ?? '')
    const tries = cases.map(([line]) => {
      // As readline breaks words: "=" is one of its own.
      const words = line.split(/ |(=)/).filter((word) => word !== undefined)
      const quoted = words.map((word) => `'${word}'`).join(' ')
      return `COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; COMPREPLY=(); _modwarden; echo "\${COMPREPLY[*]}"`
    })
    const out = await shell(u, 'bash', ['--norc', '-c', [`source ${script}`, ...tries].join('\n')])
    const expected = cases.map(([, offer]) => (offer === 'sarif=go.mod' ? 'go.mod' : offer))
    assert.deepEqual(out.trimEnd().split('\n'), expected)
    // Where "=" breaks no words the whole word is replaced; without a match nothing is offered.
    const rest = [
      `COMP_WORDBREAKS=' '`,
      `COMP_WORDS=(modwarden verify -o sarif=go.m); COMP_CWORD=3; _modwarden; echo "\${COMPREPLY[*]}"`,
      `COMP_WORDS=(modwarden verify --format=js); COMP_CWORD=2; _modwarden; echo "\${COMPREPLY[*]}"`,
      `COMP_WORDS=(modwarden nonsense --x); COMP_CWORD=2; _modwarden; echo "[\${COMPREPLY[*]}]"`,
      `COMP_WORDS=(modwarden explain -- MW-INT-ZIPH); COMP_CWORD=3; _modwarden; echo "\${COMPREPLY[*]}"`,
    ]
    const more = await shell(u, 'bash', ['--norc', '-c', [`source ${script}`, ...rest].join('\n')])
    assert.deepEqual(more.trimEnd().split('\n'), ['sarif=go.mod', '--format=json', '[]', 'MW-INT-ZIPHASH'])
  })
})

test('fish completes commands, flags, words and files', { skip: lacks('fish', '-c', 'true') }, async () => {
  await withUniverse(async (u) => {
    u.write('go.mod', '')
    u.write('srcfolder/x', '')
    const script = put(path.join(u.root, 'completion.fish'), scripts.get('fish') ?? '')
    const tries = cases.map(([line]) => `complete -C '${line}' | string replace -r '\\t.*' '' | string join ' '`)
    const out = await shell(u, 'fish', ['-N', '-c', [`source ${script}`, ...tries].join('\n')])
    const expected = cases.map(([, offer]) => (offer === 'srcfolder' ? 'srcfolder/' : offer))
    assert.deepEqual(out.trimEnd().split('\n'), expected)
  })
})

test('zsh completes commands, flags, words and files', { skip: lacks('zsh', '-c', 'zmodload zsh/zpty') }, async () => {
  await withUniverse(async (u) => {
    u.write('go.mod', '')
    u.write('srcfolder/x', '')
    put(path.join(u.root, 'functions/_modwarden'), scripts.get('zsh') ?? '')
    // A terminal of its own, in which TAB is typed; modwarden is a function that prints what it was called with.
    const driver = put(
      path.join(u.root, 'driver.zsh'),
      `zmodload zsh/zpty
until_seen() {
  local out='' line i
  for i in {1..400}; do
    while zpty -r -t z line; do out+=$line; done
    [[ $out == *$~1* ]] && break
    sleep 0.05
  done
  REPLY=$out
}
for text in "$@"; do
  zpty -b z zsh -f -i
  zpty -w z "PROMPT=; RPROMPT=; fpath=(${u.root}/functions \\$fpath); autoload -Uz compinit; compinit -D -u; modwarden() { print -r -- \\"<<\\\${(j:|:)@}>>\\" }; setopt no_list_beep; print REA''DY"
  until_seen READY
  zpty -w -n z "$text"$'\\t\\n'
  until_seen '<<*>>'
  [[ $REPLY =~ '<<[^>]*>>' ]] && print -r -- "$MATCH" || print -r -- '<<nothing>>'
  zpty -d z
done
`,
    )
    const wanted = [0, 2, 4, 6, 8].map((i) => cases[i] ?? ['', ''])
    const out = await shell(u, 'zsh', ['-f', driver, ...wanted.map(([line]) => line)])
    // zsh takes the slash after a folder away again when the line ends.
    const expected = wanted.map(([line, offer]) => `<<${[...line.split(' ').slice(1, -1), offer].join('|')}>>`)
    assert.deepEqual(out.trimEnd().split('\n'), expected)
  })
})

test(
  'PowerShell completes commands, flags and words',
  { skip: lacks('pwsh', '-NoProfile', '-c', 'exit 0') },
  async () => {
    await withUniverse(async (u) => {
      const script = put(path.join(u.root, 'completion.ps1'), scripts.get('powershell') ?? '')
      const words = cases.filter(([line]) => !/go\.m|src/.test(line))
      const tries = words.map(
        ([line]) =>
          `(TabExpansion2 -inputScript '${line}' -cursorColumn ${line.length}).CompletionMatches[0].CompletionText`,
      )
      const out = await shell(u, 'pwsh', ['-NoProfile', '-c', [`. ${script}`, ...tries].join('\n')])
      assert.deepEqual(
        out.trimEnd().split('\n'),
        words.map(([, offer]) => offer),
      )
    })
  },
)

test('completion powershell quotes what it says, and closes what it opens', () => {
  const script = scripts.get('powershell') ?? ''
  const code = script.replaceAll(/^ *#.*$/gm, '').replaceAll(/'(?:[^']|'')*'/g, "''")
  for (const [open, close] of [
    ['(', ')'],
    ['{', '}'],
    ['[', ']'],
  ] as const) {
    assert.equal(code.split(open).length, code.split(close).length)
  }
  assert.match(script, /^Register-ArgumentCompleter -Native -CommandName modwarden -ScriptBlock \{$/m)
  assert.match(script, /@\{ Name = '--format'; About = '[^']+'; Takes = \$true; Words = @\('text', 'json'/)
})

test('completion of an unknown shell: exit 2', async () => {
  await withUniverse(async (u) => {
    const { code, stderr } = await u.run(['completion', 'tcsh'])
    assert.equal(code, 2)
    assert.match(stderr, /Allowed: bash, zsh, fish, powershell/)
  })
})

// --- the manual page

test('man names every command, flag and variable, in ASCII', async () => {
  await withUniverse(async (u) => {
    const { code, stdout } = await u.run(['man'])
    assert.equal(code, 0)
    assert.match(stdout, /^[\n -~]+$/)
    const page = stdout.replaceAll('\\-', '-')
    for (const section of [
      'NAME',
      'SYNOPSIS',
      'DESCRIPTION',
      'COMMANDS',
      'OPTIONS',
      'EXIT STATUS',
      'ENVIRONMENT',
      'FILES',
      'EXAMPLES',
    ]) {
      assert.match(page, new RegExp(`^\\.SH ${section}$`, 'm'))
    }
    const help = (await u.run(['--help'])).stdout
    const commands = [...help.matchAll(/^ {2}([a-z]+)(?: .*)? {2}\S/gm)].map((match) => match[1] ?? '')
    assert.ok(commands.length >= 14)
    for (const name of commands.filter((word) => word !== 'modwarden')) {
      assert.match(page, new RegExp(`^\\.SS "modwarden ${name}\\b`, 'm'), name)
    }
    for (const flag of ['-f, --format <name>', '--no-full', '--bundle <file>', '--origin']) {
      assert.ok(page.includes(`\n.B ${flag}\n`), flag)
    }
    assert.match(page, /^\.B MODWARDEN_MATCH_RATE$/m)
  })
})

for (const [program, args] of [
  ['mandoc', ['-T', 'lint', '-W', 'style']],
  ['man', ['--warnings', '-E', 'UTF-8', '-l', '-Tutf8', '-Z']],
] as const) {
  test(`man is clean by ${program}`, { skip: lacks('sh', '-c', `command -v ${program}`) }, async () => {
    await withUniverse(async (u) => {
      const page = put(path.join(u.root, 'modwarden.1'), (await u.run(['man'])).stdout)
      const said = spawnSync(program, [...args, page], { encoding: 'utf8' })
      assert.equal(program === 'mandoc' ? said.stdout : said.stderr, '')
    })
  })
}
