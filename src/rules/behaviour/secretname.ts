// Names of environment variables: which hold secrets, and whose they are.

/** Whether the value of a variable of this name is a secret. */
export function isSecretName(name: string): boolean {
  const upper = name.toUpperCase()
  if (
    ORDINARY.has(upper) ||
    /(?:_FILE|_PATH|_DIR|_URL|_URI|_HOST|_PORT|_ENDPOINT|_REGION|_TIMEOUT|_TTL|_NAME|_TYPE|_LENGTH|_SIZE|_ENABLED)$/.test(
      upper,
    )
  )
    return false
  return words(upper).some((word) => SECRET_WORDS.has(word)) || JOINED.test(upper)
}

/**
 * Whether a parameter or field of this name holds a secret of its owner: `password`, `apiToken`, `dsn`. Words that mean
 * other things in code as well, as `key` and `session`, count only together with another.
 */
export function isSecretParameter(name: string): boolean {
  const all = words(name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase())
  if (all.some((word) => OWN_WORDS.has(word)) || JOINED.test(name.toUpperCase())) return true
  return all.length > 1 && /(?:API|ACCESS|PRIVATE|SECRET|AUTH|SDK|LICENSE)_KEY$/.test(all.join('_'))
}

/** Whose variable it is: its first word, as `AWS` in `AWS_SECRET_ACCESS_KEY`; empty where the name says nobody. */
export function vendorOf(name: string): string {
  const [first = ''] = words(name.toUpperCase())
  return SECRET_WORDS.has(first) || GENERAL.has(first) ? '' : (SAME_VENDOR.get(first) ?? first)
}

/**
 * Whether all addresses belong to whom a variable's name says. Of vendors that everybody has keys of their own hosts
 * count alone, for anyone can put their name into another; of others a word of the name in the host is enough.
 */
export function belongsTo(name: string, addresses: readonly string[]): boolean {
  if (addresses.length === 0) return false
  const vendor = vendorOf(name)
  const known = HOSTS_OF.get(vendor)
  if (known !== undefined) return addresses.every((address) => known.test(hostOf(address)))
  const own = words(name.toUpperCase()).filter(
    (word) => word.length > 1 && !SECRET_WORDS.has(word) && !GENERAL.has(word),
  )
  return addresses.every((address) => own.some((word) => hostOf(address).includes(word.toLowerCase())))
}

function hostOf(address: string): string {
  return (/^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^/@]*@)?([^/:?#]*)/i.exec(address)?.[1] ?? '').toLowerCase()
}

function words(name: string): readonly string[] {
  return name.split(/[^A-Z0-9]+/).filter((word) => word !== '')
}

const set = (names: string): ReadonlySet<string> => new Set(names.split(' '))

const SECRET_WORDS = set(
  'TOKEN TOKENS SECRET SECRETS PASSWORD PASSWD PASS PASSPHRASE PWD KEY KEYS APIKEY CREDENTIAL CREDENTIALS CREDS CRED AUTH PAT BEARER PRIVATE MNEMONIC SEED WEBHOOK DSN COOKIE SESSION SIGNATURE JWT',
)

const OWN_WORDS = set(
  'TOKEN SECRET SECRETS PASSWORD PASSWD PASSPHRASE PASSCODE PWD PIN APIKEY CREDENTIAL CREDENTIALS CREDS MNEMONIC DSN JWT BEARER COOKIE COOKIES',
)

const JOINED = /(?:TOKEN|SECRET|PASSWORD|PASSWD|APIKEY|ACCESSKEY|PRIVATEKEY|CREDENTIALS?)$/

const GENERAL = set(
  'APP MY DEFAULT CI ENV API ACCESS CLIENT USER ADMIN ROOT DB DATABASE SERVICE SERVER REMOTE LOCAL PUBLIC ID BOT',
)

const ORDINARY = set(
  'HOME PATH PWD OLDPWD USER LOGNAME SHELL TERM LANG TZ TMPDIR HOSTNAME EDITOR PAGER DISPLAY HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY NO_COLOR CLICOLOR COLORTERM GOPATH GOROOT GOPROXY GOFLAGS GOOS GOARCH SSH_AUTH_SOCK GOAUTH XAUTHORITY KEYMAP',
)

const SAME_VENDOR: ReadonlyMap<string, string> = new Map([
  ['GH', 'GITHUB'],
  ['ACTIONS', 'GITHUB'],
  ['GOOGLE', 'GCP'],
  ['GCLOUD', 'GCP'],
  ['CLOUDSDK', 'GCP'],
  ['GEMINI', 'GCP'],
  ['ARM', 'AZURE'],
  ['MSI', 'AZURE'],
  ['IDENTITY', 'AZURE'],
  ['NODE', 'NPM'],
  ['HF', 'HUGGINGFACE'],
  ['DD', 'DATADOG'],
  ['DIGITALOCEAN', 'DO'],
  ['SL', 'SCALINGO'],
])

/** Hosts of vendors whose keys everybody has. */
const HOSTS_OF: ReadonlyMap<string, RegExp> = new Map([
  ['AWS', /(?:^|\.)(?:amazonaws\.com(?:\.cn)?|amazon\.com|api\.aws)$/],
  ['GITHUB', /(?:^|\.)(?:github\.com|githubusercontent\.com|ghcr\.io|github\.io)$/],
  ['GITLAB', /(?:^|\.)gitlab\.com$/],
  ['GCP', /(?:^|\.)(?:googleapis\.com|google\.com|gcr\.io|pkg\.dev)$/],
  [
    'AZURE',
    /(?:^|\.)(?:azure\.com|azure\.net|windows\.net|microsoftonline\.com|microsoft\.com|azure\.cn|azurecr\.io)$/,
  ],
  ['NPM', /(?:^|\.)(?:npmjs\.(?:com|org)|pkg\.github\.com)$/],
  ['DOCKER', /(?:^|\.)docker\.(?:com|io)$/],
  ['SLACK', /(?:^|\.)slack\.com$/],
  ['OPENAI', /(?:^|\.)openai\.com$/],
  ['STRIPE', /(?:^|\.)stripe\.com$/],
  ['HUGGINGFACE', /(?:^|\.)(?:huggingface\.co|hf\.co)$/],
  ['DATADOG', /(?:^|\.)(?:datadoghq\.(?:com|eu)|ddog-gov\.com)$/],
  ['DO', /(?:^|\.)digitalocean(?:spaces)?\.com$/],
])
