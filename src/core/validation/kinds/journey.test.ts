import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { check, refused } from '../kinds.testing.ts'
import { type JourneySeen, journey } from './journey.ts'

const WRITTEN = `{ journey: { run: buy.mjs, url: 'http://127.0.0.1:1', as: { email: a@b.c, password: secret:P } } }`
const seen = (over: object = {}): JourneySeen =>
  ({ failed: null, step: null, steps: 0, cleanUp: null, ms: 3_200, ...over }) as JourneySeen
const failed = { why: 'no such button', picture: null }
const done = { is: 'done' } as const
const notDone = { is: 'failed', why: 'no answer' } as const

const TABLE: readonly (readonly [JourneySeen, string])[] = [
  [seen(), 'passed: Walked (3.2s)'],
  [seen({ steps: 4, step: 'pays' }), 'passed: Walked (4 steps, 3.2s)'],
  [seen({ cleanUp: done }), 'passed: Walked (3.2s)'],
  [seen({ cleanUp: notDone }), 'failed: Walked (3.2s); not cleaned up: no answer'],
  [seen({ failed }), 'failed: Failed (3.2s): no such button'],
  [
    seen({ failed, step: 'pays', steps: 3, cleanUp: done }),
    'failed: Failed at "pays" (3.2s): no such button; cleaned up',
  ],
  [seen({ failed, cleanUp: notDone }), 'failed: Failed (3.2s): no such button; not cleaned up: no answer'],
  [{ missing: 'none is installed' }, 'unknown: No browser can be had (none is installed)'],
  [{ unable: 'the browser ended' }, 'unknown: Could not be walked (the browser ended)'],
  [{ unable: 'it ended', cleanUp: done }, 'unknown: Could not be walked (it ended); cleaned up'],
  [
    { unable: 'it ended', cleanUp: notDone },
    'failed: Could not be walked (it ended); not cleaned up: no answer',
  ],
]

describe('a journey', () => {
  const { look, timeLimitMs } = check(WRITTEN)
  assert.ok(look.kind === 'journey')
  for (const [what, wanted] of TABLE)
    it(wanted, () => {
      const { outcome, says } = journey.judge(look.at, what, 0)
      assert.equal(`${outcome}: ${says}`, wanted)
    })

  it('has a minute, and shows what it saw only where it failed', () => {
    assert.equal(timeLimitMs, 60_000)
    const picture = 'abc'
    assert.equal(journey.judge(look.at, seen({ failed: { ...failed, picture } }), 0).picture, picture)
    assert.equal(journey.judge(look.at, seen(), 0).picture, undefined)
  })

  it('is a module, and begins at a fixed place', () => {
    assert.match(refused(WRITTEN.replace('buy.mjs', 'buy.sh')), /a journey is a module/)
    assert.match(refused(WRITTEN.replace('127.0.0.1:1', '${HOST}')), /a variable chooses whom to call/)
  })
})
