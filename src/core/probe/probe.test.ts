import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { answered, type ProbeState, UNASKED } from './answer.ts'
import { type Probe, type ProbeKind, probeName } from './probe.ts'
import { keepSide, statesFrom } from './schema.ts'
import { dueAt, KEPT_WITHIN_MS, type SideStates, silentFrom, stateOf } from './side.ts'

const FROM = 1_760_000_000_000
const S = 1_000

const probe = (kind: ProbeKind, over: Partial<Probe> = {}): Probe => ({
  ...{
    kind,
    path: `/health/${kind}`,
    delayMs: 0,
    everyMs: 10 * S,
    timeLimitMs: S,
    failures: 3,
    successes: 1,
  },
  ...over,
})

/** `+` is a success, `-` a failure; a letter for each answer: what it is now. */
function words(of: Probe, answers: string): string {
  let state = UNASKED
  return [...answers]
    .map((sign, i) => {
      state = answered(of, state, { ok: sign === '+', says: sign, at: FROM + i })
      return { unknown: '?', well: 'w', failing: 'F' }[state.now]
    })
    .join('')
}

/**
 * "Configure Liveness, Readiness and Startup Probes" of the documentation of Kubernetes: failureThreshold failures in a
 * row, successThreshold "minimum consecutive successes for the probe to be considered successful after having failed";
 * a container that has not been asked is not ready, lives, and has not started.
 */
const ROWS: readonly [string, Probe, answers: string, words: string][] = [
  ['live: the third failure in a row', probe('live'), '+--+---', 'wwwwwwF'],
  ['live: never well, and three failures', probe('live'), '---', '??F'],
  ['live: what it says after it has failed is of another container', probe('live'), '---++', '??FFF'],
  ['live: a threshold of one', probe('live', { failures: 1 }), '+-', 'wF'],
  ['ready: two up, two down', probe('ready', { failures: 2, successes: 2 }), '+++-+--+-++', '?wwwwwFFFFw'],
  ['ready: it comes and goes as often as it likes', probe('ready', { failures: 1 }), '+-+-', 'wFwF'],
  [
    'ready: flapping below its thresholds changes nothing',
    probe('ready', { failures: 3, successes: 2 }),
    '++-+-+--+',
    '?wwwwwwww',
  ],
  ['startup: the first success is for good', probe('startup'), '--+---', '??wwww'],
  ['startup: three failures are for good', probe('startup'), '---+', '??FF'],
  ['critical: as live', probe('critical'), '+--+---+', 'wwwwwwFF'],
  ['shown: it may be well again', probe('shown'), '---+', '??Fw'],
]

describe('a probe, counted as Kubernetes counts', () => {
  for (const [title, of, answers, expected] of ROWS)
    it(title, () => assert.equal(words(of, answers), expected))

  it('keeps the words that turned it, and not those that came before or after', () => {
    const of = probe('ready', { failures: 2 })
    const said = ['a', 'b', 'c'].reduce(
      (state: ProbeState, says, i) => answered(of, state, { ok: false, says, at: FROM + i }),
      UNASKED,
    )
    assert.deepEqual(said, { now: 'failing', run: { ok: false, times: 2 }, says: 'b', at: FROM + 2 })
  })

  it('comes to the same in one batch as in many, with every answer twice, and over a restart between any two', () => {
    const kinds = fc.constantFrom<ProbeKind[]>('startup', 'live', 'ready', 'critical', 'shown')
    const threshold = fc.integer({ min: 1, max: 5 })
    fc.assert(
      fc.property(
        kinds,
        threshold,
        threshold,
        fc.array(fc.boolean(), { maxLength: 40 }),
        fc.nat(40),
        (...drawn) => {
          const [kind, failures, successes, oks, cut] = drawn
          const of = probe(kind, { failures, successes })
          const all = oks.map((ok, i) => ({ ok, says: `${ok}`, at: FROM + i }))
          const fed = (state: ProbeState, answers: typeof all) =>
            answers.reduce((s, a) => answered(of, s, a), state)
          const whole = fed(UNASKED, all)
          const kept = JSON.stringify(keepSide({ [probeName(of)]: fed(UNASKED, all.slice(0, cut)) }))
          const again = stateOf(statesFrom(JSON.parse(kept)), of)
          assert.deepEqual(fed(again, all.slice(cut)), whole)
          assert.deepEqual(
            fed(
              UNASKED,
              all.flatMap((one) => [one, one]),
            ),
            whole,
          )
          assert.ok(kept.length < 200, 'it is small')
        },
      ),
    )
  })

  it('turns only with so many answers in a row, and then always', () => {
    const threshold = fc.integer({ min: 1, max: 4 })
    fc.assert(
      fc.property(
        threshold,
        threshold,
        fc.array(fc.boolean(), { maxLength: 60 }),
        (failures, successes, oks) => {
          const of = probe('ready', { failures, successes })
          let state = UNASKED
          oks.forEach((ok, i) => {
            const before = state.now
            state = answered(of, state, { ok, says: '', at: FROM + i })
            const row = (n: number) => i + 1 >= n && oks.slice(i + 1 - n, i + 1).every((one) => one === ok)
            const turns = ok ? row(successes) : row(failures)
            assert.equal(state.now, turns ? (ok ? 'well' : 'failing') : before)
          })
        },
      ),
    )
  })

  it('what another version has kept is not guessed at', () => {
    assert.deepEqual(statesFrom({ version: 2, states: {} }), {})
    assert.deepEqual(statesFrom('nonsense'), {})
  })
})

