// npm pack: builds `dist/`, which is what it packs.
import { join } from 'node:path'
import { exit } from 'node:process'
import { buildWebOrSay } from '../build-web.mjs'
import { handOver } from '../hand-over.mjs'
import { root } from '../node24.mjs'
import { setupOrExit } from '../setup.mjs'

const node = await setupOrExit()
if (!(await buildWebOrSay(node))) exit(1)
// Stripping types is how this whole checkout runs.
handOver(node, ['--disable-warning=ExperimentalWarning', join(root, 'tools', 'pack', 'build-package.ts')])
