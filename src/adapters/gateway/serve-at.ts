import type { ServerResponse } from 'node:http'
import { answerProblem } from './client/problem.ts'
import { whyUnfit } from './client/unfit.ts'
import type { GatewayConfig } from './config/config.ts'
import { Exchange } from './exchange.ts'
import type { Exchanges } from './exchanges.ts'
import { NOWHERE, type Serve, type Way } from './front/front.ts'
import type { TargetRoute } from './target-route.ts'
import { turnsAway } from './turn-away.ts'

/** Null until everything is ready; requests of the milliseconds before wait. */
export type Serving = { exchanges: Exchanges | null; readonly waiting: ((exchanges: Exchanges) => void)[] }

/** How an address answers; whom a request is for is asked with each. */
export function serveAt(
  choose: (url: string) => TargetRoute | null,
  serving: Serving,
  limits: () => GatewayConfig['limits'],
): Serve {
  return (request, response, upgrade) => {
    const unfit = whyUnfit(request)
    if (unfit !== null) return refused(response, unfit.status, unfit.title)
    const target = choose(request.url ?? '/')
    if (target === null) return refused(response, 404, 'No route of this gateway takes such a path')
    if (upgrade !== null && target.upgraded.count >= limits().upgradedPerTarget)
      return refused(response, 503, 'Too many connections have gone over to another protocol')
    let exchange: Exchange | null = null
    const way = () => exchange?.way() ?? { ...NOWHERE, target: target.name }
    const begin = (exchanges: Exchanges) => {
      if (turnsAway(request, response, target, exchanges)) return
      exchange = new Exchange(request, response, target, exchanges, upgrade)
      exchange.begin()
    }
    if (serving.exchanges !== null) {
      begin(serving.exchanges)
      return way
    }
    // A connection that breaks while it waits must not end the process.
    for (const stream of [request, response]) stream.on('error', () => {})
    serving.waiting.push((exchanges) => {
      if (!response.destroyed) begin(exchanges)
    })
    return way
  }
}

function refused(response: ServerResponse, status: number, title: string): () => Way {
  answerProblem(response, status, title)
  return () => NOWHERE
}
