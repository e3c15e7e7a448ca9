// npm test: the static checks, then every test. npm test -- PATH... runs only the test files under these paths.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import process, { argv, stdout } from 'node:process'
import { buildWebOrSay } from './build-web.mjs'
import { nodeEnvironment, root } from './node24.mjs'
import { runParts } from './parts.mjs'
import { setupOrExit } from './setup.mjs'
import { staticParts } from './static-parts.mjs'

const node = await setupOrExit()
await buildWebOrSay(node)
const paths = argv.slice(2)
const failed = paths.length === 0 ? await runParts(node, staticParts()) : []
if (failed.length > 0)
  stdout.write(`\nthe static checks failed (${failed.join('; ')}); the tests run all the same\n\n`)

const failedBefore = failed.flatMap((name) => ['--failed-before', name])
const child = spawn(node, [join(root, 'tools', 'run-tests.ts'), ...failedBefore, ...paths], {
  stdio: 'inherit',
  env: nodeEnvironment(node),
})
process.on('SIGINT', () => {})
process.on('SIGTERM', () => child.kill())
child.on('error', (error) => {
  process.stderr.write(`cutwater: could not start ${node}: ${error.message}\n`)
  process.exitCode = 1
})
child.on('exit', (code) => {
  process.exitCode = code ?? 1
})
