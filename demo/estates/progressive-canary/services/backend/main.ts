/** One side of the backend: starts its workers, and adds up what they count. Options as in `side-kit.ts`. */
import { join } from 'node:path'
import process from 'node:process'
import { runMain } from '../../../../process/run-main.ts'
import { endWith, sideArguments, sideOptions } from '../side-kit.ts'
import { readState } from '../state.ts'
import { startWorkers } from '../web/workers.ts'

await runMain(async () => {
  const options = sideOptions()
  const { workers } = readState(options.dir)
  const script = join(import.meta.dirname, 'worker.ts')
  // The parent of a worker is this process: it ends with it.
  const running = startWorkers(script, sideArguments({ ...options, parent: process.pid }), workers)
  endWith(options.parent, running.end)
  try {
    await running.listening
  } catch (error) {
    await running.end()
    throw error
  }
  process.stdout.write(`listening ${options.port}\n`)
})
