import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { alarmsOf } from '../../notice/alarms.ts'
import { pages } from '../../notice/notices-for.ts'
import { noticesOfTurn } from '../../notice/turn-notices.ts'
import { simulate } from '../../simulate/simulate.ts'
import { verificationOf } from '../beside/verification.ts'
import type { EventType } from '../events/event.ts'
import { announcedBy } from '../events/event-name.ts'
import { drafted, draftFrom } from '../evolve/draft.ts'
import { backStepsLeft } from '../rollback/back-steps.ts'
import { type Change, isTerminal, runOf, type StageAsked } from '../state/change.ts'
import { AT, inEveryWorld, MINUTE } from './laws.testing.ts'

describe('laws of notices', () => {
  it('a person who has to be paged is paged, once for each event, and told of the end of what still stood', () => {
    const channels = [
      { channel: 'pager', urgency: 'page', events: [] },
      { channel: 'log', urgency: 'tell', events: ['*'] },
    ] as const
    inEveryWorld((runbook, script) => {
      const ids = new Set<string>()
      const standing = new Set<string>()
      let told = 0
      let before = draftFrom(drafted('CHG-1', runbook, { kind: 'engine' }, AT)) as Change
      simulate(runbook, script, AT, ({ taken }) => {
        if (taken.events[0]?.type === 'drafted') return
        const notices = noticesOfTurn(before, taken.events, channels)
        const paged = notices.filter(({ channel, urgency }) => channel === 'pager' && urgency === 'page')
        assert.equal(paged.length, taken.events.filter(pages).length)
        for (const event of taken.events)
          assert.ok(
            notices.some(
              ({ channel, occasion }) => channel === 'log' && occasion.name === announcedBy(event),
            ),
          )
        for (const { occasion, channel, urgency } of notices.filter(({ channel }) => channel === 'pager')) {
          const [, ended] = /^(.*):resolved$/.exec(occasion.name) ?? []
          if (ended === undefined) standing.add(occasion.name)
          else assert.ok(standing.delete(ended), `${ended} ended and never began`)
          assert.equal(urgency, ended === undefined ? 'page' : 'tell', channel)
        }
        for (const { id } of notices) ids.add(id)
        told += notices.length
        before = taken.change
      })
      assert.equal(ids.size, told, 'two notices with one id')
      // Steps of the rollback that were not done, and a verification that did not pass, are left to a person.
      const left =
        before.status === 'rolled-back' &&
        (Object.values(before.run.weightFlags ?? {}).some(({ status }) => status === 'failed') ||
          backStepsLeft(before.back).length > 0 ||
          (verificationOf(before)?.status ?? 'passed') !== 'passed')
          ? alarmsOf(before)
          : new Set()
      if (before.status === 'succeeded' || before.status === 'rolled-back')
        assert.deepEqual(
          [...standing].filter((name) => !left.has(name)),
          [],
          `${before.status}, and an incident goes on`,
        )
    })
  })

  it('no change waits for ever without anybody knowing', () => {
    inEveryWorld((runbook, script) => {
      const { change, events, end } = simulate(runbook, { ...script, until: 6 * 60 * MINUTE }, AT)
      const stillGoes = end - (events.at(-1)?.at ?? 0) < 30 * MINUTE
      if (isTerminal(change) || stillGoes) return
      const went = Math.max(
        0,
        events.findLastIndex(({ type }) => GOES_ON.has(type)),
      )
      // An overrun, a doubt and a silence that last were told when they began.
      const lasts =
        runOf(change)?.overrunAt != null ||
        Object.keys(runOf(change)?.guards?.missing ?? {}).length > 0 ||
        Object.values(runOf(change)?.steps ?? {}).some(
          (step) =>
            step.status === 'in-doubt' ||
            step.status === 'deciding' ||
            (step.status === 'ticking' && wasTold(step)) ||
            (step.status === 'baking' && Object.keys(step.missing).length > 0) ||
            (step.status === 'rolling' &&
              (Object.keys(step.rollout.missing).length > 0 ||
                (step.rollout.asked !== undefined && wasTold(step.rollout.asked)))),
        )
      // Who has paused it knows; what was under way may end all the same.
      const held = change.status === 'paused' && change.hold.by.kind === 'person'
      const known =
        lasts ||
        held ||
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

/** People were told when they were asked, and of evidence that does not come. */
const wasTold = ({ items, late = false }: Pick<StageAsked, 'items' | 'late'>): boolean =>
  late || Object.values(items).some(({ status }) => status === 'open' || status === 'not-ready')

const GOES_ON = new Set<EventType>([
  'resumed',
  'step-started',
  'stage-entered',
  'hold-started',
  'stage-passed',
])
