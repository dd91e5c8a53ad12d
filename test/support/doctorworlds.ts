// Environments for `modwarden doctor`, each with one weakness, as files, variables and permissions of a small machine.
import { chmodSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { publish, put, type Universe } from './universe.ts'

/** One environment. */
export interface DoctorWorld {
  readonly name: string
  /** The rule that names its weakness. */
  readonly rule: string
  readonly env?: Readonly<Record<string, string>> | ((u: Universe) => Readonly<Record<string, string>>)
  /** Lines of the file of `go env -w`. */
  readonly file?: string
  readonly prepare?: (u: Universe) => void
}

/** Where the file of `go env -w` lies. */
export function envFile(u: Universe): string {
  return path.join(u.root, 'home', '.config', 'go', 'env')
}

/** A machine on which nothing is weak; gives its environment variables. */
export function soundMachine(u: Universe): Readonly<Record<string, string | undefined>> {
  const goroot = path.join(u.root, 'goroot')
  put(
    path.join(goroot, 'go.env'),
    '# defaults\nGOPROXY=https://mirror.example,direct\nGOSUMDB=sum.golang.org\nGOTOOLCHAIN=auto\n',
  )
  for (const folder of ['bin', 'src']) mkdirSync(path.join(goroot, folder), { recursive: true })
  for (const folder of ['pkg/sumdb', 'bin']) mkdirSync(path.join(u.gopath, folder), { recursive: true })
  const names = ['GOENV', 'GOPROXY', 'GOSUMDB'].map((name) => [name, undefined] as const)
  return { ...Object.fromEntries(names), GOROOT: goroot }
}

const key = 'sumdb.example+a97493e5+AQcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH'

function open(folder: (u: Universe) => string, mode = 0o777): (u: Universe) => void {
  return (u) => {
    mkdirSync(folder(u), { recursive: true })
    chmodSync(folder(u), mode)
  }
}

function project(goMod: string): (u: Universe) => void {
  return (u) => void u.write('go.mod', goMod)
}

/** Each weakness in its own environment. */
export const weakWorlds: readonly DoctorWorld[] = [
  { name: 'GOSUMDB off by a variable', rule: 'MW-ENV-SUMDB-OFF', env: { GOSUMDB: 'off' } },
  { name: 'GOSUMDB off by go env -w', rule: 'MW-ENV-SUMDB-OFF', file: 'GOSUMDB=off\n' },
  { name: 'GOSUMDB off twice', rule: 'MW-ENV-SUMDB-OFF', env: { GOSUMDB: 'off' }, file: 'GOSUMDB=off\n' },
  { name: 'another database', rule: 'MW-ENV-SUMDB-REPLACED', env: { GOSUMDB: key } },
  { name: 'a database over plain http', rule: 'MW-ENV-SUMDB-HTTP', file: 'GOSUMDB=sum.golang.org http://s.example\n' },
  { name: 'a database that is none', rule: 'MW-ENV-SUMDB-INVALID', env: { GOSUMDB: 'of' } },
  { name: 'GOPRIVATE=*', rule: 'MW-ENV-PRIVATE-WIDE', env: { GOPRIVATE: '*' } },
  { name: 'GONOSUMDB=github.com', rule: 'MW-ENV-NOSUMDB-WIDE', file: 'GONOSUMDB=github.com\n' },
  { name: 'GONOPROXY=*.com', rule: 'MW-ENV-NOPROXY-WIDE', env: { GONOPROXY: '*.com' } },
  { name: 'GOINSECURE', rule: 'MW-ENV-INSECURE', env: { GOINSECURE: 'corp.example' } },
  { name: 'direct after a proxy', rule: 'MW-ENV-PROXY-DIRECT', env: { GOPROXY: 'https://corp.example,direct' } },
  { name: 'a proxy that errors go past', rule: 'MW-ENV-PROXY-PIPE', file: 'GOPROXY=https://corp.example|direct\n' },
  { name: 'a proxy over plain http', rule: 'MW-ENV-PROXY-HTTP', file: 'GOPROXY=http://corp.example\n' },
  {
    name: 'a password in GOPROXY',
    rule: 'MW-ENV-PROXY-CREDENTIALS',
    env: { GOPROXY: 'https://u:s3cret@corp.example' },
  },
  { name: 'no proxy', rule: 'MW-ENV-PROXY-NONE', env: { GOPROXY: 'direct' } },
  { name: 'modules from a folder', rule: 'MW-ENV-PROXY-FILE', env: { GOPROXY: 'file:///srv/modules' } },
  { name: 'entries that do nothing', rule: 'MW-ENV-PROXY-LIST', file: 'GOPROXY=https://corp.example,,off\n' },
  { name: '-mod=mod', rule: 'MW-ENV-FLAGS-MOD', file: 'GOFLAGS=-mod=mod\n' },
  { name: '-toolexec', rule: 'MW-ENV-FLAGS-TOOLEXEC', env: { GOFLAGS: '-toolexec=/x' } },
  { name: '-overlay', rule: 'MW-ENV-FLAGS-OVERLAY', file: 'GOFLAGS=-trimpath -overlay=/x.json\n' },
  { name: '-modfile', rule: 'MW-ENV-FLAGS-MODFILE', env: { GOFLAGS: '-modfile=/x.mod' } },
  { name: '-modcacherw', rule: 'MW-ENV-FLAGS-CACHERW', file: 'GOFLAGS=-modcacherw\n' },
  { name: '-insecure', rule: 'MW-ENV-FLAGS-INSECURE', file: 'GOFLAGS=-insecure\n' },
  { name: 'modules off', rule: 'MW-ENV-MODULES-OFF', env: { GO111MODULE: 'off' } },
  { name: 'toolchains from the PATH', rule: 'MW-ENV-TOOLCHAIN-PATH', file: 'GOTOOLCHAIN=path\n' },
  { name: "somebody's own Go", rule: 'MW-ENV-TOOLCHAIN-FORK', env: { GOTOOLCHAIN: 'go1.27.0-corp' } },
  { name: 'a Go with holes', rule: 'MW-ENV-GO-FLAWED', env: { GOTOOLCHAIN: 'go1.26.1' } },
  { name: 'any version control', rule: 'MW-ENV-VCS-WIDE', env: { GOVCS: '*:all' } },
  { name: 'credentials by a command', rule: 'MW-ENV-AUTH-COMMAND', env: { GOAUTH: '/opt/login s3cret' } },
  { name: 'any linker flag', rule: 'MW-ENV-CGO-ALLOW', env: { CGO_LDFLAGS_ALLOW: '.*' } },
  { name: 'a compiler of the project', rule: 'MW-ENV-CGO-PROGRAM', env: { CC: './cc', CGO_ENABLED: '1' } },
  { name: 'a cache program', rule: 'MW-ENV-CACHEPROG', env: { GOCACHEPROG: '/opt/cacher' } },
  { name: 'GONOSUMCHECK', rule: 'MW-ENV-UNKNOWN', env: { GONOSUMCHECK: '1' } },
  { name: 'a slip in the file', rule: 'MW-ENV-UNKNOWN', file: 'GOPRIVAT=corp.example\n' },
  {
    name: 'a private path that would leak',
    rule: 'MW-ENV-LEAK',
    prepare: project('module corp.example/shop\n\ngo 1.21\n\nrequire corp.example/lib v1.0.0\n'),
  },
  { name: 'a module cache for all', rule: 'MW-ENV-CACHE-WRITABLE', prepare: open((u) => u.modcache) },
  { name: 'a GOPATH for all', rule: 'MW-ENV-CACHE-WRITABLE', prepare: open((u) => u.gopath) },
  {
    name: 'a remembered head for all',
    rule: 'MW-ENV-HEAD-WRITABLE',
    prepare: open((u) => path.join(u.gopath, 'pkg', 'sumdb')),
  },
  {
    name: 'settings for all',
    rule: 'MW-ENV-SETTINGS-WRITABLE',
    prepare: (u) => {
      put(envFile(u), 'GOOS=linux\n')
      chmodSync(envFile(u), 0o666)
    },
  },
  { name: 'programs for all', rule: 'MW-ENV-BIN-WRITABLE', prepare: open((u) => path.join(u.gopath, 'bin')) },
  { name: 'a store for all', rule: 'MW-ENV-STORE-WRITABLE', prepare: open((u) => u.store) },
  {
    name: 'passwords for all',
    rule: 'MW-ENV-NETRC-READABLE',
    prepare: (u) => {
      writeFileSync(path.join(u.root, 'home', '.netrc'), 'machine m.example login l password p\n', { mode: 0o644 })
    },
  },
  {
    name: 'a cache from an archive in a CI job',
    rule: 'MW-ENV-CACHE-RESTORED',
    // The line verifies, so that it needs a proxy and a database: those of the test, which the user chose.
    env: (u) => {
      const key = u.db.key.verifier.key
      return { CI: 'true', GOPROXY: u.base, GOSUMDB: key, MODWARDEN_GOSUMDB: key }
    },
    prepare: (u) => {
      const m = publish('github.com/a/b', 'v1.0.0')
      u.serve([m])
      u.cache([m])
      // What tar does: the bytes are as old as in the archive, the inode is new.
      utimesSync(u.paths(m).zip, 1_600_000_000, 1_600_000_000)
    },
  },
]

/** The variables of an environment. */
export function variablesOf(world: DoctorWorld, u: Universe): Readonly<Record<string, string>> {
  return typeof world.env === 'function' ? world.env(u) : (world.env ?? {})
}
