import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { inFolder } from '../../test/support/contracts.ts'
import { createCredentials, parseCredentialSets, type AuthHeaders, type Credentials } from './goauth.ts'

const url = (text: string): URL => new URL(text)
const basic = (login: string, password: string): AuthHeaders => ({
  authorization: `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`,
})
const refusal = { status: 401, headers: new Map([['content-type', 'text/plain']]) }

test('createCredentials takes the longest path, then the host with its port, and the first of two', () =>
  inFolder(async (folder) => {
    const netrc = path.join(folder, 'netrc')
    writeFileSync(
      netrc,
      'machine h.example login a password 1\nmachine h.example login b password 2\n' +
        'machine h.example/deep login c password 3\nmachine h.example:8443 login d password 4\n',
    )
    const { headers } = createCredentials({ NETRC: netrc }, 'netrc')
    assert.deepEqual(await headers(url('https://h.example/x/y')), basic('a', '1'))
    assert.deepEqual(await headers(url('https://h.example/deep/y')), basic('c', '3'))
    assert.deepEqual(await headers(url('https://h.example/deeper')), basic('a', '1'))
    assert.deepEqual(await headers(url('https://h.example:8443/x')), basic('d', '4'))
    assert.equal(await headers(url('https://sub.h.example/')), undefined)
  }))

test('createCredentials reads NETRC, or .netrc of the home, and none of them for off', () =>
  inFolder(async (folder) => {
    const file = path.join(folder, '.netrc')
    writeFileSync(file, 'machine h.example login me password it\n')
    for (const env of [{ HOME: folder }, { HOME: '/nowhere', NETRC: file }]) {
      const { headers } = createCredentials(env, 'netrc')
      assert.deepEqual(await headers(url('https://h.example/a')), basic('me', 'it'))
      assert.equal(await headers(url('https://i.example/a')), undefined)
    }
    assert.equal(await createCredentials({ HOME: folder }, 'off').headers(url('https://h.example/')), undefined)
    assert.equal(await createCredentials({}, 'netrc').headers(url('https://h.example/')), undefined)
  }))

test('createCredentials reads a netrc file again after a refusal, and has nothing to show where it says the same', () =>
  inFolder(async (folder) => {
    const NETRC = path.join(folder, 'netrc')
    writeFileSync(NETRC, 'machine h.example login me password old\n')
    const credentials = createCredentials({ NETRC }, 'netrc')
    const at = url('https://h.example/a')
    const old = await credentials.headers(at)
    assert.equal(await credentials.refused(url('https://h.example/b'), refusal, old), undefined)
    writeFileSync(NETRC, 'machine h.example login me password new\n')
    assert.deepEqual(await credentials.refused(at, refusal, old), basic('me', 'new'))
    assert.equal(await credentials.refused(at, { ...refusal, status: 404 }, old), undefined)
  }))

test('createCredentials says that a netrc file cannot be read', () =>
  inFolder(async (folder) => {
    const heard: string[] = []
    const { headers } = createCredentials({ NETRC: folder }, 'netrc', (text) => heard.push(text))
    assert.equal(await headers(url('https://h.example/')), undefined)
    assert.match(heard.join(), /cannot be read, so nobody is logged in/)
  }))

for (const [goauth, said] of [
  ['git relative; netrc', 'GOAUTH: git needs the absolute path of one folder, and is skipped'],
  ['git /nonexistent-folder s3cret', 'GOAUTH: git needs the absolute path of one folder, and is skipped'],
  ['no-such-program-here s3cret', 'GOAUTH: no-such-program-here is no program on the PATH, and is skipped'],
  ['./here s3cret', 'GOAUTH: ./here is no program on the PATH, and is skipped'],
  ['off; netrc', 'GOAUTH: off stands beside other methods, so nobody is logged in'],
  ['netrc;', 'GOAUTH: a method is empty or has a quote without end, so nobody is logged in'],
  ["'/bin/x s3cret", 'GOAUTH: a method is empty or has a quote without end, so nobody is logged in'],
] as const) {
  test(`createCredentials of ${JSON.stringify(goauth)} says once, without its arguments: ${said}`, async () => {
    const heard: string[] = []
    const credentials = createCredentials({ PATH: '/bin' }, goauth, (text) => heard.push(text))
    await credentials.headers(url('https://h.example/'))
    await credentials.refused(url('https://h.example/'), refusal, undefined)
    assert.deepEqual(heard, [said])
  })
}

