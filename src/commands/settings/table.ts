// modwarden's own settings, one row each: the only list of them. The loader, the errors, `config show`, the JSON schemas,
// the man page and the README's table (held equal by a test) are made from it.

/** What is done where fewer hashes match than `match-rate` says. */
export type MatchReaction = 'alarm' | 'sample'

/** What is done where more fetches are retried than `retry-share` says. */
export type RetryReaction = 'full'

/** The settings in force. */
export interface Settings {
  /** GOPROXY's form; `undefined`: what the go command says. */
  readonly upstream: string | undefined
  /** GOSUMDB's form; `undefined`: what the go command says. */
  readonly gosumdb: string | undefined
  /** An absolute folder. */
  readonly store: string
  /** Patterns as in GOPRIVATE, added to it: never sent to a database or a public proxy. */
  readonly private: readonly string[]
  /** Where private modules are kept: `PATTERN=URL` or `PATTERN=discover` (src/gomod/gitrules.ts). */
  readonly privateGit: readonly string[]
  /** A netrc file with the credentials for upstreams; `undefined`: NETRC, or .netrc in the home. */
  readonly netrc: string | undefined
  /** Patterns of Go releases that a guard gives; empty: all. */
  readonly toolchains: readonly string[]
  /** Hosts (first path elements) added to the shipped list of public ones. */
  readonly publicHosts: readonly string[]
  /** URLs, and absolute paths of files and folders, of OSV records of malicious modules. */
  readonly malwareFeeds: readonly string[]
  /** The same, of lists of hashes. */
  readonly knownGood: readonly string[]
  readonly knownBad: readonly string[]
  /** Verifier keys (`name+hash+key`): where there are any, feeds must be signed by one. */
  readonly feedKeys: readonly string[]
  /** A Go vulnerability database: a URL, or the absolute path of a folder or archive. */
  readonly vulndb: string | undefined
  /** URLs of files, and absolute paths of files, folders and archives, of OSV records besides. */
  readonly advisories: readonly string[]
  /** The absolute path of a file of EPSS scores. */
  readonly epss: string | undefined
  /** The absolute path of the list of known exploited vulnerabilities. */
  readonly exploited: string | undefined
  /** Ask the database about any path that no pattern makes private. */
  readonly askAll: boolean
  readonly requireProof: boolean
  readonly offline: boolean
  /** Ignore the stat index. */
  readonly full: boolean
  /** Worker threads; `undefined`: the usable cores. */
  readonly workers: number | undefined
  /** Percent of the compared hashes that must match. */
  readonly matchRate: number
  readonly matchRateReaction: readonly MatchReaction[]
  /** Percent of what the stat index vouched for that a sample reads again. */
  readonly sample: number
  /** Percent of the fetches that may need a second attempt. */
  readonly retryShare: number
  readonly retryShareReaction: readonly RetryReaction[]
  /** Host and port that `serve` listens on. */
  readonly listen: string
  /** The guard's own folder; `undefined`: below the store. */
  readonly data: string | undefined
  /** The guard's address as its clients know it; `undefined`: what it listens on. */
  readonly url: string | undefined
  /** The policy file; `undefined`: the policy that is built in. */
  readonly policy: string | undefined
  /** `enforce` or `monitor`. */
  readonly mode: string
  /** Whether `serve` answers only to who shows a token. */
  readonly requireIdentity: boolean
  /** Files of the certificate chain and of its key, PEM; both or neither. */
  readonly tlsCert: string | undefined
  readonly tlsKey: string | undefined
  /** Addresses and networks of reverse proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[]
  /** The file of the issuers whose id tokens count (src/commands/settings/idtokenfile.ts). */
  readonly idTokens: string | undefined
  /** Whether a guard records the addresses of who fetched what. */
  readonly recordClients: boolean
  /** Megabytes a second that a guard reads of what it keeps, to find what rotted. */
  readonly scrubRate: number
}

/** A setting, as the code calls it. */
export type Key = keyof Settings

/**
 * The form of a value. `list`: words that layers add up; `words`: some of a few words, or `none`, which a later layer
 * replaces; `count`: a whole number from 1 to 256; `percent`: a number from 0 to 100.
 */
export type Kind = 'text' | 'list' | 'switch' | 'count' | 'percent' | 'words'

