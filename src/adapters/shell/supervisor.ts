/**
 * A process of its own, in its own session, that stays with one command until its end, whatever becomes of the server:
 *
 *   read the order from standard input -> claim the run -> start the command in its own process group
 *   -> wait for its end, its time limit or a stop request -> write down how it ended
 *
 * Only the file stop.json ends a command before its time; SIGTERM merely says that it is worth a look.
 */
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { identify } from './process-identity.ts'
import { type RunDirectory, runDirectory } from './run-directory.ts'
import type { ExitRecord, SupervisorOrder } from './run-record.ts'
import { superviseCommand } from './supervise-command.ts'

/** Ten minutes. */
const WRITE_TRIES = 1_200

async function supervise(run: RunDirectory, stopAsked: AbortSignal): Promise<void> {
  const order = parseOrder(await text(process.stdin))
  const self = identify(process.pid)
  if (self === null) throw new Error('this process has no entry in /proc')
  if (!run.claim({ owner: 'supervisor', process: self })) return
  if (order === null) return finish(run, notStarted('the server ended while it was starting the command'))
  if (run.stopAsked()) return finish(run, ending({ ended: 'stopped' }))
  await finish(run, await superviseCommand(run, order, stopAsked))
}

/** Null when the server died while it wrote. */
function parseOrder(json: string): SupervisorOrder | null {
  try {
    return JSON.parse(json) as SupervisorOrder
  } catch {
    return null
  }
}

/** A disk that is full must not lose how the command ended. */
async function finish(run: RunDirectory, record: ExitRecord): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      run.finish(record)
      return
    } catch (error) {
      if (tries === WRITE_TRIES) throw error
      await sleep(500)
    }
  }
}

const notStarted = (because: string): ExitRecord => ending({ ended: 'not-started', because })

function ending(end: ExitRecord['end']): ExitRecord {
  return { format: 1, endedAt: Date.now(), end, evidence: '' }
}

const path = process.argv[2]
if (path === undefined) throw new Error('usage: supervisor RUN_DIRECTORY')
const run = runDirectory(path)
const stop = new AbortController()
process.on('SIGTERM', () => {
  if (run.stopAsked()) stop.abort()
})
process.on('SIGINT', () => {})
process.on('SIGHUP', () => {})
await supervise(run, stop.signal)
// What the command left behind may hold our end of its pipes open.
process.exit(0)
