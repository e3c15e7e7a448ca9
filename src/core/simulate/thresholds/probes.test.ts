import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parse } from 'yaml'
import { sketch } from '../../plan/sketches/sketches.testing.ts'
import type { Millis } from '../../time/instant.ts'
import { plainBinding } from './bound-signals.testing.ts'
import { MINUTE, played, runbookOf } from './played.testing.ts'

/** The health checks of runbook 003, each played at its threshold and just short of it. */
const { probes } = parse(sketch('progressive-canary'))
const stages = [
  { weight: '1%', hold: '5m' },
  { weight: '100%', hold: '5m' },
]
const runbook = runbookOf(
  { probes, steps: [{ deploy: 'shop' }, { rollout: { targets: ['shop'], stages } }] },
  plainBinding,
)
const SECOND = 1_000
/** Under weight, just before a beat of every probe. */
const AT: Millis = 3 * MINUTE

/** It is not well for so long. */
function failing(probe: string, fromMs: Millis, lastsMs: Millis) {
  const lines = [{ probe, from: `${fromMs}ms`, until: `${fromMs + lastsMs}ms` }]
  const { status, timeline, events } = played(runbook, [], { probes: lines, effectsTake: '0s' })
  const at = (type: string) =>
    (timeline.find((moment) => moment.type === type)?.offsetMs ?? Number.NaN) / SECOND
  const words = events.flatMap((event) =>
    event.type === 'probes-changed' ? event.changes.map(({ path, now }) => `${path} ${now}`) : [],
  )
  return { status, at, fails: words.filter((word) => word.endsWith('failing')) }
}

describe('the health checks of the runbook', () => {
  it('startup: asked after 10 s, every 5 s, and the deploy fails at 3', () => {
    assert.equal(failing('startup', 0, 1).at('step-done'), 10)
    assert.equal(failing('startup', 0, 16 * SECOND).at('step-done'), 20)
    const failed = failing('startup', 0, 21 * SECOND)
    assert.equal(failed.at('step-failed'), 20)
    assert.equal(failed.status, 'rolled-back')
  })

  it('live: every 10 s, and the guard trips at 3', () => {
    assert.equal(failing('live', AT, 20 * SECOND).status, 'succeeded')
    const tripped = failing('live', AT, 21 * SECOND)
    assert.equal(tripped.status, 'rolled-back')
    assert.equal(tripped.at('rollback-started'), AT / SECOND + 20)
  })

  it('ready: every 5 s, no new weight at 2, and weight again at 2', () => {
    const calm = failing('ready', 0, 1).at('stage-passed')
    assert.deepEqual(failing('ready', AT, 5 * SECOND).fails, [])
    const held = failing('ready', AT, 3 * MINUTE)
    assert.deepEqual(held.fails, ['/health/ready failing'])
    assert.ok(calm < 6 * 60)
    assert.equal(held.at('stage-passed'), 6 * 60 + 5, 'the second well answer after the third minute')
    assert.equal(held.status, 'succeeded')
  })

  for (const path of ['/health/db', '/health/payments'])
    it(`${path}: critical, so it is a guard`, () => {
      const tripped = failing(path, AT, MINUTE)
      assert.equal(tripped.status, 'rolled-back')
      assert.deepEqual(tripped.fails, [`${path} failing`])
    })

  for (const path of ['/health/external', '/health/cache'])
    it(`${path}: not critical, so it is shown`, () => {
      const shown = failing(path, AT, MINUTE)
      assert.equal(shown.status, 'succeeded')
      assert.deepEqual(shown.fails, [`${path} failing`])
    })
})
