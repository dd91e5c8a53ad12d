// GOPROXY: from whom modules come, and when somebody else is asked. https://go.dev/ref/mod#environment-variables
//
//   GOPROXY = item { ("," | "|") item };  item = URL | "direct" | "off" | blank
//
// Go's own default ends in `direct` and is sound: the checksum database guards what comes from there. After a proxy
// that is there to refuse things, `direct` and `|` are ways past it.
import { isSet, valueOf, type EnvironmentFacts, type EnvironmentFinding, type EnvironmentRule } from './facts.ts'
import { repairSetting, settingFinding, type Repair, type Said } from './repair.ts'

const reference = 'https://go.dev/ref/mod#environment-variables'
const fixedLine = 'go env -u GOPROXY, or a list without the entry'

const direct: EnvironmentRule = {
  id: 'MW-ENV-PROXY-DIRECT',
  title: 'GOPROXY goes past its proxy with direct',
  severity: 'medium',
  summary:
    'Where the proxy answers 404 or 410, go fetches the module from its source. What a company proxy does not have, or hides, is then downloaded past it.',
  found:
    "GOPROXY names a proxy of one's own, and `direct` after it. Go's own default, whose proxy refuses nothing and which the checksum database guards, is not told.",
  remedy: fixedLine,
  references: [reference],
  check: (facts) =>
    judge(direct, facts, (list) =>
      list.own && !list.pipe && list.items.some((item) => item.kind === 'direct') && list.proxies.length > 0
        ? {
            message: 'GOPROXY fetches past its proxy what that does not have',
            because: 'a 404 of the proxy makes go fetch from the source, where the proxy can refuse nothing',
          }
        : undefined,
    ),
}

const pipe: EnvironmentRule = {
  id: 'MW-ENV-PROXY-PIPE',
  title: 'GOPROXY goes past its proxy on any error',
  severity: 'medium',
  summary:
    'After `|` the next entry is asked whatever the error was: a refusal (403) by the proxy is not obeyed, and whoever can disturb the connection chooses the source.',
  found: 'An entry of GOPROXY is followed by `|` and another entry.',
  remedy: 'a list with "," in place of "|", or go env -u GOPROXY',
  references: [reference],
  check: (facts) =>
    judge(pipe, facts, (list) =>
      list.pipe
        ? {
            message: 'GOPROXY asks the next source after any error, a refusal too',
            because: 'after "|" a block (403) or a broken connection of one proxy makes go ask the next',
          }
        : undefined,
    ),
}

const http: EnvironmentRule = {
  id: 'MW-ENV-PROXY-HTTP',
  title: 'GOPROXY uses plain http',
  severity: 'medium',
  summary:
    'Everyone on the way can read which modules are fetched, and change what is fetched where the checksum database does not know it, as with private modules.',
  found: 'An entry of GOPROXY begins with http:// and its host is not this machine.',
  remedy: 'go env -w GOPROXY=https://…',
  references: [reference],
  check: (facts) =>
    judge(http, facts, (list) =>
      list.proxies.some((item) => isPlainHttp(item.text))
        ? {
            message: 'GOPROXY asks a proxy over plain http',
            because: 'whoever is on the way reads the names of all modules and can change private ones',
          }
        : undefined,
    ),
}

const credentials: EnvironmentRule = {
  id: 'MW-ENV-PROXY-CREDENTIALS',
  title: 'GOPROXY holds a password',
  severity: 'medium',
  summary:
    'A password in the URL is in the environment of every process and in every log that shows go env. Anyone who reads one of them can use the proxy in your name.',
  found: 'An entry of GOPROXY has a user or password before its host. The password is never shown.',
  remedy: 'put it into ~/.netrc (mode 600) and leave it out of GOPROXY',
  references: ['https://go.dev/ref/mod#private-module-proxy-auth'],
  check: (facts) =>
    judge(credentials, facts, (list) =>
      list.proxies.some((item) => hasCredentials(item.text))
        ? {
            message: 'GOPROXY holds a password',
            because: 'every process and log that shows go env shows it; go reads ~/.netrc for the same purpose',
          }
        : undefined,
    ),
}

