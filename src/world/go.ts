// The Go installation as a port: its settings, wherever they come from. Implemented in src/io/goenv.ts.

/** The settings of `go env`, resolved, with what go would use as default already put in. */
export interface GoSettings {
  /** Where the values come from: the go command, or the files that it would read. */
  readonly source: 'go' | 'files'
  /** `go1.26.8`; `undefined` where no go is installed. */
  readonly goVersion: string | undefined
  readonly GOPROXY: string
  readonly GOSUMDB: string
  readonly GOPRIVATE: string
  readonly GONOPROXY: string
  readonly GONOSUMDB: string
  readonly GOINSECURE: string
  readonly GOFLAGS: string
  readonly GOMODCACHE: string
  readonly GOPATH: string
  readonly GOWORK: string
  readonly GOTOOLCHAIN: string
  readonly GOAUTH: string
  readonly GOVCS: string
  /** Where `go install` puts programs; empty: `bin` in the first folder of GOPATH. */
  readonly GOBIN: string
  readonly GOENV: string
  readonly GOROOT: string
}

/** What is asked of an installed Go. */
export interface Go {
  /**
   * The settings in force for `folder` (the process's environment counts; go itself is never run in that folder,
   * because a `toolchain` line there would make it download and run another Go). Cached after the first call.
   */
  settings(): Promise<GoSettings>
}
