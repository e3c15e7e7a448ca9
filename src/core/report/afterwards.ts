import { nameOf } from '../access/actor.ts'
import { readData } from '../event/definition.ts'
import {
  followUpDone,
  followUpProved,
  followUpReopened,
  followUpsOwed,
} from '../follow-up/follow-up-events.ts'
import type { Entry } from '../journal/entry.ts'
import { sentenceFor } from '../notice/sentence.ts'
import { formatInstant } from '../time/instant.ts'
import type { ConsiderationTold, OwedTold, ValidationTold, VerificationTold } from './report.ts'
import type { Story } from './story.ts'
import { told } from './words.ts'

/** Whether what serves everybody was well after the rollback; null where nobody looked. */
export function verificationOf(story: Story): VerificationTold | null {
  const started = story.last('verification-started')
  if (started === null) return null
  const ended =
    story.last('verification-passed') ??
    story.last('verification-failed') ??
    story.last('verification-inconclusive')
  const event = ended ?? started
  const settled = story.last('verification-settled')
  return {
    outcome: OUTCOMES[event.type],
    at: formatInstant(event.at),
    sentence: told(sentenceFor(event, story.runbook)),
    settled: settled === null ? null : told(sentenceFor(settled, story.runbook)),
  }
}

const OUTCOMES = {
  'verification-started': 'open',
  'verification-passed': 'passed',
  'verification-failed': 'failed',
  'verification-inconclusive': 'inconclusive',
} as const

/** A rollback answers those that are open. */
export function considerationsOf(story: Story): readonly ConsiderationTold[] {
  const back = story.last('rollback-started')
  const declined = new Map(story.all('consideration-declined').map((event) => [event.number, event]))
  return story.all('consideration-raised').map(({ number, at, by, because }) => {
    const no = declined.get(number)
    const answer =
      no !== undefined
        ? `${nameOf(no.by)} declined it: ${no.because}`
        : back !== null && back.at >= at
          ? 'it was rolled back'
          : null
    return {
      by: told(nameOf(by)),
      at: formatInstant(at),
      because: told(because),
      answer: answer === null ? null : told(answer),
    }
  })
}

/** What people have seen of suites for it, in their order. */
export function validationsOf(story: Story): readonly ValidationTold[] {
  return story.all('validated').map((event) => ({
    outcome: event.outcome,
    at: formatInstant(event.at),
    sentence: told(sentenceFor(event, story.runbook)),
  }))
}

/** What the change has left to people, as the stream of its follow-ups tells it. */
export function owedOf(entries: readonly Entry[]): readonly OwedTold[] {
  const tasks = new Map<string, OwedTold>()
  const settle = (task: string, done: string | null): void => {
    const owed = tasks.get(task)
    if (owed !== undefined) tasks.set(task, { ...owed, done })
  }
  for (const { type, version, data, actor } of entries) {
    const written = { version, data }
    switch (type) {
      case followUpsOwed.type: {
        const read = readData(followUpsOwed, written)
        for (const { task, title, owner, dueAt } of read.known ? read.data.tasks : [])
          tasks.set(task, {
            title: told(title),
            owner: told(owner),
            dueAt: formatInstant(dueAt),
            done: null,
          })
        break
      }
      case followUpDone.type: {
        const read = readData(followUpDone, written)
        if (read.known) settle(read.data.task, told(`${nameOf(actor)}: ${read.data.note}`))
        break
      }
      case followUpProved.type: {
        const read = readData(followUpProved, written)
        if (read.known) settle(read.data.task, told(`by what was seen: ${read.data.seen}`))
        break
      }
      case followUpReopened.type: {
        const read = readData(followUpReopened, written)
        if (read.known) settle(read.data.task, null)
        break
      }
    }
  }
  return [...tasks.values()]
}
