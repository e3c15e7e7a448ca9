/** Both sides log from INFO on again. Safe to repeat. */
import { runMain } from '../../../process/run-main.ts'
import { setting } from '../../../process/settings.ts'
import { shopServices, sides } from '../services/addresses.ts'
import { setLogLevel } from '../services/side-kit.ts'

await runMain(async () => {
  const dir = setting('SHOP_DIR')
  for (const service of shopServices) for (const side of sides) setLogLevel(dir, service, side, 'INFO')
  process.stdout.write(`${shopServices.join(' and ')} log from INFO on\n`)
})
