// Exfiltrating: what is sent away: the environment, secrets in files, what callers pass, what the machine says.
import type { Severity } from '../../base/finding.ts'
import type { Effect, Source } from '../../gosource/facts.ts'
import type { Rule } from '../rule.ts'
import { type Draft, draft, quote } from './draft.ts'
import { ofArguments, secretsByCaller } from './exfilargs.ts'
import { classifyPath } from './filepath.ts'
import { classifyHost } from './hostname.ts'
import {
  type Destination,
  destinationOf,
  isConcealed,
  isDecided,
  isLabelled,
  originOf,
  type Scene,
  type Standing,
  sourcesOf,
  standingOf,
  valuesOf,
} from './scene.ts'
import { belongsTo, isSecretName, vendorOf } from './secretname.ts'

/** The environment is sent away. */
export const exfilEnv: Rule = {
  id: 'MW-EXFIL-ENV',
  title: 'variables of the environment are sent away',
  severity: 'critical',
  summary:
    'The whole environment, or variables that hold secrets of others, go to a host that the module chose. In CI the environment holds the keys of the company.',
  found:
    "Data is followed from the environment to connections. A client that sends one vendor's key to that vendor's host, and an address that the user configured, are no finding.",
  remedy: 'do not run this code; where it ran, replace every secret that was in the environment',
  references: ['https://attack.mitre.org/techniques/T1552/', 'https://attack.mitre.org/techniques/T1041/'],
  technique: 'T1552 Unsecured Credentials',
}

/** Secrets in files are sent away. */
export const exfilCred: Rule = {
  id: 'MW-EXFIL-CRED',
  title: 'files with secrets are sent away',
  severity: 'critical',
  summary: 'Keys, tokens, wallets or browser data are read and go to a host that the module chose.',
  found:
    'Data is followed from files that hold secrets by where they lie, and from clipboard, screen and keyboard, to connections. A cloud client that signs requests to its own cloud is no finding.',
  remedy: 'do not run this code; where it ran, replace the keys that lay in these files',
  references: ['https://attack.mitre.org/techniques/T1552/001/', 'https://attack.mitre.org/techniques/T1041/'],
  technique: 'T1552.001 Unsecured Credentials: Credentials In Files',
}

/** What the machine says about itself is sent away by an import. */
export const exfilHost: Rule = {
  id: 'MW-EXFIL-HOST',
  title: 'importing the package tells a host about this machine',
  severity: 'critical',
  summary:
    "The machine's name, user, addresses or folders go to a host that the module chose, whenever the package is imported.",
  found: 'Data is followed from calls that say something about the machine to connections that an import opens.',
  remedy: 'do not import the package; who gets the data knows where it was built and by whom',
  references: ['https://attack.mitre.org/techniques/T1082/', 'https://attack.mitre.org/techniques/T1033/'],
  technique: 'T1082 System Information Discovery',
}

/** Judges what the connections of a module send. */
export function judgeExfiltrating(scene: Scene): readonly Draft[] {
  const secretsElsewhere = secretsByCaller(scene)
  return scene.effects.flatMap((effect) =>
    effect.kind === 'connect' ? ofConnection(scene, effect, secretsElsewhere) : [],
  )
}

