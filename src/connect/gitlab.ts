// GitLab's merge requests: https://docs.gitlab.com/api/merge_requests/
import { WardenError } from '../base/errors.ts'
import type { CodeHost, Proposed } from '../world/codehost.ts'
import { checkedApi, checkedToken, member, pageOf, rest, type RestHost } from './rest.ts'

/** A GitLab, by its API's base; `project` is `group/name`, or deeper. Throws `config`. */
export function createGitlab(options: {
  readonly api: string
  readonly project: string
  readonly token: string
}): CodeHost {
  const { project } = options
  if (!/^[\w.-]+(?:\/[\w.-]+)+$/.test(project)) throw new WardenError('config', `${project}: not group/name`)
  const api = checkedApi(options.api, 'CI_API_V4_URL')
  const token = checkedToken(options.token, api)
  const host: RestHost = { api, headers: { 'private-token': token, 'user-agent': 'modwarden' } }
  const requests = `/projects/${encodeURIComponent(project)}/merge_requests`
  return {
    kind: 'gitlab',
    async propose({ branch, base, title, body }, signal): Promise<Proposed> {
      const query = new URLSearchParams({ source_branch: branch, target_branch: base, state: 'opened' })
      const open = await rest(host, 'GET', `${requests}?${query.toString()}`, undefined, signal)
      const found: unknown = Array.isArray(open) ? open[0] : undefined
      const iid = member(found, 'iid')
      if (typeof iid !== 'number') {
        const wanted = {
          source_branch: branch,
          target_branch: base,
          title,
          description: body,
          remove_source_branch: true,
        }
        const made = await rest(host, 'POST', requests, wanted, signal)
        return { state: 'created', url: pageOf(made, 'web_url', api) }
      }
      const url = pageOf(found, 'web_url', api)
      if (member(found, 'title') === title && member(found, 'description') === body) return { state: 'unchanged', url }
      await rest(host, 'PUT', `${requests}/${iid}`, { title, description: body }, signal)
      return { state: 'updated', url }
    },
  }
}
