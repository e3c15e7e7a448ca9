/**
 * A deploy as bad as they come: it ignores SIGTERM, has a child that does so too, prints its secret, and prints
 * without end. A story binds it in the place of the demo's own.
 */
import { spawn } from 'node:child_process'

const PRINTED_EVERY_MS = 20
const [what] = process.argv.slice(2)

process.on('SIGTERM', () => undefined)
if (what === 'up') {
  process.stdout.write(`the key is ${process.env.REGISTRY_API_KEY}\n`)
  // A megabyte first: when the child is seen, it has been printed.
  for (let n = 0; n < 40; n += 1) babble()
  spawn(process.execPath, [import.meta.filename, 'child'], { stdio: 'inherit' })
  setInterval(babble, PRINTED_EVERY_MS)
} else setInterval(() => undefined, 1_000)

function babble(): void {
  process.stdout.write(`${'still building '.repeat(2_000)}\n`)
}
