import assert from 'node:assert/strict'
import { test } from 'node:test'
import { viewChange } from '../change/change-view.ts'
import { deployed, seenAt, seenHolding, T0 } from '../change/seen.testing.ts'
import type { TrafficView } from '../progress/rollout-view.ts'
import type { RuleOnTarget } from '../progress/rule-view.ts'
import { withoutHidden } from './plain.ts'
import { killWords } from './target-commands.ts'
import { localTime, span, withLocalTimes } from './time.ts'
import { shownShare, sidesWords, targetWords, trafficWords } from './traffic.ts'
import { undecidedWords, verdictWords } from './verdict.ts'
import { windowWords } from './window.ts'

const NOW = Date.parse('2025-10-07T02:00:00Z')

test("times are the reader's own and carry their offset, with the date only on another day", () => {
  const cases = [
    ['2025-10-07T01:59:58.123Z', 'America/New_York', '21:59:58-04:00'],
    ['2025-10-07T12:00:00Z', 'America/New_York', '2025-10-07 08:00:00-04:00'],
    ['2025-10-07T01:30:00Z', 'Asia/Kolkata', '07:00:00+05:30'],
    ['2025-10-07T01:30:00Z', 'UTC', '01:30:00Z'],
    ['2025-01-07T01:30:00Z', 'Europe/London', '2025-01-07 01:30:00Z'],
    ['never', 'UTC', 'never'],
  ] as const
  for (const [at, zone, words] of cases) assert.equal(localTime(at, zone, NOW), words)
  assert.equal(withLocalTimes('until 2025-10-07T02:45:00.000Z.', 'UTC', NOW), 'until 02:45:00Z.')
})

test('a window over the hour that is repeated in autumn does not read as if it ended before it began', () => {
  const [start, end] = ['2026-11-01T01:30:00-04:00', '2026-11-01T01:15:00-05:00'].map(Date.parse)
  assert.ok(start !== undefined && end !== undefined && start < end)
  assert.equal(localTime(start, 'America/New_York', start), '01:30:00-04:00')
  assert.equal(localTime(end, 'America/New_York', start), '01:15:00-05:00')
})

test('spans are told in two units', () => {
  const cases = [
    [-5, '0s'],
    [59_999, '59s'],
    [125_000, '2m 05s'],
    [3_840_000, '1h 04m'],
    [180_000_000, '2d 2h'],
  ] as const
  for (const [ms, words] of cases) assert.equal(span(ms), words)
})

test('no data and too few samples are never said in green', () => {
  const [rule] = viewChange(seenHolding()).rollouts[0]?.rules ?? []
  assert.ok(rule !== undefined)
  const [good] = rule.targets
  assert.ok(good !== undefined)
  const said = (over: Partial<RuleOnTarget>) => {
    const { tone, word, more } = verdictWords(rule, { ...good, ...over }, false, NOW)
    return `${tone}: ${word}${more}`
  }
  assert.equal(said({}), 'good: holds')
  assert.equal(said({ watched: false }), 'quiet: holds')
  assert.equal(said({ silentSince: '2025-10-07T01:59:00.000Z' }), 'bad: no data for 1m 00s')
  assert.equal(
    said({ verdict: 'inconclusive', samples: 12, minSamples: 1_000 }),
    'wait: 1,000 samples needed',
  )
  assert.equal(said({ verdict: 'no-data' }), 'wait: no requests yet')
  assert.equal(said({ verdict: 'worse', sharedIncident: true }), 'bad: does not hold, stable too')
  assert.equal(said({ verdict: 'assumption-violated' }), 'bad: assumption violated, only advice')
  const at = new Date(NOW + 9_000).toISOString()
  const counting = { then: 'rollback', at, because: 'bound' } as const
  assert.equal(said({ threat: counting }), 'bad: breached, trips in 9s')
  assert.equal(
    said({ threat: { ...counting, at: new Date(NOW).toISOString() } }),
    'bad: breached, trips at any moment',
  )
})

