// GOFLAGS: flags that every go command gets, split as cmd/internal/quoted splits them: by white space, each quoted as a
// whole by ' or " where it holds some. https://pkg.go.dev/cmd/go#hdr-Environment_variables

/** The flags of a GOFLAGS value, without quotes. */
export function splitGoFlags(value: string): string[] {
  const flags: string[] = []
  for (const [, single, double, plain] of value.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)) {
    flags.push(single ?? double ?? plain ?? '')
  }
  return flags
}

/**
 * The values that GOFLAGS gives a flag, with one dash or two; of several go takes the last. A flag without a value is `true`.
 */
export function goFlagValues(value: string, name: string): string[] {
  return splitGoFlags(value).flatMap((text) => {
    const [, found, given = 'true'] = /^--?([^=]+)(?:=(.*))?$/s.exec(text) ?? []
    return found === name ? [given] : []
  })
}

/** The build tags of `-tags`: separated by commas, or by spaces as of old. */
export function goFlagTags(value: string): string[] {
  const tags = goFlagValues(value, 'tags').at(-1) ?? ''
  return tags.split(/[\s,]+/).filter((tag) => tag !== '')
}
