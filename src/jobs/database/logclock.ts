// The clock of the checksum database that a run uses: the points that this release knows for Go's own database, and what
// this installation saw of it.
import { parseClockPoints, createLogClock, type LogClock } from '../../sumdb/clock.ts'
import { CLOCK_POINTS } from '../../sumdb/clockpoints.ts'
import { DEFAULT_SUMDB, parseGoSumdb, type GoSumdb } from '../../sumdb/gosumdb.ts'
import type { World } from '../../world/world.ts'

/** The clock as of now; asked for after what it is to date was proven, it knows the newest head of the run too. */
export async function openLogClock(world: Pick<World, 'sumdb' | 'clock'>, gosumdb: GoSumdb): Promise<LogClock> {
  const now = world.clock.now()
  const seen = gosumdb.kind === 'off' ? undefined : await world.sumdb.readSightings?.()
  const points = isGosOwn(gosumdb) ? parseClockPoints(CLOCK_POINTS) : []
  return createLogClock(points, seen ?? { heads: [], asked: new Set() }, now)
}

/** By its key: another database may bear the same name. */
function isGosOwn(gosumdb: GoSumdb): boolean {
  const own = parseGoSumdb(DEFAULT_SUMDB)
  return gosumdb.kind === 'on' && own.kind === 'on' && gosumdb.verifier.key === own.verifier.key
}
