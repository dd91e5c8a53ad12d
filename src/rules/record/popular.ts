// The well-known modules: those that the go.mod files of many others require directly. Made by tools/popular.ts from
// module graphs; loaded when a name is judged, not before.

/** The paths of the well-known modules, those required most about first. */
export async function popularPaths(): Promise<readonly string[]> {
  const { popularText } = await import('./populardata.ts')
  return parsePopular(popularText)
}

/**
 * Parses the form of populardata.ts: a line is a prefix and what follows it in each path, `.` for nothing.
 *
 *     github.com/google go-cmp uuid
 *     mvdan.cc/gofumpt .
 */
export function parsePopular(text: string): string[] {
  return text
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [prefix = '', ...names] = line.split(' ')
      return names.map((name) => (name === '.' ? prefix : `${prefix}/${name}`))
    })
}

/** Writes that form from paths, the most important first; an owner stands where its first module does. */
export function formatPopular(paths: readonly string[]): string {
  const lines = new Map<string, string[]>()
  for (const path of paths) {
    const parts = path.split('/')
    const length = parts.length > 2 ? 2 : Math.max(1, parts.length - 1)
    const prefix = parts.slice(0, length).join('/')
    const name = parts.slice(length).join('/')
    const names = lines.get(prefix) ?? []
    names.push(name === '' ? '.' : name)
    lines.set(prefix, names)
  }
  return [...lines].map(([prefix, names]) => `${prefix} ${names.join(' ')}\n`).join('')
}
