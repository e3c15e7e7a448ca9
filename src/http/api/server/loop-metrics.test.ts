import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { viewLoop } from '../../../read/records/server-view.ts'
import { LOOP_NAMES, LOOPS } from '../../../runtime/loop/loop-table.ts'
import { serverMetrics } from './server-metrics.ts'

const NOW = Date.UTC(2026, 7, 1)

describe('the metrics of loops', () => {
  it('are one family for every loop of the table: runs, failures, duration, last success, lag, standing', async () => {
    const metrics = serverMetrics()
    const record = {
      ...{ underWaySince: null, startedAt: NOW - 2_000, succeededAt: NOW - 1_500, lastMs: 500 },
      ...{ dueAt: NOW - 250, failures: 0, error: null },
    }
    metrics.loops(() =>
      LOOP_NAMES.map((name) =>
        viewLoop({ name, of: null, everyMs: LOOPS[name].everyMs, row: LOOPS[name], record }, NOW),
      ),
    )
    for (const name of LOOP_NAMES) metrics.round(name, 'ok', 0.5)
    metrics.round('prune', 'failed', 0.5)
    const lines = new Map(
      (await metrics.expose()).split('\n').map((line) => line.split(/ (?=[^ ]*$)/) as [string, string]),
    )
    for (const name of LOOP_NAMES) {
      const of = (metric: string, more = '') =>
        Number(lines.get(`cutwater_loop_${metric}{loop="${name}"${more}}`))
      assert.deepEqual(
        {
          ok: of('runs_total', ',result="ok"'),
          failed: of('runs_total', ',result="failed"'),
          took: of('duration_seconds_sum'),
          succeededAt: of('last_success_timestamp_seconds'),
          lag: of('lag_seconds'),
          inARow: of('failures'),
          standing: of('standing'),
          formerName: Number(lines.get(`cutwater_loops_standing{loop="${name}"}`)),
        },
        {
          ...{ ok: 1, failed: name === 'prune' ? 1 : 0, took: name === 'prune' ? 1 : 0.5 },
          ...{ succeededAt: NOW / 1_000 - 1.5, lag: 0.25, inARow: 0, standing: 0, formerName: 0 },
        },
        name,
      )
    }
  })

  it('are there before the first round, so that the first failure of a loop is an increase', async () => {
    const text = await serverMetrics().expose()
    for (const name of LOOP_NAMES)
      for (const result of ['ok', 'failed'])
        assert.ok(text.includes(`\ncutwater_loop_runs_total{loop="${name}",result="${result}"} 0\n`), name)
  })
})
