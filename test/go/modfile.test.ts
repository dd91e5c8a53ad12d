// go.mod and go.work files, asked of golang.org/x/mod/modfile: its own golden files and its own test files. Generated
// files: differential.test.ts.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { isWardenError } from '../../src/base/errors.ts'
import { formatGoMod, parseGoMod } from '../../src/gomod/modfile.ts'
import { formatGoWork, parseGoWork } from '../../src/gomod/gowork.ts'
import { formatSyntax } from '../../src/gomod/modprint.ts'
import { parseSyntax } from '../../src/gomod/modsyntax.ts'
import { answerMod, listedMod, type ModAnswer } from '../../fuzz/differential/mods.ts'
import { startOracle, type ModQuestion, type Oracle } from '../../fuzz/differential/oracle.ts'
import { xmod, xmodReason } from '../support/go.ts'

const skip = xmodReason()

/** Go's side, started by the first question. */
let oracle: Oracle | undefined
after(async () => oracle?.close())

async function compare(questions: readonly ModQuestion[]): Promise<{ parsed: number; refused: number }> {
  oracle ??= startOracle()
  const answers = await oracle.ask({ mods: questions })
  let refused = 0
  for (const [index, question] of questions.entries()) {
    const ours = answerMod(question)
    const theirs = answers[index] as ModAnswer // fuzz/differential/goprogram.ts: answerMod
    if (ours.Errors !== null) refused++
    if (listedMod(question, ours, theirs) !== undefined) continue
    assert.deepEqual(ours, theirs, `${question.mode}: ${JSON.stringify(question.text)}`)
  }
  return { parsed: questions.length - refused, refused }
}

test('parseGoMod and parseGoWork agree with x/mod on its own test files', { skip }, async () => {
  const questions: ModQuestion[] = []
  for (const folder of ['testdata', 'testdata/work']) {
    for (const file of modfileFiles(folder)) {
      const text = readFileSync(join(xmod(), 'modfile', folder, file), 'utf8')
      for (const mode of ['strict', 'lax', 'work'] as const) questions.push({ mode, text })
    }
  }
  assert.ok(questions.length >= 90, `${questions.length}`)
  const { parsed, refused } = await compare(questions)
  assert.ok(parsed > 20 && refused > 20, `${parsed} parsed, ${refused} refused`)
})

test('formatGoMod and formatGoWork print x/mod’s .in files as its .golden files', { skip }, () => {
  let count = 0
  for (const folder of ['testdata', 'testdata/work']) {
    for (const file of modfileFiles(folder)) {
      if (!file.endsWith('.golden')) continue
      const golden = readFileSync(join(xmod(), 'modfile', folder, file), 'utf8')
      assert.equal(formatSyntax(parseSyntax(golden, file)), golden, file)
      const input = file.replace('.golden', '.in')
      if (!modfileFiles(folder).includes(input)) continue
      const text = readFileSync(join(xmod(), 'modfile', folder, input))
      const printed = folder.endsWith('work') ? formatGoWork(parseGoWork(text, input)) : printMod(text, input)
      assert.equal(printed, golden, input)
      count++
    }
  }
  assert.ok(count >= 14, `${count}`)
})

/** Some of the .in files are no valid go.mod files: those are printed from their syntax alone. */
function printMod(text: Uint8Array, file: string): string {
  try {
    return formatGoMod(parseGoMod(text, file))
  } catch (error) {
    if (!isWardenError(error, 'parse')) throw error
    return formatSyntax(parseSyntax(text, file))
  }
}

function modfileFiles(folder: string): string[] {
  return readdirSync(join(xmod(), 'modfile', folder)).filter((name) => /\.(in|golden)$/.test(name))
}
