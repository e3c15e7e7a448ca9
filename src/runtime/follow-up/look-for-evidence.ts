import { ENGINE, nameOf } from '../../core/access/actor.ts'
import type { OwedTask } from '../../core/follow-up/owed-task.ts'
import { ruleHeld } from '../../core/follow-up/rule-evidence.ts'
import type { Found } from '../../core/follow-up/task-evidence.ts'
import { followUpNotices } from '../../core/notice/follow-up-notices.ts'
import type { Instant } from '../../core/time/instant.ts'
import { channelsOf } from '../context/reach.ts'
import type { Runtime } from '../context/runtime.ts'
import { flagHolds } from '../effects/read-flag.ts'
import type { LoopMember } from '../loop/loop.ts'
import { eventsHappened } from './events-happened.ts'
import { measureTask } from './measure-task.ts'

/** In one round; each may read a day of measurements. */
const BATCH = 10

type Looking = Pick<Runtime, 'store' | 'clock' | 'bells' | 'reach' | 'log'>

/** Looks for what shows that tasks of ended changes are done, from what is measured, set and journaled anyway. */
export function lookForEvidence(runtime: Looking): LoopMember {
  const { store, clock, bells } = runtime
  return {
    of: null,
    bell: bells.evidence,
    round: async () => {
      const due = await store.followUps.toLook(clock.now(), BATCH)
      for (const task of due) await look(runtime, task)
      if (due.length === BATCH) return 0
      const next = await store.followUps.lookNext()
      return next === null ? undefined : Math.max(0, next - clock.now())
    },
  }
}

async function look(runtime: Looking, task: OwedTask): Promise<void> {
  const { store, clock, bells, reach, log } = runtime
  const now = clock.now()
  const found = await foundOf(runtime, task, now).catch((error: unknown): Found => {
    const { change, id } = task
    log.error({ err: error, change, task: id }, 'the evidence of a task cannot be looked at')
    return { holds: false, words: 'it cannot be looked at; the log of the server says why' }
  })
  const after = await store.followUps.looked({ task, found, now }, (done) =>
    followUpNotices(
      { told: 'done', task: done, by: nameOf(ENGINE), words: found.words },
      channelsOf(reach, done.environment),
      now,
    ),
  )
  if (after?.done != null) bells.notices.ring()
}

async function foundOf(runtime: Looking, task: OwedTask, now: Instant): Promise<Found> {
  const { evidence, environment } = task
  if (evidence === null) throw new Error(`${task.id} of ${task.change} has nothing to look at`)
  const { check } = evidence
  switch (check.check) {
    case 'rule': {
      const { measuredOn, shape } = await measureTask(runtime, environment, evidence, now)
      return ruleHeld(evidence, measuredOn, shape, now)
    }
    case 'flag':
      return flagHolds(runtime.store, environment, check)
    case 'events':
      return eventsHappened(runtime, task.change, check.names, evidence, now)
  }
}
