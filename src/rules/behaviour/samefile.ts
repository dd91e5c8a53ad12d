// Whether effects are about one file: what is written, and what is started, loaded or written again.
import type { Effect, Role } from '../../gosource/facts.ts'
import { argumentsOf, type Scene, textsOf } from './scene.ts'

/** Whether two effects are about one file: they share a root or an object, or the same known path, and no paths differ. */
export function isSameFile(a: Effect, b: Effect, rolesOfB: readonly Role[]): boolean {
  const pathsA = textsOf(a, 'path')
  const pathsB = textsOf(b, ...rolesOfB)
  const wholeA = pathsA.filter((path) => !path.includes('…'))
  const wholeB = pathsB.filter((path) => !path.includes('…'))
  if (wholeA.some((path) => path.length > 1 && wholeB.some((other) => withoutDot(path) === withoutDot(other))))
    return true
  // Two names that are known in full and differ are two files, whatever folder they share.
  if (wholeA.length > 0 && wholeB.length > 0 && wholeA.length === pathsA.length && wholeB.length === pathsB.length)
    return false
  const baseNames = (paths: readonly string[]): readonly string[] =>
    paths.map((path) => path.slice(path.lastIndexOf('/') + 1))
  const namesA = baseNames(pathsA)
  const namesB = baseNames(pathsB)
  const tell = [...namesA, ...namesB].every((name) => name !== '' && !name.includes('…'))
  if (namesA.length > 0 && namesB.length > 0 && tell && !namesA.some((name) => namesB.includes(name))) return false
  if (pathsA.length > 0 && pathsB.length > 0 && !pathsA.some((one) => pathsB.some((other) => endAlike(one, other))))
    return false
  const rootsA = new Set([...a.object, ...argumentsOf(a, 'path').flatMap(({ roots }) => roots)])
  return [...b.object, ...argumentsOf(b, ...rolesOfB).flatMap(({ roots }) => roots)].some((root) => rootsA.has(root))
}

/** Whether what is known of how two paths end is not different: `….so` and `…-values.yaml` are two files. */
function endAlike(one: string, other: string): boolean {
  const endOf = (path: string): string => path.slice(path.lastIndexOf('…') + 1)
  const [a, b] = [endOf(one), endOf(other)]
  return a.endsWith(b) || b.endsWith(a)
}

/** Whether an effect only opens a file that another one writes to: that one is told, with what it writes. */
export function isOpening(scene: Scene, effect: Effect): boolean {
  if (effect.kind !== 'file-write' || argumentsOf(effect, 'data').length > 0) return false
  return effect.object.some((name) =>
    (scene.objects.get(name) ?? []).some(
      (other) =>
        other !== effect &&
        other.kind === 'file-write' &&
        argumentsOf(other, 'data').length > 0 &&
        argumentsOf(other, 'path').length > 0,
    ),
  )
}

function withoutDot(path: string): string {
  return path.replace(/^\.\//, '')
}
