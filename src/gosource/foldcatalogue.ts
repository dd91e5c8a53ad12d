// What is known of the standard library: one file a family of packages, put together here.
import { archiveFunctions } from './foldarchive.ts'
import { cryptoFunctions } from './foldcrypto.ts'
import { encodingFunctions, urlFunctions } from './foldencoding.ts'
import { fmtFunctions } from './foldfmt.ts'
import { ioFunctions } from './foldio.ts'
import type { Catalogue, Native } from './foldmachine.ts'
import { END_OF_FILE } from './foldreader.ts'
import { reflectFunctions } from './foldreflect.ts'
import { regexpFunctions } from './foldregexp.ts'
import { jsonFunctions } from './foldjson.ts'
import { bitFunctions } from './foldbits.ts'
import { sequenceFunctions } from './foldsequence.ts'
import { listFunctions } from './foldlists.ts'
import { netFunctions } from './foldnet.ts'
import { bigFunctions, mathFunctions, pathFunctions, strconvFunctions } from './foldstrconv.ts'
import { stringFunctions } from './foldstrings.ts'
import { templateFunctions } from './foldtemplate.ts'
import { textFunctions } from './foldtexts.ts'
import { basic, BYTES, STRING, UNKNOWN_TYPE, type Type } from './foldtype.ts'
import { contextFunctions, syncFunctions } from './foldsync.ts'
import { unicodeFunctions } from './foldunicode.ts'
import { intOf, type Value } from './foldvalue.ts'

/** All that folding knows of the standard library. */
export function standardLibrary(): Catalogue {
  const functions = new Map<string, Native>()
  const values = new Map<string, () => Value>()
  const zeros = new Map<string, () => Value>()
  const types = new Map<string, Type>()
  stringFunctions(functions)
  unicodeFunctions(functions)
  strconvFunctions(functions)
  mathFunctions(functions, values, types)
  pathFunctions(functions)
  bigFunctions(functions, zeros)
  fmtFunctions(functions)
  ioFunctions(functions, zeros)
  encodingFunctions(functions, values)
  urlFunctions(functions, types)
  cryptoFunctions(functions)
  regexpFunctions(functions)
  listFunctions(functions, types)
  sequenceFunctions(functions)
  bitFunctions(functions)
  reflectFunctions(functions, values, types)
  jsonFunctions(functions)
  templateFunctions(functions, types)
  textFunctions(functions)
  archiveFunctions(functions)
  syncFunctions(functions, zeros)
  contextFunctions(functions)
  netFunctions(functions, types, zeros)
  values.set('io.EOF', () => END_OF_FILE)
  // Flags of open(2), as on Linux: what matters is which are set.
  for (const [name, value] of [
    ['RDONLY', 0],
    ['WRONLY', 1],
    ['RDWR', 2],
    ['CREATE', 64],
    ['EXCL', 128],
    ['TRUNC', 512],
    ['APPEND', 1024],
    ['SYNC', 1_052_672],
  ] as const)
    values.set(`os.O_${name}`, () => intOf(value))
  // Types of the library that are converted to: a call of them is no call.
  for (const name of ['HTML', 'JS', 'CSS', 'URL', 'HTMLAttr', 'JSStr', 'Srcset'])
    types.set(`html/template.${name}`, STRING)
  types.set('encoding/json.RawMessage', BYTES)
  types.set('encoding/json.Number', STRING)
  types.set('syscall.Signal', basic('int'))
  types.set('syscall.Errno', basic('uintptr'))
  for (const name of ['net/http.Dir', 'net/http.HandlerFunc', 'unsafe.Pointer']) {
    types.set(name, UNKNOWN_TYPE)
  }
  return { functions, values, zeros, types }
}
