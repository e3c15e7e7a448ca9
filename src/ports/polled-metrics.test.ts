import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Answer, MetricsUnavailable, type Question } from './metrics.ts'
import { AskLater, type Polled, polledMetrics, type Window } from './polled-metrics.ts'
import type { Told } from './polled-readings.ts'

const T0 = 1_790_000_000_000
const question = (over: Partial<Question> = {}): Question => ({
  environment: 'staging',
  target: 'wix',
  slot: 'canary',
  side: 'green',
  signal: 'orders',
  from: T0,
  ...over,
})

type Bound = { readonly isWindowed: boolean; readonly kind: 'ratio' | 'gauge'; readonly each?: string }
type Said = (window: Window | null, question: Question) => Promise<Told>

function rig(bound: Bound, said: Said) {
  const state = { now: T0, asked: [] as (Window | null)[], say: said }
  const source: Polled<Bound, Told> = {
    name: 'the source',
    intervalMs: 10_000,
    lagMs: 1_000,
    timeLimitMs: 50,
    boundOf: ({ signal }) => {
      if (signal === 'orders') return bound
      throw new MetricsUnavailable(`nobody measures ${signal}`)
    },
    readAs: (bound) => ({ ...bound, scale: 1 }),
    keyOf: (_, { target, signal }) => `${target} ${signal}`,
    ask: (_, asked, window, signal) => {
      state.asked.push(window)
      const stopped = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason))
      })
      return Promise.race([state.say(window, asked), stopped])
    },
    pick: (_, answered) => answered,
  }
  const metrics = polledMetrics(source, { now: () => state.now })
  const read = async (...questions: readonly Question[]) =>
    metrics.read(questions.length === 0 ? [question()] : questions, AbortSignal.timeout(5_000))
  return { state, read }
}

const points = (answer: Answer | undefined) => {
  assert.ok(answer !== undefined && 'samples' in answer, String(answer))
  return answer.samples.map((sample) => {
    assert.equal(sample.kind, 'ratio')
    return 'good' in sample ? [(sample.at - T0) / 1_000, sample.good, sample.total] : []
  })
}
const words = (answer: Answer | undefined): string => {
  assert.ok(answer instanceof MetricsUnavailable, JSON.stringify(answer))
  return answer.message
}

test('what is about this moment is read once an interval, for both sides and all who ask', async () => {
  let value = 1
  const { state, read } = rig({ isWindowed: false, kind: 'gauge' }, async () => ({ value: value++ }))
  for (const seconds of [11, 12, 21, 25]) {
    state.now = T0 + seconds * 1_000
    const [canary, stable] = await read(question(), question({ slot: 'stable', side: 'blue' }))
    assert.deepEqual(points(canary), points(stable))
  }
  assert.deepEqual(state.asked, [null, null])
  assert.deepEqual(points((await read())[0]), [
    [0, 1, 1],
    [10, 2, 1],
  ])
})

test('an interval in which nobody asked is a gap, and so is one whose counter began anew', async () => {
  const counts = [100, 110, 120, 5, 9]
  const { state, read } = rig({ isWindowed: false, kind: 'ratio' }, async () => {
    const total = counts.shift() ?? 0
    return { good: total, total }
  })
  for (const seconds of [11, 21, 31, 51, 61]) {
    state.now = T0 + seconds * 1_000
    await read()
  }
  assert.deepEqual(points((await read())[0]), [
    [20, 10, 10],
    [30, 10, 10],
  ])
  state.now = T0 + 71_000
  assert.deepEqual(points((await read())[0]).at(-1), [60, 4, 4])
})

test('what is about an interval is asked for later as well, a piece at a time, and once', async () => {
  const { state, read } = rig({ isWindowed: true, kind: 'ratio' }, async () => ({ good: 4, total: 5 }))
  state.now = T0 + 301_000
  const [first] = await read()
  assert.equal(points(first).length, 20)
  assert.ok(first !== undefined && 'watermark' in first && first.watermark === T0 + 200_000)
  const [second] = await read()
  assert.deepEqual(points(second).slice(0, 20), points(first))
  assert.equal(points(second).length, 30)
  await read()
  assert.equal(state.asked.length, 30)
  assert.deepEqual(state.asked.at(-1), { from: T0 + 290_000, to: T0 + 300_000 })
})

test('a source that fails measures nothing meanwhile, and what it missed is asked for again where that is possible', async () => {
  const fails: Said = async () => {
    throw new MetricsUnavailable('the source is away')
  }
  const works: Said = async () => ({ good: 1, total: 1 })
  for (const [isWindowed, seen] of [
    [true, [0, 10, 20]],
    [false, [20]],
  ] as const) {
    const { state, read } = rig({ isWindowed, kind: isWindowed ? 'ratio' : 'gauge' }, fails)
    if (!isWindowed) state.say = fails
    for (const seconds of [11, 21]) {
      state.now = T0 + seconds * 1_000
      assert.equal(words((await read())[0]), 'orders: the source is away')
    }
    state.say = isWindowed ? works : async () => ({ value: 1 })
    state.now = T0 + 31_000
    assert.deepEqual(
      points((await read())[0]).map(([at]) => at),
      seen,
    )
  }
})

test('one that hangs is given up at its limit, and is asked once by all who wait', async (t) => {
  // The timers of time limits keep no process alive.
  const alive = setInterval(() => undefined, 1_000)
  t.after(() => clearInterval(alive))
  const { state, read } = rig({ isWindowed: false, kind: 'gauge' }, () => new Promise(() => undefined))
  state.now = T0 + 11_000
  const both = await Promise.all([read(), read()])
  for (const [answer] of both) assert.equal(words(answer), 'orders: the source did not answer within 0.05 s')
  assert.equal(state.asked.length, 1)
})

