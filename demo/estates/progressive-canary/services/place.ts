import { setting } from '../../../process/settings.ts'
import { shopServices, sides } from './addresses.ts'
import type { Place } from './side.ts'

/** The side that a command of the binding is about, by SHOP_DIR and by what Cutwater says. Throws for any other. */
export function placeFromEnvironment(): Place {
  const word = setting('CUTWATER_TARGET')
  // The server may speak of `staging/backend`; the last part is the service.
  const service = shopServices.find((known) => known === word.split('/').at(-1))
  if (!service) throw new Error(`there is no target ${word} here; there are ${shopServices.join(' and ')}`)
  const side = sides.find((known) => known === setting('CUTWATER_SIDE'))
  if (!side) throw new Error(`CUTWATER_SIDE must be ${sides.join(' or ')}, not ${setting('CUTWATER_SIDE')}`)
  return { dir: setting('SHOP_DIR'), service, side }
}
