// Which Go a project is built with, and so which standard library: as the go command chooses it.
// https://go.dev/doc/toolchain#select
import { compareGoVersions } from '../../gomod/goversion.ts'
import type { ModuleGraph } from '../../gomod/buildlist.ts'
import type { GoNote } from '../../report/vulns.ts'
import type { GoSettings } from '../../world/go.ts'
import type { Project } from '../project/project.ts'

/** A Go, and the line of the project that names it, where one does. */
export interface ChosenGo {
  readonly note: GoNote
  readonly at: { readonly file: string; readonly line: number } | undefined
}

/** The Go of a project; `undefined` where neither it nor this machine names one. */
export function chosenGo(
  go: Pick<GoSettings, 'goVersion' | 'GOTOOLCHAIN'>,
  project: Project,
  graph: Pick<ModuleGraph, 'goVersion'>,
): ChosenGo | undefined {
  const { named, at, from } = namedGo(project, graph)
  const installed = go.goVersion === undefined ? undefined : plainVersion(go.goVersion)
  const forced = /^go(\d\S*?)(\+(?:auto|path))?$/.exec(go.GOTOOLCHAIN)
  if (forced?.[1] !== undefined && (forced[2] === undefined || compareGoVersions(named, forced[1]) <= 0)) {
    return { note: { version: `go${forced[1]}`, from: 'GOTOOLCHAIN' }, at }
  }
  const isFixed = go.GOTOOLCHAIN === 'local'
  if (installed !== undefined && (isFixed || named === '' || compareGoVersions(installed, named) >= 0)) {
    return { note: { version: `go${installed}`, from: 'installed' }, at }
  }
  return named === '' ? undefined : { note: { version: `go${named}`, from }, at }
}

function namedGo(
  project: Project,
  graph: Pick<ModuleGraph, 'goVersion'>,
): { readonly named: string; readonly at: ChosenGo['at']; readonly from: 'toolchain line' | 'go line' } {
  const files = project.work === undefined ? project.mains.map((main) => main.goMod) : [project.work]
  let best: { named: string; at: ChosenGo['at']; from: 'toolchain line' | 'go line' } = {
    named: '',
    at: undefined,
    from: 'go line',
  }
  for (const { file, go, toolchain } of files) {
    const lines = [
      ...(toolchain === undefined
        ? []
        : [{ ...toolchain, version: plainVersion(toolchain.version), from: 'toolchain line' as const }]),
      ...(go === undefined ? [] : [{ ...go, from: 'go line' as const }]),
    ]
    for (const { version, line, from } of lines) {
      if (best.named === '' || compareGoVersions(version, best.named) > 0) {
        best = { named: version, at: { file: relative(project.folder, file), line }, from }
      }
    }
  }
  // A dependency may ask for more than the project's own line says.
  const { goVersion } = graph
  return best.named !== '' && compareGoVersions(goVersion, best.named) > 0 ? { ...best, named: goVersion } : best
}

function plainVersion(name: string): string {
  return name.replace(/^go/, '').replace(/[ -].*$/s, '')
}

function relative(folder: string, file: string): string {
  return file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : file
}
