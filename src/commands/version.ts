// This program's version.

/** As in package.json; a test holds them equal. */
export const VERSION = '0.1.0'

/** The day of this version, for the manual page. */
export const RELEASED = '2026-11-21'
