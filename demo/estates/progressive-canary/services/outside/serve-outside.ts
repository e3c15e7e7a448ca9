/** Serves something that is not released by the shop: no version, no sides. */
import process from 'node:process'
import { endWith } from '../side-kit.ts'
import { json, type Routes } from '../web/answers.ts'
import { logTo } from '../web/log.ts'
import { type WebMetrics, webMetrics } from '../web/metrics.ts'
import { listen } from '../web/server.ts'

const MEMORY_LIMIT_BYTES = 256 * 1024 * 1024

export async function serveOutside(
  name: string,
  { port, parent = process.ppid }: { readonly port: number; readonly parent: number | undefined },
  routes: (metrics: WebMetrics) => Routes,
): Promise<void> {
  const metrics = webMetrics('', MEMORY_LIMIT_BYTES)
  const { end } = await listen({
    name,
    port,
    headers: {},
    metrics,
    log: logTo(
      (line) => process.stdout.write(line),
      name,
      () => 'INFO',
    ),
    routes: { 'GET /health/ready': () => json(200, { ready: true }), ...routes(metrics) },
  })
  endWith(parent, end)
  process.stdout.write(`listening ${port}\n`)
}
