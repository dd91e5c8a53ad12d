// Names of documents that follow from their content, so that the same content has the same name.
import { createHash } from 'node:crypto'

/** A UUID that follows from a text: of version 5 in form, made with SHA-256. */
export function contentUuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  const variant = ((parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    variant + hex.slice(18, 20),
    hex.slice(20, 32),
  ].join('-')
}
