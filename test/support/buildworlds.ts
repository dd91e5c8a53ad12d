// Small worlds of modules, made from a number, for the comparison with `go list -m all`: every age of go.mod, every kind of
// version, requirements in circles, files that are missing or broken, replacements by versions and folders, exclusions,
// workspaces, and in dependencies all that counts in main modules alone.
import type { ModuleVersion } from '../../src/base/finding.ts'

/** Files by their path below a project's folder. */
export type Files = Readonly<Record<string, string>>

/** Modules in a proxy, and the project that is looked at. */
export interface Universe {
  /** go.mod files by `path@version`. */
  readonly mods: ReadonlyMap<string, string>
  readonly project: Files
}

/** One universe; what is in it follows from its number alone. */
export function buildWorld(seed: number): Universe {
  const random = randomOf(seed * 7919 + 13)
  for (let i = 0; i < 5; i++) random(2)
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T
  const chance = (percent: number): boolean => random(100) < percent
  const gone = chance(12)
  const versions = new Map<string, readonly string[]>()
  for (let i = 3 + random(7); i > 0; i--) {
    const [prefix, all] = pick(KINDS)
    const path = prefix.startsWith('gopkg.in') ? prefix : prefix.replace(/(\/v2)?$/, `${i}$1`)
    versions.set(path, all.slice(0, 1 + random(all.length)))
  }
  const paths = [...versions.keys()]
  const anyVersion = (): ModuleVersion => {
    const path = pick(paths)
    return { path, version: pick(versions.get(path) ?? []) }
  }
  const requirements = (most: number): string => {
    const all = Array.from({ length: random(most + 1) }, anyVersion).map(
      ({ path, version }) =>
        `${path} ${version}${chance(40) ? pick([' // indirect', ' // indirect; why', ' //indirect']) : ''}`,
    )
    if (chance(50)) return all.map((line) => `require ${line}\n`).join('')
    return `require (\n${all.map((line) => `\t${line}\n`).join('')})\n`
  }
  const goLine = (): string =>
    pick([
      '',
      'go 1.12\n',
      'go 1.16\n',
      'go 1.17\n',
      'go 1.17\n',
      'go 1.20\n',
      'go 1.21\n',
      'go 1.21.3\n',
      'go 1.21rc2\n',
      'go 1.25\n',
      'go 1.26.1\n',
    ])
  const toolchain = (): string =>
    chance(20) ? `toolchain ${pick(['go1.21.3', 'go1.22.0', 'go1.26.2-custom', 'default'])}\n` : ''
  // Of a dependency none of these counts.
  const noise = (): string => {
    if (!chance(25)) return ''
    const { path, version } = anyVersion()
    return pick([
      `exclude ${path} ${version}\n`,
      `replace ${path} => ./nowhere\n`,
      'retract [v0.0.1, v1.10.0] // all of them\n',
      '// Deprecated: use another.\nretract v1.0.0\n',
      `tool ${path}/cmd\n`,
      'ignore ./x\n',
      'unknown directive\n',
    ])
  }
  const mods = new Map<string, string>()
  for (const [path, list] of versions) {
    for (const version of list) {
      if (gone && chance(8)) continue
      const declared = gone && chance(4) ? 'example.com/other' : path
      if (version.endsWith('+incompatible') || chance(5)) mods.set(`${path}@${version}`, withoutGoMod(path))
      else if (gone && chance(3)) mods.set(`${path}@${version}`, `module ${path}\nrequire (\n${path}\n`)
      else mods.set(`${path}@${version}`, `module ${declared}\n${goLine()}${toolchain()}${requirements(4)}${noise()}`)
    }
  }
  // Whoever requires an older version of the main module brings its old requirements along.
  if (chance(20)) {
    mods.set('example.com/main@v1.0.0', `module example.com/main\n${goLine()}${requirements(3)}`)
    for (const [key, text] of mods) {
      if (chance(10)) mods.set(key, `${text}require example.com/main v1.0.0\n`)
    }
  }
  const itself = (): string =>
    mods.has('example.com/main@v1.0.0') && chance(20) ? 'require example.com/main v1.0.0\n' : ''
  const project: Record<string, string> = {}
  /** Each pair once: go refuses two of one kind. */
  const directives = (depth: string): string => {
    let text = ''
    for (let i = random(3); i > 0; i--) {
      const { path, version } = anyVersion()
      text += `exclude ${path} ${version}\n`
    }
    const replaced = new Set<string>()
    for (let i = random(4); i > 0; i--) {
      const { path, version } = anyVersion()
      const old = chance(50) ? path : `${path} ${version}`
      if (replaced.has(old)) continue
      replaced.add(old)
      const target = chance(10) ? { path: 'example.com/main', version: 'v1.0.0' } : anyVersion()
      if (chance(50) && majorFits(target.path, target.version)) {
        text += `replace ${old} => ${target.path} ${target.version}\n`
      } else if (gone && chance(30)) text += `replace ${old} => ${depth}nowhere\n`
      else {
        const folder = pick(['local', 'deep/local'])
        const module = pick(['example.com/local', path])
        project[`${folder}/go.mod`] = `module ${module}\n${goLine()}${toolchain()}${requirements(3)}${noise()}`
        text += `replace ${old} => ${depth}${folder}\n`
      }
    }
    if (chance(15)) text += `tool ${pick(paths)}/cmd/x\n`
    if (chance(10)) text += 'retract v0.0.1 // a mistake\n'
    return text
  }
  if (chance(70)) {
    project['go.mod'] =
      `module example.com/main\n${goLine()}${toolchain()}${requirements(7)}${itself()}${directives('./')}`
    return { mods, project }
  }
  const mains = ['a', 'b', 'c'].slice(0, 1 + random(3))
  for (const main of mains) {
    const sibling = pick(mains)
    // A main module that is required at a version must be there at that version too.
    if (chance(50))
      mods.set(`example.com/${sibling}@v1.0.0`, `module example.com/${sibling}\n${goLine()}${requirements(2)}`)
    const required = mods.has(`example.com/${sibling}@v1.0.0`) ? `require example.com/${sibling} v1.0.0\n` : ''
    const own = `module example.com/${main}\n${goLine()}${toolchain()}${requirements(5)}${required}`
    project[`${main}/go.mod`] = own + directives('../')
  }
  const replaced = anyVersion()
  const target = anyVersion()
  const replace = chance(30) ? `replace ${replaced.path} => ${target.path} ${target.version}\n` : ''
  const go = pick(['go 1.26.1\n', 'go 1.26.1\n', 'go 1.26.1\n', 'go 1.25\n', ''])
  project['go.work'] = `${go}${toolchain()}${mains.map((main) => `use ./${main}\n`).join('')}${replace}`
  return { mods, project }
}

function randomOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** Versions of every kind that go knows, by the path that they need. */
const KINDS: readonly (readonly [path: string, versions: readonly string[]])[] = [
  ['example.com/m', ['v1.0.0', 'v1.1.0', 'v1.2.0-rc.1', 'v1.10.0']],
  ['example.com/m', ['v0.1.0', 'v0.9.0', 'v0.10.0', 'v1.0.0-beta.2', 'v1.0.0']],
  [
    'example.com/inc',
    ['v1.9.0', 'v2.0.0+incompatible', 'v2.0.1-0.20240102030405-0123456789ab+incompatible', 'v11.0.0+incompatible'],
  ],
  [
    'example.com/pseudo',
    [
      'v0.0.0-20200101000000-0123456789ab',
      'v0.0.0-20200101000001-0023456789ab',
      'v0.1.1-0.20210101000000-aaaaaaaaaaaa',
      'v0.1.1',
    ],
  ],
  ['example.com/pre', ['v1.2.3-pre.0.20200101000000-0123456789ab', 'v1.2.3-alpha', 'v1.2.3-alpha.1', 'v1.2.3']],
  ['example.com/Upper/v2', ['v2.0.0', 'v2.0.1', 'v2.1.0-rc.1']],
  ['gopkg.in/yaml.v3', ['v3.0.0', 'v3.0.1', 'v3.0.0-20210107192922-496545a6307b']],
]

/** The go.mod file that an old module without one is given. */
function withoutGoMod(path: string): string {
  return `module ${path}\n`
}

/** Go refuses a replacement by a version that its path cannot have. */
function majorFits(path: string, version: string): boolean {
  return path.endsWith('/v2') ? version.startsWith('v2.') : true
}
