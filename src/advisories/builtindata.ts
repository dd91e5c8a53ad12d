// Publicly named malicious Go modules, one a line, parted by tabs: path, versions (`*` for all; a pseudo-version may have a
// star for its time), month of disclosure, names in other databases, where it was reported, what it is. Lines are only
// ever added at the end: their number is their id.

/** See builtin.ts. */
export const maliciousText: string = `\
github.com/boltdb-go/bolt	v1.3.1	2025-02	MAL-2025-2545,GO-2025-3451	https://socket.dev/blog/malicious-package-exploits-go-module-proxy-caching-for-persistence	impersonates github.com/boltdb/bolt
github.com/shopsprint/decimal	v1.3.3	2026-05	-	https://threat.wiki/ops/shopsprint-decimal-go-typosquat-dns-backdoor/	impersonates github.com/shopspring/decimal
github.com/siruspen/logrus	*	2021-02	-	-	dormant typosquat of github.com/sirupsen/logrus
github.com/utfave/cli	*	2021-02	-	-	typosquat of github.com/urfave/cli
github.com/qiniiu/qmgo	*	2025-06	-	-	typosquat of github.com/qiniu/qmgo: fetches and runs a program
github.com/bpoorman/uuid	*	2025-12	-	-	typosquat of github.com/pborman/uuid
github.com/bpoorman/uid	*	2025-12	-	-	of the campaign of github.com/bpoorman/uuid
github.com/xinfeisoft/crypto	*	2026-02	-	-	mimics golang.org/x/crypto
github.com/shallowmulti/hypert	*	2025-03	MAL-2025-2548	https://socket.dev/blog/typosquatted-go-packages-deliver-malware-loader	copy under another owner: loads and runs a script
github.com/shadowybulk/hypert	*	2025-03	MAL-2025-2547	https://socket.dev/blog/typosquatted-go-packages-deliver-malware-loader	copy under another owner: loads and runs a script
github.com/belatedplanet/hypert	*	2025-03	MAL-2025-2544	https://socket.dev/blog/typosquatted-go-packages-deliver-malware-loader	copy under another owner: loads and runs a script
github.com/thankfulmai/hypert	*	2025-03	MAL-2025-2549	https://socket.dev/blog/typosquatted-go-packages-deliver-malware-loader	copy under another owner: loads and runs a script
github.com/vainreboot/layout	*	2025-03	MAL-2025-2551	https://socket.dev/blog/typosquatted-go-packages-deliver-malware-loader	copy under another owner: loads and runs a script
github.com/ornatedoctrin/layout	*	2025-03	MAL-2025-2546	https://socket.dev/blog/typosquatted-go-packages-deliver-malware-loader	copy under another owner: loads and runs a script
github.com/utilizedsun/layout	*	2025-03	MAL-2025-2550	https://socket.dev/blog/typosquatted-go-packages-deliver-malware-loader	copy under another owner: loads and runs a script
github.com/truthfulpharm/prototransform	*	2025-05	-	-	wipes the disk
github.com/blankloggia/go-mcp	*	2025-05	-	-	wipes the disk
github.com/steelpoor/tlsproxy	*	2025-05	-	-	wipes the disk
github.com/stripedconsu/linker	*	2025-08	-	-	hidden loader of a program
github.com/agitatedleopa/stm	*	2025-08	-	-	hidden loader of a program
github.com/expertsandba/opt	*	2025-08	-	-	hidden loader of a program
github.com/wetteepee/hcloud-ip-floater	*	2025-08	-	-	hidden loader of a program
github.com/weightycine/replika	*	2025-08	-	-	hidden loader of a program
github.com/ordinarymea/tnsr_ids	*	2025-08	-	-	hidden loader of a program
github.com/ordinarymea/TNSR_IDS	*	2025-08	-	-	hidden loader of a program
github.com/cavernouskina/mcp-go	*	2025-08	-	-	hidden loader of a program
github.com/lastnymph/gouid	*	2025-08	-	-	hidden loader of a program
github.com/sinfulsky/gouid	*	2025-08	-	-	hidden loader of a program
github.com/briefinitia/gouid	*	2025-08	-	-	hidden loader of a program
github.com/BufferZoneCorp/go-metrics-sdk	*	2026-05	MAL-2026-3622	https://socket.dev/blog/malicious-ruby-gems-and-go-modules-steal-secrets-poison-ci	steals secrets, changes what CI trusts
github.com/BufferZoneCorp/go-weather-sdk	*	2026-05	MAL-2026-3626	https://socket.dev/blog/malicious-ruby-gems-and-go-modules-steal-secrets-poison-ci	steals secrets, changes what CI trusts
github.com/BufferZoneCorp/go-retryablehttp	*	2026-05	MAL-2026-3623	https://socket.dev/blog/malicious-ruby-gems-and-go-modules-steal-secrets-poison-ci	steals secrets, changes what CI trusts
github.com/BufferZoneCorp/go-stdlib-ext	*	2026-05	MAL-2026-3624	https://socket.dev/blog/malicious-ruby-gems-and-go-modules-steal-secrets-poison-ci	steals secrets, changes what CI trusts
github.com/BufferZoneCorp/grpc-client	*	2026-05	MAL-2026-3627	https://socket.dev/blog/malicious-ruby-gems-and-go-modules-steal-secrets-poison-ci	steals secrets, changes what CI trusts
github.com/BufferZoneCorp/net-helper	*	2026-05	MAL-2026-3629	https://socket.dev/blog/malicious-ruby-gems-and-go-modules-steal-secrets-poison-ci	steals secrets, changes what CI trusts
github.com/BufferZoneCorp/config-loader	*	2026-05	MAL-2026-3620	https://socket.dev/blog/malicious-ruby-gems-and-go-modules-steal-secrets-poison-ci	steals secrets, changes what CI trusts
github.com/BufferZoneCorp/log-core	*	2026-05	MAL-2026-3628	https://socket.dev/blog/malicious-ruby-gems-and-go-modules-steal-secrets-poison-ci	steals secrets, changes what CI trusts
github.com/BufferZoneCorp/go-envconfig	*	2026-05	MAL-2026-3621	https://socket.dev/blog/malicious-ruby-gems-and-go-modules-steal-secrets-poison-ci	steals secrets, changes what CI trusts
github.com/BufferZoneCorp/go-stdlog	*	2026-05	MAL-2026-3625	https://socket.dev/blog/malicious-ruby-gems-and-go-modules-steal-secrets-poison-ci	steals secrets, changes what CI trusts
github.com/illdieanyway/golang-random-ip-ssh-bruteforce	*	2025-08	-	-	sends credentials to a chat bot
github.com/armpelionedge/netlink	*	2022-08	-	-	copy under another owner: sends the environment away
github.com/armpelionedge/gopsutil	*	2022-08	-	-	copy under another owner: sends the environment away
github.com/armpelionedge/stow	*	2022-08	-	-	copy under another owner: sends the environment away
github.com/kaleidora/dnsub-scanning-tool	*	2026-07	-	-	runs a loader
github.com/kreuzwenker/docker	*	2026-09	-	https://www.aikido.dev/blog/graphalgo-terraform-go-modules	imitates a Terraform provider: remote access
github.com/gocommunity-io/dockerd	*	2026-09	-	https://www.aikido.dev/blog/graphalgo-terraform-go-modules	imitates a Terraform provider: remote access
github.com/PromonLogicalis/asn1	v0.0.0-*-7bdca06d0edf	2024-07	GO-2024-3012	-	downloads a program and runs it
github.com/mohanr-rubrik/goreman	v1.0.0,v1.0.1	2026-08	-	-	account takeover
gocommunity.io/orderedbtree	*	2026-08	MAL-2026-17453	https://www.aikido.dev/blog/graphalgo-terraform-go-modules	lure on a vanity host
gogets.dev/btreex	*	2026-09	MAL-2026-17454	https://www.aikido.dev/blog/graphalgo-terraform-go-modules	lure on a vanity host, back-dated
`
