// Judging content: what a module holds besides Go code that runs, as findings. The weight of a fact was found where its
// bytes were read (src/gosource/content); here it becomes a severity, a sentence and what to do.
import type { Severity } from '../../base/finding.ts'
import type { ContentFact, ContentKind } from '../../gosource/facts.ts'
import type { BehaviourFinding, FindingTrigger } from '../behaviour/finding.ts'

/** How facts of one kind are judged. */
interface Judgement {
  readonly rule: string
  readonly trigger: FindingTrigger
  /** The severity of a fact that is good for nothing but a list. */
  readonly low: Severity
  readonly remedy: string
}

/** How many other places a finding tells. */
const MOST_PLACES = 20

const JUDGEMENTS: Readonly<Record<ContentKind, Judgement>> = {
  binary: {
    rule: 'MW-BLOB',
    trigger: 'build',
    low: 'low',
    remedy: 'Ask the author for the source of this file, or build the module from source without it',
  },
  disguise: {
    rule: 'MW-BLOB',
    trigger: 'build',
    low: 'low',
    remedy: 'Do not open or run this file; ask the author what it is for',
  },
  autorun: {
    rule: 'MW-IDE',
    trigger: 'ide',
    low: 'low',
    remedy: 'Do not open a checkout of this module in an editor or agent that trusts it; read the command first',
  },
  bidi: {
    rule: 'MW-OBF-BIDI',
    trigger: 'build',
    low: 'info',
    remedy: 'Read this line with its hidden characters shown, as in the evidence',
  },
  'off-screen': {
    rule: 'MW-OBF-COL',
    trigger: 'build',
    low: 'info',
    remedy: 'Read this line to its end, with lines wrapped',
  },
  homoglyph: {
    rule: 'MW-OBF-HOMO',
    trigger: 'build',
    low: 'info',
    remedy: 'Compare the two names byte by byte; ask the author to write this one in Latin letters',
  },
  cgo: {
    rule: 'MW-CGO',
    trigger: 'cgo',
    low: 'low',
    remedy: 'Read this C code before the module is built; CGO_ENABLED=0 go build leaves it out',
  },
  assembly: {
    rule: 'MW-ASM',
    trigger: 'exported',
    low: 'info',
    remedy: 'Read which system call it makes; golang.org/x/sys does the same in the open',
  },
  linkname: {
    rule: 'MW-LINK',
    trigger: 'exported',
    low: 'info',
    remedy: 'Read what calls this function; the public function of the package does the same in the open',
  },
  generate: {
    rule: 'MW-GEN',
    trigger: 'build',
    low: 'info',
    remedy: 'Do not run go generate in this module before you have read the command',
  },
  script: {
    rule: 'MW-SCRIPT',
    trigger: 'build',
    low: 'info',
    remedy: 'Do not run this script before you have read it',
  },
  'line-directive': {
    rule: 'MW-LINE',
    trigger: 'build',
    low: 'info',
    remedy: 'Read the code where it really stands: traces and tools show the claimed file',
  },
}

/**
 * Findings about content, in the order of the facts. Facts of one rule that are medium are one sign, however many there
 * are: one finding whose trace has the other places. No finding has a path, because nothing shows that one leads to
 * another.
 */
export function judgeContent(facts: readonly ContentFact[]): readonly BehaviourFinding[] {
  // A false name that an editor's task starts is of the same attack as the task.
  const started = facts.some(({ kind, weight }) => kind === 'autorun' && (weight === 'high' || weight === 'critical'))
  const mediums = Map.groupBy(
    facts.filter(({ weight }) => weight === 'medium'),
    ({ kind }) => JUDGEMENTS[kind].rule,
  )
  const findings: BehaviourFinding[] = []
  for (const fact of facts) {
    const judgement = JUDGEMENTS[fact.kind]
    const { rule, trigger, remedy } = judgement
    const alike = fact.weight === 'medium' ? (mediums.get(rule) ?? []) : [fact]
    if (alike[0] !== fact) continue
    findings.push({
      rule,
      severity: fact.weight === 'low' ? judgement.low : fact.weight,
      file: fact.file,
      line: fact.line,
      message: alike.length > 1 ? `${fact.what}, and ${alike.length - 1} more like it` : fact.what,
      folded: fact.values,
      trace: alike.slice(0, MOST_PLACES).map(({ file, line, what }) => ({ file, line, what })),
      trigger: started && rule === 'MW-BLOB' && fact.kind === 'disguise' ? 'ide' : trigger,
      remedy,
    })
  }
  return findings
}
