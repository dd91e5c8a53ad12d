// What is kept before bad files are replaced or removed: a folder of its own under `<store>/evidence/`, with a copy of each
// and `repair.json`, which says what was expected, by whom, what was found, and who changed it when. repair.json is
// written last: a folder without one is of a run that ended before anything was changed.
import { randomInt } from 'node:crypto'
import { utf8 } from '../../base/bytes.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import type { Part } from '../../report/verify.ts'
import type { FileDifference, KeptFile } from '../../world/contents.ts'
import type { GoSettings } from '../../world/go.ts'
import type { World } from '../../world/world.ts'
import type { Agreed } from '../verify/agreed.ts'

/** Who changes something, with which program and settings. */
export interface Actor {
  /** `user@host`. */
  readonly who: string
  /** `modwarden 1.2.3`. */
  readonly program: string
  readonly go: GoSettings
}

/** What is kept of one module version. */
export interface Keeping {
  readonly action: 'repair' | 'clean' | 'rebuild'
  readonly module: ModuleVersion
  readonly agreed: Agreed
  readonly bad: readonly Part[]
  /** What was found, in words: an h1, `absent`, or what is wrong. */
  readonly found: Readonly<Record<string, string>>
  /** The files to copy, by the name of the copy. Those that are not there are passed over. */
  readonly places: Readonly<Record<string, string>>
  readonly differences: readonly FileDifference[]
  readonly differenceCount: number
}

/** The folder for evidence of a change that begins now; nothing is made. */
export function evidenceFolder(world: World, action: Keeping['action'], module: ModuleVersion): string {
  const time = world.clock
    .now()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '')
  const name = moduleName(module)
    .replaceAll(/[^A-Za-z0-9.@-]/g, '_')
    .slice(0, 100)
  return `${world.store}/evidence/${time}-${action}-${name}-${randomInt(2 ** 32).toString(16)}`
}

/** Keeps evidence in `folder`; everything is on the disk when it returns. Throws `io`, `too-large`, `aborted`. */
export async function keepEvidence(
  world: World,
  folder: string,
  keeping: Keeping,
  actor: Actor,
  signal: AbortSignal | undefined,
): Promise<void> {
  await world.files.makeFolder(folder, 0o700)
  const files: (KeptFile & { readonly part: string; readonly at: string })[] = []
  for (const [part, from] of Object.entries(keeping.places)) {
    if ((await world.files.info(from)) === undefined) continue
    const kept = await world.contents.keep({ from, to: `${folder}/${part}` }, signal)
    for (const file of kept) files.push({ part, at: from, ...file })
  }
  const { module, agreed, bad, found, action, differences, differenceCount } = keeping
  const document = {
    schema: 'modwarden/evidence/1',
    action,
    time: world.clock.now().toISOString(),
    who: actor.who,
    program: actor.program,
    go: withoutSecrets(actor.go),
    module,
    expected: agreed,
    bad,
    found,
    files,
    differences,
    differenceCount,
  }
  // In one step: half a description must not stand for a whole one.
  await world.files.write(`${folder}/repair.json`, utf8(`${JSON.stringify(document, undefined, 2)}\n`), {
    mode: 0o600,
  })
}

/** Evidence is shown to others: passwords in URLs are not. */
function withoutSecrets(go: GoSettings): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(go).map(([key, value]) => [
      key,
      typeof value === 'string' ? value.replaceAll(/(:\/\/)[^/@\s,|]*@/g, '$1…@') : undefined,
    ]),
  )
}
