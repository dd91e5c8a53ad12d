// What an image says it consists of: OCI's index.json, manifests and configurations (https://github.com/opencontainers/
// image-spec), and the manifest.json of `docker save` (https://github.com/moby/docker-image-spec). Read strictly: a member
// that is needed and has another form is an error.
import path from 'node:path'
import { textOf } from '../base/bytes.ts'
import { messageOf, WardenError } from '../base/errors.ts'
import type { Blob, ImageBlobs } from './imageblobs.ts'

/** The layers of one image, the lowest first. */
export interface OneImage {
  /** `linux/amd64`; empty where it is not said. */
  readonly platform: string
  /** `sha256:…` of its manifest, or of its configuration where it has none; empty where nothing says. */
  readonly digest: string
  readonly created: string | undefined
  readonly layers: readonly Blob[]
}

/** One image, or one for each of several platforms. */
export interface ImageList {
  /** Empty where it has none. */
  readonly name: string
  /** Of what lists all of them; where nothing does, the first one's. */
  readonly digest: string
  readonly images: readonly OneImage[]
}

const MOST_LAYERS = 1000
const MOST_IMAGES = 100
const MOST_DEPTH = 4

/** Reads it. Throws `parse` for another form, and what `blobs` throws. */
export function readImageList(blobs: ImageBlobs): ImageList {
  if (blobs.has('index.json')) return readLayout(blobs)
  if (blobs.has('manifest.json')) return readSaved(blobs)
  throw new WardenError('parse', `${blobs.place}: is no container image: it has neither index.json nor manifest.json`, {
    remedy: 'docker save IMAGE -o image.tar; or skopeo copy docker-daemon:IMAGE oci:FOLDER',
  })
}

function readLayout(blobs: ImageBlobs): ImageList {
  const index = parsed(blobs, { name: 'index.json', file: 'index.json', digest: undefined })
  const images: OneImage[] = []
  const seen = new Set<string>()
  let first = ''
  let name = ''
  const visit = (descriptor: Fields, depth: number): void => {
    const blob = blobOf(blobs, descriptor, 'a manifest')
    // One that names itself, or one that two indexes share.
    if (seen.has(blob.file)) return
    seen.add(blob.file)
    const platform = platformOf(blobs, descriptor['platform'])
    // What describes an image (attestations, signatures) has a platform that no machine has.
    if (platform === 'unknown/unknown') return
    if (depth > MOST_DEPTH || seen.size > MOST_IMAGES)
      throw bad(blobs, `has more than ${MOST_IMAGES} manifests, or indexes ${MOST_DEPTH} deep`)
    const manifest = parsed(blobs, blob)
    if (first === '') first = blob.digest ?? ''
    if (name === '') name = nameOf(descriptor['annotations'])
    if (Array.isArray(manifest['manifests'])) {
      for (const inner of listOf(blobs, manifest, 'manifests')) visit(inner, depth + 1)
      return
    }
    const config = parsed(blobs, blobOf(blobs, fieldsOf(blobs, manifest['config'], 'config'), 'a configuration'))
    const layers = listOf(blobs, manifest, 'layers').filter(
      (layer) => !/helm|sbom|in-toto/.test(String(layer['mediaType'])),
    )
    images.push(
      imageOf(
        blobs,
        config,
        layers.map((layer) => blobOf(blobs, layer, 'a layer')),
        platform,
        blob.digest,
      ),
    )
  }
  for (const descriptor of listOf(blobs, index, 'manifests')) visit(descriptor, 1)
  if (images.length === 0) throw bad(blobs, 'its index.json names no image')
  return { name, digest: first, images }
}

