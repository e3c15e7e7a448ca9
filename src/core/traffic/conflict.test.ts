import assert from 'node:assert/strict'
import { describe, it, test } from 'node:test'
import fc from 'fast-check'
import { decidedFor, ends, nextDesired, standingOf } from './conflict.ts'
import {
  acceptWrite,
  CLOSED,
  type Desired,
  isLatched,
  LATCHED,
  latchLocally,
  type Side,
  type Split,
  sameDesired,
} from './desired.ts'
import type { Restriction } from './mode.ts'

const open = (weight: number): Split => ({
  mode: 'open',
  weight,
  cohort: 'c',
  segments: [],
  headerOverride: false,
})
const at = (generation: number, split: Split, stable: Side = 'blue'): Desired => ({
  generation,
  stable,
  split,
})

describe('what follows a conflict', () => {
  const said = [at(12, open(500), 'green'), at(9, CLOSED)]
  it('takes what the newest proxy calls stable, closed, above the close that held it back', () => {
    const next = decidedFor('adopt-proxy', at(5, open(100)), said)
    assert.deepEqual(nextDesired(at(5, open(100)), next, said[0]!), at(14, CLOSED, 'green'))
  })
  it('keeps a latch that any of the proxies has', () => {
    const next = decidedFor('adopt-proxy', at(5, CLOSED), [...said, at(3, LATCHED)])
    assert.deepEqual(next.split, LATCHED)
  })
  it('gives the proxies what the database says, above all of them', () => {
    const next = decidedFor('overwrite-proxy', at(5, open(100)), said)
    assert.deepEqual(nextDesired(at(5, open(100)), next, said[0]!), at(14, open(100), 'blue'))
  })
  it('latches above the proxy, and on the side that the proxy calls stable', () => {
    const next = { stable: 'blue', split: LATCHED } as const
    assert.deepEqual(
      nextDesired(at(5, open(100)), next, at(12, open(500), 'green')),
      at(14, LATCHED, 'green'),
    )
    assert.equal(ends(next), true)
  })
  it('keeps the mode of the one that is right, and a kill keeps what the proxy has', () => {
    const has: Desired = { ...at(12, open(500), 'green'), mode: { traffic: 'read-only' } }
    const desired = at(5, open(100))
    const adopted = nextDesired(desired, decidedFor('adopt-proxy', desired, [has]), has)
    assert.deepEqual(adopted, { ...at(14, CLOSED, 'green'), mode: has.mode })
    assert.deepEqual(nextDesired(desired, decidedFor('overwrite-proxy', desired, [has]), has), {
      ...at(14, open(100)),
    })
    const restricted: Desired = { ...desired, mode: { traffic: 'maintenance' } }
    const overwritten = nextDesired(restricted, decidedFor('overwrite-proxy', restricted, [has]), has)
    assert.deepEqual(overwritten, { ...at(14, open(100)), mode: restricted.mode })
    const killed = nextDesired(desired, { stable: 'blue', split: LATCHED }, has)
    assert.deepEqual(killed, { ...at(14, LATCHED, 'green'), mode: has.mode })
  })
  it('goes on counting while nobody has decided, and is asked about all the same', () => {
    const desired = nextDesired(at(12, CLOSED), { stable: 'blue', split: open(100) }, at(12, CLOSED, 'green'))
    assert.deepEqual(desired, at(13, open(100)))
    assert.equal(standingOf(desired, at(12, CLOSED, 'green'), true), 'conflict')
  })
})

/** A database, proxies, and a backup of the database. */
type World = { desired: Desired; conflict: Desired | null; proxies: Proxy[]; backup: Desired }
type Proxy = { has: Desired; latchedLocally: boolean }

const set = (world: World, next: Parameters<typeof nextDesired>[1]) => {
  world.desired = nextDesired(world.desired, next, world.conflict)
  if (ends(next)) world.conflict = null
}
const write = (proxy: Proxy, incoming: Desired) => {
  const before = proxy.has
  proxy.has = acceptWrite(proxy.has, incoming, proxy.latchedLocally).now
  if (!sameDesired(before, proxy.has)) proxy.latchedLocally = false
}

