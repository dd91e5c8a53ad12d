// Scripts of other languages given as text: PowerShell, and whatever `python -c`, `perl -e`, `node -e` take. They are
// not parsed; each deed needs two signs that stand for its two ends: what fetches and what runs.
import type { Deed } from './deeds.ts'

/** How much of a script is looked at. */
const MOST_TEXT = 1 << 16

/** What PowerShell with these arguments does; encoded commands are decoded. */
export function judgePowerShell(args: readonly string[], stdin: string): readonly Deed[] {
  const texts: string[] = [stdin]
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    // Any beginning of -EncodedCommand is understood, as is -ec.
    if (/^[-/]e(?:c|n|nc|nco|ncod|ncode|ncoded\w*)?$/i.test(arg)) texts.push(decoded(args[++i] ?? ''))
    else if (/^[-/](?:w|win|ex|ep|v|inp|o|ps|conf|work|cus|sett)\w*$/i.test(arg)) i++
    else if (!/^[-/]\w+$/.test(arg)) texts.push(arg)
  }
  const text = texts.filter((part) => part !== '').join(' ')
  return judge(text.replaceAll('`', ''), POWERSHELL)
}

/** What a script in a language of its own does. */
export function judgeScript(text: string): readonly Deed[] {
  return judge(text, SCRIPT)
}

/** Text behind -EncodedCommand: base64 of UTF-16. */
function decoded(text: string): string {
  if (!/^[A-Za-z0-9+/=…]+$/.test(text)) return text
  return Buffer.from(text.slice(0, MOST_TEXT), 'base64').toString('utf16le')
}

interface Signs {
  readonly fetch: RegExp
  readonly run: RegExp
  readonly decode: RegExp
  readonly shell: RegExp
  readonly disable: RegExp
  readonly persist: RegExp
}

const POWERSHELL: Signs = {
  fetch:
    /\b(?:iwr|irm|curl|wget|invoke-webrequest|invoke-restmethod|start-bitstransfer)\b|download(?:string|file|data)|net\.webclient|httpclient|winhttp|msxml2\.xmlhttp/i,
  run: /\b(?:iex|invoke-expression|start-process|saps|invoke-item|ii|rundll32|regsvr32|msiexec)\b|\[reflection\.assembly\]::load|&\s*\(|\.invoke\(|start\s+\S+\.exe|&\s*["'$]/i,
  decode: /frombase64string|-bxor|gzipstream|deflatestream/i,
  shell: /net\.sockets\.tcpclient/i,
  disable:
    /set-mppreference|add-mppreference|amsiutils|amsiinitfailed|set-netfirewallprofile[^;]{0,200}-enabled\s+false/i,
  persist: /register-scheduledtask|new-scheduledtask|currentversion\\run|new-service\b|startup\\/i,
}

const SCRIPT: Signs = {
  fetch:
    /urllib|requests\.(?:get|post)|http\.client|urlopen|lwp::|net::http|open-uri|https?\.get\(|fetch\(|file_get_contents\(\s*['"]https?:|socket\.create_connection|xmlhttp|axios|curl /i,
  run: /\bexec\(|\beval\(|\beval\b|\bexec\b|os\.system|os\.execute|io\.popen|subprocess|child_process|\bsystem\(|popen|shell_exec|passthru|new Function|vm\.run|wscript\.shell|compile\(/i,
  decode:
    /b64decode|base64|fromhex|zlib\.decompress|marshal\.loads|atob\(|Buffer\.from\([^)]{0,200}(?:base64|hex)|unpack\(|rot13/i,
  shell:
    /(?:socket[\s\S]{0,400}(?:dup2|subprocess|pty\.spawn|\/bin\/(?:ba)?sh|cmd\.exe))|(?:net\.(?:Socket|connect)[\s\S]{0,400}child_process)|(?:child_process[\s\S]{0,400}net\.(?:Socket|connect))/i,
  disable: /(?!)/,
  persist: /crontab|LaunchAgents|\.bashrc|authorized_keys|CurrentVersion\\+Run/i,
}

function judge(whole: string, signs: Signs): readonly Deed[] {
  const text = whole.slice(0, MOST_TEXT)
  const deed = (kind: Deed['kind']): Deed => ({ kind, text })
  const deeds: Deed[] = []
  const runs = signs.run.test(text)
  if (runs && signs.fetch.test(text)) deeds.push(deed('fetch-run'))
  else if (runs && signs.decode.test(text)) deeds.push(deed('decode-run'))
  if (signs.shell.test(text)) deeds.push(deed('remote-shell'))
  if (signs.disable.test(text)) deeds.push(deed('disable'))
  if (signs.persist.test(text)) deeds.push(deed('persist'))
  return deeds
}
