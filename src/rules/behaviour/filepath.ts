// Paths: what a file is for by where it lies. Parts that are not known are `…`, and a home folder may be written in any
// way: all that counts is how a path ends, and for a few folders how it begins.

/** What a file is for. */
export type PathKind =
  /** Keys, tokens, passwords, histories: what is read to be used against someone. */
  | 'secret'
  /** What starts programs by itself: rc files, cron, units, agents, Run keys. */
  | 'autostart'
  /** What Go and CI trust: files of $GITHUB_ENV, go.sum, Go's settings, programs of the Go distribution. */
  | 'trust'
  /** A disk. */
  | 'device'
  /** A folder for temporary files. */
  | 'temporary'
  | 'other'

/** A path, judged. */
export interface JudgedPath {
  readonly kind: PathKind
  /** What it is, in a few words: `SSH keys`; empty for `other`. */
  readonly what: string
}

/** What a path is for. Registry keys count as paths. */
export function classifyPath(path: string): JudgedPath {
  if (path.length > 4096) return OTHER
  const text = path.replaceAll('\\', '/').replaceAll(/\/{2,}/g, '/')
  for (const { kind, what, is } of PLACES) if (is.test(text)) return { kind, what }
  return OTHER
}

/** Whether a path names a program that people and tools start by name, and which. */
export function toolName(path: string): string | undefined {
  const base = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).replace(/\.exe$/i, '')
  const folder = path.includes('/') || path.includes('\\')
  return folder && TOOLS.has(base) ? base : undefined
}

/** Whether a path is a whole system or home: what removing it all destroys. */
export function isWholeTree(path: string): boolean {
  return /^(?:\/|\/\*|[A-Za-z]:\\?|~\/?|\$HOME\/?|\/(?:home|root|etc|usr|var|boot|bin|lib|Users|System|Library)(?:\/\*?)?|[A-Za-z]:\\(?:Windows|Users)\\?)$/.test(
    path,
  )
}

const OTHER: JudgedPath = { kind: 'other', what: '' }

const TOOLS: ReadonlySet<string> = new Set(
  'go gofmt git sh bash node npm npx python python3 pip gcc cc make curl wget ssh sudo docker kubectl gh ls cat'.split(
    ' ',
  ),
)

