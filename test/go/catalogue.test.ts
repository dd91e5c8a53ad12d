// The catalogue of calls against what Go's sources declare: every line of the standard library, and those of libraries
// in the versions that they were written by, where those are in the module cache.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, test } from 'node:test'
import type { CallCatalogue } from '../../src/gosource/flow/catalogue.ts'
import { standardCatalogue } from '../../src/gosource/flow/cataloguestandard.ts'
import { declarationsOracle } from '../support/declarationsoracle.ts'
import { go, goEnv, runGo } from '../support/go.ts'

/** The modules that the lines were written by. */
const WRITTEN_BY: ReadonlyArray<readonly [string, string]> = [
  ['github.com/AlecAivazis/survey/v2', 'v2.3.7'],
  ['github.com/PuerkitoBio/goquery', 'v1.13.0'],
  ['github.com/Shopify/go-lua', 'v0.0.0-20250718183320-1e37f32ad7d0'],
  ['github.com/ThomasRooney/gexpect', 'v0.0.0-20161231170123-5482f0350944'],
  ['github.com/atotto/clipboard', 'v0.1.4'],
  ['github.com/bitfield/script', 'v0.25.2'],
  ['github.com/bwmarrin/discordgo', 'v0.29.0'],
  ['github.com/carlmjohnson/requests', 'v0.23.5'],
  ['github.com/cli/safeexec', 'v1.0.1'],
  ['github.com/coder/websocket', 'v1.8.15'],
  ['github.com/codeskyblue/go-sh', 'v0.0.0-20190412065543-76bd3d59ff27'],
  ['github.com/creack/pty', 'v1.1.24'],
  ['github.com/d5/tengo/v2', 'v2.17.0'],
  ['github.com/dghubble/sling', 'v1.4.2'],
  ['github.com/dop251/goja', 'v0.0.0-20260917113740-793a2a65c13b'],
  ['github.com/ebitengine/purego', 'v0.11.3'],
  ['github.com/eclipse/paho.mqtt.golang', 'v1.5.1'],
  ['github.com/gin-gonic/gin', 'v1.12.0'],
  ['github.com/go-cmd/cmd', 'v1.4.4'],
  ['github.com/go-git/go-git/v5', 'v5.19.3'],
  ['github.com/go-redis/redis/v8', 'v8.11.5'],
  ['github.com/go-resty/resty/v2', 'v2.17.2'],
  ['github.com/go-telegram-bot-api/telegram-bot-api/v5', 'v5.5.1'],
  ['github.com/gobwas/ws', 'v1.5.0'],
  ['github.com/gocolly/colly/v2', 'v2.3.0'],
  ['github.com/gofiber/fiber/v2', 'v2.52.15'],
  ['github.com/gojek/heimdall/v7', 'v7.0.3'],
  ['github.com/gomodule/redigo', 'v1.9.3'],
  ['github.com/gorilla/websocket', 'v1.5.3'],
  ['github.com/guonaihong/gout', 'v0.3.7'],
  ['github.com/hashicorp/go-cleanhttp', 'v0.5.2'],
  ['github.com/hashicorp/go-getter', 'v1.8.10'],
  ['github.com/hashicorp/go-retryablehttp', 'v0.7.8'],
  ['github.com/howeyc/gopass', 'v0.0.0-20210920133722-c8aef6fb66ef'],
  ['github.com/jlaffaye/ftp', 'v0.2.4'],
  ['github.com/kbinani/screenshot', 'v0.0.0-20250624051815-089614a94018'],
  ['github.com/labstack/echo/v4', 'v4.16.0'],
  ['github.com/magefile/mage', 'v1.17.2'],
  ['github.com/masterzen/winrm', 'v0.0.0-20211231115050-232efb40349e'],
  ['github.com/melbahja/goph', 'v1.5.2'],
  ['github.com/miekg/dns', 'v1.1.73'],
  ['github.com/nats-io/nats.go', 'v1.55.0'],
  ['github.com/parnurzeal/gorequest', 'v0.3.0'],
  ['github.com/pkg/browser', 'v0.0.0-20240102092130-5ac0b6a4141c'],
  ['github.com/pkg/sftp', 'v1.13.12'],
  ['github.com/quic-go/quic-go', 'v0.65.0'],
  ['github.com/rabbitmq/amqp091-go', 'v1.16.0'],
  ['github.com/redis/go-redis/v9', 'v9.23.0'],
  ['github.com/robertkrimen/otto', 'v0.5.1'],
  ['github.com/segmentio/kafka-go', 'v0.4.51'],
  ['github.com/shirou/gopsutil/v3', 'v3.24.5'],
  ['github.com/skratchdot/open-golang', 'v0.0.0-20200116055534-eef842397966'],
  ['github.com/slack-go/slack', 'v0.35.0'],
  ['github.com/spf13/afero', 'v1.15.0'],
  ['github.com/streadway/amqp', 'v1.1.0'],
  ['github.com/tetratelabs/wazero', 'v1.12.0'],
  ['github.com/traefik/yaegi', 'v0.16.1'],
  ['github.com/valyala/fasthttp', 'v1.77.0'],
  ['github.com/yuin/gopher-lua', 'v1.1.2'],
  ['go.starlark.net', 'v0.0.0-20260908191801-89a6a09411d5'],
  ['golang.org/x/crypto', 'v0.58.0'],
  ['golang.org/x/exp', 'v0.0.0-20261014143641-f0251eb4aa3e'],
  ['golang.org/x/net', 'v0.62.0'],
  ['golang.org/x/sync', 'v0.24.0'],
  ['golang.org/x/sys', 'v0.49.0'],
  ['golang.org/x/term', 'v0.47.0'],
  ['golang.org/x/text', 'v0.43.0'],
  ['google.golang.org/grpc', 'v1.85.0'],
  ['gopkg.in/yaml.v3', 'v3.0.1'],
  ['mvdan.cc/sh/v3', 'v3.14.1'],
]

