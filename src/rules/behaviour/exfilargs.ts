// What callers pass: arguments and typed secrets that go where the caller did not send them.
import type { Severity } from '../../base/finding.ts'
import type { Effect, Source, SourceKind } from '../../gosource/facts.ts'
import type { Rule } from '../rule.ts'
import { type Draft, draft, quote } from './draft.ts'
import {
  argumentsOf,
  comesFrom,
  type Destination,
  destinationOf,
  isAnnounced,
  isConcealed,
  isDecided,
  isLookup,
  type Scene,
  type Standing,
  sourcesOf,
  valuesOf,
} from './scene.ts'
import { isSecretParameter } from './secretname.ts'

/** What a caller passes is sent away. */
export const exfilArg: Rule = {
  id: 'MW-EXFIL-ARG',
  title: 'what a caller passes is sent away in secret',
  severity: 'high',
  summary:
    'A function encrypts what it is given, takes a password or puts a token where nobody looks for one, and sends it to a host of its own: the caller asked for something else.',
  found:
    'Data is followed from the parameters of exported functions and hooks, and from typed passwords, to connections whose address the module decides. Signs are a cipher on the way, a fixed credential, a header that is for something else, labels of a name that is looked up, a function that only converts or passes on, an address that nobody can see, a secret that is encoded into an address, that no server needs, or that goes to the host of the caller as well, a password that a handler of HTTP is given, the name of a data source, and a connection that an import opens. Data that goes out as it is, as telemetry does, and a login are no finding.',
  remedy: 'do not call this code; treat what was passed to it as known to others',
  references: ['https://attack.mitre.org/techniques/T1041/', 'https://attack.mitre.org/techniques/T1056/'],
  technique: 'T1041 Exfiltration Over C2 Channel',
}

/** The secrets that callers pass and that go where they say, by `secretKey`. */
export function secretsByCaller(scene: Scene): ReadonlySet<string> {
  const found = new Set<string>()
  for (const effect of scene.effects) {
    if (effect.kind !== 'connect') continue
    const destination = destinationOf(scene, effect)
    if (!destination.configured || isDecided(destination)) continue
    for (const source of sourcesOf(effect, 'data', 'header', 'url')) if (isSecret(source)) found.add(source.call)
  }
  return found
}

