import type { EstateFault } from '../../world/estate.ts'
import { type FaultKind, faultStories } from './services/faults/kinds.ts'

const ENDS: Readonly<Record<Exclude<FaultKind, 'none'>, string>> = {
  'errors-5xx': 'rolled back: 2 % of 5xx or more for 5 minutes, or sooner by the comparison with stable',
  'error-rate': 'rolled back: 5 % of errors or more for 5 minutes, or sooner by the comparison with stable',
  latency: 'rolled back: p95 above 300 ms for 10 minutes, or sooner by the comparison with stable',
  conversion: 'rolled back: less than 80 % of the checkouts at 20 %, or 5 % less conversion for 15 minutes',
  'db-pool': 'rolled back: 95 % of the connections or more for 3 minutes',
  memory: 'rolled back: 90 % of the memory or more for 5 minutes',
  payments: 'paused: more than 1 % of the payments fail for 10 minutes; then somebody takes it back',
  complaints:
    'paused: more than 10 complaints in an hour; customer success or the council has to answer, and takes it back',
  'slow-to-show': 'rolled back by the comparison with stable, or by the half hour of performance',
}

/** A guard pauses the change and leaves it to people what follows. */
const LEFT_TO_PEOPLE: readonly string[] = ['payments', 'complaints'] satisfies FaultKind[]

export const faults: readonly EstateFault[] = [
  ...Object.entries(ENDS).map(([name, ends]): EstateFault => {
    const fault = { name, what: faultStories[name as FaultKind], ends }
    return LEFT_TO_PEOPLE.includes(name) ? { ...fault, asksPeople: true } : fault
  }),
  {
    name: 'metrics',
    what: 'nothing is wrong, but Prometheus gives no answer for three minutes of the plan',
    ends: 'succeeded, after it held and said so',
    takesMetricsAway: true,
  },
]
