// Capabilities: what a module's own code can do, by Capslock's names (https://github.com/google/capslock). They are
// context for a reader and never findings: half of all good modules have some.
import type { Capability, Capable, Effect, EffectKind } from './facts.ts'
import type { GoModule } from './package.ts'
import { importPath } from './scope.ts'

/** The capabilities of a module, tests left out, each with the first place that shows it. */
export function capabilitiesOf(module: GoModule, effects: readonly Effect[]): Capable[] {
  const found = new Map<Capability, Capable>()
  const add = (capability: Capability, file: string, line: number): void => {
    const known = found.get(capability)
    const calls = (known?.calls ?? 0) + 1
    found.set(capability, known === undefined ? { capability, calls, file, line } : { ...known, calls })
  }
  for (const { scope } of module.packages) {
    for (const file of scope.files) {
      if (file.name.endsWith('_test.go')) continue
      for (const decl of file.decls) {
        if (decl.kind !== 'GenDecl' || decl.token !== 'import') continue
        for (const spec of decl.specs) {
          const capability = spec.kind === 'ImportSpec' ? BY_IMPORT.get(importPath(spec)) : undefined
          if (capability !== undefined) add(capability, file.name, file.text.slice(0, spec.pos).split('\n').length)
        }
      }
    }
  }
  for (const { kind, file, line } of effects) if (!file.endsWith('_test.go')) add(BY_EFFECT[kind], file, line)
  return [...found.values()]
}

const BY_EFFECT: Readonly<Record<EffectKind, Capability>> = {
  process: 'EXEC',
  connect: 'NETWORK',
  listen: 'NETWORK',
  'file-write': 'FILES',
  'file-remove': 'FILES',
  'file-mode': 'FILES',
  load: 'ARBITRARY_EXECUTION',
  memory: 'SYSTEM_CALLS',
  setenv: 'MODIFY_SYSTEM_STATE',
  registry: 'MODIFY_SYSTEM_STATE',
  interpret: 'ARBITRARY_EXECUTION',
}

const BY_IMPORT: ReadonlyMap<string, Capability> = new Map([
  ['unsafe', 'UNSAFE_POINTER'],
  ['reflect', 'REFLECT'],
  ['C', 'CGO'],
  ['plugin', 'ARBITRARY_EXECUTION'],
  ['syscall', 'SYSTEM_CALLS'],
  ['golang.org/x/sys/unix', 'SYSTEM_CALLS'],
  ['golang.org/x/sys/windows', 'SYSTEM_CALLS'],
])
