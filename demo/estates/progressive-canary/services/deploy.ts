/**
 * The deploy command of a binding: `deploy.ts up` and `deploy.ts down`, with SHOP_DIR beside what Cutwater says. With
 * CUTWATER_LOG_LEVEL the side logs from that level on, else from INFO.
 */
import process from 'node:process'
import { runMain } from '../../../process/run-main.ts'
import { setting } from '../../../process/settings.ts'
import { shopServices, sides } from './addresses.ts'
import { bringUpSide, type Place, takeDownSide } from './side.ts'
import { setLogLevel } from './side-kit.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)

await runMain(async () => {
  const place = placeFromEnvironment()
  switch (process.argv[2]) {
    case 'up': {
      setLogLevel(place.dir, place.service, place.side, process.env.CUTWATER_LOG_LEVEL || 'INFO')
      return bringUpSide(place, setting('CUTWATER_VERSION'), { say })
    }
    case 'down': {
      const how = await takeDownSide(place)
      return void say(
        how === 'gone' ? `nothing runs on ${place.side}` : `${place.service} on ${place.side} ${how}`,
      )
    }
    default:
      throw new Error('say deploy.ts up or deploy.ts down')
  }
})

function placeFromEnvironment(): Place {
  const word = setting('CUTWATER_TARGET')
  // The server may speak of `staging/backend`; the last part is the service.
  const service = shopServices.find((known) => known === word.split('/').at(-1))
  if (!service) throw new Error(`there is no target ${word} here; there are ${shopServices.join(' and ')}`)
  const side = sides.find((known) => known === setting('CUTWATER_SIDE'))
  if (!side) throw new Error(`CUTWATER_SIDE must be ${sides.join(' or ')}, not ${setting('CUTWATER_SIDE')}`)
  return { dir: setting('SHOP_DIR'), service, side }
}