/** Judges what callers pass, where the module decides where it goes. */
export function ofArguments(
  scene: Scene,
  effect: Effect,
  destination: Destination,
  standing: Standing,
  elsewhere: ReadonlySet<string>,
): readonly Draft[] {
  const passive = converterName(standing)
  // A method that only converts has no business with any connection, whoever says where it leads.
  const local = destination.hosts.length > 0 && destination.hosts.every(({ kind }) => kind === 'local')
  const decided = isDecided(destination) && !local
  if ((!decided && passive === undefined) || isAnnounced(standing)) return []
  const body = sourcesOf(effect, 'data', 'url', 'host', 'path')
  // A program may send what is typed into it; a library that does so takes what was meant for the program.
  const typed = body.filter(({ kind }) => kind === 'secret-input' || (kind === 'stdin' && standing.trigger !== 'main'))
  const given = body.filter(({ kind }) => kind === 'argument')
  const all = [...given, ...sourcesOf(effect, 'header').filter(({ kind }) => kind === 'argument')]
  const secret = all.filter(isSecret)
  const encrypted = all.filter(isEncrypted)
  const concealed = isConcealed(destination)
  const signs: { readonly how: string; readonly flows: readonly Source[]; readonly weight: number }[] = []
  const sign = (how: string, flows: readonly Source[], weight: number): void => {
    if (flows.length > 0) signs.push({ how, flows, weight })
  }
  sign('what is typed goes', typed, comesFrom(typed, 'secret-input') && concealed ? 2 : 1)
  if (!isClient(standing) || concealed || encrypted.some(isSecret))
    sign('what a caller passes is encrypted and goes', isLogin(standing) && !concealed ? [] : encrypted, 1)
  if (valuesOf(effect, 'header').some(({ text }) => /^(?:Bearer|Basic|token|Token)\s+[\w.~+/=-]{8,}$/.test(text)))
    sign('what a caller passes goes with a fixed credential', given, 1)
  if (isLookup(effect)) sign('a secret of the caller is a part of the looked up name, which goes', secret, 2)
  sign(
    'a secret of the caller stands in a header that is for something else and goes',
    inOddHeaders(effect).filter(isSecret),
    1,
  )
  if (passive !== undefined) sign(`${passive} only converts a value, but what it is given goes`, all, 2)
  // Nor has it any with the machine.
  if (passive !== undefined && decided) {
    const found = body.filter(({ kind }) => MACHINE.has(kind))
    sign(`${passive} only converts a value, but what it finds on the machine goes`, found, 2)
  }
  if (passesOn(effect, standing)) {
    sign('what a transport is given to pass on goes', all, 1)
    sign('what stands in the headers of a request that is to be passed on goes', credentialsOf(effect, all), 1)
  }
  // What opens a wallet or an identity is for this machine alone, and who only computes asks nobody.
  const kept = decided ? given.filter((one) => isOwnersAlone(one) || (isSecret(one) && computes(standing))) : []
  sign('a secret of the caller that no server needs goes', kept, 1)
  sign(
    'a secret of the caller goes to the host that the caller names, and this one also goes',
    secret.filter(({ call }) => elsewhere.has(call)),
    1,
  )
  const logins = [...body, ...sourcesOf(effect, 'header')].filter(({ call }) => call.endsWith('http.Request.BasicAuth'))
  sign('a password that a handler of HTTP is given goes', logins, 2)
  const inUrl = sourcesOf(effect, 'url', 'path').filter((one) => isSecret(one) && isEncoded(one))
  sign('a secret of the caller is encoded into an address, and goes', inUrl, 1)
  const names = sourcesOf(effect, 'data').filter(isDataSourceName)
  sign('the name of a data source, with its password, goes', names, standing.reach?.background === true ? 2 : 1)
  if (standing.automatic) sign('an import opens a connection, over which what callers pass goes', all, 1)
  if (destination.undisclosed && !isLost(effect) && !isClient(standing)) sign('what a caller passes goes', all, 1)
  if (signs.length === 0) return []
  const weight = signs.reduce((sum, one) => sum + one.weight, 0)
  const severity: Severity =
    weight > 1 || (secret.length > 0 && (concealed || encrypted.some(isSecret))) ? 'critical' : 'high'
  const [first] = signs.toSorted((a, b) => b.weight - a.weight)
  return [
    draft(scene, exfilArg, severity, effect, {
      message: `${first?.how ?? ''} to ${quote(destination.texts.join(', ') || 'a host that is not known')}`,
      folded: destination.texts,
      flows: [...new Set(signs.flatMap(({ flows }) => flows))],
      values: valuesOf(effect, 'host', 'url'),
    }),
  ]
}

/** What code finds on the machine by itself. */
const MACHINE: ReadonlySet<SourceKind> = new Set(['env', 'environ', 'file', 'host-info', 'process-output', 'capture'])

/** Whether an address stands on nothing that was seen: then it was lost on the way, as one that a caller gives may be. */
function isLost(effect: Effect): boolean {
  return argumentsOf(effect, 'host', 'url').every(({ values, roots }) => values.length === 0 && roots.length === 0)
}

/** Whether data went through a cipher on the way. */
function isEncrypted({ trace }: Source): boolean {
  return trace.some(({ what, by = '' }) =>
    /crypto\/(?:aes|cipher|des|rc4|rsa)|chacha20|nacl|XORKeyStream|CryptBlocks|\.Seal\b|Encrypt/.test(`${by} ${what}`),
  )
}

/** Whether data was made unreadable on the way by an encoding. */
function isEncoded({ trace }: Source): boolean {
  const did = trace.map(({ what, by }) => by ?? what)
  // Of a hash nobody gets the secret back.
  if (did.some((call) => /^crypto\/(?:md5|sha|hmac|pbkdf2)|^hash[/.]|\/(?:blake2\w|bcrypt|scrypt|argon2)\./.test(call)))
    return false
  return did.some((call) => /^encoding\/(?:hex|base32|ascii85|base64)\./.test(call))
}

/** Whether an argument is what a driver of database/sql opens a connection by. */
function isDataSourceName({ kind, call }: Source): boolean {
  return (
    kind === 'argument' &&
    /(?:driver|connector)\)?\.Open(?:Connector)? (?:name|dsn|dataSourceName|conn\w*)$/i.test(call)
  )
}

/** Whether an argument is a secret by the name of its parameter or of the field that keeps it. */
function isSecret(source: Source): boolean {
  return source.kind === 'argument' && namesOf(source).some(isSecretParameter)
}

