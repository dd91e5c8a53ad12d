// Differential fuzzing against Go: made-up names, versions, patterns, go.mod, go.work and go.sum texts and zips, judged by
// both, in batches. Each batch follows from its own seed, so that a difference is found again by running that batch alone.
import { join } from 'node:path'
import { textOf } from '../../src/base/bytes.ts'
import { generator, type Generator } from '../../test/support/generate.ts'
import { bytesOf } from '../target.ts'
import { target as programs } from '../targets/buildinfo.ts'
import { readCorpus } from '../engine/corpus.ts'
import { mutate } from '../engine/mutate.ts'
import { answerMod, listedMod, type ModAnswer } from './mods.ts'
import { modLines, modPieces, modText, workLines } from './modtext.ts'
import { answerName, isListedName, nameQuestions, type NameQuestion, type NameWords } from './names.ts'
import { moreGlobs, morePaths, moreVersions } from './nametext.ts'
import { startOracle, type Batch, type ModQuestion, type Oracle } from './oracle.ts'
import { programAnswers } from './programs.ts'
import { sumAnswers, type SumAnswer } from './sums.ts'
import { sumPieces, sumText } from './sumtext.ts'
import { judgeZip } from './zips.ts'

/** How much is asked. */
export interface Plan {
  readonly seed: number
  /** Questions about names, texts and zips together. */
  readonly inputs: number
  /** How many of them are zips; of the others one in a hundred is a compiled program. */
  readonly zips: number
}

/** What came of it. */
export interface Differences {
  readonly inputs: number
  /** How many questions of each kind, and how many of them were refused or fell into a listed class. */
  readonly tally: Readonly<Record<string, number>>
  /** What differs and is not listed, with the seed of its batch; at most 20. */
  readonly differences: readonly string[]
}

const BATCH = { names: 2000, mods: 400, sums: 600, programs: 200, zips: 100 }
const MOST_DIFFERENCES = 20
/** Batches that are asked ahead: Go answers one while we answer another. */
const AHEAD = 3

/** Asks until the plan is done or there are 20 differences. The shares of names, go.mod and go.sum are 7 : 2 : 1. */
export async function compareWithGo(plan: Plan, onProgress?: (done: Differences) => void): Promise<Differences> {
  const oracle = startOracle()
  const tally: Record<string, number> = {}
  const differences: string[] = []
  const words = corpusWords()
  let inputs = 0
  const count = (kind: string): void => {
    tally[kind] = (tally[kind] ?? 0) + 1
  }
  try {
    const running: Promise<void>[] = []
    for (const [i, kind] of [...kindsOf(plan)].entries()) {
      if (differences.length >= MOST_DIFFERENCES) break
      const seed = (plan.seed + i) % 0x7fff_ffff
      const reproduce = (what: string): void => {
        if (differences.length < MOST_DIFFERENCES) differences.push(`--seed ${seed} --only ${kind}: ${what}`)
      }
      running.push(
        batches[kind](generator(seed), words, oracle, count, reproduce).then((asked) => {
          inputs += asked
          onProgress?.({ inputs, tally, differences })
        }),
      )
      if (running.length >= AHEAD) await running.shift()
    }
    await Promise.all(running)
  } finally {
    await oracle.close()
  }
  return { inputs, tally, differences }
}

/** The kinds of questions that there are. */
export type Kind = keyof typeof BATCH

/** Whether a text names a kind. */
export function isKind(text: string): text is Kind {
  return Object.hasOwn(BATCH, text)
}

/** One batch of one kind again, as a difference names it. */
export async function compareBatch(kind: Kind, seed: number): Promise<readonly string[]> {
  const oracle = startOracle()
  const differences: string[] = []
  try {
    await batches[kind](
      generator(seed),
      corpusWords(),
      oracle,
      () => undefined,
      (what) => differences.push(what),
    )
  } finally {
    await oracle.close()
  }
  return differences
}

/** The batches of a plan, mixed so that every kind is asked from the beginning. */
function* kindsOf({ inputs, zips }: Plan): Iterable<Kind> {
  const left: Record<Kind, number> = {
    zips,
    names: 0.7 * (inputs - zips),
    mods: 0.2 * (inputs - zips),
    sums: 0.09 * (inputs - zips),
    programs: 0.01 * (inputs - zips),
  }
  const whole = { ...left }
  for (;;) {
    const [kind] = (Object.keys(left) as Kind[])
      .filter((k) => left[k] > 0)
      .toSorted((a, b) => left[b] / whole[b] - left[a] / whole[a])
    if (kind === undefined) return
    left[kind] -= BATCH[kind]
    yield kind
  }
}

type Ask = (
  random: Generator,
  words: Words,
  oracle: Oracle,
  count: (kind: string) => void,
  differs: (what: string) => void,
) => Promise<number>

