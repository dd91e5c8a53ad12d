// Programs whose words alone say what they do, without a flow of data.
import type { Deed } from './deeds.ts'
import { classifyPath } from './filepath.ts'
import { programName } from './shellwords.ts'

/** What a program with these arguments does by itself; `undefined` where its words do not say. */
export function deedOfWords(words: readonly string[], line: string): Deed['kind'] | undefined {
  const name = programName(words[0] ?? '')
  // Two parts of one line may stand far apart, but a line that a person or a program writes is not that long.
  const lower = line.slice(0, MOST_LINE).toLowerCase()
  const found = DEEDS.find(({ names, when }) => names.includes(name) && when.test(lower))
  if (found !== undefined) return found.kind
  if (name === 'rm' && destroysTree(words)) return 'destroy'
  return name === 'shred' && words.some((word) => classifyPath(word).kind === 'device') ? 'destroy' : undefined
}

/** How much of a command line is matched. */
const MOST_LINE = 4096

/** Programs whose words alone say what they do; matched against the command line in lower case. */
const DEEDS: readonly { readonly names: readonly string[]; readonly when: RegExp; readonly kind: Deed['kind'] }[] = [
  { names: ['dd'], when: /\bof=\S*\/dev\/(?:sd|hd|vd|xvd|nvme|mmcblk|disk)/, kind: 'destroy' },
  {
    names: ['wipefs', 'blkdiscard', 'sgdisk', 'cipher', 'diskpart'],
    when: /\/dev\/(?:sd|hd|vd|xvd|nvme|mmcblk|disk)|\/w:|\/s/,
    kind: 'destroy',
  },
  {
    names: ['mkfs', 'mkfs.ext4', 'mkfs.ext3', 'mkfs.xfs', 'mke2fs', 'mkfs.vfat'],
    when: /\/dev\/(?:sd|hd|vd|xvd|nvme|mmcblk)/,
    kind: 'destroy',
  },
  { names: ['format'], when: /\b[a-z]:/, kind: 'destroy' },
  {
    names: ['del', 'erase', 'rd', 'rmdir'],
    when: /\/s\b.*(?:[a-z]:\\(?:\*|windows|users)?(?:\s|$|\\\*)|%(?:userprofile|systemroot|systemdrive)%)/,
    kind: 'destroy',
  },
  { names: ['vssadmin', 'wbadmin'], when: /\bdelete\b/, kind: 'destroy' },
  {
    names: ['nc', 'ncat', 'netcat'],
    when: /\s-\w*[ec]\w*\s+\S*(?:sh|cmd|powershell)|--(?:sh-)?exec/,
    kind: 'remote-shell',
  },
  { names: ['socat'], when: /exec:.*(?:sh|cmd)|system:/, kind: 'remote-shell' },
  {
    names: ['iptables', 'ip6tables'],
    when: /(?:-p|--policy)\s+(?:input|output|forward)\s+accept|\s(?:-f|--flush)(?:\s+(?:input|output|forward))?$/,
    kind: 'disable',
  },
  { names: ['ufw'], when: /\b(?:disable|reset)\b/, kind: 'disable' },
  { names: ['setenforce'], when: /\s(?:0|permissive)/, kind: 'disable' },
  {
    names: ['systemctl', 'service'],
    when: /\b(?:stop|disable|mask)\b.*\b(?:firewalld|ufw|iptables|nftables|apparmor|auditd|falcon|clamav|defender|mdatp|osqueryd|wazuh|rsyslog|syslog)/,
    kind: 'disable',
  },
  { names: ['netsh'], when: /firewall.*(?:state\s+off|opmode.*disable)/, kind: 'disable' },
  { names: ['sc', 'net'], when: /\bstop\b.*(?:windefend|wscsvc|mpssvc|sense)/, kind: 'disable' },
  { names: ['wevtutil'], when: /\bcl\b/, kind: 'disable' },
  { names: ['history'], when: /\s-c\b/, kind: 'disable' },
  { names: ['spctl'], when: /--master-disable/, kind: 'disable' },
  { names: ['csrutil'], when: /\bdisable\b/, kind: 'disable' },
  { names: ['xattr'], when: /-[a-z]*d[a-z]*\s+com\.apple\.quarantine/, kind: 'disable' },
  {
    names: ['go'],
    when: /\benv\s+-w\s.*(?:gosumdb=off|gonosumdb|gonosumcheck|goflags=|goproxy=|goinsecure)/,
    kind: 'disable',
  },
  { names: ['schtasks'], when: /\/create\b/, kind: 'persist' },
  {
    names: ['reg'],
    when: /\badd\b.*(?:\\currentversion\\run|\\winlogon|\\image file execution|\\userinit)/,
    kind: 'persist',
  },
  { names: ['launchctl'], when: /\b(?:load|bootstrap|submit)\b/, kind: 'persist' },
  { names: ['systemctl'], when: /\benable\b/, kind: 'persist' },
  { names: ['update-rc.d', 'chkconfig', 'rc-update'], when: /\b(?:defaults|enable|add|on)\b/, kind: 'persist' },
  { names: ['sc'], when: /\bcreate\b/, kind: 'persist' },
  { names: ['at', 'batch'], when: /\bnow\b|-f\b/, kind: 'persist' },
  { names: ['useradd', 'adduser'], when: /-o\b.*-u\s*0|-g\s*(?:sudo|wheel|root)|-ou\s*0/, kind: 'persist' },
  { names: ['chattr'], when: /\+i\b.*(?:authorized_keys|cron|\.service)/, kind: 'persist' },
]

function destroysTree(words: readonly string[]): boolean {
  if (!words.some((word) => /^-\w*[rR]/.test(word) || word === '--recursive')) return false
  return words
    .slice(1)
    .some((word) =>
      /^(?:\/|\/\*|~|~\/|~\/\*|\$HOME|\$HOME\/\*|"?\$\{HOME\}"?|\/(?:home|etc|usr|var|boot|root)(?:\/\*?)?|--no-preserve-root)$/.test(
        word,
      ),
    )
}
