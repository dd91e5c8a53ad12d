// What the project's own code names and nothing that is built here declares. Such code does not compile: something is not
// here, as a generated file that is not checked in, and what that calls or imports is not known.
import { compareBytes } from '../../base/bytes.ts'
import type { Program, SourceFile } from './program.ts'

/** How many names of one file are told. */
const MOST_NAMES = 3

/** A file names what nothing declares; of files that are not the project's own nothing is noted. */
export function lacks({ packages, undeclared }: Program, name: string, file: SourceFile): void {
  if (!file.package.root || name === '_') return
  // A package whose source is not here was told already; the name may be its own or one of those that it declares.
  if (file.guessed || file.dots.some((path) => !packages.has(path))) return
  const known = undeclared.get(file)
  if (known === undefined) undeclared.set(file, new Set([name]))
  else known.add(name)
}

/** A file names what is perhaps no member of a package. */
export function lacksMember(program: Program, packageName: string, name: string, file: SourceFile): void {
  const found = program.packages.get(file.names.get(packageName) ?? '')
  if (found !== undefined && !found.objects.has(name)) lacks(program, `${packageName}.${name}`, file)
}

/** A sentence for each file that names such things. */
export function undeclaredIn({ undeclared }: Program): readonly string[] {
  return [...undeclared].map(([file, found]) => {
    const names = [...found].toSorted(compareBytes).map((name) => Buffer.from(name, 'latin1').toString('utf8'))
    const rest = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : ''
    const what = names.length > 1 ? 'they call' : 'it calls'
    return `${file.name}: nothing declares ${names.slice(0, MOST_NAMES).join(', ')}${rest}; what ${what} is not known`
  })
}
