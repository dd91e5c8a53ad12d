// Any report in any format but text: what `-o` and `convert` call.
import { WardenError } from '../base/errors.ts'
import type { Format } from './formats.ts'
import type { Document } from './view.ts'

/** A document as a whole text in one format, with a final newline. */
export function render(format: Exclude<Format, 'text' | 'json'>, document: Document): string {
  throw new WardenError('usage', `${format} of ${document.schema}: not there yet`)
}
