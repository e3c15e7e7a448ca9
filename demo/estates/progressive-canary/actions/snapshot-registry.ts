/** Writes down what is released and can be released again: each file of the services, by its hash. Safe to repeat. */
import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeJsonFile } from '../../../process/json-file.ts'
import { report } from '../../../process/outputs.ts'
import { runMain } from '../../../process/run-main.ts'
import { setting } from '../../../process/settings.ts'

await runMain(async () => {
  const services = join(import.meta.dirname, '..', 'services')
  const files = globSync('**/*.ts', { cwd: services }).sort()
  if (files.length === 0) throw new Error('there is nothing to release')
  const artefacts = files.map((file) => [
    file,
    createHash('sha256')
      .update(readFileSync(join(services, file)))
      .digest('hex'),
  ])
  const digest = createHash('sha256').update(JSON.stringify(artefacts)).digest('hex')
  const at = join(setting('SHOP_DIR'), 'data', 'backups', `registry-${digest.slice(0, 12)}.json`)
  writeJsonFile(at, { digest, artefacts: Object.fromEntries(artefacts) })
  report(`${files.length} artefacts, digest ${digest.slice(0, 12)}, written to ${at}`, {
    artefacts: files.length,
    digest,
  })
})