describe('when a side is asked', () => {
  const startup = probe('startup', { delayMs: 10 * S, everyMs: 5 * S })
  const live = probe('live')
  const ready = probe('ready', { delayMs: 2 * S, everyMs: 5 * S })
  const all = [startup, live, ready]
  const after = (of: readonly (readonly [Probe, boolean, number])[]): SideStates => {
    const states: Record<string, ProbeState> = {}
    for (const [one, ok, at] of of)
      states[probeName(one)] = answered(one, stateOf(states, one), { ok, says: '', at: FROM + at * S })
    return states
  }
  const due = (one: Probe, states: SideStates, probes = all) => {
    const at = dueAt(one, probes, FROM, states)
    return at === null ? null : (at - FROM) / S
  }

  it('the startup after its delay and then on its beat; nothing else before it has started', () => {
    assert.deepEqual(
      all.map((one) => due(one, {})),
      [10, null, null],
    )
    const failedOnce = after([[startup, false, 10]])
    assert.deepEqual(
      all.map((one) => due(one, failedOnce)),
      [15, null, null],
    )
  })

  it('the others on their own beat, which began with the deploy, once it has started; the startup no more', () => {
    const started = after([[startup, true, 15]])
    assert.deepEqual(
      all.map((one) => due(one, started)),
      [null, 20, 17],
    )
    const asked = after([
      [startup, true, 15],
      [ready, true, 17],
    ])
    assert.equal(due(ready, asked), 22)
  })

  it('nothing of a side that has not started is asked ever again', () => {
    const failed = after([10, 15, 20].map((at) => [startup, false, at] as const))
    assert.deepEqual(
      all.map((one) => due(one, failed)),
      [null, null, null],
    )
  })

  it('without a startup probe at once, and a beat that was missed is made up for once', () => {
    assert.equal(due(live, {}, [live, ready]), 0)
    const late = after([[live, true, 34]])
    assert.equal(due(live, late, [live]), 40)
  })

  it('a live that failed is asked no more, a ready is', () => {
    const probes = [live, ready]
    const failed = after(
      [0, 10, 20].flatMap((at) => [[live, false, at] as const, [ready, false, at + 2] as const]),
    )
    assert.equal(due(live, failed, probes), null)
    assert.equal(due(ready, failed, probes), 27)
  })

  it('it counts as not asked when a question is overdue, and not before somebody could have asked', () => {
    const silent = (states: SideStates, since = FROM) => (silentFrom([ready], FROM, states, since) - FROM) / S
    const slack = KEPT_WITHIN_MS / S + 15 + 1
    assert.equal(silent({}), 2 + slack)
    assert.equal(silent(after([[ready, true, 12]])), 17 + slack)
    assert.equal(silent(after([[ready, true, 12]]), FROM + 600 * S), 600 + slack)
    const decided = after([10, 15, 20].map((at) => [startup, false, at] as const))
    assert.equal(silentFrom(all, FROM, decided, FROM), Number.POSITIVE_INFINITY)
  })
})
