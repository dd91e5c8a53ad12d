// Container images for tests: tar archives and layouts, with whatever in them.
import { createHash } from 'node:crypto'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { put } from './universe.ts'

/** One entry of an archive. */
export interface TarInput {
  readonly name: string
  readonly bytes?: Uint8Array
  /** The kind's letter; a file unless given. */
  readonly kind?: string
  readonly target?: string
  /** What the header says, where that is another size. */
  readonly size?: number
}

/** A ustar archive. */
export function tar(entries: readonly TarInput[], ended = true): Buffer {
  const blocks = entries.flatMap(
    ({ name, bytes = new Uint8Array(0), kind = '0', target = '', size = bytes.length }) => {
      const header = Buffer.alloc(512)
      header.write(name, 0, 100)
      header.write('0000644\0', 100)
      header.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
      header.write('        ', 148)
      header.write(kind, 156)
      header.write(target, 157, 100)
      header.write('ustar', 257)
      header.write('00', 263)
      const sum = header.reduce((total, byte) => total + byte, 0)
      header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
      return [header, Buffer.from(bytes), Buffer.alloc((512 - (bytes.length % 512)) % 512)]
    },
  )
  return Buffer.concat([...blocks, Buffer.alloc(ended ? 1024 : 0)])
}

/** `sha256:…` of bytes. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

const oci = 'application/vnd.oci.image.'

function plain(layer: Uint8Array): Uint8Array {
  try {
    return gunzipSync(layer)
  } catch {
    // Not gzip, or damaged on purpose.
    return layer
  }
}

/** The files of an OCI layout with one image, by their names. */
export function layoutFiles(
  layers: readonly Uint8Array[],
  platform = { os: 'linux', architecture: 'amd64' },
): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>()
  const add = (bytes: Uint8Array): { digest: string; size: number } => {
    const digest = digestOf(bytes)
    files.set(`blobs/sha256/${digest.slice(7)}`, bytes)
    return { digest, size: bytes.length }
  }
  const config = add(
    json({
      ...platform,
      created: '2026-01-02T03:04:05.678Z',
      rootfs: { type: 'layers', diff_ids: layers.map((layer) => digestOf(plain(layer))) },
    }),
  )
  const manifest = add(
    json({
      schemaVersion: 2,
      mediaType: `${oci}manifest.v1+json`,
      config: { mediaType: `${oci}config.v1+json`, ...config },
      layers: layers.map((layer) => ({
        mediaType: `${oci}layer.v1.tar${layer[0] === 0x1f ? '+gzip' : ''}`,
        ...add(layer),
      })),
    }),
  )
  files.set('oci-layout', json({ imageLayoutVersion: '1.0.0' }))
  files.set(
    'index.json',
    json({
      schemaVersion: 2,
      mediaType: `${oci}index.v1+json`,
      manifests: [{ mediaType: `${oci}manifest.v1+json`, ...manifest, platform }],
    }),
  )
  return files
}

/** Writes a layout into a folder; gives the folder. */
export function writeLayout(folder: string, files: ReadonlyMap<string, Uint8Array>): string {
  for (const [name, bytes] of files) put(path.join(folder, name), bytes)
  return folder
}

/** The bytes of a JSON document. */
export function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value))
}
