/** A long time of mixed traffic by one command: `node tools/run.mjs stories/soak.ts --minutes 60 --rate 200`. */
import { join } from 'node:path'
import process from 'node:process'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    rate: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
  },
})
process.env.SOAK_MINUTES = values.minutes
process.env.SOAK_RATE = values.rate
process.env.SOAK_SEED = values.seed
const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())
run({ signal: stopping.signal, files: [join(import.meta.dirname, 'long', 'edge-soak.ts')] })
  .on('test:fail', () => {
    process.exitCode = 1
  })
  .compose(new spec())
  .pipe(process.stdout)
