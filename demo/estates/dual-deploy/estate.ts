import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Estate, Judge, Refusal, Wishes } from '../../world/estate.ts'
import { comparedPlan, USUAL } from './compared.ts'
import { faults, SUBTLE } from './faults.ts'
import { type DualDeployWorld, startWorld } from './world.ts'

const PLAN = join(import.meta.dirname, '..', '..', '..', 'plans', 'dual-deploy.yaml')

/** The flags as they stand before the change, so that a rollback knows what to go back to. */
const BEFORE = { CanaryEnabled: true, GlassFXEnabled: false } as const

export const dualDeploy: Estate<DualDeployWorld> = {
  name: 'dual-deploy',
  title: 'Two sites, Wix and Gamma, go to a new version together',
  takes: 'about two minutes at pace 20',
  lookAt: [
    'both sites rise together through 5, 25, 50 and 100 %, and evidence against one takes back both',
    'the flags freeze and the registry is copied once everybody is on the new version',
    'the checklist at the end is ticked by evidence; a real browser looks at the investor panel, where one can be had',
  ],
  faults,
  proxies: ['gateway', 'haproxy'],
  metrics: ['gateway', 'prometheus'],
  judges: ['thresholds', 'sequential'],
  pace: 20,
  users: 300,
  refuse,
  request: ({ judge }) => ({
    ...planFor(judge),
    inputs: { environment: 'staging', version_tag: 'v2.0.0' },
  }),
  parts: 'wix and gamma v1.9.0, their flag services, the registry source and a pager',
  start: ({ judge, ...order }) => startWorld({ ...order, usual: judge === 'sequential' ? USUAL : 0 }),
  prepare: async (client) => {
    for (const target of ['wix', 'gamma'])
      for (const [flag, value] of Object.entries(BEFORE))
        await client.setFlag({ environment: 'staging', target, flag }, value, 'as it stood before the demo')
  },
}

/**
 * A Prometheus that stood still has a gap and takes some seconds to begin again; a faster plan would not wait for
 * that.
 */
const OUTAGE_PACE_MAX = 8

function refuse({ fault, pace, metrics, judge }: Wishes): Refusal | null {
  if (fault?.name === SUBTLE && judge !== 'sequential')
    return {
      because: 'only a comparison with stable sees a fault that is this subtle',
      remedy: 'Add --judge sequential.',
    }
  if (metrics === 'prometheus' && fault?.takesMetricsAway === true && pace > OUTAGE_PACE_MAX)
    return {
      because: `at pace ${pace} the plan does not wait as long as Prometheus is away`,
      remedy: `Add --pace ${OUTAGE_PACE_MAX}.`,
    }
  return null
}

function planFor(judge: Judge) {
  const text = readFileSync(PLAN, 'utf8')
  return judge === 'sequential'
    ? { plan: comparedPlan(text), file: 'dual-deploy-compared.yaml' }
    : { plan: text, file: 'plans/dual-deploy.yaml' }
}