const off: EnvironmentRule = {
  id: 'MW-ENV-PROXY-OFF',
  title: 'GOPROXY=off',
  severity: 'info',
  summary: 'No module can be downloaded. That is safe, and a surprise where it is not meant.',
  found: 'The first entry of GOPROXY is `off`.',
  remedy: 'go env -u GOPROXY, where downloads are wanted',
  references: [reference],
  check: (facts) =>
    judge(off, facts, (list) =>
      list.items[0]?.kind === 'off'
        ? { message: 'GOPROXY=off: go downloads nothing', because: 'only what is in the module cache can be built' }
        : undefined,
    ),
}

const none: EnvironmentRule = {
  id: 'MW-ENV-PROXY-NONE',
  title: 'GOPROXY names no proxy',
  severity: 'low',
  summary:
    'Every module is fetched from its source by git and its like. What its author deletes or moves is gone, and each server on the way is trusted with running these programs.',
  found: 'The first entry of GOPROXY is `direct`.',
  remedy: 'go env -u GOPROXY',
  references: [reference],
  check: (facts) =>
    judge(none, facts, (list) =>
      list.items[0]?.kind === 'direct'
        ? {
            message: 'GOPROXY=direct: no proxy keeps what authors delete or move',
            because: 'every version is fetched from its repository, as that is today',
          }
        : undefined,
    ),
}

const file: EnvironmentRule = {
  id: 'MW-ENV-PROXY-FILE',
  title: 'GOPROXY reads modules from a folder',
  severity: 'low',
  summary:
    'Whoever can write that folder chooses the modules that no checksum guards; with nothing but such a folder in GOPROXY, go does not check toolchains either.',
  found: 'An entry of GOPROXY is a file:// URL.',
  remedy: fixedLine,
  references: [reference],
  check: (facts) =>
    judge(file, facts, (list) =>
      list.proxies.some((item) => /^file:/i.test(item.text))
        ? {
            message: 'GOPROXY reads modules from a folder',
            because: 'whoever can write there chooses what no checksum guards: private modules, and toolchains',
          }
        : undefined,
    ),
}

const list: EnvironmentRule = {
  id: 'MW-ENV-PROXY-LIST',
  title: 'GOPROXY has entries that do nothing',
  severity: 'low',
  summary:
    'Empty entries, and entries after `direct` or `off`, are never used. Whoever wrote them expects something else.',
  found: 'GOPROXY has an empty entry, or one after `direct` or `off`.',
  remedy: fixedLine,
  references: [reference],
  check: (facts) =>
    judge(list, facts, (items) =>
      items.dead > 0
        ? {
            message: 'GOPROXY has entries that are never used',
            because: 'go skips empty entries and stops at the first "direct" or "off"',
          }
        : undefined,
    ),
}

/** The rules about GOPROXY. */
export const goproxyRules: readonly EnvironmentRule[] = [direct, pipe, http, credentials, off, none, file, list]

interface Item {
  readonly text: string
  readonly kind: 'proxy' | 'direct' | 'off'
  readonly pipe: boolean
}

interface ProxyList {
  /** What go uses: nothing empty, nothing after `direct` or `off`. */
  readonly items: readonly Item[]
  readonly proxies: readonly Item[]
  /** Whether an entry that another one follows has `|` after it. */
  readonly pipe: boolean
  /** Entries that go never uses. */
  readonly dead: number
  /** Whether the first proxy is another one than the installation's. */
  readonly own: boolean
}

