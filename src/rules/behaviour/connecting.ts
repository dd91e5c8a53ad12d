// Connecting: where connections lead, and those that an import opens.
import type { Severity } from '../../base/finding.ts'
import type { Effect, KnownValue } from '../../gosource/facts.ts'
import type { Rule } from '../rule.ts'
import { type Draft, draft, quote } from './draft.ts'
import { HARM } from './harm.ts'
import { classifyHost, isGeneratedName, type JudgedHost } from './hostname.ts'
import { harmIn } from './injecting.ts'
import { quotedTexts } from './quotedtexts.ts'
import { pipeShell } from './running.ts'
import { comesFrom, destinationOf, placeOf, type Scene, sourcesOf, standingOf, textsOf, valuesOf } from './scene.ts'

/** An import opens a connection. */
export const initNet: Rule = {
  id: 'MW-INIT-NET',
  title: 'importing the package opens a connection',
  severity: 'critical',
  summary:
    'An init function or the value of a package variable sends a request, dials or asks the domain name system: it happens in every program and test that imports the package.',
  found:
    'Every way from init functions and package variables to a call that connects is followed. It is critical where the address was hidden, secrets are sent or the answer is run; connections to this machine are no finding.',
  remedy: 'do not import the package; take a module that connects only when it is asked to',
  references: ['https://go.dev/ref/spec#Package_initialization', 'https://attack.mitre.org/techniques/T1071/'],
  technique: 'T1071 Application Layer Protocol',
}

/** A connection leads where anyone can leave or collect data. */
export const dropHost: Rule = {
  id: 'MW-HOST-DROP',
  title: 'data goes to, or code comes from, a place that anyone can use',
  severity: 'high',
  summary:
    'A fixed address belongs to a service where anyone can leave or collect data without being known: a paste, a webhook, a bot, a tunnel, a dynamic name. Or a fixed credential in the request says that its owner, not the user, gets the data.',
  found:
    'Folded addresses of connections are compared with a list of such services and with the forms of their addresses. A token that a caller gives is no finding; a pointer to a raw file is medium.',
  remedy: 'do not use this code before its author says whose address it is and why',
  references: ['https://attack.mitre.org/techniques/T1567/', 'https://attack.mitre.org/techniques/T1102/'],
  technique: 'T1567 Exfiltration Over Web Service',
}

/** A connection leads to an address without a name. */
export const rawAddress: Rule = {
  id: 'MW-HOST-IP',
  title: 'a connection leads to a public address without a name',
  severity: 'high',
  summary:
    'The module connects to an address of the public internet that is written as numbers. Good modules name their servers; an address alone belongs to whoever rents the machine today.',
  found:
    "Folded URLs and addresses of connections are read, in every form that programs take. Private networks, this machine and everybody's name servers are no finding, nor is a table of addresses that nobody connects to.",
  remedy: 'do not use this code before its author says whose address it is and why',
  references: ['https://attack.mitre.org/techniques/T1095/'],
  technique: 'T1095 Non-Application Layer Protocol',
}

/** Judges the connections of a module; `executed` are the places whose answers are run. */
export function judgeConnecting(scene: Scene, executed: ReadonlySet<string>): readonly Draft[] {
  let first = true
  return scene.effects.flatMap((effect) => {
    if (effect.kind !== 'connect') return []
    const drops = ofDrop(scene, effect).map((one) => {
      // A pointer says the same wherever it is read: the first is told. A program's own tools may read what they like.
      if (one.finding.severity !== 'medium') return one
      const kept = first && one.finding.trigger !== 'main'
      first = first && !kept
      return kept ? one : { ...one, finding: { ...one.finding, severity: 'low' as const } }
    })
    return [...ofImport(scene, effect, executed), ...ofAddress(scene, effect), ...ofOrder(scene, effect), ...drops]
  })
}