/** One round of the reconciler, as src/runtime/traffic does it. True when it changed anything. */
function round(world: World): boolean {
  const before = JSON.stringify(world)
  for (const proxy of world.proxies) {
    if (world.conflict === null || isLatched(world.desired.split)) write(proxy, world.desired)
    switch (standingOf(world.desired, proxy.has, world.conflict !== null)) {
      case 'latched-itself':
      case 'outranks':
        if (!isLatched(world.desired.split) || world.desired.generation <= proxy.has.generation)
          set(world, { stable: proxy.has.stable, split: LATCHED, above: proxy.has.generation })
        break
      case 'conflict':
        world.conflict ??= proxy.has
        if (proxy.has.split.mode === 'open')
          write(proxy, { ...proxy.has, generation: proxy.has.generation + 1, split: CLOSED })
        break
      case 'agrees':
      case 'behind':
        break
    }
  }
  return JSON.stringify(world) !== before
}

const anyDesired = fc.record(
  {
    generation: fc.integer({ min: 1, max: 12 }),
    stable: fc.constantFrom<Side>('blue', 'green'),
    split: fc.constantFrom<Split>(CLOSED, LATCHED, open(500), open(10_000)),
    mode: fc.constantFrom<Restriction>({ traffic: 'read-only' }, { traffic: 'maintenance', banner: 'b' }),
  },
  { noNullPrototype: true, requiredKeys: ['generation', 'stable', 'split'] },
)
const step = fc.constantFrom('order', 'adopt', 'latch', 'release', 'backup', 'restore', 'direct', 'round')
const history = fc.record({
  desired: anyDesired,
  backup: anyDesired,
  proxies: fc.array(anyDesired, { minLength: 1, maxLength: 3 }),
  steps: fc.array(step, { maxLength: 12 }),
})

function play({ desired, backup, proxies, steps }: typeof history extends fc.Arbitrary<infer T> ? T : never) {
  const world: World = {
    desired,
    backup,
    conflict: null,
    proxies: proxies.map((has) => ({ has, latchedLocally: false })),
  }
  for (const one of steps) {
    const { stable, split } = world.desired
    const first = world.proxies[0]!
    if (one === 'round') round(world)
    else if (one === 'backup') world.backup = world.desired
    else if (one === 'restore') Object.assign(world, { desired: world.backup, conflict: null })
    else if (one === 'direct') {
      if (!isLatched(first.has.split)) first.latchedLocally = true
      first.has = latchLocally(first.has)
    } else if (one === 'latch') set(world, { stable, split: LATCHED })
    else if (one === 'release' && isLatched(split)) set(world, { stable, split: CLOSED })
    else if (one === 'order' && !isLatched(split)) set(world, { stable, split: open(500) })
    else if (one === 'adopt' && !isLatched(split))
      set(world, { stable: stable === 'blue' ? 'green' : 'blue', split: CLOSED })
  }
  return world
}

/** More rounds than there are proxies to raise a latch above. */
const ROUNDS_MAX = 10
const rest = (world: World): number => {
  for (let rounds = 0; rounds < ROUNDS_MAX; rounds++) if (!round(world)) return rounds
  return ROUNDS_MAX
}

test('whatever was restored, the reconciler comes to rest, and nothing open is left that nobody ordered', () => {
  fc.assert(
    fc.property(history, (how) => {
      const world = play(how)
      assert.ok(rest(world) < ROUNDS_MAX)
      for (const { has } of world.proxies)
        if (!sameDesired(has, world.desired)) assert.equal(has.split.mode, 'closed')
    }),
  )
})

test('whatever was restored, a kill ends closed and latched everywhere, and moves nobody by itself', () => {
  fc.assert(
    fc.property(history, (how) => {
      const world = play(how)
      rest(world)
      const before = world.conflict === null ? null : world.conflict.stable
      set(world, { stable: world.desired.stable, split: LATCHED })
      if (before !== null) assert.equal(world.desired.stable, before)
      assert.ok(rest(world) < ROUNDS_MAX)
      for (const { has } of world.proxies) assert.deepEqual(has, world.desired)
      assert.deepEqual(world.desired.split, LATCHED)
    }),
  )
})

test('whatever was restored, either way out ends with every proxy at what was decided', () => {
  fc.assert(
    fc.property(history, fc.constantFrom('adopt-proxy' as const, 'overwrite-proxy' as const), (how, way) => {
      const world = play(how)
      rest(world)
      if (world.conflict === null) return
      const wanted = way === 'overwrite-proxy' ? world.desired.stable : null
      const said = [world.conflict, ...world.proxies.map(({ has }) => has)]
      set(world, decidedFor(way, world.desired, said))
      if (wanted !== null) assert.equal(world.desired.stable, wanted)
      assert.ok(rest(world) < ROUNDS_MAX)
      assert.equal(world.conflict, null)
      for (const { has } of world.proxies) assert.deepEqual(has, world.desired)
    }),
  )
})
