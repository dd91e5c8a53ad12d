// modwarden config: the settings in force with the place that each comes from, and the schemas of the files.
import path from 'node:path'
import { createFiles } from '../io/files.ts'
import { createGo } from '../io/goenv.ts'
import { redactUrl } from '../io/httperrors.ts'
import { printable } from '../report/printable.ts'
import type { ExitCode } from '../report/verify.ts'
import type { Document } from '../report/view.ts'
import type { Invocation, ReportFlags } from './flags/reportflags.ts'
import { emit, failed } from './run/output.ts'
import { traceSettings, type Origin } from './settings/settings.ts'
import { settingRows } from './settings/table.ts'

/** `modwarden/config/1`. */
export interface ConfigDocument extends Document {
  readonly schema: 'modwarden/config/1'
  readonly settings: readonly ConfigRow[]
  /** Settings of go that a setting of modwarden changes, as they are used. */
  readonly go: readonly ConfigRow[]
}

/** One setting in force. User and password of a URL are not shown. */
export interface ConfigRow {
  readonly name: string
  /** `null`: nobody sets it, and there is no value of our own. */
  readonly value: string | number | boolean | readonly string[] | null
  readonly origins: ReadonlyArray<
    Origin | { readonly kind: 'go' } | { readonly kind: 'setting'; readonly name: string }
  >
}

/** The flags of `config show`. */
export interface ConfigFlags extends ReportFlags {
  readonly origin: boolean
}

/** Runs `config show`, for the project in this folder. */
export async function configShowCommand(flags: ConfigFlags, invocation: Invocation): Promise<ExitCode> {
  return failed('modwarden/config/1', flags, invocation, async () => {
    const { env } = invocation.terminal
    const { settings, origins } = await traceSettings(createFiles(), env, invocation.cwd, {})
    const go = await createGo({ env }).settings()
    const rows = settingRows().map(([key, { name, kind }]): ConfigRow => {
      const value = settings[key] ?? null
      return { name, value: kind === 'text' ? redacted(value) : value, origins: origins[key] }
    })
    const changed = (name: string, said: string, by: string, value: string | undefined): ConfigRow => ({
      name,
      value: redacted(value ?? said),
      origins: value === undefined ? [{ kind: 'go' }] : [{ kind: 'setting', name: by }],
    })
    const document: ConfigDocument = {
      schema: 'modwarden/config/1',
      settings: rows,
      go: [
        changed('GOPROXY', go.GOPROXY, 'upstream', settings.upstream),
        changed('GOSUMDB', go.GOSUMDB, 'gosumdb', settings.gosumdb),
        withPrivate('GONOPROXY', go.GONOPROXY, settings.private),
        withPrivate('GONOSUMDB', go.GONOSUMDB, settings.private),
      ],
      exitCode: 0,
    }
    return emit(flags, invocation, document, () => configText(document, flags.origin, invocation.cwd))
  })
}

/** Runs `config schema`. */
export async function configSchemaCommand(of: string, { terminal }: Invocation): Promise<ExitCode> {
  const { settingsSchemas } = await import('./settings/schema.ts')
  terminal.stdout.write(`${JSON.stringify(settingsSchemas().get(`${of}.json`), undefined, 2)}\n`)
  return 0
}

/** Patterns of ours go to the same places as go's own. */
function withPrivate(name: string, said: string, ours: readonly string[]): ConfigRow {
  const all = [...said.split(','), ...ours].filter((pattern) => pattern !== '' && pattern !== 'none')
  return {
    name,
    value: all.join(','),
    origins: [{ kind: 'go' }, ...(ours.length === 0 ? [] : [{ kind: 'setting', name: 'private' } as const])],
  }
}

/** A text without the user and password of any URL in it: lists of proxies, a database and its URL. */
function redacted(value: ConfigRow['value']): ConfigRow['value'] {
  if (typeof value !== 'string') return value
  return value.replaceAll(/[^,|\s]+/g, (part) => (/[@?#]/.test(part) ? redactUrl(part) : part))
}

function configText(document: ConfigDocument, withOrigin: boolean, cwd: string): string {
  const all = [...document.settings, ...document.go]
  const names = Math.max(...all.map((row) => row.name.length))
  const lines = (rows: readonly ConfigRow[]): string[] =>
    rows.map((row) => {
      const value = `${row.name.padEnd(names)}  ${valueText(row)}`
      return withOrigin ? `${value}   # ${row.origins.map((origin) => originText(origin, cwd)).join(', ')}` : value
    })
  return printable(
    `${[...lines(document.settings), '', 'what of go’s settings is in force:', ...lines(document.go)].join('\n')}\n`,
  )
}

function valueText({ name, value }: ConfigRow): string {
  if (value === null) return `(${settingRows().find(([, spec]) => spec.name === name)?.[1].otherwise ?? 'not set'})`
  if (value === '') return '-'
  if (typeof value === 'object') return value.length === 0 ? 'none' : value.join(', ')
  return String(value)
}

function originText(origin: ConfigRow['origins'][number], cwd: string): string {
  switch (origin.kind) {
    case 'default':
      return 'default'
    case 'go':
      return 'go env'
    case 'setting':
      return `setting ${origin.name}`
    case 'variable':
      return origin.name
    case 'flag':
      return origin.name
    case 'file': {
      const relative = path.relative(cwd, origin.file)
      return `${relative.startsWith('..') ? origin.file : relative}:${origin.line}`
    }
  }
}
