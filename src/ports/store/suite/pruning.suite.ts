import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import type { Store } from '../store.ts'
import {
  ALICE,
  exampleNotice,
  exampleRunbook,
  fresh,
  newChange,
  succeeded,
  T0,
  turnOf,
} from './example.testing.ts'

/**
 * What is no history is forgotten. Everything here was long before the rest of the suite, whose database this is too.
 */
export function pruningSuite(store: () => Store): void {
  const OLD = 1_000
  const BEFORE = 2_000
  const hash = () => createHash('sha256').update(fresh('secret')).digest('hex')
  const create = () => store().ticks.create(newChange(exampleRunbook(fresh('env'))))
  const end = (id: string, answers: readonly string[] = []) =>
    store().ticks.tick(id, T0, 'wait', (loaded) =>
      turnOf(loaded, {
        change: succeeded(loaded.change),
        answers: answers.map((dedup) => ({ dedup, answer: { accepted: true, revision: 2, already: false } })),
      }),
    )

  test('tokens that were over long ago are forgotten, with what stood for them; their journal is not', async () => {
    const give = async (expiresAt: number) => {
      const secret = hash()
      const order = { name: fresh('name'), roles: ['viewer'], actor: ALICE, now: 1 }
      return { secret, id: (await store().tokens.add({ hash: secret, expiresAt, ...order })).id }
    }
    const [expired, revoked, late, valid] = [await give(OLD), await give(T0), await give(T0), await give(T0)]
    const session = hash()
    for (const { id } of [expired, valid]) {
      const code = hash()
      await store().sessions.addCode({ hash: code, token: id, expiresAt: OLD, now: 1 })
      if (id === expired.id) await store().sessions.open({ code, hash: session, expiresAt: OLD, now: 2 })
    }
    const revocation = { actor: ALICE, because: 'lost', evenTheLast: true }
    await store().tokens.revoke({ id: revoked.id, now: OLD, ...revocation })
    await store().tokens.revoke({ id: late.id, now: BEFORE, ...revocation })

    assert.equal(await store().tokens.prune(OLD), 0, 'what was over at that very moment is still known')
    await store().tokens.prune(BEFORE)
    const known = await Promise.all(
      [expired, revoked, late, valid].map(async ({ secret }) => (await store().tokens.find(secret)) !== null),
    )
    assert.deepEqual(known, [false, false, true, true])
    assert.equal(await store().sessions.find(session, 3), null)
    const entries = await store().journal.read('access', 0, 10_000)
    const told = entries.filter(({ data }) => (data as { token: string }).token === revoked.id)
    assert.deepEqual(
      told.map(({ type }) => type),
      ['token-created', 'token-revoked'],
    )
    assert.equal(await store().tokens.prune(BEFORE), 0)
  })

  test('an old key of a kill switch is forgotten when its change is over', async () => {
    const [over, open] = [await create(), await create()]
    const keys = [fresh('key'), fresh('key'), fresh('key')]
    const [old = '', ofOpen = '', young = ''] = keys
    await store().killOrders.remember(old, { change: over.id, asked: '{}' }, OLD)
    await store().killOrders.remember(ofOpen, { change: open.id, asked: '{}' }, OLD)
    await store().killOrders.remember(young, { change: over.id, asked: '{}' }, BEFORE)
    await end(over.id)
    assert.equal(await store().killOrders.prune(BEFORE), 1)
    const known = await Promise.all(keys.map(async (key) => (await store().killOrders.find(key)) !== null))
    assert.deepEqual(known, [false, true, true])
  })

  test('commands are forgotten when they are old, answered, and their change is over', async () => {
    const [over, open] = [await create(), await create()]
    const ask = (id: string, dedup: string, at: number) =>
      store().ticks.ask(id, { dedup, actor: ALICE, command: { command: 'resume' }, at })
    for (const id of [over.id, open.id]) await ask(id, 'old', OLD)
    await ask(over.id, 'young', BEFORE)
    await ask(over.id, 'unanswered', OLD)
    await end(over.id, ['old', 'young'])
    assert.equal(await store().ticks.forget(BEFORE), 1)
    assert.equal(await store().ticks.answerTo(over.id, 'old'), null)
    assert.notEqual(await store().ticks.answerTo(over.id, 'young'), null)
    assert.equal(await ask(over.id, 'unanswered', OLD), 'joined')
    assert.equal(await ask(open.id, 'old', OLD), 'joined')
  })

  test('notices that were delivered or given up long ago are forgotten, pending ones never', async () => {
    const notice = (at: number) => exampleNotice({ at })
    const [delivered, late, givenUp, pending] = [notice(OLD), notice(OLD), notice(OLD), notice(OLD)]
    await store().notices.add([delivered, late, givenUp, pending])
    await store().notices.delivered(delivered.id, OLD)
    await store().notices.delivered(late.id, BEFORE)
    await store().notices.failed(givenUp.id, 'no such hook', null)
    assert.equal(await store().notices.prune(BEFORE), 2)
    const taken = await store().notices.take(BEFORE, 10, BEFORE + 1)
    assert.deepEqual(
      taken.map(({ notice: { id } }) => id),
      [pending.id],
    )
    await store().notices.delivered(pending.id, BEFORE)
  })

  test('a server that nobody has heard of for long is forgotten, unless it lives', async () => {
    const [gone, lives, back] = [fresh('server'), fresh('server'), fresh('server')]
    const enter = (installation: string) => store().replicas.enter({ installation, place: 'here' }, OLD)
    const entered = { gone: await enter(gone), lives: await enter(lives), back: await enter(back) }
    await entered.gone.leave()
    await entered.back.leave()
    await store().replicas.stillHere(back, BEFORE)
    assert.equal(await store().replicas.prune(BEFORE), 1)
    const known = (await store().replicas.all()).map(({ installation }) => installation)
    assert.deepEqual(
      [gone, lives, back].map((each) => known.includes(each)),
      [false, true, true],
    )
    await entered.lives.leave()
  })

  test('much that is old at once is forgotten piece by piece', async () => {
    const target = fresh('target')
    const seconds = Array.from({ length: 11_000 }, (_, seq) => ({
      seq,
      target,
      slot: 'canary' as const,
      version: 'v2',
      reason: 'percentage' as const,
      at: OLD,
      requests: 1,
      classes: { ok: 1, redirect: 0, client: 0, server: 0, none: 0 },
      latency: [1],
    }))
    await store().samples.add(fresh('gateway'), seconds, T0)
    assert.equal(await store().samples.prune(BEFORE), seconds.length)
    assert.deepEqual(await store().samples.read(target, 'canary', 0), [])
  })
}
