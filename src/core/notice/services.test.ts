import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drafted, draftFrom } from '../change/evolve/draft.ts'
import type { Reverts } from '../runbook/runbook.ts'
import { sampleRunbook } from '../runbook/sample-runbook.testing.ts'
import { servicesIn } from './services.ts'

const AT = Date.UTC(2026, 0, 2)
const engine = { kind: 'engine' } as const

test('an adoption deploys the version of the change; a revert, the one that each target goes back to', () => {
  const to = (target: string, version: string | null): Reverts['targets'][number] => ({
    ...{ target, version, stable: 'green', warm: null },
  })
  const reverts = { change: 'CHG-2026-0001', because: 'x', gradual: false, left: [] }
  const cases: readonly [Reverts['targets'] | null, readonly string[]][] = [
    [null, ['v2', 'v2']],
    [
      [to('gamma', 'v1.8'), to('wix', 'v1.9')],
      ['v1.8', 'v1.9'],
    ],
    [
      [to('gamma', null), to('wix', 'v1.9')],
      ['', 'v1.9'],
    ],
  ]
  for (const [targets, versions] of cases) {
    const of = sampleRunbook(
      targets === null ? { version: 'v2' } : { version: '', reverts: { ...reverts, targets } },
    )
    const change = draftFrom(drafted('CHG-2026-0002', of, engine, AT))
    const event = { at: AT, by: engine, type: 'adopted', step: 'rollout', targets: ['gamma', 'wix'] } as const
    assert.deepEqual(
      servicesIn(event, change).map(({ is, target, version }) => [is, target, version]),
      [
        ['deployed', 'gamma', versions[0]],
        ['deployed', 'wix', versions[1]],
      ],
    )
  }
})
