import process from 'node:process'
import type { RequestTraces, Traces } from '../ports/traces.ts'

const SAYS_WHERE = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'] as const

/**
 * Traces are told where the variables of OpenTelemetry say so, and nothing of it is loaded where they do not.
 * Throws where one of them is no URL.
 */
export async function openTraces(
  instance: string,
  warn: (message: string) => void,
): Promise<Traces | undefined> {
  if (!isToldAnywhere()) return undefined
  const { otlpTraces } = await import('../adapters/otel/otlp-traces.ts')
  return otlpTraces({ service: 'cutwater', instance, warn })
}

/** The same for the requests of a gateway. */
export async function openRequestTraces(
  instance: string,
  warn: (message: string) => void,
): Promise<RequestTraces | undefined> {
  if (!isToldAnywhere()) return undefined
  const { otlpRequests } = await import('../adapters/otel/otlp-requests.ts')
  return otlpRequests({ service: 'cutwater-gateway', instance, warn })
}

function isToldAnywhere(): boolean {
  const { env } = process
  if (env.OTEL_SDK_DISABLED === 'true' || env.OTEL_TRACES_EXPORTER === 'none') return false
  const name = SAYS_WHERE.find((one) => (env[one] ?? '') !== '')
  if (name === undefined) return false
  if (!/^https?:$/.test(URL.parse(env[name] ?? '')?.protocol ?? ''))
    throw new Error(`${name} is no http or https URL: traces cannot be told there`)
  return true
}
