import { z } from 'zod'
import { PROTOBUF, wantsProtobuf } from '../../exposition/negotiate.ts'
import type { Serve } from '../../kernel/operation/operation.ts'
import type { ServerMetrics } from './server-metrics.ts'

/** A scraper has a token, as everybody who reads: a viewer's will do. */
export function metricsRoutes(serve: Serve, metrics: ServerMetrics): void {
  serve({
    id: 'getMetrics',
    method: 'get',
    path: '/metrics',
    tag: 'Server',
    summary: 'The metrics of this server, for Prometheus',
    permission: 'read',
    answers: {
      200: {
        description:
          'The text format of Prometheus. A Prometheus that takes native histograms in asks for its protobuf format, which has them beside the classic ones.',
        type: 'text/plain; version=0.0.4; charset=utf-8',
        schema: z.string(),
        alsoTypes: [PROTOBUF],
      },
    },
  }).by(async ({ c }) => {
    const vary = { vary: 'accept' }
    return wantsProtobuf(c.req.header('accept'))
      ? { status: 200, headers: { ...vary, 'content-type': PROTOBUF }, body: await metrics.exposeNative() }
      : { status: 200, headers: vary, body: await metrics.expose() }
  })
}
