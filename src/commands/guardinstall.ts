// modwarden guard install and guard uninstall: the lines of `go env -w` with which go takes everything from a guard. They
// are shown, and written only with --yes.
import { WardenError } from '../base/errors.ts'
import { parseGitRules } from '../gomod/gitrules.ts'
import { createClock } from '../io/clock.ts'
import { createFiles } from '../io/files.ts'
import { createGoLayers } from '../io/golayers.ts'
import { createInodes } from '../io/inodes.ts'
import type { DoctorWorld } from '../jobs/doctor/facts.ts'
import { inForce, install, planInstall, uninstall, type InstalledSetting } from '../jobs/guard/install.ts'
import { guardLine } from '../jobs/guard/lines.ts'
import { shown } from '../rules/environment/repair.ts'
import type { ExitCode } from '../report/verify.ts'
import type { Invocation } from './flags/reportflags.ts'
import { readSettings } from './run/world.ts'

/** The flags of both. */
export interface InstallFlags {
  readonly yes: boolean
  /** Patterns of the private modules that the guard has. */
  readonly private: readonly string[]
}

/** Runs `guard install`. */
export async function installCommand(
  named: string | undefined,
  flags: InstallFlags,
  invocation: Invocation,
): Promise<ExitCode> {
  const { terminal } = invocation
  const { world, settings } = await worldOf(invocation)
  const origin = addressOf(named ?? settings.url ?? `http://${settings.listen.replace(/^:/, '127.0.0.1:')}`)
  // Without an address the guard is the one that these settings are of.
  const own = named === undefined ? parseGitRules(settings.privateGit).map(({ pattern }) => pattern) : []
  const address = { origin, privateGit: flags.private.length > 0 ? flags.private : own }
  const layers = await world.layers.layers([])
  const plan = planInstall(layers, address)
  const say = (text: string): void => void terminal.stdout.write(`${text}\n`)
  if (plan.isThere) {
    say(`installed already: ${plan.file} says so`)
    return 0
  }
  say(guardLine(address, inForce(layers)))
  for (const setting of plan.settings) say(`  ${setting.name}: ${wasText(setting)}`)
  if (!flags.yes) {
    say(`nothing is written; with --yes this goes into ${plan.file}`)
    return 0
  }
  await install(world, createClock(), plan)
  say(`written into ${plan.file}; to take it back: modwarden guard uninstall --yes`)
  say(`check: curl -fsS ${origin}/healthz && modwarden doctor`)
  return 0
}

/** Runs `guard uninstall`. */
export async function uninstallCommand({ yes }: Pick<InstallFlags, 'yes'>, invocation: Invocation): Promise<ExitCode> {
  const { world } = await worldOf(invocation)
  const { file, restored, left } = await uninstall(world, await world.layers.layers([]), yes)
  const say = (text: string): void => void invocation.terminal.stdout.write(`${text}\n`)
  for (const { name, before } of restored) {
    say(before === undefined ? `go env -u ${name}` : `go env -w ${name}=${shown(name, before)}`)
  }
  for (const name of left) say(`${name}: changed since, and left as it is`)
  if (restored.length === 0) say('nothing of what was written is there any more')
  say(yes ? `taken back in ${file}` : `nothing is written; with --yes this goes into ${file}`)
  return 0
}

function wasText({ name, before }: InstalledSetting): string {
  return before === undefined ? "go's default until now" : `${shown(name, before)} until now`
}

/** The guard's address, as GOPROXY takes it. */
function addressOf(text: string): string {
  const url = URL.parse(text)
  const bad = (why: string, remedy: string): WardenError => new WardenError('usage', `${text}: ${why}`, { remedy })
  if (url === null || !['https:', 'http:'].includes(url.protocol) || /[,|\s]/.test(text)) {
    throw bad('not the address of a guard', 'modwarden guard install https://guard.example')
  }
  if (url.username !== '' || url.password !== '') {
    throw new WardenError('usage', 'the address holds a password', { remedy: 'put it into ~/.netrc (mode 600)' })
  }
  if (url.search !== '' || url.hash !== '')
    throw bad('more than an address', 'modwarden guard install https://guard.example')
  const isLocal = /^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(url.hostname)
  if (url.protocol === 'http:' && !isLocal) {
    throw bad('plain http to another machine', `modwarden guard install https://${url.host}${url.pathname}`)
  }
  return url.href.replace(/\/$/, '')
}

async function worldOf({ terminal }: Invocation): Promise<{
  readonly world: DoctorWorld
  readonly settings: Awaited<ReturnType<typeof readSettings>>
}> {
  const settings = await readSettings(createFiles(), terminal.env, undefined, {}, (text) => {
    terminal.stderr.write(`modwarden: ${text}\n`)
  })
  const files = createFiles({ temporary: `${settings.store}/tmp` })
  const world = { files, inodes: createInodes(), layers: createGoLayers(terminal.env), store: settings.store }
  return { world, settings }
}
