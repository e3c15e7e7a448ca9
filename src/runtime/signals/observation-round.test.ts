import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Change, Running } from '../../core/change/state/change.ts'
import type { RatioSample } from '../../core/judge/sample.ts'
import { type Measured, MetricsUnavailable } from '../../ports/metrics.ts'
import type { JudgeRow } from '../../ports/store/observation.ts'
import { testRunbook } from '../runbook.testing.ts'
import { answersTo } from './answers.ts'
import { judge, questionsFor, watchingOf } from './observation-round.ts'

const FROM = 1_000_000
const SECOND = 1_000
const RHYTHM = { intervalMs: SECOND }

/** The first stage holds since `FROM`. */
function holding(id = 'CHG-2026-0001'): Change {
  const runbook = testRunbook({ holdMs: 10 * SECOND })
  const running: Pick<Running, 'status' | 'id' | 'runbook'> & { run: unknown } = {
    status: 'running',
    id,
    runbook,
    run: {
      steps: {
        rollout: {
          status: 'rolling',
          rollout: {
            guardsFrom: FROM,
            guardTripped: false,
            stage: 0,
            phase: { phase: 'holding', from: FROM, heldMs: 0, resumedAt: FROM },
            missing: {},
            promoteAll: null,
            passed: [],
          },
        },
      },
    },
  }
  return running as unknown as Change
}

const seconds = (count: number, good = 10): RatioSample[] =>
  Array.from({ length: count }, (_, i) => ({
    kind: 'ratio',
    at: FROM + i * SECOND,
    span: SECOND,
    total: 10,
    good,
  }))
const measured = (upTo: number, good?: number): Measured => ({
  samples: seconds(upTo, good),
  watermark: FROM + upTo * SECOND,
})
const rowOf = (row: JudgeRow): JudgeRow => JSON.parse(JSON.stringify(row))

