import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { acceptWrite, type Desired, isLatched, LATCHED, type Split } from '../../core/traffic/desired.ts'
import type { TargetRow } from '../../ports/store/targets.ts'
import type { Runtime } from '../context/runtime.ts'
import { closeAtOnce } from './close-at-once.ts'
import { killTarget } from './kill-target.ts'

const NAME = 'staging/wix'
const OPEN: Split = { mode: 'open', weight: 500, cohort: 'c', segments: [], headerOverride: false }
const ACTOR = { kind: 'person', name: 'ann' } as const

/** A database that stores a latch when it is let, and a proxy that follows the rule of all proxies. */
function house(split: Split = OPEN, conflict: TargetRow['conflict'] = null) {
  const desired: Desired = { generation: 7, stable: 'blue', split, mode: { traffic: 'read-only' } }
  const world = { desired, has: desired, told: [] as Desired[] }
  const stored = Promise.withResolvers<void>()
  const row = () => ({ name: NAME, owner: null, desired: world.desired, conflict, proxies: [] })
  const latch = async () => {
    await stored.promise
    const already = isLatched(world.desired.split)
    if (!already) world.desired = { ...world.desired, generation: 8, split: LATCHED }
    return { owner: null, already }
  }
  const write = async (_: string, next: Desired) => {
    world.told.push(next)
    world.has = acceptWrite(world.has, next).now
    return []
  }
  const runtime = {
    store: { targets: { get: async () => row(), latch } },
    reach: { environments: { staging: { targets: { wix: { traffic: { write } } } } } },
    bells: { targets: new Map() },
    clock: { now: Date.now, sleep: async () => undefined },
    log: pino({ level: 'silent' }),
  } as unknown as Runtime
  return { world, runtime, stored, row: () => row() as unknown as TargetRow }
}

test('the proxies are closed while the latch is being stored, by the very order that is stored then', async () => {
  const { world, runtime, stored } = house()
  const killing = killTarget(runtime, { target: NAME, actor: ACTOR, because: 'bad', dedup: 'k' })
  while (world.told.length === 0) await new Promise(setImmediate)
  assert.equal(world.desired.generation, 7, 'nothing is stored yet')
  assert.deepEqual(world.has, {
    generation: 8,
    stable: 'blue',
    split: LATCHED,
    mode: { traffic: 'read-only' },
  })
  stored.resolve()
  assert.ok((await killing).killed)
  assert.deepEqual(world.desired, world.has)
})

test('what is latched, or waits for a decision, is not told anything', async () => {
  const found = { proxy: 'a', has: { generation: 41, stable: 'green', split: OPEN }, since: 0 } as const
  for (const { world, runtime, row } of [house(LATCHED), house(OPEN, found)]) {
    await closeAtOnce(runtime, row())
    assert.deepEqual(world.told, [])
  }
})

test('a kill does not wait for a proxy that answers nothing, and does not fail with one that fails', async () => {
  for (const write of [() => new Promise(() => undefined), () => Promise.reject(new Error('away'))]) {
    const { runtime, stored } = house()
    Object.assign(runtime.reach.environments.staging?.targets.wix?.traffic ?? {}, { write })
    stored.resolve()
    assert.ok((await killTarget(runtime, { target: NAME, actor: ACTOR, because: 'bad', dedup: 'k' })).killed)
  }
})
