import type { ServerResponse } from 'node:http'

/** RFC 9457; `more` are extension members. */
export function answerProblem(
  response: ServerResponse,
  status: number,
  title: string,
  more: Readonly<Record<string, unknown>> = {},
): void {
  const body = JSON.stringify({ type: 'about:blank', title, status, ...more })
  response.writeHead(status, {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  })
  response.end(body)
}
