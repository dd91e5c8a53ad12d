// Hosts by what they are used for: services where anyone can leave or collect data without being known. Public
// knowledge about public services; a host that is listed here is a sign only together with what is sent or run.

/** What kind of service a host is. */
export type HostClass =
  /** Text that anyone can put there. */
  | 'paste'
  /** Files that anyone can put there. */
  | 'file-drop'
  /** Collects what is sent to it, and shows it to whoever knows the address. */
  | 'collector'
  /** A way from the network to a machine at somebody's home. */
  | 'tunnel'
  /** A name that leads to a changing address. */
  | 'dynamic-dns'
  /** Messages of chats: bots and webhooks. */
  | 'messenger'
  /** Nodes and explorers of blockchains: what is written there cannot be taken down. */
  | 'blockchain'
  /** Files of somebody's repository. */
  | 'raw'
  /** Says what address one has. */
  | 'echo'
  /** A network that hides both ends. */
  | 'hidden'
  /** Short addresses that lead elsewhere. */
  | 'shortener'

const hosts: Readonly<Record<HostClass, string>> = {
  paste: `
    pastebin.com paste.ee dpaste.com dpaste.org hastebin.com hastebin.skyra.pw rentry.co rentry.org ghostbin.com
    ghostbin.co ghostbin.me termbin.com ix.io sprunge.us paste.rs paste.sh pastes.io controlc.com justpaste.it
    privatebin.net privatebin.info 0bin.net bpa.st paste.debian.net paste.ubuntu.com paste.fedoraproject.org
    pastelink.net paste2.org pasteio.com snippet.host toptal.com/developers/hastebin clbin.com p.ip.fi write.as
    telegra.ph txt.fyi textbin.net friendpaste.com ideone.com codepad.org nekobin.com katb.in spaceb.in bin.gy
    paste.mozilla.org paste.centos.org pst.innomi.net cl1p.net notes.io throwbin.io jsonbin.io jsonblob.com npoint.io
    extendsclass.com/jsonstorage jsonstorage.net api.myjson.com textdb.dev textdb.online kvdb.io keyvalue.immanuel.co`,
  'file-drop': `
    transfer.sh file.io 0x0.st anonfiles.com anonfile.com bayfiles.com gofile.io catbox.moe litterbox.catbox.moe
    pixeldrain.com bashupload.com oshi.at temp.sh tmpfiles.org uguu.se x0.at ttm.sh envs.sh up.catbox.moe
    ufile.io uploadfiles.io wetransfer.com we.tl sendspace.com zippyshare.com mediafire.com mega.nz mega.io
    krakenfiles.com workupload.com filebin.net fileditch.com dosya.co dropmefiles.com easyupload.io send.cm
    send.vis.ee siasky.net put.re pomf.cat qu.ax cdn.discordapp.com media.discordapp.net filetransfer.io
    file.kiwi storj.link tmp.ninja 1fichier.com usersdrive.com gokapi.io keep.sh free.keep.sh transfer.adminforge.de`,
  collector: `
    webhook.site webhookinbox.com requestbin.com requestbin.net requestbin.io requestbin.cn pipedream.net
    m.pipedream.net hookbin.com beeceptor.com free.beeceptor.com mockbin.org mockbin.io mockapi.io requestcatcher.com
    ptsv2.com ptsv3.com postb.in requestinspector.com requestrepo.com interact.sh interactsh.com oast.pro oast.live
    oast.site oast.online oast.fun oast.me oast.us burpcollaborator.net oastify.com canarytokens.com canarytokens.org
    dnslog.cn dnslog.link ceye.io eyes.sh dnsbin.zhack.ca bxss.me xss.ht xsshunter.com pingb.in hookdeck.com
    webhook.cool webhooks.id typedwebhook.tools svix.com/play play.svix.com smee.io putsreq.com rbnd.gl0.eu
    hooks.zapier.com hook.eu1.make.com hook.us1.make.com maker.ifttt.com formspree.io formsubmit.co getform.io
    grabify.link iplogger.org iplogger.com 2no.co yip.su`,
  tunnel: `
    ngrok.io ngrok.app ngrok.dev ngrok-free.app ngrok-free.dev tcp.ngrok.io trycloudflare.com serveo.net
    localhost.run lhr.life lhr.rocks localtunnel.me loca.lt pagekite.me telebit.io packetriot.net bore.pub
    playit.gg portmap.io portmap.host localxpose.io loclx.io tunnelto.dev zrok.io pinggy.io pinggy.link
    devtunnels.ms tunnelmole.net boringproxy.io remote.it sish.top staqlab.com hole.host cpolar.cn cpolar.top
    natappfree.cc vaiwan.com`,
  'dynamic-dns': `
    duckdns.org no-ip.com no-ip.org no-ip.biz no-ip.info noip.me noip.us ddns.net hopto.org zapto.org sytes.net
    myftp.org myftp.biz servebeer.com serveblog.net servecounterstrike.com serveftp.com servegame.com servehttp.com
    serveminecraft.net serveirc.com redirectme.net bounceme.net webhop.me gotdns.ch dynu.com dynu.net freeddns.org
    mywire.org accesscam.org camdvr.org casacam.net giize.com gleeze.com kozow.com loseyourip.com ooguy.com theworkpc.com
    ddnsfree.com ddnsgeek.com dyndns.org dyndns.info dyndns.tv dyndns-home.com homeip.net homelinux.com homelinux.net
    afraid.org mooo.com chickenkiller.com crabdance.com ignorelist.com jumpingcrab.com strangled.net twilightparadox.com
    us.to 3utilities.com changeip.com ddns.info ddns.me dns04.com dnsrd.com dynamic-dns.net 1dumb.com mefound.com
    my03.com onedumb.com x24hr.com dnsdynamic.org dynv6.net nsupdate.info ydns.eu spdns.de selfhost.eu goip.de
    f3322.net f3322.org 3322.org oray.com vicp.net gicp.net xicp.net nip.io sslip.io xip.io dnslog.store`,
  messenger: `
    api.telegram.org discord.com/api/webhooks discordapp.com/api/webhooks ptb.discord.com/api/webhooks
    canary.discord.com/api/webhooks hooks.slack.com slack.com/api/chat.postMessage ntfy.sh api.pushover.net api.pushbullet.com
    oapi.dingtalk.com/robot open.feishu.cn/open-apis/bot open.larksuite.com/open-apis/bot
    qyapi.weixin.qq.com/cgi-bin/webhook sctapi.ftqq.com push.bot.qq.com api.day.app gotify.net
    chat.googleapis.com/v1/spaces webhook.office.com api.callmebot.com matrix.org/_matrix/client`,
  blockchain: `
    infura.io alchemy.com alchemyapi.io quiknode.pro quicknode.com rpc.ankr.com ankr.com/rpc etherscan.io
    api.etherscan.io bscscan.com polygonscan.com arbiscan.io bsc-dataseed.binance.org bsc-dataseed1.binance.org
    bsc-dataseed.bnbchain.org cloudflare-eth.com eth.llamarpc.com llamarpc.com 1rpc.io publicnode.com
    ethereum-rpc.publicnode.com rpc.flashbots.net drpc.org blockpi.network getblock.io moralis-nodes.com
    arb1.arbitrum.io mainnet.optimism.io polygon-rpc.com api.mainnet-beta.solana.com solana-api.projectserum.com
    mainnet.helius-rpc.com tronscan.org api.trongrid.io blockchain.info blockstream.info mempool.space blockcypher.com
    mainnet.base.org forno.celo.org api.avax.network fullnode.mainnet.aptoslabs.com toncenter.com`,
  raw: `
    raw.githubusercontent.com gist.githubusercontent.com gist.github.com raw.github.com gitlab.com/-/snippets
    bitbucket.org/snippets gitee.com/raw raw.gitmirror.com cdn.statically.io rawcdn.githack.com raw.githack.com
    ipfs.io gateway.ipfs.io cloudflare-ipfs.com dweb.link gateway.pinata.cloud nftstorage.link w3s.link
    arweave.net docs.google.com/uc drive.google.com/uc drive.usercontent.google.com dl.dropboxusercontent.com
    steamcommunity.com/profiles youtube.com/watch t.me api.github.com/gists codeberg.org/raw`,
  echo: `
    api.ipify.org ipify.org ifconfig.me ifconfig.co ifconfig.io ipinfo.io icanhazip.com ipecho.net ident.me
    ip-api.com ipapi.co checkip.amazonaws.com checkip.dyndns.org myexternalip.com whatismyip.akamai.com
    api.myip.com ip.sb api.ip.sb wtfismyip.com ipwho.is freegeoip.app geoplugin.net myip.dnsomatic.com ipgeolocation.io
    curlmyip.net whatismyipaddress.com bot.whatismyipaddress.com l2.io/ip seeip.org`,
  hidden: 'onion i2p onion.to onion.ws onion.ly onion.pet tor2web.org onion.cab',
  shortener: 'bit.ly tinyurl.com is.gd v.gd t.ly cutt.ly rb.gy shorturl.at goo.gl ow.ly tiny.cc rebrand.ly soo.gd s.id',
}

