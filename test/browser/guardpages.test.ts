// The pages of a guard in a real browser: without script, in both colours, on a small screen.
import assert from 'node:assert/strict'
import path from 'node:path'
import test from 'node:test'
import { chromiumReason, launchChromium, PATIENCE_MS } from '../support/chromium.ts'
import { tokenFor, urlOf, withGuard } from '../support/guard.ts'
import { doubt } from '../support/scanning.ts'
import { put, withUniverse } from '../support/universe.ts'
import { FAINT, WIDER, type Faint } from './measures.ts'

test(
  'a held version is waived in a browser that runs no script, and its page is good to read',
  { skip: chromiumReason },
  async () => {
    await withUniverse(async (u) => {
      u.serve([doubt])
      const policy = put(path.join(u.root, 'policy.yaml'), 'levels:\n  - severity: high\n    level: hold\n')
      const browser = await launchChromium()
      try {
        await withGuard(
          u,
          async (guard) => {
            const held = (await guard.get(urlOf(doubt, 'zip'))).text
            const below = `/e/${/E-[A-Z2-7]{10}/.exec(held)?.[0] ?? ''}`
            const context = await browser.newContext({
              javaScriptEnabled: false,
              viewport: { width: 360, height: 800 },
            })
            context.setDefaultTimeout(PATIENCE_MS)
            const page = await context.newPage()
            await page.goto(guard.base + below)
            await page.fill('#token', await tokenFor(guard.data, 'kim', 'approver'))
            await page.click('button:text-is("Log in")')
            await page.waitForSelector('b:text-is("kim")')
            assert.equal(page.url(), guard.base + below)
            const state = await context.storageState()
            await page.fill('#reason', 'the probe of our appliance')
            await page.click('button:text-is("Waive")')
            await page.waitForSelector('text=Nothing keeps it back now')
            assert.equal((await guard.get(urlOf(doubt, 'zip'))).status, 200)
            await page.click('button:text-is("Revoke")')
            await page.waitForSelector('text=Accept it for some days')
            assert.equal((await guard.get(urlOf(doubt, 'zip'))).status, 403)
            for (const colorScheme of ['light', 'dark'] as const) {
              for (const width of [360, 1280]) {
                const look = await browser.newContext({
                  colorScheme,
                  viewport: { width, height: 800 },
                  storageState: state,
                })
                const shown = await look.newPage()
                const said: string[] = []
                shown.on('console', (message) => said.push(message.text()))
                for (const at of ['/', '/login', '/mode', below]) {
                  await shown.goto(guard.base + at)
                  assert.deepEqual(await shown.evaluate<readonly Faint[]>(FAINT), [], `${at} ${colorScheme}`)
                  assert.deepEqual(await shown.evaluate<readonly string[]>(WIDER), [], `${at} ${width}`)
                }
                assert.deepEqual(said, [])
                await look.close()
              }
            }
            await page.click('button:text-is("log out")')
            await page.waitForSelector('a:text-is("log in")')
          },
          ['--policy', policy],
        )
      } finally {
        await browser.close()
      }
    })
  },
)
