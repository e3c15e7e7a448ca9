import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import picocolors from 'picocolors'
import { entryOf } from '../../core/change/events/change-entry.ts'
import { phasedRunbook, sampleRunbook } from '../../core/runbook/sample-runbook.testing.ts'
import { CLOSED } from '../../core/traffic/desired.ts'
import { viewChange, viewLine } from '../../read/change/change-view.ts'
import {
  ANNA,
  deploying,
  eventsOf,
  holding,
  judged,
  open,
  secondStage,
  seenAt,
  seenHolding,
  T0,
  type Told,
  targetRow,
} from '../../read/change/seen.testing.ts'
import { type EntryView, viewEntry } from '../../read/journal/entry-view.ts'
import type { Seen } from '../../read/progress/seen.ts'
import { drawLive, drawWhole } from './change-screen.ts'
import type { Frame } from './frame.ts'
import { plainLine } from './journal-lines.ts'
import { drawList } from './list-table.ts'
import { columnsOf } from './text.ts'

const paint = picocolors.createColors(false)
const frame = (now: number, columns = 80): Frame => ({ paint, columns, zone: 'America/New_York', now })

function entriesOf(told: Told): readonly EntryView[] {
  return eventsOf(told).map((event, i) =>
    viewEntry(
      { ...entryOf(event), stream: 'change/CHG-2025-0007', seq: i + 1, previous: '', hash: '' },
      sampleRunbook(),
    ),
  )
}

const broken: Told = [
  ...holding,
  [
    90,
    {
      type: 'guard-tripped',
      step: 'rollout',
      stage: 0,
      rule: 'success-guard',
      target: 'wix',
      evidence: judged('guard', 'wix', 'worse', 0.9312, 800, 24, 90).evidence,
    },
  ],
  [
    90,
    {
      type: 'rollback-started',
      cause: {
        cause: 'guard',
        rule: 'success-guard',
        target: 'wix',
        evidence: judged('guard', 'wix', 'worse', 0.9312, 800, 24, 90).evidence,
      },
      gradual: false,
      latch: false,
      undo: ['rollout', 'deploy-gamma', 'deploy-wix'],
    },
  ],
]
const doubtful: Told = [
  ...deploying,
  [
    9,
    {
      type: 'step-unknown',
      step: 'deploy-wix',
      attempt: 1,
      reason: 'the server was killed while it ran',
      ask: 'person',
    },
  ],
]
const closing = ['gamma', 'wix'].map((service) =>
  targetRow(service, CLOSED, { has: { generation: 3, stable: 'blue', split: open(500) } }),
)

const HOUR = 3_600_000
const cutover = phasedRunbook(
  sampleRunbook({ window: { start: T0 + HOUR / 3, durationMs: HOUR, atEnd: 'hold' } }),
)
const preparing: Told = [
  [0, { type: 'requested', needed: 0 }, ANNA],
  [0, { type: 'leads-named', leads: cutover.leads ?? {} }],
  [0, { type: 'scheduled', start: T0 + HOUR / 3, end: T0 + (4 * HOUR) / 3 }],
  [0, { type: 'preparation-started' }],
  [0, { type: 'phase-started', phase: 'prepare' }],
  [
    0,
    {
      type: 'step-started',
      step: 'warm-up',
      attempt: 1,
      act: { act: 'action', name: 'sync-registry', with: {} },
    },
  ],
  [
    600,
    {
      type: 'phase-late',
      phase: 'prepare',
      since: T0,
      late: 'told',
      because: 'budget',
      budgetMs: 600_000,
    },
  ],
]

const scenes: readonly (readonly [name: string, seen: Seen, told: Told, rows: number])[] = [
  ['holding', seenHolding(), secondStage, 50],
  ['holding-in-24-rows', seenHolding(), secondStage, 24],
  ['silent', seenHolding({ judged: [] }), secondStage, 50],
  ['in-doubt', seenAt(15, doubtful), doubtful, 50],
  [
    'paused',
    seenAt(100, [...holding, [46, { type: 'paused', because: 'let me look' }, ANNA]], {
      targets: seenHolding().targets,
    }),
    holding,
    50,
  ],
  ['rolling-back', seenAt(91, broken, { targets: closing }), broken, 50],
  ['preparing', seenAt(650, preparing, { runbook: cutover }), preparing, 50],
]

