// The names in a module zip: which are allowed, and which cannot stand beside each other on a disk that ignores case.
// https://go.dev/ref/mod#zip-path-size-constraints; the checker to agree with is CheckZip of golang.org/x/mod/zip.

import { messageOf } from '../base/errors.ts'
import { quoted } from '../base/quoted.ts'
import { foldKey } from './casefold.ts'
import { checkFilePath } from './path.ts'
import { maxEntries } from './zipformat.ts'

/**
 * The names of one zip, added one by one. Time and memory grow with the sum of their lengths, whatever they are: names
 * are kept as a tree, so that a path of a thousand folders is not cut up a thousand times.
 */
export class ZipNames {
  readonly #root: Folder = new Map()
  readonly #folders = new Map<string, Folder>()
  #lastPath = ''
  #lastFolder: Folder = this.#root
  #nodes = 0

  /**
   * Adds a clean name relative to the module, without a slash at its end. Gives why it must be refused, or `undefined`:
   * not a valid file path, a second file of that name (a second folder is none of its business), a file where a folder
   * is, a name or a folder on its way that differs from an earlier one in case only, or too many folders.
   */
  add(name: string, isFolder: boolean): string | undefined {
    const slash = name.lastIndexOf('/')
    if (slash === 0) return 'it begins with a slash'
    const path = slash < 0 ? '' : name.slice(0, slash)
    // Most files follow one of their own folder.
    const parent = path === this.#lastPath ? this.#lastFolder : this.#folder(path)
    if (typeof parent === 'string') return parent
    this.#lastPath = path
    this.#lastFolder = parent
    const node = this.#enter(parent, slash < 0 ? name : name.slice(slash + 1), isFolder)
    if (typeof node === 'string') return node
    return !isFolder && node.again ? 'it is there twice' : undefined
  }

  #folder(path: string): Folder | string {
    if (path === '') return this.#root
    const known = this.#folders.get(path)
    if (known !== undefined) return known
    let folder = this.#root
    for (const element of path.split('/')) {
      const node = this.#enter(folder, element, true)
      if (typeof node === 'string') return node
      if (node.children === undefined) throw new Error('a folder without children')
      folder = node.children
    }
    this.#folders.set(path, folder)
    return folder
  }

  // A path is valid, clean and relative where each of its elements is, and folding a path is folding its elements, so
  // that each folder is looked at once.
  #enter(folder: Folder, element: string, isFolder: boolean): Entered | string {
    const key = foldKey(element)
    const known = folder.get(key)
    if (known !== undefined) {
      if (known.element !== element) return `${quoted(known.element)} and ${quoted(element)} differ in case only`
      if ((known.children !== undefined) !== isFolder) return `${quoted(element)} is a file and a folder`
      return { children: known.children, again: true }
    }
    try {
      checkFilePath(element)
    } catch (error) {
      return messageOf(error)
    }
    if (++this.#nodes > 2 * maxEntries) return 'too many files and folders'
    const node: Node = { element, children: isFolder ? new Map() : undefined }
    folder.set(key, node)
    return { children: node.children, again: false }
  }
}

type Folder = Map<string, Node>

interface Node {
  readonly element: string
  readonly children: Folder | undefined
}

interface Entered {
  readonly children: Folder | undefined
  readonly again: boolean
}
