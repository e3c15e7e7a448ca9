import { gatewayMain } from '../adapters/gateway/main.ts'
import { openRequestTraces } from './traces.ts'

export { checkConfig as checkGatewayConfig } from '../adapters/gateway/config/config.ts'

/** The gateway's process, which tells its requests where OpenTelemetry's variables say so. */
export const runGateway = (args: readonly string[]): Promise<void> => gatewayMain(args, openRequestTraces)
