import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LoopView } from '../../../read/records/server-view.ts'
import { loopFindings } from './loop-findings.ts'

const AT = Date.UTC(2026, 0, 1, 3)
const loop = (over: Partial<LoopView>): LoopView => ({
  name: 'take-turns',
  of: null,
  purpose: 'Gives every change its turn when it is due.',
  everyMs: 1_000,
  wokenBy: null,
  limitMs: 30_000,
  state: 'working',
  lagMs: 0,
  lastStartedAt: null,
  lastSucceededAt: new Date(AT - 65_000).toISOString(),
  lastMs: 3,
  failures: 0,
  error: null,
  remedy: 'See that the database answers.',
  ...over,
})

test('loops that work are one line', () => {
  assert.deepEqual(loopFindings([loop({}), loop({ lagMs: 12.3 })], AT), [
    { what: 'loops', is: 'good', says: '2 work; the latest is 12 ms late' },
  ])
  assert.deepEqual(loopFindings([loop({})], AT), [
    { what: 'loops', is: 'good', says: 'one works; the latest is 0 ms late' },
  ])
})

test('one that fails or stands is said by itself, with its remedy, and its error is text alone', () => {
  const failing = loop({ state: 'failing', failures: 3, error: 'no \u001b[31mconnection' })
  const standing = loop({ name: 'reconcile-traffic', of: 'staging/wix', state: 'standing' })
  const never = loop({ state: 'failing', failures: 1, error: 'away', lastSucceededAt: null })
  const said = loopFindings([failing, standing, never], AT)
  assert.deepEqual(
    said.map(({ is }) => is),
    ['bad', 'bad', 'bad'],
  )
  assert.match(said[0]?.says ?? '', /^take-turns fails, 3 times in a row, and last worked 1m 05s ago: no /)
  assert.match(said[0]?.says ?? '', /See that the database answers\.$/)
  assert.ok(!(said[0]?.says ?? '').includes('\u001b'))
  assert.match(
    said[1]?.says ?? '',
    /^reconcile-traffic of staging\/wix stands: no round has ended within 30s, and last worked 1m 05s ago\. /,
  )
  assert.match(said[2]?.says ?? '', /^take-turns fails, once, and never worked: away\./)
})
