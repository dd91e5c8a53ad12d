// Which feeds the settings name, and by which keys they are signed.
import path from 'node:path'
import { isWardenError, messageOf, WardenError } from '../../base/errors.ts'
import { isUrl, type FeedSettings } from '../../jobs/known/feedsource.ts'
import { parseVerifier } from '../../sumdb/note.ts'
import type { Settings } from './table.ts'

/** The feeds that settings name. Throws `config` for a path that is not absolute and a key that is none. */
export function feedSettings(
  settings: Pick<Settings, 'malwareFeeds' | 'knownGood' | 'knownBad' | 'feedKeys'>,
): FeedSettings {
  const named = [
    ['malicious', 'malware-feeds', settings.malwareFeeds],
    ['known-bad', 'known-bad', settings.knownBad],
    ['known-good', 'known-good', settings.knownGood],
  ] as const
  const sources = named.flatMap(([kind, name, all]) =>
    [...new Set(all)].map((source) => {
      if (!isUrl(source) && !path.isAbsolute(source)) {
        throw new WardenError('config', `${name}: ${source}: neither a URL nor an absolute path`, {
          remedy: 'settings hold wherever modwarden runs: write the whole path',
        })
      }
      return { kind, source: isUrl(source) ? source : path.resolve(source) }
    }),
  )
  return { sources, keys: settings.feedKeys.map(verifierOf) }
}

function verifierOf(key: string): FeedSettings['keys'][number] {
  try {
    return parseVerifier(key)
  } catch (error) {
    if (!isWardenError(error)) throw error
    throw new WardenError('config', `feed-keys: ${messageOf(error)}`, {
      remedy: 'write it as its owner gave it: name+hash+key',
    })
  }
}
