import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { CLOSED } from '../../traffic/desired.ts'
import type { Change, Scheduled } from '../state/change.ts'
import { openWindow } from '../turn/opening.ts'
import { HOUR, Shop } from './shop.testing.ts'

/** A revert that was made, and waits; then something happens. */
function waiting(meanwhile: (at: Shop, change: Change) => void, warm = true) {
  const at = new Shop(['gamma', 'wix'])
  at.succeed(sampleRunbook({ version: 'v2' }))
  const change = at.succeed(sampleRunbook({ version: 'v3' }))
  if (!warm) at.keepWarmMs = null
  const planned = at.ask(change)
  assert.ok('runbook' in planned)
  const revert: Scheduled = {
    ...{ id: 'CHG-2026-0099', runbook: planned.runbook, requester: { kind: 'person', name: 'rita' } },
    ...{ status: 'scheduled', requestedAt: at.now, revision: 2 },
    ...{ needed: 1, approvedBy: ['anna'], blocked: null, waitsFor: [] },
  }
  meanwhile(at, change)
  const traffic = [...at.sides].map(([name, { stable }]) => {
    const desired = { generation: 1, stable, split: CLOSED }
    return [name, { desired, settled: true, observed: 0, writes: null }] as const
  })
  const nothing = { heldBy: [], heldFlags: [], judged: [], answers: [], takeover: 0 }
  const seen = { ...nothing, traffic: Object.fromEntries(traffic) }
  const [event] = openWindow(revert, at.now, { ...seen, history: [...at.history, revert] })
  return event?.type === 'cancelled' ? event.because : event?.type
}

test('a revert that waited begins only when what it goes back to is still so', () => {
  const deploys = (at: Shop) => at.goBack(sampleRunbook({ version: 'v4' }), 2)
  const cases: readonly [RegExp, (at: Shop, change: Change) => void, boolean?][] = [
    [/^window-opened$/, () => {}],
    [/^window-opened$/, (at) => at.goBack(sampleRunbook({ version: 'v4' }), 0)],
    [/^window-opened$/, deploys, false],
    [/^something else was deployed beside gamma meanwhile: ask for the revert anew$/, deploys],
    [/^CHG-2026-0003 has moved the targets of CHG-2026-0002 meanwhile/, (at) => at.succeed(sampleRunbook())],
    [/^CHG-2026-0002 was reverted by CHG-2026-0003 meanwhile$/, (at, change) => at.revert(change)],
    [
      /^the old side of gamma was kept warm until .*, and that is over/,
      (at) => {
        at.now += 24 * HOUR
      },
    ],
    [
      /^wix was moved meanwhile: ask for the revert anew$/,
      (at) => {
        const wix = at.sides.get('wix')
        if (wix !== undefined) wix.stable = 'green'
      },
    ],
  ]
  for (const [sentence, meanwhile, warm] of cases)
    assert.match(waiting(meanwhile, warm) ?? 'nothing', sentence)
})
