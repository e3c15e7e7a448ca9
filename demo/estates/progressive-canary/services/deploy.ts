/**
 * The deploy command of a binding: `deploy.ts up` and `deploy.ts down`, with SHOP_DIR beside what Cutwater says. With
 * CUTWATER_LOG_LEVEL the side logs from that level on, else from INFO.
 */
import process from 'node:process'
import { runMain } from '../../../process/run-main.ts'
import { setting } from '../../../process/settings.ts'
import { placeFromEnvironment } from './place.ts'
import { bringUpSide, takeDownSide } from './side.ts'
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
