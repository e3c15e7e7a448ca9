import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { runs } from '../../drawn/runs.testing.ts'
import { adoptionsOf } from '../history/adoption.ts'
import type { Change } from '../state/change.ts'
import { HOUR, release, Shop } from './shop.testing.ts'

/** Whatever was released, went back and was reverted before: what the plan of a revert promises is what comes of it. */
test('after any history a revert leads to what served before, and warm is only what really runs there', () => {
  const versions = ['v2', 'v3', 'v4']
  const deed = fc.oneof(
    fc.record({
      do: fc.constant('release' as const),
      version: fc.constantFrom(...versions),
      targets: fc.constantFrom<string[]>(['wix'], ['gamma'], ['gamma', 'wix']),
    }),
    fc.record({
      do: fc.constant('go-back' as const),
      version: fc.constantFrom(...versions),
      steps: fc.integer({ min: 0, max: 2 }),
    }),
    fc.record({ do: fc.constant('revert' as const), which: fc.nat({ max: 8 }), gradual: fc.boolean() }),
  )
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 10 }), (deeds) => {
      const at = new Shop(['gamma', 'wix'])
      at.keepWarmMs = 10_000 * HOUR
      const before = new Map<string, Record<string, string | null>>()
      // Which release stands on each target: a revert puts back the one that had stood before.
      let standing: Record<string, string> = {}
      const stood = new Map<string, { readonly before: typeof standing; readonly after: typeof standing }>()
      const movedBy = (change: Change) => [...adoptionsOf(change).keys()]
      const stand = (change: Change, of: (target: string) => string | undefined) => {
        const was = standing
        const moved = movedBy(change).map((target) => [target, of(target) ?? 'none'])
        standing = { ...standing, ...Object.fromEntries(moved) }
        stood.set(change.id, { before: was, after: standing })
        return change
      }
      const serving = () => Object.fromEntries([...at.sides.keys()].map((name) => [name, at.serves(name)]))
      const carry = (deed: (typeof deeds)[number]): Change | null => {
        switch (deed.do) {
          case 'release': {
            const change = at.succeed(release(deed.version, deed.targets))
            return stand(change, () => change.id)
          }
          case 'go-back':
            return at.goBack(release(deed.version), deed.steps)
          case 'revert': {
            const change = at.history[deed.which % Math.max(1, at.history.length)]
            if (change === undefined) return null
            const planned = at.ask(change, { gradual: deed.gradual, version: 'v1' })
            if ('because' in planned) return null
            for (const { target, warm } of planned.runbook.reverts?.targets ?? [])
              if (warm !== null)
                assert.equal(at.beside(target), before.get(change.id)?.[target], 'it is warm')
            const back = at.succeed(planned.runbook)
            for (const target of movedBy(change))
              assert.equal(at.serves(target), before.get(change.id)?.[target], `${change.id} on ${target}`)
            return stand(back, (target) => stood.get(change.id)?.before[target])
          }
        }
      }
      for (const one of deeds) {
        const was = serving()
        const change = carry(one)
        if (change !== null) before.set(change.id, was)
      }
      for (const change of at.history) {
        const left = stood.get(change.id)?.after
        const stands =
          change.status === 'succeeded' && movedBy(change).every((to) => left?.[to] === standing[to])
        assert.equal('runbook' in at.ask(change, { version: 'v1' }), stands, `${change.id} can be reverted`)
      }
    }),
    { numRuns: runs(500) },
  )
})
