// World: everything outside the program that a job may touch, in one value.
import type { SumdbOps } from '../sumdb/client.ts'
import type { Clock } from './clock.ts'
import type { Contents } from './contents.ts'
import type { Files } from './files.ts'
import type { Go } from './go.ts'
import type { Http } from './http.ts'
import type { Locks } from './lock.ts'
import type { Programs } from './programs.ts'
import type { ModuleProxy } from './proxy.ts'

/** Built once by src/commands/run/world.ts; tests build their own. */
export interface World {
  readonly http: Http
  readonly files: Files
  readonly locks: Locks
  readonly go: Go
  readonly clock: Clock
  readonly contents: Contents
  readonly proxy: ModuleProxy
  readonly programs: Programs
  /** The checksum database that the settings name, as far as it may be asked. */
  readonly sumdb: SumdbOps
  /** modwarden's own store: an absolute path to a folder that only this user can write. */
  readonly store: string
}
