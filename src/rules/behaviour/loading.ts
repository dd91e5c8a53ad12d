// Loading: code that comes from elsewhere and is run: downloaded, received, decrypted.
import type { Severity } from '../../base/finding.ts'
import type { Effect, Source, Told } from '../../gosource/facts.ts'
import { type Draft, draft, quote } from './draft.ts'
import { isAccepted, ofListener } from './listening.ts'
import { cryptExec, downloadExec, loadedLibrary, reverseShell } from './loadingrules.ts'
import { deedsOf } from './running.ts'
import { isSameFile } from './samefile.ts'
import {
  argumentLists,
  comesFrom,
  connectionsOf,
  type Destination,
  destinationOf,
  functionOf,
  isAnnounced,
  isConcealed,
  isDecided,
  isDecidedUnlessSet,
  isVerified,
  originOf,
  type Scene,
  type Standing,
  sourcesOf,
  standingOf,
  textsOf,
  valuesOf,
  argumentsOf,
} from './scene.ts'
import { withoutPrefixes } from './fetching.ts'
import { FETCHERS } from './programs.ts'
import { programName } from './shellwords.ts'
import { readsScripts, startsFileOf, writesByFile, writesFor } from './startedfiles.ts'

/** How many programs that fetch are looked at for each output that is run. */
const MOST_FETCHERS = 64

/** Judges what is run of what comes from elsewhere. */
export function judgeLoading(scene: Scene): readonly Draft[] {
  const writes = writesByFile(scene.effects.filter(isDownload))
  const fetchers = scene.effects
    .filter((one) => one.kind === 'process' && argumentLists(one).some(isFetcher))
    .slice(0, MOST_FETCHERS)
  return scene.effects.flatMap((effect) => {
    if (effect.kind !== 'process' && effect.kind !== 'interpret' && effect.kind !== 'load') return []
    return [
      ...ofFlow(scene, effect, fetchers),
      ...ofStreams(scene, effect),
      ...writesFor(effect, writes).flatMap((write) => ofFile(scene, effect, write)),
      ...(effect.kind === 'load' ? ofLibrary(scene, effect) : []),
    ]
  })
}

/** The sources that say what runs: the program, an interpreter's script or input. */
export function commanding(effect: Effect): readonly Source[] {
  if (effect.kind !== 'process') return sourcesOf(effect, 'command', 'path', 'data', 'argument')
  const lists = argumentLists(effect).map((list) => withoutPrefixes(list))
  const programs = lists.map(([program = '…']) => program)
  // Who chooses the program chooses what its arguments may do.
  const chosen = comesFrom(sourcesOf(effect, 'command'), 'argument', 'env', 'environ', 'file', 'stdin')
  const unknown = programs.length === 0 || programs.some((program) => program.includes('…') || program === '')
  const runs = lists.some(readsScripts)
  // A wrapper takes a command line as one text: what flows into any part of it counts.
  const line =
    textsOf(effect, 'command').some((text) => /\s/.test(text)) && argumentsOf(effect, 'argument').length === 0
  return [
    ...(unknown || line ? sourcesOf(effect, 'command') : []),
    ...((unknown && !chosen) || runs ? sourcesOf(effect, 'argument', 'stdin', 'data') : []),
  ]
}

function ofFlow(scene: Scene, effect: Effect, fetchers: readonly Effect[]): readonly Draft[] {
  const sources = commanding(effect)
  const fetched = sources.filter(({ kind }) => kind === 'network' || kind === 'dns')
  const found: Draft[] = []
  for (const source of fetched) {
    const [command = ''] = argumentLists(effect).map((list) => quote(list.join(' ')))
    if (isAccepted(source)) found.push(...ofListener(scene, effect, source))
    else {
      const origin = originOf(scene, source)
      const severity = severityOf(scene, effect, origin)
      if (severity === undefined) continue
      const connected = isConnection(source)
      const from = origin.texts.length > 0 ? ` of ${quote(origin.texts.join(', '))}` : ''
      found.push(
        draft(scene, connected ? reverseShell : downloadExec, severity, effect, {
          message: connected
            ? `what a connection${origin.texts.length > 0 ? ` to ${quote(origin.texts.join(', '))}` : ''} says is run: ${command}`
            : `an answer${from} is run: ${command}`,
          folded: [...origin.texts, ...pointersOf(scene, source)],
          flows: [source],
          values: connectionsOf(scene, source).flatMap((one) => valuesOf(one, 'host', 'url')),
          with: connectionsOf(scene, source),
        }),
      )
    }
  }
  found.push(...ofFetcher(scene, effect, sources, fetchers), ...ofMessage(scene, effect, sources))
  if (comesFrom(sources, 'decrypted')) found.push(...ofDecrypted(scene, effect, sources, []))
  return found
}

