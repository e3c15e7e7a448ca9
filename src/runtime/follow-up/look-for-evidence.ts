import { ENGINE, nameOf } from '../../core/access/actor.ts'
import type { OwedTask } from '../../core/follow-up/owed-task.ts'
import { ruleHeld } from '../../core/follow-up/rule-evidence.ts'
import type { Found } from '../../core/follow-up/task-evidence.ts'
import { followUpNotices } from '../../core/notice/follow-up-notices.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import { channelsOf } from '../context/reach.ts'
import type { Runtime } from '../context/runtime.ts'
import { lookAtSuite } from '../effects/look-at-suite.ts'
import { flagHolds } from '../effects/read-flag.ts'
import type { LoopMember } from '../loop/loop.ts'
import { tellChannel } from '../notice/tell-channel.ts'
import { eventsHappened } from './events-happened.ts'
import { measureTask } from './measure-task.ts'

/** In one round; each may read a day of measurements. */
const BATCH = 10
/** What takes longer in one look is not known. */
const SUITE_LIMIT_MS: Millis = 10 * 60_000

type Looking = Pick<Runtime, 'store' | 'clock' | 'bells' | 'reach' | 'log'>

/** Looks for what shows that tasks of ended changes are done, from what is measured, set and journaled anyway. */
export function lookForEvidence(runtime: Looking): LoopMember {
  const { store, clock, bells } = runtime
  return {
    of: null,
    bell: bells.evidence,
    round: async (signal) => {
      const due = await store.followUps.toLook(clock.now(), BATCH)
      // What others answer may take as long as it takes; what is read here is read one after the other.
      const [asked, read] = [due.filter(isAsked), due.filter((task) => !isAsked(task))]
      const asking = Promise.all(asked.map((task) => look(runtime, task, signal)))
      for (const task of read) await look(runtime, task, signal)
      await asking
      if (due.length === BATCH) return 0
      const next = await store.followUps.lookNext()
      return next === null ? undefined : Math.max(0, next - clock.now())
    },
  }
}

const isAsked = ({ evidence }: OwedTask): boolean =>
  evidence?.check.check === 'suite' || evidence?.check.check === 'told'

async function look(runtime: Looking, task: OwedTask, signal: AbortSignal): Promise<void> {
  const { store, clock, bells, reach, log } = runtime
  const now = clock.now()
  const found = await foundOf(runtime, task, now, signal).catch((error: unknown): Found => {
    const { change, id } = task
    log.error({ err: error, change, task: id }, 'the evidence of a task cannot be looked at')
    return { holds: false, words: 'it cannot be looked at; the log of the server says why' }
  })
  // What was not looked at because this server stops is looked at by the next one.
  if (signal.aborted) return
  const after = await store.followUps.looked({ task, found, now }, (done) =>
    followUpNotices(
      { told: 'done', task: done, by: nameOf(ENGINE), words: found.words },
      channelsOf(reach, done.environment),
      now,
    ),
  )
  if (after?.done != null) bells.notices.ring()
}

async function foundOf(runtime: Looking, task: OwedTask, now: Instant, signal: AbortSignal): Promise<Found> {
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
    case 'suite': {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(SUITE_LIMIT_MS)])
      const looked = await lookAtSuite(runtime, task, { act: 'suite', name: check.name }, limit)
      if (looked.outcome === 'done') return { holds: true, words: looked.evidence }
      return { holds: false, words: looked.outcome === 'stopped' ? 'it was stopped' : looked.reason }
    }
    case 'told': {
      const telling = { change: task.change, environment, of: task.id, words: check.words }
      const told = await tellChannel(runtime, telling, check.channel, { until: now, tries: 1, signal })
      return told.told
        ? { holds: true, words: `${check.channel} was told: ${check.words}` }
        : { holds: false, words: told.because }
    }
    case 'events':
      return eventsHappened(runtime, task.change, check.names, evidence, now)
  }
}
