// The command line of a checkout on whatever Node is installed; it hands over to the pinned one. It is not packed.
import { join } from 'node:path'
import { argv } from 'node:process'
import { buildWebOrSay } from '../tools/build-web.mjs'
import { handOver } from '../tools/hand-over.mjs'
import { root } from '../tools/node24.mjs'
import { setupOrExit } from '../tools/setup.mjs'

const node = await setupOrExit()
// The page of the server that begins, or of the one that is asked for it.
if (['serve', 'open', 'demo'].includes(argv[2])) await buildWebOrSay(node)
handOver(node, [join(root, 'src', 'cli', 'main.ts'), ...argv.slice(2)])
