import { sessionRoutes } from './api/access/session-routes.ts'
import { tokenRoutes } from './api/access/token-routes.ts'
import { attachmentRoutes } from './api/changes/attachment-routes.ts'
import { changeCommandRoutes } from './api/changes/command-routes.ts'
import { drillChangeRoutes } from './api/changes/drill-routes.ts'
import { mineRoutes } from './api/changes/mine-routes.ts'
import { reportRoutes } from './api/changes/report-routes.ts'
import { revertRoutes } from './api/changes/revert-routes.ts'
import { changeRoutes } from './api/changes/routes.ts'
import { seriesRoutes } from './api/changes/series-routes.ts'
import { drillRoutes } from './api/drills/routes.ts'
import { ofrepRoutes } from './api/evaluation/routes.ts'
import { eventRoutes } from './api/events/routes.ts'
import { flagImportRoutes } from './api/flags/import-routes.ts'
import { flagRoutes } from './api/flags/routes.ts'
import { flagVersionRoutes } from './api/flags/version-routes.ts'
import { followUpRoutes } from './api/follow-ups/routes.ts'
import type { House } from './api/house.ts'
import { resumeRoutes } from './api/journal/resume-routes.ts'
import { journalRoutes } from './api/journal/routes.ts'
import { killSwitchRoutes } from './api/kill-switch/routes.ts'
import { planRoutes } from './api/plans/routes.ts'
import { healthRoutes } from './api/server/health-routes.ts'
import { metricsRoutes } from './api/server/metrics-routes.ts'
import { openApiRoutes } from './api/server/open-api-routes.ts'
import type { ServerMetrics } from './api/server/server-metrics.ts'
import { serverRoutes } from './api/server/server-routes.ts'
import { signalRoutes } from './api/signals/routes.ts'
import { modeRoutes } from './api/targets/mode-routes.ts'
import { targetRoutes } from './api/targets/routes.ts'
import type { EventStreams } from './kernel/events/event-streams.ts'
import { type Document, documentOf } from './kernel/operation/document.ts'
import type { Operation, Serve } from './kernel/operation/operation.ts'

/** What the surface keeps for itself, one for each server. */
export type Surface = { readonly streams: EventStreams; readonly metrics: ServerMetrics }

/** Every operation of the API, in the order of the document. */
export function routes(serve: Serve, house: House, { streams, metrics }: Surface): void {
  planRoutes(serve, house)
  changeRoutes(serve, house)
  changeCommandRoutes(serve, house, metrics)
  attachmentRoutes(serve, house)
  mineRoutes(serve, house)
  revertRoutes(serve, house)
  reportRoutes(serve, house)
  drillChangeRoutes(serve, house)
  drillRoutes(serve, house)
  followUpRoutes(serve, house)
  eventRoutes(serve, house, streams)
  seriesRoutes(serve, house)
  signalRoutes(serve, house)
  targetRoutes(serve, house)
  modeRoutes(serve, house)
  killSwitchRoutes(serve, house)
  flagRoutes(serve, house)
  flagVersionRoutes(serve, house)
  flagImportRoutes(serve, house)
  ofrepRoutes(serve, house)
  journalRoutes(serve, house)
  resumeRoutes(serve, house)
  tokenRoutes(serve, house)
  sessionRoutes(serve, house)
  healthRoutes(serve, house)
  serverRoutes(serve, house)
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
