import type { IncomingMessage, ServerResponse } from 'node:http'

/** Small servers that answer as Jira Cloud and GitHub document it, and refuse whatever is asked otherwise. */

type Answer = { readonly status: number; readonly body: unknown; readonly headers?: Record<string, string> }

const answer = (response: ServerResponse, { status, body, headers = {} }: Answer) =>
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
    .end(typeof body === 'string' ? body : JSON.stringify(body))

const jiraError = (status: number, message: string, headers?: Record<string, string>): Answer => ({
  status,
  body: { errorMessages: [message], errors: {} },
  ...(headers === undefined ? {} : { headers }),
})

/** https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-issueidorkey-get */
export function jira(user: string, token: string) {
  const basic = `Basic ${Buffer.from(`${user}:${token}`).toString('base64')}`
  const issues: Readonly<Record<string, Answer>> = {
    'OPS-1': { status: 200, body: issueIn('Done', 'done') },
    'OPS-2': { status: 200, body: issueIn('In Progress', 'indeterminate') },
    'OPS-3': { status: 200, body: { key: 'OPS-3', fields: {} } },
    'OPS-4': { status: 200, body: '<html>' },
    'OPS-5': jiraError(429, 'Rate limit exceeded', { 'retry-after': '30' }),
    'OPS-6': jiraError(503, 'Unavailable'),
  }
  return ({ method, url = '', headers }: IncomingMessage, response: ServerResponse): void => {
    const asked = /^\/rest\/api\/3\/issue\/([A-Z]+-\d+)\?fields=status$/.exec(url)
    if (method !== 'GET' || asked === null || headers.accept !== 'application/json')
      answer(response, jiraError(400, 'not as documented'))
    else if (headers.authorization !== basic)
      answer(response, jiraError(401, 'Client must be authenticated to access this resource.'))
    else
      answer(
        response,
        issues[asked[1] ?? ''] ??
          jiraError(404, 'Issue does not exist or you do not have permission to see it.'),
      )
  }
}

const issueIn = (name: string, key: string) => ({
  id: '10002',
  self: 'https://shop.atlassian.net/rest/api/3/issue/10002',
  key: 'OPS-1',
  fields: { status: { name, id: '3', statusCategory: { id: 4, key, name } } },
})

const SHA = '6dcb09b5b57875f334f61aebed695e2e4193db5e'
const run = (name: string, status: string, conclusion: string | null) => ({
  id: 4,
  head_sha: SHA,
  name,
  status,
  conclusion,
  html_url: `https://github.com/shop/web/runs/${name}`,
})
const many = (count: number) =>
  Array.from({ length: count }, (_, i) => run(`job-${i}`, 'completed', 'success'))

type Commit = {
  readonly runs: readonly ReturnType<typeof run>[]
  readonly statuses: readonly { context: string; state: string }[]
}
const COMMITS: Readonly<Record<string, Commit>> = {
  main: {
    runs: [run('lint', 'completed', 'success'), run('docs', 'completed', 'skipped')],
    statuses: [{ context: 'ci/build', state: 'success' }],
  },
  'feature/x': {
    runs: [run('lint', 'completed', 'failure'), run('e2e', 'in_progress', null)],
    statuses: [{ context: 'ci/build', state: 'pending' }],
  },
  fresh: { runs: [], statuses: [] },
  large: { runs: many(250), statuses: [] },
  huge: { runs: many(1_100), statuses: [] },
}

/** https://docs.github.com/rest/checks/runs, /rest/commits/statuses and /rest/using-the-rest-api. */
export function github(token: string) {
  const message = (status: number, text: string, headers?: Record<string, string>): Answer => ({
    status,
    body: { message: text, documentation_url: 'https://docs.github.com/rest', status: String(status) },
    ...(headers === undefined ? {} : { headers }),
  })
  const found = ({ url = '', method, headers }: IncomingMessage): Answer => {
    const { pathname, searchParams } = new URL(url, 'http://api')
    const asked = /^\/repos\/([^/]+\/[^/]+)\/commits\/([^/]+)\/(check-runs|status)$/.exec(pathname)
    if (method !== 'GET' || asked === null) return message(404, 'Not Found')
    if (headers['user-agent'] === undefined) return message(403, 'Request forbidden by administrative rules.')
    if (headers.accept !== 'application/vnd.github+json' || headers['x-github-api-version'] !== '2022-11-28')
      return message(415, 'Unsupported Media Type')
    if (headers.authorization !== undefined && headers.authorization !== `Bearer ${token}`)
      return message(401, 'Bad credentials')
    const [, repository, ref = '', what] = asked
    if (repository === 'shop/busy')
      return message(403, 'API rate limit exceeded', { 'x-ratelimit-remaining': '0', 'retry-after': '45' })
    if (repository !== 'shop/web' || headers.authorization === undefined) return message(404, 'Not Found')
    const commit = COMMITS[decodeURIComponent(ref)]
    if (commit === undefined) return message(422, `No commit found for SHA: ${decodeURIComponent(ref)}`)
    const size = Number(searchParams.get('per_page') ?? '30')
    const page = Number(searchParams.get('page') ?? '1')
    if (!(size >= 1 && size <= 100 && page >= 1)) return message(422, 'Invalid page')
    const part = <T>(all: readonly T[]) => all.slice((page - 1) * size, page * size)
    if (what === 'check-runs') {
      if (!['latest', 'all', null].includes(searchParams.get('filter'))) return message(422, 'Invalid filter')
      return { status: 200, body: { total_count: commit.runs.length, check_runs: part(commit.runs) } }
    }
    const { statuses } = commit
    // Without any it is pending, which says nothing.
    const state =
      statuses.length > 0 && statuses.every((one) => one.state === 'success') ? 'success' : 'pending'
    return {
      status: 200,
      body: { state, sha: SHA, total_count: statuses.length, statuses: part(statuses) },
    }
  }
  return (request: IncomingMessage, response: ServerResponse): void => {
    answer(response, found(request))
  }
}
