/** A long time of mixed traffic by one command: `node tools/run.mjs stories/soak.ts --minutes 60 --rate 200`. */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { runLong } from './long/run-long.ts'

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
runLong(['long/edge-soak.ts'])
