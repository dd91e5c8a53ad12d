// Whether go works with modules at all, and where its module cache came from.
import { valueOf, type EnvironmentRule } from './facts.ts'
import { repairSetting, settingFinding } from './repair.ts'

const modulesOff: EnvironmentRule = {
  id: 'MW-ENV-MODULES-OFF',
  title: 'GO111MODULE=off: no module is checked',
  severity: 'high',
  summary:
    'go then builds from GOPATH/src, without go.mod, go.sum and the checksum database: nothing says which version is built or whether it is the right one.',
  found: 'GO111MODULE is `off`.',
  remedy: 'go env -u GO111MODULE',
  references: ['https://go.dev/ref/mod#mod-commands'],
  check: (facts) => {
    if (valueOf(facts, 'GO111MODULE') !== 'off') return []
    const said = {
      message: 'GO111MODULE=off: no module is checked',
      because: 'go builds from GOPATH/src, without go.sum and the checksum database',
    }
    const repair = repairSetting(facts, 'GO111MODULE', (value) => (value === 'off' ? '' : value))
    return [settingFinding(modulesOff, facts, 'GO111MODULE', said, repair)]
  },
}

const restored: EnvironmentRule = {
  id: 'MW-ENV-CACHE-RESTORED',
  title: 'the module cache was restored in a CI job',
  severity: 'low',
  summary:
    'A cache that earlier jobs filled holds what those jobs left in it, and go build does not hash it again. One poisoned job poisons those after it.',
  found:
    'In a CI job, files of the module cache are older than their place on this disk: they were unpacked from an archive, not downloaded by this job, and no run of modwarden verify is newer.',
  remedy: 'modwarden verify --cache --full',
  references: ['https://go.dev/issue/47752'],
  check: ({ restored: found }) =>
    found === undefined
      ? []
      : [
          {
            rule: restored.id,
            severity: restored.severity,
            file: found.folder,
            subject: found.folder,
            message: 'the module cache was restored from an archive, and nothing verified it since',
            because: 'it holds what earlier jobs left there, and go build does not hash it again',
            evidence: [
              `${found.files} of the files looked at are older than this disk has them, such as ${found.example}`,
            ],
            remedy: ['modwarden verify --cache --full'],
          },
        ],
}

/** The rules about modules as a whole. */
export const moduleRules: readonly EnvironmentRule[] = [modulesOff, restored]
