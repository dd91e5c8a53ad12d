// The Go programs in a container image, read from its layers as they stream by: https://github.com/opencontainers/image-spec
// (layout, manifest, layers with whiteouts), and the archive of `docker save`. Only one file is held at a time, and every
// count and size is bounded: an image can say that it holds anything.
import { createHash } from 'node:crypto'
import path from 'node:path'
import { compareBytes } from '../base/bytes.ts'
import { isWardenError, messageOf, WardenError } from '../base/errors.ts'
import { readBuildInfo } from '../gomod/buildinfo.ts'
import type { FileSource } from '../gomod/executable.ts'
import { readFunctionNames } from '../gomod/functionnames.ts'
import type { ImageContents, ImageOptions, ImageProgram, Images } from '../world/images.ts'
import { openImageBlobs, type ImageBlobs } from './imageblobs.ts'
import { readImageList, type OneImage } from './imagemanifest.ts'
import { TarEntries, type TarEntry } from './tarentries.ts'

/** All layers of an image together, unpacked. */
const MOST_BYTES = 64 * 2 ** 30
/** A program that is larger is named and not read. */
const MOST_PROGRAM = 512 << 20
const LEAST_PROGRAM = 4096
const MOST_PROGRAMS = 10_000
const MOST_PATHS = 2_000_000
/** The characters of all their names. */
const MOST_NAMES = 256 << 20
/** The functions of all its programs: some 400 MB. */
const MOST_FUNCTIONS = 4_000_000

/** The real images. */
export function createImages(): Images {
  return { read: readImage }
}

async function readImage(place: string, options: ImageOptions): Promise<ImageContents> {
  const { platform, functions, signal } = options
  using blobs = openImageBlobs(place)
  const { name, digest, images: all } = readImageList(blobs)
  const images = platform === undefined ? all : all.filter((one) => isFor(one.platform, platform))
  const [one] = images
  if (one === undefined) {
    const others = [...new Set(all.flatMap((other) => (other.platform === '' ? [] : [other.platform])))]
    const known = others.toSorted(compareBytes)
    throw new WardenError(
      'usage',
      `${place}: is not for ${platform}: it ${known.length === 0 ? 'does not say what it is for' : `is for ${known.join(', ')}`}`,
      { remedy: known[0] === undefined ? 'leave --platform out' : `--platform ${known[0]}` },
    )
  }
  const programs: ImageProgram[] = []
  const left: string[] = []
  const budget = {
    bytes: MOST_BYTES,
    programs: MOST_PROGRAMS,
    names: MOST_NAMES,
    functions: functions === true ? MOST_FUNCTIONS : undefined,
  }
  for (const image of images) programs.push(...(await programsOf(blobs, image, budget, left, signal)))
  const created = images.map((image) => image.created).find((time) => time !== undefined)
  return {
    name: name === '' ? path.basename(place) : name,
    // Of several, one that was chosen has its own.
    digest: platform !== undefined && images.length === 1 ? one.digest : digest,
    programs: programs.toSorted((a, b) => compareBytes(a.platform, b.platform) || compareBytes(a.path, b.path)),
    ...(created === undefined ? {} : { created }),
    left,
  }
}

/** `linux/arm` is any variant of it; nobody says which where there is one alone. */
function isFor(platform: string, wanted: string): boolean {
  return platform === wanted || platform.startsWith(`${wanted}/`)
}

interface Budget {
  bytes: number
  programs: number
  names: number
  /** `undefined`: they are not read. */
  functions: number | undefined
}

/** What upper layers have put over lower ones. */
interface Cover {
  /** Paths that are there, as files or otherwise, or were removed: nothing of that name below counts. */
  readonly hidden: Set<string>
  /** Folders whose contents below were removed. */
  readonly opaque: Set<string>
}

async function programsOf(
  blobs: ImageBlobs,
  image: OneImage,
  budget: Budget,
  left: string[],
  signal: AbortSignal | undefined,
): Promise<ImageProgram[]> {
  const cover: Cover = { hidden: new Set(), opaque: new Set() }
  const all: ImageProgram[] = []
  // From the top: what a later layer replaces or removes is never looked at.
  for (const layer of image.layers.toReversed()) {
    const found = new LayerReader(layer.name, cover, budget, left)
    const tar = new TarEntries(layer.name, found)
    for await (const chunk of blobs.stream(layer, signal)) {
      budget.bytes -= chunk.length
      if (budget.bytes < 0)
        throw new WardenError('too-large', `${layer.name}: its image unpacks to more than ${MOST_BYTES / 2 ** 30} GiB`)
      tar.write(chunk)
    }
    tar.end()
    for (const [file, program] of found.programs) {
      all.push({ path: `/${file}`, platform: image.platform, ...program })
    }
    found.coverLower(cover)
    if (cover.hidden.size + cover.opaque.size > MOST_PATHS) {
      throw new WardenError('too-large', `${layer.name}: its image has more than ${MOST_PATHS} paths`)
    }
  }
  return all
}

type Found = Pick<ImageProgram, 'info' | 'sha256' | 'functions'>

