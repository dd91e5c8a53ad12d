// Rules that say where private modules are kept, one line each:
//
//   PATTERN=URL        the elements of a path that match PATTERN are the repository at URL; each `*` in URL stands for what
//                      the next element with a wildcard is: corp.example/*/*=https://git.corp.example/*/*.git
//   PATTERN=discover   where the path itself says so, or the go-import page of its host (https://go.dev/ref/mod#vcs-find)
//
// PATTERN has the form of GOPRIVATE's (path.Match, element by element). Only the user's own configuration has rules.
import { WardenError } from '../base/errors.ts'
import { matchPrefixPatterns } from '../base/patterns.ts'
import type { SourceRepository } from './origin.ts'
import { splitPathVersion } from './path.ts'

/** A rule. */
export interface GitRule {
  readonly pattern: string
  /** The template of an address; `undefined`: it is found as go finds it. */
  readonly url: string | undefined
}

/** Where the rules say that a module is kept. */
export type RuledPlace =
  | { readonly kind: 'repository'; readonly repository: SourceRepository }
  | { readonly kind: 'discover' }
  /** No rule is about it. */
  | { readonly kind: 'none' }

/** Reads the rules of a setting. Throws `config`. */
export function parseGitRules(items: readonly string[]): readonly GitRule[] {
  return items.map((item) => {
    const equals = item.indexOf('=')
    const [pattern, target] = [item.slice(0, Math.max(0, equals)).replace(/\/$/, ''), item.slice(equals + 1)]
    const bad = (why: string): WardenError =>
      new WardenError('config', `private-git: ${JSON.stringify(item)}: ${why}`, {
        remedy: 'private-git: [corp.example/*/*=https://git.corp.example/*/*.git]',
      })
    if (pattern === '' || /[,\s]/.test(pattern)) throw bad('it is not PATTERN=URL')
    if (target === 'discover') return { pattern, url: undefined }
    const url = URL.parse(target.replaceAll('*', 'x'))
    if (url === null || !['https:', 'http:', 'ssh:', 'git+ssh:'].includes(url.protocol) || url.hostname === '') {
      throw bad('its address is neither an https nor an ssh URL')
    }
    if (url.password !== '' || (url.username !== '' && /^https?:$/.test(url.protocol))) {
      throw bad('credentials belong into netrc or a credential helper, not into the address')
    }
    if (url.search !== '' || url.hash !== '') throw bad('its address has more than a path')
    if (/^[a-z+]+:\/\/[^/]*\*/.test(target)) throw bad('its host must be written out')
    const wild = pattern.split('/').filter(isWild).length
    if (target.split('*').length - 1 > wild)
      throw bad(`its address has more "*" than the pattern has wildcards (${wild})`)
    return { pattern, url: target }
  })
}

/** The hosts that rules name: only they may be in a private network. */
export function hostsOf(rules: readonly GitRule[]): readonly string[] {
  return rules.flatMap(({ pattern, url }) => {
    if (url !== undefined) return [URL.parse(url.replaceAll('*', 'x'))?.hostname ?? '']
    const [host = ''] = pattern.split('/')
    return isWild(host) ? [] : [host]
  })
}

/** Where a module is kept; the first rule that is about it counts. */
export function placeByRules(rules: readonly GitRule[], modulePath: string): RuledPlace {
  // A final /v2 belongs to the module, not to the repository.
  const elements = splitPathVersion(modulePath).prefix.split('/')
  for (const { pattern, url } of rules) {
    const parts = pattern.split('/')
    if (elements.length < parts.length || !matchPrefixPatterns(pattern, elements.join('/'))) continue
    if (url === undefined) return { kind: 'discover' }
    const wild = elements.slice(0, parts.length).filter((_, i) => isWild(parts[i] ?? ''))
    let next = 0
    // Elements of module paths are letters, digits and -._~ only, so that no address can become another one by them.
    const filled = url.replaceAll('*', () => wild[next++] ?? '')
    return {
      kind: 'repository',
      repository: { root: elements.slice(0, parts.length).join('/'), url: filled, subfolder: '' },
    }
  }
  return { kind: 'none' }
}

function isWild(element: string): boolean {
  return /[*?[\\]/.test(element)
}
