// Questions to the call graph about packages that are written in a test.
import { answerReach } from '../../src/gosource/callgraph/answer.ts'
import { indexFile } from '../../src/gosource/callgraph/declarations.ts'
import type { Question, ReachAnswer } from '../../src/gosource/callgraph/question.ts'

/** Asks for every function of every package; sources are by import path, or by `path/file.go`. */
export function ask(sources: Readonly<Record<string, string>>, more: Partial<Question> = {}): ReachAnswer {
  const files = new Map<string, { name: string; bytes: Uint8Array }[]>()
  for (const [name, text] of Object.entries(sources)) {
    const path = name.endsWith('.go') ? name.slice(0, name.lastIndexOf('/')) : name
    const list = files.get(path) ?? []
    list.push({ name: name.endsWith('.go') ? name : `${name}/x.go`, bytes: Buffer.from(text) })
    files.set(path, list)
  }
  return answerReach({
    roots: ['example.com/m'],
    load: (importPath) => {
      const found = files.get(importPath)
      const module = { path: importPath.includes('.') ? 'example.com' : 'std', version: '' }
      return found === undefined ? undefined : { importPath, module, files: found }
    },
    goos: 'linux',
    goarch: 'amd64',
    tags: [],
    cgo: false,
    goVersion: '1.26',
    tests: false,
    targets: [...files].map(([path, all]) => ({ package: path, symbols: ['init', ...all.flatMap(functionsOf)] })),
    ...more,
  })
}

/** The functions that a file declares, as advisories name them. */
function functionsOf({ bytes }: { readonly bytes: Uint8Array }): readonly string[] {
  return indexFile(Buffer.from(bytes).toString('latin1')).declared.flatMap(({ kind, receiver, names: [name = ''] }) =>
    kind === 'func' ? [receiver === undefined ? name : `${receiver}.${name}`] : [],
  )
}
