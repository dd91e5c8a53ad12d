// Hosts whose modules are public unless a setting says otherwise, so that asking the checksum database about them
// tells nobody anything. Made from the first path elements of 4,500 well-known modules; a path on another host is
// asked about only where its lookup is cached already or the user says so (`--ask-all`, `public-hosts`).

/** Whether a module path's host is a well-known public one. */
export function isPublicHost(modulePath: string, more: readonly string[] = []): boolean {
  const [host = ''] = modulePath.split('/', 1)
  return PUBLIC_HOSTS.has(host) || more.includes(host)
}

const PUBLIC_HOSTS: ReadonlySet<string> = new Set(
  `
  4d63.com 9fans.net aead.dev al.essio.dev ariga.io atomicgo.dev bazil.org bitbucket.org bou.ke buf.build
  c2sp.org capnproto.org cel.dev chainguard.dev charm.land cloud.google.com code.cloudfoundry.org code.dny.dev
  code.gitea.io code.pfad.fr codeberg.org collectd.org connectrpc.com contrib.go.opencensus.io cosmossdk.io
  crawshaw.io cuelabs.dev cuelang.org cyphar.com dario.cat deps.dev dev.gaijin.team dmitri.shuralyov.com
  drjosh.dev dubbo.apache.org filippo.io fyne.io gioui.org git.sr.ht gitea.com gitea.dev github.com gitlab.com
  go-simpler.org go.augendre.info go.bug.st go.digitalxero.dev go.einride.tech go.elastic.co go.etcd.io
  go.k6.io go.lsp.dev go.mongodb.org go.mozilla.org go.opencensus.io go.opentelemetry.io go.shabbyrobe.org
  go.starlark.net go.step.sm go.temporal.io go.uber.org go.yaml.in go4.org goa.design gocloud.dev goftp.io
  goji.io golang.org golang.zx2c4.com gomodules.xyz gonum.org google.golang.org gopkg.in gorgonia.org gorm.io
  gotest.tools gvisor.dev h12.io helm.sh honnef.co howett.net istio.io k8s.io kernel.org knative.dev
  launchpad.net layeh.com libvirt.org lukechampine.com modernc.org moul.io mvdan.cc nhooyr.io nullprogram.com
  oras.land pack.ag periph.io pgregory.net pluginrpc.com resenje.org rsc.io sigs.k8s.io software.sslmate.com
  stathat.com storj.io strk.kbt.io tags.cncf.io tailscale.com xorm.io zenhack.net zombiezen.com
`
    .trim()
    .split(/\s+/),
)
