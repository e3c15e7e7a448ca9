import { evidenceOf } from '../../src/core/judge/sequential/evidence.ts'
import type { Question } from '../../src/core/judge/sequential/question.ts'
import { questionOf } from '../../src/core/judge/sequential/question.ts'
import { beginSequential, draftOf } from '../../src/core/judge/sequential/state.ts'
import { judgeInterval } from '../../src/core/judge/sequential/step.ts'
import {
  type Detector,
  fedBadly,
  intervalOf,
  mannWhitney,
  sequential,
  threshold,
} from '../parts/judge/detectors.ts'
import { limitOfRate } from '../parts/judge/information-limit.ts'
import { compete, delays, falseRollbacks, medianOf } from '../parts/judge/trials.ts'
import {
  bursts,
  ERRORS,
  errors,
  podNoise,
  ramp,
  SCRAPE_MS,
  type Scrape,
  sharedIncident,
  simpsonRamp,
  type World,
} from '../parts/judge/world.ts'
import type { Line, Row } from '../parts/line.ts'

const ALPHA = 0.001
const GUARD = asked('worse', 1.25, ALPHA)
const GATE = asked('no-worse', 1.5, 0.05)

const PEERS = {
  '5-minute threshold': () => threshold(0.01),
  'Mann-Whitney': () => mannWhitney(),
}
const ALL = { sequential: (before: readonly Scrape[]) => sequential(GUARD, before), ...PEERS }

const FED_BADLY = { sequential: (before: readonly Scrape[]) => fedBadly(GUARD, before) }

/** With the plan's own figures: 50 requests a second of the canary beside 950, half a per cent of which fail. */
const LIMIT_PER_S = { canary: ERRORS.canary / 5, stable: ERRORS.stable / 5, rate: ERRORS.rate }

/** What the promise is about. Each of these, and of those below, as often as it takes to see one in a thousand. */
const NULLS: readonly World[] = [
  errors('nothing is wrong', { ratio: 1, worse: false }),
  errors('1.25 x, all that is tolerated', { ratio: 1.25, worse: false }),
]

const HEALTHY: readonly World[] = [
  errors('1 request a second of the canary beside 19', { ratio: 1, worse: false, requests: 100 }),
  sharedIncident,
  simpsonRamp,
  ramp(1),
  bursts(false, 24),
  bursts(true, 4),
  podNoise(0.1),
  podNoise(0.2),
]

const WORSE: readonly (readonly [World, ratio: number, wanted?: string])[] = [
  [errors('errors at 2 x', { ratio: 2, lasts: 4 }), 2, '210 / 395 s; 1.35 x'],
  [errors('errors at 4 x', { ratio: 4, lasts: 4 }), 4, '25 / 45 s'],
  [errors('errors at 10 x', { ratio: 10, lasts: 4 }), 10, '5 / 10 s'],
  [errors('errors at 20 x', { ratio: 20, lasts: 4 }), 20, '5 / 5 s'],
  [errors('errors at 2 x after two hours', { ratio: 2, from: 2, lasts: 1 }), 2, '375 / 585 s'],
  [errors('errors at 4 x after two hours', { ratio: 4, from: 2, lasts: 1 }), 4, '45 / 75 s'],
  [errors('errors at 10 x after two hours', { ratio: 10, from: 2, lasts: 1 }), 10, '10 / 15 s'],
  [errors('errors at 20 x after two hours', { ratio: 20, from: 2, lasts: 1 }), 20, '5 / 10 s'],
]

