import assert from 'node:assert/strict'
import { test } from 'node:test'
import picocolors from 'picocolors'
import { open, T0, targetRow } from '../../read/change/seen.testing.ts'
import { viewTarget } from '../../read/records/target-view.ts'
import { drawTargets } from './target-table.ts'

test('which of several proxies holds the others up is named, by how much, and who was written off', () => {
  const row = targetRow('wix', open(500))
  const [here] = row.proxies
  assert.ok(here)
  const has = { ...row.desired, generation: 2 }
  const target = viewTarget({
    ...row,
    proxies: [
      here,
      { ...here, instance: 'run/b.sock', has },
      { ...here, instance: 'run/c.sock', has: { ...has, generation: 3 }, because: 'it does not answer' },
      { ...here, instance: 'run/d.sock', has: null, seenAt: null, because: 'nothing listens there' },
    ],
    dismissed: [
      { instance: 'run/e.sock', by: { kind: 'person', name: 'anna' }, because: 'scrapped', at: T0 },
    ],
  })
  const frame = { paint: picocolors.createColors(false) } as Parameters<typeof drawTargets>[1]
  const [, ...lines] = drawTargets([target], frame).split('\n')
  assert.deepEqual(lines, [
    '  run/b.sock, 2 orders behind',
    '  run/c.sock: it does not answer, 1 order behind; seen last at 2025-10-07T02:00:00.000Z',
    '  run/d.sock: nothing listens there; never seen',
    '  without run/e.sock, written off by anna at 2025-10-07T02:00:00.000Z: scrapped',
  ])
})