/** What a program printed that fetches: the pipe of a shell, put together in Go. */
function ofFetcher(
  scene: Scene,
  effect: Effect,
  sources: readonly Source[],
  fetchers: readonly Effect[],
): readonly Draft[] {
  if (effect.kind === 'load') return []
  return sources.flatMap((source) => {
    if (source.kind !== 'process-output') return []
    const at = source.values.findIndex((word) => FETCHERS.has(programName(word)))
    if (at < 0) return []
    const [command = ''] = argumentLists(effect).map((list) => quote(list.join(' ')))
    // The words of the program stand behind it; other programs of the same helper are not told apart.
    const near = fetchers.filter((one) => one !== effect && one.file === source.file)
    const urls = [...source.values, ...near.flatMap((one) => textsOf(one, 'argument'))].filter((word) =>
      /^[a-z]+:\/\//i.test(word),
    )
    const asked = near.some((one) => comesFrom(sourcesOf(one, 'argument'), 'argument', 'env', 'file', 'stdin'))
    if (asked && urls.length === 0) return []
    return [
      draft(scene, downloadExec, 'critical', effect, {
        message: `what a program fetches${urls.length > 0 ? ` from ${quote([...new Set(urls)].join(', '))}` : ''} is run: ${command}`,
        folded: urls,
        flows: [source],
        with: near,
      }),
    ]
  })
}

function isFetcher(list: readonly string[]): boolean {
  return FETCHERS.has(programName(withoutPrefixes(list)[0] ?? ''))
}

/** What a callback is given by a connection of the function that made it. */
function ofMessage(scene: Scene, effect: Effect, sources: readonly Source[]): readonly Draft[] {
  if (standingOf(effect).trigger !== 'hook') return []
  const found = sources.find(({ kind, call }) => kind === 'argument' && call.startsWith('func in '))
  const maker = /^(?:func in )+(\S+)/.exec(found?.call ?? '')?.[1]
  if (found === undefined || maker === undefined) return []
  const connection = (scene.functions.get(functionOf({ file: effect.file, function: maker })) ?? []).find(
    (one) => one.kind === 'connect' && isStream(one.call) && isDecided(destinationOf(scene, one)),
  )
  if (connection === undefined) return []
  const { texts } = destinationOf(scene, connection)
  return [
    draft(scene, reverseShell, 'critical', effect, {
      message: `what a connection to ${quote(texts.join(', ') || 'a host that is not known')} says is run: ${quote(argumentLists(effect)[0]?.join(' ') ?? '')}`,
      folded: texts,
      flows: [found],
      values: valuesOf(connection, 'host', 'url'),
      with: [connection],
    }),
  ]
}

/** The addresses behind an answer that only says where to look. */
function pointersOf(scene: Scene, source: Source): readonly string[] {
  const texts: string[] = []
  for (const connection of connectionsOf(scene, source))
    for (const one of sourcesOf(connection, 'url', 'host'))
      if (one.kind === 'network' || one.kind === 'dns') texts.push(...originOf(scene, one).texts)
  return texts
}

/**
 * How grave it is that an answer of a server is run; `undefined` where the user chose the server. Only an update that
 * a caller asks for by its name, that is waited for and leads to a named host is milder.
 */
function severityOf(scene: Scene, effect: Effect, origin: Destination): Severity | undefined {
  const standing = standingOf(effect)
  const decided = isDecided(origin) || origin.remote
  const chosen = decided || origin.preset
  if (standing.automatic) return chosen || !origin.configured ? 'critical' : 'high'
  if (!chosen) return undefined
  const asked = isAnnounced(standing) && standing.reach?.background !== true
  if (isOwnTool(scene, effect, standing) && origin.hidden.length === 0) return 'medium'
  if (isConcealed(origin)) return asked && origin.undisclosed ? 'high' : 'critical'
  if (standing.trigger === 'exported' || standing.trigger === 'main') {
    const verified = isVerified(effect)
    // Tools that a mirror may be named for are fetched so.
    if (!decided) return asked || verified || standing.trigger === 'main' ? undefined : 'high'
    if (asked) return verified ? 'low' : 'medium'
    if (verified || isOwnRelease(scene, origin)) return 'high'
  }
  return 'critical'
}

