// The terminal: whether to colour, and progress on stderr. Data goes to stdout and is never mixed with either.
import { styleText } from 'node:util'

/** The streams and the environment, as the command line hands them over. */
export interface Terminal {
  /** Opened when it is first looked at. */
  readonly stdin: NodeJS.ReadableStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly env: Readonly<Record<string, string | undefined>>
}

/** `--color`. */
export type ColorChoice = 'auto' | 'always' | 'never'

/** Colours words; the meaning never hangs on the colour alone. */
export interface Paint {
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly doubt: (text: string) => string
  readonly dim: (text: string) => string
  readonly bold: (text: string) => string
}

const plain = (text: string): string => text

/**
 * The colours for one stream. Asked in this order: `--color`, NO_COLOR, FORCE_COLOR and CLICOLOR_FORCE, TERM=dumb,
 * CLICOLOR=0, whether the stream is a terminal (no-color.org, bixense.com/clicolors).
 */
export function paintFor(stream: NodeJS.WriteStream, env: Terminal['env'], choice: ColorChoice): Paint {
  if (!wantsColor(stream, env, choice)) return { good: plain, bad: plain, doubt: plain, dim: plain, bold: plain }
  const style =
    (format: Parameters<typeof styleText>[0]) =>
    (text: string): string =>
      styleText(format, text, { validateStream: false })
  return {
    good: style('green'),
    bad: style(['red', 'bold']),
    doubt: style('yellow'),
    dim: style('dim'),
    bold: style('bold'),
  }
}

function wantsColor(stream: NodeJS.WriteStream, env: Terminal['env'], choice: ColorChoice): boolean {
  if (choice !== 'auto') return choice === 'always'
  const set = (name: string): boolean => env[name] !== undefined && env[name] !== ''
  if (set('NO_COLOR')) return false
  if ((set('FORCE_COLOR') && env['FORCE_COLOR'] !== '0') || (set('CLICOLOR_FORCE') && env['CLICOLOR_FORCE'] !== '0'))
    return true
  if (env['TERM'] === 'dumb' || env['CLICOLOR'] === '0') return false
  return stream.isTTY
}

/** Tells how far long work is; says nothing in the first second. */
export interface ProgressLine {
  /** What is under way: `hashing 120 of 748 modules, 640 MB`. Made only when shown: the latest, a few times a second. */
  update(text: () => string): void
  /** Removes the line. Nothing is shown after it. */
  end(): void
}

const QUIET_MS = 1000
const REDRAW_MS = 100
const LOG_MS = 10_000

/** A redrawn line on a terminal; elsewhere and in CI a line every ten seconds; with `silent`, nothing. */
export function progressLine(terminal: Terminal, silent: boolean): ProgressLine {
  if (silent) return { update: () => undefined, end: () => undefined }
  const { stderr, env } = terminal
  const live = stderr.isTTY && (env['CI'] ?? '') === '' && env['TERM'] !== 'dumb'
  let latest = (): string => ''
  let shown = ''
  const draw = (): void => {
    const text = latest()
    if (text === shown) return
    shown = text
    stderr.write(live ? `\r\u001B[2K${text.slice(0, Math.max(20, (stderr.columns || 80) - 1))}` : `${text}\n`)
  }
  let ticker: NodeJS.Timeout | undefined
  const starter = setTimeout(() => {
    draw()
    ticker = setInterval(draw, live ? REDRAW_MS : LOG_MS)
    ticker.unref()
  }, QUIET_MS)
  starter.unref()
  return {
    update(text): void {
      latest = text
    },
    end(): void {
      clearTimeout(starter)
      clearInterval(ticker)
      if (live && shown !== '') stderr.write('\r\u001B[2K')
    },
  }
}
