import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { check, refused, says } from '../kinds.testing.ts'
import { ci } from './ci.ts'

const written = (over = '') => `{ ci: { repository: shop/web, ref: main${over} } }`
const ran = (states: Readonly<Record<string, string>>, isCut = false) => ({
  runs: Object.entries(states).map(([name, state]) => ({ name, state })),
  isCut,
})
const WANTED = ', required: [lint, e2e]'

describe('what runs on a commit', () => {
  for (const [over, seen, wanted] of [
    ['', ran({ lint: 'success', e2e: 'success' }), 'passed: 2/2 succeeded'],
    ['', ran({ lint: 'success', docs: 'skipped', size: 'neutral' }), 'passed: 3/3 succeeded'],
    ['', ran({}), 'failed: Nothing has run on main'],
    ['', ran({ lint: 'success', e2e: 'timed_out' }), 'failed: 1/2 succeeded: e2e timed out'],
    ['', ran({ lint: 'in_progress', e2e: 'pending' }), 'failed: 0/2 succeeded: not over: lint, e2e'],
    ['', ran({ a: 'failure', b: 'queued', c: 'success' }), 'failed: 1/3 succeeded: a failure; not over: b'],
    ['', ran({ a: 'something_new' }), 'failed: 0/1 succeeded: a something new'],
    ['', ran({ a: 'success' }, true), 'unknown: main has more checks than are read, and 1 of them succeeded'],
    ['', ran({ a: 'failure' }, true), 'failed: 0/1 succeeded: a failure'],
    [WANTED, ran({ lint: 'success', e2e: 'success', nightly: 'failure' }), 'passed: 2/2 succeeded'],
    [WANTED, ran({ lint: 'success' }), 'failed: 1/2 succeeded: did not run: e2e'],
    [
      WANTED,
      ran({ lint: 'success' }, true),
      'unknown: main has more checks than are read, and 1 of them succeeded',
    ],
    [
      '',
      ran({ a: 'failure', b: 'failure', c: 'failure', d: 'failure', e: 'failure', f: 'failure' }),
      'failed: 0/6 succeeded: a failure, b failure, c failure, d failure, e failure and 1 more',
    ],
    ['', { unable: 'connection refused' }, 'unknown: Could not be asked (connection refused)'],
  ] as const)
    it(wanted, () => assert.equal(says(written(over), 'ci', seen), wanted))

  it('passes only where everything that counts has succeeded, and something has', () => {
    const { look } = check(written())
    assert.ok(look.kind === 'ci')
    const { at } = look
    const state = fc.constantFrom(
      'success',
      'skipped',
      'failure',
      'cancelled',
      'queued',
      'in_progress',
      'stale',
    )
    fc.assert(
      fc.property(fc.array(fc.record({ name: fc.string(), state })), fc.boolean(), (runs, isCut) => {
        const well = runs.length > 0 && runs.every((run) => ['success', 'skipped'].includes(run.state))
        assert.equal(ci.judge(at, { runs, isCut }, 0).outcome === 'passed', well && !isCut)
      }),
    )
  })

  for (const [from, to, words] of [
    ['shop/web', 'shop', 'this is not a repository'],
    ['main', 'a..b', 'this is not a commit, branch or tag'],
    ['main', "'../../user'", 'this is not a commit, branch or tag'],
    ['main', 'main, token: abc', 'a secret has to be named, never written'],
  ] as const)
    it(`refuses ${to}`, () => assert.ok(refused(written().replace(from, to)).includes(words)))
})
