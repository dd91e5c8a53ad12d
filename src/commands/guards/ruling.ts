// What a guard decides by, kept fresh: the policy, the waivers, the feeds and what people ordered at the guard are looked
// at again every few seconds, and a change counts without a restart. A file that cannot be read leaves what was there before, and is told.
import path from 'node:path'
import { messageOf, WardenError } from '../../base/errors.ts'
import { loadFeeds } from '../../jobs/known/feed.ts'
import type { Ruling } from '../../jobs/guard/guardworld.ts'
import type { Orders } from '../../jobs/guard/orders.ts'
import type { Knowledge } from '../../advisories/known.ts'
import type { Mode } from '../../policy/decide.ts'
import { policyOf, tighten, type Policy } from '../../policy/policy.ts'
import { toolchainLayer } from '../../policy/toolchains.ts'
import { dayOf } from '../../policy/waiver.ts'
import { feedSettings } from '../settings/feedsettings.ts'
import type { Invocation } from '../flags/reportflags.ts'
import { waiverFiles } from '../settings/waiverplaces.ts'
import { userWaivers } from '../settings/waivers.ts'
import type { Files } from '../../world/files.ts'
import type { ModeSwitch } from '../../world/register.ts'
import type { Setup } from '../run/world.ts'

/** What is decided by, as of now. */
export interface OpenRuling {
  readonly now: () => Ruling
  readonly knowledge: () => Knowledge
  /** Who switched the mode, where somebody did. */
  readonly switched: () => ModeSwitch | undefined
  /** Looks at everything now; resolves when it counts. Never throws. */
  refresh(): Promise<void>
  close(): void
}

const FRESH_MS = 3000

/** Reads all of it, and goes on doing so. Throws `config`, `io` where it cannot be read the first time. */
export async function openRuling(
  setup: Setup,
  invocation: Invocation,
  orders: () => Promise<Orders>,
  onNotice: (text: string) => void,
): Promise<OpenRuling> {
  const mode = modeOf(setup.settings.mode)
  let files = await readAll(setup, invocation)
  let ordered = await orders()
  let state = withOrders(files, ordered, mode)
  let ruling: Ruling = { ...state.ruling, epoch: 1 }
  let trouble = ''
  const look = async (): Promise<void> => {
    const troubles: string[] = []
    const orBefore = async <T>(work: Promise<T>, before: T): Promise<T> => {
      try {
        return await work
      } catch (error) {
        troubles.push(`what is decided by stays as it was: ${messageOf(error)}`)
        return before
      }
    }
    // Each for itself: with a policy file that is broken waivers can still be revoked, and the mode be switched.
    files = await orBefore(readAll(setup, invocation), files)
    ordered = await orBefore(orders(), ordered)
    const told = troubles.join('; ')
    if (told !== '' && told !== trouble) onNotice(told)
    trouble = told
    const next = withOrders(files, ordered, mode)
    if (next.digest !== state.digest) {
      onNotice('policy, waivers, feeds or mode changed: what is decided from now on follows them')
      ruling = { ...next.ruling, epoch: ruling.epoch + 1 }
    }
    state = next
  }
  // One after the other: whoever asks for it is told when a look that began later is done.
  let looking = Promise.resolve()
  let waiting = 0
  const refresh = async (): Promise<void> => {
    waiting++
    looking = looking.then(look).finally(() => waiting--)
    return looking
  }
  const timer = setInterval(() => void (waiting === 0 ? refresh() : undefined), FRESH_MS)
  timer.unref()
  return {
    now: () => ruling,
    knowledge: () => state.knowledge,
    switched: () => state.switched,
    refresh,
    close: () => clearInterval(timer),
  }
}

interface Read {
  readonly ruling: Omit<Ruling, 'epoch'>
  readonly knowledge: Knowledge
  readonly switched: ModeSwitch | undefined
  /** Tells whether anything changed. */
  readonly digest: string
}

function withOrders(files: FilesRead, { waivers, overruled, mode, switched }: Orders, settled: Mode): Read {
  const ruling = { policy: files.policy, waivers: [...files.waivers, ...waivers], overruled, mode: mode ?? settled }
  const digest = JSON.stringify([files.digest, waivers, overruled, ruling.mode])
  return { ruling, knowledge: files.knowledge, switched, digest }
}

/** What settings and files say. */
interface FilesRead extends Pick<Ruling, 'policy' | 'waivers'>, Pick<Read, 'knowledge' | 'digest'> {}

async function readAll({ world, settings }: Setup, { terminal, cwd }: Invocation): Promise<FilesRead> {
  const toolchains = toolchainLayer(settings.toolchains)
  const said = await policyIn(world.files, settings.policy)
  const policy = toolchains === undefined ? said : tighten(said, toolchains)
  const places = await waiverFiles(world.files, terminal.env, cwd)
  const waivers = await userWaivers(world, places.user, dayOf(world.clock.now()))
  const feeds = await loadFeeds(world, feedSettings(settings))
  return {
    policy,
    waivers,
    knowledge: feeds.knowledge,
    digest: JSON.stringify([policy.digest, waivers, feeds.rows]),
  }
}

async function policyIn(files: Files, file: string | undefined): Promise<Policy> {
  if (file === undefined) return policyOf()
  const { readPolicyFile } = await import('../settings/policyfile.ts')
  return policyOf((await readPolicyFile(files, path.resolve(file), 'company')).layer)
}

function modeOf(text: string): Mode {
  if (text === 'enforce' || text === 'monitor') return { kind: text }
  throw new WardenError('config', `mode: ${JSON.stringify(text)} is neither enforce nor monitor`, {
    remedy: 'modwarden serve --mode enforce',
  })
}
