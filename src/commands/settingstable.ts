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
  /** Hosts (first path elements) added to the shipped list of public ones. */
  readonly publicHosts: readonly string[]
  /** URLs, and absolute paths of files and folders, of OSV records of malicious modules. */
  readonly malwareFeeds: readonly string[]
  /** The same, of lists of hashes. */
  readonly knownGood: readonly string[]
  readonly knownBad: readonly string[]
  /** Verifier keys (`name+hash+key`): where there are any, feeds must be signed by one. */
  readonly feedKeys: readonly string[]
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
  mode: {
    name: 'mode',
    kind: 'text',
    project: 'no',
    otherwise: 'enforce',
    about: 'enforce, or monitor: refuse nothing but what fails its proof',
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
