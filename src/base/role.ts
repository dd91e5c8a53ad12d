// Roles: what somebody may do at a guard. Each may do what those before it may.

/**
 * - `reader`: fetch where a guard wants to know who asks, and read what was decided
 * - `developer`: ask for waivers, and dispute verdicts
 * - `approver`: grant and revoke waivers; see who did what
 * - `admin`: overrule a disputed verdict, together with another one; switch the mode
 */
export type Role = 'reader' | 'developer' | 'approver' | 'admin'

/** All roles, from the least. */
export const ROLES: readonly Role[] = ['reader', 'developer', 'approver', 'admin']

/** Whether who has one role may do what another is needed for. */
export function mayAs(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed)
}
