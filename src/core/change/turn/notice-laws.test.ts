import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { noticesFor, pages } from '../../notice/notices-for.ts'
import { simulate } from '../../simulate/simulate.ts'
import type { EventType } from '../events/event.ts'
import { isTerminal, runOf } from '../state/change.ts'
import { AT, inEveryWorld, MINUTE } from './laws.testing.ts'

describe('laws of notices', () => {
  it('a person who has to be paged is paged, once for each event', () => {
    const channels = [
      { channel: 'pager', urgency: 'page', events: [] },
      { channel: 'log', urgency: 'tell', events: ['*'] },
    ] as const
    inEveryWorld((runbook, script) => {
      const ids = new Set<string>()
      let told = 0
      let revision = 1
      simulate(runbook, script, AT, ({ taken }) => {
        for (const [i, event] of taken.events.entries()) {
          const notices = noticesFor(event, taken.change.id, revision, i, runbook, channels)
          const expected = pages(event) ? ['pager', 'log'] : ['log']
          assert.deepEqual(
            notices.map(({ channel }) => channel),
            expected,
          )
          for (const { id } of notices) ids.add(id)
          told += notices.length
        }
        revision = taken.change.revision
      })
      assert.equal(ids.size, told, 'two notices with one id')
    })
  })

  it('no change waits for ever without anybody knowing', () => {
    inEveryWorld((runbook, script) => {
      const { change, events, end } = simulate(runbook, { ...script, until: 6 * 60 * MINUTE }, AT)
      const stillGoes = end - (events.at(-1)?.at ?? 0) < 30 * MINUTE
      if (isTerminal(change) || stillGoes) return
      const went = events.findLastIndex(({ type }) => GOES_ON.has(type))
      // An overrun, a doubt and a silence that last were told when they began.
      const lasts =
        runOf(change)?.overrunAt != null ||
        Object.values(runOf(change)?.steps ?? {}).some(
          (step) =>
            step.status === 'in-doubt' ||
            (step.status === 'rolling' && Object.keys(step.rollout.missing).length > 0),
        )
      const known =
        lasts ||
        events
          .slice(went)
          .some((event) => pages(event) || (event.type === 'paused' && event.by.kind === 'person'))
      assert.ok(
        known,
        `${change.status}: ${events.slice(-6).map(({ type }) => type)} ${JSON.stringify(runOf(change)?.steps)}`,
      )
    })
  })
})

const GOES_ON = new Set<EventType>([
  'resumed',
  'step-started',
  'stage-entered',
  'hold-started',
  'stage-passed',
])
