import { hash, timingSafeEqual } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { Logger } from 'pino'
import type { Desired } from '../../../core/traffic/desired.ts'
import type { EdgeMetrics } from '../../../ports/edge-metrics.ts'
import { answerProblem } from '../client/problem.ts'

const REQUEST_MS = 10_000

/**
 * Where Prometheus asks: `GET /metrics`, with the token of the file where there is one. The file is read at each
 * question, so that a new token needs no restart.
 */
export function metricsFront(
  metrics: EdgeMetrics,
  { tokenFile }: { readonly tokenFile?: string | undefined },
  held: () => Readonly<Record<string, Desired>>,
  log: Logger,
): Server {
  const server = createServer(async (request, response) => {
    try {
      const { method = '', url = '/' } = request
      if (url.split('?', 1)[0] !== '/metrics') return answerProblem(response, 404, 'There is only /metrics')
      if (tokenFile !== undefined && !(await isKnown(request, tokenFile))) {
        response.setHeader('www-authenticate', 'Bearer realm="cutwater-gateway"')
        return answerProblem(response, 401, 'The token of tokenFile is needed')
      }
      if (method !== 'GET' && method !== 'HEAD') {
        response.setHeader('allow', 'GET, HEAD')
        return answerProblem(response, 405, 'Metrics are read by GET')
      }
      const { type, body } = await metrics.expose(request.headers.accept, held())
      response.writeHead(200, {
        'content-type': type,
        'content-length': Buffer.byteLength(body),
        'cache-control': 'no-store',
        vary: 'accept',
      })
      response.end(method === 'HEAD' ? undefined : body)
    } catch (cause) {
      log.error({ err: cause }, 'the metrics could not be told')
      answerProblem(response, 500, "The metrics cannot be told; the gateway's log says why")
    }
  })
  server.requestTimeout = REQUEST_MS
  return server
}

async function isKnown({ headers }: IncomingMessage, tokenFile: string): Promise<boolean> {
  const wanted = (await readFile(tokenFile, 'utf8')).trim()
  const [, given = ''] = /^Bearer (\S+)$/i.exec(headers.authorization ?? '') ?? []
  // Of one length, whatever was given; and an empty file lets nobody in.
  const digest = (text: string) => Buffer.from(hash('sha256', text), 'hex')
  return wanted !== '' && timingSafeEqual(digest(given), digest(wanted))
}