function readSaved(blobs: ImageBlobs): ImageList {
  const list: unknown = json(blobs, { name: 'manifest.json', file: 'manifest.json', digest: undefined })
  if (!Array.isArray(list) || list.length === 0 || list.length > MOST_IMAGES)
    throw bad(blobs, 'its manifest.json names no image, or too many')
  let name = ''
  const images = list.map((one: unknown): OneImage => {
    const manifest = fieldsOf(blobs, one, 'manifest.json')
    const file = textIn(blobs, manifest, 'Config')
    // The configuration is called like its digest, by whoever wrote the archive.
    const hex = /^(?:blobs\/sha256\/)?([0-9a-f]{64})(?:\.json)?$/.exec(file)?.[1]
    const config = parsed(blobs, { name: file, file, digest: hex === undefined ? undefined : `sha256:${hex}` })
    const tags: unknown = manifest['RepoTags']
    if (name === '' && Array.isArray(tags) && typeof tags[0] === 'string') name = tags[0]
    const layers = manifest['Layers']
    if (!Array.isArray(layers)) throw bad(blobs, 'its manifest.json has no Layers')
    const stacked = layers.map((layer: unknown): Blob => {
      if (typeof layer !== 'string') throw bad(blobs, 'its manifest.json has a layer that is no path')
      const inName = /^blobs\/sha256\/([0-9a-f]{64})$/.exec(layer)?.[1]
      return { name: layer, file: layer, digest: inName === undefined ? undefined : `sha256:${inName}` }
    })
    return imageOf(blobs, config, stacked, '', hex === undefined ? undefined : `sha256:${hex}`)
  })
  return { name, digest: images.find((one) => one.digest !== '')?.digest ?? '', images }
}

type Fields = Readonly<Record<string, unknown>>

function imageOf(
  blobs: ImageBlobs,
  config: Fields,
  layers: readonly Blob[],
  platform: string,
  digest: string | undefined,
): OneImage {
  if (layers.length > MOST_LAYERS) throw bad(blobs, `has more than ${MOST_LAYERS} layers`)
  const created = config['created']
  const time = typeof created === 'string' && created.length < 60 ? new Date(created) : undefined
  const isDate = time !== undefined && !Number.isNaN(time.getTime()) && time.getTime() > 0
  return {
    platform: platform === '' ? platformOf(blobs, config) : platform,
    digest: digest ?? '',
    created: isDate ? time.toISOString().replace(/\.\d+Z$/, 'Z') : undefined,
    layers,
  }
}

/** `linux/arm64`, `linux/arm/v7`: of a descriptor's platform, or a configuration. */
function platformOf(blobs: ImageBlobs, value: unknown): string {
  if (value === undefined) return ''
  const { os, architecture, variant } = fieldsOf(blobs, value, 'platform')
  const parts = [os, architecture, variant].filter((part) => part !== undefined && part !== '')
  if (!parts.every((part) => typeof part === 'string' && /^[\w.-]{1,40}$/.test(part)))
    throw bad(blobs, 'has a platform that is none')
  return parts.join('/')
}

function blobOf(blobs: ImageBlobs, descriptor: Fields, what: string): Blob {
  const digest = textIn(blobs, descriptor, 'digest')
  if (!/^sha256:[0-9a-f]{64}$/.test(digest))
    throw bad(blobs, `names ${what} by ${JSON.stringify(digest.slice(0, 80))}, which is no SHA-256 digest`)
  return { name: digest, file: path.posix.join('blobs', 'sha256', digest.slice('sha256:'.length)), digest }
}

function nameOf(annotations: unknown): string {
  if (typeof annotations !== 'object' || annotations === null) return ''
  const all = annotations as Fields
  const name = all['io.containerd.image.name'] ?? all['org.opencontainers.image.ref.name']
  return typeof name === 'string' && name.length < 500 ? name : ''
}

function parsed(blobs: ImageBlobs, blob: Blob): Fields {
  return fieldsOf(blobs, json(blobs, blob), blob.name)
}

function json(blobs: ImageBlobs, blob: Blob): unknown {
  const text = textOf(blobs.document(blob))
  if (text === undefined) throw bad(blobs, `${blob.name}: is no UTF-8`)
  try {
    return JSON.parse(text)
  } catch (error) {
    // A RangeError: nested too deep.
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error
    throw bad(blobs, `${blob.name}: is no JSON: ${messageOf(error).slice(0, 120)}`)
  }
}

function fieldsOf(blobs: ImageBlobs, value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw bad(blobs, `${what}: is no JSON object`)
  return value as Fields
}

function listOf(blobs: ImageBlobs, fields: Fields, name: string): readonly Fields[] {
  const list = fields[name]
  if (!Array.isArray(list)) throw bad(blobs, `has no list of ${name}`)
  return list.map((one: unknown) => fieldsOf(blobs, one, name))
}

function textIn(blobs: ImageBlobs, fields: Fields, name: string): string {
  const value = fields[name]
  if (typeof value !== 'string') throw bad(blobs, `has a part without ${name}`)
  return value
}

function bad({ place }: ImageBlobs, why: string): WardenError {
  return new WardenError('parse', `${place}: ${why}`)
}