describe('a round of observation', () => {
  it('asks each question once, however many rules and changes want it', () => {
    const all = [holding('CHG-2026-0001'), holding('CHG-2026-0002')].flatMap((change) =>
      watchingOf(change, []),
    )
    assert.equal(all.length, 4)
    const asked = questionsFor(all, SECOND).map(({ target, slot, signal, from }) => [
      target,
      slot,
      signal,
      from,
    ])
    assert.deepEqual(asked, [
      ['wix', 'canary', 'success-ratio', FROM],
      ['wix', 'stable', 'success-ratio', FROM],
    ])
  })

  it('stamps what it judged with what the binding says of the signal, and so does a source that is away', () => {
    const shape = { kind: 'ratio', unit: 'ratio', direction: 'lower' } as const
    const [gate] = watchingOf(
      holding(),
      [],
      () => 'blue',
      (signal) => (signal === 'success-ratio' ? shape : null),
    )
    const questions = questionsFor([gate!], SECOND)
    for (const answer of [measured(5), new MetricsUnavailable('it is away')]) {
      const answers = answersTo(questions, [answer, answer])
      assert.deepEqual(judge(gate!, answers, RHYTHM, 0)?.row.judged.evidence.shape, shape)
    }
  })

  it('asks only for what the slowest row still needs', () => {
    const change = holding()
    const [gate] = watchingOf(change, [])
    const questions = questionsFor([gate!], SECOND)
    const answers = answersTo(
      questions,
      questions.map(() => measured(5)),
    )
    const judgement = judge(gate!, answers, RHYTHM, 0)
    const again = watchingOf(change, [rowOf(judgement!.row)])
    assert.deepEqual(
      questionsFor([again[0]!], SECOND).map(({ from }) => from),
      [FROM + 4 * SECOND, FROM + 4 * SECOND],
    )
  })

  it('judges up to the slower of the two slots', () => {
    const [gate] = watchingOf(holding(), [])
    const questions = questionsFor([gate!], SECOND)
    const answers = answersTo(questions, [measured(5), measured(3)])
    assert.equal(judge(gate!, answers, RHYTHM, 0)?.row.judged.watermark, FROM + 3 * SECOND)
  })

  it('says nothing when nothing new is complete', () => {
    const change = holding()
    const [gate] = watchingOf(change, [])
    const questions = questionsFor([gate!], SECOND)
    const answers = answersTo(
      questions,
      questions.map(() => measured(5)),
    )
    const { row } = judge(gate!, answers, RHYTHM, 0)!
    assert.equal(judge(watchingOf(change, [rowOf(row)])[0]!, answers, RHYTHM, 0), null)
  })

  it('goes on from a state that is older than the word beside it, and never behind that word', () => {
    const change = holding()
    const [gate] = watchingOf(change, [])
    const questions = questionsFor([gate!], SECOND)
    const upTo = (count: number) =>
      answersTo(
        questions,
        questions.map(() => measured(count)),
      )
    const { row: older } = judge(gate!, upTo(2), RHYTHM, 0)!
    const { row: newer } = judge(gate!, upTo(5), RHYTHM, 0)!
    const [watching] = watchingOf(change, [rowOf({ ...newer, state: older.state })])
    assert.equal(watching?.expected, FROM + 5 * SECOND)
    for (const count of [4, 5]) assert.equal(judge(watching!, upTo(count), RHYTHM, 0), null)
    const again = judge(watching!, upTo(6), RHYTHM, 0)
    assert.deepEqual(again?.row, judge(gate!, upTo(6), RHYTHM, 0)?.row)
  })

  it('wakes the change for a new verdict, for the end of the hold, and for the first evidence after a takeover', () => {
    const change = holding()
    let rows: JudgeRow[] = []
    const woken: number[] = []
    for (let upTo = 1; upTo <= 12; upTo++) {
      const [gate] = watchingOf(change, rows)
      const questions = questionsFor([gate!], SECOND)
      const judgement = judge(
        gate!,
        answersTo(
          questions,
          questions.map(() => measured(upTo)),
        ),
        RHYTHM,
        FROM + 6 * SECOND,
      )
      if (judgement?.wakes) woken.push(upTo)
      rows = judgement === null ? rows : [rowOf(judgement.row)]
    }
    assert.deepEqual(woken, [1, 6, 10])
  })

  it('tells of a gap, and wakes the change when the hold that it lengthened is over', () => {
    const change = holding()
    let rows: JudgeRow[] = []
    const woken: number[] = []
    for (let upTo = 1; upTo <= 14; upTo++) {
      const [gate] = watchingOf(change, rows)
      const questions = questionsFor([gate!], SECOND)
      const { samples, watermark } = measured(upTo)
      const seen = samples.filter(({ at }) => at < FROM + 3 * SECOND || at >= FROM + 5 * SECOND)
      const answers = answersTo(questions, [{ samples: seen, watermark }, measured(upTo)])
      const judgement = judge(gate!, answers, RHYTHM, 0)
      if (judgement?.wakes) woken.push(upTo)
      rows = judgement === null ? rows : [rowOf(judgement.row)]
    }
    assert.deepEqual(rows[0]?.judged.gaps, [{ from: FROM + 3 * SECOND, to: FROM + 5 * SECOND }])
    assert.deepEqual([woken.includes(10), woken.includes(12)], [false, true])
  })

  it('begins anew when the hold does, over the row of the hold before', () => {
    const [gate] = watchingOf(holding(), [])
    const questions = questionsFor([gate!], SECOND)
    const { row } = judge(
      gate!,
      answersTo(
        questions,
        questions.map(() => measured(5, 0)),
      ),
      RHYTHM,
      0,
    )!
    const older = { ...row, from: FROM - 60 * SECOND }
    const [fresh] = watchingOf(holding(), [older])
    assert.equal(fresh?.state.watermark, FROM)
    assert.equal(fresh?.before, null)
    assert.equal(fresh?.expected, FROM + 5 * SECOND)
  })

  it('asks for the side that plays the slot now', () => {
    const sides = (stable: 'blue' | 'green') =>
      questionsFor(
        watchingOf(holding(), [], () => stable),
        SECOND,
      ).map(({ slot, side }) => `${slot} ${side}`)
    assert.deepEqual(sides('blue'), ['canary green', 'stable blue'])
    assert.deepEqual(sides('green'), ['canary blue', 'stable green'])
  })

  it('does not go on over a canary that nobody measures, so that its rule falls silent', () => {
    const [gate] = watchingOf(holding(), [])
    const questions = questionsFor([gate!], SECOND)
    const none = (upTo: number): Measured => ({ samples: [], watermark: FROM + upTo * SECOND })
    const watermark = (canary: Measured, stable: Measured) =>
      judge(gate!, answersTo(questions, [canary, stable]), RHYTHM, 0)?.row.judged.watermark
    assert.equal(watermark(none(60), measured(60)), FROM)
    assert.equal(watermark(measured(60), none(60)), FROM + 60 * SECOND, 'stable alone decides nothing')
    const gone = { ...measured(5), watermark: FROM + 60 * SECOND }
    assert.equal(watermark(gone, measured(60)), FROM + 5 * SECOND)
  })

  it('keeps what a source said of itself with the last word, once, and forgets it when it measures again', () => {
    const change = holding()
    const [gate] = watchingOf(change, [])
    const questions = questionsFor([gate!], SECOND)
    const silent = answersTo(questions, [new MetricsUnavailable('it is slow'), measured(3)])
    const heard = judge(gate!, answersTo(questions, [measured(3), measured(3)]), RHYTHM, 0)!
    for (const rows of [[], [rowOf(heard.row)]]) {
      const [before] = watchingOf(change, rows)
      const { row, wakes } = judge(before!, silent, RHYTHM, 0)!
      assert.equal(row.judged.unavailable, 'it is slow')
      assert.equal(row.judged.watermark, before!.before?.watermark ?? FROM)
      assert.equal(wakes, rows.length === 0, 'the first word of all')
      const [after] = watchingOf(change, [rowOf(row)])
      assert.equal(judge(after!, silent, RHYTHM, 0), null)
      const again = judge(after!, answersTo(questions, [measured(4), measured(4)]), RHYTHM, 0)
      assert.equal(again?.row.judged.unavailable, undefined)
    }
  })

  it('leaves a state of a newer version as it is: its rule falls silent, and says why, once nobody goes on', () => {
    const change = holding()
    const [gate] = watchingOf(change, [])
    const questions = questionsFor([gate!], SECOND)
    const upTo = (count: number) =>
      answersTo(
        questions,
        questions.map(() => measured(count)),
      )
    const row = rowOf(judge(gate!, upTo(3), RHYTHM, 0)!.row)
    const state = { ...(row.state as object), tested: { question: {}, state: { version: 1_000_000 } } }
    const [left] = watchingOf(change, [{ ...row, state }])
    assert.equal(judge(left!, upTo(6), RHYTHM, 0), null, 'a newer server beside this one may go on')
    const { row: said, wakes } = judge(left!, upTo(7), RHYTHM, 0)!
    assert.match(said.judged.unavailable ?? '', /a newer Cutwater has written it/)
    assert.deepEqual([said.state, said.judged.watermark, wakes], [state, FROM + 3 * SECOND, false])
    assert.equal(judge(watchingOf(change, [said])[0]!, upTo(9), RHYTHM, 0), null, 'once')
  })

  it('refuses a provider that answers another number of questions', () => {
    const questions = questionsFor(watchingOf(holding(), []), SECOND)
    assert.throws(() => answersTo(questions, [measured(1)]), /2 questions and gave 1/)
  })
})
