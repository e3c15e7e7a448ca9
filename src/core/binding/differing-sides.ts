import { placeOf } from '../address/place-of.ts'
import type { Severity } from '../document/finding.ts'
import type { Side } from '../traffic/desired.ts'

type Sides = Readonly<Record<Side, string>>

/** A side that is one place for the binding, where it is deployed, and another for the gateway, where requests go. */
export type SideDifference = {
  readonly side: Side
  readonly severity: Severity
  readonly message: string
  readonly remedy: string
}

/**
 * Another port of the same host is another place, an error. Another host may be another name of the same place, as
 * from within a container, so that is a warning.
 */
export function differingSides(bound: Sides, routed: Sides): readonly SideDifference[] {
  return (['blue', 'green'] as const).flatMap((side): SideDifference[] => {
    const [here, there] = [placeOf(bound[side]), placeOf(routed[side])]
    if (here.origin === there.origin) return []
    const isSameHost = here.host === there.host
    return [
      {
        side,
        severity: isSameHost ? 'error' : 'warning',
        message: `${side} is ${bound[side]} here, and ${routed[side]} for its gateway`,
        remedy: isSameHost
          ? 'write the same in both: what is deployed at one place would get its requests at the other'
          : 'see that both are the same place; where they can be, write them the same',
      },
    ]
  })
}
