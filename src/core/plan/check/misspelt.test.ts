import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkPlan } from '../plan.ts'
import { PHASED } from './phased.testing.ts'

/** A word of the plan, written nearly right: one finding, and none about what is missing because of it. */
const ROWS: readonly (readonly [word: string, written: string])[] = [
  ['checklist: [ The', 'checklst: [ The'],
  ['rollout:\n', 'rollot:\n'],
  ['approve: go', 'aprove: go'],
  ['bake: {', 'bak: {'],
  ['- adopt: [wix]', '- adpt: [wix]'],
  ['capture: {', 'captur: {'],
  ['phases:', 'phasen:'],
  ['phase: { name: verify', 'phse: { name: verify'],
  ['budget: 10m', 'buget: 10m'],
  ['gradual:', 'gradul:'],
  ['followUps:', 'folowUps:'],
]
for (const [word, written] of ROWS)
  test(`${written.trim()} is one finding that names the word`, () => {
    const found = checkPlan(PHASED.replace(word, written), 'p.yaml').filter(
      ({ code }) => code !== 'not-in-this-version',
    )
    const [right = ''] = /[a-zA-Z]+/.exec(word) ?? []
    assert.deepEqual(
      found.map(({ code, remedy }) => `${code}: ${remedy}`),
      [`unknown-key: did you mean ${right}?`],
    )
  })

test('a step that has its own word is told what is missing of it, and which key it does not know', () => {
  const found = checkPlan(PHASED.replace(', by: [', ', who: ['), 'p.yaml').filter(
    ({ code }) => code !== 'not-in-this-version',
  )
  assert.deepEqual(
    found.map(({ code, message, remedy }) => `${code}: ${message}; ${remedy.slice(0, 23)}`),
    [
      'missing: by is missing; begin each item with `-',
      'unknown-key: unknown key who; use one of approve, by,',
    ],
  )
})
