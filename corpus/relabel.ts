// Computes the lines of every label anew from its markers, and writes the archives in their one form:
// `node corpus/relabel.ts`, after a case was edited. `--check` writes nothing and fails where something would change.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatCase, lineOf, readCases } from './case.ts'

const check = process.argv.includes('--check')
for (const item of readCases()) {
  for (const { mark, or } of item.findings) {
    for (const one of [mark, ...or]) {
      if (lineOf(item, one) === undefined) throw new Error(`${item.name}: ${one.file} does not contain ${one.text}`)
    }
  }
  const path = join(import.meta.dirname, `${item.name}.txtar`)
  const text = formatCase(item)
  if (text === readFileSync(path, 'latin1')) continue
  process.stdout.write(`${item.name}\n`)
  if (check) process.exitCode = 1
  else writeFileSync(path, text, 'latin1')
}
