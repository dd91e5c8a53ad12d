// Facts: what the bytes of a module version say, free of any rule. They are plain data, so that they can be kept by the
// module's h1; rules (src/rules/behaviour, src/rules/content) judge them. Made by readFacts.ts.

/** The version of the engine and of the form: facts that another number made are made anew. */
export const FACTS_VERSION = 1

/** A place in a module: a file by its name in the module, and a line from 1 (0 for the file as a whole). */
export interface At {
  readonly file: string
  readonly line: number
}

/** A step of an explanation. */
export interface Told extends At {
  /** A few words: `init calls refresh`, `strings.ReplaceAll("a.b", ".", "") = "ab"`. */
  readonly what: string
  /** What did it: the function's path, `call` for one of the module, `=` for a name, a way as `xor` (fold's `Step`). */
  readonly by?: string
  /** The texts that went into it and stand in the source as they are, cut after 512 bytes. */
  readonly from?: readonly string[]
  /** Not shown: it says only how a value was put together. */
  readonly quiet?: boolean
}

/** What makes code run. */
export type TriggerKind =
  /** An init function: whoever imports the package runs it. */
  | 'init'
  /** The value of a package variable: the same. */
  | 'var'
  /** An exported function or method: a caller's call. */
  | 'exported'
  /** A method or function handed to another module, which calls it: a hook. */
  | 'hook'
  /** main of a program in the module. */
  | 'main'
  /** A test, benchmark, example, fuzz target, TestMain, or init in a _test.go file. */
  | 'test'

/** How a trigger reaches a place. */
export interface Reach {
  readonly trigger: TriggerKind
  /** The function that begins it: `init`, `Open`, `(*DB).Close`, the variable's name. */
  readonly name: string
  /** From the trigger to the call, each hop with its line. */
  readonly path: readonly Told[]
  /** Whether a hop on the way starts a goroutine. */
  readonly background: boolean
}

/** What a call does to the world outside. */
export type EffectKind =
  /** Starts a program (or a shell, see its arguments). */
  | 'process'
  /** Opens a connection or sends a request: dial, HTTP, mail, DNS lookup. */
  | 'connect'
  /** Waits for connections. */
  | 'listen'
  /** Writes, creates, appends to or renames a file. */
  | 'file-write'
  | 'file-remove'
  /** chmod. */
  | 'file-mode'
  /** Loads code: plugin.Open, dlopen, LoadLibrary. */
  | 'load'
  /** Raw system calls, executable memory. */
  | 'memory'
  /** os.Setenv and friends. */
  | 'setenv'
  /** Writes to the Windows registry. */
  | 'registry'
  /** Interprets a script inside the process: a shell, JavaScript, Lua or Go interpreter. */
  | 'interpret'

/** What an argument of an effect is. */
export type Role =
  /** The program that is started, or the script that is interpreted. */
  | 'command'
  /** An argument of the program, in order. */
  | 'argument'
  /** What the program reads: cmd.Stdin. */
  | 'stdin'
  /** Where the program's output goes: cmd.Stdout. */
  | 'output'
  /** The program's environment. */
  | 'environment'
  /** `tcp`, `udp`. */
  | 'network'
  /** A host with or without a port, or a name to be looked up. */
  | 'host'
  | 'url'
  /** A file's path; where a rename leads, the second one. */
  | 'path'
  /** What is written or sent: bytes of a file, the body of a request, what goes into a connection. */
  | 'data'
  /** Headers of a request, credentials included. */
  | 'header'
  /** Permission bits and open flags, as decimal numbers. */
  | 'mode'
  /** The name of a variable that is set, a registry key. */
  | 'name'
  /** The value it is set to. */
  | 'value'

/** Where data comes from. */
export type SourceKind =
  /** What a server answered, or a connection gave. */
  | 'network'
  /** An answer of the domain name system. */
  | 'dns'
  /** The whole environment. */
  | 'environ'
  /** One variable of it; its names are in `values`. */
  | 'env'
  /** A file that was read; its paths are in `values`. */
  | 'file'
  /** Host name, user, addresses of the machine, working folder, operating system. */
  | 'host-info'
  /** What a caller of the module passes. */
  | 'argument'
  /** Standard input. */
  | 'stdin'
  /** A password that is typed. */
  | 'secret-input'
  /** A file that the module embeds; its patterns are in `values`. */
  | 'embed'
  /** What a cipher gave. */
  | 'decrypted'
  /** What a program printed; its command is in `values`. */
  | 'process-output'
  /** Clipboard, screen, keyboard. */
  | 'capture'

/** One origin of a value. */
export interface Source extends At {
  readonly kind: SourceKind
  /** The call that gave it: `net/http.Get`; for an argument the function and the parameter: `Open path`. */
  readonly call: string
  /** Its telling argument, where it is known: variable names, paths, URLs. */
  readonly values: readonly string[]
  /** From the source to the effect. */
  readonly trace: readonly Told[]
}

