/** Many kills by one command: `node tools/run.mjs stories/survive.ts --kills 100 --seed 1`. */
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' } },
})
process.env.SURVIVE_KILLS = values.kills
process.env.SURVIVE_SEED = values.seed
await import('./06-survive.story.ts')
