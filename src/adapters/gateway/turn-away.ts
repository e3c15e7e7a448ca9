import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import { isWrite, letsThrough } from '../../core/traffic/mode.ts'
import { healthOf, refusalOf } from '../../core/traffic/refusal.ts'
import { groupOf } from './client/identity.ts'
import type { Exchanges } from './exchanges.ts'
import type { TargetRoute } from './target-route.ts'

/**
 * Asked once for each request, when its head is there: what is let through then is finished as ever, whatever is told
 * meanwhile. A write counts from here until its answer is sent or its client is gone.
 */
export function turnsAway(
  request: IncomingMessage,
  response: ServerResponse,
  target: TargetRoute,
  { identity, peerOf }: Pick<Exchanges, 'identity' | 'peerOf'>,
): boolean {
  const { mode } = target.held.desired
  const { allows } = target
  const method = request.method ?? ''
  const path = pathOf(request.url ?? '/')
  if (path === allows.healthPath) {
    const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' }
    answer(request, response, 200, headers, healthOf(mode))
    return true
  }
  const isAllowed = () => {
    const peer = peerOf(request.socket)
    return allows.request({ path, segment: groupOf(request, identity, peer), address: peer.address })
  }
  if (mode !== undefined && !letsThrough(mode, method, isAllowed)) {
    const { status, headers, body } = refusalOf(mode, Date.now(), request.headers.accept)
    answer(request, response, status, headers, body)
    return true
  }
  if (isWrite(method)) response.once('close', target.count(isAllowed()))
  return false
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
): void {
  response.writeHead(status, STATUS_CODES[status] ?? '', {
    ...headers,
    'content-length': Buffer.byteLength(body),
    ...(isShort(request) ? {} : { connection: 'close' }),
  })
  response.end(body)
}

/** Of a body that is refused so much is read and dropped; a longer one ends with its connection. */
const DROPPED_MAX_BYTES = 64 * 1024

const isShort = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) <= DROPPED_MAX_BYTES

const pathOf = (url: string): string => {
  const path = url.startsWith('/') || !URL.canParse(url) ? url : new URL(url).pathname
  return path.split('?', 1)[0] ?? path
}