/** A value that the engine found out. */
export interface KnownValue {
  /** The text, or bytes as latin-1; `…` stands for a part that is not known. */
  readonly text: string
  /** Whether it stands in the source as it is: a literal, a named constant, or a plain sum of them. */
  readonly plain: boolean
  /** How it was found out, first step first, those that are not shown too (fold's `waysOf`); empty where it is plain. */
  readonly steps: readonly Told[]
}

/** One argument of an effect. */
export interface Argument {
  readonly role: Role
  readonly values: readonly KnownValue[]
  readonly sources: readonly Source[]
  /**
   * What else the value stands on, as opaque names of places in the code (a variable, a call that made a file). Two
   * effects that share one are about the same thing: the file that is written and the program that is started.
   */
  readonly roots: readonly string[]
}

/** What a condition asks, or what delays or hides a call. */
export type GateKind =
  | 'os'
  | 'host-info'
  | 'env'
  | 'time'
  /** A comparison with a value that a caller passed or that was hashed. */
  | 'input'
  /** Looks for a debugger, virtual machine, CI or sandbox. */
  | 'network'
  | 'sleep'
  /** A deferred recover that starts the function again, or swallows every panic around the call. */
  | 'recover'
  | 'loop'
  | 'random'

/** Something that guards a call on the way from its trigger. */
export interface Gate extends At {
  readonly kind: GateKind
  /** The condition or the call, shortened. */
  readonly text: string
}

/** One call with an effect, in one context of callers. */
export interface Effect extends At {
  readonly kind: EffectKind
  /** The function that is called: `os/exec.Command`, `net/http.Client.Do`. */
  readonly call: string
  /** The function it stands in. */
  readonly function: string
  readonly arguments: readonly Argument[]
  /** The shortest way of each kind of trigger; empty for code that nothing reaches. */
  readonly reach: readonly Reach[]
  readonly gates: readonly Gate[]
  /** Names this very call (not its context); effects of one object share `object`. */
  readonly site: string
  /** The object it works on, as in `roots`: the connection, the file, the command. */
  readonly object: readonly string[]
}

/** Something in a module that is not an effect of Go code. */
export interface ContentFact extends At {
  readonly kind: ContentKind
  /** A sentence part: `a zip archive named assets.sql`. */
  readonly what: string
  /** What was read out of it: a command, a directive, a flag. */
  readonly values: readonly string[]
  /** Decides between severities where the kind alone does not; from mild to grave. */
  readonly weight: 'low' | 'medium' | 'high' | 'critical'
}

/** What there is besides Go code that runs. */
export type ContentKind =
  /** An executable or an object file for a linker: ELF, Mach-O, PE, .syso, .so, .dll. */
  | 'binary'
  /** Content of another kind than the name says. */
  | 'disguise'
  /** A task of an editor, an agent or a development container that runs by itself; git hooks; .envrc. */
  | 'autorun'
  /** Bidirectional controls or invisible characters in source. */
  | 'bidi'
  /** Code behind a screen of blanks. */
  | 'off-screen'
  /** Identifiers that look alike in different scripts. */
  | 'homoglyph'
  /** cgo: flags, constructors, calls of its preamble and C files. */
  | 'cgo'
  /** Assembly with system calls. */
  | 'assembly'
  /** go:linkname into the runtime, syscall, net or os/exec; `values` are local and target names. */
  | 'linkname'
  /** A go:generate command. */
  | 'generate'
  /** A script (shell, PowerShell, Python, batch) in the module. */
  | 'script'
  /** A //line directive that claims a foreign or absolute file. */
  | 'line-directive'

/** A part of a module that was not understood, or not in full. */
export interface Gap extends At {
  readonly why: string
  /** Whether it makes the module incomplete: a file that could not be parsed or read, a limit that was reached. */
  readonly grave: boolean
}

/** Capabilities, by Capslock's names (https://github.com/google/capslock/blob/main/docs/capabilities.md). */
export type Capability =
  | 'FILES'
  | 'NETWORK'
  | 'RUNTIME'
  | 'READ_SYSTEM_STATE'
  | 'MODIFY_SYSTEM_STATE'
  | 'OPERATING_SYSTEM'
  | 'SYSTEM_CALLS'
  | 'ARBITRARY_EXECUTION'
  | 'CGO'
  | 'UNSAFE_POINTER'
  | 'REFLECT'
  | 'EXEC'

/** A capability, and the first place that shows it. */
export interface Capable extends At {
  readonly capability: Capability
  /** How many calls. */
  readonly calls: number
}

/** What the bytes of one module say. */
export interface Facts {
  readonly version: number
  /** The module's path by its go.mod; empty where it has none. */
  readonly path: string
  readonly goFiles: number
  readonly goBytes: number
  readonly files: number
  readonly effects: readonly Effect[]
  readonly content: readonly ContentFact[]
  readonly capabilities: readonly Capable[]
  readonly gaps: readonly Gap[]
}
