// The tree of a project for one command: World, settings and database opened, the tree read, all closed again.
import path from 'node:path'
import { createSourceFolders } from '../../io/sourcefolders.ts'
import type { Environment } from '../../io/environment.ts'
import { loadProject, type Project } from '../../jobs/project/project.ts'
import { readProjectTree, type ProjectTree } from '../../jobs/project/projecttree.ts'
import type { Database } from '../../jobs/database/database.ts'
import type { Target } from '../../gosource/buildconstraint.ts'
import { goFlagTags } from '../../gomod/goflags.ts'
import { printable } from '../../report/printable.ts'
import type { GoSettings } from '../../world/go.ts'
import { databaseOf } from './databaseof.ts'
import type { PlatformFlags } from '../flags/platformflags.ts'
import type { CommonFlags, Invocation } from '../flags/reportflags.ts'
import { progressLine } from './terminal.ts'
import { setUp, type Setup } from './world.ts'

/** Flags of every command that reads a tree. */
export interface TreeFlags extends CommonFlags {
  readonly platform: PlatformFlags
}

/** What such a command works with. */
export interface OpenTree {
  readonly setup: Setup
  readonly database: Database
  readonly tree: ProjectTree
  /** `linux/amd64`. */
  readonly platform: string
  /** When the run began, in milliseconds. */
  readonly began: number
  readonly onProgress: (text: () => string) => void
}

/** Reads the tree of the project in `folder`, and does `work` with it. */
export async function withTree<T>(
  folder: string,
  flags: TreeFlags,
  invocation: Invocation,
  work: (open: OpenTree) => Promise<T>,
): Promise<T> {
  const { terminal, signal, cwd } = invocation
  const progress = progressLine(terminal, !flags.progress || flags.quiet)
  const notices = new Set<string>()
  try {
    const at = path.resolve(cwd, folder)
    // Go's cache has the folders that a tree is read from; only what is fetched is examined.
    const threads = { lateThreads: true }
    const setup = await setUp(terminal.env, at, flags.settings, signal, (text) => void notices.add(text), threads)
    try {
      const { world, go } = setup
      const began = world.clock.now().getTime()
      const onProgress = (text: () => string): void => progress.update(text)
      const project = await loadProject(world.files, at, go)
      const database = await databaseOf(setup, project)
      const target = targetOf(flags.platform, go, terminal.env, project.mains[0]?.goMod.go?.version)
      const tree = await treeOf(setup, project, database, target, signal, onProgress)
      const words = target === 'any' ? 'any platform' : [`${target.goos}/${target.goarch}`, ...target.tags].join(',')
      return await work({ setup, database, tree, platform: words, began, onProgress })
    } finally {
      await setup.close()
    }
  } finally {
    progress.end()
    for (const text of notices) if (!flags.quiet) terminal.stderr.write(`modwarden: ${printable(text)}\n`)
  }
}

/** Reads the tree of a project that is open already, as this machine builds it. */
export async function ownTree(
  setup: Setup,
  project: Project,
  { terminal, signal }: Invocation,
  onProgress: OpenTree['onProgress'],
): Promise<ProjectTree> {
  const flags: PlatformFlags = { allTags: false, tags: [] }
  const target = targetOf(flags, setup.go, terminal.env, project.mains[0]?.goMod.go?.version)
  return treeOf(setup, project, await databaseOf(setup, project), target, signal, onProgress)
}

async function treeOf(
  { world, go, settings: { offline, full } }: Setup,
  project: Project,
  database: Database,
  target: Target,
  signal: AbortSignal,
  onProgress: OpenTree['onProgress'],
): Promise<ProjectTree> {
  const options = { target, offline, full, signal, onProgress }
  return readProjectTree(world, createSourceFolders(), go, project, database, options)
}

/** What the files are read for: the flags, GOOS and GOARCH, `-tags` of GOFLAGS, otherwise this machine. */
function targetOf(flags: PlatformFlags, go: GoSettings, env: Environment, needed: string | undefined): Target {
  if (flags.allTags) return 'any'
  const own = { goos: SYSTEMS[process.platform] ?? 'linux', goarch: PROCESSORS[process.arch] ?? 'amd64' }
  const goos = flags.goos ?? set(env['GOOS']) ?? own.goos
  const goarch = flags.goarch ?? set(env['GOARCH']) ?? own.goarch
  // As go has it where a C compiler is there: on, unless for another platform.
  const native = goos === own.goos && goarch === own.goarch
  const cgo = set(env['CGO_ENABLED']) ?? (native ? '1' : '0')
  const tags = flags.tags.length > 0 ? flags.tags : goFlagTags(go.GOFLAGS)
  const goVersion = go.goVersion?.replace(/^go/, '') ?? needed ?? '1.26'
  return { goos, goarch, tags, cgo: cgo === '1', goVersion }
}

function set(value: string | undefined): string | undefined {
  return value === '' ? undefined : value
}

/** Node's names of what Go calls otherwise. */
const SYSTEMS: Readonly<Partial<Record<string, string>>> = {
  linux: 'linux',
  darwin: 'darwin',
  win32: 'windows',
  freebsd: 'freebsd',
  openbsd: 'openbsd',
  netbsd: 'netbsd',
  sunos: 'solaris',
  aix: 'aix',
  android: 'android',
}
const PROCESSORS: Readonly<Partial<Record<string, string>>> = {
  x64: 'amd64',
  arm64: 'arm64',
  arm: 'arm',
  ia32: '386',
  ppc64: 'ppc64le',
  riscv64: 'riscv64',
  s390x: 's390x',
  loong64: 'loong64',
}
