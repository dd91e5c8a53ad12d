// Go's settings layer by layer, as the port of src/world/golayers.ts. What is in force is asked of go; where it comes
// from, go does not say, so that the files are read that go reads. cmd/go/internal/cfg (initEnvCache, Getenv).
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { GoSettings } from '../world/go.ts'
import type { GoLayers, GoLayersPort } from '../world/golayers.ts'
import type { Environment } from './environment.ts'
import { findProgram } from './environment.ts'
import { askGo, createGo, parseEnvFile } from './goenv.ts'
import { netrcFile } from './netrc.ts'

/** The settings of `GoSettings` that go names so. */
const NAMED = [
  ...(['GOPROXY', 'GOSUMDB', 'GOPRIVATE', 'GONOPROXY', 'GONOSUMDB', 'GOINSECURE', 'GOFLAGS', 'GOMODCACHE'] as const),
  ...(['GOPATH', 'GOWORK', 'GOTOOLCHAIN', 'GOAUTH', 'GOVCS', 'GOBIN', 'GOENV', 'GOROOT'] as const),
]

/** Names that belong to go or to what it runs. */
const GOS = /^_?(?:GO|CGO_)[A-Z0-9_]*$|^(?:CC|CXX|FC|AR|PKG_CONFIG)$/

/** The layers of this environment. */
export function createGoLayers(env: Environment): GoLayersPort {
  return {
    async layers(names) {
      const settings = await createGo({ env }).settings()
      const go = findProgram(env, 'go')
      const more = go === undefined || names.length === 0 ? new Map<string, string>() : await askGo(go, env, names)
      const environment = new Map<string, string>()
      for (const [name, value] of Object.entries(env)) {
        if (value !== undefined && value !== '' && GOS.test(name)) environment.set(name, value)
      }
      return {
        source: settings.source,
        goVersion: settings.goVersion,
        environment,
        userFile: await userFile(settings),
        installation: parseEnvFile(settings.GOROOT === '' ? '' : await textOf(path.join(settings.GOROOT, 'go.env'))),
        inForce: new Map([...more, ...NAMED.map((name) => [name, settings[name]] as const)]),
        netrc: netrcFile(env),
      }
    },
  }
}

async function userFile(settings: GoSettings): Promise<GoLayers['userFile']> {
  // `go env GOENV` says "off" for itself and an empty name where there is no home.
  if (settings.GOENV === '' || settings.GOENV === 'off') return undefined
  return { file: settings.GOENV, text: await textOf(settings.GOENV) }
}

/** go takes a file that it cannot read for an empty one. */
async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '')
}