for (const [name, seen, told, rows] of scenes)
  test(`the live view of a change that is ${name.replaceAll('-', ' ')} is as it was drawn`, () => {
    const drawn = drawLive(
      { view: viewChange(seen), entries: entriesOf(told), trouble: null },
      frame(seen.now),
      rows,
    )
    matchesGolden(name, drawn)
    assert.ok(drawn.split('\n').length < rows)
  })

test('what is printed once, and the list, are as they were drawn', () => {
  const seen = seenAt(3_000, [
    ...broken,
    [95, { type: 'traffic-closed', targets: ['gamma', 'wix'] }],
    [99, { type: 'failed', notUndone: ['deploy-wix'] }],
  ])
  matchesGolden('whole', drawWhole(viewChange(seen), entriesOf(broken), frame(seen.now, 200)))
  const lines = [seenHolding(), seen, seenAt(15, doubtful)].map(viewLine)
  matchesGolden('list', drawList(lines, frame(T0, 120)))
})

test('in a pipe each entry is one plain line with its time in UTC', () => {
  matchesGolden('pipe', entriesOf(broken).map(plainLine).join('\n'))
})

test('fits any terminal: no line is wider, and never is there one line too many', () => {
  const drawnFrom = scenes.map(([, seen, told]) => ({
    view: viewChange(seen),
    entries: entriesOf(told),
    now: seen.now,
  }))
  fc.assert(
    fc.property(
      fc.nat(scenes.length - 1),
      fc.integer({ min: 60, max: 200 }),
      fc.integer({ min: 5, max: 80 }),
      (scene, columns, rows) => {
        const { view, entries, now } = drawnFrom[scene]!
        const lines = drawLive(
          { view, entries, trouble: 'The server does not answer.' },
          frame(now, columns),
          rows,
        ).split('\n')
        assert.ok(lines.length < rows, `${lines.length} lines in ${rows} rows`)
        for (const line of lines)
          assert.ok(columnsOf(line) <= columns, `${columnsOf(line)} of ${columns}: ${line}`)
      },
    ),
  )
})

test('colours change no letter, except that they are what makes the state a badge', () => {
  const [, seen, told] = scenes[0]!
  const draw = (colours: boolean) =>
    drawLive(
      { view: viewChange(seen), entries: entriesOf(told), trouble: null },
      { ...frame(seen.now), paint: picocolors.createColors(colours) },
      50,
    )
  const body = (text: string) =>
    stripVTControlCharacters(text)
      .split('\n')
      .slice(1)
      .map((line) => line.trimEnd())
      .join('\n')
  assert.equal(body(draw(true)), body(draw(false)))
  assert.ok(draw(true).includes('\u001b['))
})

test('nothing that comes from outside reaches the terminal as a control', () => {
  const seen = seenAt(15, [
    ...deploying,
    [
      9,
      {
        type: 'step-unknown',
        step: 'deploy-wix',
        attempt: 1,
        reason: '\u001b[2J\u0007\u202eevil',
        ask: 'person',
      },
    ],
  ])
  const drawn = drawLive({ view: viewChange(seen), entries: [], trouble: null }, frame(seen.now), 50)
  assert.doesNotMatch(drawn.replaceAll('\n', ''), /[\p{Cc}\u202e]/u)
})

/** Written anew with WRITE_GOLDEN=1; then look at what changed. */
function matchesGolden(name: string, drawn: string): void {
  const file = new URL(`./golden/${name}.txt`, import.meta.url)
  if (process.env.WRITE_GOLDEN === '1') writeFileSync(file, `${drawn}\n`)
  assert.equal(`${drawn}\n`, readFileSync(file, 'utf8'))
}