/** Other paths of modules above, and packages whose modules were not at hand when their lines were written. */
const NOT_ASKED: readonly string[] = [
  'filippo.io/age',
  'github.com/BurntSushi/toml',
  'github.com/MarinX/keylogger',
  'github.com/UserExistsError/conpty',
  'github.com/alexellis/go-execute',
  'github.com/alexellis/go-execute/pkg/v1',
  'github.com/alexellis/go-execute/v2',
  'github.com/appleboy/easyssh-proxy',
  'github.com/armon/go-socks5',
  'github.com/bytedance/sonic',
  'github.com/cavaliercoder/grab',
  'github.com/cavaliergopher/grab',
  'github.com/chromedp/chromedp',
  'github.com/denisbrodbeck/machineid',
  'github.com/earthboundkid/requests',
  'github.com/ethereum/go-ethereum/ethclient',
  'github.com/ethereum/go-ethereum/rpc',
  'github.com/goccy/go-json',
  'github.com/google/goexpect',
  'github.com/hashicorp/yamux',
  'github.com/hirochachacha/go-smb2',
  'github.com/imroc/req',
  'github.com/imroc/req/v3',
  'github.com/joho/godotenv',
  'github.com/jordan-wright/email',
  'github.com/json-iterator/go',
  'github.com/kelseyhightower/envconfig',
  'github.com/kr/pty',
  'github.com/levigross/grequests',
  'github.com/mattn/anko/vm',
  'github.com/melbahja/got',
  'github.com/minio/minio-go/v7',
  'github.com/mitchellh/go-homedir',
  'github.com/monaco-io/request',
  'github.com/refraction-networking/utls',
  'github.com/robotn/gohook',
  'github.com/rogchap/v8go',
  'github.com/tidwall/gjson',
  'github.com/xtaci/kcp-go',
  'github.com/xtaci/smux',
  'go.yaml.in/yaml',
  'golang.design/x/clipboard',
  'gopkg.in/AlecAivazis/survey',
  'gopkg.in/gomail',
  'gopkg.in/resty',
  'gopkg.in/src-d/go-git',
  'gopkg.in/telegram-bot-api',
  'h12.io/socks',
  'nhooyr.io/websocket',
  'nhooyr.io/websocket/wsjson',
  'rogchap.com/v8go',
]

/** What one package declares, by kind and name. */
type Declared = ReadonlyMap<string, readonly string[][]>

const catalogue = standardCatalogue()
const listed = [...catalogue.packages].filter((name) => name !== '*')
const standard = listed.filter((name) => !(name.split('/')[0] ?? '').includes('.'))

