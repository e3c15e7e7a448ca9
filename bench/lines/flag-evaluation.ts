import { FlagdCore } from '@openfeature/flagd-core'
import type { FlagDefinition } from '../../src/core/flag/definition/definition.ts'
import { compileFlag } from '../../src/core/flag/evaluate/compile-flag.ts'
import { murmur3 } from '../../src/core/traffic/murmur3.ts'
import { asFast, type Line, type Row } from '../parts/line.ts'

const NOW = Date.UTC(2026, 2, 1)
const SUBJECTS = Array.from({ length: 512 }, (_, i) => ({
  targetingKey: `user-${i}`,
  email: i % 3 === 0 ? `user-${i}@example.com` : `user-${i}@example.org`,
  plan: i % 5 === 0 ? 'premium' : 'free',
}))
type Subject = (typeof SUBJECTS)[number]

export const flagEvaluation: Line = {
  name: 'flag-evaluation',
  title: 'Evaluating a flag in one process',
  limitedBy:
    'For a share of the subjects, the hash of the key, which every implementation has to make; otherwise a few calls of ' +
    'functions that were made when the flag was read. A closure by hand is the floor: it checks nothing and answers no reason.',
  measure: async ({ quick, say }) => {
    const ms = quick ? 20 : 1_000
    return CASES.flatMap(({ what, definition, byHand }): readonly Row[] => {
      say(what)
      const evaluate = compileFlag('flag', definition)
      const core = new FlagdCore(undefined, SILENT)
      core.setConfigurations(JSON.stringify({ flags: { flag: definition } }))
      const theirs = core.getFlag('flag')
      if (theirs === undefined) throw new Error('flagd-core does not know the flag')
      // In turns, so that no one of them has the machine's better moments.
      const rates = inTurns(
        [(subject) => evaluate(subject, NOW, null), (subject) => theirs.evaluate(subject, SILENT), byHand],
        ms,
      )
      const [ours = 0, flagd = 0, hand = 0] = rates
      return [
        asFast(`${what}, beside flagd-core`, ours, 'flagd-core', flagd),
        asFast(`${what}, beside a closure by hand`, ours, 'closure', hand, 'close to it'),
      ]
    })
  },
}

const QUARTER = 2 ** 30
const SILENT = { error() {}, warn() {}, info() {}, debug() {} }
const VARIANTS = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' } as const

const CASES: readonly {
  readonly what: string
  readonly definition: FlagDefinition
  readonly byHand: (subject: Subject) => unknown
}[] = [
  { what: 'one value for everybody', definition: VARIANTS, byHand: () => false },
  {
    what: 'a rule over two properties',
    definition: {
      ...VARIANTS,
      targeting: {
        if: [
          {
            and: [{ ends_with: [{ var: 'email' }, '@example.com'] }, { '==': [{ var: 'plan' }, 'premium'] }],
          },
          'on',
          'off',
        ],
      },
    },
    byHand: ({ email, plan }) => email.endsWith('@example.com') && plan === 'premium',
  },
  {
    what: 'a share of the subjects',
    definition: {
      ...VARIANTS,
      targeting: {
        fractional: [
          ['on', 25],
          ['off', 75],
        ],
      },
    },
    byHand: ({ targetingKey }) => murmur3(`flag${targetingKey}`, 0) < QUARTER,
  },
]

const ROUNDS = 10
const BATCH = 2_000

/** Evaluations a second of each, over the same subjects. */
function inTurns(each: readonly ((subject: Subject) => unknown)[], ms: number): readonly number[] {
  const spent = each.map(() => ({ ms: 0, done: 0 }))
  let kept: unknown
  for (let round = 0; round < ROUNDS; round++)
    for (const [i, evaluate] of each.entries()) {
      const sum = spent[i] as { ms: number; done: number }
      const from = performance.now()
      let took = 0
      for (let first = 0; took < ms / ROUNDS; first += BATCH) {
        for (let n = 0; n < BATCH; n++) kept = evaluate(SUBJECTS[(first + n) % SUBJECTS.length] as Subject)
        took = performance.now() - from
        // The first round warms up.
        if (round > 0) sum.done += BATCH
      }
      if (round > 0) sum.ms += took
    }
  // So that nothing can be left out as unused.
  if (kept === undefined) throw new Error('nothing was evaluated')
  return spent.map(({ ms, done }) => (done / ms) * 1_000)
}
