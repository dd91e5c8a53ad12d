// Who a guard knows, as a port: people and machines by a reference (`p3`) that logs and records keep, beside a table of
// their names, from which a name can be erased; and their tokens, of which only hashes are kept. Implemented in
// src/store/people.ts. Every method throws `io`.
import type { Role } from '../base/role.ts'

/** Somebody who showed who they are. */
export interface Identity {
  /** `p3`: what records keep. */
  readonly person: string
  /** As people know them; may be erased. */
  readonly name: string
  readonly role: Role
  /** Names what they showed, and never shows it: `t7` for a token. A session ends with it. */
  readonly by: string
  /** When what they showed ends. */
  readonly until: Date
}

/** A token, without the secret that nobody has any more. */
export interface TokenRow {
  /** `t7` */
  readonly id: string
  readonly person: string
  /** Absent where it was erased. */
  readonly name?: string
  readonly role: Role
  /** RFC 3339. */
  readonly created: string
  readonly expires: string
  readonly revoked?: string
}

/** The people of one guard. */
export interface People {
  /** Makes a token for somebody, who is known from then on; `hash` is the secret's, 64 hexadecimal digits. */
  addToken(token: {
    readonly name: string
    readonly role: Role
    readonly hash: string
    readonly created: Date
    readonly expires: Date
  }): Promise<TokenRow>
  /** All tokens, the oldest first. */
  tokens(): Promise<readonly TokenRow[]>
  /** Whose secret has this hash; `undefined` where it is nobody's, over or revoked. */
  identify(hash: string, now: Date): Promise<Identity | undefined>
  /** The same for the name of a token: what a session was begun with. */
  identifyToken(id: string, now: Date): Promise<Identity | undefined>
  /** Ends a login for good, by its name; `until` is when it would have ended by itself. */
  endSession(session: string, until: Date, now: Date): Promise<void>
  /** Whether a login was ended. */
  isEnded(session: string): Promise<boolean>
  /** Ends tokens by their name (`t7`) or all of a person's, by name; gives their number. */
  revoke(nameOrId: string, now: Date): Promise<number>
  /** Erases a name and ends its tokens; whether there was one. The reference stays in the records. */
  forget(name: string, now: Date): Promise<boolean>
  /** The reference of somebody whom another system vouches for, made at the first time. */
  personOf(name: string, now: Date): Promise<string>
  /** The names of references; those erased or unknown are absent. */
  names(references: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** References of who has a token of the role `admin` that is not over. */
  administrators(now: Date): Promise<ReadonlySet<string>>
}
