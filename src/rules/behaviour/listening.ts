// Listening: servers of a module, and handlers, that run what they are sent.
import type { Severity } from '../../base/finding.ts'
import type { Effect, Source } from '../../gosource/facts.ts'
import { type Draft, draft, quote } from './draft.ts'
import { backdoor, reverseShell } from './loadingrules.ts'
import {
  argumentLists,
  comesFrom,
  destinationOf,
  isAnnounced,
  isDecidedUnlessSet,
  type Scene,
  sourcesOf,
  standingOf,
  textsOf,
  valuesOf,
} from './scene.ts'

/** What a handler of a server is given, of Go's own or of another library. */
const HANDLERS = /http\.Request\b|HandleFunc|\.Handle$|\bgin\.Context\.|\becho\.Context\.|\bfiber\.Ctx\./

const ACCEPTS = new RegExp(`Accept|Listener|ListenAnd|\\.Serve|Handler|ReadFrom|${HANDLERS.source}`)

/** Whether a source is what somebody sent who connected to the module. */
export function isAccepted({ call }: Source): boolean {
  return ACCEPTS.test(call)
}

/** Judges what a server that the module opens is told to run. */
export function ofListener(scene: Scene, effect: Effect, source: Source): readonly Draft[] {
  const listeners = scene.effects.filter(({ kind }) => kind === 'listen')
  const standing = standingOf(effect)
  const own = listeners.filter((one) => {
    const roles = ['host', 'url', 'path'] as const
    return (
      textsOf(one, ...roles).some((text) => text !== '' && !text.includes('…')) &&
      !comesFrom(sourcesOf(one, ...roles), 'argument', 'env', 'file')
    )
  })
  const unasked = own.filter((one) => standingOf(one).automatic)
  const [listener] = unasked.length > 0 ? unasked : standing.automatic ? listeners : own
  if (listener === undefined) return ofHandler(scene, effect, source)
  const relay = relayOf(scene, listener)
  if (relay !== undefined) {
    const destination = destinationOf(scene, relay)
    // Over a connection of the caller's it is the caller's own server.
    if (!isDecidedUnlessSet(destination)) return []
    const { texts } = destination
    return [
      draft(scene, reverseShell, 'critical', effect, {
        message: `what comes back over a connection to ${quote(texts.join(', '))} is run: ${quote(argumentLists(effect)[0]?.join(' ') ?? '')}`,
        folded: texts,
        flows: [source],
        values: valuesOf(relay, 'host', 'url'),
        with: [relay, listener],
      }),
    ]
  }
  const texts = textsOf(listener, 'host', 'url', 'path')
  const severity: Severity = unasked.length > 0 || standing.automatic ? 'critical' : 'high'
  // A server that the caller starts and that says so is one.
  if (severity === 'high' && (isAnnounced(standing) || /serve|listen|run|start|main/i.test(standing.reach?.name ?? '')))
    return []
  return [
    draft(scene, backdoor, severity, effect, {
      message: `what is sent to ${quote(texts.join(', '))} is run`,
      folded: texts,
      flows: [source],
      with: [listener],
    }),
  ]
}

/** The connection over which another machine listens for this one: `ssh -R`. */
function relayOf(scene: Scene, { call, object }: Effect): Effect | undefined {
  if (!/\bssh\.Client\.Listen/.test(call)) return undefined
  return object.flatMap((name) => scene.objects.get(name) ?? []).find(({ kind }) => kind === 'connect')
}

/** A library's handler of HTTP that runs what a request holds, in whatever server it is put. */
function ofHandler(scene: Scene, effect: Effect, source: Source): readonly Draft[] {
  const standing = standingOf(effect)
  const { trigger, reach } = standing
  if (!HANDLERS.test(source.call) || trigger === 'main' || standing.test) return []
  // One that says so is what its user put there.
  const said = `${scene.module} ${effect.file} ${reach?.name ?? ''} ${effect.function}`
  if (
    /cgi|exec|shell|script|term(?:inal)?\b|tty|ssh|console|repl\b|command|cmd|run|webhook|hook\b|job|task|deploy/i.test(
      said,
    )
  )
    return []
  return [
    draft(scene, backdoor, 'critical', effect, {
      message: `what a request says is run by a handler that does not say so: ${quote(argumentLists(effect)[0]?.join(' ') ?? '')}`,
      folded: [],
      flows: [source],
    }),
  ]
}
