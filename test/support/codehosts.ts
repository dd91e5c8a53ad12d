// A code host on loopback that speaks as much of GitHub's and GitLab's APIs as a request needs, and remembers it.
import type { RequestListener } from 'node:http'

/** A request to take over a branch, as the host has it. */
export interface HostedRequest {
  readonly number: number
  readonly branch: string
  readonly base: string
  title: string
  body: string
}

/** One host. */
export class CodeHostServer {
  readonly requests: HostedRequest[] = []
  /** Every call, as `POST /repos/me/project/pulls`. */
  readonly calls: string[] = []
  readonly token: string
  /** What it answers instead, by the call: a status, a body and headers. */
  trouble: (call: string) => readonly [number, unknown, Readonly<Record<string, string>>] | undefined = () => undefined

  constructor(token: string) {
    this.token = token
  }

  readonly listener: RequestListener = (request, response) => {
    const url = new URL(request.url ?? '', 'http://127.0.0.1')
    const call = `${request.method} ${url.pathname}`
    this.calls.push(call)
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { authorization = '', 'private-token': privateToken } = request.headers
      const isGitlab = url.pathname.includes('/merge_requests')
      const allowed = isGitlab ? privateToken === this.token : authorization === `Bearer ${this.token}`
      const text = Buffer.concat(chunks).toString()
      const body = (text === '' ? {} : JSON.parse(text)) as Readonly<Record<string, string>>
      const [status, answer, headers = {}] =
        this.trouble(call) ??
        (allowed ? this.#answer(request.method ?? '', url, body, isGitlab) : [401, { message: 'Bad credentials' }])
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(answer))
    })
  }

  #answer(
    method: string,
    url: URL,
    body: Readonly<Record<string, string>>,
    isGitlab: boolean,
  ): readonly [number, unknown, undefined?] {
    const shown = (r: HostedRequest): object =>
      isGitlab
        ? {
            iid: r.number,
            title: r.title,
            description: r.body,
            web_url: `http://host.example/me/project/-/merge_requests/${r.number}`,
          }
        : {
            number: r.number,
            title: r.title,
            body: r.body,
            html_url: `http://host.example/me/project/pull/${r.number}`,
          }
    const text = (isGitlab ? body['description'] : body['body']) ?? ''
    if (method === 'GET') {
      const branch = isGitlab
        ? url.searchParams.get('source_branch')
        : url.searchParams.get('head')?.replace(/^[^:]*:/, '')
      return [200, this.requests.filter((r) => r.branch === branch).map(shown)]
    }
    if (method === 'POST') {
      const made = {
        number: this.requests.length + 1,
        branch: (isGitlab ? body['source_branch'] : body['head']) ?? '',
        base: (isGitlab ? body['target_branch'] : body['base']) ?? '',
        title: body['title'] ?? '',
        body: text,
      }
      this.requests.push(made)
      return [201, shown(made)]
    }
    const number = Number(url.pathname.split('/').at(-1))
    const found = this.requests.find((r) => r.number === number)
    if (found === undefined) return [404, { message: 'Not Found' }]
    found.title = body['title'] ?? found.title
    found.body = text
    return [200, shown(found)]
  }
}