test('one that asks for patience is left alone until then', async () => {
  const { state, read } = rig({ isWindowed: false, kind: 'gauge' }, async () => {
    throw new AskLater('the source asks to wait', T0 + 30_000)
  })
  for (const seconds of [11, 21]) {
    state.now = T0 + seconds * 1_000
    assert.match(words((await read())[0]), /asks to wait/)
  }
  assert.equal(state.asked.length, 1)
  state.say = async () => ({ value: 3 })
  state.now = T0 + 31_000
  assert.deepEqual(points((await read())[0]), [[20, 3, 1]])
})

test('a number that is none is no data with its reason, and a gap afterwards', async () => {
  const { state, read } = rig({ isWindowed: false, kind: 'gauge' }, async () => ({ value: Number.NaN }))
  state.now = T0 + 11_000
  assert.equal(words((await read())[0]), 'orders: the source gives NaN as value, which is no number')
  state.say = async () => ({ value: 2 })
  state.now = T0 + 21_000
  assert.deepEqual(points((await read())[0]), [[10, 2, 1]])
})

test('one question that cannot be asked does not take the others with it', async () => {
  const { state, read } = rig({ isWindowed: false, kind: 'gauge' }, async () => ({ value: 2 }))
  state.now = T0 + 11_000
  const [unknown, known] = await read(question({ signal: 'happiness' }), question())
  assert.equal(words(unknown), 'nobody measures happiness')
  assert.deepEqual(points(known), [[0, 2, 1]])
})

test('no sample begins before what was asked for, or at its end', async () => {
  const { state, read } = rig({ isWindowed: true, kind: 'ratio' }, async () => ({ good: 1, total: 1 }))
  state.now = T0 + 61_000
  const [some] = await read(question({ from: T0 + 5_000, to: T0 + 30_000 }))
  assert.deepEqual(
    points(some).map(([at]) => at),
    [10, 20],
  )
})

test('of long ago no more is asked than was wanted, and what is asked of now beside it is not in its way', async () => {
  const week = 7 * 24 * 3_600_000
  const { state, read } = rig({ isWindowed: true, kind: 'ratio' }, async (window) => ({
    good: window !== null && window.from < T0 - 1_000_000 ? 4 : 9,
    total: 10,
  }))
  state.now = T0 + 31_500
  const then = question({ from: T0 - week, to: T0 - week + 25_000 })
  const [[before], [now]] = await Promise.all([read(then), read(question())])
  assert.deepEqual(
    points(before).map(([at = 0, ...rest]) => [at + week / 1_000, ...rest]),
    [
      [0, 4, 10],
      [10, 4, 10],
      [20, 4, 10],
    ],
  )
  assert.equal(before !== undefined && 'watermark' in before && before.watermark, T0 - week + 30_000)
  assert.deepEqual(points(now), [
    [0, 9, 10],
    [10, 9, 10],
    [20, 9, 10],
  ])
  assert.equal(state.asked.length, 6)
  await Promise.all([read(then), read(question())])
  assert.equal(state.asked.length, 6, 'all of it is remembered')
})

const seriesAt = (answer: Answer | undefined) => {
  assert.ok(answer !== undefined && 'samples' in answer, String(answer))
  return answer.samples.map(({ at, series = [] }) => [
    (at - T0) / 1_000,
    ...series.map(({ name, sample }) => ('good' in sample ? `${name} ${sample.good}/${sample.total}` : name)),
  ])
}

test('of many, one that is NaN, that ends or whose counter began anew is no data for itself only', async () => {
  const said: Record<string, number>[] = [
    { a: 100, b: 10 },
    { a: 110, b: 15, c: 3 },
    { a: 5, b: 20, c: 9 },
    { a: 9, b: Number.NaN, c: 9 },
    { a: 19 },
  ]
  const { state, read } = rig({ isWindowed: false, kind: 'ratio', each: 'queue' }, async () => {
    const now = said.shift() ?? {}
    return new Map(Object.entries(now).map(([name, total]) => [name, { good: total, total }]))
  })
  const asked = question({ each: 'queue' })
  for (const seconds of [11, 21, 31, 41, 51]) {
    state.now = T0 + seconds * 1_000
    await read(asked)
  }
  state.now = T0 + 61_000
  const [answer, whole] = await read(asked, question())
  assert.deepEqual(seriesAt(answer), [
    [20, 'a 10/10', 'b 5/5'],
    [30, 'b 5/5', 'c 6/6'],
    [40, 'a 4/4', 'c 0/0'],
    [50, 'a 10/10'],
  ])
  assert.deepEqual(points(whole).slice(0, 2), [
    [20, 15, 15],
    [30, 11, 11],
  ])
})

test('of many there may be none, which is measured; that none of them can be believed is told', async () => {
  let value = Number.NaN
  const { state, read } = rig({ isWindowed: false, kind: 'gauge', each: 'queue' }, async () =>
    Number.isNaN(value) ? new Map([['mail', { value }]]) : new Map(),
  )
  state.now = T0 + 11_000
  const [wrong] = await read(question({ each: 'queue' }))
  assert.equal(
    words(wrong),
    'orders: the source has nothing that can be believed: mail: gives NaN as value, which is no number',
  )
  value = 0
  state.now = T0 + 21_000
  const [none] = await read(question({ each: 'queue' }))
  assert.deepEqual(points(none), [[10, 0, 0]])
})

test('a label by which a source tells nothing apart is refused', async () => {
  const { state, read } = rig({ isWindowed: false, kind: 'gauge' }, async () => ({ value: 1 }))
  state.now = T0 + 11_000
  const [stranger] = await read(question({ each: 'weather' }))
  assert.equal(words(stranger), 'orders is not told apart by weather')
})
