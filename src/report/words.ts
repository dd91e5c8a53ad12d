// Numbers and counts in words, the same in every text a person reads.

/** `41,902`. */
export function number(n: number): string {
  // Not toLocaleString: it costs more than all else that prints a line.
  return String(n).replaceAll(/(?<=\d)(?=(?:\d{3})+$)/g, ',')
}

/** `2.1 GB`: powers of ten, one decimal below ten. */
export function bytes(n: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const
  let value = n
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 || value >= 9.95 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? 'TB'}`
}

/** `1 module`, `184 modules`; a plural that is not the singular and "s" is given. */
export function count(n: number, singular: string, plural: string = `${singular}s`): string {
  return `${number(n)} ${n === 1 ? singular : plural}`
}

/** `1.9 s`, `0.04 s`. */
export function seconds(n: number): string {
  return `${n < 0.1 ? n.toFixed(2) : n.toFixed(1)} s`
}

/** Words in lines of at most 78 columns, behind so many spaces; lines after the first behind two more. */
export function wrapWords(words: string, indent: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of words.split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > 78) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].map((text, i) => `${' '.repeat(i === 0 ? indent : indent + 2)}${text}`)
}