const PLACES: readonly (JudgedPath & { readonly is: RegExp })[] = [
  // What starts by itself.
  {
    kind: 'autostart',
    what: 'keys that may log in',
    is: /(?:^|\/)\.ssh\/(?:authorized_keys2?|rc)$|^authorized_keys2?$/,
  },
  {
    kind: 'autostart',
    what: "a shell's start file",
    is: /(?:^|\/)\.(?:bashrc|bash_profile|bash_login|bash_logout|profile|zshrc|zshenv|zprofile|zlogin|kshrc|cshrc|tcshrc|xinitrc|xprofile|xsession|xsessionrc|pam_environment|bash_aliases)$/,
  },
  {
    kind: 'autostart',
    what: "a shell's start file",
    is: /(?:^|\/)\.config\/fish\/(?:config\.fish|conf\.d\/)|(?:^|\/)etc\/(?:profile|bash\.bashrc|bashrc|zsh\/\w+|zshrc|environment)$|(?:^|\/)etc\/profile\.d\//,
  },
  {
    kind: 'autostart',
    what: "PowerShell's profile",
    is: /(?:Windows)?PowerShell\/(?:Microsoft\.PowerShell_)?profile\.ps1$/i,
  },
  {
    kind: 'autostart',
    what: 'a cron table',
    is: /(?:^|\/)etc\/(?:cron(?:tab|\.d|\.hourly|\.daily|\.weekly|\.monthly)|anacrontab)(?:\/|$)|(?:^|\/)var\/spool\/(?:cron|at)(?:\/|$)/,
  },
  {
    kind: 'autostart',
    what: 'a systemd unit',
    is: /(?:^|\/)systemd\/(?:system|user)\/|(?:^|\/)systemd\/(?:system|user)-generators\/|\/environment\.d\//,
  },
  {
    kind: 'autostart',
    what: 'an init script',
    is: /(?:^|\/)etc\/(?:init\.d|rc\d?\.d|init|rc\.local|inittab|runit|sv)(?:\/|$)/,
  },
  { kind: 'autostart', what: 'a launch agent', is: /(?:^|\/)Library\/(?:LaunchAgents|LaunchDaemons|StartupItems)\// },
  {
    kind: 'autostart',
    what: 'the startup folder',
    is: /\/Start Menu\/Programs\/Start-?up\/|(?:^|\/)\.config\/autostart\/|(?:^|\/)etc\/xdg\/autostart\/|(?:^|\/)\.kde\/Autostart\//,
  },
  {
    kind: 'autostart',
    what: 'a Run key',
    is: /(?:^|\/)CurrentVersion\/(?:Policies\/Explorer\/)?Run(?:Once|Services)?(?:\/|$)|CurrentVersion\/(?:Winlogon|Image File Execution Options|Windows\/AppInit_DLLs)/i,
  },
  { kind: 'autostart', what: 'a preloaded library', is: /(?:^|\/)etc\/ld\.so\.(?:preload|conf)/ },
  { kind: 'autostart', what: 'rights of sudo', is: /(?:^|\/)etc\/(?:sudoers|doas\.conf|pam\.d|security\/)/ },
  {
    kind: 'autostart',
    what: 'a git hook',
    is: /(?:^|\/)\.git\/hooks\/[a-z-]+$|(?:^|\/)\.husky\/(?:pre|post|prepare|commit)-?[a-z-]*$|(?:^|\/)git-core\/templates\/hooks\//,
  },
  {
    kind: 'autostart',
    what: 'a start file of Python',
    is: /(?:site|dist)-packages\/[^/]+\.pth$|(?:^|\/)[\w-]+\.pth$|(?:^|\/)(?:site|user)customize(?:\.py|\/__init__\.py)$/,
  },
  { kind: 'autostart', what: 'a rule of udev', is: /(?:^|\/)etc\/udev\/rules\.d\// },
  {
    kind: 'autostart',
    what: 'a start of the editor',
    is: /(?:^|\/)\.vscode\/tasks\.json$|(?:^|\/)\.vim(?:rc|\/plugin\/)|(?:^|\/)\.config\/nvim\/init\.(?:vim|lua)$|(?:^|\/)\.envrc$/,
  },
  // Trust.
  { kind: 'trust', what: "the checksums of Go's modules", is: /(?:^|\/)go\.(?:work\.)?sum$/ },
  { kind: 'trust', what: "the requirements of Go's modules", is: /(?:^|\/)go\.(?:mod|work)$/ },
  {
    kind: 'trust',
    what: "Go's settings",
    is: /(?:^|\/)\.?config\/go\/env$|Application Support\/go\/env$|AppData\/Roaming\/go\/env$|(?:^|\/)go\/go\.env$/i,
  },
  {
    kind: 'trust',
    what: 'the Go distribution',
    is: /(?:^|\/)usr\/local\/go\/(?:bin|pkg|src)\/|(?:^|\/)goroot\/bin\//i,
  },
  { kind: 'trust', what: "Go's module cache", is: /\/pkg\/mod\/(?:cache\/download\/|[^/]+@v)|\/pkg\/sumdb\// },
  { kind: 'trust', what: 'a workflow', is: /(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$|(?:^|\/)\.gitlab-ci\.yml$/ },
  {
    kind: 'trust',
    what: "npm's or pip's settings",
    is: /(?:^|\/)(?:pip\.conf|\.pip\/pip\.conf|\.cargo\/config(?:\.toml)?)$/,
  },
  {
    kind: 'trust',
    what: "git's settings",
    is: /(?:^|\/)\.gitconfig$|(?:^|\/)\.config\/git\/config$|(?:^|\/)etc\/gitconfig$/,
  },
  { kind: 'trust', what: 'names of hosts', is: /(?:^|\/)etc\/(?:hosts|resolv\.conf)$|drivers\/etc\/hosts$/i },
  // Secrets.
  {
    kind: 'secret',
    what: 'SSH keys',
    is: /(?:^|\/)\.ssh\/(?:id_\w+|identity|config|known_hosts|…|\*)$|(?:^|\/)\.ssh\/?$|(?:^|\/)id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?$|ssh_host_\w+_key$/,
  },
  {
    kind: 'secret',
    what: 'cloud credentials',
    is: /(?:^|\/)\.aws\/(?:credentials|config|sso)|(?:^|\/)\.azure\/|(?:^|\/)gcloud\/|application_default_credentials\.json$|(?:^|\/)\.oci\/|(?:^|\/)\.aliyun\/|(?:^|\/)\.s3cfg$|(?:^|\/)\.boto$|(?:^|\/)doctl\/config|(?:^|\/)\.config\/hcloud\//,
  },
  {
    kind: 'secret',
    what: 'cluster credentials',
    is: /(?:^|\/)\.kube\/config$|serviceaccount\/token$|(?:^|\/)etc\/(?:kubernetes\/admin\.conf|rancher\/k3s\/k3s\.yaml)$|(?:^|\/)kubeconfig$/,
  },
  {
    kind: 'secret',
    what: 'registry credentials',
    is: /(?:^|\/)\.docker\/config\.json$|(?:^|\/)\.(?:npmrc|yarnrc(?:\.yml)?|pypirc|netrc|git-credentials|pgpass|my\.cnf|dockercfg|terraformrc|vault-token|htpasswd)$|(?:^|\/)_netrc$|(?:^|\/)\.gem\/credentials$|(?:^|\/)\.cargo\/credentials|(?:^|\/)\.terraform\.d\/credentials|(?:^|\/)\.config\/gh\/hosts\.yml$|(?:^|\/)\.config\/git\/credentials$|(?:^|\/)\.m2\/settings\.xml$|(?:^|\/)gradle\.properties$/,
  },
  {
    kind: 'secret',
    what: 'passwords of a browser',
    is: /(?:Login Data|Web Data|Cookies|Local State|key[34]\.db|logins\.json|cookies\.sqlite|signons\.sqlite)$|(?:Google\/Chrome|BraveSoftware|Microsoft\/Edge|Mozilla\/Firefox|\.mozilla\/firefox|google-chrome|chromium|Opera Software|Vivaldi)\/(?:.*(?:Profiles?|Default|User Data)|(?:.*\/)?[…*]$)/i,
  },
  {
    kind: 'secret',
    what: 'wallets',
    is: /(?:^|\/)(?:wallet\.dat|keystore\/UTC--|\.electrum|\.ethereum\/keystore|\.bitcoin|\.solana\/|solana\/id\.json|\.config\/solana)|Exodus\/|atomic\/Local Storage|Ledger Live|metamask|nkbihfbeogaeaoehlefnkodbefgpgknn/i,
  },
  {
    kind: 'secret',
    what: 'key chains',
    is: /(?:^|\/)(?:login\.keychain(?:-db)?|\.gnupg\/|\.password-store|\.local\/share\/keyrings|Library\/Keychains)|\.kdbx?$|1Password|Bitwarden/,
  },
  {
    kind: 'secret',
    what: 'passwords of the system',
    is: /(?:^|\/)etc\/(?:shadow|gshadow|master\.passwd|krb5\.keytab)$|config\/SAM$|(?:^|\/)ntds\.dit$/i,
  },
  {
    kind: 'secret',
    what: 'keys as they are pressed',
    is: /(?:^|\/)dev\/(?:input\/(?:event|by-(?:id|path)\/)|hidraw\d|uinput)/,
  },
  { kind: 'secret', what: "a process's environment", is: /(?:^|\/)proc\/[^/]+\/(?:environ|mem|cmdline)$/ },
  {
    kind: 'secret',
    what: 'histories of shells',
    is: /(?:^|\/)\.(?:bash|zsh|sh|python|node_repl|psql|mysql|sqlite|rediscli|irb|lesshst)_?history$|ConsoleHost_history\.txt$|fish_history$/,
  },
  {
    kind: 'secret',
    what: 'sessions of messengers',
    is: /(?:discord|discordcanary|Telegram Desktop|Signal|Slack)\/.*(?:leveldb|tdata|Local Storage|storage)/i,
  },
  {
    kind: 'secret',
    what: 'settings with secrets',
    is: /(?:^|\/)\.env(?:\.(?:local|production|prod|development|staging))?$|(?:^|\/)(?:secrets?|credentials?)\.(?:json|ya?ml|toml|ini)$|(?:^|\/)\.config\/(?:rclone|filezilla|sops)\/|sitemanager\.xml$|(?:^|\/)\.claude\/\.?credentials|(?:^|\/)\.config\/(?:github-copilot|op)\//,
  },
  // Devices and temporary folders.
  {
    kind: 'device',
    what: 'a disk',
    is: /(?:^|\/)dev\/(?:sd[a-z]|hd[a-z]|vd[a-z]|xvd[a-z]|nvme\d|mmcblk\d|disk\d|rdisk\d|mem$|kmem$)|^\/\/?[.?]\/PhysicalDrive\d/i,
  },
  {
    kind: 'temporary',
    what: 'a temporary folder',
    is: /^\/(?:tmp|var\/tmp|dev\/shm|private\/tmp|run)\/|\/AppData\/Local\/Temp\/|%(?:TEMP|TMP)%|C:\/Windows\/Temp\//i,
  },
]
