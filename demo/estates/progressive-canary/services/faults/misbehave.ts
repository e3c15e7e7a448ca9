/** The code path in which the faults of a version's requests lie. */
import { type Answer, type Asked, json } from '../web/answers.ts'
import type { OrderedFault } from './control.ts'
import { behaviour } from './kinds.ts'

/** What v2.1.0 would show beside the answer; ordered so, the table has a hole. */
type Promotion = { readonly percent: number }
const promotions: Readonly<Record<string, Promotion>> = { welcome: { percent: 5 } }

/**
 * Comes before the handlers. `slowly` does something real that takes so long. Smoke checks and journeys carry no
 * `X-User-Id`; what fails now and then fails users, and never the plan's own steps.
 */
export function misbehaving(ordered: () => OrderedFault, slowly: (ms: number) => Promise<void>) {
  let n = 0
  return async (asked: Asked): Promise<Answer | null> => {
    const { kind, usual } = ordered()
    if (asked.headers['x-user-id'] === undefined && (kind === 'none' || kind === 'slow-to-show')) return null
    n += 1
    const next = behaviour(kind, n, usual)
    switch (next.do) {
      case 'answer':
        return null
      case 'throw':
        return json(200, { percent: (promotions.season as Promotion).percent })
      case 'refuse':
        return json(422, { error: 'the header Accept-Language is not one of the shop' })
      case 'wait':
        await slowly(next.ms)
        return null
    }
  }
}