function ofImport(scene: Scene, effect: Effect, executed: ReadonlySet<string>): readonly Draft[] {
  const standing = standingOf(effect)
  if (!standing.automatic && !standing.handed) return []
  const destination = destinationOf(scene, effect)
  const { hosts, texts, hidden, undisclosed } = destination
  if (hosts.length > 0 && hosts.every(({ kind }) => kind === 'local')) return []
  // What a wrong pattern gives is no address.
  if (texts.length > 0 && texts.every((text) => /%!\w\(/.test(text))) return []
  const sent = sourcesOf(effect, 'data', 'header', 'url', 'host')
  const sends = comesFrom(sent, 'environ', 'file', 'host-info', 'secret-input', 'capture', 'process-output')
  const runs = executed.has(placeOf(effect))
  // Whoever set the address up wants to be told.
  const configured = destination.configured && !destination.fixed && !destination.remote
  const severity: Severity =
    hidden.length > 0 || (undisclosed && !standing.handed) || runs || (sends && !configured)
      ? 'critical'
      : standing.handed || configured
        ? 'medium'
        : 'high'
  const where = texts.length > 0 ? ` to ${quote(texts.join(', '))}` : ''
  const more = runs ? ' and runs the answer' : sends ? ' and sends what it found on this machine' : ''
  return [
    draft(scene, initNet, severity, effect, {
      message: `importing the package connects${where}${more}`,
      folded: texts,
      flows: sends ? sent : [],
      values: valuesOf(effect, 'host', 'url'),
    }),
  ]
}

function ofAddress(scene: Scene, effect: Effect): readonly Draft[] {
  // A socket of UDP that is only opened sends nothing: that is how one's own address is found.
  if (textsOf(effect, 'network').some((text) => text.startsWith('udp')) && !sendsData(scene, effect)) return []
  const values = valuesOf(effect, 'host', 'url').filter(({ text }) => classifyHost(text).kind === 'address')
  if (values.length === 0 || standingOf(effect).test) return []
  const texts = values.map(({ text }) => text)
  const encoded = texts.flatMap((text) => classifyHost(text).encoded ?? [])
  const also = encoded.length > 0 ? `, which is ${encoded.join(', ')}` : ''
  return [
    draft(scene, rawAddress, 'high', effect, {
      message: `connects to ${quote(texts.join(', '))}${also}`,
      folded: [...texts, ...encoded],
      values,
    }),
  ]
}

/** A request whose body holds a command line that does harm: an order to a container engine or another daemon. */
function ofOrder(scene: Scene, effect: Effect): readonly Draft[] {
  const values = valuesOf(effect, 'data')
  const deed = values
    .flatMap(({ text }) => quotedTexts(text))
    .map(harmIn)
    .find((one) => one !== undefined)
  if (deed === undefined) return []
  const { texts } = destinationOf(scene, effect)
  const standing = standingOf(effect)
  return [
    draft(scene, pipeShell, standing.automatic ? 'critical' : 'high', effect, {
      message: `orders ${quote(texts.join(', ') || 'a server')} to run what ${HARM.get(deed.kind) ?? 'does harm'}: ${quote(deed.text)}`,
      folded: [deed.text, ...texts],
      values,
    }),
  ]
}

function sendsData(scene: Scene, effect: Effect): boolean {
  return [effect, ...effect.object.flatMap((name) => scene.objects.get(name) ?? [])].some((one) =>
    one.arguments.some(({ role }) => role === 'data'),
  )
}

function ofDrop(scene: Scene, effect: Effect): readonly Draft[] {
  if (standingOf(effect).test) return []
  const values = valuesOf(effect, 'host', 'url')
  const token = fixedCredential(valuesOf(effect, 'header'))
  const sent = sourcesOf(effect, 'data', 'url', 'host', 'header').filter(
    ({ kind }) => kind !== 'network' && kind !== 'dns',
  )
  for (const value of values) {
    const host = classifyHost(value.text)
    const judged = judgeDrop(host, {
      sends: sent.length > 0 || effect.arguments.some(({ role }) => role === 'data'),
      token,
      automatic: standingOf(effect).automatic,
    })
    if (judged === undefined) continue
    // An example shows how to talk to a service, with a key for trying it out.
    const shown = host.kind === 'name' && standingOf(effect).trigger === 'main' && EXAMPLE.test(effect.file)
    return [
      draft(scene, dropHost, shown ? 'low' : judged.severity, effect, {
        message: `${judged.what}: ${quote(value.text)}`,
        folded: [
          value.text,
          ...(host.credential === undefined ? [] : [host.credential]),
          ...(token === undefined ? [] : [token]),
        ],
        flows: sent,
        values: [value],
      }),
    ]
  }
  return []
}

const EXAMPLE = /(?:^|\/)_?examples?\//

interface Sending {
  readonly sends: boolean
  readonly token: string | undefined
  readonly automatic: boolean
}

function judgeDrop(
  host: JudgedHost,
  { sends, token, automatic }: Sending,
): { readonly severity: Severity; readonly what: string } | undefined {
  if (host.kind === 'local' || host.kind === 'unknown' || host.kind === 'resolver') return undefined
  const high = (what: string): { readonly severity: Severity; readonly what: string } => ({ severity: 'high', what })
  if (sends && host.credential !== undefined) return high('data goes to an address that only its owner can read')
  if (sends && token !== undefined) return high('data goes to a fixed host with a fixed credential')
  switch (host.listed) {
    case 'paste':
    case 'file-drop':
      return high('connects to a service where anyone can leave data')
    case 'collector':
      return high('connects to a service that shows what it gets to whoever made the address')
    case 'tunnel':
      return high("connects to a tunnel that ends on somebody's machine")
    case 'dynamic-dns':
      return high('connects to a name that leads to a changing address')
    case 'hidden':
      return high('connects into a network that hides both ends')
    case 'blockchain':
      return automatic ? high('importing the package asks a blockchain') : undefined
    case 'echo':
      return automatic
        ? { severity: 'medium', what: 'importing the package asks for the address of this machine' }
        : undefined
    case 'raw':
    case 'shortener':
      return { severity: 'medium', what: 'reads a file that its owner can change at any time' }
    default:
      break
  }
  if (sends && host.kind === 'name' && isGeneratedName(host.host))
    return high('data goes to a host whose name was made by a machine')
  // The form of a pointer: a file on a host for raw files, whoever runs it.
  if (/^raw\.|\.raw\./.test(host.host))
    return { severity: 'medium', what: 'reads a file that its owner can change at any time' }
  return undefined
}

/** A credential that stands in the module: `Bearer …`, `Basic …`, `token …`. */
function fixedCredential(headers: readonly KnownValue[]): string | undefined {
  return headers
    .map(({ text }) => text)
    .find((text) => /^(?:Bearer|Basic|token|Token|Bot)\s+[\w.~+/=-]{8,}$/.test(text))
}
