import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type Embedded, startEmbedded } from '../adapters/postgres/embedded/embedded.ts'
import type { Runbook } from '../core/runbook/runbook.ts'
import { openRevert, type RevertOpened, type RevertOrder } from './change/open-revert.ts'
import {
  ALICE,
  ask,
  begin,
  changeOf,
  openRig,
  TARGET,
  until,
  untilHolding,
  untilStatus,
} from './rig.testing.ts'
import { testRunbook } from './runbook.testing.ts'

describe('a revert', { timeout: 240_000 }, () => {
  let dir = ''
  let database: Embedded
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'cutwater-revert-pg-'))
    database = await startEmbedded({ dir })
  })
  after(async () => {
    await database?.stop()
    await rm(dir, { recursive: true, force: true })
  })

  it('takes releases back one after the other and itself, with their flags and locks, while everybody is served', async () => {
    const rig = await openRig(database.url)
    try {
      const { runtime, store, binding } = await rig.start()
      let serial = 0
      const revert = (id: string, order: Partial<RevertOrder> = {}): Promise<RevertOpened> => {
        const dedup = `revert-${++serial}`
        const asked = { because: 'a test', gradual: false, version: null, seen: null, dedup, actor: ALICE }
        return openRevert(runtime, binding, id, { ...asked, ...order })
      }
      const opened = async (id: string, order: Partial<RevertOrder> = {}): Promise<string> => {
        const answer = await revert(id, order)
        assert.ok(answer.opened, JSON.stringify(answer))
        return answer.change.id
      }
      const refused = async (id: string, order: Partial<RevertOrder> = {}): Promise<string> => {
        const answer = await revert(id, order)
        assert.ok(!answer.opened && answer.because === 'refused', JSON.stringify(answer))
        return answer.refused.because
      }
      const release = async (version: string): Promise<string> => {
        const runbook = testRunbook({ deploy: { act: { act: 'deploy', target: 'wix', version } } })
        return begin(runtime, { ...runbook, version } satisfies Runbook)
      }
      const done = (id: string) => untilStatus(store, id, 'succeeded', 60_000)
      const stable = async () => (await store.targets.get(TARGET))?.desired.stable
      const flag = async () => {
        const [row] = await store.flags.list('staging')
        return row === undefined ? null : [row.value, row.lock?.by ?? null]
      }
      const deploys = () => rig.done().filter((line) => line.startsWith('begun deploy ')).length

      const first = await release('v2')
      await done(first)
      assert.deepEqual([await stable(), await flag()], ['green', [true, first]])

      const back = await opened(first, { dedup: 'once' })
      assert.equal(await opened(first, { dedup: 'once' }), back, 'the same key finds the first one')
      assert.match(await refused(first), new RegExp(`is being reverted by ${back} already`))
      await done(back)
      assert.deepEqual([await stable(), await flag(), deploys()], ['blue', null, 1])
      assert.match(await refused(first), new RegExp(`was reverted by ${back} already`))

      const forth = await opened(back)
      await done(forth)
      assert.deepEqual([await stable(), await flag(), deploys()], ['green', [true, forth], 1])

      // Held by a change that deploys beside and goes back: the revert waits, and then deploys again what served.
      const held = await release('v3')
      await untilHolding(store, held)
      const waiting = await opened(first, { version: 'v1' })
      await until(async () => {
        const change = await changeOf(store, waiting)
        return change.status === 'scheduled' && change.waitsFor.includes(held)
      })
      await ask(runtime, held, { command: 'abort', because: 'a test' })
      await untilStatus(store, held, 'rolled-back', 60_000)
      await done(waiting)
      assert.deepEqual([await stable(), deploys()], ['blue', 3])
      assert.match(rig.done().findLast((line) => line.startsWith('begun deploy ')) ?? '', / blue v1 \d+$/)
      assert.deepEqual(await flag(), null)
      assert.equal(rig.traffic.state.failed, 0)
    } finally {
      await rig.close()
    }
  })
})
