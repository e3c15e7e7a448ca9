/** Orders a fault of a version that runs: `order-fault.ts --dir DIR --version v2.1.0 KIND`. */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { runMain } from '../../../process/run-main.ts'
import { orderFault } from './faults/control.ts'
import { faultKind, faultStories } from './faults/kinds.ts'
import { readState } from './state.ts'

await runMain(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { dir: { type: 'string' }, version: { type: 'string', default: 'v2.1.0' } },
  })
  const { dir, version } = values
  if (!dir) throw new Error('--dir DIR is missing: the directory of the shop')
  readState(dir)
  const kind = faultKind(positionals[0] ?? '')
  orderFault(dir, version, kind)
  process.stdout.write(`${version}: ${faultStories[kind]}\n`)
})
