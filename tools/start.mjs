// npm start: installs what is missing, then opens the demo. Flags pass on: npm start -- --plan dual-deploy --exit
import { join } from 'node:path'
import { argv } from 'node:process'
import { buildWebOrSay } from './build-web.mjs'
import { handOver } from './hand-over.mjs'
import { root } from './node24.mjs'
import { setupOrExit } from './setup.mjs'

const node = await setupOrExit()
await buildWebOrSay(node)
handOver(node, [join(root, 'src', 'cli', 'main.ts'), 'demo', ...argv.slice(2)])
