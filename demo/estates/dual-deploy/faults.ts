import type { EstateFault } from '../../world/estate.ts'
import type { FaultKind } from './services/fault.ts'

/** Three times as many requests fail as in every version; only a comparison sees it. */
export const SUBTLE = 'subtle'

const OF_THE_VERSION: Readonly<Record<Exclude<FaultKind, 'none'>, Omit<EstateFault, 'name'>>> = {
  errors: { what: '3 of 10 requests to the new gamma fail', ends: 'rolled back by a guard' },
  slow: { what: 'the new gamma answers after 1.5 to 3 seconds', ends: 'rolled back by a guard' },
  crash: { what: 'the new gamma dies at its 41st request', ends: 'rolled back by a guard' },
  'at-50': { what: 'healthy until half of the users are on it', ends: 'rolled back by a guard' },
  flaps: {
    what: 'fails for most of a second in every five, too briefly for the guard',
    ends: 'rolled back by the gate of its first stage',
  },
  [SUBTLE]: {
    what: 'with --judge sequential: 6 % of the requests fail, beside 2 % in every version',
    ends: 'rolled back by the comparison with stable',
  },
  'deploy-fails': { what: 'the new gamma does not build', ends: 'rolled back before any user was on it' },
  'deploy-hangs': { what: 'the new gamma never gets ready', ends: 'rolled back before any user was on it' },
}

export const faults: readonly EstateFault[] = [
  ...Object.entries(OF_THE_VERSION).map(([name, about]) => ({ name, ...about })),
  {
    name: 'metrics',
    what: 'nothing is wrong, but nobody can measure it for three minutes of the plan',
    ends: 'succeeded, after it held and said so',
    takesMetricsAway: true,
  },
]
