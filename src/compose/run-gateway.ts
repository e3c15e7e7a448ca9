import { gatewayMain } from '../adapters/gateway/main.ts'
import { openRequestTraces } from './traces.ts'

export { checkConfigAndFiles as checkGatewayConfig } from '../adapters/gateway/check-files.ts'

/**
 * The gateway's process. It tells its requests where OpenTelemetry's variables say so, and its metrics where its
 * configuration does.
 */
export const runGateway = (args: readonly string[]): Promise<void> =>
  gatewayMain(args, {
    openTraces: openRequestTraces,
    openMetrics: async (targets) => {
      const { edgeMetrics } = await import('../http/exposition/edge-metrics.ts')
      return edgeMetrics(targets)
    },
  })
