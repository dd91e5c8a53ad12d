// Structured logs: one JSON document a line, on standard output. Nothing that could hold a secret is written: no header, no
// query, no address of an upstream with its user. What strangers chose is a JSON string, so that no line can be forged.

/** Writes lines. */
export interface Log {
  /** One request; written with the others a few times a second. */
  request(entry: RequestEntry): void
  /** Something that somebody should know. */
  note(level: 'info' | 'warn' | 'error', message: string): void
  /** Writes what waits. */
  flush(): void
}

/** What is said of a request. */
export interface RequestEntry {
  readonly id: string
  readonly client: string
  /** The reference of who asked; `undefined` for nobody known. */
  readonly who?: string | undefined
  readonly method: string
  readonly path: string
  readonly status: number
  readonly ms: number
  readonly note?: string | undefined
}

const MOST_PATH = 500
const MOST_NOTE = 2000
const FLUSH_MS = 200
const FLUSH_CHARACTERS = 64 * 1024

/** Where lines go. */
export interface LogSink {
  write(text: string): void
  /** What was written and nobody has taken yet, in bytes. */
  readonly backlog: () => number
}

/** Over this many bytes that nobody reads, lines about requests are counted and left out: a guard must not die of its log. */
const MOST_BACKLOG = 16 << 20

/** Makes a log that gives its lines to `sink`. */
export function createLog(sink: LogSink, now: () => Date): Log {
  let waiting = ''
  let dropped = 0
  let timer: NodeJS.Timeout | undefined
  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (waiting !== '') sink.write(waiting)
    waiting = ''
  }
  const add = (line: string): void => {
    waiting += `${line}\n`
    if (waiting.length > FLUSH_CHARACTERS) flush()
    else if (timer === undefined) {
      timer = setTimeout(flush, FLUSH_MS)
      timer.unref()
    }
  }
  // One a request: the text of a millisecond is made once for all of its lines, and numbers need no escapes.
  let at = Number.NaN
  let time = ''
  const stamp = (): string => {
    const date = now()
    if (date.getTime() !== at) {
      at = date.getTime()
      time = date.toISOString()
    }
    return time
  }
  return {
    request: ({ id, client, who, method, path, status, ms, note }) => {
      if (sink.backlog() > MOST_BACKLOG) {
        dropped++
        return
      }
      if (dropped > 0) {
        const message = `${dropped} lines about requests were left out: the log is not read as fast as it is written`
        add(JSON.stringify({ time: stamp(), level: 'warn', message }))
        dropped = 0
      }
      const level = status >= 500 ? 'warn' : 'info'
      const shown = who === undefined ? '' : `,"who":${JSON.stringify(who)}`
      const told = note === undefined ? '' : `,"note":${JSON.stringify(note.slice(0, MOST_NOTE))}`
      add(
        `{"time":"${stamp()}","level":"${level}","id":"${id}","client":${JSON.stringify(client)},"method":${JSON.stringify(method)},"status":${status},"ms":${ms},"path":${JSON.stringify(path.slice(0, MOST_PATH))}${shown}${told}}`,
      )
    },
    note: (level, message) => {
      add(JSON.stringify({ time: stamp(), level, message: message.slice(0, MOST_NOTE) }))
    },
    flush,
  }
}
