import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { type Guest, Places, type PlacesLimits } from './places.ts'

type Standing = 'new' | 'waits' | 'has a place' | 'gave up' | 'refused' | 'left'

class Someone implements Guest {
  standing: Standing = 'new'
  readonly family: string
  readonly #began: (someone: Someone) => void
  constructor(family: string, began: (someone: Someone) => void = () => {}) {
    this.family = family
    this.#began = began
  }
  begin(): void {
    this.standing = 'has a place'
    this.#began(this)
  }
  giveUp(): void {
    this.standing = 'gave up'
  }
}

function house(limits: Partial<PlacesLimits> = {}) {
  const places = new Places<Someone>({ places: 8, queueMax: 100, queueMs: 60_000, ...limits })
  const enter = (family: string, began?: (someone: Someone) => void): Someone => {
    const someone = new Someone(family, began)
    if (!places.enter(someone)) someone.standing = 'refused'
    else if (someone.standing === 'new') someone.standing = 'waits'
    return someone
  }
  const many = (n: number, family: string) => Array.from({ length: n }, () => enter(family))
  const leave = (someone: Someone | undefined) => {
    if (someone === undefined) throw new Error('there is nobody')
    someone.standing = 'left'
    places.leave(someone)
  }
  return { places, enter, many, leave }
}

const standings = (guests: readonly Someone[]) => guests.map(({ standing }) => standing)
const countOf = (guests: readonly Someone[], standing: Standing) =>
  guests.filter((each) => each.standing === standing).length

test('a family alone takes three quarters, and another one still begins at once', () => {
  const { enter, many } = house()
  const slow = many(20, '/slow')
  assert.equal(countOf(slow, 'has a place'), 6)
  assert.equal(enter('/fast').standing, 'has a place')
})

test('a side with a single connection is used all the same', () => {
  const { many, leave } = house({ places: 1 })
  const guests = many(2, '/')
  assert.deepEqual(standings(guests), ['has a place', 'waits'])
  leave(guests[0])
  assert.deepEqual(standings(guests), ['left', 'has a place'])
})

test('who came first begins first within a family, and families take turns', () => {
  const { enter, leave } = house({ places: 2 })
  const taken = [enter('/a'), enter('/b')]
  const [a1, a2, b1, b2] = [enter('/a'), enter('/a'), enter('/b'), enter('/b')]
  const order: Someone[] = []
  for (let next: Someone | undefined = taken[0]; next !== undefined; ) {
    leave(next)
    const begun = [a1, a2, b1, b2].filter((each) => each?.standing === 'has a place' && !order.includes(each))
    order.push(...begun)
    next = order.find(({ standing }) => standing === 'has a place') ?? undefined
  }
  assert.deepEqual(order, [a1, b1, a2, b2])
})

test('a full queue refuses, but a family that fills it leaves room for others', () => {
  const { enter, many } = house({ places: 1, queueMax: 8 })
  const slow = many(20, '/slow')
  assert.deepEqual([countOf(slow, 'waits'), countOf(slow, 'refused')], [6, 13])
  assert.equal(enter('/fast').standing, 'waits')
  assert.equal(house({ places: 1, queueMax: 0 }).many(2, '/')[1]?.standing, 'refused')
})

test('nobody waits for longer than is allowed', (t: TestContext) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  let now = 0
  t.mock.method(performance, 'now', () => now)
  const { many, places } = house({ places: 1, queueMs: 1_000 })
  const first = many(3, '/slow')
  now = 600
  const second = many(1, '/other')
  t.mock.timers.tick(600)
  assert.deepEqual(standings([...first, ...second]), ['has a place', 'waits', 'waits', 'waits'])
  now = 1_000
  t.mock.timers.tick(400)
  assert.deepEqual(standings([...first, ...second]), ['has a place', 'gave up', 'gave up', 'waits'])
  now = 1_600
  t.mock.timers.tick(600)
  assert.equal(second[0]?.standing, 'gave up')
  assert.equal(places.waiting, 0)
})

test('while it is held nobody begins, and afterwards as many as may', () => {
  const { places, enter, many, leave } = house({ places: 4 })
  const [first] = many(1, '/a')
  places.hold()
  const waiting = [enter('/a'), enter('/b')]
  leave(first)
  assert.equal(countOf(waiting, 'waits'), 2)
  places.release()
  assert.equal(countOf(waiting, 'has a place'), 2)
})

test('somebody who leaves as soon as it begins makes room for the next, thousands of times', () => {
  const { places, enter, many, leave } = house({ places: 1, queueMax: 10_000 })
  const [first] = many(1, '/')
  const flighty = Array.from({ length: 5_000 }, () => enter('/', leave))
  leave(first)
  assert.equal(countOf(flighty, 'left'), 5_000)
  assert.equal(places.waiting, 0)
})

test('ever new families are forgotten once nobody of them is left', () => {
  const { enter, leave } = house()
  for (let i = 0; i < 20_000; i++) leave(enter(`/${i}`))
  assert.equal(enter('/').standing, 'has a place')
})

test('whatever happens: never more than there are, nobody waits beside a place of its own, nobody is lost', () => {
  const act = fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant('enter' as const), n: fc.nat(3) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('leave' as const), n: fc.nat(20) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('withdraw' as const), n: fc.nat(20) }) },
  )
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.nat(12),
      fc.array(act, { maxLength: 120 }),
      (n, queueMax, acts) => {
        const { places, enter, leave } = house({ places: n, queueMax })
        const all: Someone[] = []
        for (const step of acts) {
          const inside = all.filter(({ standing }) => standing === 'has a place')
          const outside = all.filter(({ standing }) => standing === 'waits')
          if (step.do === 'enter') all.push(enter(`/${step.n}`))
          else if (step.do === 'leave' && inside.length > 0) leave(inside[step.n % inside.length])
          else if (step.do === 'withdraw' && outside.length > 0) {
            const who = outside[step.n % outside.length] as Someone
            assert.equal(places.withdraw(who), true)
            who.standing = 'left'
          }
          const waiting = all.filter(({ standing }) => standing === 'waits')
          const taken = countOf(all, 'has a place')
          assert.ok(taken <= n)
          assert.ok(waiting.length <= queueMax)
          assert.equal(places.waiting, waiting.length)
          assert.deepEqual(new Set(places.queue()), new Set(waiting))
          for (const { family } of waiting) {
            const ofIts = countOf(
              all.filter((each) => each.family === family),
              'has a place',
            )
            assert.ok(
              ofIts + 1 > 3 * (n - taken),
              'somebody waits although its family may have another place',
            )
          }
        }
      },
    ),
  )
})
