// The catalogue of calls whose source is not at hand: Go's standard library, and libraries that wrap it. It is
// text, a line a call, so that a script can extend it; catalogueparse.ts reads it, models/ holds what comes with the
// program:
//
//     package os/exec
//     func Command(command, argument...) Cmd : !process @
//     func Cmd.StdinPipe() io.WriteCloser error : @stdin
//     field Cmd.Stdin io.Reader stdin
//     package net/http
//     type Request : @
//     embed File io.Reader io.Closer
//     field Request.URL net/url.URL url
//     field Response.Body io.ReadCloser
//     var DefaultClient Client
//     func Get(url) Response error : !connect ?network
//     func Client.Do(object) Response error : !connect ?network
//     func NewRequest(method, url, data) Request error : @
//     package io
//     func Copy(_, _) int64 error : !write:0=1
//     package os
//     func File.WriteString(data) int error : !write
//     package sync
//     func Once.Do(_) : calls=0
//     package nhooyr.io/websocket github.com/coder/websocket
//     func Dial(_, url, _) Conn net/http.Response error : !connect ?network @
//     package *
//     func Read(_) int error : 0<-self
//
// `package` names the import paths of the lines below it, without the major version (`/v2`, `.v2`) unless the lines are
// for that one alone; `*` is for methods of values whose type is not known, by name. `#` begins a line that says
// something to people.
// A parameter is a role of facts.ts, `method` or `_` (no role), or `object` (the effect takes over the roles of the call
// that made this argument); `...` behind the last one means all that follow. Results are types: of the same package by
// their name, of others as `net/http.Response`, Go's own as `string`, pointers, parameters of types and directions left
// out, `[]byte` of slices and arrays, `map`, `func`, `chan`, `_` for what is of no interest. `embed T U` gives a type
// the fields and methods of another. `var` is for constants too.
//
// Marks:
// - `!KIND` an effect. `!write` writes into the receiver, `!write:0` into argument 0, `!write:0=1` argument 1 into it:
//   what kind it is, the call says that made what is written into: a file, a connection, a program's standard input;
//   none where nothing did. It flows there in any case, and the results carry nothing. What is written is the `data`
//   parameter where there is one of them, and every argument otherwise.
// - `?SOURCE` the results come from outside, and carry nothing else unless `carries` says so. `0<-?SOURCE` the argument
//   is filled from outside. Of a variable: its value comes from outside.
// - `0<-1`, `0<-self`, `self<-0` what flows where, besides the results; `self` is the receiver, `*` every argument, the
//   number of the last parameter with `...` all that follow.
// - `@` the result is an object: later effects on it take over this call's roles. `@ROLE` the result stands for a role of
//   the receiver's object: what is written into it is that role's. `@self` the roles of this call are added to those of
//   the receiver's object, which the result is too where there is one: a builder.
// - `const` the results carry nothing of the arguments; without it they carry the receiver and every argument.
// - `carries=0,2` the results carry these alone.
// - `calls=N` calls its argument N, `go=N` in a goroutine, `later=N` keeps it for later (a handler, a hook). The
//   parameters of what is called carry the receiver and the other arguments; `gives=?SOURCE` they come from outside. The
//   results carry what it returns, like any argument.
// - `ROLE=SLOT` a role beside the parameters: a pipeline's text is what the next program reads, `stdin=self`.
//   `ROLE=?SOURCE` what the call itself reads from outside, by its parameters: a file that is sent, `data=?file`.
// - `flags=N` the effect is none where argument N, the flags of open(2), is known to ask for reading alone.
// - `%CAPABILITY` a capability of facts.ts that no effect implies.
import type { Capability, EffectKind, Role, SourceKind } from '../facts.ts'

/** A receiver or an argument by its number. */
export type Slot = number | 'self' | '*'

/** What a parameter of a catalogued call is. */
export type ParamRole = Role | 'object' | 'method' | undefined