test('createCredentials asks a command at first, and again with the URL and the answer', () =>
  withCommand(async (command, folder) => {
    const credentials: Credentials = createCredentials({ PATH: process.env['PATH'] }, `${command} "an argument" two`)
    const at = url('https://u:p@h.example/a?b=c')
    assert.equal(await credentials.headers(at), undefined)
    writeFileSync(path.join(folder, 'says'), 'https://h.example/a\n\nX-Token: one\nAuthorization: Bearer t\n\n')
    assert.deepEqual(await credentials.refused(at, refusal, undefined), { 'x-token': 'one', authorization: 'Bearer t' })
    assert.equal(await credentials.headers(url('https://h.example/')), undefined)
    assert.equal(
      readFileSync(path.join(folder, 'log'), 'utf8'),
      'an argument|two|\n' +
        'an argument|two|https://h.example/a?b=c|HTTP/1.1 401 Unauthorized\ncontent-type: text/plain\n\n\n',
    )
  }))

test('createCredentials never tells what a command printed', () =>
  withCommand(async (command, folder) => {
    const heard: string[] = []
    const credentials = createCredentials({}, command, (text) => heard.push(text))
    for (const said of ['canary\n', 'https://h.example\n\ncanary\n\n', 'https://h.example\n\nA: canary\u0001\n\n']) {
      writeFileSync(path.join(folder, 'says'), said)
      const at = url(`https://h.example/${said.length}`)
      assert.equal(await credentials.refused(at, refusal, basic('a', 'b')), undefined)
    }
    assert.deepEqual(heard, [`GOAUTH: ${command} failed, or printed what is not of the form`])
  }))

test('createCredentials waits for no program that a command left behind', { timeout: 30_000 }, () =>
  withCommand(async (command) => {
    writeFileSync(command, '#!/bin/sh\nyes canary &\nexit 0\n')
    const credentials = createCredentials({ PATH: process.env['PATH'] }, command)
    assert.equal(await credentials.headers(url('https://h.example/')), undefined)
  }),
)

test('createCredentials gives what git has of the very host, and tells git how it was answered', () =>
  inFolder(async (folder) => {
    const log = path.join(folder, 'log')
    const helper = path.join(folder, 'helper')
    writeFileSync(
      helper,
      `#!/bin/sh\necho "$1" >>${log}\n[ "$1" = get ] && grep -q host=h.example && printf 'username=me\\npassword=canary\\n'\nexit 0\n`,
    )
    chmodSync(helper, 0o755)
    writeFileSync(path.join(folder, '.gitconfig'), `[credential]\n\thelper = ${helper}\n`)
    const heard: string[] = []
    const env = { PATH: process.env['PATH'], HOME: folder, GIT_CONFIG_NOSYSTEM: '1' }
    const credentials = createCredentials(env, `git ${folder}`, (text) => heard.push(text))
    const at = url('https://h.example/x/@v/list')
    assert.equal(await credentials.headers(at), undefined)
    assert.deepEqual(await credentials.refused(at, refusal, undefined), basic('me', 'canary'))
    assert.deepEqual(await credentials.headers(url('https://h.example/y')), basic('me', 'canary'))
    assert.equal(await credentials.refused(url('https://i.example/'), refusal, undefined), undefined)
    credentials.settled(at, 200)
    while (!readFileSync(log, 'utf8').includes('store')) await new Promise((resolve) => setTimeout(resolve, 20))
    assert.deepEqual(heard, ['GOAUTH: git credential fill gives nothing that can be used'])
  }))

for (const [what, text] of [
  ['without an end', 'https://h.example'],
  ['without headers', 'https://h.example\n'],
  ['without a last empty line', 'https://h.example\n\nA: b\n'],
  ['with no URL', 'h.example\n\nA: b\n\n'],
  ['with a header that is none', 'https://h.example\n\nA b: c\n\n'],
  ['with a header without space', 'https://h.example\n\nA:b\n\n'],
] as const) {
  test(`parseCredentialSets refuses text ${what}`, () => assert.equal(parseCredentialSets(text), undefined))
}

test('parseCredentialSets reads several sets, and leaves out what the connection is about', () => {
  const text =
    'https://a.example\nhttps://b.example/api/\n\nAuthorization: Basic x\nHost: evil.example\n\nhttps://c.example/\n\nX: 1\nX: 2\n\n'
  assert.deepEqual(
    [...(parseCredentialSets(text) ?? [])],
    [
      ['https://a.example/', { authorization: 'Basic x' }],
      ['https://b.example/api/', { authorization: 'Basic x' }],
      ['https://c.example/', { x: '1, 2' }],
    ],
  )
  assert.deepEqual([...(parseCredentialSets('') ?? [0])], [])
})

/** A program that notes its arguments and input, and prints the file `says`. */
async function withCommand(work: (command: string, folder: string) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    mkdirSync(folder, { recursive: true })
    const command = path.join(folder, 'login')
    writeFileSync(
      command,
      `#!/bin/sh\n{ for a in "$@"; do printf '%s|' "$a"; done; /bin/cat; echo; } >>${folder}/log\n[ -e ${folder}/says ] && /bin/cat ${folder}/says\nexit 0\n`,
    )
    chmodSync(command, 0o755)
    await work(command, folder)
  })
}
