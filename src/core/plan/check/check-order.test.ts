import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Finding } from '../../document/finding.ts'
import { checkPlan } from '../plan.ts'
import { binding, GOOD } from './planted-faults.testing.ts'

test('outputs are used only by what surely comes later', () => {
  const outputs = GOOD.replace(
    '  - action: sync-registry',
    '  - action: sync-registry\n    outputs: { count: integer }',
  )
  const use = (expression: string): string =>
    outputs.replace('CanaryEnabled: false', `CanaryEnabled: '\${{ ${expression} }}'`)
  const codes = (text: string): readonly string[] =>
    checkPlan(text, 'p', binding()).map(({ code }: Finding) => code)
  assert.deepEqual(codes(use('steps["action-sync-registry"].outputs.count > 3')), ['later-step'])
  assert.deepEqual(codes(use('steps["action-sync-registry"].outputs.cnt')), ['unknown-name'])
  assert.deepEqual(codes(use('steps["deploy-wix"].outputs.url')), ['unknown-name'])
  const earlier = use('steps["deploy-wix"].outputs.ok').replace(
    '  - deploy: wix',
    '  - { deploy: wix, outputs: { ok: boolean } }',
  )
  assert.deepEqual(codes(earlier), [])
})
