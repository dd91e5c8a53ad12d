// The page of a tree in a real browser: thousands of modules, found and looked at with the keyboard alone, with names that
// try to be markup.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, suite, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { treePage } from '../../src/report/html/treepage.ts'
import type { TreeModule, TreeReport } from '../../src/report/tree.ts'
import { chromiumReason, launchChromium, PATIENCE_MS } from '../support/chromium.ts'

const HOSTILE = 'example.com/</script><img/src=x/onerror=document.title=1>'

/** A tree of so many modules: each requires the ten behind it; one has a name that looks like markup. */
function treeOf(size: number): TreeReport {
  const name = (i: number): string => (i === 7 ? HOSTILE : `example.com/group${i % 40}/module${i}`)
  const module = (i: number): TreeModule => ({
    path: i === 0 ? 'example.com/app' : name(i),
    version: i === 0 ? '' : `v1.${i}.0`,
    main: i === 0,
    direct: i > 0 && i < 60,
    scope: i === 0 ? 'main' : i % 3 === 0 ? 'unused' : 'code',
    parent: i === 0 ? '' : i < 60 ? 'example.com/app' : name(Math.floor(i / 10)),
    depth: i === 0 ? 0 : i < 60 ? 1 : 2,
    packages: i % 3 === 0 ? 0 : i % 17,
    bytes: i % 3 === 0 ? 0 : (i * 7919) % 3_000_000,
    alone: i % 5,
    ...(i === 11 ? { retracted: 'it was broken' } : {}),
    ...(i === 12 ? { deprecated: 'use another one' } : {}),
  })
  const modules = Array.from({ length: size }, (_, i) => module(i))
  const edges = modules.flatMap((m, i) =>
    Array.from({ length: 10 }, (_, k) => i * 10 + k + 1)
      .filter((to) => to < size)
      .map((to) => ({ from: m.path, to: modules[to]?.path ?? '', needs: modules[to]?.version ?? '', indirect: false })),
  )
  const subject = { folder: '/app', modules: ['example.com/app'], platform: 'linux/amd64', goVersion: '1.26' }
  return { schema: 'modwarden/tree/1', subject, modules, edges, gaps: [], only: [], exitCode: 0, seconds: 1 }
}

suite('treePage in Chromium', { skip: chromiumReason }, () => {
  let browser: Browser
  let folder: string

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'modwarden-tree-'))
    browser = await launchChromium()
  })
  after(async () => {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function shown(report: TreeReport, width: number, work: (page: Page) => Promise<void>): Promise<void> {
    const file = path.join(folder, 'tree.html')
    writeFileSync(file, treePage(report, '0.0.0'))
    const context = await browser.newContext({ viewport: { width, height: 800 } })
    context.setDefaultTimeout(PATIENCE_MS)
    try {
      const page = await context.newPage()
      const noise: string[] = []
      page.on('console', (message) => noise.push(message.text()))
      page.on('pageerror', (error) => noise.push(String(error)))
      page.on('request', (request) => {
        if (request.url() !== pathToFileURL(file).href) noise.push(`asked for ${request.url()}`)
      })
      await page.goto(pathToFileURL(file).href)
      await work(page)
      assert.deepEqual(noise, [])
    } finally {
      await context.close()
    }
  }

  test('shows 2,000 modules and finds one by the keyboard alone, without a request or an error', async () => {
    await shown(treeOf(2000), 1400, async (page) => {
      assert.equal(await page.textContent('#found'), '2000 modules')
      // Only rows in sight are elements.
      assert.ok((await page.locator('.row').count()) < 60)
      await page.keyboard.press('/')
      await page.keyboard.type('module1234@')
      assert.equal(await page.textContent('#found'), '1 of 2000 modules')
      await page.keyboard.press('Enter')
      assert.equal(await page.textContent('#focus h2'), 'example.com/group34/module1234 v1.1234.0')
      // The way from the project, and nothing that it requires.
      assert.equal(await page.locator('.graph .node').count(), 4)
      await page.keyboard.press('Escape')
      assert.equal(await page.textContent('#found'), '2000 modules')
      const focused = page.locator('.row[aria-selected="true"]')
      await page.keyboard.press('ArrowDown')
      assert.notEqual(await page.textContent('#focus h2'), 'example.com/group34/module1234 v1.1234.0')
      assert.equal(await focused.count(), 1)
      await page.keyboard.press('Backspace')
      assert.equal(await page.textContent('#focus h2'), 'example.com/group34/module1234 v1.1234.0')
    })
  })

  test('filters by what is wrong with modules, and says what', async () => {
    await shown(treeOf(100), 1400, async (page) => {
      await page.click('#kinds button:has-text("retracted")')
      assert.equal(await page.textContent('#found'), '1 of 100 modules')
      await page.click('.row')
      assert.match((await page.textContent('#focus .facts')) ?? '', /^retracted: it was broken/)
    })
  })

  test('shows a name that looks like markup as text', async () => {
    await shown(treeOf(60), 1400, async (page) => {
      await page.keyboard.press('/')
      await page.keyboard.type('onerror')
      await page.keyboard.press('Enter')
      assert.equal(await page.textContent('#focus h2'), `${HOSTILE} v1.7.0`)
      assert.equal(await page.locator('img').count(), 0)
      assert.equal(await page.title(), 'example.com/app (modwarden tree)')
    })
  })

  test('is no wider than a narrow screen', async () => {
    await shown(treeOf(300), 360, async (page) => {
      assert.ok(await page.evaluate('document.documentElement.scrollWidth <= 360'))
      await page.locator('.row').first().click()
      assert.notEqual(await page.textContent('#focus h2'), '')
    })
  })
})