/** Whether it is one that its owner shows to no server: a private key, the words of a wallet. */
function isOwnersAlone(source: Source): boolean {
  return namesOf(source).some((name) =>
    /^(?:.*(?:priv(?:ate)?_?key|mnemonic|seed_?(?:phrase|words)|passphrase|keystore))$/i.test(name),
  )
}

/** The name of an argument's parameter, and those of fields that keep it on the way. */
function namesOf({ call, trace }: Source): readonly string[] {
  const fields = trace.flatMap(({ what }) => /\.(\w+) is set$/.exec(what)?.[1] ?? [])
  return [call.slice(call.lastIndexOf(' ') + 1), ...fields]
}

/** Whether the function that begins it says that it computes something. */
function computes({ reach }: Standing): boolean {
  const name = reach?.name.slice(reach.name.lastIndexOf('.') + 1) ?? ''
  return /^(?:sign|hmac|mac|hash|encrypt|decrypt|derive|seal|compare|encode|decode|stretch|recover)(?![a-z])/i.test(
    name,
  )
}

/** What goes in headers that say how a request is to be answered: nobody looks for a secret there, and no server wants one. */
function inOddHeaders(effect: Effect): readonly Source[] {
  const found: Source[] = []
  let name = ''
  for (const { values, sources } of argumentsOf(effect, 'header')) {
    const [value] = values
    if (sources.length > 0 && ODD.test(name)) found.push(...sources)
    name = sources.length === 0 && value !== undefined ? value.text : ''
  }
  return found
}

const ODD =
  /^(?:user-agent|referer|accept(?:-\w+)?|if-(?:none-match|modified-since|unmodified-since|match|range)|etag|from|via|cache-control|pragma|range|te|dnt|forwarded|x-forwarded-\w+|x-real-ip|x-request-id|x-correlation-id|x-trace-id|traceparent|origin|content-(?:language|location|disposition|md5)|server-timing|age|expires|warning)$/i

/** The method that begins it, where its name says that it only converts a value. */
function converterName({ trigger, reach }: Standing): string | undefined {
  if (reach === undefined || (trigger !== 'exported' && trigger !== 'hook')) return undefined
  const dot = reach.name.lastIndexOf('.')
  return dot > 0 && CONVERTERS.has(reach.name.slice(dot + 1)) ? reach.name : undefined
}

/** Methods that the standard library calls by itself to convert a value. */
const CONVERTERS: ReadonlySet<string> = new Set(
  'String GoString Error MarshalJSON UnmarshalJSON MarshalText UnmarshalText MarshalBinary UnmarshalBinary MarshalYAML UnmarshalYAML MarshalXML UnmarshalXML GobEncode GobDecode AppendText AppendBinary LogValue'.split(
    ' ',
  ),
)

/** Whether a transport of HTTP sends what it is given in a request of its own making, to a host of its own. */
function passesOn(effect: Effect, { reach }: Standing): boolean {
  if (reach === undefined || !reach.name.endsWith('.RoundTrip')) return false
  const given = (role: 'url' | 'host'): boolean => comesFrom(sourcesOf(effect, role), 'argument')
  return !given('host') && (!given('url') || argumentsOf(effect, 'host').length > 0)
}

/** What a transport takes out of the headers with credentials of a request, or puts into headers for something else. */
function credentialsOf(effect: Effect, given: readonly Source[]): readonly Source[] {
  const names = valuesOf(effect, 'header', 'data').map(({ text }) => text)
  if (names.some((name) => /^(?:proxy-)?authorization$|^cookie$|^x-(?:api-key|auth-token|csrf-token)$/i.test(name)))
    return given
  return inOddHeaders(effect).filter(({ kind }) => kind === 'argument')
}

/** Whether the function that begins it is a login: passwords go there, often encrypted. */
function isLogin({ reach }: Standing): boolean {
  return /log-?_?in|sign_?-?(?:in|on|up)|auth|register|session|credential|account|licen|activat|enroll/i.test(
    reach?.name ?? '',
  )
}

/** Whether it is a part of a client, or says that it sends. */
function isClient({ reach }: Standing): boolean {
  return /client|conn|send|post|upload|submit|publish|push|report|notify|share|paste|backup|sync|request|validate|api\b/i.test(
    reach?.name ?? '',
  )
}
