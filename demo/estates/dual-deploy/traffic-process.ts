import { portOf } from '../../process/port-of.ts'
import { type RunningTraffic, startUsers } from '../../world/traffic-process.ts'

export type TrafficOrder = {
  readonly dir: string
  /** Several addresses of one site have commas between them. */
  readonly wix: string
  readonly gamma: string
  readonly users?: number
  readonly seed?: number
}

/** Starts the users of the two sites in a process of their own; what they go to must be listening already. */
export function startTraffic({
  dir,
  wix,
  gamma,
  users = 300,
  seed = 1,
}: TrafficOrder): Promise<RunningTraffic> {
  for (const url of [wix, gamma].flatMap((urls) => urls.split(',')))
    if (!portOf(url)) throw new Error(`${url} names no port`)
  return startUsers({
    dir,
    script: 'estates/dual-deploy/traffic/visits.ts',
    args: ['--wix', wix, '--gamma', gamma, '--users', String(users), '--seed', String(seed)],
  })
}
