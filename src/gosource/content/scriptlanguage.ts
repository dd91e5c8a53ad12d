// Which language a text without a telling name is written in, as far as that matters: whether an interpreter would run
// it. By the words that each language needs and prose does not have.

/** A language that an interpreter runs, or HTML with a script in it. */
export type ScriptLanguage =
  | 'shell'
  | 'PowerShell'
  | 'batch'
  | 'JavaScript'
  | 'Python'
  | 'Go'
  | 'PHP'
  | 'HTML with a script'
  | 'plain'

/** How much of a text is looked at, in bytes. */
const LOOKED_AT = 64 * 1024

/** The language of a text, a byte a character; `undefined` for prose, data and markup. */
export function scriptLanguage(text: string): ScriptLanguage | undefined {
  const head = text.slice(0, LOOKED_AT)
  const first = /^(?:\u00EF\u00BB\u00BF)?#!\s*(\S+)(?:[ \t]+(\S+))?/.exec(head)
  if (first !== null) return interpreter(`${first[1] ?? ''} ${first[2] ?? ''}`)
  if (/^\s*<(?:!doctype|html|\?xml|svg|script)\b/i.test(head)) {
    return /<script[\s>]/i.test(head) ? 'HTML with a script' : undefined
  }
  if (/<\?php\b/i.test(head.slice(0, 200))) return 'PHP'
  return LANGUAGES.find(([, signs, needed]) => distinct(head, signs) >= needed)?.[0]
}

/** Whether a first line names an interpreter. */
export function hasInterpreterLine(text: string): boolean {
  return /^(?:\u00EF\u00BB\u00BF)?#!\s*\/\S/.test(text)
}

function interpreter(line: string): ScriptLanguage {
  if (/\b(?:ba|z|da|k|a|fi)?sh\b/.test(line)) return 'shell'
  if (/python/.test(line)) return 'Python'
  if (/\b(?:node|deno|bun)\b/.test(line)) return 'JavaScript'
  return /pwsh|powershell/i.test(line) ? 'PowerShell' : 'plain'
}

/** Signs of each language, and how many different ones it takes. */
const LANGUAGES: readonly (readonly [ScriptLanguage, readonly RegExp[], number])[] = [
  [
    'JavaScript',
    [
      /\bfunction\b\s*\*?\s*[\w$]*\s*\(/,
      /\b(?:const|let|var)\s+(?:[\w$]+|\{[^}\n]{0,200}\}|\[[^\]\n]{0,200}\])\s*=/,
      /=>\s*[{([\w$]/,
      /\b(?:require|import)\s*\(\s*["'`\w]/,
      /\b(?:process|module|exports|globalThis|window|document|console|Buffer|JSON|String|Object)\s*[.[]/,
      /\b(?:await|async|new|typeof|return)\s+[\w$"'([{]/,
      /\b(?:eval|setTimeout|setInterval|atob|unescape|parseInt)\s*\(/,
      /\b_0x[0-9a-f]{2,}/,
    ],
    3,
  ],
  // What obfuscators make of JavaScript: hardly a word is left.
  ['JavaScript', [/(?:\b_0x[0-9a-f]{3,6}\b[^\n]{0,200}){4}/, /(?:[![\]()+{}]{40}\s*){5}/], 1],
  [
    'PowerShell',
    [
      /\$[A-Za-z_]\w*\s*=/,
      /\b(?:Invoke|New|Get|Set|Start|Write|Add|Remove|Import|Out|Select|Where|ForEach|Test|ConvertTo|ConvertFrom)-[A-Z][A-Za-z]+\b/,
      /\[(?:System|Convert|Text|IO|Net|Reflection)\.[\w.]+\]|\[(?:Convert|Array|Char|Byte)\]::/i,
      /\s-(?:eq|ne|like|match|join|split|replace|Uri|OutFile|ArgumentList|Command|File|Path)\b/,
      /\b(?:iex|iwr|irm)\b/i,
      /\bparam\s*\(\s*[[$]/i,
    ],
    3,
  ],
  [
    'batch',
    [
      /^@?echo\s+off\b/im,
      /^\s*(?:set|setlocal|endlocal|goto|call|if\s+(?:not\s+)?exist|for\s+\/f)\b/im,
      /%[A-Za-z~]\w*%?/,
      /\b(?:cmd(?:\.exe)?\s+\/c|start\s+\/b)\b/i,
    ],
    3,
  ],
  [
    'Python',
    [
      /^(?:import [\w., ]+|from [\w.]+ import [\w.,* ()]+)$/m,
      /^\s*def \w+\([^)\n]*\)[^:\n]{0,80}:\s*$/m,
      /\b(?:exec|eval|__import__|compile|open|print)\s*\(/,
      /^\s*(?:if|for|while|with|try|except|else|elif)\b[^\n]{0,200}:\s*$/m,
      /\b(?:os|sys|subprocess|base64|socket|requests|urllib)\.\w+/,
    ],
    3,
  ],
  [
    'shell',
    [
      /(?:^|[;&|]\s*)(?:curl|wget|chmod|sudo|export|mkdir|nohup|eval)\s+[-\w"'$./~]/m,
      /\$\([^)\n]{1,200}\)|\$\{\w+[^}\n]{0,100}\}/,
      /^\s*(?:if \[|then$|fi$|done$|esac$|for \w+ in\b|while (?:true|read|:)|case .* in$)/m,
      /\|\s*(?:ba|z)?sh\b/,
      /\s(?:>\s*\/dev\/null|2>&1)/,
    ],
    2,
  ],
  ['Go', [/^package \w+\s*$/m, /^import (?:\(|")/m, /^func /m], 3],
]

function distinct(text: string, signs: readonly RegExp[]): number {
  let count = 0
  for (const sign of signs) if (sign.test(text)) count++
  return count
}
