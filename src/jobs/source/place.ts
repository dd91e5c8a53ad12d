// Where the source of a module is, and whether it may be asked. The path is the authority: what `.info` names counts only
// where it is the same, or where the path leads nowhere any more.
import { textOf } from '../../base/bytes.ts'
import { isWardenError, messageOf, WardenError } from '../../base/errors.ts'
import type { ModuleVersion } from '../../base/finding.ts'
import { matchPrefixPatterns } from '../../base/patterns.ts'
import { goImportFor, goImportUrl, parseGoImports, repositoryOf, type GoImport } from '../../gomod/goimport.ts'
import { govcsAllowsGit, repositoryByPath, type Info, type SourceRepository } from '../../gomod/origin.ts'
import { splitPathVersion } from '../../gomod/path.ts'
import { isPublicHost } from '../../sumdb/publichosts.ts'
import type { GoSettings } from '../../world/go.ts'
import type { Access, Vcs } from '../../world/vcs.ts'
import type { Privacy, Prover } from '../database/prove.ts'
import { shellQuoted } from '../../base/shellword.ts'

/** Whether a module's own host may be asked about it, and how. */
export type Permission =
  | { readonly kind: 'may'; readonly access: Access }
  | { readonly kind: 'not'; readonly why: string; readonly remedy: string }

/** Whom the settings let be asked: as `verify` has it, nobody about a path that may be private and is not said to be. */
export async function mayAskSource(
  module: ModuleVersion,
  go: GoSettings,
  privacy: Privacy,
  prover: Prover,
): Promise<Permission> {
  const { path } = module
  const insecure = matchPrefixPatterns(go.GOINSECURE, path)
  const isPrivate = [go.GOPRIVATE, go.GONOPROXY, privacy.private].some((patterns) =>
    matchPrefixPatterns(patterns, path),
  )
  if (!govcsAllowsGit(go.GOVCS, path, isPrivate)) {
    return { kind: 'not', why: 'GOVCS does not let git be used for it', remedy: 'go env GOVCS' }
  }
  if (isPrivate) return { kind: 'may', access: { isPrivate, insecure } }
  // GONOSUMDB keeps the path from third parties; its own host is asked where the user says so.
  const isPublic = isPublicHost(path, privacy.publicHosts) || (await prover.ask(module)).kind === 'proven'
  const may = privacy.askAll || (isPublic && !matchPrefixPatterns(privacy.noSumdb, path))
  if (may) return { kind: 'may', access: { isPrivate, insecure } }
  const [host = path] = path.split('/', 1)
  return {
    kind: 'not',
    why: 'not asked: the module may be private',
    remedy: `go env -w GOPRIVATE=${shellQuoted(path)}   # private: fetched with your own credentials. Public: --ask-all, or the setting public-hosts: [${host}]`,
  }
}

/** What was found of a module's place. */
export type Place =
  | {
      readonly kind: 'found'
      readonly repository: SourceRepository
      readonly by: 'path' | 'record'
      readonly notes: readonly string[]
    }
  /** Neither the path nor the record leads anywhere. */
  | { readonly kind: 'missing'; readonly why: string }

/** Finds repositories; pages are asked for once. */
export interface PlaceFinder {
  /** Throws `unreachable`, `refused`, `parse`, `too-large`, `aborted` where the path's host cannot be asked or says what cannot be. */
  find(module: ModuleVersion, info: Info | undefined, access: Access): Promise<Place>
}

/** Makes one for a run. */
export function createPlaceFinder(vcs: Vcs, signal: AbortSignal | undefined): PlaceFinder {
  // Kept where they fail too: a server that hangs is not waited for again.
  const pages = new Map<string, Promise<readonly GoImport[]>>()
  const tagsOf = async (path: string, access: Access): Promise<readonly GoImport[]> => {
    const key = `${path} ${access.isPrivate} ${access.insecure}`
    const tags = pages.get(key) ?? readTags(vcs, path, access, signal)
    pages.set(key, tags)
    return tags
  }
  return {
    async find(module, info, access): Promise<Place> {
      const known = repositoryByPath(module.path)
      if (known !== undefined) return { kind: 'found', repository: known, by: 'path', notes: [] }
      try {
        const repository = await byTags(module.path, async (path) => tagsOf(path, access))
        return { kind: 'found', repository, by: 'path', notes: [] }
      } catch (error) {
        // What may only be out of reach today is no reason to believe whoever made the record.
        if (!isWardenError(error, 'not-found')) throw error
        const recorded = recordedRepository(module, info)
        if (recorded !== undefined) {
          const notes = [
            `its path leads nowhere today (${messageOf(error)}), so the repository that .info names was asked`,
          ]
          return { kind: 'found', repository: recorded, by: 'record', notes }
        }
        return { kind: 'missing', why: messageOf(error) }
      }
    },
  }
}

async function byTags(
  modulePath: string,
  tagsOf: (path: string) => Promise<readonly GoImport[]>,
): Promise<SourceRepository> {
  const tag = goImportFor(await tagsOf(modulePath), modulePath)
  // A page below may not speak for the whole host: the root must say the same (cmd/go does so too).
  if (tag.prefix !== modulePath) {
    const root = goImportFor(await tagsOf(tag.prefix), modulePath)
    if (root.prefix !== tag.prefix || root.vcs !== tag.vcs || root.url !== tag.url || root.folder !== tag.folder) {
      throw new WardenError('parse', `${modulePath}: its page and that of ${tag.prefix} name different repositories`)
    }
  }
  return repositoryOf(tag)
}

async function readTags(
  vcs: Vcs,
  path: string,
  access: Access,
  signal: AbortSignal | undefined,
): Promise<readonly GoImport[]> {
  try {
    return await readPage(vcs, goImportUrl(path), access, signal)
  } catch (error) {
    if (!access.insecure || !isWardenError(error, 'unreachable', 'not-found')) throw error
    return readPage(vcs, goImportUrl(path, 'http'), access, signal)
  }
}

async function readPage(
  vcs: Vcs,
  url: string,
  access: Access,
  signal: AbortSignal | undefined,
): Promise<readonly GoImport[]> {
  const page = await vcs.page(url, access, signal)
  const tags = parseGoImports(textOf(page.body) ?? Buffer.from(page.body).toString('latin1'))
  if (tags.length > 0) return tags
  if (page.status === 200 || page.status === 404 || page.status === 410) {
    throw new WardenError('not-found', `${url}: has no go-import tag`)
  }
  throw new WardenError('unreachable', `${url}: the server answered ${page.status}`)
}

/** The repository of a record that the path cannot confirm: only where the whole of it can be. */
function recordedRepository(module: ModuleVersion, info: Info | undefined): SourceRepository | undefined {
  const origin = info?.origin
  if (origin === undefined || !['', 'git'].includes(origin.vcs) || !URL.canParse(origin.url)) return undefined
  const { prefix } = splitPathVersion(module.path)
  const below = `/${origin.subdir}`
  const root = origin.subdir !== '' && prefix.endsWith(below) ? prefix.slice(0, -below.length) : prefix
  return { root, url: origin.url, subfolder: '' }
}
