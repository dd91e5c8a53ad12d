// Source repositories as a port: what a server has, and the files of one commit. Implemented in src/io/vcs.ts with git in
// a hardened way; nothing of a repository is run or checked out, and everything is kept in a folder that `close` removes.
import type { ModuleVersion } from '../base/finding.ts'
import type { TreeFile } from '../gomod/vcszip.ts'
import type { FileDifference } from './contents.ts'

/** How a server may be asked. */
export interface Access {
  /**
   * The user's own settings say that the module is private: then the user's git configuration and credentials are used,
   * ssh too, and addresses of private networks are reached. Of all others only public addresses, without any credential.
   */
  readonly isPrivate: boolean
  /** GOINSECURE lets plain http be used. */
  readonly insecure: boolean
  /**
   * Of a private module: the only hosts that may have addresses of private networks, wherever pages and redirects lead.
   * Any may unless given.
   */
  readonly hosts?: readonly string[]
}

/** A branch or tag of a server. */
export interface RemoteRef {
  /** What the ref names: a commit, or the object of an annotated tag. */
  readonly object: string
  /** The commit. */
  readonly commit: string
}

/** A repository that answered. */
export interface Remote {
  /** Where it was found in the end. */
  readonly url: string
  readonly access: Access
  /** By whole name: `refs/tags/v1.0.0`. */
  readonly refs: ReadonlyMap<string, RemoteRef>
}

/** A page of a web server; of any status. */
export interface Page {
  readonly status: number
  /** At most 1 MiB. */
  readonly body: Uint8Array
  /** Where it came from in the end. */
  readonly url: string
}

/** The objects of one commit, here. */
export interface Checkout {
  readonly commit: string
  /** The commit object as git keeps it: headers, an empty line, the message. */
  readonly commitText: string
  /** The object of an annotated tag; `undefined` for a plain one and for a commit. */
  readonly tagText: string | undefined
  /** A file's bytes as they are kept; a link's are its target. `undefined` where there is none, or over 16 MiB. */
  file(path: string): Promise<Uint8Array | undefined>
  /** What `git archive` gives of a folder ('' for all), names relative to it. Throws `parse`, `too-large`, `io`, `aborted`. */
  archive(folder: string): Promise<SourceTree>
  /** Whether git takes the tag's, or else the commit's, signature for good, with the keys that the user configured. */
  verified(): Promise<boolean>
  /** Removes it; nothing of it may be used afterwards. */
  dispose(): Promise<void>
}

/** A file of an archived folder. */
export interface SourceFile extends TreeFile {
  /** Hexadecimal; empty for a link. */
  readonly sha256: string
}

/** An archived folder. */
export interface SourceTree {
  readonly files: readonly SourceFile[]
  /** The bytes of a file of it. */
  read(file: SourceFile): Promise<Uint8Array>
}

/** A file that is to be compared with the zip's: one of the tree's, or one that go puts there besides. */
export type WantedFile =
  | { readonly name: string; readonly tree: SourceFile }
  | { readonly name: string; readonly bytes: Uint8Array }

/** Lines of a file, from 1, both included. */
export interface LineRange {
  readonly from: number
  readonly to: number
}

/** A zip compared with its source. */
export interface SourceComparison {
  /** The h1 of the zip, and the one that a zip made from the source has. */
  readonly zip: string
  readonly source: string
  /** Files that are in both. */
  readonly compared: number
  /**
   * What is in the zip and not in the source is `added`; `diff` leads from the source to the zip. At most 100, those that
   * go builds first.
   */
  readonly differences: readonly FileDifference[]
  readonly differenceCount: number
  /** Lines of the zip's files that are not the source's, of at most 1,000 files; 'all' where the lines are not known. */
  readonly changed: ReadonlyMap<string, 'all' | readonly LineRange[]>
}

/** An earlier tag, without its files. */
export interface History {
  readonly ref: string
  readonly commitText: string
  /** `undefined` for a plain tag. */
  readonly tagText: string | undefined
}

/** Asks servers, and keeps what they sent until `close`. */
export interface Vcs {
  /**
   * A page of a web server, for go-import tags. Throws `unreachable`, `refused` (an address that may not be asked, a
   * redirect to one), `too-large`, `aborted`.
   */
  page(url: string, access: Access, signal: AbortSignal | undefined): Promise<Page>
  /**
   * What a server has. Throws `not-found` where it says that there is no such repository, `refused` where the address or
   * the way to it is not allowed or the server wants to know who asks, `unreachable`, `too-large`, `io`, `aborted`.
   */
  remote(url: string, access: Access, signal: AbortSignal | undefined): Promise<Remote>
  /**
   * One commit, by the ref that leads to it where there is one. Throws `not-found` where the server will not give it,
   * `mismatch` where it gives another one, and as `remote` does.
   */
  fetch(
    remote: Remote,
    wanted: { readonly ref: string | undefined; readonly commit: string },
    signal: AbortSignal | undefined,
  ): Promise<Checkout>
  /**
   * The whole name of the only commit that begins so and that a branch or tag leads to. Throws `not-found`, and as
   * `fetch` does.
   */
  findCommit(remote: Remote, prefix: string, signal: AbortSignal | undefined): Promise<string>
  /** The commit that the server's HEAD names; `undefined` where it has none. Throws as `remote` does. */
  head(remote: Remote, signal: AbortSignal | undefined): Promise<string | undefined>
  /** The tags, `refs/tags/v1.0.0`, that lead to a commit or to one before it. Throws as `fetch` does. */
  tagsBefore(remote: Remote, commit: string, signal: AbortSignal | undefined): Promise<readonly string[]>
  /** Some tags and their commits. Throws as `fetch` does. */
  history(remote: Remote, refs: readonly string[], signal: AbortSignal | undefined): Promise<readonly History[]>
  /** Compares a zip with the files that it should be made of. Throws `parse`, `io`, `too-large`, `aborted`. */
  compare(
    module: ModuleVersion,
    zip: string,
    tree: SourceTree,
    files: readonly WantedFile[],
    signal: AbortSignal | undefined,
  ): Promise<SourceComparison>
  /**
   * Writes the zip of a module version into a new file; its files are read one after another. Throws `too-large` over
   * 65,534 files, `io`, `aborted`.
   */
  zip(
    module: ModuleVersion,
    tree: SourceTree,
    files: readonly WantedFile[],
    file: string,
    signal: AbortSignal | undefined,
  ): Promise<void>
  /** Ends what is under way and removes everything. */
  close(): Promise<void>
}
