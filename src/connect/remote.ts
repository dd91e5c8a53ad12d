// Which code host a clone came from, by the address of its remote: https://git-scm.com/docs/git-clone#URLS. Where a host's API
// is follows from its name, as GitHub (https://docs.github.com/en/enterprise-server/rest) and GitLab lay it out.
import type { CodeHost } from '../world/codehost.ts'

/** A project at a code host. */
export interface RemoteHost {
  readonly kind: CodeHost['kind']
  /** With its port, where the remote's https address has one. */
  readonly host: string
  readonly api: string
  /** `owner/name`, or deeper. */
  readonly project: string
}

/**
 * The host of a remote; `undefined` for folders, unencrypted addresses, and hosts whose name does not say which kind they are
 * where `hint` does not either.
 */
export function hostOfRemote(url: string, hint: CodeHost['kind'] | undefined): RemoteHost | undefined {
  const web = /^https:\/\/(?:[^/@]*@)?([\w.-]+(?::\d+)?)\//.exec(url)
  const ssh = /^ssh:\/\/(?:[^/@]*@)?([\w.-]+)(?::\d+)?\//.exec(url) ?? /^(?:[\w.-]+@)?([\w.-]{2,}):(?!\/\/)/.exec(url)
  const host = (web?.[1] ?? ssh?.[1])?.toLowerCase()
  const project = projectOfRemote(url)
  if (host === undefined || project === '') return undefined
  const labels = host.replace(/:\d+$/, '').split('.')
  const kind = labels.includes('github') ? 'github' : labels.includes('gitlab') ? 'gitlab' : hint
  if (kind === undefined) return undefined
  if (kind === 'gitlab') return { kind, host, api: `https://${host}/api/v4`, project }
  // The public one, a name of two words, has the API at a host of its own; a company's has it below.
  const isPublic = labels.length === 2 && labels[0] === 'github'
  return { kind, host, api: isPublic ? `https://api.${host}` : `https://${host}/api/v3`, project }
}

/** `group/name` of `https://host/group/name.git`, `git@host:group/name.git` and `ssh://…`; empty for others. */
export function projectOfRemote(url: string): string {
  const found =
    /^(?:https?:\/\/|ssh:\/\/)[^/]+\/(.+?)(?:\.git)?\/?$/.exec(url) ??
    /^(?:[\w.-]+@)?[\w.-]{2,}:(?!\/\/)(.+?)(?:\.git)?\/?$/.exec(url)
  return found?.[1] ?? ''
}