/**
 * Whether a program of the module does it that only its own developers start: users install none out of such folders. What
 * nothing is seen to start is a part of that program where its folder has a main; a library's code may be anywhere.
 */
function isOwnTool(scene: Scene, effect: Effect, { trigger, reach }: Standing): boolean {
  const folder = folderOf(reach?.path[0]?.file ?? effect.file)
  if (!folder.split('/').some((name) => OWN_TOOLS.test(name))) return false
  if (reach !== undefined) return trigger === 'main'
  return scene.effects.some((one) =>
    one.reach.some((way) => way.trigger === 'main' && folderOf(way.path[0]?.file ?? '') === folder),
  )
}

const OWN_TOOLS = /^(?:internal|hack|scripts?|tools?|build|ci|dev|magefiles)$/

function folderOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf('/')))
}

/** Whether a download is a release of the module's own owner, on the forge where the module lives. */
function isOwnRelease(scene: Scene, origin: Destination): boolean {
  const [host = '', owner = ''] = scene.module.split('/')
  return owner !== '' && origin.texts.length > 0 && origin.texts.every((text) => text.includes(`${host}/${owner}/`))
}

/** Standard streams of a program that are a connection. */
function ofStreams(scene: Scene, effect: Effect): readonly Draft[] {
  if (effect.kind !== 'process') return []
  const roots = (role: 'stdin' | 'output'): readonly string[] => argumentsOf(effect, role).flatMap((one) => one.roots)
  const inputs = connectionsBehind(scene, roots('stdin'))
  if (inputs.length === 0) return []
  const outputs = connectionsBehind(scene, roots('output'))
  const both = inputs.filter(
    (one) => outputs.includes(one) || one.object.some((name) => roots('output').includes(name)),
  )
  const reads = comesFrom(sourcesOf(effect, 'stdin'), 'network')
  if (both.length === 0 && !reads) return []
  // What an HTTP answer holds is a download; a stream in both directions is a shell for the other end.
  const [connection] = both.length > 0 ? both : inputs
  if (connection === undefined || (both.length === 0 && !isStream(connection.call))) return []
  const destination = destinationOf(scene, connection)
  if (destination.configured && !isDecidedUnlessSet(destination)) return []
  const texts = destination.texts.join(', ')
  const at: Told = { file: connection.file, line: connection.line, what: connection.call }
  return [
    draft(scene, reverseShell, 'critical', effect, {
      message: `a program has a connection${texts === '' ? '' : ` to ${quote(texts)}`} as its input and output`,
      folded: destination.texts,
      values: valuesOf(connection, 'host', 'url'),
      before: [at],
      with: [connection],
    }),
  ]
}

function connectionsBehind(scene: Scene, roots: readonly string[]): readonly Effect[] {
  const found = roots.flatMap((root) => scene.objects.get(root) ?? [])
  return [...new Set(found)].filter(
    ({ kind, arguments: all }) => kind === 'connect' && all.some(({ role }) => role === 'host' || role === 'url'),
  )
}

/** Whether a source is a connection of both directions that the module opened. */
function isConnection(source: Source): boolean {
  return source.kind === 'network' && isStream(source.call)
}

/** Whether a call opens a connection of both directions. */
export function isStream(call: string): boolean {
  return (
    /^(?:net|crypto\/tls|syscall|golang\.org\/x\/net\/(?:websocket|proxy))\.|^golang\.org\/x\/crypto\/ssh|websocket|gobwas\/ws|yamux|smux|quic|mqtt|nats|irc|tcp/i.test(
      call,
    ) && !/^net\/http\.|^net\.Lookup|^net\.Resolver/.test(call)
  )
}

