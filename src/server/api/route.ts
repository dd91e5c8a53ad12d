// A route of the API: what it takes and gives as schemas, who may call it, and what it does. The table of them
// (routes.ts) is what is served, what is documented and what is tested.
import type { z } from 'zod'
import { WardenError } from '../../base/errors.ts'
import type { Role } from '../../base/role.ts'
import type { Identity } from '../../world/people.ts'

/** A call as it came in, checked by nobody yet. */
export interface RawCall {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly body: unknown
  readonly who: Identity | undefined
}

/** What is known of a route besides what it does. */
export interface RouteAbout {
  /** Names it for programs that are made from the document. */
  readonly id: string
  readonly method: 'GET' | 'POST'
  /** `/api/v1/waivers/{id}/revoke` */
  readonly path: string
  readonly about: string
  /** `anyone`: whoever may read at all; private modules are left out for who is not known. */
  readonly needs: 'anyone' | Role
  /** The schema of each parameter in the path. */
  readonly params: Readonly<Record<string, z.ZodType>>
  readonly query: z.ZodObject | undefined
  readonly body: z.ZodObject | undefined
  readonly answer: z.ZodType
}

/** A route of a service. */
export interface Route<Service> extends RouteAbout {
  /** Checks the call and does it. Throws `usage` where it has not the form. */
  readonly run: (service: Service, call: RawCall) => Promise<unknown>
}

/** Makes a route whose `does` gets what the schemas say. */
export function route<Service, Q extends z.ZodObject, B extends z.ZodObject, A extends z.ZodType>(
  made: Omit<RouteAbout, 'query' | 'body' | 'answer' | 'params'> & {
    readonly params?: RouteAbout['params']
    readonly query?: Q
    readonly body?: B
    readonly answer: A
    readonly does: (
      service: Service,
      call: {
        readonly param: (name: string) => string
        readonly query: z.output<Q>
        readonly body: z.output<B>
        readonly who: Identity | undefined
      },
    ) => Promise<z.output<A>>
  },
): Route<Service> {
  const { does, params = {}, query, body, ...about } = made
  return {
    ...about,
    params,
    query,
    body,
    run: async (service, call) => {
      for (const [name, schema] of Object.entries(params)) checked(schema, call.params[name], name)
      if (query === undefined && Object.keys(call.query).length > 0) {
        throw new WardenError('usage', `${about.path}: takes no query`)
      }
      return does(service, {
        param: (name) => call.params[name] ?? '',
        // Without a schema there is nothing in it that `does` could take for something.
        query: (query === undefined ? {} : checked(query, call.query, 'query')) as z.output<Q>,
        body: (body === undefined ? {} : checked(body, call.body, 'body')) as z.output<B>,
        who: call.who,
      })
    },
  }
}

/** The parameters of a path where it is of the form; `undefined` where it is not. */
export function matchPath(template: string, path: string): Readonly<Record<string, string>> | undefined {
  const [wanted, given] = [template.split('/'), path.split('/')]
  if (wanted.length !== given.length) return undefined
  const params: Record<string, string> = {}
  for (const [i, part] of wanted.entries()) {
    const value = given[i] ?? ''
    const name = /^\{(\w+)\}$/.exec(part)?.[1]
    if (name !== undefined) params[name] = value
    else if (part !== value) return undefined
  }
  return params
}

function checked(schema: z.ZodType, value: unknown, name: string): unknown {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const place = [name, ...(issue?.path ?? [])].map(String).join('.')
  throw new WardenError('usage', `${place}: ${issue?.message ?? 'has not the form that it must have'}`, {
    remedy: 'the form is in /openapi.json',
  })
}
