import { matchesName } from '../../core/change/events/event-name.ts'
import type { OwedTask } from '../../core/follow-up/owed-task.ts'
import { NOTICE_FORMAT, type Notice } from '../../core/notice/notice.ts'
import { changeSubject } from '../../core/notice/subject.ts'
import { channelsOf } from '../context/reach.ts'
import type { Runtime } from '../context/runtime.ts'
import type { LoopMember } from '../loop/loop.ts'

const BATCH = 50

type Telling = Pick<Runtime, 'store' | 'clock' | 'bells'> & {
  readonly reach: Pick<Runtime['reach'], 'environments'>
}

/** Reminds of tasks that are due soon, and says which were not done in time; each once. */
export function tellFollowUps({ store, clock, bells, reach }: Telling): LoopMember {
  return {
    of: null,
    round: async () => {
      const now = clock.now()
      const told = await store.followUps.tell(now, BATCH, (task, telling) =>
        noticesOf(reach, task, telling, now),
      )
      if (told.length > 0) bells.notices.ring()
      if (told.length === BATCH) return 0
      const next = await store.followUps.tellNext()
      return next === null ? undefined : Math.max(0, next - now)
    },
  }
}

/** Nobody is woken for a task: those are told who subscribe to its name. */
function noticesOf(
  reach: Telling['reach'],
  task: OwedTask,
  told: 'reminder' | 'overdue',
  at: number,
): readonly Notice[] {
  const name = `follow-up:${told}`
  return channelsOf(reach, task.environment)
    .filter(({ urgency, events }) => urgency === 'tell' && events.some((one) => matchesName(one, name)))
    .map(({ channel }) => ({
      format: NOTICE_FORMAT,
      id: `${task.change}.${task.id}.${told}.${task.dueAt}.${channel}`,
      channel,
      environment: task.environment,
      urgency: 'tell',
      at,
      occasion: { kind: 'event', name, version: 1 },
      subject: changeSubject(task.change, task.of),
      facts: {
        kind: 'follow-up',
        told,
        task: task.id,
        title: task.title,
        owner: task.owner,
        dueAt: task.dueAt,
      },
    }))
}
