/**
 * Many kills by one command: `node tools/run.mjs stories/survive.ts --kills 100 --seed 1`, half of them behind
 * gateways and half behind HAProxy, side by side; with `--alone` all of one server with its own
 * database; with `--judge` all in the middle of a watch that compares a canary with stable; with `--shop` in the larger
 * world of the progressive canary.
 */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { runLong } from './long/run-long.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    alone: { type: 'boolean', default: false },
    judge: { type: 'boolean', default: false },
    shop: { type: 'boolean', default: false },
  },
})
process.env.SURVIVE_KILLS = values.kills
process.env.SURVIVE_SEED = values.seed
const stories = values.shop
  ? ['long/shop-survives.ts']
  : values.judge
    ? ['25-judge.story.ts']
    : values.alone
      ? ['06-survive.story.ts']
      : ['10-fleet.story.ts', '10-fleet-haproxy.story.ts']
runLong(stories)
