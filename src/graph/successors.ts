// Modules that nobody maintains, or that are known to be malicious, and what took their place: well-known facts alone, each
// with where it is said. `fix` names them, and `fix --replace` writes them.

/** A module and its successor. */
export interface Successor {
  readonly from: string
  readonly to: string
  /** `drop-in`: the same API; `major`: code must be changed where it is used differently. */
  readonly api: 'drop-in' | 'major'
  /** How the API differs, in a sentence; empty for a drop-in. */
  readonly note: string
  /** Where it is said. */
  readonly source: string
}

const MIGRATION = 'https://github.com/golang-jwt/jwt/blob/main/MIGRATION_GUIDE.md'
const JWT = 'claims, parser options and errors changed: see its MIGRATION_GUIDE.md'

/** All that are known, by the old path. */
const SUCCESSORS: readonly Successor[] = [
  // The README of the archived repository names the fork that etcd maintains.
  successor('github.com/boltdb/bolt', 'go.etcd.io/bbolt', '', 'https://github.com/boltdb/bolt#readme'),
  // A typosquat of boltdb/bolt with a backdoor; what was meant has a successor.
  successor('github.com/boltdb-go/bolt', 'go.etcd.io/bbolt', '', 'https://github.com/boltdb/bolt#readme'),
  // bbolt's own earlier path.
  successor('github.com/coreos/bbolt', 'go.etcd.io/bbolt', '', 'https://github.com/etcd-io/bbolt#readme'),
  // The README of the archived repository: no longer maintained, moved to golang-jwt.
  successor(
    'github.com/dgrijalva/jwt-go',
    'github.com/golang-jwt/jwt/v5',
    JWT,
    'https://github.com/dgrijalva/jwt-go#readme',
  ),
  // Of golang-jwt's own earlier versions only the newest major one is maintained.
  successor('github.com/golang-jwt/jwt', 'github.com/golang-jwt/jwt/v5', JWT, MIGRATION),
  successor('github.com/golang-jwt/jwt/v4', 'github.com/golang-jwt/jwt/v5', JWT, MIGRATION),
  // The fork was made because satori/go.uuid is not maintained.
  successor(
    'github.com/satori/go.uuid',
    'github.com/gofrs/uuid/v5',
    'NewV4 gives an error, too',
    'https://github.com/gofrs/uuid#readme',
  ),
  // The README of the archived repository names the fork.
  successor(
    'github.com/mitchellh/mapstructure',
    'github.com/go-viper/mapstructure/v2',
    'some options and errors changed',
    'https://github.com/mitchellh/mapstructure#readme',
  ),
  // The YAML organisation maintains what its author no longer does.
  successor('gopkg.in/yaml.v3', 'go.yaml.in/yaml/v3', '', 'https://github.com/yaml/go-yaml#readme'),
]

/** What took the place of a module, or `undefined`. */
export function successorOf(path: string): Successor | undefined {
  return SUCCESSORS.find((s) => s.from === path)
}

function successor(from: string, to: string, note: string, source: string): Successor {
  return { from, to, api: note === '' ? 'drop-in' : 'major', note, source }
}
