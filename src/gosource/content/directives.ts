// Directives in comments of Go source (https://pkg.go.dev/cmd/compile#hdr-Compiler_Directives): linkname, which reaches
// unexported functions of other packages; generate, which runs commands on the author's machine; line, which gives code
// another file's name.
import type { ContentFact } from '../facts.ts'
import { importPath, type SourceFile } from '../scope.ts'
import { judgeCommands } from './command.ts'
import { contentFact, lineAt, MOST_FACTS, type Weight } from './fact.ts'
import { baseOf, folderOf, isForTests } from './place.ts'

/** Facts of kinds `linkname`, `generate` and `line-directive` of one file. */
export function readDirectives(
  file: SourceFile,
  module: string,
  files: ReadonlyMap<string, Uint8Array>,
): readonly ContentFact[] {
  const { text, comments } = file
  if (!/\/\/go:linkname |\/\/go:generate |\/\/line |\/\*line /.test(text)) return []
  const facts: ContentFact[] = []
  let line = 1
  let counted = 0
  // Generated files name their source on every second line: one fact is enough.
  const named = new Set<string>()
  for (let i = 0; i + 1 < comments.length && facts.length < MOST_FACTS * 5; i += 2) {
    const start = comments[i] ?? 0
    if (!/^\/[/*](?:line |go:(?:linkname|generate) )/.test(text.slice(start, start + 14))) continue
    const comment = text.slice(start, comments[i + 1])
    line += lineAt(text.slice(counted, start), start - counted) - 1
    counted = start
    const fact =
      linkname(file, comment, line, module) ??
      generate(file, comment, line) ??
      lineDirective(file, start, comment, line, named, files)
    if (fact !== undefined) facts.push(fact)
  }
  return facts
}

function linkname(file: SourceFile, comment: string, line: number, module: string): ContentFact | undefined {
  const [, local = '', target = ''] = /^\/\/go:linkname +(\S+) +(\S+)/.exec(comment) ?? []
  if (target === '' || !importsUnsafe(file)) return undefined
  const weight: Weight = isSystemPackage(module, file.name)
    ? 'low'
    : (REACHES.find(([pattern]) => pattern.test(target))?.[1] ?? 'low')
  return contentFact(
    'linkname',
    isForTests(file.name) ? 'low' : weight,
    file.name,
    line,
    `${local} is linked to ${target}`,
    [local, target],
  )
}

/** What unexported functions do, by their full name; what is not here is a clock, a random number, a map's insides. */
const REACHES: readonly (readonly [RegExp, Weight])[] = [
  [
    /^(?:os\/exec\.|os\.(?:StartProcess|startProcess|forkExec)|syscall\.(?:StartProcess|startProcess|ForkExec|forkExec|forkAndExec\w*|Exec|execve\w*|CreateProcess\w*)$)/,
    'high',
  ],
  [
    /^(?:plugin\.|runtime\.(?:plugin_lastmoduleinit|doInit\w*|addmoduledata|moduledataverify1?|textOff|addOneOpenDeferFrame)$)/,
    'high',
  ],
  [
    /^(?:net\.(?:\(?\*?\w+\)?\.)?(?:dial\w*|Dial\w*|internetSocket|socket|sysDial\w*|lookup\w*)$|net\/http\.(?:\(?\*?\w+\)?\.)?(?:send|do|roundTrip)$)/,
    'medium',
  ],
  [
    /^syscall\.(?:rawSyscall\w*|RawSyscall\w*|Syscall\d*|rawVforkSyscall|socket|connect|ptrace\w*|mmap|mprotect)$/,
    'medium',
  ],
  [/^runtime\.(?:mmap|sysMmap|sysAlloc|mprotect|VirtualAlloc|VirtualProtect|stdcall\w*)$/, 'medium'],
]

function importsUnsafe(file: SourceFile): boolean {
  return file.decls.some(
    (decl) =>
      decl.kind === 'GenDecl' &&
      decl.token === 'import' &&
      decl.specs.some((spec) => spec.kind === 'ImportSpec' && importPath(spec) === 'unsafe'),
  )
}

function isSystemPackage(module: string, name: string): boolean {
  return /(?:^|\/)(?:sys|unix|syscall|purego)(?:\/|$)/.test(`${module}/${folderOf(name)}`)
}

function generate(file: SourceFile, comment: string, line: number): ContentFact | undefined {
  const [, command] = /^\/\/go:generate (.+)$/.exec(comment) ?? []
  if (command === undefined) return undefined
  const { deed } = judgeCommands(command)
  const grave = deed === 'fetch-run' || deed === 'decode-run'
  const what = grave ? 'go generate runs what it fetches or decodes' : 'go generate runs a command'
  return contentFact('generate', grave ? 'medium' : 'low', file.name, line, what, [command.trim()])
}

function lineDirective(
  file: SourceFile,
  start: number,
  comment: string,
  line: number,
  named: Set<string>,
  files: ReadonlyMap<string, Uint8Array>,
): ContentFact | undefined {
  const [, whole, block] = /^(?:\/\/line (.+)|\/\*line ([^]+?)\*\/)$/.exec(comment) ?? []
  // `//line` counts at the beginning of a line only.
  if (whole !== undefined && start > 0 && file.text[start - 1] !== '\n') return undefined
  const [, claimed = ''] = /^(.*?)(?::\d+){1,2}\s*$/.exec(whole ?? block ?? '') ?? []
  if (claimed === '' || named.has(claimed)) return undefined
  named.add(claimed)
  const what = pretends(claimed, file.name, files)
  if (what === undefined) return undefined
  return contentFact('line-directive', isForTests(file.name) ? 'low' : what.weight, file.name, line, what.text, [
    claimed,
  ])
}

function pretends(
  claimed: string,
  name: string,
  files: ReadonlyMap<string, Uint8Array>,
): { readonly weight: Weight; readonly text: string } | undefined {
  const path = claimed.replaceAll('\\', '/')
  if (/@v\d|\/pkg\/mod\/|\/(?:go|goroot|golang)\/src\//i.test(path)) {
    return { weight: 'medium', text: 'code that claims to stand in a file of another module' }
  }
  const local = folderOf(name) === '' ? path : `${folderOf(name)}/${path}`
  const other = path.endsWith('.go') && baseOf(path) !== baseOf(name)
  // Generators name what they read: a grammar, a template.
  if (other && (files.has(local) || files.has(path))) {
    return { weight: 'medium', text: 'code that claims to stand in another file of the module, which is there' }
  }
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path))
    return { weight: 'low', text: "code that names a file of its author's machine" }
  return other ? { weight: 'low', text: 'code that names another file' } : undefined
}
