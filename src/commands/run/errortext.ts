// An expected failure as a person reads it on stderr.
import path from 'node:path'
import type { WardenError } from '../../base/errors.ts'
import { printable } from '../../report/printable.ts'

/** `modwarden: file:line: message`, then what can be done. */
export function errorText(error: WardenError, cwd: string): string {
  const { place } = error
  const file = place === undefined ? '' : shorter(place.file, cwd)
  const at = place === undefined ? '' : `${[file, place.line, place.column].filter((p) => p !== undefined).join(':')}: `
  return printable(`modwarden: ${at}${error.message}${error.remedy === undefined ? '' : `\n  ${error.remedy}`}`)
}

function shorter(file: string, cwd: string): string {
  const relative = path.relative(cwd, file)
  return path.isAbsolute(file) && relative.length < file.length && !relative.startsWith('..') ? relative : file
}