describe('standardCatalogue and Go', { skip: !go.available && go.reason }, () => {
  const tooOld = go.available && /^go1\.(?:[0-9]|1[0-9]|2[0-5])(?:\.|$)/.test(goEnv('GOVERSION'))

  test(
    'standardCatalogue says of the standard library what GOROOT declares',
    { skip: tooOld && 'Go is older than 1.26' },
    () => {
      const root = path.join(goEnv('GOROOT'), 'src')
      const declared = ask(standard.map((name) => [name, path.join(root, name)]))
      assert.deepEqual(contradictions(standard, declared), [])
    },
  )

  test('standardCatalogue says of libraries what their modules declare', (t) => {
    const cache = goEnv('GOMODCACHE')
    const folders = listed.flatMap((name) => folderOf(name, cache).map((folder) => [name, folder] as const))
    const there = new Set(folders.map(([name]) => name))
    const declared = ask(folders)
    t.diagnostic(`${there.size} of ${listed.length - standard.length} packages are in the module cache`)
    assert.deepEqual(contradictions([...there], declared), [])
  })

  test('standardCatalogue lists no library of which it is not said what it was written by', () => {
    const modules = WRITTEN_BY.map(([name]) => unversioned(name))
    const others = listed.filter((name) => !standard.includes(name) && !NOT_ASKED.includes(name))
    assert.deepEqual(
      others.filter((name) => !modules.some((module) => `${unversioned(name)}/`.startsWith(`${module}/`))),
      [],
    )
  })

  test('contradictions finds a wrong count, a wrong result, a field and a type that are not there', () => {
    const declared = ask([['bytes', path.join(goEnv('GOROOT'), 'src', 'bytes')]])
    const wrong = standardCatalogue()
    const model = wrong.call('bytes.Equal')
    assert.ok(model)
    const calls = new Map([
      ['bytes.Equal', { ...model, params: [] }],
      ['bytes.Compare', { ...model, name: 'bytes.Compare', results: ['string'] }],
      ['bytes.Buffer.Nothing', { ...model, name: 'bytes.Buffer.Nothing' }],
    ])
    const field = { type: 'string', role: undefined }
    const type = {
      name: 'bytes.Nothing',
      object: false,
      effect: undefined,
      fields: new Map([['X', field]]),
      embeds: [],
    }
    assert.deepEqual(
      contradictions(['bytes'], declared, {
        ...wrong,
        calls,
        types: new Map([['bytes.Nothing', type]]),
        vars: new Map(),
      }),
      [
        'bytes.Equal: declared as 2 fixed bool',
        'bytes.Compare string: declared as 2 fixed int',
        'bytes.Buffer.Nothing: not declared',
        'bytes.Nothing: not declared',
        'bytes.Nothing.X: not declared',
      ],
    )
  })
})

