import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { noticesFor } from '../../notice/notices-for.ts'
import { deploy, sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { CLOSED } from '../../traffic/desired.ts'
import type { ChangeEvent, EventBody } from '../events/event.ts'
import { drafted, draftFrom } from '../evolve/draft.ts'
import { evolve } from '../evolve/evolve.ts'
import type { Change } from '../state/change.ts'
import { MINUTE, SECOND } from './moments.testing.ts'
import { AT, operator, Stand } from './stand.testing.ts'
import { takeTurn } from './take-turn.ts'

describe('at the very end', () => {
  it('an abort stops a check of the checklist, also when no step had begun', () => {
    const accept = sampleRunbook().accept.filter(({ id }) => id === 'canary-off')
    const stand = new Stand(sampleRunbook({ steps: [], accept }))
    assert.equal(stand.count('acceptance-started'), 1)
    stand.turn(SECOND, { command: 'abort', because: 'no' })
    assert.equal(stand.change.status, 'cancelled')
    const ref = { item: 'accept:canary-off', direction: 'do', attempt: 1 }
    assert.deepEqual(stand.orders.slice(-2), [{ order: 'stop', ref }, { order: 'release-claims' }])
  })

  it('no window is extended that has closed, and no check is settled that still runs', () => {
    const accept = sampleRunbook().accept.filter(({ id }) => id === 'canary-off')
    const stand = new Stand(sampleRunbook({ steps: [], accept }))
    assert.match(stand.turn(0, { command: 'extend', byMs: MINUTE, because: 'x' }) ?? '', /has closed/)
    const settle = { command: 'settle', item: 'canary-off', as: 'done', because: 'x' } as const
    assert.match(stand.turn(0, settle) ?? '', /being checked/)
  })

  it('a late answer to one effect is no answer to another', () => {
    const unknown = { ask: 'check', check: { act: 'undeploy', target: 'wix' } } as const
    const steps = [deploy('wix', { unknown })]
    const stand = new Stand(sampleRunbook({ steps, targets: ['wix'] }))
    stand.answer('deploy-wix', { outcome: 'unknown', reason: 'lost' })
    stand.turn(0, { command: 'abort', because: 'no' })
    const ref = { item: 'deploy-wix', direction: 'do', attempt: 1 } as const
    const traffic = {
      wix: {
        desired: { generation: 2, stable: 'blue', split: CLOSED },
        settled: true,
        observed: 0,
        writes: null,
      },
    } as const
    const answers = [{ ref, outcome: 'stopped' }] as const
    const seen = { heldBy: [], judged: [], heldFlags: [], traffic, answers, takeover: AT }
    const taken = takeTurn(stand.change, [], stand.now, seen)
    assert.ok(!taken.events.some(({ type }) => type === 'step-stopped'), 'its check still runs')
  })

  it('two turns of one instant never share a notice', () => {
    const channels = [{ channel: 'pager', urgency: 'page', events: [] }] as const
    const doubt = (step: string): ChangeEvent => ({
      at: AT,
      by: operator,
      type: 'step-unknown',
      step,
      attempt: 1,
      reason: 'lost',
      ask: 'person',
    })
    const change: Change = draftFrom(drafted('CHG-1', sampleRunbook(), operator, AT))
    const idOf = (step: string) =>
      noticesFor(doubt(step), { change, revision: 4, sequence: 0 }, channels)[0]?.id
    assert.equal(idOf('deploy-wix'), idOf('deploy-wix'))
    assert.notEqual(idOf('deploy-wix'), idOf('deploy-gamma'))
  })

  it('events out of their order throw', () => {
    const draft: Change = draftFrom(drafted('CHG-1', sampleRunbook(), operator, AT))
    const wrong: readonly EventBody[] = [
      { type: 'rejected', because: 'x' },
      { type: 'approved', name: 'x' },
      { type: 'scheduled', start: null, end: null },
      { type: 'expired' },
      { type: 'missed' },
      { type: 'window-opened', endsAt: null, lateMs: 0 },
      { type: 'paused', because: 'x' },
      { type: 'resumed' },
      { type: 'window-overrun' },
      { type: 'rolled-back' },
      { type: 'succeeded' },
    ]
    for (const body of wrong)
      assert.throws(() => evolve(draft, { at: AT, by: operator, ...body }), /needs|under way/, body.type)
  })
})
