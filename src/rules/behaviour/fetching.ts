// Fetching: which programs of a command line bring data from elsewhere, and into which files.
import { FETCHERS, PREFIXES } from './programs.ts'
import { type Pipeline, programName, type Simple } from './shellwords.ts'

/** The program and its arguments, without programs that only start another. */
export function withoutPrefixes(words: readonly string[]): readonly string[] {
  let at = 0
  while (at < words.length - 1 && PREFIXES.has(programName(words[at] ?? ''))) {
    at++
    while (at < words.length - 1 && /^(?:-|\/[a-z]$|[A-Za-z_]\w*=|[0-9]+[smhd]?$)/i.test(words[at] ?? '')) at++
  }
  return words.slice(at)
}

/** Whether a program fetches from elsewhere. */
export function fetches(command: Simple): boolean {
  const words = withoutPrefixes(command.words)
  const name = programName(words[0] ?? '')
  if (command.redirections.some(({ kind, file }) => kind === 'in' && /^\/dev\/(?:tcp|udp)\//.test(file))) return true
  if (!FETCHERS.has(name)) return false
  if (name === 'certutil') return words.some((word) => /^[-/](?:urlcache|verifyctl)$/i.test(word))
  if (name === 'gh') return words[1] === 'api' || words.includes('download')
  // Without an address it is asked for its version or help.
  return (
    words.length > 1 && !words.every((word, i) => i === 0 || /^--?(?:version|help|V|h)$/.test(word)) && !isLocal(words)
  )
}

/** What is fetched from the machine itself is no download. */
function isLocal(words: readonly string[]): boolean {
  const urls = words.filter((word) => /^[a-z]+:\/\//i.test(word))
  return urls.length > 0 && urls.every((url) => /^[a-z]+:\/\/(?:localhost|127\.|\[::1\]|unix)/i.test(url))
}

/** Whether a program sends data or files. */
export function uploads(all: readonly string[]): boolean {
  const words = withoutPrefixes(all)
  const name = programName(words[0] ?? '')
  if (name === 'curl')
    return words.some((word) => /^(?:-d|-F|-T|--data\S*|--form\S*|--upload-file|-\w*[dFT])$|^-[dFT]./.test(word))
  if (name === 'wget') return words.some((word) => word.startsWith('--post-') || word.startsWith('--body-'))
  return ['nc', 'ncat', 'netcat', 'scp', 'socat', 'telnet', 'rsync', 'ftp', 'sftp'].includes(name)
}

/** The files that a program fetches into. */
export function filesOf(command: Simple, pipeline: Pipeline, fetcher: number): readonly string[] {
  const words = withoutPrefixes(command.words)
  const name = programName(words[0] ?? '')
  const files: string[] = []
  if (fetcher >= 0 && pipeline[fetcher] === command) {
    for (const { kind, file } of last(pipeline).redirections)
      if (kind === 'out' && file !== '/dev/null') files.push(file)
    const tee = pipeline.find(({ words: own }) => programName(own[0] ?? '') === 'tee')
    if (tee !== undefined) files.push(...tee.words.slice(1).filter((word) => !word.startsWith('-')))
  }
  if (!fetches(command)) return files
  const behind = (flags: readonly string[]): void => {
    for (const [i, word] of words.entries()) {
      const next = words[i + 1]
      if (flags.includes(word) && next !== undefined && next !== '-' && next !== '/dev/null') files.push(next)
      for (const flag of flags)
        if (flag.startsWith('--') && word.startsWith(`${flag}=`)) files.push(word.slice(flag.length + 1))
      // -sSLo FILE
      if (
        /^-[a-zA-Z]+$/.test(word) &&
        word.length > 2 &&
        next !== undefined &&
        next !== '-' &&
        flags.includes(`-${word.at(-1) ?? ''}`)
      )
        files.push(next)
    }
  }
  const urls = words.slice(1).filter((word) => /^[a-z]+:\/\//i.test(word))
  if (name === 'curl') {
    behind(['-o', '--output'])
    if (words.some((word) => /^-\w*O|^--remote-name$/.test(word))) files.push(...urls.map(baseOf))
  } else if (name === 'wget') {
    behind(['-O', '--output-document'])
    if (files.length === 0 && !words.some((word) => /^-\w*O-?$|^-O-$/.test(word))) files.push(...urls.map(baseOf))
  } else if (name === 'aria2c' || name === 'fetch' || name === 'axel') {
    behind(['-o', '--out', '--output'])
    if (files.length === 0) files.push(...urls.map(baseOf))
  } else if (name === 'certutil') {
    const rest = words.slice(1).filter((word) => !/^[-/]/.test(word) && !urls.includes(word))
    files.push(...(rest.length > 0 ? rest : urls.map(baseOf)))
  } else if (name === 'bitsadmin') files.push(words.at(-1) ?? '')
  else if (name === 'scp' || name === 'rsync') files.push(words.at(-1) ?? '')
  return files.filter((file) => file !== '' && !file.includes('://'))
}

/** Where a fetched file is copied, moved or unpacked to. */
export function copies(words: readonly string[], fetched: ReadonlySet<string>): readonly string[] {
  const name = programName(words[0] ?? '')
  if (!['mv', 'cp', 'install', 'ln', 'copy', 'move', 'ren'].includes(name)) return []
  return words.slice(1).some((word) => fetched.has(plainPath(word))) ? [words.at(-1) ?? ''] : []
}

/** `./x`, `x` and `"x"` are one file. */
export function plainPath(word: string): string {
  return word.replaceAll(/^["']|["']$/g, '').replace(/^\.[/\\]/, '')
}

function baseOf(url: string): string {
  const path = url.replace(/[?#].*$/, '')
  return path.slice(path.lastIndexOf('/') + 1)
}

/** The last program of a pipeline. */
export function last(pipeline: Pipeline): Simple {
  return pipeline.at(-1) ?? { words: [], assigned: [], redirections: [], inside: [], given: '' }
}
