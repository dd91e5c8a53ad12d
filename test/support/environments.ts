// Environments for tests of the rules: facts as `doctor` gathers them, from what a test sets.
import type { EnvironmentFacts, Layer, Place, ProjectFacts, Setting } from '../../src/rules/environment/facts.ts'

/** What a test sets; all else is as on a machine with Go freshly installed. */
export interface Given {
  readonly goVersion?: string | undefined
  readonly env?: Readonly<Record<string, string>>
  /** Lines of the file of `go env -w`. */
  readonly file?: Readonly<Record<string, string>>
  readonly installation?: Readonly<Record<string, string>>
  readonly places?: readonly Place[]
  readonly user?: EnvironmentFacts['user']
  readonly project?: Partial<ProjectFacts>
  readonly own?: Partial<EnvironmentFacts['own']>
  readonly restored?: EnvironmentFacts['restored']
}

/** The proxy that the installation of these tests names by default. */
export const USUAL = 'https://mirror.example'

/** Facts of an environment. */
export function environment(given: Given = {}): EnvironmentFacts {
  const installation = {
    GOPROXY: `${USUAL},direct`,
    GOSUMDB: 'sum.golang.org',
    GOTOOLCHAIN: 'auto',
    ...given.installation,
  }
  const { env = {}, file = {} } = given
  const settings = new Map<string, Setting>()
  const names = ['CGO_ENABLED', 'GONOSUMDB', 'GONOPROXY', ...Object.keys({ ...installation, ...file, ...env })]
  for (const name of names) {
    const layers = {
      ...(env[name] === undefined ? {} : { environment: env[name] }),
      ...(file[name] === undefined ? {} : { 'user file': file[name] }),
      ...(name in installation ? { installation: installation[name as keyof typeof installation] } : {}),
    }
    const layer = (['environment', 'user file', 'installation'] as const).find((l) => layers[l] !== undefined)
    settings.set(name, {
      name,
      layer: layer ?? 'default',
      layers,
      value: valueIn(name, layer, layers, { ...file, ...env }),
    })
  }
  const { project } = given
  return {
    goVersion: 'goVersion' in given ? given.goVersion : 'go1.27.0',
    settings,
    userFile: {
      file: '/home/u/.config/go/env',
      lines: Object.entries(file).map(([name, value], i) => ({ name, value, line: i + 1 })),
    },
    variables: Object.keys(env),
    places: given.places ?? [],
    user: given.user ?? { uid: 1000, gid: 1000 },
    project:
      project === undefined ? undefined : { goMod: '/p/go.mod', modules: [], paths: [], asked: new Set(), ...project },
    unchecked: [],
    own: { gosumdb: undefined, private: [], ...given.own },
    restored: given.restored,
  }
}

function valueIn(
  name: string,
  layer: Layer | undefined,
  layers: Setting['layers'],
  set: Readonly<Record<string, string>>,
): string {
  if (layer !== undefined && layer !== 'default') return layers[layer] ?? ''
  if (name === 'CGO_ENABLED') return '1'
  return name === 'GONOSUMDB' || name === 'GONOPROXY' ? (set['GOPRIVATE'] ?? '') : ''
}

/** A place all of whose folders are this user's or root's, but for what `links` says. */
export function place(
  kind: Place['kind'],
  path: string,
  links: Readonly<Record<string, { readonly mode?: number; readonly uid?: number; readonly gid?: number }>> = {},
  exists = true,
): Place {
  const parts = path.split('/').slice(1)
  const paths = parts.map((_, i) => `/${parts.slice(0, parts.length - i).join('/')}`).concat('/')
  const chain = paths.map((at) => {
    const own = at.startsWith('/home/u')
    return { path: at, mode: 0o755, uid: own ? 1000 : 0, gid: own ? 1000 : 0, ...links[at] }
  })
  return { kind, path, exists, chain: exists ? chain : chain.slice(1) }
}
