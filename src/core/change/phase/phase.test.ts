import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Phase, PhaseStart } from '../../runbook/runbook.ts'
import { preparesFrom } from './clock.ts'
import { lateAt, lateNow } from './lateness.ts'
import { phasesBefore } from './order.ts'

const MINUTE = 60_000
const T = 1_760_000_000_000
const window = { start: T, durationMs: 60 * MINUTE, atEnd: 'hold' as const }

const START: Readonly<Record<string, PhaseStart>> = {
  scheduled: { start: 'scheduled' },
  turn: { start: 'in-turn' },
  early: { start: 'at', offsetMs: -60 * MINUTE },
  late: { start: 'at', offsetMs: -5 * MINUTE },
  T: { start: 'at', offsetMs: 0 },
  after: { start: 'at', offsetMs: 10 * MINUTE },
}
const phases = (text: string): readonly Phase[] =>
  text
    .split(' ')
    .filter((word) => word !== '')
    .map((word, i) => ({ id: `${word}-${i}`, start: START[word] as PhaseStart, steps: [] }))

describe('which phases precede T, and when the first of them may begin', () => {
  /** `|` stands where T is: what is before it has to end first. `from`: minutes after T. */
  const TABLE: readonly (readonly [plan: string, from: number | 'at-once' | null])[] = [
    ['| turn turn', null],
    ['| T turn after', null],
    ['scheduled | T', 'at-once'],
    ['scheduled turn | T turn', 'at-once'],
    ['early late turn | T', -60],
    ['late turn | after', -5],
    ['scheduled late | T after turn', 'at-once'],
    ['late', -5],
    ['|', null],
  ]
  for (const [plan, from] of TABLE)
    it(`${plan}: ${from}`, () => {
      const [before = ''] = plan.split('|')
      const all = phases(plan.replace('|', ''))
      assert.deepEqual(phasesBefore({ phases: all }), all.slice(0, phases(before).length))
      const expected = typeof from === 'number' ? T + from * MINUTE : from
      assert.equal(preparesFrom({ phases: all, window }), expected)
    })

  it('without a start of the window negative offsets lose their distance', () => {
    assert.equal(preparesFrom({ phases: phases('early T'), window: { ...window, start: null } }), 'at-once')
    assert.equal(preparesFrom({ phases: phases('early T'), window: null }), 'at-once')
    assert.equal(preparesFrom({ window }), null)
  })
})

describe('a phase that takes longer than planned', () => {
  const phase = { id: 'p', start: { start: 'scheduled' }, budgetMs: 10 * MINUTE, steps: [] } as const
  const { budgetMs: _, ...unbounded } = phase

  it('is told when its budget is used up, and pages at half as much again', () => {
    assert.deepEqual(lateAt(phase, T, null), [
      { at: T + 10 * MINUTE, late: 'told' },
      { at: T + 15 * MINUTE, late: 'paged' },
    ])
    assert.deepEqual(lateAt(unbounded, T, null), [])
  })

  it('pages when T comes and finds it under way', () => {
    const since = T - 3 * MINUTE
    assert.deepEqual(lateAt(phase, since, T).at(-1), { at: T, late: 'paged' })
    assert.deepEqual(lateAt(unbounded, since, T), [{ at: T, late: 'paged' }])
    assert.deepEqual(lateAt(unbounded, T + 1, T), [], 'it began when T had passed, which everybody knew')
  })

  it('each is said once', () => {
    const running = (late: 'told' | 'paged' | null) => ({ phase: 'running', since: T, late }) as const
    const at = (minutes: number, late: 'told' | 'paged' | null) =>
      lateNow(phase, running(late), null, T + minutes * MINUTE)
    assert.deepEqual(
      [at(9, null), at(10, null), at(14, 'told'), at(15, 'told'), at(99, 'paged'), at(99, null)],
      [null, 'told', null, 'paged', null, 'paged'],
    )
    assert.equal(lateNow(phase, { phase: 'waiting' }, null, T + 99 * MINUTE), null)
  })
})
