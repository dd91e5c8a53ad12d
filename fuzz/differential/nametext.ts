// Paths, versions and patterns, and what mutations of them are made of, for differential tests and fuzzing.

/** Paths beside those of x/mod's tests. */
export const morePaths: readonly string[] = [
  'github.com/Azure/azure-sdk-for-go/v68',
  'gopkg.in/yaml.v3',
  'gopkg.in/yaml.v0-unstable',
  'gopkg.in/foo/bar.v10',
  'gopkg.in/x',
  'x.y/v2/v3',
  'x.y/z/v1.2',
  'x.y/con/aux.txt/lpt9.x',
  'x.y/COM1/nul',
  'x.y/a~1/b~b/c~12.go',
  'x.y/été/привет/日本語/𐐷.go',
  'github.com/!azure/!g!o',
  'x.y/a b/@c/#d{e}[f]',
  'a-b.c/d+e/f++',
]

/** Versions beside those of x/mod's tests. */
export const moreVersions: readonly string[] = [
  'v0.0.0-20161208181325-20d25e280405',
  'v1.2.4-0.20200101000000-abcdef123456',
  'v1.2.3-pre.0.20200101000000-abcdef123456',
  'v2.0.1-0.20200101000000-abcdef123456+incompatible',
  'v0.0.0-00010101000000-000000000000',
  'v1.0.0-0.20201301000000-abcdef123456',
  'v1.0.0-20200229235959-a',
  'v2.0.0-0.20200229235959-a.b',
  'v2.0.0+incompatible',
  'v2.0.0+meta.01',
  'v1.2.3-rc.1',
  'v1.2.3-01',
  'v1.2.3--',
  'v1.2.3-alpha.10.beta',
  'v99999999999999999999.0.18446744073709551616',
  'v1',
  'v1.2',
  'none',
  'master',
]

/** Patterns beside those of x/mod's tests. */
export const moreGlobs: readonly string[] = [
  '*.corp.example.com,rsc.io/private',
  '[a-z]*.b/[^c]',
  'a.b/\\*',
  'a.b/[\\]\\-x]',
  '[]a]',
  '[-]',
  '[x-]',
  '[',
  '[^',
  '\\',
  '**/x',
  'a*b*c*d',
  'é*',
  '*[^é]',
]

/** What changes a path. */
export const pathAlphabet: readonly string[] = [
  ...'/.-_~!+@ vV012aZé日:*"<|\\\t\0',
  'con',
  'PRN',
  'com¹',
  '/v2',
  '/v0',
  '.v1',
  '..',
  'ſ',
  'K',
  '\ufffd',
  '\u{1f600}',
  '\u{10efe}',
  '\u{2ebf0}',
]

/** What changes a version. */
export const versionAlphabet: readonly string[] = [
  ...'v.-+0123456789aAzZ!_/ é\n',
  '-0.',
  '.0.',
  '+incompatible',
  '-2020',
  '20200101000000',
  '01',
  '--',
]

/** What changes a pattern. */
export const globAlphabet: readonly string[] = [...'*?[]^-\\,/abé.z', '[^', '[a-', '\u{1f600}', '**']

/** Paths that patterns are held against. */
export const morePathsToMatch: readonly string[] = [
  'rsc.io/quote',
  'rsc.io/quote/v3',
  'a.b/c',
  'a.b',
  'é.b/çx',
  'a.b/[c]-\\*',
  'github.com/A/b',
  '',
  '/',
]
