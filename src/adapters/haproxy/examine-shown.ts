import { otherSide } from '../../core/traffic/desired.ts'
import type { Control, Shown } from './control.ts'
import type { Examined, Expected } from './examined.ts'
import { mapFileOf } from './map-file.ts'
import { HaproxyUnavailable } from './runtime-socket.ts'

/** By what the scripts say of a target. Throws `HaproxyUnavailable` for what makes the rest useless. */
export async function loaded(
  control: Control,
  { target, backend, maps, socket }: Expected,
): Promise<Examined> {
  const file = mapFileOf(maps, target)
  const there = (await control.targets()).find((one) => one.target === target)
  if (there === undefined)
    throw new HaproxyUnavailable(
      `CUTWATER_TARGETS of the HAProxy at ${socket} lacks ${target}; cutwater haproxy config prints the line`,
    )
  if (there.backend !== backend)
    throw new HaproxyUnavailable(`${target} is its backend ${there.backend}, but the binding says ${backend}`)
  if (there.mapFile !== file)
    throw new HaproxyUnavailable(`${target} is kept in ${there.mapFile}, but the binding says ${file}`)
  return { is: 'good', says: `it knows ${target} as its backend ${backend}` }
}

export function servers({ held, servers: seen }: Shown, { backend }: Expected): Examined[] {
  const { stable, split } = held.desired
  const canary = otherSide(stable)
  const up = /^(UP|no check)/.test(seen[stable].status)
  const found: Examined[] = [
    {
      is: up ? 'good' : 'bad',
      says: `stable is ${backend}/${stable}, which is ${seen[stable].status}${up ? '' : '; users are not served: bring it up'}`,
    },
  ]
  if (split.mode === 'open')
    found.push({ is: 'good', says: `the canary is ${backend}/${canary}, which is ${seen[canary].status}` })
  return found
}

/** Else a kill is lost on a worker that was starting meanwhile. */
export function readsItself({ worker }: Shown, { maps, socket }: Expected): Examined {
  if (worker?.reads === true) return { is: 'good', says: 'every worker of it follows the map file' }
  const why =
    worker === null
      ? 'its scripts are of an earlier version: reload it'
      : `it cannot read ${maps} while it runs: with a chroot the directory has to lie below it (write "maps: /var/lib/haproxy/cutwater" in the binding, for Debian's chroot), and HAProxy's user has to be able to read it`
  return { is: 'bad', says: `a kill while the HAProxy at ${socket} reloads may not last, for ${why}` }
}
