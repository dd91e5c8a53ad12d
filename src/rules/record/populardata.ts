// Written by tools/popular.ts: the modules that others require directly, see popular.ts for the form.
// Some 1,800 lines, one for each owner.

/** 4501 modules. */
export const popularText: string = `\
github.com/stretchr testify objx
google.golang.org protobuf grpc api genproto appengine genai
github.com/google go-cmp uuid go-querystring go-containerregistry gofuzz cel-go shlex btree pprof gnostic-models go-tpm certificate-transparency-go flatbuffers gopacket go-tpm-tools go-jsonnet renameio/v2 go-containerregistry/pkg/authn/kubernetes go-github/v88 addlicense go-attestation go-cmdtest go-containerregistry/pkg/authn/k8schain go-dap go-github/v32 go-github/v82 go-github/v92 go-licenses/v2 go-replayers/httpreplay go-tspi gops jsonschema-go licensecheck licenseclassifier/v2 martian/v3 s2a-go subcommands trillian wire cadvisor certtostore deck fswalker gnxi go-configfs-tsm go-eventlog go-github/v31 go-github/v38 go-github/v39 go-github/v41 go-github/v45 go-github/v48 go-github/v66 go-github/v73 go-github/v81 go-github/v83 go-github/v84 go-github/v87 go-github/v90 go-intervals go-licenses go-metrics-stackdriver go-pkcs11 go-replayers/grpcreplay go-sev-guest go-tdx-guest ko logger martian nftables orderedcode osv-scanner rpmpack tink/go gnostic go-github/v53 go-github/v55 go-github/v62 goterm gxui licenseclassifier readahead renameio safehtml
golang.org/x sys net sync crypto tools text oauth2 exp time mod term image xerrors mobile arch exp/typeparams telemetry tools/go/packages/packagestest lint crypto/x509roots/fallback perf tools/go/expect vuln exp/shiny tools/cmd/cover tools/go/vcs tools/godoc
go.opentelemetry.io otel collector
github.com/pkg errors browser profile sftp xattr diff term
go.opentelemetry.io/otel trace sdk metric sdk/metric exporters/otlp/otlptrace/otlptracegrpc exporters/otlp/otlptrace exporters/otlp/otlptrace/otlptracehttp exporters/otlp/otlpmetric/otlpmetricgrpc exporters/otlp/otlpmetric/otlpmetrichttp log exporters/prometheus exporters/stdout/stdouttrace sdk/log exporters/otlp/otlplog/otlploggrpc exporters/otlp/otlplog/otlploghttp exporters/stdout/stdoutmetric exporters/jaeger exporters/zipkin sdk/log/logtest bridge/opentracing exporters/stdout/stdoutlog log/logtest bridge/opencensus metric/x exporters/otlp/otlpmetric
github.com/spf13 cobra pflag viper afero cast fsync jwalterweatherman
github.com/googleapis gax-go/v2 enterprise-certificate-proxy cloud-bigtable-clients-test gax-go gnostic
github.com/prometheus client_golang client_model common prometheus procfs otlptranslator alertmanager exporter-toolkit sigv4 statsd_exporter client_golang/exp common/sigv4 prom2json
k8s.io apimachinery api client-go utils apiextensions-apiserver apiserver kube-openapi cli-runtime component-base code-generator kubectl streaming metrics cri-api kube-aggregator component-helpers kubelet cloud-provider cluster-bootstrap cri-client csi-translation-lib dynamic-resource-allocation endpointslice kms kubernetes mount-utils pod-security-admission controller-manager cri-streaming klog kube-controller-manager kube-proxy kube-scheduler sample-apiserver system-validators gengo
github.com/sirupsen logrus
github.com/aws aws-sdk-go-v2 smithy-go aws-sdk-go-v2/config aws-sdk-go-v2/credentials aws-sdk-go aws-sdk-go-v2/internal/configsources aws-sdk-go-v2/internal/endpoints/v2 aws-sdk-go-v2/service/s3 aws-sdk-go-v2/service/sts aws-sdk-go-v2/feature/ec2/imds aws-sdk-go-v2/feature/s3/manager aws-sdk-go-v2/service/dynamodb aws-sdk-go-v2/service/ec2 aws-sdk-go-v2/aws/protocol/eventstream aws-sdk-go-v2/service/kms aws-sdk-go-v2/service/route53 aws-sdk-go-v2/service/sqs aws-sdk-go-v2/service/internal/accept-encoding aws-sdk-go-v2/service/internal/presigned-url aws-msk-iam-sasl-signer-go aws-sdk-go-v2/feature/s3/transfermanager aws-sdk-go-v2/service/cloudwatch aws-sdk-go-v2/service/sns aws-sdk-go-v2/service/ecs aws-sdk-go-v2/service/secretsmanager aws-sdk-go-v2/service/ssm aws-sdk-go-v2/service/sso aws-sdk-go-v2/feature/dynamodb/attributevalue aws-sdk-go-v2/feature/rds/auth aws-sdk-go-v2/internal/v4a aws-sdk-go-v2/service/cloudwatchlogs aws-sdk-go-v2/service/dynamodbstreams aws-sdk-go-v2/service/ecr aws-sdk-go-v2/service/ecrpublic aws-sdk-go-v2/service/elasticloadbalancingv2 aws-sdk-go-v2/service/iam aws-sdk-go-v2/service/internal/endpoint-discovery aws-sdk-go-v2/service/kinesis aws-sdk-go-v2/service/servicediscovery aws-sdk-go-v2/service/signin aws-sdk-go-v2/service/ssooidc aws-lambda-go aws-sdk-go-v2/service/acm aws-sdk-go-v2/service/amp aws-sdk-go-v2/service/appconfig aws-sdk-go-v2/service/appmesh aws-sdk-go-v2/service/athena aws-sdk-go-v2/service/bedrockruntime aws-sdk-go-v2/service/cloudfront aws-sdk-go-v2/service/codecommit aws-sdk-go-v2/service/ec2instanceconnect aws-sdk-go-v2/service/eks aws-sdk-go-v2/service/globalaccelerator aws-sdk-go-v2/service/glue aws-sdk-go-v2/service/internal/checksum aws-sdk-go-v2/service/internal/s3shared aws-sdk-go-v2/service/lightsail aws-sdk-go-v2/service/rds aws-sdk-go-v2/service/resourcegroupstaggingapi aws-sdk-go-v2/service/sagemakerruntime aws-sdk-go-v2/service/shield aws-sdk-go-v2/service/timestreamwrite aws-sdk-go-v2/service/wafregional aws-sdk-go-v2/service/wafv2 aws-sigv4-auth-cassandra-gocql-driver-plugin smithy-go/aws-http-auth aws-sdk-go-v2/internal/ini aws-sdk-go-v2/service/bedrockagentcore aws-sdk-go-v2/service/bedrockagentcorecontrol aws-sdk-go-v2/service/elasticache aws-sdk-go-v2/service/kafka aws-sdk-go-v2/service/lambda
github.com/golang protobuf mock snappy groupcache glog gddo geo freetype
gopkg.in yaml.v3 yaml.v2 check.v1 ini.v1 inf.v0 tomb.v1 validator.v2 gcfg.v1 gomail.v2 mail.v2 mgo.v2 fsnotify.v1 macaroon-bakery.v2 macaroon.v2 readline.v1 retry.v1 sourcemap.v1 telebot.v3 tomb.v2 warnings.v0 yaml.v1 errgo.v1 errgo.v2 resty.v1
go.uber.org goleak zap atomic multierr mock automaxprocs ratelimit dig fx
github.com/klauspost compress cpuid/v2 pgzip asmfmt reedsolomon crc32 filepathx readahead cpuid
github.com/Azure azure-sdk-for-go/sdk/azcore azure-sdk-for-go/sdk/azidentity azure-sdk-for-go/sdk/internal azure-sdk-for-go/sdk/storage/azblob go-autorest/autorest go-autorest/autorest/adal azure-sdk-for-go/sdk/resourcemanager/resources/armresources go-autorest azure-sdk-for-go go-amqp go-autorest/autorest/azure/auth azure-sdk-for-go/sdk/resourcemanager/internal/v3 azure-pipeline-go azure-sdk-for-go/sdk/resourcemanager/internal/v2 azure-sdk-for-go/sdk/security/keyvault/azkeys azure-storage-blob-go go-ntlmssp azure-sdk-for-go/sdk/resourcemanager/eventhub/armeventhub azure-sdk-for-go/sdk/resourcemanager/internal go-autorest/autorest/date go-autorest/autorest/to azure-sdk-for-go/sdk/messaging/azservicebus azure-sdk-for-go/sdk/resourcemanager/dns/armdns azure-sdk-for-go/sdk/resourcemanager/privatedns/armprivatedns azure-sdk-for-go/sdk/resourcemanager/storage/armstorage azure-sdk-for-go/sdk/storage/azqueue go-ansiterm go-autorest/logger azure-amqp-common-go/v3 azure-amqp-common-go/v4 azure-sdk-for-go/sdk/data/azcosmos azure-sdk-for-go/sdk/data/aztables azure-sdk-for-go/sdk/messaging/azeventhubs azure-sdk-for-go/sdk/messaging/azeventhubs/v2 azure-sdk-for-go/sdk/resourcemanager/monitor/armmonitor azure-sdk-for-go/sdk/resourcemanager/network/armnetwork azure-sdk-for-go/sdk/security/keyvault/azsecrets azure-sdk-for-go/sdk/security/keyvault/internal go-autorest/autorest/mocks go-autorest/tracing azure-event-hubs-go/v3 azure-kusto-go azure-kusto-go/azkustodata azure-sdk-for-go/sdk/ai/azopenai azure-sdk-for-go/sdk/azidentity/cache azure-sdk-for-go/sdk/containers/azcontainerregistry azure-sdk-for-go/sdk/data/azappconfig azure-sdk-for-go/sdk/keyvault/azkeys azure-sdk-for-go/sdk/keyvault/internal azure-sdk-for-go/sdk/messaging/eventgrid/azeventgrid azure-sdk-for-go/sdk/monitor/azquery azure-sdk-for-go/sdk/resourcemanager/authorization/armauthorization/v2 azure-sdk-for-go/sdk/resourcemanager/compute/armcompute/v3 azure-sdk-for-go/sdk/resourcemanager/compute/armcompute/v4 azure-sdk-for-go/sdk/resourcemanager/compute/armcompute/v5 azure-sdk-for-go/sdk/resourcemanager/compute/armcompute/v8 azure-sdk-for-go/sdk/resourcemanager/containerservice/armcontainerservice azure-sdk-for-go/sdk/resourcemanager/containerservice/armcontainerservice/v2 azure-sdk-for-go/sdk/resourcemanager/eventgrid/armeventgrid/v2 azure-sdk-for-go/sdk/resourcemanager/managementgroups/armmanagementgroups azure-sdk-for-go/sdk/resourcemanager/msi/armmsi azure-sdk-for-go/sdk/resourcemanager/mysql/armmysql azure-sdk-for-go/sdk/resourcemanager/mysql/armmysqlflexibleservers azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9 azure-sdk-for-go/sdk/resourcemanager/postgresql/armpostgresql azure-sdk-for-go/sdk/resourcemanager/postgresql/armpostgresqlflexibleservers azure-sdk-for-go/sdk/resourcemanager/redis/armredis/v2 azure-sdk-for-go/sdk/resourcemanager/redisenterprise/armredisenterprise azure-sdk-for-go/sdk/resourcemanager/resourcegraph/armresourcegraph azure-sdk-for-go/sdk/resourcemanager/resources/armdeployments azure-sdk-for-go/sdk/resourcemanager/sql/armsql azure-sdk-for-go/sdk/resourcemanager/subscription/armsubscription azure-sdk-for-go/sdk/storage/azfile azure-sdk-for-go/sdk/storage/azqueue/v2 azure-service-bus-go azure-storage-queue-go go-autorest/autorest/azure/cli kubelogin azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v4 azure-sdk-for-go/sdk/resourcemanager/resources/armresources/v3 go-autorest/autorest/validation
github.com/davecgh go-spew go-xdr
cloud.google.com/go longrunning iam storage compute/metadata kms spanner monitoring pubsub auth bigquery pubsub/v2 firestore secretmanager security trace cloudsqlconn compute datastore profiler bigtable container logging accesscontextmanager aiplatform appengine auth/oauth2adapt cloudtasks containeranalysis datacatalog dataflow dataproc/v2 documentai domains grafeas language orgpolicy osconfig recaptchaenterprise recommender securitycenter servicedirectory translate video videointelligence vision run
sigs.k8s.io yaml controller-runtime randfill release-utils gateway-api json controller-tools kubectl-validate mcs-api knftables custom-metrics-apiserver e2e-framework gateway-api-inference-extension kind network-policy-api
github.com/onsi gomega ginkgo/v2 ginkgo
go.yaml.in/yaml v3 v2 v4
k8s.io/klog v2
github.com/hashicorp go-hclog go-multierror go-cleanhttp vault/api go-retryablehttp go-version golang-lru/v2 go-uuid vault/sdk go-secure-stdlib/strutil errwrap consul/api hcl/v2 go-sockaddr go-plugin go-secure-stdlib/parseutil raft go-metrics golang-lru go-kms-wrapping/v2 hcl go-getter go-secure-stdlib/base62 memberlist go-msgpack/v2 go-rootcerts cli go-immutable-radix logutils consul/sdk go-msgpack go-secure-stdlib/awsutil go-secure-stdlib/tlsutil hcp-sdk-go nomad/api raft-boltdb/v2 terraform-registry-address vault/api/auth/approle cap go-azure-helpers go-gcp-common go-immutable-radix/v2 go-syslog go-tfe jsonapi raft-boltdb terraform-plugin-log terraform-svchost vault/api/auth/kubernetes yamux aws-sdk-go-base/v2 cap/ldap cronexpr go-azure-sdk/sdk go-bexpr go-checkpoint go-discover go-kms-wrapping/entropy/v2 go-memdb go-secure-stdlib/mlock go-secure-stdlib/password go-secure-stdlib/permitpool go-secure-stdlib/regexp go-slug golang-lru/arc/v2 hc-install hcp-scada-provider mdns serf terraform-json vault/api/auth/userpass consul-template eventlogger go-azure-sdk/resource-manager go-cty go-cty-funcs go-discover/provider/gce go-gatedio go-getter/gcs/v2 go-getter/s3/v2 go-getter/v2 go-hmac-drbg go-kms-wrapping/wrappers/aead/v2 go-kms-wrapping/wrappers/alicloudkms/v2 go-kms-wrapping/wrappers/awskms/v2 go-kms-wrapping/wrappers/azurekeyvault/v2 go-kms-wrapping/wrappers/gcpckms/v2 go-kms-wrapping/wrappers/ocikms/v2 go-kms-wrapping/wrappers/transit/v2 go-pgmultiauth go-raftchunking go-secure-stdlib/cryptoutil go-secure-stdlib/fileutil go-secure-stdlib/gatedwriter go-secure-stdlib/httputil go-secure-stdlib/kv-builder go-secure-stdlib/nonceutil go-secure-stdlib/plugincontainer go-secure-stdlib/reloadutil hcp-link net-rpc-msgpackrpc/v2 packer-plugin-sdk raft-autopilot raft-snapshot raft-wal terraform-exec terraform-plugin-go terraform-plugin-sdk/v2 terraform/internal/backend/remote-state/azure terraform/internal/backend/remote-state/consul terraform/internal/backend/remote-state/cos terraform/internal/backend/remote-state/gcs terraform/internal/backend/remote-state/kubernetes terraform/internal/backend/remote-state/oci terraform/internal/backend/remote-state/oss terraform/internal/backend/remote-state/pg terraform/internal/backend/remote-state/s3 terraform/internal/legacy vault-client-go vault-hcp-lib vault-plugin-auth-alicloud vault-plugin-auth-azure vault-plugin-auth-cf vault-plugin-auth-gcp vault-plugin-auth-jwt vault-plugin-auth-kerberos vault-plugin-auth-kubernetes vault-plugin-auth-oci vault-plugin-database-couchbase vault-plugin-database-elasticsearch vault-plugin-database-mongodbatlas vault-plugin-database-redis vault-plugin-database-redis-elasticache vault-plugin-database-snowflake vault-plugin-secrets-ad vault-plugin-secrets-alicloud vault-plugin-secrets-azure vault-plugin-secrets-gcp vault-plugin-secrets-gcpkms vault-plugin-secrets-kubernetes vault-plugin-secrets-kv vault-plugin-secrets-mongodbatlas vault-plugin-secrets-openldap vault-plugin-secrets-terraform vault-testing-stepwise vault/api/auth/aws vault/vault/hcp_link/proto vic copywrite go-safetemp
github.com/go-logr logr zapr stdr zerologr
github.com/mitchellh mapstructure go-homedir go-wordwrap copystructure colorstring go-ps cli reflectwalk go-testing-interface hashstructure hashstructure/v2 go-linereader iochan pointerstructure go-fs gox
google.golang.org/genproto googleapis/rpc googleapis/api googleapis/bytestream
github.com/fatih color structs structtag camelcase gomodifytags semgroup set
github.com/dustin go-humanize
github.com/fsnotify fsnotify fsevents
github.com/gogo protobuf googleapis status
go.opentelemetry.io/collector pdata component consumer component/componenttest consumer/consumertest pdata/pprofile pipeline pdata/testdata confmap consumer/xconsumer featuregate consumer/consumererror internal/componentalias exporter receiver client config/configoptional config/configretry exporter/exporterhelper internal/testutil processor semconv config/configopaque confmap/xconfmap exporter/exportertest extension pdata/xpdata processor/processortest component/componentstatus config/configtls connector exporter/xexporter pipeline/xpipeline config/configcompression internal/fanoutconsumer processor/xprocessor receiver/receivertest config/configauth config/configgrpc config/confighttp config/confighttp/xconfighttp config/configmiddleware config/confignet confmap/provider/envprovider confmap/provider/fileprovider confmap/provider/httpprovider confmap/provider/httpsprovider confmap/provider/yamlprovider connector/forwardconnector connector/xconnector consumer/consumererror/xconsumererror exporter/debugexporter exporter/exporterhelper/xexporterhelper exporter/nopexporter exporter/otlpexporter exporter/otlphttpexporter extension/extensionauth extension/extensioncapabilities extension/extensiontest extension/xextension extension/zpagesextension otelcol processor/batchprocessor processor/memorylimiterprocessor processor/processorhelper receiver/nopreceiver receiver/otlpreceiver receiver/xreceiver service config/configtelemetry connector/connectortest extension/extensionmiddleware internal/memorylimiter internal/sharedcomponent internal/telemetry processor/processorhelper/xprocessorhelper receiver/receiverhelper service/hostcapabilities
github.com/go-sql-driver mysql
github.com/mattn go-isatty go-colorable go-runewidth go-sqlite3 go-shellwords go-ieproxy goveralls go-ciede2000 go-localereader go-mastodon go-oci8 go-pointer go-tty go-zglob go-sixel
github.com/cespare xxhash/v2 xxhash cp
github.com/gorilla websocket mux handlers sessions securecookie context csrf feeds schema css pat
github.com/opencontainers go-digest image-spec runtime-spec selinux cgroups runc umoci runtime-tools
github.com/miekg dns pkcs11
github.com/BurntSushi toml locker xgb
go.opentelemetry.io/contrib instrumentation/net/http/otelhttp instrumentation/google.golang.org/grpc/otelgrpc propagators/jaeger detectors/gcp exporters/autoexport instrumentation/net/http/httptrace/otelhttptrace propagators/b3 instrumentation/runtime propagators/autoprop propagators/aws samplers/jaegerremote bridges/prometheus instrumentation/github.com/aws/aws-sdk-go-v2/otelaws propagators/ot bridges/otellogrus bridges/otelslog bridges/otelzap detectors/aws/ec2 detectors/aws/ec2/v2 detectors/aws/ecs instrumentation/github.com/emicklei/go-restful/otelrestful instrumentation/host otelconf processors/baggagecopy propagators/envcar zpages
github.com/lib pq
github.com/cenkalti backoff/v4 backoff/v5 backoff backoff/v6 backoff/v3 backoff/v7 hub rpc2
github.com/json-iterator go
github.com/opentracing opentracing-go basictracer-go
github.com/pierrec lz4/v4 lz4
github.com/pmezard go-difflib
cloud.google.com go
github.com/Masterminds semver/v3 sprig/v3 squirrel semver sprig vcs goutils
go.etcd.io/etcd client/v3 api/v3 client/pkg/v3 server/v3 client/v2 etcdctl/v3 v3 pkg/v3 etcdutl/v3 raft/v3 tests/v3
github.com/golang-jwt jwt/v4 jwt/v5 jwt
go.etcd.io bbolt gofail
github.com/coreos go-systemd/v22 go-oidc/v3 go-semver go-systemd etcd go-iptables go-oidc pkg bbolt
go.opentelemetry.io/proto otlp otlp/profiles/v1development slim/otlp/collector/profiles/v1development slim/otlp/profiles/v1development otlp/collector/profiles/v1development slim/otlp
github.com/go-jose go-jose/v4 go-jose/v3
github.com/go-test deep
github.com/ProtonMail go-crypto gopenpgp/v3 gluon bcrypt go-mbox go-mime go-srp gopenpgp/v2
github.com/go-openapi testify/v2 strfmt runtime spec errors swag/jsonutils loads swag/conv validate jsonpointer swag swag/typeutils swag/loading analysis jsonreference swag/stringutils swag/yamlutils testify/enable/yaml/v2 swag/cmdutils swag/mangling swag/netutils inflect runtime/server-middleware swag/fileutils swag/jsonutils/fixtures_test swag/pools codescan swag/jsonname
github.com/olekukonko tablewriter errors ll ts cat
github.com/alibabacloud-go tea tea-utils darabonba-openapi openapi-util endpoint-util tea-utils/v2 alibabacloud-gateway-spi darabonba-openapi/v2 darabonba-string debug alibabacloud-gateway-pop cr-20160607 cr-20181201 darabonba-array darabonba-encode-util darabonba-map darabonba-signature-util oos-20190601 tea-xml
github.com/containerd errdefs log platforms containerd/v2 continuity console containerd/api typeurl/v2 plugin cgroups/v3 fifo ttrpc go-runc stargz-snapshotter/estargz errdefs/pkg go-cni nri cgroups otelttrpc stargz-snapshotter accelerated-container-image btrfs/v2 containerd fuse-overlayfs-snapshotter/v2 go-dmverity imgcrypt/v2 log/otel nydus-snapshotter typeurl zfs/v2 protobuild
github.com/distribution reference distribution/v3
github.com/go-viper mapstructure/v2
go.opencensus.io .
gonum.org/v1 gonum plot netlib tools
modernc.org sqlite mathutil libc strutil fileutil httpfs token ccorpus goabi0 memory opt parser ql sortutil y z b db file golex internal lldb zappy
github.com/jackc pgx/v5 pgx/v4 pgconn pgio pgerrcode pgproto3/v2 pgpassfile pgtype puddle/v2 chunkreader/v2 pgservicefile chunkreader pgmock pgx puddle fake
github.com/pion logging transport/v5 randutil dtls/v3 rtcp rtp stun/v3 ice/v4 sctp webrtc/v4 datachannel interceptor sdp/v3 stun/v4 transport/v4 turn/v5 transport/v2 dtls/v2 mdns/v2 srtp/v3 transport/v3 turn/v4
github.com/redis go-redis/v9 go-redis/extra/redisotel/v9 go-redis/extra/rediscmd/v9 rueidis
github.com/tidwall gjson sjson pretty btree match tinylru transform wal
gotest.tools v3 . gotestsum
github.com/Microsoft go-winio hcsshim cosesign1go didx509go
github.com/sigstore sigstore sigstore/pkg/signature/kms/aws sigstore/pkg/signature/kms/gcp protobuf-specs sigstore/pkg/signature/kms/azure sigstore/pkg/signature/kms/hashivault sigstore-go rekor fulcio rekor-tiles/v2 timestamp-authority/v2 cosign/v2 cosign/v3 k8s-manifest-sigstore timestamp-authority
github.com/urfave cli/v2 cli cli/v3 negroni cli-docs/v3 negroni/v3
github.com/creack pty goselect
github.com/docker go-units go-connections cli docker docker-credential-helpers go-metrics distribution go-events cli-docs-tool buildx go go-plugins-helpers libtrust
github.com/gobwas glob httphead pool ws
github.com/grpc-ecosystem go-grpc-middleware grpc-gateway/v2 go-grpc-middleware/v2 go-grpc-middleware/providers/prometheus go-grpc-prometheus grpc-gateway grpc-opentracing go-grpc-middleware/providers/openmetrics/v2
github.com/sergi go-diff
github.com/vishvananda netlink netns
github.com/zclconf go-cty go-cty-debug go-cty-yaml
dario.cat mergo
github.com/andybalholm brotli cascadia
github.com/gofrs flock uuid uuid/v5
github.com/kylelemons godebug go-gypsy
github.com/minio minio-go/v7 pkg/v3 asm2plan9s c2goasm highwayhash cli madmin-go/v3 selfupdate sha256-simd minlz mux simdjson-go xxml blake2b-simd colorjson console crc64nvme csvparser dnscache dperf filepath kes kms-go/kes kms-go/kms mc md5-simd sio websocket zipindex
github.com/rs cors zerolog xid dnscache
github.com/tetratelabs wazero func-e wabin
github.com/ulikunitz xz lz unixtime xz/v2
gopkg.in/natefinch lumberjack.v2
github.com/blang semver/v4 semver
github.com/charmbracelet lipgloss bubbletea x/ansi bubbles x/exp/golden x/term colorprofile glamour harmonica ultraviolet fang git-lfs-transfer keygen x/cellbuf x/termios x/windows x/exp/charmtone
github.com/cyphar filepath-securejoin
github.com/rogpeppe go-internal fastuuid clock
github.com/decred dcrd/dcrec/secp256k1/v4 dcrd/crypto/blake256 dcrd/lru
github.com/evanphx json-patch/v5 json-patch
github.com/go-kit log kit
github.com/moby moby/api moby/client sys/mountinfo term sys/user sys/userns go-archive patternmatcher locker buildkit docker-image-spec ipvs sys/atomicwriter sys/capability sys/reexec sys/sequential sys/signal policy-helpers profiles/seccomp sys/mount sys/symlink moby moby/v2 profiles/apparmor pubsub spdystream swarmkit/v2 sys/devices
github.com/rivo uniseg tview
github.com/shopspring decimal
sigs.k8s.io/structured-merge-diff v6 v4 v3
github.com/apache thrift arrow-go/v18 dubbo-go-hessian2 arrow/go/arrow cassandra-gocql-driver/v2 arrow/go/v15 beam/sdks/v2 dubbo-getty inlong/inlong-sdk/dataproxy-sdk-twins/dataproxy-sdk-golang iotdb-client-go pulsar-client-go rocketmq-client-go/v2 arrow/go/v10 arrow/go/v12 arrow/go/v14 rocketmq-client-go
github.com/go-chi chi/v5 cors chi
github.com/godbus dbus/v5 dbus
github.com/jessevdk go-flags
github.com/jmoiron sqlx jsonq
github.com/patrickmn go-cache
github.com/zeebo xxh3 assert blake3 errs admission/v3 errs/v2 mwc pcg structs sudo float16 goof incenc
github.com/btcsuite btclog btcd/btcec/v2 btcd btcd/btcutil btcd/chaincfg/chainhash btcd/chainhash/v2 btcd/wire/v2 btcwallet/walletdb btcd/chaincfg/v2 btcd/address/v2 btcwallet/wallet/txauthor btcwallet/wallet/txrules btcwallet/wtxmgr websocket btcd/btcutil/psbt btcd/txscript/v2 btcwallet/wallet/txsizes go-socks snappy-go winsvc btcd/btcutil/v2 btcd/v2transport btcwallet golangcrypto goleveldb
github.com/envoyproxy go-control-plane/envoy go-control-plane protoc-gen-validate go-control-plane/ratelimit go-control-plane/contrib ratelimit
github.com/go-ldap ldap/v3 ldif
github.com/jcmturner gokrb5/v8 gofork aescts/v2 dnsutils/v2 goidentity/v6 rpc/v2
github.com/joho godotenv
github.com/kr pretty text fs pty logfmt
github.com/secure-systems-lab go-securesystemslib
github.com/tinylib msgp
sigs.k8s.io/kustomize kyaml api kustomize/v5 cmd/config
github.com/AdaLogics go-fuzz-headers
github.com/DATA-DOG go-sqlmock
github.com/go-git go-git/v5 go-billy/v5 gcfg go-git-fixtures/v4
github.com/goccy go-json go-yaml
github.com/lucasb-eyer go-colorful
github.com/pelletier go-toml go-toml/v2
github.com/shirou gopsutil/v4 gopsutil/v3 gopsutil
github.com/testcontainers testcontainers-go testcontainers-go/modules/azure testcontainers-go/modules/k3s testcontainers-go/modules/kafka testcontainers-go/modules/mssql testcontainers-go/modules/postgres testcontainers-go/modules/vault
github.com/twmb franz-go franz-go/pkg/kmsg franz-go/pkg/kfake franz-go/pkg/kadm murmur3 franz-go/plugin/kotel franz-go/plugin/kprom avro franz-go/pkg/sasl/kerberos franz-go/plugin/kslog franz-go/plugin/kzap
github.com/alecthomas kingpin/v2 chroma/v2 units repr participle/v2 assert/v2 kong participle go-check-sumtype jsonschema chroma template
github.com/ghodss yaml
github.com/in-toto in-toto-golang attestation
github.com/robfig cron/v3 cron
github.com/bmatcuk doublestar/v4 doublestar doublestar/v2 doublestar/v3
github.com/fluxcd pkg/apis/meta cli-utils pkg/apis/kustomize pkg/apis/acl pkg/sourceignore pkg/ssh pkg/version pkg/apis/event pkg/envsubst pkg/oci pkg/tar source-controller/api gitkit go-git-providers helm-controller/api image-automation-controller/api image-reflector-controller/api kustomize-controller/api notification-controller/api pkg/auth pkg/cache pkg/chartutil pkg/git pkg/gittestserver pkg/kustomize pkg/runtime pkg/ssa source-watcher/api/v2
github.com/fortytw2 leaktest
github.com/frankban quicktest
github.com/mailru easyjson
github.com/ory dockertest/v3 go-acc dockertest analytics-go/v5 dockertest/v4 herodot jsonschema/v3 client-go graceful hydra-client-go hydra-client-go/v2 mail/v3 nosurf x mail
github.com/tencentcloud tencentcloud-sdk-go/tencentcloud/common tencentcloud-sdk-go/tencentcloud/cvm tencentcloud-sdk-go/tencentcloud/kms tencentcloud-sdk-go/tencentcloud/ssm tencentcloud-sdk-go/tencentcloud/sts tencentcloud-sdk-go/tencentcloud/tag tencentcloud-sdk-go
github.com/yuin goldmark gopher-lua goldmark-emoji goldmark-highlighting/v2
buf.build/gen go/bufbuild/protovalidate/protocolbuffers/go go/bufbuild/bufplugin/protocolbuffers/go go/bufbuild/protodescriptor/protocolbuffers/go go/bufbuild/registry/protocolbuffers/go go/bufbuild/bufplugin/connectrpc/go/v2 go/bufbuild/protovalidate/connectrpc/go/v2 go/bufbuild/registry/connectrpc/go/v2 go/gogo/protobuf/protocolbuffers/go go/pluginrpc/pluginrpc/protocolbuffers/go go/prometheus/prometheus/protocolbuffers/go
github.com/alicebob miniredis/v2 gopher-json
github.com/aliyun alibaba-cloud-sdk-go aliyun-oss-go-sdk credentials-go aliyun-tablestore-go-sdk aliyun-log-go-sdk
github.com/bits-and-blooms bitset bloom/v3
github.com/buger jsonparser goterm
github.com/cilium ebpf stream hive coverbee dns endpointslice endpointslice-controller fake kafka lumberjack/v2 proxy statedb workerpool deepequal-gen linters
github.com/go-errors errors
github.com/go-playground validator/v10 assert/v2 locales form/v4 universal-translator webhooks/v6
github.com/iancoleman strcase orderedmap
github.com/jonboulle clockwork
github.com/kballard go-shellquote
github.com/modern-go reflect2 concurrent
github.com/muesli termenv reflow cancelreader ansi mango-cobra roff smartcrop mango mango-pflag
github.com/pires go-proxyproto
github.com/quic-go quic-go qpack webtransport-go go-ossfuzz-seeds
github.com/santhosh-tekuri jsonschema/v6 jsonschema/v5 jsonschema
github.com/spiffe go-spiffe/v2 spire-api-sdk
github.com/tink-crypto tink-go/v2 tink-go-awskms/v3 tink-go-gcpkms/v2 tink-go-hcvault/v2 tink-go-awskms/v2
github.com/uber jaeger-client-go jaeger-lib
github.com/xlab treeprint
honnef.co/go tools
github.com/HdrHistogram hdrhistogram-go
github.com/chzyer readline logex test
github.com/cosmos gogoproto cosmos-db cosmos-proto btree ics23/go btcutil cosmos-sdk/store/v2 go-bip39 gogogateway iavl ledger-cosmos-go
github.com/dlclark regexp2 regexp2/v2
github.com/felixge fgprof httpsnoop
github.com/fxamacker cbor/v2
github.com/gobuffalo flect plush/v4 fizz github_flavored_markdown here httptest logger pop/v6 tags/v3 validate/v3 attrs envy genny/v2 helpers nulls packd
github.com/kelseyhightower envconfig
github.com/microsoft go-mssqldb kiota-abstractions-go ApplicationInsights-Go kiota-serialization-json-go azure-devops-go-api/azuredevops durabletask-go kiota-authentication-azure-go kiota-http-go kiota-serialization-form-go kiota-serialization-multipart-go kiota-serialization-text-go
github.com/nats-io nats.go nats-server/v2 nkeys nuid stan.go jwt/v2 nats-streaming-server
github.com/samber lo slog-common slog-zerolog/v2
github.com/syndtr goleveldb gocapability
github.com/transparency-dev merkle formats tessera
github.com/xdg-go scram stringprep pbkdf2
go.mongodb.org mongo-driver atlas
gomodules.xyz/jsonpatch v2
gopkg.in/evanphx json-patch.v4 json-patch.v5
github.com/adrg xdg
github.com/asaskevich govalidator
github.com/awslabs amazon-ecr-credential-helper/ecr-login kinesis-aggregation/go operatorpkg
github.com/cncf xds/go udpa/go
github.com/efficientgo core e2e tools/extkingpin
github.com/emicklei go-restful/v3 dot proto
github.com/go-logfmt logfmt
github.com/jhump protoreflect protoreflect/v2 gopoet goprotoc
github.com/mgutz ansi
github.com/oklog run ulid/v2 ulid
github.com/planetscale vtprotobuf
github.com/spaolacci murmur3
google.golang.org/grpc cmd/protoc-gen-go-grpc examples security/advancedtls
gorm.io gorm
oras.land/oras-go v2
pgregory.net rapid
software.sslmate.com/src go-pkcs12
github.com/ClickHouse clickhouse-go/v2 ch-go clickhouse-go clickhouse-go-linter
github.com/IBM sarama go-sdk-core/v5 ibm-cos-sdk-go nzgo/v12 pgxpoolprometheus
github.com/MakeNowJust heredoc heredoc/v2
github.com/acarl005 stripansi
github.com/antchfx xpath xmlquery htmlquery jsonquery xquery
github.com/armon go-socks5 go-metrics go-radix circbuf go-proxyproto
github.com/avast retry-go/v4 retry-go retry-go/v3 retry-go/v5
github.com/cockroachdb datadriven errors cockroach-go/v2 pebble redact apd/v3 tokenbucket apd crlib fifo logtags metamorphic pebble/v2 swiss sentry-go
github.com/gin-gonic gin
github.com/gkampitakis go-snaps ciinfo go-diff
github.com/go-ole go-ole
github.com/go-resty resty/v2
github.com/gocql gocql
github.com/jarcoal httpmock
github.com/jellydator ttlcache/v3
github.com/jinzhu copier inflection gorm now
github.com/lestrrat-go jwx/v2 blackmagic jwx option httpcc httprc dsig iter jwx/v3 option/v2 backoff/v2 dsig-secp256k1 envload httprc/v3 strftime
github.com/manifoldco promptui
github.com/matryer is moq
github.com/mdlayher netlink vsock socket genetlink packet arp ethernet ndp apcupsd netx sdnotify watchdog
github.com/rcrowley go-metrics
github.com/ryanuber go-glob columnize
github.com/sony gobreaker gobreaker/v2 sonyflake
github.com/valyala bytebufferpool fasthttp fasttemplate fastjson quicktemplate tcplisten
github.com/vmihailenco msgpack/v5 go-tinylfu msgpack tagparser tagparser/v2 msgpack/v4
github.com/youmark pkcs8
github.com/DataDog datadog-go/v5 zstd datadog-agent/pkg/proto datadog-agent/pkg/trace/log datadog-agent/pkg/trace/traceutil datadog-agent/pkg/obfuscate sketches-go datadog-agent/pkg/remoteconfig/state datadog-agent/pkg/trace/stats datadog-go agent-payload/v5 datadog-agent/comp/core/tagger/origindetection datadog-agent/comp/core/telemetry datadog-agent/comp/trace/compression/def datadog-agent/comp/trace/compression/impl-gzip datadog-agent/comp/trace/compression/impl-zstd datadog-agent/pkg/api datadog-agent/pkg/config/env datadog-agent/pkg/opentelemetry-mapping-go/otlp/attributes datadog-agent/pkg/template datadog-agent/pkg/trace datadog-agent/pkg/util/cgroups datadog-agent/pkg/util/log datadog-agent/pkg/util/pointer datadog-agent/pkg/util/scrubber datadog-api-client-go/v2 dd-trace-go/v2 go-libddwaf/v5 go-runtime-metrics-internal go-sqllexer go-tuf datadog-agent/pkg/config/model datadog-agent/pkg/trace/otel datadog-agent/pkg/util/filesystem datadog-agent/pkg/util/system datadog-agent/pkg/util/winutil datadog-agent/pkg/version go-acl go-libddwaf/v4
github.com/KimMachineGun automemlimit
github.com/agext levenshtein
github.com/anchore go-logger go-homedir clio fangs go-collections bubbly go-sync go-version packageurl-go stereoscope go-lzo go-macholibre go-rpmdb go-struct-converter syft
github.com/antlr4-go antlr/v4
github.com/benbjohnson clock immutable tmpl
github.com/bgentry speakeasy go-netrc
github.com/bufbuild protocompile connect-go protoplugin
github.com/coder websocket quartz
github.com/dave jennifer dst
github.com/facette natsort
github.com/gabriel-vasile mimetype
github.com/gammazero deque workerpool
github.com/go-quicktest qt
github.com/go-redis redis/v8 redis/v7 cache/v9 redis redismock/v9
github.com/go-toolsmith strparse astequal astcopy astcast astfmt astp pkgload typep
github.com/gookit color assert
github.com/influxdata influxdb-client-go/v2 influxdb1-client influxdb-observability/common line-protocol/v2 tdigest line-protocol cron flux httprouter influx-cli/v2 influxdb-observability/influx2otel influxdb-observability/otel2influx influxdb/v2 influxql line-protocol-corpus pkg-config tail telegraf toml athenadriver/v2 gosnowflake/v2 vertica-sql-go
github.com/jedib0t go-pretty/v6 go-pretty
github.com/jmespath go-jmespath go-jmespath/internal/testify
github.com/julienschmidt httprouter
github.com/magefile mage
github.com/magiconair properties
github.com/mohae deepcopy
github.com/multiformats go-varint go-multiaddr go-multihash go-multibase go-base32 go-base36 go-multiaddr-dns go-multiaddr-fmt go-multicodec go-multistream
github.com/munnerz goautoneg
github.com/openzipkin zipkin-go
github.com/phayes freeport checkstyle permbits
github.com/pingcap errors check log failpoint parser tidb/pkg/parser
github.com/posener complete
github.com/pquerna otp cachecontrol ffjson
github.com/quasilyte go-ruleguard/dsl go-ruleguard go-ruleguard/rules gogrep regex/syntax stdinfo
github.com/rabbitmq amqp091-go
github.com/sasha-s go-deadlock
github.com/scylladb go-set termtables
github.com/segmentio fasthash asm encoding kafka-go analytics-go backo-go conf kafka-go/sasl/aws_msk_iam_v2 ksuid objconv parquet-go go-snakecase
github.com/skratchdot open-golang
github.com/smartystreets goconvey go-aws-auth assertions gunit
github.com/tj assert go-spin go-buffer go-elastic go-kinesis
github.com/ugorji go/codec go
github.com/wagoodman go-partybus go-progress go-presenter
go.step.sm crypto
gopkg.in/alecthomas kingpin.v2
k8s.io/gengo v2
buf.build/go protovalidate protoyaml app spdx standard bufplugin bufprivateusage hyperpb interrupt
charm.land/lipgloss v2
github.com/AzureAD microsoft-authentication-library-for-go microsoft-authentication-extensions-for-go/cache
github.com/PuerkitoBio goquery purell urlesc
github.com/apparentlymart go-cidr go-versions go-shquot go-textseg/v15 go-textseg/v17 go-userdirs go-textseg/v12 go-workgraph go-textseg/v13
github.com/beevik ntp etree
github.com/boombuler barcode
github.com/bytedance gopkg sonic sonic/loader mockey
github.com/chrismellard docker-credential-acr-env
github.com/chromedp cdproto chromedp sysutil
github.com/clipperhouse uax29/v2 displaywidth stringish
github.com/cloudevents sdk-go/v2 sdk-go/binding/format/protobuf/v2
github.com/containernetworking cni plugins
github.com/cpuguy83 go-md2man/v2 dockercfg tar2go
github.com/cyberphone json-canonicalization
github.com/denisenkom go-mssqldb
github.com/dgraph-io badger/v4 ristretto badger badger/v2 ristretto/v2 badger/v3
github.com/dgryski go-farm go-metro go-bitstream go-gk go-lttb go-rendezvous go-sip13 trifles
github.com/digitorus timestamp pkcs7
github.com/dimchansky utfbom
github.com/edsrzf mmap-go
github.com/emirpasic gods gods/v2
github.com/expr-lang expr
github.com/gdamore tcell/v2 encoding
github.com/gonvenience bunt term ytbx neat text idem
github.com/huandu xstrings go-assert go-clone go-clone/generic go-sqlbuilder skiplist
github.com/imdario mergo
github.com/jaegertracing jaeger-idl jaeger
github.com/knadh koanf/maps koanf/v2 koanf koanf/parsers/json koanf/parsers/yaml koanf/parsers/toml koanf/providers/confmap koanf/providers/file koanf/providers/posflag koanf/providers/rawbytes
github.com/kvtools valkeyrie consul etcdv3 redis zookeeper
github.com/launchdarkly go-test-helpers/v3 go-jsonstream/v3 go-sdk-common/v3 ccache eventsource go-ntlm-proxy-auth go-sdk-events/v3 go-semver go-server-sdk-evaluation/v3 go-server-sdk/v7 go-ntlmssp
github.com/linkedin goavro/v2
github.com/mholt archives acmez/v3 archiver/v3
github.com/montanaflynn stats
github.com/mwitkow go-conntrack grpc-proxy go-proto-validators
github.com/open-telemetry opentelemetry-collector-contrib/internal/coreinternal opentelemetry-collector-contrib/pkg/pdatatest opentelemetry-collector-contrib/pkg/pdatautil opentelemetry-collector-contrib/pkg/golden opentelemetry-collector-contrib/pkg/translator/jaeger opentelemetry-collector-contrib/pkg/core/xidutils opentelemetry-collector-contrib/pkg/kafka/configkafka opentelemetry-collector-contrib/pkg/translator/zipkin opentelemetry-collector-contrib/connector/spanmetricsconnector opentelemetry-collector-contrib/exporter/kafkaexporter opentelemetry-collector-contrib/exporter/prometheusexporter opentelemetry-collector-contrib/extension/basicauthextension opentelemetry-collector-contrib/extension/healthcheckv2extension opentelemetry-collector-contrib/extension/pprofextension opentelemetry-collector-contrib/extension/sigv4authextension opentelemetry-collector-contrib/extension/storage opentelemetry-collector-contrib/internal/exp/metrics opentelemetry-collector-contrib/internal/kafka opentelemetry-collector-contrib/pkg/batchpersignal opentelemetry-collector-contrib/pkg/kafka/topic opentelemetry-collector-contrib/pkg/ottl opentelemetry-collector-contrib/pkg/sampling opentelemetry-collector-contrib/processor/attributesprocessor opentelemetry-collector-contrib/processor/filterprocessor opentelemetry-collector-contrib/processor/probabilisticsamplerprocessor opentelemetry-collector-contrib/processor/tailsamplingprocessor opentelemetry-collector-contrib/receiver/jaegerreceiver opentelemetry-collector-contrib/receiver/kafkareceiver opentelemetry-collector-contrib/receiver/zipkinreceiver opentelemetry-collector-contrib/internal/common opentelemetry-collector-contrib/internal/filter opentelemetry-collector-contrib/internal/healthcheck opentelemetry-collector-contrib/internal/pdatautil opentelemetry-collector-contrib/pkg/resourcetotelemetry opentelemetry-collector-contrib/pkg/status opentelemetry-collector-contrib/pkg/translator/azure opentelemetry-collector-contrib/pkg/translator/prometheus opentelemetry-collector-contrib/processor/deltatocumulativeprocessor
github.com/petermattis goid
github.com/safchain ethtool
github.com/thanos-io objstore promql-engine thanos
github.com/tjfoc gmsm
github.com/xeipuuv gojsonschema gojsonreference gojsonpointer
gocloud.dev .
knative.dev pkg hack networking caching
mvdan.cc gofumpt unparam editorconfig
mvdan.cc/sh v3 x
tags.cncf.io container-device-interface
cel.dev expr cel-go
connectrpc.com/connect v2
filippo.io edwards25519 bigmod age hpke keygen mkcert mldsa nistec
github.com/99designs keyring go-keychain gqlgen
github.com/AlecAivazis survey/v2
github.com/GoogleCloudPlatform opentelemetry-operations-go/exporter/metric opentelemetry-operations-go/exporter/trace opentelemetry-operations-go/internal/cloudmock opentelemetry-operations-go/internal/resourcemapping cloudsql-proxy docker-credential-gcr grpc-gcp-go/grpcgcp opentelemetry-operations-go/detectors/gcp
github.com/JohnCGriffin overflow
github.com/Netflix go-expect go-env
github.com/RoaringBitmap roaring roaring/v2
github.com/agnivade levenshtein
github.com/andreyvit diff
github.com/atotto clipboard
github.com/axiomhq hyperloglog
github.com/bradfitz gomemcache go-tool-cache monogok qemu-guest-kragent reco
github.com/bradleyfalzon ghinstallation/v2
github.com/bradleyjkemp cupaloy/v2
github.com/cheggaaa pb pb/v3
github.com/cli browser safeexec shurcooL-graphql go-gh/v2 go-gh
github.com/cloudflare cfssl circl golz4 backoff cloudflare-go cloudflare-go/v7 redoctober
github.com/cortexproject promqlsmith
github.com/dchest siphash uniuri
github.com/devigned tab
github.com/diskfs go-diskfs
github.com/djherbis times
github.com/docopt docopt-go
github.com/dustinkirkland golang-petname
github.com/ebitengine purego gomobile hideconsole oto/v3
github.com/evanw esbuild
github.com/flynn noise go-docopt go-shlex hid u2f
github.com/fsouza fake-gcs-server slognil
github.com/getkin kin-openapi
github.com/getsentry sentry-go raven-go
github.com/gliderlabs ssh
github.com/go-zookeeper zk
github.com/gohugoio hashstructure gift go-i18n/v2 go-radix httpcache hugo hugo-goldmark-extensions/extras hugo-goldmark-extensions/passthrough
github.com/gophercloud gophercloud gophercloud/v2 utils
github.com/gostaticanalysis analysisutil testutil comment forcetypeassert nilerr
github.com/gravitational trace form license oxy roundtrip teleport/api ttlmap
github.com/hailocab go-hostpool
github.com/hanwen go-fuse/v2
github.com/ikawaha kagome-dict kagome-dict/ipa kagome-dict-ko kagome-dict/uni kagome/v2
github.com/insomniacslk dhcp
github.com/invopop jsonschema yaml
github.com/itchyny gojq timefmt-go
github.com/jpillora backoff
github.com/jrick logrotate
github.com/kcp-dev logicalcluster/v3 client-go kcp/sdk apimachinery/v2 kcp/cli
github.com/kkdai bstream maglev
github.com/lightningnetwork lnd/ticker lnd/clock lnd/fn lnd/healthcheck lnd/queue lnd/sqldb lnd/tlv lnd/tor lightning-onion lnd/cert lnd/kvdb
github.com/microcosm-cc bluemonday
github.com/mr-tron base58
github.com/nfnt resize
github.com/nyaruka phonenumbers
github.com/oliveagle jsonpath
github.com/open-policy-agent opa cert-controller frameworks/constraint gatekeeper/v3
github.com/openconfig gnmi goyang ygot gribi grpctunnel
github.com/opentracing-contrib go-grpc go-stdlib go-observer
github.com/oracle oci-go-sdk/v65 oci-go-sdk oci-go-sdk/v54 oci-go-sdk/v60
github.com/otiai10 copy mint
github.com/parquet-go parquet-go bitpack jsonlite
github.com/pb33f ordered-map/v2 jsonpath testify go-yaml libopenapi
github.com/pbnjay memory
github.com/puzpuzpuz xsync/v3 xsync/v4 xsync/v2 xsync
github.com/russross blackfriday/v2 blackfriday
github.com/snowflakedb gosnowflake
github.com/soheilhy cmux
github.com/srwiley rasterx oksvg
github.com/theupdateframework go-tuf/v2 go-tuf notary
github.com/tjhop slog-gokit
github.com/vulcand predicate oxy/v2
github.com/wlynxg anet
github.com/xanzy ssh-agent go-gitlab
github.com/xhit go-str2duration/v2
github.com/xi2 xz
github.com/ydb-platform ydb-go-sdk/v3 ydb-go-yc-metadata ydb-go-genproto ydb-go-sdk-auth-environ ydb-go-yc
gitlab.com/gitlab-org api/client-go api/client-go/v2
go.k6.io k6
go.mongodb.org/mongo-driver v2
go.starlark.net .
go4.org netipx . intern mem
golang.zx2c4.com wintun wireguard
gopkg.in/square go-jose.v2
gvisor.dev gvisor
helm.sh/helm v3 v4
howett.net plist
lukechampine.com blake3 adiantum frand uint128
mvdan.cc/xurls v2
nhooyr.io websocket
sigs.k8s.io/gateway-api conformance
charm.land/bubbletea v2
code.gitea.io/sdk gitea
connectrpc.com connect otelconnect
cosmossdk.io math api depinject errors collections core log schema
deps.dev/util semver maven resolve
github.com/CycloneDX cyclonedx-go
github.com/NYTimes gziphandler
github.com/OneOfOne xxhash
github.com/PaesslerAG jsonpath gval
github.com/Shopify sarama toxiproxy/v2 logrus-bugsnag toxiproxy goreferrer
github.com/ThalesGroup crypto11
github.com/ThalesIgnite crypto11
github.com/aead siphash chacha20
github.com/ahmetb gen-crd-api-reference-docs go-linq
github.com/alexbrainman sspi
github.com/anmitsu go-shlex
github.com/antonmedv expr
github.com/aymanbagabas go-udiff go-osc52/v2
github.com/baidubce bce-sdk-go
github.com/bep debounce clocks gitmap goat godartsass/v2 golibsass golocales goportabletext helpers imagemeta lazycache logg mclib overlayfs simplecobra textandbinarywriter tmc
github.com/blakesmith ar
github.com/boltdb bolt
github.com/caddyserver certmagic zerossl
github.com/casbin casbin/v2 govaluate
github.com/chainguard-dev git-urls clog
github.com/containers ocicrypt storage image/v5 libtrust
github.com/creasty defaults
github.com/cristalhq hedgedhttp acmd
github.com/danieljoos wincred
github.com/dapr kit components-contrib go-sdk
github.com/dennwc varint iters
github.com/dominikbraun graph
github.com/dop251 goja goja_nodejs scsu base64dec
github.com/dsnet compress try golib
github.com/dubbogo gost go-zookeeper grpc-go triple
github.com/dylanmei winrmtest iso8601
github.com/eclipse paho.mqtt.golang paho.golang
github.com/elastic elastic-transport-go/v8 crd-ref-docs go-elasticsearch/v9 go-licenser go-elasticsearch/v7 go-elasticsearch/v8 go-grok go-sysinfo go-windows lunes
github.com/elazarl goproxy go-bindata-assetfs
github.com/ettle strcase
github.com/fogleman gg
github.com/foxcpp go-mockdns
github.com/frostbyte73 core
github.com/fullstorydev grpcurl emulators/storage
github.com/glebarez go-sqlite sqlite
github.com/go-json-experiment json
github.com/go-piv piv-go/v2 piv-go
github.com/go-sourcemap sourcemap
github.com/go-text typesetting typesetting-utils render
github.com/go-webauthn webauthn x
github.com/gopacket gopacket
github.com/grafana gomemcache regexp dskit pyroscope-go pyroscope-go/godeltaprof sobek cloudflare-go e2e go-gelf/v2 jsonparser k6-cloud-openapi-client-go k6-operator k6provider loki/pkg/push otel-profiling-go tail xk6-dashboard xk6-dashboard-assets xk6-redis
github.com/gregjones httpcache
github.com/guptarohit asciigraph
github.com/hamba avro/v2
github.com/henvic httpretty
github.com/hexops gotextdiff
github.com/huaweicloud huaweicloud-sdk-go-v3 huaweicloud-sdk-go-obs
github.com/huin goupnp
github.com/inconshreveable mousetrap
github.com/inhies go-bytesize
github.com/ishidawataru sctp
github.com/jackpal go-nat-pmp gateway
github.com/jandelgado gcov2lcov
github.com/jmhodges clock levigo
github.com/jsimonetti rtnetlink rtnetlink/v2
github.com/kevinburke ssh_config go-bindata
github.com/ktrysmt go-bitbucket
github.com/kyverno api kyverno pkg/ext sdk go-jmespath go-jmespath/internal/testify kyverno-authz pkg/certmanager pkg/tls playground/backend kyverno-json
github.com/labstack echo/v4 gommon
github.com/ldez grignotin exptostd gomoddirectives structtags tagliatelle usetesting
github.com/libp2p go-buffer-pool go-reuseport go-flow-metrics go-libp2p go-libp2p-asn-util go-libp2p-testing go-msgio go-netroute go-yamux/v5 zeroconf/v2 go-openssl
github.com/liggitt tabwriter
github.com/lightninglabs neutrino/cache neutrino gozmq
github.com/linode linodego
github.com/lithammer dedent shortuuid/v4 fuzzysearch
github.com/livekit mageutil protocol psrpc mediatransportutil
github.com/luna-duclos instrumentedsql
github.com/mackerelio go-osstat
github.com/masterzen winrm simplexml
github.com/maxatome go-testdeep
github.com/maxbrunsfeld counterfeiter/v6
github.com/microsoftgraph msgraph-sdk-go-core msgraph-sdk-go
github.com/modelcontextprotocol go-sdk registry
github.com/morikuni aec
github.com/natefinch atomic lumberjack wrap
github.com/ncw swift directio swift/v2
github.com/nexus-rpc sdk-go nexus-proto-annotations
github.com/nozzle throttler
github.com/oapi-codegen runtime nullable oapi-codegen/v2
github.com/olivere elastic/v7 elastic
github.com/owenrumney go-sarif go-sarif/v2
github.com/package-url packageurl-go
github.com/packer-community winrmcp
github.com/panjf2000 ants/v2 gnet/v2
github.com/pavlo-v-chernykh keystore-go/v4
github.com/pborman getopt uuid ansi indent
github.com/peterh liner
github.com/peterhellberg link
github.com/phpdave11 gofpdi gofpdf
github.com/pterm pterm
github.com/rasky go-xdr
github.com/rjeczalik notify
github.com/robertkrimen otto
github.com/russellhaering goxmldsig gosaml2
github.com/ruudk golang-pdf417
github.com/sabhiram go-gitignore
github.com/sassoftware go-rpmutils relic/v8 relic
github.com/secure-io sio-go
github.com/shoenig test go-m1cpu
github.com/sijms go-ora/v2
github.com/slack-go slack
github.com/smallstep assert pkcs7 go-attestation nosql certificates cli-utils linkedca scep truststore
github.com/spacemonkeygo monkit/v3 spacelog
github.com/spdx tools-golang gordf
github.com/stoewer go-strcase
github.com/supranational blst
github.com/tklauser go-sysconf numcpus
github.com/twitchtv twirp
github.com/unrolled secure render
github.com/vbatts tar-split go-mtree
github.com/veraison go-cose
github.com/wI2L jsondiff
github.com/wk8 go-ordered-map/v2
github.com/x448 float16
github.com/xitongsys parquet-go parquet-go-source
github.com/xo terminfo
github.com/yandex-cloud go-genproto go-sdk/services/dns go-sdk/v2
github.com/zalando go-keyring
go.bug.st serial
go.temporal.io api sdk auto-scaled-workers
go.uber.org/zap exp
gopkg.in/go-jose go-jose.v2
gopkg.in/h2non gock.v1
gorm.io/driver postgres clickhouse sqlite
storj.io picobuf common drpc eventkit infectious monkit-jaeger uplink
aead.dev mem mtls minisign
al.essio.dev/pkg shellescape
charm.land/bubbles v2
codeberg.org/go-fonts latin-modern liberation dejavu stix
codeberg.org/go-pdf fpdf
contrib.go.opencensus.io/exporter prometheus stackdriver aws ocagent
cosmossdk.io/log v2
cuelang.org go
cyphar.com go-pathrs
deps.dev/api v3
dev.gaijin.team/go golib exhaustruct/v4 exhaustruct/v5
fyne.io systray
git.sr.ht/~sbinet gg cmpimg
github.com/42wim httpsig sshsig
github.com/AdamKorcz go-fuzz-headers-1 go-118-fuzz-build
github.com/DmitriyVTitov size
github.com/IGLOU-EU go-wildcard
github.com/Intevation gval jsonpath
github.com/Khan genqlient
github.com/MarvinJWendt testza
github.com/SAP go-hdb
github.com/StackExchange wmi
github.com/VictoriaMetrics fastcache easyproto
github.com/VividCortex ewma gohistogram
github.com/Workiva go-datastructures
github.com/a8m tree envsubst
github.com/abbot go-http-auth
github.com/abiosoft readline ishell
github.com/afex hystrix-go
github.com/akamai AkamaiOPEN-edgegrid-golang/v13
github.com/alibaba sentinel-golang
github.com/alitto pond/v2 pond
github.com/alphadose haxmap
github.com/anacrolix log dms ffprobe generics
github.com/apex log logs
github.com/appscode go-querystring go
github.com/aptible supercronic
github.com/aquasecurity go-pep440-version go-version libbpfgo
github.com/araddon dateparse
github.com/arbovm levenshtein
github.com/ardielle ardielle-go ardielle-tools
github.com/argoproj notifications-engine pkg argo-rollouts gitops-engine
github.com/awesome-gocui gocui keybinding
github.com/bahlo generic-list-go
github.com/bitfield script gotestdox
github.com/bitnami go-version
github.com/bmizerany perks assert
github.com/bodgit tsig gssapi plumbing sevenzip windows
github.com/bombsimon logrusr/v3 logrusr/v2 logrusr/v4 wsl/v4 wsl/v5
github.com/bradenaw juniper
github.com/brianvoe gofakeit/v6 gofakeit/v7
github.com/brunoscheufler aws-ecs-metadata-go
github.com/bsm ginkgo/v2 gomega sarama-cluster
github.com/buildkite agent/v3 bintest/v3 interpolate go-buildkite/v4 go-pipeline roko shellwords terminal-to-html/v3 test-engine-client/v2
github.com/bwmarrin discordgo snowflake
github.com/c2h5oh datasize
github.com/caio go-tdigest go-tdigest/v4 go-tdigest/v5
github.com/cert-manager cert-manager
github.com/checkpoint-restore go-criu/v8 checkpointctl go-criu/v6 go-criu/v7 go-criu/v5
github.com/chewxy math32 hm
github.com/circonus-labs circonus-gometrics circonusllhist
github.com/clbanning mxj mxj/v2
github.com/cloudwego netpoll base64x fastpb frugal gopkg kitex kitex-examples thriftgo iasm
github.com/colinmarc hdfs/v2
github.com/cometbft cometbft cometbft-db cometbft-load-test cometbft/api
github.com/compose-spec compose-go/v2 compose-go
github.com/consensys gnark-crypto bavard
github.com/coocood freecache
github.com/coredns caddy corefile-migration
github.com/couchbase goprotostellar go-couchbase gocb/v2 gocbcore/v10 gocbcoreps gomemcached goutils
github.com/couchbaselabs gocaves/client gocbconnstr/v2
github.com/denisbrodbeck machineid
github.com/denverdino aliyungo
github.com/depcheck-test depcheck-test
github.com/desertbit timer
github.com/dghubble oauth1 go-twitter trie sling
github.com/digitalocean go-libvirt go-smbios godo
github.com/dnaeon go-vcr
github.com/dolthub sqllogictest/go vitess dolt/go/gen/proto/dolt/services/eventsapi fslock go-mysql-server ishell maphash mmap-go swiss
github.com/dunglas httpsfv go-urlpattern
github.com/dvsekhvalnov jose2go
github.com/dvyukov go-fuzz
github.com/dysnix predictkube-proto predictkube-libs
github.com/eapache go-resiliency go-xerial-snappy queue channels
github.com/eliben go-sentencepiece
github.com/elliotchance orderedmap/v3 orderedmap phpserialize
github.com/emersion go-imap go-imap-uidplus go-message go-sasl go-smtp go-vcard go-textwrapper
github.com/exoscale egoscale/v3
github.com/facebookincubator nvdtools flog
github.com/farsightsec golang-framestream
github.com/filecoin-project go-clock
github.com/flatcar ignition container-linux-config-transpiler
github.com/florianl go-tc
github.com/flynn-archive go-shlex
github.com/gaissmai bart
github.com/ghemawat stream
github.com/gin-contrib cors sse
github.com/go-asn1-ber asn1-ber
github.com/go-crypt crypt x
github.com/go-faker faker/v4
github.com/go-gl gl glfw/v3.3/glfw glfw
github.com/go-ini ini
github.com/go-ozzo ozzo-validation/v4 ozzo-validation
github.com/go-redsync redsync/v4
github.com/go-stack stack
github.com/go-task slim-sprig/v3 slim-sprig template
github.com/gocraft dbr/v2
github.com/gogits go-gogs-client
github.com/golang-migrate migrate/v4
github.com/golang-sql civil sqlexp
github.com/golangplus testing bytes fmt
github.com/gomodule redigo
github.com/goreleaser nfpm/v2 fileglob go-shellwords quill chglog
github.com/gosimple slug unidecode
github.com/gosuri uitable uilive
github.com/gowebpki jcs
github.com/graph-gophers graphql-go
github.com/hdevalence ed25519consensus
github.com/hiddeco sshsig
github.com/hinshun vt10x
github.com/holiman uint256 billy bloomfilter/v2
github.com/http-wasm http-wasm-host-go
github.com/hydrogen18 memlistener
github.com/ianlancetaylor demangle
github.com/improbable-eng grpc-web
github.com/intel iaevents goresctrl powertelemetry
github.com/ipfs go-cid go-datastore go-detect-race go-ipfs-delay go-log/v2 bbloom go-block-format go-ipfs-blockstore go-ipfs-ds-help go-ipfs-util go-ipld-cbor go-ipld-format go-log go-metrics-interface
github.com/jawher mow.cli
github.com/jaypipes ghw pcidb
github.com/jedisct1 go-minisign
github.com/jeremywohl flatten flatten/v2
github.com/jlaffaye ftp
github.com/johannesboyne gofakes3
github.com/josephspurrier goversioninfo
github.com/josharian native intern
github.com/joshdk go-junit
github.com/joshlf go-acl testutil
github.com/joyent triton-go
github.com/jstemmer go-junit-report go-junit-report/v2
github.com/juju ansiterm gnuflag ratelimit clock collections errors loggo mgo/v2 retry utils/v3 version/v2 testing
github.com/jxskiss base62
github.com/k0kubun go-ansi pp colorstring
github.com/kardianos osext service
github.com/karrick godirwalk
github.com/keybase go-keychain dbus
github.com/kisielk errcheck sqlstruct gotool
github.com/knz go-libedit bubbline
github.com/kolo xmlrpc
github.com/laher mergefs
github.com/lanrat extsort
github.com/leaanthony clir debme go-ansi-parser slicer gosod u winicon
github.com/leanovate gopter
github.com/leodido go-syslog/v4 go-urn ragel-machinery
github.com/letsencrypt challtestsrv pebble/v2 pkcs11key/v4 borp validator/v10 boulder
github.com/libdns libdns
github.com/likexian gokit whois-parser whois
github.com/linxGnu grocksdb
github.com/loov hrtime hrtime/hrplot plot
github.com/lucasjones reggen
github.com/lufia plan9stats
github.com/lunixbochs vtclean
github.com/mailgun multibuf timetools ttlmap holster/v3 lemma log mailgun-go metrics minheap raymond/v2
github.com/markbates pkger goth going
github.com/mattermost xml-roundtrip-validator
github.com/matttproud golang_protobuf_extensions golang_protobuf_extensions/v2
github.com/mediocregopher radix/v4
github.com/mikioh tcpinfo ipaddr tcp tcpopt
github.com/mistifyio go-zfs/v3 go-zfs/v4 go-zfs
github.com/mongodb-forks digest
github.com/mozillazg docker-credential-acr-helper go-httpheader
github.com/mrunalp fileutils
github.com/mschoch smat
github.com/mxk go-flowrate go-vss
github.com/netresearch go-cron
github.com/niklasfasching go-org
github.com/nishanths exhaustive predeclared
github.com/nlnwa whatwg-url
github.com/notaryproject notation-core-go notation-go tspclient-go notation-plugin-framework-go
github.com/nrdcg goacmedns auroradns bunny-go desec dnspod-go freemyip goinwx mailinabox namesilo nodion oci-go-sdk/common/v1065 oci-go-sdk/dns/v1065 porkbun vegadns
github.com/nsqio go-nsq
github.com/nxadm tail
github.com/oleiade reflections lane
github.com/openfga api/proto go-sdk language/pkg/go
github.com/openreports reports-api
github.com/opensearch-project opensearch-go/v2 opensearch-go/v4
github.com/openshift api client-go gssapi
github.com/opentofu svchost registry-address/v2
github.com/openzipkin-contrib zipkin-go-opentracing
github.com/oschwald geoip2-golang/v2 geoip2-golang maxminddb-golang/v2 maxminddb-golang
github.com/ovh go-ovh
github.com/pandatix go-cvss
github.com/peterbourgon ff/v3 diskv/v3 unixtransport diskv
github.com/pganalyze pg_query_go/v6
github.com/philhofer fwd
github.com/power-devops perfstat
github.com/pressly goose/v3
github.com/prometheus-community pro-bing parquet-common prom-label-proxy
github.com/protocolbuffers txtpbfmt protoscope
github.com/pseudomuto protoc-gen-doc protokit
github.com/r3labs diff sse/v2
github.com/rakutentech jwk-go
github.com/rclone go-proton-api rclone Proton-API-Bridge gofakes3
github.com/refraction-networking utls
github.com/rhysd actionlint
github.com/richardartoul molecule
github.com/rubenv sql-migrate
github.com/ryszard goskiplist
github.com/sagernet sing sing-shadowsocks
github.com/sahilm fuzzy
github.com/saintfish chardet
github.com/sanity-io litter
github.com/scaleway scaleway-sdk-go
github.com/schollz progressbar/v3 jsonstore closestmatch
github.com/sean- seed conswriter pager
github.com/sebdah goldie/v2 goldie
github.com/serialx hashring
github.com/signalfx golib/v3 signalfx-go com_signalfx_metrics_protobuf gohistogram gomemcache sapm-proto signalflow-client-go/v2
github.com/skip2 go-qrcode
github.com/softlayer softlayer-go xmlrpc
github.com/sourcegraph conc go-diff annotate go-lsp jsonrpc2 syntaxhighlight
github.com/stealthrocket wasi-go wazergo
github.com/stefanberger go-pkcs11uri
github.com/studio-b12 gowebdav
github.com/stvp go-udp-testing
github.com/substrait-io substrait-protobuf/go substrait substrait-go substrait-go/v8
github.com/sylabs sif/v2 squashfs
github.com/tailscale depaware go-winio hujson tscert certstore gliderssh goexpect golang-x-crypto mkctr netlink peercred policybottest setec ts-gokrazy web-client-prebuilt wf wireguard-go xnet
github.com/tc-hib winres
github.com/tchap go-patricia/v2
github.com/tencentyun cos-go-sdk-v5 qcloud-cos-sts-sdk
github.com/tendermint go-amino
github.com/terraform-linters tflint-plugin-sdk tflint-ruleset-terraform
github.com/therootcompany xz
github.com/thlib go-timezone-local
github.com/tkrajina go-reflector typescriptify-golang-structs
github.com/tmc grpc-websocket-proxy
github.com/tomnomnom linkheader
github.com/tonistiigi dchapes-mode fsutil go-archvariant go-csvvalue go-actions-cache jaeger-ui-rest units vt100
github.com/toqueteos webbrowser
github.com/tree-sitter go-tree-sitter tree-sitter-cpp tree-sitter-c tree-sitter-embedded-template tree-sitter-go tree-sitter-html tree-sitter-java tree-sitter-javascript tree-sitter-json tree-sitter-php tree-sitter-python tree-sitter-ruby tree-sitter-rust
github.com/tsaarni certyaml x500dn
github.com/tsenart vegeta/v12 go-tsz
github.com/u-root u-root cpu cpuid gobusybox/src iscsinl mkuimage uio
github.com/ua-parser uap-go
github.com/vbauerster mpb/v8
github.com/vcaesar tt cedar
github.com/vektah gqlparser/v2
github.com/vertica vertica-sql-go
github.com/vincent-petithory dataurl
github.com/vmware govmomi vmw-guestinfo vmw-ovflib vmware-go-kcl
github.com/wasilibs wazero-helpers go-pgquery go-re2
github.com/weaveworks common promrus
github.com/winfsp cgofuse
github.com/withfig autocomplete-tools/integrations/cobra
github.com/xdg scram stringprep
github.com/xiang90 probing
github.com/yosida95 uritemplate/v3
github.com/ysmood got gotrace fetchup goob gop gson leakless
github.com/yudai gojsondiff golcs pp
github.com/yusufpapurcu wmi
github.com/zach-klippenstein goregen
github.com/zmap zcrypto zlint/v3 zlint
go.elastic.co go-licence-detector apm fastjson
go.lsp.dev jsonrpc2 uri pkg protocol
go4.org/unsafe assume-no-moving-gc
goftp.io/server v2
golang.zx2c4.com/wireguard wgctrl windows
gopkg.in/cheggaaa pb.v1
gopkg.in/dnaeon go-vcr.v3 go-vcr.v4
gopkg.in/guregu null.v3
gopkg.in/ns1 ns1-go.v2
gopkg.in/src-d go-errors.v1 go-billy.v4 go-git.v4
istio.io api client-go
layeh.com radius gopher-json
modernc.org/ccgo v3 v4
moul.io/http2curl v2
nullprogram.com/x optparse
pluginrpc.com pluginrpc
rsc.io pdf qr binaryregexp goversion sampler script tmplfunc
xorm.io xorm builder
4d63.com gocheckcompilerdirectives gochecknoglobals
ariga.io atlas
atomicgo.dev cursor keyboard schedule assert
bazil.org fuse
bitbucket.org/bertimus9 systemstat
bitbucket.org/creachadair shell stringset
bitbucket.org/liamstask goose
bou.ke monkey
c2sp.org/CCTV age
capnproto.org/go capnp/v3
chainguard.dev go-grpc-kit sdk
code.cloudfoundry.org clock
code.dny.dev ssrf
code.pfad.fr check
codeberg.org/chavacava garif
codeberg.org/go-latex latex
codeberg.org/gusted mcaptcha
codeberg.org/polyfloyd go-errorlint
collectd.org .
connectrpc.com/grpcreflect v2
contrib.go.opencensus.io/integrations ocsql
crawshaw.io iox
cuelabs.dev/go oci/ociregistry
drjosh.dev zzglob assertzapper
dubbo.apache.org/dubbo-go v3
gioui.org . cpu shader
gitea.com/gitea runner
gitea.com/go-chi binding cache captcha session
gitea.com/lunny dingtalk_webhook levelqueue
gitea.dev actions-proto-go sdk
github.com/4meepo tagalign
github.com/Abirdcfly dupword
github.com/AdamSLevy jsonrpc2/v14
github.com/AdminBenni iota-mixing
github.com/AlekSi pointer
github.com/AliyunContainerService ack-ram-tool/pkg/credentials/provider ack-ram-tool/pkg/credentials/alibabacloudsdkgo/helper
github.com/AlwxSin noinlineerr
github.com/AndreasBriese bbloom
github.com/Antonboom errname nilnil testifylint
github.com/AthenZ athenz
github.com/BobuSumisu aho-corasick
github.com/ChrisTrenkamp goxpath
github.com/DeRuina timberjack
github.com/DefangLabs secret-detector
github.com/DefinedNet netlink
github.com/Djarvur go-err113
github.com/F5Networks k8s-bigip-ctlr/v2
github.com/FilenCloudDienste filen-sdk-go
github.com/Files-com files-sdk-go/v3
github.com/GehirnInc crypt
github.com/Graylog2 go-gelf
github.com/Huawei gophercloud
github.com/InfluxCommunity influxdb3-go/v2
github.com/JeffAshton win_pdh
github.com/Jeffail gabs gabs/v2
github.com/JohannesKaufmann html-to-markdown/v2 dom
github.com/KarpelesLab reflink
github.com/Knetic govaluate
github.com/Kodeworks golang-image-ico
github.com/KyleBanks depth
github.com/LINBIT golinstor
github.com/Ladicle tabwriter
github.com/Max-Sum base32768
github.com/Mellanox rdmamap
github.com/MicahParks keyfunc/v2
github.com/MirrexOne unqueryvet
github.com/NebulousLabs go-upnp fastrand
github.com/Necoro html2text
github.com/Nvveen Gotty
github.com/OffchainLabs go-bitfield
github.com/OpenPeeDeeP depguard/v2
github.com/PagerDuty go-pagerduty
github.com/Pallinder go-randomdata
github.com/ProjectZKM Ziren/crates/go-runtime/zkvm_runtime
github.com/RackSec srslog
github.com/RaduBerinde axisds btreemap
github.com/RaveNoX go-jsoncommentstrip
github.com/RobinUS2 golang-moving-average
github.com/RocketChat Rocket.Chat.Go.SDK
github.com/STARRY-S zip
github.com/SaveTheRbtz zstd-seekable-format-go/pkg
github.com/Sectorbob mlab-ns2
github.com/Sereal Sereal/Go/sereal
github.com/SladkyCitron slogcolor
github.com/Soontao goHttpDigestClient
github.com/TheTitanrain w32
github.com/TomOnTime utfutil
github.com/Venafi vcert/v5
github.com/Yawning aez
github.com/Yiling-J theine-go
github.com/a1ex3 zstd-seekable-format-go/pkg
github.com/aalpar deheap
github.com/abdullin seq
github.com/aclements go-perfevent go-moremath
github.com/acobaugh osrelease
github.com/adhocore gronx
github.com/adlio schema
github.com/aerospike aerospike-client-go/v5 aerospike-client-go/v6 aerospike-client-go/v8
github.com/agentgateway agentgateway/api
github.com/agiledragon gomonkey
github.com/ahmetalpbalkan go-cursor
github.com/ajeddeloh go-json
github.com/ajg form
github.com/ajstarks deck deck/generate svgo
github.com/akavel rsrc
github.com/akutz memconn
github.com/alecholmes xfccparser
github.com/alexedwards argon2id
github.com/alexflint go-arg go-filemutex go-scalar
github.com/alexkohler nakedret/v2 prealloc
github.com/alfatraining structtag
github.com/alingse asasalint nilnesserr
github.com/allegro bigcache
github.com/amir raidman
github.com/andreaskoch go-fswatch
github.com/anthropics anthropic-sdk-go
github.com/antihax optional
github.com/antithesishq antithesis-sdk-go
github.com/apapsch go-jsonmerge/v2
github.com/apernet quic-go
github.com/aperturerobotics json-iterator-lite protobuf-go-lite
github.com/aphistic golf sweet
github.com/apple foundationdb/bindings/go
github.com/aquilax truncate
github.com/arangodb go-driver/v2 go-velocypack
github.com/aristanetworks goarista glog
github.com/aryann difflib
github.com/ashanbrown forbidigo/v2 makezero/v2 forbidigo makezero
github.com/atc0005 go-teams-notify/v2
github.com/attestantio go-eth2-client
github.com/attic-labs kingpin
github.com/auth0 go-jwt-middleware/v2
github.com/awnumar memcall memguard
github.com/aybabtme rgbterm
github.com/aymerick douceur
github.com/aziontech azionapi-go-sdk
github.com/basgys goxml2json
github.com/bazelbuild rules_go
github.com/bboreham go-loser
github.com/bcicen jstream
github.com/beanstalkd go-beanstalk
github.com/becheran wildmatch-go
github.com/benmathews bench hdrhistogram-writer
github.com/beorn7 perks
github.com/bitly go-simplejson go-hostpool
github.com/bkaradzic go-lz4
github.com/bkielbasa cyclop
github.com/blendle zapdriver
github.com/blevesearch bleve/v2 bleve_index_api geo go-faiss go-porterstemmer gtreap mmap-go scorch_segment_api/v2 segment snowballstem upsidedown_store_api vellum zapx/v11 zapx/v12 zapx/v13 zapx/v14 zapx/v15 zapx/v16 zapx/v17
github.com/blizzy78 varnamelen
github.com/bluenviron gomavlib/v3
github.com/blues jsonata-go
github.com/bluesky-social indigo
github.com/bmkessler fastdiv
github.com/bobg gcsobj
github.com/bobuhiro11 gokvm
github.com/bohde codel
github.com/boschrexroth ctrlx-datalayer-golang
github.com/bramvdbogaerde go-scp
github.com/breml bidichk errchkjson
github.com/briandowns spinner
github.com/brutella dnssd
github.com/buengese sgzip
github.com/bugsnag bugsnag-go osext panicwrap
github.com/butuzov ireturn mirror
github.com/bwesterb go-ristretto
github.com/bygui86 multi-profile/v2
github.com/c-bata go-prompt
github.com/c9s goprocinfo
github.com/caarlos0 env/v11 go-reddit/v3 go-version log
github.com/cactus go-statsd-client/v5 go-statsd-client/statsd
github.com/calebcase tmpfile
github.com/campoy embedmd
github.com/camunda zeebe/clients/go/v8
github.com/canonical go-sp800.90a-drbg
github.com/catenacyber perfsprint
github.com/cbeuw connutil
github.com/ccojocar zxcvbn-go
github.com/ccoveille go-safecast/v2
github.com/census-instrumentation opencensus-proto
github.com/cevatbarisyilmaz ara
github.com/chai2010 gettext-go
github.com/charithe durationcheck
github.com/charlievieth fastwalk
github.com/chebyrash promise
github.com/chelnak ysmrr
github.com/chengxilo virtualterm
github.com/chenzhuoyu iasm base64x
github.com/chi-middleware proxy
github.com/chigopher pathlib
github.com/chilts sid
github.com/chmduquesne rollinghash
github.com/choleraehyq pid
github.com/chrismalek oktasdk-go
github.com/cihub seelog
github.com/cinience go_rocketmq
github.com/cisco-ie nx-telemetry-proto
github.com/civo civogo
github.com/ckaznocha intrange
github.com/clarify clarify-go
github.com/cloudfoundry-community go-cfclient
github.com/cloudinary cloudinary-go/v2
github.com/cloudsoda go-smb2 sddl
github.com/cnf structhash
github.com/codahale rfc6979 hdrhistogram
github.com/codegangsta inject
github.com/codeskyblue go-sh
github.com/common-nighthawk go-figure
github.com/container-storage-interface spec
github.com/containous alice
github.com/cortesi modd moddwatch termlog
github.com/cosiner argv
github.com/cosnicolaou pbzip2
github.com/cowsql go-cowsql
github.com/crate-crypto go-eth-kzg
github.com/creachadair mds msync taskgroup
github.com/crewjam httperr saml
github.com/cronokirby saferith
github.com/crossdock crossdock-go
github.com/cubicdaiya gonp
github.com/curioswitch go-reassign
github.com/cyberdelia templates
github.com/cznic mathutil parser sortutil strutil y golex
github.com/d4l3k go-bfloat16 messagediff
github.com/d5 tengo/v2
github.com/daixiang0 gci
github.com/danaugrs go-tsne
github.com/dancannon gorethink
github.com/data-accelerator zdfs
github.com/datadope-io go-zabbix/v2
github.com/datastax go-cassandra-native-protocol
github.com/datawire dlib
github.com/davidlazar go-crypto
github.com/davidmz go-pageant
github.com/dblohm7 wingoes
github.com/deckarep golang-set golang-set/v2
github.com/deitch magic
github.com/deiu rdf2go gon3
github.com/denis-tingaikin go-header
github.com/derekparker trie/v3
github.com/dgrijalva jwt-go jwt-go/v4
github.com/dhui dktest
github.com/diagridio go-etcd-cron
github.com/didip tollbooth/v7
github.com/dimfeld httptreemux
github.com/disintegration imaging
github.com/dmarkham enumer
github.com/dnephin pflag
github.com/dnsimple dnsimple-go dnsimple-go/v4 dnsimple-go/v9
github.com/dnstap golang-dnstap
github.com/domodwyer mailyak/v3
github.com/donovanhide eventsource
github.com/dougm pretty
github.com/dromara dongle
github.com/drone envsubst envsubst/v2
github.com/dropbox dropbox-sdk-go-unofficial/v6 godropbox
github.com/duosecurity duo_api_golang
github.com/dynatrace-oss dynatrace-metric-utils-go
github.com/echlebek crock timeproxy
github.com/eclesh welford
github.com/editorconfig-checker editorconfig-checker
github.com/editorconfig editorconfig-core-go/v2
github.com/eggsampler acme/v3
github.com/egymgmbh go-prefix-writer
github.com/eiannone keyboard
github.com/eknkc amber
github.com/elek bubbles
github.com/elliotwutingfeng asciiset
github.com/emissary-ingress emissary/v3
github.com/emmansun gmsm
github.com/enceve crypto
github.com/erikgeiser coninput promptkit
github.com/erofs go-erofs
github.com/ethantkoenig rupture
github.com/ethereum c-kzg-4844/v2 go-bigmodexpfix go-ethereum hid
github.com/evalphobia logrus_sentry
github.com/exponent-io jsonpath
github.com/extism go-sdk
github.com/facebook time
github.com/facebookgo clock stackerr ensure stack subset
github.com/failsafe-go failsafe-go
github.com/fasthttp-contrib sessions
github.com/fasthttp router
github.com/fergusstrange embedded-postgres
github.com/ferranbt fastssz
github.com/firefart nonamedreturns
github.com/fjl jsonw gencodec
github.com/flosch pongo2/v6 pongo2/v4
github.com/fluent fluent-bit-go fluent-logger-golang
github.com/flytam filenamify
github.com/foomo htpasswd
github.com/foxboron go-tpm-keyfiles swtpm_test
github.com/franela goreq goblin
github.com/fraugster parquet-go
github.com/fredbi uri
github.com/freddierice go-losetup
github.com/fvbommel sortorder
github.com/fyne-io gl-js glfw-js image oksvg
github.com/fzipp gocyclo
github.com/ganigeorgiev fexpr
github.com/garslo gogen
github.com/gavv httpexpect/v2 httpexpect
github.com/gballet go-libpcsclite
github.com/gen2brain mpeg
github.com/geoffgarside ber
github.com/gertd go-pluralize
github.com/getsops gopgagent
github.com/gfleury go-bitbucket-v1
github.com/ghostiam protogetter
github.com/github go-spdx/v2 smimesign
github.com/gitleaks go-gitdiff
github.com/gizak termui/v3
github.com/go-acme alidns-20150109/v4 esa-20240910/v2 jdcloud-sdk-go lego/v4 lego/v5 tencentclouddnspod tencentedgdeone alidns-20150109/v5 esa-20240910/v3
github.com/go-bindata go-bindata
github.com/go-cmd cmd
github.com/go-co-op gocron gocron/v2
github.com/go-critic go-critic
github.com/go-darwin apfs
github.com/go-delve liner
github.com/go-ego gse
github.com/go-enry go-enry/v2 go-oniguruma
github.com/go-faster city errors
github.com/go-fed httpsig
github.com/go-fonts dejavu latin-modern liberation stix
github.com/go-gorp gorp gorp/v3
github.com/go-kivik kivik/v4
github.com/go-kratos aegis
github.com/go-martini martini
github.com/go-mysql-org go-mysql
github.com/go-pdf fpdf
github.com/go-pkgz expirable-cache
github.com/go-restruct restruct
github.com/go-rod rod
github.com/go-stomp stomp
github.com/go-swagger go-swagger
github.com/go-telegram-bot-api telegram-bot-api/v5
github.com/go-xmlfmt xmlfmt
github.com/go4org hashtriemap plan9netshell
github.com/gobs pretty
github.com/goccmack goutil gocc
github.com/gocolly colly
github.com/gocsaf csaf/v3
github.com/godoc-lint godoc-lint
github.com/godoes gorm-oracle
github.com/godror godror knownpb
github.com/gogs chardet go-gogs-client
github.com/goji httpauth
github.com/gojuno minimock/v3
github.com/gokrazy breakglass firmware gokrazy kernel.amd64 kernel.arm64 kernel.rpi rpi-eeprom serial-busybox gokapi internal
github.com/golang-cz devslog
github.com/golangci asciicheck canonicalheader dupl go-printf-func-name gofmt golangci-lint golines lint-1 misspell plugin-module-register revgrep rowserrcheck swaggoswag unconvert golangci-lint/v2 nilerr
github.com/gomlx go-huggingface
github.com/gonum stat blas floats integrate internal lapack matrix
github.com/gopackage ddp
github.com/gopcua opcua
github.com/gopherjs gopherjs jsbuiltin
github.com/gorcon rcon
github.com/gordonklaus ineffassign
github.com/gorhill cronexpr
github.com/gosexy gettext
github.com/gosnmp gosnmp
github.com/goware prefixer
github.com/gpustack gguf-parser-go
github.com/grafana-tools sdk
github.com/grafeas grafeas
github.com/grandcat zeroconf
github.com/gregdel pushover
github.com/grid-x modbus serial
github.com/gsterjov go-libsecret
github.com/gtank cryptopasta
github.com/gwos tcg/sdk
github.com/h12w go-socks5
github.com/h2non filetype parth
github.com/hack-pad go-indexeddb safejs
github.com/hairyhenderson go-codeowners go-fsimpl
github.com/hajimehoshi bitmapfont/v3 go-mp3 oto/v2
github.com/hako durafmt
github.com/hazelcast hazelcast-go-client
github.com/heimdalr dag
github.com/heroku rollrus x
github.com/hjson hjson-go/v4
github.com/hmarr codeowners
github.com/homeport dyff
github.com/howardjohn unshare-go
github.com/howeyc gopass
github.com/hudl fargo
github.com/hugelgupf vmtest go-shlex p9
github.com/icza dyno mjpeg
github.com/igungor gofakes3
github.com/iij doapi
github.com/illarion gonotify/v3
github.com/imega luaformatter
github.com/inetaf tcpproxy
github.com/infobloxopen go-trees infoblox-go-client/v2
github.com/internxt rclone-adapter
github.com/jackmordaunt icns icns/v2
github.com/jakecoffman cp
github.com/jaytaylor html2text
github.com/jba templatecheck
github.com/jbenet go-context go-temp-err-catcher goprocess
github.com/jchv go-winloader
github.com/jdkato prose
github.com/jdx go-netrc
github.com/jeandeaual go-locale
github.com/jeffchao backoff
github.com/jefferai isbadcipher jsonx
github.com/jehiah go-strftime
github.com/jeremija gosubmit
github.com/jezek xgb
github.com/jfreymuth oggvorbis vorbis
github.com/jgautheron goconst
github.com/jhillyerd enmime/v2
github.com/jimlambrt gldap
github.com/jjti go-spancheck
github.com/jochenvg go-udev
github.com/joeig go-powerdns/v3
github.com/joeshaw envdecode multierror
github.com/johnbellone grpc-middleware-sentry
github.com/joncrlsn dque
github.com/jsternberg zap-logfmt
github.com/jsummers gobmp
github.com/jtolds gls tracetagger/v2
github.com/jtolio crawlspace crawlspace/tools noiseconn
github.com/julz importas
github.com/junegunn go-shellwords
github.com/jwilder encoding
github.com/jzelinskie whirlpool
github.com/kamstrup intmap
github.com/karamaru-alpha copyloopvar
github.com/karlseguin expect
github.com/kastenhq goversion
github.com/kataras iris/v12 tablewriter blocks go-errors go-serializer golog pio sitemap tunnel
github.com/kcalvinalvin anet
github.com/kch42 buzhash
github.com/kdomanski iso9660
github.com/kennygrant sanitize
github.com/keys-pub go-libfido2
github.com/kilic bls12-381
github.com/kkHAIKE contextcheck
github.com/knqyf263 go-apk-version go-deb-version go-plugin
github.com/koding multiconfig
github.com/konsorten go-windows-terminal-sequences
github.com/koofr go-httpclient go-koofrclient
github.com/kopia htmluibuild kopia
github.com/koron go-ssdp
github.com/kortschak wol
github.com/kubemq-io kubemq-go protobuf
github.com/kubernetes-csi external-snapshotter/client/v8
github.com/kulti thelper
github.com/kunwardeep paralleltest
github.com/kyokomi emoji/v2
github.com/labbsr0x bindman-dns-webhook goh
github.com/labd commercetools-go-sdk
github.com/lann builder ps
github.com/ledongthuc pdf
github.com/leesper go_rng
github.com/lensesio tableprinter
github.com/leonklingele grouper
github.com/libopenstorage openstorage
github.com/lightstep lightstep-tracer-common/golang/gogo lightstep-tracer-go go-expohisto
github.com/linkdata deadlock
github.com/linuxkit virtsock
github.com/liquidweb go-lwApi liquidweb-cli liquidweb-go
github.com/logzio azure-monitor-metrics-receiver
github.com/longhorn go-common-libs types
github.com/loopfz gadgeto
github.com/lovoo gcloud-opentracing
github.com/lpar calendar
github.com/lstoll grpce
github.com/ltcsuite ltcd ltcutil
github.com/lthibault jitterbug/v2
github.com/lucor goinfo
github.com/lxc go-lxc incus-os/incus-osd incus/v6
github.com/lyft goruntime gostats protoc-gen-star/v2
github.com/macabu inamedparam
github.com/machinebox graphql
github.com/mailhog MailHog MailHog-Server MailHog-UI data http mhsendmail smtp storage
github.com/makeworld-the-better-one dither/v2
github.com/manuelarte embeddedstructfieldcheck funcorder
github.com/maratori testableexamples testpackage
github.com/marcopolo simnet
github.com/marekm4 color-extractor
github.com/mark3labs mcp-go
github.com/marten-seemann tcp
github.com/martini-contrib render
github.com/martinlindhe base36
github.com/maruel natural panicparse/v2
github.com/marusama semaphore/v2
github.com/masahiro331 go-mvn-version
github.com/matoous go-nanoid go-nanoid/v2 godox
github.com/mattbaird jsonpatch
github.com/mauricelam genny
github.com/maypok86 otter/v2
github.com/mccutchen go-httpbin/v2
github.com/mcuadros go-version
github.com/mdp qrterminal/v3
github.com/meilisearch meilisearch-go
github.com/mergestat timediff
github.com/metalmatze signal
github.com/mfridman interpolate tparse xflag
github.com/mgechev revive
github.com/michaelklishin rabbit-hole/v2
github.com/mikelolasagasti xz
github.com/mikesmitty edkey
github.com/mileusna useragent
github.com/mimuret golang-iij-dpf
github.com/mmcloughlin addchain
github.com/mna pigeon
github.com/modocache gover
github.com/monochromegane go-gitignore
github.com/monoculum formam/v3 formam
github.com/moricho tparallel
github.com/moul http2curl
github.com/mozilla scribe tls-observatory
github.com/mrz1836 postmark
github.com/msteinert pam/v2
github.com/mstoykov atlas envconfig k6-taskqueue-lib
github.com/mtibben percent
github.com/muhlemmer gu httpforwarded
github.com/multiplay go-ts3
github.com/mutecomm go-sqlcipher/v4
github.com/nacos-group nacos-sdk-go nacos-sdk-go/v2
github.com/nakabonne nestif
github.com/nakagami firebirdsql
github.com/namedotcom go/v4
github.com/nanmu42 limitio
github.com/naoina toml go-stringutil
github.com/nbio st
github.com/nbrownus go-metrics-prometheus
github.com/ncruces go-sqlite3 go-strftime julianday sort wbt
github.com/neo4j neo4j-go-driver
github.com/netsampler goflow2/v2
github.com/networkplumbing go-nft
github.com/newrelic go-agent/v3 newrelic-client-go newrelic-client-go/v2 newrelic-telemetry-sdk-go
github.com/nicksnyder go-i18n/v2
github.com/nicolai86 scaleway-sdk
github.com/nix-community go-nix
github.com/nlepage go-tarfs
github.com/nlopes slack
github.com/nlpodyssey gopickle
github.com/npillmayer nestext
github.com/nsf jsondiff termbox-go
github.com/nunnatsa ginkgolinter
github.com/nwaples rardecode rardecode/v2 tacplus
github.com/nzdjb go-metaname
github.com/oasisprotocol curve25519-voi
github.com/ohler55 ojg
github.com/okta okta-sdk-golang/v2 okta-sdk-golang/v5
github.com/okzk sdnotify
github.com/op go-logging
github.com/open-feature go-sdk
github.com/openai openai-go/v3
github.com/openbao openbao/api/v2
github.com/openvex go-vex
github.com/opsgenie opsgenie-go-sdk-v2
github.com/orangecms go-framebuffer
github.com/osrg gobgp/v3 gobgp/v4
github.com/outcaste-io ristretto
github.com/ovn-kubernetes libovsdb
github.com/oxtoacart bpool
github.com/p4lang p4runtime
github.com/packetcap go-pcap
github.com/packethost packngo
github.com/pascaldekloe goe name
github.com/pashagolub pgxmock/v2
github.com/paulmach orb protoscan
github.com/pavel-v-chernykh keystore-go/v4
github.com/pcolladosoto goslurm
github.com/pdevine tensor
github.com/pengsrc go-shared
github.com/performancecopilot speed/v4
github.com/perimeterx marshmallow
github.com/petar GoLLRB
github.com/pin tftp
github.com/piprate json-gold
github.com/pjbgf sha1cd
github.com/pk910 dynamic-ssz hashtree-bindings
github.com/pocketbase dbx ozzo-validation/v4 tygoja
github.com/polarismesh polaris-go
github.com/poy onpar
github.com/prashantv gostub
github.com/proglottis gpgme
github.com/projectcontour contour yages
github.com/protolambda bls12-381-util
github.com/proullon ramsql
github.com/prysmaticlabs gohashtree
github.com/psanford httpreadat
github.com/putdotio go-putio/putio
github.com/qri-io jsonschema jsonpointer
github.com/quasoft websspi
github.com/raeperd recvcheck
github.com/rafaeljusto redigomock
github.com/rainycape memcache unidecode
github.com/rboyer safeio
github.com/rck unit
github.com/reeflective readline
github.com/regfish regfish-dnsapi-go
github.com/rekby fixenv gpt
github.com/relvacode iso8601
github.com/remyoudompheng bigfft
github.com/replicatedhq termui/v3 troubleshoot
github.com/retailnext hllpp
github.com/revive-lint dots
github.com/rfjakob eme
github.com/rhnvrm simples3
github.com/riemann riemann-go-client
github.com/riferrei srclient
github.com/riza-io grpc-go
github.com/robbiet480 go.nut
github.com/robert-nix ansihtml
github.com/robinson gos7
github.com/rodaine protogofakeit
github.com/rootless-containers proto/go-proto rootlesskit/v3
github.com/rqlite gorqlite
github.com/rust-secure-code go-rustaudit
github.com/rwcarlsen goexif
github.com/ryancurrah gomodguard gomodguard/v2
github.com/ryanrolds sqlclosecheck
github.com/rymdport portal
github.com/sacloud api-client-go iaas-api-go go-http packages-go sacloud-sdk-go
github.com/sagikazarmark locafero slog-shim
github.com/sajari fuzzy
github.com/samuel go-zookeeper
github.com/sanposhiho wastedassign/v2
github.com/sashabaranov go-openai
github.com/sashamelentyev interfacebloat usestdlibvars
github.com/satori go.uuid
github.com/sclevine agouti spec
github.com/seancfoley bintree ipaddress-go
github.com/seatgeek logrus-gelf-formatter
github.com/seccomp libseccomp-golang
github.com/securego gosec/v2
github.com/seiflotfy cuckoofilter
github.com/selectel domains-go go-selvpcclient/v4
github.com/sendgrid sendgrid-go rest
github.com/sensu sensu-go/api/core/v2
github.com/sercand kuberesolver/v4 kuberesolver/v5 kuberesolver/v6
github.com/serenize snaker
github.com/servicemeshinterface smi-sdk-go
github.com/sethvargo go-diceware go-limiter go-retry
github.com/shabbyrobe gocovmerge
github.com/shibumi go-pathspec
github.com/showwin speedtest-go
github.com/shurcooL httpfs sanitized_anchor_name vfsgen githubv4 graphql
github.com/siddontang go go-log
github.com/sigma vmw-guestinfo bdoor
github.com/silvasur buzhash
github.com/sivchari containedctx tenv
github.com/skeema knownhosts
github.com/slackhq nebula
github.com/sleepinggenius2 gosmi
github.com/smallnest ringbuffer
github.com/smarty assertions
github.com/snabb httpreaderat
github.com/snikch goodman
github.com/solarwinds swo-sdk-go/swov1
github.com/sonatard noctx
github.com/sorairolake lzip-go
github.com/sosodev duration
github.com/soveran redisurl
github.com/spaceapegames go-wavefront
github.com/spkg bom
github.com/spyzhov ajson
github.com/sqlc-dev doubleclick
github.com/src-d go-oniguruma gcfg
github.com/srebhan cborquery protobufquery
github.com/ssgreg nlreturn/v2
github.com/standard-webhooks standard-webhooks/libraries
github.com/stangelandcl ppmd
github.com/status-im keycard-go
github.com/stbenjam no-sprintf-host-port
github.com/std-uritemplate std-uritemplate/go/v2
github.com/streadway amqp handy quantile
github.com/subosito gotenv
github.com/supplyon gremcos
github.com/t3rm1n4l go-mega
github.com/tailor-inc graphql
github.com/tbrandon mbserver
github.com/tcnksm go-httpstat
github.com/tdewolff minify/v2 parse/v2 test
github.com/tdrn-org go-hue go-nsdp go-tr064
github.com/tealeg xlsx
github.com/tedsuo ifrit
github.com/tektoncd chains pipeline plumbing
github.com/telepresenceio telepresence/rpc/v2 watchable
github.com/temoto robotstxt
github.com/temporalio ringpop-go sqlparser tchannel-go
github.com/tenntenn modver text/transform
github.com/termie go-shutil
github.com/terminalstatic go-xsd-validate
github.com/test-go testify
github.com/tetafro godot
github.com/tevid gohamcrest
github.com/texttheater golang-levenshtein
github.com/tg123 go-htpasswd
github.com/thales-e-security pool
github.com/thanhpk randstr
github.com/thoas go-funk
github.com/thomasklein94 packer-plugin-libvirt
github.com/tiktoken-go tokenizer
github.com/tilinna clock
github.com/tilt-dev fsnotify
github.com/timakin bodyclose
github.com/timonwong loggercheck
github.com/timshannon bolthold
github.com/titanous json5 rocacheck
github.com/tmthrgd go-hex
github.com/tomarrell wrapcheck/v2
github.com/tomasen realip
github.com/tommy-muehle go-mnd/v2
github.com/traefik grpc-web paerser traefik/dynamic/ext yaegi
github.com/trailofbits go-mutexasserts
github.com/transip gotransip/v6
github.com/tstranex u2f
github.com/tufanbarisyildirim gonginx
github.com/tursodatabase libsql-client-go
github.com/tv42 httpunix zbase32
github.com/twitchyliquid64 golang-asm
github.com/twpayne go-geom go-kml/v3
github.com/tyler-smith go-bip39
github.com/tylertreat BoomFilters
github.com/uber-go tally/v4
github.com/ucarion urlpath
github.com/ucloud ucloud-sdk-go
github.com/ultradns ultradns-go-sdk
github.com/ultraware funlen whitespace
github.com/umisama go-cpe
github.com/unknwon goconfig com
github.com/uptrace opentelemetry-go-extra/otelgorm opentelemetry-go-extra/otelsql
github.com/uudashr gocognit iface
github.com/uwu-tools magex
github.com/vapourismo knx-go
github.com/vaughan0 go-ini
github.com/vektra mockery/v2
github.com/vifraa gopom
github.com/viki-org dnscache
github.com/vimeo galaxycache go-clocks galaxycache/compattest/peercfg
github.com/vinyldns go-vinyldns
github.com/virtuald go-ordered-json
github.com/vjeantet grok
github.com/vladimirvivien gexe
github.com/vmware-tanzu crash-diagnostics velero
github.com/volcengine volc-sdk-golang
github.com/vtolstov go-ioctl
github.com/vultr govultr/v3
github.com/wadey gocovmerge
github.com/wagslane go-password-validator
github.com/wailsapp go-webview2 mimetype
github.com/wavefronthq wavefront-sdk-go
github.com/weaviate contextionary fgprof mockoidc s5cmd/v2 sroar tiktoken-go
github.com/weppos publicsuffix-go
github.com/willscott go-nfs go-nfs-client memphis
github.com/wneessen go-mail
github.com/wolfeidau quickzip
github.com/wsxiaoys terminal
github.com/wzshiming ctc winseq
github.com/xen0n gosmopolitan
github.com/xrash smetrics
github.com/xtgo uuid set
github.com/xtls reality
github.com/xyproto randomstring
github.com/yagipy maintidx
github.com/yashtewari glob-intersection
github.com/yeya24 promlinter
github.com/yhat scrape
github.com/ykadowak zerologlint
github.com/yl2chen cidranger
github.com/yohcop openid-go
github.com/yunify qingstor-sdk-go/v3
github.com/zenazn goji
github.com/zentures cityhash
github.com/zitadel logging oidc/v3 schema
github.com/ziutek mymysql
github.com/zmb3 spotify/v2
github.com/zondax golem hid ledger-go
github.com/zouyx agollo/v3
github.com/zyedidia generic
gitlab.com/bosi decorder
gitlab.com/flimzy httpe testy
go-simpler.org assert musttag sloglint
go.augendre.info arangolint fatcontext
go.einride.tech aip
go.elastic.co/apm module/apmot module/apmhttp
go.etcd.io/raft v3
go.mozilla.org mozlog pkcs7
go.opentelemetry.io/auto sdk
go.shabbyrobe.org gocovmerge
goa.design/goa v3
gocloud.dev/docstore mongodocstore
gocloud.dev/pubsub kafkapubsub
goji.io .
gomodules.xyz envconfig notify version
gopkg.in/DataDog dd-trace-go.v1
gopkg.in/alexcesaro quotedprintable.v3
gopkg.in/cenkalti backoff.v1 backoff.v2
gopkg.in/couchbase gocb.v1 gocbcore.v7
gopkg.in/fatih pool.v2
gopkg.in/fsnotify fsnotify.v1
gopkg.in/ghodss yaml.v1
gopkg.in/go-playground mold.v2 assert.v1
gopkg.in/gorethink gorethink.v3 gorethink.v4
gopkg.in/inconshreveable log15.v2
gopkg.in/jcmturner goidentity.v3
gopkg.in/kothar go-backblaze.v0
gopkg.in/olivere elastic.v5
gopkg.in/ory-am dockertest.v3
gopkg.in/rethinkdb rethinkdb-go.v6
gopkg.in/urfave cli.v1
gopkg.in/vmihailenco msgpack.v2
gorgonia.org vecf32 vecf64
h12.io socks
k8s.io/autoscaler vertical-pod-autoscaler
kernel.org/pub linux/libs/security/libcap/cap linux/libs/security/libcap/psx
libvirt.org/go libvirtxml
modernc.org/cc v3 v4
oras.land oras-go
pack.ag tftp
periph.io/x conn/v3 d2xx host/v3
resenje.org singleflight
sigs.k8s.io/apiserver-network-proxy konnectivity-client
sigs.k8s.io/cluster-api api
sigs.k8s.io/controller-runtime tools/setup-envtest
sigs.k8s.io/mcs-api conformance controllers
stathat.com/c consistent
strk.kbt.io/projects go/libravatar
tags.cncf.io/container-device-interface specs-go
tailscale.com/client tailscale/v2
zombiezen.com/go sqlite
9fans.net go
dmitri.shuralyov.com/gpu mtl
github.com/CloudyKit fastprinter jet/v6
github.com/Code-Hex go-generics-cache
github.com/GaijinEntertainment go-exhaustruct/v3
github.com/Joker jade
github.com/Rican7 retry
github.com/alessio shellescape
github.com/aliyunmq mq-http-go-sdk
github.com/antlr antlr4/runtime/Go/antlr/v4
github.com/aokoli goutils
github.com/atomicgo cursor
github.com/baiyubin aliyun-sts-go-sdk
github.com/blacktop go-dwarf go-macho
github.com/bluele gcache
github.com/bonitoo-io go-sql-bigquery
github.com/bshuster-repo logrus-logstash-hook
github.com/carlmjohnson versioninfo
github.com/cavaliergopher cpio
github.com/cention-sany utf7
github.com/certifi gocertifi
github.com/chavacava garif
github.com/client9 misspell
github.com/cweill gotests
github.com/daviddengcn go-colortext
github.com/deepmap oapi-codegen
github.com/dprotaso go-yit
github.com/dylibso observe-sdk/go
github.com/erikstmartin go-testdb
github.com/euank go-kmsg-parser
github.com/favadi protoc-go-inject-tag
github.com/fernet fernet-go
github.com/form3tech-oss jwt-go
github.com/git-lfs pktline
github.com/glycerine go-unsnap-stream goconvey
github.com/go-latex latex
github.com/goburrow modbus serial
github.com/gogap errors stack
github.com/gomarkdown markdown
github.com/gotesttools gotestfmt/v2
github.com/gotestyourself gotestyourself
github.com/ian-kent envconf go-log goose linkio
github.com/imkira go-interpol
github.com/inbucket html2text
github.com/iris-contrib schema
github.com/jackofallops giovanni
github.com/jcchavezs porto
github.com/jingyugao rowserrcheck
github.com/jirfag go-printf-func-name
github.com/jkeiser iter
github.com/jmespath-community go-jmespath
github.com/jordanlewis gcassert
github.com/k-sone critbitgo
github.com/kaey framebuffer
github.com/kenshaw evdev
github.com/kubernetes helm
github.com/kyoh86 exportloopref
github.com/lasiar canonicalheader
github.com/linkeddata gojsonld
github.com/lufeee execinquery
github.com/lusis go-slackbot slack-test
github.com/malexdev utfutil
github.com/mdempsky unconvert
github.com/mostynb go-grpc-compression
github.com/mrjones oauth
github.com/nelsam hel/v2
github.com/niemeyer pretty
github.com/nu7hatch gouuid
github.com/oasdiff yaml yaml3
github.com/ogier pflag
github.com/orcaman concurrent-map/v2
github.com/palantir policy-bot
github.com/polydawn go-timeless-api refmt rio
github.com/polyfloyd go-errorlint
github.com/rantav go-grpc-channelz
github.com/renier xmlrpc
github.com/rollbar rollbar-go
github.com/rtr7 dhcp4
github.com/rychipman easylex
github.com/saracen zipextra
github.com/savsgio gotils
github.com/shazow go-diff
github.com/soniakeys quant
github.com/speakeasy-api openapi-overlay
github.com/ssor bom
github.com/stacklok frizbee
github.com/stephens2424 writerset
github.com/t-k fluent-logger-golang
github.com/t-yuki gocover-cobertura
github.com/tdakkota asciicheck
github.com/timandy routine
github.com/timtadh data-structures lexmachine
github.com/uber-common bark
github.com/vmware-labs yaml-jsonpath
github.com/warpfork go-errcat
github.com/whilp git-urls
github.com/whyrusleeping cbor-gen
github.com/willf bitset
github.com/xwb1989 sqlparser
github.com/yalp jsonpath
github.com/yosssi ace
gitlab.com/digitalxero go-conventional-commit
gitlab.com/nyarla go-crypt
gitlab.com/yawning bsaes.git
go.digitalxero.dev go-msix
gopkg.in/airbrake gobrake.v2
gopkg.in/couchbaselabs gocbconnstr.v1 gojcbmock.v1 jsonx.v1
gopkg.in/djherbis times.v1
gopkg.in/gemnasium logrus-airbrake-hook.v2
gopkg.in/kataras go-serializer.v0
launchpad.net gocheck
modernc.org/gc v2 v3
rsc.io/quote v3
zenhack.net/go util
`
