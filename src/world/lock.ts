// Go's file locks as a port: flock(2), as cmd/go/internal/lockedfile takes them. Implemented in src/io/lock.ts.

/** Advisory whole-file locks that the go command honours. */
export interface Locks {
  /**
   * Whether such locks can be had here (node:ffi, bun:ffi or flock(1)). Where they cannot, nothing may be written
   * into go's cache or its remembered head.
   */
  readonly available: boolean
  /**
   * Runs `work` while holding a lock on the file at `path`, which is created (0o666, empty) where it is missing.
   * Waits for others for at most `timeoutMs` (default 30 000), then throws `busy`, with who may hold it.
   * Throws `io` where locks cannot be had.
   */
  withLock<T>(
    path: string,
    kind: 'shared' | 'exclusive',
    work: () => Promise<T>,
    options?: { readonly timeoutMs?: number; readonly signal?: AbortSignal | undefined },
  ): Promise<T>
}
