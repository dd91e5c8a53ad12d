// The one clock and signal of an exchange over the network.
import { WardenError } from '../base/errors.ts'
import type { GetOptions } from '../world/http.ts'

/** The one clock and signal of an exchange: ends whatever is under way and remembers why. */
export class Stop {
  /** Why the exchange was ended; `undefined` while it may go on. */
  reason: WardenError | undefined
  #current: { destroy(error?: Error): unknown } | undefined
  readonly #timer: NodeJS.Timeout
  readonly #signal: AbortSignal | undefined
  readonly #onAbort: () => void
  readonly #name: string

  constructor(name: string, limits: GetOptions & { readonly timeoutMs: number }) {
    this.#name = name
    this.#signal = limits.signal
    this.#onAbort = () => this.end(new WardenError('aborted', `${name}: stopped`, { cause: limits.signal?.reason }))
    this.#timer = setTimeout(() => this.#late('not finished', limits.timeoutMs), limits.timeoutMs)
    if (limits.signal?.aborted === true) this.#onAbort()
    limits.signal?.addEventListener('abort', this.#onAbort, { once: true })
  }

  /** Makes `stream` what is ended next; ends it at once where it is too late already. */
  watch(stream: { destroy(error?: Error): unknown }): void {
    this.#current = stream
    if (this.reason !== undefined) stream.destroy(this.reason)
  }

  /** Throws the reason where there is one. */
  check(): void {
    if (this.reason !== undefined) throw this.reason
  }

  /** Ends everything because nothing came for `ms` milliseconds. */
  silent(ms: number): void {
    this.#late('the server was silent', ms)
  }

  /** Ends everything for this reason, where there was none before. */
  end(reason: WardenError): void {
    this.reason ??= reason
    this.#current?.destroy(this.reason)
  }

  /** Stops the clock. Must be called in the end. */
  done(): void {
    clearTimeout(this.#timer)
    this.#signal?.removeEventListener('abort', this.#onAbort)
  }

  #late(what: string, ms: number): void {
    this.end(
      new WardenError('unreachable', `${this.#name}: ${what} for ${ms / 1000} s`, {
        remedy: 'try again, or name another proxy in GOPROXY',
      }),
    )
  }
}
