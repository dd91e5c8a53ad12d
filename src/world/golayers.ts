// Go's settings layer by layer as a port: what each place that go looks in says. Implemented in src/io/golayers.ts.

/** The layers, the strongest first, and what they come to. */
export interface GoLayers {
  /** Where the values in force come from: the go command, or the files that it would read. */
  readonly source: 'go' | 'files'
  /** `go1.26.8`; `undefined` where no go is installed. */
  readonly goVersion: string | undefined
  /** Go's and cgo's environment variables that are not empty, whether or not go knows them. */
  readonly environment: ReadonlyMap<string, string>
  /** The file of `go env -w`: its path and whole text ('' where it is not there yet); `undefined` where there is none. */
  readonly userFile: { readonly file: string; readonly text: string } | undefined
  /** GOROOT/go.env. */
  readonly installation: ReadonlyMap<string, string>
  /** The values in force, defaults put in, by name; without go, of the settings that can be known. */
  readonly inForce: ReadonlyMap<string, string>
  /** The netrc file, whether or not it is there; `undefined` where there is no home. */
  readonly netrc: string | undefined
}

/** Asks go, and reads what go reads. */
export interface GoLayersPort {
  /** The layers, with `names` in force beside the usual settings. Throws `config` where go does not work. */
  layers(names: readonly string[]): Promise<GoLayers>
}
