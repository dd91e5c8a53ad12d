// The test reporter of `npm test`: node's own `spec`, with a list of what was skipped, and why, before its closing
// lines. A skipped test is a promise not kept on this machine, so it is never only a number.
// https://nodejs.org/api/test.html#custom-reporters
import { spec } from 'node:test/reporters'
import type { TestEvent } from 'node:test/reporters'

/** Passes node's events through `spec`, and names the skipped tests where its totals begin. */
async function* reporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const printer = new spec()
  const skipped = new Map<string, number>()
  let told = false
  for await (const event of source) {
    if (event.type === 'test:pass' && event.data.skip !== undefined) {
      const reason = event.data.skip === true ? 'no reason given' : event.data.skip
      const line = `${event.data.name}: ${reason}`
      skipped.set(line, (skipped.get(line) ?? 0) + 1)
    }
    if (event.type === 'test:diagnostic' && event.data.nesting === 0 && /^tests \d+$/.test(event.data.message)) {
      if (!told) yield skippedText(skipped)
      told = true
    }
    // Written and drained in turn: `spec` transforms synchronously, so what an event prints is there at once.
    printer.write(event)
    yield drain(printer)
  }
  printer.end()
  yield drain(printer)
}

export { reporter as default }

function drain(printer: InstanceType<typeof spec>): string {
  let text = ''
  for (;;) {
    const chunk = printer.read() as string | Uint8Array | null
    if (chunk === null) return text
    text += chunk.toString()
  }
}

function skippedText(skipped: ReadonlyMap<string, number>): string {
  if (skipped.size === 0) return ''
  const lines = [...skipped].map(([line, times]) => `  ﹣ ${line}${times > 1 ? ` (${times} times)` : ''}\n`)
  return `\nskipped here:\n${lines.join('')}\n`
}
