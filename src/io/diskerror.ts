// What the operating system's error numbers mean to a user: one translation for everything in this room that
// touches the disk.
import { WardenError, messageOf } from '../base/errors.ts'

/** The operating system's name of a failure (`ENOENT`) or of its cause, or `''` where it is not one. */
export function errnoOf(error: unknown): string {
  if (error instanceof WardenError) return error.cause === undefined ? '' : errnoOf(error.cause)
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** Whether the failure says that there is nothing at a path, or that a part of the path is no folder. */
export function isAbsent(error: unknown): boolean {
  const code = errnoOf(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
}

/** Whether the failure says that this place cannot be written, now or later, by this user. */
export function isReadOnly(error: unknown): boolean {
  return ['EROFS', 'EACCES', 'EPERM'].includes(errnoOf(error))
}

/**
 * The `WardenError` of code `io` for a failed operation, with the path and what can be done. `action` completes
 * "cannot …": `read`, `write`. An error that is a `WardenError` already is given back as it is.
 */
export function diskError(error: unknown, action: string, path: string): WardenError {
  if (error instanceof WardenError) return error
  const known = ERRNO[errnoOf(error)]
  const why = known?.[0] ?? messageOf(error)
  const details = known === undefined ? { cause: error } : { cause: error, remedy: known[1] }
  return new WardenError('io', `${path}: cannot ${action}: ${why}`, details)
}

const ERRNO: Readonly<Record<string, readonly [why: string, remedy: string]>> = {
  EACCES: ['permission denied', 'check the owner and the permissions of this path'],
  EPERM: ['operation not permitted', 'check the owner, the permissions and the attributes of this path'],
  EROFS: ['the file system is read-only', 'choose a place that can be written, or mount it writable'],
  ENOSPC: ['the disk is full', 'free some space and run the command again'],
  EDQUOT: ['the disk quota is used up', 'free some space and run the command again'],
  EMFILE: ['too many open files in this process', 'raise the limit: ulimit -n 4096'],
  ENFILE: ['too many open files on this machine', 'close other programs, or raise the limit of the system'],
  ENAMETOOLONG: ['the name is too long for this file system', 'choose a shorter path'],
  ELOOP: ['it is a symbolic link, or the links form a loop', 'look at where the link points, and replace it'],
  EISDIR: ['it is a folder', 'remove the folder, or name a file'],
  EXDEV: ['the two paths are on different file systems', 'choose a path on the same file system'],
  EIO: ['the disk reports an error', 'check the disk and the logs of the system'],
  ETXTBSY: ['it is being executed', 'wait for the program to end'],
  EBUSY: ['it is in use', 'wait for whatever uses it'],
}
