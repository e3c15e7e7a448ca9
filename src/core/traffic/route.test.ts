import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bucketOf } from './cohort.ts'
import { CLOSED, type Desired, LATCHED, type Split } from './desired.ts'
import { type RoutedRequest, route } from './route.ts'

const open = (over: Partial<Extract<Split, { mode: 'open' }>> = {}): Desired => ({
  generation: 1,
  stable: 'blue',
  split: { mode: 'open', weight: 0, cohort: 'c', segments: [], headerOverride: false, ...over },
})
const ask = (over: Partial<RoutedRequest> = {}): RoutedRequest => ({
  subject: 'ann',
  segment: null,
  headerVersion: null,
  ...over,
})
const internal = { name: 'internal', weight: 10_000 }

const rules: readonly (readonly [fact: string, Desired, RoutedRequest, slot: string, reason: string])[] = [
  [
    'closed overrides header and segment',
    { ...open(), split: CLOSED },
    ask({ headerVersion: 'canary', segment: 'internal' }),
    'stable',
    'closed',
  ],
  [
    'a latch is closed too',
    { ...open(), split: LATCHED },
    ask({ headerVersion: 'canary' }),
    'stable',
    'closed',
  ],
  [
    'weight 0 is not closed: a header still reaches the canary',
    open({ headerOverride: true }),
    ask({ headerVersion: 'canary' }),
    'canary',
    'header',
  ],
  [
    'weight 0 is not closed: a segment still reaches the canary',
    open({ segments: [internal] }),
    ask({ segment: 'internal' }),
    'canary',
    'segment',
  ],
  ['weight 0 sends the general public to stable', open(), ask(), 'stable', 'percentage'],
  ['weight 10000 sends everybody to the canary', open({ weight: 10_000 }), ask(), 'canary', 'percentage'],
  [
    'a header is not heard unless the plan allows it',
    open(),
    ask({ headerVersion: 'canary' }),
    'stable',
    'percentage',
  ],
  [
    'an empty header says nothing',
    open({ headerOverride: true, weight: 10_000 }),
    ask({ headerVersion: '' }),
    'canary',
    'percentage',
  ],
  [
    'a header may choose stable against segment and weight',
    open({ headerOverride: true, weight: 10_000, segments: [internal] }),
    ask({ headerVersion: 'stable', segment: 'internal' }),
    'stable',
    'header',
  ],
  [
    "a header may name the canary's version",
    open({ headerOverride: true }),
    ask({ headerVersion: 'v2', canaryVersion: 'v2' }),
    'canary',
    'header',
  ],
  [
    "a header may name the beginning of the canary's version",
    open({ headerOverride: true }),
    ask({ headerVersion: 'v2', canaryVersion: 'v2.1.0' }),
    'canary',
    'header',
  ],
  [
    'a beginning ends at a dot',
    open({ headerOverride: true, weight: 10_000 }),
    ask({ headerVersion: 'v2', canaryVersion: 'v20.1.0' }),
    'stable',
    'header',
  ],
  [
    'a version that the canary does not claim gets stable',
    open({ headerOverride: true, weight: 10_000 }),
    ask({ headerVersion: 'v1', canaryVersion: 'v2' }),
    'stable',
    'header',
  ],
  [
    'a version asked for while nobody knows the canary gets stable',
    open({ headerOverride: true }),
    ask({ headerVersion: 'v2' }),
    'stable',
    'header',
  ],
  [
    'a segment has its own threshold, also below the general weight',
    open({ weight: 9_999, segments: [{ name: 'premium', weight: 0 }] }),
    ask({ segment: 'premium' }),
    'stable',
    'segment',
  ],
  [
    'at 100 % everyone is on the canary, whatever the segment',
    open({ weight: 10_000, segments: [{ name: 'premium', weight: 0 }] }),
    ask({ segment: 'premium' }),
    'canary',
    'segment',
  ],
  [
    'a segment that the plan does not name is the general public',
    open({ weight: 10_000, segments: [internal] }),
    ask({ segment: 'press' }),
    'canary',
    'percentage',
  ],
]

for (const [fact, desired, request, slot, reason] of rules)
  test(fact, () => assert.deepEqual(route(desired, request), { slot, reason }))

test('the general public is on the canary exactly when its bucket is below the weight', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 0, max: 10_000 }), (subject, weight) => {
      const { slot } = route(open({ weight }), ask({ subject }))
      assert.equal(slot === 'canary', bucketOf('c', subject) < weight)
    }),
  )
})
