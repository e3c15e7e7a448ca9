import assert from 'node:assert/strict'
import { test } from 'node:test'
import { beginWatch } from '../../judge/observe.ts'
import type { Judged } from '../../judge/verdict.ts'
import type { RolloutStep } from '../../runbook/runbook.ts'
import { guard } from '../../runbook/sample-runbook.testing.ts'
import type { RolloutProgress } from '../state/change.ts'
import { standings } from './standing.ts'

const FROM = 1_760_000_000_000
const step = {
  id: 'rollout',
  targets: ['wix'],
  stages: [{}],
  gates: [],
  guards: [guard],
} as unknown as RolloutStep
const progress = { stage: 0, phase: { phase: 'moving' }, guardsFrom: FROM } as unknown as RolloutProgress

function silentSince(ageMs: number, judged: Partial<Judged>): number | null {
  const word: Judged = {
    step: 'rollout',
    rule: guard.id,
    target: 'wix',
    verdict: 'no-worse',
    from: FROM,
    watermark: FROM,
    measuredUntil: FROM,
    intervalMs: 1_000,
    evidence: beginWatch(guard, FROM).evidence,
    ...judged,
  }
  return standings(step, progress, [word], FROM + ageMs, 0)[0]?.silentSince ?? null
}

/**
 * A source that scrapes every `scrapeMs` is asked every two scrapes; its answers are never older than this while it
 * lives.
 */
const oldestOf = (scrapeMs: number) => scrapeMs + 500 + 2 * (2 * scrapeMs)

for (const scrapeMs of [1_000, 5_000, 15_000, 60_000])
  test(`a source that scrapes every ${scrapeMs / 1000} s is not taken for a silent one, and one that is silent is`, () => {
    const rhythm = { intervalMs: 2 * scrapeMs, lagMs: scrapeMs + 500 }
    const patience = rhythm.lagMs + 3 * rhythm.intervalMs + 2_000
    assert.ok(oldestOf(scrapeMs) + scrapeMs < patience, 'a scrape to spare for the way')
    assert.equal(silentSince(patience, rhythm), null)
    assert.equal(silentSince(patience + 1, rhythm), FROM)
  })

test('a source without lag is silent after three intervals and two seconds', () => {
  assert.equal(silentSince(5_000, {}), null)
  assert.equal(silentSince(5_001, {}), FROM)
})