/** A host in a list, with the path that belongs to it where the host alone says too little. */
interface Listed {
  readonly path: string
  readonly kind: HostClass
}

/** The class of a host, or of a host with a path, both in lower case; `undefined` where it is not listed. */
export function listedClass(host: string, path: string): HostClass | undefined {
  for (let name = host; name !== ''; name = name.includes('.') ? name.slice(name.indexOf('.') + 1) : '') {
    const found = LISTED.get(name)?.find((one) => path.startsWith(one.path))
    if (found !== undefined) return found.kind
  }
  return undefined
}

const CLASSES: readonly HostClass[] = [
  'paste',
  'file-drop',
  'collector',
  'tunnel',
  'dynamic-dns',
  'messenger',
  'blockchain',
  'raw',
  'echo',
  'hidden',
  'shortener',
]

const LISTED: ReadonlyMap<string, readonly Listed[]> = Map.groupBy(
  CLASSES.flatMap((kind) =>
    hosts[kind]
      .trim()
      .split(/\s+/)
      .map((entry) => {
        const slash = entry.indexOf('/')
        const host = slash < 0 ? entry : entry.slice(0, slash)
        return { host, path: slash < 0 ? '' : entry.slice(slash).toLowerCase(), kind }
      }),
  ),
  ({ host }) => host,
)
