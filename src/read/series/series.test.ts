import assert from 'node:assert/strict'
import { test } from 'node:test'
import { entryOf } from '../../core/change/events/change-entry.ts'
import { isMoving } from '../../core/change/events/event.ts'
import { replay } from '../../core/change/evolve/evolve.ts'
import type { Entry } from '../../core/journal/entry.ts'
import type { RatioSample } from '../../core/judge/sample.ts'
import type { SignalShape } from '../../core/signal/shape.ts'
import { type Answer, MetricsUnavailable, type Question } from '../../ports/metrics.ts'
import { eventsOf, holding, secondStage, T0, type Told } from '../change/seen.testing.ts'
import { momentsOf, wantedShare } from '../words/moments.ts'
import { seriesReader } from './series.ts'
import { viewSeries } from './series-view.ts'

const iso = (seconds: number) => new Date(T0 + seconds * 1_000).toISOString()
const sum = (counts: readonly (number | null)[]) =>
  counts.reduce<number>((all, count) => all + (count ?? 0), 0)

const SHAPE: SignalShape = { kind: 'ratio', unit: 'ratio', direction: 'lower' }

/** A change at its first stage, whose source has measured ten requests in every `spanMs` up to `watermark`. */
function house(spanMs = 1_000) {
  const asked: Question[][] = []
  const world = { now: T0 + 60_000, watermark: T0 + 58_000, away: false }
  const events = eventsOf(holding)
  const change = replay(events)
  const entries = events.map((event, i) => ({ ...entryOf(event), seq: i + 1 }))
  const store = {
    questions: {
      change: async (id: string) => (id === change.id ? { change } : null),
      journal: async (_: string, after: number) =>
        entries.filter(({ seq }) => seq > after) as unknown as Entry[],
    },
    targets: { list: async () => [] },
  }
  const measure = async (questions: readonly Question[]): Promise<readonly Answer[]> => {
    asked.push([...questions])
    return questions.map(({ from, slot }) => {
      if (world.away) return new MetricsUnavailable('it is away')
      const good = slot === 'canary' ? 9 : 10
      const samples = Array.from({ length: (world.watermark - from) / spanMs }, (_, i): RatioSample => {
        return { kind: 'ratio', at: from + i * spanMs, span: spanMs, total: 10, good }
      })
      return { samples, watermark: world.watermark }
    })
  }
  return {
    series: seriesReader(store as never, { now: () => world.now }, measure, () => SHAPE),
    world,
    asked,
    id: change.id,
  }
}

test('a change over time: the split as ordered and reached, each slot as measured, and each look asks only for what is new', async () => {
  const { series, world, asked, id } = house()
  const wix = (await series(id))?.targets.find(({ target }) => target === 'wix')
  assert.deepEqual(wix?.split, [
    { at: iso(0), desired: 0, observed: 0, adopted: false },
    { at: iso(24), desired: 500, observed: null, adopted: false },
    { at: iso(26), desired: 500, observed: 500, adopted: false },
  ])
  const canary = wix?.signals[0]?.canary
  assert.deepEqual(canary?.values.slice(33), [0.9, null, null])
  assert.deepEqual(canary?.samples.slice(33), [10, null, null])
  assert.equal(wix?.signals[0]?.stable.values[0], 1)
  assert.deepEqual(wix?.signals[0]?.shape, SHAPE)

  await series(id)
  assert.equal(asked.length, 1, 'within a moment nobody is asked twice')
  world.now += 5_000
  world.watermark += 5_000
  const later = (await series(id))?.targets[0]?.signals[0]?.canary
  assert.equal(sum(later?.samples ?? []), 390)
  assert.equal(asked[1]?.[0]?.from, T0 + 58_000)
  assert.equal(await series('CHG-2025-9999'), null)
})

test('after an adoption everybody has it, and where traffic was sent stands in a word', () => {
  const told: Told = [
    ...secondStage,
    [630, { type: 'adopting', step: 'rollout', was: { gamma: 'blue', wix: 'blue' } }],
    [632, { type: 'adopted', step: 'rollout', targets: ['gamma', 'wix'] }],
    [640, { type: 'traffic-closed', targets: ['gamma', 'wix'] }],
  ]
  const events = eventsOf(told)
  const { targets } = viewSeries(replay(eventsOf(secondStage)), events.filter(isMoving), null, {
    now: T0 + 700_000,
    shapeOf: () => SHAPE,
  })
  assert.deepEqual(
    momentsOf(targets).map(({ at, words }) => [(at - T0) / 1_000, words]),
    [
      [24, '5 %'],
      [326, '25 %'],
      [632, 'adopted'],
    ],
  )
  const split = targets[0]?.split ?? []
  assert.deepEqual(
    [10, 100, 400, 633, 700].map((second) => wantedShare(split, T0 + second * 1_000)),
    [0, 500, 2_500, 10_000, 10_000],
  )
  const back = eventsOf([...holding, [90, { type: 'traffic-closed', targets: ['gamma', 'wix'] }]])
  const { targets: closed } = viewSeries(replay(eventsOf(holding)), back.filter(isMoving), null, {
    now: T0 + 100_000,
    shapeOf: () => SHAPE,
  })
  assert.deepEqual(
    momentsOf(closed).map(({ words }) => words),
    ['5 %', 'closed'],
  )
  assert.equal(wantedShare(closed[0]?.split ?? [], T0 + 95_000), 0)
})

test('a source that is away leaves what was seen and says why; a long time has longer steps and loses no request', async () => {
  const { series, world, id } = house()
  await series(id)
  world.away = true
  world.now += 5_000
  const away = (await series(id))?.targets[0]?.signals[0]?.canary
  assert.deepEqual([away?.unavailable, sum(away?.samples ?? [])], ['it is away', 340])
  world.away = false
  world.now += 3_600_000
  world.watermark += 3_600_000
  const long = await series(id)
  assert.equal(long?.stepMs, 8_000)
  const counts = long?.targets[0]?.signals[0]?.canary.samples ?? []
  assert.ok(counts.length <= 600)
  assert.equal(sum(counts), (34 + 3_600) * 10)
})

test('no step is shorter than a sample: a source that measures every two seconds leaves no gaps in a chart', async () => {
  const { series, id } = house(2_000)
  const seen = await series(id)
  assert.equal(seen?.stepMs, 2_000)
  const canary = seen?.targets[0]?.signals[0]?.canary
  assert.equal(canary?.values.indexOf(null), 17)
  assert.equal(sum(canary?.samples ?? []), 170)
})
