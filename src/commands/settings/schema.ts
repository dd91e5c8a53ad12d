// What values the settings take, as zod schemas, and as JSON Schema for editors. Loaded where a file is read, not before:
// zod costs more than the whole start.
import { z } from 'zod'
import { settingRows, type SettingSpec } from './table.ts'

/** The schema of one setting's value in a file. */
export function schemaOf({ kind, words = [] }: SettingSpec): z.ZodType {
  switch (kind) {
    case 'text':
      return z.string().min(1)
    case 'list':
      return z.array(z.string().min(1))
    case 'switch':
      return z.boolean()
    case 'count':
      return z.number().int().min(1).max(256)
    case 'percent':
      return z.number().min(0).max(100)
    case 'words':
      return z.union([z.literal('none'), z.enum(words), z.array(z.enum(words))])
  }
}

/**
 * The JSON schemas of the two kinds of files, by the names of their files in docs/schemas/: the user's and the system's
 * `config.yaml`, and a project's `.modwarden.yaml`.
 */
export function settingsSchemas(): ReadonlyMap<string, object> {
  return new Map([
    ['config.json', fileSchema('config.yaml of modwarden: the settings of a user or a system', false)],
    ['project.json', fileSchema('.modwarden.yaml: what a project may set of modwarden’s settings', true)],
  ])
}

function fileSchema(title: string, project: boolean): object {
  const rows = settingRows().filter(([, spec]) => !project || spec.project !== 'no')
  const shape = rows.map(([, spec]) => {
    const strict = project && spec.project !== 'no' ? '; in a project it only makes the check stricter' : ''
    return [
      spec.name,
      schemaOf(spec).optional().describe(`${spec.about} (default: ${spec.otherwise})${strict}`),
    ] as const
  })
  return z.toJSONSchema(z.strictObject(Object.fromEntries(shape)).meta({ title }), { target: 'draft-7' })
}
