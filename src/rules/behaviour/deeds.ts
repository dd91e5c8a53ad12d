// Deeds: what a command line would do that good code almost never does.

/** What a command line does. */
export type DeedKind =
  /** What it fetches is run. */
  | 'fetch-run'
  /** What it decodes or decrypts is run. */
  | 'decode-run'
  /** It overwrites a device or removes a whole system or home. */
  | 'destroy'
  /** It gives a shell to a connection. */
  | 'remote-shell'
  /** It switches a protection off or removes traces. */
  | 'disable'
  /** It makes a program start again by itself. */
  | 'persist'
  /** It sends a file with secrets, or the environment. */
  | 'steal'
  /** It fetches into a file that another command may run: no harm by itself. */
  | 'fetch'

/** One deed. */
export interface Deed {
  readonly kind: DeedKind
  /** The part of the command line that shows it. */
  readonly text: string
  /** The files that it fetches into, as the command line names them. */
  readonly files?: readonly string[]
}
