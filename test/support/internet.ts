// An internet of one loopback proxy for end-to-end tests: pages and git repositories of any host, so that nothing leaves
// this machine. Only http is answered; for https nobody is there, so that no name is ever looked up.
import path from 'node:path'
import type { RequestListener, ServerResponse } from 'node:http'
import { findProgram } from '../../src/io/environment.ts'
import { gitHandler, withRepositories, type TestRepository } from './gitrepos.ts'
import { serving } from './loopback.ts'

/** What a page says. */
export type TestPage = string | { readonly status: number; readonly location?: string }

/** The hosts there are. */
export interface Internet {
  /** By host and path, for `?go-get=1`; every other request for a page is a 404. */
  readonly pages: Map<string, TestPage>
  /** Hosts and paths that were asked for. */
  readonly asked: string[]
  hang: boolean
  /** Where every request to a host is sent on to. */
  readonly moved: Map<string, string>
  /** Its address, for HTTP_PROXY. */
  readonly proxy: string
  /** Makes a repository, served as `http://git.example.com/<name>`. */
  readonly make: (name: string) => TestRepository
  /** The environment of a run that is to be in it. */
  readonly env: Readonly<Record<string, string>>
}

/** The page that says where a module's repository is. */
export function goImport(prefix: string, url: string, vcs = 'git'): string {
  return `<html><head><meta name="go-import" content="${prefix} ${vcs} ${url}"></head></html>`
}

/** Runs `work` in a new internet. */
export async function withInternet(work: (internet: Internet) => Promise<void>): Promise<void> {
  await withRepositories(async (make, root) => {
    const state = {
      pages: new Map<string, TestPage>(),
      asked: new Array<string>(),
      hang: false,
      moved: new Map<string, string>(),
    }
    const shared: { internet?: Internet } = {}
    const git = gitHandler(root)
    await serving(
      (request, response) => answer(shared.internet, git, request, response),
      async (proxy) => {
        const env = {
          PATH: path.dirname(findProgram(process.env, 'git') ?? '/nowhere'),
          GOINSECURE: 'src.example.com',
          HTTP_PROXY: proxy,
          HTTPS_PROXY: 'http://127.0.0.1:1',
        }
        shared.internet = Object.assign(state, { proxy, make: (name: string) => make(name), env })
        await work(shared.internet)
      },
    )
  })
}

function answer(
  internet: Internet | undefined,
  git: RequestListener,
  ...[request, response]: Parameters<RequestListener>
): void {
  const url = new URL(request.url ?? '/', 'http://nowhere.example')
  internet?.asked.push(`${url.host}${url.pathname}`)
  if (internet?.hang === true) return
  const elsewhere = internet?.moved.get(url.host)
  if (elsewhere !== undefined) {
    response.writeHead(301, { location: `${elsewhere}${url.pathname}${url.search}` }).end()
    return
  }
  if (url.search !== '?go-get=1') {
    git(request, response)
    return
  }
  answerPage(internet?.pages.get(`${url.host}${url.pathname}`), response)
}

function answerPage(page: TestPage | undefined, response: ServerResponse): void {
  if (page === undefined) response.writeHead(404).end('not here')
  else if (typeof page === 'string') response.end(page)
  else response.writeHead(page.status, page.location === undefined ? {} : { location: page.location }).end()
}