/** Whether an effect writes a file with what came from elsewhere. */
function isDownload(effect: Effect): boolean {
  if (effect.kind === 'file-write') return comesFrom(sourcesOf(effect, 'data'), 'network', 'dns', 'decrypted')
  // A library's client that saves the answer itself; those of the standard library never do.
  if (effect.kind === 'connect') {
    const files = argumentsOf(effect, 'path', 'output').some(({ values, roots }) => values.length + roots.length > 0)
    return files && !/^(?:net|crypto)[/.]/.test(effect.call)
  }
  return effect.kind === 'process' && deedsOf(effect).some(({ kind }) => kind === 'fetch')
}

/** A file that was downloaded or decrypted, and is started. */
function ofFile(scene: Scene, effect: Effect, write: Effect): readonly Draft[] {
  if (write === effect || !startsFileOf(effect, write)) return []
  const before: readonly Told[] = [{ file: write.file, line: write.line, what: write.call }]
  if (write.kind === 'process') {
    const command = argumentLists(write).map((list) => list.join(' '))
    const message = `a program that a command fetched is run: ${quote(command.join(' '))}`
    return [draft(scene, downloadExec, 'critical', effect, { message, folded: command, before, with: [write] })]
  }
  const sources = sourcesOf(write, 'data')
  const fetched = sources.filter(({ kind }) => kind === 'network' || kind === 'dns')
  const found: Draft[] = []
  const origins =
    write.kind === 'connect' ? [destinationOf(scene, write)] : fetched.map((source) => originOf(scene, source))
  for (const [i, origin] of origins.entries()) {
    const severity = severityOf(scene, effect, origin)
    if (severity === undefined) continue
    const source = fetched[i]
    const connections = write.kind === 'connect' ? [write] : source === undefined ? [] : connectionsOf(scene, source)
    const folded = [...origin.texts, ...(source === undefined ? [] : pointersOf(scene, source))]
    const paths = textsOf(write, 'path')
    found.push(
      draft(scene, downloadExec, severity, effect, {
        message: `a file${paths.length > 0 ? ` ${quote(paths.join(', '))}` : ''} that was downloaded${folded.length > 0 ? ` from ${quote(folded.join(', '))}` : ''} is run`,
        folded: [...folded, ...paths],
        flows: source === undefined ? [] : [source],
        values: [...connections.flatMap((one) => valuesOf(one, 'host', 'url')), ...valuesOf(write, 'path')],
        before,
        with: [write, ...connections],
      }),
    )
  }
  if (comesFrom(sources, 'decrypted')) found.push(...ofDecrypted(scene, effect, sources, [write]))
  return found
}

function ofDecrypted(
  scene: Scene,
  effect: Effect,
  sources: readonly Source[],
  writes: readonly Effect[],
): readonly Draft[] {
  const carried = comesFrom(sources, 'embed', 'network', 'dns')
  const given = comesFrom(sources, 'argument', 'file', 'env', 'stdin')
  // What a caller gives to be decrypted is the caller's.
  if (!carried && given) return []
  const paths = writes.flatMap((write) => textsOf(write, 'path'))
  const command = argumentLists(effect).map((list) => list.join(' '))
  return [
    draft(scene, cryptExec, 'critical', effect, {
      message: `what was decrypted is run${paths.length > 0 ? ` from ${quote(paths.join(', '))}` : ''}: ${quote(command[0] ?? effect.call)}`,
      folded: [...paths, ...command],
      flows: sources.filter(({ kind }) => kind === 'decrypted' || kind === 'embed'),
      before: writes.map(({ file, line, call }) => ({ file, line, what: call })),
      with: writes,
    }),
  ]
}

/** A library that the module wrote itself, or that lies where anyone can put it. */
function ofLibrary(scene: Scene, effect: Effect): readonly Draft[] {
  const paths = textsOf(effect, 'path', 'command')
  const temporary = paths.filter((path) => /^\/(?:tmp|var\/tmp|dev\/shm)\/|\\Temp\\/i.test(path))
  const write = scene.effects.find((one) => one.kind === 'file-write' && isSameFile(one, effect, ['path', 'command']))
  const hidden = valuesOf(effect, 'path', 'command').filter((value) => scene.unveil(value) !== undefined)
  if (temporary.length === 0 && write === undefined && hidden.length === 0) return []
  return [
    draft(scene, loadedLibrary, 'high', effect, {
      message: `loads ${quote(paths.join(', '))}, which ${write === undefined ? 'lies where anyone can put it' : 'it wrote itself'}`,
      folded: paths,
      values: hidden,
      with: write === undefined ? [] : [write],
    }),
  ]
}
