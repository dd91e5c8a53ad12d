// A real browser for tests: Debian's Chromium or another one that is installed, driven by playwright-core. Tests that
// use it take `skip: chromiumReason` where there is none; `tools/chromium.sh` installs one.
import { accessSync, constants } from 'node:fs'
import path from 'node:path'
import { chromium, type Browser } from 'playwright-core'

/** The program: `$CHROMIUM`, or the first of the usual names on PATH; `undefined` where there is none. */
const program: string | undefined = find()

/** Why there is no browser, for `skip`; `false` where there is one. */
export const chromiumReason: string | false =
  program === undefined ? 'no Chromium is installed (tools/chromium.sh installs one; CHROMIUM names another)' : false

/** How long anything in the browser may take: longer than it does on a busy machine with one core. */
export const PATIENCE_MS = 120_000

/** Starts it without a window; whoever calls closes it. */
export async function launchChromium(): Promise<Browser> {
  if (program === undefined) throw new Error(String(chromiumReason))
  // Its sandbox cannot start as root, as CI often is. What it shows here was made here, and it has no network to go to.
  return chromium.launch({
    executablePath: program,
    chromiumSandbox: false,
    args: ['--disable-gpu'],
    timeout: PATIENCE_MS,
  })
}

function find(): string | undefined {
  const named = process.env['CHROMIUM']
  if (named !== undefined && named !== '') return onPath(named)
  for (const name of ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']) {
    const found = onPath(name)
    if (found !== undefined) return found
  }
  return undefined
}

function onPath(name: string): string | undefined {
  const folders = name.includes('/') ? [''] : (process.env['PATH'] ?? '').split(path.delimiter)
  return folders.map((folder) => path.join(folder, name)).find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
