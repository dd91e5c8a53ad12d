// Renames: paths of the same people under several names, so that none of them imitates another. A line is one module or
// one owner with all of its modules under all the names it ever had; what is not on a common line is not the same.

/** Whether two module paths belong to the same people as far as the table knows: each has a prefix on one common line. */
export function isRename(a: string, b: string): boolean {
  const lines = new Set(linesOf(a))
  return linesOf(b).some((line) => lines.has(line))
}

/** Whether an owner is known to have changed the case of its name. */
export function isCaseRename(path: string): boolean {
  const lower = path.toLowerCase()
  return CASES.some((owner) => lower.startsWith(owner))
}

function linesOf(path: string): number[] {
  const found: number[] = []
  const lower = path.toLowerCase()
  for (let end = lower.length; end > 0; end = lower.lastIndexOf('/', end - 1)) {
    found.push(...(LINES.get(lower.slice(0, end)) ?? []))
  }
  return found
}

const TABLE = `
github.com/boltdb/bolt github.com/etcd-io/bbolt go.etcd.io/bbolt github.com/coreos/bbolt
github.com/satori/go.uuid github.com/gofrs/uuid
github.com/dgrijalva/jwt-go github.com/golang-jwt/jwt github.com/form3tech-oss/jwt-go
github.com/go-redis/redis github.com/redis/go-redis
nhooyr.io/websocket github.com/nhooyr/websocket github.com/coder/websocket
github.com/ghodss/yaml sigs.k8s.io/yaml
github.com/pions github.com/pion
github.com/square/go-jose github.com/go-jose/go-jose gopkg.in/square/go-jose gopkg.in/go-jose/go-jose
github.com/armon/go-metrics github.com/hashicorp/go-metrics
github.com/codegangsta github.com/urfave
github.com/xdg github.com/xdg-go
github.com/gogits github.com/gogs
github.com/pavel-v-chernykh github.com/pavlo-v-chernykh
github.com/charmbracelet charm.land
github.com/go-fonts codeberg.org/go-fonts
github.com/go-pdf codeberg.org/go-pdf
github.com/go-latex codeberg.org/go-latex
github.com/chavacava codeberg.org/chavacava
github.com/polyfloyd codeberg.org/polyfloyd
github.com/golang golang.org
github.com/kubernetes k8s.io
github.com/kubernetes-sigs sigs.k8s.io
github.com/uber-go github.com/uber go.uber.org
github.com/open-telemetry go.opentelemetry.io
github.com/census-instrumentation go.opencensus.io contrib.go.opencensus.io
github.com/etcd-io github.com/coreos go.etcd.io
github.com/grpc github.com/protocolbuffers github.com/googleapis github.com/google github.com/golang google.golang.org
github.com/googleapis github.com/googlecloudplatform cloud.google.com
github.com/gonum gonum.org
github.com/mongodb go.mongodb.org
github.com/go-yaml gopkg.in/yaml github.com/yaml go.yaml.in
github.com/knative knative.dev
github.com/istio istio.io
github.com/go-gorm gorm.io
github.com/go-xorm xorm.io gitea.com/xorm
github.com/gotestyourself gotest.tools
github.com/helm helm.sh
github.com/oras-project oras.land
github.com/temporalio go.temporal.io
github.com/elastic go.elastic.co
github.com/cosmos cosmossdk.io
github.com/connectrpc github.com/bufbuild connectrpc.com
github.com/google gocloud.dev cel.dev deps.dev
github.com/gohugoio github.com/spf13
github.com/docker github.com/moby
github.com/mitchellh/mapstructure github.com/go-viper/mapstructure
github.com/jmespath/go-jmespath github.com/jmespath-community/go-jmespath
`

const CASES = ['github.com/sirupsen/', 'github.com/shurcool/']

const LINES: ReadonlyMap<string, readonly number[]> = tableOf(TABLE)

function tableOf(text: string): Map<string, number[]> {
  const table = new Map<string, number[]>()
  for (const [i, line] of text.trim().split('\n').entries()) {
    for (const path of line.split(' ')) table.set(path, [...(table.get(path) ?? []), i])
  }
  return table
}
