import assert from 'node:assert/strict'
import { test } from 'node:test'
import picocolors from 'picocolors'
import { viewChange } from '../../read/change/change-view.ts'
import { seenHolding } from '../../read/change/seen.testing.ts'
import type { RolloutView } from '../../read/progress/rollout-view.ts'
import type { TestView } from '../../read/progress/rule-view.ts'
import { drawRules } from './rules.ts'
import { columnsOf } from './text.ts'

const found: TestView = {
  sentence: 'canary errors 2.6 x stable',
  evidence: 0.349,
  ratio: 2.57,
  low: 1.5,
  high: 4.21,
  bound: 1.25,
  extra: 41.4,
}

function drawn(over: Partial<TestView>, columns: number, colours = false): readonly string[] {
  const [rollout] = viewChange(seenHolding()).rollouts
  assert.ok(rollout !== undefined)
  const rules = rollout.rules.map((rule) => ({
    ...rule,
    targets: rule.targets.map((on) => ({ ...on, test: { ...found, ...over } })),
  }))
  const compared: RolloutView = { ...rollout, rules }
  return drawRules(compared, { paint: picocolors.createColors(colours), columns, zone: 'UTC', now: 0 })
}

const lineAt = (columns: number, over: Partial<TestView> = {}) =>
  drawn(over, columns)
    .find((line) => line.includes('evidence to go back'))
    ?.trim()

test('a rule that compares with stable has a line with a bar, and as much of what it found as there is room for', () => {
  const bar = 'evidence to go back ███░░░░░░░ 34 %'
  assert.equal(lineAt(80), `${bar}; 2.6 x stable (1.5 to 4.2)`)
  assert.equal(lineAt(60), bar)
  assert.equal(lineAt(110), `${bar}; 2.6 x stable (1.5 to 4.2); about 41 more bad requests`)
  // Full only once it decides.
  assert.equal(lineAt(60, { evidence: 0.99 }), 'evidence to go back █████████░ 99 %')
  assert.equal(lineAt(60, { evidence: 1 }), 'evidence to go back ██████████ 100 %')
  assert.equal(
    lineAt(110, { evidence: 0, ratio: null, low: null, high: null, extra: 0 }),
    'evidence to go back ░░░░░░░░░░ 0 %',
  )
})

test('its line says the same with colours and without, and is never wider than the terminal', () => {
  for (const columns of [60, 80, 110])
    for (const evidence of [0, 0.5, 1]) {
      const [plain, coloured] = [false, true].map((colours) => drawn({ evidence }, columns, colours))
      for (const [i, line] of (coloured ?? []).entries()) {
        assert.ok(columnsOf(line) <= columns, line)
        assert.equal(columnsOf(line), columnsOf(plain?.[i] ?? ''))
      }
    }
})
