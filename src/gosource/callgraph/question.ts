// What is asked of the call graph, and what it answers: which functions of other people's packages a project's own code
// can reach. The graph is made from source alone; nothing is compiled.

/** The Go files of one package, as they lie in its module. */
export interface PackageSource {
  /** As an import writes it; in the standard library `vendor/golang.org/x/…` for the packages it vendors. */
  readonly importPath: string
  /** The module; `std` or `stdlib` for the standard library. */
  readonly module: { readonly path: string; readonly version: string }
  /**
   * All .go files of the folder, tests and those of other systems too: the question's build constraints choose among
   * them. Names are for people: any path, with slashes, whose last element is the file's own name.
   */
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[]
}

/** Functions that somebody wants to know of. */
export interface Target {
  readonly package: string
  /**
   * `Func` or `Type.Method`, without `*` and type arguments; empty for every function of the package: then it is answered
   * with what is called for certain, as its initialiser is called wherever it is imported.
   */
  readonly symbols: readonly string[]
}

/** A question to `answerReach`. */
export interface Question {
  /** Import paths of the project's own packages. */
  readonly roots: readonly string[]
  /** The source of a package, or `undefined` where there is none. Asked once for each path. */
  readonly load: (importPath: string) => PackageSource | undefined
  readonly goos: string
  readonly goarch: string
  /** Build tags besides those of the system: `-tags`. */
  readonly tags: readonly string[]
  readonly cgo: boolean
  /** `1.26` or `1.26.3`, with or without `go`: for the tags `go1.1` to `go1.26`. */
  readonly goVersion: string
  /** Whether the roots' tests are entered too. */
  readonly tests: boolean
  readonly targets: readonly Target[]
}

/** One function on the way to another. */
export interface Step {
  /** `Func` or `Type.Method`; `init` for what runs when a package is loaded. A closure has its function's name and `$1`. */
  readonly function: string
  readonly package: string
  /** Where it calls the next step; for the last step, where it is declared. Lines from 1; 0 where none is written. */
  readonly file: string
  readonly line: number
}

/** A target that can be reached. */
export interface Reached {
  readonly package: string
  readonly symbol: string
  /** Whether every step is a call that the source shows; not where reflection or unreadable source had to be guessed. */
  readonly certain: boolean
  /** From the user's own code to the symbol; a shortest one. */
  readonly path: readonly Step[]
}

/** What `answerReach` found. */
export interface ReachAnswer {
  /** Import paths of all packages that the roots import, the roots included, in byte order. */
  readonly packages: readonly string[]
  readonly reached: readonly Reached[]
  /** A shortest chain of imports from a root to a package, both included; empty where there is none. */
  readonly imports: (importPath: string) => readonly string[]
  /** What could not be read or was too much, in plain sentences: then what depends on it may be missing. */
  readonly troubles: readonly string[]
}
