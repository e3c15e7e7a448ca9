// node tools/run.mjs FILE ARGS...        runs a file on the pinned Node
// node tools/run.mjs --bin NAME ARGS...  runs a tool of node_modules/.bin on it
import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { argv, exit, stderr } from 'node:process'
import { handOver } from './hand-over.mjs'
import { root } from './node24.mjs'
import { setupOrExit } from './setup.mjs'

const [first, ...rest] = argv.slice(2)
if (first === undefined || (first === '--bin' && rest.length === 0)) {
  stderr.write('usage: node tools/run.mjs FILE ARGS... | --bin NAME ARGS...\n')
  exit(2)
}
const node = await setupOrExit()
handOver(node, first === '--bin' ? [tool(rest[0]), ...rest.slice(1)] : [first, ...rest])

function tool(name) {
  const path = join(root, 'node_modules', '.bin', name)
  if (existsSync(path)) return realpathSync(path)
  stderr.write(`cutwater: there is no tool named ${name} in node_modules/.bin\n`)
  exit(1)
}
