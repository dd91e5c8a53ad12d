// What an audit says of a project's tree, in numbers.
import { compareBytes } from '../../base/bytes.ts'
import { moduleName } from '../../base/finding.ts'
import { mapLimit } from '../../base/once.ts'
import { noAssertion } from '../../licence/expression.ts'
import type { AuditModule, AuditTree } from '../../report/audittree.ts'
import type { World } from '../../world/world.ts'
import { rootLicences, type KeptLicences } from '../bill/keptlicences.ts'
import type { ProjectTree } from '../project/projecttree.ts'
import { treeReport } from './tree.ts'

/** Makes it of a tree that was read. Throws `aborted`. */
export async function auditTree(world: World, tree: ProjectTree, licences: KeptLicences): Promise<AuditTree> {
  const report = await treeReport(world, tree, [], '', world.clock.now().getTime())
  const others = report.modules.filter((m) => !m.main)
  const used = others.filter(({ scope }) => scope === 'code' || scope === 'test' || scope === 'tool')
  const found = new Map<string, number>()
  const stated = new Map<string, string>()
  const unlicensed: string[] = []
  // Their packages were read: what is not in go's cache was fetched for that.
  await mapLimit(used, MOST_AT_ONCE, async ({ path }) => {
    const declared = (await rootLicences(licences, path, tree.source.open))?.declared ?? noAssertion
    if (declared === noAssertion) return void unlicensed.push(path)
    stated.set(path, declared)
    found.set(declared, (found.get(declared) ?? 0) + 1)
  })
  await licences.save()
  const names = (key: 'retracted' | 'deprecated'): string[] =>
    others.filter((m) => m[key] !== undefined).map((m) => (key === 'retracted' ? moduleName(m) : m.path))
  return {
    modules: others.length,
    used: used.length,
    tests: used.filter(({ scope }) => scope === 'test').length,
    tools: used.filter(({ scope }) => scope === 'tool').length,
    retracted: names('retracted'),
    deprecated: names('deprecated'),
    licences: [...found]
      .toSorted(([a, x], [b, y]) => y - x || compareBytes(a, b))
      .map(([licence, modules]) => ({ licence, modules })),
    unlicensed: unlicensed.toSorted(compareBytes),
    gaps: tree.gaps.length,
    list: others
      .toSorted((a, b) => compareBytes(a.path, b.path))
      .map(({ path, version, replacedBy, direct, scope, parent, alone }): AuditModule => {
        const licence = stated.get(path)
        const replaced = replacedBy === undefined ? {} : { replacedBy }
        return {
          path,
          version,
          ...replaced,
          direct,
          scope,
          parent,
          alone,
          ...(licence === undefined ? {} : { licence }),
        }
      }),
  }
}

const MOST_AT_ONCE = 8
