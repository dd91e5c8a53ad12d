// The points of a run at which the disk can fail: each system call that opens, changes or syncs something below the
// world's folder, told apart by what it is, the path it works on, and which time that is. Read from a log of
// `strace -f -y`; the names of temporary files are made repeatable by repeatable.ts.
import { compareBytes } from '../../src/base/bytes.ts'

/** One system call of a run. */
export interface Point {
  readonly syscall: string
  /** The path it is found by: `{root}` is the world's folder, `*` a number that another run may choose otherwise. */
  readonly path: string
  /** Its place among the calls of this kind on this path by one thread, from 1. */
  readonly nth: number
  /** Numbers for drawn names from 0 up to this one stand for one another when the point is looked for. */
  readonly drawn: number
  /** Opens only to read: an interruption there leaves nothing that the next point does not leave. */
  readonly reads: boolean
}

/** All system calls that open, change or sync what is on a disk. */
export const SYSCALLS: readonly string[] = [
  'open openat openat2 creat',
  'write pwrite64 writev pwritev pwritev2 copy_file_range sendfile splice',
  'rename renameat renameat2 link linkat symlink symlinkat',
  'fsync fdatasync sync_file_range syncfs',
  'unlink unlinkat rmdir mkdir mkdirat mknod mknodat',
  'truncate ftruncate fallocate chmod fchmod fchmodat fchmodat2',
  'utime utimes utimensat futimesat chown fchown lchown fchownat setxattr fsetxattr',
].flatMap((line) => line.split(' '))

/** What repeatable.ts draws: how it is written here, how it looks in a path, and the n-th of it. */
const DRAWN: ReadonlyArray<readonly [token: string, look: RegExp, draw: (n: number) => string]> = [
  ['rand*', /rand\d{8}/g, (n) => `rand${String(n).padStart(8, '0')}`],
  ['hex*', /77700[01][0-9a-f]{2}/g, (n) => (0x7770_0000 + n).toString(16)],
  ['int*', /200382[89]\d{3}/g, (n) => String(0x7770_0000 + n)],
]

/** How many more numbers another run may draw than the one that was looked at. */
const MARGIN = 12

/** The points of a log, in the order of the first time each was seen. */
export function pointsOf(log: string, root: string): Point[] {
  const drawn = mostDrawn(log) + MARGIN
  const points = new Map<string, Point>()
  const counts = new Map<string, number>()
  for (const line of log.split('\n')) {
    const call = parseCall(line, root)
    if (call === undefined) continue
    const [first] = call.paths
    if (first === undefined) continue
    for (const path of call.paths) {
      const key = `${call.thread} ${call.syscall} ${path}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    const nth = counts.get(`${call.thread} ${call.syscall} ${first}`) ?? 1
    const point = { syscall: call.syscall, path: first, nth, drawn, reads: call.reads }
    const name = `${point.syscall} ${point.path} ${nth}`
    if (!points.has(name)) points.set(name, point)
  }
  return [...points.values()]
}

/** The real paths by which strace finds a point: all numbers that a drawn name may have. */
export function pathsOf(point: Point, root: string): string[] {
  const path = point.path.replaceAll('{root}', root)
  return DRAWN.reduce(
    (names, [token, , draw]) =>
      path.includes(token)
        ? names.flatMap((name) => Array.from({ length: point.drawn }, (_, n) => name.replaceAll(token, draw(n))))
        : names,
    [path],
  )
}

/** The largest number in the drawn names of a log. */
function mostDrawn(log: string): number {
  const numbers = [...log.matchAll(/rand(\d{8})/g)].map(([, digits = '']) => Number(digits))
  const integers = [...log.matchAll(/200382[89]\d{3}/g)].map(([digits]) => Number(digits) - 0x7770_0000)
  return Math.max(0, ...numbers, ...integers)
}

/** One line for people: what is called, on what, which time. */
export function pointText(point: Point): string {
  return `${point.syscall} ${point.path}${point.nth === 1 ? '' : ` (${point.nth})`}`
}

/** How many points there are of each system call. */
export function countBySyscall(points: readonly Point[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>()
  for (const { syscall } of points) counts.set(syscall, (counts.get(syscall) ?? 0) + 1)
  return [...counts].toSorted(([a], [b]) => compareBytes(a, b))
}

function parseCall(
  line: string,
  root: string,
):
  | { readonly thread: string; readonly syscall: string; readonly paths: readonly string[]; reads: boolean }
  | undefined {
  // 123 openat(AT_FDCWD</dir>, "/file", O_RDONLY) = 3</file>; a call that another thread interrupts is there in two
  // lines, and what it was called with is in the first.
  const match = /^(\d+)\s+(\w+)\((.*)$/.exec(line)
  if (match === null) return undefined
  const [, thread = '', syscall = '', rest = ''] = match
  const args = rest.replace(/\)\s+= .*$/, '')
  const paths = new Set<string>()
  // Where a call names a path, the folder that it would be relative to is not what it works on.
  for (const [, quoted, described] of args.matchAll(/"((?:[^"\\]|\\.)*)"|(?<!AT_FDCWD)<([^>]*)>/g)) {
    const found = quoted ?? described?.replace(/ \(deleted\)$/, '') ?? ''
    if (found === root || found.startsWith(`${root}/`)) paths.add(repeatable(found, root))
  }
  const reads = syscall.startsWith('open') && !/O_CREAT|O_TRUNC/.test(args)
  return { thread, syscall, paths: [...paths], reads }
}

function repeatable(path: string, root: string): string {
  return DRAWN.reduce((name, [token, look]) => name.replaceAll(look, token), path.replaceAll(root, '{root}'))
}
