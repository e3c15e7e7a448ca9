import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Counter, Gauge, Summary } from 'prom-client'
import protobuf from 'protobufjs'
import { nativeBucketOf, nativeEdge } from '../../core/histogram/native-buckets.ts'
import { exposition } from './exposition.ts'
import { NativeCounts, ZERO_THRESHOLD } from './native-counts.ts'
import { PROTOBUF, wantsProtobuf } from './negotiate.ts'

const DEFINITION = readFileSync(new URL('./metrics.proto', import.meta.url), 'utf8')
const family = protobuf.parse(DEFINITION).root.lookupType('io.prometheus.client.MetricFamily')

/** As a reader of the format takes it apart: nothing may be left over. */
function read(bytes: Uint8Array) {
  const reader = protobuf.Reader.create(bytes)
  const families: Record<string, unknown>[] = []
  while (reader.pos < reader.len)
    families.push(family.toObject(family.decodeDelimited(reader), { longs: Number, enums: String }))
  return new Map(families.map((one) => [String(one.name), one]))
}

const metricsOf = (families: ReturnType<typeof read>, name: string): readonly Record<string, unknown>[] =>
  (families.get(name)?.metric ?? []) as Record<string, unknown>[]

describe('the exposition', () => {
  it('has the same numbers in both formats, and native histograms in the one that can', async () => {
    const exposed = exposition()
    const registers = [exposed.registry]
    const durations = exposed.durations({
      name: 'took_seconds',
      help: 'Time.',
      labelNames: ['by', 'to'],
      buckets: [0.1, 1],
    })
    durations.observe({ by: 'a', to: '"x"\n' }, 0.05)
    durations.observe({ to: '"x"\n', by: 'a' }, 0.5)
    durations.observe({ by: 'b' }, 3)
    new Counter({ name: 'done_total', help: 'Done.', registers }).inc(7)
    new Gauge({ name: 'open', help: 'Open.', labelNames: ['state'], registers }).set({ state: 'x' }, 2.5)
    new Summary({ name: 'sized', help: 'Sizes.', percentiles: [0.5], registers }).observe(4)
    const families = read(await exposed.protobuf())
    assert.deepEqual([...families.keys()], ['took_seconds', 'done_total', 'open', 'sized'])
    assert.deepEqual(families.get('done_total'), {
      name: 'done_total',
      help: 'Done.',
      type: 'COUNTER',
      metric: [{ counter: { value: 7 } }],
    })
    assert.deepEqual(families.get('open')?.metric, [
      { label: [{ name: 'state', value: 'x' }], gauge: { value: 2.5 } },
    ])
    assert.deepEqual(families.get('sized')?.metric, [
      { summary: { sampleCount: 1, sampleSum: 4, quantile: [{ quantile: 0.5, value: 4 }] } },
    ])
    const [first, second] = metricsOf(families, 'took_seconds')
    assert.deepEqual(first, {
      label: [
        { name: 'by', value: 'a' },
        { name: 'to', value: '"x"\n' },
      ],
      histogram: {
        sampleCount: 2,
        sampleSum: 0.55,
        bucket: [
          { cumulativeCount: 1, upperBound: 0.1 },
          { cumulativeCount: 2, upperBound: 1 },
        ],
        schema: 4,
        zeroThreshold: ZERO_THRESHOLD,
        zeroCount: 0,
        positiveSpan: [
          { offset: nativeBucketOf(0.05), length: 1 },
          { offset: nativeBucketOf(0.5) - nativeBucketOf(0.05) - 1, length: 1 },
        ],
        positiveDelta: [1, 0],
      },
    })
    assert.deepEqual(second?.label, [{ name: 'by', value: 'b' }])
    const text = await exposed.text()
    assert.match(text, /^took_seconds_bucket\{le="1",by="a",to="\\"x\\"\\n"\} 2$/m)
    assert.doesNotMatch(text, /schema|span/)
  })

  it('has a series that was begun before anything was observed in it', async () => {
    const exposed = exposition()
    const durations = exposed.durations({
      name: 'took_seconds',
      help: 'Time.',
      labelNames: ['by'],
      buckets: [1],
    })
    durations.begin({ by: 'a' })
    assert.match(await exposed.text(), /^took_seconds_count\{by="a"\} 0$/m)
    assert.match(await exposed.text(), /^took_seconds_bucket\{le="1",by="a"\} 0$/m)
    const [metric] = metricsOf(read(await exposed.protobuf()), 'took_seconds')
    assert.deepEqual(metric?.label, [{ name: 'by', value: 'a' }])
    durations.observe({ by: 'a' }, 0.5)
    assert.match(await exposed.text(), /^took_seconds_count\{by="a"\} 1$/m)
  })

  it('of a histogram that has observed nothing says as much in both', async () => {
    const exposed = exposition()
    exposed.durations({ name: 'took_seconds', help: 'Time.', buckets: [1] })
    const [metric] = metricsOf(read(await exposed.protobuf()), 'took_seconds')
    const bucket = [{ cumulativeCount: 0, upperBound: 1 }]
    const native = { schema: 4, zeroThreshold: ZERO_THRESHOLD, zeroCount: 0 }
    assert.deepEqual(metric?.histogram, { sampleCount: 0, sampleSum: 0, bucket, ...native })
    assert.match(await exposed.text(), /took_seconds_count 0/)
  })
})

describe('native counts', () => {
  it('are in the spans and deltas what was observed, each in the bucket that reaches up to it', () => {
    const seconds = fc.array(fc.double({ min: -30, max: 20, noNaN: true }).map((power) => 2 ** power))
    fc.assert(
      fc.property(seconds, (observed) => {
        const counts = new NativeCounts()
        for (const value of observed) counts.observe(value)
        const told = counts.histogram()
        const buckets: [number, number][] = []
        let at = 0
        let count = 0
        let delta = 0
        for (const { offset, length } of told.positiveSpan) {
          at += offset
          for (let i = 0; i < length; i++, at++) {
            count += told.positiveDelta[delta++] ?? Number.NaN
            buckets.push([at, count])
          }
        }
        assert.equal(delta, told.positiveDelta.length)
        for (const [bucket, count] of buckets)
          assert.equal(
            observed.filter(
              (value) =>
                value > ZERO_THRESHOLD && nativeEdge(bucket - 1) < value && value <= nativeEdge(bucket),
            ).length,
            count,
          )
        const all = buckets.reduce((sum, [, count]) => sum + count, told.zeroCount)
        assert.deepEqual([all, told.sampleCount], [observed.length, observed.length])
      }),
    )
  })
})

describe('an Accept header', () => {
  const P = 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited'
  const ROWS: readonly (readonly [accept: string | undefined, wants: boolean, whose: string])[] = [
    [undefined, false, 'none'],
    ['', false, 'an empty one'],
    ['*/*', false, 'curl'],
    ['application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1', false, '2.42'],
    [
      `${P},application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.5,*/*;q=0.1`,
      true,
      '2.42 native',
    ],
    [
      `${P};q=0.6,application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2`,
      true,
      '3 native',
    ],
    [
      `application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.5,${P};q=0.3`,
      false,
      '3',
    ],
    [PROTOBUF, true, 'the type as we write it'],
    ['application/vnd.google.protobuf', false, 'another message'],
    [`${P};q=0`, false, 'one that refuses it'],
    [`${P};q=x`, false, 'no number'],
  ]
  for (const [accept, wants, whose] of ROWS)
    it(`of ${whose} ${wants ? 'gets protobuf' : 'gets text'}`, () =>
      assert.equal(wantsProtobuf(accept), wants))
})
