// Names, versions, pseudo-versions and patterns as questions that Go and we answer alike.
import { isWardenError } from '../../src/base/errors.ts'
import { fields, trimSpace } from '../../src/base/fields.ts'
import { matchPath, matchPrefixPatterns } from '../../src/base/patterns.ts'
import {
  checkFilePath,
  checkImportPath,
  checkModule,
  checkPath,
  checkPathMajor,
  escapePath,
  escapeVersion,
  matchPathMajor,
  pathMajorPrefix,
  splitPathVersion,
  unescapePath,
  unescapeVersion,
} from '../../src/gomod/path.ts'
import {
  isPseudoVersion,
  isZeroPseudoVersion,
  pseudoVersion,
  pseudoVersionBase,
  pseudoVersionRev,
  pseudoVersionTime,
  zeroPseudoVersion,
} from '../../src/gomod/pseudo.ts'
import {
  build,
  canonical,
  canonicalVersion,
  compareVersions,
  isValid,
  major,
  majorMinor,
  maxVersion,
  prerelease,
  sortModules,
  sortVersions,
} from '../../src/gomod/version.ts'
import type { Generator } from '../../test/support/generate.ts'
import {
  globAlphabet,
  moreGlobs,
  morePaths,
  morePathsToMatch,
  moreVersions,
  pathAlphabet,
  versionAlphabet,
} from './nametext.ts'

/** One question: the function's name and its arguments, all strings. */
export type NameQuestion = readonly [name: string, ...args: string[]]

/** The functions of one path. */
export const ofPath = [
  'CheckPath',
  'CheckImportPath',
  'CheckFilePath',
  'EscapePath',
  'UnescapePath',
  'SplitPathVersion',
  'Fields',
] as const
/** The functions of one version. */
export const ofVersion = [
  'EscapeVersion',
  'UnescapeVersion',
  'CanonicalVersion',
  'Parts',
  'Pseudo',
  'CheckFilePath',
] as const

/** What we answer, in the words of test/support/namesoracle.ts: a value, or null for an error. */
export function answerName([name, ...args]: NameQuestion): unknown {
  return ours[name]?.(...args)
}

/**
 * Whether a difference is the one that is listed: x/mod takes gopkg.in/a.v-unstable for a path, and panics over its
 * major version.
 */
export function isListedName([, ...args]: NameQuestion): boolean {
  return args.some((arg) => /^gopkg\.in\/.*\.v-unstable(?:@|$)/.test(arg))
}

/** Some thirty questions about one made-up path, two made-up versions, their order and one pattern. */
export function nameQuestions(g: Generator, words: NameWords = ownWords): NameQuestion[] {
  const path = g.mutated(words.paths, pathAlphabet)
  const version = g.mutated(words.versions, versionAlphabet)
  const other = g.mutated([version, ...moreVersions], versionAlphabet)
  const pathMajor = g.mutated(['/v2', '.v1', '.v2-unstable', '', '/v10', '.v0'], ['v', '1', '0', '/', '.'])
  const questions: NameQuestion[] = [
    ...ofPath.map((name): NameQuestion => [name, path]),
    ...ofVersion.map((name): NameQuestion => [name, version]),
    ['Check', g.below(2) === 0 ? g.pick(morePaths) : path, version],
    ['Compare', version, other],
    ['CheckPathMajor', g.below(2) === 0 ? g.pick(moreVersions) : version, pathMajor],
  ]
  const glob = g.mutated(words.globs, globAlphabet)
  const target = g.mutated(morePathsToMatch, ['/', 'é', 'c', '.', '\u{1f600}'])
  questions.push([g.below(2) === 0 ? 'MatchPrefixPatterns' : 'Match', glob, target])
  const run = (alphabet: readonly string[], n: number): string =>
    Array.from({ length: g.below(n) }, () => g.pick(alphabet)).join('')
  questions.push([
    'Match',
    run(['a', 'é', '*', '?', '[^a]', '[é-ü]', '/', '\\'], 7),
    run(['a', 'é', 'ü', '/', '😀'], 7),
  ])
  if (g.below(16) === 0) {
    const list = Array.from({ length: 12 }, () => g.mutated(words.versions, versionAlphabet).replaceAll('\n', ''))
    questions.push(['SortVersions', unique(list).join('\n')])
    const seconds = g.below(2 ** 32) - 2 ** 30
    const time = `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`
    questions.push(['PseudoVersion', g.pick(['', 'v0', 'v1', 'v12']), other, time, 'abcdef123456'])
  }
  return questions
}

/** What questions are made from. */
export interface NameWords {
  readonly paths: readonly string[]
  readonly versions: readonly string[]
  readonly globs: readonly string[]
}

const ownWords: NameWords = { paths: morePaths, versions: moreVersions, globs: moreGlobs }

const ours: Readonly<Record<string, (...args: string[]) => unknown>> = {
  CheckPath: (p) => holds(() => checkPath(p)),
  CheckImportPath: (p) => holds(() => checkImportPath(p)),
  CheckFilePath: (p) => holds(() => checkFilePath(p)),
  Check: (p, v) => holds(() => checkModule(p, v)),
  EscapePath: (p) => orNull(() => escapePath(p)),
  EscapeVersion: (v) => orNull(() => escapeVersion(v)),
  UnescapePath: (p) => orNull(() => unescapePath(p)),
  UnescapeVersion: (v) => orNull(() => unescapeVersion(v)),
  SplitPathVersion: (p) => {
    const { prefix, pathMajor, ok } = splitPathVersion(p)
    return [prefix, pathMajor, ok, ok ? pathMajorPrefix(pathMajor) : '']
  },
  CheckPathMajor: (v, m) => [holds(() => checkPathMajor(v, m)), matchPathMajor(v, m)],
  CanonicalVersion: (v) => canonicalVersion(v),
  Parts: (v) => [isValid(v), canonical(v), major(v), majorMinor(v), prerelease(v), build(v)],
  Compare: (v, w) => [compareVersions(v, w), maxVersion(v, w)],
  SortVersions: (list) => sortVersions(list.split('\n')),
  SortModules: (list) =>
    sortModules(
      list.split('\n').map((line) => {
        const [path = '', version = ''] = line.split(' ')
        return { path, version }
      }),
    ).map((m) => `${m.path} ${m.version}`),
  Pseudo: (v) => [
    isPseudoVersion(v),
    isZeroPseudoVersion(v),
    orNull(() => pseudoVersionRev(v)),
    orNull(() => pseudoVersionBase(v)),
    orNull(() => `${pseudoVersionTime(v).toISOString().slice(0, 19)}Z`),
  ],
  PseudoVersion: (m, older, time, rev) => [pseudoVersion(m, older, new Date(time), rev), zeroPseudoVersion(m)],
  MatchPrefixPatterns: (globs, target) => matchPrefixPatterns(globs, target),
  Match: (pattern, name) => matchPath(pattern, name),
  Fields: (text) => [fields(text), trimSpace(text)],
}

/** Whether a check passes. Throws whatever is no expected failure. */
export function holds(check: () => void): boolean {
  return (
    orNull(() => {
      check()
      return ''
    }) !== null
  )
}

/** A value, or `null` for an expected failure: that is an answer. Anything else thrown is a bug. */
export function orNull(value: () => string): string | null {
  try {
    return value()
  } catch (error) {
    if (isWardenError(error, 'parse')) return null
    throw error
  }
}

/** A list without repetitions, in its order. */
export function unique(list: readonly string[]): string[] {
  return [...new Set(list)]
}