function parse(value: string, facts: EnvironmentFacts): ProxyList {
  const items: Item[] = []
  let dead = 0
  let ended = false
  for (const [, text = '', separator] of value.matchAll(/([^,|]*)([,|]|$)/g)) {
    const item = text.trim()
    if (item === '') {
      // The match at the end of the text, after the last item, is no entry.
      if (separator !== '' || value.endsWith(',') || value.endsWith('|')) dead++
      continue
    }
    if (ended) dead++
    else items.push({ text: item, kind: item === 'direct' || item === 'off' ? item : 'proxy', pipe: separator === '|' })
    ended ||= item === 'direct' || item === 'off'
  }
  const proxies = items.filter((item) => item.kind === 'proxy')
  const usual = facts.settings.get('GOPROXY')?.layers.installation?.split(/[,|]/, 1)[0]
  return {
    items,
    proxies,
    pipe: items.some((item, i) => item.pipe && i < items.length - 1),
    dead,
    own: proxies[0] !== undefined && proxies[0].text.replace(/\/$/, '') !== usual?.replace(/\/$/, ''),
  }
}

function judge(
  rule: EnvironmentRule,
  facts: EnvironmentFacts,
  say: (list: ProxyList) => Said | undefined,
): readonly EnvironmentFinding[] {
  const value = valueOf(facts, 'GOPROXY')
  // What the installation says by itself is nobody's mistake but `direct` alone, as some distributions have it.
  if (value === '' || (!isSet(facts, 'GOPROXY') && rule !== none)) return []
  const said = say(parse(value, facts))
  return said === undefined ? [] : [settingFinding(rule, facts, 'GOPROXY', said, repair(rule, facts))]
}

/** One line for all that is wrong with the list, so that the lines of two findings do not undo each other. */
function repair(rule: EnvironmentRule, facts: EnvironmentFacts): Repair {
  const parsed = parse(valueOf(facts, 'GOPROXY'), facts)
  const { remedy, fix } = repairSetting(facts, 'GOPROXY', (value) => soundList(value, facts))
  // A password must be put elsewhere first, and an offline list may be just what is wanted.
  const risky =
    parsed.items[0]?.kind !== 'proxy' ||
    parsed.proxies.some((item) => hasCredentials(item.text) || /^file:/i.test(item.text))
  const moved = rule === credentials ? parsed.proxies.find((item) => hasCredentials(item.text)) : undefined
  const before =
    moved === undefined ? [] : [`# first, in ~/.netrc (chmod 600): machine ${hostOf(moved.text)} login … password …`]
  return { remedy: [...before, ...remedy], ...(fix === undefined || risky ? {} : { fix }) }
}

function soundList(value: string, facts: EnvironmentFacts): string {
  const { items, own } = parse(value, facts)
  const kept = items
    .filter((item) => !(item.kind === 'direct' && own) && !/^file:/i.test(item.text))
    .map((item) => soundUrl(item.text))
  if (!kept.some((text) => text !== 'direct' && text !== 'off')) return ''
  const text = kept.join(',')
  return text === facts.settings.get('GOPROXY')?.layers.installation && text !== value ? '' : text
}

function soundUrl(text: string): string {
  const bare = text.replace(/^([a-z]+:\/\/)?[^/\s]*@/i, '$1')
  return isPlainHttp(bare) ? bare.replace(/^http:/i, 'https:') : bare
}

function isPlainHttp(text: string): boolean {
  return /^http:/i.test(text) && !isLoopback(hostOf(text))
}

function hasCredentials(text: string): boolean {
  // go puts https:// before an entry that has no scheme.
  return /^(?:[a-z]+:\/\/)?[^/\s]*@/i.test(text)
}

/** The host of a URL, without user, password and port. */
export function hostOf(url: string): string {
  const authority = /^(?:[a-z]+:\/\/)?(?:[^/\s]*@)?([^/\s]*)/i.exec(url)?.[1] ?? ''
  return authority.replace(/:\d*$/, '').toLowerCase()
}

/** Whether a host is this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host)
}
