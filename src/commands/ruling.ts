// What a guard decides by, kept fresh: the policy, the waivers and the feeds are looked at again every few seconds, and a
// change counts without a restart. A file that cannot be read leaves what was there before, and is told.
import path from 'node:path'
import { messageOf, WardenError } from '../base/errors.ts'
import { loadFeeds } from '../jobs/feed.ts'
import type { Ruling } from '../jobs/guardworld.ts'
import type { Knowledge } from '../advisories/known.ts'
import type { Mode } from '../policy/decide.ts'
import { policyOf, type Policy } from '../policy/policy.ts'
import { dayOf } from '../policy/waiver.ts'
import { feedSettings } from './feedsettings.ts'
import type { Invocation } from './flags/reportflags.ts'
import { waiverFiles } from './waiverplaces.ts'
import { userWaivers } from './waivers.ts'
import type { Files } from '../world/files.ts'
import type { Setup } from './world.ts'

/** What is decided by, as of now. */
export interface OpenRuling {
  readonly now: () => Ruling
  readonly knowledge: () => Knowledge
  close(): void
}

const FRESH_MS = 3000

/** Reads all of it, and goes on doing so. Throws `config`, `io` where it cannot be read the first time. */
export async function openRuling(
  setup: Setup,
  invocation: Invocation,
  onNotice: (text: string) => void,
): Promise<OpenRuling> {
  const mode = modeOf(setup.settings.mode)
  let state = await readAll(setup, invocation)
  let ruling: Ruling = { ...state.ruling, mode, overruled: [], epoch: 1 }
  let reading = false
  let trouble = ''
  const refresh = async (): Promise<void> => {
    if (reading) return
    reading = true
    try {
      const next = await readAll(setup, invocation)
      trouble = ''
      if (next.digest !== state.digest) {
        onNotice('policy, waivers or feeds changed: what is decided from now on follows them')
        ruling = { ...next.ruling, mode, overruled: [], epoch: ruling.epoch + 1 }
      }
      state = next
    } catch (error) {
      const told = `what is decided by stays as it was: ${messageOf(error)}`
      if (told !== trouble) onNotice(told)
      trouble = told
    } finally {
      reading = false
    }
  }
  const timer = setInterval(() => void refresh(), FRESH_MS)
  timer.unref()
  return { now: () => ruling, knowledge: () => state.knowledge, close: () => clearInterval(timer) }
}

interface Read {
  readonly ruling: Pick<Ruling, 'policy' | 'waivers'>
  readonly knowledge: Knowledge
  /** Tells whether anything changed. */
  readonly digest: string
}

async function readAll({ world, settings }: Setup, { terminal, cwd }: Invocation): Promise<Read> {
  const policy = await policyIn(world.files, settings.policy)
  const places = await waiverFiles(world.files, terminal.env, cwd)
  const waivers = await userWaivers(world, places.user, dayOf(world.clock.now()))
  const feeds = await loadFeeds(world, feedSettings(settings))
  return {
    ruling: { policy, waivers },
    knowledge: feeds.knowledge,
    digest: JSON.stringify([policy.digest, waivers, feeds.rows]),
  }
}

async function policyIn(files: Files, file: string | undefined): Promise<Policy> {
  if (file === undefined) return policyOf()
  const { readPolicyFile } = await import('./policyfile.ts')
  return policyOf((await readPolicyFile(files, path.resolve(file), 'company')).layer)
}

function modeOf(text: string): Mode {
  if (text === 'enforce' || text === 'monitor') return { kind: text }
  throw new WardenError('config', `mode: ${JSON.stringify(text)} is neither enforce nor monitor`, {
    remedy: 'modwarden serve --mode enforce',
  })
}
