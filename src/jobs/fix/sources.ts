// go.mod files for a plan: what go's cache has counts where go.sum or a proven record says that it is right, otherwise the
// file is fetched and proven. A plan must not be steered by whoever can write the cache.
import { moduleName } from '../../base/finding.ts'
import { Once } from '../../base/once.ts'
import { agreedOn } from '../verify/agreed.ts'
import { sumsOf, type Project } from '../project/project.ts'
import type { Prover } from '../database/prove.ts'
import type { GoModFile, Sources } from '../project/sources.ts'

/** The same sources with go.mod files that are what was agreed on. Throws as they do. */
export function provenFirst(sources: Sources, project: Project, prover: Prover): Sources {
  const known = new Once<GoModFile>()
  return {
    ...sources,
    goMod: async (module) =>
      known.get(moduleName(module), async () => {
        const cached = await sources.goMod(module, false)
        if (cached.hashed.kind !== 'hashed') return sources.provenGoMod(module)
        const { h1 } = cached.hashed
        const listed = sumsOf(project, module.path, module.version).goMod.map((line) => line.hash)
        const agreed = listed.length > 0 ? listed : (await agreedOn(prover, project, module)).goMod
        return agreed.includes(h1) ? cached : sources.provenGoMod(module)
      }),
  }
}
