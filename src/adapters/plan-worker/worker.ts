import { getPriority, setPriority } from 'node:os'
import { platform } from 'node:process'
import { parentPort } from 'node:worker_threads'
import type { Binding } from '../../core/binding/binding.ts'
import { readPlan } from '../../core/plan/read-plan.ts'
import type { FromWorker, ToWorker } from './message.ts'

const GIVES_WAY = 5

/** The thread that reads plans, one after another. */
const port = parentPort
if (port === null) throw new Error('this is a thread of a server')
// On Linux this is the priority of the thread, elsewhere of the whole process: who waits for a plan gives way to
// everybody who waits for the server. One that gives way more already may not be allowed to give way less.
if (platform === 'linux' && getPriority() < GIVES_WAY) setPriority(0, GIVES_WAY)

const say = (message: FromWorker) => port.postMessage(message)

let known: Binding = { environments: {} }
port.on('message', ({ binding, ...question }: ToWorker) => {
  if (binding !== 'as before') known = binding
  try {
    say({ read: readPlan({ ...question, binding: known }) })
  } catch (error) {
    say({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
})
say('ready')