/** Reads one layer. */
class LayerReader {
  /** By path, without the first slash. */
  readonly programs = new Map<string, Found>()
  readonly #name: string
  readonly #cover: Cover
  readonly #budget: Budget
  readonly #left: string[]
  readonly #hidden = new Set<string>()
  readonly #opaque = new Set<string>()
  #path = ''
  #size = 0
  #chunks: Buffer[] | undefined
  #isProgram = false

  constructor(name: string, cover: Cover, budget: Budget, left: string[]) {
    this.#name = name
    this.#cover = cover
    this.#budget = budget
    this.#left = left
  }

  /** What this layer hides of those below it. */
  coverLower({ hidden, opaque }: Cover): void {
    for (const one of this.#hidden) hidden.add(one)
    for (const one of this.#opaque) opaque.add(one)
  }

  entry({ name, kind, size, target }: TarEntry): void {
    this.#chunks = undefined
    const file = cleanPath(name)
    if (file === undefined)
      throw new WardenError('parse', `${this.#name}: a name leads out of it: ${JSON.stringify(name.slice(0, 80))}`)
    if (file === '') return
    if ((this.#budget.names -= file.length) < 0)
      throw new WardenError('too-large', `${this.#name}: its image has more than ${MOST_NAMES >> 20} MiB of names`)
    const base = path.posix.basename(file)
    const folder = path.posix.dirname(file)
    if (base === '.wh..wh..opq') return void this.#opaque.add(folder === '.' ? '' : folder)
    if (base.startsWith('.wh.')) return void this.#hidden.add(path.posix.join(folder, base.slice(4)))
    // A folder is merged with the one below it; anything else replaces what is there, a whole folder too.
    if (kind === 'folder') return
    this.#hidden.add(file)
    // Of two of one name the last counts.
    this.programs.delete(file)
    if (isCovered(file, this.#cover)) return
    if (kind === 'hard link') {
      const source = this.programs.get(cleanPath(target) ?? '')
      if (source !== undefined) this.programs.set(file, source)
      return
    }
    if (kind !== 'file' || size < LEAST_PROGRAM) return
    this.#path = file
    this.#size = size
    this.#chunks = []
    this.#isProgram = false
  }

  bytes(chunk: Buffer): void {
    if (this.#chunks === undefined) return
    this.#chunks.push(Buffer.from(chunk))
    if (this.#isProgram) return
    // The first bytes may come one by one.
    const head = Buffer.concat(this.#chunks)
    if (head.length < 4) return
    this.#isProgram = looksLikeProgram(head)
    if (this.#isProgram && this.#size > MOST_PROGRAM) {
      this.#left.push(`/${this.#path}: not read: a program of more than ${MOST_PROGRAM >> 20} MiB`)
      this.#isProgram = false
    }
    if (!this.#isProgram) this.#chunks = undefined
  }

  end(): void {
    const chunks = this.#chunks
    this.#chunks = undefined
    if (chunks === undefined || chunks.length === 0) return
    const bytes = Buffer.concat(chunks)
    const source: FileSource = {
      size: bytes.length,
      read: (offset, length) => bytes.subarray(offset, offset + length),
    }
    try {
      const info = readBuildInfo(source)
      if (info === undefined) return
      if (--this.#budget.programs < 0)
        throw new WardenError('too-large', `${this.#name}: more than ${MOST_PROGRAMS} Go programs`)
      const functions = this.#functions(source)
      this.programs.set(this.#path, {
        info,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        ...(functions === undefined ? {} : { functions }),
      })
    } catch (error) {
      if (!isWardenError(error, 'parse')) throw error
      this.#left.push(`/${this.#path}: ${messageOf(error)}`)
    }
  }

  #functions(source: FileSource): ReadonlySet<string> | undefined {
    const { functions: most } = this.#budget
    if (most === undefined) return undefined
    const functions = readFunctionNames(source)
    if (functions === undefined || functions.size <= most) {
      this.#budget.functions = most - (functions?.size ?? 0)
      return functions
    }
    this.#left.push(`/${this.#path}: its functions are not read: its image has more than ${MOST_FUNCTIONS} of them`)
    return undefined
  }
}

/** A path without `.`, empty parts and slashes at its ends; `undefined` where it leads out of the root. */
function cleanPath(name: string): string | undefined {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.')
  return parts.includes('..') || name.includes('\0') ? undefined : parts.join('/')
}

/** Whether an upper layer has something in the way: the path itself, a folder above it, or an emptied folder. */
function isCovered(file: string, { hidden, opaque }: Cover): boolean {
  if (hidden.has(file) || opaque.has('')) return true
  for (let slash = file.lastIndexOf('/'); slash > 0; slash = file.lastIndexOf('/', slash - 1)) {
    const above = file.slice(0, slash)
    if (hidden.has(above) || opaque.has(above)) return true
  }
  return false
}

/** Whether bytes begin as a program of any system does. */
function looksLikeProgram(chunk: Buffer): boolean {
  const magic = chunk.readUInt32BE(0)
  return PROGRAMS.has(magic) || magic >>> 16 === 0x4d5a || magic >>> 16 === 0x01df || magic >>> 16 === 0x01f7
}

/** ELF; Mach-O of either width and order, and fat; Plan 9. */
const PROGRAMS: ReadonlySet<number> = new Set([
  0x7f454c46, 0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe, 0xcafebabe, 0x000001eb, 0x00008a97, 0x00000647,
])
