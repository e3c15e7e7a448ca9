import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import picocolors from 'picocolors'
import type { CheckResult } from '../../core/validation/result.ts'
import { drawSuite, drawTotal } from './validation.ts'

const frame = { paint: picocolors.createColors(false), columns: 80, zone: 'UTC', now: 0 }

const check = (title: string, says: string, over: Partial<CheckResult> = {}): CheckResult => ({
  check: title,
  title,
  says,
  outcome: 'passed',
  required: true,
  at: 1_000,
  tookMs: 45,
  ...over,
})

describe('a suite on a terminal', () => {
  it('has a line for each check, and a table of what is compared with what it was', () => {
    const suite = {
      suite: 'performance',
      title: 'Performance',
      outcome: 'failed' as const,
      checks: [
        check('P50 latency', '43 ms', { compared: { baseline: '45 ms', current: '43 ms' } }),
        check('Error rate', '0.20 %', {
          outcome: 'failed',
          compared: { baseline: '0.10 %', current: '0.20 %' },
        }),
        check('api-server', 'Healthy (200 OK, 45ms)'),
        check('cache', 'Not connected (connection refused)', { outcome: 'failed', required: false }),
        check('tests', 'Could not be read (a.xml: EACCES)', { outcome: 'unknown' }),
      ],
    }
    assert.equal(
      drawSuite(suite, frame),
      `Performance
✓ api-server: Healthy (200 OK, 45ms)
✗ cache: Not connected (connection refused) (not required)
? tests: Could not be read (a.xml: EACCES)
  Metric      | Baseline | Current | Status
  ----------- | -------- | ------- | ------
  P50 latency | 45 ms    | 43 ms   | OK
  Error rate  | 0.10 %   | 0.20 %  | NOT OK
`,
    )
    assert.equal(drawTotal([suite], frame), '2 of 5 passed, 2 failed, 1 not known, in 45ms')
  })
})
