// The API as an OpenAPI 3.1 document, made of the table that is served. https://spec.openapis.org/oas/v3.1.1.html
import { z } from 'zod'
import type { RouteAbout } from './route.ts'
import { problem } from './schemas.ts'

/** The document. `server` is the guard's own address. */
export function openApi(routes: readonly RouteAbout[], version: string, server: string): object {
  const paths: Record<string, Record<string, object>> = {}
  const shared = new Map<string, object>()
  for (const route of routes) (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(route, shared)
  return {
    openapi: '3.1.1',
    info: {
      title: 'modwarden',
      version,
      description: 'What a guard for Go modules decided, why, and what people may change about it.',
    },
    servers: [{ url: server }],
    paths,
    components: {
      schemas: Object.fromEntries(shared),
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'of modwarden token create, or an id token of a CI system',
        },
        basic: { type: 'http', scheme: 'basic', description: 'any name, and the token as the password' },
      },
    },
  }
}

function operation(
  { id, about, needs, path, params, query, body, answer }: RouteAbout,
  shared: Map<string, object>,
): object {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: schemaOf(params[name] ?? z.string(), 'input', shared),
  }))
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: !(schema instanceof z.ZodType && schema.safeParse(undefined).success),
    schema: schemaOf(schema, 'input', shared),
  }))
  const security = [{ token: [] }, { basic: [] }]
  return {
    operationId: id,
    summary: about,
    description: needs === 'anyone' ? 'For whoever may read.' : `Needs the role ${needs}.`,
    security: needs === 'anyone' ? [{}, ...security] : security,
    parameters: [...inPath, ...inQuery],
    ...(body === undefined
      ? {}
      : {
          requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input', shared) } } },
        }),
    responses: {
      200: { description: 'done', content: { 'application/json': { schema: schemaOf(answer, 'output', shared) } } },
      default: {
        description: 'not done',
        content: { 'application/json': { schema: schemaOf(problem, 'output', shared) } },
      },
    },
  }
}

/** JSON Schema of draft 2020-12, which OpenAPI 3.1 takes as it is; what has a name goes to `shared`. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', shared: Map<string, object>): object {
  const { $schema: _, $defs = {}, ...made } = z.toJSONSchema(schema, { target: 'draft-2020-12', io })
  for (const [name, shape] of Object.entries($defs)) shared.set(name, moved(shape))
  return moved(made)
}

/** References lead to where the document has what is shared; the names that zod leaves in it are no JSON Schema. */
function moved(schema: object): object {
  const text = JSON.stringify(schema, (key, value: unknown) =>
    key === 'id' && typeof value === 'string' ? undefined : value,
  )
  const value: unknown = JSON.parse(text.replaceAll('"#/$defs/', '"#/components/schemas/'))
  return typeof value === 'object' && value !== null ? value : {}
}
