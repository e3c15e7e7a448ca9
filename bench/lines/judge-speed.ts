import { cpuUsage } from 'node:process'
import type { ArmReading } from '../../src/core/judge/sequential/arm-reading.ts'
import { type Question, questionOf } from '../../src/core/judge/sequential/question.ts'
import { Random } from '../../src/core/judge/sequential/random.testing.ts'
import { reportOf } from '../../src/core/judge/sequential/report.ts'
import { readSequentialState } from '../../src/core/judge/sequential/schema.ts'
import { beginSequential, type SequentialState } from '../../src/core/judge/sequential/state.ts'
import { step } from '../../src/core/judge/sequential/step.ts'
import { short } from '../parts/figures.ts'
import { readingOf } from '../parts/judge/detectors.ts'
import { ERRORS, SCRAPE_MS } from '../parts/judge/world.ts'
import type { Line, Row } from '../parts/line.ts'

const EDGES = Array.from({ length: 12 }, (_, i) => ({ canary: 20 * 1.6 ** i, stable: 20 * 1.6 ** i }))

export const judgeSpeed: Line = {
  name: 'judge-speed',
  title: 'The sequential judge: what a step costs',
  limitedBy:
    'Logarithms: for each alternative one of the likelihood and one of the sum, and one for each of the twenty points of the ' +
    'curve that the interval is read from. A latency is twelve comparisons. Stored and read costs more than judged, ' +
    'for it is text that is made and checked. Times are of the processor.',
  measure: async ({ quick, say }) => {
    const signals = quick ? 200 : 10_000
    say(`${signals.toLocaleString('en-US')} signals`)
    return [
      ...rowsOf('a ratio', asked(), signals),
      ...rowsOf('a latency at 12 edges', asked(EDGES), quick ? 20 : 1_000),
    ]
  },
}

function rowsOf(what: string, question: Question, signals: number): readonly Row[] {
  const random = new Random(1)
  const fed = Array.from({ length: 40 }, (_, number) => {
    const arm = (total: number): ArmReading['events'] =>
      Array.from({ length: Math.max(1, question.edges.length) }, (_, k) =>
        random.binomial(total, ERRORS.rate * (k + 1)),
      )
    const reading = (which: 'canary' | 'stable'): ArmReading => ({
      ...readingOf(
        { canary: { total: ERRORS.canary, events: 0 }, stable: { total: ERRORS.stable, events: 0 } },
        which,
        number,
      ),
      events: arm(ERRORS[which]),
    })
    const until = (number + 1) * SCRAPE_MS
    return { canary: [reading('canary')], stable: [reading('stable')], watermark: until, now: until }
  })
  let states: SequentialState[] = Array.from({ length: signals }, () => beginSequential(question, 0))
  const after = (from: number, to: number, then: (state: SequentialState) => SequentialState) => {
    const began = cpuUsage()
    for (const each of fed.slice(from, to)) states = states.map((state) => then(step(state, each, question)))
    return cpuUsage(began).user / 1_000 / ((to - from) * signals)
  }
  after(0, 5, (state) => state)
  const alone = after(5, 20, (state) => state)
  const stored = after(20, 30, (state) => readSequentialState(JSON.parse(JSON.stringify(state))))
  const [first] = states
  const bytes = first === undefined ? 0 : JSON.stringify(first).length
  const began = cpuUsage()
  for (const state of states.slice(0, 200)) reportOf(state, question)
  const reported = cpuUsage(began).user / 1_000 / Math.min(200, signals)
  return [
    {
      what: `${what}: one step`,
      ours: microseconds(alone),
      beside: `stored as ${bytes.toLocaleString('en-US')} bytes and read again: ${microseconds(stored)}; its verdict with an interval: ${microseconds(reported)}`,
      ratio: stored / alone,
    },
    {
      what: `${what}: 10,000 of them each 5 s, of one core`,
      ours: `${short(((alone * 10_000) / SCRAPE_MS) * 100)} %`,
      beside: `stored and read again each time: ${short(((stored * 10_000) / SCRAPE_MS) * 100)} %`,
      ratio: null,
      wanted: 'one core',
    },
  ]
}

const microseconds = (ms: number): string => `${short(ms * 1_000)} µs`

function asked(edges?: Question['edges']): Question {
  const latency = edges === undefined ? {} : { latency: { pairs: edges, bound: 1.25, quantile: 0.95 } }
  const question = questionOf({
    test: 'worse',
    times: 1.25,
    direction: 'higher',
    alpha: 0.001,
    intervalMs: SCRAPE_MS,
    ...latency,
  })
  if ('refused' in question) throw new Error(question.refused)
  return question
}