const batches: Readonly<Record<Kind, Ask>> = {
  async names(random, words, oracle, count, differs) {
    const questions: NameQuestion[] = []
    while (questions.length < BATCH.names) questions.push(...nameQuestions(random, words.names))
    const answers = await oracle.ask({ names: questions })
    for (const [i, question] of questions.entries()) {
      const ours = JSON.stringify(answerName(question))
      const theirs = JSON.stringify(answers[i])
      count(question[0])
      if (ours === theirs) continue
      if (isListedName(question)) count('listed: gopkg.in/….v-unstable')
      else differs(`${JSON.stringify(question)}: Go says ${theirs}, we ${ours}`)
    }
    return questions.length
  },
  async mods(random, words, oracle, count, differs) {
    const questions: ModQuestion[] = []
    while (questions.length < BATCH.mods) {
      const mode = random.pick(['strict', 'strict', 'lax', 'work'] as const)
      const directives = mode === 'work' ? workLines : modLines
      const text = textOf(textOfChance(random, words.mods, modPieces, (r) => modText(r, directives)))
      if (text !== undefined) questions.push({ mode, text })
    }
    const answers = await oracle.ask({ mods: questions })
    for (const [i, question] of questions.entries()) {
      const ours = answerMod(question)
      const theirs = answers[i] as ModAnswer // goprogram.ts: answerMod
      count(`go.mod ${question.mode}, ${ours.Errors === null ? 'parsed' : 'refused'}`)
      if (JSON.stringify(ours) === JSON.stringify(theirs)) continue
      const listed = listedMod(question, ours, theirs)
      if (listed !== undefined) count(`listed: ${listed}`)
      else differs(`${JSON.stringify(question)}: Go says ${JSON.stringify(theirs)}, we ${JSON.stringify(ours)}`)
    }
    return questions.length
  },
  async sums(random, words, oracle, count, differs) {
    const questions: Uint8Array[] = []
    while (questions.length < BATCH.sums) questions.push(textOfChance(random, words.sums, sumPieces, sumText))
    const answers = await oracle.ask({ sums: questions })
    for (const [i, question] of questions.entries()) {
      const [ours, theirs] = sumAnswers(question, answers[i] as SumAnswer) // goprogram.ts: answerSum
      count(`go.sum, ${ours.startsWith('malformed') ? 'refused' : 'read'}`)
      if (ours !== theirs) {
        differs(
          `base64 ${Buffer.from(question).toString('base64')}: Go says ${JSON.stringify(theirs)}, we ${JSON.stringify(ours)}`,
        )
      }
    }
    return questions.length
  },
  async programs(random, words, oracle, count, differs) {
    const other = (): Uint8Array => random.pick(words.programs)
    const questions = Array.from({ length: BATCH.programs }, () =>
      mutate(other(), { random, dictionary: [], other, maxBytes: 20_000 }),
    )
    const answers = await oracle.ask({ programs: questions })
    for (const [i, question] of questions.entries()) {
      const { ours, theirs, listed } = programAnswers(question, answers[i])
      count(`program, ${ours.startsWith('[') ? 'read' : 'none or refused'}`)
      if (ours === theirs) continue
      if (listed !== undefined) count(`program, listed: ${listed}`)
      else differs(`base64 ${Buffer.from(question).toString('base64')}: Go says ${theirs}, we ${ours}`)
    }
    return questions.length
  },
  async zips(random, _words, oracle, count, differs) {
    const seed = random.seed
    const zips: Batch['zips'] = { seed: 1000 * seed, count: BATCH.zips, extract: true }
    for (const [i, answer] of (await oracle.ask({ zips })).entries()) {
      const found = await judgeZip(answer)
      if ('kind' in found) count(`zip, ${found.kind}`)
      else differs(`zip ${1000 * seed + i} ${found.difference}`)
    }
    return BATCH.zips
  },
}

/** What generators start from: the fuzz targets' corpora beside the fixed lists. */
interface Words {
  readonly names: NameWords
  readonly mods: readonly Uint8Array[]
  readonly sums: readonly Uint8Array[]
  readonly programs: readonly Uint8Array[]
}

function corpusWords(): Words {
  const corpus = (name: string): Uint8Array[] => readCorpus(join(import.meta.dirname, '..', 'corpus', name))
  const lines = (name: string): string[] =>
    corpus(name).flatMap((input) => (textOf(input) ?? '').split('\n').filter((line) => line.length < 100))
  return {
    names: {
      paths: [...morePaths, ...lines('names'), ...lines('cachelayout')],
      versions: [...moreVersions, ...lines('versions')],
      globs: [...moreGlobs, ...lines('patterns')],
    },
    mods: [...corpus('gomod'), ...corpus('gowork')],
    sums: corpus('gosum'),
    programs: [...programs.seeds, ...corpus('buildinfo')].map((input) => bytesOf(input)),
  }
}

function textOfChance(
  random: Generator,
  corpus: readonly Uint8Array[],
  pieces: readonly string[],
  make: (random: Generator) => Uint8Array,
): Uint8Array {
  if (corpus.length === 0 || random.below(3) > 0) return make(random)
  const dictionary = pieces.map((piece) => Buffer.from(piece))
  return mutate(random.pick(corpus), { random, dictionary, other: () => random.pick(corpus), maxBytes: 2000 })
}
