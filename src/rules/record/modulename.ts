// ModuleName: who stands behind a module path and what the module is called, as far as the path says it.
// https://go.dev/ref/mod#module-path
//
//   github.com/OWNER/REPO/…      a code host: whoever registers OWNER owns it
//   gopkg.in/OWNER/REPO.vN       the same as github.com/OWNER/REPO; gopkg.in/REPO.vN is github.com/go-REPO/REPO
//   HOST/…/NAME                  a host of its own: whoever registers the domain owns all of it
import { splitPathVersion } from '../../gomod/path.ts'

/** A module path taken apart. All but `path`, `prefix` and `major` are in lower case, as code hosts compare names. */
export interface ModuleName {
  readonly path: string
  /** The path without its major version. */
  readonly prefix: string
  /** 0 for v0 and v1, which paths do not tell apart. */
  readonly major: number
  readonly host: string
  /** Whether it lies on a code host, where `owner` is a name that anybody may register. */
  readonly forge: boolean
  /** The owner on a code host, elsewhere the host. */
  readonly owner: string
  /** The repository on a code host, elsewhere the last element. */
  readonly repo: string
  /** What follows the repository: the folder of a module that is not in its root; empty elsewhere. */
  readonly folder: string
  /** The prefix without the host. */
  readonly rest: string
}

/** Hosts on which the second element of a path is an owner. */
export const FORGES: ReadonlySet<string> = new Set([
  'github.com',
  'gitlab.com',
  'bitbucket.org',
  'codeberg.org',
  'gitee.com',
  'gitea.com',
  'git.sr.ht',
  'gopkg.in',
  'salsa.debian.org',
  'notabug.org',
  'framagit.org',
])

/** Takes a path apart; `undefined` for one without a host, as main modules may have, and for one that is too long. */
export function nameOf(path: string): ModuleName | undefined {
  if (path.length > MOST_LETTERS) return undefined
  const { prefix, pathMajor } = splitPathVersion(path)
  const lower = prefix.toLowerCase()
  const [host = '', ...below] = lower.split('/')
  if (!host.includes('.') || below.length === 0 || below.includes('')) return undefined
  const major = Number(/\d+/.exec(pathMajor)?.[0] ?? 0)
  const common = { path, prefix, major: major < 2 ? 0 : major, host, rest: below.join('/') }
  if (host === 'gopkg.in') {
    const [first = '', second] = below
    return second === undefined
      ? { ...common, forge: true, owner: `go-${first}`, repo: first, folder: '' }
      : { ...common, forge: true, owner: first, repo: second, folder: '' }
  }
  if (FORGES.has(host) && below.length > 1) {
    const [owner = '', repo = '', ...folders] = below
    return { ...common, forge: true, owner, repo, folder: folders.join('/') }
  }
  return { ...common, forge: false, owner: host, repo: below.at(-1) ?? '', folder: '' }
}

/** What stands for an owner: its name on a code host (gopkg.in's are GitHub's), or the host. */
export function ownerKey({ forge, host, owner }: ModuleName): string {
  if (!forge) return host
  return `${host === 'gopkg.in' ? 'github.com' : host}/${owner}`
}

/** Longer than any path that a person types; what go itself takes has no limit. */
const MOST_LETTERS = 500
