// The purl of a part of a bill of materials.
import type { BillPart } from './bom.ts'
import { golangPurl, standardPurl } from './purl.ts'

/** The purl of a part; `undefined` for what is no Go module. */
export function purlOf({ kind, path, version }: BillPart): string | undefined {
  switch (kind) {
    case 'standard':
      return standardPurl(version)
    case 'image':
      return undefined
    case 'program':
    case 'project':
      // `(devel)` is what a program says that was built from a folder; it is no version.
      return path.includes('.') || path.includes('/')
        ? golangPurl(path, version === '(devel)' ? '' : version)
        : undefined
    default:
      return golangPurl(path, version)
  }
}