test('a target says what it has, and what it should have where that differs', () => {
  const [row] = viewChange(seenHolding()).rollouts[0]?.traffic ?? []
  assert.ok(row?.now != null)
  const { now } = row
  assert.deepEqual(targetWords(now), { words: 'canary v2.0.0 25 %', tone: 'plain' })
  assert.deepEqual(targetWords({ ...now, observed: 5_000 }), {
    words: 'canary v2.0.0 50 %, 25 % wanted',
    tone: 'bad',
  })
  assert.deepEqual(targetWords({ ...now, observed: null }), {
    words: 'no proxy has answered yet',
    tone: 'wait',
  })
  assert.deepEqual(targetWords({ ...now, latched: true }).tone, 'bad')
})

test('a target at rest is well, and each side is told with what runs on it', () => {
  const [row] = viewChange(seenAt(5, deployed, { versions: {} })).rollouts[0]?.traffic ?? []
  assert.ok(row?.now != null)
  const { now } = row
  const known = { ...now, versions: { stable: 'v1.9.0', canary: 'v2.0.0' } }
  assert.deepEqual(targetWords(now), { words: 'everyone on stable', tone: 'quiet' })
  assert.equal(targetWords(known).words, 'everyone on stable v1.9.0')
  assert.equal(sidesWords(now), 'stable is blue')
  assert.equal(sidesWords(known), 'stable is blue, v1.9.0; canary is green, v2.0.0')
})

test('a change that is over shows how it left its targets, not what they have today', () => {
  const today = viewChange(seenHolding()).rollouts[0]?.traffic[0]?.now ?? null
  const left = { adopt: true, phase: 'left' } as const
  const said = (how: TrafficView['left']) => {
    const row = { target: 'wix', now: today, left: how }
    return [trafficWords(left, row, 'v2.0.0').words, shownShare(left, row)]
  }
  assert.deepEqual(said(null), ['canary v2.0.0 25 %', 2_500])
  assert.deepEqual(said('adopted'), ['everyone on v2.0.0, adopted', 10_000])
  assert.deepEqual(said('closed'), ['back to stable', 0])
  assert.deepEqual(said('latched'), ['closed and latched', 0])
  assert.deepEqual(said('untouched'), ['never moved', 0])
})

test('a window that is nearly over is said in another tone, and one that is over loudest', () => {
  const view = viewChange(seenAt(30, deployed))
  assert.deepEqual(windowWords(view, T0 + 30_000), {
    words: 'window closes 2025-10-07T02:45:00.000Z, in 44m 30s',
    tone: 'plain',
  })
  assert.equal(windowWords(view, T0 + 2_500_000).tone, 'wait')
  const window = view.window === null ? null : { ...view.window, overrunAt: '2025-10-07T02:45:00.000Z' }
  assert.deepEqual(windowWords({ ...view, window }, T0 + 2_760_000), {
    words: 'OVERRUN since 2025-10-07T02:45:00.000Z, for 1m 00s',
    tone: 'bad',
  })
  const endedAt = '2025-10-07T02:46:00.000Z'
  assert.match(
    windowWords({ ...view, window, endedAt }, T0 + 9_999_000).words,
    /^ended 2025-10-07T02:46:00\.000Z after 46m 00s, overrun since 2025-10-07T02:45:00\.000Z$/,
  )
})

test('characters that cannot be seen are replaced, run by run', () => {
  assert.equal(
    withoutHidden('a\r\n\u202eb', (run) => `(${run.length})`),
    'a(3)b',
  )
})

test('a kill says what it does, and when there is nothing to stop', () => {
  const words = (owner: string | null, mode: 'open' | 'closed') =>
    killWords({ name: 'staging/wix', owner, mode })
  assert.match(words('CHG-1', 'open'), /to stable at once.*CHG-1, which moves it, rolls back\.$/)
  assert.match(words(null, 'open'), /to stable at once/)
  assert.match(words(null, 'closed'), /^No change moves staging\/wix.*nothing to stop\. A kill latches it/)
})

test('a gate that may be unable to tell says for how long, and what follows then', () => {
  const words = (then: 'hold' | 'pause' | 'rollback') =>
    undecidedWords({ inconclusive: { afterMs: 1_800_000, then } })
  assert.equal(undecidedWords({ inconclusive: null }), null)
  assert.equal(words('pause'), 'after 30m without an answer it pauses')
  assert.equal(words('rollback'), 'after 30m without an answer it goes back')
  assert.equal(words('hold'), 'after 30m without an answer it waits on')
})
