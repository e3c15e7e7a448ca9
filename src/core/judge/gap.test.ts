import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Gap, unseenMs, withGap } from './gap.ts'

const drawn = fc.array(fc.record({ after: fc.integer({ min: 1, max: 9 }), length: fc.nat({ max: 9 }) }), {
  maxLength: 60,
})

test('gaps count exactly what was not seen, and of a part never less', () => {
  fc.assert(
    fc.property(drawn, fc.nat({ max: 300 }), (all, since) => {
      let now = 0
      let gaps: readonly Gap[] = []
      const unseen = new Set<number>()
      for (const { after, length } of all) {
        const from = now + after
        now = from + length
        // Told interval by interval, and now and then again from its beginning.
        for (let to = from + 1; to <= now; to++)
          gaps = withGap(gaps, { from: to % 2 === 0 ? from : to - 1, to })
        for (let second = from; second < now; second++) if (second >= since) unseen.add(second)
      }
      const counted = unseenMs(gaps, since, now)
      assert.ok(counted >= unseen.size)
      assert.ok(gaps.length <= 20)
      if (all.length <= 20) assert.equal(counted, unseen.size)
      const lengths = all.reduce((sum, { length }) => sum + length, 0)
      assert.equal(unseenMs(gaps, 0, now), lengths)
      assert.ok(gaps.every(({ from, to }, i) => from < to && from > (gaps[i - 1]?.to ?? -1)))
    }),
  )
})
