import { type ServerResponse, STATUS_CODES } from 'node:http'

/** How soon a client that was turned away may come again. */
const RETRY_AFTER_S = '1'

/** RFC 9457; `more` are extension members. */
export function answerProblem(
  response: ServerResponse,
  status: number,
  title: string,
  more: Readonly<Record<string, unknown>> = {},
): void {
  const body = JSON.stringify({ type: 'about:blank', title, status, ...more })
  const headers = {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    ...(status === 503 ? { 'retry-after': RETRY_AFTER_S } : {}),
  }
  // Without a reason phrase Node would take the one of an answer that was begun in vain.
  response.writeHead(status, STATUS_CODES[status] ?? '', headers)
  response.end(body)
}