/** One row. */
export interface SettingSpec {
  /** As in a file; the variable is `MODWARDEN_` and the same in capitals. */
  readonly name: string
  readonly kind: Kind
  /** The words of kind `words`, beside `none`. */
  readonly words?: readonly string[]
  /** What a project's file may do with it: only what makes its own check stricter. */
  readonly project: 'no' | 'adds' | 'switches on' | 'raises' | 'lowers'
  /** What holds where nobody sets it, in words. */
  readonly otherwise: string
  /** What it means, in a sentence without a full stop. */
  readonly about: string
}

/** All settings, in the order in which people read them. */
export const SETTINGS: { readonly [K in Key]: SettingSpec } = {
  private: {
    name: 'private',
    kind: 'list',
    project: 'adds',
    otherwise: 'none',
    about: "module path patterns like GOPRIVATE's, added to it",
  },
  requireProof: {
    name: 'require-proof',
    kind: 'switch',
    project: 'switches on',
    otherwise: 'false',
    about: 'a module that is only equal to go.sum, not proven, makes exit code 3',
  },
  full: {
    name: 'full',
    kind: 'switch',
    project: 'switches on',
    otherwise: 'true where CI is set, otherwise false',
    about: 'read every byte, also where the stat index knows the files',
  },
  offline: { name: 'offline', kind: 'switch', project: 'no', otherwise: 'false', about: 'open no socket' },
  askAll: {
    name: 'ask-all',
    kind: 'switch',
    project: 'no',
    otherwise: 'false',
    about: 'ask the database about every path that no pattern makes private',
  },
  publicHosts: {
    name: 'public-hosts',
    kind: 'list',
    project: 'no',
    otherwise: 'none',
    about: 'hosts whose paths may be sent to the database, added to the shipped list',
  },
  malwareFeeds: {
    name: 'malware-feeds',
    kind: 'list',
    project: 'no',
    otherwise: 'none; a list is built in',
    about: 'URLs, files or folders of OSV records of malicious modules, for modwarden feed update',
  },
  knownBad: {
    name: 'known-bad',
    kind: 'list',
    project: 'no',
    otherwise: 'none',
    about: 'URLs, files or folders of lists of bad hashes: h1, path, version, reason a line',
  },
  knownGood: {
    name: 'known-good',
    kind: 'list',
    project: 'no',
    otherwise: 'none',
    about: 'the same of hashes that were looked at and are good',
  },
  feedKeys: {
    name: 'feed-keys',
    kind: 'list',
    project: 'no',
    otherwise: 'none',
    about: 'verifier keys (name+hash+key); with any, feeds must be signed notes by one of them',
  },
  vulndb: {
    name: 'vulndb',
    kind: 'text',
    project: 'no',
    otherwise: 'GOVULNDB; none without it',
    about: 'the Go vulnerability database: a URL, or the path of a folder or archive of it',
  },
  advisories: {
    name: 'advisories',
    kind: 'list',
    project: 'no',
    otherwise: 'none',
    about: 'files, folders or archives of OSV records besides',
  },
  epss: {
    name: 'epss',
    kind: 'text',
    project: 'no',
    otherwise: 'none',
    about: 'a file of EPSS scores (CSV or JSON)',
  },
  exploited: {
    name: 'exploited',
    kind: 'text',
    project: 'no',
    otherwise: 'none',
    about: 'a file of known exploited vulnerabilities (CISA, JSON or CSV)',
  },
  upstream: {
    name: 'upstream',
    kind: 'text',
    project: 'no',
    otherwise: 'what go says of GOPROXY',
    about: 'instead of GOPROXY',
  },
  gosumdb: {
    name: 'gosumdb',
    kind: 'text',
    project: 'no',
    otherwise: 'what go says of GOSUMDB',
    about: 'instead of GOSUMDB',
  },
  store: {
    name: 'store',
    kind: 'text',
    project: 'no',
    otherwise: 'modwarden in $XDG_CACHE_HOME or ~/.cache',
    about: "the folder of modwarden's own files",
  },
  workers: {
    name: 'workers',
    kind: 'count',
    project: 'no',
    otherwise: 'the usable cores',
    about: 'worker threads',
  },
  matchRate: {
    name: 'match-rate',
    kind: 'percent',
    project: 'raises',
    otherwise: '99.9',
    about: 'percent of the compared hashes that must match, in a run and over 30 days',
  },
  matchRateReaction: {
    name: 'match-rate-reaction',
    kind: 'words',
    words: ['alarm', 'sample'],
    project: 'adds',
    otherwise: 'alarm, sample',
    about: 'below it: alarm (a finding), sample (read again some of what the stat index vouched for), or none',
  },
  sample: {
    name: 'sample',
    kind: 'percent',
    project: 'raises',
    otherwise: '5',
    about: 'percent of those modules that a sample reads again, 20 at least; one that differs has all of them read',
  },
  retryShare: {
    name: 'retry-share',
    kind: 'percent',
    project: 'lowers',
    otherwise: '5',
    about: 'percent of the fetches that may need a second attempt, where there were 20 at least',
  },
  retryShareReaction: {
    name: 'retry-share-reaction',
    kind: 'words',
    words: ['full'],
    project: 'adds',
    otherwise: 'full',
    about: 'above it: full (verify everything from its bytes), or none',
  },
  listen: {
    name: 'listen',
    kind: 'text',
    project: 'no',
    otherwise: '127.0.0.1:4080',
    about: 'the address that serve listens on',
  },
  data: {
    name: 'data',
    kind: 'text',
    project: 'no',
    otherwise: 'guard in the store',
    about: 'the folder of what serve keeps: modules, decisions, the key of its log',
  },
  url: {
    name: 'url',
    kind: 'text',
    project: 'no',
    otherwise: 'http:// and the address that it listens on',
    about: 'the address of serve as its clients know it; with a path, everything is below it',
  },
  policy: {
    name: 'policy',
    kind: 'text',
    project: 'no',
    otherwise: 'the policy that is built in',
    about: 'the policy file of serve',
  },
  privateGit: {
    name: 'private-git',
    kind: 'list',
    project: 'no',
    otherwise: 'none',
    about: 'where serve gets private modules: PATTERN=URL of a git repository, or PATTERN=discover',
  },
  netrc: {
    name: 'netrc',
    kind: 'text',
    project: 'no',
    otherwise: 'NETRC, or .netrc in the home',
    about: 'the netrc file with the credentials for upstreams',
  },
  toolchains: {
    name: 'toolchains',
    kind: 'list',
    project: 'no',
    otherwise: 'all',
    about: 'the Go releases that serve gives: go1.26.*, go1.27.1',
  },
  mode: {
    name: 'mode',
    kind: 'text',
    project: 'no',
    otherwise: 'enforce',
    about: 'enforce, or monitor: refuse nothing but what fails its proof',
  },
  requireIdentity: {
    name: 'require-identity',
    kind: 'switch',
    project: 'no',
    otherwise: 'false',
    about: 'serve answers only to who shows a token',
  },
  tlsCert: {
    name: 'tls-cert',
    kind: 'text',
    project: 'no',
    otherwise: 'none: plain http',
    about: 'the certificate chain of serve, PEM; read again when it changes',
  },
  tlsKey: {
    name: 'tls-key',
    kind: 'text',
    project: 'no',
    otherwise: 'none',
    about: 'its key, PEM',
  },
  trustedProxies: {
    name: 'trusted-proxies',
    kind: 'list',
    project: 'no',
    otherwise: 'none',
    about: 'addresses and networks of reverse proxies that serve believes the addresses of clients from',
  },
  idTokens: {
    name: 'id-tokens',
    kind: 'text',
    project: 'no',
    otherwise: 'none',
    about: 'the file that says whose id tokens serve takes, of CI systems, and for which role',
  },
  recordClients: {
    name: 'record-clients',
    kind: 'switch',
    project: 'no',
    otherwise: 'false',
    about: 'record the address of who fetched what from serve, beside the reference of a person',
  },
  scrubRate: {
    name: 'scrub-rate',
    kind: 'count',
    project: 'no',
    otherwise: '8',
    about: 'megabytes a second that serve reads of what it keeps, to find what rotted on the disk',
  },
}

/** The rows with their keys, in order. */
export function settingRows(): ReadonlyArray<readonly [Key, SettingSpec]> {
  return Object.entries(SETTINGS) as [Key, SettingSpec][]
}

/** The environment variable of a setting. */
export function variableOf(spec: SettingSpec): string {
  return `MODWARDEN_${spec.name.toUpperCase().replaceAll('-', '_')}`
}
