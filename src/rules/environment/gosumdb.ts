// GOSUMDB: the checksum database, without which nothing says whether a module is the one that others got.
// https://go.dev/ref/mod#checksum-database
import { isWardenError, messageOf } from '../../base/errors.ts'
import { DEFAULT_SUMDB, parseGoSumdb, type GoSumdb } from '../../sumdb/gosumdb.ts'
import { hostOf, isLoopback } from './goproxy.ts'
import { valueOf, type EnvironmentFacts, type EnvironmentFinding, type EnvironmentRule } from './facts.ts'
import { repairSetting, settingFinding, type Repair, type Said } from './repair.ts'

const reference = 'https://go.dev/ref/mod#checksum-database'

const off: EnvironmentRule = {
  id: 'MW-ENV-SUMDB-OFF',
  title: 'the checksum database is off',
  severity: 'high',
  summary:
    'go accepts whatever a proxy or a repository sends for a module that go.sum does not name yet, and writes its hash into go.sum as if it were right.',
  found: 'GOSUMDB is `off`. GOFLAGS=-insecure and GONOSUMDB have rules of their own.',
  remedy: 'go env -u GOSUMDB',
  references: [reference, 'https://go.dev/ref/mod#environment-variables'],
  check: (facts) =>
    judge(off, facts, (database) =>
      database !== undefined && database.kind === 'off'
        ? {
            message: 'GOSUMDB=off: new modules are accepted unchecked',
            because: 'nothing says whether a new module is the one that everybody else got',
          }
        : undefined,
    ),
}

const replaced: EnvironmentRule = {
  id: 'MW-ENV-SUMDB-REPLACED',
  title: "the checksum database is not Go's own",
  severity: 'high',
  summary:
    'Whoever holds the key of the database that is asked decides which bytes are right. Another database, or the known name under another key, is another authority.',
  found:
    "GOSUMDB names another database or key than Go has built in. The same value as `gosumdb` in the user's own configuration of modwarden is meant, and not told.",
  remedy: 'go env -u GOSUMDB, or put the database into your configuration: gosumdb: …',
  references: [reference],
  check: (facts) =>
    judge(replaced, facts, (database) =>
      database !== undefined && isOther(database) && valueOf(facts, 'GOSUMDB') !== facts.own.gosumdb
        ? {
            message: "GOSUMDB is not Go's own checksum database",
            because: 'whoever holds its key decides which bytes are right',
          }
        : undefined,
    ),
}

const http: EnvironmentRule = {
  id: 'MW-ENV-SUMDB-HTTP',
  title: 'the checksum database is asked over plain http',
  severity: 'medium',
  summary:
    'Answers are signed, so that nobody can change them; but everyone on the way reads which modules are asked about.',
  found: 'GOSUMDB has a URL that begins with http://, and its host is not this machine.',
  remedy: "go env -w GOSUMDB='NAME https://…'",
  references: [reference],
  check: (facts) =>
    judge(http, facts, (database) =>
      database?.kind === 'on' && isPlainHttp(database.url ?? '')
        ? {
            message: 'GOSUMDB is asked over plain http',
            because: 'whoever is on the way reads the names of all modules that are new to the project',
          }
        : undefined,
    ),
}

const invalid: EnvironmentRule = {
  id: 'MW-ENV-SUMDB-INVALID',
  title: 'GOSUMDB has a value that go cannot use',
  severity: 'medium',
  summary: 'go refuses to fetch any new module with it. The usual way out, GOSUMDB=off, is worse.',
  found: 'The value is neither `off`, a known name, nor a verifier key with an optional URL.',
  remedy: 'go env -u GOSUMDB',
  references: [reference],
  check: (facts) => {
    const said = judged(facts)
    return said.kind === 'database'
      ? []
      : [
          settingFinding(
            invalid,
            facts,
            'GOSUMDB',
            { message: 'GOSUMDB has a value that go cannot use', because: said.why },
            repair(facts),
          ),
        ]
  },
}

/** The rules about GOSUMDB. */
export const gosumdbRules: readonly EnvironmentRule[] = [off, replaced, http, invalid]

/** Whether the settings have a checksum database at all. */
export function asksDatabase(facts: EnvironmentFacts): boolean {
  return databaseOf(valueOf(facts, 'GOSUMDB'))?.kind === 'on'
}

function judge(
  rule: EnvironmentRule,
  facts: EnvironmentFacts,
  say: (database: GoSumdb | undefined) => Said | undefined,
): readonly EnvironmentFinding[] {
  const said = say(databaseOf(valueOf(facts, 'GOSUMDB')))
  return said === undefined ? [] : [settingFinding(rule, facts, 'GOSUMDB', said, repair(facts))]
}

function judged(
  facts: EnvironmentFacts,
): { readonly kind: 'database' } | { readonly kind: 'not'; readonly why: string } {
  try {
    parseGoSumdb(valueOf(facts, 'GOSUMDB'))
    return { kind: 'database' }
  } catch (error) {
    if (!isWardenError(error)) throw error
    return { kind: 'not', why: messageOf(error).replace(/^GOSUMDB: /, '') }
  }
}

function databaseOf(value: string): GoSumdb | undefined {
  try {
    return parseGoSumdb(value)
  } catch (error) {
    if (!isWardenError(error)) throw error
    return undefined
  }
}

function repair(facts: EnvironmentFacts): Repair {
  return repairSetting(facts, 'GOSUMDB', (value) => sound(value, facts), DEFAULT_SUMDB)
}

function sound(value: string, facts: EnvironmentFacts): string {
  const database = databaseOf(value)
  if (database === undefined || database.kind === 'off') return ''
  if (isOther(database) && value !== facts.own.gosumdb) return ''
  return isPlainHttp(database.url ?? '') ? value.replace(/\bhttp:\/\/(?:[^/\s]*@)?/i, 'https://') : value
}

function isOther(database: GoSumdb): boolean {
  if (database.kind === 'off') return false
  const usual = parseGoSumdb(DEFAULT_SUMDB)
  return usual.kind !== 'on' || database.verifier.key !== usual.verifier.key
}

function isPlainHttp(url: string): boolean {
  return /^http:/i.test(url) && !isLoopback(hostOf(url))
}
