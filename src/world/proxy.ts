// The module proxies of GOPROXY as a port. Implemented in src/io/proxy.ts with go's own rules for the list
// (`,` falls through on 404 and 410 only, `|` on every error, GONOPROXY and GOPRIVATE keep paths away from it).
import type { ModuleVersion } from '../base/finding.ts'

/**
 * Fetches what a module proxy serves. Nothing that comes from here is verified: the caller verifies before it uses.
 * Every method throws `not-found` (all surely lack it), `refused` (a proxy will not, GOPROXY=off, `--offline`, or
 * only `direct` is left), `unreachable`, `too-large`, `aborted`; `config` where no upstream is known at all.
 */
export interface ModuleProxy {
  /** The go.mod file: at most 16 MiB. */
  goMod(module: ModuleVersion, signal?: AbortSignal): Promise<Uint8Array>
  /** The .info document as it came: at most 1 MiB. */
  info(module: ModuleVersion, signal?: AbortSignal): Promise<Uint8Array>
  /** The tagged versions, in go's order; pseudo-versions are left out, as in go. */
  list(modulePath: string, signal?: AbortSignal): Promise<readonly string[]>
  /**
   * A document as it came, for handing on: `@v/list`, `@latest`, `@v/QUERY.info` (the query escaped). At most `maxBytes`.
   */
  raw(modulePath: string, below: string, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array>
  /** The zip into a new file: at most 500 MiB. `onBytes` hears of every chunk. */
  zip(
    module: ModuleVersion,
    file: string,
    options?: { readonly signal?: AbortSignal | undefined; readonly onBytes?: (bytes: number) => void },
  ): Promise<void>
}
