import type { Api } from './api.ts'
import type { EventStreams } from './events/event-streams.ts'
import { type Document, documentOf } from './operation/document.ts'
import type { Operation, Serve } from './operation/operation.ts'
import { changeCommandRoutes } from './routes/change-commands.ts'
import { changeRoutes } from './routes/changes.ts'
import { eventRoutes } from './routes/events.ts'
import { flagVersionRoutes } from './routes/flag-versions.ts'
import { flagRoutes } from './routes/flags.ts'
import { healthRoutes } from './routes/health.ts'
import { journalRoutes } from './routes/journal.ts'
import { killSwitchRoutes } from './routes/kill-switch.ts'
import { metricsRoutes } from './routes/metrics.ts'
import { ofrepRoutes } from './routes/ofrep.ts'
import { openApiRoutes } from './routes/open-api.ts'
import { planRoutes } from './routes/plans.ts'
import { seriesRoutes } from './routes/series.ts'
import { sessionRoutes } from './routes/session.ts'
import { targetRoutes } from './routes/targets.ts'
import { tokenRoutes } from './routes/tokens.ts'
import type { ServerMetrics } from './server-metrics.ts'

/** What the surface keeps for itself, one for each server. */
export type Surface = { readonly streams: EventStreams; readonly metrics: ServerMetrics }

/** Every operation of the API, in the order of the document. */
export function routes(serve: Serve, api: Api, { streams, metrics }: Surface): void {
  planRoutes(serve, api)
  changeRoutes(serve, api)
  changeCommandRoutes(serve, api)
  eventRoutes(serve, api, streams)
  seriesRoutes(serve, api)
  targetRoutes(serve, api)
  killSwitchRoutes(serve, api)
  flagRoutes(serve, api)
  flagVersionRoutes(serve, api)
  ofrepRoutes(serve, api)
  journalRoutes(serve, api)
  tokenRoutes(serve, api)
  sessionRoutes(serve, api)
  healthRoutes(serve, api)
  metricsRoutes(serve, metrics)
  openApiRoutes(serve, apiDocument)
}

export function operations(): readonly Operation[] {
  const found: Operation[] = []
  routes((operation) => ({ by: () => void found.push(operation) }), nobody(), {
    streams: nobody(),
    metrics: nobody(),
  })
  return found
}

let drawn: Document | null = null

/** The same for every server of this version. */
export function apiDocument(): Document {
  drawn ??= documentOf(operations())
  return drawn
}

/** Handlers ask the house only when they are called, and listing them calls none. */
function nobody<T extends object>(): T {
  return new Proxy({} as T, {
    get(_, name) {
      throw new Error(`a route asks for ${String(name)} before anybody asked for the route`)
    },
  })
}