function ofConnection(scene: Scene, effect: Effect, secretsElsewhere: ReadonlySet<string>): readonly Draft[] {
  const destination = destinationOf(scene, effect)
  const standing = standingOf(effect)
  // Where the user says where it goes, the user says what goes. That a server names another one for a key is how
  // registries and redirections work.
  const chosen = isDecided(destination) && (destination.hidden.length > 0 || !isScattered(standing, destination))
  const unasked = standing.automatic && !destination.configured && !isLocal(destination)
  if (!chosen && !unasked)
    return isDecided(destination)
      ? []
      : [
          ...(destination.preset ? ofEverything(scene, effect, destination) : []),
          ...ofArguments(scene, effect, destination, standing, secretsElsewhere),
        ]
  const body = sourcesOf(effect, 'data', 'url', 'host', 'path')
  const header = sourcesOf(effect, 'header')
  const said = (sources: readonly Source[], what: string, telling: readonly string[]): Parameters<typeof draft>[4] => ({
    message: `${what} ${sources.length === 1 ? 'goes' : 'go'} to ${quote(destination.texts.join(', ') || 'a host that is not known')}`,
    folded: [...destination.texts, ...telling],
    flows: sources,
    values: valuesOf(effect, 'host', 'url'),
  })
  const found: Draft[] = []
  const environment = [...body, ...header].filter(({ kind }) => kind === 'environ')
  if (environment.length > 0) {
    const what = environment.length === 1 ? 'the whole environment' : 'the environment'
    found.push(draft(scene, exfilEnv, 'critical', effect, said(environment, what, [])))
  }
  const secrets = foreignSecrets(destination, body, header)
  const severity = ofSecrets(standing, destination, secrets)
  if (severity !== undefined) {
    const names = [...new Set(secrets.flatMap(({ names: own }) => own))]
    found.push(
      draft(
        scene,
        exfilEnv,
        severity,
        effect,
        said(
          secrets.map(({ source }) => source),
          names.join(', '),
          names,
        ),
      ),
    )
  }
  const files = [...body, ...header].filter((source) => isSecretFile(source, destination))
  if (files.length > 0) {
    const paths = files.flatMap(({ values }) => values)
    const mild = !standing.automatic && files.every((source) => header.includes(source)) && !isConcealed(destination)
    found.push(
      draft(scene, exfilCred, mild ? 'medium' : 'critical', effect, said(files, quote(paths.join(', ')), paths)),
    )
  }
  found.push(...ofMetadata(scene, effect, destination, [...body, ...header]))
  const captured = body.filter(({ kind }) => kind === 'capture')
  if (captured.length > 0)
    found.push(
      draft(
        scene,
        exfilCred,
        standing.automatic || isConcealed(destination) ? 'critical' : 'high',
        effect,
        said(captured, 'clipboard, screen or keys', []),
      ),
    )
  found.push(...ofArguments(scene, effect, destination, standing, secretsElsewhere))
  const machine = body.filter((source) => source.kind === 'host-info' || isRecon(source))
  const labelled = destination.texts.some((text) => isLabelled(effect, text))
  if (machine.length > 0 && (standing.automatic || labelled)) {
    const calls = [...new Set(machine.map(({ call }) => call))].join(', ')
    found.push(
      draft(
        scene,
        exfilHost,
        standing.automatic && (labelled || isConcealed(destination)) ? 'critical' : 'high',
        effect,
        said(machine, `what ${calls} say`, []),
      ),
    )
  }
  return found
}

/** What nobody wants to be told who has not asked for it: the whole environment, files with secrets, the keyboard. */
function ofEverything(scene: Scene, effect: Effect, destination: Destination): readonly Draft[] {
  const sent = sourcesOf(effect, 'data', 'url', 'path', 'header')
  const severity: Severity = standingOf(effect).automatic ? 'critical' : 'high'
  const to = quote(destination.texts.filter((text) => !text.includes('…')).join(', '))
  const found = (rule: Rule, what: string, flows: readonly Source[]): readonly Draft[] =>
    flows.length === 0
      ? []
      : [
          draft(scene, rule, severity, effect, {
            message: `${what} goes to ${to}, unless somebody says another host`,
            folded: destination.texts,
            flows,
            values: valuesOf(effect, 'host', 'url'),
          }),
        ]
  return [
    ...found(
      exfilEnv,
      'the whole environment',
      sent.filter(({ kind }) => kind === 'environ'),
    ),
    ...found(
      exfilCred,
      'a file with secrets',
      sent.filter((source) => isSecretFile(source, destination)),
    ),
    ...found(
      exfilCred,
      'clipboard, screen or keys',
      sent.filter(({ kind }) => kind === 'capture'),
    ),
  ]
}

/** What the cloud says to this machine alone: keys of its role, given on to somebody else. */
function ofMetadata(scene: Scene, effect: Effect, destination: Destination, sent: readonly Source[]): readonly Draft[] {
  if (isLocal(destination)) return []
  const flows = sent.filter((source) => {
    if (source.kind !== 'network') return false
    return originOf(scene, source).texts.some((text) => METADATA.test(text) && GIVES_KEYS.test(text))
  })
  if (flows.length === 0) return []
  const from = flows.flatMap((source) => originOf(scene, source).texts.filter((text) => GIVES_KEYS.test(text)))
  return [
    draft(scene, exfilCred, 'critical', effect, {
      message: `the keys of the machine's role, from ${quote(from.join(', '))}, go to ${quote(destination.texts.join(', ') || 'a host that is not known')}`,
      folded: [...destination.texts, ...from],
      flows,
      values: valuesOf(effect, 'host', 'url'),
    }),
  ]
}

