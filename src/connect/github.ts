// GitHub's pull requests: https://docs.github.com/en/rest/pulls/pulls
import { WardenError } from '../base/errors.ts'
import type { CodeHost, Proposed } from '../world/codehost.ts'
import { checkedApi, checkedToken, member, pageOf, rest, type RestHost } from './rest.ts'

/** A GitHub, by its API's base; `project` is `owner/name`. Throws `config`. */
export function createGithub(options: {
  readonly api: string
  readonly project: string
  readonly token: string
}): CodeHost {
  const { project } = options
  // A dot alone would be a step up in the address.
  if (!/^(?!\.{1,2}\/)[\w.-]+\/(?!\.{1,2}$)[\w.-]+$/.test(project))
    throw new WardenError('config', `${project}: not owner/name`)
  const api = checkedApi(options.api, 'GITHUB_API_URL')
  const token = checkedToken(options.token, api)
  const headers = { authorization: `Bearer ${token}`, 'x-github-api-version': '2022-11-28', 'user-agent': 'modwarden' }
  const host: RestHost = { api, headers }
  return {
    kind: 'github',
    async propose({ branch, base, title, body }, signal): Promise<Proposed> {
      const owner = project.slice(0, project.indexOf('/'))
      const query = new URLSearchParams({ head: `${owner}:${branch}`, base, state: 'open' })
      const open = await rest(host, 'GET', `/repos/${project}/pulls?${query.toString()}`, undefined, signal)
      const found: unknown = Array.isArray(open) ? open[0] : undefined
      const number = member(found, 'number')
      if (typeof number !== 'number') {
        const made = await rest(host, 'POST', `/repos/${project}/pulls`, { title, body, head: branch, base }, signal)
        return { state: 'created', url: pageOf(made, 'html_url', api) }
      }
      const url = pageOf(found, 'html_url', api)
      if (member(found, 'title') === title && member(found, 'body') === body) return { state: 'unchanged', url }
      await rest(host, 'PATCH', `/repos/${project}/pulls/${number}`, { title, body }, signal)
      return { state: 'updated', url }
    },
  }
}
