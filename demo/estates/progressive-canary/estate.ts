import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Estate } from '../../world/estate.ts'
import { faults } from './faults.ts'
import { CANARY, type CanaryWorld, STABLE, startWorld } from './world.ts'

const PLAN = join(import.meta.dirname, '..', '..', '..', 'plans', 'progressive-canary.yaml')

/** Who answers for what; they are made when the demo begins. */
const LEADS = { council: 'cora', finance: 'fay', payments: 'paul', 'customer-success': 'cleo' } as const

export const progressiveCanary: Estate<CanaryWorld> = {
  name: 'progressive-canary',
  title: 'A shop of frontend and backend, judged against the version beside it and by what the business sees',
  takes: 'about a quarter of an hour at pace 20',
  lookAt: [
    'before the window opens: tests, scans, parts of the environment, and a backup of the database that is restored and counted',
    'staff and testers are on the canary from the first stage on; all others follow by 1, 5, 20 and 100 %',
    'levels are told and decide nothing; guards compare with stable, with the baseline, and with numbers',
    'conversion, payments, refunds and complaints are counted by what the users of the shop really do',
    'smoke and functional tests, then a watch of half an hour and one of two hours, then the adoption',
  ],
  faults,
  proxies: ['gateway', 'haproxy'],
  metrics: ['prometheus'],
  judges: ['sequential'],
  pace: 20,
  users: 150,
  refuse: ({ fault, pace }) =>
    fault?.takesMetricsAway === true && pace > OUTAGE_PACE_MAX
      ? {
          because: `at pace ${pace} the plan does not wait as long as Prometheus is away`,
          remedy: `Add --pace ${OUTAGE_PACE_MAX}.`,
        }
      : null,
  request: () => ({
    plan: readFileSync(PLAN, 'utf8'),
    file: 'plans/progressive-canary.yaml',
    inputs: { environment: 'staging', version: CANARY },
    leads: LEADS,
  }),
  parts: `frontend and backend ${STABLE}, Postgres, Redis, a payment gateway, a helpdesk, a pager and Prometheus`,
  start: ({ judge: _, ...order }) => startWorld(order),
  // People have to be known before a plan may ask them.
  prepare: async (client) => {
    for (const name of new Set(Object.values(LEADS)))
      await client.createToken({ name, roles: ['participant'] })
  },
}

/** A Prometheus that stood still has a gap, and takes some seconds to begin again. */
const OUTAGE_PACE_MAX = 8
