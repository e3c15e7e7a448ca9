import assert from 'node:assert/strict'
import { test } from 'node:test'
import { phasedRunbook, sampleRunbook } from '../../core/runbook/sample-runbook.testing.ts'
import { viewChange, viewLine } from './change-view.ts'
import { ANNA, seenAt, T0, type Told } from './seen.testing.ts'

const HOUR = 3_600_000
const T = T0 + HOUR / 3
const runbook = phasedRunbook(sampleRunbook({ window: { start: T, durationMs: HOUR, atEnd: 'hold' } }))
const act = { act: 'action', name: 'any', with: {} } as const
const requested: Told = [
  [0, { type: 'requested', needed: 1 }, ANNA],
  [0, { type: 'approved', name: 'bob' }],
  [0, { type: 'scheduled', start: T, end: T + HOUR }],
]
const begun: Told = [
  ...requested,
  [0, { type: 'preparation-started' }],
  [0, { type: 'phase-started', phase: 'prepare' }],
  [0, { type: 'step-started', step: 'warm-up', attempt: 1, act }],
]
const prepared: Told = [
  ...begun,
  [60, { type: 'step-done', step: 'warm-up', outputs: {}, evidence: 'ok' }],
  [60, { type: 'phase-ended', phase: 'prepare' }],
]
const undoing: Told = [
  ...prepared,
  [
    90,
    {
      type: 'preparation-undoing',
      cause: { cause: 'asked', because: 'no' },
      undo: ['warm-up'],
      ends: 'cancelled',
    },
  ],
]
const running: Told = [
  ...prepared,
  [900, { type: 'phase-started', phase: 'final-checks' }],
  [901, { type: 'step-started', step: 'readiness', attempt: 1, act }],
  [902, { type: 'step-done', step: 'readiness', outputs: {}, evidence: 'ok' }],
  [902, { type: 'phase-ended', phase: 'final-checks' }],
  [1_200, { type: 'window-opened', endsAt: T + HOUR, lateMs: 0 }],
]

const look = (seconds: number, told: Told) => {
  const seen = seenAt(seconds, told, { runbook })
  return { view: viewChange(seen), doing: viewLine(seen).doing }
}

test('every moment of a preparation has its next sentence, and what it is doing', () => {
  const at = (ms: number) => new Date(ms).toISOString()
  const cases: readonly (readonly [
    told: Told,
    seconds: number,
    sentence: string,
    at: string | null,
    doing: string,
  ])[] = [
    [requested, 1, 'Its preparation begins at once', null, 'waits for its window'],
    [
      begun,
      1,
      'Phase final-checks begins when prepare has ended, at the earliest',
      at(T - 300_000),
      'preparing: Warm up the caches',
    ],
    [prepared, 61, 'Phase final-checks begins', at(T - 300_000), 'waits for phase final-checks'],
    [
      [...prepared, [70, { type: 'opening-blocked', because: 'lunch' }, ANNA]],
      80,
      'Nothing more begins until a person resumes it',
      null,
      'held back: lunch',
    ],
    [
      [...prepared, [70, { type: 'approval-withdrawn', because: 'not today' }, ANNA]],
      80,
      'Nothing more begins until it is approved again',
      null,
      'approval withdrawn',
    ],
    [running.slice(0, -1), 910, 'T comes: the window opens', at(T), 'prepared; waits for T'],
    [running, 1_201, 'Phase cutover begins', at(T), 'waits for phase cutover'],
    [undoing, 91, 'Undo Warm up the caches, then it is cancelled', null, 'no'],
  ]
  for (const [told, seconds, sentence, when, doing] of cases) {
    const { view, doing: does } = look(seconds, told)
    assert.deepEqual([view.next.sentence, view.next.at, does], [sentence, when, doing])
  }
})

test('before T the users are well, and a way out touches no target', () => {
  const { view } = look(61, prepared)
  assert.deepEqual([view.headline.word, view.safety.level], ['Preparing', 'safe'])
  const consequences = Object.fromEntries(
    view.possible.map(({ command, consequence }) => [command, consequence]),
  )
  assert.equal(consequences.abort, 'Cancels it, then undoes Warm up the caches. No target was touched.')
  assert.match(consequences.kill ?? '', /No target was touched\. Nothing is latched\.$/)
  assert.match(consequences.pause ?? '', /^Nothing more of it begins, and T does not come/)
  assert.match(consequences.extend ?? '', /approved has changed|approved changes/)
  assert.equal(view.window?.openedAt, null)

  const ended: Told = [
    ...undoing,
    [91, { type: 'undo-done', step: 'warm-up', evidence: 'ok' }],
    [91, { type: 'cancelled', because: 'no' }],
  ]
  const over = look(92, ended).view
  assert.equal(over.rollback?.traffic, 'untouched')
  assert.equal(over.safety.sentence, 'All traffic is as it was; what was prepared is undone')
  assert.equal(over.steps.find(({ id }) => id === 'warm-up')?.status, 'done')
})

test('what is held back before T is not shown as well, and a failure that holds it back is said once', () => {
  const held: Told = [
    ...begun,
    [
      60,
      { type: 'step-failed', step: 'warm-up', attempt: 1, reason: 'exit code 1', retryAt: null, goOn: false },
    ],
    [60, { type: 'opening-blocked', because: 'step warm-up failed: exit code 1' }, ANNA],
  ]
  const { view } = look(61, held)
  assert.deepEqual(
    [view.headline.word, view.headline.look, view.safety.level],
    ['Held back', 'unsure', 'safe'],
  )
  assert.deepEqual(
    view.concerns.map(({ concern }) => concern),
    ['failed'],
  )
  const asked: Told = [...prepared, [90, { type: 'opening-blocked', because: 'wait for me' }, ANNA]]
  assert.deepEqual(
    look(91, asked).view.concerns.map(({ sentence }) => sentence),
    ['Held back by anna: wait for me'],
  )
})
