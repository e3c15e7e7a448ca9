import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sharedClock } from './shared-clock.ts'

describe('the shared clock', () => {
  it('goes by the database, not by this machine', async () => {
    let steady = 1_000
    const clock = await sharedClock({ ask: async () => 5_000_000 + steady, steady: () => steady })
    steady += 250
    assert.equal(clock.now(), 5_001_250)
  })

  it('believes the answer that was fastest on its way', async () => {
    let steady = 0
    const delays = [400, 2, 100]
    const ask = async () => {
      const delay = delays.shift() ?? 0
      const truth = 1_000_000 + steady
      steady += delay
      return truth
    }
    const clock = await sharedClock({ ask, steady: () => steady })
    assert.ok(Math.abs(clock.now() - (1_000_000 + steady)) <= 1)
  })

  it('stands still rather than go backwards when the database was set back', async () => {
    let base = 2_000_000
    let steady = 0
    const clock = await sharedClock({ ask: async () => base + steady, steady: () => steady })
    const before = clock.now()
    base -= 60_000
    await clock.adjust()
    steady += 100
    assert.equal(clock.now(), before)
    steady += 60_000
    assert.ok(clock.now() > before)
  })

  it('goes on by what it knew when the database cannot be asked', async () => {
    let away = false
    let steady = 0
    const ask = async () => {
      if (away) throw new Error('away')
      return 1_000 + steady
    }
    const clock = await sharedClock({ ask, steady: () => steady })
    away = true
    await assert.rejects(clock.adjust(), /away/)
    steady += 10
    assert.equal(clock.now(), 1_010)
  })
})
