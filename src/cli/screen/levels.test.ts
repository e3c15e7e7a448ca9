import assert from 'node:assert/strict'
import { it } from 'node:test'
import picocolors from 'picocolors'
import { LEVEL } from '../../core/change/rollout/plan-levels.ts'
import type { Evidence, Judged } from '../../core/judge/verdict.ts'
import type { Level } from '../../core/level/level.ts'
import { viewChange } from '../../read/change/change-view.ts'
import { seenHolding } from '../../read/change/seen.testing.ts'
import { drawLevels } from './levels.ts'

const level: Level = {
  ...{ id: 'success', signal: 'success-ratio', spanMs: 300_000, minSamples: 10, worse: 'lower' },
  ...{ warn: { value: 0.99 }, critical: { value: 0.95 } },
}

function drawn(values: Readonly<Record<string, number | null>>, colours = false) {
  const plain = seenHolding()
  const runbook = { ...plain.change.runbook, levels: [level] }
  const seen = seenHolding({ runbook })
  const { run } = seen.change as { run: { guards: { watched: Record<string, { at: number }> } } }
  const words = Object.entries(values).flatMap(([target, value]): readonly Judged[] => {
    const from = run.guards.watched[target]?.at ?? 0
    const upTo = seen.now - 1_000
    const evidence: Evidence = {
      ...{ signal: level.signal, bound: { op: 'above', value: 0.99 }, value, samples: 400, minSamples: 10 },
      ...{ from, to: upTo, stable: null, sharedIncident: false },
    }
    const word = { step: LEVEL, rule: level.id, target, verdict: 'worse', from } as const
    return [{ ...word, watermark: upTo, measuredUntil: upTo, intervalMs: 1_000, evidence }]
  })
  const view = viewChange({ ...seen, judged: [...seen.judged, ...words] })
  const frame = { paint: picocolors.createColors(colours), columns: 80, zone: 'UTC', now: seen.now }
  return { view, lines: drawLevels(view, frame).map((line) => line.trim()) }
}

it('a level has a line for each target, with its value and what is reached', () => {
  const { lines } = drawn({ gamma: 0.98, wix: 0.9 })
  assert.match(
    lines[0] ?? '',
    /Level\s+success-ratio over 5m, lower is worse: warn 99\.00 %, critical 95\.00 %$/,
  )
  assert.match(lines[1] ?? '', /gamma\s+98\.00 %\s+. warn$/)
  assert.match(lines[2] ?? '', /wix\s+90\.00 %\s+. CRITICAL$/)
})

it('no data is shown as no data, and what is well as at no level', () => {
  const { view, lines } = drawn({ gamma: 1 })
  assert.match(lines[1] ?? '', /gamma\s+100\.00 %\s+. at no level$/)
  assert.match(lines[2] ?? '', /wix\s+-\s+. NO DATA for /)
  assert.deepEqual(
    view.levels.flatMap(({ targets }) => targets.map(({ reached }) => reached)),
    [[], null],
  )
})
