// Which build a command looks at: the flags of `why`, `tree` and `outdated`.
import type { Command } from 'commander'
import { WardenError } from '../../base/errors.ts'

/** Those flags as commander gives them. */
export interface RawPlatformFlags {
  readonly platform?: string
  readonly tags?: string
  readonly allTags?: boolean
}

/** Those flags, read. */
export interface PlatformFlags {
  readonly goos?: string
  readonly goarch?: string
  readonly tags: readonly string[]
  /** Every file of every platform counts, as for `go mod tidy`. */
  readonly allTags: boolean
}

/** Adds them. */
export function withPlatform(command: Command): Command {
  return command
    .option('--platform <goos/goarch>', "windows/amd64; go's own unless given")
    .option('--tags <list>', 'build tags, with commas')
    .option('--all-tags', 'every platform and tag, as go mod tidy')
}

/** Reads them. Throws `usage`. */
export function platformFlags({ platform, tags, allTags }: RawPlatformFlags): PlatformFlags {
  const pair = platform === undefined ? undefined : /^([a-z0-9]+)\/([a-z0-9]+)$/.exec(platform)
  if (pair === null) {
    throw new WardenError('usage', `--platform ${platform ?? ''}: not a platform`, { remedy: '--platform linux/arm64' })
  }
  if (allTags === true && (platform !== undefined || tags !== undefined)) {
    throw new WardenError('usage', '--all-tags: with --platform or --tags it would mean nothing', {
      remedy: 'name one of them',
    })
  }
  const [, goos, goarch] = pair ?? []
  return {
    ...(goos === undefined ? {} : { goos }),
    ...(goarch === undefined ? {} : { goarch }),
    tags: (tags ?? '').split(/[\s,]+/).filter((tag) => tag !== ''),
    allTags: allTags === true,
  }
}
