// npm run check: everything that answers within half a minute.
import { exit, stdout } from 'node:process'
import { runParts } from './parts.mjs'
import { setupOrExit } from './setup.mjs'
import { staticParts } from './static-parts.mjs'

const node = await setupOrExit()
const unitTests = {
  name: 'unit tests',
  args: ['tools/run-tests.ts', '--only', 'unit'],
  // A share of the random cases; npm test looks at all of them.
  env: { FUZZ_SHARE: '0.05', LAW_WORLDS: '3', FLAG_RUNS: '20' },
  note: (output) => output.trim().split('\n').at(-1),
}
const failed = await runParts(node, [unitTests, ...staticParts()])
if (failed.length > 0) {
  stdout.write(`\ncheck failed: ${failed.join('; ')}\n`)
  exit(1)
}
