import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openedAt } from '../../core/change/phase/clock.ts'
import type { Change, Status } from '../../core/change/state/change.ts'
import { CLOSED } from '../../core/traffic/desired.ts'
import { secondStage, seenAt, type Told, targetRow } from '../change/seen.testing.ts'
import { versionsOf } from './target-versions.ts'
import { versionsReader } from './versions-reader.ts'

const adopting: Told = [
  ...secondStage,
  [900, { type: 'adopting', step: 'rollout', was: { gamma: 'green', wix: 'green' } }],
]
const adopted: Told = [
  ...adopting,
  [901, { type: 'adopted', step: 'rollout', targets: ['gamma', 'wix'] }],
  [901, { type: 'step-done', step: 'rollout', outputs: {}, evidence: 'ok' }],
]

function change(id: string, version: string, told: Told): Change {
  const { change } = seenAt(0, told)
  return { ...change, id, runbook: { ...change.runbook, version } }
}

const wix = (owner: string | null) => ({ ...targetRow('wix', CLOSED), owner })

test('stable has what was adopted last, from the moment the swap is ordered; the canary what its owner brings', () => {
  const first = change('A', 'v1', adopted)
  const second = change('B', 'v2', secondStage)
  assert.deepEqual(versionsOf(wix(null), []), { stable: null, canary: null })
  assert.deepEqual(versionsOf(wix('B'), [second, first]), { stable: 'v1', canary: 'v2' })
  assert.deepEqual(versionsOf(wix(null), [second, first]), { stable: 'v1', canary: null })
  assert.deepEqual(versionsOf(wix('B'), [change('B', 'v2', adopting), first]), { stable: 'v2', canary: null })
  assert.deepEqual(versionsOf({ ...wix('B'), name: 'prod/wix' }, [second, first]), {
    stable: null,
    canary: null,
  })
})

test('once a proxy knew better, what changes before that had adopted is not known to run there', () => {
  const first = change('A', 'v1', adopted)
  const opened = openedAt(first) ?? assert.fail('it has not begun')
  assert.deepEqual(versionsOf({ ...wix(null), knownSince: opened + 1 }, [first]), {
    stable: null,
    canary: null,
  })
  assert.deepEqual(versionsOf({ ...wix(null), knownSince: opened - 1 }, [first]), {
    stable: 'v1',
    canary: null,
  })
})

test('the changes are asked once for each state of a target', async () => {
  const asked: (readonly Status[] | undefined)[] = []
  const read = versionsReader({
    questions: {
      changes: async ({ status }: { status?: readonly Status[] }) => {
        asked.push(status)
        return [change('A', 'v1', adopted)]
      },
    },
  } as never)
  for (const owner of [null, null, 'A', 'A']) await read([wix(owner)])
  assert.equal(asked.length, 2)
  assert.equal((await read([wix(null)])).get('staging/wix')?.stable, 'v1')
})
