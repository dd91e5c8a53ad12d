// Candidates in their contexts: callers are looked at for what they pass, as long as that decides what the effect does;
// each context that gives it other arguments is an effect of its own.
import type { Argument, EffectKind, Role } from '../facts.ts'
import { argumentsOf, type ArgumentFinder } from './arguments.ts'
import type { Candidate } from './candidates.ts'
import { Contexts, gravestFirst, type Subject } from './contexts.ts'
import type { Engine } from './engine.ts'
import { INTEREST, interestOf } from './interest.ts'
import { objectsOf, rootOf, worksOn } from './objects.ts'
import type { Link } from './origin.ts'
import { isTestFile, type CallSite } from './program.ts'
import { rolesOf } from './roles.ts'
import { Sources } from './sources.ts'
import { Values } from './values.ts'

/** How many contexts of one call are told apart. */
const MOST_CONTEXTS = 12
/** How many where the others are telling: a shell, an address, a place outside. */
const MOST_TELLING = 24
/** How many callers of one call are looked at. */
const MOST_VISITS = 60
/** How many callers wait to be looked at. */
const MOST_WAITING = 4000
/** How many callers that pass plain words are told together. */
const MOST_DULL = 8
/** How deep callers are looked at for what they pass. */
const MOST_CALLERS_DEEP = 6

/** An effect whose reach is not found yet. */
export interface Draft {
  readonly candidate: Candidate
  readonly kind: EffectKind
  readonly arguments: readonly Argument[]
  readonly object: readonly string[]
  /** From the call upward. */
  readonly links: readonly Link[]
  /** The contexts that are told together, where there are no others: what reaches them reaches the effect. */
  readonly together?: readonly (readonly Link[])[]
}

/** Told where a limit was reached, and whether what is not known for that may matter. */
export type OnCut = (candidate: Candidate, why: string, grave: boolean) => void

/** Each candidate in each context that matters. */
export function findDrafts(engine: Engine, candidates: readonly Candidate[], onCut: OnCut): Draft[] {
  const contexts = new Contexts(engine)
  const values = new Values(engine, contexts)
  const finder = { engine, values, sources: new Sources(engine, contexts, values) }
  return candidates.flatMap((candidate) => draftsOf(finder, contexts, candidate, onCut))
}

function draftsOf(finder: ArgumentFinder, contexts: Contexts, candidate: Candidate, onCut: OnCut): Draft[] {
  const { engine } = finder
  const { reacher } = engine
  const { unit } = candidate
  const found: Draft[] = []
  const seen = new Set<string>()
  let work: Waiting[] = []
  // Callers that pass plain words alone, where there are many: what they pass is told together.
  const dull: (readonly Link[])[] = []
  // What tests pass is there in tests alone: it is not told together with what others pass.
  const isReal = (links: readonly Link[]): boolean =>
    isTestFile(unit.file) || !links.some(({ site }) => isTestFile(site.unit.file))
  let visits = 0
  let cut = false
  const evaluate = (links: readonly Link[], others: readonly (readonly Link[])[] = []): void => {
    const refused = engine.folder.refused()
    const drafts = inContext(finder, candidate, links, others.slice(0, MOST_DULL))
    if (engine.folder.refused() > refused && drafts.some(isOpen))
      onCut(candidate, 'limit: too many steps of folding', true)
    for (const draft of drafts) {
      const key = keyOf(draft)
      if (seen.has(key)) continue
      seen.add(key)
      found.push(others.length > 0 ? { ...draft, together: others } : draft)
    }
  }
  const visit = (links: readonly Link[]): void => {
    // A write into what nobody made here is none; who made it, callers say.
    const effective = candidate.kind !== undefined || objectsOf(engine, candidate, links).kinds.size > 0
    const open = contexts.firstOpen(subjectsOf(engine, candidate, links, effective), links, unit)
    const callers =
      open === undefined || links.length >= MOST_CALLERS_DEEP
        ? []
        : reacher.callers(open).filter(({ site }) => site !== undefined)
    const triggered = open !== undefined && reacher.triggers(open).length > 0
    if (effective && (callers.length === 0 || triggered)) evaluate(links)
    const mostTests = isTestFile(unit.file) ? 1 : 2
    let tests = 0
    const next: Waiting[] = []
    for (const { site } of gravestFirst(callers)) {
      // Tests call what they test, with whatever comes to mind: a few of them are enough.
      if (site !== undefined && isTestFile(site.unit.file) && ++tests > mostTests) break
      if (site === undefined || open === undefined || links.some((link) => link.site === site)) continue
      next.push({ links: [...links, { callee: open, site }], site, interest: undefined })
    }
    const room = Math.max(0, MOST_WAITING - work.length)
    cut ||= next.length > room
    for (const one of next.slice(0, room).toReversed()) work.push(one)
  }
  visit([])
  while (work.length > 0) {
    if (work.length + found.length > MOST_CONTEXTS) {
      for (const one of work) one.interest ??= interestOf(engine, contexts, one.site)
      for (const { links } of work.filter(({ interest }) => interest === INTEREST.dull).toReversed()) dull.push(links)
      // The most telling one is next; of equals the one that comes first.
      work = work
        .filter(({ interest }) => interest !== INTEREST.dull)
        .toSorted((a, b) => (a.interest ?? 0) - (b.interest ?? 0))
    }
    const next = work.pop()
    if (next === undefined) break
    const most = next.interest === INTEREST.telling ? MOST_TELLING : MOST_CONTEXTS
    if (found.length >= most || ++visits > MOST_VISITS) {
      cut = true
      break
    }
    visit(next.links)
  }
  // All the other callers together: what they pass is known by where it comes from, not by what it is.
  if (cut) onCut(candidate, 'limit: too many callers to tell apart what each passes', false)
  const real = dull.filter(isReal)
  if (dull.length > 0) evaluate([], real.length > 0 ? real : dull)
  // What nobody looked at may come from any of them.
  if (cut) evaluate([])
  return found
}

