import assert from 'node:assert/strict'
import { test } from 'node:test'
import { phasedRunbook, sampleRunbook } from '../../core/runbook/sample-runbook.testing.ts'
import { viewChange } from '../change/change-view.ts'
import { seenAt, T0, type Told } from '../change/seen.testing.ts'
import type { PhaseView } from '../progress/phases-view.ts'
import { clockWords } from './clock.ts'
import { changeClock, markOfPhase, phaseWords } from './phases.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

test('the clock of a change counts to T and on from it', () => {
  const cases = [
    [-12.5 * MINUTE, 'T-12:30'],
    [-1, 'T-0:01'],
    [0, 'T'],
    [999, 'T'],
    [5 * MINUTE, 'T+5:00'],
    [-(HOUR + 5 * MINUTE), 'T-1:05:00'],
    [25 * HOUR + SECOND, 'T+1d 01:00:01'],
  ] as const
  for (const [ms, words] of cases) assert.equal(clockWords(ms), words)
})

const T = T0 + 20 * MINUTE
const runbook = phasedRunbook(sampleRunbook({ window: { start: T, durationMs: HOUR, atEnd: 'hold' } }))
const preparing: Told = [
  [0, { type: 'requested', needed: 0 }],
  [0, { type: 'scheduled', start: T, end: T + HOUR }],
  [0, { type: 'preparation-started' }],
  [0, { type: 'phase-started', phase: 'prepare' }],
]
const lines = (minutes: number, told: Told) => {
  const now = T0 + minutes * MINUTE
  const { phases } = viewChange(seenAt(minutes * 60, told, { runbook }))
  assert.ok(phases !== null)
  const list = phases.list.map((phase) =>
    `${phase.id}: ${markOfPhase(phase, now, true).word} ${phaseWords(phase, now, true)}`.trim(),
  )
  return [changeClock(phases, now), ...list]
}

test('each phase says how it stands: what is due, what is late, what is to come', () => {
  assert.deepEqual(lines(4, preparing), [
    'T-16:00',
    'prepare: under way 0 of 1 step, due in 6m 00s',
    'final-checks: to come in 11m 00s',
    'cutover: to come in 16m 00s',
    'publishing: to come in 26m 00s',
  ])
  const late: Told = [
    ...preparing,
    [
      600,
      {
        type: 'phase-late',
        phase: 'prepare',
        since: T0,
        late: 'told',
        because: 'budget',
        budgetMs: 10 * MINUTE,
      },
    ],
  ]
  assert.deepEqual(lines(22, late), [
    'T is late by 2m 00s',
    'prepare: late 0 of 1 step, 12m 00s over its budget',
    'final-checks: due for 7m 00s',
    'cutover: due for 2m 00s',
    'publishing: to come in 8m 00s',
  ])
})

test('from T on everything counts from when it came', () => {
  const opened: Told = [
    ...preparing,
    [60, { type: 'phase-ended', phase: 'prepare' }],
    [900, { type: 'phase-started', phase: 'final-checks', lead: 'Cutover Lead ada' }],
    [1_320, { type: 'phase-ended', phase: 'final-checks' }],
    [1_320, { type: 'window-opened', endsAt: T + HOUR, lateMs: 120_000 }],
  ]
  assert.deepEqual(lines(27, opened), [
    'T+5:00',
    'prepare: ended took 1m 00s',
    'final-checks: ended took 7m 00s',
    'cutover: due for 5m 00s',
    'publishing: to come in 5m 00s',
  ])
})

test('of a change that is over no phase is due', () => {
  const view = { status: 'waiting', late: null, at: '2025-10-07T02:00:00Z' } as PhaseView
  const now = Date.parse('2025-10-07T03:00:00Z')
  assert.equal(markOfPhase(view, now, true).word, 'due')
  assert.equal(markOfPhase(view, now, false).word, 'never began')
})
