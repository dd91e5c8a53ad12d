// The flags of #cgo lines. go build refuses what is not on its own list (https://go.dev/wiki/InvalidFlag); here is asked
// what a flag is for: those that make the compiler or linker load a plugin, start another program, or read more flags
// from a file have one use in a module, and several got past the list before (https://go.dev/issue/23672).

/** A flag that has no place in a module. */
export interface BadFlag {
  readonly flag: string
  /** What it does. */
  readonly why: string
}

/** What is wrong with the flags of one #cgo line, the text behind the colon. `kind` is its variable, such as LDFLAGS. */
export function badFlags(kind: string, text: string): readonly BadFlag[] {
  const words = text.match(/"(?:[^"\\]|\\.)*"|'[^']*'|(?:[^\s"'\\]|\\.)+/g) ?? []
  const bad: BadFlag[] = []
  for (const word of words.slice(0, 1000)) {
    const flag = word.replaceAll(/["']/g, '')
    const why = kind === 'pkg-config' ? packageFlag(flag) : (compilerFlag(flag) ?? linkerFlag(flag))
    if (why !== undefined) bad.push({ flag, why })
  }
  return bad
}

function packageFlag(flag: string): string | undefined {
  return flag.startsWith('-') && !/^--(?:static|shared|libs|cflags)$/.test(flag)
    ? 'passes an option to pkg-config'
    : undefined
}

function compilerFlag(flag: string): string | undefined {
  if (flag.startsWith('@')) return 'reads more flags from a file'
  if (/^-f(?:pass-)?plugin(?:-arg-|=|$)/.test(flag) || flag === '-load') return 'loads a plugin into the compiler'
  if (flag === '-wrapper' || flag.startsWith('--wrapper')) return 'starts the compiler through another program'
  if (/^-B(?!static$|dynamic$|symbolic$)/.test(flag) || /^--?gcc-toolchain/.test(flag))
    return 'takes the compiler from another folder'
  if (/^--?specs(?:=|$)/.test(flag)) return "replaces the compiler's own rules"
  if (/^-fuse-ld=.*[/\\]/.test(flag) || flag.startsWith('--ld-path')) return 'starts another linker'
  if (/^-X(?:linker|assembler|preprocessor|clang)$/.test(flag)) return 'passes flags on unseen'
  return undefined
}

function linkerFlag(flag: string): string | undefined {
  if (!/^-W[lap],/.test(flag)) return undefined
  const parts = flag.split(',').slice(1)
  if (parts.some((part) => part.startsWith('@'))) return 'reads more flags from a file'
  if (parts.some((part) => /^--?plugin(?:-opt)?(?:=|$)/.test(part) || part === '-load'))
    return 'loads a plugin into the linker'
  if (parts.some((part) => /^(?:--?dynamic-linker|-I)(?:=|$)/.test(part))) return 'gives the program another loader'
  if (parts.some((part) => /^--?(?:init|fini)(?:=|$)/.test(part))) return 'names a function that runs at load'
  return undefined
}
