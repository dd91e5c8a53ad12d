// The HTML report in a real browser: what a reader sees and may do, measured from the page itself.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, suite, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { html } from '../../src/report/html/html.ts'
import type { View } from '../../src/report/view.ts'
import { chromiumReason, launchChromium, PATIENCE_MS } from '../support/chromium.ts'
import { publish, put, withUniverse } from '../support/universe.ts'
import {
  auditedView,
  failureView,
  findingsView,
  hostileView,
  outageView,
  soundView,
  tamperedView,
} from '../support/views.ts'
import { FAINT, FOCUSED, SELECTED, UNDERSTOOD, UNFOLD, WIDER, type Faint } from './measures.ts'

const views: ReadonlyArray<readonly [string, View]> = [
  ['a sound project', soundView()],
  ['a tampered project', tamperedView()],
  ['an outage', outageView()],
  ['a failure', failureView()],
  ['findings in files', findingsView()],
  ['a whole project', auditedView()],
  ['748 modules', tamperedView(748)],
  ['long hostile names', hostileView(`"></style><script>${'x'.repeat(300)}`)],
]

const widths = [320, 360, 768, 1440]

suite('html in Chromium', { skip: chromiumReason }, () => {
  let browser: Browser
  let folder: string

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'modwarden-html-'))
    browser = await launchChromium()
  })
  after(async () => {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Shows a page from a file, as a user opens it; `noise` gathers errors, policy violations and requests. */
  async function shown(
    source: string,
    options: BrowserContextOptions,
    work: (page: Page, noise: string[]) => Promise<void>,
  ) {
    const file = path.join(folder, 'report.html')
    writeFileSync(file, source)
    const address = pathToFileURL(file).href
    const context = await browser.newContext(options)
    context.setDefaultTimeout(PATIENCE_MS)
    try {
      const page = await context.newPage()
      const noise: string[] = []
      page.on('console', (message) => noise.push(message.text()))
      page.on('pageerror', (error) => noise.push(String(error)))
      page.on('request', (request) => {
        if (request.url() !== address) noise.push(`asked for ${request.url()}`)
      })
      await page.goto(address)
      await work(page, noise)
    } finally {
      await context.close()
    }
  }

  for (const [what, view] of views) {
    test(`html of ${what} is readable and fits from 320 to 1440 pixels, light and dark`, async () => {
      await shown(html(view), {}, async (page, noise) => {
        await page.evaluate(UNFOLD)
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme })
          assert.deepEqual(await page.evaluate(FAINT), [], colorScheme)
          for (const width of widths) {
            await page.setViewportSize({ width, height: 800 })
            assert.deepEqual(await page.evaluate(WIDER), [], `${width} px, ${colorScheme}`)
          }
        }
        assert.deepEqual(noise, [])
      })
    })

    test(`html of ${what} is read by the parser without mending`, async () => {
      const source = html(view)
      await shown(source, {}, async (page) => {
        // What the parser drops or moves by its rules are only the line ends around head and body, and a serializer
        // writes the plain form of a quotation mark in text.
        const plain = (text: string): string[] =>
          text
            .replaceAll('&quot;', '"')
            .replaceAll(/\s*(<\/?(head|body|html)>)\s*/g, '$1')
            .split('\n')
        const understood = plain(String(await page.evaluate(UNDERSTOOD)))
        const written = plain(source.replace('<!DOCTYPE html>\n', ''))
        const first = written.findIndex((line, i) => line !== understood[i])
        assert.equal(understood[first], written[first])
        assert.equal(understood.length, written.length)
      })
    })
  }

  test('modwarden verify -o html writes a page about what it found', async () => {
    await withUniverse(async (u) => {
      const modules = [publish('example.com/a', 'v1.0.0'), publish('example.com/b', 'v1.2.0')]
      const [bad] = modules
      assert.ok(bad !== undefined)
      u.sound(modules)
      put(path.join(u.paths(bad).folder, 'beacon.go'), 'package a\n\n// <script>alert(1)</script>\n')
      const ran = await u.run(['verify', '--ask-all', '-o', 'html=report.html'])
      assert.equal(ran.code, 4, ran.stderr)
      await shown(readFileSync(path.join(u.project, 'report.html'), 'utf8'), {}, async (page, noise) => {
        assert.match(await page.title(), /^Problem: github\.com\/me\/project /)
        const article = page.locator('article')
        assert.equal(await article.count(), 1)
        assert.match(
          await article.innerText(),
          /example\.com\/a@v1\.0\.0[^]*MW-INT-FOLDER[^]*<script>alert\(1\)<\/script>/,
        )
        assert.deepEqual(noise, [])
      })
    })
  })

  test('FAINT and WIDER find what is too faint and too wide', async () => {
    const bad = '<p>good</p><p style="color:#999">faint</p><p style="width:2000px">wide</p>'
    await shown(`<!DOCTYPE html><title>x</title><body>${bad}`, { colorScheme: 'light' }, async (page) => {
      const faint = await page.evaluate<readonly Faint[]>(FAINT)
      assert.deepEqual(
        faint.map(({ what, ratio }) => [what, ratio.toFixed(2)]),
        [['faint', '2.85']],
      )
      assert.match(String(await page.evaluate(WIDER)), /^page by \d+,P\. wide$/)
    })
  })

  test('html stops a script, a style and a picture that got in all the same', async () => {
    const intruders =
      '<script>document.title = "run"</script><style>h1 { display: none }</style><img src="http://192.0.2.1/x.png">'
    const source = html(soundView()).replace('<main ', `${intruders}<main `)
    await shown(source, {}, async (page, noise) => {
      assert.notEqual(await page.title(), 'run')
      assert.ok(await page.locator('h1').isVisible())
      for (const directive of [/inline script.*violates/i, /inline style.*violates/i, /image.*violates/i]) {
        assert.ok(
          noise.some((line) => directive.test(line)),
          `${directive}: ${noise.join('\n')}`,
        )
      }
      assert.ok(!noise.some((line) => /run/.test(line) && /title/.test(line)))
    })
  })

  test('html works without scripts: the list unfolds, one click selects a line to paste', async () => {
    await shown(html(tamperedView(748)), { javaScriptEnabled: false }, async (page) => {
      const row = page.locator('tbody tr').first()
      assert.equal(await row.isVisible(), false)
      await page.locator('summary').click()
      assert.equal(await row.isVisible(), true)
      assert.equal(await page.locator('tbody tr').count(), 748)
      await page.locator('.trouble .paste').nth(1).click()
      assert.equal(String(await page.evaluate(SELECTED)).trim(), 'go mod download github.com/google/uuid@v1.6.0')
    })
  })

  test('html can be used with the keyboard alone', async () => {
    await shown(html(tamperedView(748)), {}, async (page) => {
      await page.keyboard.press('Tab')
      assert.equal(await page.evaluate(FOCUSED), 'Skip to the report')
      assert.ok(((await page.locator('.skip').boundingBox())?.y ?? -1) >= 0)
      for (const words of ['What is wrong (1)', 'Everything (748)', 'Show all 748']) {
        await page.keyboard.press('Tab')
        assert.equal(await page.evaluate(FOCUSED), words)
      }
      await page.keyboard.press('Enter')
      assert.equal(await page.locator('tbody tr').first().isVisible(), true)
    })
  })

  for (const width of [1440, 320]) {
    test(`html says states in words to a screen reader, and its table has headers, at ${width} pixels`, async () => {
      await shown(html(tamperedView(2)), { viewport: { width, height: 800 } }, async (page) => {
        const nodes = await accessible(page)
        for (const node of [
          'banner',
          'heading example.com/shop',
          'navigation On this page',
          'main',
          'article Problem: github.com/google/uuid@v1.6.0',
          'heading Problem: github.com/google/uuid@v1.6.0',
          'table modules, 2',
          'columnheader State',
          'columnheader What was found',
          'cell Problem',
          'rowheader github.com/google/uuid@v1.6.0',
          'cell OK',
          'rowheader github.com/example/some-module-1/with/a/long/path@v1.1.0',
          'cell proven, record 20000001',
          'contentinfo',
        ]) {
          assert.ok(nodes.includes(node), `${node} is not among:\n${nodes.join('\n')}`)
        }
        assert.equal(nodes.filter((node) => /^row( |$)/.test(node)).length, 3)
        assert.equal(nodes.filter((node) => node.startsWith('image')).length, 0)
      })
    })
  }

  test('html prints dark on white, with what is folded on the screen', async () => {
    await shown(html(tamperedView(748)), { colorScheme: 'dark' }, async (page) => {
      await page.emulateMedia({ media: 'print' })
      assert.ok(((await page.locator('tbody tr').last().boundingBox())?.height ?? 0) > 5)
      assert.equal(await page.locator('nav').isVisible(), false)
      assert.deepEqual(await page.evaluate(FAINT), [])
      const ground = await page.evaluate('getComputedStyle(document.body).backgroundColor')
      assert.equal(ground, 'rgb(255, 255, 255)')
    })
  })
})

/** What Chromium tells a screen reader: the role and the name of each node, in order. */
async function accessible(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page)
  const { nodes } = await session.send('Accessibility.getFullAXTree')
  return nodes
    .filter((node) => !node.ignored)
    .map((node) => `${String(node.role?.value)} ${String(node.name?.value ?? '')}`.trim())
}
