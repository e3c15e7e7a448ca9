import { z } from 'zod'
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
        description: 'The text format of Prometheus.',
        type: 'text/plain; version=0.0.4; charset=utf-8',
        schema: z.string(),
      },
    },
  }).by(async () => ({ status: 200, body: await metrics.expose() }))
}
