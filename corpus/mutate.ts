// Mutants of a case: the same behaviour in other words, and a label that moved along exactly. Deterministic.
//
//     node corpus/mutate.ts --seed 1 --mutants 5 --out FOLDER [CASE…]
//
// writes each mutant as an archive of the corpus's form.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Case, Mark } from './case.ts'
import { formatCase, readCases } from './case.ts'
import { encode } from './mutators/encode.ts'
import { imports } from './mutators/imports.ts'
import { buildTags, reorder, splitFiles, splitPackages } from './mutators/move.ts'
import { rename } from './mutators/rename.ts'
import { sinks } from './mutators/sinks.ts'
import { randomFrom } from './random.ts'
import type { Random } from './random.ts'
import type { Anchor, Draft } from './rewrite.ts'

/** A mutator gives the changed draft, or `undefined` where it has nothing to change. */
export type Mutator = (draft: Draft, random: Random) => Draft | undefined

/** The mutators by name, in the order in which they are applied. */
export const MUTATORS: ReadonlyMap<string, Mutator> = new Map<string, Mutator>([
  ['encode', encode],
  ['sinks', sinks],
  ['packages', splitPackages],
  ['files', splitFiles],
  ['reorder', reorder],
  ['imports', imports],
  ['rename', rename],
  ['tags', buildTags],
])

/** The mutant of a case with a number: some of the mutators, at least three where three apply. */
export function mutate(item: Case, seed: number, index: number): Case {
  const random = randomFrom(`${item.name} ${seed} ${index}`)
  const wanted = random.shuffled([...MUTATORS.keys()]).slice(0, 3 + random.below(4))
  return mutateWith(item, wanted, random, `${item.name}+${seed}.${index}`)
}

/** The case after these mutators; its title says which of them changed something. */
export function mutateWith(item: Case, wanted: readonly string[], random: Random, name: string): Case {
  const marks = item.findings.flatMap(({ mark, or }) => [mark, ...or])
  let draft: Draft = { files: item.files, anchors: marks.map((mark) => anchorOf(item, mark)) }
  const done: string[] = []
  for (const [key, mutator] of MUTATORS) {
    const next = wanted.includes(key) ? mutator(draft, random) : undefined
    if (next === undefined) continue
    draft = next
    done.push(key)
  }
  let at = 0
  const moved = (): Mark => {
    const anchor = draft.anchors[at++]
    if (anchor === undefined) throw new Error(`${item.name}: a mark was lost`)
    return {
      file: anchor.file,
      text: `@line ${(draft.files.get(anchor.file) ?? '').slice(0, anchor.offset).split('\n').length}`,
    }
  }
  const findings = item.findings.map((finding) => {
    const mark = moved()
    return { ...finding, mark, line: Number(mark.text.slice(6)), or: finding.or.map(moved) }
  })
  return { ...item, name, title: `${item.title} [${done.join(' ')}]`, findings, files: draft.files }
}

function anchorOf(item: Case, { file, text }: Mark): Anchor {
  const offset = text.startsWith('@') ? 0 : (item.files.get(file) ?? '').indexOf(text)
  if (offset < 0) throw new Error(`${item.name}: ${file} does not contain ${text}`)
  return { file, offset }
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: '1' },
      mutants: { type: 'string', default: '5' },
      out: { type: 'string' },
    },
  })
  if (values.out === undefined) throw new Error('--out FOLDER says where the mutants go')
  mkdirSync(values.out, { recursive: true })
  for (const item of readCases()) {
    if (positionals.length > 0 && !positionals.some((prefix) => item.name.startsWith(prefix))) continue
    for (let i = 1; i <= Number(values.mutants); i++) {
      const mutant = mutate(item, Number(values.seed), i)
      writeFileSync(join(values.out, `${mutant.name}.txtar`), formatCase(mutant), 'latin1')
    }
  }
}

if (import.meta.main) main()
