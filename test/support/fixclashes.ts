// Worlds where the repaired version of `a` does not compile with `b` v1.0.0, which imports it.
import { fixDatabase, fixModule, fixPath } from './fixworlds.ts'
import type { Universe } from './universe.ts'

/** One kind of misfit. */
export interface FixClash {
  readonly name: string
  /** What `a` declares before and after. */
  readonly before: string
  readonly after: string
  /** What `b` has in line 5, before and after. */
  readonly use: string
  readonly fitting: string
  /** What is said of `a`. */
  readonly why: string
}

/** The kinds. */
export const CLASHES: readonly FixClash[] = [
  {
    name: 'a name is gone',
    before: 'func Gone() int { return 1 }',
    after: 'func Other() int { return 1 }',
    use: 'var _ = a.Gone()',
    fitting: 'var _ = a.Other()',
    why: 'Gone is gone',
  },
  {
    name: 'a literal without names of fields',
    before: 'type T struct{ X, Y int }',
    after: 'type T struct{ X, Y, Z int }',
    use: 'var _ = []*a.T{{1, 2}}',
    fitting: 'var _ = []*a.T{{1, 2, 3}}',
    why: 'T has 3 fields now',
  },
  {
    name: 'a field is gone',
    before: 'type T struct{ X, Y int }',
    after: 'type T struct{ X int }',
    use: 'var _ = &a.T{X: 1, Y: 2}',
    fitting: 'var _ = &a.T{X: 1}',
    why: 'T has no field Y now',
  },
  {
    name: 'a parameter more',
    before: 'func F(int) int { return 1 }',
    after: 'func F(x, y int) int { return 1 }',
    use: 'var _ = a.F(1)',
    fitting: 'var _ = a.F(1, 2)',
    why: 'F takes 2 arguments now',
  },
  {
    name: 'a result more',
    before: 'func F() int { return 1 }',
    after: 'func F() (int, error) { return 1, nil }',
    use: 'var _ = a.F()',
    fitting: 'var _, _ = a.F()',
    why: 'F gives 2 results now',
  },
]

/** Publishes one, and a project that has it; gives the database. `b` has a version that fits, or has none. */
export function makeClash(u: Universe, clash: FixClash, isFitting: boolean): string {
  const made = (letter: string, version: string, line: string): ReturnType<typeof fixModule> =>
    fixModule(`${letter} ${version}`, letter === 'b' ? ['a v1.0.0'] : [], {
      files: {
        [`${letter}.go`]: `package ${letter}\n\n${letter === 'b' ? `import "${fixPath('a')}"\n` : '// Package a.\n'}\n${line}\n`,
      },
    })
  const a = made('a', 'v1.0.0', clash.before)
  const b = made('b', 'v1.0.0', clash.use)
  // v1.0.1 does not fit either.
  u.serve([a, made('a', 'v1.0.1', clash.after), b, made('b', 'v1.0.1', clash.use)])
  if (isFitting) u.serve([made('b', 'v1.1.0', clash.fitting), made('b', 'v1.2.0', clash.fitting)])
  u.cache([a, b])
  u.require([a, b])
  u.write('main.go', `package main\n\nimport (\n\t_ "${fixPath('a')}"\n\t_ "${fixPath('b')}"\n)\n\nfunc main() {}\n`)
  return fixDatabase(u, { a: 'v1.0.1' })
}
