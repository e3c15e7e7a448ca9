/** Copies the binding and the gateway's configuration aside, and reads the copies again. Safe to repeat. */
import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { report } from '../../../process/outputs.ts'
import { runMain } from '../../../process/run-main.ts'
import { setting } from '../../../process/settings.ts'

const FILES = ['cutwater.yaml', 'gateway.json']

await runMain(async () => {
  const dir = setting('SHOP_DIR')
  const folder = join(dir, 'data', 'backups', `configuration-${Date.now()}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const hashes = FILES.map((file) => {
    copyFileSync(join(dir, file), join(folder, file))
    const [original, copy] = [hashOf(join(dir, file)), hashOf(join(folder, file))]
    if (original !== copy) throw new Error(`the copy of ${file} is not what it was made of`)
    return `${file} ${copy.slice(0, 12)}`
  })
  report(`${FILES.length} files kept in ${folder}: ${hashes.join(', ')}`, { folder })
})

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}
