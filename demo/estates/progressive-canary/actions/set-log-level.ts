/** A side logs from another level on, while it runs. Safe to repeat. */
import { runMain } from '../../../process/run-main.ts'
import { setting } from '../../../process/settings.ts'
import { shopServices, sides } from '../services/addresses.ts'
import { setLogLevel } from '../services/side-kit.ts'

await runMain(async () => {
  const level = setting('CUTWATER_LOG_LEVEL')
  const service = oneOf(shopServices, setting('CUTWATER_TARGET'))
  const side = oneOf(sides, setting('CUTWATER_SIDE'))
  setLogLevel(setting('SHOP_DIR'), service, side, level)
  process.stdout.write(`${service} on ${side} logs from ${level} on\n`)
})

function oneOf<T extends string>(known: readonly T[], word: string): T {
  const found = known.find((one) => one === word)
  if (found === undefined) throw new Error(`${word} is none of ${known.join(', ')}`)
  return found
}