/** A call in the catalogue. */
export interface CallModel {
  /** `os/exec.Command`, `net/http.Client.Do`; of a method by its name alone: `*.Read`. */
  readonly name: string
  readonly params: readonly ParamRole[]
  /** Whether the last parameter stands for all that follow. */
  readonly variadic: boolean
  /** Roles beside the parameters: of the receiver, an argument, or what the call itself reads from outside. */
  readonly roles: ReadonlyArray<{ readonly role: Role; readonly from: Slot | { readonly source: SourceKind } }>
  /** Types of the results in full (`os/exec.Cmd`, `[]byte`); `_` for what is of no interest. */
  readonly results: readonly string[]
  readonly effect: EffectKind | undefined
  /** What is written where. It flows there as well. */
  readonly write: { readonly to: Slot; readonly from: Slot } | undefined
  readonly source: SourceKind | undefined
  readonly fills: ReadonlyArray<{ readonly to: Slot; readonly from: Slot | { readonly source: SourceKind } }>
  readonly object: boolean
  /** Whether the roles of this call are added to the receiver's object, which the result is too. */
  readonly joins: boolean
  /** The role of the receiver's object that the result stands for. */
  readonly standsFor: Role | undefined
  /** What the results carry; `undefined` for the receiver and every argument. */
  readonly carries: readonly Slot[] | undefined
  readonly calls: readonly number[]
  readonly starts: readonly number[]
  readonly keeps: readonly number[]
  /** Where the parameters of what is called come from, where it is from outside. */
  readonly gives: SourceKind | undefined
  /** The argument with the flags of open(2): where they are known to ask for reading alone, there is no effect. */
  readonly flags: number | undefined
  readonly capability: Capability | undefined
}

/** A type in the catalogue. */
export interface TypeModel {
  /** `os/exec.Cmd`. */
  readonly name: string
  /** Whether a composite literal of it makes an object, and with which effect. */
  readonly object: boolean
  readonly effect: EffectKind | undefined
  readonly fields: ReadonlyMap<string, FieldModel>
  /** Types whose fields and methods it has too, in full; `field` and `call` look there. */
  readonly embeds: readonly string[]
}

/** A field of a catalogued type. */
export interface FieldModel {
  /** In full, as results of calls are. */
  readonly type: string
  /** What is assigned to it is this role of the object. */
  readonly role: Role | undefined
}

/** The calls, types and variables that are known. Names in full; those in the maps are without major versions. */
export interface CallCatalogue {
  readonly calls: ReadonlyMap<string, CallModel>
  readonly types: ReadonlyMap<string, TypeModel>
  /** Types of package variables and constants: `net/http.DefaultClient` is a `net/http.Client`. */
  readonly vars: ReadonlyMap<string, string>
  /** Those of them whose value comes from outside: `os.Stdin`, `runtime.GOOS`. */
  readonly sources: ReadonlyMap<string, SourceKind>
  /** Import paths that have lines. */
  readonly packages: ReadonlySet<string>
  /** The import path as the catalogue writes it (see `package` above); `undefined` where it has no lines of that. */
  readonly lookup: (importPath: string) => string | undefined
  /**
   * The names, behind a dot, by which code has effects that imports a path: of calls and types, its own and those of the
   * types that it gives. `undefined` for a path by which no effect comes.
   */
  readonly acting: (importPath: string) => ReadonlySet<string> | undefined
  /** Whether a call or method of a name, whatever it is of, calls what it is given, now or later. */
  readonly callsBack: (name: string) => boolean
  /** A function or method, of embedded types too, under any major version; `undefined` where none is listed. */
  readonly call: (name: string) => CallModel | undefined
  /** A type, under any major version. */
  readonly type: (name: string) => TypeModel | undefined
  /** A field of a type, of embedded types too, under any major version. */
  readonly field: (type: string, name: string) => FieldModel | undefined
  /** The type of a variable or constant, under any major version. */
  readonly variable: (name: string) => string | undefined
  /** Where the value of a variable or constant comes from, under any major version, where that is outside. */
  readonly sourceOf: (name: string) => SourceKind | undefined
}