const METADATA =
  /^(?:https?:\/\/)?(?:169\.254\.169\.254|169\.254\.170\.2|metadata\.google\.internal|100\.100\.100\.200|\[?fd00:ec2::254\]?)(?:[:/]|$)/i
const GIVES_KEYS = /security-credentials|\/token\b|service-accounts|identity\b|user-?data|credentials/i

function isLocal({ hosts }: Destination): boolean {
  return hosts.length > 0 && hosts.every(({ kind }) => kind === 'local')
}

/** Whether so many hosts are possible that the address is a setting: a client for several servers, one of each caller. */
function isScattered({ automatic }: Standing, { hosts }: Destination): boolean {
  return !automatic && new Set(hosts.map(({ host }) => host)).size > 2
}

/** Output of programs that say who and where one is. */
function isRecon({ kind, values }: Source): boolean {
  return (
    kind === 'process-output' &&
    values.some((text) =>
      /\b(?:whoami|hostname|id|uname|ifconfig|ipconfig|ip a|env|printenv|set|systeminfo|net user|ps|last)\b/.test(text),
    )
  )
}

interface Secret {
  readonly source: Source
  readonly names: readonly string[]
  readonly inHeader: boolean
}

/** Variables with secrets that do not belong to whom they are sent to. */
function foreignSecrets({ texts }: Destination, body: readonly Source[], header: readonly Source[]): readonly Secret[] {
  return [...body, ...header].flatMap((source) => {
    if (source.kind !== 'env') return []
    const names = source.values.filter((name) => isSecretName(name) && !belongsTo(name, texts))
    return names.length > 0 ? [{ source, names, inHeader: header.includes(source) }] : []
  })
}

function ofSecrets(standing: Standing, destination: Destination, secrets: readonly Secret[]): Severity | undefined {
  if (secrets.length === 0) return undefined
  const names = new Set(secrets.flatMap(({ names: own }) => own))
  const vendors = new Set([...names].map(vendorOf).filter((vendor) => vendor !== ''))
  // An address that is not seen may be one of a table that the caller's region picks from.
  if (standing.automatic || (isConcealed(destination) && !destination.undisclosed) || vendors.size > 1)
    return 'critical'
  const inBody = secrets.filter(({ inHeader }) => !inHeader)
  // One key in a header is how clients log in; several in a body are a collection.
  if (inBody.length > 0) return names.size > 1 ? 'critical' : 'high'
  return names.size > 2 ? 'high' : 'low'
}

/** A file that holds secrets by where it lies, unless it is sent to whom it belongs. */
function isSecretFile({ kind, values }: Source, { texts }: Destination): boolean {
  if (kind !== 'file') return false
  const secret = values.filter((path) => classifyPath(path).kind === 'secret')
  const hosts = texts.map((text) => classifyHost(text).host)
  return secret.some((path) => !VENDORS.some((vendor) => vendor.files.test(path) && isOf(vendor.domains, hosts)))
}

/** Whether all hosts are one of the domains, or below one. */
function isOf(domains: string, hosts: readonly string[]): boolean {
  const all = domains.split(' ')
  return hosts.length > 0 && hosts.every((host) => all.some((domain) => host === domain || host.endsWith(`.${domain}`)))
}

/** Whose keys lie in a file, and where they belong. */
const VENDORS: readonly { readonly files: RegExp; readonly domains: string }[] = [
  { files: /\.aws\//, domains: 'amazonaws.com amazonaws.com.cn aws aws.dev' },
  { files: /gcloud|application_default_credentials/, domains: 'googleapis.com google.com' },
  {
    files: /\.azure\//,
    domains: 'azure.com azure.net azure.us azure.cn microsoftonline.com microsoftonline.us windows.net microsoft.com',
  },
  { files: /gh\/hosts|git-credentials|netrc/, domains: 'github.com gitlab.com bitbucket.org' },
  { files: /\.docker\//, domains: 'docker.com docker.io' },
  { files: /serviceaccount/, domains: 'svc svc.cluster.local kubernetes kubernetes.default' },
]
