/** A side logs from another level on, while it runs. Safe to repeat. */
import { runMain } from '../../../process/run-main.ts'
import { setting } from '../../../process/settings.ts'
import { placeFromEnvironment } from '../services/place.ts'
import { setLogLevel } from '../services/side-kit.ts'

await runMain(async () => {
  const { dir, service, side } = placeFromEnvironment()
  const level = setting('CUTWATER_LOG_LEVEL')
  setLogLevel(dir, service, side, level)
  process.stdout.write(`${service} on ${side} logs from ${level} on\n`)
})
