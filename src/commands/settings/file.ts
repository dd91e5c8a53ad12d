// Files of settings: which of them belong to a project, and what one says.
//
// A project's file is not trusted with more than the project: it may tighten and name paths that are private, nothing
// else. A repository that could name upstreams, keys, folders or programs could make its own verdict.
import path from 'node:path'
import { textOf } from '../../base/bytes.ts'
import { isWardenError, WardenError, type Place } from '../../base/errors.ts'
import { similar } from '../../base/similar.ts'
import { parseGoWork } from '../../gomod/gowork.ts'
import { maxModFileSize } from '../../gomod/modlex.ts'
import type { Files } from '../../world/files.ts'
import { settingRows, variableOf, type Key, type SettingSpec } from './table.ts'

/** The name of a project's file. */
export const PROJECT_FILE = '.modwarden.yaml'

/** One setting in a file. */
export interface FileSetting {
  readonly key: Key
  /** Of the form that the setting's kind demands. */
  readonly value: unknown
  readonly place: Place & { readonly line: number }
}

const MOST_BYTES = 1 << 20

/**
 * What a file sets; nothing where it is not there. Throws `config` with file and line for what is unknown, of the wrong
 * kind, or not a project's to set.
 */
export async function readSettingsFile(files: Files, file: string, project: boolean): Promise<readonly FileSetting[]> {
  const bytes = await files.read(file, MOST_BYTES)
  if (bytes === undefined) return []
  const text = textOf(bytes)
  if (text === undefined) throw new WardenError('config', 'not UTF-8 text', { place: { file } })
  // Loaded on demand: most runs have no file, and the parser costs more than the whole start.
  const { LineCounter, parseDocument, isMap, isNode, isScalar, visit } = await import('yaml')
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter, strict: true, uniqueKeys: true })
  const place = (offset: number | undefined): FileSetting['place'] => ({
    file,
    line: counter.linePos(offset ?? 0).line,
  })
  const [problem] = document.errors
  if (problem !== undefined) {
    // The parser quotes single UTF-16 units, so a character of two of them comes halved.
    const message = problem.message.split('\n')[0]?.toWellFormed() ?? 'not YAML'
    throw new WardenError('config', message, { place: place(problem.pos[0]) })
  }
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) return []
  visit(document, {
    Alias: (_, node) => {
      throw new WardenError('config', 'aliases are not supported', { place: place(node.range?.[0]) })
    },
  })
  if (!isMap(document.contents)) throw new WardenError('config', 'must be a map of settings', { place: place(0) })
  const found: FileSetting[] = []
  for (const item of document.contents.items) {
    const node = item.key
    const name = isScalar(node) ? String(node.value) : ''
    const at = place(isScalar(node) ? node.range?.[0] : undefined)
    const [key, spec] = knownSetting(name, project, at)
    const said: unknown = isNode(item.value) ? item.value.toJS(document, { maxAliasCount: 0 }) : undefined
    const value = await checked(said, spec, at)
    if (project && key === 'private') await refusePublic(value, at)
    found.push({ key, value, place: at })
  }
  return found
}

/**
 * The `.modwarden.yaml` files of a project: in the folder and in those above it up to the one with go.mod and the one
 * with go.work, and in those that go.work uses. They can only tighten, so that all of them count, from wherever in the
 * project the command is run.
 */
export async function projectFiles(
  files: Files,
  env: Readonly<Record<string, string | undefined>>,
  folder: string,
): Promise<string[]> {
  const above: string[] = []
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    above.push(at)
    if (at === path.dirname(at)) break
  }
  let roots = 1
  for (const name of ['go.mod', 'go.work']) {
    for (const [i, at] of above.entries()) {
      if ((await files.info(path.join(at, name)))?.kind !== 'file') continue
      roots = Math.max(roots, i + 1)
      break
    }
  }
  const within = above.slice(0, roots)
  const folders = [...within]
  // The modules of a workspace are parts of the project too, wherever they lie.
  for (const at of within) folders.push(...(await workspaceFolders(files, path.join(at, 'go.work'))))
  const work = env['GOWORK'] ?? ''
  if (path.isAbsolute(work) && !folders.includes(path.dirname(work))) {
    folders.push(path.dirname(work), ...(await workspaceFolders(files, work)))
  }
  return [...new Set(folders)].map((at) => path.join(at, PROJECT_FILE))
}

/** The folders that a go.work file uses; none where it is not there, or malformed, of which the command itself tells. */
async function workspaceFolders(files: Files, file: string): Promise<string[]> {
  const bytes = await files.read(file, maxModFileSize)
  if (bytes === undefined) return []
  try {
    return parseGoWork(bytes, file).use.map((use) => path.resolve(path.dirname(file), use.path))
  } catch (error) {
    if (isWardenError(error, 'parse', 'too-large')) return []
    throw error
  }
}

function knownSetting(name: string, project: boolean, place: Place): readonly [Key, SettingSpec] {
  const rows = settingRows()
  const known = rows.find(([, spec]) => spec.name === name)
  if (known === undefined) {
    const names = rows.map(([, spec]) => spec.name)
    const meant = similar(name, names)
    throw new WardenError('config', `unknown setting ${JSON.stringify(name)}`, {
      place,
      remedy: `${meant === undefined ? '' : `did you mean ${meant}? `}known settings: ${names.join(', ')}`,
    })
  }
  if (project && known[1].project === 'no') {
    throw new WardenError('config', `a project may not set ${name}`, {
      place,
      remedy: `set it in your own configuration, by ${variableOf(known[1])} or as a flag`,
    })
  }
  return known
}

/**
 * What is private is not proven but only compared with go.sum, which a project has written itself: a project that made
 * public modules private would take them out of the check.
 */
async function refusePublic(value: unknown, place: Place): Promise<void> {
  const { widePatterns } = await import('../../rules/environment/patterns.ts')
  const wide = widePatterns([value].flat().join(','))
  if (wide.length === 0) return
  throw new WardenError('config', `private: a project may not make public modules private: ${wide.join(', ')}`, {
    place,
    remedy: 'name only its own: HOST/OWNER; or set it in your own configuration',
  })
}

async function checked(value: unknown, spec: SettingSpec, place: Place): Promise<unknown> {
  const { schemaOf } = await import('./schema.ts')
  const result = schemaOf(spec).safeParse(value)
  if (!result.success) {
    throw new WardenError('config', `${spec.name}: ${result.error.issues[0]?.message ?? 'wrong kind'}`, { place })
  }
  if (spec.kind !== 'words') return result.data
  return result.data === 'none' ? [] : [result.data].flat()
}