/** The folders of a package in the module cache, in the versions of WRITTEN_BY: one at most, none where it is not there. */
function folderOf(name: string, cache: string): string[] {
  const bare = unversioned(name)
  return WRITTEN_BY.flatMap(([module, version]) => {
    const root = unversioned(module)
    if (bare !== root && !bare.startsWith(`${root}/`)) return []
    const escaped = module.replaceAll(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`)
    const folder = path.join(cache, `${escaped}@${version}`, bare.slice(root.length))
    return existsSync(folder) ? [folder] : []
  }).slice(0, 1)
}

function ask(folders: ReadonlyArray<readonly [string, string]>): ReadonlyMap<string, Declared> {
  const found = new Map<string, Map<string, string[][]>>()
  const input = folders.map(([name, folder]) => `${name}\t${folder}\n`).join('')
  for (const line of runGo(declarationsOracle, input).split('\n')) {
    const [name = '', kind = '', what = '', ...rest] = line.split('\t')
    if (name === '') continue
    const declared = found.get(name) ?? new Map<string, string[][]>()
    found.set(name, declared)
    const key = `${kind} ${what}`
    declared.set(key, [...(declared.get(key) ?? []), rest])
  }
  return found
}

/** What the catalogue says of packages that they do not declare. */
function contradictions(
  packages: readonly string[],
  declared: ReadonlyMap<string, Declared>,
  said: Pick<CallCatalogue, 'calls' | 'types' | 'vars'> = catalogue,
): string[] {
  const wrong: string[] = []
  const names = new Set(packages)
  for (const model of said.calls.values()) {
    const [name, member] = split(model.name)
    if (!names.has(name)) continue
    const signatures = find(declared, name, 'func', member)
    const shape = `${model.params.length} ${model.variadic ? 'variadic' : 'fixed'}`
    const results = model.results.join(' ')
    const fits = signatures.some(
      ([count, form, types = '']) =>
        `${count} ${form}` === shape && sameTypes(model.results, types.split(' ').filter(Boolean)),
    )
    if (fits || (signatures.length === 0 && elsewhere(declared, name, member))) continue
    const others = signatures.map((one) => one.join(' ').trim()).join(' or ')
    const line = signatures.some(([count, form]) => `${count} ${form}` === shape)
      ? `${model.name} ${results}`
      : model.name
    wrong.push(`${line}: ${others === '' ? 'not declared' : `declared as ${others}`}`)
  }
  for (const type of said.types.values()) {
    const [name, member] = split(type.name)
    if (!names.has(name)) continue
    if (find(declared, name, 'type', member).length === 0) wrong.push(`${type.name}: not declared`)
    for (const [field, { type: says }] of type.fields) {
      const found = find(declared, name, 'field', `${member}.${field}`)
      if (found.length === 0) {
        if (!elsewhere(declared, name, `${member}.${field}`)) wrong.push(`${type.name}.${field}: not declared`)
      } else if (!found.some(([one = '']) => sameTypes([says], [one])))
        wrong.push(`${type.name}.${field} ${says}: declared as ${found.flat().join(' or ')}`)
    }
    for (const embedded of type.embeds) {
      const direct = find(declared, name, 'embed', member).some(([one = '']) => sameTypes([embedded], [one]))
      const missing = methodsOf(said, embedded).filter(
        (method) => find(declared, name, 'func', `${member}.${method}`).length === 0,
      )
      if (!direct && (missing.length > 0 || methodsOf(said, embedded).length === 0))
        wrong.push(`${type.name}: does not embed ${embedded}`)
    }
  }
  for (const [variable, says] of said.vars) {
    const [name, member] = split(variable)
    if (!names.has(name)) continue
    const found = find(declared, name, 'var', member)
    if (!found.some(([one = '']) => one === '?' || sameTypes([says], [one])))
      wrong.push(
        `${variable} ${says}: ${found.length === 0 ? 'not declared' : `declared as ${found.flat().join(' or ')}`}`,
      )
  }
  return wrong
}

/** A name's declarations in a package, of embedded types' too where they are of packages at hand. */
function find(
  declared: ReadonlyMap<string, Declared>,
  name: string,
  kind: string,
  member: string,
  depth = 0,
): readonly string[][] {
  const own = declared.get(name)?.get(`${kind} ${member}`)
  if (own !== undefined || depth > 5 || !member.includes('.')) return own ?? []
  const [type = '', field = ''] = member.split('.')
  return (declared.get(name)?.get(`embed ${type}`) ?? []).flatMap(([embedded = '']) => {
    const [other, inner] = split(plain(embedded))
    return inner === '' ? [] : [...find(declared, other, kind, `${inner}.${field}`, depth + 1)]
  })
}

/** Whether a member may be that of an embedded type of another module, which is not at hand. */
function elsewhere(declared: ReadonlyMap<string, Declared>, name: string, member: string, depth = 0): boolean {
  const [type = ''] = member.split('.')
  if (!member.includes('.') || depth > 5) return false
  return (declared.get(name)?.get(`embed ${type}`) ?? []).some(([embedded = '']) => {
    const [other, inner] = split(plain(embedded))
    if (!(other.split('/')[0] ?? '').includes('.')) return false
    return !declared.has(other) || elsewhere(declared, other, `${inner}.${member.slice(type.length + 1)}`, depth + 1)
  })
}

function methodsOf(said: Pick<CallCatalogue, 'calls'>, type: string): string[] {
  return [...said.calls.keys()].filter((name) => name.startsWith(`${type}.`)).map((name) => name.slice(type.length + 1))
}

/** Whether types are those that are declared; `_` is said of any, and of what has no name outside its package. */
function sameTypes(said: readonly string[], declared: readonly string[]): boolean {
  if (said.length !== declared.length) return false
  return said.every((one, i) => {
    const other = declared[i] ?? ''
    return /^(?:\[\])*_$/.test(one) || one === other || one === plain(other)
  })
}

/** A type as the catalogue writes it: without major versions. */
function plain(type: string): string {
  return unversioned(type)
}

function unversioned(name: string): string {
  const bare = name.replaceAll(/\/v[0-9]+(?=[/.]|$)/g, '')
  return bare.replace(/^((?:\[\])*gopkg\.in\/.*?)\.v[0-9]+(?=[/.]|$)/, '$1')
}

/** `net/http` and `Client.Do`. */
function split(name: string): readonly [string, string] {
  const slash = name.lastIndexOf('/')
  const dot = name.indexOf('.', slash)
  // The last element of a path may hold a dot: `github.com/nats-io/nats.go.Conn`.
  const known = listed.find((one) => name.startsWith(`${one}.`) && one.lastIndexOf('/') === slash)
  if (known !== undefined) return [known, name.slice(known.length + 1)]
  return dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot + 1)]
}
