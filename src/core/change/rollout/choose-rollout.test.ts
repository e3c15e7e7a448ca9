import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Change, Status } from '../state/change.ts'
import { chooseRollout, type WantedRollout } from './choose-rollout.ts'

const rollout = (id: string, status: Status, version = 'v2', latch = false): Change =>
  ({
    id,
    status,
    runbook: { environment: 'staging', version, targets: ['wix'], steps: [{ kind: 'rollout' }] },
    ...(status === 'scheduled' ? {} : { run: {} }),
    ...(/roll|failed/.test(status) ? { back: { latch } } : {}),
  }) as unknown as Change
const plain = (id: string): Change =>
  ({
    ...rollout(id, 'running'),
    runbook: { ...rollout(id, 'running').runbook, steps: [{ kind: 'effect' }] },
  }) as unknown as Change

test('which rollout a kill switch means', () => {
  const latched = new Set(['staging/wix'])
  const cases: readonly (readonly [
    string,
    readonly Change[],
    WantedRollout,
    string,
    ReadonlySet<string>?,
  ])[] = [
    ['the only one', [rollout('A', 'running')], {}, 'A'],
    ['a paused one', [rollout('A', 'paused')], {}, 'A'],
    ['none', [], {}, 'none:'],
    ['none that has begun', [rollout('A', 'scheduled')], {}, 'none:'],
    ['none that moves traffic', [plain('A')], {}, 'none:'],
    ['several', [rollout('B', 'running'), rollout('A', 'paused', 'v1')], {}, 'several:B A'],
    ['its version', [rollout('B', 'running'), rollout('A', 'paused', 'v1')], { version: 'v1' }, 'A'],
    [
      'two of a version',
      [rollout('B', 'running'), rollout('A', 'running')],
      { version: 'v2' },
      'several:B A',
    ],
    ['another version', [rollout('A', 'running')], { version: 'v9' }, 'none:A'],
    ['forward before back', [rollout('B', 'rolling-back'), rollout('A', 'running')], {}, 'A'],
    ['the one on its way back', [rollout('A', 'rolling-back')], {}, 'A'],
    ['by id, in any state', [rollout('B', 'running'), rollout('A', 'scheduled')], { change: 'A' }, 'A'],
    ['by id, of another version', [rollout('A', 'running')], { change: 'A', version: 'v1' }, 'none:A'],
    ['by an unknown id', [rollout('A', 'running')], { change: 'X' }, 'none:A'],
    ['killed before', [rollout('A', 'rolled-back', 'v2', true)], {}, 'A', latched],
    ['killed before, and released', [rollout('A', 'rolled-back', 'v2', true)], {}, 'none:'],
    ['rolled back, not killed', [rollout('A', 'rolled-back')], {}, 'none:', latched],
    [
      'killed before another',
      [rollout('B', 'succeeded'), rollout('A', 'rolled-back', 'v2', true)],
      {},
      'none:',
      latched,
    ],
  ]
  for (const [what, changes, wanted, expected, latches = new Set<string>()] of cases) {
    const found = chooseRollout(changes, wanted, latches)
    const said =
      found.chosen?.id ??
      `${'because' in found ? found.because : ''}:${'open' in found ? found.open.map(({ id }) => id).join(' ') : ''}`
    assert.equal(said, expected, what)
  }
})