export const judge: Line = {
  name: 'judge',
  title: 'The sequential judge: false rollbacks, and how soon it sees errors',
  limitedBy:
    'Information: with 50 requests a second of a canary beside 950, half a per cent of which fail, no test that errs once in ' +
    'a thousand canaries can see errors doubled in less than 157 s in the mean. What comes on top is the price of not ' +
    'knowing how much worse the canary is, nor since when, and whole scrapes of 5 s. Delays are median / 95th ' +
    'percentile / longest from when the canary was worse; the runs of a row are of the seeds from 1 on.',
  measure: async ({ quick, say }) => {
    const rows: Row[] = []
    const runs = quick ? 2 : 1_000
    const fewer = quick ? 2 : 300
    const shortened = (world: World): World =>
      quick ? { ...world, scrapes: Math.min(world.scrapes, 1_800) } : world
    say(`seeds 1 to ${runs}`)
    for (const world of [...NULLS, ...HEALTHY].map(shortened)) {
      say(world.title)
      rows.push(falseRollbacks(world, compete(world, runs, ALL)))
    }
    for (const [world, ratio, wanted] of WORSE.map(([one, ...more]) => [shortened(one), ...more] as const)) {
      say(world.title)
      rows.push(
        delays(world, compete(world, runs, ALL), limitOfRate(LIMIT_PER_S, ratio, GUARD.bound, ALPHA), wanted),
      )
    }
    const bad = shortened(
      errors('a source with gaps, resets, and late, doubled and senseless scrapes', {
        ratio: 1,
        worse: false,
        lasts: 6,
      }),
    )
    say(bad.title)
    rows.push(falseRollbacks(bad, compete(bad, runs, FED_BADLY)))
    const badAndWorse = shortened(
      errors('errors at 2 x by that source, asked each minute', { ratio: 2, lasts: 4 }),
    )
    say(badAndWorse.title)
    rows.push(
      delays(
        badAndWorse,
        compete(badAndWorse, fewer, FED_BADLY),
        limitOfRate(LIMIT_PER_S, 2, GUARD.bound, ALPHA),
      ),
    )
    const growing = shortened(ramp(2))
    say(growing.title)
    rows.push(
      delays(
        growing,
        compete(growing, fewer, ALL),
        limitOfRate({ ...LIMIT_PER_S, canary: 10, stable: 990 }, 2, GUARD.bound, ALPHA),
      ),
    )
    const few = shortened(
      errors('errors at 10 x, 1 request a second of the canary beside 19', { ratio: 10, requests: 100 }),
    )
    say(few.title)
    rows.push(
      delays(
        few,
        compete(few, fewer, ALL),
        limitOfRate({ canary: 1, stable: 19, rate: ERRORS.rate }, 10, GUARD.bound, ALPHA),
      ),
    )
    return [...rows, ...promotions(runs, quick ? 200 : 720, say)]
  },
}

/** The reverse test of a gate. */
function promotions(runs: number, scrapes: number, say: (what: string) => void): readonly Row[] {
  const passes = (ratio: number) =>
    compete({ ...errors('', { ratio }), scrapes }, runs, { sequential: () => passing(GATE) }).sequential
  say('promotion of a canary like stable, and of one at the bound')
  const good = passes(1)
  const bad = passes(GATE.bound)
  const sorted = [...good.delays].sort((a, b) => a - b)
  const p95 = sorted[Math.floor(sorted.length * 0.95)]
  const limit = limitOfReverse()
  const median = medianOf(good)
  return [
    {
      what: 'a gate of 1.5 x passes a canary like stable',
      ours: `${median} / ${p95} / ${sorted.at(-1)} s`,
      beside: `information limit: ${Math.round(limit)} s`,
      ratio: median === null ? null : median / limit,
      wanted: '150 / 390 s',
    },
    {
      what: 'a gate of 1.5 x passes a canary at 1.5 x, within an hour',
      ours: `${bad.delays.length} of ${bad.runs.toLocaleString('en-US')}`,
      beside: 'allowed: 5 %',
      ratio: null,
      wanted: '5 % at most',
    },
  ]
}

const limitOfReverse = (): number => limitOfRate(LIMIT_PER_S, 1, GATE.bound, GATE.alpha)

/** Says when the evidence for a pass is there. */
function passing(question: Question): Detector {
  const draft = draftOf(beginSequential(question, 0))
  return (scrape, number) => {
    judgeInterval(draft, intervalOf(scrape, number), question)
    return evidenceOf(draft, question).log >= -Math.log(question.alpha)
  }
}

function asked(test: Question['test'], times: number, alpha: number): Question {
  const question = questionOf({ test, times, direction: 'higher', alpha, intervalMs: SCRAPE_MS })
  if ('refused' in question) throw new Error(question.refused)
  return question
}
