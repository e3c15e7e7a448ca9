import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Outcome } from '../../core/change/outside/observations.ts'
import { formatSpan } from '../../core/time/span.ts'
import { unlessFull } from './full-disk.ts'
import { outcomeOf } from './outcome.ts'
import { endGroup } from './process-group.ts'
import { isRunning } from './process-identity.ts'
import { codeOf, type RunDirectory } from './run-directory.ts'
import type { CallRecord, CommandEnd, CommandRecord, OwnerRecord } from './run-record.ts'

const POLL_MS = 25
/** So long may a supervisor take to appear before it is forbidden to start the command. */
const START_LIMIT_MS = 15_000
/** A package that is replaced is away for a second or two, and with it the code of the supervisor. */
const START_AGAIN_MS = 250

/** Known only to the server that starts the command. Of several supervisors the first that claims the run has it. */
export type Starting = { hasEnded(): boolean; again(): void }

/**
 * Waits for a run's end and says what it was. Knows nothing but the run's directory, so it is the same for the server
 * that started the command and for the one that came after it:
 *
 *   exit.json is there               -> that is the outcome
 *   the supervisor runs              -> wait (and pass a stop request on)
 *   no supervisor has claimed it     -> start it again where it ended before that; after a while forbid it: `failed`,
 *                                       nothing was started
 *   the supervisor is gone           -> the command is an orphan, see below
 *
 * `unknown` is never answered while the command runs, so that whatever comes next (a check, a repetition) does not
 * meet it half way.
 */
export async function watchRun(run: RunDirectory, starting?: Starting): Promise<Outcome> {
  const call = run.readCall()
  if (call === null) throw new Error(`${run.path} holds no call.json`)
  const begun = performance.now()
  let startedAt = begun
  for (;;) {
    const exit = run.readExit()
    if (exit !== null) return outcomeOf(call, exit)
    const owner = run.readOwner()
    if (owner === null) {
      const now = performance.now()
      if (now - begun > START_LIMIT_MS) forbidStart(run)
      else if (now - startedAt > START_AGAIN_MS && starting?.hasEnded() === true) {
        starting.again()
        startedAt = now
      }
    } else if (owner.owner === 'nobody') {
      finish(run, { ended: 'not-started', because: owner.because })
    } else if (isRunning(owner.process)) {
      if (run.stopAsked()) wake(owner)
    } else {
      const end = await orphanEnd(run, call)
      if (end !== null) finish(run, end)
    }
    await sleep(POLL_MS)
  }
}

/** If a supervisor comes after all, it finds the claim taken and goes away. */
function forbidStart(run: RunDirectory): void {
  const because = 'the command was never started: its supervisor did not come up'
  unlessFull(() => run.claim({ owner: 'nobody', because }))
}

/**
 * The supervisor was killed. What it started is ended at its time limit or on request; otherwise its end is unknown.
 */
async function orphanEnd(run: RunDirectory, call: CallRecord): Promise<CommandEnd | null> {
  // Its last act may have been to write down the end.
  if (run.readExit() !== null) return null
  const command = run.readCommand()
  if (command === null)
    return {
      ended: 'unseen',
      because: 'its supervisor died, perhaps before and perhaps after it started the command',
    }
  while (isRunning(command.process)) {
    const why = cutOf(run, call, command)
    if (why !== null) return cutOrphan(command, call, why)
    await sleep(POLL_MS)
  }
  if (run.stopAsked()) return { ended: 'stopped' }
  return {
    ended: 'unseen',
    because: 'its supervisor died, so it is unknown how the command ended; it no longer runs',
  }
}

function cutOf(run: RunDirectory, call: CallRecord, command: CommandRecord): 'stopped' | 'time-limit' | null {
  if (run.stopAsked()) return 'stopped'
  return Date.now() >= command.startedAt + call.timeLimitMs ? 'time-limit' : null
}

async function cutOrphan(
  command: CommandRecord,
  call: CallRecord,
  why: 'stopped' | 'time-limit',
): Promise<CommandEnd> {
  const group = command.process.pid
  if (await endGroup(group, call.graceMs)) return { ended: why }
  const cause =
    why === 'stopped' ? 'was asked to stop' : `reached its time limit of ${formatSpan(call.timeLimitMs)}`
  return {
    ended: 'unseen',
    because: `it ${cause}, but process group ${group} could not be ended, not even by SIGKILL`,
  }
}

function finish(run: RunDirectory, end: CommandEnd): void {
  unlessFull(() => run.finish({ format: 1, endedAt: Date.now(), end, evidence: '' }))
}

function wake(owner: Extract<OwnerRecord, { owner: 'supervisor' }>): void {
  try {
    process.kill(owner.process.pid, 'SIGTERM')
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error
  }
}