/** A context that is not looked at yet. */
interface Waiting {
  readonly links: readonly Link[]
  /** The outermost call of it. */
  readonly site: CallSite
  /** As `interestOf`, once that was asked. */
  interest: number | undefined
}

/** What decides what an effect does: its roles where it has an effect here already, and what it works on. */
function subjectsOf(engine: Engine, candidate: Candidate, links: readonly Link[], effective: boolean): Subject[] {
  const works = worksOn(engine, candidate).map((x): Subject => ({ x, unit: candidate.unit, links }))
  return effective ? [...rolesOf(engine, candidate, links), ...works] : works
}

/** A candidate in one context: none where nothing makes it an effect, several where it works on several objects. */
function inContext(
  finder: ArgumentFinder,
  candidate: Candidate,
  links: readonly Link[],
  others: readonly (readonly Link[])[],
): Draft[] {
  const { objects, kinds, standsFor } = objectsOf(finder.engine, candidate, links)
  const { kind, model, unit, at } = candidate
  if (kind === undefined && kinds.size === 0) return []
  const object = new Set(objects)
  if (model?.object === true) object.add(rootOf(unit, at.pos))
  const args = argumentsOf(finder, candidate, links, model?.write === undefined ? undefined : standsFor, others)
  const effects = kind === undefined ? [...kinds] : [kind]
  return effects.map((one) => ({ candidate, kind: one, arguments: args, object: [...object], links }))
}

/**
 * Whether what is not known of an effect may be what matters. What is started, loaded and connected to must be known in
 * full; of a file, a setting or data that is sent it is enough to know where it comes from.
 */
function isOpen({ kind, arguments: args }: Draft): boolean {
  const grave = !MILD.has(kind)
  return args.some(({ role, values, sources, roots }) => {
    // What stands on nothing, as nil, was not folded.
    if (UNTOLD.has(role) || (values.length + sources.length + roots.length === 0 && !grave)) return false
    const whole = values.length > 0 && values.every(({ text }) => !text.includes('…'))
    const said = kind === 'connect' && (role === 'data' || role === 'header')
    return !whole && ((grave && !said) || sources.length === 0)
  })
}

const MILD: ReadonlySet<EffectKind> = new Set([
  'file-write',
  'file-remove',
  'file-mode',
  'setenv',
  'registry',
  'listen',
])
/** Roles that no rule asks for what they hold. */
const UNTOLD: ReadonlySet<Role> = new Set(['network', 'mode', 'output'])

function keyOf(draft: Draft): string {
  const args = draft.arguments.map(
    ({ role, values, sources }) =>
      `${role}=${values.map(({ text }) => text).join('\0')}<${sources.map(({ kind, line, file }) => `${kind}${file}${line}`).join(',')}`,
  )
  return `${draft.kind} ${args.join('|')}`
}
